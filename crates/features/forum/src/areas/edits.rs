//! Corrections of the areas by people, replayed in their order whenever the areas are computed anew.
//!
//! An edit names areas by key or name as they are at that point, so that a renamed area is reached by its
//! new name and by its key. What an edit says wins over what was computed.

use crate::model::{Edit, Need};

use super::Belongs;

/// An area as it stands after the edits.
#[derive(Debug, Clone, PartialEq)]
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

struct Replay<'a> {
    needs: &'a [Need],
    state: Edited,
    /// Areas that were merged into others, by place.
    ended: Vec<bool>,
    number: usize,
}

/// Applies all edits; the first that cannot be applied is named.
pub fn replay(
    areas: Vec<EditedArea>,
    needs: &[Need],
    belongs: Vec<Vec<Belongs>>,
    edits: &[Edit],
) -> Result<Edited, EditError> {
    let mut replay = Replay {
        needs,
        ended: vec![false; areas.len()],
        state: Edited {
            areas,
            belongs,
            by_hand: vec![false; needs.len()],
            set_aside: vec![false; needs.len()],
        },
        number: 0,
    };
    for (place, edit) in edits.iter().enumerate() {
        replay.number = place + 1;
        replay.apply(edit)?;
    }
    Ok(replay.finish())
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

    fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Move { need, areas } => {
                let need = self.need(need)?;
                let areas = areas.iter().map(|area| self.area(area)).collect::<Result<Vec<_>, _>>()?;
                self.place(need, &areas);
            }
            Edit::SetAside { need } => {
                let need = self.need(need)?;
                self.place(need, &[]);
            }
            Edit::Merge { from, into } => {
                let into = self.area(into)?;
                let from = from.iter().map(|area| self.area(area)).collect::<Result<Vec<_>, _>>()?;
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
                for area in from.into_iter().filter(|area| *area != into) {
                    self.ended[area] = true;
                }
            }
            Edit::Split { area, name, needs } => {
                let area = self.area(area)?;
                let needs = needs.iter().map(|id| self.need(id)).collect::<Result<Vec<_>, _>>()?;
                let new = self.state.areas.len();
                let parent = &self.state.areas[area];
                let key = unused_key(name, &self.state.areas);
                self.state.areas.push(EditedArea {
                    key,
                    name: name.clone(),
                    name_en: name.clone(),
                    description: format!("Abgetrennt von „{}“.", parent.name),
                    is_proposed: true,
                });
                self.ended.push(false);
                for need in needs {
                    let mut areas: Vec<usize> = self.state.belongs[need].iter().map(|b| b.area).collect();
                    match areas.iter_mut().find(|a| **a == area) {
                        Some(place) => *place = new,
                        None => areas.insert(0, new),
                    }
                    self.place(need, &areas);
                }
            }
            Edit::Rename { area, name } => {
                let area = self.area(area)?;
                self.state.areas[area].name = name.clone();
                self.state.areas[area].name_en = name.clone();
            }
        }
        Ok(())
    }

    /// Takes ended areas out and closes the gaps in the numbering.
    fn finish(self) -> Edited {
        let Replay { mut state, ended, .. } = self;
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
mod tests {
    use super::*;

    fn area(key: &str, name: &str) -> EditedArea {
        EditedArea {
            key: key.into(),
            name: name.into(),
            name_en: name.into(),
            description: String::new(),
            is_proposed: false,
        }
    }

    fn need(id: &str) -> Need {
        serde_json::from_value(serde_json::json!({
            "id": id, "ags": null, "organisation": "", "department": "", "title": "", "description": "",
            "relevance": 2, "horizon": "", "existing_software": "", "constraints": "", "citizen_benefit": ""
        }))
        .expect("a need")
    }

    fn run(edits: &[Edit]) -> Result<Edited, EditError> {
        let areas = vec![area("a", "Anträge"), area("b", "Bezahlen"), area("c", "Chat")];
        let needs = [need("N1"), need("N2"), need("N3")];
        let b = |area, score| Belongs { area, score, words: vec!["Wort".into()] };
        replay(areas, &needs, vec![vec![b(0, 0.9), b(1, 0.8)], vec![b(1, 0.7)], vec![]], edits)
    }

    fn names(edited: &Edited) -> Vec<Vec<&str>> {
        edited
            .belongs
            .iter()
            .map(|list| list.iter().map(|b| edited.areas[b.area].name.as_str()).collect())
            .collect()
    }

    #[test]
    fn merging_keeps_each_need_once() {
        let merged =
            run(&[Edit::Merge { from: vec!["b".into()], into: "Anträge".into() }]).expect("replayed");
        assert_eq!(merged.areas.iter().map(|a| a.key.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(names(&merged), [vec!["Anträge"], vec!["Anträge"], vec![]]);
    }

    #[test]
    fn moving_splitting_and_renaming_follow_each_other() {
        let edited = run(&[
            Edit::Rename { area: "b".into(), name: "Geld".into() },
            Edit::Split { area: "Geld".into(), name: "Kasse".into(), needs: vec!["N2".into()] },
            Edit::Move { need: "N3".into(), areas: vec!["Kasse".into(), "c".into()] },
            Edit::SetAside { need: "N1".into() },
        ])
        .expect("replayed");
        assert_eq!(names(&edited), [vec![], vec!["Kasse"], vec!["Kasse", "Chat"]]);
        assert_eq!(edited.by_hand, [true, true, true]);
        assert_eq!(edited.set_aside, [true, false, false]);
        assert_eq!(edited.areas[3].key, "kasse");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = run(&[
            Edit::Merge { from: vec!["b".into()], into: "a".into() },
            Edit::Rename { area: "Bezahlen".into(), name: "x".into() },
        ])
        .expect_err("the area has ended");
        assert_eq!(
            error.to_string(),
            "Korrektur 2: Es gibt kein Handlungsfeld „Bezahlen“. Richtig wäre eines von: Anträge, Chat"
        );
        assert!(matches!(
            run(&[Edit::SetAside { need: "N9".into() }]),
            Err(EditError::UnknownNeed { number: 1, .. })
        ));
    }

    #[test]
    fn keys_are_plain_and_unique() {
        assert_eq!(unused_key("Kita & Übermittagsbetreuung", &[]), "kita-uebermittagsbetreuung");
        assert_eq!(unused_key("Chat", &[area("chat", "Chat")]), "chat-2");
        assert_eq!(unused_key("…", &[]), "feld-2");
    }
}
