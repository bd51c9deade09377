//! When something is asked: a small tree of comparisons with earlier answers, no script.
//!
//! A condition may only look at what stands before it in the form. That makes cycles impossible
//! and lets one pass from top to bottom decide what is visible ([`crate::visible()`]). Whether a
//! condition fits its form is checked with the form ([`crate::faults`]).

use std::cmp::Ordering;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Chosen};
use crate::field::DayBound;
use crate::number::Decimal;
use crate::words::StableId;

/// A condition on earlier answers. In JSON an object with one property:
/// `{"is": {"field": "kind", "option": "town"}}`.
///
/// A field that is not answered, or not shown, fulfils nothing but a [`Condition::Not`]. Within
/// a repeated group, fields of the group mean those of the same record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every one of these; true where there are none.
    All(Vec<Condition>),
    /// At least one of these; false where there are none.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// A choice is this option, or a yes/no is `yes` or `no`.
    Is {
        /// The field looked at.
        field: StableId,
        /// The option it must be.
        option: StableId,
    },
    /// A choice is one of these options.
    OneOf {
        /// The field looked at.
        field: StableId,
        /// The options of which it must be one.
        options: Vec<StableId>,
    },
    /// A choice of several contains this option.
    Contains {
        /// The field looked at.
        field: StableId,
        /// The option that must be among those chosen.
        option: StableId,
    },
    /// A number, an amount, a day or a rating compares like this.
    Compare {
        /// The field looked at.
        field: StableId,
        /// How its answer must compare, with the answer on the left.
        op: Op,
        /// What it is compared with.
        value: Measure,
    },
    /// A field has an answer, a group has a record.
    Answered(StableId),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Op {
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or the same.
    #[serde(rename = "<=")]
    AtMost,
    /// The same.
    #[serde(rename = "=")]
    Equal,
    /// More or the same.
    #[serde(rename = ">=")]
    AtLeast,
    /// More.
    #[serde(rename = ">")]
    More,
}

impl Op {
    /// All comparisons.
    pub const ALL: [Op; 5] = [Op::Less, Op::AtMost, Op::Equal, Op::AtLeast, Op::More];

    /// The sign people know: `≤` for `<=`.
    pub fn sign(self) -> &'static str {
        match self {
            Op::Less => "<",
            Op::AtMost => "≤",
            Op::Equal => "=",
            Op::AtLeast => "≥",
            Op::More => ">",
        }
    }

    fn fits(self, ordering: Ordering) -> bool {
        match self {
            Op::Less => ordering.is_lt(),
            Op::AtMost => ordering.is_le(),
            Op::Equal => ordering.is_eq(),
            Op::AtLeast => ordering.is_ge(),
            Op::More => ordering.is_gt(),
        }
    }
}

/// What an answer is compared with; of the kind of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// For a number.
    Number(Decimal),
    /// For an amount, in cents.
    Money(i64),
    /// For a day.
    Date(DayBound),
    /// For a rating, a step from 1 on.
    Rating(u8),
}

impl Condition {
    /// Whether the condition is fulfilled by the answers that `look` finds by field or group,
    /// on the day `today`. `look` must only find what counts: answered, readable and visible.
    pub fn holds<'a>(&self, look: &dyn Fn(&StableId) -> Option<&'a Answer>, today: Date) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|part| part.holds(look, today)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(look, today)),
            Condition::Not(part) => !part.holds(look, today),
            Condition::Is { field, option } => look(field).is_some_and(|answer| is(answer, option)),
            Condition::OneOf { field, options } => {
                look(field).is_some_and(|answer| options.iter().any(|option| is(answer, option)))
            }
            Condition::Contains { field, option } => match look(field) {
                Some(Answer::Several(chosen)) => chosen.options.contains(option),
                _ => false,
            },
            Condition::Compare { field, op, value } => {
                let ordering = match (look(field), value) {
                    (Some(Answer::Number(is)), Measure::Number(than)) => is.cmp(than),
                    (Some(Answer::Money(is)), Measure::Money(than)) => is.0.cmp(than),
                    (Some(Answer::Date(is)), Measure::Date(than)) => is.cmp(&than.resolve(today)),
                    (Some(Answer::Rating(is)), Measure::Rating(than)) => is.cmp(than),
                    _ => return false,
                };
                op.fits(ordering)
            }
            Condition::Answered(id) => look(id).is_some(),
        }
    }

    /// Every field and group the condition looks at, in the order of writing.
    pub fn fields(&self) -> Vec<&StableId> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::fields).collect()
            }
            Condition::Not(part) => part.fields(),
            Condition::Is { field, .. }
            | Condition::OneOf { field, .. }
            | Condition::Contains { field, .. }
            | Condition::Compare { field, .. }
            | Condition::Answered(field) => vec![field],
        }
    }
}

/// Whether an answer is this option; yes and no are the options of a yes/no.
fn is(answer: &Answer, option: &StableId) -> bool {
    match answer {
        Answer::Choice(Chosen::Option(chosen)) => chosen == option,
        Answer::YesNo(yes) => option.as_str() == if *yes { "yes" } else { "no" },
        _ => false,
    }
}
