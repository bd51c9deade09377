//! A general thesaurus beside the lexicon, to widen a query with low weight.
//!
//! Reads the format of OpenThesaurus as Debian ships it for MyThes (`/usr/share/mythes/th_de_DE_v2.dat`): after the
//! encoding, a line `word|number of meanings`, then per meaning a line `(class)|synonym|synonym…`. The file itself is not
//! part of this program. Left out: antonyms and levels of style; remarks in brackets are cut off.

use crate::analysis::{flatten, fold};
use rustc_hash::FxHashMap;

/// A line of a thesaurus that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("thesaurus, line {line}: {message}")]
pub struct ThesaurusError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: &'static str,
}

/// Words and what may stand for them.
#[derive(Clone, Debug, Default)]
pub struct Thesaurus {
    /// By flattened word: its synonyms, folded, in the order of the file.
    words: FxHashMap<String, Vec<String>>,
}

impl Thesaurus {
    /// Reads a thesaurus. Phrases of several words are left out: one word stands for one word.
    ///
    /// # Errors
    ///
    /// The first line that does not fit: such a file is made by a program and wrong as a whole.
    pub fn parse(text: &str) -> Result<Self, ThesaurusError> {
        let mut words: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines()).peekable();
        // the first line names the encoding; it has no bar
        lines.next_if(|(_, line)| !line.contains('|'));
        while let Some((line, head)) = lines.next() {
            if head.trim().is_empty() {
                continue;
            }
            let (word, number) = head
                .split_once('|')
                .ok_or(ThesaurusError { line, message: "no `|`; right is `word|meanings`" })?;
            let number: usize = number
                .trim()
                .parse()
                .map_err(|_| ThesaurusError { line, message: "no number of meanings after `|`" })?;
            let mut synonyms = Vec::new();
            for _ in 0..number {
                let Some((_, meaning)) = lines.next() else {
                    return Err(ThesaurusError { line, message: "fewer meanings follow than it says" });
                };
                synonyms.extend(meaning.split('|').skip(1).filter_map(single_word));
            }
            let Some(word) = single_word(word) else { continue };
            let list = words.entry(flatten(&word)).or_default();
            for synonym in synonyms {
                if synonym != word && !list.contains(&synonym) {
                    list.push(synonym);
                }
            }
        }
        Ok(Self { words })
    }

    /// The synonyms of a folded word, folded, in the order of the file.
    #[must_use]
    pub fn synonyms(&self, folded: &str) -> &[String] {
        self.words.get(&flatten(folded)).map_or(&[], Vec::as_slice)
    }

    /// Number of words that have an entry.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A term without its remarks, folded, if it is one word.
fn single_word(term: &str) -> Option<String> {
    let bare = term.split('(').next().unwrap_or_default().trim();
    let one = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric());
    one.then(|| fold(bare))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn golden() {
        let text = "UTF-8\nFormular|2\n-|Vordruck|Formblatt (fachspr.)|auszufüllendes Blatt\n-|Formular|Vorlage\nGebühr|1\n(noun)|Entgelt|Abgabe\n";
        let thesaurus = Thesaurus::parse(text).unwrap();
        assert_eq!(thesaurus.synonyms("formular"), ["vordruck", "formblatt", "vorlage"]);
        assert_eq!(thesaurus.synonyms("gebuehr"), ["entgelt", "abgabe"]);
        assert!(thesaurus.synonyms("hund").is_empty());
        assert_eq!(Thesaurus::parse("UTF-8\nx|y\n").unwrap_err().line, 2);
        assert_eq!(Thesaurus::parse("UTF-8\na|1\n-|b\nx|3\n-|y\n").unwrap_err().line, 4);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-zä|()0-9 \n]{0,60}|\\PC{0,40}") {
            let _ = Thesaurus::parse(&text);
        }
    }
}
