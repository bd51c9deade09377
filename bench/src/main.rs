//! Measures the engines and the whole plan, and other programs beside them on the same machine in the same run.
//!
//! `bench` runs everything and writes `bench/RESULTS.md`; `bench text`, `matching`, `areas`, `portfolio`, `talks`, `plan`, `web`,
//! `day`, `applicants`, `letters`, `ballots`, `first` run one part and keep the others. `--quick` shortens what takes long.

mod applicants;
mod areas;
mod ballots;
mod big_round;
mod bm25;
mod day;
mod first;
mod labelled;
mod late;
mod letters;
mod matching;
mod measures;
mod peers;
mod plan;
mod plot;
mod portfolio;
mod results;
mod talks;
mod text;
mod tuning;
mod web;
mod xquad;

use std::time::Instant;

use anyhow::{Result, bail};
use results::{PARTS, Part};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, archive] = arguments.as_slice()
        && option == ballots::ONLY_VERIFY
    {
        return ballots::only_verify(archive);
    }
    let is_quick = arguments.iter().any(|a| a == "--quick");
    let asked: Vec<&str> = arguments.iter().map(String::as_str).filter(|a| *a != "--quick").collect();
    if let Some(wrong) = asked.iter().find(|a| !PARTS.contains(a)) {
        bail!("no part named {wrong:?}; there are {} and the option --quick", PARTS.join(", "));
    }
    let names: Vec<&str> = if asked.is_empty() { PARTS.to_vec() } else { asked };
    for name in names {
        println!("── {name}");
        let start = Instant::now();
        let Some(mut part) = run(name, is_quick)? else { continue };
        part.seconds = start.elapsed().as_secs_f64();
        for bar in &part.bars {
            let mark = if bar.met { "met   " } else { "MISSED" };
            println!("{mark} {}: {} (bar {})", bar.what, bar.value, bar.bar);
        }
        results::keep(&part)?;
    }
    println!("── {}", results::home().join("RESULTS.md").display());
    Ok(())
}

/// One part; `None` where what it needs is not there.
fn run(name: &str, is_quick: bool) -> Result<Option<Part>> {
    Ok(match name {
        "matching" => Some(matching::run()?),
        "areas" => Some(areas::run()?),
        "talks" => Some(talks::run(is_quick)?),
        "text" => text::run(is_quick)?,
        "portfolio" => Some(portfolio::run(is_quick)?),
        "plan" => Some(plan::run(is_quick)?),
        "day" => Some(day::run()?),
        "web" => Some(web::run(is_quick)?),
        "applicants" => Some(applicants::run(is_quick)?),
        "letters" => Some(letters::run(is_quick)?),
        "ballots" => ballots::run(is_quick)?,
        "first" => first::run(is_quick)?,
        other => bail!("{other} is no part"),
    })
}
