//! One item of the programme: its form, moving it, taking it out. `new` in the address is one that is not there yet.

use axum::extract::Path;
use rathaus_core::{Daytime, Span};
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::Programme;
use super::edit::span;
use super::rooms::NEW;
use crate::model::programme::{Item, ItemKind};
use crate::pages::invitations::head;
use crate::pages::round::edit::daytime;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::programme::{delete_item, find_item, insert_item, update_item};

/// What the form holds.
pub(super) struct Editing {
    kind: ItemKind,
    title: String,
    title_en: String,
    description: String,
    description_en: String,
    room: Option<Id>,
    span: Span,
    speakers: Vec<String>,
    offer: Option<Id>,
    edition: i64,
    /// The id of a new item: pressing twice adds it once.
    key: Option<Id>,
}

/// An id that may be missing.
fn optional_id(form: &mut Reader<'_>, name: &str) -> Option<Option<Id>> {
    if form.raw(name).is_empty() { Some(None) } else { form.id(name).map(Some) }
}

impl FromForm for Editing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let kind = form.choice("kind");
        let title = form.text("title", 1..=160);
        let title_en = form.text("title_en", 0..=160);
        let description = form.text("description", 0..=4_000);
        let description_en = form.text("description_en", 0..=4_000);
        let room = optional_id(form, "room");
        let span = span(form, "start", "end");
        let speakers = form.text("speakers", 0..=600);
        let offer = optional_id(form, "offer");
        let edition = form.number("edition", 0..=i64::MAX);
        let key = form.raw("key").parse().ok();
        let speakers = speakers?;
        let names = speakers.split([',', '\n']).map(|name| name.trim().to_owned());
        Some(Self {
            kind: kind?,
            title: title?,
            title_en: title_en?,
            description: description?,
            description_en: description_en?,
            room: room?,
            span: span?,
            speakers: names.filter(|name| !name.is_empty()).collect(),
            offer: offer?,
            edition: edition?,
            key,
        })
    }
}

fn sheet(item: &Item) -> Sheet {
    let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    Sheet::filled([
        ("kind", item.kind.word().to_owned()),
        ("title", item.title.clone()),
        ("title_en", item.title_en.clone()),
        ("description", item.description.clone()),
        ("description_en", item.description_en.clone()),
        ("room", id(item.room)),
        ("start", item.span.start.to_string()),
        ("end", item.span.end.to_string()),
        ("speakers", item.speakers.join(", ")),
        ("offer", id(item.offer)),
        ("edition", item.edition.to_string()),
    ])
}

fn page(visitor: &Visitor, programme: &Programme, offers: &[KeptOffer], id: &str, sheet: &Sheet) -> Answer {
    let kinds = ItemKind::ALL
        .into_iter()
        .map(|kind| {
            let label = visitor.text(&format!("programme-kind-{}", kind.word()))?;
            Ok(context! { value => kind.word(), label => label })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let rooms: Vec<Value> = programme
        .rooms
        .iter()
        .map(|room| context! { value => room.id.to_string(), label => room.name.clone() })
        .collect();
    let offers: Vec<Value> = offers
        .iter()
        .filter(|offer| offer.counts())
        .map(|offer| {
            context! { value => offer.id.to_string(), label => format!("{}: {}", offer.supplier, offer.text.title) }
        })
        .collect();
    let title = visitor.text(if id == NEW { "programme-item-new" } else { "programme-item" })?;
    let own =
        context! { round => head(&programme.round), id => id, is_new => id == NEW, kinds, rooms, offers };
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(sheet)?, ..own };
        return visitor.page("forum/programme-item.html", title, own);
    }
    visitor.again("forum/programme-item.html", title, sheet, own)
}

/// The item of an address; `None` for a new one.
fn item_of(programme: &Programme, id: &str) -> Result<Option<Item>, PageError> {
    if id == NEW {
        return Ok(None);
    }
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    programme.items.iter().find(|item| item.id == id).cloned().map(Some).ok_or(PageError::NotFound)
}

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let programme = Programme::of(&mut view, round).await?;
    let offers = list_offers(&mut view, programme.round.id).await?;
    let sheet = match item_of(&programme, &id)? {
        Some(item) => sheet(&item),
        None => {
            // A new item begins where the last one ends, in the same room.
            let last = programme.items.iter().max_by_key(|item| item.span.end);
            let start = last.map_or(programme.event.span.start, |item| item.span.end);
            let room = last.and_then(|item| item.room).or(programme.rooms.first().map(|room| room.id));
            Sheet::filled([
                ("edition", "0".to_owned()),
                ("key", Id::new(visitor.now()).to_string()),
                ("start", start.to_string()),
                ("room", room.map(|id| id.to_string()).unwrap_or_default()),
                ("kind", ItemKind::Other.word().to_owned()),
            ])
        }
    };
    page(&visitor, &programme, &offers, &id, &sheet)
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Editing>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let programme = Programme::of(&mut change, round).await?;
    let found = item_of(&programme, &id)?;
    let offers = list_offers(&mut change, programme.round.id).await?;
    let (editing, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &programme, &offers, &id, &sheet),
    };
    // A room or an offer of another round is no choice of this form.
    if editing.room.is_some_and(|id| !programme.rooms.iter().any(|room| room.id == id)) {
        let sheet = sheet.wrong("room", "form-no-such-choice");
        return page(&visitor, &programme, &offers, &id, &sheet);
    }
    if editing.offer.is_some_and(|id| !offers.iter().any(|offer| offer.id == id)) {
        let sheet = sheet.wrong("offer", "form-no-such-choice");
        return page(&visitor, &programme, &offers, &id, &sheet);
    }
    let fresh = editing.key.unwrap_or_else(|| Id::new(change.now()));
    if found.is_none() && programme.items.iter().any(|item| item.id == fresh) {
        return visitor.done(&format!("/rounds/{slug}/programme#item-{fresh}"), "programme-saved");
    }
    let new = Item {
        id: found.as_ref().map_or(fresh, |item| item.id),
        kind: editing.kind,
        title: editing.title,
        title_en: editing.title_en,
        description: editing.description,
        description_en: editing.description_en,
        room: editing.room,
        span: editing.span,
        speakers: editing.speakers,
        offer: editing.offer,
        sequence: found.as_ref().map_or(0, |item| item.sequence),
        edition: editing.edition,
    };
    if found.is_none() {
        insert_item(&mut change, programme.round.id, &new).await?;
    } else if !update_item(&mut change, programme.round.id, &new).await? {
        let sheet = sheet.wrong("", "round-mistake-edition");
        return page(&visitor, &programme, &offers, &id, &sheet);
    }
    change.commit(Record::new("programme.item-saved", new.id).with("round", programme.round.id)).await?;
    visitor.done(&format!("/rounds/{slug}/programme#item-{}", new.id), "programme-saved")
}

/// Where an item goes: to a time and a room, or some minutes on.
pub(super) struct Shift {
    edition: i64,
    start: Option<Daytime>,
    room: Option<Option<Id>>,
    by: i64,
}

impl FromForm for Shift {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let start = if form.raw("start").is_empty() { Some(None) } else { daytime(form, "start").map(Some) };
        let room = if form.fields().first("room").is_some() {
            optional_id(form, "room").map(Some)
        } else {
            Some(None)
        };
        let by = if form.raw("by").is_empty() { Some(0) } else { form.number("by", -1_440..=1_440) };
        Some(Self { edition: edition?, start: start?, room: room?, by: by? })
    }
}

/// `POST …/move`: by drag, by arrow keys, by the buttons "earlier" and "later".
pub(super) async fn shift(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Shift>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let item = find_item(&mut change, round.id, id).await?.ok_or(PageError::NotFound)?;
    let Ok(shift) = form.checked() else {
        return Err(PageError::BadRequest("where an item goes".to_owned()));
    };
    let rooms = crate::store::programme::list_rooms(&mut change, round.id).await?;
    let room = shift.room.unwrap_or(item.room);
    if room.is_some_and(|id| !rooms.iter().any(|one| one.id == id)) {
        return Err(PageError::NotFound);
    }
    let start = i64::from(shift.start.unwrap_or(item.span.start).minutes()) + shift.by;
    // At the edges of the day an item stays where it fits.
    let latest = i64::from(24 * 60 - item.span.minutes());
    let start = u16::try_from(start.clamp(0, latest)).ok().and_then(Daytime::from_minutes);
    let end = start.and_then(|start| Daytime::from_minutes(start.minutes() + item.span.minutes()));
    let (Some(start), Some(end)) = (start, end) else { return Err(PageError::NotFound) };
    let moved = Item { span: Span { start, end }, room, edition: shift.edition, ..item };
    if !update_item(&mut change, round.id, &moved).await? {
        return Err(PageError::Conflict("programme-moved-elsewhere"));
    }
    change.commit(Record::new("programme.item-moved", id).with("round", round.id)).await?;
    visitor.to(&format!("/rounds/{slug}/programme#item-{id}"))
}

pub(super) async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    if delete_item(&mut change, round.id, id).await? {
        change.commit(Record::new("programme.item-removed", id).with("round", round.id)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/programme"), "programme-removed")
}
