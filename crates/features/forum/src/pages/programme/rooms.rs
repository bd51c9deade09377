//! One room: `new` in the address is one that is not there yet.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context};

use super::edit::number;
use crate::model::programme::Room;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::programme::{delete_room, insert_room, list_rooms, update_room};
use crate::store::round::KeptRound;

/// The word in the address of a thing that is not there yet.
pub(super) const NEW: &str = "new";

/// Most rooms: more do not fit side by side.
const MOST: usize = 10;

/// What the form holds.
pub(super) struct Editing {
    name: String,
    seats: Option<u32>,
    tables: Option<u32>,
    edition: i64,
}

impl FromForm for Editing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=60);
        let seats = number(form, "seats", 100_000);
        let tables = number(form, "tables", 500);
        let edition = form.number("edition", 0..=i64::MAX);
        Some(Self { name: name?, seats: seats?, tables: tables?, edition: edition? })
    }
}

fn page(visitor: &Visitor, round: &KeptRound, id: &str, sheet: &Sheet) -> Answer {
    let title = visitor.text(if id == NEW { "programme-room-new" } else { "programme-room" })?;
    let own = context! { round => head(round), id => id, is_new => id == NEW };
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(sheet)?, ..own };
        return visitor.page("forum/programme-room.html", title, own);
    }
    visitor.again("forum/programme-room.html", title, sheet, own)
}

/// The room of an address; `None` for a new one.
fn room_of(rooms: Vec<Room>, id: &str) -> Result<Option<Room>, PageError> {
    if id == NEW {
        return Ok(None);
    }
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    rooms.into_iter().find(|room| room.id == id).map(Some).ok_or(PageError::NotFound)
}

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let room = room_of(list_rooms(&mut view, round.id).await?, &id)?;
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let sheet = match room {
        Some(room) => Sheet::filled([
            ("edition", room.edition.to_string()),
            ("seats", number(room.seats)),
            ("tables", number(room.tables)),
            ("name", room.name),
        ]),
        None => Sheet::filled([("edition", "0")]),
    };
    page(&visitor, &round, &id, &sheet)
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Editing>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let rooms = list_rooms(&mut change, round.id).await?;
    let is_taken = |name: &str, own: Option<Id>| {
        rooms.iter().any(|room| Some(room.id) != own && room.name.to_lowercase() == name.to_lowercase())
    };
    let (editing, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &round, &id, &sheet),
    };
    let found = room_of(rooms.clone(), &id)?;
    if is_taken(&editing.name, found.as_ref().map(|room| room.id)) {
        return page(&visitor, &round, &id, &sheet.wrong("name", "programme-mistake-room-twice"));
    }
    if found.is_none() && rooms.len() >= MOST {
        return page(&visitor, &round, &id, &sheet.wrong("", "programme-mistake-rooms"));
    }
    let room = match found {
        Some(room) => {
            let new = Room {
                id: room.id,
                name: editing.name,
                seats: editing.seats,
                tables: editing.tables,
                edition: editing.edition,
            };
            if !update_room(&mut change, round.id, &new).await? {
                return page(&visitor, &round, &id, &sheet.wrong("", "round-mistake-edition"));
            }
            room.id
        }
        None => insert_room(&mut change, round.id, &editing.name, editing.seats, editing.tables).await?,
    };
    change.commit(Record::new("programme.room-saved", round.id).with("room", room)).await?;
    visitor.done(&format!("/rounds/{slug}/programme"), "programme-saved")
}

pub(super) async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    if delete_room(&mut change, round.id, id).await? {
        change.commit(Record::new("programme.room-removed", round.id).with("room", id)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/programme"), "programme-removed")
}
