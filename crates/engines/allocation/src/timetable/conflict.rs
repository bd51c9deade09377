//! If the agreed talks cannot all take place: which few demands already contradict each other.
//!
//! Demands are the talks themselves, their windows, the absences of each person and the number of tables. Impossibility
//! is always proven: a talk without a slot, a person whose talks do not fit into their slots (Hall 1935), a flow
//! that is too small, or, for small sets, a complete search. Then whatever is not needed for the proof is
//! taken away (deletion filter, Chinneck, Dravnieks 1991), so that every demand left over is needed: without any one of
//! them the same proofs fail.

use super::{Agenda, bounds};
use crate::slots::Slots;
use serde::Serialize;

/// A demand that takes part in a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Demand {
    /// This talk has to take place.
    Talk {
        /// Its index.
        talk: usize,
    },
    /// This talk has to lie in its window.
    Window {
        /// Its index.
        talk: usize,
    },
    /// This person is only there in some of the slots.
    Presence {
        /// Index of the person.
        person: usize,
    },
    /// There are only so many tables.
    Tables,
}

/// Nodes of the complete search per question.
const NODES: u32 = 20_000;
/// Talks up to which the complete search is tried.
const SMALL: usize = 60;

/// A set of demands that cannot be met together and of which none can be spared; nothing if no contradiction could be
/// proven. Where a single person is the reason the set with the fewest talks is returned.
///
/// # Panics
/// If the agenda does not pass [`Agenda::check`].
pub fn smallest_contradiction(agenda: &Agenda) -> Option<Vec<Demand>> {
    agenda.check().expect("a sound agenda");
    let mut kept = Kept::all(agenda);
    if let Some(talks) = person_conflict(agenda) {
        kept.keep_talks(&talks);
    } else if !is_impossible(&kept.apply(agenda)) {
        return None;
    }
    let mut chunk = kept.demands.len().next_power_of_two() / 2;
    while chunk >= 1 {
        let mut from = 0;
        while from < kept.demands.len() {
            let to = (from + chunk).min(kept.demands.len());
            let fewer = kept.without(from..to);
            if is_impossible(&fewer.apply(agenda)) {
                kept = fewer;
            } else {
                from = to;
            }
        }
        chunk /= 2;
    }
    kept.demands.sort_unstable();
    Some(kept.demands)
}

/// The demands that still stand.
#[derive(Clone)]
struct Kept {
    demands: Vec<Demand>,
}

impl Kept {
    /// All demands, the ones that are hardest to give up last, so that the filter takes the others away first.
    fn all(agenda: &Agenda) -> Self {
        let day = Slots::first(agenda.slots());
        let windows = (0..agenda.talks.len())
            .filter(|&t| agenda.talks[t].window.and(day) != day)
            .map(|talk| Demand::Window { talk });
        let presences = (0..agenda.people.len())
            .filter(|&p| agenda.people[p].present.and(day) != day)
            .map(|person| Demand::Presence { person });
        let talks = (0..agenda.talks.len()).map(|talk| Demand::Talk { talk });
        Self {
            demands: std::iter::once(Demand::Tables).chain(windows).chain(presences).chain(talks).collect(),
        }
    }

    fn keep_talks(&mut self, talks: &[usize]) {
        self.demands.retain(|d| match d {
            Demand::Talk { talk } | Demand::Window { talk } => talks.contains(talk),
            _ => true,
        });
    }

    fn without(&self, range: std::ops::Range<usize>) -> Self {
        let mut demands = self.demands.clone();
        demands.drain(range);
        Self { demands }
    }

    /// The agenda in which only these demands stand.
    fn apply(&self, agenda: &Agenda) -> Agenda {
        let day = Slots::first(agenda.slots());
        let mut relaxed = agenda.clone();
        for person in &mut relaxed.people {
            person.present = day;
        }
        for talk in &mut relaxed.talks {
            talk.window = day;
        }
        let mut tables = false;
        let mut stays = vec![false; agenda.talks.len()];
        for demand in &self.demands {
            match *demand {
                Demand::Talk { talk } => stays[talk] = true,
                Demand::Window { talk } => relaxed.talks[talk].window = agenda.talks[talk].window,
                Demand::Presence { person } => relaxed.people[person].present = agenda.people[person].present,
                Demand::Tables => tables = true,
            }
        }
        if !tables {
            relaxed.tables = vec![agenda.talks.len(); agenda.slots()];
        }
        relaxed.talks =
            relaxed.talks.into_iter().zip(stays).filter(|&(_, stays)| stays).map(|(talk, _)| talk).collect();
        relaxed
    }
}

/// The fewest talks of one person that do not fit into the slots in which they are possible.
fn person_conflict(agenda: &Agenda) -> Option<Vec<usize>> {
    let mut own = vec![Vec::new(); agenda.people.len()];
    for (t, talk) in agenda.talks.iter().enumerate() {
        own[talk.a].push(t);
        own[talk.b].push(t);
    }
    own.iter().filter_map(|talks| crowded(agenda, talks)).min_by_key(Vec::len)
}

/// A smallest crowd within the talks of one person: matched one by one, the first that finds no slot together with all
/// that it would have to push aside.
fn crowded(agenda: &Agenda, talks: &[usize]) -> Option<Vec<usize>> {
    let mut holder = vec![usize::MAX; agenda.slots()];
    let mut found: Option<Vec<usize>> = None;
    for &t in talks {
        let mut seen = Slots::NONE;
        if !seat(agenda, t, &mut holder, &mut seen) {
            let crowd: Vec<usize> = std::iter::once(t).chain(seen.iter().map(|s| holder[s])).collect();
            if found.as_ref().is_none_or(|f| crowd.len() < f.len()) {
                found = Some(crowd);
            }
        }
    }
    found
}

fn seat(agenda: &Agenda, talk: usize, holder: &mut [usize], seen: &mut Slots) -> bool {
    for s in agenda.possible(talk).iter() {
        if seen.contains(s) {
            continue;
        }
        *seen = seen.with(s);
        if holder[s] == usize::MAX || seat(agenda, holder[s], holder, seen) {
            holder[s] = talk;
            return true;
        }
    }
    false
}

/// Whether it is proven that these talks cannot all take place.
fn is_impossible(agenda: &Agenda) -> bool {
    let talks = agenda.talks.len();
    if talks > agenda.tables.iter().sum() || person_conflict(agenda).is_some() {
        return true;
    }
    if bounds::weight_bound(agenda, |_| 1) < talks as i64 {
        return true;
    }
    if talks > SMALL {
        return false;
    }
    let mut open: Vec<(usize, Slots)> = (0..talks).map(|t| (t, agenda.possible(t))).collect();
    let mut room = agenda.tables.clone();
    let mut nodes = NODES;
    exhaust(agenda, &mut open, &mut room, &mut nodes) == Some(false)
}

/// Complete search: whether the open talks can be placed; nothing if the nodes are used up.
fn exhaust(
    agenda: &Agenda,
    open: &mut [(usize, Slots)],
    room: &mut [usize],
    nodes: &mut u32,
) -> Option<bool> {
    let Some(fewest) = (0..open.len()).min_by_key(|&i| open[i].1.len()) else { return Some(true) };
    *nodes = nodes.checked_sub(1)?;
    open.swap(0, fewest);
    let (talk, slots) = open[0];
    for s in slots.iter() {
        if room[s] == 0 {
            continue;
        }
        room[s] -= 1;
        let t = agenda.talks[talk];
        let mut rest: Vec<(usize, Slots)> = open[1..].to_vec();
        for (other, free) in &mut rest {
            let o = agenda.talks[*other];
            if room[s] == 0 || [o.a, o.b].into_iter().any(|p| p == t.a || p == t.b) {
                *free = free.without(s);
            }
        }
        let outcome = exhaust(agenda, &mut rest, room, nodes);
        room[s] += 1;
        if outcome != Some(false) {
            return outcome;
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::super::{Person, Talk};
    use super::*;

    fn agenda(tables: Vec<usize>, present: &[Slots], talks: &[(usize, usize)]) -> Agenda {
        let day = Slots::first(tables.len());
        Agenda {
            tables,
            people: present.iter().map(|&present| Person { present, host: false, rest: None }).collect(),
            talks: talks.iter().map(|&(a, b)| Talk { a, b, window: day, weight: 1 }).collect(),
        }
    }

    #[test]
    fn two_who_never_meet_are_named_with_their_presence() {
        let all = Slots::first(4);
        let day =
            agenda(vec![2; 4], &[Slots::range(0..2), Slots::range(2..4), all], &[(0, 2), (0, 1), (1, 2)]);
        assert_eq!(
            smallest_contradiction(&day),
            Some(vec![
                Demand::Talk { talk: 1 },
                Demand::Presence { person: 0 },
                Demand::Presence { person: 1 }
            ])
        );
    }

    #[test]
    fn three_talks_in_two_slots_are_one_too_many() {
        let all = Slots::first(4);
        let present = [Slots::range(1..3), all, all, all, all];
        let day = agenda(vec![2; 4], &present, &[(1, 2), (0, 1), (0, 2), (0, 3), (3, 4)]);
        let found = smallest_contradiction(&day).unwrap();
        assert_eq!(
            found,
            vec![
                Demand::Talk { talk: 1 },
                Demand::Talk { talk: 2 },
                Demand::Talk { talk: 3 },
                Demand::Presence { person: 0 }
            ]
        );
    }

    #[test]
    fn too_few_tables_are_named_as_such() {
        let all = Slots::first(2);
        let day = agenda(vec![1; 2], &[all; 6], &[(0, 1), (2, 3), (4, 5)]);
        let found = smallest_contradiction(&day).unwrap();
        assert_eq!(found.len(), 4);
        assert!(found.contains(&Demand::Tables));
    }

    #[test]
    fn a_triangle_needs_three_slots_and_only_the_complete_search_sees_it() {
        let all = Slots::first(2);
        let day = agenda(vec![3; 2], &[all; 4], &[(0, 1), (1, 2), (2, 0)]);
        let found = smallest_contradiction(&day).unwrap();
        assert_eq!(found, (0..3).map(|talk| Demand::Talk { talk }).collect::<Vec<_>>());
    }

    #[test]
    fn a_day_that_works_has_no_contradiction() {
        let all = Slots::first(3);
        let day = agenda(vec![1; 3], &[all; 3], &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(smallest_contradiction(&day), None);
    }
}
