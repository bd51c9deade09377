//! A permit: the paper that a favourable decision hands out, with what stands on it and how long it holds.
//!
//! It is a part of the handling of a form and pinned with it.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::{StableId, Words};
use crate::{Answer, Answers};

/// What a favourable decision hands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// What is written above it, as in `Bewohnerparkausweis`.
    pub title: Words,
    /// How large it is.
    #[serde(default)]
    pub paper: Paper,
    /// The fields whose answers stand on it, and are shown to whoever checks it.
    pub facts: Vec<StableId>,
    /// How long it holds.
    pub valid: Validity,
    /// The field of the day from which it is wanted; it holds from the decision on where that is later, or nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StableId>,
}

/// The size of a permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A page.
    #[default]
    Page,
    /// A card to be laid behind a windscreen.
    Card,
}

/// How long a permit holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// For so many months.
    Months(u16),
    /// In the time that was applied for: the field of a period.
    During(StableId),
}

impl Permit {
    /// The first and the last day on which it holds; `None` where the answers do not say so.
    pub fn days(&self, answers: &Answers, effective: Date) -> Option<(Date, Date)> {
        match &self.valid {
            Validity::Months(count) => {
                let first = match self.from.as_ref().and_then(|field| answers.get(field)) {
                    Some(Answer::Date(wanted)) => effective.max(*wanted),
                    _ => effective,
                };
                let end = first.checked_add(i64::from(*count).months()).ok()?;
                Some((first, end.yesterday().ok()?.max(first)))
            }
            Validity::During(field) => match answers.get(field)? {
                Answer::Period(period) => Some((period.from?, period.to?)),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Period;

    fn permit(valid: Validity) -> Permit {
        Permit { title: Words::de("Ausweis"), paper: Paper::Card, facts: Vec::new(), valid, from: None }
    }

    #[test]
    fn it_holds_for_whole_months_or_for_what_was_applied_for() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let months = |from: &str, count| permit(Validity::Months(count)).days(&Answers::new(), day(from));
        assert_eq!(months("2026-06-01", 12), Some((day("2026-06-01"), day("2027-05-31"))));
        // A month that has no such day ends with its last.
        assert_eq!(months("2026-01-31", 1), Some((day("2026-01-31"), day("2026-02-27"))));
        assert_eq!(months("2026-01-31", 0), Some((day("2026-01-31"), day("2026-01-31"))));
        let wanted = |day_of: &str| {
            let field: StableId = "ab".parse().expect("an id");
            let mut answers = Answers::new();
            answers.set(field.clone(), Answer::Date(day(day_of)));
            Permit { from: Some(field), ..permit(Validity::Months(12)) }.days(&answers, day("2026-06-01"))
        };
        assert_eq!(wanted("2026-07-01"), Some((day("2026-07-01"), day("2027-06-30"))));
        assert_eq!(wanted("2026-05-01"), Some((day("2026-06-01"), day("2027-05-31"))));
        let field: StableId = "zeit".parse().expect("an id");
        let mut answers = Answers::new();
        let during = permit(Validity::During(field.clone()));
        assert_eq!(during.days(&answers, day("2026-06-01")), None);
        let period = Period { from: Some(day("2026-07-01")), to: Some(day("2026-07-02")) };
        answers.set(field, Answer::Period(period));
        assert_eq!(during.days(&answers, day("2026-06-01")), Some((day("2026-07-01"), day("2026-07-02"))));
    }
}
