//! The flow behind the assignment: reviewers on one side, offers on the other, a unit for every pair.

use super::{Demand, JuryError, Matching, Span, Table};
use crate::flow::{FlowError, Network, UNLIMITED};

/// Edges of a [`Network`] by what they mean.
pub(super) struct Pairs {
    /// Allowed pairs (offer, reviewer), by offer, then reviewer.
    pub pairs: Vec<(usize, usize)>,
}

/// What is known of a pair at a node of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Free,
    In,
    Out,
}

impl Pairs {
    pub fn new(table: &Table) -> Pairs {
        let row = |j: usize| {
            (0..table.reviewers()).filter(move |&i| table.worth[j][i].is_some()).map(move |i| (j, i))
        };
        Pairs { pairs: (0..table.offers()).flat_map(row).collect() }
    }

    /// The assignment of largest Σ weight\[offer\] · worth under the marks, and that sum. `Ok(None)` if the marks allow
    /// none, `Err` if the numbers are too large.
    pub fn best(
        &self,
        table: &Table,
        weight: &[i64],
        marks: &[Mark],
    ) -> Result<Option<(Matching, i128)>, JuryError> {
        let cost = |e: usize| {
            let (j, i) = self.pairs[e];
            -weight[j] * table.worth[j][i].unwrap_or(0)
        };
        let network = build(&table.reviews, &table.loads, self, &cost, marks);
        match network.solve() {
            Ok(flow) => {
                let mut matching = vec![Vec::new(); table.offers()];
                for (&(j, i), _) in self.pairs.iter().zip(&flow.units).filter(|(_, u)| **u > 0) {
                    matching[j].push(i);
                }
                Ok(Some((matching, -flow.cost)))
            }
            Err(FlowError::TooLarge) => Err(JuryError::TooLarge),
            Err(_) => Ok(None),
        }
    }
}

/// Pair edges come first, so that edge numbers are pair numbers.
fn build(
    reviews: &[Span],
    loads: &[Span],
    pairs: &Pairs,
    cost: &dyn Fn(usize) -> i64,
    marks: &[Mark],
) -> Network {
    let (offers, reviewers) = (reviews.len(), loads.len());
    let hub = offers + reviewers;
    let mut network = Network::new(hub + 1);
    for (e, &(j, i)) in pairs.pairs.iter().enumerate() {
        let (lower, upper) = match marks.get(e).copied().unwrap_or(Mark::Free) {
            Mark::Free => (0, 1),
            Mark::In => (1, 1),
            Mark::Out => (0, 0),
        };
        network.add_edge(offers + i, j, lower, upper, cost(e));
    }
    let unit = |units: usize| (units as i64).min(UNLIMITED);
    for (i, span) in loads.iter().enumerate() {
        network.add_edge(hub, offers + i, unit(span.least), unit(span.most), 0);
    }
    for (j, span) in reviews.iter().enumerate() {
        network.add_edge(j, hub, unit(span.least), unit(span.most), 0);
    }
    network
}

/// Whether the demands can be met.
///
/// # Errors
///
/// The contradiction if not.
pub(super) fn check(table: &Table) -> Result<(), JuryError> {
    let pairs = Pairs::new(table);
    let all = demands(table);
    if is_possible(table, &pairs, &all) {
        return Ok(());
    }
    Err(JuryError::Contradiction { demands: contradiction(table, &pairs, all) })
}

fn demands(table: &Table) -> Vec<Demand> {
    let mut all = Vec::new();
    // What is listed first is left out first by the filter: people understand missing reviewers best.
    for (offer, span) in table.reviews.iter().enumerate() {
        all.push(Demand::MostReviews { offer, most: span.most });
    }
    for (reviewer, span) in table.loads.iter().enumerate().filter(|(_, s)| s.least > 0) {
        let free = (0..table.offers()).filter(|&j| table.worth[j][reviewer].is_some()).count();
        all.push(Demand::LeastLoad { reviewer, least: span.least, free });
    }
    for (reviewer, span) in table.loads.iter().enumerate() {
        all.push(Demand::MostLoad { reviewer, most: span.most });
    }
    for (offer, span) in table.reviews.iter().enumerate().filter(|(_, s)| s.least > 0) {
        let free = table.worth[offer].iter().filter(|w| w.is_some()).count();
        all.push(Demand::LeastReviews { offer, least: span.least, free });
    }
    all
}

fn is_possible(table: &Table, pairs: &Pairs, demands: &[Demand]) -> bool {
    let open = Span { least: 0, most: table.offers().max(table.reviewers()) };
    let mut reviews = vec![open; table.offers()];
    let mut loads = vec![open; table.reviewers()];
    for demand in demands {
        match *demand {
            Demand::LeastReviews { offer, least, .. } => reviews[offer].least = least,
            Demand::LeastLoad { reviewer, least, .. } => loads[reviewer].least = least,
            Demand::MostReviews { offer, most } => reviews[offer].most = most,
            Demand::MostLoad { reviewer, most } => loads[reviewer].most = most,
        }
    }
    // An edge cannot even be written down if its bounds cross.
    if reviews.iter().chain(&loads).any(|s| s.least > s.most) {
        return false;
    }
    build(&reviews, &loads, pairs, &|_| 0, &[]).solve().is_ok()
}

/// Demands that cannot be met together, none of which can be left out; one alone or a crossing pair if there is one.
fn contradiction(table: &Table, pairs: &Pairs, all: Vec<Demand>) -> Vec<Demand> {
    let alone = all.iter().rev().find(|demand| match **demand {
        Demand::LeastReviews { least, free, .. } | Demand::LeastLoad { least, free, .. } => least > free,
        _ => false,
    });
    if let Some(&demand) = alone {
        return vec![demand];
    }
    for &low in &all {
        for &high in &all {
            let crossing = match (low, high) {
                (Demand::LeastReviews { offer, least, .. }, Demand::MostReviews { offer: o, most }) => {
                    offer == o && least > most
                }
                (Demand::LeastLoad { reviewer, least, .. }, Demand::MostLoad { reviewer: r, most }) => {
                    reviewer == r && least > most
                }
                _ => false,
            };
            if crossing {
                return vec![low, high];
            }
        }
    }
    // Leave out as many at once as possible, then ever fewer: most demands have no part in a contradiction.
    let mut kept = all;
    let mut block = kept.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        while at < kept.len() {
            let end = (at + block).min(kept.len());
            let fewer = [&kept[..at], &kept[end..]].concat();
            if is_possible(table, pairs, &fewer) {
                at = end;
            } else {
                kept = fewer;
            }
        }
        if block == 1 {
            break;
        }
        block = block.div_ceil(2);
    }
    kept.sort_unstable();
    kept
}
