//! What changed between two versions of a form, and what that means for answers in progress.
//!
//! Submitted answers stay with their version for ever. A draft may be taken over into the new
//! version ([`crate::draft::rebase`]); before that, everybody sees which changes are harmless, which ask for
//! an answer again, and which drop something.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::definition::{Definition, Field, Group, Item, Page};
use crate::faults::{Fault, FaultKind};
use crate::field::Kind;
use crate::settings;
use crate::words::{StableId, Words};

/// What a change means for drafts in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing is to be done.
    Safe,
    /// Something must be answered, or answered again.
    NeedsAnswer,
    /// Something that was answered is dropped.
    LosesData,
}

/// What was changed. Each has a translation key, [`Changed::key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// The key of the form.
    Key,
    /// The title of the form.
    Title,
    /// The introduction of the form or of a page.
    Intro,
    /// A page is new; what is asked on it is named by itself.
    PageAdded,
    /// A page is gone; what was asked on it is named by itself.
    PageRemoved,
    /// The order of the pages.
    PagesMoved,
    /// A field is new. Needs an answer where it must, or sometimes must, be answered.
    FieldAdded,
    /// A field is gone, and its answers with it.
    FieldRemoved,
    /// A group is new. Needs an answer where it has a fewest number of records.
    GroupAdded,
    /// A group is gone, and its records with it.
    GroupRemoved,
    /// A field or group stands elsewhere: on another page, or in another order on its page (then the
    /// change is named at the page or group). Needs an answer where the two pages are not shown under
    /// the same condition.
    Moved,
    /// A field went into, out of or between groups, and its answers are lost.
    MovedGroup,
    /// The question, or the heading of a page or group.
    Label,
    /// The heading of one record of a group.
    Record,
    /// The sentence below the question.
    Hint,
    /// The explanation.
    Help,
    /// A field is of another kind, and its answers are lost.
    Kind,
    /// A field must be answered now.
    Required,
    /// When a field must be answered.
    RequiredWhen,
    /// A field need not always be answered any more.
    Optional,
    /// When a page, group or field is shown.
    When,
    /// Whether and why the answer is personal.
    Private,
    /// Whether others may see the answer. Needs an answer where they now may.
    Shared,
    /// What is filled in beforehand.
    Prefill,
    /// The rule that lets the office ask.
    LegalBasis,
    /// The element of a catalogue.
    External,
    /// An option or row is new. Needs an answer in a matrix and where all options must be ranked.
    OptionAdded,
    /// An option is gone and must be chosen anew; a row of a matrix is gone with its rating.
    OptionRemoved,
    /// The words of an option or row.
    OptionLabel,
    /// The order of options or rows.
    OptionsMoved,
    /// A setting allows less, or means something else.
    Narrowed,
    /// A setting allows more.
    Widened,
    /// A setting that has nothing to do with what is right.
    Setting,
    /// The fewest records of a group.
    FewestRecords,
    /// The most records of a group.
    MostRecords,
    /// How what is handed in is worked off. Cases that have begun stay under the rules they were begun with.
    Handling,
}

impl Changed {
    /// All of them.
    pub const ALL: [Changed; 36] = [
        Changed::Key,
        Changed::Title,
        Changed::Intro,
        Changed::PageAdded,
        Changed::PageRemoved,
        Changed::PagesMoved,
        Changed::FieldAdded,
        Changed::FieldRemoved,
        Changed::GroupAdded,
        Changed::GroupRemoved,
        Changed::Moved,
        Changed::MovedGroup,
        Changed::Label,
        Changed::Record,
        Changed::Hint,
        Changed::Help,
        Changed::Kind,
        Changed::Required,
        Changed::RequiredWhen,
        Changed::Optional,
        Changed::When,
        Changed::Private,
        Changed::Shared,
        Changed::Prefill,
        Changed::LegalBasis,
        Changed::External,
        Changed::OptionAdded,
        Changed::OptionRemoved,
        Changed::OptionLabel,
        Changed::OptionsMoved,
        Changed::Narrowed,
        Changed::Widened,
        Changed::Setting,
        Changed::FewestRecords,
        Changed::MostRecords,
        Changed::Handling,
    ];

    /// The key of the text: `procedure-change-field-added`.
    pub fn key(self) -> String {
        let name = serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned));
        format!("procedure-change-{}", name.unwrap_or_default().replace('_', "-"))
    }
}

/// The keys of all texts for changes and effects, so that the translations can be compared.
pub fn change_keys() -> Vec<String> {
    let effects = ["safe", "needs-answer", "loses-data"].map(|name| format!("procedure-effect-{name}"));
    Changed::ALL.into_iter().map(Changed::key).chain(effects).collect()
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it means for drafts.
    pub effect: Effect,
    /// What was changed.
    pub what: Changed,
    /// The page, group or field; the form's key for the form itself.
    pub id: StableId,
    /// What people call it, in German: the new label, or the old where it is gone.
    pub label: String,
    /// The option or row.
    pub option: Option<StableId>,
    /// The name of the setting of the kind, as in JSON: `max`.
    pub setting: Option<String>,
    /// What stood there: German text, or JSON for settings and conditions.
    pub old: Option<String>,
    /// What stands there now.
    pub new: Option<String>,
}

/// Finds all changes from `old` to `new`, from top to bottom of the new version and then what is
/// gone; none exactly where the two are the same.
pub fn difference(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut list = List { changes: Vec::new(), id: new.key.clone(), label: new.title.de.clone() };
    list.plain(Changed::Key, Some(old.key.as_str()), Some(new.key.as_str()));
    list.words(Changed::Title, Some(&old.title), Some(&new.title));
    list.words(Changed::Intro, old.intro.as_ref(), new.intro.as_ref());
    list.json(Effect::Safe, Changed::Handling, &old.handling, &new.handling);
    let order = |definition: &Definition, other: &Definition| -> Vec<StableId> {
        let pages = definition.pages.iter().filter(|page| other.page(&page.id).is_some());
        pages.map(|page| page.id.clone()).collect()
    };
    list.order(Changed::PagesMoved, &order(old, new), &order(new, old));
    for page in &new.pages {
        list.at(&page.id, &page.title);
        match old.page(&page.id) {
            None => list.push(Effect::Safe, Changed::PageAdded, None, Some(page.title.de.clone())),
            Some(before) => {
                list.words(Changed::Label, Some(&before.title), Some(&page.title));
                list.words(Changed::Intro, before.intro.as_ref(), page.intro.as_ref());
                list.json(Effect::NeedsAnswer, Changed::When, &before.when, &page.when);
                let order = |page: &Page, other: &Page| -> Vec<StableId> {
                    let items = page.items.iter().map(Item::id).filter(|id| other.item(id).is_some());
                    items.cloned().collect()
                };
                list.order(Changed::Moved, &order(before, page), &order(page, before));
            }
        }
        for item in &page.items {
            compare_item(&mut list, old, page, item);
        }
    }
    let mut gone = BTreeSet::new();
    for page in old.pages.iter().filter(|page| new.page(&page.id).is_none()) {
        list.at(&page.id, &page.title);
        list.push(Effect::Safe, Changed::PageRemoved, Some(page.title.de.clone()), None);
    }
    for (_, item) in old.items() {
        if let Item::Group(group) = item
            && new.group(&group.id).is_none()
        {
            list.at(&group.id, &group.title);
            list.push(Effect::LosesData, Changed::GroupRemoved, Some(group.title.de.clone()), None);
            gone.extend(group.fields.iter().map(|field| field.id.clone()));
        }
    }
    for standing in old.fields().filter(|standing| new.field(&standing.field.id).is_none()) {
        let field = standing.field;
        list.at(&field.id, &field.label);
        // With its group the answers went already; naming them again would count them twice.
        let effect = match field.kind.is_question() && !gone.contains(&field.id) {
            true => Effect::LosesData,
            false => Effect::Safe,
        };
        list.push(effect, Changed::FieldRemoved, Some(field.label.de.clone()), None);
    }
    list.changes
}

struct List {
    changes: Vec<Change>,
    id: StableId,
    label: String,
}

impl List {
    fn at(&mut self, id: &StableId, label: &Words) {
        self.id = id.clone();
        self.label = label.de.clone();
    }

    fn push(&mut self, effect: Effect, what: Changed, old: Option<String>, new: Option<String>) {
        let (id, label) = (self.id.clone(), self.label.clone());
        self.changes.push(Change { effect, what, id, label, option: None, setting: None, old, new });
    }

    fn plain(&mut self, what: Changed, old: Option<&str>, new: Option<&str>) {
        if old != new {
            self.push(Effect::Safe, what, old.map(str::to_owned), new.map(str::to_owned));
        }
    }

    fn words(&mut self, what: Changed, old: Option<&Words>, new: Option<&Words>) {
        if old != new {
            self.push(Effect::Safe, what, old.map(both), new.map(both));
        }
    }

    fn json<T: Serialize + PartialEq>(
        &mut self,
        effect: Effect,
        what: Changed,
        old: &Option<T>,
        new: &Option<T>,
    ) {
        if old != new {
            let text = |value: &Option<T>| value.as_ref().and_then(|value| serde_json::to_string(value).ok());
            self.push(effect, what, text(old), text(new));
        }
    }

    fn order(&mut self, what: Changed, old: &[StableId], new: &[StableId]) {
        if old != new {
            let text = |ids: &[StableId]| ids.iter().map(StableId::as_str).collect::<Vec<_>>().join(", ");
            self.push(Effect::Safe, what, Some(text(old)), Some(text(new)));
        }
    }
}

/// A text in all its languages, so that a change of one of them can be seen.
fn both(words: &Words) -> String {
    match &words.en {
        Some(en) => format!("{} / {en}", words.de),
        None => words.de.clone(),
    }
}

fn compare_item(list: &mut List, old: &Definition, page: &Page, item: &Item) {
    match item {
        Item::Field(field) => compare_field(list, old, page, None, field),
        Item::Group(group) => {
            list.at(&group.id, &group.title);
            match old.group(&group.id) {
                None => {
                    let effect = if group.min > 0 { Effect::NeedsAnswer } else { Effect::Safe };
                    list.push(effect, Changed::GroupAdded, None, Some(group.title.de.clone()));
                }
                Some((old_page, before)) => compare_group(list, old_page, before, page, group),
            }
            for field in &group.fields {
                compare_field(list, old, page, Some(group), field);
            }
        }
    }
}

/// A field or group that went to another page is shown when that page is.
fn moved(list: &mut List, old: &Page, new: &Page) {
    if old.id != new.id {
        let effect = if old.when == new.when { Effect::Safe } else { Effect::NeedsAnswer };
        list.push(effect, Changed::Moved, Some(old.id.to_string()), Some(new.id.to_string()));
    }
}

fn compare_group(list: &mut List, old_page: &Page, before: &Group, page: &Page, group: &Group) {
    list.words(Changed::Label, Some(&before.title), Some(&group.title));
    list.words(Changed::Record, Some(&before.record), Some(&group.record));
    list.words(Changed::Hint, before.hint.as_ref(), group.hint.as_ref());
    list.json(Effect::NeedsAnswer, Changed::When, &before.when, &group.when);
    moved(list, old_page, page);
    let mut bound = |what, narrower: bool, old: u32, new: u32| {
        let effect = if narrower { Effect::NeedsAnswer } else { Effect::Safe };
        if old != new {
            list.push(effect, what, Some(old.to_string()), Some(new.to_string()));
        }
    };
    bound(Changed::FewestRecords, group.min > before.min, before.min, group.min);
    bound(Changed::MostRecords, group.max < before.max, before.max, group.max);
    let order = |group: &Group, other: &Group| -> Vec<StableId> {
        let ids = group.fields.iter().map(|field| &field.id);
        ids.filter(|id| other.fields.iter().any(|field| field.id == **id)).cloned().collect()
    };
    list.order(Changed::Moved, &order(before, group), &order(group, before));
}

fn compare_field(list: &mut List, old: &Definition, page: &Page, group: Option<&Group>, field: &Field) {
    list.at(&field.id, &field.label);
    let Some(before) = old.field(&field.id) else {
        let asks = field.required || field.required_when.is_some();
        let effect = if asks { Effect::NeedsAnswer } else { Effect::Safe };
        list.push(effect, Changed::FieldAdded, None, Some(field.label.de.clone()));
        return;
    };
    let (was_group, is_group) = (before.group.map(|group| &group.id), group.map(|group| &group.id));
    if was_group != is_group {
        let effect = if field.kind.is_question() { Effect::LosesData } else { Effect::Safe };
        let name = |group: Option<&StableId>| group.map(StableId::to_string);
        list.push(effect, Changed::MovedGroup, name(was_group), name(is_group));
    } else if group.is_none() {
        moved(list, before.page, page);
    }
    let before = before.field;
    list.words(Changed::Label, Some(&before.label), Some(&field.label));
    list.words(Changed::Hint, before.hint.as_ref(), field.hint.as_ref());
    list.words(Changed::Help, before.help.as_ref(), field.help.as_ref());
    match (before.required, field.required) {
        (false, true) => list.push(Effect::NeedsAnswer, Changed::Required, None, None),
        (true, false) => list.push(Effect::Safe, Changed::Optional, None, None),
        _ => {}
    }
    // Who had to answer always is not asked for more by having to answer sometimes.
    let eased = before.required || field.required_when.is_none();
    let effect = if eased { Effect::Safe } else { Effect::NeedsAnswer };
    list.json(effect, Changed::RequiredWhen, &before.required_when, &field.required_when);
    list.json(Effect::NeedsAnswer, Changed::When, &before.when, &field.when);
    list.json(Effect::Safe, Changed::Private, &before.private, &field.private);
    let shared = |field: &Field| field.shared.then_some(true);
    // An answer given in confidence must be looked at again before others see it.
    let effect = if field.shared { Effect::NeedsAnswer } else { Effect::Safe };
    list.json(effect, Changed::Shared, &shared(before), &shared(field));
    list.plain(Changed::Prefill, before.prefill.as_deref(), field.prefill.as_deref());
    list.plain(Changed::LegalBasis, before.legal_basis.as_deref(), field.legal_basis.as_deref());
    list.json(Effect::Safe, Changed::External, &before.external, &field.external);
    if before.kind.name() != field.kind.name() {
        let effect = if before.kind.is_question() { Effect::LosesData } else { Effect::Safe };
        let name = |kind: &Kind| Some(kind.name().as_str().to_owned());
        list.push(effect, Changed::Kind, name(&before.kind), name(&field.kind));
    } else {
        compare_kind(list, &before.kind, &field.kind);
    }
}

fn compare_kind(list: &mut List, old: &Kind, new: &Kind) {
    let (before, after) = (old.options(), new.options());
    let (before, after) = (before.map_or(&[][..], Vec::as_slice), after.map_or(&[][..], Vec::as_slice));
    let push =
        |list: &mut List, effect, what, option: &StableId, old: Option<&Words>, new: Option<&Words>| {
            list.push(effect, what, old.map(both), new.map(both));
            if let Some(last) = list.changes.last_mut() {
                last.option = Some(option.clone());
            }
        };
    for option in after {
        match before.iter().find(|known| known.id == option.id) {
            None => {
                // Every row of a matrix and every place of a whole ranking asks something new.
                let asks = match new {
                    Kind::Matrix(_) => true,
                    Kind::Ranking(ranking) => ranking.at_least.is_none(),
                    _ => false,
                };
                let effect = if asks { Effect::NeedsAnswer } else { Effect::Safe };
                push(list, effect, Changed::OptionAdded, &option.id, None, Some(&option.label));
            }
            Some(known) if known.label != option.label => {
                let (old, new) = (Some(&known.label), Some(&option.label));
                push(list, Effect::Safe, Changed::OptionLabel, &option.id, old, new);
            }
            Some(_) => {}
        }
    }
    for option in before.iter().filter(|option| after.iter().all(|known| known.id != option.id)) {
        // What is dropped is one tick, and the question is there to be answered again.
        let effect = match old {
            Kind::Matrix(_) => Effect::LosesData,
            _ => Effect::NeedsAnswer,
        };
        push(list, effect, Changed::OptionRemoved, &option.id, Some(&option.label), None);
    }
    let kept = |list: &[crate::field::Choosable], other: &[crate::field::Choosable]| -> Vec<StableId> {
        let ids = list.iter().map(|option| option.id.clone());
        ids.filter(|id| other.iter().any(|option| option.id == *id)).collect()
    };
    list.order(Changed::OptionsMoved, &kept(before, after), &kept(after, before));
    let (was, is) = (settings::of(old), settings::of(new));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for name in names {
        let (before, after) = (was.get(name), is.get(name));
        if before == after {
            continue;
        }
        let (effect, what) = match settings::compare(new.name(), name, before, after) {
            settings::Step::Narrower => (Effect::NeedsAnswer, Changed::Narrowed),
            settings::Step::Wider => (Effect::Safe, Changed::Widened),
            settings::Step::Other => (Effect::Safe, Changed::Setting),
        };
        let text = |value: Option<&Value>| value.map(Value::to_string);
        list.push(effect, what, text(before), text(after));
        if let Some(last) = list.changes.last_mut() {
            last.setting = Some(name.clone());
        }
    }
}

/// Ids that meant a question of another kind in an earlier version: a draft or an evaluation over
/// versions would mix the two. Asked before publishing, with all earlier versions.
pub fn reused<'a>(new: &Definition, earlier: impl IntoIterator<Item = &'a Definition>) -> Vec<Fault> {
    let mut meant: BTreeMap<&StableId, &'static str> = BTreeMap::new();
    for definition in earlier {
        for (_, id, name) in meanings(definition) {
            meant.entry(id).or_insert(name);
        }
    }
    let mut faults = Vec::new();
    for (at, id, is) in meanings(new) {
        if let Some(was) = meant.get(id).filter(|was| **was != is) {
            let (was, is) = ((*was).to_owned(), is.to_owned());
            faults.push(Fault {
                at: format!("{at}/id"),
                what: FaultKind::ReusedId { id: id.clone(), was, is },
            });
        }
    }
    faults
}

/// Every id with its JSON pointer and what it stands for: `page`, `group`, or the kind of a field.
fn meanings(definition: &Definition) -> Vec<(String, &StableId, &'static str)> {
    let mut all = Vec::new();
    for (number, page) in definition.pages.iter().enumerate() {
        let at = format!("/pages/{number}");
        all.push((at.clone(), &page.id, "page"));
        for (number, item) in page.items.iter().enumerate() {
            match item {
                Item::Field(field) => {
                    all.push((format!("{at}/items/{number}/field"), &field.id, field.kind.name().as_str()));
                }
                Item::Group(group) => {
                    let at = format!("{at}/items/{number}/group");
                    all.push((at.clone(), &group.id, "group"));
                    for (number, field) in group.fields.iter().enumerate() {
                        all.push((format!("{at}/fields/{number}"), &field.id, field.kind.name().as_str()));
                    }
                }
            }
        }
    }
    all
}
