//! Corrections of the areas by people, replayed in their order whenever the areas are computed anew.
//!
//! An edit names areas by key or name as they are at that point, so that a renamed area is reached by its
//! new name and by its key. What an edit says wins over what was computed.
//!
//! Answers come and go, so that an edit may name what is no longer there. [`replay`] refuses then, as files want it;
//! [`replay_each`] passes over what cannot be done and says for each edit what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Edit, Need};

use super::Belongs;

/// An area as it stands after the edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditedArea {
    /// Short key, unique.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// What it is about.
    pub description: String,
    /// Proposed from the answers or made by a split.
    pub is_proposed: bool,
}

/// What a person says of needs that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// They are the same; places of the needs.
    Same(Vec<usize>),
    /// They are not.
    Different(Vec<usize>),
}

/// Areas and their needs after all edits.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The areas that are left, in their order.
    pub areas: Vec<EditedArea>,
    /// Per need its areas, best first.
    pub belongs: Vec<Vec<Belongs>>,
    /// Per need whether a person placed it.
    pub by_hand: Vec<bool>,
    /// Per need whether a person set it aside.
    pub set_aside: Vec<bool>,
    /// What was said of needs that are alike, in its order.
    pub likeness: Vec<Likeness>,
    /// Names of all areas by their keys, those that have ended among them.
    pub names: BTreeMap<String, String>,
}

/// An edit that cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No area of that key or name at that point.
    #[error("Korrektur {number}: Es gibt kein Handlungsfeld „{area}“. Richtig wäre eines von: {known}")]
    UnknownArea {
        /// Which edit, counted from 1.
        number: usize,
        /// What it names.
        area: String,
        /// What there is.
        known: String,
    },
    /// No need of that id.
    #[error("Korrektur {number}: Es gibt keinen Bedarf „{need}“")]
    UnknownNeed {
        /// Which edit, counted from 1.
        number: usize,
        /// What it names.
        need: String,
    },
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was applied whole.
    Applied,
    /// It was applied to what is still there; the first thing that is not.
    Partly(EditError),
    /// It could not be applied.
    Lost(EditError),
}

impl Outcome {
    /// What is missing, if anything.
    pub fn error(&self) -> Option<&EditError> {
        match self {
            Outcome::Applied => None,
            Outcome::Partly(error) | Outcome::Lost(error) => Some(error),
        }
    }
}

struct Replay<'a> {
    needs: &'a [Need],
    state: Edited,
    /// Areas that were merged into others, by place.
    ended: Vec<bool>,
    number: usize,
}

/// Applies all edits; the first that cannot be applied whole is named.
///
/// # Errors
///
/// An edit that names a need or an area that is not there.
pub fn replay(
    areas: Vec<EditedArea>,
    needs: &[Need],
    belongs: Vec<Vec<Belongs>>,
    edits: &[Edit],
) -> Result<Edited, EditError> {
    let (edited, outcomes) = replay_each(areas, needs, belongs, edits);
    match outcomes.iter().find_map(Outcome::error) {
        Some(error) => Err(error.clone()),
        None => Ok(edited),
    }
}

/// Applies all edits as far as what they name is there, and says for each what became of it.
pub fn replay_each(
    areas: Vec<EditedArea>,
    needs: &[Need],
    belongs: Vec<Vec<Belongs>>,
    edits: &[Edit],
) -> (Edited, Vec<Outcome>) {
    let mut replay = Replay {
        needs,
        ended: vec![false; areas.len()],
        state: Edited {
            areas,
            belongs,
            by_hand: vec![false; needs.len()],
            set_aside: vec![false; needs.len()],
            likeness: Vec::new(),
            names: BTreeMap::new(),
        },
        number: 0,
    };
    let mut outcomes = Vec::with_capacity(edits.len());
    for (place, edit) in edits.iter().enumerate() {
        replay.number = place + 1;
        outcomes.push(match replay.apply(edit) {
            Ok(None) => Outcome::Applied,
            Ok(Some(error)) => Outcome::Partly(error),
            Err(error) => Outcome::Lost(error),
        });
    }
    (replay.finish(), outcomes)
}

/// What is there of several things, and the first that is not. Refused where fewer than `least` are left.
fn those_there(
    found: impl Iterator<Item = Result<usize, EditError>>,
    least: usize,
) -> Result<(Vec<usize>, Option<EditError>), EditError> {
    let (mut there, mut missing) = (Vec::new(), None);
    for one in found {
        match one {
            Ok(place) if !there.contains(&place) => there.push(place),
            Ok(_) => {}
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    match missing {
        Some(error) if there.len() < least => Err(error),
        missing => Ok((there, missing)),
    }
}

impl Replay<'_> {
    fn area(&self, text: &str) -> Result<usize, EditError> {
        let wanted = text.trim().to_lowercase();
        let standing = || (0..).zip(&self.state.areas).filter(|(place, _): &(usize, _)| !self.ended[*place]);
        let found = standing()
            .find(|(_, area)| area.key.to_lowercase() == wanted)
            .or_else(|| standing().find(|(_, area)| area.name.to_lowercase() == wanted));
        found.map(|(place, _)| place).ok_or_else(|| EditError::UnknownArea {
            number: self.number,
            area: text.to_owned(),
            known: standing().map(|(_, area)| area.name.clone()).collect::<Vec<_>>().join(", "),
        })
    }

    fn need(&self, id: &str) -> Result<usize, EditError> {
        self.needs
            .iter()
            .position(|need| need.id == id)
            .ok_or_else(|| EditError::UnknownNeed { number: self.number, need: id.to_owned() })
    }

    fn needs(&self, ids: &[String], least: usize) -> Result<(Vec<usize>, Option<EditError>), EditError> {
        those_there(ids.iter().map(|id| self.need(id)), least)
    }

    fn areas(&self, names: &[String]) -> Result<(Vec<usize>, Option<EditError>), EditError> {
        those_there(names.iter().map(|name| self.area(name)), 1)
    }

    fn place(&mut self, need: usize, areas: &[usize]) {
        let old = std::mem::take(&mut self.state.belongs[need]);
        self.state.belongs[need] = areas
            .iter()
            .map(|&area| Belongs {
                area,
                score: 1.0,
                words: old.iter().find(|b| b.area == area).map(|b| b.words.clone()).unwrap_or_default(),
            })
            .collect();
        self.state.by_hand[need] = true;
        self.state.set_aside[need] = areas.is_empty();
    }

    /// Adds an area at the end and gives its place.
    fn add(&mut self, name: &str, description: String) -> usize {
        let key = unused_key(name, &self.state.areas);
        self.state.areas.push(EditedArea {
            key,
            name: name.to_owned(),
            name_en: name.to_owned(),
            description,
            is_proposed: true,
        });
        self.ended.push(false);
        self.state.areas.len() - 1
    }

    /// Applies an edit; `Some` is what of it is missing, an error changes nothing.
    fn apply(&mut self, edit: &Edit) -> Result<Option<EditError>, EditError> {
        let mut missing = None;
        match edit {
            Edit::Move { need, areas } => {
                let need = self.need(need)?;
                let (areas, gone) = self.areas(areas)?;
                self.place(need, &areas);
                missing = gone;
            }
            Edit::SetAside { need } => {
                let need = self.need(need)?;
                self.place(need, &[]);
            }
            Edit::Merge { from, into } => {
                let into = self.area(into)?;
                let (from, gone) = self.areas(from)?;
                self.merge(&from, into);
                missing = gone;
            }
            Edit::Split { area, name, needs } => {
                let area = self.area(area)?;
                let (needs, gone) = self.needs(needs, 1)?;
                let new = self.add(name, format!("Abgetrennt von „{}“.", self.state.areas[area].name));
                for need in needs {
                    let mut areas: Vec<usize> = self.state.belongs[need].iter().map(|b| b.area).collect();
                    match areas.iter_mut().find(|a| **a == area) {
                        Some(place) => *place = new,
                        None => areas.insert(0, new),
                    }
                    self.place(need, &areas);
                }
                missing = gone;
            }
            Edit::Create { name, needs } => {
                let (needs, gone) = self.needs(needs, 1)?;
                let new = self.add(name, String::new());
                for need in needs {
                    self.place(need, &[new]);
                }
                missing = gone;
            }
            Edit::Rename { area, name, name_en } => {
                let area = self.area(area)?;
                self.state.areas[area].name.clone_from(name);
                let english = if name_en.is_empty() { name } else { name_en };
                self.state.areas[area].name_en.clone_from(english);
            }
            Edit::Describe { area, description } => {
                let area = self.area(area)?;
                self.state.areas[area].description.clone_from(description);
            }
            Edit::Join { needs } => {
                let (needs, gone) = self.needs(needs, 2)?;
                let Some((first, others)) = needs.split_first() else { return Ok(None) };
                let areas: Vec<usize> = self.state.belongs[*first].iter().map(|b| b.area).collect();
                for need in others {
                    self.place(*need, &areas);
                }
                self.state.likeness.push(Likeness::Same(needs));
                missing = gone;
            }
            Edit::Apart { needs } => {
                let (needs, gone) = self.needs(needs, 2)?;
                self.state.likeness.push(Likeness::Different(needs));
                missing = gone;
            }
        }
        Ok(missing)
    }

    fn merge(&mut self, from: &[usize], into: usize) {
        for belongs in &mut self.state.belongs {
            for b in belongs.iter_mut().filter(|b| from.contains(&b.area)) {
                b.area = into;
            }
            // A need that was in both areas is in the joint one once, with its better score.
            belongs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.area.cmp(&b.area)));
            let mut seen = Vec::new();
            belongs.retain(|b| {
                let new = !seen.contains(&b.area);
                seen.push(b.area);
                new
            });
        }
        for area in from.iter().filter(|area| **area != into) {
            self.ended[*area] = true;
        }
    }

    /// Takes ended areas out and closes the gaps in the numbering.
    fn finish(self) -> Edited {
        let Replay { mut state, ended, .. } = self;
        state.names = state.areas.iter().map(|area| (area.key.clone(), area.name.clone())).collect();
        let mut new_place = Vec::with_capacity(ended.len());
        let mut next = 0;
        for ended in &ended {
            new_place.push(next);
            next += usize::from(!ended);
        }
        let mut place = 0..;
        state.areas.retain(|_| place.next().is_some_and(|p: usize| !ended[p]));
        for b in state.belongs.iter_mut().flatten() {
            b.area = new_place[b.area];
        }
        state
    }
}

/// A key from a name: lower case letters and digits, hyphens between, made unique by a number.
pub fn unused_key(name: &str, areas: &[EditedArea]) -> String {
    let mut key = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'ä' => key.push_str("ae"),
            'ö' => key.push_str("oe"),
            'ü' => key.push_str("ue"),
            'ß' => key.push_str("ss"),
            c if c.is_ascii_alphanumeric() => key.push(c),
            _ if !key.ends_with('-') && !key.is_empty() => key.push('-'),
            _ => {}
        }
    }
    let key = key.trim_end_matches('-').to_owned();
    let is_free = |key: &str| !key.is_empty() && areas.iter().all(|area| area.key != key);
    if is_free(&key) {
        return key;
    }
    let base = if key.is_empty() { "feld".to_owned() } else { key };
    (2..).map(|n| format!("{base}-{n}")).find(|key| is_free(key)).unwrap_or(base)
}

#[cfg(test)]
mod tests;
