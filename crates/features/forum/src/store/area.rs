//! Areas of action as they were published for the call for offers.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

/// A published area: its words and figures as they were on that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedArea {
    /// Short key.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// What it is about.
    pub description: String,
    /// Needs that stood behind it.
    pub needs: u32,
    /// Towns and counties among them.
    pub towns: u32,
    /// When it was published.
    pub published_at: Timestamp,
}

fn kept(row: &Row) -> Result<PublishedArea, StoreError> {
    Ok(PublishedArea {
        key: row.get("key")?,
        name: row.get("name")?,
        name_en: row.get("name_en")?,
        description: row.get("description")?,
        needs: row.get("needs")?,
        towns: row.get("towns")?,
        published_at: row.get("published_at")?,
    })
}

/// The published areas of a round, in the order of their publication.
pub async fn list_published(db: &mut Session, round: Id) -> Result<Vec<PublishedArea>, StoreError> {
    let list = sql!(
        "SELECT key, name, name_en, description, needs, towns, published_at FROM published_area \
         WHERE tenant = $1 AND round = $2 ORDER BY place"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// Publishes these areas in the place of those published before; none takes them back.
pub async fn publish(change: &mut Change, round: Id, areas: &[PublishedArea]) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM published_area WHERE tenant = $1 AND round = $2"), args![round]).await?;
    for (place, area) in (0_u32..).zip(areas) {
        let insert = sql!(
            "INSERT INTO published_area (tenant, round, place, key, name, name_en, description, needs, towns, \
             published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        let values = args![
            round,
            place,
            area.key.as_str(),
            area.name.as_str(),
            area.name_en.as_str(),
            area.description.as_str(),
            area.needs,
            area.towns,
            area.published_at
        ];
        change.run(insert, values).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn what_is_published_replaces_what_was() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let round = Id::of_name("round");
            let area = |key: &str| PublishedArea {
                key: key.into(),
                name: format!("Feld {key}"),
                name_en: format!("Area {key}"),
                description: "worum es geht".into(),
                needs: 3,
                towns: 2,
                published_at: start(),
            };
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            publish(&mut change, round, &[area("b"), area("a")]).await.expect("kept");
            publish(&mut change, round, &[area("c"), area("a")]).await.expect("kept");
            change.commit(Record::new("areas.published", round)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            assert_eq!(list_published(&mut view, round).await.expect("read"), [area("c"), area("a")]);
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_published(&mut view, round).await.expect("read").is_empty());
        }
    }
}
