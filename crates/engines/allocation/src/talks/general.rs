//! The choice when also people of one side meet: branch and bound over the half-whole relaxation.

use super::choice::Demand;
use crate::flow::Network;

/// Work limit of the branching: relaxations solved × wishes.
const WORK: usize = 40_000_000;

struct Search<'a> {
    demand: &'a Demand,
    best: Vec<bool>,
    best_worth: i128,
    /// Largest bound of a branch that was given up.
    open: i128,
    left: usize,
}

/// The best choice found as one flag per edge, and the bound on `bonus × least + value`.
pub(super) fn choose(demand: &Demand) -> (Vec<bool>, i128) {
    let musts: Vec<bool> = demand.edges.iter().map(|e| e.must).collect();
    let left = (WORK / demand.edges.len().max(1)).clamp(1, 4_000);
    let mut search = Search { demand, best_worth: worth(demand, &musts), best: musts, open: i128::MIN, left };
    let mut fixed: Vec<Option<bool>> = demand.edges.iter().map(|e| e.must.then_some(true)).collect();
    search.branch(&mut fixed);
    let bound = search.open.max(search.best_worth);
    (search.best, bound)
}

/// `bonus × least + value` of a choice.
fn worth(demand: &Demand, taken: &[bool]) -> i128 {
    let mut loads = vec![0usize; demand.due.len()];
    let mut value = 0i128;
    for (e, _) in demand.edges.iter().zip(taken).filter(|&(_, &t)| t) {
        loads[e.a] += 1;
        loads[e.b] += 1;
        value += i128::from(e.value);
    }
    let least: usize = loads.iter().zip(&demand.due).map(|(&l, &(least, _))| l.min(least)).sum();
    i128::from(demand.bonus) * least as i128 + value
}

impl Search<'_> {
    fn branch(&mut self, fixed: &mut Vec<Option<bool>>) {
        let Some((double, bound)) = self.relax(fixed) else { return };
        if bound <= self.best_worth {
            return;
        }
        self.round(&double);
        if bound <= self.best_worth {
            return;
        }
        let half = (0..double.len()).filter(|&e| double[e] == 1).max_by_key(|&e| {
            let e = &self.demand.edges[e];
            (e.value, std::cmp::Reverse(e.candidate))
        });
        let Some(half) = half else { return };
        if self.left == 0 {
            self.open = self.open.max(bound);
            return;
        }
        self.left -= 1;
        for value in [true, false] {
            fixed[half] = Some(value);
            self.branch(fixed);
        }
        fixed[half] = None;
    }

    /// Twice the value of each wish in the relaxation, and the bound it gives.
    fn relax(&self, fixed: &[Option<bool>]) -> Option<(Vec<i64>, i128)> {
        let people = self.demand.due.len();
        let mut network = Network::new(2 * people + 2);
        let (source, sink) = (2 * people, 2 * people + 1);
        for (e, fix) in self.demand.edges.iter().zip(fixed) {
            let lower = i64::from(*fix == Some(true));
            let upper = i64::from(*fix != Some(false));
            network.add_edge(e.a, people + e.b, lower, upper, -e.value);
            network.add_edge(e.b, people + e.a, lower, upper, -e.value);
        }
        for (p, &(least, most)) in self.demand.due.iter().enumerate() {
            for (from, to) in [(source, p), (people + p, sink)] {
                network.add_edge(from, to, 0, least as i64, -self.demand.bonus);
                network.add_edge(from, to, 0, (most - least) as i64, 0);
            }
        }
        network.add_edge(sink, source, 0, 2 * self.demand.places as i64, 0);
        let flow = network.solve().ok()?;
        let double = flow.units[..2 * self.demand.edges.len()].chunks(2).map(|u| u[0] + u[1]).collect();
        Some((double, (-flow.dual_bound(&network)).div_euclid(2)))
    }

    /// Takes the whole wishes and as many halves as there is room for; keeps the choice if it is the best so far.
    fn round(&mut self, double: &[i64]) {
        let mut loads = vec![0usize; self.demand.due.len()];
        let mut taken = vec![false; double.len()];
        let mut count = 0;
        let mut order: Vec<usize> = (0..double.len()).filter(|&e| double[e] > 0).collect();
        order.sort_by_key(|&e| (-double[e], -self.demand.edges[e].value));
        let due = &self.demand.due;
        let mut add = |e: usize, loads: &mut Vec<usize>, taken: &mut Vec<bool>| {
            let edge = &self.demand.edges[e];
            let (a, b) = (edge.a, edge.b);
            let wanted = edge.value > 0 || loads[a] < due[a].0 || loads[b] < due[b].0 || double[e] == 2;
            if !taken[e] && wanted && loads[a] < due[a].1 && loads[b] < due[b].1 && count < self.demand.places
            {
                loads[a] += 1;
                loads[b] += 1;
                count += 1;
                taken[e] = true;
            }
        };
        for &e in &order {
            add(e, &mut loads, &mut taken);
        }
        // A half that was dropped may have left room for a wish outside the relaxation.
        let mut others: Vec<usize> = (0..double.len()).filter(|&e| double[e] == 0).collect();
        others.sort_by_key(|&e| -self.demand.edges[e].value);
        for e in others {
            add(e, &mut loads, &mut taken);
        }
        let worth = worth(self.demand, &taken);
        if worth > self.best_worth {
            self.best_worth = worth;
            self.best = taken;
        }
    }
}
