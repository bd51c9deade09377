//! Best-first branch and bound over the bounds by prices.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};
use std::rc::Rc;

use super::coverage::Model;
use super::dual::{Dual, Mark, Prices, Reduced};
use super::instances::Dice;
use super::{Limits, Method};

/// Values closer than this part of them count as equal.
const SAME: f64 = 1e-9;
/// Swaps one local search may make.
const MOST_SWAPS: usize = 200;

/// Steps spent on making one inner solution keep the quotas.
const ROUND_UP_STEPS: usize = 200;
/// Kicks out of a local optimum at the root.
const KICKS: usize = 60;

/// What a search found out.
pub(super) struct Outcome {
    pub set: Vec<usize>,
    pub value: f64,
    pub bound: f64,
    pub greedy: f64,
    pub nodes: usize,
    pub work: u64,
    pub method: Method,
    /// Prices at the root, a good start for a similar problem.
    pub prices: Prices,
}

struct Node {
    bound: f64,
    depth: usize,
    serial: usize,
    marks: Vec<Mark>,
    prices: Rc<Prices>,
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
    /// The largest bound first, then the deepest, then the oldest.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_bound = self.bound.total_cmp(&other.bound);
        by_bound.then(self.depth.cmp(&other.depth)).then(other.serial.cmp(&self.serial))
    }
}

struct Tree<'a> {
    model: &'a Model,
    places: usize,
    limits: &'a Limits,
    work: u64,
    set: Vec<usize>,
    value: f64,
    /// Sets the local search already started from.
    tried: BTreeSet<Vec<usize>>,
}

/// What became of a node.
enum Fate {
    Closed,
    Split { bound: f64, offer: usize, marks: Vec<Mark>, prices: Prices },
}

/// Searches for the best set of at most `places` offers, from a set that keeps the rules.
pub(super) fn search(
    model: &Model,
    places: usize,
    start: &[usize],
    from: Option<&Prices>,
    limits: &Limits,
) -> Outcome {
    let mut work = 0;
    let mut set = start.to_vec();
    model.fill(&mut set, places, &mut work);
    let greedy = model.value(&set, &mut work);
    let value = model.swap(&mut set, places, MOST_SWAPS, &mut work);
    set.sort_unstable();
    let first = Prices { need: model.cover(&set, &mut work), quota: vec![0.0; model.rules.quotas.len()] };
    let first = from.cloned().unwrap_or(first);
    let mut tree = Tree { model, places, limits, work, set, value, tried: BTreeSet::new() };

    let mark = |j: usize| match (model.rules.required[j], model.rules.allowed[j]) {
        (true, _) => Mark::In,
        (false, true) => Mark::Free,
        (false, false) => Mark::Out,
    };
    let marks: Vec<Mark> = (0..model.offers).map(mark).collect();
    let ceiling: f64 = (0..model.needs).filter_map(|i| model.rows.line(i).next()).map(|e| e.1).sum::<f64>()
        + model.bonus.iter().sum::<f64>();
    let mut heap = BinaryHeap::new();
    let mut root_prices = first.clone();
    heap.push(Node { bound: ceiling, depth: 0, serial: 0, marks, prices: Rc::new(first) });
    let (mut nodes, mut serial) = (0, 0);
    let mut bound = f64::NEG_INFINITY;
    while let Some(node) = heap.pop() {
        if node.bound <= tree.target() {
            break;
        }
        let spent = nodes > 0 && (tree.work >= limits.work || nodes >= limits.nodes);
        if spent {
            bound = node.bound;
            break;
        }
        nodes += 1;
        let depth = node.depth;
        let Fate::Split { bound, offer, marks, prices } = tree.visit(node) else { continue };
        if depth == 0 {
            root_prices = prices.clone();
        }
        let prices = Rc::new(prices);
        for side in [Mark::In, Mark::Out] {
            serial += 1;
            let mut marks = marks.clone();
            marks[offer] = side;
            heap.push(Node { bound, depth: depth + 1, serial, marks, prices: Rc::clone(&prices) });
        }
    }
    let method = match (bound > tree.target(), nodes) {
        (true, _) => Method::LimitReached,
        (false, 0..=1) => Method::Bound,
        (false, _) => Method::BranchAndBound,
    };
    let bound = if method == Method::LimitReached { bound } else { tree.value };
    Outcome {
        set: tree.set,
        value: tree.value,
        bound,
        greedy,
        nodes,
        work: tree.work,
        method,
        prices: root_prices,
    }
}

impl Tree<'_> {
    /// What a selection must be worth to count as better.
    fn target(&self) -> f64 {
        self.value + SAME * self.value.max(1e-6)
    }

    fn offer(&mut self, mut set: Vec<usize>) {
        set.sort_unstable();
        let value = self.model.value(&set, &mut self.work);
        let same = (value - self.value).abs() <= SAME * self.value.max(1e-6);
        if (value > self.value && !same) || (same && value >= self.value && set < self.set) {
            self.value = value;
            self.set = set;
        }
    }

    /// Iterated local search (Lourenço, Martin, Stützle 2003): moves two chosen offers elsewhere, swaps again,
    /// keeps the better. The dice have a fixed seed; at most a tenth of the work goes into it.
    fn kick(&mut self) {
        let mut dice = Dice::new(1);
        let until = self.work + self.limits.work / 10;
        let free: Vec<usize> = (0..self.model.offers).filter(|&j| self.model.rules.allowed[j]).collect();
        for _ in 0..KICKS {
            if self.work >= until || self.set.is_empty() {
                break;
            }
            let mut set = self.set.clone();
            for _ in 0..2.min(set.len()) {
                let p = dice.below(set.len());
                let state = self.model.rules.state(&set);
                for _ in 0..20 {
                    let j = free[dice.below(free.len())];
                    let out = set[p];
                    let may = !self.model.rules.required[out] && !set.contains(&j);
                    if may && self.model.rules.may_swap(&state, out, j) {
                        set[p] = j;
                        break;
                    }
                }
            }
            self.model.swap(&mut set, self.places, MOST_SWAPS, &mut self.work);
            self.offer(set);
        }
    }

    fn visit(&mut self, node: Node) -> Fate {
        let Node { mut bound, depth, mut marks, prices, .. } = node;
        let mut prices = (*prices).clone();
        let rounds = if depth == 0 { self.limits.root_rounds } else { self.limits.node_rounds };
        let mut left = rounds;
        loop {
            let Some(reduced) = Reduced::new(self.model, &marks, self.places, &mut self.work) else {
                return Fate::Closed;
            };
            let inside: Vec<usize> = (0..marks.len()).filter(|&j| marks[j] == Mark::In).collect();
            if reduced.is_met() {
                self.offer(inside.clone());
            }
            if reduced.places == 0 || reduced.offers.is_empty() {
                return Fate::Closed;
            }
            if reduced.places == 1 {
                if let Some((j, _)) = reduced.best_single() {
                    let mut set = inside;
                    set.push(j as usize);
                    self.offer(set);
                }
                return Fate::Closed;
            }
            let now = if depth == 0 && left == rounds { left.min(400) } else { left };
            let dual = reduced.solve(&prices, self.target(), now, &mut self.work);
            left -= now;
            bound = bound.min(dual.bound);
            self.round_up(&reduced, &dual, &inside, depth);
            if bound <= self.target() {
                return Fate::Closed;
            }
            if depth == 0 && left + now == rounds {
                self.kick();
            }
            let fixed = reduced.fix(&dual, self.target());
            let mut changed = 0;
            for (l, &mark) in fixed.iter().enumerate().filter(|(_, m)| **m != Mark::Free) {
                marks[reduced.offers[l] as usize] = mark;
                changed += 1;
            }
            let again = depth == 0 && left > 0 || changed * 4 > reduced.offers.len();
            let branch = self.branch_offer(&reduced, &dual, &fixed);
            prices = dual.prices;
            match branch {
                Some(offer) if !again || self.work >= self.limits.work => {
                    return Fate::Split { bound, offer, marks, prices };
                }
                // Everything is fixed or there are rounds left: the reduced problem decides.
                _ => {}
            }
            if left == 0 {
                left = rounds.div_ceil(2);
            }
        }
    }

    /// Turns the inner solution into a set that keeps the rules and improves it by swaps.
    fn round_up(&mut self, reduced: &Reduced, dual: &Dual, inside: &[usize], depth: usize) {
        let mut sets = vec![dual.taken.clone()];
        if depth == 0 {
            // The averaged solution points elsewhere; take its largest shares as a second start.
            let mut by_share: Vec<usize> = (0..dual.share.len()).collect();
            by_share.sort_by(|&a, &b| dual.share[b].total_cmp(&dual.share[a]).then(a.cmp(&b)));
            let mut taken = vec![false; dual.share.len()];
            by_share.iter().take(reduced.places).for_each(|&l| taken[l] = true);
            sets.push(taken);
        }
        for taken in sets {
            let mut set = inside.to_vec();
            let picked = (0..taken.len()).filter(|&l| taken[l]);
            set.extend(picked.map(|l| reduced.offers[l] as usize));
            if !self.model.rules.keeps(&set) {
                let mut preference = vec![f64::NEG_INFINITY; self.model.offers];
                inside.iter().for_each(|&j| preference[j] = f64::INFINITY);
                for (l, &j) in reduced.offers.iter().enumerate() {
                    preference[j as usize] = dual.rho[l];
                }
                self.work += self.model.offers as u64 * 10;
                match self.model.rules.attempt(self.places, &preference, ROUND_UP_STEPS) {
                    Some(Some(core)) => set = core,
                    _ => continue,
                }
            }
            set.sort_unstable();
            if self.tried.len() > 50_000 || !self.tried.insert(set.clone()) {
                continue;
            }
            self.model.fill(&mut set, self.places, &mut self.work);
            let plain = self.model.value(&set, &mut self.work);
            if depth == 0 || plain > 0.97 * self.value {
                self.model.swap(&mut set, self.places, MOST_SWAPS, &mut self.work);
            }
            self.offer(set);
        }
    }

    /// The free offer whose share is least decided; of equal ones the one with the largest reduced value.
    fn branch_offer(&self, reduced: &Reduced, dual: &Dual, fixed: &[Mark]) -> Option<usize> {
        let undecided = |l: usize| dual.share[l].min(1.0 - dual.share[l]);
        let free = (0..fixed.len()).filter(|&l| fixed[l] == Mark::Free);
        let best = free.max_by(|&a, &b| {
            let by_share = undecided(a).total_cmp(&undecided(b));
            by_share.then(dual.rho[a].total_cmp(&dual.rho[b])).then(b.cmp(&a))
        });
        best.map(|l| reduced.offers[l] as usize)
    }
}
