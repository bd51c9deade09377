//! `schedule.xml` in the form of the c3voc, which conference programs and apps read.
//!
//! Source: <https://c3voc.de/wiki/schedule> and the schema of `voc/schedule`; every table is a room, every
//! talk an event.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rathaus_core::Span;
use serde_json::json;
use uuid::Uuid;

use super::zone::{moment, with_offset};
use super::{SPACE, names, talks_with_id};
use crate::input::area_key;
use crate::model::Input;
use crate::model::plan::Plan;

/// Stands in every timetable of this program and tells its files from others.
pub(super) const MARK: &str = "<generator name=\"rathaus\"";

/// A timetable of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// Version of the program that wrote it.
    pub program: String,
    /// Changes whenever the timetable does.
    pub version: String,
    /// What its short name is made from.
    pub name: String,
    /// The conference.
    pub title: String,
    /// The day.
    pub date: Date,
    /// From its first to its last minute.
    pub span: Span,
    /// Minutes of the grid.
    pub slot: u16,
    /// The rooms with what is in them.
    pub rooms: Vec<RoomDay>,
}

/// A room and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomDay {
    /// Its name.
    pub name: String,
    /// Its id.
    pub guid: Uuid,
    /// What is in it.
    pub events: Vec<Happening>,
}

/// Something in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Its id.
    pub guid: Uuid,
    /// A number for programs that know no other.
    pub number: u32,
    /// From when to when.
    pub span: Span,
    /// Its title.
    pub title: String,
    /// What it belongs to.
    pub track: String,
    /// What kind: `meeting`, `lecture`, `other`.
    pub kind: &'static str,
    /// Several sentences; may be empty.
    pub description: String,
    /// Who speaks, each with an id.
    pub persons: Vec<(Uuid, String)>,
}

/// The timetable; `None` for a round without a date or without talks.
pub fn schedule_xml(input: &Input, plan: &Plan) -> Option<String> {
    let date = input.round.date?;
    let talks = plan.talks.as_ref()?;
    let (first, last) = (talks.slots.first()?, talks.slots.last()?);
    let names = names(plan);
    let listed = talks_with_id(input, &talks.talks);
    let tables: BTreeSet<usize> = listed.iter().map(|(_, talk)| talk.table).collect();
    let mut numbers = BTreeSet::new();
    let numbered: Vec<_> = listed.iter().map(|(id, talk)| (number(*id, &mut numbers), id, talk)).collect();
    let guid = |name: &str| Uuid::new_v5(&SPACE, format!("{}\u{1f}{name}", input.round.name).as_bytes());
    let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
    let rooms = tables
        .into_iter()
        .map(|table| {
            let room = format!("Tisch {table}");
            let events = numbered
                .iter()
                .filter(|(_, _, talk)| talk.table == table)
                .map(|(number, id, talk)| Happening {
                    guid: **id,
                    number: *number,
                    span: talk.span,
                    title: format!("{} – {}", name(&talk.a), name(&talk.b)),
                    track: "Einzelgespräche".to_owned(),
                    kind: "meeting",
                    description: String::new(),
                    persons: [&talk.a, &talk.b].map(|one| (guid(one), name(one))).to_vec(),
                })
                .collect();
            RoomDay { guid: guid(&room), name: room, events }
        })
        .collect();
    Some(timetable_xml(&Timetable {
        program: plan.program.clone(),
        version: format!("{} {}", plan.program, plan.seed),
        name: input.round.name.clone(),
        title: title(input, plan),
        date,
        span: Span { start: first.start, end: last.end },
        slot: first.minutes(),
        rooms,
    }))
}

/// A timetable as `schedule.xml`.
pub fn timetable_xml(timetable: &Timetable) -> String {
    let date = timetable.date;
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    xml.open(0, "schedule", &[]);
    xml.0.push_str(&format!("  {MARK} version=\"{}\"/>\n", escape(&timetable.program)));
    xml.leaf(1, "version", &timetable.version);
    xml.open(1, "conference", &[]);
    xml.leaf(2, "acronym", &acronym(&timetable.name));
    xml.leaf(2, "title", &timetable.title);
    xml.leaf(2, "start", &date.to_string());
    xml.leaf(2, "end", &date.to_string());
    xml.leaf(2, "days", "1");
    xml.leaf(2, "timeslot_duration", &duration(timetable.slot));
    xml.leaf(2, "time_zone_name", "Europe/Berlin");
    xml.close(1, "conference");
    let start = with_offset(moment(date, timetable.span.start));
    let end = with_offset(moment(date, timetable.span.end));
    let mut slugs = Slugs::new(&timetable.name);
    xml.open(1, "day", &[("index", "1"), ("date", &date.to_string()), ("start", &start), ("end", &end)]);
    for room in &timetable.rooms {
        xml.open(2, "room", &[("name", &room.name), ("guid", &room.guid.to_string())]);
        for event in &room.events {
            xml.open(3, "event", &[("guid", &event.guid.to_string()), ("id", &event.number.to_string())]);
            xml.leaf(4, "date", &with_offset(moment(date, event.span.start)));
            xml.leaf(4, "start", &event.span.start.to_string());
            xml.leaf(4, "duration", &duration(event.span.minutes()));
            xml.leaf(4, "room", &room.name);
            xml.leaf(4, "title", &event.title);
            xml.leaf(4, "subtitle", "");
            xml.leaf(4, "track", &event.track);
            xml.leaf(4, "type", event.kind);
            xml.leaf(4, "language", "de");
            xml.leaf(4, "abstract", "");
            xml.leaf(4, "slug", &slugs.of(event));
            xml.leaf(4, "description", &event.description);
            xml.open(4, "persons", &[]);
            for (guid, person) in &event.persons {
                let line = format!("          <person guid=\"{guid}\">{}</person>\n", escape(person));
                xml.0.push_str(&line);
            }
            xml.close(4, "persons");
            xml.close(3, "event");
        }
        xml.close(2, "room");
    }
    xml.close(1, "day");
    xml.close(0, "schedule");
    xml.0
}

/// The same as `schedule.json`.
pub fn timetable_json(timetable: &Timetable, base: &str) -> serde_json::Value {
    let date = timetable.date;
    let acronym = acronym(&timetable.name);
    let mut slugs = Slugs::new(&timetable.name);
    let rooms: serde_json::Map<String, serde_json::Value> = timetable
        .rooms
        .iter()
        .map(|room| {
            let events: Vec<serde_json::Value> = room
                .events
                .iter()
                .map(|event| {
                    json!({
                        "guid": event.guid, "id": event.number, "code": event.guid, "url": base,
                        "date": with_offset(moment(date, event.span.start)),
                        "start": event.span.start.to_string(), "duration": duration(event.span.minutes()),
                        "room": room.name, "slug": slugs.of(event), "title": event.title,
                        "subtitle": "", "track": event.track, "type": event.kind, "language": "de",
                        "abstract": "", "description": event.description, "recording_license": "",
                        "do_not_record": false, "links": [], "attachments": [],
                        "persons": event.persons.iter().map(|(guid, name)| json!({
                            "guid": guid, "name": name, "public_name": name,
                        })).collect::<Vec<_>>(),
                    })
                })
                .collect();
            (room.name.clone(), json!(events))
        })
        .collect();
    json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": { "name": "rathaus", "version": timetable.program },
        "schedule": {
            "version": timetable.version, "base_url": base,
            "conference": {
                "acronym": acronym, "title": timetable.title, "start": date.to_string(), "end": date.to_string(),
                "daysCount": 1, "timeslot_duration": duration(timetable.slot), "time_zone_name": "Europe/Berlin",
                "rooms": timetable.rooms.iter().map(|room| json!({ "name": room.name, "guid": room.guid })).collect::<Vec<_>>(),
                "days": [{
                    "index": 1, "date": date.to_string(),
                    "day_start": with_offset(moment(date, timetable.span.start)),
                    "day_end": with_offset(moment(date, timetable.span.end)),
                    "rooms": rooms,
                }],
            },
        },
    })
}

/// Names of events in addresses, as the schema of `schedule.xml` wants them: the conference's name without hyphens, a
/// number of up to six digits that no other event has, the title; as in `forum_2026-4711-ankommen-und-kaffee`.
struct Slugs {
    acronym: String,
    taken: BTreeSet<u32>,
}

impl Slugs {
    fn new(name: &str) -> Self {
        Self { acronym: acronym(name).replace('-', "_"), taken: BTreeSet::new() }
    }

    fn of(&mut self, event: &Happening) -> String {
        let mut number = event.number % 1_000_000;
        while !self.taken.insert(number) {
            number = (number + 1) % 1_000_000;
        }
        let title: String = plain(&event.title).chars().take(80).collect();
        let title = title.trim_matches('-');
        format!("{}-{number}-{}", self.acronym, if title.len() < 3 { "event" } else { title })
    }
}

fn title(input: &Input, plan: &Plan) -> String {
    if plan.is_sample {
        format!("{} (Beispieldaten, alles erfunden)", input.round.name)
    } else {
        input.round.name.clone()
    }
}

/// `00:15`; a talk is shorter than a day.
fn duration(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Lower-case letters, digits and hyphens, at least four.
fn acronym(name: &str) -> String {
    let key = plain(name);
    if key.len() < 4 { format!("forum-{key}") } else { key }
}

/// Lower-case letters and digits with hyphens between.
fn plain(name: &str) -> String {
    area_key(name).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// A positive number that lasts as long as the id, for programs that know no other.
pub fn number(id: Uuid, taken: &mut BTreeSet<u32>) -> u32 {
    let mut number = (id.as_u128() >> 97) as u32;
    while number == 0 || !taken.insert(number) {
        number = if number >= i32::MAX as u32 { 1 } else { number + 1 };
    }
    number
}

struct Xml(String);

impl Xml {
    fn open(&mut self, depth: usize, name: &str, attributes: &[(&str, &str)]) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push_str(&format!(" {key}=\"{}\"", escape(value)));
        }
        self.0.push_str(">\n");
    }

    fn close(&mut self, depth: usize, name: &str) {
        self.0.push_str(&format!("{}</{name}>\n", "  ".repeat(depth)));
    }

    fn leaf(&mut self, depth: usize, name: &str, text: &str) {
        self.0.push_str(&format!("{}<{name}>{}</{name}>\n", "  ".repeat(depth), escape(text)));
    }
}

/// Text and attributes; characters that XML 1.0 does not know are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' && !matches!(c, '\t' | '\n') => {}
            c => escaped.push(c),
        }
    }
    escaped
}
