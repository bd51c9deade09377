//! What needs and offers speak of, in the terms of the lexicon.

use std::collections::BTreeMap;

use rathaus_text::analysis::Analyser;
use rathaus_text::lexicon::{ConceptHit, ConceptId, Lexicon};

use super::{Grid, need_text, offer_headline, offer_text};
use crate::model::{Need, Offer};

/// Share of a concept that goes on along *solved by*, in either direction.
const ONE_STEP: f32 = 0.8;
/// What a concept is worth that only the small print of an offer names.
const SMALL_PRINT: f32 = 0.6;
/// What the second area of a concept is worth.
const SECOND_AREA: f32 = 0.5;

/// Concepts and their weights, by concept.
pub type Weighted = BTreeMap<ConceptId, f32>;

/// The keys of the lexicon's areas, in order.
#[derive(Debug, Clone)]
pub struct AreaKeys {
    /// The keys.
    pub keys: Vec<String>,
    /// Per concept: places in `keys` and their shares.
    pub of_concept: Vec<Vec<(usize, f32)>>,
}

impl AreaKeys {
    /// The areas the lexicon names.
    pub fn of(lexicon: &Lexicon) -> AreaKeys {
        let mut keys: Vec<String> = lexicon.concepts().iter().flat_map(|c| c.areas.clone()).collect();
        keys.sort();
        keys.dedup();
        let of_concept = lexicon
            .concepts()
            .iter()
            .map(|concept| {
                (0..)
                    .zip(&concept.areas)
                    .filter_map(|(rank, key)| {
                        let place = keys.binary_search(key).ok()?;
                        Some((place, if rank == 0 { 1.0 } else { SECOND_AREA }))
                    })
                    .collect()
            })
            .collect();
        AreaKeys { keys, of_concept }
    }
}

/// Needs and offers as weighted concepts.
#[derive(Debug)]
pub struct ConceptSpace {
    /// What the lexicon found in each need.
    pub need_hits: Vec<Vec<ConceptHit>>,
    /// What it found in each offer, with the headline's words in full and the rest as small print.
    pub offer_hits: Vec<Vec<ConceptHit>>,
    /// Needs, one step along *solved by*.
    pub needs: Vec<Weighted>,
    /// Offers as they are.
    pub offers: Vec<Weighted>,
    /// Offers, one step back to the pains they end.
    pub offers_back: Vec<Weighted>,
    /// Rarity of each concept among all needs and offers (BM25's).
    pub rarity: Vec<f32>,
    /// The lexicon's areas.
    pub areas: AreaKeys,
    /// The analyser all texts were read with.
    pub analyser: Analyser,
}

fn strengths(hits: &[ConceptHit], share: f32) -> Weighted {
    hits.iter().map(|hit| (hit.concept, share * hit.strength)).collect()
}

fn raise(to: &mut Weighted, concept: ConceptId, weight: f32) {
    let entry = to.entry(concept).or_insert(0.0);
    *entry = entry.max(weight);
}

/// One step along *solved by*.
fn forward(lexicon: &Lexicon, from: &Weighted) -> Weighted {
    let mut to = from.clone();
    for (concept, weight) in from {
        for solution in &lexicon.concept(*concept).solved_by {
            raise(&mut to, *solution, ONE_STEP * weight);
        }
    }
    to
}

/// One step back, from software to what it ends.
fn backward(lexicon: &Lexicon, from: &Weighted) -> Weighted {
    let mut to = from.clone();
    for (concept, weight) in from {
        for pain in lexicon.solves(*concept) {
            raise(&mut to, *pain, ONE_STEP * weight);
        }
    }
    to
}

impl ConceptSpace {
    /// Reads all texts with the lexicon.
    pub fn new(lexicon: &Lexicon, needs: &[Need], offers: &[Offer]) -> ConceptSpace {
        let need_texts: Vec<String> = needs.iter().map(need_text).collect();
        let headlines: Vec<String> = offers.iter().map(offer_headline).collect();
        let offer_texts: Vec<String> = offers.iter().map(offer_text).collect();
        let analyser = lexicon.analyser_for(need_texts.iter().chain(&offer_texts).map(String::as_str));
        let read = |texts: &[String]| -> Vec<Vec<ConceptHit>> {
            texts.iter().map(|text| lexicon.detect(&analyser.analyse(text))).collect()
        };
        let need_hits = read(&need_texts);
        let offer_hits = read(&offer_texts);
        let headline_hits = read(&headlines);
        let offers: Vec<Weighted> = offer_hits
            .iter()
            .zip(&headline_hits)
            .map(|(whole, headline)| {
                let mut weights = strengths(whole, SMALL_PRINT);
                for hit in headline {
                    raise(&mut weights, hit.concept, hit.strength);
                }
                weights
            })
            .collect();
        let mut frequency = vec![0_u32; lexicon.concepts().len()];
        for hits in offer_hits.iter().chain(&need_hits) {
            for hit in hits {
                frequency[hit.concept.0 as usize] += 1;
            }
        }
        let count = (offers.len() + need_hits.len()) as f32;
        let rarity =
            frequency.iter().map(|&n| (1.0 + (count - n as f32 + 0.5) / (n as f32 + 0.5)).ln()).collect();
        ConceptSpace {
            needs: need_hits.iter().map(|hits| forward(lexicon, &strengths(hits, 1.0))).collect(),
            offers_back: offers.iter().map(|weights| backward(lexicon, weights)).collect(),
            need_hits,
            offer_hits,
            offers,
            rarity,
            areas: AreaKeys::of(lexicon),
            analyser,
        }
    }

    /// What a further text speaks of, one step along *solved by*.
    pub fn read(&self, lexicon: &Lexicon, text: &str) -> Weighted {
        forward(lexicon, &strengths(&lexicon.detect(&self.analyser.analyse(text)), 1.0))
    }

    /// The areas of weighted concepts, as a vector of length 1.
    pub fn area_profile(&self, weights: &Weighted) -> Vec<f32> {
        let mut profile = vec![0.0_f32; self.areas.keys.len()];
        for (concept, weight) in weights {
            let place = concept.0 as usize;
            for &(area, share) in &self.areas.of_concept[place] {
                profile[area] += weight * self.rarity[place] * share;
            }
        }
        let length = profile.iter().map(|x| x * x).sum::<f32>().sqrt();
        if length > 0.0 {
            for x in &mut profile {
                *x /= length;
            }
        }
        profile
    }

    /// Weight of what need and offer have in common, for every pair.
    pub(super) fn pairs(&self) -> Grid {
        self.products(|_| 1.0, |_| 1.0, |rarity| rarity)
    }

    /// The same as a cosine.
    pub(super) fn cosines(&self) -> Grid {
        let length = |weights: &Weighted| {
            weights.iter().map(|(c, w)| (w * self.rarity[c.0 as usize]).powi(2)).sum::<f32>().sqrt()
        };
        let needs: Vec<f32> = self.needs.iter().map(length).collect();
        let offers: Vec<f32> = self.offers_back.iter().map(length).collect();
        let inverse = |x: f32| if x > 0.0 { 1.0 / x } else { 0.0 };
        self.products(|i| inverse(needs[i]), |j| inverse(offers[j]), |rarity| rarity * rarity)
    }

    fn products(
        &self,
        need_factor: impl Fn(usize) -> f32,
        offer_factor: impl Fn(usize) -> f32,
        weight: impl Fn(f32) -> f32,
    ) -> Grid {
        let mut postings: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.rarity.len()];
        for (offer, weights) in self.offers_back.iter().enumerate() {
            for (concept, w) in weights {
                postings[concept.0 as usize].push((offer, w * offer_factor(offer)));
            }
        }
        let mut grid = Grid::new(self.needs.len(), self.offers_back.len());
        for (need, weights) in self.needs.iter().enumerate() {
            let row = grid.row_mut(need);
            for (concept, w) in weights {
                let place = concept.0 as usize;
                let own = w * weight(self.rarity[place]) * need_factor(need);
                for &(offer, other) in &postings[place] {
                    row[offer] += own * other;
                }
            }
        }
        grid
    }

    /// Likeness of the areas of need and offer.
    pub(super) fn area_cosines(&self) -> Grid {
        let offers: Vec<Vec<f32>> = self.offers.iter().map(|w| self.area_profile(w)).collect();
        Grid::from_rows(
            offers.len(),
            self.needs.iter().map(|weights| {
                let need = self.area_profile(weights);
                offers.iter().map(|offer| need.iter().zip(offer).map(|(a, b)| a * b).sum()).collect()
            }),
        )
    }
}
