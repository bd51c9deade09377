//! Needs as they are kept. Who seconds them is in [`super::seconding`].

use jiff::Timestamp;
use rathaus_core::Ags;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

pub use super::seconding::insert_seconding;
use super::seconding::list_bodies;
use crate::model;
use crate::survey::Written;

/// A need with the body it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptNeed {
    /// Its id.
    pub id: Id,
    /// Its name in the round, as in `N012`.
    pub label: String,
    /// The body.
    pub organisation: Id,
    /// The body's name.
    pub organisation_name: String,
    /// The body's key.
    pub ags: Option<Ags>,
    /// The submission it stands in; none for an imported one.
    pub submission: Option<Id>,
    /// Which record of the submission, from 0.
    pub place: u32,
    /// What was written.
    pub written: Written,
    /// How many other bodies second it.
    pub seconders: u32,
    /// When it was first submitted.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When a correction dropped it; only [`find_need`] gives such a need.
    pub withdrawn_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<KeptNeed, StoreError> {
    let relevance: u32 = row.get("relevance")?;
    Ok(KeptNeed {
        id: row.get("id")?,
        label: row.get("label")?,
        organisation: row.get("organisation")?,
        organisation_name: row.get("organisation_name")?,
        ags: row.get("ags")?,
        submission: row.get("submission")?,
        place: row.get("place")?,
        written: Written {
            part: row.get("part")?,
            title: row.get("title")?,
            description: row.get("description")?,
            relevance: u8::try_from(relevance).map_err(StoreError::fault)?,
            horizon: row.get("horizon")?,
            existing_software: row.get("existing_software")?,
            constraints: row.get("constraints")?,
            citizen_benefit: row.get("citizen_benefit")?,
            necessity: row.get("necessity")?,
            simpler: row.get("simpler")?,
            is_shared: row.get("is_shared")?,
            is_public: row.get("is_public")?,
        },
        seconders: row.get("seconders")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

/// All needs of a round that were not withdrawn, by their labels.
pub async fn list_needs(db: &mut Session, round: Id) -> Result<Vec<KeptNeed>, StoreError> {
    let sql = sql!(
        "SELECT n.id, n.label, n.organisation, o.name AS organisation_name, o.ags, n.submission, n.place, n.part, n.title, \
         n.description, n.relevance, n.horizon, n.existing_software, n.constraints, n.citizen_benefit, n.necessity, \
         n.simpler, n.is_shared, n.is_public, n.created_at, n.changed_at, n.withdrawn_at, \
         (SELECT COUNT(*) FROM seconding s WHERE s.tenant = $1 AND s.need = n.id) AS seconders \
         FROM need n JOIN organisation o ON o.tenant = n.tenant AND o.id = n.organisation \
         WHERE n.tenant = $1 AND n.round = $2 AND n.withdrawn_at IS NULL ORDER BY n.label"
    );
    db.all(sql, args![round]).await?.iter().map(kept).collect()
}

/// One need of a round, by its label, even a withdrawn one's.
pub async fn find_need(db: &mut Session, round: Id, label: &str) -> Result<Option<KeptNeed>, StoreError> {
    let sql = sql!(
        "SELECT n.id, n.label, n.organisation, o.name AS organisation_name, o.ags, n.submission, n.place, n.part, n.title, \
         n.description, n.relevance, n.horizon, n.existing_software, n.constraints, n.citizen_benefit, n.necessity, \
         n.simpler, n.is_shared, n.is_public, n.created_at, n.changed_at, n.withdrawn_at, \
         (SELECT COUNT(*) FROM seconding s WHERE s.tenant = $1 AND s.need = n.id) AS seconders \
         FROM need n JOIN organisation o ON o.tenant = n.tenant AND o.id = n.organisation \
         WHERE n.tenant = $1 AND n.round = $2 AND n.label = $3"
    );
    db.one(sql, args![round, label]).await?.as_ref().map(kept).transpose()
}

/// A row as it stands before a correction.
struct Before {
    id: Id,
    place: u32,
    title: String,
    description: String,
    is_current: bool,
}

/// Which row each written need keeps. Records of a form carry no id of their own, so the same need is known by its
/// title, else by its words, else by its place; the last only where none was dropped, so that nobody's seconding moves
/// to another need.
fn rows_kept(before: &[Before], written: &[Written]) -> Vec<Option<Id>> {
    let mut kept: Vec<Option<Id>> = vec![None; written.len()];
    let same = |a: &str, b: &str| !a.is_empty() && a.trim().to_lowercase() == b.trim().to_lowercase();
    let none_dropped = written.len() >= before.iter().filter(|row| row.is_current).count();
    type Test<'a> = &'a dyn Fn(&Before, usize, &Written) -> bool;
    let tests: [Test<'_>; 3] = [
        &|row, _, need| same(&row.title, &need.title),
        &|row, _, need| same(&row.description, &need.description),
        &|row, place, _| none_dropped && row.is_current && usize::try_from(row.place) == Ok(place),
    ];
    for test in tests {
        for (place, need) in written.iter().enumerate() {
            if kept[place].is_none() {
                let free = |row: &&Before| !kept.contains(&Some(row.id));
                kept[place] = before.iter().filter(free).find(|row| test(row, place, need)).map(|row| row.id);
            }
        }
    }
    kept
}

/// Makes the needs of a body those of this submission: what was there keeps its row and its label, new ones get a
/// row, what is no longer there is withdrawn. In the transaction of the submission.
pub async fn replace_needs(
    change: &mut Change,
    round: Id,
    organisation: Id,
    submission: Option<Id>,
    written: &[Written],
) -> Result<(), StoreError> {
    let now = change.now();
    let rows = change
        .all(
            sql!(
                "SELECT id, place, title, description, withdrawn_at FROM need \
                 WHERE tenant = $1 AND round = $2 AND organisation = $3 ORDER BY label"
            ),
            args![round, organisation],
        )
        .await?;
    let mut before = Vec::new();
    for row in &rows {
        before.push(Before {
            id: row.get("id")?,
            place: row.get("place")?,
            title: row.get("title")?,
            description: row.get("description")?,
            is_current: row.get::<Option<Timestamp>>("withdrawn_at")?.is_none(),
        });
    }
    // The ones still there come first, so that a need is not taken for one that was withdrawn long ago.
    before.sort_by_key(|row| !row.is_current);
    let kept = rows_kept(&before, written);
    change
        .run(
            sql!(
                "UPDATE need SET withdrawn_at = $4 \
                 WHERE tenant = $1 AND round = $2 AND organisation = $3 AND withdrawn_at IS NULL"
            ),
            args![round, organisation, now],
        )
        .await?;
    for ((place, need), row) in (0_u32..).zip(written).zip(kept) {
        let values = args![
            need.part.as_str(),
            need.title.as_str(),
            need.description.as_str(),
            need.relevance,
            need.horizon.as_str(),
            need.existing_software.as_str(),
            need.constraints.as_str(),
            need.citizen_benefit.as_str(),
            need.necessity.as_str(),
            need.simpler.as_str(),
            need.is_shared,
            need.is_public,
        ];
        match row {
            Some(id) => {
                let sql = sql!(
                    "UPDATE need SET part = $2, title = $3, description = $4, relevance = $5, horizon = $6, \
                     existing_software = $7, constraints = $8, citizen_benefit = $9, necessity = $10, simpler = $11, \
                     is_shared = $12, is_public = $13, submission = $14, changed_at = $15, withdrawn_at = NULL, \
                     place = $17 WHERE tenant = $1 AND id = $16"
                );
                let mut all = values.to_vec();
                all.extend_from_slice(args![submission, now, id, place]);
                change.run(sql, &all).await?;
            }
            None => {
                let label = next_label(change, round).await?;
                let sql = sql!(
                    "INSERT INTO need (tenant, part, title, description, relevance, horizon, existing_software, \
                     constraints, citizen_benefit, necessity, simpler, is_shared, is_public, submission, created_at, \
                     changed_at, id, round, label, organisation, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
                     $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20)"
                );
                let mut all = values.to_vec();
                all.extend_from_slice(args![
                    submission,
                    now,
                    Id::new(now),
                    round,
                    label,
                    organisation,
                    place
                ]);
                change.run(sql, &all).await?;
            }
        }
    }
    Ok(())
}

/// The next free label. The row of the round is touched first, so that two towns that submit at once on PostgreSQL
/// wait for each other instead of taking the same one.
async fn next_label(change: &mut Change, round: Id) -> Result<String, StoreError> {
    change.run(sql!("UPDATE round SET slug = slug WHERE tenant = $1 AND id = $2"), args![round]).await?;
    let row = change
        .one(sql!("SELECT COUNT(*) AS taken FROM need WHERE tenant = $1 AND round = $2"), args![round])
        .await?
        .ok_or_else(|| StoreError::fault("no count"))?;
    let taken: u32 = row.get("taken")?;
    Ok(format!("N{:03}", taken + 1))
}

/// The needs of a round as the engines take them, each with the bodies that second it.
pub async fn list_for_plan(db: &mut Session, round: Id) -> Result<Vec<model::Need>, StoreError> {
    let mut seconders = list_bodies(db, round).await?;
    let needs = list_needs(db, round).await?.into_iter();
    Ok(needs
        .map(|need| {
            let bodies = seconders.remove(&need.id).unwrap_or_default();
            let mut need = need.into_model();
            need.set_seconders(&bodies);
            need
        })
        .collect())
}

/// What changes whenever the shared needs of a round do: to know whether something made of them is still right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    count: u32,
    changed_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
}

/// The stamp of a round's needs.
pub async fn find_stamp(db: &mut Session, round: Id) -> Result<Stamp, StoreError> {
    let sql = sql!(
        "SELECT COUNT(*) AS n, MAX(changed_at) AS changed_at, MAX(withdrawn_at) AS withdrawn_at FROM need \
         WHERE tenant = $1 AND round = $2"
    );
    let row = db.one(sql, args![round]).await?.ok_or_else(|| StoreError::fault("no count"))?;
    Ok(Stamp {
        count: row.get("n")?,
        changed_at: row.get("changed_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

impl KeptNeed {
    /// The need as the engines take it: named by its label.
    pub fn into_model(self) -> model::Need {
        model::Need {
            id: self.label,
            ags: self.ags,
            organisation: self.organisation_name,
            department: self.written.part,
            title: self.written.title,
            description: self.written.description,
            relevance: self.written.relevance,
            horizon: self.written.horizon,
            existing_software: self.written.existing_software,
            constraints: self.written.constraints,
            citizen_benefit: self.written.citizen_benefit,
            extra: model::Extra::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rathaus_core::register::Register;
    use rathaus_people::organisation;
    use rathaus_store::{Actor, Record, TenantId, testing};

    use super::*;

    fn need(title: &str, is_shared: bool) -> Written {
        let description = title[..1].repeat(20);
        Written { title: title.into(), description, relevance: 3, is_shared, ..Written::default() }
    }

    #[tokio::test]
    async fn a_correction_keeps_rows_and_withdraws_what_is_gone() {
        for scratch in testing::both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut towns = Register::germany().iter().map(|town| town.ags);
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            let here = organisation::ensure_municipality(&mut change, towns.next().expect("a town"))
                .await
                .expect("kept");
            let there = organisation::ensure_municipality(&mut change, towns.next().expect("a town"))
                .await
                .expect("kept");
            replace_needs(&mut change, round, here, None, &[need("A", true), need("B", false)])
                .await
                .expect("kept");
            replace_needs(&mut change, round, there, None, &[need("C", true)]).await.expect("kept");
            let before = list_needs(&mut change, round).await.expect("read");
            assert_eq!(before.iter().map(|n| n.label.as_str()).collect::<Vec<_>>(), ["N001", "N002", "N003"]);
            replace_needs(&mut change, round, here, None, &[need("A2", true)]).await.expect("kept");
            let after = list_needs(&mut change, round).await.expect("read");
            assert_eq!(after.len(), 2);
            assert_eq!((after[0].id, after[0].written.title.as_str()), (before[0].id, "A2"));

            // A dropped need does not hand its row, and whoever seconds it, to the next one.
            replace_needs(&mut change, round, here, None, &[need("Q", true), need("A2", true)])
                .await
                .expect("kept");
            replace_needs(&mut change, round, here, None, &[need("A2", true)]).await.expect("kept");
            let at_last = list_needs(&mut change, round).await.expect("read");
            assert_eq!(at_last.len(), 2);
            assert_eq!((at_last[0].label.as_str(), at_last[0].place), ("N001", 0));
            let gone = find_need(&mut change, round, "N004").await.expect("read").expect("kept");
            assert!(gone.withdrawn_at.is_some(), "{gone:?}");

            insert_seconding(&mut change, at_last[0].id, there).await.expect("kept");
            let for_plan = list_for_plan(&mut change, round).await.expect("read");
            assert_eq!(for_plan[0].seconders(), [at_last[1].ags.expect("a key").to_string()]);
            assert_eq!(list_for_plan(&mut change, round).await.expect("read")[1].id, "N003");
            change.commit(Record::new("answer.submitted", round)).await.expect("kept");
        }
    }
}
