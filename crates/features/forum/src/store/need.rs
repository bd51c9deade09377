//! Needs as they are kept, and who seconds them.

use jiff::Timestamp;
use rathaus_core::Ags;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

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
        },
        seconders: row.get("seconders")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// All needs of a round that were not withdrawn, by their labels.
pub async fn list_needs(db: &mut Session, round: Id) -> Result<Vec<KeptNeed>, StoreError> {
    let sql = sql!(
        "SELECT n.id, n.label, n.organisation, o.name AS organisation_name, o.ags, n.submission, n.place, n.part, n.title, \
         n.description, n.relevance, n.horizon, n.existing_software, n.constraints, n.citizen_benefit, n.necessity, \
         n.simpler, n.is_shared, n.created_at, n.changed_at, \
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
         n.simpler, n.is_shared, n.created_at, n.changed_at, \
         (SELECT COUNT(*) FROM seconding s WHERE s.tenant = $1 AND s.need = n.id) AS seconders \
         FROM need n JOIN organisation o ON o.tenant = n.tenant AND o.id = n.organisation \
         WHERE n.tenant = $1 AND n.round = $2 AND n.label = $3"
    );
    db.one(sql, args![round, label]).await?.as_ref().map(kept).transpose()
}

/// Makes the needs of a body those of this submission: records keep their rows by their place, new ones get a row,
/// what is no longer there is withdrawn. In the transaction of the submission.
pub async fn replace_needs(
    change: &mut Change,
    round: Id,
    organisation: Id,
    submission: Option<Id>,
    written: &[Written],
) -> Result<(), StoreError> {
    let now = change.now();
    let before = change
        .all(
            sql!("SELECT id, place FROM need WHERE tenant = $1 AND round = $2 AND organisation = $3 ORDER BY place"),
            args![round, organisation],
        )
        .await?;
    let mut rows = Vec::new();
    for row in &before {
        rows.push((row.get::<u32>("place")?, row.get::<Id>("id")?));
    }
    change
        .run(
            sql!(
                "UPDATE need SET withdrawn_at = $4 \
                 WHERE tenant = $1 AND round = $2 AND organisation = $3 AND withdrawn_at IS NULL"
            ),
            args![round, organisation, now],
        )
        .await?;
    for (place, need) in (0_u32..).zip(written) {
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
        ];
        match rows.iter().find(|(old, _)| *old == place) {
            Some((_, id)) => {
                let sql = sql!(
                    "UPDATE need SET part = $2, title = $3, description = $4, relevance = $5, horizon = $6, \
                     existing_software = $7, constraints = $8, citizen_benefit = $9, necessity = $10, simpler = $11, \
                     is_shared = $12, submission = $13, changed_at = $14, withdrawn_at = NULL \
                     WHERE tenant = $1 AND id = $15"
                );
                let mut all = values.to_vec();
                all.extend_from_slice(args![submission, now, *id]);
                change.run(sql, &all).await?;
            }
            None => {
                let label = next_label(change, round).await?;
                let sql = sql!(
                    "INSERT INTO need (tenant, part, title, description, relevance, horizon, existing_software, \
                     constraints, citizen_benefit, necessity, simpler, is_shared, submission, created_at, changed_at, id, \
                     round, label, organisation, place) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19)"
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

/// Notes that a body seconds a need; `false` where it did already, or where the need is its own.
pub async fn insert_seconding(change: &mut Change, need: Id, organisation: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let sql = sql!(
        "INSERT INTO seconding (tenant, need, organisation, created_at) \
         SELECT $1, n.id, $3, $4 FROM need n WHERE n.tenant = $1 AND n.id = $2 AND n.organisation <> $3 \
         AND n.is_shared AND n.withdrawn_at IS NULL ON CONFLICT (tenant, need, organisation) DO NOTHING"
    );
    Ok(change.run(sql, args![need, organisation, now]).await? == 1)
}

/// Takes a seconding back.
pub async fn delete_seconding(change: &mut Change, need: Id, organisation: Id) -> Result<bool, StoreError> {
    let sql = sql!("DELETE FROM seconding WHERE tenant = $1 AND need = $2 AND organisation = $3");
    Ok(change.run(sql, args![need, organisation]).await? == 1)
}

/// Needs of a round that this body seconds.
pub async fn list_seconded(db: &mut Session, round: Id, organisation: Id) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "SELECT s.need FROM seconding s JOIN need n ON n.tenant = s.tenant AND n.id = s.need \
         WHERE s.tenant = $1 AND n.round = $2 AND s.organisation = $3 ORDER BY s.need"
    );
    db.all(sql, args![round, organisation]).await?.iter().map(|row| row.get("need")).collect()
}

/// Names of the bodies that second a need.
pub async fn list_seconders(db: &mut Session, need: Id) -> Result<Vec<String>, StoreError> {
    let sql = sql!(
        "SELECT o.name FROM seconding s JOIN organisation o ON o.tenant = s.tenant AND o.id = s.organisation \
         WHERE s.tenant = $1 AND s.need = $2 ORDER BY o.name"
    );
    db.all(sql, args![need]).await?.iter().map(|row| row.get("name")).collect()
}

/// The needs of a round as the engines take them.
pub async fn list_for_plan(db: &mut Session, round: Id) -> Result<Vec<model::Need>, StoreError> {
    Ok(list_needs(db, round).await?.into_iter().map(KeptNeed::into_model).collect())
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
        Written { title: title.into(), relevance: 3, is_shared, ..Written::default() }
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

            assert!(insert_seconding(&mut change, after[0].id, there).await.expect("kept"));
            assert!(!insert_seconding(&mut change, after[0].id, there).await.expect("kept"), "once only");
            assert!(!insert_seconding(&mut change, after[0].id, here).await.expect("kept"), "not one's own");
            assert!(
                !insert_seconding(&mut change, before[1].id, there).await.expect("kept"),
                "not what is not shared"
            );
            assert_eq!(list_seconded(&mut change, round, there).await.expect("read"), [after[0].id]);
            assert_eq!(
                find_need(&mut change, round, "N001").await.expect("read").expect("there").seconders,
                1
            );
            assert_eq!(list_seconders(&mut change, after[0].id).await.expect("read").len(), 1);
            assert!(delete_seconding(&mut change, after[0].id, there).await.expect("gone"));
            assert_eq!(list_for_plan(&mut change, round).await.expect("read")[1].id, "N003");
            change.commit(Record::new("answer.submitted", round)).await.expect("kept");
        }
    }
}
