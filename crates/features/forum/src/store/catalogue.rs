//! What a tenant says about its open data.

use rathaus_store::{Arg, Change, Session, StoreError, args, sql};

use crate::model::catalogue::OpenData;

/// What the tenant says and the edition of it; nothing is published and 0 where nobody said anything.
pub async fn find_open_data(db: &mut Session) -> Result<(OpenData, i64), StoreError> {
    let find = sql!("SELECT content, edition FROM open_data WHERE tenant = $1");
    match db.one(find, args![]).await? {
        Some(row) => Ok((row.json("content")?, row.get("edition")?)),
        None => Ok((OpenData::default(), 0)),
    }
}

/// Keeps it; `false` where somebody else changed it since `edition`.
pub async fn save_open_data(change: &mut Change, said: &OpenData, edition: i64) -> Result<bool, StoreError> {
    let content = Arg::json(said)?;
    let touched = if edition == 0 {
        let insert = sql!(
            "INSERT INTO open_data (tenant, content, edition) VALUES ($1, $2, 1) ON CONFLICT (tenant) DO NOTHING"
        );
        change.run(insert, &[content]).await?
    } else {
        let update = sql!(
            "UPDATE open_data SET content = $2, edition = edition + 1 WHERE tenant = $1 AND edition = $3"
        );
        change.run(update, &[content, Arg::from(edition)]).await?
    };
    Ok(touched == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Id, Record, TenantId};

    #[tokio::test]
    async fn two_offices_do_not_overwrite_each_other() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            assert_eq!(find_open_data(&mut change).await.expect("read"), (OpenData::default(), 0));
            let said = OpenData { is_published: true, email: "a@b.example".into(), ..OpenData::default() };
            assert!(save_open_data(&mut change, &said, 0).await.expect("kept"));
            assert!(!save_open_data(&mut change, &said, 0).await.expect("runs"), "made meanwhile");
            assert!(save_open_data(&mut change, &said, 1).await.expect("kept"));
            assert!(!save_open_data(&mut change, &said, 1).await.expect("runs"), "an old edition");
            assert_eq!(find_open_data(&mut change).await.expect("read"), (said, 2));
            change.commit(Record::new("open-data.changed", "open-data")).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert_eq!(find_open_data(&mut view).await.expect("read").1, 0);
        }
    }
}
