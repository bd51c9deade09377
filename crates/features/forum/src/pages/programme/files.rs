//! The programme for calendars and conference programs.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_core::Span;
use rathaus_store::Id;
use rathaus_web::{Answer, PageError, Visitor};

use super::{Programme, readable};
use crate::model::programme::{Item, ItemKind};
use crate::output::calendar::{Entry, Method, calendar_of};
use crate::output::schedule::{Happening, RoomDay, Timetable, number, timetable_json, timetable_xml};

/// The entries of the programme for a calendar.
pub(crate) fn entries(visitor: &Visitor, programme: &Programme) -> Vec<Entry> {
    let Some(date) = programme.day() else { return Vec::new() };
    let url = visitor.full_url(&format!("/rounds/{}/programme", programme.round.slug));
    let location = |item: &Item| {
        let parts = [programme.room_name(item.room), programme.event.place.trim()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let speakers = |item: &Item| match item.speakers.is_empty() {
        true => item.description_in(visitor.lang()).to_owned(),
        false => {
            format!("{}\n{}", item.speakers.join(", "), item.description_in(visitor.lang())).trim().to_owned()
        }
    };
    programme
        .items
        .iter()
        .map(|item| Entry {
            uid: format!("{}@rathaus.invalid", item.id),
            stamp: visitor.now(),
            sequence: item.sequence,
            date,
            span: item.span,
            summary: item.title_in(visitor.lang()).to_owned(),
            location: location(item),
            description: speakers(item),
            url: url.clone(),
            is_off: false,
        })
        .collect()
}

/// A calendar as a download.
pub(crate) fn as_calendar(name: &str, text: String) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")),
    ];
    Ok((headers, text).into_response())
}

pub(super) async fn calendar(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let programme = readable(&visitor, &slug).await?;
    let text = calendar_of(&programme.round.title, Method::Publish, &entries(&visitor, &programme));
    as_calendar(&programme.round.slug, text)
}

/// The programme as a timetable; what has no room stands in one without a name.
pub(crate) fn timetable(visitor: &Visitor, programme: &Programme) -> Result<Timetable, PageError> {
    let date = programme.day().ok_or(PageError::NotFound)?;
    let mut numbers = BTreeSet::new();
    let speaker = |name: &str| Id::of_name(&format!("{}\u{1f}{name}", programme.round.id)).as_uuid();
    let mut events = |room: Option<Id>| -> Result<Vec<Happening>, PageError> {
        programme
            .items
            .iter()
            .filter(|item| item.room == room)
            .map(|item| {
                Ok(Happening {
                    guid: item.id.as_uuid(),
                    number: number(item.id.as_uuid(), &mut numbers),
                    span: item.span,
                    title: item.title_in(visitor.lang()).to_owned(),
                    track: visitor.text(&format!("programme-kind-{}", item.kind.word()))?,
                    kind: match item.kind {
                        ItemKind::Keynote | ItemKind::Pitch => "lecture",
                        ItemKind::Talks => "meeting",
                        ItemKind::Break | ItemKind::Other => "other",
                    },
                    description: item.description_in(visitor.lang()).to_owned(),
                    persons: item.speakers.iter().map(|name| (speaker(name), name.clone())).collect(),
                })
            })
            .collect()
    };
    let mut rooms = Vec::new();
    for room in &programme.rooms {
        rooms.push(RoomDay {
            name: room.name.clone(),
            guid: room.id.as_uuid(),
            events: events(Some(room.id))?,
        });
    }
    let nowhere = events(None)?;
    if !nowhere.is_empty() {
        let guid = Id::of_name(&format!("{}\u{1f}nowhere", programme.round.id)).as_uuid();
        rooms.push(RoomDay { name: visitor.text("programme-no-room")?, guid, events: nowhere });
    }
    let whole = programme.items.iter().fold(programme.event.span, |span, item| Span {
        start: span.start.min(item.span.start),
        end: span.end.max(item.span.end),
    });
    let edition: i64 = programme.items.iter().map(|item| item.edition).sum();
    Ok(Timetable {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        version: format!("{}.{edition}", programme.items.len()),
        name: programme.round.title.clone(),
        title: programme.round.title.clone(),
        date,
        span: whole,
        slot: 5,
        rooms,
    })
}

pub(super) async fn xml(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let programme = readable(&visitor, &slug).await?;
    let text = timetable_xml(&timetable(&visitor, &programme)?);
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response())
}

pub(super) async fn json(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let programme = readable(&visitor, &slug).await?;
    let base = visitor.full_url(&format!("/rounds/{slug}/programme"));
    Ok(Json(timetable_json(&timetable(&visitor, &programme)?, &base)).into_response())
}
