//! The files that a plan becomes: tables, the whole plan as JSON, calendars, a timetable for conference
//! programs.
//!
//! Each file is a pure function of input and plan, byte for byte the same on every run. [`write_all`] alone
//! touches the disk: everything is written into a folder of its own first and then renamed into place, so
//! that no file is ever half new. The report is made by [`crate::report`] and handed in.

pub mod calendar;
mod document;
pub mod schedule;
mod tables;
pub(crate) mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use uuid::Uuid;

pub use self::calendar::calendar;
pub use self::document::{plan_json, plan_schema};
pub use self::schedule::schedule_xml;
pub use self::tables::{areas_csv, matches_csv, selection_csv, talks_csv};
use crate::model::Input;
use crate::model::plan::{Plan, Talk, TalkPlan};

const CALENDARS: &str = "calendars";
const SCHEDULE: &str = "schedule.xml";

/// Why the files could not be written. Nothing that stood there before is then damaged.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder cannot be made or written.
    #[error("{} lässt sich nicht schreiben: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A further file has no plain name inside the folder, or the name of another file.
    #[error("„{0}“ kann nicht der Name einer weiteren Datei sein")]
    Name(String),
}

/// All files of a plan by their path inside the folder, without the report.
///
/// Calendars and `schedule.xml` exist only for a round with a date and with talks.
pub fn files(input: &Input, plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([
        ("areas.csv".to_owned(), areas_csv(input, plan).into_bytes()),
        ("matches.csv".to_owned(), matches_csv(plan).into_bytes()),
        ("selection.csv".to_owned(), selection_csv(input, plan).into_bytes()),
        ("talks.csv".to_owned(), talks_csv(plan.talks.as_ref()).into_bytes()),
        ("plan.json".to_owned(), plan_json(plan).into_bytes()),
    ]);
    if let Some(schedule) = schedule_xml(input, plan) {
        files.insert(SCHEDULE.to_owned(), schedule.into_bytes());
    }
    let mut names = BTreeSet::new();
    for load in plan.talks.iter().flat_map(|talks| &talks.participants) {
        if let Some(calendar) = calendar(input, plan, &load.id, 0) {
            let name = file_name(&load.id, &mut names);
            files.insert(format!("{CALENDARS}/{name}.ics"), calendar.into_bytes());
        }
    }
    files
}

/// Writes all files of a plan and some `extra` ones (name and content) into a folder, which is made if it
/// does not exist. Files of the same names are replaced; calendars and timetables of an earlier plan that
/// this one no longer has are taken away; anything else in the folder stays as it is.
///
/// # Errors
///
/// [`OutputError::Write`] where the disk refuses, [`OutputError::Name`] for an unusable extra name.
pub fn write_all(
    dir: &Path,
    input: &Input,
    plan: &Plan,
    extra: &[(String, Vec<u8>)],
) -> Result<Vec<PathBuf>, OutputError> {
    let mut files = files(input, plan);
    for (name, bytes) in extra {
        let is_plain = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
        if name.is_empty() || !is_plain || files.insert(name.clone(), bytes.clone()).is_some() {
            return Err(OutputError::Name(name.clone()));
        }
    }
    let existed = dir.is_dir();
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| OutputError::Write { path, source }
    };
    fs::create_dir_all(dir).map_err(at(dir))?;
    // Inside the folder, because only there a rename is sure to stay on one disk.
    let part = dir.join(format!(".part-{}", std::process::id()));
    let written = write_part(&part, &files).and_then(|()| place(dir, &part, &files));
    let cleared = fs::remove_dir_all(&part);
    if written.is_err() && !existed {
        // Fails where something was placed already; then the folder stays.
        let _ = fs::remove_dir(dir);
    }
    written?;
    cleared.map_err(at(&part))?;
    remove_stale(dir, &files)?;
    Ok(files.keys().map(|name| dir.join(name)).collect())
}

/// Writes the talks alone: the table to `out` and the whole plan of talks with its proofs as `plan.json`
/// beside it. Both are written in full before either takes its name.
///
/// # Errors
///
/// [`OutputError::Write`] where the disk refuses.
pub fn write_talks(out: &Path, plan: &TalkPlan, seed: u64) -> Result<(), OutputError> {
    let proof =
        TalksDocument { format: crate::plan::FORMAT, program: env!("CARGO_PKG_VERSION"), seed, talks: plan };
    // INVARIANT: a plan has text keys only and no number that JSON lacks; test `a_plan_survives_its_json`.
    let proof = serde_json::to_string_pretty(&proof).unwrap_or_default() + "\n";
    let files = [(out.to_owned(), talks_csv(Some(plan))), (out.with_file_name("plan.json"), proof)];
    let part = |path: &Path| path.with_extension(format!("part-{}", std::process::id()));
    let refused = |path: &Path, source: io::Error| OutputError::Write { path: path.to_owned(), source };
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| refused(folder, e))?;
    }
    for (path, text) in &files {
        if let Err(source) = fs::write(part(path), text) {
            files.iter().for_each(|(path, _)| drop(fs::remove_file(part(path))));
            return Err(refused(path, source));
        }
    }
    files.iter().try_for_each(|(path, _)| fs::rename(part(path), path).map_err(|e| refused(path, e)))
}

/// `plan.json` of talks that were planned alone: the same shape as in the plan of a round.
#[derive(serde::Serialize)]
struct TalksDocument<'a> {
    format: u32,
    program: &'a str,
    seed: u64,
    talks: &'a TalkPlan,
}

fn write_part(part: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), OutputError> {
    for (name, bytes) in files {
        let path = part.join(name);
        let folder = path.parent().unwrap_or(part);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|source| OutputError::Write { path: path.clone(), source })?;
    }
    Ok(())
}

fn place(dir: &Path, part: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), OutputError> {
    for name in files.keys() {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder)
            .and_then(|()| fs::rename(part.join(name), &path))
            .map_err(|source| OutputError::Write { path: path.clone(), source })?;
    }
    Ok(())
}

/// Takes away what an earlier plan left: files that this program wrote, known by the mark inside.
fn remove_stale(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), OutputError> {
    let mut old = vec![(SCHEDULE.to_owned(), schedule::MARK)];
    if let Ok(entries) = fs::read_dir(dir.join(CALENDARS)) {
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".ics") {
                old.push((format!("{CALENDARS}/{name}"), calendar::MARK));
            }
        }
    }
    for (name, mark) in old.into_iter().filter(|(name, _)| !files.contains_key(name)) {
        let path = dir.join(name);
        if fs::read_to_string(&path).is_ok_and(|text| text.contains(mark)) {
            fs::remove_file(&path).map_err(|source| OutputError::Write { path, source })?;
        }
    }
    // Only an empty folder goes.
    let _ = fs::remove_dir(dir.join(CALENDARS));
    Ok(())
}

/// A file name for an id that people chose: letters, digits, `-` and `_` stay, anything else becomes `_`.
/// Where that changes or repeats a name, a piece of the id's fingerprint tells them apart.
fn file_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut name: String = id.chars().map(|c| if is_safe(c) { c } else { '_' }).take(60).collect();
    if name != id || !taken.insert(name.to_lowercase()) {
        let print = Uuid::new_v5(&SPACE, id.as_bytes()).simple().to_string();
        name = format!("{name}-{}", &print[..12]);
        taken.insert(name.to_lowercase());
    }
    name
}

/// The name space of every id that is made from a round: `forum.rathaus.invalid` under the DNS space.
const SPACE: Uuid = Uuid::from_u128(0xf452_a55c_7e86_57f9_aa38_7d83_5057_6ebb);

/// The lasting id of a talk: from the round and the two who talk, not from slot or table, so that a talk
/// that moves stays the same one. `turn` counts the talks of the same two from 0.
fn talk_id(input: &Input, a: &str, b: &str, turn: usize) -> Uuid {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    let date = input.round.date.map(|date| date.to_string()).unwrap_or_default();
    let parts = [input.round.name.as_str(), &date, first, second, &turn.to_string()];
    Uuid::new_v5(&SPACE, parts.join("\u{1f}").as_bytes())
}

/// All talks by start and table, each with its lasting id.
fn talks_with_id<'p>(input: &Input, talks: &'p [Talk]) -> Vec<(Uuid, &'p Talk)> {
    let mut sorted: Vec<&Talk> = talks.iter().collect();
    sorted.sort_by(|x, y| (x.span, x.table, &x.a, &x.b).cmp(&(y.span, y.table, &y.a, &y.b)));
    let mut turns: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut listed = Vec::new();
    for talk in sorted {
        let pair = if talk.a <= talk.b { (&*talk.a, &*talk.b) } else { (&*talk.b, &*talk.a) };
        let turn = turns.entry(pair).or_default();
        listed.push((talk_id(input, pair.0, pair.1, *turn), talk));
        *turn += 1;
    }
    listed
}

/// The name on the badge of everybody who talks, by id.
fn names(plan: &Plan) -> BTreeMap<&str, &str> {
    let loads = plan.talks.iter().flat_map(|talks| &talks.participants);
    loads.map(|load| (load.id.as_str(), load.organisation.as_str())).collect()
}

#[cfg(test)]
mod tests;
