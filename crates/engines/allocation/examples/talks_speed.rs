//! Measures the talk planner on seeded agendas and prints one JSON line each.
//!
//! `talks_speed` runs everything; `talks_speed family [quick|normal|thorough] [name]` only the days with fixed pairs;
//! `talks_speed export NAME` prints the agenda of one day for another solver (see `bench/peers/talks_cpsat.py`).

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
    let seed = word(3).and_then(|s| s.parse().ok()).unwrap_or(1);
    for (name, shape) in instances::family() {
        if word(2).is_none_or(|wanted| wanted == name) {
            measure(name, &instances::day(shape), effort, seed);
        }
    }
}
