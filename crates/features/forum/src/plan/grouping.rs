//! Every need in its areas: set aside what says nothing, assign, group what is left, replay people's edits.

use std::collections::BTreeSet;

use rathaus_core::register::Register;
use rathaus_text::blank::{Blank, blank};
use rathaus_text::groups::{Duplicates, Item, Views, group as group_texts};
use rathaus_text::lexicon::{ConceptId, Lexicon};

use super::demand::{body, near_duplicates};
use super::{PlanError, round4};
use crate::areas::{Belongs, EditedArea, assign, replay};

use crate::matching::{Matching, need_text};
use crate::model::plan::{Area, Assignment, SetAside};
use crate::model::{Input, Need};

/// Keys of proposed groups begin so.
const PROPOSED_PREFIX: &str = "gruppe-";
/// A proposed group has at least so many needs; fewer stay together as "Weiteres".
const LEAST_GROUP: usize = 2;

/// Needs and their areas, edits included.
#[derive(Debug)]
pub(super) struct Grouped {
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

/// Puts every need into its areas.
pub(super) fn group(input: &Input, matching: &Matching<'_>, lexicon: &Lexicon) -> Result<Grouped, PlanError> {
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
    let edited = replay(areas, &input.needs, belongs, &input.edits)?;
    let mut set_aside = Vec::new();
    let mut counts = Vec::new();
    for (place, need) in input.needs.iter().enumerate() {
        let reason = match &reasons[place] {
            _ if edited.set_aside[place] => Some("von Hand zurückgestellt".to_owned()),
            // A person who puts an empty answer into an area knows more than the text says.
            Some(reason) if !edited.by_hand[place] => Some((*reason).to_owned()),
            _ => None,
        };
        counts.push(reason.is_none());
        if let Some(reason) = reason {
            set_aside.push(SetAside { need_id: need.id.clone(), reason });
        }
    }
    Ok(Grouped {
        areas: edited.areas,
        belongs: edited.belongs,
        by_hand: edited.by_hand,
        set_aside,
        counts,
        duplicates,
    })
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
        add_group(&group.name, group.members.iter().map(|&m| left[m]), belongs, areas);
    }
    if !single.is_empty() {
        add_group("Weiteres", single.into_iter(), belongs, areas);
    }
}

fn add_group(
    name: &str,
    members: impl Iterator<Item = usize>,
    belongs: &mut [Vec<Belongs>],
    areas: &mut Vec<EditedArea>,
) {
    let place = areas.len();
    let proposed = areas.iter().filter(|a| a.is_proposed).count() + 1;
    areas.push(EditedArea {
        key: format!("{PROPOSED_PREFIX}{proposed}"),
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
