//! Part 5: who talks when, against Google OR-tools CP-SAT.

use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use rathaus_allocation::talks;
use rathaus_allocation::timetable::{self, Effort, Search, instances};

use crate::late;
use crate::measures::median;
use crate::peers;
use crate::results::{Part, number};

const RUNS: usize = 5;

pub fn run(is_quick: bool) -> Result<Part> {
    let mut part = Part::new("talks", "Talks: who, when, at which table");
    wished(&mut part)?;
    late::run(&mut part)?;
    agreed(&mut part, is_quick)?;
    Ok(part)
}

/// Talks chosen from wishes and placed, everybody there all day.
fn wished(part: &mut Part) -> Result<()> {
    let market = |guests, hosts, slots, tables, each| instances::Market {
        guests,
        hosts,
        slots,
        tables,
        each,
        seed: 1,
    };
    let sizes = [
        ("30 × 7 × 12, 4 wishes each", market(30, 7, 12, 7, 4), 0.05),
        ("1,000 × 200 × 30, 25 wishes each", market(1000, 200, 30, 200, 25), 2.0),
        ("1,000 × 200 × 30, everybody with everybody", market(1000, 200, 30, 200, 200), 2.0),
    ];
    let mut rows = Vec::new();
    for (name, shape, most) in sizes {
        let wishes = instances::market(shape);
        let choice = talks::choose(&wishes)?;
        let mut times = Vec::new();
        let mut last = None;
        for _ in 0..RUNS {
            let start = Instant::now();
            let day = talks::hold(&wishes, Search { effort: Effort::Quick, seed: 1 })
                .map_err(|e| anyhow!("{e}"))?;
            times.push(start.elapsed().as_secs_f64());
            last = Some(day);
        }
        let Some(day) = last else { continue };
        let agenda = talks::agenda(&wishes, &day.candidates);
        ensure!(timetable::faults(&agenda, &day.plan.places).is_empty(), "{name}: the plan breaks a rule");
        let is_best =
            choice.proven && day.value == choice.value_bound && day.plan.placed == choice.chosen.len();
        let seconds = median(&times);
        rows.push(vec![
            name.to_owned(),
            wishes.candidates.len().to_string(),
            day.plan.placed.to_string(),
            format!("{} of at most {}", day.value, choice.value_bound),
            if is_best { "proven" } else { "not proven" }.to_owned(),
            number(seconds * 1e3, 1),
        ]);
        part.at_most(&format!("{name}: choice and timetable"), seconds * 1e3, most * 1e3, "ms", 1);
        part.bar(
            &format!("{name}: best value, every chosen talk placed"),
            rows[rows.len() - 1][4].clone(),
            "proven",
            is_best,
        );
    }
    part.text("Guests × hosts × slots, wishes with values from 1 to 100, nobody absent; effort *quick*.");
    let head = ["size", "wishes", "talks placed", "value", "optimum", "median ms"];
    part.table("Choice and timetable from wishes", &head, rows);
    Ok(())
}

/// Days of agreed pairs with absences and windows.
fn agreed(part: &mut Part, is_quick: bool) -> Result<()> {
    let (seconds, most) = if is_quick { (20, 3) } else { (60, usize::MAX) };
    let mut rows = Vec::new();
    let (mut behind, mut solved) = (Vec::new(), 0);
    let (mut our_gaps, mut their_gaps) = (0, 0);
    for (name, shape) in instances::family().into_iter().take(most) {
        let agenda = instances::day(shape);
        let start = Instant::now();
        let ours = timetable::plan(&agenda, Search { effort: Effort::Normal, seed: 1 })?;
        let our_seconds = start.elapsed().as_secs_f64();
        ensure!(timetable::faults(&agenda, &ours.places).is_empty(), "{name}: the plan breaks a rule");
        let theirs =
            peers::ask("talks_cpsat.py", &[seconds.to_string(), "2".to_owned()], &instances::json(&agenda))?;
        let whole = |key: &str| theirs[key].as_u64().unwrap_or(0) as usize;
        let all = agenda.talks.len();
        if whole("placed") == all {
            solved += 1;
            if ours.placed < all {
                behind.push(name);
            }
            our_gaps += ours.gaps;
            their_gaps += whole("gaps");
        }
        let bound = theirs["bound"].as_f64().map_or_else(|| "–".to_owned(), |b| number(b.ceil(), 0));
        rows.push(vec![
            name.to_owned(),
            all.to_string(),
            ours.placed.to_string(),
            whole("placed").to_string(),
            ours.gaps.to_string(),
            whole("gaps").to_string(),
            format!("{}{}", ours.gap_bound, if ours.gaps_proven { " (proven)" } else { "" }),
            bound,
            number(our_seconds, 1),
            number(theirs["seconds"].as_f64().unwrap_or(f64::NAN), 1),
            theirs["status"].as_str().unwrap_or_default().to_lowercase(),
        ]);
        println!("{}", rows[rows.len() - 1].join(" · "));
    }
    part.text(format!(
        "Seeded days with agreed pairs, absences and sessions for which a complete plan exists, in the sizes of the 20 \
         instances of Bofill et al. (JAIR 2022); CP-SAT with {seconds} s and 2 workers, ours on one thread with effort \
         *normal*.{}",
        if is_quick { " Shortened by `--quick`." } else { "" }
    ));
    let head = [
        "day",
        "talks",
        "placed, ours",
        "placed, CP-SAT",
        "gaps, ours",
        "gaps, CP-SAT",
        "bound on gaps, ours",
        "bound on gaps, CP-SAT",
        "s, ours",
        "s, CP-SAT",
        "CP-SAT says",
    ];
    part.table("Agreed pairs with absences", &head, rows);
    let says = if behind.is_empty() { format!("all {solved}") } else { format!("not {}", behind.join(", ")) };
    part.bar(
        &format!("every talk placed on the {solved} days on which CP-SAT places every one"),
        says,
        "all",
        behind.is_empty(),
    );
    part.bar(
        "idle gaps in total on these days",
        our_gaps.to_string(),
        &format!("≤ {their_gaps} (CP-SAT)"),
        our_gaps <= their_gaps,
    );
    Ok(())
}
