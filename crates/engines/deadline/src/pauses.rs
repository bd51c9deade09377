//! Days on which a clock stands still.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the clock does when a pause is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// It goes on where it stood.
    #[default]
    Resume,
    /// It begins anew, and the last day of the pause is the event that starts it: the papers became complete on it
    /// (§ 42a (2) sentence 2 VwVfG).
    Restart,
}

/// A span of days that are not counted.
///
/// The day on which the reason arises and the day on which it is gone both belong to it, as under § 209 BGB. A
/// correction that is asked for and answered on one day is a pause of one day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// The day on which the reason arises: the request for a correction reaches the applicant.
    pub from: Date,
    /// The day on which it is gone: the answer comes. `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What the clock does then.
    #[serde(default)]
    pub after: After,
}

impl Pause {
    /// A pause after which the clock goes on where it stood.
    pub fn new(from: Date, until: Option<Date>) -> Pause {
        Pause { from, until, after: After::Resume }
    }

    /// A pause after which the clock begins anew.
    pub fn restarting(from: Date, until: Option<Date>) -> Pause {
        Pause { from, until, after: After::Restart }
    }
}

/// The union of pauses: spans in order that neither overlap nor touch. An open one ends with the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paused(Vec<(Date, Date)>);

impl Paused {
    /// No pause at all.
    pub(crate) const NEVER: Paused = Paused(Vec::new());

    pub(crate) fn new<'a>(pauses: impl IntoIterator<Item = &'a Pause>) -> Paused {
        let mut spans: Vec<(Date, Date)> =
            pauses.into_iter().map(|pause| (pause.from, pause.until.unwrap_or(Date::MAX))).collect();
        spans.sort_unstable();
        let mut merged: Vec<(Date, Date)> = Vec::with_capacity(spans.len());
        for (from, until) in spans {
            match merged.last_mut() {
                Some((_, end)) if from <= end.saturating_add(1.day()) => *end = until.max(*end),
                _ => merged.push((from, until)),
            }
        }
        Paused(merged)
    }

    /// The span a day lies in.
    pub(crate) fn span(&self, day: Date) -> Option<(Date, Date)> {
        let after = self.0.partition_point(|(from, _)| *from <= day);
        self.0[..after].last().copied().filter(|(_, until)| day <= *until)
    }

    pub(crate) fn contains(&self, day: Date) -> bool {
        self.span(day).is_some()
    }

    /// Whether the day lies in a pause that nobody has ended.
    pub(crate) fn is_open_on(&self, day: Date) -> bool {
        self.span(day).is_some_and(|(_, until)| until == Date::MAX)
    }

    /// The day on which as many days have run as there are from `first` to `nominal`: every paused day on the way
    /// moves it by one. `None` where an open pause comes before.
    pub(crate) fn nth_running(&self, first: Date, nominal: Date) -> Option<Date> {
        let mut end = nominal;
        for (from, until) in &self.0 {
            let from = (*from).max(first);
            if from > end {
                break;
            }
            if *until < from {
                continue;
            }
            if *until == Date::MAX {
                return None;
            }
            let days = (*until - from).get_days() + 1;
            end = end.checked_add(days.days()).ok()?;
        }
        Some(end)
    }
}
