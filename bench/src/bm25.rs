//! The plain methods everything is compared with: BM25 (k1 1.2, b 0.75) over words, stems or 5-grams.
//!
//! Own code on purpose: a baseline made of the engine that is measured would share its faults.

use std::collections::{BTreeMap, BTreeSet};

use frostem::{Algorithm, Stemmer};
use rathaus_text::analysis::is_stop_word;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// How a text becomes terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Words in lower case.
    Words,
    /// Words without stop words, stemmed by Snowball.
    Stems,
    /// Character 5-grams of each word with a blank on both sides.
    Grams,
}

impl Terms {
    pub const ALL: [Terms; 3] = [Terms::Words, Terms::Stems, Terms::Grams];

    pub fn name(self) -> &'static str {
        match self {
            Terms::Words => "words",
            Terms::Stems => "stop words and Snowball",
            Terms::Grams => "character 5-grams",
        }
    }

    pub fn of(self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        match self {
            Terms::Words => words.map(str::to_owned).collect(),
            Terms::Stems => {
                let stemmer = Stemmer::new(Algorithm::German);
                words
                    .filter(|w| !is_stop_word(&w.replace('ß', "ss")))
                    .map(|w| stemmer.stem(w).into_owned())
                    .collect()
            }
            Terms::Grams => words
                .flat_map(|word| {
                    let padded: Vec<char> = format!(" {word} ").chars().collect();
                    let grams: Vec<String> = match padded.len() {
                        0..=5 => vec![padded.iter().collect()],
                        _ => padded.windows(5).map(|g| g.iter().collect()).collect(),
                    };
                    grams
                })
                .collect(),
        }
    }
}

/// The stems of a text that carry letters, each once.
pub fn stem_set(text: &str) -> BTreeSet<String> {
    Terms::Stems.of(text).into_iter().filter(|s| s.chars().any(char::is_alphabetic)).collect()
}

/// A collection to be searched.
pub struct Bm25 {
    terms: Terms,
    postings: BTreeMap<String, Vec<(usize, f32)>>,
    documents: usize,
}

impl Bm25 {
    pub fn new(terms: Terms, documents: &[String]) -> Bm25 {
        let lists: Vec<Vec<String>> = documents.iter().map(|text| terms.of(text)).collect();
        let mean = lists.iter().map(Vec::len).sum::<usize>() as f32 / lists.len().max(1) as f32;
        let mut postings: BTreeMap<String, Vec<(usize, f32)>> = BTreeMap::new();
        for (document, list) in lists.iter().enumerate() {
            let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
            for term in list {
                *counts.entry(term).or_default() += 1.0;
            }
            let norm = K1 * (1.0 - B + B * list.len() as f32 / mean);
            for (term, count) in counts {
                let impact = count * (K1 + 1.0) / (count + norm);
                postings.entry(term.to_owned()).or_default().push((document, impact));
            }
        }
        let n = documents.len() as f32;
        for list in postings.values_mut() {
            let df = list.len() as f32;
            let rarity = (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
            for entry in list {
                entry.1 *= rarity;
            }
        }
        Bm25 { terms, postings, documents: documents.len() }
    }

    /// The score of every document; a term that stands twice in the query counts twice.
    pub fn scores(&self, query: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.documents];
        for term in self.terms.of(query) {
            for &(document, impact) in self.postings.get(&term).map_or(&[][..], Vec::as_slice) {
                scores[document] += impact;
            }
        }
        scores
    }
}

/// The mean of several rows of scores, each divided by its largest.
pub fn fuse(rows: &[Vec<f32>]) -> Vec<f32> {
    let mut sum = vec![0.0; rows[0].len()];
    for row in rows {
        let largest = row.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        for (cell, score) in sum.iter_mut().zip(row) {
            *cell += score / largest / rows.len() as f32;
        }
    }
    sum
}
