//! Clock times of one day and spans between them, to the minute.
//!
//! Dates, zones and calendars are `jiff`'s; an afternoon of talks needs only minutes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A clock time, in minutes after midnight; 24:00 is allowed as an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Daytime(u16);

/// Why a text is no clock time or span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DaytimeError {
    /// Not of the form `14:30`.
    #[error("a time is written like 14:30, this is “{0}”")]
    Form(String),
    /// Not of the form `13:30-14:00`.
    #[error("a span is written like 13:30-14:00, this is “{0}”")]
    SpanForm(String),
    /// The end does not lie after the start.
    #[error("a span ends after it starts, {0} is not after {1}")]
    Order(Daytime, Daytime),
}

impl Daytime {
    /// Minutes after midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// The time that many minutes after midnight; `None` after 24:00.
    pub fn from_minutes(minutes: u16) -> Option<Daytime> {
        (minutes <= 24 * 60).then_some(Daytime(minutes))
    }

    /// The same time as a `jiff` civil time; 24:00 becomes 23:59:59.
    pub fn civil(self) -> jiff::civil::Time {
        let minutes = i8::try_from(self.0 % 60).unwrap_or(0);
        match i8::try_from(self.0 / 60) {
            Ok(hours) if hours < 24 => jiff::civil::time(hours, minutes, 0, 0),
            _ => jiff::civil::time(23, 59, 59, 0),
        }
    }
}

impl FromStr for Daytime {
    type Err = DaytimeError;

    /// Reads `14:30`, `9:05`, `14.30`, `14:30 Uhr`, `14:30:00` as spreadsheets write it, and `14 Uhr`.
    fn from_str(text: &str) -> Result<Self, DaytimeError> {
        let form = || DaytimeError::Form(text.trim().to_owned());
        let bare = text.trim();
        let (bare, has_unit) = match bare.strip_suffix("Uhr") {
            Some(rest) => (rest.trim_end(), true),
            None => (bare, false),
        };
        let mut pieces = bare.split([':', '.']);
        let hours = pieces.next().unwrap_or_default();
        let minutes = match pieces.next() {
            Some(minutes) if minutes.len() == 2 => minutes,
            None if has_unit => "0",
            _ => return Err(form()),
        };
        if pieces.next().is_some_and(|seconds| seconds != "00") || pieces.next().is_some() {
            return Err(form());
        }
        let digits = |s: &str| -> Option<u16> {
            (!s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse().ok())?
        };
        match (digits(hours), digits(minutes)) {
            (Some(h), Some(m)) if m < 60 => Daytime::from_minutes(h * 60 + m).ok_or_else(form),
            _ => Err(form()),
        }
    }
}

impl TryFrom<String> for Daytime {
    type Error = DaytimeError;
    fn try_from(text: String) -> Result<Self, DaytimeError> {
        text.parse()
    }
}

impl From<Daytime> for String {
    fn from(time: Daytime) -> String {
        time.to_string()
    }
}

impl fmt::Display for Daytime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A span of one day: from `start`, up to but not including `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first minute.
    pub start: Daytime,
    /// The minute after the last.
    pub end: Daytime,
}

impl Span {
    /// A span; the end must lie after the start.
    pub fn new(start: Daytime, end: Daytime) -> Result<Span, DaytimeError> {
        if end > start { Ok(Span { start, end }) } else { Err(DaytimeError::Order(end, start)) }
    }

    /// Whether the two share a minute.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies in this span with both ends.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Length in minutes.
    pub fn minutes(self) -> u16 {
        self.end.0 - self.start.0
    }

    /// Reads several spans separated by semicolons, as in `13:30-14:00;15:15-15:30`.
    pub fn parse_list(text: &str) -> Result<Vec<Span>, DaytimeError> {
        text.split(';').map(str::trim).filter(|t| !t.is_empty()).map(str::parse).collect()
    }
}

impl FromStr for Span {
    type Err = DaytimeError;

    /// Reads `13:30-14:00`; a dash of any length, `bis` between them too.
    fn from_str(text: &str) -> Result<Self, DaytimeError> {
        let (start, end) = text
            .split_once(['-', '–', '—'])
            .or_else(|| text.split_once("bis"))
            .ok_or_else(|| DaytimeError::SpanForm(text.trim().to_owned()))?;
        Span::new(start.parse()?, end.parse()?)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_spans() {
        for (text, minutes) in [
            ("14:30", 870),
            ("9:05", 545),
            ("14.30", 870),
            ("14:30 Uhr", 870),
            ("14 Uhr", 840),
            ("24:00", 1440),
            ("08:00:00", 480),
        ] {
            assert_eq!(text.parse::<Daytime>().map(Daytime::minutes), Ok(minutes), "{text}");
        }
        for text in ["", "14", "25:00", "24:01", "14:60", "14:3", "1a:30", "-1:30", "14:30:30", "+1:00"] {
            assert!(text.parse::<Daytime>().is_err(), "{text}");
        }
        let list = Span::parse_list("13:30-14:00; 15:15 – 15:30;").expect("two spans");
        assert_eq!(list.iter().map(ToString::to_string).collect::<Vec<_>>(), ["13:30-14:00", "15:15-15:30"]);
        assert!(matches!("14:00-13:00".parse::<Span>(), Err(DaytimeError::Order(..))));
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let span = |t: &str| t.parse::<Span>().expect("a span");
        assert!(!span("13:00-13:15").overlaps(span("13:15-13:30")));
        assert!(span("13:00-13:16").overlaps(span("13:15-13:30")));
        assert!(span("09:00-12:15").contains(span("12:00-12:15")));
        assert!(!span("09:00-12:15").contains(span("12:05-12:20")));
    }
}
