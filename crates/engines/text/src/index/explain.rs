//! Why a document was found: which words of the query met which of its words, and what each added to the score.

use super::search::Query;
use super::{Hit, Index};
use crate::analysis::{is_stop_word, tokenise};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Two words that met, and what that added to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Place of the query word in [`Query::words`].
    pub query_word: usize,
    /// The word of the document, folded.
    pub document_word: String,
    /// Added to the score by all terms the two share; the contributions of a hit add up to its score.
    pub contribution: f32,
}

impl Index {
    /// Why a document was found, largest contribution first.
    ///
    /// Where several words of the document share a term, its impact is divided among them by how often they occur.
    #[must_use]
    pub fn explain(&self, query: &Query, hit: &Hit) -> Vec<Reason> {
        let words = self.occurrences.get(hit.doc as usize);
        let mut shares: FxHashMap<(u32, u32), f32> = FxHashMap::default();
        for &(analysis, term, weight, query_word) in &query.terms {
            let impact = weight * self.postings[analysis].impact(term, hit.doc);
            if impact == 0.0 {
                continue;
            }
            // how often each word of the document brings the term in
            let brings = |word: u32| {
                self.vocabulary.terms[analysis].get(word as usize).iter().filter(|&&t| t == term).count()
                    as f32
            };
            let frequency = |entry: &super::Occurrence| {
                (self.config.title_weight * f32::from(entry.title) + f32::from(entry.text))
                    * brings(entry.word)
            };
            let total: f32 = words.iter().map(frequency).sum();
            for entry in words {
                let part = frequency(entry);
                if part > 0.0 {
                    *shares.entry((query_word, entry.word)).or_default() += impact * part / total;
                }
            }
        }
        let mut reasons: Vec<Reason> = shares
            .into_iter()
            .map(|((query_word, word), contribution)| Reason {
                query_word: query_word as usize,
                document_word: self.vocabulary.words[word as usize].to_string(),
                contribution,
            })
            .collect();
        reasons.sort_by(|a, b| {
            b.contribution
                .total_cmp(&a.contribution)
                .then(a.query_word.cmp(&b.query_word))
                .then_with(|| a.document_word.cmp(&b.document_word))
        });
        reasons
    }
}

/// Where the words of some reasons stand in a text: byte ranges to highlight, in order, none inside another.
///
/// Stop words are never marked, and reasons that contributed less than `least` of the largest contribution are left out.
#[must_use]
pub fn highlights(text: &str, reasons: &[Reason], least: f32) -> Vec<Range<usize>> {
    let top = reasons.iter().map(|r| r.contribution).fold(0.0, f32::max);
    let wanted: Vec<&str> =
        reasons.iter().filter(|r| r.contribution >= top * least).map(|r| r.document_word.as_str()).collect();
    let mut spans: Vec<Range<usize>> = Vec::new();
    tokenise(text, |piece, folded| {
        let inside = spans.last().is_some_and(|last| piece.end <= last.end);
        if !inside && !is_stop_word(folded) && wanted.contains(&folded) {
            spans.push(piece.start..piece.end);
        }
    });
    spans
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Document, Filter};
    use super::*;

    #[test]
    fn contributions_add_up_and_name_the_words() {
        let texts = ["Vergabe der Kitaplätze an Eltern", "Hundesteuer online", "Der Platz vor dem Rathaus"];
        let documents: Vec<Document<'_>> =
            texts.iter().map(|text| Document { text, ..Document::default() }).collect();
        let index = Index::new(&documents, &Config::default());
        let query = index.query("Kitaplatz für Kinder der Eltern");
        let hits = index.search_query(&query, &Filter::default(), 3);
        assert_eq!(hits[0].doc, 0);
        let reasons = index.explain(&query, &hits[0]);
        let sum: f32 = reasons.iter().map(|r| r.contribution).sum();
        assert!((sum - hits[0].score).abs() < 1e-4 * hits[0].score, "{sum} is not {}", hits[0].score);
        let pairs: Vec<(&str, &str)> = reasons
            .iter()
            .map(|r| (query.words[r.query_word].folded.as_str(), r.document_word.as_str()))
            .collect();
        assert!(pairs.contains(&("kitaplatz", "kitaplätze")), "{pairs:?}");
        assert!(pairs.contains(&("eltern", "eltern")), "{pairs:?}");
        let marked: Vec<&str> =
            highlights(texts[0], &reasons, 0.2).into_iter().map(|s| &texts[0][s]).collect();
        assert_eq!(marked, ["Kitaplätze", "Eltern"]);
    }
}
