//! Whether a plan keeps every hard rule, checked from the agenda alone and without the machinery that made it.

use super::{Agenda, Place};

/// A broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The list of places has another length than the list of talks.
    Length,
    /// The talk lies outside its window, or one of the two is not there.
    NotPossible {
        /// Index of the talk.
        talk: usize,
    },
    /// Somebody is in two places.
    TwoPlaces {
        /// Index of the person.
        person: usize,
        /// The slot.
        slot: usize,
    },
    /// The table does not exist in this slot, or two talks share it.
    Table {
        /// Index of the talk.
        talk: usize,
    },
}

/// Every hard rule that the places break; empty for a valid plan.
pub fn faults(agenda: &Agenda, places: &[Option<Place>]) -> Vec<Fault> {
    if places.len() != agenda.talks.len() {
        return vec![Fault::Length];
    }
    let mut found = Vec::new();
    let mut busy = vec![false; agenda.people.len() * agenda.slots()];
    let width = agenda.tables.iter().copied().max().unwrap_or(0);
    let mut taken = vec![false; width * agenda.slots()];
    for (talk, place) in places.iter().enumerate() {
        let Some(Place { slot, table }) = *place else { continue };
        if !agenda.possible(talk).contains(slot) {
            found.push(Fault::NotPossible { talk });
            continue;
        }
        for person in [agenda.talks[talk].a, agenda.talks[talk].b] {
            let cell = &mut busy[person * agenda.slots() + slot];
            if std::mem::replace(cell, true) {
                found.push(Fault::TwoPlaces { person, slot });
            }
        }
        if table >= agenda.tables[slot] || std::mem::replace(&mut taken[slot * width + table], true) {
            found.push(Fault::Table { talk });
        }
    }
    found
}
