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
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    Rows::default().distance(&a, &b, most)
}

/// The last three rows of the table, kept from one pair of words to the next.
#[derive(Default)]
struct Rows([Vec<usize>; 3]);

impl Rows {
    /// Only cells at most `most` off the diagonal can hold a distance that small (Ukkonen 1985), so no others are filled.
    fn distance(&mut self, a: &[char], b: &[char], most: usize) -> Option<usize> {
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        let far = most + 1;
        let [before, last, row] = &mut self.0;
        for cells in [&mut *before, &mut *last, &mut *row] {
            cells.clear();
            cells.resize(b.len() + 1, far);
        }
        for (j, cell) in last.iter_mut().enumerate().take(most + 1) {
            *cell = j;
        }
        for i in 1..=a.len() {
            let (low, high) = (i.saturating_sub(most), (i + most).min(b.len()));
            // What an earlier row left beside the band is no distance of this one.
            row[low.saturating_sub(1)] = far;
            let mut least = far;
            for j in low..=high {
                let cell = if j == 0 {
                    i
                } else {
                    let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let above = if j < i + most { last[j] + 1 } else { far };
                    let mut cell = replace.min(above).min(row[j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cell = cell.min(before[j - 2] + 1);
                    }
                    cell.min(far)
                };
                row[j] = cell;
                least = least.min(cell);
            }
            if least > most {
                return None;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        Some(last[b.len()]).filter(|&d| d <= most)
    }
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
    words: Vec<Box<[char]>>,
    /// Length in characters and set of letters of each word.
    marks: Vec<(u8, u32)>,
}

fn mark(word: &[char]) -> (u8, u32) {
    let letters = word.iter().fold(0_u32, |letters, &c| letters | 1 << (c as u32 % 32));
    (word.len().min(255) as u8, letters)
}

impl Speller {
    /// From folded words; results name them by their place.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<Box<[char]>> = words.into_iter().map(|word| word.chars().collect()).collect();
        let marks = words.iter().map(|word| mark(word)).collect();
        Self { words, marks }
    }

    /// The words within the allowed number of errors: `(place, distance)`, nearest first, then in order.
    #[must_use]
    pub fn near(&self, folded: &str) -> Vec<(u32, usize)> {
        let folded: Vec<char> = folded.chars().collect();
        let (length, letters) = mark(&folded);
        let most = allowed_errors(length as usize);
        if most == 0 {
            return Vec::new();
        }
        let mut rows = Rows::default();
        let mut near: Vec<(u32, usize)> = (0..)
            .zip(&self.marks)
            // an error changes the length by at most one and the set of letters by at most two
            .filter(|(_, m)| {
                length.abs_diff(m.0) as usize <= most && (letters ^ m.1).count_ones() as usize <= 2 * most
            })
            .filter_map(|(i, _)| rows.distance(&folded, &self.words[i as usize], most).map(|d| (i, d)))
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
