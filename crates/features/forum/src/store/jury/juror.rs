//! Who sits in the jury of a round.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// A juror.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Juror {
    /// Its id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// Place in lists.
    pub place: i64,
    /// The person; `None` for a juror read from a file.
    pub person: Option<Id>,
    /// How the juror is called: the person's name, their address without one, or the name in the file.
    pub name: String,
    /// The person's address; empty without an account.
    pub email: String,
    /// For whom the juror sits there.
    pub organisation: Option<Id>,
    /// Its name, may be empty.
    pub organisation_name: String,
    /// Fewest offers in a phase.
    pub least: u32,
    /// Most offers in a phase.
    pub most: u32,
    /// Keys of the areas in which the juror knows the field.
    pub areas: Vec<String>,
    /// When the invitation was mailed.
    pub invited_at: Option<Timestamp>,
    /// When the juror declared conflicts for the first time.
    pub declared_at: Option<Timestamp>,
    /// When the office took the juror off.
    pub stopped_at: Option<Timestamp>,
    /// Reminders so far.
    pub reminders: u32,
    /// When the last one was sent.
    pub reminded_at: Option<Timestamp>,
    /// Rises with every change.
    pub edition: i64,
}

impl Juror {
    /// Whether the juror still sits there.
    pub fn is_active(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// `stopped`, `invited`, `declared` or `listed` (read from a file).
    pub fn state(&self) -> &'static str {
        match () {
            () if self.stopped_at.is_some() => "stopped",
            () if self.declared_at.is_some() => "declared",
            () if self.person.is_some() => "invited",
            () => "listed",
        }
    }

    /// The name, with the organisation where another juror is called the same.
    pub fn called(&self, all: &[Juror]) -> String {
        let is_shared = all.iter().any(|other| other.id != self.id && other.name == self.name);
        match is_shared {
            true => format!(
                "{} ({})",
                self.name,
                if self.organisation_name.is_empty() {
                    self.place.to_string()
                } else {
                    self.organisation_name.clone()
                }
            ),
            false => self.name.clone(),
        }
    }
}

/// A juror to be added.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewJuror {
    /// The person, if it is one with an account.
    pub person: Option<Id>,
    /// The name of one without.
    pub name: String,
    /// For whom.
    pub organisation: Option<Id>,
    /// Fewest offers in a phase.
    pub least: u32,
    /// Most offers in a phase.
    pub most: u32,
    /// Keys of known areas.
    pub areas: Vec<String>,
}

fn kept(row: &Row) -> Result<Juror, StoreError> {
    let own: String = row.get("name")?;
    let person_name = row.get::<Option<String>>("person_name")?.unwrap_or_default();
    let email = row.get::<Option<String>>("email")?.unwrap_or_default();
    let name = [person_name, own, email.clone()].into_iter().find(|name| !name.is_empty());
    Ok(Juror {
        id: row.get("id")?,
        round: row.get("round")?,
        place: row.get("place")?,
        person: row.get("person")?,
        name: name.unwrap_or_else(|| "–".to_owned()),
        email,
        organisation: row.get("organisation")?,
        organisation_name: row.get::<Option<String>>("organisation_name")?.unwrap_or_default(),
        least: row.get("least")?,
        most: row.get("most")?,
        areas: row.json("areas")?,
        invited_at: row.get("invited_at")?,
        declared_at: row.get("declared_at")?,
        stopped_at: row.get("stopped_at")?,
        reminders: row.get("reminders")?,
        reminded_at: row.get("reminded_at")?,
        edition: row.get("edition")?,
    })
}

/// The jurors of a round, in order; those who were taken off, too.
pub async fn list_jurors(db: &mut Session, round: Id) -> Result<Vec<Juror>, StoreError> {
    let list = sql!(
        "SELECT j.*, p.name AS person_name, p.email, o.name AS organisation_name FROM juror j \
         LEFT JOIN person p ON p.tenant = j.tenant AND p.id = j.person \
         LEFT JOIN organisation o ON o.tenant = j.tenant AND o.id = j.organisation \
         WHERE j.tenant = $1 AND j.round = $2 ORDER BY j.place, j.id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The juror with this id.
pub async fn find_juror(db: &mut Session, round: Id, id: Id) -> Result<Option<Juror>, StoreError> {
    Ok(list_jurors(db, round).await?.into_iter().find(|juror| juror.id == id))
}

/// The juror that this person is, unless taken off.
pub async fn find_juror_of(db: &mut Session, round: Id, person: Id) -> Result<Option<Juror>, StoreError> {
    let all = list_jurors(db, round).await?;
    Ok(all.into_iter().find(|juror| juror.person == Some(person) && juror.is_active()))
}

/// Rounds in whose jury a person sits.
pub async fn list_rounds_of(db: &mut Session, person: Id) -> Result<Vec<Id>, StoreError> {
    let list = sql!(
        "SELECT round FROM juror WHERE tenant = $1 AND person = $2 AND stopped_at IS NULL ORDER BY id DESC"
    );
    db.all(list, args![person]).await?.iter().map(|row| row.get("round")).collect()
}

/// Adds a juror, or lets a person who was taken off sit there again. Gives the id, and whether it is new.
pub async fn insert_juror(change: &mut Change, round: Id, new: &NewJuror) -> Result<(Id, bool), StoreError> {
    let jurors = list_jurors(change, round).await?;
    if let Some(known) = jurors.iter().find(|one| new.person.is_some() && one.person == new.person) {
        let again = sql!(
            "UPDATE juror SET stopped_at = NULL, edition = edition + 1 \
             WHERE tenant = $1 AND id = $2 AND stopped_at IS NOT NULL"
        );
        let touched = change.run(again, args![known.id]).await?;
        return Ok((known.id, touched == 1));
    }
    let id = Id::new(change.now());
    let place = jurors.iter().map(|one| one.place).max().unwrap_or(0) + 1;
    let insert = sql!(
        "INSERT INTO juror (tenant, id, round, place, person, name, organisation, least, most, areas, reminders, edition) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1)"
    );
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(place),
        Arg::from(new.person),
        Arg::from(&new.name),
        Arg::from(new.organisation),
        Arg::from(new.least),
        Arg::from(new.most),
        Arg::json(&new.areas)?,
    ];
    change.run(insert, &values).await?;
    Ok((id, true))
}

/// Changes loads and areas; `false` where somebody else changed the juror since `edition`.
pub async fn update_juror(
    change: &mut Change,
    id: Id,
    edition: i64,
    (least, most): (u32, u32),
    areas: &[String],
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE juror SET least = $4, most = $5, areas = $6, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let values = [Arg::from(id), Arg::from(edition), Arg::from(least), Arg::from(most), Arg::json(areas)?];
    Ok(change.run(update, &values).await? == 1)
}

/// The areas a juror names.
pub async fn update_areas(change: &mut Change, id: Id, areas: &[String]) -> Result<(), StoreError> {
    let update = sql!("UPDATE juror SET areas = $3, edition = edition + 1 WHERE tenant = $1 AND id = $2");
    change.run(update, &[Arg::from(id), Arg::json(areas)?]).await?;
    Ok(())
}

/// Notes that the invitation was mailed.
pub async fn mark_invited(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(sql!("UPDATE juror SET invited_at = $3 WHERE tenant = $1 AND id = $2"), args![id, now])
        .await?;
    Ok(())
}

/// Notes that the juror declared conflicts, the first time.
pub async fn mark_declared(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    let mark =
        sql!("UPDATE juror SET declared_at = $3 WHERE tenant = $1 AND id = $2 AND declared_at IS NULL");
    change.run(mark, args![id, now]).await?;
    Ok(())
}

/// Notes a reminder.
pub async fn mark_reminded(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    let mark =
        sql!("UPDATE juror SET reminders = reminders + 1, reminded_at = $3 WHERE tenant = $1 AND id = $2");
    change.run(mark, args![id, now]).await?;
    Ok(())
}

/// Takes a juror off; `false` where that was done before.
pub async fn stop_juror(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let stop = sql!(
        "UPDATE juror SET stopped_at = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND stopped_at IS NULL"
    );
    Ok(change.run(stop, args![id, now]).await? == 1)
}
