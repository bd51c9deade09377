//! Part 4: the best choice of offers, against the integer programme solver HiGHS.

use std::time::Instant;

use anyhow::Result;
use rathaus_allocation::portfolio::instances::{Recipe, Shape, instance};
use rathaus_allocation::portfolio::{Limits, Problem, Selection, choose};
use rathaus_forum::matching::{Matching, TOUCHES_FROM};
use rathaus_forum::model::Input;
use rathaus_text::lexicon::Lexicon;
use serde_json::json;

use crate::big_round::big_round;
use crate::labelled::sample;
use crate::measures::median;
use crate::peers;
use crate::results::{Part, number};

const RUNS: usize = 5;
/// At this score an offer covers a need in full, as in the plan.
const FULLY_FROM: f32 = 0.8;

struct Case {
    name: String,
    problem: Problem,
    /// Seconds HiGHS may take.
    time: u64,
    is_large: bool,
}

pub fn run(is_quick: bool) -> Result<Part> {
    let mut part = Part::new("portfolio", "Portfolio: the best choice of offers");
    part.text(
        "HiGHS solves the same problem as an integer programme (one variable per offer, one per entry of the cover table), \
         on one thread with a time limit of 60 s (small) and 120 s (large). Value, bound and gap are what each \
         solver itself reports; *ratio* is HiGHS's time by ours. Ours is the median of 5 runs (large: 3). *Uniform* has \
         no structure at all and is named to show where proofs end.",
    );
    let lexicon = Lexicon::shipped();
    let mut cases = vec![from_round("sample round", &sample()?.input, 7, 60, &lexicon)];
    for shape in [Shape::Clustered, Shape::Noisy, Shape::Uniform] {
        for seed in 1..=3 {
            cases.push(seeded(64, 150, 7, 16, shape, seed));
        }
    }
    if !is_quick {
        let large = big_round(5_000, 2_000, 1)?;
        cases.push(from_round("generated round, scores of the matching", &large, 20, 120, &lexicon));
        for shape in [Shape::Clustered, Shape::Noisy, Shape::Uniform] {
            cases.push(seeded(2_000, 5_000, 20, 75, shape, 1));
        }
    }
    let mut rows = Vec::new();
    for case in &cases {
        rows.push(measure(&mut part, case)?);
        println!("{}", rows[rows.len() - 1].join(" · "));
    }
    let head = [
        "problem",
        "offers × needs, k",
        "entries",
        "value, ours",
        "value, HiGHS",
        "bound, ours",
        "bound, HiGHS",
        "gap, ours",
        "gap, HiGHS",
        "s, ours",
        "s, HiGHS",
        "ratio",
    ];
    part.table("Choice of offers", &head, rows);
    Ok(part)
}

fn seeded(offers: usize, needs: usize, places: usize, entries: usize, shape: Shape, seed: u64) -> Case {
    let problem = instance(&Recipe { offers, needs, places, entries, shape, seed });
    let is_large = offers > 100;
    Case {
        name: format!("{} {seed}", format!("{shape:?}").to_lowercase()),
        problem,
        time: if is_large { 120 } else { 60 },
        is_large,
    }
}

/// The cover table of a round as the plan makes it, with the relevance as weight and without further rules.
fn from_round(name: &str, input: &Input, places: usize, time: u64, lexicon: &Lexicon) -> Case {
    let matching = Matching::new(&input.needs, &input.offers, lexicon, None);
    let share =
        |score: f32| f64::from(((score - TOUCHES_FROM) / (FULLY_FROM - TOUCHES_FROM)).clamp(0.0, 1.0));
    let cover = (0..input.needs.len())
        .map(|need| {
            let mut row: Vec<(usize, f64)> = matching
                .ranking(need)
                .into_iter()
                .map(|(offer, score)| (offer, (share(score) * 1e4).round() / 1e4))
                .filter(|entry| entry.1 > 0.0)
                .collect();
            row.sort_unstable_by_key(|entry| entry.0);
            row
        })
        .collect();
    let needs = input
        .needs
        .iter()
        .map(|need| rathaus_allocation::portfolio::Need { weight: f64::from(need.relevance) })
        .collect();
    let problem = Problem { offers: input.offers.len(), needs, cover, places, ..Problem::default() };
    let is_large = problem.offers > 100;
    Case { name: name.to_owned(), problem, time, is_large }
}

fn measure(part: &mut Part, case: &Case) -> Result<Vec<String>> {
    let problem = &case.problem;
    let mut times = Vec::new();
    let mut found: Option<Selection> = None;
    for _ in 0..if case.is_large { 3 } else { RUNS } {
        let start = Instant::now();
        found = Some(choose(problem, &Limits::default())?);
        times.push(start.elapsed().as_secs_f64());
    }
    let Some(ours) = found else { anyhow::bail!("no run") };
    let seconds = median(&times);
    let weights: Vec<f64> = problem.needs.iter().map(|need| need.weight).collect();
    let request = json!({
        "offers": problem.offers, "weights": weights, "cover": problem.cover, "places": problem.places, "seconds": case.time,
    });
    let theirs = peers::ask("portfolio_highs.py", &[], &request.to_string())?;
    let figure = |key: &str| theirs[key].as_f64().unwrap_or(f64::NAN);
    let size = format!("{} × {}, {}", problem.offers, problem.needs.len(), problem.places);
    let entries: usize = problem.cover.iter().map(Vec::len).sum();
    if !case.is_large {
        let says = format!("{} in {:.3} s", if ours.proven { "proven" } else { "not proven" }, seconds);
        part.bar(&format!("{size}, {}", case.name), says, "proven within 1 s", ours.proven && seconds <= 1.0);
    } else {
        let says = format!("{:.2} % in {seconds:.1} s", ours.gap * 100.0);
        part.bar(
            &format!("{size}, {}", case.name),
            says,
            "gap ≤ 1 % within 20 s",
            ours.gap <= 0.01 && seconds <= 20.0,
        );
    }
    let percent = |gap: f64| match gap {
        gap if !gap.is_finite() => "–".to_owned(),
        gap if gap > 10.0 => "> 1000 %".to_owned(),
        gap => format!("{:.2} %", gap * 100.0),
    };
    let value = |value: f64| if value.is_finite() { number(value, 2) } else { "–".to_owned() };
    Ok(vec![
        case.name.clone(),
        size,
        entries.to_string(),
        value(ours.value),
        value(figure("value")),
        value(ours.bound),
        value(figure("bound")),
        percent(ours.gap),
        percent((figure("bound") - figure("value")) / figure("value")),
        number(seconds, 3),
        number(figure("seconds"), 2),
        number(figure("seconds") / seconds, 1),
    ])
}
