//! Other programs: installed from PyPI into an environment of the bench's own, spoken to as JSON.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::results::home;

/// The Python of the environment; makes it when it is missing or of other versions.
pub fn python() -> Result<PathBuf> {
    let venv = home().join(".venv");
    let python = venv.join("bin/python");
    let wanted = fs::read_to_string(home().join("peers/requirements.txt"))?;
    let stamp = venv.join("requirements.txt");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    println!("Installing the other programs into {} …", venv.display());
    let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status().context("python3 -m venv")?;
    ensure!(made.success(), "python3 -m venv failed; on Debian install python3-venv");
    let status = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(home().join("peers/requirements.txt"))
        .status()?;
    ensure!(status.success(), "pip could not install the other programs");
    fs::write(stamp, wanted)?;
    Ok(python)
}

/// Runs `peers/<script>` with `input` on its standard input, on one thread unless the script asks for more,
/// and reads the JSON it prints.
pub fn ask(script: &str, arguments: &[String], input: &str) -> Result<Value> {
    let mut command = Command::new(python()?);
    command.arg(home().join("peers").join(script)).args(arguments);
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"] {
        command.env(name, "1");
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut pipe = child.stdin.take().context("standard input")?;
    pipe.write_all(input.as_bytes())?;
    drop(pipe);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{script} failed");
    let text = String::from_utf8(output.stdout)?;
    // Some libraries greet on standard output; the answer is the last line.
    let line = text.trim().lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("{script} printed no JSON"))
}
