//! Reminders of what is overdue (Mahnung): which one is next, when, and what it costs.
//!
//! How many stages there are, after how many days, and whether a stage costs something is the town's affair and law of its Land
//! (fees for a Mahnung stand in its Verwaltungskostengesetz or Vollstreckungskostenordnung); all of it is an argument.
//! A due day on a Saturday, Sunday or holiday has been moved by whoever set it (§ 193 BGB, § 108 Abs. 3 AO).

use jiff::civil::Date;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};

/// One stage of reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Full days that must pass: after the due day for the first stage, after the reminder before for the others.
    pub days: u32,
    /// What the reminder costs the debtor.
    pub fee: Cents,
}

/// When people are reminded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rule {
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// Less than this open is not reminded of.
    pub least: Cents,
}

/// What is to be done about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing is open, or too little.
    Nothing,
    /// The due day is not over.
    NotDue,
    /// Overdue, and the next reminder may go out on this day.
    Wait {
        /// The day.
        until: Date,
    },
    /// The next reminder may go out.
    Remind {
        /// Which stage, from 0.
        stage: usize,
        /// What it costs.
        fee: Cents,
        /// The first day on which it could go out.
        since: Date,
    },
    /// All reminders went out and their time is over: enforcement.
    Enforce {
        /// Since when.
        since: Date,
    },
}

impl Rule {
    /// What is to be done on the day `on` about a claim due on `due`, open by `open`, of which people were reminded on the days
    /// `sent`, in order. After the last reminder enforcement begins when as many days have passed as before it.
    pub fn step(&self, due: Date, open: Cents, sent: &[Date], on: Date) -> Step {
        if open <= Cents(0) || open < self.least {
            return Step::Nothing;
        }
        if on <= due {
            return Step::NotDue;
        }
        let Some(last) = self.stages.last() else { return Step::Wait { until: Date::MAX } };
        let stage = self.stages.get(sent.len());
        let from = sent.last().copied().unwrap_or(due).max(due);
        let days = stage.unwrap_or(last).days;
        // Full days must pass: the day after the last of them is the first.
        let since = from.saturating_add(jiff::Span::new().days(i64::from(days).min(100_000))).tomorrow();
        let since = since.unwrap_or(Date::MAX);
        match stage {
            _ if on < since => Step::Wait { until: since },
            Some(next) => Step::Remind { stage: sent.len(), fee: next.fee, since },
            None => Step::Enforce { since },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn stage_by_stage() {
        let stages = vec![Stage { days: 7, fee: Cents(0) }, Stage { days: 14, fee: Cents(500) }];
        let rule = Rule { stages, least: Cents(300) };
        let due = day("2026-03-31");
        let step = |open, sent: &[&str], on| {
            let sent: Vec<Date> = sent.iter().map(|text| day(text)).collect();
            rule.step(due, Cents(open), &sent, day(on))
        };
        assert_eq!(step(0, &[], "2027-01-01"), Step::Nothing);
        assert_eq!(step(299, &[], "2027-01-01"), Step::Nothing);
        assert_eq!(step(4000, &[], "2026-03-31"), Step::NotDue);
        assert_eq!(step(4000, &[], "2026-04-07"), Step::Wait { until: day("2026-04-08") });
        let first = Step::Remind { stage: 0, fee: Cents(0), since: day("2026-04-08") };
        assert_eq!(step(4000, &[], "2026-04-08"), first);
        assert_eq!(step(4000, &["2026-04-10"], "2026-04-24"), Step::Wait { until: day("2026-04-25") });
        let second = Step::Remind { stage: 1, fee: Cents(500), since: day("2026-04-25") };
        assert_eq!(step(4000, &["2026-04-10"], "2026-05-01"), second);
        let both = ["2026-04-10", "2026-05-01"];
        assert_eq!(step(4000, &both, "2026-05-15"), Step::Wait { until: day("2026-05-16") });
        assert_eq!(step(4000, &both, "2026-05-16"), Step::Enforce { since: day("2026-05-16") });
    }

    #[test]
    fn no_day_is_too_late() {
        let rule = Rule { stages: vec![Stage { days: u32::MAX, fee: Cents(0) }], least: Cents(0) };
        assert!(matches!(
            rule.step(Date::MIN, Cents(1), &[], Date::MAX),
            Step::Remind { .. } | Step::Wait { .. }
        ));
        assert_eq!(
            rule.step(day("9999-12-29"), Cents(1), &[], day("9999-12-30")),
            Step::Wait { until: Date::MAX }
        );
        assert_eq!(
            Rule::default().step(day("2026-01-01"), Cents(1), &[], Date::MAX),
            Step::Wait { until: Date::MAX }
        );
    }
}
