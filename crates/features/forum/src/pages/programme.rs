//! The programme of the day: what everybody reads once it is published, and the office's timetable with its warnings.
//!
//! The rooms behind it: [`edit`] the day itself, [`items`] one item and its moves, [`rooms`], [`pitches`] all invited
//! suppliers at once, [`files`] for calendars and conference programs.

mod edit;
pub(crate) mod files;
mod items;
pub(crate) mod pitches;
mod rooms;

use std::collections::BTreeMap;

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Span;
use rathaus_store::{Id, Record, Session, StoreError};
use rathaus_web::{Answer, Feature, Fields, Lang, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;
use serde_json::json;

use crate::jobs::registration::place;
use crate::model::programme::{Clash, Item, ItemKind, Room, clashes};
use crate::output::zone::{moment, with_offset};
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::event::{Event, ensure_event, find_event, set_published};
use crate::store::programme::{list_items, list_rooms};
use crate::store::round::{KeptRound, Stage};
use rathaus_web::filters::paragraphs;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/programme", get(show))
        .route("/rounds/{slug}/programme/calendar.ics", get(files::calendar))
        .route("/rounds/{slug}/programme/schedule.xml", get(files::xml))
        .route("/rounds/{slug}/programme/schedule.json", get(files::json))
        .route("/rounds/{slug}/programme/publication", post(publish))
        .route("/rounds/{slug}/programme/event", get(edit::show).merge(post(edit::save)))
        .route("/rounds/{slug}/programme/pitches", get(pitches::show).merge(post(pitches::add)))
        .route("/rounds/{slug}/programme/rooms/{id}", get(rooms::show).merge(post(rooms::save)))
        .route("/rounds/{slug}/programme/rooms/{id}/removal", post(rooms::remove))
        .route("/rounds/{slug}/programme/items/{id}", get(items::show).merge(post(items::save)))
        .route("/rounds/{slug}/programme/items/{id}/move", post(items::shift))
        .route("/rounds/{slug}/programme/items/{id}/removal", post(items::remove));
}

/// Everything the pages of the programme are made from.
pub(crate) struct Programme {
    pub round: KeptRound,
    pub event: Event,
    pub rooms: Vec<Room>,
    pub items: Vec<Item>,
}

impl Programme {
    /// The programme of a round.
    pub(crate) async fn of(db: &mut Session, round: KeptRound) -> Result<Self, StoreError> {
        let event = find_event(db, &round).await?;
        let rooms = list_rooms(db, round.id).await?;
        let items = list_items(db, round.id).await?;
        Ok(Self { round, event, rooms, items })
    }

    /// The day, where the round has one.
    pub(crate) fn day(&self) -> Option<Date> {
        self.round.stage(Stage::Event).starts.or(self.round.settings.date)
    }

    pub(crate) fn room_name(&self, id: Option<Id>) -> &str {
        self.rooms.iter().find(|room| Some(room.id) == id).map_or("", |room| room.name.as_str())
    }

    /// Whether the visitor reads it: everybody once it is published, before that those who read the round's inside.
    fn may_read(&self, visitor: &Visitor) -> bool {
        policy::may_read(visitor).is_ok()
            || self.event.published_at.is_some() && policy::may_see(visitor, &self.round)
    }

    fn clashes(&self) -> Vec<Clash> {
        clashes(&self.items, &self.rooms, self.event.span, self.event.pitch_minutes)
    }
}

/// The programme of an address, for who may read it.
async fn readable(visitor: &Visitor, slug: &str) -> Result<Programme, PageError> {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    let programme = Programme::of(&mut view, round).await?;
    if programme.may_read(visitor) {
        return Ok(programme);
    }
    // Who is not signed in may be one of those who see it.
    Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound })
}

/// An item as pages show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub id: Id,
    pub kind: &'static str,
    pub starts: String,
    pub ends: String,
    pub title: String,
    pub text: Vec<String>,
    pub room: String,
    pub room_id: String,
    pub speakers: String,
    pub edition: i64,
    /// Column, first minute and minutes in the grid, counted from its first hour.
    column: usize,
    at: u16,
    minutes: u16,
    is_wrong: bool,
}

/// The first minute and the minutes of the grid: whole hours around everything.
fn grid(day: Span, items: &[Item]) -> (u16, u16) {
    let starts = items.iter().map(|item| item.span.start.minutes()).chain([day.start.minutes()]).min();
    let ends = items.iter().map(|item| item.span.end.minutes()).chain([day.end.minutes()]).max();
    let first = starts.unwrap_or(0) / 60 * 60;
    (first, ends.unwrap_or(first).div_ceil(60) * 60 - first)
}

/// The lines of the programme in the order of the day.
pub(crate) fn lines(programme: &Programme, lang: Lang, wrong: &[Clash]) -> Vec<Line> {
    let (first, _) = grid(programme.event.span, &programme.items);
    let is_wrong = |id: Id| wrong.iter().any(|clash| clash.items().contains(&id));
    programme
        .items
        .iter()
        .map(|item| {
            let column = programme.rooms.iter().position(|room| Some(room.id) == item.room);
            Line {
                id: item.id,
                kind: item.kind.word(),
                starts: item.span.start.to_string(),
                ends: item.span.end.to_string(),
                title: item.title_in(lang).to_owned(),
                text: paragraphs(item.description_in(lang)),
                room: programme.room_name(item.room).to_owned(),
                room_id: item.room.map(|id| id.to_string()).unwrap_or_default(),
                speakers: item.speakers.join(", "),
                edition: item.edition,
                column: column.unwrap_or(programme.rooms.len()),
                at: item.span.start.minutes().saturating_sub(first),
                minutes: item.span.minutes(),
                is_wrong: is_wrong(item.id),
            }
        })
        .collect()
}

/// The clashes in words.
fn warnings(visitor: &Visitor, programme: &Programme, found: &[Clash]) -> Result<Vec<Value>, PageError> {
    let names: BTreeMap<Id, &Item> = programme.items.iter().map(|item| (item.id, item)).collect();
    let name = |id: &Id| names.get(id).map_or("", |item| item.title_in(visitor.lang())).to_owned();
    found
        .iter()
        .map(|clash| {
            let items = clash.items();
            let (a, b) = (items.first().map(&name), items.get(1).map(&name));
            let (who, minutes) = match clash {
                Clash::Speaker(_, _, who) => (who.clone(), 0),
                Clash::Room(_, _, room) => (programme.room_name(Some(*room)).to_owned(), 0),
                Clash::Pitch(_, minutes) => (String::new(), *minutes),
                _ => (String::new(), 0),
            };
            let args = [
                ("a", a.unwrap_or_default().into()),
                ("b", b.unwrap_or_default().into()),
                ("who", who.into()),
                ("n", f64::from(minutes).into()),
            ];
            let text = visitor.text_with(&format!("programme-clash-{}", clash.word()), &args)?;
            Ok(context! { text => text, id => items.first().map(ToString::to_string) })
        })
        .collect()
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let programme = readable(&visitor, &slug).await?;
    let is_inside = policy::may_read(&visitor).is_ok();
    let found = if is_inside { programme.clashes() } else { Vec::new() };
    let event = &programme.event;
    let (first, minutes) = grid(event.span, &programme.items);
    let base = context! {
        round => head(&programme.round),
        day => programme.day().map(|day| day.to_string()),
        times => context! { starts => event.span.start.to_string(), ends => event.span.end.to_string() },
        place => place(event),
        items => shown(lines(&programme, visitor.lang(), &found)),
        is_published => event.published_at.is_some(),
        may_register => event.is_open(&programme.round, crate::model::correspondence::day_of(visitor.now())),
        style => dress::style_address(&visitor),
    };
    if !is_inside {
        let title = visitor.text_with("programme-of", &[("round", programme.round.title.as_str().into())])?;
        let context = context! { ld => ld_json(&visitor, &programme), ..base };
        return visitor.page("forum/programme-public.html", title, context);
    }
    let hours: Vec<Value> = (0..minutes / 60)
        .map(|hour| context! { at => hour * 60, label => format!("{:02}:00", first / 60 + hour) })
        .collect();
    let context = context! {
        warnings => warnings(&visitor, &programme, &found)?,
        rooms => programme.rooms.iter().map(|room| context! {
            id => room.id.to_string(), name => room.name.clone(), seats => room.seats, tables => room.tables,
        }).collect::<Vec<_>>(),
        grid => context! { first, minutes, hours },
        event => context! {
            capacity => event.capacity, door => event.door.word(), is_new => event.edition == 0,
        },
        may_work => policy::may_work(&visitor).is_ok(),
        script => dress::script_address(&visitor),
        form => visitor.form(&rathaus_web::Sheet::blank())?,
        ..base
    };
    visitor.page("forum/programme.html", visitor.text("programme-title")?, context)
}

/// What search engines read: the event with its parts (schema.org).
fn ld_json(visitor: &Visitor, programme: &Programme) -> Value {
    let Some(day) = programme.day() else { return Value::from("") };
    let at = |time| with_offset(moment(day, time));
    let url = visitor.full_url(&format!("/rounds/{}/programme", programme.round.slug));
    let location = |room: &str| {
        let name = match (programme.event.place.trim(), room) {
            ("", room) => room.to_owned(),
            (place, "") => place.to_owned(),
            (place, room) => format!("{place}, {room}"),
        };
        json!({ "@type": "Place", "name": name, "address": programme.event.address })
    };
    let parts: Vec<_> = programme
        .items
        .iter()
        .filter(|item| item.kind != ItemKind::Break)
        .map(|item| {
            json!({
                "@type": "Event", "name": item.title_in(visitor.lang()),
                "startDate": at(item.span.start), "endDate": at(item.span.end),
                "location": location(programme.room_name(item.room)),
                "performer": item.speakers.iter().map(|name| json!({ "@type": "Person", "name": name })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let event = json!({
        "@context": "https://schema.org", "@type": "Event", "name": programme.round.title, "url": url,
        "startDate": at(programme.event.span.start), "endDate": at(programme.event.span.end),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": location(""), "maximumAttendeeCapacity": programme.event.capacity,
        "organizer": { "@type": "Organization", "name": visitor.tenant().name, "url": visitor.full_url("/") },
        "subEvent": parts,
    });
    // Inside a script element nothing may look like its end.
    let text = event.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Value::from_safe_string(text)
}

/// `POST …/publication`: shows the programme to everybody, or takes it back.
async fn publish(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let is_published = fields.first("undo").is_none();
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    ensure_event(&mut change, &round).await?;
    set_published(&mut change, round.id, is_published).await?;
    let action = if is_published { "programme.published" } else { "programme.taken-back" };
    change.commit(Record::new(action, round.id)).await?;
    let notice = if is_published { "programme-published" } else { "programme-taken-back" };
    visitor.done(&format!("/rounds/{slug}/programme"), notice)
}
