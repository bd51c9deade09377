//! Who may read the report of a round, and which projects belong to it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};

/// Since when everybody may read the report; `None` where only the office and its readers do.
pub async fn find_report_published(db: &mut Session, round: Id) -> Result<Option<Timestamp>, StoreError> {
    let find = sql!("SELECT published_at FROM round_report WHERE tenant = $1 AND round = $2");
    db.one(find, args![round]).await?.map_or(Ok(None), |row| row.get("published_at"))
}

/// Lets everybody read the report, or takes it back; `false` where it is so already.
pub async fn set_report_published(
    change: &mut Change,
    round: Id,
    is_published: bool,
) -> Result<bool, StoreError> {
    if find_report_published(change, round).await?.is_some() == is_published {
        return Ok(false);
    }
    let at = is_published.then(|| change.now());
    let save = sql!(
        "INSERT INTO round_report (tenant, round, published_at) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, round) DO UPDATE SET published_at = excluded.published_at"
    );
    change.run(save, args![round, at]).await?;
    Ok(true)
}

/// The projects in which a need of this round plays a part: they answer it, or were taken over for it.
pub async fn list_projects_of_round(db: &mut Session, round: Id) -> Result<BTreeSet<Id>, StoreError> {
    let list = sql!(
        "SELECT a.project FROM project_need a JOIN need n ON n.tenant = a.tenant AND n.id = a.need \
         WHERE a.tenant = $1 AND n.round = $2 \
         UNION SELECT t.project FROM takeover t JOIN need n ON n.tenant = t.tenant AND n.id = t.need \
         WHERE t.tenant = $1 AND n.round = $2 AND t.ended_at IS NULL"
    );
    db.all(list, args![round]).await?.iter().map(|row| row.get("project")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::need::{list_needs, replace_needs};
    use crate::store::project::{ProjectText, find_project, insert_project, save_needs};
    use crate::survey::Written;
    use rathaus_core::register::Register;
    use rathaus_people::organisation::ensure_municipality;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn a_report_is_published_once_and_taken_back_and_projects_belong_to_the_round_of_their_needs() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            assert_eq!(find_report_published(&mut change, round).await.expect("read"), None);
            assert!(!set_report_published(&mut change, round, false).await.expect("runs"), "it is not");
            assert!(set_report_published(&mut change, round, true).await.expect("kept"));
            assert!(!set_report_published(&mut change, round, true).await.expect("runs"), "it is already");
            assert_eq!(find_report_published(&mut change, round).await.expect("read"), Some(start()));
            assert!(set_report_published(&mut change, round, false).await.expect("kept"));
            let town = Register::germany().iter().next().expect("a town").ags;
            let town = ensure_municipality(&mut change, town).await.expect("kept");
            let need = Written { title: "Akte".into(), is_public: true, ..Written::default() };
            replace_needs(&mut change, round, town, None, &[need]).await.expect("kept");
            let needs = list_needs(&mut change, round).await.expect("read");
            assert!(needs[0].written.is_public);
            let text = ProjectText { title: "Akte".into(), ..ProjectText::default() };
            let (id, label) = insert_project(&mut change, town, &text).await.expect("kept");
            assert!(list_projects_of_round(&mut change, round).await.expect("read").is_empty());
            let project = find_project(&mut change, &label).await.expect("read").expect("there");
            save_needs(&mut change, &project, &[needs[0].id]).await.expect("kept");
            assert_eq!(list_projects_of_round(&mut change, round).await.expect("read"), [id].into());
            let other = list_projects_of_round(&mut change, Id::of_name("other")).await.expect("read");
            assert!(other.is_empty());
            change.commit(Record::new("report.published", round)).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_projects_of_round(&mut view, round).await.expect("read").is_empty());
        }
    }
}
