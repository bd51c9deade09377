//! Taking German compounds apart: Philipp Koehn and Kevin Knight, *Empirical Methods for Compound Splitting*, EACL 2003.
//!
//! A word is cut into words that occur on their own, with the linking elements of German between them; of all ways
//! (and not cutting at all) the one with the largest geometric mean of the parts' frequencies wins. Nothing may be left
//! over, so `Sporthalle` never gives `e`. What is left out: parts of speech and meaning.

use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// Letters that may stand between two parts and belong to neither.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];
/// What every letter of a link costs, in units of the mean logarithm: `Hunde-steuer` before `Hund-es-teuer`.
const LINK_COST: f32 = 0.4;
/// A part is at least this long, in characters.
const SHORTEST_PART: usize = 4;
/// Longer words are left whole.
const LONGEST_WORD: usize = 48;
/// More parts than this are not looked for.
const MOST_PARTS: usize = 4;

/// The words that may be parts, with how often they occur.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    /// By a hash that grows with the word, so that all words from one letter on are looked up in one go. Of two words with
    /// one hash (never seen) the first stays.
    words: FxHashMap<u64, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    word: Box<str>,
    /// Of words that only differ in an umlaut the first in order, so that the order of learning does not matter.
    stem: Box<str>,
    count: f32,
}

/// The hash of a word that is one byte longer (FNV-1a).
const fn grow(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(word: &str) -> u64 {
    word.bytes().fold(EMPTY, grow)
}

impl Splitter {
    /// Counts a word (flattened) as a possible part, under itself and under its stem. Its counts add up.
    pub fn add(&mut self, flat: &str, stem: &str, count: f32) {
        self.add_one(flat, stem, count);
        if flat != stem {
            self.add_one(stem, stem, count);
        }
    }

    fn add_one(&mut self, flat: &str, stem: &str, count: f32) {
        if flat.chars().count() < SHORTEST_PART || !flat.chars().all(char::is_alphabetic) {
            return;
        }
        match self.words.entry(hash(flat)) {
            Entry::Vacant(slot) => {
                slot.insert(Known { word: flat.into(), stem: stem.into(), count });
            }
            Entry::Occupied(mut slot) if *slot.get().word == *flat => {
                let known = slot.get_mut();
                known.count += count;
                if *stem < *known.stem {
                    known.stem = stem.into();
                }
            }
            Entry::Occupied(_) => {}
        }
    }

    /// Number of words known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word is known, so that nothing is ever split.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Logarithm of the count of a whole word; less than any way to cut it, if it is unknown.
    fn weight(&self, flat: &str) -> f32 {
        self.words.get(&hash(flat)).filter(|k| *k.word == *flat).map_or(-10.0, |k| k.count.ln_1p())
    }

    /// The stems of the parts of a word, first to head; empty if it is better left whole.
    ///
    /// `flat` is the flattened word. `stem` is tried as well, because the head is often inflected (`Kitaplätze`). Of equally good ways the one with
    /// fewer parts, then the shorter first part wins.
    #[must_use]
    pub fn split(&self, flat: &str, stem: &str) -> Vec<Box<str>> {
        let begins = self.begins_with_part(flat);
        let shortened = flat.starts_with(stem);
        if !begins && shortened {
            return Vec::new();
        }
        let whole = self.weight(flat).max(self.weight(stem));
        let (score, parts) = if begins { self.search(flat, whole) } else { (whole, Vec::new()) };
        if stem == flat {
            return parts;
        }
        let (stem_score, stem_parts) = self.search(stem, whole);
        if stem_score > score { stem_parts } else { parts }
    }

    /// Whether a known word stands at the beginning, with room for another after it. Most words fail here already.
    fn begins_with_part(&self, flat: &str) -> bool {
        let bytes = flat.as_bytes();
        if bytes.len() < 2 * SHORTEST_PART {
            return false;
        }
        let mut state = EMPTY;
        for (at, &byte) in bytes[..bytes.len() - SHORTEST_PART].iter().enumerate() {
            state = grow(state, byte);
            if at + 1 >= SHORTEST_PART && self.words.contains_key(&state) {
                return true;
            }
        }
        false
    }

    /// The best way that beats leaving the word whole, and its score; no parts if there is none.
    ///
    /// `best[at][k]` is the best sum of logarithms for the letters before `at` in exactly `k` parts, each with its link.
    fn search(&self, flat: &str, whole: f32) -> (f32, Vec<Box<str>>) {
        let mut ends = [0_u16; LONGEST_WORD + 1];
        let mut length = 0;
        for (at, c) in flat.char_indices() {
            length += 1;
            if length > LONGEST_WORD {
                return (whole, Vec::new());
            }
            ends[length] = (at + c.len_utf8()) as u16;
        }
        if length < 2 * SHORTEST_PART {
            return (whole, Vec::new());
        }
        let slice = |from: usize, to: usize| &flat[ends[from] as usize..ends[to] as usize];
        let unreachable = (f32::NEG_INFINITY, 0_u8, 0_u8);
        let mut best = [[unreachable; MOST_PARTS + 1]; LONGEST_WORD + 1]; // (sum, start and end of the last part)
        best[0][0].0 = 0.0;
        for at in 0..=length - SHORTEST_PART {
            let here = best[at];
            if here.iter().all(|way| way.0 == f32::NEG_INFINITY) {
                continue;
            }
            let mut hash = EMPTY;
            for end in at + 1..=length {
                for &byte in slice(end - 1, end).as_bytes() {
                    hash = grow(hash, byte);
                }
                if end - at < SHORTEST_PART || (at == 0 && end == length) {
                    continue;
                }
                let Some(known) = self.words.get(&hash) else { continue };
                if *known.word != *slice(at, end) {
                    continue;
                }
                let weight = known.count.ln_1p();
                for link in LINKS {
                    let next = end + link.len();
                    // a link stands between parts only
                    if !(link.is_empty() || next < length && slice(end, length).starts_with(link)) {
                        continue;
                    }
                    for parts in 1..=MOST_PARTS {
                        let sum = weight - LINK_COST * link.len() as f32 + here[parts - 1].0;
                        if sum > best[next][parts].0 {
                            best[next][parts] = (sum, at as u8, end as u8);
                        }
                    }
                }
            }
        }
        // at a tie the parts win over the whole: they are shown to be words
        let mut score = whole - 1e-6;
        let mut number = 0;
        for (parts, way) in best[length].iter().enumerate().skip(2) {
            if way.0 / parts as f32 > score {
                score = way.0 / parts as f32;
                number = parts;
            }
        }
        let mut at = length;
        let mut cut = Vec::new();
        for left in (1..=number).rev() {
            let (_, start, end) = best[at][left];
            cut.extend(self.words.get(&hash(slice(start as usize, end as usize))).map(|k| k.stem.clone()));
            at = start as usize;
        }
        cut.reverse();
        (score, cut)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::flatten;
    use super::*;

    fn split(splitter: &Splitter, word: &str, stem: &str) -> String {
        splitter.split(&flatten(word), stem).join(" ")
    }

    #[test]
    fn golden() {
        let mut splitter = Splitter::default();
        for (word, stem, count) in [
            ("sport", "sport", 5.0),
            ("halle", "hall", 4.0),
            ("hall", "hall", 1.0),
            ("kind", "kind", 9.0),
            ("kinder", "kind", 9.0),
            ("garten", "gart", 9.0),
            ("kindergarten", "kindergart", 20.0),
            ("platz", "platz", 8.0),
            ("vergabe", "vergab", 5.0),
            ("antrag", "antrag", 9.0),
            ("gebühr", "gebuhr", 3.0),
            ("hund", "hund", 9.0),
            ("hunde", "hund", 4.0),
            ("steuer", "steu", 9.0),
            ("teuer", "teu", 12.0),
            ("bescheid", "bescheid", 3.0),
        ] {
            splitter.add(&flatten(word), stem, count);
        }
        assert_eq!(split(&splitter, "sporthalle", "sporthalle"), "sport hall");
        assert_eq!(split(&splitter, "platzvergabeantrag", "platzvergabeantrag"), "platz vergab antrag");
        assert_eq!(split(&splitter, "gebührenbescheid", "gebuhrenbescheid"), "gebuhr bescheid");
        assert_eq!(split(&splitter, "gebuehrenbescheid", "gebuhrenbescheid"), "gebuhr bescheid");
        assert_eq!(split(&splitter, "hundesteuer", "hundesteu"), "hund steu");
        assert!(split(&splitter, "kindergarten", "kindergarten").is_empty(), "frequent enough to stay whole");
        assert!(split(&splitter, "sporthallenx", "sporthallenx").is_empty(), "nothing may be left over");
    }
}
