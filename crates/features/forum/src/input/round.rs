//! `round.toml` and the shipped areas of action.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use toml::de::DeTable;

use super::diagnostic::{Diagnostic, Form, Named, Problem};
use super::nearest::fold;
use super::settings::{Settings, join, walk};
use super::table::Ids;
use crate::model::round::{QuotaRule, SelectionRule};
use crate::model::{AreaDefinition, Round, SlotRule, TalkRule, Weights};

static SHIPPED: &str = include_str!("../../data/areas.toml");

/// No room holds more tables, no round more places.
const MANY: u64 = 10_000;
/// Minutes of half a day: no talk and no break is longer.
const HALF_DAY: u64 = 720;

/// The areas of action the program ships, for rounds that name none.
pub fn shipped_areas() -> Vec<AreaDefinition> {
    static AREAS: OnceLock<Vec<AreaDefinition>> = OnceLock::new();
    AREAS
        .get_or_init(|| {
            let mut faults = Vec::new();
            // INVARIANT: the shipped file is without fault; test `the_shipped_areas_are_whole`.
            walk("areas.toml", SHIPPED.as_bytes(), &mut faults, areas).unwrap_or_default()
        })
        .clone()
}

/// The key of a name: lower-case letters and digits with hyphens between, as in `antraege-und-formulare`.
pub fn area_key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '\u{308}').map(fold);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The area of this key or name, compared without case and signs.
pub(crate) fn find_area<'a>(areas: &'a [AreaDefinition], wanted: &str) -> Option<&'a AreaDefinition> {
    let folded = fold(wanted);
    areas.iter().find(|area| fold(&area.key) == folded || fold(&area.name) == folded)
}

/// Reads `round.toml`; what it does not say keeps its default. Areas that it does not name are the shipped
/// ones.
pub(crate) fn round(file: &str, bytes: &[u8], offers: &Ids, faults: &mut Vec<Diagnostic>) -> Round {
    walk(file, bytes, faults, |settings, table| read(settings, table, offers)).unwrap_or_else(shipped_round)
}

/// The settings of a round that says nothing.
pub(crate) fn shipped_round() -> Round {
    Round { areas: shipped_areas(), ..Round::default() }
}

fn read(s: &mut Settings<'_>, table: &DeTable<'_>, offers: &Ids) -> Round {
    static KNOWN: &[&str] = &[
        "name",
        "date",
        "places",
        "slots",
        "tables",
        "talks",
        "area",
        "weights",
        "selection",
        "synonyms",
        "seed",
    ];
    s.check_keys(table, "", KNOWN);
    let mut round = Round::default();
    s.text(table, "", "name", &mut round.name);
    round.date = s.date(table, "", "date");
    if let Some(places) = s.whole(table, "", "places", 1, MANY) {
        round.places = places as usize;
    }
    if let Some(tables) = s.whole(table, "", "tables", 1, MANY) {
        round.tables = tables as usize;
    }
    if let Some(seed) = s.whole(table, "", "seed", 0, i64::MAX as u64) {
        round.seed = seed;
    }
    round.slots = slots(s, table);
    round.talks = talks(s, table);
    round.weights = weights(s, table);
    round.synonyms = s.groups(table, "synonyms");
    round.areas = areas(s, table);
    if round.areas.is_empty() {
        round.areas = shipped_areas();
    }
    round.selection = selection(s, table, offers, &round);
    round
}

fn span_of(table: &DeTable<'_>, key: &str) -> Range<usize> {
    table.get(key).map_or(0..0, |value| value.span())
}

fn slots(s: &mut Settings<'_>, table: &DeTable<'_>) -> SlotRule {
    let mut rule = SlotRule::default();
    let Some(section) = s.section(table, "slots", &["start", "end", "length", "break"]) else { return rule };
    let before = s.faults.len();
    s.daytime(section, "slots", "start", &mut rule.start);
    s.daytime(section, "slots", "end", &mut rule.end);
    if let Some(length) = s.whole(section, "slots", "length", 1, HALF_DAY) {
        rule.length = length as u16;
    }
    if let Some(pause) = s.whole(section, "slots", "break", 0, HALF_DAY) {
        rule.pause = pause as u16;
    }
    if s.faults.len() > before {
        return rule;
    }
    let named = |keys: [&'static str; 3]| keys.into_iter().find(|key| section.contains_key(*key));
    if rule.end <= rule.start {
        let key = named(["end", "start", "length"]).unwrap_or("end");
        let problem = Problem::EndsBefore(rule.start.to_string());
        s.fault(span_of(section, key), &join("slots", key), &rule.end.to_string(), problem);
    } else if rule.list().is_empty() {
        let key = named(["length", "end", "start"]).unwrap_or("length");
        s.fault(span_of(section, key), &join("slots", key), &rule.length.to_string(), Problem::NoSlot);
    }
    rule
}

fn talks(s: &mut Settings<'_>, table: &DeTable<'_>) -> TalkRule {
    let mut rule = TalkRule::default();
    let Some(section) = s.section(table, "talks", &["least", "most", "in_a_row"]) else { return rule };
    let least = s.whole(section, "talks", "least", 0, MANY);
    rule.most = s.whole(section, "talks", "most", 0, MANY).map(|most| most as u32);
    rule.in_a_row = s.whole(section, "talks", "in_a_row", 1, MANY).map(|talks| talks as u32);
    if let Some(least) = least {
        rule.least = least as u32;
        if let Some(most) = rule.most.filter(|most| *most < rule.least) {
            let problem = Problem::LeastAboveMost(u64::from(most));
            s.fault(span_of(section, "least"), "talks.least", &least.to_string(), problem);
        }
    } else if let Some(most) = rule.most {
        // A most of 0 says that nobody talks; the default of one must not contradict it.
        rule.least = rule.least.min(most);
    }
    rule
}

fn weights(s: &mut Settings<'_>, table: &DeTable<'_>) -> Weights {
    let mut weights = Weights::default();
    static KNOWN: &[&str] = &["relevance", "seconder", "inhabitants", "jury", "matches"];
    let Some(section) = s.section(table, "weights", KNOWN) else { return weights };
    s.number(section, "weights", "relevance", None, &mut weights.relevance);
    s.number(section, "weights", "seconder", None, &mut weights.seconder);
    s.number(section, "weights", "inhabitants", None, &mut weights.inhabitants);
    s.number(section, "weights", "jury", None, &mut weights.jury);
    s.number(section, "weights", "matches", None, &mut weights.matches);
    weights
}

/// The areas of a file in its order, each key and name once.
fn areas(s: &mut Settings<'_>, table: &DeTable<'_>) -> Vec<AreaDefinition> {
    static KNOWN: &[&str] = &["key", "name", "name_en", "description", "seeds", "ozg", "prior"];
    let mut areas = Vec::new();
    let mut keys = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (span, section) in s.sections(table, "", "area", KNOWN) {
        let name = s.filled(span.clone(), section, "area", "name");
        let mut area = AreaDefinition {
            key: String::new(),
            name_en: name.clone(),
            name,
            description: String::new(),
            seeds: Vec::new(),
            ozg: Vec::new(),
            prior: 1.0,
        };
        s.text(section, "area", "key", &mut area.key);
        s.text(section, "area", "name_en", &mut area.name_en);
        s.text(section, "area", "description", &mut area.description);
        s.number(section, "area", "prior", None, &mut area.prior);
        area.seeds = s.texts(section, "area", "seeds").into_iter().map(|(_, text)| text).collect();
        area.ozg = s.texts(section, "area", "ozg").into_iter().map(|(_, text)| text).collect();
        if area.key.is_empty() {
            area.key = area_key(&area.name);
        }
        let twice = if !names.insert(fold(&area.name)) && !area.name.is_empty() {
            Some("name")
        } else if !keys.insert(fold(&area.key)) && !area.key.is_empty() {
            Some(if section.contains_key("key") { "key" } else { "name" })
        } else {
            None
        };
        if let Some(key) = twice {
            let found = if key == "key" { area.key.clone() } else { area.name.clone() };
            s.fault(span_of(section, key), &join("area", key), &found, Problem::ListedTwice);
        }
        areas.push(area);
    }
    areas
}

fn selection(s: &mut Settings<'_>, table: &DeTable<'_>, offers: &Ids, round: &Round) -> SelectionRule {
    let mut rule = SelectionRule::default();
    static KNOWN: &[&str] = &["jury_threshold", "one_per_supplier", "must", "never", "quota"];
    let Some(section) = s.section(table, "selection", KNOWN) else { return rule };
    s.number(section, "selection", "jury_threshold", Some(10), &mut rule.jury_threshold);
    s.truth(section, "selection", "one_per_supplier", &mut rule.one_per_supplier);
    let must = known_offers(s, section, "must", offers);
    let never = known_offers(s, section, "never", offers);
    for (id, span) in &must {
        if never.contains_key(id) {
            s.fault(span.clone(), "selection.must", id, Problem::ChosenAndBarred);
        }
    }
    if must.len() > round.places {
        let problem = Problem::MoreThanPlaces(round.places);
        s.fault(span_of(section, "must"), "selection.must", &must.len().to_string(), problem);
    }
    rule.must = must.into_keys().collect();
    rule.never = never.into_keys().collect();
    let mut seen = BTreeSet::new();
    for (span, quota) in s.sections(section, "selection", "quota", &["area", "least", "most"]) {
        let path = "selection.quota";
        let area = s.filled(span, quota, path, "area");
        let least = s.whole(quota, path, "least", 0, MANY).unwrap_or(0);
        let most = s.whole(quota, path, "most", 0, MANY);
        if let Some(most) = most.filter(|most| *most < least) {
            let found = least.to_string();
            s.fault(span_of(quota, "least"), "selection.quota.least", &found, Problem::LeastAboveMost(most));
        }
        if area.is_empty() {
            continue;
        }
        match find_area(&round.areas, &area) {
            None => {
                let names = round.areas.iter().flat_map(|a| [a.key.as_str(), a.name.as_str()]);
                let near = super::nearest::nearest(&area, names).map(str::to_owned);
                let problem = Problem::Unknown(Named::Area, near);
                s.fault(span_of(quota, "area"), "selection.quota.area", &area, problem);
            }
            Some(found) if !seen.insert(found.key.clone()) => {
                s.fault(span_of(quota, "area"), "selection.quota.area", &area, Problem::ListedTwice);
            }
            Some(found) => rule.quotas.push(QuotaRule {
                area: found.key.clone(),
                least: least as usize,
                most: most.map(|most| most as usize),
            }),
        }
    }
    rule
}

/// Offers by id with their place; unknown ones and repeated ones are faults.
fn known_offers(
    s: &mut Settings<'_>,
    section: &DeTable<'_>,
    key: &'static str,
    offers: &Ids,
) -> BTreeMap<String, Range<usize>> {
    let path = join("selection", key);
    let mut found = BTreeMap::new();
    for (span, id) in s.texts(section, "selection", key) {
        if !offers.may_exist(&id) {
            let problem = Problem::Unknown(Named::Offer, offers.meant(&id));
            s.fault(span.clone(), &path, &id, problem);
        }
        match found.entry(id) {
            Entry::Occupied(taken) => s.fault(span, &path, taken.key(), Problem::ListedTwice),
            Entry::Vacant(free) => {
                free.insert(span);
            }
        }
    }
    found
}

/// A list may hold no more than this many entries.
pub(crate) fn check_length(
    s: &mut Settings<'_>,
    table: &DeTable<'_>,
    path: &str,
    key: &str,
    have: usize,
    most: usize,
) {
    if have > most {
        let problem = Problem::Malformed(Form::AtMost(most));
        s.fault(span_of(table, key), &join(path, key), &have.to_string(), problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_areas_are_whole() {
        let mut faults = Vec::new();
        walk("areas.toml", SHIPPED.as_bytes(), &mut faults, |settings, table| {
            settings.check_keys(table, "", &["area"]);
            areas(settings, table)
        });
        assert_eq!(faults, []);
        let shipped = shipped_areas();
        assert!(shipped.len() >= 14, "{}", shipped.len());
        for area in &shipped {
            assert!(!area.key.is_empty() && !area.seeds.is_empty() && area.prior > 0.0, "{}", area.name);
            assert!(!area.name_en.is_empty() && !area.description.is_empty(), "{}", area.name);
        }
        // serde reads the same from the same file.
        let by_serde: Round = toml::from_str(SHIPPED).expect("valid for serde too");
        assert_eq!(by_serde.areas, shipped);
    }

    #[test]
    fn keys_are_made_from_names() {
        assert_eq!(area_key("Anträge & Formulare"), "antraege-formulare");
        assert_eq!(area_key("Bürger-Chatbot"), "buerger-chatbot");
    }
}
