//! `cargo xtask fuzz`: every parser that reads foreign bytes, each for the same time, one after the other.
//!
//! No step of `check`, because ten minutes each are too long before a commit. The sanitizer's flags are
//! unstable; RUSTC_BOOTSTRAP lets the stable compiler take them, so that no second toolchain is needed.

use crate::check::{must, works};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use toml::{Table, Value};

const VERSION: &str = "0.13.2";

/// Runs `[--seconds N] [TARGET]…`: ten minutes each and all targets unless told otherwise.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let manifest: Table = std::fs::read_to_string(root.join("fuzz/Cargo.toml"))?.parse()?;
    let known = targets(&manifest);
    let (seconds, chosen) = parse(arguments, &known)?;
    let tools = installed(root)?;
    for target in &chosen {
        println!("── {target}: {seconds} s");
        let corpus = format!("fuzz/corpus/{target}");
        std::fs::create_dir_all(root.join(&corpus))?;
        let mut command = Command::new(&tools);
        command.current_dir(root).env("RUSTC_BOOTSTRAP", "1");
        command.args(["fuzz", "run", "--fuzz-dir", "fuzz", target, &corpus]);
        command.args(seeds(&manifest, target).into_iter().filter(|folder| root.join(folder).is_dir()));
        command.args([
            "--",
            &format!("-max_total_time={seconds}"),
            "-max_len=2048",
            "-timeout=10",
            "-rss_limit_mb=2048",
        ]);
        command.args(["-print_final_stats=1", "-verbosity=0"]);
        must(&mut command)
            .with_context(|| format!("{target} found something: see fuzz/artifacts/{target}"))?;
    }
    println!("── {} ran clean for {seconds} s each", chosen.join(", "));
    Ok(())
}

fn targets(manifest: &Table) -> Vec<String> {
    let bins = manifest.get("bin").and_then(Value::as_array).into_iter().flatten();
    bins.filter_map(|bin| Some(bin.get("name")?.as_str()?.to_string())).collect()
}

/// Folders whose files the target begins with: its own seeds and those named in `[package.metadata.seeds]`.
fn seeds(manifest: &Table, target: &str) -> Vec<String> {
    let more = manifest
        .get("package")
        .and_then(|package| package.get("metadata")?.get("seeds")?.get(target)?.as_array())
        .into_iter()
        .flatten();
    let own = format!("fuzz/seeds/{target}");
    std::iter::once(own).chain(more.filter_map(|folder| folder.as_str().map(String::from))).collect()
}

fn parse(arguments: &[String], known: &[String]) -> Result<(u32, Vec<String>)> {
    let mut seconds = 600;
    let mut chosen = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            seconds = rest
                .next()
                .context("--seconds needs a number")?
                .parse()
                .context("--seconds needs a number")?;
        } else if known.contains(argument) {
            chosen.push(argument.clone());
        } else {
            bail!("no fuzz target named {argument}; there are {}", known.join(", "));
        }
    }
    Ok((seconds, if chosen.is_empty() { known.to_vec() } else { chosen }))
}

/// The path of a cargo-fuzz, building one into target/tools where there is none.
fn installed(root: &Path) -> Result<PathBuf> {
    let ours = root.join("target/tools/bin/cargo-fuzz");
    for candidate in [ours.clone(), PathBuf::from("cargo-fuzz")] {
        if works(Command::new(&candidate).args(["fuzz", "--version"])) {
            return Ok(candidate);
        }
    }
    println!("   cargo-fuzz {VERSION} is built once into target/tools (about half a minute on two cores)");
    must(
        crate::check::cargo(root)
            .args(["install", "--quiet", "--locked", "--debug", "--root"])
            .arg(root.join("target/tools"))
            .args(["--version", VERSION, "cargo-fuzz"]),
    )?;
    Ok(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn all_targets_for_ten_minutes_unless_told_otherwise() {
        let known = words("needs values");
        assert_eq!(parse(&[], &known).unwrap(), (600, known.clone()));
        assert_eq!(parse(&words("--seconds 5 values"), &known).unwrap(), (5, words("values")));
        assert!(parse(&words("offers"), &known).is_err());
        assert!(parse(&words("--seconds"), &known).is_err());
    }

    #[test]
    fn every_target_has_its_file_and_every_file_its_target() {
        let root = crate::tree::workspace_root().unwrap();
        let manifest: Table = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap().parse().unwrap();
        let mut named = targets(&manifest);
        let mut files: Vec<String> = std::fs::read_dir(root.join("fuzz/targets"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        named.sort();
        files.sort();
        assert_eq!(named, files);
    }
}
