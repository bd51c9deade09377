//! From documents to an index, in two passes: count words, then spread each distinct word over its terms.

use super::config::{Config, Scoring};
use super::postings::Postings;
use super::{Facets, GRAMS, Index, PARTS, STEMS};
use crate::analysis::{Analyser, Gram, flatten, grams, is_stop_word, tokenise};
use rustc_hash::FxHashMap;

/// A document to be found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Document<'a> {
    /// May be empty.
    pub title: &'a str,
    /// The body.
    pub text: &'a str,
    /// Facets to filter by, as key and value; a key may have several values.
    pub facets: &'a [(&'a str, &'a str)],
}

/// Lists of lists of numbers, laid flat.
#[derive(Clone, Debug)]
pub(crate) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T> Lists<T> {
    pub fn close(&mut self) {
        self.starts.push(self.items.len() as u32);
    }
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }
    pub fn get(&self, at: usize) -> &[T] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// How often a word stands in one document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    pub word: u32,
    pub title: u16,
    pub text: u16,
}

/// The distinct words of the collection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    pub ids: FxHashMap<Box<str>, u32>,
    pub words: Vec<Box<str>>,
    pub counts: Vec<u32>,
    /// Terms of each word, per analysis.
    pub terms: [Lists<u32>; 3],
    /// Term of a stem, in the first two analyses.
    pub stems: FxHashMap<Box<str>, u32>,
    /// Term of a gram, in the third.
    pub grams: FxHashMap<Gram, u32>,
}

impl Vocabulary {
    fn intern(&mut self, folded: &str) -> u32 {
        if let Some(&id) = self.ids.get(folded) {
            self.counts[id as usize] += 1;
            return id;
        }
        let id = self.words.len() as u32;
        self.ids.insert(folded.into(), id);
        self.words.push(folded.into());
        self.counts.push(1);
        id
    }

    fn stem_term(&mut self, stem: &str) -> u32 {
        if let Some(&term) = self.stems.get(stem) {
            return term;
        }
        let term = self.stems.len() as u32;
        self.stems.insert(stem.into(), term);
        term
    }

    /// Stems, splits and cuts every word of the collection, once. The analyser learns the words on the way.
    fn spread(&mut self, analyser: &mut Analyser, config: &Config) {
        let words = std::mem::take(&mut self.words);
        let stemmer = &*analyser;
        let stems: Vec<Option<String>> = in_shares(&words, |w| (!is_stop_word(w)).then(|| stemmer.stem(w)));
        let flats: Vec<String> = words.iter().map(|w| flatten(w)).collect();
        for ((flat, stem), &count) in flats.iter().zip(&stems).zip(&self.counts) {
            if let Some(stem) = stem {
                analyser.learn_stemmed(flat, stem, count);
            }
        }
        let pairs: Vec<(&String, &Option<String>)> = flats.iter().zip(&stems).collect();
        let splitter = analyser.splitter();
        let parts = in_shares(&pairs, |(flat, stem)| {
            stem.as_ref().map(|stem| splitter.split(flat, stem)).unwrap_or_default()
        });
        for ((flat, stem), parts) in pairs.into_iter().zip(&parts) {
            if let Some(stem) = stem {
                let whole = self.stem_term(stem);
                self.terms[STEMS].push(whole);
                self.terms[PARTS].push(whole);
                for part in parts {
                    let term = self.stem_term(part);
                    self.terms[PARTS].push(term);
                }
            }
            if stem.is_some() || config.stop_grams {
                let lists = &mut self.terms[GRAMS];
                let known = &mut self.grams;
                grams(flat, |gram| {
                    let next = known.len() as u32;
                    lists.push(*known.entry(gram).or_insert(next));
                });
            }
            for lists in &mut self.terms {
                lists.close();
            }
        }
        self.words = words;
    }
}

/// The same as mapping one by one, with the list shared among a few threads when it is long; the order stays.
fn in_shares<T: Sync, R: Send>(list: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const WORTH_IT: usize = 2000;
    const MOST: usize = 4;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
    if list.len() < WORTH_IT || threads == 1 {
        return list.iter().map(each).collect();
    }
    let each = &each;
    std::thread::scope(|scope| {
        let shares: Vec<_> = list
            .chunks(list.len().div_ceil(threads))
            .map(|share| scope.spawn(move || share.iter().map(each).collect::<Vec<R>>()))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

pub(super) fn build(documents: &[Document<'_>], more_words: &[&str], config: &Config) -> Index {
    let mut vocabulary = Vocabulary::default();
    let mut occurrences: Lists<Occurrence> = Lists::default();
    let mut slot: Vec<u32> = Vec::new(); // per word: place in the current document plus one
    for document in documents {
        let from = occurrences.items.len();
        for (field, text) in [document.title, document.text].into_iter().enumerate() {
            tokenise(text, |_, folded| {
                let word = vocabulary.intern(folded);
                if word as usize >= slot.len() {
                    slot.resize(word as usize + 1, 0);
                }
                let place = &mut slot[word as usize];
                if *place == 0 {
                    occurrences.push(Occurrence { word, title: 0, text: 0 });
                    *place = (occurrences.items.len() - from) as u32;
                }
                let entry = &mut occurrences.items[from + *place as usize - 1];
                let count = if field == 0 { &mut entry.title } else { &mut entry.text };
                *count = count.saturating_add(1);
            });
        }
        for entry in &occurrences.items[from..] {
            slot[entry.word as usize] = 0;
        }
        occurrences.close();
    }

    let mut analyser = Analyser::new();
    for word in more_words {
        analyser.learn(word, 1);
    }
    vocabulary.spread(&mut analyser, config);

    let scorings = [config.stems, config.parts, config.grams];
    let sizes = [vocabulary.stems.len(), vocabulary.stems.len(), vocabulary.grams.len()];
    let postings = [STEMS, PARTS, GRAMS].map(|analysis| {
        if scorings[analysis].weight == 0.0 {
            return Postings::new(&[], sizes[analysis], documents.len(), 0.0, 1.0);
        }
        weigh(&vocabulary.terms[analysis], &occurrences, sizes[analysis], scorings[analysis], config)
    });
    Index {
        config: config.clone(),
        analyser,
        vocabulary,
        occurrences,
        postings,
        facets: Facets::new(documents),
        documents: documents.len(),
        speller: std::sync::OnceLock::new(),
    }
}

/// The postings of one analysis.
fn weigh(
    terms: &Lists<u32>,
    occurrences: &Lists<Occurrence>,
    size: usize,
    scoring: Scoring,
    config: &Config,
) -> Postings {
    let documents = occurrences.len();
    let lengths: Vec<[f32; 2]> = (0..documents)
        .map(|doc| {
            let mut length = [0.0; 2];
            for entry in occurrences.get(doc) {
                let n = terms.get(entry.word as usize).len() as f32;
                length[0] += n * f32::from(entry.title);
                length[1] += n * f32::from(entry.text);
            }
            length
        })
        .collect();
    let mean = |field: usize| {
        let (mut sum, mut n) = (0.0_f64, 0_u32);
        for length in &lengths {
            if length[field] > 0.0 {
                sum += f64::from(length[field]);
                n += 1;
            }
        }
        if n == 0 { 1.0 } else { (sum / f64::from(n)) as f32 }
    };
    let means = [mean(0), mean(1)];
    let mut frequency = vec![0.0_f32; size];
    let mut touched: Vec<u32> = Vec::new();
    let mut entries = Vec::new();
    for (doc, length) in lengths.iter().enumerate() {
        let norm = |field: usize, b: f32| 1.0 / (1.0 - b + b * length[field] / means[field]);
        let title = config.title_weight * norm(0, config.title_b);
        let text = norm(1, scoring.b);
        for entry in occurrences.get(doc) {
            let add = title * f32::from(entry.title) + text * f32::from(entry.text);
            for &term in terms.get(entry.word as usize) {
                let sum = &mut frequency[term as usize];
                if *sum == 0.0 {
                    touched.push(term);
                }
                *sum += add;
            }
        }
        for &term in &touched {
            entries.push((term, doc as u32, frequency[term as usize]));
            frequency[term as usize] = 0.0;
        }
        touched.clear();
    }
    Postings::new(&entries, size, documents, scoring.weight, scoring.k1)
}

/// Whether a folded word can be a query word at all.
pub(super) fn carries(folded: &str, config: &Config) -> bool {
    config.stop_grams || !is_stop_word(folded)
}
