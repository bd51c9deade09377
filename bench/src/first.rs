//! The first start on a fresh machine: building the program from nothing, and the demonstration until it is ready.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::results::{Part, number};
use crate::web::program::House;

/// Builds into an empty folder what `cargo run --release -- demo` builds, and starts the demonstration; sources of other
/// crates are there already. `None` in a quick run: it takes minutes.
pub fn run(is_quick: bool) -> Result<Option<Part>> {
    if is_quick {
        return Ok(None);
    }
    let place = std::env::temp_dir().join(format!("rathaus-bench-first-{}", std::process::id()));
    let outcome = measure(&place);
    let _ = fs::remove_dir_all(&place);
    outcome.map(Some)
}

fn measure(place: &Path) -> Result<Part> {
    let mut part = Part::new("first", "The first start");
    let target = place.join("target");
    let begun = Instant::now();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "-p", "rathaus", "--bin", "rathaus", "--target-dir"])
        .arg(&target)
        .status()?;
    ensure!(status.success(), "the program does not build");
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let program = target.join("release/rathaus");
    let size = fs::metadata(&program)?.len() as f64 / 1024.0 / 1024.0;
    let mut slowest: f64 = 0.0;
    let mut rows = Vec::new();
    for stage in ["survey", "offers", "areas", "jury", "selection", "event", "today", "after"] {
        let begun = Instant::now();
        House::furnish_at(&program, &place.join(stage), None, stage)
            .with_context(|| format!("the stage {stage}"))?;
        let seconds = begun.elapsed().as_secs_f64();
        slowest = slowest.max(seconds);
        rows.push(vec![stage.to_owned(), number(seconds, 1)]);
    }
    part.text(format!(
        "Built into an empty folder with the sources of other crates at hand: {} minutes; the program has {} MiB. \
         The demonstration is started in a new folder, read until it says that it is ready, and stopped; the time includes \
         stopping.",
        number(minutes, 1),
        number(size, 0),
    ));
    part.table("The demonstration, by stage", &["stage", "seconds"], rows);
    part.at_most("first build", minutes, 8.0, "min", 1);
    part.at_most("demonstration ready, slowest stage", slowest, 5.0, "s", 1);
    Ok(part)
}
