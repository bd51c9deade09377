//! A grant: how much a favourable decision pays out, to whom, by which rules, and what is to be proved afterwards.
//!
//! It is a part of the handling of a form and pinned with it, like fees. What there is to be given away changes from year to year and is
//! kept elsewhere.

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_grant::{Settlement, Terms, TermsFault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::words::{StableId, Words};
use crate::{Answer, Answers};

/// What a favourable decision pays out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// How much there is for one project.
    pub terms: Terms,
    /// The field with the sum that is asked for.
    pub asked: StableId,
    /// The field with the eligible costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<StableId>,
    /// The field with own and other means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<StableId>,
    /// The field with the account that is paid to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<StableId>,
    /// What must hold; each is shown with whether it does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<GrantRule>,
    /// What a panel gives points for; without it nobody gives any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// How many of the panel must have given points; one at least where there are criteria.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<u8>,
    /// The least mean in points with which a project is funded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_points: Option<u8>,
    /// The parts in which it is paid out; one at once where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<Instalment>,
    /// What is to be proved afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// A rule of eligibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRule {
    /// Its id.
    pub id: StableId,
    /// What must hold, as a sentence.
    pub label: Words,
    /// When it holds.
    pub holds: Condition,
}

/// Something that is given points for, from 0 to [`MOST_POINTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its id.
    pub id: StableId,
    /// What is looked at.
    pub label: Words,
    /// What few and many points mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// How much it counts.
    pub weight: u8,
}

/// The most points for a criterion.
pub const MOST_POINTS: u32 = 10;

/// A part of what is paid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// In percent; the last takes what is left.
    pub percent: u8,
    /// What must have happened before.
    pub after: After,
}

/// What must have happened before a part is paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The decision.
    Decision,
    /// The proof of use was accepted.
    Report,
}

/// What is to be proved afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The key of the form in which it is told.
    pub form: StableId,
    /// So many months after the decision.
    pub months: u16,
    /// The field of that form with the costs.
    pub costs: StableId,
    /// The group of that field, whose records are added up; where it stands in none, nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<StableId>,
}

/// What somebody is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// How much, in cents.
    pub cents: i64,
    /// The year whose budget pays it.
    pub year: i16,
    /// Until when its use is to be proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_due: Option<Date>,
}

/// A changed award, as somebody proposes it: more or less than before, or what a proof of use comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its id.
    pub id: rathaus_store::Id,
    /// How much is granted from now on, in cents.
    pub cents: i64,
    /// The costs that the office accepts, where it is about a proof of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<i64>,
    /// Interest on what is to be given back, in cents.
    #[serde(default)]
    pub interest: i64,
    /// Why, as the recipient reads it.
    pub reasons: String,
    /// Until when the use is to be proved now, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_due: Option<Date>,
}

fn money(answers: &Answers, field: Option<&StableId>) -> Option<Cents> {
    match answers.get(field?)? {
        Answer::Money(cents) => Some(*cents),
        _ => None,
    }
}

impl Grant {
    /// What these answers ask for.
    pub fn asked(&self, answers: &Answers) -> Cents {
        money(answers, Some(&self.asked)).unwrap_or(Cents(0))
    }

    /// The most that can be granted on these answers.
    ///
    /// # Errors
    ///
    /// Where nothing can be granted.
    pub fn possible(&self, answers: &Answers) -> Result<Cents, TermsFault> {
        self.terms.allow(self.asked(answers), money(answers, self.cost.as_ref()))
    }

    /// Every rule with whether it holds.
    pub fn checked<'a>(
        &'a self,
        answers: &'a Answers,
        today: Date,
    ) -> impl Iterator<Item = (&'a GrantRule, bool)> {
        self.rules.iter().map(move |rule| (rule, rule.holds.holds(&|id| answers.get(id), today)))
    }

    /// The account that these answers want it paid to.
    pub fn account<'a>(&self, answers: &'a Answers) -> Option<&'a str> {
        match answers.get(self.account.as_ref()?)? {
            Answer::Iban(iban) => Some(iban),
            _ => None,
        }
    }

    /// How many of the panel must have given points.
    pub fn panel(&self) -> usize {
        if self.criteria.is_empty() { 0 } else { usize::from(self.panel.unwrap_or(1)).max(1) }
    }

    /// The weights of the criteria.
    pub fn weights(&self) -> Vec<u32> {
        self.criteria.iter().map(|criterion| u32::from(criterion.weight)).collect()
    }

    /// The parts of a sum, each with what must have happened before.
    pub fn parts(&self, cents: Cents) -> Vec<(Cents, After)> {
        let percents: Vec<u8> = self.instalments.iter().map(|part| part.percent).collect();
        let after = self.instalments.iter().map(|part| part.after).chain([After::Decision]);
        rathaus_grant::cut(cents, &percents).into_iter().zip(after).collect()
    }

    /// What a proof of use comes to: `application` are the answers of the application.
    pub fn settle(&self, application: &Answers, granted: Cents, accepted: Cents, paid: Cents) -> Settlement {
        let covered = money(application, self.covered.as_ref()).unwrap_or(Cents(0));
        rathaus_grant::settle(&self.terms, granted, accepted, covered, paid)
    }
}

impl Report {
    /// The costs that a proof of use tells of; `None` where they cannot be added up.
    pub fn costs(&self, answers: &Answers) -> Option<Cents> {
        let Some(group) = &self.group else { return money(answers, Some(&self.costs)) };
        let costs = answers.records(group).iter().filter_map(|record| money(record, Some(&self.costs)));
        costs.map(|cents| cents.0).try_fold(0i64, i64::checked_add).map(Cents)
    }
}
