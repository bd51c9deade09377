//! Rooms and items of the programme.

use rathaus_core::{Daytime, Span};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use crate::model::programme::{Item, Room};

fn room(row: &Row) -> Result<Room, StoreError> {
    Ok(Room {
        id: row.get("id")?,
        name: row.get("name")?,
        seats: row.get("seats")?,
        tables: row.get("tables")?,
        edition: row.get("edition")?,
    })
}

/// The rooms of a round by name.
pub async fn list_rooms(db: &mut Session, round: Id) -> Result<Vec<Room>, StoreError> {
    let list = sql!(
        "SELECT id, name, seats, tables, edition FROM room WHERE tenant = $1 AND round = $2 ORDER BY name, id"
    );
    db.all(list, args![round]).await?.iter().map(room).collect()
}

/// Adds a room. Gives its id.
pub async fn insert_room(
    change: &mut Change,
    round: Id,
    name: &str,
    seats: Option<u32>,
    tables: Option<u32>,
) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    let insert = sql!(
        "INSERT INTO room (tenant, id, round, name, seats, tables, edition) VALUES ($1, $2, $3, $4, $5, $6, 1)"
    );
    change.run(insert, args![id, round, name, seats, tables]).await?;
    Ok(id)
}

/// Writes a room back; `false` where somebody else changed it since `room.edition`.
pub async fn update_room(change: &mut Change, round: Id, room: &Room) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE room SET name = $5, seats = $6, tables = $7, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND round = $3 AND edition = $4"
    );
    let values = args![room.id, round, room.edition, &room.name, room.seats, room.tables];
    Ok(change.run(update, values).await? == 1)
}

/// Deletes a room; items in it then have none. `false` where there is none.
pub async fn delete_room(change: &mut Change, round: Id, id: Id) -> Result<bool, StoreError> {
    let gone = change
        .run(sql!("DELETE FROM room WHERE tenant = $1 AND id = $2 AND round = $3"), args![id, round])
        .await?;
    let empty = sql!(
        "UPDATE programme_item SET room = NULL, sequence = sequence + 1, edition = edition + 1 \
         WHERE tenant = $1 AND round = $2 AND room = $3"
    );
    change.run(empty, args![round, id]).await?;
    Ok(gone == 1)
}

fn item(row: &Row) -> Result<Item, StoreError> {
    let time = |column: &str| -> Result<Daytime, StoreError> {
        row.get::<String>(column)?.parse().map_err(StoreError::fault)
    };
    let kind: String = row.get("kind")?;
    Ok(Item {
        id: row.get("id")?,
        kind: kind
            .parse()
            .map_err(|()| StoreError::Fault(format!("an item of the programme of kind {kind:?}")))?,
        title: row.get("title")?,
        title_en: row.get("title_en")?,
        description: row.get("description")?,
        description_en: row.get("description_en")?,
        room: row.get("room")?,
        span: Span { start: time("starts")?, end: time("ends")? },
        speakers: row.json("speakers")?,
        offer: row.get("offer")?,
        sequence: row.get("sequence")?,
        edition: row.get("edition")?,
    })
}

/// The items of a round in the order of the day.
pub async fn list_items(db: &mut Session, round: Id) -> Result<Vec<Item>, StoreError> {
    let list =
        sql!("SELECT * FROM programme_item WHERE tenant = $1 AND round = $2 ORDER BY starts, ends, id");
    db.all(list, args![round]).await?.iter().map(item).collect()
}

/// An item of this round.
pub async fn find_item(db: &mut Session, round: Id, id: Id) -> Result<Option<Item>, StoreError> {
    let find = sql!("SELECT * FROM programme_item WHERE tenant = $1 AND round = $2 AND id = $3");
    db.one(find, args![round, id]).await?.as_ref().map(item).transpose()
}

/// Adds an item under its own id.
pub async fn insert_item(change: &mut Change, round: Id, item: &Item) -> Result<(), StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO programme_item (tenant, id, round, kind, title, title_en, description, description_en, room, \
         starts, ends, speakers, offer, sequence, edition, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 1, $14)"
    );
    let mut values = vec![Arg::from(item.id), Arg::from(round)];
    values.extend(changing(item)?);
    values.push(Arg::from(now));
    change.run(insert, &values).await?;
    Ok(())
}

/// Writes an item back; `false` where somebody else changed it since `item.edition`. `sequence` rises where time or room
/// are others.
pub async fn update_item(change: &mut Change, round: Id, item: &Item) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE programme_item SET sequence = CASE WHEN starts = $10 AND ends = $11 AND COALESCE(room, '') = \
         COALESCE($9, '') THEN sequence ELSE sequence + 1 END, kind = $4, title = $5, title_en = $6, description = $7, \
         description_en = $8, room = $9, starts = $10, ends = $11, speakers = $12, offer = $13, changed_at = $14, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2 AND round = $3 AND edition = $15"
    );
    let mut values = vec![Arg::from(item.id), Arg::from(round)];
    values.extend(changing(item)?);
    values.extend([Arg::from(now), Arg::from(item.edition)]);
    Ok(change.run(update, &values).await? == 1)
}

fn changing(item: &Item) -> Result<[Arg; 10], StoreError> {
    Ok([
        Arg::from(item.kind.word()),
        Arg::from(&item.title),
        Arg::from(&item.title_en),
        Arg::from(&item.description),
        Arg::from(&item.description_en),
        Arg::from(item.room),
        Arg::from(item.span.start.to_string()),
        Arg::from(item.span.end.to_string()),
        Arg::json(&item.speakers)?,
        Arg::from(item.offer),
    ])
}

/// Deletes an item; `false` where there is none.
pub async fn delete_item(change: &mut Change, round: Id, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM programme_item WHERE tenant = $1 AND id = $2 AND round = $3");
    Ok(change.run(delete, args![id, round]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::programme::ItemKind;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn items_and_rooms_come_back_and_two_offices_do_not_overwrite_each_other() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let hall = insert_room(&mut change, round, "Saal", Some(200), None).await.expect("kept");
            let mut rooms = list_rooms(&mut change, round).await.expect("read");
            assert_eq!((rooms.len(), rooms[0].seats, rooms[0].tables), (1, Some(200), None));
            rooms[0].tables = Some(12);
            assert!(update_room(&mut change, round, &rooms[0]).await.expect("kept"));
            assert!(!update_room(&mut change, round, &rooms[0]).await.expect("runs"), "an old edition");
            let mut new = Item {
                id: Id::new(start()),
                kind: ItemKind::Keynote,
                title: "Vom Bürger her denken".into(),
                title_en: String::new(),
                description: "Ein Vortrag.".into(),
                description_en: String::new(),
                room: Some(hall),
                span: "13:10-13:40".parse().expect("a span"),
                speakers: vec!["Ada Anker".into()],
                offer: None,
                sequence: 0,
                edition: 1,
            };
            insert_item(&mut change, round, &new).await.expect("kept");
            let early =
                Item { id: Id::new(start()), span: "09:00-09:10".parse().expect("a span"), ..new.clone() };
            insert_item(&mut change, round, &early).await.expect("kept");
            let found = list_items(&mut change, round).await.expect("read");
            assert_eq!(found, [early.clone(), new.clone()], "in the order of the day");
            new.title = "Erst fragen, dann digital".into();
            assert!(update_item(&mut change, round, &new).await.expect("kept"));
            assert!(!update_item(&mut change, round, &new).await.expect("runs"), "an old edition");
            let found = find_item(&mut change, round, new.id).await.expect("read").expect("there");
            assert_eq!((found.sequence, found.edition), (0, 2), "neither time nor room changed");
            let later = Item { span: "13:20-13:50".parse().expect("a span"), ..found };
            assert!(update_item(&mut change, round, &later).await.expect("kept"));
            assert!(delete_room(&mut change, round, hall).await.expect("gone"));
            assert!(!delete_room(&mut change, round, hall).await.expect("runs"));
            let found = find_item(&mut change, round, new.id).await.expect("read").expect("there");
            assert_eq!((found.sequence, found.room), (2, None));
            assert!(delete_item(&mut change, round, early.id).await.expect("gone"));
            assert_eq!(find_item(&mut change, Id::of_name("other"), new.id).await.expect("read"), None);
            change.commit(Record::new("programme.changed", round)).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_items(&mut view, round).await.expect("read").is_empty());
            assert!(list_rooms(&mut view, round).await.expect("read").is_empty());
        }
    }
}
