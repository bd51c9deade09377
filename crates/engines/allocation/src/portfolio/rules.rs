//! The rules of a round: whether a set keeps them, a first set that does, and which rules contradict each other.
//!
//! Whether overlapping quotas can be met is a set multi-cover question and NP-hard; a round has a few dozen
//! areas, so a depth-first search with interchangeable offers merged decides it at once. A contradiction is
//! shrunk by leaving out one rule after the other (deletion filter, Chinneck and Dravnieks 1991).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PortfolioError, Problem};

/// One rule that can take part in a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// No more than this many offers.
    Places(usize),
    /// This offer must be chosen.
    Required(usize),
    /// This offer may not be chosen.
    Forbidden(usize),
    /// At most one offer of this supplier.
    OnePerSupplier(usize),
    /// At least so many members of the quota at this position.
    Least(usize),
    /// At most so many members of the quota at this position.
    Most(usize),
}

/// Steps of the depth-first search after which feasibility counts as undecided.
pub(super) const MOST_STEPS: usize = 200_000;

/// Offers without a rival of the same supplier have this group.
pub(super) const ALONE: u32 = u32::MAX;

#[derive(Clone, Debug)]
pub(super) struct QuotaRule {
    pub members: Vec<u32>,
    pub least: usize,
    pub most: usize,
}

/// The rules in a form quick to ask.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub allowed: Vec<bool>,
    pub required: Vec<bool>,
    /// Group of each offer of which at most one may be chosen, or [`ALONE`].
    pub group: Vec<u32>,
    pub groups: usize,
    /// Supplier number of each group, for messages.
    supplier: Vec<usize>,
    pub quotas: Vec<QuotaRule>,
    /// The quotas each offer counts towards, ascending.
    pub quotas_of: Vec<Vec<u32>>,
}

/// What a set uses up.
#[derive(Clone, Debug)]
pub(super) struct State {
    group_used: Vec<bool>,
    count: Vec<usize>,
}

impl Rules {
    pub fn new(problem: &Problem) -> Result<Rules, PortfolioError> {
        let offers = problem.offers;
        let check = |field: &'static str, list: &[usize]| match list.iter().find(|&&j| j >= offers) {
            Some(&offer) => Err(PortfolioError::NoSuchOffer { field, offer, offers }),
            None => Ok(()),
        };
        check("required", &problem.required)?;
        check("forbidden", &problem.forbidden)?;
        let given = problem.suppliers.len();
        if given != offers && (given != 0 || problem.one_per_supplier) {
            return Err(PortfolioError::Length { field: "suppliers", given, offers });
        }
        let mut allowed = vec![true; offers];
        problem.forbidden.iter().for_each(|&j| allowed[j] = false);
        let mut required = vec![false; offers];
        problem.required.iter().for_each(|&j| required[j] = true);

        let mut group = vec![ALONE; offers];
        let mut supplier = Vec::new();
        if problem.one_per_supplier {
            let mut by_supplier: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (j, &s) in problem.suppliers.iter().enumerate() {
                by_supplier.entry(s).or_default().push(j);
            }
            for (s, members) in by_supplier.into_iter().filter(|(_, m)| m.len() > 1) {
                members.iter().for_each(|&j| group[j] = supplier.len() as u32);
                supplier.push(s);
            }
        }

        let mut quotas = Vec::new();
        let mut quotas_of = vec![Vec::new(); offers];
        for (q, quota) in problem.quotas.iter().enumerate() {
            check("quotas", &quota.members)?;
            let mut members: Vec<u32> = quota.members.iter().map(|&j| j as u32).collect();
            members.sort_unstable();
            members.dedup();
            members.iter().for_each(|&j| quotas_of[j as usize].push(q as u32));
            quotas.push(QuotaRule { members, least: quota.least, most: quota.most });
        }
        Ok(Rules { allowed, required, group, groups: supplier.len(), supplier, quotas, quotas_of })
    }

    pub fn state(&self, set: &[usize]) -> State {
        let mut state = State { group_used: vec![false; self.groups], count: vec![0; self.quotas.len()] };
        set.iter().for_each(|&j| self.add(&mut state, j));
        state
    }

    pub fn add(&self, state: &mut State, j: usize) {
        if self.group[j] != ALONE {
            state.group_used[self.group[j] as usize] = true;
        }
        self.quotas_of[j].iter().for_each(|&q| state.count[q as usize] += 1);
    }

    /// Whether `j` may join a set in this state as far as suppliers and upper quotas go.
    pub fn may_add(&self, state: &State, j: usize) -> bool {
        self.allowed[j]
            && (self.group[j] == ALONE || !state.group_used[self.group[j] as usize])
            && self.quotas_of[j].iter().all(|&q| state.count[q as usize] < self.quotas[q as usize].most)
    }

    /// Whether the rules still hold if `out` leaves the set and `j` joins it.
    pub fn may_swap(&self, state: &State, out: usize, j: usize) -> bool {
        let (gj, go) = (self.group[j], self.group[out]);
        if !self.allowed[j] || (gj != ALONE && gj != go && state.group_used[gj as usize]) {
            return false;
        }
        let (joins, leaves) = (&self.quotas_of[j], &self.quotas_of[out]);
        let room = |q: &u32| state.count[*q as usize] < self.quotas[*q as usize].most;
        let spare = |q: &u32| state.count[*q as usize] > self.quotas[*q as usize].least;
        joins.iter().filter(|q| !leaves.contains(q)).all(room)
            && leaves.iter().filter(|q| !joins.contains(q)).all(spare)
    }

    /// Whether a whole set keeps every rule except the number of places.
    pub fn keeps(&self, set: &[usize]) -> bool {
        let mut state = self.state(&[]);
        for &j in set {
            if !self.may_add(&state, j) {
                return false;
            }
            self.add(&mut state, j);
        }
        let musts = self.required.iter().filter(|&&r| r).count();
        set.iter().filter(|&&j| self.required[j]).count() == musts
            && self.quotas.iter().zip(&state.count).all(|(q, &c)| c >= q.least)
    }

    /// A smallest-effort set that keeps all rules: must-haves, then members of quotas that lack some, the
    /// preferred (larger number) first.
    ///
    /// # Errors
    ///
    /// The contradiction if there is no such set.
    pub fn start(&self, places: usize, preference: &[f64]) -> Result<Vec<usize>, PortfolioError> {
        match self.attempt(places, preference, MOST_STEPS) {
            Some(Some(set)) => Ok(set),
            Some(None) => Err(PortfolioError::Contradiction { rules: self.contradiction(places) }),
            None => Err(PortfolioError::Undecided),
        }
    }

    /// As [`Rules::start`]; `Some(None)` if there is no such set, `None` if undecided after so many steps.
    pub fn attempt(
        &self,
        places: usize,
        preference: &[f64],
        most_steps: usize,
    ) -> Option<Option<Vec<usize>>> {
        let active = Active::all(self, places);
        let mut search = Search::new(self, &active, preference);
        search.most_steps = most_steps;
        search.run()
    }

    /// Rules that contradict each other, none of which can be left out. A pair is found before anything larger.
    fn contradiction(&self, places: usize) -> Vec<Rule> {
        let all = self.every_rule(places);
        let impossible = |rules: &[Rule]| {
            let active = Active::only(self, rules);
            matches!(Search::new(self, &active, &[]).run(), Some(None))
        };
        // Must-haves, quotas and suppliers are few; the pairs among them are the contradictions people make.
        if all.len() <= 120 {
            if let Some(&one) = all.iter().find(|&&rule| impossible(&[rule])) {
                return vec![one];
            }
            for (a, &first) in all.iter().enumerate() {
                for &second in &all[a + 1..] {
                    if impossible(&[first, second]) {
                        return vec![first.min(second), first.max(second)];
                    }
                }
            }
        }
        let mut kept = all;
        let mut at = 0;
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            if impossible(&fewer) {
                kept = fewer;
            } else {
                at += 1;
            }
        }
        kept.sort_unstable();
        kept
    }

    /// Every rule that can matter to feasibility; those listed first are the first the filter leaves out.
    fn every_rule(&self, places: usize) -> Vec<Rule> {
        let offers = 0..self.allowed.len();
        let demanded = |j: &usize| {
            self.required[*j] || self.quotas_of[*j].iter().any(|&q| self.quotas[q as usize].least > 0)
        };
        let mut rules: Vec<Rule> = Vec::new();
        rules.extend(offers.clone().filter(|j| !self.allowed[*j] && demanded(j)).map(Rule::Forbidden));
        rules.extend((0..self.quotas.len()).map(Rule::Most));
        let mut suppliers: Vec<u32> = offers.clone().filter(demanded).map(|j| self.group[j]).collect();
        suppliers.sort_unstable();
        suppliers.dedup();
        let groups = suppliers.into_iter().filter(|&g| g != ALONE);
        rules.extend(groups.map(|g| Rule::OnePerSupplier(self.supplier[g as usize])));
        rules.extend((0..self.quotas.len()).filter(|&q| self.quotas[q].least > 0).map(Rule::Least));
        rules.extend(offers.filter(|&j| self.required[j]).map(Rule::Required));
        rules.push(Rule::Places(places));
        rules
    }
}

/// Which rules are in force during one search.
struct Active {
    places: usize,
    required: Vec<usize>,
    allowed: Vec<bool>,
    group: Vec<u32>,
    least: Vec<usize>,
    most: Vec<usize>,
}

impl Active {
    fn all(rules: &Rules, places: usize) -> Active {
        Active {
            places,
            required: (0..rules.required.len()).filter(|&j| rules.required[j]).collect(),
            allowed: rules.allowed.clone(),
            group: rules.group.clone(),
            least: rules.quotas.iter().map(|q| q.least).collect(),
            most: rules.quotas.iter().map(|q| q.most).collect(),
        }
    }

    fn only(rules: &Rules, named: &[Rule]) -> Active {
        let n = rules.allowed.len();
        let mut active = Active {
            places: n,
            required: Vec::new(),
            allowed: vec![true; n],
            group: vec![ALONE; n],
            least: vec![0; rules.quotas.len()],
            most: vec![n; rules.quotas.len()],
        };
        for &rule in named {
            match rule {
                Rule::Places(p) => active.places = p,
                Rule::Required(j) => active.required.push(j),
                Rule::Forbidden(j) => active.allowed[j] = false,
                Rule::OnePerSupplier(s) => {
                    for j in 0..n {
                        let g = rules.group[j];
                        if g != ALONE && rules.supplier[g as usize] == s {
                            active.group[j] = g;
                        }
                    }
                }
                Rule::Least(q) => active.least[q] = rules.quotas[q].least,
                Rule::Most(q) => active.most[q] = rules.quotas[q].most,
            }
        }
        active
    }
}

/// Depth-first search for a set that keeps the active rules.
struct Search<'a> {
    rules: &'a Rules,
    active: &'a Active,
    /// Offers by falling preference.
    order: Vec<u32>,
    /// Offers with equal class are interchangeable.
    class: Vec<u32>,
    open: Vec<bool>,
    used: Vec<bool>,
    count: Vec<usize>,
    set: Vec<usize>,
    steps: usize,
    most_steps: usize,
}

impl<'a> Search<'a> {
    fn new(rules: &'a Rules, active: &'a Active, preference: &[f64]) -> Search<'a> {
        let n = rules.allowed.len();
        let mut order: Vec<u32> = (0..n as u32).collect();
        if !preference.is_empty() {
            order.sort_by(|&a, &b| preference[b as usize].total_cmp(&preference[a as usize]).then(a.cmp(&b)));
        }
        let mut classes: BTreeMap<(&[u32], u32), u32> = BTreeMap::new();
        let class = (0..n)
            .map(|j| {
                let next = classes.len() as u32;
                *classes.entry((&rules.quotas_of[j], active.group[j])).or_insert(next)
            })
            .collect();
        Search {
            rules,
            active,
            order,
            class,
            open: active.allowed.clone(),
            used: vec![false; rules.groups],
            count: vec![0; rules.quotas.len()],
            set: Vec::new(),
            steps: 0,
            most_steps: MOST_STEPS,
        }
    }

    /// The set, `Some(None)` if there is none, `None` if the steps ran out.
    fn run(mut self) -> Option<Option<Vec<usize>>> {
        for &j in &self.active.required {
            if !self.may(j) {
                return Some(None);
            }
            self.take(j);
        }
        if self.set.len() > self.active.places {
            return Some(None);
        }
        match self.descend() {
            Some(true) => Some(Some(self.set)),
            Some(false) => Some(None),
            None => None,
        }
    }

    fn may(&self, j: usize) -> bool {
        let g = self.active.group[j];
        self.open[j]
            && (g == ALONE || !self.used[g as usize])
            && self.rules.quotas_of[j].iter().all(|&q| self.count[q as usize] < self.active.most[q as usize])
    }

    fn take(&mut self, j: usize) {
        self.open[j] = false;
        if self.active.group[j] != ALONE {
            self.used[self.active.group[j] as usize] = true;
        }
        self.rules.quotas_of[j].iter().for_each(|&q| self.count[q as usize] += 1);
        self.set.push(j);
    }

    fn put_back(&mut self, j: usize) {
        self.set.pop();
        self.open[j] = true;
        if self.active.group[j] != ALONE {
            self.used[self.active.group[j] as usize] = false;
        }
        self.rules.quotas_of[j].iter().for_each(|&q| self.count[q as usize] -= 1);
    }

    fn descend(&mut self) -> Option<bool> {
        self.steps += 1;
        if self.steps > self.most_steps {
            return None;
        }
        let left = self.active.places - self.set.len();
        // The quota with the fewest members to spare decides; all lacking ones bound what is possible.
        let mut tightest: Option<(usize, usize)> = None;
        for q in 0..self.count.len() {
            let lack = self.active.least[q].saturating_sub(self.count[q]);
            if lack == 0 {
                continue;
            }
            let members = &self.rules.quotas[q].members;
            let can = members.iter().filter(|&&j| self.may(j as usize)).count();
            if lack > left || lack > can {
                return Some(false);
            }
            if tightest.is_none_or(|(spare, _)| can - lack < spare) {
                tightest = Some((can - lack, q));
            }
        }
        let Some((_, q)) = tightest else { return Some(true) };
        let mut tried: Vec<u32> = Vec::new();
        let mut closed: Vec<usize> = Vec::new();
        let mut found = Some(false);
        for at in 0..self.order.len() {
            let j = self.order[at] as usize;
            if !self.rules.quotas_of[j].contains(&(q as u32)) || !self.may(j) {
                continue;
            }
            // If `j` cannot be completed, no interchangeable offer can, here or with `j` left out.
            if !tried.contains(&self.class[j]) {
                self.take(j);
                found = self.descend();
                if found != Some(false) {
                    return found;
                }
                self.put_back(j);
                tried.push(self.class[j]);
            }
            self.open[j] = false;
            closed.push(j);
        }
        closed.iter().for_each(|&j| self.open[j] = true);
        found
    }
}
