//! What came of a meeting, and when people are asked about it.
//!
//! Two bodies that met are asked right after the event and again 3, 6 and 12 months later. Who said for good how it
//! ended is not asked again.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::project::words;

words! {
    /// What came of a meeting, the least first.
    OutcomeKind {
        /// Nothing.
        Nothing = "nothing",
        /// Papers or answers were sent.
        Information = "information",
        /// They met again, or will.
        Meeting = "meeting",
        /// It is being tried.
        Pilot = "pilot",
        /// There is a contract.
        Contract = "contract",
    }
}

words! {
    /// Who says it.
    Side {
        /// The town or county.
        Town = "town",
        /// The supplier.
        Supplier = "supplier",
    }
}

words! {
    /// Why nothing came of it.
    Reason {
        /// The offer does not answer the need.
        NoFit = "no-fit",
        /// It costs too much, or there is no money for it.
        Money = "money",
        /// Nobody has time for it.
        Staff = "staff",
        /// Nobody has decided yet.
        Undecided = "undecided",
        /// Procurement or data protection stands against it.
        Law = "law",
        /// Another solution was found.
        Elsewhere = "elsewhere",
        /// The other side was not heard of again.
        Silence = "silence",
        /// Something else.
        Other = "other",
    }
}

impl OutcomeKind {
    /// Whether it is worth telling others about, as a project.
    pub fn is_project(self) -> bool {
        matches!(self, OutcomeKind::Pilot | OutcomeKind::Contract)
    }
}

/// Months after the event at which people are asked; 0 is the day after it.
pub const MONTHS: [u8; 4] = [0, 3, 6, 12];

/// Months after the last question in which it may still be answered for the first time.
const LAST: i32 = 15;

/// Days after a question without an answer at which people are reminded, once.
pub const REMIND_DAYS: i32 = 14;

/// The first day on which a question is asked.
pub fn asked_on(event: Date, month: u8) -> Date {
    match month {
        0 => event.saturating_add(1.day()),
        month => event.saturating_add(i32::from(month).months()),
    }
}

/// The question that stands on a day: the latest that is due. `None` before the day after the event, and where the
/// event is so long ago that nobody is asked any more.
pub fn due(event: Date, today: Date) -> Option<u8> {
    if today >= event.saturating_add(LAST.months()) {
        return None;
    }
    MONTHS.into_iter().rev().find(|month| asked_on(event, *month) <= today)
}

/// Whether an answer is the last word: a contract, or months later still nothing.
pub fn is_final(month: u8, kind: OutcomeKind) -> bool {
    kind == OutcomeKind::Contract || month > 0 && kind == OutcomeKind::Nothing
}

/// Whether a question asked on a day is to be remembered today.
pub fn is_reminded(asked: Date, today: Date) -> bool {
    asked.saturating_add(REMIND_DAYS.days()) <= today
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn the_latest_question_that_is_due_stands() {
        let event = day("2026-09-22");
        for (today, want) in [
            ("2026-09-22", None),
            ("2026-09-23", Some(0)),
            ("2026-12-21", Some(0)),
            ("2026-12-22", Some(3)),
            ("2027-03-22", Some(6)),
            ("2027-09-22", Some(12)),
            ("2027-12-21", Some(12)),
            ("2027-12-22", None),
        ] {
            assert_eq!(due(event, day(today)), want, "{today}");
        }
        assert_eq!(due(day("2026-11-30"), day("2027-02-28")), Some(3), "a month without that day");
    }

    #[test]
    fn a_last_word_is_a_contract_or_nothing_months_later() {
        for (month, kind, want) in [
            (0, OutcomeKind::Nothing, false),
            (3, OutcomeKind::Nothing, true),
            (0, OutcomeKind::Contract, true),
            (6, OutcomeKind::Pilot, false),
        ] {
            assert_eq!(is_final(month, kind), want, "{month} {kind:?}");
        }
        assert!(!is_reminded(day("2026-10-01"), day("2026-10-14")));
        assert!(is_reminded(day("2026-10-01"), day("2026-10-15")));
        assert!(OutcomeKind::Pilot.is_project() && !OutcomeKind::Meeting.is_project());
    }
}
