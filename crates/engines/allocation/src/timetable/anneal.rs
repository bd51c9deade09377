//! Fewer idle gaps: simulated annealing over Kempe exchanges.
//!
//! A move exchanges two slots along a chain; if the tables of a
//! slot are all taken, a second chain between the same slots goes the other way at once. Absences and windows cut the
//! plans that can be reached by exchanges alone into islands; so where there are any, a talk may also push others off
//! the board at a price, to be put back later. Only plans with every talk back on the board count. Moves come from a seeded
//! source and the schedule is counted in moves, so the result depends on nothing but the input.

use super::board::{Board, Chain, NOBODY, UNPLACED};
use crate::dice::Dice;

/// How often a partner chain is sought when the tables are full.
const PARTNERS: usize = 4;

/// What a talk off the board weighs, in idle gaps.
const OFF: i32 = 2;
/// Most talks off the board at a time.
const MOST_OFF: usize = 6;
/// One move in so many pushes by force.
const FORCED: usize = 8;

pub(super) struct Annealer {
    talks: Vec<u32>,
    options: Vec<Vec<u16>>,
    /// Talks pushed off the board.
    off: Vec<u32>,
    is_restricted: bool,
    seen: Vec<u32>,
    stamp: u32,
    first: Chain,
    second: Chain,
    pub(super) work: u64,
}

impl Annealer {
    /// Prepares for the talks that are placed on the board and have another slot to go to.
    pub(super) fn new(board: &Board) -> Self {
        let options: Vec<Vec<u16>> =
            board.possible.iter().map(|possible| possible.iter().map(|s| s as u16).collect()).collect();
        let talks = (0..board.slot.len())
            .filter(|&t| board.is_placed(t) && options[t].len() > 1)
            .map(|t| t as u32)
            .collect();
        let is_restricted = options.iter().any(|o| o.len() < board.slots);
        Self {
            off: Vec::new(),
            is_restricted,
            talks,
            options,
            seen: vec![0; board.slot.len()],
            stamp: 0,
            first: Chain::default(),
            second: Chain::default(),
            work: 0,
        }
    }

    /// Cools from `hot` to `cold` over `moves` tries and leaves the best board met in `board`; stops at `goal`.
    pub(super) fn run(
        &mut self,
        board: &mut Board,
        moves: u64,
        (hot, cold): (f64, f64),
        goal: i32,
        dice: &mut Dice,
    ) -> i32 {
        let mut cost = board.cost();
        let mut best = (cost, board.slot.clone());
        if self.talks.is_empty() || cost <= goal {
            return cost;
        }
        let mut live = board.clone();
        self.off.clear();
        let steps = 256;
        let per_step = (moves / steps).max(1);
        'cooling: for step in 0..steps {
            let temperature = hot * (cold / hot).powf(step as f64 / (steps - 1) as f64);
            let chance: [u64; 9] =
                std::array::from_fn(|d| ((-(d as f64) / temperature).exp() * u64::MAX as f64) as u64);
            for _ in 0..per_step {
                self.work += 1;
                let forced = if !self.off.is_empty() && dice.one_in(4) {
                    Some(self.off[dice.below(self.off.len())] as usize)
                } else if self.is_restricted && dice.one_in(FORCED) {
                    Some(self.talks[dice.below(self.talks.len())] as usize)
                } else {
                    None
                };
                let change = match forced {
                    Some(talk) => self.push_in(&mut live, talk, &chance, dice),
                    None => self.try_move(&mut live, &chance, dice),
                };
                let Some(delta) = change else { continue };
                cost += delta;
                if cost < best.0 && self.off.is_empty() {
                    best.0 = cost;
                    best.1.copy_from_slice(&live.slot);
                    if cost <= goal {
                        break 'cooling;
                    }
                }
            }
        }
        restore(board, &best.1);
        debug_assert_eq!(board.cost(), best.0);
        best.0
    }

    fn try_move(&mut self, board: &mut Board, chance: &[u64; 9], dice: &mut Dice) -> Option<i32> {
        let talk = self.talks[dice.below(self.talks.len())] as usize;
        if board.slot[talk] == UNPLACED {
            return None;
        }
        let options = &self.options[talk];
        let s = board.slot[talk] as usize;
        let u = if dice.one_in(2) {
            options[dice.below(options.len())] as usize
        } else {
            // Half of the tries aim beside another talk of one of the two: only there a gap can close.
            let person = if dice.one_in(2) { board.a[talk] } else { board.b[talk] };
            let (from, later) = (dice.below(board.slots), dice.one_in(2));
            board.beside(person, s, from, later).filter(|&u| board.possible[talk].contains(u))?
        };
        if u == s || !board.chain(talk, u, &mut self.first) {
            return None;
        }
        let full = match self.first.shift {
            1 if !board.has_room(u) => Some((u, s)),
            -1 if !board.has_room(s) => Some((s, u)),
            _ => None,
        };
        let Some((from, to)) = full else {
            let delta = self.first.delta;
            if !accepted(delta, chance, dice) {
                return None;
            }
            board.exchange(&self.first.talks, s, u);
            return Some(delta);
        };
        self.stamp += 1;
        for &t in &self.first.talks {
            self.seen[t as usize] = self.stamp;
        }
        for _ in 0..PARTNERS {
            let partners = &board.in_slot[from];
            let partner = partners[dice.below(partners.len())] as usize;
            if self.seen[partner] == self.stamp
                || !board.possible[partner].contains(to)
                || !board.chain(partner, to, &mut self.second)
                || self.second.shift != 1
            {
                continue;
            }
            let delta = self.first.delta + self.second.delta;
            if accepted(delta, chance, dice) {
                board.exchange(&self.first.talks, s, u);
                board.exchange(&self.second.talks, s, u);
                return Some(delta);
            }
            return None;
        }
        None
    }

    /// Puts a talk into another slot and takes whoever stands in the way off the board.
    fn push_in(&mut self, board: &mut Board, talk: usize, chance: &[u64; 9], dice: &mut Dice) -> Option<i32> {
        let options = &self.options[talk];
        let (s, u) = (board.slot[talk], options[dice.below(options.len())]);
        if s == u {
            return None;
        }
        let slot = u as usize;
        let (x, y) = (board.talk_of(board.a[talk], slot), board.talk_of(board.b[talk], slot));
        let mut away = [x, y, NOBODY];
        if x == y {
            away[1] = NOBODY;
            if x == NOBODY && !board.has_room(slot) {
                away[2] = board.in_slot[slot][dice.below(board.in_slot[slot].len())];
            }
        }
        let gone = away.iter().filter(|&&t| t != NOBODY).count();
        if self.off.len() + gone > MOST_OFF + usize::from(s == UNPLACED) {
            return None;
        }
        let mut people = [NOBODY; 8];
        let moving = std::iter::once(talk as u32).chain(away).filter(|&t| t != NOBODY);
        let mut count = 0;
        for person in moving.flat_map(|t| [board.a[t as usize], board.b[t as usize]]) {
            if !people[..count].contains(&person) {
                people[count] = person;
                count += 1;
            }
        }
        let cost =
            |board: &Board| people[..count].iter().map(|&p| board.cost_of(p, board.day(p))).sum::<i32>();
        let before = cost(board);
        let away = away.into_iter().filter(|&t| t != NOBODY);
        for t in away.clone() {
            board.take(t as usize);
        }
        if s != UNPLACED {
            board.take(talk);
        }
        board.put(talk, slot);
        let delta = cost(board) - before + OFF * (gone as i32 - i32::from(s == UNPLACED));
        if !accepted(delta, chance, dice) {
            board.take(talk);
            if s != UNPLACED {
                board.put(talk, s as usize);
            }
            for t in away {
                board.put(t as usize, slot);
            }
            return None;
        }
        if s == UNPLACED {
            self.off.retain(|&t| t as usize != talk);
        }
        self.off.extend(away);
        Some(delta)
    }
}

fn accepted(delta: i32, chance: &[u64; 9], dice: &mut Dice) -> bool {
    delta <= 0 || chance.get(delta as usize).is_some_and(|&limit| dice.next() <= limit)
}

/// Puts every talk where `slots` says.
pub(super) fn restore(board: &mut Board, slots: &[u16]) {
    for (talk, &slot) in slots.iter().enumerate() {
        if board.is_placed(talk) && board.slot[talk] != slot {
            board.take(talk);
        }
    }
    for (talk, &slot) in slots.iter().enumerate() {
        if !board.is_placed(talk) && slot != super::board::UNPLACED {
            board.put(talk, slot as usize);
        }
    }
}
