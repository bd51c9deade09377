//! The steps of `cargo xtask check`, cheapest first, each with its time.
//!
//! The first failure stops the run: the checks after it would only repeat what is already known, and the
//! line that matters stays the last one on the screen.

use crate::ground::Ground;
use crate::{booth, journeys, law, licences, readers, setup, tidy};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    says: &'static str,
    run: fn(&Ground) -> Result<()>,
    /// Runs beside the step after it: it needs nothing of the ground, and compilers leave a core idle now and then.
    is_beside: bool,
}

impl Step {
    const fn new(name: &'static str, says: &'static str, run: fn(&Ground) -> Result<()>) -> Self {
        Self { name, says, run, is_beside: false }
    }

    const fn beside(mut self) -> Self {
        self.is_beside = true;
        self
    }

    fn timed(&self, on: &Ground) -> Result<Duration> {
        let begun = Instant::now();
        let outcome = (self.run)(on);
        let took = begun.elapsed();
        outcome.map_err(|error| {
            anyhow::anyhow!("step {} failed after {:.1} s: {error:#}", self.name, took.as_secs_f64())
        })?;
        println!("   {} passed in {:.1} s", self.name, took.as_secs_f64());
        Ok(took)
    }
}

const STEPS: &[Step] = &[
    Step::new("fmt", "formatting (cargo fmt)", format),
    Step::new("law", "who may depend on whom", |on| law::run(on.root())),
    Step::new("tidy", "file sizes, names, manifests, paths, translations, templates, SQL", |on| {
        tidy::run(on.root())
    }),
    Step::new("deny", "bans, licences and sources of our dependencies (cargo-deny)", |on| {
        licences::run(on.root())
    })
    .beside(),
    Step::new("booth", "the engine for browsers is built from its sources", |on| booth::run(on.root()))
        .beside(),
    Step::new("clippy", "everything built, without a warning of clippy", clippy),
    Step::new("setup", "Debian packages that some tests use", |_| setup::run()),
    Step::new("doctests", "the examples in the documentation", doctests),
    Step::new("tests", "all tests", tests),
    Step::new("readers", "what we write, read by other programs", readers::run),
    Step::new("journeys", "whole stories in a browser, on both databases", journeys::run),
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
    let mut beside: Vec<(&str, JoinHandle<Result<Duration>>)> = Vec::new();
    for step in STEPS.iter().filter(|step| choice.has(step.name)) {
        println!("── {}: {}", step.name, step.says);
        if step.is_beside {
            let root = root.to_path_buf();
            beside.push((step.name, std::thread::spawn(move || step.timed(&Ground::new(&root)))));
            continue;
        }
        times.push((step.name, step.timed(&ground)?));
        finish(&mut beside, &mut times)?;
    }
    finish(&mut beside, &mut times)?;
    let parts: Vec<String> =
        times.iter().map(|(name, took)| format!("{name} {:.1}", took.as_secs_f64())).collect();
    println!("── all passed in {:.1} s ({})", start.elapsed().as_secs_f64(), parts.join(", "));
    let left: Vec<_> = STEPS.iter().map(|step| step.name).filter(|name| !choice.has(name)).collect();
    if !left.is_empty() {
        println!("   not run, as asked: {}", left.join(", "));
    }
    Ok(())
}

/// Waits for what runs beside.
fn finish(
    beside: &mut Vec<(&'static str, JoinHandle<Result<Duration>>)>,
    times: &mut Vec<(&'static str, Duration)>,
) -> Result<()> {
    for (name, running) in beside.drain(..) {
        let took = running.join().map_err(|_| anyhow::anyhow!("step {name} broke off"))??;
        times.push((name, took));
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
    must(linting(root).args(["test", "--workspace", "--all-targets", "--no-run"]))
}

/// A cargo command whose compiler is clippy's: it lints our crates as it builds them. `cargo clippy` only checks, and what
/// the tests need would be compiled once more after it, with everything we depend on.
pub fn linting(root: &Path) -> Command {
    let mut command = cargo(root);
    // As `cargo clippy` does it: its driver comes in the place of rustc, and takes its options from this variable.
    command.env("RUSTC_WORKSPACE_WRAPPER", driver(root));
    command.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
    command
}

/// Clippy's compiler: beside rustc where rustup put it, else wherever the system has it.
fn driver(root: &Path) -> PathBuf {
    let mut asked = Command::new("rustc");
    let sysroot = asked.args(["--print", "sysroot"]).current_dir(root).output().map(|told| told.stdout);
    let sysroot = String::from_utf8_lossy(&sysroot.unwrap_or_default()).trim().to_owned();
    let beside = Path::new(&sysroot).join("bin/clippy-driver");
    if beside.is_file() { beside } else { "clippy-driver".into() }
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
