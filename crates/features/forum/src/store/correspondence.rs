//! Words and reminder rule of a round's mails.

use rathaus_store::{Change, Id, Session, StoreError, sql};

use super::document::{Keep, find_document, save_document};
use crate::model::correspondence::Correspondence;

/// The correspondence of a round and its edition; the shipped one and 0 where nobody changed it.
pub async fn find_correspondence(db: &mut Session, round: Id) -> Result<(Correspondence, i64), StoreError> {
    let find = sql!("SELECT content, edition FROM correspondence WHERE tenant = $1 AND round = $2");
    Ok(find_document(db, find, round).await?.unwrap_or_default())
}

/// Keeps the correspondence of a round; `false` where somebody else changed it since `edition`.
pub async fn save_correspondence(
    change: &mut Change,
    round: Id,
    content: &Correspondence,
    edition: i64,
) -> Result<bool, StoreError> {
    let keep = Keep {
        insert: sql!(
            "INSERT INTO correspondence (tenant, round, content, edition) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (tenant, round) DO NOTHING"
        ),
        update: sql!(
            "UPDATE correspondence SET content = $3, edition = edition + 1 \
             WHERE tenant = $1 AND round = $2 AND edition = $4"
        ),
    };
    save_document(change, keep, round, content, edition).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn two_offices_do_not_overwrite_each_other() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let none = find_correspondence(&mut change, round).await.expect("read");
            assert_eq!(none, (Correspondence::default(), 0));
            let mine = Correspondence { subject: "Einladung".into(), ..Correspondence::default() };
            assert!(save_correspondence(&mut change, round, &mine, 0).await.expect("kept"));
            assert!(
                !save_correspondence(&mut change, round, &mine, 0).await.expect("runs"),
                "made meanwhile"
            );
            let theirs = Correspondence { subject: "Bitte".into(), ..Correspondence::default() };
            assert!(save_correspondence(&mut change, round, &theirs, 1).await.expect("kept"));
            assert!(
                !save_correspondence(&mut change, round, &mine, 1).await.expect("runs"),
                "an old edition"
            );
            assert_eq!(find_correspondence(&mut change, round).await.expect("read"), (theirs, 2));
            change.commit(Record::new("correspondence.changed", round)).await.expect("kept");
        }
    }
}
