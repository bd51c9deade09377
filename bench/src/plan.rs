//! Part 6: the whole plan as a person runs it, from the files to the report: time, memory, and how both grow.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use rathaus_forum::input::read_dir;
use serde_json::json;

use crate::big_round::{count_words, files, write};
use crate::labelled::sample_folder;
use crate::measures::median;
use crate::peers;
use crate::plot::growth;
use crate::results::{Block, Part, folder, home, number};

const SIZES: [(usize, usize); 6] =
    [(150, 64), (300, 120), (600, 240), (1_250, 500), (2_500, 1_000), (5_000, 2_000)];
/// From this many needs on, three runs instead of five.
const LARGE: usize = 2_000;

pub fn run(is_quick: bool) -> Result<Part> {
    let mut part = Part::new("plan", "The whole plan, from files to report");
    let program = build()?;
    let place = std::env::temp_dir().join(format!("rathaus-bench-{}", std::process::id()));
    let outcome = measure(&mut part, &program, &place, is_quick);
    let _ = fs::remove_dir_all(&place);
    outcome.map(|()| part)
}

/// Builds the program beside this one, by the same profile, and gives its path.
pub fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let own = std::env::current_exe()?;
    let folder = own.parent().context("the folder of this program")?;
    let profile = folder.file_name().context("the profile of this program")?;
    let target = folder.parent().context("the target folder")?;
    let status = Command::new(cargo)
        .args(["build", "--quiet", "-p", "rathaus", "--profile"])
        .arg(profile)
        .env("CARGO_TARGET_DIR", target)
        .current_dir(home())
        .status()?;
    ensure!(status.success(), "the program rathaus cannot be built");
    Ok(folder.join("rathaus"))
}

struct Size {
    needs: usize,
    offers: usize,
    words: usize,
    known: usize,
    seconds: f64,
    mebibytes: f64,
}

fn measure(part: &mut Part, program: &Path, place: &Path, is_quick: bool) -> Result<()> {
    part.text(
        "`rathaus forum plan DIR --out OUT`, wall-clock time and peak memory (maximum resident set of the process), everything \
         included: reading, areas, matches with reasons, choice, talks, all files and the report. Median of 5 runs \
         (from 2,000 needs on: 3). Beyond the sample the rounds are generated (`bench/src/big_round.rs`): sentences of the \
         sample recombined, with a vocabulary that grows with the number of words to the power of 0.6; participants and \
         wishes stay those of the sample, 20 places.",
    );
    let (seconds, mebibytes) = time(program, &sample_folder(), &place.join("out"), 5)?;
    part.at_most("sample, time", seconds, 3.0, "s", 2);
    part.at_most("sample, memory", mebibytes, 300.0, "MiB", 0);
    let mut sizes = Vec::new();
    for (needs, offers) in SIZES {
        if is_quick && needs > 1_000 {
            continue;
        }
        let folder = place.join(format!("{needs}"));
        write(&folder, &files(needs, offers, 1)?)?;
        let input = read_dir(&folder).map_err(|faults| anyhow!("{faults}"))?;
        let (words, known) = count_words(&input);
        let (seconds, mebibytes) =
            time(program, &folder, &place.join("out"), if needs > LARGE { 3 } else { 5 })?;
        println!("{needs} × {offers}: {seconds:.2} s, {mebibytes:.0} MiB");
        sizes.push(Size { needs, offers, words, known, seconds, mebibytes });
    }
    if let Some(last) = sizes.last().filter(|s| (s.needs, s.offers) == SIZES[5]) {
        part.at_most("5,000 needs × 2,000 offers, time", last.seconds, 60.0, "s", 1);
        part.at_most("5,000 needs × 2,000 offers, memory", last.mebibytes, 2048.0, "MiB", 0);
    }
    let rows = sizes
        .iter()
        .map(|s| {
            vec![
                s.needs.to_string(),
                s.offers.to_string(),
                s.words.to_string(),
                s.known.to_string(),
                number(s.seconds, 2),
                number(s.mebibytes, 0),
                number(s.seconds * 1e6 / (s.needs * s.offers) as f64, 1),
            ]
        })
        .collect();
    let head = ["needs", "offers", "words", "distinct words", "seconds", "MiB", "µs per pair"];
    part.table("Growth", &head, rows);
    let points = |of: &dyn Fn(&Size) -> f64| -> Vec<(f64, f64)> {
        sizes.iter().map(|s| ((s.needs * s.offers) as f64, of(s))).collect()
    };
    let svg = growth(&points(&|s| s.seconds), &points(&|s| s.mebibytes));
    fs::create_dir_all(folder())?;
    fs::write(folder().join("growth.svg"), svg)?;
    let says = "Seconds and mebibytes over the number of pairs, both scales logarithmic; the figures are in the table above";
    part.blocks.push(Block::Picture { file: "growth.svg".into(), says: says.into() });
    Ok(())
}

/// Median wall-clock seconds and the largest peak of memory in MiB.
fn time(program: &Path, input: &Path, out: &Path, runs: usize) -> Result<(f64, f64)> {
    let command = json!({
        "command": [program, Path::new("forum"), Path::new("plan"), input, Path::new("--out"), out],
        "runs": runs,
    });
    let answer = peers::ask("run_measured.py", &[], &command.to_string())?;
    let list = |key: &str| -> Vec<f64> {
        answer[key].as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
    };
    let memory = list("kibibytes").into_iter().fold(0.0, f64::max) / 1024.0;
    Ok((median(&list("seconds")), memory))
}
