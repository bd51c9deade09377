//! Bodies that say of another's need: this is ours, too.

use std::collections::BTreeMap;

use rathaus_core::Ags;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};

/// Notes that a body seconds a need; `false` where it did already, where the need is its own, not shared or withdrawn.
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

/// How many bodies second each need of a round; needs that nobody seconds are left out.
pub async fn count_secondings(db: &mut Session, round: Id) -> Result<BTreeMap<Id, u32>, StoreError> {
    let sql = sql!(
        "SELECT s.need, COUNT(*) AS n FROM seconding s JOIN need n ON n.tenant = s.tenant AND n.id = s.need \
         WHERE s.tenant = $1 AND n.round = $2 GROUP BY s.need"
    );
    db.all(sql, args![round]).await?.iter().map(|row| Ok((row.get("need")?, row.get("n")?))).collect()
}

/// Names of the bodies that second a need.
pub async fn list_seconders(db: &mut Session, need: Id) -> Result<Vec<String>, StoreError> {
    Ok(list_seconding_bodies(db, need).await?.into_iter().map(|(_, name)| name).collect())
}

/// The bodies that second a need, with their names.
pub async fn list_seconding_bodies(db: &mut Session, need: Id) -> Result<Vec<(Id, String)>, StoreError> {
    let sql = sql!(
        "SELECT o.id, o.name FROM seconding s JOIN organisation o ON o.tenant = s.tenant AND o.id = s.organisation \
         WHERE s.tenant = $1 AND s.need = $2 ORDER BY o.name"
    );
    db.all(sql, args![need]).await?.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

/// The bodies that second each need of a round, as the engines name bodies: by their key, else by their name.
pub async fn list_bodies(db: &mut Session, round: Id) -> Result<BTreeMap<Id, Vec<String>>, StoreError> {
    let sql = sql!(
        "SELECT s.need, o.ags, o.name FROM seconding s \
         JOIN organisation o ON o.tenant = s.tenant AND o.id = s.organisation \
         JOIN need n ON n.tenant = s.tenant AND n.id = s.need \
         WHERE s.tenant = $1 AND n.round = $2 ORDER BY o.ags, o.name"
    );
    let mut bodies: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for row in db.all(sql, args![round]).await? {
        let ags: Option<Ags> = row.get("ags")?;
        let name: String = row.get("name")?;
        let body = ags.map_or_else(|| name.trim().to_lowercase(), |ags| ags.to_string());
        bodies.entry(row.get("need")?).or_default().push(body);
    }
    Ok(bodies)
}

#[cfg(test)]
mod tests {
    use rathaus_core::register::Register;
    use rathaus_people::organisation::ensure_municipality;
    use rathaus_store::{Actor, Record, TenantId, testing};

    use super::*;
    use crate::store::need::{find_need, list_needs, replace_needs};
    use crate::survey::Written;

    #[tokio::test]
    async fn a_need_is_seconded_once_and_never_by_its_own_town() {
        for scratch in testing::both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut towns = Register::germany().iter().map(|town| town.ags);
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            let here = ensure_municipality(&mut change, towns.next().expect("a town")).await.expect("kept");
            let there = ensure_municipality(&mut change, towns.next().expect("a town")).await.expect("kept");
            let need =
                |title: &str, is_shared| Written { title: title.into(), is_shared, ..Written::default() };
            replace_needs(&mut change, round, here, None, &[need("A", true), need("B", false)])
                .await
                .expect("kept");
            let needs = list_needs(&mut change, round).await.expect("read");
            let shared = needs[0].id;
            assert!(insert_seconding(&mut change, shared, there).await.expect("kept"));
            assert!(!insert_seconding(&mut change, shared, there).await.expect("kept"), "once only");
            assert!(!insert_seconding(&mut change, shared, here).await.expect("kept"), "not one's own");
            assert!(!insert_seconding(&mut change, needs[1].id, there).await.expect("kept"), "not shared");
            assert_eq!(list_seconded(&mut change, round, there).await.expect("read"), [shared]);
            assert_eq!(
                find_need(&mut change, round, "N001").await.expect("read").expect("there").seconders,
                1
            );
            assert_eq!(list_seconders(&mut change, shared).await.expect("read").len(), 1);
            assert_eq!(count_secondings(&mut change, round).await.expect("read").get(&shared), Some(&1));
            assert!(delete_seconding(&mut change, shared, there).await.expect("gone"));
            assert!(!delete_seconding(&mut change, shared, there).await.expect("gone"));
            assert!(list_bodies(&mut change, round).await.expect("read").is_empty());
            change.commit(Record::new("answer.submitted", round)).await.expect("kept");
        }
    }
}
