//! Nearly the same text from different authors: to be counted together, and shown as such.

use super::link::root;
use super::space::Space;
use super::{Item, Views};

/// Texts that say nearly the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicates {
    /// Their places, in order; at least two, from at least two authors.
    pub members: Vec<usize>,
    /// The smallest similarity that joined them, 0 to 1.
    pub similarity: f32,
}

/// Sets of near-duplicates: texts of different authors whose cosine over stems and 5-grams is at least `threshold`
/// (0.8 finds copies that were touched up, 0.45 also short answers that ask for the same thing), joined over any chain of such pairs. In the order of their first member.
///
/// # Panics
///
/// If `authors` is shorter than `items`.
#[must_use]
pub fn duplicates(items: &[Item<'_>], authors: &[&str], threshold: f32) -> Vec<Duplicates> {
    let views = Views { stems: 0.5, parts: 0.0, grams: 0.5, concepts: 0.0 };
    let similarity = Space::new(items, views).similarities();
    let mut parent: Vec<usize> = (0..items.len()).collect();
    let mut least = vec![1.0_f32; items.len()];
    for a in 1..items.len() {
        for b in 0..a {
            let s = similarity.get(a, b);
            if s >= threshold && authors[a] != authors[b] {
                let (x, y) = (root(&mut parent, a), root(&mut parent, b));
                let (low, high) = (x.min(y), x.max(y));
                least[low] = least[low].min(s);
                if low != high {
                    least[low] = least[low].min(least[high]);
                    parent[high] = low;
                }
            }
        }
    }
    let mut sets: Vec<Duplicates> = Vec::new();
    let mut place = vec![usize::MAX; items.len()];
    for item in 0..items.len() {
        let root = root(&mut parent, item);
        if place[root] == usize::MAX {
            place[root] = sets.len();
            sets.push(Duplicates { members: Vec::new(), similarity: least[root] });
        }
        sets[place[root]].members.push(item);
    }
    sets.retain(|s| s.members.len() > 1);
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyser;

    #[test]
    fn copies_of_others_are_found() {
        let texts = [
            "Wir suchen eine Lösung für die Vergabe der Kitaplätze mit Elternportal.",
            "Gesucht wird eine Lösung zur Vergabe von Kitaplätzen, mit Elternportal",
            "Hundesteuer online anmelden",
            "Hundesteuer online anmelden",
            "Digitale Akte für das Bauamt",
        ];
        let analyses = Analyser::new().analyse_all(&texts);
        let items: Vec<Item<'_>> = texts
            .iter()
            .zip(&analyses)
            .map(|(text, analysis)| Item { text, analysis, concepts: &[] })
            .collect();
        let found = duplicates(&items, &["a", "b", "c", "c", "d"], 0.5);
        assert_eq!(found.len(), 1, "the same author twice is no second voice: {found:?}");
        assert_eq!(found[0].members, [0, 1]);
        let found = duplicates(&items, &["a", "b", "c", "d", "d"], 0.5);
        assert_eq!(found[1].members, [2, 3]);
        assert!((found[1].similarity - 1.0).abs() < 1e-5);
    }
}
