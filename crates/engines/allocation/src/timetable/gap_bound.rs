//! How few idle gaps there can be at best.
//!
//! For each person alone: the smallest number of unbroken runs of slots into which their talks fit, each talk in a slot
//! of its own in which it is possible (a perfect matching, found slot by slot with augmenting paths). The sum over all
//! people bounds the plan from below, whatever the others do.

use super::board::Board;
use crate::slots::Slots;

/// Steps after which the search for one person is given up and what is known so far counts.
const STEPS: u32 = 20_000;

/// A lower bound on the idle gaps of every plan that places the same talks as the board.
pub(super) fn gap_bound(board: &Board) -> usize {
    person_bounds(board).into_iter().sum()
}

/// The bound of each person.
pub(super) fn person_bounds(board: &Board) -> Vec<usize> {
    let people = board.people();
    let mut talks: Vec<Vec<Slots>> = vec![Vec::new(); people];
    for t in 0..board.slot.len() {
        if board.is_placed(t) {
            talks[board.a[t] as usize].push(board.possible[t]);
            talks[board.b[t] as usize].push(board.possible[t]);
        }
    }
    talks.iter().map(|talks| fewest_gaps(talks, board.slots)).collect()
}

/// Fewest gaps of one person whose talks are possible in these slots; 0 if they do not fit at all.
pub(crate) fn fewest_gaps(talks: &[Slots], slots: usize) -> usize {
    if talks.len() < 2 {
        return 0;
    }
    let mut steps = STEPS;
    for runs in 1..=talks.len() {
        let mut fit = Fit { talks, slots, holder: vec![usize::MAX; talks.len()], steps: &mut steps };
        match fit.runs(0, talks.len(), runs) {
            Some(true) => return runs - 1,
            Some(false) => {}
            None => return runs - 1,
        }
    }
    0
}

struct Fit<'a> {
    talks: &'a [Slots],
    slots: usize,
    /// Slot that each talk is matched with.
    holder: Vec<usize>,
    steps: &'a mut u32,
}

impl Fit<'_> {
    /// Whether `left` more talks fit into at most `runs` runs that start at `from` or later; nothing if given up.
    fn runs(&mut self, from: usize, left: usize, runs: usize) -> Option<bool> {
        if left == 0 {
            return Some(true);
        }
        if runs == 0 {
            return Some(false);
        }
        for start in from..self.slots {
            let before = self.holder.clone();
            let mut slot = start;
            let mut missing = left;
            while missing > 0 && slot < self.slots {
                *self.steps = self.steps.checked_sub(1)?;
                if !self.augment(slot, &mut vec![false; self.talks.len()]) {
                    break;
                }
                missing -= 1;
                slot += 1;
                if missing == 0 {
                    return Some(true);
                }
                if runs > 1 && self.runs(slot + 1, missing, runs - 1)? {
                    return Some(true);
                }
            }
            self.holder = before;
        }
        Some(false)
    }

    fn augment(&mut self, slot: usize, seen: &mut [bool]) -> bool {
        for t in 0..self.talks.len() {
            if seen[t] || !self.talks[t].contains(slot) {
                continue;
            }
            seen[t] = true;
            if self.holder[t] == usize::MAX || self.augment(self.holder[t], seen) {
                self.holder[t] = slot;
                return true;
            }
        }
        false
    }
}

/// How many talks with these possible slots one person can have at most.
pub(crate) fn fitting(talks: &[Slots]) -> usize {
    let day = talks.iter().fold(Slots::NONE, |day, &t| day.or(t));
    let mut fit = Fit { talks, slots: Slots::LIMIT, holder: vec![usize::MAX; talks.len()], steps: &mut 0 };
    day.iter().filter(|&slot| fit.augment(slot, &mut vec![false; talks.len()])).count()
}
