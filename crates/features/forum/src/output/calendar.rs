//! Calendars (iCalendar, RFC 5545): of any entries, and one per participant of the talks.
//!
//! Own writer: the crate at hand stamps every component with the clock and a random id, zone definitions
//! included, and a calendar must be the same on every run.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rathaus_core::Span;

use super::zone::moment;
use super::{names, talks_with_id};
use crate::model::Input;
use crate::model::plan::Plan;

/// Stands in every calendar of this program and tells its files from others.
pub(super) const MARK: &str = "PRODID:-//Rathaus//Forum//DE";

/// RFC 5545, 3.6.5; the rule is that of directive 2000/84/EC.
const ZONE: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// What a calendar does in the reader's own (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Puts entries in, or in the place of those with a lower sequence.
    Publish,
    /// Asks somebody to come.
    Request,
    /// Takes entries out.
    Cancel,
}

impl Method {
    /// The word in the calendar and in the type of a mail's attachment.
    pub fn word(self) -> &'static str {
        match self {
            Method::Publish => "PUBLISH",
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        }
    }
}

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, the same whenever it is sent again.
    pub uid: String,
    /// When it was written.
    pub stamp: Timestamp,
    /// Rises with every change (RFC 5545, 3.8.7.4).
    pub sequence: i64,
    /// The day.
    pub date: Date,
    /// From when to when.
    pub span: Span,
    /// The title.
    pub summary: String,
    /// Where; may be empty.
    pub location: String,
    /// Further words; may be empty.
    pub description: String,
    /// A page about it; may be empty.
    pub url: String,
    /// Whether it is called off.
    pub is_off: bool,
}

/// Who is asked to come to one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest<'a> {
    /// The name; may be empty.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
}

/// A calendar of entries.
pub fn calendar_of(name: &str, method: Method, entries: &[Entry]) -> String {
    write(name, method, entries, None)
}

/// One entry as an invitation, or as its end where it is called off (RFC 5546, 3.2.2 and 3.2.5). The organiser takes no
/// answers, so nobody is asked for one.
pub fn invitation_of(name: &str, entry: &Entry, guest: &Guest<'_>) -> (Method, String) {
    let method = if entry.is_off { Method::Cancel } else { Method::Request };
    (method, write(name, method, std::slice::from_ref(entry), Some((name, guest))))
}

/// A parameter's value in quotes (RFC 5545, 3.1): it holds no quotes and no control characters.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| *c != '"' && !c.is_control()).collect()
}

fn write(name: &str, method: Method, entries: &[Entry], asked: Option<(&str, &Guest<'_>)>) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line(MARK);
    line("CALSCALE:GREGORIAN");
    line(&format!("METHOD:{}", method.word()));
    line(&format!("X-WR-CALNAME:{}", escape(name)));
    ZONE.iter().for_each(|content| line(content));
    for entry in entries {
        let at = |time| moment(entry.date, time).strftime("%Y%m%dT%H%M%S").to_string();
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", entry.uid));
        line(&format!("DTSTAMP:{}", entry.stamp.strftime("%Y%m%dT%H%M%SZ")));
        line(&format!("SEQUENCE:{}", entry.sequence));
        line(&format!("DTSTART;TZID=Europe/Berlin:{}", at(entry.span.start)));
        line(&format!("DTEND;TZID=Europe/Berlin:{}", at(entry.span.end)));
        line(&format!("SUMMARY:{}", escape(&entry.summary)));
        for (key, value) in [("LOCATION", &entry.location), ("DESCRIPTION", &entry.description)] {
            if !value.is_empty() {
                line(&format!("{key}:{}", escape(value)));
            }
        }
        if !entry.url.is_empty() {
            line(&format!("URL:{}", entry.url));
        }
        if let Some((organizer, guest)) = asked {
            line(&format!("ORGANIZER;CN=\"{}\":mailto:noreply@rathaus.invalid", quoted(organizer)));
            line(&format!(
                "ATTENDEE;CN=\"{}\";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{}",
                quoted(if guest.name.is_empty() { guest.email } else { guest.name }),
                guest.email
            ));
        }
        if entry.is_off {
            line("STATUS:CANCELLED");
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// The calendar of one participant; `None` for a round without a date or without talks.
///
/// A talk keeps its `UID` when it moves to another slot or table; whoever sends a changed plan raises
/// `sequence` (RFC 5545, 3.8.7.4). Both sides of a talk have the same `UID`. The time stamp is the day of
/// the round, not the clock.
pub fn calendar(input: &Input, plan: &Plan, participant: &str, sequence: u32) -> Option<String> {
    let date = input.round.date?;
    let talks = plan.talks.as_ref()?;
    let names = names(plan);
    let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
    let stamp = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let entries: Vec<Entry> = talks_with_id(input, &talks.talks)
        .into_iter()
        .filter_map(|(id, talk)| {
            let partner = match (talk.a == participant, talk.b == participant) {
                (true, _) => &talk.b,
                (_, true) => &talk.a,
                _ => return None,
            };
            let mut both = format!("{}: {} und {}", input.round.name, name(&talk.a), name(&talk.b));
            if plan.is_sample {
                both += "\nBeispieldaten, alles erfunden.";
            }
            Some(Entry {
                uid: format!("{id}@rathaus.invalid"),
                stamp,
                sequence: sequence.into(),
                date,
                span: talk.span,
                summary: format!("Gespräch mit {}", name(partner)),
                location: format!("Tisch {}", talk.table),
                description: both,
                url: String::new(),
                is_off: false,
            })
        })
        .collect();
    Some(calendar_of(&input.round.name, Method::Publish, &entries))
}

/// RFC 5545, 3.3.11; other control characters have no place in a text and are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Lines of at most 75 octets, never broken inside a character (RFC 5545, 3.1).
fn fold(text: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        fold(&mut text, &"ä".repeat(100));
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", "").trim_end(), "ä".repeat(100));
    }

    #[test]
    fn an_invitation_asks_one_guest_and_ends_by_the_same_name() {
        let span = "14:00-14:15".parse().expect("a span");
        let mut entry = Entry {
            uid: "x@rathaus.invalid".into(),
            stamp: Timestamp::UNIX_EPOCH,
            sequence: 3,
            date: Date::constant(2026, 9, 22),
            span,
            summary: "Gespräch mit Anker GmbH".into(),
            location: "Tisch 4".into(),
            description: String::new(),
            url: String::new(),
            is_off: false,
        };
        let guest = Guest { name: "Ada \"A\" Anker", email: "ada@anker.example" };
        let (method, text) = invitation_of("Forum", &entry, &guest);
        let text = text.replace("\r\n ", "");
        assert_eq!(method, Method::Request);
        assert!(text.contains("METHOD:REQUEST\r\n") && text.contains("SEQUENCE:3\r\n"), "{text}");
        let attendee =
            "ATTENDEE;CN=\"Ada A Anker\";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ada@anker.example\r\n";
        assert!(text.contains(attendee) && text.contains("ORGANIZER;CN=\"Forum\":mailto:"), "{text}");
        entry.is_off = true;
        let (method, text) = invitation_of("Forum", &entry, &guest);
        assert_eq!(method, Method::Cancel);
        assert!(text.contains("METHOD:CANCEL") && text.contains("STATUS:CANCELLED"), "{text}");
        assert!(text.contains("UID:x@rathaus.invalid"), "{text}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escape("Kassel, Stadt; a\\b\r\nc\u{7}"), "Kassel\\, Stadt\\; a\\\\b\\nc");
    }
}
