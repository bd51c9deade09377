//! What choices are computed from, and choices under a name.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::model::selection::Rules;
use crate::plan::ground::Ground;

/// What the choices of a round are computed from, with the fingerprint of the plan it belongs to.
pub async fn find_ground(db: &mut Session, round: Id) -> Result<Option<(String, Ground)>, StoreError> {
    let find = sql!("SELECT fingerprint, content FROM selection_ground WHERE tenant = $1 AND round = $2");
    let Some(row) = db.one(find, args![round]).await? else { return Ok(None) };
    Ok(Some((row.get("fingerprint")?, row.json("content")?)))
}

/// Keeps what choices are computed from, in the place of what was there.
pub async fn save_ground(
    change: &mut Change,
    round: Id,
    fingerprint: &str,
    ground: &Ground,
) -> Result<(), StoreError> {
    let save = sql!(
        "INSERT INTO selection_ground (tenant, round, fingerprint, content) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, round) DO UPDATE SET fingerprint = excluded.fingerprint, content = excluded.content"
    );
    change.run(save, &[Arg::from(round), Arg::from(fingerprint), Arg::json(ground)?]).await?;
    Ok(())
}

/// Rules under a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// Its name, unique in the round.
    pub name: String,
    /// Its rules.
    pub rules: Rules,
    /// Rises with every change.
    pub edition: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

fn kept(row: &Row) -> Result<Variant, StoreError> {
    Ok(Variant {
        id: row.get("id")?,
        round: row.get("round")?,
        name: row.get("name")?,
        rules: row.json("rules")?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// The variants of a round, the oldest first.
pub async fn list_variants(db: &mut Session, round: Id) -> Result<Vec<Variant>, StoreError> {
    let list = sql!(
        "SELECT id, round, name, rules, edition, created_at, changed_at FROM selection_variant \
         WHERE tenant = $1 AND round = $2 ORDER BY created_at, id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// A variant of a round.
pub async fn find_variant(db: &mut Session, round: Id, id: Id) -> Result<Option<Variant>, StoreError> {
    let find = sql!(
        "SELECT id, round, name, rules, edition, created_at, changed_at FROM selection_variant \
         WHERE tenant = $1 AND round = $2 AND id = $3"
    );
    db.one(find, args![round, id]).await?.as_ref().map(kept).transpose()
}

/// Keeps rules under a new name. `None` where the round has one of this name.
pub async fn insert_variant(
    change: &mut Change,
    round: Id,
    name: &str,
    rules: &Rules,
) -> Result<Option<Id>, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO selection_variant (tenant, id, round, name, rules, edition, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, 1, $6, $6) ON CONFLICT (tenant, round, name) DO NOTHING"
    );
    let values = [Arg::from(id), Arg::from(round), Arg::from(name), Arg::json(rules)?, Arg::from(now)];
    Ok((change.run(insert, &values).await? == 1).then_some(id))
}

/// Writes other rules into a variant; `false` where somebody else changed it since `edition`.
pub async fn update_variant(
    change: &mut Change,
    id: Id,
    edition: i64,
    rules: &Rules,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE selection_variant SET rules = $4, changed_at = $5, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let values = [Arg::from(id), Arg::from(edition), Arg::json(rules)?, Arg::from(now)];
    Ok(change.run(update, &values).await? == 1)
}

/// Deletes a variant; decisions keep what they rest on.
pub async fn delete_variant(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM selection_variant WHERE tenant = $1 AND id = $2");
    Ok(change.run(delete, args![id]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    fn rules(places: usize) -> Rules {
        Rules { places, must: vec![], never: vec![], threshold: 0.0, one_per_supplier: true, quotas: vec![] }
    }

    #[tokio::test]
    async fn variants_have_a_name_once_and_two_offices_do_not_overwrite_each_other() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let id = insert_variant(&mut change, round, "Vorschlag", &rules(7)).await.expect("kept");
            let id = id.expect("new");
            let again = insert_variant(&mut change, round, "Vorschlag", &rules(5)).await.expect("runs");
            assert_eq!(again, None, "the name is taken");
            assert!(update_variant(&mut change, id, 1, &rules(6)).await.expect("runs"));
            assert!(!update_variant(&mut change, id, 1, &rules(5)).await.expect("runs"), "an old edition");
            let ground = Ground { jury: 0.5, ..Ground::default() };
            for mark in ["a", "b"] {
                save_ground(&mut change, round, mark, &ground).await.expect("kept");
            }
            change.commit(Record::new("variant.saved", id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            assert_eq!(find_ground(&mut view, round).await.expect("read"), Some(("b".to_owned(), ground)));
            let found = find_variant(&mut view, round, id).await.expect("read").expect("there");
            assert_eq!((found.rules.places, found.edition), (6, 2));
            assert_eq!(find_variant(&mut view, Id::of_name("other"), id).await.expect("read"), None);
            drop(view);
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            assert!(
                list_variants(&mut south.read().await.expect("begins"), round)
                    .await
                    .expect("read")
                    .is_empty()
            );
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            assert!(delete_variant(&mut change, id).await.expect("runs"));
            assert!(list_variants(&mut change, round).await.expect("read").is_empty());
            change.commit(Record::new("variant.deleted", id)).await.expect("kept");
        }
    }
}
