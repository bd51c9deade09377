//! From wishes to the finished day: choose, place, and fill the seats that stayed empty.

use super::{Attendee, Candidate, Choice, Wish, WishError, Wishes, choose};
use crate::timetable::{self, Agenda, AgendaError, Person, Plan, Reason, Search, Talk};
use serde::Serialize;

/// A finished day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// The talks that were aimed at, with their proof: no day can be worth more.
    pub aim: Choice,
    /// For each talk of the plan the candidate it grants.
    pub candidates: Vec<usize>,
    /// When and where they take place.
    pub plan: Plan,
    /// Talks that were aimed at and could not be placed.
    pub left_out: Vec<LeftOut>,
    /// Sum of the values of the talks that are placed.
    pub value: i64,
    /// Talks that each participant lacks to their least number in the plan.
    pub shortage: Vec<usize>,
    /// Whether every talk of a proven choice is placed, so that no better day exists.
    pub proven: bool,
}

/// A talk that was chosen and found no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Index of the candidate.
    pub candidate: usize,
    /// Why it has no place.
    pub reason: Reason,
}

/// Why there is no programme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgrammeError {
    /// The wishes do not make sense or contradict each other.
    #[error(transparent)]
    Wishes(#[from] WishError),
    /// The talks chosen do not make an agenda.
    #[error(transparent)]
    Agenda(#[from] AgendaError),
}

/// The agenda in which the given candidates are agreed talks, in the order given. A must weighs more than all others
/// together, then come talks that somebody needs for their least number, then the value counts.
pub fn agenda(wishes: &Wishes, candidates: &[usize]) -> Agenda {
    let mut loads = vec![0usize; wishes.people.len()];
    for &c in candidates {
        loads[wishes.candidates[c].a] += 1;
        loads[wishes.candidates[c].b] += 1;
    }
    let is_due = |p: usize| loads[p] <= wishes.people[p].least;
    let own = |c: usize| {
        let k = &wishes.candidates[c];
        k.value.max(1) + if is_due(k.a) || is_due(k.b) { Candidate::LARGEST } else { 0 }
    };
    let is_must = |c: usize| wishes.candidates[c].wish == Wish::Must;
    let open: i64 = candidates.iter().filter(|&&c| !is_must(c)).map(|&c| own(c)).sum();
    Agenda {
        tables: wishes.tables.clone(),
        people: wishes
            .people
            .iter()
            .map(|&Attendee { present, host, rest, .. }| Person { present, host, rest })
            .collect(),
        talks: candidates
            .iter()
            .map(|&c| {
                let Candidate { a, b, window, .. } = wishes.candidates[c];
                Talk { a, b, window, weight: own(c) + if is_must(c) { open } else { 0 } }
            })
            .collect(),
    }
}

/// Chooses the talks, places them, and grants further wishes where a talk could not be placed.
///
/// # Errors
/// [`ProgrammeError`] when the wishes make no sense or contradict each other.
pub fn hold(wishes: &Wishes, search: Search) -> Result<Programme, ProgrammeError> {
    let aim = choose(wishes)?;
    let mut candidates = aim.chosen.clone();
    let mut plan = timetable::plan(&agenda(wishes, &candidates), search)?;
    let mut left_out: Vec<LeftOut> =
        plan.unplaced.iter().map(|u| LeftOut { candidate: candidates[u.talk], reason: u.reason }).collect();
    if !left_out.is_empty() {
        let further = substitutes(wishes, &candidates, &plan);
        if !further.is_empty() {
            let mut start: Vec<(usize, Option<usize>)> = candidates
                .iter()
                .zip(&plan.places)
                .filter_map(|(&c, place)| place.map(|place| (c, Some(place.slot))))
                .chain(further.into_iter().map(|(c, slot)| (c, Some(slot))))
                .collect();
            start.sort_unstable();
            (candidates, start) = (start.iter().map(|&(c, _)| c).collect(), start);
            let slots: Vec<Option<usize>> = start.into_iter().map(|(_, slot)| slot).collect();
            plan = timetable::improve(&agenda(wishes, &candidates), &slots, search)?;
            debug_assert!(plan.unplaced.is_empty());
        }
    }
    left_out.sort_by_key(|l| l.candidate);
    let mut value = 0;
    let mut loads = vec![0usize; wishes.people.len()];
    for (&c, _) in candidates.iter().zip(&plan.places).filter(|(_, p)| p.is_some()) {
        let candidate = &wishes.candidates[c];
        value += candidate.value;
        loads[candidate.a] += 1;
        loads[candidate.b] += 1;
    }
    let proven = aim.proven && left_out.is_empty();
    let shortage = loads.iter().zip(&wishes.people).map(|(&l, p)| p.least.saturating_sub(l)).collect();
    Ok(Programme { aim, candidates, plan, left_out, value, shortage, proven })
}

/// Wishes that were not chosen and for which there is a slot free for both and a table, with that slot, dearest
/// first.
fn substitutes(wishes: &Wishes, chosen: &[usize], plan: &Plan) -> Vec<(usize, usize)> {
    let mut is_chosen = vec![false; wishes.candidates.len()];
    for &c in chosen {
        is_chosen[c] = true;
    }
    let never: std::collections::BTreeSet<(usize, usize)> = wishes
        .candidates
        .iter()
        .filter(|c| c.wish == Wish::Never)
        .map(|c| (c.a.min(c.b), c.a.max(c.b)))
        .collect();
    let mut free: Vec<_> = wishes.people.iter().map(|p| p.present).collect();
    let mut loads = vec![0usize; wishes.people.len()];
    let mut used = vec![0usize; wishes.slots()];
    for (&c, place) in chosen.iter().zip(&plan.places) {
        let Some(place) = place else { continue };
        used[place.slot] += 1;
        for p in [wishes.candidates[c].a, wishes.candidates[c].b] {
            free[p] = free[p].without(place.slot);
            loads[p] += 1;
        }
    }
    let mut order: Vec<usize> = (0..wishes.candidates.len())
        .filter(|&c| {
            let k = &wishes.candidates[c];
            !is_chosen[c]
                && k.wish == Wish::Open
                && k.value > 0
                && !never.contains(&(k.a.min(k.b), k.a.max(k.b)))
        })
        .collect();
    order.sort_by_key(|&c| (-wishes.candidates[c].value, c));
    let mut further = Vec::new();
    for c in order {
        let k = &wishes.candidates[c];
        if loads[k.a] >= wishes.limit(k.a) || loads[k.b] >= wishes.limit(k.b) {
            continue;
        }
        let slots = wishes.possible(c).and(free[k.a]).and(free[k.b]);
        let slot = slots.iter().find(|&s| used[s] < wishes.tables[s]);
        if let Some(slot) = slot {
            used[slot] += 1;
            for p in [k.a, k.b] {
                free[p] = free[p].without(slot);
                loads[p] += 1;
            }
            further.push((c, slot));
        }
    }
    further
}
