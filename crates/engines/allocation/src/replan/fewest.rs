//! Fewest confirmed talks dropped, then fewest moved.

use crate::dice::Dice;
use crate::slots::Slots;
use crate::timetable::{self, Agenda, Effort, Search, worth_bound};

/// Nodes of the search tree in all.
const NODES: u32 = 400_000;

pub(super) struct Fewest {
    /// Slot of every confirmed talk that is kept.
    pub(super) slots: Vec<Option<usize>>,
    pub(super) dropped_bound: usize,
    pub(super) moved_bound: usize,
}

pub(super) fn fewest_changes(open: &Agenda, home: &[Option<usize>], seed: u64) -> Fewest {
    let confirmed = home.iter().flatten().count();
    let mut only = open.clone();
    for (talk, home) in only.talks.iter_mut().zip(home) {
        if home.is_none() {
            talk.window = Slots::NONE;
        }
    }
    let mut tree = Tree::new(&only, home);
    let disturbed = tree.waiting.len();
    // One talk kept outweighs every number of moves.
    let keep = confirmed as i64 + 1;
    let (mut dropped_bound, mut moved_bound) = (0, 0);
    if disturbed > 0 {
        let bound = worth_bound(&only, |t, s| keep - i64::from(home[t] != Some(s)));
        let kept_bound = (bound + confirmed as i64).div_euclid(keep).min(confirmed as i64);
        dropped_bound = confirmed - kept_bound as usize;
        let stuck = tree.waiting.iter().filter(|&&t| only.possible(t).is_empty()).count();
        dropped_bound = dropped_bound.max(stuck);
        let moves = keep * (confirmed - dropped_bound) as i64 - bound;
        moved_bound = (moves.max(0) as usize).max(disturbed.saturating_sub(dropped_bound));
    }
    let first = moved_bound;
    let mut nodes = NODES;
    for moves in first..=confirmed {
        match tree.search(dropped_bound, moves, &mut nodes) {
            Some(true) => return Fewest { slots: tree.slots, dropped_bound, moved_bound: moves },
            Some(false) => moved_bound = moves + 1,
            None => break,
        }
        if moves > first + 12 {
            break;
        }
    }
    let moved_bound = moved_bound.min(confirmed);
    let slots = heuristic(&only, home, seed);
    // The bound on moves holds for plans that drop as few as the bound on drops; with more drops fewer moves may do.
    let dropped = (0..home.len()).filter(|&t| home[t].is_some() && slots[t].is_none()).count();
    let moved_bound = if dropped > dropped_bound { disturbed.saturating_sub(dropped) } else { moved_bound };
    Fewest { slots, dropped_bound, moved_bound }
}

/// The board of the search tree: talks at home or moved, and talks that wait for a slot.
struct Tree<'a> {
    agenda: &'a Agenda,
    home: &'a [Option<usize>],
    possible: Vec<Slots>,
    slots: Vec<Option<usize>>,
    at: Vec<usize>,
    count: Vec<usize>,
    moved: Vec<bool>,
    waiting: Vec<usize>,
}

const NONE: usize = usize::MAX;

impl<'a> Tree<'a> {
    fn new(agenda: &'a Agenda, home: &'a [Option<usize>]) -> Self {
        let mut tree = Self {
            agenda,
            home,
            possible: (0..agenda.talks.len()).map(|t| agenda.possible(t)).collect(),
            slots: vec![None; agenda.talks.len()],
            at: vec![NONE; agenda.people.len() * agenda.slots()],
            count: vec![0; agenda.slots()],
            moved: vec![false; agenda.talks.len()],
            waiting: Vec::new(),
        };
        for (t, home) in home.iter().enumerate() {
            match *home {
                Some(s) if tree.possible[t].contains(s) => tree.put(t, s),
                Some(_) => tree.waiting.push(t),
                None => {}
            }
        }
        tree
    }

    fn people(&self, t: usize) -> [usize; 2] {
        [self.agenda.talks[t].a, self.agenda.talks[t].b]
    }

    fn put(&mut self, t: usize, s: usize) {
        for p in self.people(t) {
            self.at[p * self.count.len() + s] = t;
        }
        self.count[s] += 1;
        self.slots[t] = Some(s);
    }

    fn take(&mut self, t: usize) {
        let s = self.slots[t].take().expect("only placed talks are taken");
        for p in self.people(t) {
            self.at[p * self.count.len() + s] = NONE;
        }
        self.count[s] -= 1;
    }

    /// Whether everything can be settled with so many more drops and moves; the slots then stand in `self`.
    fn search(&mut self, drops: usize, moves: usize, nodes: &mut u32) -> Option<bool> {
        *nodes = nodes.checked_sub(1)?;
        let full = (0..self.count.len()).find(|&s| self.count[s] > self.agenda.tables[s]);
        let due = self.waiting.len() + full.map_or(0, |s| self.count[s] - self.agenda.tables[s]);
        if due > drops + moves {
            return Some(false);
        }
        if let Some(s) = full {
            return self.relieve(s, drops, moves, nodes);
        }
        // The talk with the fewest ways out first.
        let pick = (0..self.waiting.len()).min_by_key(|&i| {
            let t = self.waiting[i];
            (self.possible[t].len(), t)
        });
        let Some(pick) = pick else { return Some(true) };
        let talk = self.waiting.swap_remove(pick);
        let outcome = self.settle(talk, drops, moves, nodes);
        if outcome != Some(true) {
            self.waiting.push(talk);
            let last = self.waiting.len() - 1;
            self.waiting.swap(pick, last);
        }
        outcome
    }

    /// One of the talks at home in an overfull slot has to go.
    fn relieve(&mut self, s: usize, drops: usize, moves: usize, nodes: &mut u32) -> Option<bool> {
        let here: Vec<usize> =
            (0..self.slots.len()).filter(|&t| self.slots[t] == Some(s) && !self.moved[t]).collect();
        for t in here {
            self.take(t);
            self.waiting.push(t);
            let outcome = self.search(drops, moves, nodes);
            if outcome == Some(true) {
                return outcome;
            }
            self.waiting.pop();
            self.put(t, s);
            outcome?;
        }
        Some(false)
    }

    fn settle(&mut self, talk: usize, drops: usize, moves: usize, nodes: &mut u32) -> Option<bool> {
        if moves > 0 {
            let mut ways: Vec<(usize, usize)> = self.possible[talk]
                .iter()
                .filter(|&s| self.home[talk] != Some(s))
                .map(|s| {
                    let busy = self
                        .people(talk)
                        .iter()
                        .filter(|&&p| self.at[p * self.count.len() + s] != NONE)
                        .count();
                    (busy.max(usize::from(self.count[s] >= self.agenda.tables[s])), s)
                })
                .collect();
            ways.sort_unstable();
            for (_, s) in ways {
                let mut away: Vec<usize> = self
                    .people(talk)
                    .iter()
                    .map(|&p| self.at[p * self.count.len() + s])
                    .filter(|&t| t != NONE)
                    .collect();
                away.dedup();
                if away.iter().any(|&t| self.moved[t]) {
                    continue;
                }
                for &t in &away {
                    self.take(t);
                    self.waiting.push(t);
                }
                self.put(talk, s);
                self.moved[talk] = true;
                let outcome = self.search(drops, moves - 1, nodes);
                if outcome == Some(true) {
                    return outcome;
                }
                self.moved[talk] = false;
                self.take(talk);
                for &t in away.iter().rev() {
                    self.waiting.pop();
                    self.put(t, s);
                }
                outcome?;
            }
        }
        if drops > 0 { self.search(drops - 1, moves, nodes) } else { Some(false) }
    }
}

/// A good plan where the tree is too large: place as many as possible, then send talks home.
fn heuristic(only: &Agenda, home: &[Option<usize>], seed: u64) -> Vec<Option<usize>> {
    let mut weighed = only.clone();
    for talk in &mut weighed.talks {
        talk.weight = 1;
    }
    let start: Vec<Option<usize>> =
        (0..home.len()).map(|t| home[t].filter(|&s| only.possible(t).contains(s))).collect();
    let plan = timetable::improve(&weighed, &start, Search { effort: Effort::Quick, seed })
        .expect("the agenda was checked before");
    let mut tree = Tree::new(only, home);
    for t in 0..home.len() {
        if tree.slots[t].is_some() {
            tree.take(t);
        }
    }
    for (t, place) in plan.places.iter().enumerate() {
        if let Some(place) = place {
            tree.put(t, place.slot);
        }
    }
    let mut dice = Dice::new(seed);
    let mut away: Vec<usize> =
        (0..home.len()).filter(|&t| tree.slots[t].is_some() && tree.slots[t] != home[t]).collect();
    let rounds = 200 * away.len().max(1);
    for _ in 0..rounds {
        if away.is_empty() {
            break;
        }
        let t = away[dice.below(away.len())];
        send_home(&mut tree, t);
        away.retain(|&t| tree.slots[t] != home[t]);
    }
    tree.slots
}

/// Sends a talk home if whoever stands there can go home in turn, or to any free slot without a talk more being away.
fn send_home(tree: &mut Tree, talk: usize) {
    let Some(target) = tree.home[talk].filter(|&s| tree.possible[talk].contains(s)) else { return };
    let Some(from) = tree.slots[talk].filter(|&s| s != target) else { return };
    tree.take(talk);
    let mut blocking: Vec<usize> = tree
        .people(talk)
        .iter()
        .map(|&p| tree.at[p * tree.count.len() + target])
        .filter(|&t| t != NONE)
        .collect();
    blocking.dedup();
    if blocking.is_empty() && tree.count[target] >= tree.agenda.tables[target] {
        blocking.extend(
            (0..tree.slots.len()).find(|&t| tree.slots[t] == Some(target) && tree.home[t] != Some(target)),
        );
        if blocking.is_empty() {
            tree.put(talk, from);
            return;
        }
    }
    // A talk at home is never driven away for another.
    if blocking.iter().any(|&t| tree.home[t] == Some(target)) {
        tree.put(talk, from);
        return;
    }
    for &t in &blocking {
        tree.take(t);
    }
    tree.put(talk, target);
    let mut settled = Vec::new();
    for &t in &blocking {
        let free = tree.possible[t].iter().find(|&s| {
            tree.count[s] < tree.agenda.tables[s]
                && tree.people(t).iter().all(|&p| tree.at[p * tree.count.len() + s] == NONE)
        });
        match free {
            Some(s) => {
                tree.put(t, s);
                settled.push(t);
            }
            None => {
                for &t in &settled {
                    tree.take(t);
                }
                tree.take(talk);
                for &t in &blocking {
                    tree.put(t, target);
                }
                tree.put(talk, from);
                return;
            }
        }
    }
}
