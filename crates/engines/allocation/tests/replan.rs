//! Late changes against trying everything.

use proptest::prelude::*;
use rathaus_allocation::replan::{Change, ReplanError, replan};
use rathaus_allocation::slots::Slots;
use rathaus_allocation::timetable::{self, Agenda, Effort, Person, Search, Talk, instances};

const QUICK: Search = Search { effort: Effort::Quick, seed: 5 };

/// Fewest confirmed talks dropped, then fewest moved, over all valid plans.
fn fewest(agenda: &Agenda, home: &[Option<usize>], now: usize) -> (usize, usize) {
    fn go(
        agenda: &Agenda,
        home: &[Option<usize>],
        now: usize,
        slots: &mut Vec<Option<usize>>,
        best: &mut (usize, usize),
    ) {
        let t = slots.len();
        if t == home.len() {
            let dropped = home.iter().zip(slots.iter()).filter(|(h, s)| h.is_some() && s.is_none()).count();
            let moved = home.iter().zip(slots.iter()).filter(|(h, s)| s.is_some() && h != s).count();
            *best = (*best).min((dropped, moved));
            return;
        }
        let Some(own) = home[t] else {
            slots.push(None);
            go(agenda, home, now, slots, best);
            slots.pop();
            return;
        };
        let possible = agenda.possible(t);
        let frozen = own < now && possible.contains(own);
        let mut options: Vec<Option<usize>> =
            possible.iter().filter(|&s| if frozen { s == own } else { s >= now }).map(Some).collect();
        if !frozen {
            options.push(None);
        }
        for s in options {
            let talk = agenda.talks[t];
            let others: Vec<usize> = (0..t).filter(|&o| s.is_some() && slots[o] == s).collect();
            let clash = others.iter().any(|&o| {
                let other = agenda.talks[o];
                [other.a, other.b].contains(&talk.a) || [other.a, other.b].contains(&talk.b)
            });
            if clash || s.is_some_and(|s| others.len() >= agenda.tables[s]) {
                continue;
            }
            slots.push(s);
            go(agenda, home, now, slots, best);
            slots.pop();
        }
    }
    let mut best = (usize::MAX, 0);
    go(agenda, home, now, &mut Vec::new(), &mut best);
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn as_little_changes_as_by_trying_everything(
        talks in prop::collection::vec((0usize..6, 1usize..6), 1..7),
        tables in 1usize..4,
        absent in prop::collection::vec((0usize..6, prop::collection::vec(0u8..2, 4)), 0..4),
        lost in prop::option::of(0usize..4),
        now in 0usize..3,
        seed in 0u64..4,
    ) {
        let day = Slots::first(4);
        let agenda = Agenda {
            tables: vec![tables; 4],
            people: (0..6).map(|p| Person { present: day, host: p % 2 == 0, rest: None }).collect(),
            talks: talks.iter().map(|&(a, step)| Talk { a, b: (a + step) % 6, window: day, weight: 1 }).collect(),
        };
        let plan = timetable::plan(&agenda, Search { seed, ..QUICK }).unwrap();
        let ahead = day.minus(Slots::first(now));
        let mut changes: Vec<Change> = absent
            .iter()
            .map(|(person, bits)| {
                Change::Absent { person: *person, slots: (0..4).filter(|&s| bits[s] > 0).collect::<Slots>().and(ahead) }
            })
            .collect();
        changes.extend(lost.filter(|&s| s >= now).map(|s| Change::TableLost { slots: Slots::only(s) }));
        changes.push(Change::Newcomer(Person { present: day, host: false, rest: None }));
        changes.push(Change::NewTalk(Talk { a: 0, b: 6, window: day, weight: 2 }));
        let new = replan(&agenda, &plan.places, &changes, now, QUICK).unwrap();
        prop_assert_eq!(timetable::faults(&new.agenda, &new.plan.places), vec![]);
        let mut home: Vec<Option<usize>> = plan.places.iter().map(|p| p.map(|p| p.slot)).collect();
        home.push(None);
        let (dropped, moved) = fewest(&new.agenda, &home, now);
        let found = (new.changes.dropped.len(), new.changes.moved.len());
        prop_assert!(found >= (dropped, moved));
        if new.changes.proven {
            prop_assert_eq!(found, (dropped, moved));
        }
        prop_assert!(new.changes.dropped_bound <= dropped);
        if new.changes.dropped_bound == dropped {
            prop_assert!(new.changes.moved_bound <= moved);
            // Small agendas are settled exactly once the number of drops is.
            prop_assert!(new.changes.proven);
        }
        for (t, place) in plan.places.iter().enumerate() {
            if let Some(place) = place
                && place.slot < now
            {
                prop_assert_eq!(new.plan.places[t].map(|p| p.slot), Some(place.slot));
            }
        }
    }
}

#[test]
fn nothing_changes_without_a_change() {
    let (_, shape) = instances::family()[5];
    let agenda = instances::day(shape);
    let plan = timetable::plan(&agenda, QUICK).unwrap();
    let new = replan(&agenda, &plan.places, &[], 4, QUICK).unwrap();
    assert_eq!(new.plan.places, plan.places);
    assert!(new.changes.proven && new.changes.moved.is_empty() && new.changes.dropped.is_empty());
}

#[test]
fn a_no_show_costs_only_their_own_talks() {
    let (_, shape) = instances::family()[5];
    let agenda = instances::day(shape);
    let plan = timetable::plan(&agenda, QUICK).unwrap();
    let gone = Change::Absent { person: 0, slots: Slots::first(agenda.slots()) };
    let new = replan(&agenda, &plan.places, &[gone], 0, QUICK).unwrap();
    let own: Vec<usize> =
        (0..agenda.talks.len()).filter(|&t| agenda.talks[t].a == 0 || agenda.talks[t].b == 0).collect();
    assert_eq!(new.changes.dropped, own);
    assert!(new.changes.moved.is_empty() && new.changes.other_table.is_empty() && new.changes.proven);
}

#[test]
fn changes_that_name_nobody_are_refused() {
    let agenda = Agenda { tables: vec![1], people: vec![], talks: vec![] };
    let gone = Change::Absent { person: 0, slots: Slots::first(1) };
    assert_eq!(replan(&agenda, &[], &[gone], 0, QUICK).unwrap_err(), ReplanError::Unknown { change: 0 });
}
