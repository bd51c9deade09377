//! Which offer fits which need, and why.
//!
//! Five signals, each scaled so that the best offer of a need has 1, are averaged with equal weight:
//!
//! 1. **words**: stems and compound parts (BM25F),
//! 2. **5-grams**: the same over character 5-grams, which forgives spelling,
//! 3. **concepts**: what both texts speak of according to the lexicon, one step along *solved by*
//!    ("Plätze" → a pain → the software that ends it), weighted by rarity among the offers,
//! 4. **areas**: the areas these concepts belong to (cosine),
//! 5. **neighbours**: the offers that fit nearly the same needs of other towns.
//!
//! Equal weights are a decision, not a result: every weighting that was tuned by cross-validation lay
//! within a hundredth of them (`bench/RESULTS.md`), and nobody has to believe a tuned number.
//! Where even the best offer has hardly anything in common with the need, all scores of the need shrink:
//! agreement of the signals, not their scaling, says that something fits.
//!
//! Hard conditions come first: an offer that breaks one is ranked nowhere, however well it reads.
//!
//! With n needs, m offers and t matching terms per pair the cost is O(n·m·t) for the signals and O(n²·t)
//! for the neighbours; memory is one number per pair.

mod concepts;
mod grid;
mod reasons;

use rathaus_core::register::Register;
use rathaus_text::index::{Config, Document, Index, Scoring};
use rathaus_text::lexicon::Lexicon;
use rathaus_text::synonyms::Synonyms;

use crate::constraints::{Demand, Facts, Violation, list_demands};
use crate::model::{Input, Need, Offer};

pub use concepts::{AreaKeys, ConceptSpace, Weighted};
pub use grid::Grid;
pub use reasons::{Explainer, Reasons};

/// Weight of a synonym beside the word that was written.
const SYNONYM_WEIGHT: f32 = 0.7;
/// Offers that pass their best offers on to a similar need.
const NEIGHBOUR_OFFERS: usize = 3;
/// Needs less similar than this are no neighbours.
const NEIGHBOUR_LEAST: f32 = 0.15;
/// From this absolute likeness on the scores of a need count in full.
const FULL_LIKENESS: f32 = 0.2;
/// From this score on an offer covers a need.
///
/// Where precision and recall of "solves the need" balance on the sample round; chosen on folds and
/// stable between .64 and .68 there.
pub const COVERS_FROM: f32 = 0.66;
/// From this score on an offer is worth a look.
pub const TOUCHES_FROM: f32 = 0.44;

/// Everything the matching computes once.
#[derive(Debug)]
pub struct Matching<'a> {
    /// The needs, in their order.
    pub needs: &'a [Need],
    /// The offers, in their order.
    pub offers: &'a [Offer],
    /// Score of each pair, 0 to 1, before conditions.
    pub scores: Grid,
    /// Likeness of needs among each other, 0 to 1, 0 with itself; empty lists for needs without any.
    pub neighbours: Vec<Vec<(u32, f32)>>,
    /// What both sides speak of.
    pub concepts: ConceptSpace,
    demands: Vec<Vec<Demand>>,
    facts: Vec<Facts>,
    inhabitants: Vec<u64>,
}

/// One signal alone, for measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Stems and compound parts.
    Words,
    /// Character 5-grams.
    Grams,
    /// Concepts of the lexicon.
    Concepts,
    /// Areas of the concepts.
    Areas,
    /// Offers of similar needs.
    Neighbours,
}

impl Signal {
    /// All signals.
    pub const ALL: [Signal; 5] =
        [Signal::Words, Signal::Grams, Signal::Concepts, Signal::Areas, Signal::Neighbours];
}

/// One group of synonyms in the engine's syntax: the first word, then the others.
fn synonym_line(group: &[String]) -> String {
    let plain: Vec<String> = group.iter().map(|word| word.replace(['=', ',', '\n', '\r'], " ")).collect();
    match plain.split_first() {
        Some((first, rest)) if !rest.is_empty() => format!("{first} = {}", rest.join(", ")),
        _ => String::new(),
    }
}

/// The text of a need that is compared: title and description.
pub fn need_text(need: &Need) -> String {
    format!("{}. {}", need.title, need.description)
}

/// The text of an offer that names the product: title and summary.
pub fn offer_headline(offer: &Offer) -> String {
    format!("{}. {}", offer.title, offer.summary)
}

/// The whole text of an offer: headline and description.
pub fn offer_text(offer: &Offer) -> String {
    format!("{}. {}", offer_headline(offer), offer.description)
}

pub(crate) fn only_parts() -> Config {
    Config { stems: none(), parts: full(), grams: none(), ..Config::default() }
}

pub(crate) fn only_grams() -> Config {
    Config { stems: none(), parts: none(), grams: full(), ..Config::default() }
}

fn none() -> Scoring {
    Scoring { weight: 0.0, k1: 1.2, b: 0.75 }
}

fn full() -> Scoring {
    Scoring { weight: 1.0, k1: 1.2, b: 0.75 }
}

/// Scores of every text against every document of an index, row by row.
fn lexical(
    texts: &[String],
    documents: &[Document<'_>],
    words: &[&str],
    config: &Config,
    synonyms: &Synonyms,
) -> Grid {
    let index = Index::with_words(documents, words, config);
    let score = |text: &String| index.scores(&index.query_with(text, synonyms, SYNONYM_WEIGHT));
    Grid::from_rows(documents.len(), texts.iter().map(score))
}

impl<'a> Matching<'a> {
    /// Compares all needs with all offers.
    pub fn new(
        needs: &'a [Need],
        offers: &'a [Offer],
        lexicon: &Lexicon,
        dense: Option<&Grid>,
    ) -> Matching<'a> {
        Self::with_signals(needs, offers, lexicon, dense, &Signal::ALL)
    }

    /// Compares the needs and offers of a round, with the round's own synonyms. `dense`, where given, is the
    /// likeness of each pair by an operator's own embedding server and joins as a sixth signal.
    pub fn of_round(input: &'a Input, lexicon: &Lexicon, dense: Option<&Grid>) -> Matching<'a> {
        let lines: Vec<String> = input.round.synonyms.iter().map(|group| synonym_line(group)).collect();
        // Groups were checked when the round was read; one that is no group adds nothing.
        let synonyms = Synonyms::parse(&lines.join("\n")).unwrap_or_default();
        Self::compare(&input.needs, &input.offers, lexicon, dense, &Signal::ALL, &synonyms)
    }

    /// Some of the signals alone, for measurements.
    pub fn with_signals(
        needs: &'a [Need],
        offers: &'a [Offer],
        lexicon: &Lexicon,
        dense: Option<&Grid>,
        signals: &[Signal],
    ) -> Matching<'a> {
        Self::compare(needs, offers, lexicon, dense, signals, &Synonyms::default())
    }

    fn compare(
        needs: &'a [Need],
        offers: &'a [Offer],
        lexicon: &Lexicon,
        dense: Option<&Grid>,
        signals: &[Signal],
        synonyms: &Synonyms,
    ) -> Matching<'a> {
        let need_texts: Vec<String> = needs.iter().map(need_text).collect();
        let headlines: Vec<String> = offers.iter().map(offer_headline).collect();
        let words = lexicon.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let offer_documents: Vec<Document<'_>> = headlines
            .iter()
            .zip(offers)
            .map(|(title, offer)| Document { title, text: &offer.description, facets: &[] })
            .collect();
        let need_documents: Vec<Document<'_>> =
            needs.iter().map(|n| Document { title: &n.title, text: &n.description, facets: &[] }).collect();

        let mut scores = Grid::new(needs.len(), offers.len());
        // The likeness that needs no other offer to compare with: shares of what a perfect answer would score.
        let mut absolute = Grid::new(needs.len(), offers.len());
        let mut likeness = Grid::new(needs.len(), needs.len());
        for (signal, config) in [(Signal::Words, only_parts()), (Signal::Grams, only_grams())] {
            let mut among = lexical(&need_texts, &need_documents, &words, &config, synonyms);
            let mut pairs = lexical(&need_texts, &offer_documents, &words, &config, synonyms);
            let own: Vec<f32> = (0..needs.len()).map(|i| among.row(i)[i]).collect();
            absolute.add_scaled(&pairs, |i| 0.25 / own[i].max(f32::MIN_POSITIVE));
            pairs.scale_rows_to_one();
            if signals.contains(&signal) {
                scores.add_scaled(&pairs, |_| 1.0);
            }
            for (i, own) in own.iter().enumerate() {
                among.row_mut(i)[i] = 0.0;
                let own = own.max(f32::MIN_POSITIVE);
                for cell in among.row_mut(i) {
                    *cell /= own;
                }
            }
            likeness.add_scaled(&among, |_| 0.5);
        }

        let concepts = ConceptSpace::new(lexicon, needs, offers);
        let mut pairs = concepts.pairs();
        absolute.add_scaled(&concepts.cosines(), |_| 0.25);
        pairs.scale_rows_to_one();
        if signals.contains(&Signal::Concepts) {
            scores.add_scaled(&pairs, |_| 1.0);
        }
        let mut areas = concepts.area_cosines();
        absolute.add_scaled(&areas, |_| 0.25);
        areas.scale_rows_to_one();
        if signals.contains(&Signal::Areas) {
            scores.add_scaled(&areas, |_| 1.0);
        }
        if let Some(dense) = dense {
            let mut dense = dense.clone();
            dense.scale_rows_to_one();
            scores.add_scaled(&dense, |_| 1.0);
        }

        let neighbours = neighbour_lists(&likeness);
        let mut count =
            signals.iter().filter(|s| **s != Signal::Neighbours).count() + usize::from(dense.is_some());
        if signals.contains(&Signal::Neighbours) {
            let mut passed_on = pass_on(&scores, &neighbours);
            passed_on.scale_rows_to_one();
            scores.add_scaled(&passed_on, |_| 1.0);
            count += 1;
        }
        let share = 1.0 / count.max(1) as f32;
        for i in 0..needs.len() {
            let best = absolute.row(i).iter().copied().fold(0.0, f32::max);
            let damp = share * (best / FULL_LIKENESS).min(1.0);
            for cell in scores.row_mut(i) {
                *cell *= damp;
            }
        }

        let register = Register::germany();
        Matching {
            needs,
            offers,
            scores,
            neighbours,
            concepts,
            demands: needs.iter().map(list_demands).collect(),
            facts: offers.iter().map(Facts::of).collect(),
            inhabitants: needs.iter().map(|n| n.ags.map_or(0, |ags| register.population(ags))).collect(),
        }
    }

    /// Why this offer must not be matched with this need.
    pub fn violation(&self, need: usize, offer: usize) -> Option<Violation> {
        self.demands[need]
            .iter()
            .find_map(|demand| demand.broken_by(&self.facts[offer], self.inhabitants[need]))
    }

    /// The offers of a need that break none of its conditions and have something in common with it, best
    /// first; of equal scores the earlier offer first.
    pub fn ranking(&self, need: usize) -> Vec<(usize, f32)> {
        let mut ranked: Vec<(usize, f32)> = self
            .scores
            .row(need)
            .iter()
            .copied()
            .enumerate()
            .filter(|(offer, score)| *score > 0.0 && self.violation(need, *offer).is_none())
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }

    /// Conditions of a need, as read.
    pub fn demands(&self, need: usize) -> &[Demand] {
        &self.demands[need]
    }
}

fn neighbour_lists(likeness: &Grid) -> Vec<Vec<(u32, f32)>> {
    (0..likeness.rows())
        .map(|i| {
            (0..)
                .zip(likeness.row(i))
                .filter(|(_, like)| **like > NEIGHBOUR_LEAST)
                .map(|(j, like)| (j, *like))
                .collect()
        })
        .collect()
}

/// What the best offers of similar needs pass on.
fn pass_on(scores: &Grid, neighbours: &[Vec<(u32, f32)>]) -> Grid {
    let best: Vec<Vec<(usize, f32)>> = (0..scores.rows())
        .map(|i| {
            let mut cells: Vec<(usize, f32)> =
                scores.row(i).iter().copied().enumerate().filter(|(_, s)| *s > 0.0).collect();
            cells.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            cells.truncate(NEIGHBOUR_OFFERS);
            cells
        })
        .collect();
    let mut passed_on = Grid::new(scores.rows(), scores.columns());
    for (i, list) in neighbours.iter().enumerate() {
        for &(neighbour, like) in list {
            for &(offer, score) in &best[neighbour as usize] {
                passed_on.row_mut(i)[offer] += like * score;
            }
        }
    }
    passed_on
}

#[cfg(test)]
mod tests;
