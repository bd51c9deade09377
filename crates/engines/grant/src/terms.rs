//! How much of what is asked somebody can get.

use rathaus_core::Cents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a project is funded (VV Nr. 2.2 zu § 44 BHO).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Funding {
    /// *Anteilfinanzierung*: a share of the eligible costs, up to a fixed sum. Falling costs lower it in the same share.
    #[default]
    Share,
    /// *Fehlbedarfsfinanzierung*: what the recipient's own and other means do not cover, up to a fixed sum. Whatever is saved
    /// lowers it first.
    Gap,
    /// *Festbetragsfinanzierung*: a fixed sum. Only costs below it lower it.
    Fixed,
}

/// How much there is for one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// How it is funded.
    #[serde(default)]
    pub funding: Funding,
    /// The share of the eligible costs that is paid at most, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// The least that is granted, in cents: below it the work is not worth it (*Bagatellgrenze*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// The most that is granted, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

/// Why nothing can be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TermsFault {
    /// Nothing is asked for, or less.
    #[error("nothing is asked for")]
    Nothing,
    /// More is asked for than it costs.
    #[error("more is asked for than it costs")]
    BeyondCost,
    /// What could be granted is less than the least.
    #[error("{possible} cents could be granted, the least is {least}")]
    TooLittle {
        /// What could be granted.
        possible: i64,
        /// The least.
        least: i64,
    },
}

/// That share of a sum, rounded down to a whole cent.
pub(crate) fn share(sum: Cents, percent: u8) -> Cents {
    let exact = i128::from(sum.0) * i128::from(percent.min(100)) / 100;
    Cents(i64::try_from(exact).unwrap_or(sum.0))
}

impl Terms {
    /// The most that these terms allow for a project: what is asked, cut to the share of the eligible costs and to the most.
    /// Without a `cost` there is no share.
    ///
    /// # Errors
    ///
    /// Where nothing can be granted.
    pub fn allow(&self, asked: Cents, cost: Option<Cents>) -> Result<Cents, TermsFault> {
        if asked.0 <= 0 {
            return Err(TermsFault::Nothing);
        }
        if cost.is_some_and(|cost| cost < asked) {
            return Err(TermsFault::BeyondCost);
        }
        let mut possible = asked;
        if let (Some(percent), Some(cost)) = (self.percent, cost) {
            possible = possible.min(share(cost, percent));
        }
        if let Some(most) = self.most {
            possible = possible.min(Cents(most));
        }
        match self.least {
            Some(least) if possible.0 < least => Err(TermsFault::TooLittle { possible: possible.0, least }),
            _ if possible.0 <= 0 => Err(TermsFault::Nothing),
            _ => Ok(possible),
        }
    }
}
