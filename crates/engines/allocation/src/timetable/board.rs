//! The state of the search: who talks when, and what an exchange between two slots would change.
//!
//! Seen as a graph, people are nodes, talks are edges and slots are colours. Two slots form a graph in which nobody
//! has more than two edges, so its parts are paths and circles (Kempe chains). Exchanging the two slots along one part
//! never puts anybody in two places, and only the two ends of a path see another day than before: that is what makes
//! a move cheap to judge.

use super::Agenda;
use crate::slots::Slots;

pub(super) const NOBODY: u32 = u32::MAX;
pub(super) const UNPLACED: u16 = u16::MAX;

#[derive(Clone)]
pub(super) struct Board {
    pub(super) slots: usize,
    stride: usize,
    /// Talk of person p in slot s at `p * stride + s + 1`; the borders of each row stay empty.
    at: Vec<u32>,
    pub(super) a: Vec<u32>,
    pub(super) b: Vec<u32>,
    pub(super) possible: Vec<Slots>,
    pub(super) weight: Vec<i64>,
    pub(super) slot: Vec<u16>,
    /// The talks of each slot in arbitrary (but reproducible) order, and where each talk stands in its list.
    pub(super) in_slot: Vec<Vec<u32>>,
    position: Vec<u32>,
    pub(super) tables: Vec<usize>,
    rest: Vec<Option<usize>>,
}

/// An exchange of slots `s` and `u` along one chain, before it is made.
#[derive(Default, Clone)]
pub(super) struct Chain {
    /// Talks that move, first the one it was started with.
    pub(super) talks: Vec<u32>,
    /// Talks that leave `s` for `u`, minus those that go the other way.
    pub(super) shift: i32,
    /// Change in the cost of the day of the people at the ends.
    pub(super) delta: i32,
}

/// What one breach of a wish for rest weighs, in idle gaps.
pub(super) const BREACH: i32 = 3;

impl Board {
    pub(super) fn new(agenda: &Agenda) -> Self {
        let slots = agenda.slots();
        let stride = slots + 2;
        Self {
            slots,
            stride,
            at: vec![NOBODY; stride * agenda.people.len()],
            a: agenda.talks.iter().map(|t| t.a as u32).collect(),
            b: agenda.talks.iter().map(|t| t.b as u32).collect(),
            possible: (0..agenda.talks.len()).map(|t| agenda.possible(t)).collect(),
            weight: agenda.talks.iter().map(|t| t.weight).collect(),
            slot: vec![UNPLACED; agenda.talks.len()],
            in_slot: vec![Vec::new(); slots],
            position: vec![0; agenda.talks.len()],
            tables: agenda.tables.clone(),
            rest: agenda.people.iter().map(|p| p.rest).collect(),
        }
    }

    #[inline]
    pub(super) fn talk_of(&self, person: u32, slot: usize) -> u32 {
        self.at[person as usize * self.stride + slot + 1]
    }

    #[inline]
    fn busy(&self, person: u32, slot_plus_one: usize) -> i32 {
        i32::from(self.at[person as usize * self.stride + slot_plus_one] != NOBODY)
    }

    pub(super) fn people(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn is_placed(&self, talk: usize) -> bool {
        self.slot[talk] != UNPLACED
    }

    pub(super) fn has_room(&self, slot: usize) -> bool {
        self.in_slot[slot].len() < self.tables[slot]
    }

    /// Whether the talk could be put there as things are.
    pub(super) fn accepts(&self, talk: usize, slot: usize) -> bool {
        self.possible[talk].contains(slot)
            && self.has_room(slot)
            && self.talk_of(self.a[talk], slot) == NOBODY
            && self.talk_of(self.b[talk], slot) == NOBODY
    }

    pub(super) fn put(&mut self, talk: usize, slot: usize) {
        debug_assert!(!self.is_placed(talk) && self.possible[talk].contains(slot));
        for person in [self.a[talk], self.b[talk]] {
            let cell = person as usize * self.stride + slot + 1;
            debug_assert!(self.at[cell] == NOBODY);
            self.at[cell] = talk as u32;
        }
        self.slot[talk] = slot as u16;
        self.position[talk] = self.in_slot[slot].len() as u32;
        self.in_slot[slot].push(talk as u32);
    }

    pub(super) fn take(&mut self, talk: usize) {
        let slot = self.slot[talk] as usize;
        for person in [self.a[talk], self.b[talk]] {
            self.at[person as usize * self.stride + slot + 1] = NOBODY;
        }
        self.slot[talk] = UNPLACED;
        let position = self.position[talk] as usize;
        self.in_slot[slot].swap_remove(position);
        if let Some(&moved) = self.in_slot[slot].get(position) {
            self.position[moved as usize] = position as u32;
        }
    }

    /// The chain through a placed talk towards slot `u`, or nothing if somebody on it could not come.
    #[inline]
    pub(super) fn chain(&self, talk: usize, u: usize, chain: &mut Chain) -> bool {
        let s = self.slot[talk] as usize;
        chain.talks.clear();
        chain.talks.push(talk as u32);
        chain.shift = 1;
        chain.delta = 0;
        for start in [self.a[talk], self.b[talk]] {
            let (mut person, mut to, mut from) = (start, u, s);
            loop {
                let next = self.talk_of(person, to);
                if next == NOBODY {
                    chain.delta += self.change(person, from, to);
                    break;
                }
                if next as usize == talk {
                    chain.shift = 0;
                    chain.delta = 0;
                    return true;
                }
                let n = next as usize;
                if !self.possible[n].contains(from) {
                    return false;
                }
                chain.talks.push(next);
                chain.shift += if from == s { -1 } else { 1 };
                // The other of the two.
                person ^= self.a[n] ^ self.b[n];
                (to, from) = (from, to);
            }
        }
        true
    }

    /// The free slot after (or before) the first run of talks of a person at or after slot `from`, counted round the day,
    /// not looking at the talk in `own`.
    pub(super) fn beside(&self, person: u32, own: usize, from: usize, later: bool) -> Option<usize> {
        let busy = |s: usize| s != own && self.talk_of(person, s) != NOBODY;
        let mut slot = (from..self.slots).chain(0..from).find(|&s| busy(s))?;
        while busy(slot) {
            slot = if later { slot + 1 } else { slot.checked_sub(1)? };
            if slot == self.slots {
                return None;
            }
        }
        (slot != own).then_some(slot)
    }

    /// Makes the exchange of slots `s` and `u`.
    pub(super) fn exchange(&mut self, talks: &[u32], s: usize, u: usize) {
        for &t in talks {
            let t = t as usize;
            let from = self.slot[t] as usize + 1;
            for person in [self.a[t], self.b[t]] {
                let cell = person as usize * self.stride + from;
                if self.at[cell] == t as u32 {
                    self.at[cell] = NOBODY;
                }
            }
            let position = self.position[t] as usize;
            self.in_slot[from - 1].swap_remove(position);
            if let Some(&moved) = self.in_slot[from - 1].get(position) {
                self.position[moved as usize] = position as u32;
            }
            let to = s + u + 1 - (from - 1);
            for person in [self.a[t], self.b[t]] {
                self.at[person as usize * self.stride + to] = t as u32;
            }
            self.slot[t] = (to - 1) as u16;
            self.position[t] = self.in_slot[to - 1].len() as u32;
            self.in_slot[to - 1].push(t as u32);
        }
    }

    /// What the day of a person costs more if their talk in `from` moves to the empty slot `to`.
    #[inline]
    fn change(&self, person: u32, from: usize, to: usize) -> i32 {
        if self.rest[person as usize].is_some() {
            let day = self.day(person);
            return self.cost_of(person, day.without(from).with(to)) - self.cost_of(person, day);
        }
        let (x, y) = (from + 1, to + 1);
        let lose = self.busy(person, x - 1) + self.busy(person, x + 1) - 1;
        let left = if y - 1 == x { 0 } else { self.busy(person, y - 1) };
        let right = if y + 1 == x { 0 } else { self.busy(person, y + 1) };
        lose + 1 - left - right
    }

    /// The slots in which a person talks.
    pub(super) fn day(&self, person: u32) -> Slots {
        (0..self.slots).filter(|&s| self.talk_of(person, s) != NOBODY).collect()
    }

    /// Idle gaps and weighed breaches of one person's day.
    pub(super) fn cost_of(&self, person: u32, day: Slots) -> i32 {
        let breaches = self.rest[person as usize].map_or(0, |most| breaches(day, most));
        day.gaps() as i32 + BREACH * breaches as i32
    }

    /// Idle gaps and weighed breaches of everybody.
    pub(super) fn cost(&self) -> i32 {
        (0..self.rest.len() as u32).map(|p| self.cost_of(p, self.day(p))).sum()
    }
}

/// How many free slots are missing so that nobody talks more than `most` times in a row.
pub(super) fn breaches(day: Slots, most: usize) -> usize {
    let (mut breaches, mut run) = (0, 0);
    for slot in 0..=Slots::LIMIT {
        if day.contains(slot) {
            run += 1;
        } else if run > 0 {
            breaches += (run - 1) / most.max(1);
            run = 0;
        }
    }
    breaches
}
