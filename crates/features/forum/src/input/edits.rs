//! `edits.toml`: what people corrected by hand.
//!
//! Areas are not looked up here: an edit may name one that is proposed from the answers, and those are
//! known only when the plan is made. [`crate::areas`] refuses unknown ones when it replays the edits.

use std::ops::Range;

use toml::de::DeTable;

use super::diagnostic::{Diagnostic, Form, Named, Problem};
use super::round::{check_length, find_area};
use super::settings::{Settings, join, walk};
use super::table::Ids;
use crate::model::{AreaDefinition, Edit};

/// A need may stand in no more areas.
const MOST_AREAS: usize = 3;

static WORDS: &[&str] =
    &["move", "merge", "split", "create", "rename", "describe", "set-aside", "join", "apart"];

/// All keys that some edit knows.
static KEYS: &[&str] =
    &["do", "need", "needs", "area", "areas", "from", "into", "name", "name_en", "description"];

/// Reads the corrections in their order.
pub(crate) fn edits(
    file: &str,
    bytes: &[u8],
    needs: &Ids,
    areas: &[AreaDefinition],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Edit> {
    let read = |s: &mut Settings<'_>, table: &DeTable<'_>| {
        s.check_keys(table, "", &["edit"]);
        let mut edits = Vec::new();
        for (span, section) in s.sections(table, "", "edit", KEYS) {
            edits.extend(edit(s, span, section, needs, areas));
        }
        edits
    };
    walk(file, bytes, faults, read).unwrap_or_default()
}

fn check_need(s: &mut Settings<'_>, span: Range<usize>, path: &str, id: &str, needs: &Ids) {
    if !id.is_empty() && !needs.may_exist(id) {
        s.fault(span, path, id, Problem::Unknown(Named::Need, needs.meant(id)));
    }
}

fn edit(
    s: &mut Settings<'_>,
    span: Range<usize>,
    table: &DeTable<'_>,
    needs: &Ids,
    areas: &[AreaDefinition],
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
        "create" => &["do", "name", "needs"],
        "rename" => &["do", "area", "name", "name_en"],
        "describe" => &["do", "area", "description"],
        "join" | "apart" => &["do", "needs"],
        "set-aside" => &["do", "need"],
        _ => {
            s.fault(place("do"), "edit.do", &word, Problem::Malformed(Form::Word(WORDS)));
            return None;
        }
    };
    for key in table.keys().filter(|key| !allowed.contains(&key.get_ref().as_ref())) {
        let name: &str = key.get_ref().as_ref();
        // A key no edit knows is reported with the sections.
        if KEYS.contains(&name) {
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
    let several_needs = |s: &mut Settings<'_>| {
        let list = several(s, "needs");
        for (span, need) in &list {
            check_need(s, span.clone(), "edit.needs", need, needs);
        }
        texts(list)
    };
    let new_name = |s: &mut Settings<'_>| {
        let name = one(s, "name");
        if !name.is_empty() && find_area(areas, &name).is_some() {
            s.fault(place("name"), "edit.name", &name, Problem::ListedTwice);
        }
        name
    };
    Some(match word.as_str() {
        "move" => {
            let need = one(s, "need");
            check_need(s, place("need"), "edit.need", &need, needs);
            let into = several(s, "areas");
            check_length(s, table, "edit", "areas", into.len(), MOST_AREAS);
            Edit::Move { need, areas: texts(into) }
        }
        "merge" => Edit::Merge { from: texts(several(s, "from")), into: one(s, "into") },
        "split" => {
            let area = one(s, "area");
            let needs = several_needs(s);
            Edit::Split { area, name: new_name(s), needs }
        }
        "create" => {
            let needs = several_needs(s);
            Edit::Create { name: new_name(s), needs }
        }
        "rename" => {
            let mut name_en = String::new();
            s.text(table, "edit", "name_en", &mut name_en);
            Edit::Rename { area: one(s, "area"), name: one(s, "name"), name_en }
        }
        "describe" => Edit::Describe { area: one(s, "area"), description: one(s, "description") },
        "join" => Edit::Join { needs: several_needs(s) },
        "apart" => Edit::Apart { needs: several_needs(s) },
        _ => {
            let need = one(s, "need");
            check_need(s, place("need"), "edit.need", &need, needs);
            Edit::SetAside { need }
        }
    })
}
