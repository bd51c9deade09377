//! When the agreed talks take place, and at which table.
//!
//! Hard: nobody in two places, no more talks at a time than tables, presence, windows. Then, one after the other:
//! as many talks placed as possible (by weight), few breaches of the rest somebody asked for, few idle gaps, few
//! table changes.
//!
//! - Everybody always there, two sides: a plan with every talk exists exactly if nobody has more talks than there are
//!   slots and there are no more talks than slots × tables (König 1916; de Werra 1971), and it is built in
//!   O(talks · people).
//! - With absences or windows the question is NP-hard (Even, Itai, Shamir 1976). The plan comes from a seeded search
//!   limited by work, not by the clock; beside it stands an upper bound from flows, so the distance from the optimum
//!   is never hidden. See [`Plan::placed_proven`] and [`Plan::gaps_proven`].
//! - Tables, once the slots are known: fewest changes for hosts, exact, as a packing of intervals.
//!
//! An *idle gap* is a maximal run of slots without a talk that lies between two talks of one person. A run counts
//! also if the person is absent in it, because what one sees in the plan is the hole; the lower bound knows which
//! holes absence forces.

mod anneal;
mod board;
mod bounds;
mod check;
mod colouring;
mod conflict;
mod gap_bound;
pub mod instances;
mod outcome;
mod placement;
mod tables;

use crate::dice::Dice;
use crate::slots::Slots;
use board::Board;
use serde::Serialize;

pub(crate) use bounds::worth_bound;
pub use check::{Fault, faults};
pub use conflict::{Demand, smallest_contradiction};

/// What is to be planned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agenda {
    /// Usable tables in each slot; its length is the number of slots.
    pub tables: Vec<usize>,
    /// Everybody who takes part.
    pub people: Vec<Person>,
    /// The agreed talks. A pair that stands twice talks twice.
    pub talks: Vec<Talk>,
}

/// One participant of the timetable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Slots in which the person can talk (arrival, departure and absences already taken off).
    pub present: Slots,
    /// Whether the person receives others at a table and would like to keep it (suppliers usually).
    pub host: bool,
    /// At most this many talks in a row without a free slot, if it can be had.
    pub rest: Option<usize>,
}

/// One agreed talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    /// Index of the one person.
    pub a: usize,
    /// Index of the other person.
    pub b: usize,
    /// Slots in which it may take place; one slot if it is fixed.
    pub window: Slots,
    /// How much is lost if it is not placed; at least 1.
    pub weight: i64,
}

/// How much the search may do. The limit is work, never time, so results do not depend on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// A first good plan: for interactive use and very large agendas.
    Quick,
    /// The default: a few seconds for a day with 200 talks and absences, less if the bound is reached earlier.
    #[default]
    Normal,
    /// About ten times as much work as the default.
    Thorough,
}

/// Settings of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Search {
    /// How much work.
    pub effort: Effort,
    /// Seed of every random choice.
    pub seed: u64,
}

/// When and where one talk takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Slot, from 0.
    pub slot: usize,
    /// Table, from 0.
    pub table: usize,
}

/// Why a talk has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The two are never there together within the window.
    NeverTogether,
    /// More talks of this person have to share the slots in which they are possible than there are slots.
    TooManyTalks {
        /// Index of the person.
        person: usize,
    },
    /// In every slot that would do, one of the two is busy or all tables are taken, and no exchange was found.
    NoRoom,
}

/// A talk without a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// Index of the talk.
    pub talk: usize,
    /// Why.
    pub reason: Reason,
}

/// The timetable with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// For each talk its place.
    pub places: Vec<Option<Place>>,
    /// Talks without a place, ascending.
    pub unplaced: Vec<Unplaced>,
    /// Number of talks placed.
    pub placed: usize,
    /// Sum of the weights of the talks placed.
    pub placed_weight: i64,
    /// No plan places a larger sum of weights.
    pub weight_bound: i64,
    /// No plan places more talks.
    pub placed_bound: usize,
    /// Whether the weight placed is proven to be the largest.
    pub placed_proven: bool,
    /// Idle gaps in total.
    pub gaps: usize,
    /// No plan that places these same talks has fewer idle gaps.
    pub gap_bound: usize,
    /// Whether the number of gaps is proven to be the smallest for the talks placed.
    pub gaps_proven: bool,
    /// Times a wish for rest is broken.
    pub rest_breaches: usize,
    /// Times a host sits at another table than at the talk before. Never happens with no more hosts than tables.
    pub table_changes: usize,
    /// Talks of each person.
    pub loads: Vec<usize>,
    /// Idle gaps of each person.
    pub person_gaps: Vec<usize>,
    /// Talks in each slot.
    pub slot_loads: Vec<usize>,
    /// Moves the search tried.
    pub work: u64,
    /// The seed it ran with.
    pub seed: u64,
}

/// Why an agenda cannot be planned at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgendaError {
    /// More slots than [`Slots::LIMIT`].
    #[error("{slots} slots are more than {}", Slots::LIMIT)]
    TooManySlots {
        /// The number asked for.
        slots: usize,
    },
    /// A talk names a person who does not exist.
    #[error("talk {talk} names person {person}, who does not exist")]
    UnknownPerson {
        /// Index of the talk.
        talk: usize,
        /// The index it names.
        person: usize,
    },
    /// Somebody would talk to themselves.
    #[error("talk {talk} is of person {person} with themselves")]
    Alone {
        /// Index of the talk.
        talk: usize,
        /// The person.
        person: usize,
    },
    /// A weight is below 1.
    #[error("talk {talk} has no positive weight")]
    NoWeight {
        /// Index of the talk.
        talk: usize,
    },
}

impl Agenda {
    /// Number of slots.
    pub fn slots(&self) -> usize {
        self.tables.len()
    }

    /// The slots in which a talk is possible as far as the two people and its window go.
    pub fn possible(&self, talk: usize) -> Slots {
        let t = &self.talks[talk];
        let day: Slots = (0..self.slots()).filter(|&s| self.tables[s] > 0).collect();
        t.window.and(self.people[t.a].present).and(self.people[t.b].present).and(day)
    }

    /// Whether every index, weight and count makes sense.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn check(&self) -> Result<(), AgendaError> {
        if self.slots() > Slots::LIMIT {
            return Err(AgendaError::TooManySlots { slots: self.slots() });
        }
        for (talk, t) in self.talks.iter().enumerate() {
            if let Some(person) = [t.a, t.b].into_iter().find(|&p| p >= self.people.len()) {
                return Err(AgendaError::UnknownPerson { talk, person });
            }
            if t.a == t.b {
                return Err(AgendaError::Alone { talk, person: t.a });
            }
            if t.weight < 1 {
                return Err(AgendaError::NoWeight { talk });
            }
        }
        Ok(())
    }
}

/// The timetable for an agenda.
///
/// # Errors
/// [`AgendaError`] when an index, a weight or the number of slots makes no sense. Talks for which there is no room are
/// no error: they are listed in [`Plan::unplaced`]; see [`smallest_contradiction`] for why.
pub fn plan(agenda: &Agenda, search: Search) -> Result<Plan, AgendaError> {
    improve(agenda, &[], search)
}

/// The timetable for an agenda, starting from slots that are already there for some talks (by index; a shorter list
/// leaves the rest open). A start that breaks a rule is left out where it does. Talks may still move; fix them by
/// their window if they must not.
///
/// # Errors
/// As [`plan`].
pub fn improve(agenda: &Agenda, start: &[Option<usize>], search: Search) -> Result<Plan, AgendaError> {
    agenda.check()?;
    let mut board = Board::new(agenda);
    let mut dice = Dice::new(search.seed);
    for (talk, slot) in start.iter().enumerate().take(agenda.talks.len()) {
        if let Some(slot) = slot.filter(|&s| board.accepts(talk, s)) {
            board.put(talk, slot);
        }
    }
    let started = board.in_slot.iter().any(|talks| !talks.is_empty());
    let everything = !started
        && colouring::is_unrestricted(agenda)
        && colouring::sides(agenda).is_some()
        && colouring::place_all(&mut board);
    let budget = Budget::of(agenda, search.effort, everything);
    let mut work = 0;
    if !everything {
        placement::first_plan(&mut board, &mut dice);
        work += placement::force(&mut board, budget.forced, &mut dice);
    }
    let limits = outcome::Limits::of(agenda, &board);
    work += settle(&mut board, budget.moves, limits.gaps as i32, &mut dice);
    Ok(outcome::describe(agenda, &board, limits, work, search.seed))
}

/// Work allowed for each step.
struct Budget {
    /// Steps of the search that pushes talks out for others.
    forced: u64,
    /// Moves of the search for fewer gaps.
    moves: u64,
}

impl Budget {
    fn of(agenda: &Agenda, effort: Effort, exact: bool) -> Self {
        // What has one slot at most cannot be moved, as most talks on the day itself.
        let size = (0..agenda.talks.len()).filter(|&t| agenda.possible(t).len() > 1).count() as u64;
        match effort {
            Effort::Quick => Self { forced: 5_000, moves: (size * 2_000).min(1_000_000) },
            // Without absences full tables and loads are exact already; the bars of the bench hold with this much.
            Effort::Normal if exact => Self { forced: 100_000, moves: (size * 4_000).min(4_000_000) },
            Effort::Normal => Self { forced: 100_000, moves: 20_000_000 },
            Effort::Thorough => Self { forced: 1_000_000, moves: 200_000_000 },
        }
    }
}

/// Anneals twice: a short time for days where the bound is easily reached, then from there with the rest of the work.
fn settle(board: &mut Board, moves: u64, goal: i32, dice: &mut Dice) -> u64 {
    let mut annealer = anneal::Annealer::new(board);
    for part in [moves / 5, moves - moves / 5] {
        if annealer.run(board, part, (0.7, 0.15), goal, dice) <= goal {
            break;
        }
    }
    annealer.work
}
