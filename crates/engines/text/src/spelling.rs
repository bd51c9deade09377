//! Words that are one or two typing errors away.
//!
//! Character grams forgive most errors; this is for short words, where one wrong letter spoils every gram. The vocabulary
//! is scanned behind a filter on length and letters, which is exact and needs no further structure. Left out: phonetics
//! and the choice by context.

/// The restricted Damerau-Levenshtein distance (insert, delete, replace, swap two neighbours), if it is at most `most`.
///
/// ```
/// use rathaus_text::spelling::distance;
/// assert_eq!(distance("antrag", "antarg", 2), Some(1));
/// assert_eq!(distance("antrag", "auftrag", 1), None);
/// ```
#[must_use]
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let width = b.len() + 1;
    let mut before = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min().is_some_and(|&least| least > most) {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|&d| d <= most)
}

/// How many errors a word of this many characters may hold: one from five on, two from nine on.
#[must_use]
pub fn allowed_errors(length: usize) -> usize {
    match length {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// A vocabulary that can be searched for words near a given one.
#[derive(Clone, Debug, Default)]
pub struct Speller {
    words: Vec<Box<str>>,
    /// Length in characters and set of letters of each word.
    marks: Vec<(u8, u32)>,
}

fn mark(word: &str) -> (u8, u32) {
    let mut letters = 0_u32;
    let mut length = 0_usize;
    for c in word.chars() {
        letters |= 1 << (c as u32 % 32);
        length += 1;
    }
    (length.min(255) as u8, letters)
}

impl Speller {
    /// From folded words; results name them by their place.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<Box<str>> = words.into_iter().map(Into::into).collect();
        let marks = words.iter().map(|w| mark(w)).collect();
        Self { words, marks }
    }

    /// The words within the allowed number of errors: `(place, distance)`, nearest first, then in order.
    #[must_use]
    pub fn near(&self, folded: &str) -> Vec<(u32, usize)> {
        let (length, letters) = mark(folded);
        let most = allowed_errors(length as usize);
        if most == 0 {
            return Vec::new();
        }
        let mut near: Vec<(u32, usize)> = (0..)
            .zip(&self.marks)
            // an error changes the length by at most one and the set of letters by at most two
            .filter(|(_, m)| {
                length.abs_diff(m.0) as usize <= most && (letters ^ m.1).count_ones() as usize <= 2 * most
            })
            .filter_map(|(i, _)| distance(folded, &self.words[i as usize], most).map(|d| (i, d)))
            .collect();
        near.sort_by_key(|&(i, d)| (d, i));
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn golden() {
        let speller = Speller::new(["antrag", "auftrag", "anträge", "formular", "bürgerbüro"]);
        assert_eq!(speller.near("antarg"), [(0, 1)]);
        assert_eq!(speller.near("fromular"), [(3, 1)]);
        assert_eq!(speller.near("bürgebürro"), [(4, 2)]);
        assert!(speller.near("amt").is_empty());
    }

    /// The definition, without bounds.
    fn oracle(a: &[char], b: &[char]) -> usize {
        let (Some((x, ra)), Some((y, rb))) = (a.split_last(), b.split_last()) else {
            return a.len().max(b.len());
        };
        let mut best = oracle(ra, rb) + usize::from(x != y);
        best = best.min(oracle(ra, b) + 1).min(oracle(a, rb) + 1);
        if a.len() > 1 && b.len() > 1 && *x == b[b.len() - 2] && *y == a[a.len() - 2] {
            best = best.min(oracle(&a[..a.len() - 2], &b[..b.len() - 2]) + 1);
        }
        best
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(a in "[abc]{0,6}", b in "[abc]{0,6}", most in 0_usize..4) {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            let expected = oracle(&chars(&a), &chars(&b));
            prop_assert_eq!(distance(&a, &b, most), (expected <= most).then_some(expected));
        }

        #[test]
        fn the_filter_loses_nothing(words in prop::collection::vec("[abcdeü]{3,10}", 0..30), word in "[abcdeü]{5,10}") {
            let speller = Speller::new(words.iter().map(String::as_str));
            let most = allowed_errors(word.chars().count());
            let expected = words.iter().filter(|w| distance(&word, w, most).is_some()).count();
            prop_assert_eq!(speller.near(&word).len(), expected);
        }
    }
}
