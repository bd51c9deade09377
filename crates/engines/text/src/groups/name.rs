//! Names for groups: the nouns that stand in many of their texts and in few others, in their original spelling.

use super::Item;
use crate::lexicon::ConceptId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Words proposed per group.
const WORDS: usize = 6;
/// Shared concepts named per group.
const CONCEPTS: usize = 5;

/// What is known of the words of all texts.
pub(crate) struct Namer<'a> {
    items: &'a [Item<'a>],
    /// Per stem the number of texts it stands in.
    texts: FxHashMap<&'a str, u32>,
    /// Per stem how often it is spelled with and without a capital.
    capitals: FxHashMap<&'a str, (u32, u32)>,
}

impl<'a> Namer<'a> {
    pub fn new(items: &'a [Item<'a>]) -> Self {
        let mut texts: FxHashMap<&str, u32> = FxHashMap::default();
        let mut capitals: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
        for item in items {
            let mut stems: Vec<&str> = Vec::new();
            for token in item.analysis.content() {
                let capital = item.text[token.span.clone()].starts_with(char::is_uppercase);
                let counts = capitals.entry(&token.word.stem).or_default();
                *(if capital { &mut counts.0 } else { &mut counts.1 }) += 1;
                stems.push(&token.word.stem);
            }
            stems.sort_unstable();
            stems.dedup();
            for stem in stems {
                *texts.entry(stem).or_default() += 1;
            }
        }
        Self { items, texts, capitals }
    }

    /// The words and shared concepts of a group.
    pub fn name(&self, members: &[usize]) -> (Vec<String>, Vec<ConceptId>) {
        let n = self.items.len() as f32;
        let mut inside: BTreeMap<&str, u32> = BTreeMap::new();
        let mut spelled: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut concepts: BTreeMap<ConceptId, (u32, f32)> = BTreeMap::new();
        for &member in members {
            let item = &self.items[member];
            let mut seen: Vec<&str> = Vec::new();
            for token in item.analysis.content() {
                let stem = &*token.word.stem;
                if !seen.contains(&stem) {
                    seen.push(stem);
                    *inside.entry(stem).or_default() += 1;
                }
                *spelled.entry(stem).or_default().entry(&item.text[token.span.clone()]).or_default() += 1;
            }
            for &(concept, weight) in item.concepts {
                let entry = concepts.entry(concept).or_default();
                entry.0 += 1;
                entry.1 += weight;
            }
        }
        let mut scored: Vec<(f32, &str)> = inside
            .iter()
            .filter(|(stem, _)| {
                let (large, small) = self.capitals.get(*stem).copied().unwrap_or_default();
                large > small && stem.chars().count() > 1 && !stem.starts_with(|c: char| c.is_numeric())
            })
            .map(|(stem, &count)| {
                let all = self.texts.get(stem).copied().unwrap_or(1) as f32;
                let share = count as f32 / members.len() as f32;
                // as in c-TF-IDF, but by texts: a word said thrice by one town is still one town's word
                (share * (1.0 + n / all).ln() * (count as f32 / all).sqrt(), *stem)
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let words = scored
            .iter()
            .take(WORDS)
            .filter_map(|(_, stem)| {
                let forms = &spelled[stem];
                // the most frequent spelling; of equal ones the shorter
                forms
                    .iter()
                    .min_by_key(|(form, n)| (std::cmp::Reverse(**n), form.len()))
                    .map(|(f, _)| (*f).to_string())
            })
            .collect();
        let mut shared: Vec<(f32, ConceptId)> = concepts
            .into_iter()
            .filter(|(_, (count, _))| 2 * *count as usize > members.len())
            .map(|(concept, (_, weight))| (weight, concept))
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        (words, shared.into_iter().take(CONCEPTS).map(|s| s.1).collect())
    }
}
