//! The published talks as a list, as tables for spreadsheets, and as a timetable for conference programs.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_store::Id;
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, PageError, Visitor, context, shown};
use serde::Serialize;

use super::{frame, ground_of};
use crate::output::schedule::{Happening, RoomDay, Timetable, number, timetable_json, timetable_xml};
use crate::pages::invitations::slice;
use crate::pages::programme::Programme;
use crate::pages::programme::files::timetable;
use crate::policy;
use crate::store::talk::{Talk, list_talks};
use crate::talking::Ground;

/// A talk as the list shows it.
#[derive(Debug, Clone, Serialize)]
struct Line {
    id: Id,
    time: String,
    table: u32,
    a: String,
    b: String,
    state: &'static str,
    sequence: i64,
}

fn narrowed(ground: &Ground, listing: &Listing) -> Vec<Line> {
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut found: Vec<Line> = ground
        .talks
        .iter()
        .map(|talk| Line {
            id: talk.id,
            time: talk.span.to_string(),
            table: talk.table,
            a: talk.a_name.clone(),
            b: talk.b_name.clone(),
            state: talk.state.word(),
            sequence: talk.sequence,
        })
        .filter(|line| {
            let text = format!("{} {}", line.a, line.b).to_lowercase();
            words.iter().all(|word| text.contains(word))
                && listing.filter("state").is_none_or(|state| state == line.state)
                && listing.filter("table").is_none_or(|table| table == line.table.to_string())
        })
        .collect();
    match listing.sort() {
        "table" => found.sort_by_key(|line| line.table),
        "a" => found.sort_by_cached_key(|line| rathaus_people::german_order(&line.a)),
        "b" => found.sort_by_cached_key(|line| rathaus_people::german_order(&line.b)),
        "state" => found.sort_by_key(|line| line.state),
        _ => {}
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

pub(super) async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let ground = ground_of(&mut view, &slug).await?;
    let frame = frame(&visitor, &mut view, &ground).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["time", "table", "a", "b", "state"], &["state", "table"]);
    let found = narrowed(&ground, &listing);
    let label = |key: &str| visitor.text(&format!("talks-column-{key}"));
    let labels = [label("time")?, label("table")?, label("a")?, label("b")?, label("state")?];
    let state = |word: &str| visitor.text(&format!("talks-state-{word}"));
    if let Some(format) = listing.format() {
        let mut rows = Vec::new();
        for line in &found {
            rows.push(vec![
                Cell::from(&line.time),
                Cell::from(line.table),
                Cell::from(&line.a),
                Cell::from(&line.b),
                Cell::from(state(line.state)?),
            ]);
        }
        let kinds = [Kind::Text, Kind::Number, Kind::Text, Kind::Text, Kind::Text];
        let table = Table {
            name: format!("{}-{slug}", visitor.text("talks-file")?),
            title: visitor.text("talks-list")?,
            columns: labels.into_iter().zip(kinds).map(|(label, kind)| Column::new(label, kind)).collect(),
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let heads = [
        Head::text("time", &labels[0]),
        Head::number("table", &labels[1]),
        Head::text("a", &labels[2]),
        Head::text("b", &labels[3]),
        Head::text("state", &labels[4]),
    ];
    let view = listing.view(&visitor, &heads, found.len() as u64)?;
    let states = ["planned", "held", "cancelled"]
        .into_iter()
        .map(|word| Ok(context! { value => word, label => state(word)? }))
        .collect::<Result<Vec<_>, PageError>>()?;
    let own = context! {
        list => view, rows => shown(slice(&found, &listing)), states, all => ground.talks.len(), ..frame
    };
    visitor.page("forum/talks-list.html", visitor.text("talks-list")?, own)
}

/// The programme and the published talks as one timetable: every table is a room.
async fn whole(visitor: &Visitor, slug: &str) -> Result<Timetable, PageError> {
    policy::may_read(visitor)?;
    let mut view = visitor.read().await?;
    let round = crate::pages::round::round_of(&mut view, slug).await?;
    let talks: Vec<Talk> = list_talks(&mut view, round.id).await?.into_iter().filter(Talk::is_on).collect();
    let programme = Programme::of(&mut view, round).await?;
    let mut whole = timetable(visitor, &programme)?;
    let round = programme.round.id;
    let guid = |name: &str| Id::of_name(&format!("{round}\u{1f}{name}")).as_uuid();
    let mut numbers: BTreeSet<u32> =
        whole.rooms.iter().flat_map(|room| &room.events).map(|event| event.number).collect();
    let mut tables: Vec<u32> = talks.iter().map(|talk| talk.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let track = visitor.text("programme-kind-talks")?;
    for table in tables {
        let name = visitor.text_with("agenda-table", &[("n", f64::from(table).into())])?;
        let events = talks
            .iter()
            .filter(|talk| talk.table == table)
            .map(|talk| Happening {
                guid: talk.id.as_uuid(),
                number: number(talk.id.as_uuid(), &mut numbers),
                span: talk.span,
                title: format!("{} – {}", talk.a_name, talk.b_name),
                track: track.clone(),
                kind: "meeting",
                description: String::new(),
                persons: vec![
                    (talk.a.as_uuid(), talk.a_name.clone()),
                    (talk.b.as_uuid(), talk.b_name.clone()),
                ],
            })
            .collect();
        whole.rooms.push(RoomDay { guid: guid(&format!("table {table}")), name, events });
    }
    for talk in &talks {
        whole.span.start = whole.span.start.min(talk.span.start);
        whole.span.end = whole.span.end.max(talk.span.end);
    }
    let sequence: i64 = talks.iter().map(|talk| talk.sequence + 1).sum();
    whole.version = format!("{}.{sequence}", whole.version);
    Ok(whole)
}

pub(super) async fn xml(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let text = timetable_xml(&whole(&visitor, &slug).await?);
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response())
}

pub(super) async fn json(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let base = visitor.full_url(&format!("/rounds/{slug}/talks"));
    Ok(Json(timetable_json(&whole(&visitor, &slug).await?, &base)).into_response())
}
