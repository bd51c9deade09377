//! A Python of our own with the packages that `e2e/requirements.txt` names, in `target/tools`.
//!
//! Pinned there and not taken from the machine, so that the same readers read everywhere. Where the machine has
//! no Python nothing is installed here; who asked says what was passed over.

use crate::check::{must, works};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that tells tests which Python to start programs of `e2e` with.
pub const PROGRAM: &str = "RATHAUS_TEST_PYTHON";

/// The path of that Python, made now if its packages are not the wanted ones, or `None` without python3.
pub fn environment(root: &Path) -> Result<Option<PathBuf>> {
    let folder = root.join("target/tools/readers");
    let python = folder.join("bin/python");
    let requirements = root.join("e2e/requirements.txt");
    let wanted = fs::read_to_string(&requirements).context("e2e/requirements.txt")?;
    // What was installed last, written when all of it was there.
    let installed = folder.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|had| had == wanted)
        && works(Command::new(&python).arg("--version"))
    {
        return Ok(Some(python));
    }
    if !works(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        println!("   tests with Python are passed over: no python3 with venv");
        return Ok(None);
    }
    must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    must(
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements),
    )?;
    fs::write(&installed, wanted)?;
    Ok(Some(python))
}
