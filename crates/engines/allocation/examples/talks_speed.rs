//! Measures the talk planner on seeded agendas and prints one JSON line each.
//!
//! `talks_speed` runs everything; `talks_speed forum` and `talks_speed large` choose and place talks from wishes;
//! `talks_speed replan` changes a confirmed day of 300 people; `talks_speed family [quick|normal|thorough] [name]` only the days with fixed pairs;
//! `talks_speed export NAME` prints the agenda of one day for another solver (see `bench/peers/talks_cpsat.py`).

use rathaus_allocation::replan::{Change, replan};
use rathaus_allocation::slots::Slots;
use rathaus_allocation::talks;
use rathaus_allocation::timetable::{self, Agenda, Effort, Search, instances};
use std::time::Instant;

fn measure(name: &str, agenda: &Agenda, effort: Effort, seed: u64) {
    let begin = Instant::now();
    let plan = timetable::plan(agenda, Search { effort, seed }).expect("a sound agenda");
    let seconds = begin.elapsed().as_secs_f64();
    assert!(timetable::faults(agenda, &plan.places).is_empty(), "{name}: the plan breaks a rule");
    println!(
        "{{\"name\":\"{name}\",\"talks\":{},\"seconds\":{seconds:.3},\"placed\":{},\"placed_bound\":{},\"gaps\":{},\
         \"gap_bound\":{},\"gaps_proven\":{},\"table_changes\":{},\"work\":{},\"seed\":{seed}}}",
        agenda.talks.len(),
        plan.placed,
        plan.placed_bound,
        plan.gaps,
        plan.gap_bound,
        plan.gaps_proven,
        plan.table_changes,
        plan.work
    );
}

/// Chooses and places talks from wishes without absences.
fn measure_wishes(name: &str, shape: instances::Market, effort: Effort) {
    let wishes = instances::market(shape);
    let begin = Instant::now();
    let choice = talks::choose(&wishes).expect("no musts, no contradiction");
    let chosen_after = begin.elapsed().as_secs_f64();
    let day = talks::hold(&wishes, Search { effort, seed: 1 }).expect("as before");
    let seconds = begin.elapsed().as_secs_f64() - chosen_after;
    let agenda = talks::agenda(&wishes, &day.candidates);
    assert!(timetable::faults(&agenda, &day.plan.places).is_empty(), "{name}: the plan breaks a rule");
    println!(
        "{{\"name\":\"{name}\",\"wishes\":{},\"choose_seconds\":{chosen_after:.3},\"seconds\":{seconds:.3},\
         \"chosen\":{},\"choice_proven\":{},\"placed\":{},\"value\":{},\"value_bound\":{},\"gaps\":{},\
         \"gap_bound\":{},\"table_changes\":{},\"work\":{}}}",
        wishes.candidates.len(),
        choice.chosen.len(),
        choice.proven,
        day.plan.placed,
        day.value,
        choice.value_bound,
        day.plan.gaps,
        day.plan.gap_bound,
        day.plan.table_changes,
        day.plan.work
    );
}

/// Ten no-shows, twenty late arrivals and a lost table in a day of 300 people.
fn measure_replan() {
    let wishes = instances::market(instances::Market {
        guests: 250,
        hosts: 50,
        slots: 16,
        tables: 50,
        each: 8,
        seed: 2,
    });
    let day =
        talks::hold(&wishes, Search { effort: Effort::Quick, seed: 1 }).expect("no musts, no contradiction");
    let agenda = talks::agenda(&wishes, &day.candidates);
    let all = Slots::first(agenda.slots());
    let mut changes: Vec<Change> =
        (0..10).map(|i| Change::Absent { person: i * 29 + 3, slots: all }).collect();
    changes.extend((0..20).map(|i| Change::Absent { person: i * 14 + 1, slots: Slots::first(5) }));
    changes.push(Change::TableLost { slots: all });
    let begin = Instant::now();
    let new = replan(&agenda, &day.plan.places, &changes, 0, Search::default()).expect("sound changes");
    println!(
        "{{\"name\":\"replan-300\",\"talks\":{},\"seconds\":{:.3},\"dropped\":{},\"dropped_bound\":{},\"moved\":{},\
         \"moved_bound\":{},\"proven\":{}}}",
        agenda.talks.len(),
        begin.elapsed().as_secs_f64(),
        new.changes.dropped.len(),
        new.changes.dropped_bound,
        new.changes.moved.len(),
        new.changes.moved_bound,
        new.changes.proven
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let word = |i: usize| arguments.get(i).map(String::as_str);
    if word(0) == Some("export") {
        let (_, shape) = instances::family()
            .into_iter()
            .find(|(n, _)| Some(*n) == word(1))
            .expect("name of a day of the family");
        println!("{}", instances::json(&instances::day(shape)));
        return;
    }
    let effort = match word(1) {
        Some("quick") => Effort::Quick,
        Some("thorough") => Effort::Thorough,
        _ => Effort::Normal,
    };
    let is_asked = |name: &str| word(0).is_none_or(|w| w == name);
    let market = |guests, hosts, slots, tables, each| instances::Market {
        guests,
        hosts,
        slots,
        tables,
        each,
        seed: 1,
    };
    if is_asked("forum") {
        measure_wishes("forum-30x7x12", market(30, 7, 12, 7, 4), Effort::Quick);
    }
    if is_asked("large") {
        measure_wishes("large-1000x200x30", market(1000, 200, 30, 200, 25), Effort::Quick);
        measure_wishes("large-1000x200x30-all", market(1000, 200, 30, 200, 200), Effort::Quick);
    }
    if is_asked("replan") {
        measure_replan();
    }
    if !is_asked("family") {
        return;
    }
    let seed = word(3).and_then(|s| s.parse().ok()).unwrap_or(1);
    for (name, shape) in instances::family() {
        if word(2).is_none_or(|wanted| wanted == name) {
            measure(name, &instances::day(shape), effort, seed);
        }
    }
}
