//! What the office writes to those it invites, and when it reminds them.
//!
//! The rule asks three things: how many days to wait after the last mail, how many days before the end to ask once
//! more, and how often at most. Left out on purpose: other steps of escalation; an office that wants to phone sees who
//! is missing in the response room.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::store::invitation::Invitation;
use crate::store::round::{Phase, StageDates};

/// Words and rule of one round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Correspondence {
    /// Subject of the invitation; empty for the shipped one.
    pub subject: String,
    /// Paragraphs of the invitation, between salutation and link; empty for the shipped ones.
    pub text: String,
    /// Subject of a reminder; empty for the shipped one.
    pub reminder_subject: String,
    /// Paragraphs of a reminder; empty for the shipped ones.
    pub reminder_text: String,
    /// Where answers to the mails go; the sending address where it is missing.
    pub reply_to: Option<String>,
    /// When towns are reminded.
    pub rule: ReminderRule,
}

/// When towns that have not answered are reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReminderRule {
    /// Whether anybody is reminded.
    pub is_on: bool,
    /// Days without an answer since the last mail; 0 for no such reminder.
    pub after_days: u16,
    /// Days before the end of the survey at which everybody left is asked once more; 0 for no such reminder.
    pub before_end_days: u16,
    /// Most reminders per body.
    pub most: u16,
}

impl Default for ReminderRule {
    fn default() -> Self {
        Self { is_on: false, after_days: 10, before_end_days: 3, most: 2 }
    }
}

/// The day of an instant on the administration's calendar.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(rathaus_web::filters::zone()).date()
}

impl ReminderRule {
    /// Whether `invitation` is to be reminded on `today` while the survey runs as `survey` says.
    ///
    /// Nobody gets two mails on one day, and nobody who answered, declined, or was never asked gets one.
    pub fn is_due(&self, invitation: &Invitation, survey: StageDates, today: Date) -> bool {
        let Some(invited) = invitation.invited_at.map(day_of) else { return false };
        if !self.is_on
            || !invitation.state.is_awaited()
            || invitation.reminders >= u32::from(self.most)
            || survey.phase(today) != Phase::Open
        {
            return false;
        }
        let last = invitation.reminded_at.map_or(invited, |at| day_of(at).max(invited));
        let waited = (today - last).get_days();
        if waited < 1 {
            return false;
        }
        let after = self.after_days > 0 && waited >= i32::from(self.after_days);
        let near_end = self.before_end_days > 0
            && survey.ends.is_some_and(|end| {
                let from = end.saturating_sub(jiff::Span::new().days(i64::from(self.before_end_days)));
                today >= from && last < from
            });
        after || near_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::invitation::State;
    use crate::store::round::Stage;
    use rathaus_store::Id;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn noon(text: &str) -> Timestamp {
        format!("{text}T10:00:00Z").parse().expect("a time")
    }

    #[test]
    fn reminders_are_due_by_rule() {
        let survey = StageDates {
            stage: Stage::Survey,
            starts: Some(day("2026-06-01")),
            ends: Some(day("2026-06-30")),
        };
        let rule = ReminderRule { is_on: true, after_days: 10, before_end_days: 3, most: 2 };
        let id = Id::of_name("x");
        let invited = Invitation {
            state: State::Invited,
            invited_at: Some(noon("2026-06-01")),
            ..Invitation::listed(noon("2026-06-01"), id, id, "Calden", None, 0)
        };
        let once = Invitation { reminders: 1, reminded_at: Some(noon("2026-06-11")), ..invited.clone() };
        let late = Invitation { reminders: 1, reminded_at: Some(noon("2026-06-27")), ..invited.clone() };
        let twice = Invitation { reminders: 2, ..once.clone() };
        let with = |state| Invitation { state, ..invited.clone() };
        for (invitation, today, want, why) in [
            (&invited, "2026-06-10", false, "nine days"),
            (&invited, "2026-06-11", true, "ten days"),
            (&invited, "2026-06-01", false, "the same day"),
            (&once, "2026-06-20", false, "nine days after the reminder"),
            (&once, "2026-06-21", true, "ten days after the reminder"),
            (&once, "2026-06-27", true, "three days before the end"),
            (&late, "2026-06-28", false, "asked near the end already"),
            (&twice, "2026-06-28", false, "at most two"),
            (&invited, "2026-07-01", false, "over"),
            (&with(State::Answered), "2026-06-28", false, "answered"),
            (&with(State::Declined), "2026-06-28", false, "declined"),
            (&with(State::Started), "2026-06-28", true, "begun but not sent"),
        ] {
            assert_eq!(rule.is_due(invitation, survey, day(today)), want, "{why}");
        }
        let off = ReminderRule { is_on: false, ..rule };
        assert!(!off.is_due(&invited, survey, day("2026-06-28")));
        let listed = Invitation::listed(noon("2026-06-01"), id, id, "Calden", None, 0);
        assert!(!rule.is_due(&listed, survey, day("2026-06-28")), "never asked");
    }
}
