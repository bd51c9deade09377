//! TOML with every fault at once: a walk over the parsed tree that knows where each value stands.
//!
//! serde would stop at the first wrong value; an office that corrects a file wants all of them.

use std::ops::Range;

use jiff::civil::Date;
use rathaus_core::Daytime;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::decode::decode;
use super::diagnostic::{Diagnostic, Form, Problem};
use super::nearest::nearest;

/// A value and where it stands.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// A file of settings while it is read.
pub(crate) struct Settings<'f> {
    file: &'f str,
    text: &'f str,
    /// What is wrong so far.
    pub faults: &'f mut Vec<Diagnostic>,
}

/// Reads a file and hands its tree to `walk`; a file that is no TOML is reported and not walked.
pub(crate) fn walk<T>(
    file: &str,
    bytes: &[u8],
    faults: &mut Vec<Diagnostic>,
    walk: impl FnOnce(&mut Settings<'_>, &DeTable<'_>) -> T,
) -> Option<T> {
    let Ok(text) = decode(bytes) else {
        faults.push(Diagnostic::file(file, Problem::NotText));
        return None;
    };
    let (tree, errors) = DeTable::parse_recoverable(&text);
    let mut settings = Settings { file, text: &text, faults };
    if errors.is_empty() {
        return Some(walk(&mut settings, tree.get_ref()));
    }
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let why = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        let (line, column) = settings.place(span.start);
        let shown = text.lines().nth(line as usize - 1).unwrap_or_default();
        let diagnostic = Diagnostic::line(file, line, shown, Problem::Syntax(why));
        settings.faults.push(diagnostic.at(column, shown.trim()));
    }
    None
}

impl Settings<'_> {
    /// Line and character of a byte offset, both counted from 1.
    fn place(&self, offset: usize) -> (u32, usize) {
        let before: String =
            self.text.bytes().take(offset).map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = (start..=offset.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at));
        let characters = self.text.get(start..end.unwrap_or(start)).map_or(0, |line| line.chars().count());
        (u32::try_from(line).unwrap_or(u32::MAX), characters + 1)
    }

    /// Reports a fault of the value at `span`, whose key is `path`.
    pub fn fault(&mut self, span: Range<usize>, path: &str, found: &str, problem: Problem) {
        let (line, column) = self.place(span.start);
        self.faults.push(Diagnostic::line(self.file, line, found, problem).at(column, path));
    }

    fn malformed(&mut self, value: &Value<'_>, path: &str, form: Form) {
        let found = match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            _ => self.text.get(value.span()).unwrap_or_default().to_owned(),
        };
        self.fault(value.span(), path, &found, Problem::Malformed(form));
    }

    /// Reports every key that is not known.
    pub fn check_keys(&mut self, table: &DeTable<'_>, path: &str, known: &'static [&'static str]) {
        for key in table.keys() {
            let name: &str = key.get_ref().as_ref();
            if !known.contains(&name) {
                let near = nearest(name, known.iter().copied()).map(str::to_owned);
                self.fault(key.span(), &join(path, name), name, Problem::UnknownSetting(known, near));
            }
        }
    }

    /// A section; `None` where it is missing or no section.
    pub fn section<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &'static str,
        known: &'static [&'static str],
    ) -> Option<&'v DeTable<'t>> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Table(section) => {
                self.check_keys(section, key, known);
                Some(section)
            }
            _ => {
                self.malformed(value, key, Form::Section(key));
                None
            }
        }
    }

    /// Sections that may be repeated, each with its place.
    pub fn sections<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        path: &str,
        key: &'static str,
        known: &'static [&'static str],
    ) -> Vec<(Range<usize>, &'v DeTable<'t>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let path = join(path, key);
        let DeValue::Array(list) = value.get_ref() else {
            self.malformed(value, &path, Form::Sections(key));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for entry in list.iter() {
            match entry.get_ref() {
                DeValue::Table(section) => {
                    self.check_keys(section, &path, known);
                    sections.push((entry.span(), section));
                }
                _ => self.malformed(entry, &path, Form::Sections(key)),
            }
        }
        sections
    }

    /// A text; sets `target` where there is one.
    pub fn text(&mut self, table: &DeTable<'_>, path: &str, key: &str, target: &mut String) {
        let Some(value) = table.get(key) else { return };
        match value.get_ref() {
            DeValue::String(text) => text.trim().clone_into(target),
            _ => self.malformed(value, &join(path, key), Form::Text),
        }
    }

    /// A text that must be there and must say something.
    pub fn filled(
        &mut self,
        section: Range<usize>,
        table: &DeTable<'_>,
        path: &str,
        key: &'static str,
    ) -> String {
        let mut text = String::new();
        match table.get(key) {
            None => self.fault(section, path, "", Problem::SettingMissing(key)),
            Some(value) => {
                self.text(table, path, key, &mut text);
                if matches!(value.get_ref(), DeValue::String(text) if text.trim().is_empty()) {
                    self.fault(value.span(), &join(path, key), "", Problem::Empty);
                }
            }
        }
        text
    }

    /// A whole number in bounds.
    pub fn whole(&mut self, table: &DeTable<'_>, path: &str, key: &str, low: u64, high: u64) -> Option<u64> {
        let value = table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let number = number.filter(|n| (low..=high).contains(n));
        if number.is_none() {
            self.malformed(value, &join(path, key), Form::Whole(low, high));
        }
        number
    }

    /// A number in bounds; sets `target` where there is one.
    pub fn number(
        &mut self,
        table: &DeTable<'_>,
        path: &str,
        key: &str,
        high: Option<u32>,
        target: &mut f64,
    ) {
        let Some(value) = table.get(key) else { return };
        let number = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let most = high.map_or(1e9, f64::from);
        match number.filter(|n| (0.0..=most).contains(n)) {
            Some(number) => *target = number,
            None => self.malformed(value, &join(path, key), Form::Number(0, high)),
        }
    }

    /// `true` or `false`; sets `target` where there is one.
    pub fn truth(&mut self, table: &DeTable<'_>, path: &str, key: &str, target: &mut bool) {
        let Some(value) = table.get(key) else { return };
        match value.get_ref() {
            DeValue::Boolean(truth) => *target = *truth,
            _ => self.malformed(value, &join(path, key), Form::Truth),
        }
    }

    /// A clock time, as text or as TOML's own; sets `target` where there is one.
    pub fn daytime(&mut self, table: &DeTable<'_>, path: &str, key: &str, target: &mut Daytime) {
        let Some(value) = table.get(key) else { return };
        let time = match value.get_ref() {
            DeValue::String(text) => text.parse().ok(),
            DeValue::Datetime(moment) if moment.date.is_none() && moment.offset.is_none() => {
                moment.time.and_then(|t| Daytime::from_minutes(u16::from(t.hour) * 60 + u16::from(t.minute)))
            }
            _ => None,
        };
        match time {
            Some(time) => *target = time,
            None => self.malformed(value, &join(path, key), Form::Daytime),
        }
    }

    /// A day, as text or as TOML's own.
    pub fn date(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<Date> {
        let value = table.get(key)?;
        let date = match value.get_ref() {
            DeValue::String(text) => text.trim().parse().ok(),
            DeValue::Datetime(moment) if moment.time.is_none() => moment.to_string().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.malformed(value, &join(path, key), Form::Date);
        }
        date
    }

    /// A list of texts, each with its place; none where the key is missing.
    pub fn texts(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Vec<(Range<usize>, String)> {
        match table.get(key) {
            Some(value) => self.list(value, &join(path, key), Form::Texts),
            None => Vec::new(),
        }
    }

    fn list(&mut self, value: &Value<'_>, path: &str, form: Form) -> Vec<(Range<usize>, String)> {
        let DeValue::Array(list) = value.get_ref() else {
            self.malformed(value, path, form);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in list.iter() {
            match entry.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    texts.push((entry.span(), text.trim().to_owned()));
                }
                DeValue::String(_) => self.fault(entry.span(), path, "", Problem::Empty),
                _ => self.malformed(entry, path, Form::Text),
            }
        }
        texts
    }

    /// A list of lists of texts; none where the key is missing.
    pub fn groups(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Vec<String>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.malformed(value, key, Form::TextGroups);
            return Vec::new();
        };
        let mut groups = Vec::new();
        for entry in list.iter() {
            groups.push(self.list(entry, key, Form::TextGroups).into_iter().map(|(_, text)| text).collect());
        }
        groups
    }
}

/// `slots` and `length` as `slots.length`.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
