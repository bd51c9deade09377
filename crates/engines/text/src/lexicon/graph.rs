//! From what a text speaks of to what would help: the graph between pains and software.

use super::{ConceptHit, ConceptId, Lexicon};
use rustc_hash::FxHashMap;

/// Share of a concept's strength that goes on to what solves it.
const SOLVED_BY: f32 = 0.8;
/// Share that goes from software back to the pains it ends.
const SOLVES: f32 = 0.8;

/// Which way a concept was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The text names it.
    Itself,
    /// It solves what the text names.
    SolvedBy,
    /// The text names what solves it.
    Solves,
}

/// A concept that a text leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expansion {
    /// Which.
    pub concept: ConceptId,
    /// 0 to 1.
    pub weight: f32,
    /// The concept of the text it was reached from.
    pub via: ConceptId,
    /// How.
    pub step: Step,
}

impl Lexicon {
    /// What the detected concepts lead to: themselves (weight 1 × strength) and what solves them (0.8 × strength).
    ///
    /// Of several ways to a concept the strongest counts. Strongest first, then in the order of the lexicon.
    #[must_use]
    pub fn expand(&self, hits: &[ConceptHit]) -> Vec<Expansion> {
        self.walk(hits, Step::SolvedBy)
    }

    /// The way back, for a text that offers something: the detected concepts and the pains they end.
    #[must_use]
    pub fn expand_back(&self, hits: &[ConceptHit]) -> Vec<Expansion> {
        self.walk(hits, Step::Solves)
    }

    /// The concepts this one solves.
    #[must_use]
    pub fn solves(&self, id: ConceptId) -> &[ConceptId] {
        &self.solves[id.0 as usize]
    }

    fn walk(&self, hits: &[ConceptHit], step: Step) -> Vec<Expansion> {
        let mut best: FxHashMap<ConceptId, Expansion> = FxHashMap::default();
        let mut offer = |new: Expansion| {
            let old = best.entry(new.concept).or_insert(new);
            let order =
                new.weight.total_cmp(&old.weight).then(old.step.cmp(&new.step)).then(old.via.cmp(&new.via));
            if order.is_gt() {
                *old = new;
            }
        };
        for hit in hits {
            let via = hit.concept;
            offer(Expansion { concept: via, weight: hit.strength, via, step: Step::Itself });
            let (targets, share) = match step {
                Step::Solves => (&self.solves[via.0 as usize], SOLVES),
                _ => (&self.concepts[via.0 as usize].solved_by, SOLVED_BY),
            };
            for &concept in targets {
                offer(Expansion { concept, weight: hit.strength * share, via, step });
            }
        }
        let mut list: Vec<Expansion> = best.into_values().collect();
        list.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.concept.cmp(&b.concept)));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let lexicon = Lexicon::parse(&["concept;kind;areas;everyday;office;product;solved_by\n\
             Anrufe;pain;kita;klingelt;;;Portal|Telefon\n\
             Portal;software;kita;;;Kitaportal;\n\
             Telefon;software;kita;;;Telefonanlage;\n"])
        .unwrap();
        let analyser = lexicon.analyser_for([]);
        let hits = lexicon.detect(&analyser.analyse("Es klingelt die Telefonanlage"));
        let named = |list: Vec<Expansion>| -> Vec<(String, String)> {
            list.iter()
                .map(|e| (lexicon.concept(e.concept).name.clone(), format!("{:.2} {:?}", e.weight, e.step)))
                .collect()
        };
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(
            named(lexicon.expand(&hits)),
            [pair("Anrufe", "0.70 Itself"), pair("Telefon", "0.70 Itself"), pair("Portal", "0.56 SolvedBy")]
        );
        let hits = lexicon.detect(&analyser.analyse("Unser Kitaportal"));
        assert_eq!(
            named(lexicon.expand_back(&hits)),
            [pair("Portal", "0.70 Itself"), pair("Anrufe", "0.56 Solves")]
        );
    }
}
