//! What Rathaus writes, read by other programs: a browser for the report, Python's libraries for calendars,
//! tables and `plan.json`, xmllint for the timetable. Our own readers would agree with our own mistakes.
//!
//! The sample round is written by the real program. The readers come from npm and PyPI into `target/tools` and
//! `e2e/node_modules`, pinned there; where Node or the browser are missing the step says so and goes on.

use crate::check::{must, works};
use crate::ground::Ground;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Writes the sample round and lets each reader read it.
pub fn run(on: &Ground) -> Result<()> {
    let root = on.root();
    let out = root.join("target/readers");
    must(on.cargo()?.args(["run", "--quiet", "--package", "rathaus", "--", "forum", "sample", "--out"]).arg(&out))?;
    files(on, &out)?;
    timetable(&out)?;
    report(root, &out)
}

fn files(on: &Ground, out: &Path) -> Result<()> {
    let schema = on.root().join("docs/plan.schema.json");
    must(Command::new(on.python()?).arg(on.root().join("e2e/files.py")).arg(out).arg(schema))
}

fn timetable(out: &Path) -> Result<()> {
    if !works(Command::new("xmllint").arg("--version")) {
        println!("   schedule.xml passed over: no xmllint");
        return Ok(());
    }
    must(Command::new("xmllint").arg("--noout").arg(out.join("schedule.xml")))
}

fn report(root: &Path, out: &Path) -> Result<()> {
    if let Some(missing) = browser(root)? {
        println!("   report.html passed over: no {missing}");
        return Ok(());
    }
    must(Command::new("node").arg("report.mjs").arg(out.join("report.html")).current_dir(root.join("e2e")))
}

/// Makes `e2e` ready to drive a browser, or names the program that is missing for it.
pub fn browser(root: &Path) -> Result<Option<&'static str>> {
    let missing = ["chromium", "node", "npm"].into_iter().find(|p| !works(Command::new(p).arg("--version")));
    if missing.is_none() {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(root.join("e2e"));
        must(&mut npm)?;
    }
    Ok(missing)
}
