//! How what is handed in is worked off: steps, deadline, decision, fees. A form without it is only kept.
//!
//! It is a part of the definition and pinned with it: a case stays under the rules it was begun with.

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_deadline::{After, Clock, Effect, Period, Start, Unit, Weekdays};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::grant::Grant;
use crate::permit::Permit;
use crate::reservation::Reservation;
use crate::words::{StableId, Words};
use crate::{Answer, Answers};

/// How what is handed in with a form is worked off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// What the number of a case begins with: `HUND` in `HUND-2026-00017`. Capital letters and digits, up to 12.
    pub prefix: String,
    /// The tasks that open with the case, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Until when there must be a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// Whether a second person must approve a decision; yes where nothing is said.
    #[serde(default = "yes")]
    pub four_eyes: bool,
    /// What a favourable decision costs the applicant; the sum of all that apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// What a favourable decision pays out, where it is a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
    /// The paper that a favourable decision hands out, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Permit>,
    /// What a favourable decision keeps for the applicant, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<Reservation>,
    /// Texts that clerks choose from: reasons and side conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// How an applicant can fight a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// For how many months a closed case is kept.
    #[serde(default = "ten_years")]
    pub retention_months: u16,
}

/// A task that opens with the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its id.
    pub id: StableId,
    /// What is to be done.
    pub title: Words,
    /// What kind of work it is.
    pub kind: StepKind,
    /// Who outside the office is asked, for an opinion: a name as in `Naturschutzbehörde`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// In how many days it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// When it is needed; always where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// What kind of work a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The office looks at something.
    Check,
    /// Somebody else gives an expert opinion.
    Opinion,
}

/// Until when there must be a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The rule behind it: `§ 42a Abs. 2 VwVfG`.
    pub basis: String,
    /// How many of the unit.
    pub count: u16,
    /// Days, weeks, months or years.
    pub unit: DeadlineUnit,
    /// What a request for a correction does to it.
    #[serde(default)]
    pub correction: OnCorrection,
    /// What holds when it has passed without a decision.
    #[serde(default)]
    pub on_expiry: OnExpiry,
}

/// What a deadline is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineUnit {
    /// Days of the calendar.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Monday to Friday without holidays.
    WorkingDays,
}

/// What an open request for a correction does to the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnCorrection {
    /// It stands still and goes on where it stood.
    #[default]
    Pause,
    /// It begins anew with the answer, since only then the papers are complete (§ 42a (2) sentence 2 VwVfG).
    Restart,
}

/// What holds when the deadline has passed without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// Nothing by itself.
    #[default]
    Nothing,
    /// The application counts as granted.
    Approve,
    /// The application counts as refused.
    Refuse,
}

/// A part of what a favourable decision costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Its id.
    pub id: StableId,
    /// For what.
    pub label: Words,
    /// How much, in cents.
    pub cents: i64,
    /// What it is multiplied with: the field of a number (dogs) or of a period (its days).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<StableId>,
    /// When it applies; always where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A text that clerks choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Its id.
    pub id: StableId,
    /// Where it belongs.
    pub place: BlockPlace,
    /// The text; empty lines divide paragraphs.
    pub text: Words,
}

/// Where a text block belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockPlace {
    /// Reasons for granting.
    Approval,
    /// Reasons for refusing.
    Refusal,
    /// A side condition.
    Condition,
    /// A request for a correction.
    Correction,
}

/// How an applicant can fight a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Objection with the authority, or an action in court.
    pub kind: RemedyKind,
    /// With whom: name and address in one line.
    pub at: String,
}

/// The way to fight a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemedyKind {
    /// *Widerspruch*, §§ 68 to 73 VwGO.
    Objection,
    /// *Klage*, § 74 VwGO.
    Action,
}

/// A fee that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// For what.
    pub label: Words,
    /// How often; 1 where it is not multiplied.
    pub count: i64,
    /// How much altogether.
    pub sum: Cents,
}

fn yes() -> bool {
    true
}

fn ten_years() -> u16 {
    120
}

impl Handling {
    /// Handling with a prefix and everything else as usual.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            steps: Vec::new(),
            deadline: None,
            four_eyes: true,
            fees: Vec::new(),
            grant: None,
            permit: None,
            reservation: None,
            blocks: Vec::new(),
            remedy: None,
            retention_months: ten_years(),
        }
    }

    /// The steps that these answers need.
    pub fn steps_for<'a>(&'a self, answers: &'a Answers, today: Date) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| holds(step.when.as_ref(), answers, today))
    }

    /// What a favourable decision on these answers costs, part by part.
    pub fn charges(&self, answers: &Answers, today: Date) -> Vec<Charge> {
        let applies = |fee: &&Fee| holds(fee.when.as_ref(), answers, today);
        self.fees
            .iter()
            .filter(applies)
            .filter_map(|fee| {
                let count = match &fee.per {
                    None => 1,
                    Some(field) => whole(answers, field)?,
                };
                let sum = Cents(fee.cents.checked_mul(count)?);
                (count > 0).then(|| Charge { label: fee.label.clone(), count, sum })
            })
            .collect()
    }
}

/// A number among the answers as a whole one, rounded up: a begun day is a day. Of a period its days.
fn whole(answers: &Answers, field: &StableId) -> Option<i64> {
    match answers.get(field)? {
        Answer::Number(number) => Some(number.millionths().checked_add(999_999)?.div_euclid(1_000_000)),
        Answer::Period(period) => Some(i64::from((period.to? - period.from?).get_days()) + 1),
        _ => None,
    }
}

/// Whether a condition is fulfilled by answers that were handed in: they hold only what was shown.
fn holds(when: Option<&Condition>, answers: &Answers, today: Date) -> bool {
    when.is_none_or(|when| when.holds(&|id| answers.get(id), today))
}

impl Deadline {
    /// The clock of a case whose papers came on `received`, without what happened since. `None` for a length of 0.
    pub fn clock(&self, received: Date) -> Option<Clock> {
        let unit = match self.unit {
            DeadlineUnit::Days => Unit::Days,
            DeadlineUnit::Weeks => Unit::Weeks,
            DeadlineUnit::Months => Unit::Months,
            DeadlineUnit::Years => Unit::Years,
            DeadlineUnit::WorkingDays => Unit::Working(Weekdays::MondayToFriday),
        };
        let period = Period::new(self.count, unit).ok()?;
        let mut clock = Clock::new(self.basis.clone(), period, Start::Event(received));
        clock.on_expiry = match self.on_expiry {
            OnExpiry::Nothing => Effect::Nothing,
            OnExpiry::Approve => Effect::DeemedApproval,
            OnExpiry::Refuse => Effect::DeemedRefusal,
        };
        Some(clock)
    }

    /// What the clock does when a correction has come.
    pub fn after_correction(&self) -> After {
        match self.correction {
            OnCorrection::Pause => After::Resume,
            OnCorrection::Restart => After::Restart,
        }
    }
}
