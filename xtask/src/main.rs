//! Checks of our own, run as `cargo xtask check`.
//!
//! One command is both the README's test command and what continuous integration runs, so a change that
//! passes here passes there. Measurements are left to `bench`; fuzzing is a command of its own, as both take
//! longer than anybody waits before a commit.

mod booth;
mod check;
mod fuzz;
mod ground;
mod journeys;
mod law;
mod licences;
mod postgres;
mod python;
mod readers;
mod setup;
mod tidy;
mod tree;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask check [--only STEP]… [--skip STEP]…   run every check, stop at the first that fails
cargo xtask setup                                 install the Debian packages that some tests use
cargo xtask steps                                 list the steps of check
cargo xtask postgres [-- COMMAND…]                run COMMAND with a PostgreSQL of its own for its tests
cargo xtask booth                                 build the engine for browsers (booth/README.md)
cargo xtask fuzz [--seconds N] [TARGET]…          fuzz the parsers, 600 seconds each (docs/fuzzing.md)

STEP may be several names joined by commas.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let root = tree::workspace_root()?;
    match arguments.first().map(String::as_str) {
        Some("check") => check::run(&root, &check::Choice::parse(&arguments[1..])?),
        Some("setup") => setup::run(),
        Some("booth") => booth::build(&root),
        Some("postgres") => postgres::run(&root, &arguments[1..]),
        Some("fuzz") => fuzz::run(&root, &arguments[1..]),
        Some("steps") => {
            check::print_steps();
            Ok(())
        }
        None | Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no command named {other}\n\n{USAGE}"),
    }
}
