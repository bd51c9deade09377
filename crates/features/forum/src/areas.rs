//! Which area of action a need belongs to.
//!
//! Areas are named before any answer is read (the shipped list or the office's own), because clustering
//! short statements alone is not good enough. Each need gets up to three areas with a score and the words
//! that decided it. Six signals, each scaled so that the best area of a need has 1, are averaged with equal
//! weight: words, 5-grams, the concepts of the lexicon, the seed phrases of the area, the areas of similar
//! needs of other towns, and the areas of the offers that fit the need.
//!
//! What is left out on purpose: learning from earlier rounds. The same answers give the same areas.

mod edits;
mod seeds;

use rathaus_text::index::{Config, Document, Index};
use rathaus_text::lexicon::Lexicon;

use crate::matching::{Grid, Matching, need_text, only_grams, only_parts};
use crate::model::AreaDefinition;

pub use edits::{EditError, Edited, EditedArea, Likeness, Outcome, replay, replay_each, unused_key};
pub use seeds::SeedReader;

/// A further area counts when it reaches this share of the best one's score.
const FURTHER_FROM: f32 = 0.72;
/// At most this many areas a need.
const MOST: usize = 3;
/// Below this score the best area does not hold either: the need is grouped with what is left.
const LEAST: f32 = 0.3;
/// Offers whose areas a need takes over, by their score.
const OFFERS: usize = 3;

/// One area of a need.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Belongs {
    /// Place in the list of areas.
    pub area: usize,
    /// 0 to 1.
    pub score: f32,
    /// The words of the need that decided it, the strongest first.
    pub words: Vec<String>,
}

/// The areas of every need, best first; empty where none fits or the need says nothing (`is_blank`).
pub fn assign(
    areas: &[AreaDefinition],
    matching: &Matching<'_>,
    lexicon: &Lexicon,
    is_blank: &[bool],
) -> Vec<Vec<Belongs>> {
    let seeds = SeedReader::new(areas, lexicon, matching);
    let scores = score(areas, matching, lexicon, &seeds, &ALL);
    (0..matching.needs.len())
        .map(|need| if is_blank[need] { Vec::new() } else { choose(need, scores.row(need), &seeds) })
        .collect()
}

fn choose(need: usize, scores: &[f32], seeds: &SeedReader) -> Vec<Belongs> {
    let mut ranked: Vec<(usize, f32)> = scores.iter().copied().enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let best = ranked.first().map_or(0.0, |r| r.1);
    ranked
        .into_iter()
        .take(MOST)
        .filter(|(_, score)| *score >= LEAST && *score >= FURTHER_FROM * best)
        .map(|(area, score)| Belongs { area, score: score.min(1.0), words: seeds.deciding_words(need, area) })
        .collect()
}

/// One signal, for measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaSignal {
    /// Stems and compound parts.
    Words,
    /// Character 5-grams.
    Grams,
    /// Concepts of the lexicon.
    Concepts,
    /// Seed phrases of the area.
    Seeds,
    /// Areas of similar needs.
    Neighbours,
    /// Areas of the offers that fit.
    Offers,
}

/// All signals.
pub const ALL: [AreaSignal; 6] = [
    AreaSignal::Words,
    AreaSignal::Grams,
    AreaSignal::Concepts,
    AreaSignal::Seeds,
    AreaSignal::Neighbours,
    AreaSignal::Offers,
];

/// Score of every need in every area, 0 to 1 times the area's prior.
pub fn score(
    areas: &[AreaDefinition],
    matching: &Matching<'_>,
    lexicon: &Lexicon,
    seeds: &SeedReader,
    signals: &[AreaSignal],
) -> Grid {
    let needs = matching.needs.len();
    let texts: Vec<String> = matching.needs.iter().map(need_text).collect();
    let words = lexicon.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let area_texts: Vec<String> = areas.iter().map(seeds::plain_text).collect();
    let documents: Vec<Document<'_>> = areas
        .iter()
        .zip(&area_texts)
        .map(|(area, text)| Document { title: &area.name, text, facets: &[] })
        .collect();
    let mut sum = Grid::new(needs, areas.len());
    let mut own = 0;
    let mut add = |grid: Grid, signal: AreaSignal, sum: &mut Grid| {
        if signals.contains(&signal) {
            let mut grid = grid;
            grid.scale_rows_to_one();
            sum.add_scaled(&grid, |_| 1.0);
            own += 1;
        }
    };
    let lexical = |config: &Config| {
        let index = Index::with_words(&documents, &words, config);
        Grid::from_rows(areas.len(), texts.iter().map(|text| index.scores(&index.query(text))))
    };
    add(lexical(&only_parts()), AreaSignal::Words, &mut sum);
    add(lexical(&only_grams()), AreaSignal::Grams, &mut sum);
    let profiles = seeds.concept_profiles();
    let concept_score = |weights: &crate::matching::Weighted, area: usize| -> f32 {
        weights
            .iter()
            .filter_map(|(c, w)| Some(w * profiles[area].get(c)? * matching.concepts.rarity[c.0 as usize]))
            .sum()
    };
    let by_concept = Grid::from_rows(
        areas.len(),
        matching.concepts.needs.iter().map(|w| (0..areas.len()).map(|a| concept_score(w, a)).collect()),
    );
    add(by_concept, AreaSignal::Concepts, &mut sum);
    add(seeds.strengths(), AreaSignal::Seeds, &mut sum);

    let mut by_neighbour = Grid::new(needs, areas.len());
    for (need, list) in matching.neighbours.iter().enumerate() {
        for &(other, like) in list {
            let row: Vec<f32> = sum.row(other as usize).to_vec();
            for (cell, add) in by_neighbour.row_mut(need).iter_mut().zip(row) {
                *cell += like * add;
            }
        }
    }
    add(by_neighbour, AreaSignal::Neighbours, &mut sum);

    let offer_areas: Vec<Vec<f32>> = matching
        .concepts
        .offers
        .iter()
        .map(|weights| {
            let row: Vec<f32> = (0..areas.len()).map(|a| concept_score(weights, a)).collect();
            let largest = row.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            row.iter().map(|x| x / largest).collect()
        })
        .collect();
    let by_offer = Grid::from_rows(
        areas.len(),
        (0..needs).map(|need| {
            let mut cells: Vec<(usize, f32)> =
                matching.scores.row(need).iter().copied().enumerate().collect();
            cells.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let mut row = vec![0.0; areas.len()];
            for (offer, score) in cells.into_iter().take(OFFERS) {
                for (cell, area) in row.iter_mut().zip(&offer_areas[offer]) {
                    *cell += score * score * area;
                }
            }
            row
        }),
    );
    add(by_offer, AreaSignal::Offers, &mut sum);

    let share = 1.0 / own.max(1) as f32;
    for need in 0..needs {
        for (cell, area) in sum.row_mut(need).iter_mut().zip(areas) {
            *cell *= share * area.prior as f32;
        }
    }
    sum
}
