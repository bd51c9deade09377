//! Taking German compounds apart: Philipp Koehn and Kevin Knight, *Empirical Methods for Compound Splitting*, EACL 2003.
//!
//! A word is cut into words that occur on their own, with the linking elements of German between them; of all ways
//! (and not cutting at all) the one with the largest geometric mean of the parts' frequencies wins. Nothing may be left
//! over, so `Sporthalle` never gives `e`. What is left out: parts of speech and meaning.

use super::fold::flatten;
use rustc_hash::FxHashMap;

/// Letters that may stand between two parts and belong to neither.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];
/// A part is at least this long, in characters.
const SHORTEST_PART: usize = 4;
/// Longer words are left whole.
const LONGEST_WORD: usize = 48;
/// More parts than this are not looked for.
const MOST_PARTS: usize = 4;

/// The words that may be parts, with how often they occur.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    counts: FxHashMap<Box<str>, f32>,
}

impl Splitter {
    /// Counts a word (folded) as a possible part. Its counts add up.
    pub fn add(&mut self, folded: &str, count: f32) {
        let flat = flatten(folded);
        if flat.chars().count() < SHORTEST_PART.min(3) || !flat.chars().all(char::is_alphabetic) {
            return;
        }
        match self.counts.get_mut(flat.as_str()) {
            Some(sum) => *sum += count,
            None => {
                self.counts.insert(flat.into(), count);
            }
        }
    }

    /// Number of words known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether no word is known, so that nothing is ever split.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Logarithm of the count of a whole word; less than any way to cut it, if it is unknown.
    fn weight(&self, flat: &str) -> f32 {
        self.count(flat).map_or(-1.0, f32::ln_1p)
    }

    fn count(&self, flat: &str) -> Option<f32> {
        self.counts.get(flat).copied()
    }

    /// The parts of a word in flattened spelling, first to head; empty if it is better left whole.
    ///
    /// `stem` is tried as well, because the head is often inflected (`Kitaplätze`). Of equally good ways the one with the
    /// longer first part wins.
    #[must_use]
    pub fn split(&self, folded: &str, stem: &str) -> Vec<String> {
        let flat = flatten(folded);
        if self.counts.is_empty() {
            return Vec::new();
        }
        let whole = self.weight(&flat).max(self.weight(stem));
        let (score, parts) = self.search(&flat, whole);
        if stem == flat {
            return parts;
        }
        let (stem_score, stem_parts) = self.search(stem, whole);
        if stem_score > score { stem_parts } else { parts }
    }

    /// The best way that beats leaving the word whole, and its score; no parts if there is none.
    fn search(&self, flat: &str, whole: f32) -> (f32, Vec<String>) {
        let ends: Vec<usize> = flat.char_indices().map(|(i, _)| i).chain([flat.len()]).collect();
        let length = ends.len() - 1;
        if !(2 * SHORTEST_PART..=LONGEST_WORD).contains(&length) {
            return (whole, Vec::new());
        }
        let mut search = Search {
            splitter: self,
            flat,
            ends: &ends,
            chosen: Vec::new(),
            best: Vec::new(),
            // at a tie the parts win: they are shown to be words
            best_score: whole - 1e-6,
        };
        search.from(0, 0.0);
        let parts = search.best.iter().map(|&(a, b)| flat[ends[a]..ends[b]].to_string()).collect();
        (search.best_score, parts)
    }
}

struct Search<'a> {
    splitter: &'a Splitter,
    flat: &'a str,
    /// Byte offset of each character, and of the end.
    ends: &'a [usize],
    chosen: Vec<(usize, usize)>,
    best: Vec<(usize, usize)>,
    best_score: f32,
}

impl Search<'_> {
    /// All ways to cut the word from character `at` on; `sum` is the sum of logarithms of the counts so far.
    fn from(&mut self, at: usize, sum: f32) {
        let length = self.ends.len() - 1;
        if self.chosen.len() == MOST_PARTS {
            return;
        }
        for end in (at + SHORTEST_PART..=length).rev() {
            if at == 0 && end == length {
                continue;
            }
            let part = &self.flat[self.ends[at]..self.ends[end]];
            let Some(count) = self.splitter.count(part) else { continue };
            let sum = sum + count.ln_1p();
            self.chosen.push((at, end));
            if end == length {
                let score = sum / self.chosen.len() as f32;
                if score > self.best_score {
                    self.best_score = score;
                    self.best.clone_from(&self.chosen);
                }
            } else {
                for link in LINKS {
                    let next = end + link.len();
                    if next + SHORTEST_PART <= length && self.flat[self.ends[end]..].starts_with(link) {
                        self.from(next, sum);
                    }
                }
            }
            self.chosen.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden() {
        let mut splitter = Splitter::default();
        for (word, count) in [
            ("sport", 5.0),
            ("halle", 4.0),
            ("hall", 1.0),
            ("kind", 9.0),
            ("kinder", 9.0),
            ("garten", 9.0),
            ("kindergarten", 20.0),
            ("platz", 8.0),
            ("vergabe", 5.0),
            ("antrag", 9.0),
            ("gebühr", 3.0),
            ("bescheid", 3.0),
        ] {
            splitter.add(word, count);
        }
        assert_eq!(splitter.split("sporthalle", "sporthalle"), ["sport", "halle"]);
        assert_eq!(
            splitter.split("platzvergabeantrag", "platzvergabeantrag"),
            ["platz", "vergabe", "antrag"]
        );
        assert_eq!(splitter.split("gebührenbescheid", "gebuhrenbescheid"), ["gebuhr", "bescheid"]);
        assert_eq!(splitter.split("gebuehrenbescheid", "gebuhrenbescheid"), ["gebuhr", "bescheid"]);
        assert!(splitter.split("kindergarten", "kindergarten").is_empty(), "frequent enough to stay whole");
        assert!(splitter.split("sporthallenx", "sporthallenx").is_empty(), "nothing may be left over");
    }
}
