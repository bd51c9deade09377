//! A Python of our own with the packages that `e2e/requirements.txt` names, in `target/tools`.
//!
//! Pinned there and not taken from the machine, so that the same programs read, and the same servers answer,
//! everywhere.

use crate::check::{must, works};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that tells tests which Python to start programs of `e2e` with.
pub const PROGRAM: &str = "RATHAUS_TEST_PYTHON";

/// The path of that Python, made now if it is not there or its packages are not the wanted ones.
pub fn environment(root: &Path) -> Result<PathBuf> {
    if let Some(python) = installed(root) {
        return Ok(python);
    }
    if !works(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        bail!(
            "no python3 with venv on this machine: `cargo xtask setup` installs Debian's package python3-venv"
        );
    }
    let python = python(root);
    println!("   e2e/requirements.txt is installed into target/tools/readers");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]);
    // Emptied only when it is of no use, as somebody else's tests may be running in it.
    if !works(Command::new(&python).args(["-m", "pip", "--version"])) {
        venv.arg("--clear");
    }
    must(venv.arg(folder(root)))?;
    let wanted = wanted(root)?;
    let requirements = root.join("e2e/requirements.txt");
    must(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    fs::write(stamp(root), wanted)?;
    Ok(python)
}

/// The path of that Python, if all its packages are there.
pub fn installed(root: &Path) -> Option<PathBuf> {
    let python = python(root);
    let is_current = fs::read_to_string(stamp(root)).ok()? == wanted(root).ok()?;
    (is_current && works(Command::new(&python).arg("--version"))).then_some(python)
}

fn folder(root: &Path) -> PathBuf {
    root.join("target/tools/readers")
}

fn python(root: &Path) -> PathBuf {
    folder(root).join("bin/python")
}

/// What was installed last, written when all of it was there.
fn stamp(root: &Path) -> PathBuf {
    folder(root).join("requirements.txt")
}

fn wanted(root: &Path) -> Result<String> {
    fs::read_to_string(root.join("e2e/requirements.txt")).context("e2e/requirements.txt")
}
