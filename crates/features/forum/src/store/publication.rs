//! Publications of areas over time, and the needs behind the published areas as far as towns share them.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Session, StoreError, args, sql};

use super::area::PublishedArea;

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// What was published.
    pub areas: Vec<PublishedArea>,
    /// When.
    pub published_at: Timestamp,
    /// When it was taken back without another in its place.
    pub withdrawn_at: Option<Timestamp>,
}

/// Keeps a publication in the list of all, and the needs behind each area (by key) in the place of those before.
pub async fn insert_publication(
    change: &mut Change,
    round: Id,
    areas: &[PublishedArea],
    needs: &[(String, Id)],
    person: Option<Id>,
) -> Result<(), StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO area_publication (tenant, round, seq, content, person, published_at) \
         SELECT $1, $2, COUNT(*) + 1, $3, $4, $5 FROM area_publication WHERE tenant = $1 AND round = $2"
    );
    let values = [Arg::from(round), Arg::json(areas)?, Arg::from(person), Arg::from(now)];
    change.run(insert, &values).await?;
    delete_needs(change, round).await?;
    for (area, need) in needs {
        let insert = sql!("INSERT INTO published_need (tenant, round, area, need) VALUES ($1, $2, $3, $4)");
        change.run(insert, args![round, area, *need]).await?;
    }
    Ok(())
}

async fn delete_needs(change: &mut Change, round: Id) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM published_need WHERE tenant = $1 AND round = $2"), args![round]).await?;
    Ok(())
}

/// Notes that the last publication was taken back.
pub async fn mark_withdrawn(change: &mut Change, round: Id) -> Result<(), StoreError> {
    let now = change.now();
    let mark = sql!(
        "UPDATE area_publication SET withdrawn_at = $3 \
         WHERE tenant = $1 AND round = $2 AND withdrawn_at IS NULL"
    );
    change.run(mark, args![round, now]).await?;
    delete_needs(change, round).await
}

/// The last publication, even where it was taken back.
pub async fn find_last_publication(db: &mut Session, round: Id) -> Result<Option<Publication>, StoreError> {
    let find = sql!(
        "SELECT content, published_at, withdrawn_at FROM area_publication \
         WHERE tenant = $1 AND round = $2 ORDER BY seq DESC LIMIT 1"
    );
    let Some(row) = db.one(find, args![round]).await? else { return Ok(None) };
    Ok(Some(Publication {
        areas: row.json("content")?,
        published_at: row.get("published_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    }))
}

/// A need behind a published area that its town shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Key of the area.
    pub area: String,
    /// The need's label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The body's name.
    pub town: String,
}

/// The needs behind the published areas that their towns share with others today; those that were withdrawn or are no
/// longer shared are left out.
pub async fn list_origins(db: &mut Session, round: Id) -> Result<Vec<Origin>, StoreError> {
    let list = sql!(
        "SELECT p.area, n.label, n.title, o.name AS town FROM published_need p \
         JOIN need n ON n.tenant = p.tenant AND n.id = p.need \
         JOIN organisation o ON o.tenant = n.tenant AND o.id = n.organisation \
         WHERE p.tenant = $1 AND p.round = $2 AND n.is_shared AND n.withdrawn_at IS NULL \
         ORDER BY p.area, n.label"
    );
    db.all(list, args![round])
        .await?
        .iter()
        .map(|row| {
            Ok(Origin {
                area: row.get("area")?,
                label: row.get("label")?,
                title: row.get("title")?,
                town: row.get("town")?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rathaus_core::register::Register;
    use rathaus_people::organisation::ensure_municipality;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    use super::*;
    use crate::store::need::{list_needs, replace_needs};
    use crate::survey::Written;

    #[tokio::test]
    async fn only_what_is_shared_today_is_an_origin() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let town = Register::germany().iter().next().expect("a town").ags;
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let body = ensure_municipality(&mut change, town).await.expect("kept");
            let need = |title: &str, is_shared| {
                let description = title.repeat(9);
                Written { title: title.into(), description, is_shared, ..Written::default() }
            };
            replace_needs(&mut change, round, body, None, &[need("A", true), need("B", false)])
                .await
                .expect("kept");
            let needs: Vec<(String, Id)> = list_needs(&mut change, round)
                .await
                .expect("read")
                .into_iter()
                .map(|need| ("ki".to_owned(), need.id))
                .collect();
            let area = PublishedArea {
                key: "ki".into(),
                name: "KI".into(),
                name_en: "AI".into(),
                description: String::new(),
                needs: 2,
                towns: 1,
                published_at: start(),
            };
            assert_eq!(find_last_publication(&mut change, round).await.expect("read"), None);
            let areas = [area];
            insert_publication(&mut change, round, &areas, &needs, None).await.expect("kept");
            insert_publication(&mut change, round, &areas, &needs, None).await.expect("kept");
            let titles = |origins: Vec<Origin>| origins.into_iter().map(|one| one.title).collect::<Vec<_>>();
            assert_eq!(titles(list_origins(&mut change, round).await.expect("read")), ["A"]);
            // The town takes its consent back.
            replace_needs(&mut change, round, body, None, &[need("A", false), need("B", false)])
                .await
                .expect("kept");
            assert!(list_origins(&mut change, round).await.expect("read").is_empty());
            mark_withdrawn(&mut change, round).await.expect("kept");
            let last = find_last_publication(&mut change, round).await.expect("read").expect("there");
            assert!(last.withdrawn_at.is_some() && last.areas == areas);
            change.commit(Record::new("areas.published", round)).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert_eq!(find_last_publication(&mut view, round).await.expect("read"), None);
        }
    }
}
