//! Largest minimum, then largest total: prices per offer, and branching on pairs.
//!
//! With weights `w_j ≥ 0` on the offers, one flow gives `max_x Σ_j w_j · sum_j(x)`. For the minimum, no assignment
//! can have all sums above that value divided by `Σ w_j`. For the total with all sums at `floor` or above, with
//! `w_j = 1 + mu_j`, none exceeds the value less `floor · Σ mu_j`. Weights are whole numbers, so both bounds are exact.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::exchange::{enrich, lift};
use super::network::{Mark, Pairs};
use super::{Limits, Matching, Table};

/// Parts into which one unit of weight is cut.
const PARTS: f64 = 1_000_000.0;
/// Parts of one unit of weight for the total, where a weight may be as large as [`MOST_PRICE`].
const TOTAL_PARTS: f64 = 10_000.0;
const MOST_PRICE: f64 = 1_000.0;

pub(super) struct Found {
    pub matching: Matching,
    pub minimum_bound: i64,
    pub total_bound: i64,
    pub flows: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Goal {
    Minimum,
    /// Largest total with every sum at this or above.
    Total(i64),
}

struct Node {
    bound: i64,
    depth: usize,
    serial: usize,
    marks: Vec<Mark>,
    prices: Rc<Vec<f64>>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.cmp(&other.bound).then(self.depth.cmp(&other.depth)).then(other.serial.cmp(&self.serial))
    }
}

struct Search<'a> {
    table: &'a Table,
    pairs: Pairs,
    limits: &'a Limits,
    goal: Goal,
    /// Every sum is a multiple of this.
    grain: i64,
    flows: usize,
    best: Option<Matching>,
    /// Minimum and total of the best.
    score: (i64, i64),
}

/// Best assignment and bounds for a table whose demands can be met. `None` if it is too large for exact arithmetic.
pub(super) fn fairest(table: &Table, limits: &Limits) -> Option<Found> {
    if table.reviews.iter().all(|span| span.most <= 1) {
        return bottleneck(table);
    }
    let worths = || table.worth.iter().flatten().filter_map(|w| *w);
    let grain = worths().fold(0, divisor).max(1);
    let mut search = Search {
        table,
        pairs: Pairs::new(table),
        limits,
        goal: Goal::Minimum,
        grain,
        flows: 0,
        best: None,
        score: (i64::MIN, i64::MIN),
    };
    let counted = (0..table.offers()).filter(|&j| table.counts(j)).count().max(1) as f64;
    let even = (0..table.offers()).map(|j| f64::from(table.counts(j)) / counted).collect();
    let minimum_bound = search.run(even)?;
    let spent = search.flows;
    search.goal = Goal::Total(search.score.0);
    search.flows = 0;
    let start = enrich(table, search.best.as_ref()?, search.score.0);
    search.offer(start);
    let total_bound = search.run(vec![0.0; table.offers()])?;
    let minimum_bound = minimum_bound.max(search.score.0);
    Some(Found { matching: search.best?, minimum_bound, total_bound, flows: spent + search.flows })
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// At most one review per offer: the largest threshold below which pairs can be left out.
fn bottleneck(table: &Table) -> Option<Found> {
    let pairs = Pairs::new(table);
    let mut steps: Vec<i64> =
        pairs.pairs.iter().filter_map(|&(j, i)| table.worth[j][i]).filter(|&w| w > 0).collect();
    steps.sort_unstable();
    steps.dedup();
    let one = vec![1; table.offers()];
    let attempt = |threshold: i64| {
        let mut demanding =
            Table { reviews: table.reviews.clone(), loads: table.loads.clone(), worth: table.worth.clone() };
        demanding.reviews.iter_mut().filter(|span| span.most > 0).for_each(|span| span.least = 1);
        let below = |&(j, i): &(usize, usize)| {
            if table.worth[j][i].unwrap_or(0) < threshold { Mark::Out } else { Mark::Free }
        };
        let marks: Vec<Mark> = pairs.pairs.iter().map(below).collect();
        pairs.best(&demanding, &one, &marks)
    };
    let mut flows = 1;
    let mut best = (0, pairs.best(table, &one, &[]).ok()??);
    let (mut low, mut high) = (0, steps.len());
    while low < high {
        let middle = (low + high) / 2;
        flows += 1;
        match attempt(steps[middle]).ok()? {
            Some(found) => {
                best = (steps[middle], found);
                low = middle + 1;
            }
            None => high = middle,
        }
    }
    let (minimum_bound, (matching, total)) = best;
    // Without any offer to count there is no minimum to speak of.
    let counted = (0..table.offers()).any(|j| table.counts(j));
    let minimum_bound = if counted { minimum_bound } else { 0 };
    Some(Found { matching, minimum_bound, total_bound: i64::try_from(total).ok()?, flows })
}

/// What the rounds of prices at one node gave.
struct Rounds {
    bound: i64,
    prices: Vec<f64>,
    /// How often each pair was in the assignments found, lately.
    share: Vec<f64>,
}

impl Search<'_> {
    /// What the goal is worth with the best assignment so far; bounds at or below close a node.
    fn reached(&self) -> i64 {
        match self.goal {
            Goal::Minimum => self.score.0,
            Goal::Total(_) => self.score.1,
        }
    }

    fn is_spent(&self) -> bool {
        self.flows as u64 * self.pairs.pairs.len() as u64 >= self.limits.work
    }

    fn offer(&mut self, matching: Matching) {
        let sums = self.table.sums(&matching);
        let score = (self.table.minimum(&sums), sums.iter().sum());
        if score > self.score {
            self.score = score;
            self.best = Some(matching);
        }
    }

    /// Runs the search for the goal and returns the proven bound.
    fn run(&mut self, prices: Vec<f64>) -> Option<i64> {
        let marks = vec![Mark::Free; self.pairs.pairs.len()];
        let mut heap = BinaryHeap::new();
        heap.push(Node { bound: i64::MAX, depth: 0, serial: 0, marks, prices: Rc::new(prices) });
        let mut serial = 0;
        while let Some(node) = heap.pop() {
            if node.bound <= self.reached() && self.best.is_some() {
                break;
            }
            if node.depth > 0 && self.is_spent() {
                return Some(node.bound);
            }
            let rounds = if node.depth == 0 { self.limits.root_rounds } else { self.limits.node_rounds };
            let Some(found) = self.rounds(&node, rounds.max(1))? else { continue };
            let bound = found.bound.min(node.bound);
            if bound <= self.reached() {
                continue;
            }
            let Some(pair) = self.branch_pair(&node.marks, &found) else { continue };
            let prices = Rc::new(found.prices);
            for side in [Mark::In, Mark::Out] {
                serial += 1;
                let mut marks = node.marks.clone();
                marks[pair] = side;
                heap.push(Node { bound, depth: node.depth + 1, serial, marks, prices: Rc::clone(&prices) });
            }
        }
        Some(self.reached())
    }

    /// Improves the prices at a node. `Some(None)` if the marks allow no assignment.
    fn rounds(&mut self, node: &Node, rounds: usize) -> Option<Option<Rounds>> {
        let n = self.table.offers();
        let mut prices = node.prices.to_vec();
        let mut best_prices = prices.clone();
        let mut bound = if self.goal == Goal::Minimum { self.ceiling(&node.marks) } else { i64::MAX };
        let mut share = vec![0.0; self.pairs.pairs.len()];
        // The volume algorithm (Barahona, Anbil 2000): steps start from the best prices and follow the averaged sums.
        let mut mean = vec![0.0; n];
        let mut factor = 1.0;
        let mut dull = 0;
        for round in 0..rounds {
            let weight = self.weights(&prices);
            let Some((matching, value)) = self.pairs.best(self.table, &weight, &node.marks).ok()? else {
                return Some(None);
            };
            self.flows += 1;
            let now = self.bound_of(&weight, value)?;
            if now < bound {
                bound = now;
                best_prices.copy_from_slice(&prices);
                dull = 0;
            } else {
                dull += 1;
                if dull >= 6 {
                    factor *= 0.6;
                    dull = 0;
                }
            }
            let fresh = if round == 0 { 1.0 } else { 0.15 };
            let mut at = 0;
            for (e, &(j, i)) in self.pairs.pairs.iter().enumerate() {
                if e == 0 || self.pairs.pairs[e - 1].0 != j {
                    at = 0;
                }
                // Both run by offer, then reviewer.
                while at < matching[j].len() && matching[j][at] < i {
                    at += 1;
                }
                let taken = at < matching[j].len() && matching[j][at] == i;
                share[e] += fresh * (f64::from(taken) - share[e]);
            }
            for (m, &s) in mean.iter_mut().zip(&self.table.sums(&matching)) {
                *m += fresh * (s as f64 - *m);
            }
            self.round_up(matching, node.depth == 0 || round + 1 == rounds);
            if bound <= self.reached() || (round > 0 && self.is_spent()) {
                break;
            }
            let slope: Vec<f64> = match self.goal {
                Goal::Minimum => {
                    let counted = (0..n).filter(|&j| self.table.counts(j));
                    let middle =
                        counted.clone().map(|j| mean[j]).sum::<f64>() / counted.count().max(1) as f64;
                    let one = |j: usize| if self.table.counts(j) { mean[j] - middle } else { 0.0 };
                    (0..n).map(one).collect()
                }
                Goal::Total(floor) => {
                    let one = |j: usize| if self.table.counts(j) { mean[j] - floor as f64 } else { 0.0 };
                    let held = |j: usize, v: f64| if v > 0.0 && best_prices[j] <= 0.0 { 0.0 } else { v };
                    (0..n).map(|j| held(j, one(j))).collect()
                }
            };
            let norm: f64 = slope.iter().map(|v| v * v).sum();
            if norm < 0.5 {
                break;
            }
            let step = factor * ((bound - self.reached()) as f64).max(1.0) / norm;
            for (p, (&from, v)) in prices.iter_mut().zip(best_prices.iter().zip(&slope)) {
                *p = from - step * v;
            }
            match self.goal {
                Goal::Minimum => to_simplex(&mut prices, &|j| self.table.counts(j)),
                Goal::Total(_) => prices.iter_mut().for_each(|p| *p = p.clamp(0.0, MOST_PRICE)),
            }
        }
        Some(Some(Rounds { bound, prices: best_prices, share }))
    }

    /// No offer can get more than its best reviewers, as if there were no other offers.
    fn ceiling(&self, marks: &[Mark]) -> i64 {
        let mut ceiling = i64::MAX;
        let mut at = 0;
        for j in (0..self.table.offers()).filter(|&j| self.table.counts(j)) {
            let (mut sure, mut count) = (0, 0);
            let mut open: Vec<i64> = Vec::new();
            while at < marks.len() && self.pairs.pairs[at].0 < j {
                at += 1;
            }
            while at < marks.len() && self.pairs.pairs[at].0 == j {
                let worth = self.table.worth[j][self.pairs.pairs[at].1].unwrap_or(0);
                match marks[at] {
                    Mark::In => (sure, count) = (sure + worth, count + 1),
                    Mark::Free => open.push(worth),
                    Mark::Out => {}
                }
                at += 1;
            }
            open.sort_unstable_by_key(|&w| std::cmp::Reverse(w));
            let room = self.table.reviews[j].most.saturating_sub(count);
            ceiling = ceiling.min(sure + open.iter().take(room).sum::<i64>());
        }
        ceiling
    }

    fn weights(&self, prices: &[f64]) -> Vec<i64> {
        let whole = |p: &f64| match self.goal {
            Goal::Minimum => (p * PARTS).round() as i64,
            Goal::Total(_) => (TOTAL_PARTS + p * TOTAL_PARTS).round() as i64,
        };
        prices.iter().map(whole).collect()
    }

    fn bound_of(&self, weight: &[i64], value: i128) -> Option<i64> {
        let bound = match self.goal {
            Goal::Minimum => {
                let all: i128 = weight.iter().map(|&w| i128::from(w)).sum();
                if all == 0 { 0 } else { value / all }
            }
            Goal::Total(floor) => {
                let parts = TOTAL_PARTS as i64;
                let extra: i128 = weight.iter().map(|&w| i128::from(w - parts)).sum();
                (value - i128::from(floor) * extra).div_euclid(i128::from(parts))
            }
        };
        let grain = i128::from(self.grain);
        i64::try_from(bound.div_euclid(grain) * grain).ok()
    }

    fn round_up(&mut self, matching: Matching, thorough: bool) {
        let mut matching = if thorough { lift(self.table, &matching, false) } else { matching };
        // Long chains are dear, so only what is near the best is worth them.
        let low = self.table.minimum(&self.table.sums(&matching));
        if self.goal == Goal::Minimum && thorough && (low as f64) >= 0.97 * self.score.0 as f64 {
            matching = lift(self.table, &matching, true);
        }
        let matching = match self.goal {
            Goal::Total(floor) if thorough && self.table.minimum(&self.table.sums(&matching)) >= floor => {
                enrich(self.table, &matching, floor)
            }
            _ => matching,
        };
        self.offer(matching);
    }

    /// The free pair that is least decided; offers with a high price count more.
    fn branch_pair(&self, marks: &[Mark], found: &Rounds) -> Option<usize> {
        let most = found.prices.iter().copied().fold(1e-9, f64::max);
        let score = |e: usize| {
            let s = found.share[e];
            s.min(1.0 - s) + 0.1 * found.prices[self.pairs.pairs[e].0] / most
        };
        let free = (0..marks.len()).filter(|&e| marks[e] == Mark::Free);
        free.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)))
    }
}

/// The nearest point with entries of at least 0 that add up to 1 (Held, Wolfe, Crowder 1974); entries that do not
/// count are 0.
fn to_simplex(prices: &mut [f64], counts: &dyn Fn(usize) -> bool) {
    let mut sorted: Vec<f64> = (0..prices.len()).filter(|&j| counts(j)).map(|j| prices[j]).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (at, &p) in sorted.iter().enumerate() {
        sum += p;
        let candidate = (sum - 1.0) / (at + 1) as f64;
        if p - candidate > 0.0 {
            shift = candidate;
        }
    }
    for (j, p) in prices.iter_mut().enumerate() {
        *p = if counts(j) { (*p - shift).max(0.0) } else { 0.0 };
    }
}
