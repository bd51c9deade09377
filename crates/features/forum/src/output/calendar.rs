//! One calendar per participant (iCalendar, RFC 5545).
//!
//! Own writer: the crate at hand stamps every component with the clock and a random id, zone definitions
//! included, and a calendar must be the same on every run.

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

/// The calendar of one participant; `None` for a round without a date or without talks.
///
/// A talk keeps its `UID` when it moves to another slot or table; whoever sends a changed plan raises
/// `sequence` (RFC 5545, 3.8.7.4). Both sides of a talk have the same `UID`. The time stamp is the day of
/// the round, not the clock.
pub fn calendar(input: &Input, plan: &Plan, participant: &str, sequence: u32) -> Option<String> {
    let date = input.round.date?;
    let talks = plan.talks.as_ref()?;
    let names = names(plan);
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line(MARK);
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escape(&input.round.name)));
    ZONE.iter().for_each(|content| line(content));
    let stamp = date.strftime("%Y%m%dT000000Z");
    for (id, talk) in talks_with_id(input, &talks.talks) {
        let partner = match (talk.a == participant, talk.b == participant) {
            (true, _) => &talk.b,
            (_, true) => &talk.a,
            _ => continue,
        };
        let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
        let at = |time| moment(date, time).strftime("%Y%m%dT%H%M%S").to_string();
        line("BEGIN:VEVENT");
        line(&format!("UID:{id}@rathaus.invalid"));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("SEQUENCE:{sequence}"));
        line(&format!("DTSTART;TZID=Europe/Berlin:{}", at(talk.span.start)));
        line(&format!("DTEND;TZID=Europe/Berlin:{}", at(talk.span.end)));
        line(&format!("SUMMARY:{}", escape(&format!("Gespräch mit {}", name(partner)))));
        line(&format!("LOCATION:{}", escape(&format!("Tisch {}", talk.table))));
        let mut both = format!("{}: {} und {}", input.round.name, name(&talk.a), name(&talk.b));
        if plan.is_sample {
            both += "\nBeispieldaten, alles erfunden.";
        }
        line(&format!("DESCRIPTION:{}", escape(&both)));
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    Some(text)
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
    fn texts_are_escaped() {
        assert_eq!(escape("Kassel, Stadt; a\\b\r\nc\u{7}"), "Kassel\\, Stadt\\; a\\\\b\\nc");
    }
}
