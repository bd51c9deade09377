//! Upper bounds by prices: the Lagrangian relaxation of "a need is served once".
//!
//! With a price `u_i` per need (and `mu_q` per quota, positive against too many, negative against too few)
//!
//! ```text
//! L(u, mu) = Σ u_i + Σ_q (most_q · mu_q⁺ − least_q · mu_q⁻) + max_Y Σ_{j∈Y} rho_j
//! rho_j    = bonus_j + Σ_i max(0, worth_ij − u_i) − Σ_{q∋j} mu_q
//! ```
//!
//! is never below the optimum, whatever the prices (Cornuéjols, Fisher, Nemhauser 1977); `Y` runs over the sets
//! that keep places and one per supplier, and taking the best of each supplier and of those the largest is
//! exact. The inner problem has integral corners, so the best prices reach the bound of the linear relaxation
//! and no more. They are sought by the volume algorithm (Barahona and Anbil 2000), which also
//! gives a fractional solution to branch on.
//!
//! A node of the search is first reduced: offers that are in raise the floor of every need they cover, offers that are out
//! vanish, and needs and entries below the floor with them.

use super::coverage::{Model, Table};
use super::rules::ALONE;

/// Where an offer stands at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Free,
    In,
    Out,
}

/// What is left of the problem at a node.
pub(super) struct Reduced {
    /// Value of what is in.
    pub base: f64,
    /// Places still free.
    pub places: usize,
    /// The free offers, ascending.
    pub offers: Vec<u32>,
    needs: Vec<u32>,
    floor: Vec<f64>,
    rows: Table,
    columns: Table,
    bonus: Vec<f64>,
    group: Vec<u32>,
    groups: usize,
    quotas_of: Vec<Vec<u32>>,
    least: Vec<f64>,
    most: Vec<f64>,
}

/// Prices of all needs (above nothing, not above the floor of a node) and of all quotas.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub need: Vec<f64>,
    pub quota: Vec<f64>,
}

/// The best prices found at a node and what they say.
pub(super) struct Dual {
    pub bound: f64,
    pub prices: Prices,
    /// Reduced value of each free offer at the best prices.
    pub rho: Vec<f64>,
    /// Which free offers the inner problem takes at the best prices.
    pub taken: Vec<bool>,
    /// How far each free offer is chosen in the averaged solution, in `[0, 1]`.
    pub share: Vec<f64>,
}

struct Inner {
    rho: Vec<f64>,
    order: Vec<u32>,
    taken: Vec<bool>,
    served: Vec<f64>,
    champion: Vec<u32>,
}

impl Reduced {
    /// `None` if the marks already break a rule.
    pub fn new(model: &Model, marks: &[Mark], places: usize, work: &mut u64) -> Option<Reduced> {
        let inside: Vec<usize> = (0..model.offers).filter(|&j| marks[j] == Mark::In).collect();
        if inside.len() > places {
            return None;
        }
        let left = places - inside.len();
        let state = model.rules.state(&inside);
        let free = |j: &usize| left > 0 && marks[*j] == Mark::Free && model.rules.may_add(&state, *j);
        let offers: Vec<u32> = (0..model.offers).filter(free).map(|j| j as u32).collect();

        let mut local = vec![u32::MAX; model.offers];
        offers.iter().enumerate().for_each(|(l, &j)| local[j as usize] = l as u32);
        let quotas = &model.rules.quotas;
        let mut least = vec![0.0; quotas.len()];
        let mut most = vec![0.0; quotas.len()];
        for (q, quota) in quotas.iter().enumerate() {
            let count = quota.members.iter().filter(|&&j| marks[j as usize] == Mark::In).count();
            let can = quota.members.iter().filter(|&&j| local[j as usize] != u32::MAX).count();
            if count > quota.most || count + can.min(left) < quota.least {
                return None;
            }
            least[q] = quota.least.saturating_sub(count) as f64;
            most[q] = (quota.most - count).min(can) as f64;
        }

        let cover = model.cover(&inside, work);
        let base = cover.iter().sum::<f64>() + inside.iter().map(|&j| model.bonus[j]).sum::<f64>();
        let mut needs = Vec::new();
        let mut floor = Vec::new();
        let mut rows = Table { ptr: vec![0], ..Table::default() };
        for (i, &covered) in cover.iter().enumerate() {
            for (j, c) in model.rows.line(i) {
                if c <= covered {
                    break;
                }
                *work += 1;
                if local[j] != u32::MAX {
                    rows.at.push(local[j]);
                    rows.worth.push(c - covered);
                }
            }
            if rows.at.len() > rows.ptr[rows.ptr.len() - 1] {
                rows.ptr.push(rows.at.len());
                needs.push(i as u32);
                floor.push(covered);
            }
        }
        let columns = rows.transposed(offers.len());
        *work += rows.at.len() as u64;
        let bonus = offers.iter().map(|&j| model.bonus[j as usize]).collect();
        let group = offers.iter().map(|&j| model.rules.group[j as usize]).collect();
        let quotas_of = offers.iter().map(|&j| model.rules.quotas_of[j as usize].clone()).collect();
        let groups = model.rules.groups;
        Some(Reduced {
            base,
            places: left,
            offers,
            needs,
            floor,
            rows,
            columns,
            bonus,
            group,
            groups,
            quotas_of,
            least,
            most,
        })
    }

    /// The free offer that, added alone, is worth most, if it meets the remaining quotas; the first of equal
    /// ones. With one place left this is the optimum of the node.
    pub fn best_single(&self) -> Option<(u32, f64)> {
        let mut best: Option<(u32, f64)> = None;
        for (l, &j) in self.offers.iter().enumerate() {
            let meets =
                |(q, &least): (usize, &f64)| least <= f64::from(self.quotas_of[l].contains(&(q as u32)));
            if !self.least.iter().enumerate().all(meets) {
                continue;
            }
            let worth = self.bonus[l] + self.columns.line(l).map(|e| e.1).sum::<f64>();
            if best.is_none_or(|b| worth > b.1) {
                best = Some((j, worth));
            }
        }
        best
    }

    /// Whether every lower quota is already met.
    pub fn is_met(&self) -> bool {
        self.least.iter().all(|&l| l <= 0.0)
    }

    fn cap(&self, i: usize) -> f64 {
        self.rows.worth[self.rows.ptr[i]]
    }

    /// `L` at the prices; leaves the reduced values, the taken offers and how often each need is served.
    fn evaluate(&self, u: &[f64], mu: &[f64], inner: &mut Inner, work: &mut u64) -> f64 {
        inner.rho.copy_from_slice(&self.bonus);
        let mut total = self.base;
        let mut touched = 0;
        for (i, &price) in u.iter().enumerate() {
            total += price;
            let range = self.rows.ptr[i]..self.rows.ptr[i + 1];
            for (&j, &c) in self.rows.at[range.clone()].iter().zip(&self.rows.worth[range]) {
                if c <= price {
                    break;
                }
                touched += 1;
                inner.rho[j as usize] += c - price;
            }
        }
        for (q, &m) in mu.iter().enumerate() {
            total += if m > 0.0 { m * self.most[q] } else { m * self.least[q] };
        }
        if !mu.is_empty() {
            for (rho, quotas) in inner.rho.iter_mut().zip(&self.quotas_of) {
                quotas.iter().for_each(|&q| *rho -= mu[q as usize]);
            }
        }
        self.take_best(inner);
        inner.served.fill(0.0);
        for &l in &inner.order {
            let l = l as usize;
            total += inner.rho[l];
            for (i, c) in self.columns.line(l) {
                if c > u[i] {
                    inner.served[i] += 1.0;
                }
            }
            touched += self.columns.len(l);
        }
        *work += (touched + u.len() + 2 * self.offers.len()) as u64;
        total
    }

    /// The best of every supplier, and of those the largest positive ones up to the places.
    fn take_best(&self, inner: &mut Inner) {
        let Inner { rho, order, taken, champion, .. } = inner;
        order.clear();
        if self.groups == 0 {
            order.extend((0..rho.len() as u32).filter(|&l| rho[l as usize] > 0.0));
        } else {
            champion.fill(u32::MAX);
            for l in 0..rho.len() {
                if rho[l] <= 0.0 {
                    continue;
                }
                if self.group[l] == ALONE {
                    order.push(l as u32);
                    continue;
                }
                let best = &mut champion[self.group[l] as usize];
                if *best == u32::MAX || rho[l] > rho[*best as usize] {
                    *best = l as u32;
                }
            }
            order.extend(champion.iter().copied().filter(|&l| l != u32::MAX));
        }
        if order.len() > self.places {
            let by = |a: &u32, b: &u32| rho[*b as usize].total_cmp(&rho[*a as usize]).then(a.cmp(b));
            order.select_nth_unstable_by(self.places - 1, by);
            order.truncate(self.places);
        }
        order.sort_unstable();
        taken.fill(false);
        order.iter().for_each(|&l| taken[l as usize] = true);
    }

    /// Prices for this node from prices of all needs.
    fn localise(&self, prices: &Prices) -> Vec<f64> {
        let price =
            |(i, &need): (usize, &u32)| (prices.need[need as usize] - self.floor[i]).clamp(0.0, self.cap(i));
        self.needs.iter().enumerate().map(price).collect()
    }

    /// Improves the prices, at most `rounds` times, until the bound is no larger than `target` (the value to
    /// beat) or nothing moves any more. `places` must be positive.
    pub fn solve(&self, from: &Prices, target: f64, rounds: usize, work: &mut u64) -> Dual {
        let n = self.offers.len();
        let mut inner = Inner {
            rho: vec![0.0; n],
            order: Vec::with_capacity(n),
            taken: vec![false; n],
            served: vec![0.0; self.needs.len()],
            champion: vec![u32::MAX; self.groups],
        };
        let quotas = self.least.len();
        let mut centre = self.localise(from);
        let mut centre_mu = from.quota.clone();
        let mut bound = self.evaluate(&centre, &centre_mu, &mut inner, work);
        let mut served = inner.served.clone();
        let mut share: Vec<f64> = inner.taken.iter().map(|&t| f64::from(t)).collect();
        let mut rho = inner.rho.clone();
        let mut taken = inner.taken.clone();

        let cap: Vec<f64> = (0..self.needs.len()).map(|i| self.cap(i)).collect();
        let mut u = centre.clone();
        let mut mu = centre_mu.clone();
        let mut slope = vec![0.0; self.needs.len()];
        let mut slope_mu = vec![0.0; quotas];
        let mut count = vec![0.0; quotas];
        // Step factor and largest weight of the newest solution, as Barahona and Anbil move them.
        let (mut factor, mut weight_cap) = (1.0, 0.1);
        let (mut dull, mut checked) = (0, bound);
        for round in 0..rounds {
            if bound <= target {
                break;
            }
            let mut norm = 0.0;
            for i in 0..slope.len() {
                let v = 1.0 - served[i];
                let held = (v > 0.0 && centre[i] <= 0.0) || (v < 0.0 && centre[i] >= cap[i]);
                slope[i] = if held { 0.0 } else { v };
                norm += slope[i] * slope[i];
            }
            self.quota_slopes(&share, &centre_mu, &mut count, &mut slope_mu);
            norm += slope_mu.iter().map(|v| v * v).sum::<f64>();
            if norm < 1e-12 {
                break;
            }
            let step = factor * (bound - target).max(1e-7 * bound.abs()) / norm;
            for i in 0..u.len() {
                u[i] = (centre[i] - step * slope[i]).clamp(0.0, cap[i]);
            }
            for q in 0..quotas {
                mu[q] = centre_mu[q] - step * slope_mu[q];
                // A price of a quota may not change sides in one step: the slope jumps at zero.
                if mu[q] * centre_mu[q] < 0.0 {
                    mu[q] = 0.0;
                }
            }
            let now = self.evaluate(&u, &mu, &mut inner, work);

            // The weight that makes the averaged slope shortest.
            let (mut along, mut apart) = (0.0, 0.0);
            let mut inward = 0.0;
            for i in 0..slope.len() {
                let fresh = 1.0 - inner.served[i];
                let old = 1.0 - served[i];
                inward += fresh * slope[i];
                along += old * (old - fresh);
                apart += (old - fresh) * (old - fresh);
            }
            let best = if apart > 0.0 { along / apart } else { weight_cap };
            let weight = best.clamp(weight_cap / 10.0, weight_cap);
            for (s, &f) in served.iter_mut().zip(&inner.served) {
                *s += weight * (f - *s);
            }
            for (s, &t) in share.iter_mut().zip(&inner.taken) {
                *s += weight * (f64::from(t) - *s);
            }

            if now < bound - 1e-12 * bound.abs() {
                bound = now;
                centre.copy_from_slice(&u);
                centre_mu.copy_from_slice(&mu);
                rho.copy_from_slice(&inner.rho);
                taken.copy_from_slice(&inner.taken);
                dull = 0;
                if inward > 0.0 {
                    factor = f64::min(factor * 1.1, 2.0);
                }
            } else {
                dull += 1;
                if dull >= 12 {
                    factor *= 0.66;
                    dull = 0;
                }
            }
            if round % 100 == 99 {
                if checked - bound < 0.01 * (bound - target).abs() {
                    weight_cap = f64::max(weight_cap / 2.0, 1e-4);
                }
                if checked - bound < 1e-6 * bound.abs() && factor < 0.02 {
                    break;
                }
                checked = bound;
            }
        }

        let mut prices = Prices { need: from.need.clone(), quota: centre_mu };
        for (i, &need) in self.needs.iter().enumerate() {
            prices.need[need as usize] = self.floor[i] + centre[i];
        }
        Dual { bound, prices, rho, taken, share }
    }

    fn quota_slopes(&self, share: &[f64], mu: &[f64], count: &mut [f64], slope: &mut [f64]) {
        count.fill(0.0);
        if count.is_empty() {
            return;
        }
        for (quotas, &s) in self.quotas_of.iter().zip(share) {
            quotas.iter().for_each(|&q| count[q as usize] += s);
        }
        for q in 0..count.len() {
            let over = self.most[q] - count[q];
            let under = self.least[q] - count[q];
            slope[q] = if mu[q] > 0.0 {
                over
            } else if mu[q] < 0.0 {
                under
            } else {
                over.min(0.0) + under.max(0.0)
            };
        }
    }

    /// Free offers (as local numbers) that no selection better than `target` leaves out, and those none
    /// contains. `In` and `Out` in a vector as long as `offers`.
    pub fn fix(&self, dual: &Dual, target: f64) -> Vec<Mark> {
        let slack = dual.bound - target;
        let taken: Vec<usize> = (0..dual.taken.len()).filter(|&l| dual.taken[l]).collect();
        let full = taken.len() == self.places;
        let weakest =
            if full { taken.iter().map(|&l| dual.rho[l]).fold(f64::INFINITY, f64::min) } else { 0.0 };
        let mut of_group = vec![f64::NEG_INFINITY; self.groups];
        for &l in taken.iter().filter(|&&l| self.group[l] != ALONE) {
            of_group[self.group[l] as usize] = dual.rho[l];
        }
        // The largest that could come in for one that is left out.
        let mut next = 0.0f64;
        for l in 0..dual.rho.len() {
            let rival = self.group[l] != ALONE && of_group[self.group[l] as usize] > f64::NEG_INFINITY;
            if !dual.taken[l] && !rival {
                next = next.max(dual.rho[l]);
            }
        }
        let mut marks = vec![Mark::Free; dual.rho.len()];
        for l in 0..marks.len() {
            if dual.taken[l] {
                let mut heir = next;
                if self.group[l] != ALONE {
                    for m in (0..marks.len()).filter(|&m| m != l && self.group[m] == self.group[l]) {
                        heir = heir.max(dual.rho[m]);
                    }
                }
                if dual.rho[l] - heir.max(0.0) > slack {
                    marks[l] = Mark::In;
                }
            } else {
                let rival = match self.group[l] {
                    ALONE => f64::NEG_INFINITY,
                    g => of_group[g as usize],
                };
                let displaced = if rival > f64::NEG_INFINITY { rival } else { weakest };
                if displaced - dual.rho[l] > slack {
                    marks[l] = Mark::Out;
                }
            }
        }
        marks
    }
}
