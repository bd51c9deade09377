//! Every need in its areas: set aside what says nothing, assign, group what is left, replay people's edits.
//!
//! What the engine finds is a [`Grouping`]; it is kept, so that a board of areas can show at once what an edit does
//! to it ([`settle`]) without asking the engine again.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::register::Register;
use rathaus_text::blank::{Blank, blank};
use rathaus_text::groups::{Duplicates, Item, Views, group as group_texts};
use rathaus_text::lexicon::{ConceptId, Lexicon};

use serde::{Deserialize, Serialize};

use super::demand::{body, near_duplicates};
use super::{PlanError, round4};
use crate::areas::{Belongs, EditedArea, Likeness, Outcome, assign, replay_each, unused_key};

use crate::matching::{Matching, need_text};
use crate::model::plan::{Area, Assignment, DuplicateGroup, SetAside};
use crate::model::{Edit, Input, Need};

/// Keys of proposed groups begin so; the rest is their name, so that another group never answers to an edit of this one.
pub(crate) const PROPOSED_PREFIX: &str = "gruppe-";
/// Key of what is left over in no group.
pub(crate) const LEFT_OVER: &str = "weiteres";
/// A proposed group has at least so many needs; fewer stay together as "Weiteres".
const LEAST_GROUP: usize = 2;

/// What was computed of the needs, before any person's edit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Grouping {
    /// The areas, listed ones first, then proposed groups.
    pub areas: Vec<EditedArea>,
    /// All needs.
    pub needs: Vec<GroupedNeed>,
    /// Nearly the same need of several bodies.
    pub duplicates: Vec<DuplicateGroup>,
}

/// A need and where it was found to belong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupedNeed {
    /// The need.
    pub id: String,
    /// Its areas, best first.
    pub belongs: Vec<Belongs>,
    /// Why it says nothing, where it does.
    pub blank: Option<String>,
}

/// Needs and their areas, edits included.
#[derive(Debug)]
pub(crate) struct Grouped {
    /// The areas, listed ones first.
    pub areas: Vec<EditedArea>,
    /// Per need its areas, best first.
    pub belongs: Vec<Vec<Belongs>>,
    /// Per need whether a person placed it.
    pub by_hand: Vec<bool>,
    /// Needs that do not count, with the reason.
    pub set_aside: Vec<SetAside>,
    /// Per need whether it counts.
    pub counts: Vec<bool>,
    /// Nearly the same need of several bodies.
    pub duplicates: Vec<Duplicates>,
    /// Groups of them that a person said to be the same, among all needs of the group.
    pub joined: Vec<Vec<usize>>,
    /// Names of all areas by their keys, also of those that have ended.
    pub names: BTreeMap<String, String>,
}

impl Grouped {
    /// The rows of `areas.csv` and `plan.json`.
    pub(super) fn assignments(&self, input: &Input) -> Vec<Assignment> {
        let rows = self.belongs.iter().enumerate().flat_map(|(need, list)| {
            list.iter().map(move |b| Assignment {
                need_id: input.needs[need].id.clone(),
                area: self.areas[b.area].key.clone(),
                score: round4(f64::from(b.score)),
                words: b.words.clone(),
                by_hand: self.by_hand[need],
            })
        });
        rows.collect()
    }
}

/// Why a need says nothing, where it does.
fn blank_reason(need: &Need) -> Option<&'static str> {
    Some(match blank(&need_text(need))? {
        Blank::Empty => "keine Antwort",
        Blank::OnlySigns => "nur Zeichen",
        Blank::NotKnown => "weiß es nicht",
        Blank::NothingWanted => "kein Bedarf oder keine Angabe",
        Blank::Elsewhere => "verweist auf eine andere Stelle",
        Blank::WantsInformation => "wünscht Informationen",
        Blank::Filler => "Füllwort oder Probe",
        Blank::NoTopic => "nennt kein Thema",
    })
}

/// What the engine finds, without any edit.
pub(super) fn compute(input: &Input, matching: &Matching<'_>, lexicon: &Lexicon) -> Grouping {
    let reasons: Vec<Option<&str>> = input.needs.iter().map(blank_reason).collect();
    let is_blank: Vec<bool> = reasons.iter().map(Option::is_some).collect();
    let duplicates = near_duplicates(matching, &is_blank);
    let mut belongs = assign(&input.round.areas, matching, lexicon, &is_blank);
    let mut areas: Vec<EditedArea> = input
        .round
        .areas
        .iter()
        .map(|area| EditedArea {
            key: area.key.clone(),
            name: area.name.clone(),
            name_en: if area.name_en.is_empty() { area.name.clone() } else { area.name_en.clone() },
            description: area.description.clone(),
            is_proposed: false,
        })
        .collect();
    propose(matching, &duplicates, &is_blank, &mut belongs, &mut areas);
    let needs = input.needs.iter().zip(belongs).zip(reasons);
    Grouping {
        areas,
        needs: needs
            .map(|((need, belongs), blank)| GroupedNeed {
                id: need.id.clone(),
                belongs,
                blank: blank.map(str::to_owned),
            })
            .collect(),
        duplicates: duplicates
            .iter()
            .map(|group| DuplicateGroup {
                need_ids: group.members.iter().map(|&n| input.needs[n].id.clone()).collect(),
                similarity: round4(f64::from(group.similarity)),
            })
            .collect(),
    }
}

/// Applies people's edits to what was computed, as far as they fit, and says what became of each. Needs that the
/// computation did not know are in no area; those it knew and that are gone are left out.
pub(crate) fn settle(needs: &[Need], computed: &Grouping, edits: &[Edit]) -> (Grouped, Vec<Outcome>) {
    let known: BTreeMap<&str, &GroupedNeed> =
        computed.needs.iter().map(|need| (need.id.as_str(), need)).collect();
    let of = |need: &Need| known.get(need.id.as_str()).copied();
    let belongs =
        needs.iter().map(|need| of(need).map_or_else(Vec::new, |one| one.belongs.clone())).collect();
    let (edited, outcomes) = replay_each(computed.areas.clone(), needs, belongs, edits);
    let mut set_aside = Vec::new();
    let mut counts = Vec::new();
    for (place, need) in needs.iter().enumerate() {
        let reason = match of(need).and_then(|one| one.blank.as_deref()) {
            _ if edited.set_aside[place] => Some("von Hand zurückgestellt"),
            // A person who puts an empty answer into an area knows more than the text says.
            Some(reason) if !edited.by_hand[place] => Some(reason),
            _ => None,
        };
        counts.push(reason.is_none());
        if let Some(reason) = reason {
            set_aside.push(SetAside { need_id: need.id.clone(), reason: reason.to_owned() });
        }
    }
    let (duplicates, joined) = alike(needs, computed, &edited.likeness);
    let grouped = Grouped {
        areas: edited.areas,
        belongs: edited.belongs,
        by_hand: edited.by_hand,
        set_aside,
        counts,
        duplicates,
        joined,
        names: edited.names,
    };
    (grouped, outcomes)
}

/// The groups of needs that are nearly the same, after what people said of them; and what they said is the same.
#[allow(clippy::cast_possible_truncation)]
fn alike(needs: &[Need], computed: &Grouping, likeness: &[Likeness]) -> (Vec<Duplicates>, Vec<Vec<usize>>) {
    let places: BTreeMap<&str, usize> =
        needs.iter().enumerate().map(|(place, need)| (need.id.as_str(), place)).collect();
    let mut groups: Vec<Duplicates> = computed
        .duplicates
        .iter()
        .map(|group| Duplicates {
            members: group.need_ids.iter().filter_map(|id| places.get(id.as_str()).copied()).collect(),
            similarity: group.similarity as f32,
        })
        .collect();
    let mut joined: Vec<Vec<usize>> = Vec::new();
    for said in likeness {
        match said {
            Likeness::Same(same) => {
                let touches = |group: &Duplicates| group.members.iter().any(|n| same.contains(n));
                let (touched, mut rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(touches);
                let mut members = same.clone();
                for n in touched.into_iter().flat_map(|group| group.members) {
                    if !members.contains(&n) {
                        members.push(n);
                    }
                }
                rest.push(Duplicates { members, similarity: 1.0 });
                groups = rest;
                joined.push(same.clone());
            }
            Likeness::Different(apart) => {
                let mut kept_one = false;
                for group in &mut groups {
                    if group.members.iter().filter(|n| apart.contains(n)).count() < 2 {
                        continue;
                    }
                    let has_others = group.members.iter().any(|n| !apart.contains(n));
                    group.members.retain(|n| {
                        let stays = !apart.contains(n) || has_others && !kept_one;
                        kept_one |= apart.contains(n);
                        stays
                    });
                }
                joined.retain(|same| same.iter().filter(|n| apart.contains(n)).count() < 2);
            }
        }
    }
    groups.retain(|group| group.members.len() > 1);
    groups.sort_by_key(|group| (std::cmp::Reverse(group.members.len()), group.members.clone()));
    (groups, joined)
}

/// Puts every need into its areas. With `is_lenient` edits that fit no longer are passed over.
pub(super) fn group(input: &Input, computed: &Grouping, is_lenient: bool) -> Result<Grouped, PlanError> {
    let (grouped, outcomes) = settle(&input.needs, computed, &input.edits);
    match outcomes.iter().find_map(Outcome::error) {
        Some(error) if !is_lenient => Err(error.clone().into()),
        _ => Ok(grouped),
    }
}

/// Groups the needs that fit no area and names the groups.
fn propose(
    matching: &Matching<'_>,
    duplicates: &[Duplicates],
    is_blank: &[bool],
    belongs: &mut [Vec<Belongs>],
    areas: &mut Vec<EditedArea>,
) {
    // A need follows its near-duplicates into their area before it is left over.
    for group in duplicates {
        let known = group.members.iter().find(|&&n| !belongs[n].is_empty()).map(|&n| belongs[n].clone());
        for &need in &group.members {
            if belongs[need].is_empty()
                && !is_blank[need]
                && let Some(known) = &known
            {
                belongs[need] = known.clone();
            }
        }
    }
    let left: Vec<usize> = (0..belongs.len()).filter(|&n| belongs[n].is_empty() && !is_blank[n]).collect();
    if left.is_empty() {
        return;
    }
    let texts: Vec<String> = left.iter().map(|&n| need_text(&matching.needs[n])).collect();
    let analyses: Vec<_> = texts.iter().map(|t| matching.concepts.analyser.analyse(t)).collect();
    let concepts: Vec<Vec<(ConceptId, f32)>> =
        left.iter().map(|&n| matching.concepts.needs[n].iter().map(|(c, w)| (*c, *w)).collect()).collect();
    let items: Vec<Item<'_>> = (0..left.len())
        .map(|i| Item { text: &texts[i], analysis: &analyses[i], concepts: &concepts[i] })
        .collect();
    let mut single = Vec::new();
    for group in group_texts(&items, Views::default(), None).groups {
        if group.members.len() < LEAST_GROUP {
            single.extend(group.members.iter().map(|&m| left[m]));
            continue;
        }
        let key = format!("{PROPOSED_PREFIX}{}", unused_key(&group.name, &[]));
        add_group(&group.name, &key, group.members.iter().map(|&m| left[m]), belongs, areas);
    }
    if !single.is_empty() {
        add_group("Weiteres", LEFT_OVER, single.into_iter(), belongs, areas);
    }
}

fn add_group(
    name: &str,
    key: &str,
    members: impl Iterator<Item = usize>,
    belongs: &mut [Vec<Belongs>],
    areas: &mut Vec<EditedArea>,
) {
    let place = areas.len();
    areas.push(EditedArea {
        key: unused_key(key, areas),
        name: name.to_owned(),
        name_en: name.to_owned(),
        description: "Aus den Antworten vorgeschlagen, weil kein genanntes Handlungsfeld passt.".to_owned(),
        is_proposed: true,
    });
    for need in members {
        belongs[need] = vec![Belongs { area: place, score: 0.0, words: Vec::new() }];
    }
}

/// Needs, towns, inhabitants and weight of each area.
pub(super) fn totals(input: &Input, grouped: &Grouped, weights: &[f64]) -> Vec<Area> {
    let register = Register::germany();
    grouped
        .areas
        .iter()
        .enumerate()
        .map(|(place, area)| {
            let needs: Vec<usize> = (0..input.needs.len())
                .filter(|&n| grouped.belongs[n].iter().any(|b| b.area == place))
                .collect();
            let bodies: BTreeSet<String> = needs.iter().map(|&n| body(&input.needs[n])).collect();
            let keys: BTreeSet<_> = needs.iter().filter_map(|&n| input.needs[n].ags).collect();
            Area {
                key: area.key.clone(),
                name: area.name.clone(),
                name_en: area.name_en.clone(),
                description: area.description.clone(),
                is_proposed: area.is_proposed,
                needs: needs.len(),
                towns: bodies.len(),
                // A county that answers stands for its office, not once more for all its towns.
                inhabitants: keys
                    .iter()
                    .filter(|key| !key.is_county() || register.find(**key).is_some())
                    .map(|key| register.population(*key))
                    .sum(),
                weight: round4(
                    needs.iter().map(|&n| weights[n] / grouped.belongs[n].len().max(1) as f64).sum::<f64>(),
                ),
            }
        })
        .collect()
}
