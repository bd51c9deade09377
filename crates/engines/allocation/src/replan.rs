//! A new plan after late changes that leaves as much as possible as it was confirmed.
//!
//! One after the other: every rule kept, fewest confirmed talks dropped, fewest moved to another slot, most weight of new
//! talks, fewest idle gaps. What lies before the current slot stays as it is.
//!
//! The fewest changes are found by a bounded search tree: a talk that lost its slot is dropped or put into another
//! one; the confirmed talks that stand there have to go in every plan that does so, and are next. Tried with 0, 1, 2, …
//! changes beyond the bound of a flow (every disturbed talk has to change; see the flow in [`crate::timetable`]), the first success is
//! optimal. Where the work limit is reached first, a heuristic plan stands beside the bound.

mod fewest;

use crate::slots::Slots;
use crate::timetable::{self, Agenda, AgendaError, Effort, Person, Place, Plan, Search, Talk};
use serde::Serialize;

/// Something that happened after the plan was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A person is not there in these slots (all slots for a no-show).
    Absent {
        /// Index of the person.
        person: usize,
        /// The slots.
        slots: Slots,
    },
    /// A person is also there in these slots.
    Present {
        /// Index of the person.
        person: usize,
        /// The slots.
        slots: Slots,
    },
    /// Somebody new; gets the next free index.
    Newcomer(Person),
    /// A further wish; gets the next free talk index and is granted if no confirmed talk suffers.
    NewTalk(Talk),
    /// The two do not want this talk any more; does not count as dropped.
    Cancelled {
        /// Index of the talk.
        talk: usize,
    },
    /// The table with the highest number is lost in these slots.
    TableLost {
        /// The slots.
        slots: Slots,
    },
}

/// The new plan and what changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replanned {
    /// The agenda after the changes, with newcomers and new talks at the end.
    pub agenda: Agenda,
    /// The new plan for it. Its gaps are few, but their bound holds only for plans with the same changes.
    pub plan: Plan,
    /// The changes.
    pub changes: Changes,
}

/// What differs from the confirmed plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Confirmed talks without a place now.
    pub dropped: Vec<usize>,
    /// Confirmed talks in another slot now.
    pub moved: Vec<usize>,
    /// Confirmed talks in the same slot at another table.
    pub other_table: Vec<usize>,
    /// Talks that had no place before and have one now.
    pub added: Vec<usize>,
    /// No valid plan drops fewer confirmed talks.
    pub dropped_bound: usize,
    /// No valid plan that drops no more moves fewer.
    pub moved_bound: usize,
    /// Whether both numbers are proven to be the smallest.
    pub proven: bool,
}

/// Why nothing can be replanned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplanError {
    /// The agenda after the changes makes no sense.
    #[error(transparent)]
    Agenda(#[from] AgendaError),
    /// The confirmed places break a rule of the confirmed agenda.
    #[error("the confirmed plan breaks a rule")]
    Confirmed,
    /// A change names a person or talk that does not exist.
    #[error("change {change} names somebody or something that does not exist")]
    Unknown {
        /// Its position in the list.
        change: usize,
    },
}

/// The plan after `changes`, while slot `now` is about to begin: talks in earlier slots stay where they are (those that
/// an absence made impossible did not take place and may be made up for), all others lie in `now` or later.
///
/// The search uses a tenth of the work of [`timetable::plan`] with the same settings.
///
/// # Errors
/// [`ReplanError`] when the confirmed plan or a change makes no sense.
pub fn replan(
    agenda: &Agenda,
    confirmed: &[Option<Place>],
    changes: &[Change],
    now: usize,
    search: Search,
) -> Result<Replanned, ReplanError> {
    agenda.check()?;
    if !timetable::faults(agenda, confirmed).is_empty() {
        return Err(ReplanError::Confirmed);
    }
    let (changed, cancelled) = apply(agenda, changes)?;
    changed.check()?;
    let home: Vec<Option<usize>> =
        (0..changed.talks.len()).map(|t| confirmed.get(t).copied().flatten().map(|p| p.slot)).collect();
    let home: Vec<Option<usize>> =
        home.into_iter().zip(&cancelled).map(|(h, &gone)| h.filter(|_| !gone)).collect();

    // The agenda of what is still open: the past is fixed, the rest lies ahead.
    let ahead = Slots::first(changed.slots()).minus(Slots::first(now.min(changed.slots())));
    let mut open = changed.clone();
    for (t, talk) in open.talks.iter_mut().enumerate() {
        let past = home[t].filter(|&s| s < now && changed.possible(t).contains(s));
        talk.window =
            if cancelled[t] { Slots::NONE } else { past.map_or(talk.window.and(ahead), Slots::only) };
    }
    let found = fewest::fewest_changes(&open, &home, search.seed);
    let mut plan = embed(&open, &home, &found.slots, search)?;
    let other_table = set_tables(&changed, confirmed, &mut plan);

    let slot = |t: usize| plan.places[t].map(|p| p.slot);
    let was_confirmed = |t: &usize| home[*t].is_some();
    let all = 0..changed.talks.len();
    let dropped: Vec<usize> = all.clone().filter(was_confirmed).filter(|&t| slot(t).is_none()).collect();
    let moved: Vec<usize> =
        all.clone().filter(was_confirmed).filter(|&t| slot(t).is_some() && slot(t) != home[t]).collect();
    let added = all.filter(|&t| home[t].is_none() && slot(t).is_some()).collect();
    let proven = dropped.len() == found.dropped_bound && moved.len() == found.moved_bound;
    let changes = Changes {
        dropped,
        moved,
        other_table,
        added,
        dropped_bound: found.dropped_bound,
        moved_bound: found.moved_bound,
        proven,
    };
    Ok(Replanned { agenda: changed, plan, changes })
}

fn apply(agenda: &Agenda, changes: &[Change]) -> Result<(Agenda, Vec<bool>), ReplanError> {
    let mut changed = agenda.clone();
    let mut cancelled = Vec::new();
    for (change, c) in changes.iter().enumerate() {
        let unknown = ReplanError::Unknown { change };
        match *c {
            Change::Absent { person, slots } => {
                let person = changed.people.get_mut(person).ok_or(unknown)?;
                person.present = person.present.minus(slots);
            }
            Change::Present { person, slots } => {
                let person = changed.people.get_mut(person).ok_or(unknown)?;
                person.present = person.present.or(slots);
            }
            Change::Newcomer(person) => changed.people.push(person),
            Change::NewTalk(talk) => changed.talks.push(talk),
            Change::Cancelled { talk } => {
                if talk >= changed.talks.len() {
                    return Err(unknown);
                }
                cancelled.push(talk);
            }
            Change::TableLost { slots } => {
                for (s, tables) in changed.tables.iter_mut().enumerate() {
                    *tables -= usize::from(slots.contains(s) && *tables > 0);
                }
            }
        }
    }
    let mut is_cancelled = vec![false; changed.talks.len()];
    for talk in cancelled {
        is_cancelled[talk] = true;
    }
    Ok((changed, is_cancelled))
}

/// Places new talks around the confirmed ones and closes gaps with whatever may still move.
fn embed(
    open: &Agenda,
    home: &[Option<usize>],
    slots: &[Option<usize>],
    search: Search,
) -> Result<Plan, AgendaError> {
    let mut fixed = open.clone();
    let new: i64 = open.talks.iter().zip(home).filter(|(_, h)| h.is_none()).map(|(t, _)| t.weight).sum();
    for (t, talk) in fixed.talks.iter_mut().enumerate() {
        if home[t].is_some() {
            talk.weight = new + 1;
            match slots[t] {
                Some(s) if home[t] == Some(s) => talk.window = Slots::only(s),
                Some(_) => {}
                None => talk.window = Slots::NONE,
            }
        }
    }
    let effort = match search.effort {
        Effort::Quick | Effort::Normal => Effort::Quick,
        Effort::Thorough => Effort::Normal,
    };
    timetable::improve(&fixed, slots, Search { effort, ..search })
}

/// Gives talks that stayed in their slot their table back; the others take their host's last table or the lowest free
/// one. Returns the talks that stayed in their slot and could not keep their table.
fn set_tables(agenda: &Agenda, confirmed: &[Option<Place>], plan: &mut Plan) -> Vec<usize> {
    let mut other = Vec::new();
    let mut last: Vec<Option<usize>> = vec![None; agenda.people.len()];
    let mut moves = 0;
    for s in 0..agenda.slots() {
        let here: Vec<usize> =
            (0..agenda.talks.len()).filter(|&t| plan.places[t].is_some_and(|p| p.slot == s)).collect();
        let mut taken = vec![false; agenda.tables[s]];
        let before = |t: usize| confirmed.get(t).copied().flatten().filter(|p| p.slot == s).map(|p| p.table);
        let mut rest = Vec::new();
        for &t in &here {
            match before(t) {
                Some(table) if table < taken.len() => {
                    taken[table] = true;
                    plan.places[t] = Some(Place { slot: s, table });
                }
                kept => {
                    other.extend(kept.map(|_| t));
                    rest.push(t);
                }
            }
        }
        let host = |t: usize| {
            let talk = agenda.talks[t];
            [talk.a, talk.b].into_iter().find(|&p| agenda.people[p].host)
        };
        rest.sort_by_key(|&t| (host(t).and_then(|p| last[p]).is_none(), t));
        for t in rest {
            let own = host(t).and_then(|p| last[p]).filter(|&k| taken.get(k) == Some(&false));
            let table = own.or_else(|| taken.iter().position(|&x| !x)).expect("no more talks than tables");
            taken[table] = true;
            plan.places[t] = Some(Place { slot: s, table });
        }
        for &t in &here {
            if let (Some(p), Some(place)) = (host(t), plan.places[t]) {
                moves += usize::from(last[p].is_some_and(|k| k != place.table));
                last[p] = Some(place.table);
            }
        }
    }
    plan.table_changes = moves;
    other
}
