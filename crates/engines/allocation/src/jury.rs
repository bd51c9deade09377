//! Who reviews what: reviewers to offers, the worst-served offer first.
//!
//! A reviewer who knows the field judges better, so every pair has an affinity. Maximising the sum of affinities
//! alone (a flow, as the Toronto system and HotCRP do) gives some offers the best reviewers and others whoever is left.
//! Here the offer that is served worst counts first: the smallest sum of affinities over all offers is made as
//! large as possible, and only then the total.
//!
//! What is exact and what is not:
//!
//! - Limits and conflicts are never broken. If they cannot be kept, a smallest set of demands that contradict
//!   each other is named (Hoffman's condition on the flow, shrunk by a deletion filter).
//! - If every offer gets at most one review, both goals are exact in polynomial time: bisection over the affinities,
//!   a flow for each (the bottleneck assignment of Garfinkel 1971).
//! - With more reviews per offer the first goal is NP-hard (Garg, Kavitha, Kumar, Mehlhorn, Mestre 2010). A price per offer
//!   turns it into a flow (Lagrangian relaxation, equal to the linear relaxation that FairIR rounds: Kobren, Saha,
//!   McCallum 2019; compare PeerReview4All: Stelmakh, Shah, Singh 2019); exchanges between offers improve the
//!   flows found, branch and bound on pairs closes the rest. Value and bound are always given, and whether
//!   they meet.
//!
//! Affinities are counted in millionths, sums are exact whole numbers; no result depends on rounding.
//!
//! Left out on purpose: which offers a reviewer may see, bids as strings, and how affinity is measured.

mod exchange;
mod network;
mod search;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// Units of one whole affinity.
const ONE: f64 = 1_000_000.0;

/// At least and at most so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// At least.
    pub least: usize,
    /// At most.
    pub most: usize,
}

/// Offers `0..reviews.len()` and reviewers `0..loads.len()`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// How many reviews each offer gets.
    pub reviews: Vec<Span>,
    /// How many offers each reviewer takes.
    pub loads: Vec<Span>,
    /// One row per offer with one entry per reviewer: how well the reviewer knows the field, in `[0, 1]`.
    pub affinity: Vec<Vec<f64>>,
    /// Pairs (offer, reviewer) that may never meet.
    pub conflicts: Vec<(usize, usize)>,
}

/// How much work a call may spend, counted in steps, never in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Flows times allowed pairs that may be solved for each of the two goals; about two millions take one second
    /// on one core of 2024.
    pub work: u64,
    /// Rounds of price improvement before branching.
    pub root_rounds: usize,
    /// Rounds of price improvement at every other node.
    pub node_rounds: usize,
}

impl Default for Limits {
    /// About a second for each goal.
    fn default() -> Self {
        Limits { work: 2_000_000, root_rounds: 300, node_rounds: 8 }
    }
}

/// Who reviews what, with the proof of how fair it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The reviewers of each offer, ascending.
    pub reviewers: Vec<Vec<usize>>,
    /// Sum of affinities of each offer.
    pub sums: Vec<f64>,
    /// The smallest of these sums over all offers that may be reviewed at all; 0 if there are none.
    pub minimum: f64,
    /// No assignment has a larger minimum than this.
    pub minimum_bound: f64,
    /// Whether the minimum is the largest possible.
    pub minimum_proven: bool,
    /// Sum over all offers.
    pub total: f64,
    /// No assignment with at least this minimum has a larger total.
    pub total_bound: f64,
    /// Whether the total is the largest possible with this minimum.
    pub total_proven: bool,
    /// How many offers each reviewer has.
    pub loads: Vec<usize>,
    /// Flows solved.
    pub flows: usize,
}

/// One demand that takes part in a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// The offer needs at least so many reviews and has `free` reviewers without a conflict.
    LeastReviews {
        /// The offer.
        offer: usize,
        /// Reviews it needs.
        least: usize,
        /// Reviewers without a conflict.
        free: usize,
    },
    /// The reviewer wants at least so many offers and has `free` offers without a conflict.
    LeastLoad {
        /// The reviewer.
        reviewer: usize,
        /// Offers the reviewer wants.
        least: usize,
        /// Offers without a conflict.
        free: usize,
    },
    /// The offer gets at most so many reviews.
    MostReviews {
        /// The offer.
        offer: usize,
        /// Reviews it may get.
        most: usize,
    },
    /// The reviewer takes at most so many offers.
    MostLoad {
        /// The reviewer.
        reviewer: usize,
        /// Offers the reviewer takes.
        most: usize,
    },
}

/// Why there is no assignment.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum JuryError {
    /// The table of affinities must have one row per offer and one entry per reviewer.
    #[error("the affinities of offer {offer} do not fit the number of reviewers, or offers are missing")]
    Shape {
        /// The first offer whose row is missing, too much or of the wrong length.
        offer: usize,
    },
    /// An affinity outside `[0, 1]`.
    #[error("affinity {affinity} of offer {offer} and reviewer {reviewer} is not between 0 and 1")]
    BadAffinity {
        /// The offer.
        offer: usize,
        /// The reviewer.
        reviewer: usize,
        /// What was given.
        affinity: f64,
    },
    /// A conflict names an offer or reviewer that does not exist.
    #[error("conflict of offer {offer} and reviewer {reviewer}, one of which does not exist")]
    NoSuchPair {
        /// The offer.
        offer: usize,
        /// The reviewer.
        reviewer: usize,
    },
    /// The demands contradict each other; without any one of them the others can be met.
    #[error("the demands contradict each other: {demands:?}")]
    Contradiction {
        /// The demands, ascending.
        demands: Vec<Demand>,
    },
    /// More offers and reviewers than exact arithmetic has room for (tens of thousands).
    #[error("too many offers and reviewers")]
    TooLarge,
}

/// A checked problem: affinities in millionths, `None` where there is a conflict.
struct Table {
    reviews: Vec<Span>,
    loads: Vec<Span>,
    worth: Vec<Vec<Option<i64>>>,
}

impl Table {
    fn new(problem: &Problem) -> Result<Table, JuryError> {
        let (offers, reviewers) = (problem.reviews.len(), problem.loads.len());
        if problem.affinity.len() != offers {
            return Err(JuryError::Shape { offer: problem.affinity.len().min(offers) });
        }
        let mut worth = Vec::with_capacity(offers);
        for (offer, row) in problem.affinity.iter().enumerate() {
            if row.len() != reviewers {
                return Err(JuryError::Shape { offer });
            }
            if let Some(reviewer) = row.iter().position(|a| !(0.0..=1.0).contains(a)) {
                return Err(JuryError::BadAffinity { offer, reviewer, affinity: row[reviewer] });
            }
            worth.push(row.iter().map(|a| Some((a * ONE).round() as i64)).collect::<Vec<_>>());
        }
        for &(offer, reviewer) in &problem.conflicts {
            if offer >= offers || reviewer >= reviewers {
                return Err(JuryError::NoSuchPair { offer, reviewer });
            }
            worth[offer][reviewer] = None;
        }
        Ok(Table { reviews: problem.reviews.clone(), loads: problem.loads.clone(), worth })
    }

    fn offers(&self) -> usize {
        self.reviews.len()
    }

    fn reviewers(&self) -> usize {
        self.loads.len()
    }

    /// Whether the offer counts for the minimum.
    fn counts(&self, offer: usize) -> bool {
        self.reviews[offer].most > 0
    }

    fn sums(&self, x: &Matching) -> Vec<i64> {
        let sum = |(j, set): (usize, &Vec<usize>)| set.iter().filter_map(|&i| self.worth[j][i]).sum();
        x.iter().enumerate().map(sum).collect()
    }

    fn minimum(&self, sums: &[i64]) -> i64 {
        (0..sums.len()).filter(|&j| self.counts(j)).map(|j| sums[j]).min().unwrap_or(0)
    }
}

/// The reviewers of each offer, ascending.
type Matching = Vec<Vec<usize>>;

/// Assigns reviewers to offers: largest minimum first, then largest total.
///
/// The result is a function of problem and limits alone.
///
/// # Errors
///
/// Malformed input, or demands that contradict each other; see [`JuryError`].
pub fn assign(problem: &Problem, limits: &Limits) -> Result<Assignment, JuryError> {
    let table = Table::new(problem)?;
    network::check(&table)?;
    let found = search::fairest(&table, limits).ok_or(JuryError::TooLarge)?;
    let sums = table.sums(&found.matching);
    let minimum = table.minimum(&sums);
    let total: i64 = sums.iter().sum();
    let mut loads = vec![0; table.reviewers()];
    found.matching.iter().flatten().for_each(|&i| loads[i] += 1);
    let whole = |units: i64| units as f64 / ONE;
    Ok(Assignment {
        sums: sums.iter().map(|&s| whole(s)).collect(),
        minimum: whole(minimum),
        minimum_bound: whole(found.minimum_bound),
        minimum_proven: minimum >= found.minimum_bound,
        total: whole(total),
        total_bound: whole(found.total_bound),
        total_proven: total >= found.total_bound,
        loads,
        flows: found.flows,
        reviewers: found.matching,
    })
}
