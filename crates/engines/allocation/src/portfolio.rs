//! Which offers to invite: choose at most `places` offers so that the weighted demand they cover is largest.
//!
//! A round has more offers than places. What counts is not how good each offer is alone but how much of
//! the demand the chosen ones meet together: a second offer for the same need adds only what it does
//! better. In mathematics this is *facility location with a cardinality limit* (also: p-median in its
//! maximising form):
//!
//! ```text
//! maximise  Σ_i weight_i · max_{j chosen} score_ij  +  Σ_{j chosen} bonus_j
//! ```
//!
//! subject to the rules of the round: places, must-have, never, one offer per supplier, and quotas
//! (least and most) per area of action.
//!
//! How it is solved, and what is promised:
//!
//! 1. Lazy greedy (Minoux 1978). Without quotas and must-haves its value is at least `1 − 1/e` of the
//!    optimum (Nemhauser, Wolsey, Fisher 1978); with one per supplier at least `1/2` (Fisher, Nemhauser,
//!    Wolsey 1978).
//! 2. Swaps of one chosen for one other offer while that helps, in the sparse form of Whitaker (1983) and
//!    Resende and Werneck (2003).
//! 3. A proven upper bound: the constraint "a need is served once" goes into the objective with a price
//!    per need (Cornuéjols, Fisher, Nemhauser 1977), quotas with a price per quota; the prices come from the volume
//!    algorithm (Barahona, Anbil 2000). The best such bound equals that of the linear relaxation.
//! 4. Offers whose reduced cost proves them in or out are fixed; what stays open is closed by best-first
//!    branch and bound until the optimum is proved or the [`Limits`] are used up.
//!
//! The problem is NP-hard, so a proof cannot be promised for every input; value, bound and gap always are.
//! On data without structure (every offer covers a random handful of needs) the linear relaxation itself is far from
//! the optimum and no known method closes the gap at thousands of offers.
//!
//! Left out on purpose: prices and budgets of offers (places are what is scarce in a round), and any
//! reading of files. Nothing here looks at a clock; the limits count work, so the same input gives the
//! same output on every machine.

mod branch;
mod coverage;
mod curve;
mod dual;
mod explain;
pub mod instances;
mod rules;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use curve::{CurvePoint, curve};
pub use rules::Rule;

use coverage::Model;

/// One need: how much it counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// What covering this need fully is worth; finite and not negative, in any unit (the value of a
    /// selection is in the same unit).
    pub weight: f64,
}

/// How many offers of one area (or any other set) may or must be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The offers that count towards the quota. An offer may stand in several quotas.
    pub members: Vec<usize>,
    /// At least this many of the members are chosen.
    pub least: usize,
    /// At most this many of the members are chosen.
    pub most: usize,
}

/// The round as numbers: offers are `0..offers`, needs are the positions in [`Problem::needs`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// How many offers there are.
    pub offers: usize,
    /// The needs with their weights.
    pub needs: Vec<Need>,
    /// One row per need: which offers cover it, with a score in `[0, 1]`. Offers not named cover nothing.
    pub cover: Vec<Vec<(usize, f64)>>,
    /// At most this many offers are chosen. Fewer are chosen only if no further offer adds value or the
    /// rules allow no more.
    pub places: usize,
    /// The supplier of each offer, as any number; empty if unknown.
    pub suppliers: Vec<usize>,
    /// Whether at most one offer per supplier may be chosen (needs [`Problem::suppliers`]).
    pub one_per_supplier: bool,
    /// Quotas per area.
    pub quotas: Vec<Quota>,
    /// What choosing an offer is worth by itself (jury score, say), in the unit of the weights; finite and
    /// not negative. Empty means nothing.
    pub bonus: Vec<f64>,
    /// Offers that must be chosen.
    pub required: Vec<usize>,
    /// Offers that may not be chosen: never wished, below the jury's threshold, or a conflict of interest.
    pub forbidden: Vec<usize>,
}

/// How much work a call may spend. Counted in steps, never in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Entries of the cover table that may be looked at, summed over everything; about half a billion to a
    /// billion of them take one second on one core of 2024.
    pub work: u64,
    /// Nodes of the branch and bound tree, the root included.
    pub nodes: usize,
    /// Rounds of price improvement at the root.
    pub root_rounds: usize,
    /// Rounds of price improvement at every other node.
    pub node_rounds: usize,
}

impl Default for Limits {
    /// Enough for a proof at the size of a real round, and for about five seconds at 2,000 offers × 5,000 needs.
    fn default() -> Self {
        Limits { work: 2_000_000_000, nodes: 200_000, root_rounds: 1_500, node_rounds: 25 }
    }
}

/// How the result was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The bound met the value without branching.
    Bound,
    /// Branch and bound ended: the value is the optimum.
    BranchAndBound,
    /// The limits were used up; value and bound are what is known.
    LimitReached,
}

/// The offer that could take another's place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The offer that steps in.
    pub offer: usize,
    /// The value of the whole selection after the swap.
    pub value: f64,
}

/// One chosen offer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The offer.
    pub offer: usize,
    /// Whether it was a must-have.
    pub required: bool,
    /// What the selection loses if this offer is taken out and nothing comes in for it.
    pub contribution: f64,
    /// The offer that keeps the value highest if this one drops out, with all rules kept (that this one was a
    /// must-have no longer counts then). `None` if no other offer may step in.
    pub alternative: Option<Alternative>,
}

/// Who covers a need.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Covering {
    /// The chosen offer that covers the need best; the lowest number of several equal ones.
    pub offer: usize,
    /// Its score, in `(0, 1]`.
    pub score: f64,
}

/// The chosen offers with the proof of how good they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// The chosen offers, ascending.
    pub chosen: Vec<Choice>,
    /// Weighted covered demand plus bonuses.
    pub value: f64,
    /// No selection that keeps the rules has a larger value than this.
    pub bound: f64,
    /// `(bound − value) / value`, 0 if both are 0.
    pub gap: f64,
    /// Whether the value is the optimum (up to 1e-9 of it).
    pub proven: bool,
    /// The value of the greedy start, to compare with.
    pub greedy: f64,
    /// Nodes of the branch and bound tree that were looked at.
    pub nodes: usize,
    /// Work spent, in the unit of [`Limits::work`].
    pub work: u64,
    /// How it was reached.
    pub method: Method,
    /// For each need the chosen offer that covers it, or `None`.
    pub covered: Vec<Option<Covering>>,
}

/// Why there is no selection.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PortfolioError {
    /// `cover` must have one row per need.
    #[error("{rows} rows of scores for {needs} needs")]
    Rows {
        /// Rows given.
        rows: usize,
        /// Needs given.
        needs: usize,
    },
    /// `suppliers` or `bonus` must be empty or have one entry per offer.
    #[error("{field} has {given} entries for {offers} offers")]
    Length {
        /// `suppliers` or `bonus`.
        field: &'static str,
        /// Entries given.
        given: usize,
        /// Offers there are.
        offers: usize,
    },
    /// An offer number that does not exist.
    #[error("offer {offer} in {field}, but there are only {offers}")]
    NoSuchOffer {
        /// Where it stands.
        field: &'static str,
        /// The number.
        offer: usize,
        /// Offers there are.
        offers: usize,
    },
    /// A weight or bonus that is negative or not a number.
    #[error("{field} {index} is {value}; it must be finite and not negative")]
    BadAmount {
        /// `weight` or `bonus`.
        field: &'static str,
        /// Position of the need or offer.
        index: usize,
        /// What was given.
        value: f64,
    },
    /// A score outside `[0, 1]`.
    #[error("score {score} of offer {offer} for need {need} is not between 0 and 1")]
    BadScore {
        /// The need.
        need: usize,
        /// The offer.
        offer: usize,
        /// What was given.
        score: f64,
    },
    /// One offer twice in the row of a need.
    #[error("offer {offer} stands twice in the row of need {need}")]
    Twice {
        /// The need.
        need: usize,
        /// The offer.
        offer: usize,
    },
    /// The rules contradict each other. Leaving out any one of the named rules resolves this contradiction.
    #[error("the rules contradict each other: {rules:?}")]
    Contradiction {
        /// The rules that cannot hold together; no smaller part of them contradicts itself.
        rules: Vec<Rule>,
    },
    /// Whether the rules can be kept at all could not be decided in a reasonable number of steps.
    #[error("whether the quotas can be kept could not be decided")]
    Undecided,
}

/// Chooses the offers.
///
/// The result is a function of the problem and the limits alone. Time is `O(limits.work)`; memory is the cover
/// table three times, plus one price per need for every open node.
///
/// # Errors
///
/// Malformed input, or rules that contradict each other; see [`PortfolioError`].
pub fn choose(problem: &Problem, limits: &Limits) -> Result<Selection, PortfolioError> {
    let model = Model::new(problem)?;
    let start = model.rules.start(problem.places, &model.alone())?;
    let outcome = branch::search(&model, problem.places, &start, None, limits);
    Ok(explain::selection(problem, &model, outcome))
}

/// The value of a set of offers, whatever the rules say; offers beyond the number there are count nothing.
pub fn value(problem: &Problem, offers: &[usize]) -> f64 {
    let mut set: Vec<usize> = offers.iter().copied().filter(|&j| j < problem.offers).collect();
    set.sort_unstable();
    set.dedup();
    let covered: f64 = problem
        .needs
        .iter()
        .zip(&problem.cover)
        .map(|(need, row)| {
            let best = row.iter().filter(|(j, _)| set.binary_search(j).is_ok()).map(|e| e.1);
            need.weight * best.fold(0.0, f64::max)
        })
        .sum();
    covered + set.iter().filter_map(|&j| problem.bonus.get(j)).sum::<f64>()
}
