//! The timetable against trying everything, and the rules it must keep on every agenda.

use proptest::prelude::*;
use rathaus_allocation::slots::Slots;
use rathaus_allocation::timetable::{self, Agenda, Effort, Person, Plan, Search, Talk, instances};

const QUICK: Search = Search { effort: Effort::Quick, seed: 7 };

/// Every assignment of the talks to slots or to none that keeps the rules.
fn all_plans(agenda: &Agenda, visit: &mut impl FnMut(&[Option<usize>])) {
    fn go(agenda: &Agenda, slots: &mut Vec<Option<usize>>, visit: &mut impl FnMut(&[Option<usize>])) {
        let t = slots.len();
        if t == agenda.talks.len() {
            return visit(slots);
        }
        slots.push(None);
        go(agenda, slots, visit);
        slots.pop();
        for s in agenda.possible(t).iter() {
            let talk = agenda.talks[t];
            let mut here = 0;
            let clash = slots.iter().enumerate().filter(|&(_, &x)| x == Some(s)).any(|(o, _)| {
                here += 1;
                let other = agenda.talks[o];
                [other.a, other.b].contains(&talk.a) || [other.a, other.b].contains(&talk.b)
            });
            if !clash && here < agenda.tables[s] {
                slots.push(Some(s));
                go(agenda, slots, visit);
                slots.pop();
            }
        }
    }
    go(agenda, &mut Vec::new(), visit);
}

fn gaps(agenda: &Agenda, slots: &[Option<usize>]) -> usize {
    (0..agenda.people.len())
        .map(|p| {
            let day: Slots = agenda
                .talks
                .iter()
                .zip(slots)
                .filter(|(t, _)| t.a == p || t.b == p)
                .filter_map(|(_, s)| *s)
                .collect();
            day.gaps()
        })
        .sum()
}

fn check_plan(agenda: &Agenda, plan: &Plan) -> Result<(), TestCaseError> {
    prop_assert_eq!(timetable::faults(agenda, &plan.places), vec![]);
    let slots: Vec<Option<usize>> = plan.places.iter().map(|p| p.map(|p| p.slot)).collect();
    prop_assert_eq!(plan.gaps, gaps(agenda, &slots));
    prop_assert!(plan.gap_bound <= plan.gaps);
    prop_assert!(plan.placed_weight <= plan.weight_bound);
    prop_assert!(plan.placed <= plan.placed_bound && plan.placed_bound <= agenda.talks.len());
    prop_assert_eq!(plan.unplaced.len() + plan.placed, agenda.talks.len());
    prop_assert_eq!(plan.loads.iter().sum::<usize>(), 2 * plan.placed);
    prop_assert_eq!(plan.slot_loads.iter().sum::<usize>(), plan.placed);
    let hosts = agenda.people.iter().filter(|p| p.host).count();
    if hosts <= agenda.tables.iter().copied().min().unwrap_or(0)
        && agenda.talks.iter().all(|t| agenda.people[t.a].host || agenda.people[t.b].host)
    {
        prop_assert_eq!(plan.table_changes, 0);
    }
    Ok(())
}

prop_compose! {
    fn small_agenda()(
        slots in 1usize..5,
        people in 2usize..6,
    )(
        tables in prop::collection::vec(0usize..3, slots..=slots),
        present in prop::collection::vec(prop::collection::vec(0u8..4, slots), people),
        talks in prop::collection::vec((0..people, 1..people, prop::collection::vec(0u8..5, slots), 1i64..4), 0..6),
        slots in Just(slots),
        people in Just(people),
    ) -> Agenda {
        let some = |bits: &[u8]| (0..slots).filter(|&s| bits[s] > 0).collect::<Slots>();
        Agenda {
            tables,
            people: present.iter().enumerate().map(|(i, p)| Person { present: some(p), host: i % 2 == 0, rest: None }).collect(),
            talks: talks
                .into_iter()
                .map(|(a, step, window, weight)| Talk { a, b: (a + step) % people, window: some(&window), weight })
                .collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn small_agendas_are_planned_as_well_as_by_trying_everything(agenda in small_agenda()) {
        let plan = timetable::plan(&agenda, QUICK).unwrap();
        check_plan(&agenda, &plan)?;
        let placed: Vec<bool> = plan.places.iter().map(Option::is_some).collect();
        let (mut weight, mut count, mut fewest) = (0, 0, usize::MAX);
        all_plans(&agenda, &mut |slots| {
            let taken = |t: usize| slots[t].is_some();
            weight = weight.max((0..slots.len()).filter(|&t| taken(t)).map(|t| agenda.talks[t].weight).sum());
            count = count.max(slots.iter().flatten().count());
            if (0..slots.len()).all(|t| taken(t) == placed[t]) {
                fewest = fewest.min(gaps(&agenda, slots));
            }
        });
        prop_assert_eq!(plan.placed_weight, weight);
        prop_assert!(plan.weight_bound >= weight && plan.placed_bound >= count);
        prop_assert_eq!(plan.gaps, fewest);
        prop_assert!(plan.gap_bound <= fewest);
        // What cannot all take place is explained by demands that cannot either.
        let all = count == agenda.talks.len();
        prop_assert_eq!(timetable::smallest_contradiction(&agenda).is_none(), all);
    }

    #[test]
    fn koenig_places_every_talk(
        hosts in 1usize..6, guests in 1usize..12, slots in 1usize..9, pairs in prop::collection::vec((0usize..6, 0usize..12), 0..60),
    ) {
        // Take pairs as they come as long as nobody has more talks than slots.
        let mut load = vec![0; hosts + guests];
        let day = Slots::first(slots);
        let mut talks = Vec::new();
        for (a, b) in pairs {
            let (a, b) = (a % hosts, hosts + b % guests);
            if load[a] < slots && load[b] < slots {
                load[a] += 1;
                load[b] += 1;
                talks.push(Talk { a, b, window: day, weight: 1 });
            }
        }
        let tables = talks.len().div_ceil(slots);
        let people = (0..hosts + guests).map(|p| Person { present: day, host: p < hosts, rest: None }).collect();
        let agenda = Agenda { tables: vec![tables; slots], people, talks };
        let plan = timetable::plan(&agenda, QUICK).unwrap();
        check_plan(&agenda, &plan)?;
        prop_assert!(plan.unplaced.is_empty() && plan.placed_proven);
    }

    #[test]
    fn a_further_table_never_places_less(agenda in small_agenda()) {
        let fewer = timetable::plan(&agenda, QUICK).unwrap();
        let mut wider = agenda;
        wider.tables.iter_mut().for_each(|t| *t += 1);
        let more = timetable::plan(&wider, QUICK).unwrap();
        prop_assert!(more.placed_weight >= fewer.placed_weight);
    }

    #[test]
    fn a_start_is_kept_where_it_is_valid(agenda in small_agenda(), start in prop::collection::vec(prop::option::of(0usize..6), 0..8)) {
        let plan = timetable::improve(&agenda, &start, QUICK).unwrap();
        check_plan(&agenda, &plan)?;
    }
}

#[test]
fn the_days_of_the_bench_are_placed_completely_and_always_the_same() {
    for (name, shape) in instances::family().into_iter().step_by(3) {
        let agenda = instances::day(shape);
        let plan = timetable::plan(&agenda, QUICK).unwrap();
        check_plan(&agenda, &plan).unwrap();
        assert!(plan.unplaced.is_empty(), "{name}: {} talks without a place", plan.unplaced.len());
        assert_eq!(plan, timetable::plan(&agenda, QUICK).unwrap(), "{name}");
    }
}

#[test]
fn a_host_who_wishes_for_a_rest_gets_it() {
    let day = Slots::first(6);
    let person = |rest: Option<usize>| Person { present: day, host: rest.is_some(), rest };
    let agenda = Agenda {
        tables: vec![2; 6],
        people: (0..6).map(|p| person((p == 0).then_some(2))).collect(),
        talks: (1..5).map(|b| Talk { a: 0, b, window: day, weight: 1 }).collect(),
    };
    let plan = timetable::plan(&agenda, QUICK).unwrap();
    assert_eq!((plan.placed, plan.rest_breaches, plan.gaps), (4, 0, 1));
}

#[test]
fn a_pair_that_stands_twice_talks_twice() {
    let day = Slots::first(3);
    let person = Person { present: day, host: false, rest: None };
    let talk = Talk { a: 0, b: 1, window: day, weight: 1 };
    let agenda = Agenda { tables: vec![1; 3], people: vec![person; 2], talks: vec![talk; 2] };
    let plan = timetable::plan(&agenda, QUICK).unwrap();
    assert_eq!((plan.placed, plan.gaps), (2, 0));
}

#[test]
fn an_agenda_that_makes_no_sense_is_refused() {
    let talk = Talk { a: 0, b: 3, window: Slots::first(1), weight: 1 };
    let agenda = Agenda { tables: vec![1], people: vec![], talks: vec![talk] };
    assert!(timetable::plan(&agenda, QUICK).is_err());
    let agenda = Agenda { tables: vec![1; 200], people: vec![], talks: vec![] };
    assert!(timetable::plan(&agenda, QUICK).is_err());
}
