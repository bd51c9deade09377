//! cargo-deny: which crates we may use, under which licences and from where (deny.toml).
//!
//! Known weaknesses (the advisory database) are asked for only where RATHAUS_ADVISORIES=1 says so: that
//! list comes from the network and changes every day, and a check that fails without a change of ours
//! would teach people to ignore it. A nightly run sets the variable.

use crate::check::{cargo, must, works};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Fixed, so that the same check runs everywhere. The wheel on PyPI (0.14.2, of 2023) is quicker to fetch
/// but fails on today's `cargo metadata`.
const VERSION: &str = "0.20.2";

/// The step `deny` of `cargo xtask check`.
pub fn run(root: &Path) -> Result<()> {
    let program = installed(root)?;
    let mut checks = vec!["check", "bans", "licenses", "sources"];
    if std::env::var("RATHAUS_ADVISORIES").is_ok_and(|value| value == "1") {
        checks.push("advisories");
    } else {
        println!("   advisories passed over: they need the network (RATHAUS_ADVISORIES=1 asks for them)");
    }
    must(Command::new(program).current_dir(root).args(["--log-level", "error"]).args(checks))
}

/// The path of a cargo-deny, building one into target/tools where there is none.
fn installed(root: &Path) -> Result<PathBuf> {
    let ours = root.join("target/tools/bin/cargo-deny");
    for candidate in [ours.clone(), PathBuf::from("cargo-deny")] {
        if works(Command::new(&candidate).arg("--version")) {
            return Ok(candidate);
        }
    }
    println!(
        "   cargo-deny {VERSION} is built once into target/tools (about a minute and a half on two cores)"
    );
    let tools = root.join("target/tools");
    // A debug build takes half the time and the check itself less than a second either way. Without its
    // default features it has no git of its own; deny.toml tells it to use the git command.
    must(
        cargo(root)
            .args(["install", "--quiet", "--locked", "--debug", "--no-default-features", "--root"])
            .arg(&tools)
            .args(["--version", VERSION, "cargo-deny"]),
    )
    .context("cargo-deny could not be built")?;
    Ok(ours)
}
