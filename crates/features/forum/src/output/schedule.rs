//! `schedule.xml` in the form of the c3voc, which conference programs and apps read.
//!
//! Source: <https://c3voc.de/wiki/schedule> and the schema of `voc/schedule`; every table is a room, every
//! talk an event.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::zone::{moment, with_offset};
use super::{SPACE, names, talks_with_id};
use crate::input::area_key;
use crate::model::Input;
use crate::model::plan::Plan;

/// Stands in every timetable of this program and tells its files from others.
pub(super) const MARK: &str = "<generator name=\"rathaus\"";

/// The timetable; `None` for a round without a date or without talks.
pub fn schedule_xml(input: &Input, plan: &Plan) -> Option<String> {
    let date = input.round.date?;
    let talks = plan.talks.as_ref()?;
    let (first, last) = (talks.slots.first()?, talks.slots.last()?);
    let names = names(plan);
    let listed = talks_with_id(input, &talks.talks);
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    xml.open(0, "schedule", &[]);
    xml.0.push_str(&format!("  {MARK} version=\"{}\"/>\n", escape(&plan.program)));
    xml.leaf(1, "version", &format!("{} {}", plan.program, plan.seed));
    xml.open(1, "conference", &[]);
    xml.leaf(2, "acronym", &acronym(&input.round.name));
    xml.leaf(2, "title", &title(input, plan));
    xml.leaf(2, "start", &date.to_string());
    xml.leaf(2, "end", &date.to_string());
    xml.leaf(2, "days", "1");
    xml.leaf(2, "timeslot_duration", &duration(first.minutes()));
    xml.leaf(2, "time_zone_name", "Europe/Berlin");
    xml.close(1, "conference");
    let start = with_offset(moment(date, first.start));
    let end = with_offset(moment(date, last.end));
    xml.open(1, "day", &[("index", "1"), ("date", &date.to_string()), ("start", &start), ("end", &end)]);
    let tables: BTreeSet<usize> = listed.iter().map(|(_, talk)| talk.table).collect();
    let mut numbers = BTreeSet::new();
    let numbered: Vec<_> = listed.iter().map(|(id, talk)| (number(*id, &mut numbers), id, talk)).collect();
    for table in tables {
        let room = format!("Tisch {table}");
        let guid = Uuid::new_v5(&SPACE, format!("{}\u{1f}{room}", input.round.name).as_bytes()).to_string();
        xml.open(2, "room", &[("name", &room), ("guid", &guid)]);
        for (number, id, talk) in numbered.iter().filter(|(_, _, talk)| talk.table == table) {
            let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
            xml.open(3, "event", &[("guid", &id.to_string()), ("id", &number.to_string())]);
            xml.leaf(4, "date", &with_offset(moment(date, talk.span.start)));
            xml.leaf(4, "start", &talk.span.start.to_string());
            xml.leaf(4, "duration", &duration(talk.span.minutes()));
            xml.leaf(4, "room", &room);
            xml.leaf(4, "title", &format!("{} – {}", name(&talk.a), name(&talk.b)));
            xml.leaf(4, "subtitle", "");
            xml.leaf(4, "track", "Einzelgespräche");
            xml.leaf(4, "type", "meeting");
            xml.leaf(4, "language", "de");
            xml.leaf(4, "abstract", "");
            xml.leaf(4, "description", "");
            xml.open(4, "persons", &[]);
            for person in [&talk.a, &talk.b] {
                let key = format!("{}\u{1f}{person}", input.round.name);
                let guid = Uuid::new_v5(&SPACE, key.as_bytes());
                let line = format!("          <person guid=\"{guid}\">{}</person>\n", escape(&name(person)));
                xml.0.push_str(&line);
            }
            xml.close(4, "persons");
            xml.close(3, "event");
        }
        xml.close(2, "room");
    }
    xml.close(1, "day");
    xml.close(0, "schedule");
    Some(xml.0)
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
    let key: String = area_key(name).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if key.len() < 4 { format!("forum-{key}") } else { key }
}

/// A positive number that lasts as long as the id, for programs that know no other.
fn number(id: Uuid, taken: &mut BTreeSet<u32>) -> u32 {
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
