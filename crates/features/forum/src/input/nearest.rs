//! What somebody may have meant: headers and names compared loosely.

/// A header or name without case, spaces, signs and umlauts: `Gemeinde-Schlüssel` is `gemeindeschluessel`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            // The umlaut as a sign of its own, as files from a Mac have it.
            '\u{308}' => folded.push('e'),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

/// The candidate that is nearest to `wanted` in folded form, if it is near enough to be meant: a third of
/// its letters may differ. The first of equals.
pub(crate) fn nearest<'c>(wanted: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = fold(wanted).chars().take(64).collect();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = fold(candidate).chars().take(64).collect();
            let most = wanted.len().max(letters.len()) / 3;
            let distance = distance(&wanted, &letters);
            (distance <= most && !letters.is_empty()).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// An id without case, signs and leading zeros of its number: `o1` for `O-01`.
pub(crate) fn bare_id(id: &str) -> String {
    let folded = fold(id);
    let word = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = folded[word.len()..].trim_start_matches('0');
    format!("{word}{number}")
}

/// Insertions, deletions, changes and swaps of neighbours (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_fold() {
        assert_eq!(fold(" Gemeinde-Schlüssel "), "gemeindeschluessel");
        assert_eq!(fold("Schlu\u{308}ssel"), fold("Schlüssel"));
        assert_eq!(fold("offer_id"), "offerid");
    }

    #[test]
    fn the_near_is_found_and_the_far_is_not() {
        assert_eq!(nearest("relevance", ["title", "relevence"]), Some("relevence"));
        assert_eq!(nearest("supplier", ["suplpier", "x"]), Some("suplpier"));
        assert_eq!(nearest("id", ["title", ""]), None);
        assert_eq!(bare_id("o1"), bare_id("O-01"));
        assert_ne!(bare_id("O1"), bare_id("O10"));
    }
}
