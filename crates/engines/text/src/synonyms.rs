//! The words an office wants treated alike: one group per line, `Perso = Personalausweis, Ausweis`.
//!
//! Groups belong to a tenant and hold both ways. Left out: weights per word, and chains through several groups.

use crate::analysis::{Analyser, is_stop_word, tokenise};

/// A line of a synonym list that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("synonyms, line {line}, column {column}: {message}")]
pub struct SynonymError {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: &'static str,
}

/// One word or phrase of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// Its folded words; stop words only if there is nothing else.
    words: Vec<String>,
    stems: Vec<String>,
}

/// Groups of words that mean the same in one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    groups: Vec<Vec<Entry>>,
}

impl Synonyms {
    /// Reads a list; empty lines and lines that start with `#` are skipped.
    ///
    /// # Errors
    ///
    /// All wrong lines at once.
    pub fn parse(text: &str) -> Result<Self, Vec<SynonymError>> {
        let analyser = Analyser::new();
        let mut groups = Vec::new();
        let mut errors = Vec::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let mut wrong = |byte: usize, message| {
                errors.push(SynonymError { line: number, column: line[..byte].chars().count() + 1, message })
            };
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let Some((first, rest)) = line.split_once('=') else {
                wrong(line.len(), "no `=`; a line reads `Perso = Personalausweis, Ausweis`");
                continue;
            };
            if let Some(at) = rest.find('=') {
                wrong(first.len() + 1 + at, "a second `=` in one line");
                continue;
            }
            let mut group = Vec::new();
            let mut at = 0;
            for part in std::iter::once(first).chain(rest.split(',')) {
                let entry = entry(part, &analyser);
                if entry.words.is_empty() {
                    wrong(at, "a word is missing here");
                }
                group.push(entry);
                at += part.len() + 1;
            }
            groups.push(group);
        }
        if errors.is_empty() { Ok(Self { groups }) } else { Err(errors) }
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// For the stems of a query the folded words to add, each with the places (in `stems`) of the words it stands for.
    #[must_use]
    pub fn additions(&self, stems: &[&str]) -> Vec<(Vec<usize>, String)> {
        let mut additions: Vec<(Vec<usize>, String)> = Vec::new();
        for group in &self.groups {
            for entry in group {
                let places: Option<Vec<usize>> =
                    entry.stems.iter().map(|s| stems.iter().position(|other| other == s)).collect();
                let Some(places) = places.filter(|p| !p.is_empty()) else { continue };
                for other in group.iter().filter(|other| *other != entry) {
                    for (word, stem) in other.words.iter().zip(&other.stems) {
                        let known =
                            stems.contains(&stem.as_str()) || additions.iter().any(|(_, w)| w == word);
                        if !known {
                            additions.push((places.clone(), word.clone()));
                        }
                    }
                }
            }
        }
        additions
    }
}

fn entry(text: &str, analyser: &Analyser) -> Entry {
    let mut words = Vec::new();
    let mut covered = 0;
    tokenise(text, |piece, folded| {
        if piece.overlay {
            covered = piece.end;
            words.push(folded.to_string());
        } else if piece.end > covered {
            words.push(folded.to_string());
        }
    });
    if !words.iter().all(|w| is_stop_word(w)) {
        words.retain(|w| !is_stop_word(w));
    }
    let stems = words.iter().map(|w| analyser.stem(w)).collect();
    Entry { words, stems }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ways_and_phrases() {
        let synonyms =
            Synonyms::parse("# Liste\nPerso = Personalausweis, Ausweis\ngelber Sack = Wertstofftonne\n")
                .unwrap();
        let words = |stems: &[&str]| synonyms.additions(stems).into_iter().map(|a| a.1).collect::<Vec<_>>();
        assert_eq!(words(&["perso"]), ["personalausweis", "ausweis"]);
        assert_eq!(words(&["personalausweis"]), ["perso", "ausweis"]);
        assert_eq!(words(&["wertstofftonn"]), ["gelber", "sack"]);
        assert_eq!(synonyms.additions(&["sack", "gelb"]), [(vec![1, 0], "wertstofftonne".to_string())]);
        assert!(words(&["sack"]).is_empty());
    }

    #[test]
    fn every_mistake_with_its_place() {
        let errors = Synonyms::parse("Perso\na = b, , c\na = b = c\n").unwrap_err();
        let places: Vec<(usize, usize)> = errors.iter().map(|e| (e.line, e.column)).collect();
        assert_eq!(places, [(1, 6), (2, 7), (3, 7)]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-zäß=,#\\-* \n]{0,60}|\\PC{0,40}") {
            let _ = Synonyms::parse(&text);
        }
    }
}
