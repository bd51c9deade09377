//! Filters: only documents with certain facets.

use super::Document;
use std::collections::BTreeMap;

/// Which documents have which value of which key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facets {
    documents: BTreeMap<(String, String), Vec<u32>>,
}

/// Only documents that have, for every key named, one of the values named for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    allowed: BTreeMap<String, Vec<String>>,
}

impl Filter {
    /// Also demands `key=value`; several values of one key are alternatives.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.allowed.entry(key.to_string()).or_default().push(value.to_string());
        self
    }

    /// Whether nothing is demanded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.allowed.is_empty()
    }
}

impl Facets {
    pub fn new(documents: &[Document<'_>]) -> Self {
        let mut map: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
        for (doc, document) in documents.iter().enumerate() {
            for (key, value) in document.facets {
                let list = map.entry(((*key).to_string(), (*value).to_string())).or_default();
                if list.last() != Some(&(doc as u32)) {
                    list.push(doc as u32);
                }
            }
        }
        Self { documents: map }
    }

    /// For every document whether it passes; `None` if all do.
    pub fn passing(&self, filter: &Filter, documents: usize) -> Option<Vec<bool>> {
        if filter.is_empty() {
            return None;
        }
        let mut passes = vec![true; documents];
        for (key, values) in &filter.allowed {
            let mut has = vec![false; documents];
            for value in values {
                for &doc in self.documents.get(&(key.clone(), value.clone())).into_iter().flatten() {
                    has[doc as usize] = true;
                }
            }
            for (pass, has) in passes.iter_mut().zip(has) {
                *pass &= has;
            }
        }
        Some(passes)
    }
}
