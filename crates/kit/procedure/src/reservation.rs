//! A reservation: what a favourable decision keeps for one applicant, day by day, so that nobody else gets it.
//!
//! It is a part of the handling of a form and pinned with it. Left out on purpose: parts of days.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answers::Chosen;
use crate::words::StableId;
use crate::{Answer, Answers};

/// The most days of one reservation.
pub const MOST_DAYS: i32 = 400;

/// What is booked, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reservation {
    /// The field of the period; every day of it is taken.
    pub during: StableId,
    /// The field of the choice between several places; one place where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<StableId>,
    /// The fee that is paid back afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<StableId>,
    /// The field of the account to which it is paid back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<StableId>,
}

impl Reservation {
    /// The first and the last day; `None` where the answers do not say so, or for more than [`MOST_DAYS`].
    pub fn days(&self, answers: &Answers) -> Option<(Date, Date)> {
        let Answer::Period(period) = answers.get(&self.during)? else { return None };
        let (from, to) = (period.from?, period.to?);
        let days = (to - from).get_days();
        (0..MOST_DAYS).contains(&days).then_some((from, to))
    }

    /// The id of the place; empty where there is only one. `None` where none was chosen.
    pub fn place(&self, answers: &Answers) -> Option<String> {
        let Some(field) = &self.place else { return Some(String::new()) };
        match answers.get(field)? {
            Answer::Choice(Chosen::Option(id)) => Some(id.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Period;

    #[test]
    fn days_and_place_are_those_of_the_answers() {
        let id = |text: &str| text.parse::<StableId>().expect("an id");
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let reservation =
            Reservation { during: id("zeit"), place: Some(id("raum")), deposit: None, account: None };
        let mut answers = Answers::new();
        assert_eq!((reservation.days(&answers), reservation.place(&answers)), (None, None));
        let period =
            |from: &str, to: &str| Answer::Period(Period { from: Some(day(from)), to: Some(day(to)) });
        answers.set(id("zeit"), period("2026-07-03", "2026-07-04"));
        answers.set(id("raum"), Answer::Choice(Chosen::Option(id("klein"))));
        assert_eq!(reservation.days(&answers), Some((day("2026-07-03"), day("2026-07-04"))));
        assert_eq!(reservation.place(&answers).as_deref(), Some("klein"));
        assert_eq!(Reservation { place: None, ..reservation.clone() }.place(&answers).as_deref(), Some(""));
        for (from, to) in [("2026-07-04", "2026-07-03"), ("2026-01-01", "2027-06-01")] {
            answers.set(id("zeit"), period(from, to));
            assert_eq!(reservation.days(&answers), None, "{from} {to}");
        }
    }
}
