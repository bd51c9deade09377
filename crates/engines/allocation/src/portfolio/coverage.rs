//! The cover table in the two orders the algorithms read it, greedy choice and swaps.
//!
//! Worth of an entry is weight × score. Rows (per need) are sorted by falling worth so that a scan can stop at
//! the first entry that no longer helps; columns (per offer) serve the evaluation of a set.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::rules::Rules;
use super::{PortfolioError, Problem};

/// A sparse table in compressed form: line `i` is `at[ptr[i]..ptr[i + 1]]` with the same range of `worth`.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub ptr: Vec<usize>,
    pub at: Vec<u32>,
    pub worth: Vec<f64>,
}

impl Table {
    pub fn line(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.ptr[i]..self.ptr[i + 1];
        self.at[range.clone()].iter().zip(&self.worth[range]).map(|(&j, &c)| (j as usize, c))
    }

    pub fn len(&self, i: usize) -> usize {
        self.ptr[i + 1] - self.ptr[i]
    }

    /// The same table read the other way, with `lines` lines.
    pub fn transposed(&self, lines: usize) -> Table {
        let mut ptr = vec![0usize; lines + 1];
        for &j in &self.at {
            ptr[j as usize + 1] += 1;
        }
        for j in 0..lines {
            ptr[j + 1] += ptr[j];
        }
        let mut next = ptr.clone();
        let mut at = vec![0u32; self.at.len()];
        let mut worth = vec![0.0; self.at.len()];
        for i in 0..self.ptr.len() - 1 {
            for (j, c) in self.line(i) {
                at[next[j]] = i as u32;
                worth[next[j]] = c;
                next[j] += 1;
            }
        }
        Table { ptr, at, worth }
    }
}

/// A checked problem in the form the algorithms need. Forbidden offers have no entries.
pub(super) struct Model {
    pub offers: usize,
    pub needs: usize,
    pub rows: Table,
    pub columns: Table,
    pub bonus: Vec<f64>,
    pub rules: Rules,
}

/// Best and second best cover of every need by a set.
struct TwoBest {
    /// Position in the set of the best; `u32::MAX` if none.
    by: Vec<u32>,
    first: Vec<f64>,
    second: Vec<f64>,
}

struct Candidate {
    gain: f64,
    offer: usize,
    round: usize,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.offer.cmp(&self.offer))
    }
}

impl Model {
    pub fn new(problem: &Problem) -> Result<Model, PortfolioError> {
        let offers = problem.offers;
        if problem.cover.len() != problem.needs.len() {
            return Err(PortfolioError::Rows { rows: problem.cover.len(), needs: problem.needs.len() });
        }
        if !problem.bonus.is_empty() && problem.bonus.len() != offers {
            return Err(PortfolioError::Length { field: "bonus", given: problem.bonus.len(), offers });
        }
        let amounts = problem.needs.iter().map(|n| n.weight).enumerate().map(|(i, v)| ("weight", i, v));
        let amounts = amounts.chain(problem.bonus.iter().copied().enumerate().map(|(j, v)| ("bonus", j, v)));
        for (field, index, value) in amounts {
            if !value.is_finite() || value < 0.0 {
                return Err(PortfolioError::BadAmount { field, index, value });
            }
        }
        let rules = Rules::new(problem)?;
        let mut rows = Table { ptr: vec![0], ..Table::default() };
        let mut seen = vec![usize::MAX; offers];
        let mut entries: Vec<(u32, f64)> = Vec::new();
        for (i, (need, row)) in problem.needs.iter().zip(&problem.cover).enumerate() {
            entries.clear();
            for &(offer, score) in row {
                if offer >= offers {
                    return Err(PortfolioError::NoSuchOffer { field: "cover", offer, offers });
                }
                if !(0.0..=1.0).contains(&score) {
                    return Err(PortfolioError::BadScore { need: i, offer, score });
                }
                if std::mem::replace(&mut seen[offer], i) == i {
                    return Err(PortfolioError::Twice { need: i, offer });
                }
                let worth = need.weight * score;
                if worth > 0.0 && rules.allowed[offer] {
                    entries.push((offer as u32, worth));
                }
            }
            entries.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            rows.at.extend(entries.iter().map(|e| e.0));
            rows.worth.extend(entries.iter().map(|e| e.1));
            rows.ptr.push(rows.at.len());
        }
        let columns = rows.transposed(offers);
        let bonus = if problem.bonus.is_empty() { vec![0.0; offers] } else { problem.bonus.clone() };
        Ok(Model { offers, needs: problem.needs.len(), rows, columns, bonus, rules })
    }

    /// What each offer is worth if it is the only one.
    pub fn alone(&self) -> Vec<f64> {
        (0..self.offers).map(|j| self.bonus[j] + self.columns.line(j).map(|e| e.1).sum::<f64>()).collect()
    }

    /// Value of a set of distinct offers; the sum runs over the needs in order, so it does not depend on the
    /// order of the set beyond the bonuses, which are added ascending.
    pub fn value(&self, set: &[usize], work: &mut u64) -> f64 {
        let mut set = set.to_vec();
        set.sort_unstable();
        let cover = self.cover(&set, work);
        cover.iter().sum::<f64>() + set.iter().map(|&j| self.bonus[j]).sum::<f64>()
    }

    /// Best worth per need over a set.
    pub fn cover(&self, set: &[usize], work: &mut u64) -> Vec<f64> {
        let mut best = vec![0.0f64; self.needs];
        for &j in set {
            *work += self.columns.len(j) as u64;
            for (i, c) in self.columns.line(j) {
                best[i] = best[i].max(c);
            }
        }
        *work += self.needs as u64;
        best
    }

    fn two_best(&self, set: &[usize], work: &mut u64) -> TwoBest {
        let m = self.needs;
        let mut two = TwoBest { by: vec![u32::MAX; m], first: vec![0.0; m], second: vec![0.0; m] };
        for (p, &j) in set.iter().enumerate() {
            *work += self.columns.len(j) as u64;
            for (i, c) in self.columns.line(j) {
                if c > two.first[i] {
                    two.second[i] = two.first[i];
                    two.first[i] = c;
                    two.by[i] = p as u32;
                } else if c > two.second[i] {
                    two.second[i] = c;
                }
            }
        }
        two
    }

    /// What each member of the set adds to the others.
    pub fn contributions(&self, set: &[usize], work: &mut u64) -> Vec<f64> {
        let two = self.two_best(set, work);
        let mut lost: Vec<f64> = set.iter().map(|&j| self.bonus[j]).collect();
        for i in 0..self.needs {
            if two.by[i] != u32::MAX {
                lost[two.by[i] as usize] += two.first[i] - two.second[i];
            }
        }
        lost
    }

    /// Lazy greedy (Minoux 1978): adds the offer that gains most until the places are filled or nothing
    /// gains. Gains only fall as the set grows, so an old gain is an upper bound and most need no update.
    pub fn fill(&self, set: &mut Vec<usize>, places: usize, work: &mut u64) {
        if set.len() >= places {
            return;
        }
        let mut cover = self.cover(set, work);
        let mut state = self.rules.state(set);
        let gain = |j: usize, cover: &[f64], work: &mut u64| {
            *work += self.columns.len(j) as u64;
            self.bonus[j] + self.columns.line(j).map(|(i, c)| (c - cover[i]).max(0.0)).sum::<f64>()
        };
        let mut heap: BinaryHeap<Candidate> = (0..self.offers)
            .filter(|&j| self.rules.allowed[j] && !set.contains(&j))
            .map(|offer| Candidate { gain: gain(offer, &cover, work), offer, round: set.len() })
            .collect();
        while set.len() < places {
            let Some(top) = heap.pop() else { break };
            if top.gain <= 0.0 {
                break;
            }
            // The counts of a quota only rise here, so what may not come in now never may.
            if !self.rules.may_add(&state, top.offer) {
                continue;
            }
            if top.round < set.len() {
                let fresh = gain(top.offer, &cover, work);
                heap.push(Candidate { gain: fresh, offer: top.offer, round: set.len() });
                continue;
            }
            self.rules.add(&mut state, top.offer);
            set.push(top.offer);
            for (i, c) in self.columns.line(top.offer) {
                cover[i] = cover[i].max(c);
            }
        }
    }

    /// Swaps one chosen for one other offer while the value rises and the rules hold, best swap first.
    /// Must-haves stay. Returns the value.
    pub fn swap(&self, set: &mut Vec<usize>, places: usize, most_swaps: usize, work: &mut u64) -> f64 {
        let n = self.offers;
        for _ in 0..most_swaps {
            self.fill(set, places, work);
            let change = self.swap_changes(set, work);
            let state = self.rules.state(set);
            let mut best: Option<(f64, usize, usize)> = None;
            for (p, &out) in set.iter().enumerate() {
                if self.rules.required[out] {
                    continue;
                }
                for j in 0..n {
                    let d = change[p * n + j];
                    if best.is_none_or(|b| d > b.0) && d > 0.0 && self.rules.may_swap(&state, out, j) {
                        best = Some((d, p, j));
                    }
                }
            }
            *work += (n * set.len()) as u64;
            let Some((d, p, j)) = best else { break };
            let before = self.value(set, work);
            if d <= 1e-9 * (1.0 + before) {
                break;
            }
            set[p] = j;
        }
        self.value(set, work)
    }

    /// For every member `p` of the set and every offer `j`, at `p * offers + j`: how the value changes if `j`
    /// comes in for it. Minus infinity where `j` is in the set or forbidden.
    pub fn swap_changes(&self, set: &[usize], work: &mut u64) -> Vec<f64> {
        let n = self.offers;
        let two = self.two_best(set, work);
        let mut gain = self.bonus.clone();
        let mut loss: Vec<f64> = set.iter().map(|&j| self.bonus[j]).collect();
        let mut change = vec![0.0; set.len() * n];
        for i in 0..self.needs {
            let (first, second) = (two.first[i], two.second[i]);
            let by = two.by[i];
            if by != u32::MAX {
                loss[by as usize] += first - second;
            }
            for (j, c) in self.rows.line(i) {
                if c <= second {
                    break;
                }
                *work += 1;
                gain[j] += (c - first).max(0.0);
                if by != u32::MAX {
                    // Without the best, `j` also catches part of what the best gave beyond the second.
                    change[by as usize * n + j] += c.min(first) - second;
                }
            }
        }
        for (p, line) in change.chunks_mut(n.max(1)).enumerate() {
            for (j, d) in line.iter_mut().enumerate() {
                *d += gain[j] - loss[p];
                if !self.rules.allowed[j] {
                    *d = f64::NEG_INFINITY;
                }
            }
            for &j in set {
                line[j] = f64::NEG_INFINITY;
            }
        }
        change
    }
}
