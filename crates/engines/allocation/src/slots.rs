//! A set of time slots, as the bits of one number.
//!
//! Presence, windows and occupied slots are all such sets; a forum day has 8 to 40 slots, so one wide integer holds
//! them and set operations cost nothing. Left out on purpose: clock times. The caller turns slots into times.

use serde::{Deserialize, Serialize};

/// A set of slots, numbered from 0 in the order of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slots(u128);

impl Slots {
    /// The largest number of slots a plan may have.
    pub const LIMIT: usize = 128;

    /// No slot.
    pub const NONE: Slots = Slots(0);

    /// The first `n` slots, `0..n`.
    ///
    /// # Panics
    /// If `n` is beyond [`Slots::LIMIT`].
    pub fn first(n: usize) -> Self {
        assert!(n <= Self::LIMIT, "more slots than a set can hold");
        if n == Self::LIMIT { Slots(u128::MAX) } else { Slots((1 << n) - 1) }
    }

    /// The slots of a range.
    pub fn range(range: std::ops::Range<usize>) -> Self {
        if range.is_empty() { Self::NONE } else { Self::first(range.end).minus(Self::first(range.start)) }
    }

    /// Just this slot.
    pub fn only(slot: usize) -> Self {
        assert!(slot < Self::LIMIT, "slot beyond what a set can hold");
        Slots(1 << slot)
    }

    /// The set with one slot more.
    pub fn with(self, slot: usize) -> Self {
        Slots(self.0 | Self::only(slot).0)
    }

    /// The set with one slot less.
    pub fn without(self, slot: usize) -> Self {
        Slots(self.0 & !Self::only(slot).0)
    }

    /// Slots in both.
    pub fn and(self, other: Self) -> Self {
        Slots(self.0 & other.0)
    }

    /// Slots in either.
    pub fn or(self, other: Self) -> Self {
        Slots(self.0 | other.0)
    }

    /// Slots of this set that are not in the other.
    pub fn minus(self, other: Self) -> Self {
        Slots(self.0 & !other.0)
    }

    /// Whether the slot is in the set.
    pub fn contains(self, slot: usize) -> bool {
        slot < Self::LIMIT && self.0 >> slot & 1 == 1
    }

    /// How many slots.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of maximal runs of neighbouring slots.
    pub fn runs(self) -> usize {
        (self.0 & !(self.0 << 1)).count_ones() as usize
    }

    /// Number of maximal runs of slots outside the set that lie between two slots of it.
    pub fn gaps(self) -> usize {
        self.runs().saturating_sub(1)
    }

    /// The slots, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let slot = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(slot)
        })
    }
}

impl FromIterator<usize> for Slots {
    fn from_iter<I: IntoIterator<Item = usize>>(slots: I) -> Self {
        slots.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_runs_of_free_slots_between_talks() {
        let set: Slots = [2, 3, 5, 9].into_iter().collect();
        assert_eq!((set.len(), set.runs(), set.gaps()), (4, 3, 2));
        assert_eq!(set.iter().collect::<Vec<_>>(), vec![2, 3, 5, 9]);
        assert_eq!(Slots::NONE.gaps(), 0);
        assert_eq!(Slots::first(Slots::LIMIT).gaps(), 0);
        assert_eq!(Slots::range(3..6), [3, 4, 5].into_iter().collect());
        assert_eq!(Slots::range(3..3), Slots::NONE);
    }
}
