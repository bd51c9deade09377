//! The board of areas as pure rules: what the office wishes becomes corrections, what an act touches, what the engine
//! suggests, and how heavy each area is.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::register::Register;
use rathaus_text::groups::Duplicates;
use serde::Serialize;

use crate::areas::{EditError, Outcome};
use crate::model::{Edit, Need};
use crate::plan::grouping::{Grouped, Grouping, LEFT_OVER, PROPOSED_PREFIX, settle};
use crate::store::board::{KeptEdit, Touch};

/// A need may stand in no more areas.
pub const MOST_AREAS: usize = 3;
/// A second area is close where it reaches this share of the best one's score.
const CLOSE_FROM: f32 = 0.9;

/// The board of a round as it stands.
pub struct Board {
    /// The needs, by their labels.
    pub needs: Vec<Need>,
    /// All acts, those taken back among them.
    pub log: Vec<KeptEdit>,
    /// What became of each act that counts; `None` for those taken back.
    pub outcomes: Vec<Option<Outcome>>,
    computed: Grouping,
    grouped: Grouped,
}

/// What somebody wishes to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Needs from one area (or from everywhere) to another, or to it as well.
    Move {
        /// Labels of the needs.
        needs: Vec<String>,
        /// Key of the area they leave; empty for all areas they are in.
        from: String,
        /// Key of the area.
        to: String,
        /// Whether they stay where they are, too.
        stays: bool,
    },
    /// A need in exactly these areas.
    Place {
        /// Its label.
        need: String,
        /// Keys of the areas.
        areas: Vec<String>,
    },
    /// Needs set aside.
    SetAside {
        /// Labels of the needs.
        needs: Vec<String>,
    },
    /// Anything that is one correction already.
    Edit(Edit),
}

impl Board {
    /// The board of what was computed, after the acts that count.
    pub fn of(needs: Vec<Need>, computed: Grouping, log: Vec<KeptEdit>) -> Self {
        let (grouped, outcomes) = replayed(&needs, &computed, &log, None);
        Self { needs, log, outcomes, computed, grouped }
    }

    pub(crate) fn grouped(&self) -> &Grouped {
        &self.grouped
    }

    /// The place of a need.
    pub fn place(&self, label: &str) -> Option<usize> {
        self.needs.iter().position(|need| need.id == label)
    }

    /// Keys of the areas of a need, best first.
    pub fn areas_of(&self, need: usize) -> Vec<&str> {
        self.grouped.belongs[need].iter().map(|b| self.grouped.areas[b.area].key.as_str()).collect()
    }

    /// What a wish is as corrections; empty where everything is so already.
    pub fn edits(&self, wish: &Wish) -> Vec<Edit> {
        match wish {
            Wish::Edit(edit) => vec![edit.clone()],
            Wish::Place { need, areas } => vec![Edit::Move { need: need.clone(), areas: areas.clone() }],
            Wish::SetAside { needs } => {
                let is_in =
                    |label: &&String| self.place(label).is_none_or(|place| self.grouped.counts[place]);
                needs.iter().filter(is_in).map(|need| Edit::SetAside { need: need.clone() }).collect()
            }
            Wish::Move { needs, from, to, stays } => {
                let moved = |label: &String| {
                    let mut areas: Vec<String> = match self.place(label) {
                        Some(place) => self.areas_of(place).into_iter().map(str::to_owned).collect(),
                        None => Vec::new(),
                    };
                    let before = areas.clone();
                    if *stays {
                        areas.push(to.clone());
                    } else if let Some(old) = areas.iter_mut().find(|key| *key == from) {
                        old.clone_from(to);
                    } else {
                        areas = vec![to.clone()];
                    }
                    let mut seen = BTreeSet::new();
                    areas.retain(|key| seen.insert(key.clone()));
                    areas.truncate(MOST_AREAS);
                    let counts = self.place(label).is_some_and(|place| self.grouped.counts[place]);
                    (areas != before || !counts).then(|| Edit::Move { need: label.clone(), areas })
                };
                needs.iter().filter_map(moved).collect()
            }
        }
    }

    /// What is missing for these corrections, if anything.
    pub fn missing(&self, edits: &[Edit]) -> Option<EditError> {
        let mut all: Vec<Edit> = self.active().flat_map(|one| one.edits.clone()).collect();
        let before = all.len();
        all.extend(edits.iter().cloned());
        let (_, outcomes) = settle(&self.needs, &self.computed, &all);
        outcomes[before..].iter().find_map(|outcome| outcome.error().cloned())
    }

    fn active(&self) -> impl Iterator<Item = &KeptEdit> {
        self.log.iter().filter(|one| one.is_active())
    }

    /// Key of an area that is named by key or name.
    pub fn key_of(&self, area: &str) -> String {
        let wanted = area.trim().to_lowercase();
        let areas = &self.grouped.areas;
        let by_key = areas.iter().find(|one| one.key.to_lowercase() == wanted);
        let found = by_key.or_else(|| areas.iter().find(|one| one.name.to_lowercase() == wanted));
        found.map_or_else(|| area.to_owned(), |one| one.key.clone())
    }

    /// Whether an area of this name stands on the board, other than that of this key. A proposed group gives its name
    /// to the area that is made of it.
    pub fn has_name(&self, name: &str, but: &str) -> bool {
        let wanted = name.trim().to_lowercase();
        let is_other = |key: &str| key != but && !key.starts_with(PROPOSED_PREFIX);
        self.grouped.areas.iter().any(|one| one.name.to_lowercase() == wanted && is_other(&one.key))
    }

    /// Whether the area at this place is a proposed group in which nothing is left: nobody needs to see it.
    pub fn is_used_up(&self, place: usize) -> bool {
        self.grouped.areas[place].key.starts_with(PROPOSED_PREFIX)
            && !self.grouped.belongs.iter().flatten().any(|b| b.area == place)
    }

    /// The acts that others made, took back or did again since the board was counted so, and that get in the way of
    /// these corrections.
    pub fn in_the_way(&self, seen: i64, touch: &Touch) -> Vec<&KeptEdit> {
        self.log.iter().filter(|one| one.changed > seen && one.touch.meets(touch)).collect()
    }

    /// The acts that no longer fit when this one is taken back or done again; with a redo that fits no more, itself.
    pub fn depends_on(&self, seq: i64) -> Vec<&KeptEdit> {
        let (_, after) = replayed(&self.needs, &self.computed, &self.log, Some(seq));
        let was_fine =
            |outcome: &Option<Outcome>| outcome.as_ref().is_none_or(|one| *one == Outcome::Applied);
        self.log
            .iter()
            .zip(self.outcomes.iter().zip(&after))
            .filter(|(_, (before, after))| was_fine(before) && !was_fine(after))
            .map(|(one, _)| one)
            .collect()
    }

    /// What the engine suggests and nobody has decided.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let mut found = Vec::new();
        let label = |n: usize| self.needs[n].id.clone();
        for (place, area) in self.grouped.areas.iter().enumerate() {
            if !area.key.starts_with(PROPOSED_PREFIX) {
                continue;
            }
            let needs: Vec<String> = (0..self.needs.len())
                .filter(|&n| self.grouped.belongs[n].iter().any(|b| b.area == place))
                .map(label)
                .collect();
            if !needs.is_empty() {
                found.push(Suggestion::Group { key: area.key.clone(), name: area.name.clone(), needs });
            }
        }
        for Duplicates { members, similarity } in &self.grouped.duplicates {
            let is_joined = |n: &usize| self.grouped.joined.iter().any(|same| same.contains(n));
            if members.iter().all(is_joined) {
                continue;
            }
            let needs = members.iter().map(|n| label(*n)).collect();
            found.push(Suggestion::Same { needs, similarity: *similarity });
        }
        for (place, belongs) in self.grouped.belongs.iter().enumerate() {
            let [first, second, ..] = belongs.as_slice() else { continue };
            if self.grouped.by_hand[place] || second.score < CLOSE_FROM * first.score {
                continue;
            }
            let of = |b: &crate::areas::Belongs| CloseArea {
                key: self.grouped.areas[b.area].key.clone(),
                score: b.score,
                words: b.words.clone(),
            };
            found.push(Suggestion::Close { need: label(place), areas: [of(first), of(second)] });
        }
        found
    }

    /// How heavy each area is, in the order of the areas.
    pub fn weights(&self) -> Vec<Weight> {
        let register = Register::germany();
        let weight = |place: usize| {
            let inside: Vec<usize> = (0..self.needs.len())
                .filter(|&n| self.grouped.belongs[n].iter().any(|b| b.area == place))
                .filter(|&n| self.grouped.counts[n])
                .collect();
            let bodies: BTreeSet<String> = inside
                .iter()
                .flat_map(|&n| {
                    let need = &self.needs[n];
                    let own =
                        need.ags.map_or_else(|| need.organisation.to_lowercase(), |ags| ags.to_string());
                    std::iter::once(own).chain(need.seconders())
                })
                .collect();
            // A county that answers stands for its office, not once more for all its towns.
            let people = bodies
                .iter()
                .filter_map(|body| body.parse::<rathaus_core::Ags>().ok())
                .filter(|ags| !ags.is_county() || register.find(*ags).is_some())
                .map(|ags| register.population(ags))
                .sum();
            #[allow(clippy::cast_precision_loss)]
            let relevance = inside
                .iter()
                .map(|&n| f64::from(self.needs[n].relevance) / self.grouped.belongs[n].len().max(1) as f64)
                .sum();
            Weight { needs: inside.len(), towns: bodies.len(), inhabitants: people, relevance }
        };
        (0..self.grouped.areas.len()).map(weight).collect()
    }

    /// Whether the area is what is left over in no group.
    pub fn is_left_over(key: &str) -> bool {
        key == LEFT_OVER
    }
}

/// The board after the acts that count, one of them turned round; and what became of each.
fn replayed(
    needs: &[Need],
    computed: &Grouping,
    log: &[KeptEdit],
    turned: Option<i64>,
) -> (Grouped, Vec<Option<Outcome>>) {
    let counts = |one: &KeptEdit| one.is_active() != (turned == Some(one.seq));
    let edits: Vec<Edit> = log.iter().filter(|one| counts(one)).flat_map(|one| one.edits.clone()).collect();
    let (grouped, outcomes) = settle(needs, computed, &edits);
    let mut rest = outcomes.into_iter();
    let of_act = |one: &KeptEdit| {
        if !counts(one) {
            return None;
        }
        let own: Vec<Outcome> = rest.by_ref().take(one.edits.len()).collect();
        let lost = own.iter().filter(|outcome| matches!(outcome, Outcome::Lost(_))).count();
        Some(match own.iter().find_map(Outcome::error) {
            None => Outcome::Applied,
            Some(error) if lost == own.len() => Outcome::Lost(error.clone()),
            Some(error) => Outcome::Partly(error.clone()),
        })
    };
    (grouped, log.iter().map(of_act).collect())
}

/// Something the engine proposes, with its reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// Needs that fit no area and have words in common: an area of their own.
    Group {
        /// Key of the proposed group.
        key: String,
        /// Its name.
        name: String,
        /// Its needs.
        needs: Vec<String>,
    },
    /// Needs of several bodies in nearly the same words.
    Same {
        /// The most telling first.
        needs: Vec<String>,
        /// 0 to 1.
        similarity: f32,
    },
    /// A need with two areas that are nearly as near.
    Close {
        /// The need.
        need: String,
        /// The areas, best first.
        areas: [CloseArea; 2],
    },
}

/// An area that a need is close to.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseArea {
    /// Its key.
    pub key: String,
    /// 0 to 1.
    pub score: f32,
    /// The words that decided.
    pub words: Vec<String>,
}

/// What stands behind an area.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Weight {
    /// Needs in it.
    pub needs: usize,
    /// Bodies that have or second one of them.
    pub towns: usize,
    /// Their inhabitants.
    pub inhabitants: u64,
    /// Sum of the needs' relevance, each shared among its areas.
    pub relevance: f64,
}

/// What an area's weight is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Towns and counties.
    Towns,
    /// Inhabitants.
    Inhabitants,
    /// How pressing the needs are.
    Relevance,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 3] = [Measure::Towns, Measure::Inhabitants, Measure::Relevance];

    /// The word in addresses and texts.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Towns => "towns",
            Measure::Inhabitants => "inhabitants",
            Measure::Relevance => "relevance",
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn of(self, weight: &Weight) -> f64 {
        match self {
            Measure::Towns => weight.towns as f64,
            Measure::Inhabitants => weight.inhabitants as f64,
            Measure::Relevance => weight.relevance,
        }
    }
}

/// The weight of each area in per cent, one part per chosen measure: each measure's share of all areas, all measures
/// counting the same. The parts of all areas together are 100.
pub fn shares(weights: &[Weight], measures: &[Measure]) -> Vec<Vec<f64>> {
    #[allow(clippy::cast_precision_loss)]
    let each = 100.0 / measures.len().max(1) as f64;
    let sums: BTreeMap<Measure, f64> =
        measures.iter().map(|m| (*m, weights.iter().map(|weight| m.of(weight)).sum())).collect();
    let part = |weight: &Weight, m: &Measure| {
        if sums[m] > 0.0 { crate::plan::round4(each * m.of(weight) / sums[m]) } else { 0.0 }
    };
    weights.iter().map(|weight| measures.iter().map(|m| part(weight, m)).collect()).collect()
}

/// What corrections touch; areas as they are named in them, so by key where a board made them.
pub fn touch_of(edits: &[Edit]) -> Touch {
    let mut touch = Touch::default();
    let need = |id: &String| format!("need:{id}");
    let area = |key: &String| format!("area:{key}");
    for edit in edits {
        match edit {
            Edit::Move { need: id, areas } => {
                touch.changes.insert(need(id));
                touch.relies_on.extend(areas.iter().map(area));
            }
            Edit::SetAside { need: id } => {
                touch.changes.insert(need(id));
            }
            Edit::Merge { from, into } => {
                touch.changes.extend(from.iter().map(area));
                touch.relies_on.insert(area(into));
            }
            Edit::Split { area: key, needs, .. } => {
                touch.changes.extend(needs.iter().map(need));
                touch.relies_on.insert(area(key));
            }
            Edit::Create { needs, .. } | Edit::Join { needs } | Edit::Apart { needs } => {
                touch.changes.extend(needs.iter().map(need));
            }
            Edit::Rename { area: key, .. } | Edit::Describe { area: key, .. } => {
                touch.changes.insert(area(key));
            }
        }
    }
    touch
}

/// The same corrections with areas by their keys.
pub fn with_keys(board: &Board, edits: &[Edit]) -> Vec<Edit> {
    let mut edits = edits.to_vec();
    for edit in &mut edits {
        match edit {
            Edit::Move { areas, .. } => areas.iter_mut().for_each(|area| *area = board.key_of(area)),
            Edit::Merge { from, into } => {
                from.iter_mut().for_each(|area| *area = board.key_of(area));
                *into = board.key_of(into);
            }
            Edit::Split { area, .. } | Edit::Rename { area, .. } | Edit::Describe { area, .. } => {
                *area = board.key_of(area);
            }
            Edit::SetAside { .. } | Edit::Create { .. } | Edit::Join { .. } | Edit::Apart { .. } => {}
        }
    }
    edits
}
