//! One table of the round, whatever file it came from: columns by their name, rows with their line.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rathaus_core::Ags;
use rathaus_core::register::Register;

use super::decode::{Undecodable, decode};
use super::diagnostic::{Diagnostic, Form, Problem};
use super::nearest::{bare_id, fold, nearest};
use super::records::{self, QuoteFault, Record};
use super::sheet;
use crate::model::Extra;

/// A column that the forum knows.
pub(crate) struct Known {
    /// Its name in the program and in the shipped files.
    pub name: &'static str,
    /// Other headers it is found under, the likelier first; compared folded.
    pub aliases: &'static [&'static str],
    /// A table without it cannot be read.
    pub is_required: bool,
}

impl Known {
    /// A column every table of its kind has.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Known {
        Known { name, aliases, is_required: true }
    }

    /// A column that may be missing; its cells are then empty.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Known {
        Known { name, aliases, is_required: false }
    }
}

/// A kind of table.
pub(crate) struct Kind {
    /// The file name without ending.
    pub stem: &'static str,
    /// All columns the forum knows.
    pub columns: &'static [Known],
    /// Shown where a file has no header.
    pub required: &'static [&'static str],
}

/// A table with its header understood.
pub(crate) struct Table {
    /// Name of the file.
    pub file: String,
    headers: Vec<String>,
    index: BTreeMap<&'static str, usize>,
    rows: Vec<(Record, bool)>,
    /// Nothing was lost while reading: what is not in it does not exist.
    pub is_whole: bool,
}

impl Table {
    /// Reads a table from a CSV file or workbook, by the ending of the name. `None` where not even the
    /// header can be used; the reason is then among the faults.
    pub fn read(
        kind: &'static Kind,
        file: &str,
        bytes: &[u8],
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Table> {
        let mut refuse = |problem| faults.push(Diagnostic::file(file, problem));
        let (found, is_sheet) = if file.to_lowercase().ends_with(".csv") {
            match decode(bytes) {
                Ok(text) => (records::split(&text), false),
                Err(Undecodable::Workbook) => {
                    refuse(Problem::WorkbookNamedCsv);
                    return None;
                }
                Err(Undecodable::NotText) => {
                    refuse(Problem::NotText);
                    return None;
                }
            }
        } else {
            match sheet::read(bytes) {
                Ok(records) => (records::Records { records, faults: Vec::new() }, true),
                Err(why) => {
                    refuse(Problem::Workbook(why));
                    return None;
                }
            }
        };
        let mut records = found.records.into_iter();
        let Some(header) = records.next() else {
            refuse(Problem::NoHeader(kind.required));
            return None;
        };
        let mut table = Table {
            file: file.to_owned(),
            headers: header.cells.iter().map(|c| c.trim().to_owned()).collect(),
            index: BTreeMap::new(),
            rows: Vec::new(),
            is_whole: true,
        };
        for fault in &found.faults {
            let problem = match fault.fault {
                QuoteFault::Open => Problem::QuoteOpen,
                QuoteFault::TextBehind => Problem::TextBehindQuote,
            };
            table.is_whole = false;
            let diagnostic = Diagnostic::line(file, fault.line, &fault.found, problem);
            faults.push(match table.headers.get(fault.cell) {
                Some(name) if fault.record != header.line => diagnostic.at(fault.cell + 1, name),
                _ => diagnostic,
            });
        }
        if !table.understand(kind, header.line, faults) {
            return None;
        }
        for mut record in records {
            if record.cells.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            let is_faulty = found.faults.iter().any(|f| f.record == record.line);
            if is_sheet && record.cells.len() < table.headers.len() {
                record.cells.resize(table.headers.len(), String::new());
            }
            let is_whole = is_sheet || table.fits(&record);
            if !is_whole && !is_faulty {
                let problem = Problem::FieldCount(record.cells.len(), table.headers.len());
                faults.push(Diagnostic::line(file, record.line, "", problem));
            }
            table.rows.push((record, is_whole && !is_faulty));
        }
        Some(table)
    }

    /// As many cells as headers; empty ones too many are what spreadsheets leave behind.
    fn fits(&self, record: &Record) -> bool {
        let want = self.headers.len();
        record.cells.len() >= want && record.cells[want..].iter().all(|c| c.trim().is_empty())
    }

    fn understand(&mut self, kind: &'static Kind, line: u32, faults: &mut Vec<Diagnostic>) -> bool {
        let before = faults.len();
        let mut by_fold: BTreeMap<String, usize> = BTreeMap::new();
        for (place, header) in self.headers.iter().enumerate() {
            let folded = fold(header);
            if folded.is_empty() {
                continue;
            }
            if let Some(first) = by_fold.get(&folded) {
                let problem = Problem::ColumnTwice(first + 1);
                faults.push(Diagnostic::line(&self.file, line, header, problem).at(place + 1, header));
            } else {
                by_fold.insert(folded, place);
            }
        }
        for known in kind.columns {
            let place = std::iter::once(&known.name)
                .chain(known.aliases)
                .filter_map(|name| by_fold.get(&fold(name)))
                .find(|place| !self.index.values().any(|taken| taken == *place));
            if let Some(place) = place {
                self.index.insert(known.name, *place);
            }
        }
        for known in kind.columns.iter().filter(|k| k.is_required && !self.index.contains_key(k.name)) {
            self.report_missing(line, known, faults);
        }
        faults.len() == before
    }

    fn report_missing(&self, line: u32, known: &Known, faults: &mut Vec<Diagnostic>) {
        let free = self.headers.iter().enumerate().filter(|(n, _)| !self.index.values().any(|v| v == n));
        let near = nearest(known.name, free.clone().map(|(_, h)| h.as_str())).or_else(|| {
            known.aliases.iter().find_map(|alias| nearest(alias, free.clone().map(|(_, h)| h.as_str())))
        });
        let shown = self.headers.iter().filter(|h| !h.is_empty()).take(20).cloned().collect();
        let problem = Problem::ColumnMissing(known.name, shown, near.map(str::to_owned));
        faults.push(Diagnostic::line(&self.file, line, "", problem));
    }

    /// Reports a table that has none of several columns, of which one is needed; false if so.
    pub fn has_one_of(&self, kind: &'static Kind, names: &[&str], faults: &mut Vec<Diagnostic>) -> bool {
        if names.iter().any(|name| self.index.contains_key(name)) {
            return true;
        }
        for known in kind.columns.iter().filter(|k| names.first() == Some(&k.name)) {
            self.report_missing(1, known, faults);
        }
        false
    }

    /// Whether a row stands below the header.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(record, is_whole)| Row { table: self, record, is_whole: *is_whole })
    }
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table,
    record: &'t Record,
    /// False where the cells do not line up with the header: only its id may be believed.
    pub is_whole: bool,
}

impl Row<'_> {
    /// The line on which the row begins.
    pub fn line(&self) -> u32 {
        self.record.line
    }

    /// The trimmed text of a cell; empty where the column is missing.
    pub fn text(&self, column: &str) -> &str {
        let place = self.table.index.get(column);
        place.and_then(|p| self.record.cells.get(*p)).map_or("", |cell| cell.trim())
    }

    /// The same as an owned text.
    pub fn owned(&self, column: &str) -> String {
        self.text(column).to_owned()
    }

    /// A fault of a cell.
    pub fn fault(&self, column: &str, problem: Problem) -> Diagnostic {
        let diagnostic = Diagnostic::line(&self.table.file, self.line(), self.text(column), problem);
        match self.table.index.get(column) {
            Some(place) => diagnostic.at(place + 1, &self.table.headers[*place]),
            None => diagnostic,
        }
    }

    /// The cells of all columns the forum does not know. A column without a header is named by its number,
    /// and only where its cell holds something.
    pub fn extra(&self) -> Extra {
        let mut extra = Extra::new();
        for (place, cell) in self.record.cells.iter().enumerate() {
            if self.table.index.values().any(|taken| *taken == place) {
                continue;
            }
            match self.table.headers.get(place).filter(|h| !h.is_empty()) {
                Some(header) => {
                    extra.insert(header.clone(), cell.clone());
                }
                None if !cell.trim().is_empty() => {
                    extra.insert((place + 1).to_string(), cell.clone());
                }
                None => {}
            }
        }
        extra
    }

    /// A required text; empty is a fault.
    pub fn filled(&self, column: &str, faults: &mut Vec<Diagnostic>) -> String {
        if self.text(column).is_empty() {
            faults.push(self.fault(column, Problem::Empty));
        }
        self.owned(column)
    }

    /// A cell of the given form; empty is `None`, anything unreadable a fault.
    pub fn parse<T>(
        &self,
        column: &str,
        form: Form,
        parse: impl Fn(&str) -> Option<T>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            faults.push(self.fault(column, Problem::Malformed(form)));
        }
        value
    }

    /// A municipality key that the register knows; `name` is what the row calls the body, for the
    /// suggestion.
    pub fn key(&self, column: &str, name: &str, faults: &mut Vec<Diagnostic>) -> Option<Ags> {
        let key = self.parse(column, Form::Key, |t| t.parse::<Ags>().ok(), faults)?;
        if Register::germany().contains(key) {
            return Some(key);
        }
        faults.push(self.fault(column, Problem::UnknownKey(key_by_name(name, key))));
        None
    }
}

/// The key of a body with this name, the same state first, as `06633005 (Calden)`.
fn key_by_name(name: &str, near: Ags) -> Option<String> {
    let bodies = bodies().get(&fold(name.split(',').next().unwrap_or_default()))?;
    let best = bodies.iter().min_by_key(|(key, _)| (key.state_digits() != near.state_digits(), *key));
    best.map(|(key, body)| format!("{key} ({body})"))
}

/// What the register knows by a name: keys with names. Of a city and a county of the same name both.
pub(crate) fn bodies_named(name: &str) -> &'static [(Ags, String)] {
    bodies().get(&fold(name.split(',').next().unwrap_or_default())).map_or(&[], Vec::as_slice)
}

/// The name in the register that is nearest to `name`, with its key, as `06633005 (Calden)`.
pub(crate) fn nearest_body(name: &str) -> Option<String> {
    let known = bodies().values().flatten();
    let near = nearest(name, known.map(|(_, body)| body.as_str()))?;
    bodies_named(near).first().map(|(key, body)| format!("{key} ({body})"))
}

/// All towns and counties by folded name without its addition.
fn bodies() -> &'static BTreeMap<String, Vec<(Ags, String)>> {
    static BODIES: OnceLock<BTreeMap<String, Vec<(Ags, String)>>> = OnceLock::new();
    BODIES.get_or_init(|| {
        let register = Register::germany();
        let mut bodies: BTreeMap<String, Vec<(Ags, String)>> = BTreeMap::new();
        let mut last = None;
        for town in register.iter() {
            bodies.entry(fold(town.short_name())).or_default().push((town.ags, town.short_name().to_owned()));
            let county = town.ags.county();
            if last.replace(county) != Some(county)
                && let Some(name) = register.name(county)
            {
                bodies.entry(fold(&name)).or_default().push((county, name));
            }
        }
        bodies
    })
}

/// Every id with the line on which it first stands.
pub(crate) struct Ids {
    lines: BTreeMap<String, u32>,
    /// The ids by what is left of them without case, signs and leading zeros.
    bare: BTreeMap<String, String>,
    is_whole: bool,
}

impl Ids {
    /// No ids; `is_whole` says whether an unknown one is then a fault.
    pub fn new(is_whole: bool) -> Ids {
        Ids { lines: BTreeMap::new(), bare: BTreeMap::new(), is_whole }
    }

    /// Takes the id of a row; an empty or taken one is a fault.
    pub fn take(&mut self, row: Row<'_>, column: &str, faults: &mut Vec<Diagnostic>) -> String {
        let id = row.owned(column);
        if id.is_empty() {
            if row.is_whole {
                faults.push(row.fault(column, Problem::Empty));
            }
        } else if let Some(first) = self.lines.get(&id) {
            faults.push(row.fault(column, Problem::Taken(*first)));
        } else {
            self.lines.insert(id.clone(), row.line());
            self.bare.entry(bare_id(&id)).or_insert_with(|| id.clone());
        }
        id
    }

    /// Whether the id may be believed to exist: it does, or its table was not read whole.
    pub fn may_exist(&self, id: &str) -> bool {
        !self.is_whole || self.lines.contains_key(id)
    }

    /// What may be meant by an id that does not exist: `O01` by `o1`.
    pub fn meant(&self, id: &str) -> Option<String> {
        self.bare.get(&bare_id(id)).cloned()
    }
}
