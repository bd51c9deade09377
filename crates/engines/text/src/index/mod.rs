//! Search in a collection held in memory: three analyses of every word, each scored, added up.
//!
//! Stems find inflected words, compound parts find `Platz` in `Kitaplatz`, character 5-grams forgive the rest. Everything
//! that does not depend on the query is worked out when the index is built, so a query only adds numbers up. Left out on
//! purpose: files, deletion and change (a collection of a town is rebuilt in milliseconds), positions.

mod build;
mod config;
mod explain;
mod facets;
mod postings;
mod search;

pub use build::Document;
pub use config::{Config, Scoring};
pub use explain::{Reason, highlights};
pub use facets::Filter;
pub use search::{Hit, Query, QueryWord};

use crate::analysis::Analyser;
use crate::spelling::Speller;
use build::{Lists, Occurrence, Vocabulary};
use facets::Facets;
use postings::Postings;
use std::sync::OnceLock;

const STEMS: usize = 0;
const PARTS: usize = 1;
const GRAMS: usize = 2;

/// A searchable collection.
#[derive(Clone, Debug)]
pub struct Index {
    config: Config,
    analyser: Analyser,
    vocabulary: Vocabulary,
    /// Per document its distinct words.
    occurrences: Lists<Occurrence>,
    /// Per analysis.
    postings: [Postings; 3],
    facets: Facets,
    documents: usize,
    /// Made when the first unknown word is looked for.
    speller: OnceLock<Speller>,
}

impl Index {
    /// Builds the index of these documents; hits name them by their place.
    #[must_use]
    pub fn new(documents: &[Document<'_>], config: &Config) -> Self {
        build::build(documents, &[], config)
    }

    /// As [`Index::new`], with further words that may be parts of compounds (those of a lexicon).
    #[must_use]
    pub fn with_words(documents: &[Document<'_>], words: &[&str], config: &Config) -> Self {
        build::build(documents, words, config)
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// The analyser with the compound vocabulary of this collection.
    #[must_use]
    pub fn analyser(&self) -> &Analyser {
        &self.analyser
    }

    fn speller(&self) -> &Speller {
        self.speller.get_or_init(|| Speller::new(self.vocabulary.words.iter().map(|w| &**w)))
    }

    /// Number of distinct words.
    #[must_use]
    pub fn distinct_words(&self) -> usize {
        self.vocabulary.words.len()
    }
}
