//! Reads the files of a round as people have them, and says everything that is wrong with them at once.
//!
//! Tables come as CSV in any usual dialect and encoding or as the first sheet of a workbook; headers may be
//! German; columns the forum does not know are kept. Settings and corrections are TOML. Nothing is guessed
//! that could be wrong: a value that cannot be read is a [`Diagnostic`], never a default.
//!
//! Left out on purpose: writing (see [`crate::output`]) and judging what a need says (see
//! [`crate::constraints`]).

pub mod archive;
pub mod contacts;
mod decode;
mod demand;
pub mod diagnostic;
mod edits;
mod nearest;
mod people;
mod records;
mod round;
mod say;
mod settings;
mod sheet;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub use self::diagnostic::{Column, Diagnostic, Diagnostics, Form, Named, Problem};
pub use self::round::{area_key, shipped_areas};
use self::table::{Kind, Table};
use crate::model::{Input, Participant, Wish};

/// Endings of the files a table may come in, the usual one first.
const ENDINGS: [&str; 3] = ["csv", "xlsx", "ods"];
const ROUND: &str = "round.toml";
const EDITS: &str = "edits.toml";

/// Reads a round from a folder. Files the forum does not know are not touched.
///
/// # Errors
///
/// Everything that is wrong with any of the files, by file, line and column.
pub fn read_dir(dir: &Path) -> Result<Input, Diagnostics> {
    let (files, faults) = bytes_of(dir)?;
    read(&files, faults, true)
}

/// Reads the files of a folder as they are, by name, without looking into them. Those the forum does not know are left.
///
/// # Errors
///
/// Files that cannot be read.
pub fn read_bytes(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>, Diagnostics> {
    let (files, faults) = bytes_of(dir)?;
    if faults.is_empty() { Ok(files) } else { Err(Diagnostics::sorted(faults)) }
}

/// Reads a round from files in memory, by name. Pure, and never panics, whatever the bytes are.
///
/// # Errors
///
/// Everything that is wrong with any of the files, by file, line and column.
pub fn read_files(files: &BTreeMap<String, Vec<u8>>) -> Result<Input, Diagnostics> {
    read(files, Vec::new(), true)
}

/// Reads what there is of a round that still goes on: needs or offers, or both.
///
/// # Errors
///
/// Everything that is wrong with any of the files, by file, line and column.
pub fn read_some(files: &BTreeMap<String, Vec<u8>>) -> Result<Input, Diagnostics> {
    read(files, Vec::new(), false)
}

/// Files by name.
type Bytes = BTreeMap<String, Vec<u8>>;

/// The known files of a folder, and what is wrong with those that cannot be read; these are there without content.
fn bytes_of(dir: &Path) -> Result<(Bytes, Vec<Diagnostic>), Diagnostics> {
    let folder = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
    let unreadable = |why: std::io::Error| {
        Diagnostics(vec![Diagnostic::file(&folder, Problem::FolderUnreadable(why.kind().to_string()))])
    };
    let mut files = BTreeMap::new();
    let mut faults = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_known(&name) {
            continue;
        }
        match fs::read(entry.path()) {
            Ok(bytes) => {
                files.insert(name, bytes);
            }
            Err(why) => {
                faults.push(Diagnostic::file(&name, Problem::FileUnreadable(why.kind().to_string())));
                files.insert(name, Vec::new());
            }
        }
    }
    Ok((files, faults))
}

/// Participants and wishes alone, each with the name and the bytes of its file. With `fixed_pairs` every
/// wish is one agreed talk and a pair that stands twice talks twice.
///
/// # Errors
///
/// Everything that is wrong with either file.
pub fn read_talks(
    participants: (&str, &[u8]),
    wishes: (&str, &[u8]),
    fixed_pairs: bool,
) -> Result<(Vec<Participant>, Vec<Wish>), Diagnostics> {
    let mut faults = Vec::new();
    let table = Table::read(&people::PARTICIPANTS, participants.0, participants.1, &mut faults);
    let (list, ids) = match &table {
        Some(table) => people::participants(table, &mut faults),
        None => (Vec::new(), table::Ids::new(false)),
    };
    if let Some(table) = table.filter(|t| t.is_empty() && t.is_whole) {
        faults.push(Diagnostic::file(&table.file, Problem::NoRows));
    }
    let kind = if fixed_pairs { &people::AGREED } else { &people::WISHES };
    let wishes = match Table::read(kind, wishes.0, wishes.1, &mut faults) {
        Some(table) if fixed_pairs => people::agreed(&table, &ids, &mut faults),
        Some(table) => people::wishes(&table, Some(&ids), &mut faults),
        None => Vec::new(),
    };
    if faults.is_empty() { Ok((list, wishes)) } else { Err(Diagnostics::sorted(faults)) }
}

fn is_known(name: &str) -> bool {
    let name = name.to_lowercase();
    let tables = [&demand::NEEDS, &demand::OFFERS, &demand::REVIEWS, &people::PARTICIPANTS, &people::WISHES];
    name == ROUND
        || name == EDITS
        || tables.iter().any(|t| ENDINGS.iter().any(|ending| name == format!("{}.{ending}", t.stem)))
}

/// The files of one round, found by name without regard to case.
struct Folder<'f> {
    files: &'f BTreeMap<String, Vec<u8>>,
    /// Names of files that could not be read: reported already.
    broken: Vec<String>,
}

impl<'f> Folder<'f> {
    fn find(&self, name: &str) -> Option<(&'f str, &'f [u8])> {
        let mut found = self.files.iter().filter(|(have, _)| have.to_lowercase() == name);
        found.next().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The table of a kind. `Ok(None)` where there is no such file, `Err` where it cannot be used; the
    /// reason is then among the faults.
    fn table(&self, kind: &'static Kind, faults: &mut Vec<Diagnostic>) -> Result<Option<Table>, ()> {
        let wanted = ENDINGS.map(|ending| format!("{}.{ending}", kind.stem));
        let mut found = wanted
            .iter()
            .flat_map(|wanted| self.files.iter().filter(move |(have, _)| have.to_lowercase() == *wanted));
        let Some((name, bytes)) = found.next() else { return Ok(None) };
        let mut is_twice = false;
        for (other, _) in found {
            faults.push(Diagnostic::file(other, Problem::FileTwice(name.clone())));
            is_twice = true;
        }
        if self.broken.contains(name) {
            return Err(());
        }
        match Table::read(kind, name, bytes, faults) {
            Some(mut table) => {
                // The other file may hold what this one lacks.
                table.is_whole &= !is_twice;
                Ok(Some(table))
            }
            None => Err(()),
        }
    }

    /// Whether there is a file for a table, readable or not.
    fn has(&self, kind: &Kind) -> bool {
        ENDINGS.iter().any(|ending| self.find(&format!("{}.{ending}", kind.stem)).is_some())
    }

    fn wanted(&self, kind: &'static Kind, may_lack: bool, faults: &mut Vec<Diagnostic>) -> Option<Table> {
        match self.table(kind, faults) {
            Ok(None) if may_lack => None,
            Ok(None) => {
                faults.push(Diagnostic::file(&format!("{}.csv", kind.stem), Problem::FileMissing));
                None
            }
            Ok(found) => found,
            Err(()) => None,
        }
    }
}

/// `is_whole` asks for needs and offers; else one of them is enough.
fn read(
    files: &BTreeMap<String, Vec<u8>>,
    mut faults: Vec<Diagnostic>,
    is_whole: bool,
) -> Result<Input, Diagnostics> {
    let broken = faults.iter().map(|fault| fault.file.clone()).collect();
    let folder = Folder { files, broken };
    let faults = &mut faults;
    let nothing = || table::Ids::new(false);

    let lacks = |kind| !is_whole && !folder.has(kind);
    let (no_needs, no_offers) = (lacks(&demand::NEEDS), lacks(&demand::OFFERS));
    let (needs, need_ids) = match folder.wanted(&demand::NEEDS, no_needs && !no_offers, faults) {
        Some(table) => demand::needs(&table, faults),
        None => (Vec::new(), nothing()),
    };
    let (offers, offer_ids) = match folder.wanted(&demand::OFFERS, no_offers && !no_needs, faults) {
        Some(table) => demand::offers(&table, faults),
        None => (Vec::new(), nothing()),
    };
    let reviews = match folder.table(&demand::REVIEWS, faults) {
        Ok(Some(table)) => demand::reviews(&table, &offer_ids, faults),
        _ => Vec::new(),
    };
    let (participants, participant_ids) = match folder.table(&people::PARTICIPANTS, faults) {
        Ok(Some(table)) => {
            let (list, ids) = people::participants(&table, faults);
            (list, Some(ids))
        }
        Ok(None) => (Vec::new(), None),
        Err(()) => (Vec::new(), Some(nothing())),
    };
    let wishes = match folder.table(&people::WISHES, faults) {
        Ok(Some(table)) => people::wishes(&table, participant_ids.as_ref(), faults),
        _ => Vec::new(),
    };
    let round = match folder.find(ROUND) {
        Some((name, bytes)) => round::round(name, bytes, &offer_ids, faults),
        None => round::shipped_round(),
    };
    let edits = match folder.find(EDITS) {
        Some((name, bytes)) => edits::edits(name, bytes, &need_ids, &round.areas, faults),
        None => Vec::new(),
    };
    if !faults.is_empty() {
        return Err(Diagnostics::sorted(std::mem::take(faults)));
    }
    let is_sample = crate::sample::is_sample(files);
    Ok(Input { round, needs, offers, reviews, participants, wishes, edits, is_sample })
}

#[cfg(test)]
mod tests;
