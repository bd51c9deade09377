//! Browser journeys: whole stories told in Chromium on the real program, on each of the two databases.
//!
//! A journey is a file `e2e/journeys/NAME.mjs` that ends with 0 when all went well; what it may use stands at the
//! top of `e2e/program.mjs`. Those in `e2e/security` are told by somebody who means harm. Each runs by itself with a
//! database of its own, so their order means nothing.

use crate::ground::Ground;
use crate::{python, readers};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The variable with the database of one journey; without it the journey runs on SQLite.
const DATABASE: &str = "RATHAUS_JOURNEY_DATABASE_URL";

/// What is told on SQLite only, unless `RATHAUS_JOURNEYS=all`: these are about what a browser does. On PostgreSQL the story
/// of a whole round comes through the same doors, the crawl asks for the pages behind them, and what they store is tested
/// on both databases.
const BROWSER_ONLY: [&str; 17] = [
    "board",
    "event",
    "fit",
    "form",
    "headers",
    "jury",
    "meeting",
    "office",
    "orders",
    "plan",
    "projects",
    "reports",
    "selection",
    "supplier",
    "talks",
    "talks-day",
    "votes",
];

/// What takes longest is begun first, so that nobody waits for it at the end.
const LONG: [&str; 4] = ["crawl", "story", "api", "votes"];

/// So many journeys are told at the same time.
const AT_ONCE: usize = 2;

/// The step `journeys` of `cargo xtask check`: runs all, then fails if one did.
pub fn run(on: &Ground) -> Result<()> {
    let mut journeys = find(&on.root().join("e2e/journeys"))?;
    journeys.extend(find(&on.root().join("e2e/security"))?);
    if journeys.is_empty() {
        println!("   there is no journey yet");
        return Ok(());
    }
    if let Some(missing) = readers::browser(on.root())? {
        println!("   {} journeys passed over: no {missing}", journeys.len());
        return Ok(());
    }
    let name = |journey: &Path| journey.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    journeys.sort_by_key(|journey| LONG.iter().position(|long| *long == name(journey)).unwrap_or(LONG.len()));
    let tells_all = std::env::var("RATHAUS_JOURNEYS").is_ok_and(|value| value == "all");
    let (program, python) = (on.program()?, on.python()?);
    let mut tellings = Vec::new();
    for journey in &journeys {
        let name = name(journey);
        let mut databases = vec![None];
        if tells_all || !BROWSER_ONLY.contains(&name.as_str()) {
            databases.push(Some(on.postgres()?.fresh(&format!("journey_{name}"))?));
        }
        for database in databases {
            let mut node = Command::new("node");
            node.arg(journey).current_dir(on.root().join("e2e")).env_remove(DATABASE);
            node.env("RATHAUS_BIN", &program).env(python::PROGRAM, python);
            node.envs(database.iter().map(|url| (DATABASE, url)));
            let on = database.map_or("SQLite", |_| "PostgreSQL");
            tellings.push((format!("{name} on {on}"), Mutex::new(node)));
        }
    }
    // One waits for its browser now and then, and the other goes on; on two cores more would only wait for each other.
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((name, node)) = tellings.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let told = node.lock().unwrap_or_else(PoisonError::into_inner).output();
                    let (said, is_well) = match told {
                        Ok(told) => ([told.stdout, told.stderr].concat(), told.status.success()),
                        Err(error) => (error.to_string().into_bytes(), false),
                    };
                    println!("{}", String::from_utf8_lossy(&said).trim_end());
                    if !is_well {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !failed.is_empty() {
        bail!("these journeys failed: {}", failed.join(", "));
    }
    println!("   {} journeys told, {} tellings on both databases together", journeys.len(), tellings.len());
    Ok(())
}

/// Every journey in `folder`, by name. A folder that is not there holds none.
fn find(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "mjs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_are_the_mjs_files_in_order() {
        let folder = std::env::temp_dir().join(format!("rathaus-journeys-{}", std::process::id()));
        assert_eq!(find(&folder).unwrap(), Vec::<PathBuf>::new());
        fs::create_dir(&folder).unwrap();
        for name in ["town.mjs", "office.mjs", "notes.md"] {
            fs::write(folder.join(name), "").unwrap();
        }
        assert_eq!(find(&folder).unwrap(), [folder.join("office.mjs"), folder.join("town.mjs")]);
        fs::remove_dir_all(folder).unwrap();
    }
}
