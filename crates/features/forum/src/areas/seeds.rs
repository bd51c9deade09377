//! What the seed words of the areas find in the needs.

use std::collections::BTreeMap;

use rathaus_text::lexicon::{ConceptHit, Lexicon};

use crate::matching::{Grid, Matching, Weighted, need_text};
use crate::model::AreaDefinition;

/// What the second area of a concept is worth.
const SECOND_AREA: f32 = 0.5;
/// What a concept is worth that only the words of the area's own definition name.
const FROM_DEFINITION: f32 = 0.7;
/// How many deciding words are named.
const MOST_WORDS: usize = 6;

/// Seeds of all areas, found in all needs.
#[derive(Debug)]
pub struct SeedReader {
    /// Per need the areas whose seeds it contains; the concept id is the area's place.
    hits: Vec<Vec<ConceptHit>>,
    texts: Vec<String>,
    profiles: Vec<Weighted>,
    /// Per need the concepts of the lexicon, with their words.
    concepts: Vec<Vec<(rathaus_text::lexicon::ConceptId, f32, Vec<String>)>>,
    areas: usize,
}

/// Name, description and seeds of an area without the marks of the seed syntax.
pub(super) fn plain_text(area: &AreaDefinition) -> String {
    let seeds: Vec<&str> = area.seeds.iter().map(|s| s.trim_start_matches('~').trim_matches('*')).collect();
    format!("{} {}. {}", area.name, area.description, seeds.join(", "))
}

/// The areas as a lexicon of their own: one concept each, its seeds as terms.
fn as_lexicon(areas: &[AreaDefinition]) -> Lexicon {
    let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = file.write_record(["concept", "kind", "areas", "everyday", "office", "product", "solved_by"]);
    for (place, area) in areas.iter().enumerate() {
        let seeds: Vec<String> = area.seeds.iter().map(|s| s.replace('|', " ")).collect();
        let number = place.to_string();
        let _ = file.write_record([
            &number,
            "subject",
            "",
            &seeds.join("|"),
            &area.name.replace('|', " "),
            "",
            "",
        ]);
    }
    let text = file.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    Lexicon::read(&[&text]).0
}

impl SeedReader {
    /// Reads the needs with the seeds of the areas.
    pub fn new(areas: &[AreaDefinition], lexicon: &Lexicon, matching: &Matching<'_>) -> SeedReader {
        let own = as_lexicon(areas);
        let analyser = &matching.concepts.analyser;
        let texts: Vec<String> = matching.needs.iter().map(need_text).collect();
        let place_of: BTreeMap<u32, usize> = (0..)
            .zip(own.concepts())
            .filter_map(|(id, concept)| Some((id, concept.name.parse().ok()?)))
            .collect();
        let hits = texts
            .iter()
            .map(|text| {
                let mut hits = own.detect(&analyser.analyse(text));
                for hit in &mut hits {
                    let place = place_of.get(&hit.concept.0).copied().unwrap_or(usize::MAX);
                    hit.concept.0 = u32::try_from(place).unwrap_or(u32::MAX);
                }
                hits
            })
            .collect();
        let profiles = areas.iter().map(|area| profile(area, lexicon, matching)).collect();
        let concepts = matching
            .concepts
            .need_hits
            .iter()
            .zip(&texts)
            .map(|(hits, text)| {
                hits.iter()
                    .filter_map(|hit| {
                        let words = hit.matches.first()?.words_in(text);
                        Some((hit.concept, hit.strength, words.into_iter().map(str::to_owned).collect()))
                    })
                    .collect()
            })
            .collect();
        SeedReader { hits, texts, profiles, concepts, areas: areas.len() }
    }

    /// The concepts of each area: those that the lexicon puts there and those its own words name.
    pub(super) fn concept_profiles(&self) -> &[Weighted] {
        &self.profiles
    }

    /// Strength of the seeds of each area in each need.
    pub(super) fn strengths(&self) -> Grid {
        Grid::from_rows(
            self.areas,
            self.hits.iter().map(|hits| {
                let mut row = vec![0.0; self.areas];
                for hit in hits {
                    if let Some(cell) = row.get_mut(hit.concept.0 as usize) {
                        *cell = hit.strength;
                    }
                }
                row
            }),
        )
    }

    /// The words of a need that speak for an area, the strongest first, each once.
    pub(super) fn deciding_words(&self, need: usize, area: usize) -> Vec<String> {
        let mut words: Vec<(f32, String)> = Vec::new();
        for hit in self.hits[need].iter().filter(|hit| hit.concept.0 as usize == area) {
            for found in &hit.matches {
                words.push((found.strength, found.words_in(&self.texts[need]).join(" … ")));
            }
        }
        for (concept, strength, found) in &self.concepts[need] {
            if let Some(weight) = self.profiles[area].get(concept) {
                words.push((strength * weight, found.join(" … ")));
            }
        }
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut named: Vec<String> = Vec::new();
        for (_, word) in words {
            let known = named.iter().any(|n| n.to_lowercase() == word.to_lowercase());
            if !word.is_empty() && !known {
                named.push(word);
            }
        }
        named.truncate(MOST_WORDS);
        named
    }
}

fn profile(area: &AreaDefinition, lexicon: &Lexicon, matching: &Matching<'_>) -> Weighted {
    let mut weights = Weighted::new();
    for hit in lexicon.detect(&matching.concepts.analyser.analyse(&plain_text(area))) {
        weights.insert(hit.concept, FROM_DEFINITION * hit.strength);
    }
    for (id, concept) in (0..).zip(lexicon.concepts()) {
        let id = rathaus_text::lexicon::ConceptId(id);
        let share = match concept.areas.iter().position(|key| *key == area.key) {
            Some(0) => 1.0,
            Some(_) => SECOND_AREA,
            // The lexicon knows where the concept belongs, and it is not here.
            None if !concept.areas.is_empty() => {
                weights.remove(&id);
                continue;
            }
            None => continue,
        };
        weights.insert(id, share);
    }
    weights
}
