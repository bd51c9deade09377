//! Which talks take place, from the wishes of both sides.
//!
//! First everybody gets as many of the talks they are due at least as possible, then the sum of the values is largest.
//! If wishes only join two sides (towns and suppliers), this is a flow: exact, whole, proven by its prices in time
//! about O(wishes · √people) (see [`crate::flow`]). If towns also meet towns, it is a matching with capacities in a
//! general graph: the flow on two copies of everybody gives the optimum of the linear relaxation, in which every wish is
//! 0, ½ or 1 (Balinski 1965); halves are resolved by branch and bound, and what could not be resolved within the work
//! limit stands in the result as the distance between value and bound.
//!
//! Left out on purpose: when the talks take place ([`crate::timetable`]); [`hold`] joins the two.

mod choice;
mod day;
mod general;

use crate::slots::Slots;
use serde::Serialize;

pub use choice::choose;
pub use day::{LeftOut, Programme, ProgrammeError, agenda, hold};

/// One participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendee {
    /// Talks they are due at least, if it can be had.
    pub least: usize,
    /// Talks they have at most.
    pub most: usize,
    /// Slots in which they are there.
    pub present: Slots,
    /// Whether they receive others at a table of their own.
    pub host: bool,
    /// At most this many talks in a row, if it can be had.
    pub rest: Option<usize>,
}

/// How binding a wish is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// May be granted or not.
    #[default]
    Open,
    /// Has to be granted.
    Must,
    /// The pair must not talk; overrides every open wish of the same pair.
    Never,
}

/// A talk that may be chosen. A pair that stands twice may talk twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Index of the one participant.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// What the talk is worth, at most [`Candidate::LARGEST`] either way. A talk worth less than 1 is only chosen to
    /// reach somebody's least number or if it has to be.
    pub value: i64,
    /// How binding it is.
    pub wish: Wish,
    /// Slots in which it could take place as far as the wish says.
    pub window: Slots,
}

impl Candidate {
    /// Largest value either way.
    pub const LARGEST: i64 = 1_000_000;
}

/// What is to be decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Everybody.
    pub people: Vec<Attendee>,
    /// Talks that may be chosen, and pairs that must not talk.
    pub candidates: Vec<Candidate>,
    /// Usable tables in each slot; its length is the number of slots.
    pub tables: Vec<usize>,
}

/// The talks that were chosen, with the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Indices of the candidates chosen, ascending.
    pub chosen: Vec<usize>,
    /// Talks of each participant.
    pub loads: Vec<usize>,
    /// Talks that each participant lacks to their least number.
    pub shortage: Vec<usize>,
    /// Sum over everybody of the talks up to their least number.
    pub least_met: i64,
    /// No choice reaches more.
    pub least_bound: i64,
    /// Sum of the values.
    pub value: i64,
    /// No choice that reaches `least_met` has a larger sum of values.
    pub value_bound: i64,
    /// Whether both bounds are reached.
    pub proven: bool,
}

/// A demand that takes part in a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Claim {
    /// This candidate has to be chosen.
    Must {
        /// Its index.
        candidate: usize,
    },
    /// This pair must not talk.
    Never {
        /// Index of the candidate that says so.
        candidate: usize,
    },
    /// This participant has at most so many talks, or is there in so few slots.
    Limit {
        /// Index of the participant.
        person: usize,
        /// The number.
        talks: usize,
    },
    /// The day has so many slots × tables.
    Tables {
        /// The number.
        places: usize,
    },
}

/// Why nothing can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// More slots than [`Slots::LIMIT`].
    #[error("{slots} slots are more than {}", Slots::LIMIT)]
    TooManySlots {
        /// The number asked for.
        slots: usize,
    },
    /// A candidate names somebody who does not exist, or one person twice.
    #[error("candidate {candidate} does not join two participants")]
    NoPair {
        /// Its index.
        candidate: usize,
    },
    /// A value is beyond [`Candidate::LARGEST`].
    #[error("the value of candidate {candidate} is too large")]
    TooLarge {
        /// Its index.
        candidate: usize,
    },
    /// These demands contradict each other; without any one of them the others could be met. No smaller set does.
    #[error("{} demands contradict each other", .0.len())]
    Contradiction(Vec<Claim>),
}

impl Wishes {
    /// Number of slots.
    pub fn slots(&self) -> usize {
        self.tables.len()
    }

    /// Slots × tables: how many talks there can be in all, whoever wishes for what. Show this ceiling first.
    pub fn places(&self) -> usize {
        self.tables.iter().sum()
    }

    /// Slots in which a candidate could take place.
    pub fn possible(&self, candidate: usize) -> Slots {
        let c = &self.candidates[candidate];
        let day: Slots = (0..self.slots()).filter(|&s| self.tables[s] > 0).collect();
        c.window.and(self.people[c.a].present).and(self.people[c.b].present).and(day)
    }

    /// Most talks a participant can have: their own limit, and no more than the slots in which they are there.
    pub fn limit(&self, person: usize) -> usize {
        let p = &self.people[person];
        p.most.min(p.present.and(Slots::first(self.slots())).len())
    }
}
