//! `edits.toml`: what people corrected by hand.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::DeTable;

use super::diagnostic::{Diagnostic, Form, Named, Problem};
use super::nearest::{fold, nearest};
use super::round::{area_key, check_length};
use super::settings::{Settings, join, walk};
use super::table::Ids;
use crate::model::{AreaDefinition, Edit};

/// Keys of areas that are proposed from the answers begin so; they are known only after the plan is made,
/// so that an edit may name any of them.
pub const PROPOSED_PREFIX: &str = "gruppe-";

/// A need may stand in no more areas.
const MOST_AREAS: usize = 3;

static WORDS: &[&str] = &["move", "merge", "split", "rename", "set-aside"];

/// What an edit may refer to.
struct Known<'k> {
    needs: &'k Ids,
    /// Folded keys and names; grows with every area that an edit makes.
    areas: BTreeSet<String>,
    /// As they are written, for suggestions.
    shown: Vec<String>,
}

/// Reads the corrections in their order.
pub(crate) fn edits(
    file: &str,
    bytes: &[u8],
    needs: &Ids,
    areas: &[AreaDefinition],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Edit> {
    let mut known = Known { needs, areas: BTreeSet::new(), shown: Vec::new() };
    for area in areas {
        known.add(&area.key);
        known.add(&area.name);
    }
    let read = |s: &mut Settings<'_>, table: &DeTable<'_>| {
        s.check_keys(table, "", &["edit"]);
        static KEYS: &[&str] = &["do", "need", "needs", "area", "areas", "from", "into", "name"];
        let mut edits = Vec::new();
        for (span, section) in s.sections(table, "", "edit", KEYS) {
            edits.extend(edit(s, span, section, &mut known));
        }
        edits
    };
    walk(file, bytes, faults, read).unwrap_or_default()
}

impl Known<'_> {
    fn add(&mut self, area: &str) {
        self.areas.insert(fold(area));
        self.shown.push(area.to_owned());
    }

    fn need(&self, s: &mut Settings<'_>, span: Range<usize>, path: &str, id: &str) {
        if !id.is_empty() && !self.needs.may_exist(id) {
            s.fault(span, path, id, Problem::Unknown(Named::Need, self.needs.meant(id)));
        }
    }

    fn area(&self, s: &mut Settings<'_>, span: Range<usize>, path: &str, area: &str) {
        let is_known = self.areas.contains(&fold(area)) || area.starts_with(PROPOSED_PREFIX);
        if !area.is_empty() && !is_known {
            let near = nearest(area, self.shown.iter().map(String::as_str)).map(str::to_owned);
            s.fault(span, path, area, Problem::Unknown(Named::Area, near));
        }
    }
}

fn edit(
    s: &mut Settings<'_>,
    span: Range<usize>,
    table: &DeTable<'_>,
    known: &mut Known<'_>,
) -> Option<Edit> {
    let place = |key: &str| table.get(key).map_or(span.clone(), |value| value.span());
    let word = s.filled(span.clone(), table, "edit", "do");
    if word.is_empty() {
        return None;
    }
    // Only the keys that belong to this word; the others are known but of no use here.
    let allowed: &'static [&'static str] = match word.as_str() {
        "move" => &["do", "need", "areas"],
        "merge" => &["do", "from", "into"],
        "split" => &["do", "area", "name", "needs"],
        "rename" => &["do", "area", "name"],
        "set-aside" => &["do", "need"],
        _ => {
            s.fault(place("do"), "edit.do", &word, Problem::Malformed(Form::Word(WORDS)));
            return None;
        }
    };
    for key in table.keys().filter(|key| !allowed.contains(&key.get_ref().as_ref())) {
        let name: &str = key.get_ref().as_ref();
        static ALL: &[&str] = &["do", "need", "needs", "area", "areas", "from", "into", "name"];
        // A key no edit knows is reported with the sections.
        if ALL.contains(&name) {
            s.fault(key.span(), &join("edit", name), name, Problem::UnknownSetting(allowed, None));
        }
    }
    let one = |s: &mut Settings<'_>, key: &'static str| s.filled(span.clone(), table, "edit", key);
    let several = |s: &mut Settings<'_>, key: &'static str| {
        let list = s.texts(table, "edit", key);
        match table.get(key) {
            None => s.fault(span.clone(), "edit", "", Problem::SettingMissing(key)),
            // Only a need may be moved nowhere.
            Some(value) if list.is_empty() && key != "areas" => {
                s.fault(value.span(), &join("edit", key), "", Problem::Empty);
            }
            Some(_) => {}
        }
        list
    };
    let texts = |list: Vec<(Range<usize>, String)>| list.into_iter().map(|(_, text)| text).collect();
    Some(match word.as_str() {
        "move" => {
            let need = one(s, "need");
            known.need(s, place("need"), "edit.need", &need);
            let areas = several(s, "areas");
            for (span, area) in &areas {
                known.area(s, span.clone(), "edit.areas", area);
            }
            check_length(s, table, "edit", "areas", areas.len(), MOST_AREAS);
            Edit::Move { need, areas: texts(areas) }
        }
        "merge" => {
            let from = several(s, "from");
            let into = one(s, "into");
            for (span, area) in &from {
                known.area(s, span.clone(), "edit.from", area);
            }
            known.area(s, place("into"), "edit.into", &into);
            Edit::Merge { from: texts(from), into }
        }
        "split" => {
            let area = one(s, "area");
            known.area(s, place("area"), "edit.area", &area);
            let needs = several(s, "needs");
            for (span, need) in &needs {
                known.need(s, span.clone(), "edit.needs", need);
            }
            let name = one(s, "name");
            if !name.is_empty() && known.areas.contains(&fold(&name)) {
                s.fault(place("name"), "edit.name", &name, Problem::ListedTwice);
            }
            known.add(&name);
            known.add(&area_key(&name));
            Edit::Split { area, name, needs: texts(needs) }
        }
        "rename" => {
            let area = one(s, "area");
            known.area(s, place("area"), "edit.area", &area);
            let name = one(s, "name");
            known.add(&name);
            Edit::Rename { area, name }
        }
        _ => {
            let need = one(s, "need");
            known.need(s, place("need"), "edit.need", &need);
            Edit::SetAside { need }
        }
    })
}
