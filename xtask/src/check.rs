//! The steps of `cargo xtask check`, cheapest first, each with its time.
//!
//! The first failure stops the run: the checks after it would only repeat what is already known, and the
//! line that matters stays the last one on the screen.

use crate::ground::Ground;
use crate::{journeys, law, licences, readers, setup, tidy};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    says: &'static str,
    run: fn(&Ground) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", says: "formatting (cargo fmt)", run: format },
    Step { name: "law", says: "who may depend on whom", run: |on| law::run(on.root()) },
    Step {
        name: "tidy",
        says: "file sizes, names, manifests, paths, translations, templates, SQL",
        run: |on| tidy::run(on.root()),
    },
    Step {
        name: "deny",
        says: "bans, licences and sources of our dependencies (cargo-deny)",
        run: |on| licences::run(on.root()),
    },
    Step { name: "clippy", says: "clippy without warnings", run: clippy },
    Step { name: "setup", says: "Debian packages that some tests use", run: |_| setup::run() },
    Step { name: "doctests", says: "the examples in the documentation", run: doctests },
    Step { name: "tests", says: "all tests", run: tests },
    Step { name: "readers", says: "what we write, read by other programs", run: readers::run },
    Step { name: "journeys", says: "whole stories in a browser, on both databases", run: journeys::run },
];

/// Which steps to run: all by default, fewer by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Choice {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Choice {
    /// Reads `--only a,b --skip c`; a name that is no step is refused, so that a typing error never
    /// passes as a green run.
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut choice = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag, value.to_string()),
                None => (argument.as_str(), rest.next().cloned().unwrap_or_default()),
            };
            let list = match flag {
                "--only" => &mut choice.only,
                "--skip" => &mut choice.skip,
                other => bail!("check knows --only and --skip, not {other}"),
            };
            for name in value.split(',') {
                if !STEPS.iter().any(|step| step.name == name) {
                    let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
                    bail!("no step named {name:?}; there are {}", known.join(", "));
                }
                list.push(name.to_string());
            }
        }
        Ok(choice)
    }

    fn has(&self, name: &str) -> bool {
        let listed = |list: &[String]| list.iter().any(|entry| entry == name);
        (self.only.is_empty() || listed(&self.only)) && !listed(&self.skip)
    }
}

/// Prints the name and meaning of every step.
pub fn print_steps() {
    for step in STEPS {
        println!("{:<9} {}", step.name, step.says);
    }
}

/// Runs the chosen steps in the workspace at `root`.
pub fn run(root: &Path, choice: &Choice) -> Result<()> {
    let start = Instant::now();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let ground = Ground::new(root);
    for step in STEPS.iter().filter(|step| choice.has(step.name)) {
        println!("── {}: {}", step.name, step.says);
        let begun = Instant::now();
        let outcome = (step.run)(&ground);
        let took = begun.elapsed();
        if let Err(error) = outcome {
            bail!("step {} failed after {:.1} s: {error:#}", step.name, took.as_secs_f64());
        }
        println!("   {} passed in {:.1} s", step.name, took.as_secs_f64());
        times.push((step.name, took));
    }
    let parts: Vec<String> =
        times.iter().map(|(name, took)| format!("{name} {:.1}", took.as_secs_f64())).collect();
    println!("── all passed in {:.1} s ({})", start.elapsed().as_secs_f64(), parts.join(", "));
    let left: Vec<_> = STEPS.iter().map(|step| step.name).filter(|name| !choice.has(name)).collect();
    if !left.is_empty() {
        println!("   not run, as asked: {}", left.join(", "));
    }
    Ok(())
}

/// A cargo command in `root`, with the same cargo that runs us.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    command
}

/// Runs `command` with its output on the screen and fails when it fails.
pub fn must(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}

/// Whether `command` can be started and succeeds; its output is thrown away.
pub fn works(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let mut text = program.into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

fn format(on: &Ground) -> Result<()> {
    let root = on.root();
    component(root, "fmt", "rustfmt")?;
    // Names of files only: the whole difference can be longer than anybody reads.
    must(cargo(root).args(["fmt", "--all", "--check", "--", "-l"])).context("`cargo fmt --all` mends this")
}

fn clippy(on: &Ground) -> Result<()> {
    let root = on.root();
    component(root, "clippy", "clippy")?;
    must(cargo(root).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// Rust is sometimes installed without rustfmt and clippy; fetch what is missing where rustup can.
fn component(root: &Path, subcommand: &str, component: &str) -> Result<()> {
    if works(cargo(root).args([subcommand, "--version"])) {
        return Ok(());
    }
    println!("   {component} is missing: rustup component add {component}");
    must(Command::new("rustup").args(["component", "add", component]))
        .with_context(|| format!("this Rust has no {component}"))
}

fn tests(on: &Ground) -> Result<()> {
    // The mail server that other tests rely on first.
    must(Command::new(on.python()?).arg(on.root().join("e2e/smtp_server_test.py")))?;
    if works(cargo(on.root()).args(["nextest", "--version"])) {
        must(on.cargo()?.args(["nextest", "run", "--workspace"]))
    } else {
        println!("   cargo-nextest is not installed; cargo test does the same, one crate after the other");
        must(on.cargo()?.args(["test", "--workspace", "--lib", "--bins", "--tests"]))
    }
}

fn doctests(on: &Ground) -> Result<()> {
    must(on.cargo()?.args(["test", "--doc", "--workspace"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Choice> {
        Choice::parse(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn all_steps_run_unless_told_otherwise() {
        let choice = parse(&[]).unwrap();
        assert!(STEPS.iter().all(|step| choice.has(step.name)));
    }

    #[test]
    fn only_and_skip_narrow_the_run() {
        let only = parse(&["--only", "fmt,law", "--only=tidy"]).unwrap();
        assert!(only.has("fmt") && only.has("law") && only.has("tidy") && !only.has("tests"));
        let skip = parse(&["--skip", "tests"]).unwrap();
        assert!(skip.has("fmt") && !skip.has("tests"));
    }

    #[test]
    fn a_misspelt_step_is_refused_and_not_passed_over() {
        assert!(parse(&["--only", "test"]).unwrap_err().to_string().contains("tests"));
        assert!(parse(&["--only"]).is_err());
        assert!(parse(&["--fast"]).is_err());
    }
}
