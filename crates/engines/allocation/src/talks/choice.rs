//! The exact choice for two sides, and what contradicts itself.

use super::general;
use super::{Candidate, Choice, Claim, Wish, WishError, Wishes};
use crate::flow::{Flow, Network};
use crate::slots::Slots;
use std::collections::BTreeMap;

/// The wishes as numbers: limits, what may be chosen, and the price of a missing least talk.
pub(super) struct Demand {
    /// Per person: talks due at least, and at most.
    pub(super) due: Vec<(usize, usize)>,
    /// The candidates that may be chosen: index, the two people, value, whether it must be.
    pub(super) edges: Vec<Edge>,
    /// Talks there can be in all.
    pub(super) places: usize,
    /// One due talk outweighs every sum of values.
    pub(super) bonus: i64,
    /// No sum of values is beyond this either way.
    pub(super) largest_sum: i64,
}

#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) candidate: usize,
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) value: i64,
    pub(super) must: bool,
}

/// Chooses the talks: least numbers first, then the largest sum of values.
///
/// # Errors
/// [`WishError`] when an index or value makes no sense, or the demands contradict each other (with a smallest set that
/// does).
pub fn choose(wishes: &Wishes) -> Result<Choice, WishError> {
    let demand = demand(wishes)?;
    let (taken, bound) = match sides(wishes.people.len(), &demand.edges) {
        Some(side) => two_sides(&demand, &side),
        None => general::choose(&demand),
    };
    Ok(describe(wishes, &demand, &taken, bound))
}

fn demand(wishes: &Wishes) -> Result<Demand, WishError> {
    if wishes.slots() > Slots::LIMIT {
        return Err(WishError::TooManySlots { slots: wishes.slots() });
    }
    let mut never: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (candidate, c) in wishes.candidates.iter().enumerate() {
        if c.a.max(c.b) >= wishes.people.len() || c.a == c.b {
            return Err(WishError::NoPair { candidate });
        }
        if c.value.abs() > Candidate::LARGEST {
            return Err(WishError::TooLarge { candidate });
        }
        if c.wish == Wish::Never {
            never.entry((c.a.min(c.b), c.a.max(c.b))).or_insert(candidate);
        }
    }
    let mut edges = Vec::new();
    let mut contradictions = Vec::new();
    for (candidate, c) in wishes.candidates.iter().enumerate() {
        let must = c.wish == Wish::Must;
        let forbidden = never.get(&(c.a.min(c.b), c.a.max(c.b)));
        match forbidden {
            Some(&other) if must => {
                contradictions.push(vec![Claim::Must { candidate }, Claim::Never { candidate: other }]);
            }
            Some(_) => {}
            None if wishes.possible(candidate).is_empty() => {
                if must {
                    contradictions.push(vec![Claim::Must { candidate }]);
                }
            }
            None => edges.push(Edge { candidate, a: c.a, b: c.b, value: c.value, must }),
        }
    }
    let places = wishes.places();
    let limits: Vec<usize> = (0..wishes.people.len()).map(|p| wishes.limit(p)).collect();
    contradictions.extend(overfull(&edges, &limits, places));
    if let Some(smallest) = contradictions.into_iter().min_by_key(Vec::len) {
        return Err(WishError::Contradiction(smallest));
    }
    let due = wishes.people.iter().zip(&limits).map(|(p, &most)| (p.least.min(most), most)).collect();
    let talks = places.min(edges.len()) as i64;
    let largest = edges.iter().map(|e| e.value.abs()).max().unwrap_or(0);
    let largest_sum = talks * largest;
    Ok(Demand { due, edges, places, bonus: 2 * largest_sum + 1, largest_sum })
}

/// Sets of demands that are too many for one person or for the tables. Choosing exactly the musts is possible if there
/// is no such set, so these are all the contradictions beside impossible pairs.
fn overfull(edges: &[Edge], limits: &[usize], places: usize) -> Vec<Vec<Claim>> {
    let musts: Vec<&Edge> = edges.iter().filter(|e| e.must).collect();
    let claim = |e: &&&Edge| Claim::Must { candidate: e.candidate };
    let mut found = Vec::new();
    for (person, &talks) in limits.iter().enumerate() {
        let mut own: Vec<Claim> = musts
            .iter()
            .filter(|e| e.a == person || e.b == person)
            .take(talks + 1)
            .map(|e| claim(&e))
            .collect();
        if own.len() > talks {
            own.push(Claim::Limit { person, talks });
            found.push(own);
        }
    }
    if musts.len() > places {
        let mut all: Vec<Claim> = musts.iter().take(places + 1).map(|e| claim(&e)).collect();
        all.push(Claim::Tables { places });
        found.push(all);
    }
    found
}

fn sides(people: usize, edges: &[Edge]) -> Option<Vec<bool>> {
    let mut neighbours = vec![Vec::new(); people];
    for e in edges {
        neighbours[e.a].push(e.b);
        neighbours[e.b].push(e.a);
    }
    crate::sides::two_colours(&neighbours)
}

/// The best choice as one flag per edge, and the bound on `bonus × least + value`.
fn two_sides(demand: &Demand, side: &[bool]) -> (Vec<bool>, i128) {
    let people = demand.due.len();
    let mut network = Network::new(people + 2);
    let (source, sink) = (people, people + 1);
    // The wishes come first, so their numbers in the network are their numbers here.
    for e in &demand.edges {
        let (from, to) = if side[e.a] { (e.b, e.a) } else { (e.a, e.b) };
        network.add_edge(from, to, i64::from(e.must), 1, -e.value);
    }
    for (p, &(least, most)) in demand.due.iter().enumerate() {
        let (from, to) = if side[p] { (p, sink) } else { (source, p) };
        network.add_edge(from, to, 0, least as i64, -demand.bonus);
        network.add_edge(from, to, 0, (most - least) as i64, 0);
    }
    network.add_edge(sink, source, 0, demand.places as i64, 0);
    let flow: Flow = network.solve().expect("the musts alone are a flow, and costs are bounded");
    let bound = -flow.dual_bound(&network);
    (flow.units[..demand.edges.len()].iter().map(|&u| u == 1).collect(), bound)
}

fn describe(wishes: &Wishes, demand: &Demand, taken: &[bool], bound: i128) -> Choice {
    let mut loads = vec![0; wishes.people.len()];
    let mut value = 0;
    let mut chosen = Vec::new();
    for (e, _) in demand.edges.iter().zip(taken).filter(|&(_, &t)| t) {
        loads[e.a] += 1;
        loads[e.b] += 1;
        value += e.value;
        chosen.push(e.candidate);
    }
    let least_met: i64 = loads.iter().zip(&demand.due).map(|(&l, &(least, _))| l.min(least) as i64).sum();
    let (bonus, largest) = (i128::from(demand.bonus), i128::from(demand.largest_sum));
    let least_bound = (bound + largest).div_euclid(bonus) as i64;
    let value_bound = (bound - bonus * i128::from(least_met)).min(largest) as i64;
    Choice {
        shortage: loads.iter().zip(&wishes.people).map(|(&l, p)| p.least.saturating_sub(l)).collect(),
        chosen,
        loads,
        least_met,
        least_bound,
        value,
        value_bound,
        proven: least_met == least_bound && value == value_bound,
    }
}
