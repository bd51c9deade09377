//! What Rathaus writes, read by other programs: a browser for the report, Python's libraries for calendars,
//! tables and `plan.json`, xmllint for the timetable. Our own readers would agree with our own mistakes.
//!
//! The sample round is written by the real program. The readers come from npm and PyPI into `target/tools` and
//! `e2e/node_modules`, pinned there; where Node, Python or the browser are missing the step says so and goes on.

use crate::check::{cargo, must, works};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Writes the sample round and lets each reader read it.
pub fn run(root: &Path) -> Result<()> {
    let out = root.join("target/readers");
    must(cargo(root).args(["run", "--quiet", "--package", "rathaus", "--", "demo", "--out"]).arg(&out))?;
    files(root, &out)?;
    timetable(&out)?;
    report(root, &out)
}

fn files(root: &Path, out: &Path) -> Result<()> {
    let python = root.join("target/tools/readers/bin/python");
    if !works(Command::new(&python).args(["-c", "import icalendar, jsonschema"])) {
        if !works(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
            println!("   calendars and plan.json passed over: no python3 with venv");
            return Ok(());
        }
        must(Command::new("python3").args(["-m", "venv"]).arg(root.join("target/tools/readers")))?;
        let wanted = root.join("e2e/requirements.txt");
        must(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(wanted))?;
    }
    let schema = root.join("docs/plan.schema.json");
    must(Command::new(&python).arg(root.join("e2e/files.py")).arg(out).arg(schema))
}

fn timetable(out: &Path) -> Result<()> {
    if !works(Command::new("xmllint").arg("--version")) {
        println!("   schedule.xml passed over: no xmllint");
        return Ok(());
    }
    must(Command::new("xmllint").arg("--noout").arg(out.join("schedule.xml")))
}

fn report(root: &Path, out: &Path) -> Result<()> {
    let e2e = root.join("e2e");
    let browser = ["chromium", "node", "npm"].into_iter().find(|p| !works(Command::new(p).arg("--version")));
    if let Some(missing) = browser {
        println!("   report.html passed over: no {missing}");
        return Ok(());
    }
    must(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&e2e))?;
    must(Command::new("node").arg("report.mjs").arg(out.join("report.html")).current_dir(&e2e))
}
