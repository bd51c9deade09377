//! From the board of the search to the plan that is handed out.

use super::board::{Board, breaches};
use super::{Agenda, Place, Plan, Reason, Unplaced, bounds, gap_bound, tables};

/// What no plan can beat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) weight: i64,
    pub(super) placed: usize,
    pub(super) gaps: usize,
}

impl Limits {
    /// The limits for an agenda, with the gaps for exactly the talks that are on the board.
    pub(super) fn of(agenda: &Agenda, board: &Board) -> Self {
        let all = agenda.talks.len();
        let complete = (0..all).all(|t| board.is_placed(t));
        let (weight, placed) = if complete {
            (agenda.talks.iter().map(|t| t.weight).sum(), all)
        } else {
            (bounds::weight_bound(agenda, |t| t.weight), bounds::weight_bound(agenda, |_| 1) as usize)
        };
        Self { weight, placed, gaps: gap_bound::gap_bound(board) }
    }
}

pub(super) fn describe(agenda: &Agenda, board: &Board, limits: Limits, work: u64, seed: u64) -> Plan {
    let host: Vec<bool> = agenda.people.iter().map(|p| p.host).collect();
    let (table, table_changes) = tables::assign(board, &host);
    let places: Vec<Option<Place>> = table
        .into_iter()
        .enumerate()
        .map(|(t, table)| table.map(|table| Place { slot: board.slot[t] as usize, table }))
        .collect();
    let unplaced = (0..places.len())
        .filter(|&t| places[t].is_none())
        .map(|talk| Unplaced { talk, reason: reason(agenda, talk) })
        .collect::<Vec<_>>();
    let placed_weight =
        places.iter().zip(&agenda.talks).filter(|(p, _)| p.is_some()).map(|(_, t)| t.weight).sum();
    let days: Vec<_> = (0..agenda.people.len() as u32).map(|p| board.day(p)).collect();
    let person_gaps: Vec<usize> = days.iter().map(|d| d.gaps()).collect();
    let gaps = person_gaps.iter().sum();
    Plan {
        placed: places.len() - unplaced.len(),
        unplaced,
        places,
        placed_weight,
        weight_bound: limits.weight,
        placed_bound: limits.placed,
        placed_proven: placed_weight == limits.weight,
        gaps,
        gap_bound: limits.gaps,
        gaps_proven: gaps == limits.gaps,
        rest_breaches: days
            .iter()
            .zip(&agenda.people)
            .map(|(&d, p)| p.rest.map_or(0, |m| breaches(d, m)))
            .sum(),
        table_changes,
        loads: days.iter().map(|d| d.len()).collect(),
        person_gaps,
        slot_loads: board.in_slot.iter().map(Vec::len).collect(),
        work,
        seed,
    }
}

fn reason(agenda: &Agenda, talk: usize) -> Reason {
    if agenda.possible(talk).is_empty() {
        return Reason::NeverTogether;
    }
    let crowded = [agenda.talks[talk].a, agenda.talks[talk].b].into_iter().find(|&person| {
        let own =
            (0..agenda.talks.len()).filter(|&t| agenda.talks[t].a == person || agenda.talks[t].b == person);
        let possible: Vec<_> = own.map(|t| agenda.possible(t)).collect();
        gap_bound::fitting(&possible) < possible.len()
    });
    match crowded {
        Some(person) => Reason::TooManyTalks { person },
        None => Reason::NoRoom,
    }
}
