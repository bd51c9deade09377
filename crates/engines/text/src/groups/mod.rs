//! What belongs together without a list of topics: near-duplicates, and groups of what fits no area.
//!
//! Everything is deterministic and made for few texts (20) as well as for some thousands; time and memory grow with the
//! square of their number. Left out: topics as word distributions, which need far more text than a survey gives.

mod duplicates;
mod link;
mod name;
mod space;

pub use duplicates::{Duplicates, duplicates};
pub use link::{Dendrogram, Merge};

use crate::analysis::Analysis;
use crate::lexicon::ConceptId;
use space::Space;

/// A text to be grouped.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// As written.
    pub text: &'a str,
    /// Of this text.
    pub analysis: &'a Analysis,
    /// The concepts it speaks of or leads to, with a weight from 0 to 1.
    pub concepts: &'a [(ConceptId, f32)],
}

/// How much each view of a text counts when two are compared. The weights need not add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Views {
    /// Stems of the words.
    pub stems: f32,
    /// Stems of the words and their compound parts.
    pub parts: f32,
    /// Character 5-grams.
    pub grams: f32,
    /// Concepts of the lexicon.
    pub concepts: f32,
}

impl Default for Views {
    fn default() -> Self {
        Self { stems: 0.0, parts: 0.4, grams: 0.2, concepts: 0.4 }
    }
}

/// Texts that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Places of its texts, in order.
    pub members: Vec<usize>,
    /// A proposed name: its most characteristic words in their original spelling.
    pub name: String,
    /// Those words, most characteristic first.
    pub words: Vec<String>,
    /// The concepts that most of its texts share, strongest first, at most five.
    pub concepts: Vec<ConceptId>,
    /// Mean similarity of its texts to each other, 0 to 1; 1 for a single text.
    pub cohesion: f32,
}

/// A partition of texts into groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// Largest first, then by first member.
    pub groups: Vec<Group>,
    /// Mean silhouette of the partition, −1 to 1: how much nearer texts are to their own group than to the next.
    pub silhouette: f32,
}

/// Groups texts by similarity: into `number` groups, or into as many as separate best (largest mean silhouette, at most
/// one group per three texts, twice the square root of their number, and 40 in all).
///
/// Agglomerative with Ward's criterion over unit vectors, by nearest-neighbour chains (Murtagh 1983), then every text
/// moves to the group it is nearest to until none moves. Same input, same groups.
#[must_use]
pub fn group(items: &[Item<'_>], views: Views, number: Option<usize>) -> Grouping {
    if items.is_empty() {
        return Grouping { groups: Vec::new(), silhouette: 0.0 };
    }
    let space = Space::new(items, views);
    let similarity = space.similarities();
    let tree = Dendrogram::new(items.len(), &similarity);
    let number = number.unwrap_or_else(|| tree.best_number(&similarity, most_groups(items.len())));
    let mut labels = tree.cut(number);
    space.settle(&mut labels);
    let silhouette = link::silhouette(&labels, &similarity);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); labels.iter().max().map_or(0, |m| m + 1)];
    for (item, &label) in labels.iter().enumerate() {
        members[label].push(item);
    }
    members.retain(|m| !m.is_empty());
    members.sort_by_key(|m| (std::cmp::Reverse(m.len()), m[0]));
    let namer = name::Namer::new(items);
    let groups = members
        .into_iter()
        .map(|members| {
            let (words, concepts) = namer.name(&members);
            let name = words.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
            let cohesion = link::cohesion(&members, &similarity);
            Group { members, name, words, concepts, cohesion }
        })
        .collect();
    Grouping { groups, silhouette }
}

fn most_groups(items: usize) -> usize {
    let root = (items as f64).sqrt().ceil() as usize;
    (items / 3).min(2 * root).clamp(1, 40)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyser;

    #[test]
    fn topics_come_apart() {
        let texts = [
            "Kitaplätze vergeben",
            "Vergabe der Plätze in der Kita",
            "Kitaplatz online anmelden",
            "Hundesteuer anmelden",
            "Anmeldung zur Hundesteuer",
            "Hund und Hundesteuer online",
            "Straßenlampe kaputt melden",
            "Kaputte Straßenlampen",
            "Lampe an der Straße kaputt",
        ];
        let analyser = Analyser::for_texts(texts);
        let analyses = analyser.analyse_all(&texts);
        let items: Vec<Item<'_>> = texts
            .iter()
            .zip(&analyses)
            .map(|(text, analysis)| Item { text, analysis, concepts: &[] })
            .collect();
        for number in [Some(3), None] {
            let grouping = group(&items, Views::default(), number);
            let members: Vec<&[usize]> = grouping.groups.iter().map(|g| &g.members[..]).collect();
            assert_eq!(members, [&[0, 1, 2][..], &[3, 4, 5], &[6, 7, 8]]);
            assert!(grouping.groups[1].name.contains("Hundesteuer"), "{}", grouping.groups[1].name);
        }
        assert!(group(&[], Views::default(), None).groups.is_empty());
        assert_eq!(group(&items[..1], Views::default(), None).groups.len(), 1);
        assert_eq!(group(&items, Views::default(), Some(99)).groups.len(), 9);
    }
}
