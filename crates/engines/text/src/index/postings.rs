//! Inverted lists with the score of every entry worked out beforehand.

/// For every term the documents that hold it and what it adds to their score, in document order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    /// Where each term's list begins; one longer than there are terms.
    starts: Vec<u32>,
    docs: Vec<u32>,
    impacts: Vec<f32>,
}

impl Postings {
    /// From `(term, document, normalised frequency)` in document order. `weight` and `k1` as in BM25; the inverse document
    /// frequency is Lucene's `ln(1 + (n - df + ½) / (df + ½))`.
    pub fn new(entries: &[(u32, u32, f32)], terms: usize, documents: usize, weight: f32, k1: f32) -> Self {
        let mut starts = vec![0_u32; terms + 1];
        for &(term, _, _) in entries {
            starts[term as usize + 1] += 1;
        }
        for i in 0..terms {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut docs = vec![0; entries.len()];
        let mut impacts = vec![0.0; entries.len()];
        for &(term, doc, frequency) in entries {
            let at = &mut next[term as usize];
            let df = (starts[term as usize + 1] - starts[term as usize]) as f32;
            let idf = (1.0 + (documents as f32 - df + 0.5) / (df + 0.5)).ln();
            docs[*at as usize] = doc;
            impacts[*at as usize] = weight * idf * frequency * (k1 + 1.0) / (k1 + frequency);
            *at += 1;
        }
        Self { starts, docs, impacts }
    }

    /// The list of a term: documents and what it adds to each.
    pub fn list(&self, term: u32) -> (&[u32], &[f32]) {
        let range = self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize;
        (&self.docs[range.clone()], &self.impacts[range])
    }

    /// What a term adds to one document.
    pub fn impact(&self, term: u32, doc: u32) -> f32 {
        let (docs, impacts) = self.list(term);
        docs.binary_search(&doc).map_or(0.0, |at| impacts[at])
    }
}
