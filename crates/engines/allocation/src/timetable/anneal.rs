//! Fewer idle gaps: simulated annealing over Kempe exchanges.
//!
//! Every state is a valid plan with the same talks placed. A move exchanges two slots along a chain; if the tables of a
//! slot are all taken, a second chain between the same slots goes the other way at once. Moves come from a seeded
//! source and the schedule is counted in moves, so the result depends on nothing but the input.

use super::board::{Board, Chain};
use crate::dice::Dice;

/// How often a partner chain is sought when the tables are full.
const PARTNERS: usize = 4;

pub(super) struct Annealer {
    talks: Vec<u32>,
    options: Vec<Vec<u16>>,
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
        Self {
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
        let steps = 256;
        let per_step = (moves / steps).max(1);
        'cooling: for step in 0..steps {
            let temperature = hot * (cold / hot).powf(step as f64 / (steps - 1) as f64);
            let chance: [u64; 9] =
                std::array::from_fn(|d| ((-(d as f64) / temperature).exp() * u64::MAX as f64) as u64);
            for _ in 0..per_step {
                self.work += 1;
                let Some(delta) = self.try_move(&mut live, &chance, dice) else { continue };
                cost += delta;
                if cost < best.0 {
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
        let accepted = |delta: i32, dice: &mut Dice| {
            delta <= 0 || chance.get(delta as usize).is_some_and(|&limit| dice.next() <= limit)
        };
        let full = match self.first.shift {
            1 if !board.has_room(u) => Some((u, s)),
            -1 if !board.has_room(s) => Some((s, u)),
            _ => None,
        };
        let Some((from, to)) = full else {
            let delta = self.first.delta;
            if !accepted(delta, dice) {
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
            if accepted(delta, dice) {
                board.exchange(&self.first.talks, s, u);
                board.exchange(&self.second.talks, s, u);
                return Some(delta);
            }
            return None;
        }
        None
    }
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
