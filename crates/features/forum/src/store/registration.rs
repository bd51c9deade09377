//! Who comes to the event: registrations of bodies and persons, and how far each has come.
//!
//! The people behind a registration are in [`delegate`]. Who gets a place and who waits is decided by
//! [`crate::model::admission`] while the row of the round is held ([`hold_round`]), so that the last place is given
//! away once.

pub mod delegate;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rathaus_core::{Ags, Daytime, Lang, Span};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

pub use delegate::{Delegate, list_delegates};

use crate::model::{Extra, Participant, ParticipantKind};

/// How a registration stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationState {
    /// It has its places.
    Registered,
    /// It waits until places are free.
    Waiting,
    /// It was called off.
    Cancelled,
}

impl RegistrationState {
    /// All states.
    pub const ALL: [RegistrationState; 3] =
        [RegistrationState::Registered, RegistrationState::Waiting, RegistrationState::Cancelled];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            RegistrationState::Registered => "registered",
            RegistrationState::Waiting => "waiting",
            RegistrationState::Cancelled => "cancelled",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A registration as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Registration {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// The body; `None` for somebody who comes for a body the tenant does not know.
    pub organisation: Option<Id>,
    /// Its name in the round, as in `P01`; it stays, whatever else changes.
    pub label: String,
    /// The body's name, as on the badge.
    pub name: String,
    /// What kind of body.
    pub kind: ParticipantKind,
    /// The body's key, where it has one.
    pub ags: Option<Ags>,
    /// How it stands.
    pub state: RegistrationState,
    /// Later than the start; `None` is from the start.
    pub arrives: Option<Daytime>,
    /// Earlier than the end; `None` is to the end.
    pub leaves: Option<Daytime>,
    /// Spans in between in which nobody of it is there.
    pub unavailable: Vec<Span>,
    /// Whether it takes part in the one-to-one talks.
    pub wants_talks: bool,
    /// Fewest talks wished; `None` is the round's rule.
    pub min_talks: Option<u32>,
    /// Most talks; `None` is the round's rule.
    pub max_talks: Option<u32>,
    /// Who registered; may be empty.
    pub contact: String,
    /// Where mails about it go; empty where nobody gave an address.
    pub email: String,
    /// In which language they are written.
    pub lang: Lang,
    /// Rises with every message that goes into people's calendars (RFC 5545, SEQUENCE).
    pub sequence: i64,
    /// Rises with every change.
    pub edition: i64,
    /// When it came first.
    pub created_at: Timestamp,
    /// Since when it stands in the line for a place.
    pub queued_at: Timestamp,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
    /// When the first of its people came in.
    pub checked_in_at: Option<Timestamp>,
}

impl Registration {
    /// A registration that came at `now` and has its places.
    pub fn new(now: Timestamp, round: Id, label: &str, name: &str, kind: ParticipantKind) -> Self {
        Self {
            id: Id::new(now),
            round,
            organisation: None,
            label: label.to_owned(),
            name: name.to_owned(),
            kind,
            ags: None,
            state: RegistrationState::Registered,
            arrives: None,
            leaves: None,
            unavailable: Vec::new(),
            wants_talks: true,
            min_talks: None,
            max_talks: None,
            contact: String::new(),
            email: String::new(),
            lang: Lang::De,
            sequence: 0,
            edition: 1,
            created_at: now,
            queued_at: now,
            cancelled_at: None,
            checked_in_at: None,
        }
    }

    /// As the talks take it.
    pub fn into_participant(self) -> Participant {
        Participant {
            id: self.label,
            organisation: self.name,
            kind: self.kind,
            ags: self.ags,
            arrives: self.arrives,
            leaves: self.leaves,
            unavailable: self.unavailable,
            min_talks: self.min_talks,
            max_talks: self.max_talks,
            extra: Extra::new(),
        }
    }
}

fn daytime(row: &Row, column: &str) -> Result<Option<Daytime>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(StoreError::fault)).transpose()
}

fn kept(row: &Row) -> Result<Registration, StoreError> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(Registration {
        id: row.get("id")?,
        round: row.get("round")?,
        organisation: row.get("organisation")?,
        label: row.get("label")?,
        name: row.get("name")?,
        kind: ParticipantKind::of_word(&kind)
            .ok_or_else(|| StoreError::Fault(format!("a registration of kind {kind:?}")))?,
        ags: row.get("ags")?,
        state: RegistrationState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a registration in state {state:?}")))?,
        arrives: daytime(row, "arrives")?,
        leaves: daytime(row, "leaves")?,
        unavailable: row.json("unavailable")?,
        wants_talks: row.get("wants_talks")?,
        min_talks: row.get("min_talks")?,
        max_talks: row.get("max_talks")?,
        contact: row.get("contact")?,
        email: row.get("email")?,
        lang: row.get("lang")?,
        sequence: row.get("sequence")?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
        queued_at: row.get("queued_at")?,
        cancelled_at: row.get("cancelled_at")?,
        checked_in_at: row.get("checked_in_at")?,
    })
}

/// All registrations of a round, those that wait or were called off too, by label.
pub async fn list_registrations(db: &mut Session, round: Id) -> Result<Vec<Registration>, StoreError> {
    let list =
        sql!("SELECT * FROM registration WHERE tenant = $1 AND round = $2 ORDER BY length(label), label");
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// Those who take part in the talks, as the plan takes them: registered, and willing; named by their labels.
pub async fn list_participants(db: &mut Session, round: Id) -> Result<Vec<Participant>, StoreError> {
    let list = sql!(
        "SELECT * FROM registration WHERE tenant = $1 AND round = $2 AND state = 'registered' AND wants_talks \
         ORDER BY length(label), label"
    );
    db.all(list, args![round])
        .await?
        .iter()
        .map(|row| kept(row).map(Registration::into_participant))
        .collect()
}

/// The registration with this id.
pub async fn find_registration(db: &mut Session, id: Id) -> Result<Option<Registration>, StoreError> {
    let find = sql!("SELECT * FROM registration WHERE tenant = $1 AND id = $2");
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// The registration of a body.
pub async fn find_registration_of(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Option<Registration>, StoreError> {
    let find = sql!("SELECT * FROM registration WHERE tenant = $1 AND round = $2 AND organisation = $3");
    db.one(find, args![round, organisation]).await?.as_ref().map(kept).transpose()
}

/// The registration with this label.
pub async fn find_registration_by_label(
    db: &mut Session,
    round: Id,
    label: &str,
) -> Result<Option<Registration>, StoreError> {
    let find = sql!("SELECT * FROM registration WHERE tenant = $1 AND round = $2 AND label = $3");
    db.one(find, args![round, label]).await?.as_ref().map(kept).transpose()
}

/// Makes everybody who takes or frees places of this round wait for each other until this change is kept.
pub async fn hold_round(change: &mut Change, round: Id) -> Result<(), StoreError> {
    change.run(sql!("UPDATE round SET slug = slug WHERE tenant = $1 AND id = $2"), args![round]).await?;
    Ok(())
}

/// The next free label. The caller holds the round.
pub async fn next_label(change: &mut Change, round: Id) -> Result<String, StoreError> {
    let labels = change
        .all(sql!("SELECT label FROM registration WHERE tenant = $1 AND round = $2"), args![round])
        .await?;
    let mut highest = 0_u32;
    for row in &labels {
        let label: String = row.get("label")?;
        highest = highest.max(label.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0));
    }
    Ok(format!("P{:02}", highest + 1))
}

/// How many places a registration takes: one per person, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// The registration.
    pub registration: Id,
    /// Whether it has its places or waits.
    pub state: RegistrationState,
    /// How many places.
    pub places: u32,
}

/// The parties of a round that have places or wait for them, in the order of the line.
pub async fn list_parties(db: &mut Session, round: Id) -> Result<Vec<Party>, StoreError> {
    let list = sql!(
        "SELECT r.id, r.state, COUNT(d.id) AS people FROM registration r \
         LEFT JOIN delegate d ON d.tenant = r.tenant AND d.registration = r.id \
         WHERE r.tenant = $1 AND r.round = $2 AND r.state <> 'cancelled' \
         GROUP BY r.id, r.state, r.queued_at, r.label ORDER BY r.queued_at, length(r.label), r.label"
    );
    let party = |row: &Row| {
        let state: String = row.get("state")?;
        Ok(Party {
            registration: row.get("id")?,
            state: RegistrationState::of_word(&state)
                .ok_or_else(|| StoreError::Fault(format!("a registration in state {state:?}")))?,
            places: row.get::<u32>("people")?.max(1),
        })
    };
    db.all(list, args![round]).await?.iter().map(party).collect()
}

/// Adds a registration as it is; `false` where the body is registered already.
///
/// # Errors
///
/// `Conflict` where the label is taken.
pub async fn insert_registration(change: &mut Change, new: &Registration) -> Result<bool, StoreError> {
    let insert = sql!(
        "INSERT INTO registration (tenant, id, round, label, organisation, name, kind, ags, state, arrives, leaves, \
         unavailable, wants_talks, min_talks, max_talks, contact, email, lang, sequence, edition, created_at, \
         queued_at, cancelled_at, checked_in_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) ON CONFLICT (tenant, round, organisation) DO NOTHING"
    );
    let mut values = vec![
        Arg::from(new.id),
        Arg::from(new.round),
        Arg::from(&new.label),
        Arg::from(new.organisation),
        Arg::from(&new.name),
        Arg::from(new.kind.word()),
        Arg::from(new.ags),
    ];
    values.extend(changing(new)?);
    values.extend([
        Arg::from(new.edition),
        Arg::from(new.created_at),
        Arg::from(new.queued_at),
        Arg::from(new.cancelled_at),
        Arg::from(new.checked_in_at),
    ]);
    Ok(change.run(insert, &values).await? == 1)
}

/// What people change in a registration, in the order of the columns.
fn changing(one: &Registration) -> Result<[Arg; 11], StoreError> {
    let time = |time: Option<Daytime>| Arg::from(time.map(|time| time.to_string()));
    Ok([
        Arg::from(one.state.word()),
        time(one.arrives),
        time(one.leaves),
        Arg::json(&one.unavailable)?,
        Arg::from(one.wants_talks),
        Arg::from(one.min_talks),
        Arg::from(one.max_talks),
        Arg::from(&one.contact),
        Arg::from(&one.email),
        Arg::from(one.lang),
        Arg::from(one.sequence),
    ])
}

/// Writes a registration back; `false` where somebody else changed it since `registration.edition`. Label, body and
/// round stay; who came in is [`delegate`]'s.
pub async fn update_registration(change: &mut Change, one: &Registration) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE registration SET name = $4, kind = $5, state = $6, arrives = $7, leaves = $8, unavailable = $9, \
         wants_talks = $10, min_talks = $11, max_talks = $12, contact = $13, email = $14, lang = $15, sequence = $16, \
         queued_at = $17, cancelled_at = $18, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let mut values =
        vec![Arg::from(one.id), Arg::from(one.edition), Arg::from(&one.name), Arg::from(one.kind.word())];
    values.extend(changing(one)?);
    values.extend([Arg::from(one.queued_at), Arg::from(one.cancelled_at)]);
    Ok(change.run(update, &values).await? == 1)
}

/// Gives a registration that waits its places; `false` where it does not wait.
pub async fn move_up(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE registration SET state = 'registered', sequence = sequence + 1, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'waiting'"
    );
    Ok(change.run(update, args![id]).await? == 1)
}
