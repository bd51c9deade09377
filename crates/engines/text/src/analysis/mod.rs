//! From a German text to words, each with its stem, its compound parts and where it stands.
//!
//! Analysis is the one place where spelling is forgiven: everything above compares stems, parts and grams and never
//! looks at letters again. Left out: sentences, parts of speech, other languages (their words are stemmed as if German).

mod compound;
mod fold;
mod gram;
mod stop;
mod token;

pub use compound::Splitter;
pub(crate) use fold::may_hold_umlaut;
pub use fold::{flatten, fold};
pub use gram::{GRAM_LENGTH, Gram, grams};
pub use stop::is_stop_word;
pub(crate) use token::tokenise;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Arc;

/// A distinct word, analysed once and shared by all its occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, `ß` as `ss`, umlauts kept: `bürgerbüros`.
    pub folded: Box<str>,
    /// Umlauts given up as well, for grams and wildcards: `burgerburos`.
    pub flat: Box<str>,
    /// Snowball stem, umlauts given up: `burgerburo`.
    pub stem: Box<str>,
    /// Stems of its compound parts, first to head; empty if it is not a compound or no vocabulary was given.
    pub parts: Vec<Box<str>>,
    /// Whether it carries no topic.
    pub is_stop_word: bool,
}

/// One occurrence of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes in the text, on character boundaries.
    pub span: Range<usize>,
    /// Number of the word in the text, counted from 0; stop words count.
    pub position: u32,
    /// Laid over tokens that stand on their own as well (`eakte` over `akte` in `E-Akte`).
    pub overlay: bool,
    /// The word itself.
    pub word: Arc<Word>,
}

/// A text, analysed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// In the order of their starts; an overlay before what it covers.
    pub tokens: Vec<Token>,
}

impl Analysis {
    /// The tokens that carry a topic, overlays included.
    pub fn content(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|t| !t.word.is_stop_word)
    }
}

/// Analyses texts with one fixed vocabulary of compound parts.
#[derive(Clone)]
pub struct Analyser {
    stemmer: Stemmer,
    splitter: Splitter,
}

impl std::fmt::Debug for Analyser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyser").field("known_parts", &self.splitter.len()).finish()
    }
}

impl Default for Analyser {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyser {
    /// Without a vocabulary: compounds stay whole.
    #[must_use]
    pub fn new() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::German), splitter: Splitter::default() }
    }

    /// Takes compounds apart into the words of these texts, by their frequency (see [`Splitter`]).
    #[must_use]
    pub fn for_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for text in texts {
            tokenise(text, |_, folded| match counts.get_mut(folded) {
                Some(n) => *n += 1,
                None => {
                    counts.insert(folded.to_string(), 1);
                }
            });
        }
        let mut analyser = Self::new();
        for (word, count) in &counts {
            analyser.learn(word, *count);
        }
        analyser
    }

    /// Adds a folded word to the vocabulary of compound parts, under itself and under its stem.
    pub fn learn(&mut self, folded: &str, count: u32) {
        if !is_stop_word(folded) {
            let stem = self.stem(folded);
            self.learn_stemmed(&flatten(folded), &stem, count);
        }
    }

    /// As [`Analyser::learn`], for a word that is no stop word, whose stem and flattened form are known.
    pub(crate) fn learn_stemmed(&mut self, flat: &str, stem: &str, count: u32) {
        self.splitter.add(flat, stem, count as f32);
    }

    /// The vocabulary of compound parts.
    #[must_use]
    pub fn splitter(&self) -> &Splitter {
        &self.splitter
    }

    /// The stem of a folded word: Snowball's German stemmer, which folds umlauts; before it the plural `-innen` is taken
    /// off, after it roots are kept apart that only an umlaut tells apart (`fördern`, `fordern`).
    #[must_use]
    pub fn stem(&self, folded: &str) -> String {
        let mut stem = self.stemmer.stem(without_innen(folded)).into_owned();
        if !may_hold_umlaut(folded) {
            return stem;
        }
        for (umlaut, written_out, plain, kept) in DISTINCT_ROOTS {
            if (folded.contains(umlaut) || folded.contains(written_out)) && stem.contains(plain) {
                stem = stem.replacen(plain, kept, 1);
            }
        }
        stem
    }

    /// A word, analysed alone. `folded` must be folded (see [`fold`]).
    #[must_use]
    pub fn word(&self, folded: &str) -> Word {
        let is_stop_word = is_stop_word(folded);
        let stem = self.stem(folded);
        let flat = flatten(folded);
        let parts = if is_stop_word { Vec::new() } else { self.splitter.split(&flat, &stem) };
        Word { folded: folded.into(), flat: flat.into(), stem: stem.into(), parts, is_stop_word }
    }

    /// Analyses one text.
    #[must_use]
    pub fn analyse(&self, text: &str) -> Analysis {
        self.analyse_known(text, &mut FxHashMap::default())
    }

    /// Analyses many texts; each distinct word is looked at once.
    #[must_use]
    pub fn analyse_all(&self, texts: &[&str]) -> Vec<Analysis> {
        let mut known = FxHashMap::default();
        texts.iter().map(|text| self.analyse_known(text, &mut known)).collect()
    }

    fn analyse_known(&self, text: &str, known: &mut FxHashMap<Box<str>, Arc<Word>>) -> Analysis {
        let mut tokens = Vec::new();
        let mut position = 0;
        tokenise(text, |piece, folded| {
            let word = match known.get(folded) {
                Some(word) => Arc::clone(word),
                None => {
                    let word = Arc::new(self.word(folded));
                    known.insert(folded.into(), Arc::clone(&word));
                    word
                }
            };
            tokens.push(Token { span: piece.start..piece.end, position, overlay: piece.overlay, word });
            if !piece.overlay {
                position += 1;
            }
        });
        Analysis { tokens }
    }
}

/// Roots of daily use in an office that mean something else without their umlaut: with the umlaut, written out, what the
/// stemmer makes of both, and what is put in its place.
const DISTINCT_ROOTS: [(&str, &str, &str, &str); 5] = [
    ("zähl", "zaehl", "zahl", "zaehl"),
    ("förder", "foerder", "ford", "foerd"),
    ("lös", "loes", "los", "loes"),
    ("drück", "drueck", "druck", "drueck"),
    ("künd", "kuend", "kund", "kuend"),
];

/// Takes the plural `-innen` off a word for persons, so that `Kolleginnen` meets `Kollegen`.
fn without_innen(folded: &str) -> &str {
    const NOT_PERSONS: [&str; 7] = ["ginnen", "winnen", "pinnen", "rinnen", "sinnen", "zinnen", "linnen"];
    match folded.strip_suffix("innen") {
        Some(bare) if bare.chars().count() >= 4 => {
            // `gewinnen`, `beginnen`, `entrinnen` are verbs; `Kolleginnen` and `Lehrerinnen` are not
            let verb = NOT_PERSONS.iter().any(|v| folded.ends_with(v)) && bare.chars().count() <= 6;
            if verb && !matches!(bare, "kolleg" | "lehrer" | "führer" | "bürger" | "schöpf") {
                folded
            } else {
                bare
            }
        }
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_meet() {
        let analyser = Analyser::new();
        let stem = |w: &str| analyser.stem(&fold(w));
        for (a, b) in [
            ("Anträge", "Antraege"),
            ("Antrag", "Anträge"),
            ("Kolleginnen", "Kollegen"),
            ("Bürgerinnen", "Bürger"),
            ("Straße", "Strassen"),
            ("Gebührenbescheide", "Gebuehrenbescheid"),
            ("Lehrerinnen", "Lehrer"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
        assert_eq!(stem("gewinnen"), stem("gewinn"));
        for (a, b) in [("Förderung", "Forderung"), ("Auszählung", "Auszahlung"), ("Lösung", "Losung")] {
            assert_ne!(stem(a), stem(b), "{a} and {b}");
        }
        assert_eq!(stem("Fördermittel"), stem("Foerdermittel"));
    }

    #[test]
    fn parts_come_as_stems() {
        let analyser = Analyser::for_texts(["Gebühren und Bescheide", "Kitaplätze, Kita, ein Platz"]);
        let analysis = analyser.analyse("Die Gebührenbescheide");
        assert!(analysis.tokens[0].word.is_stop_word);
        let word = &analysis.tokens[1].word;
        assert_eq!(word.parts.iter().map(|p| &**p).collect::<Vec<_>>(), ["gebuhr", "bescheid"]);
        assert_eq!(analyser.word("kitaplätze").parts.len(), 2);
    }
}
