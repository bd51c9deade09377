//! Reading the lexicon's file: semicolons between columns, `|` between the words in one.

use super::{Concept, ConceptId, ConceptKind, Term, TermKind};
use rustc_hash::FxHashMap;

/// Columns of the file, in this order.
const COLUMNS: [&str; 7] = ["concept", "kind", "areas", "everyday", "office", "product", "solved_by"];

/// A mistake in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("lexicon file {file}, line {line}, column {column}: {message}")]
pub struct LexiconError {
    /// Number of the file, counted from 1.
    pub file: usize,
    /// Line, counted from 1.
    pub line: u64,
    /// Name of the column.
    pub column: &'static str,
    /// What is wrong, and what would be right.
    pub message: String,
}

pub(super) struct Parsed {
    pub concepts: Vec<Concept>,
    pub errors: Vec<LexiconError>,
    pub unresolved: Vec<LexiconError>,
}

fn kind(text: &str) -> Option<ConceptKind> {
    Some(match text {
        "software" => ConceptKind::Software,
        "pain" => ConceptKind::Pain,
        "task" => ConceptKind::Task,
        "subject" => ConceptKind::Subject,
        "body" => ConceptKind::Body,
        "law" => ConceptKind::Law,
        "document" => ConceptKind::Document,
        "technology" => ConceptKind::Technology,
        _ => return None,
    })
}

/// Tells the lines of a reader's positions, which only rise: every byte is counted once.
struct Lines<'t> {
    text: &'t str,
    /// Up to which byte lines are counted.
    byte: usize,
    /// Line ends before it.
    before: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, byte: 0, before: 0 }
    }

    /// The line of the first record at or after a position: the reader's own count stops before empty lines and
    /// comments.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let byte = position.map_or(0, |p| p.byte() as usize).min(self.text.len()).max(self.byte);
        let bytes = self.text.as_bytes();
        self.before += bytes[self.byte..byte].iter().filter(|&&b| b == b'\n').count();
        self.byte = byte;
        let skipped = bytes[byte..]
            .split(|&b| b == b'\n')
            .take_while(|line| matches!(line, [] | [b'\r'] | [b'#', ..]))
            .count();
        (self.before + skipped + 1) as u64
    }
}

/// The entries of one cell.
fn entries(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|e| !e.is_empty())
}

pub(super) fn parse(files: &[&str]) -> Parsed {
    let mut concepts: Vec<Concept> = Vec::new();
    let mut errors = Vec::new();
    let mut names: FxHashMap<String, u32> = FxHashMap::default();
    let mut links: Vec<(usize, u64, u32, String)> = Vec::new(); // file, line, concept, name of the target
    for (file, text) in (1..).zip(files) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let (mut lines, mut header_seen) = (Lines::new(text), false);
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = lines.at(error.position());
                    let message = format!("cannot be read: {error}");
                    errors.push(LexiconError { file, line, column: COLUMNS[0], message });
                    break;
                }
            };
            let line = lines.at(record.position());
            let mut wrong = |column: usize, message: String| {
                errors.push(LexiconError { file, line, column: COLUMNS[column], message });
            };
            let cell = |i: usize| record.get(i).unwrap_or_default().trim();
            if !header_seen {
                header_seen = true;
                if !(0..COLUMNS.len()).all(|i| cell(i) == COLUMNS[i]) {
                    wrong(0, format!("the first line must be `{}`", COLUMNS.join(";")));
                }
                continue;
            }
            if record.len() != COLUMNS.len() {
                wrong(
                    record.len().min(COLUMNS.len()) - 1,
                    format!("{} columns instead of {}", record.len(), COLUMNS.len()),
                );
                continue;
            }
            if cell(0).is_empty() {
                wrong(0, "the concept has no name".to_string());
                continue;
            }
            let Some(kind) = kind(cell(1)) else {
                wrong(
                    1,
                    format!(
                        "`{}` is none of software, pain, task, subject, body, law, document, technology",
                        cell(1)
                    ),
                );
                continue;
            };
            if names.contains_key(cell(0)) {
                wrong(0, format!("`{}` stands in the lexicon twice", cell(0)));
                continue;
            }
            let id = concepts.len() as u32;
            let mut terms = Vec::new();
            for (column, kind) in [(3, TermKind::Everyday), (4, TermKind::Office), (5, TermKind::Product)] {
                for entry in entries(cell(column)) {
                    let (text, weak) = match entry.strip_prefix('~') {
                        Some(text) => (text.trim(), true),
                        None => (entry, false),
                    };
                    match flaw(text) {
                        Some(message) => wrong(column, format!("`{entry}`: {message}")),
                        None => terms.push(Term { text: text.to_string(), kind, weak }),
                    }
                }
            }
            if terms.is_empty() {
                wrong(3, format!("`{}` has no words", cell(0)));
            }
            for target in entries(cell(6)) {
                links.push((file, line, id, target.to_string()));
            }
            names.insert(cell(0).to_string(), id);
            let areas = entries(cell(2)).map(str::to_string).collect();
            concepts.push(Concept { name: cell(0).to_string(), kind, areas, terms, solved_by: Vec::new() });
        }
        if !header_seen {
            let message = format!("the file is empty; the first line must be `{}`", COLUMNS.join(";"));
            errors.push(LexiconError { file, line: 1, column: COLUMNS[0], message });
        }
    }
    let mut unresolved = Vec::new();
    for (file, line, from, target) in links {
        match names.get(&target) {
            Some(&to) => {
                let list = &mut concepts[from as usize].solved_by;
                if to != from && !list.contains(&ConceptId(to)) {
                    list.push(ConceptId(to));
                }
            }
            None => {
                let message = format!("`{target}` is no concept of the lexicon");
                unresolved.push(LexiconError { file, line, column: COLUMNS[6], message });
            }
        }
    }
    Parsed { concepts, errors, unresolved }
}

/// Why a term cannot be used, if so.
fn flaw(text: &str) -> Option<&'static str> {
    if !text.chars().any(char::is_alphanumeric) {
        return Some("holds no letter");
    }
    for word in text.split_whitespace() {
        let bare = word.trim_matches('*');
        if bare.contains('*') {
            return Some("a wildcard stands only before or after a word");
        }
        if word.contains('*') && bare.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return Some("a wildcard needs at least two letters beside it");
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_with_its_place() {
        let text = "concept;kind;areas;everyday;office;product;solved_by\n\
            A;pain;x;Wort|a*b|**;;;B|C\n\
            \n\
            B;thing;x;Wort;;;\n\
            ;pain;x;Wort;;;\n\
            D;pain;x\n\
            A;pain;x;Wort;;;\n\
            E;pain;x;;;;\n";
        let parsed = parse(&[text]);
        let shown: Vec<String> = parsed.errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "lexicon file 1, line 2, column everyday: `a*b`: a wildcard stands only before or after a word",
                "lexicon file 1, line 2, column everyday: `**`: holds no letter",
                "lexicon file 1, line 4, column kind: `thing` is none of software, pain, task, subject, body, law, document, technology",
                "lexicon file 1, line 5, column concept: the concept has no name",
                "lexicon file 1, line 6, column areas: 3 columns instead of 7",
                "lexicon file 1, line 7, column concept: `A` stands in the lexicon twice",
                "lexicon file 1, line 8, column everyday: `E` has no words",
            ]
        );
        assert_eq!(parsed.unresolved.len(), 2);
        assert_eq!(parsed.concepts.len(), 2);
    }
}
