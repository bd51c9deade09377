//! Answering a query: look its terms up, add their impacts up, keep the best.

use super::build::carries;
use super::{Filter, GRAMS, Index, PARTS, STEMS};
use crate::analysis::{grams, tokenise};
use crate::synonyms::Synonyms;
use std::ops::Range;

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its place in the slice the index was built from.
    pub doc: u32,
    /// Sum of the impacts of all matching terms; larger is better, comparable within one query only.
    pub score: f32,
}

/// A word of the query, or one that was added to it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryWord {
    /// Folded.
    pub folded: String,
    /// Bytes in the query; of an added word those of the word it was added for.
    pub span: Range<usize>,
    /// 1 for a word that was typed.
    pub weight: f32,
}

/// A query, made ready for one index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The words that are looked for.
    pub words: Vec<QueryWord>,
    /// `(analysis, term, weight, word)`, in the order of the words.
    pub(crate) terms: Vec<(usize, u32, f32, u32)>,
}

impl Index {
    /// Makes a query ready: words, stems, parts and grams that this collection knows.
    #[must_use]
    pub fn query(&self, text: &str) -> Query {
        let mut query = Query::default();
        tokenise(text, |piece, folded| {
            self.add_word(&mut query, folded, piece.start..piece.end, 1.0);
        });
        query
    }

    /// As [`Index::query`], with the tenant's synonyms at `weight` and, for words the collection does not know, the words
    /// one or two typing errors away (see [`super::Config::fuzzy_weight`]).
    #[must_use]
    pub fn query_with(&self, text: &str, synonyms: &Synonyms, weight: f32) -> Query {
        let mut query = self.query(text);
        let typed = query.words.clone();
        let stems: Vec<String> = typed.iter().map(|w| self.analyser.stem(&w.folded)).collect();
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        for (places, word) in synonyms.additions(&stems) {
            let spans = places.iter().map(|&p| &typed[p].span);
            let span =
                spans.clone().map(|s| s.start).min().unwrap_or(0)..spans.map(|s| s.end).max().unwrap_or(0);
            self.add_word(&mut query, &word, span, weight);
        }
        if self.config.fuzzy_weight > 0.0 {
            for (number, word) in (0..).zip(&typed) {
                self.add_near(&mut query, number, word);
            }
        }
        query
    }

    /// Adds the stems of words near an unknown one; its grams are in the query already.
    fn add_near(&self, query: &mut Query, number: u32, word: &QueryWord) {
        const MOST: usize = 4;
        if self.vocabulary.ids.contains_key(word.folded.as_str()) {
            return;
        }
        let known = query.terms.iter().any(|t| t.3 == number && t.0 != GRAMS);
        if known {
            return;
        }
        let near = self.speller().near(&word.folded);
        let nearest = near.first().map(|n| n.1);
        for &(id, errors) in near.iter().filter(|n| Some(n.1) == nearest).take(MOST) {
            for analysis in [STEMS, PARTS] {
                for &term in self.vocabulary.terms[analysis].get(id as usize) {
                    query.terms.push((analysis, term, self.config.fuzzy_weight / errors as f32, number));
                }
            }
        }
    }

    /// Adds a folded word to a query, with a weight; its span is that of the typed word it stands for.
    pub fn add_word(&self, query: &mut Query, folded: &str, span: Range<usize>, weight: f32) {
        if !carries(folded, &self.config) {
            return;
        }
        let number = query.words.len() as u32;
        query.words.push(QueryWord { folded: folded.to_string(), span, weight });
        if let Some(&id) = self.vocabulary.ids.get(folded) {
            for analysis in [STEMS, PARTS] {
                let terms = self.vocabulary.terms[analysis].get(id as usize);
                query.terms.extend(terms.iter().map(|&term| (analysis, term, weight, number)));
            }
            let terms = self.vocabulary.terms[GRAMS].get(id as usize);
            let weight = weight * self.gram_share(terms.len());
            query.terms.extend(terms.iter().map(|&term| (GRAMS, term, weight, number)));
            return;
        }
        let word = self.analyser.word(folded);
        if !word.is_stop_word {
            if let Some(&term) = self.vocabulary.stems.get(&word.stem) {
                query.terms.push((STEMS, term, weight, number));
                query.terms.push((PARTS, term, weight, number));
            }
            for part in &word.parts {
                if let Some(&term) = self.vocabulary.stems.get(part) {
                    query.terms.push((PARTS, term, weight, number));
                }
            }
        }
        let from = query.terms.len();
        grams(&word.flat, |gram| {
            if let Some(&term) = self.vocabulary.grams.get(&gram) {
                query.terms.push((GRAMS, term, weight, number));
            }
        });
        let share = self.gram_share(query.terms.len() - from);
        for term in &mut query.terms[from..] {
            term.2 *= share;
        }
    }

    /// Weight of each gram of a query word that has this many.
    fn gram_share(&self, grams: usize) -> f32 {
        (grams.max(1) as f32).powf(-self.config.gram_evenness)
    }

    /// The best `limit` documents for a text, best first; of equal scores the earlier document comes first.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        self.search_query(&self.query(text), &Filter::default(), limit)
    }

    /// The best `limit` documents that pass the filter.
    #[must_use]
    pub fn search_query(&self, query: &Query, filter: &Filter, limit: usize) -> Vec<Hit> {
        let scores = self.scores(query);
        let passes = self.facets.passing(filter, self.documents);
        let mut hits: Vec<Hit> = (0_u32..)
            .zip(&scores)
            .filter(|&(doc, &score)| score > 0.0 && passes.as_ref().is_none_or(|p| p[doc as usize]))
            .map(|(doc, &score)| Hit { doc, score })
            .collect();
        let order = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.doc.cmp(&b.doc));
        if limit == 0 {
            return Vec::new();
        }
        if hits.len() > limit {
            hits.select_nth_unstable_by(limit - 1, order);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(order);
        hits
    }

    /// The score of every document, 0 where nothing matches.
    #[must_use]
    pub fn scores(&self, query: &Query) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.documents];
        for &(analysis, term, weight, _) in &query.terms {
            let (docs, impacts) = self.postings[analysis].list(term);
            for (&doc, &impact) in docs.iter().zip(impacts) {
                scores[doc as usize] += weight * impact;
            }
        }
        scores
    }
}
