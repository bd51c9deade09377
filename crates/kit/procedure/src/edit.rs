//! Changing a form step by step, as an editor in the browser does.
//!
//! Every step leaves a sound form or changes nothing. A form that waits for words is not sound, so
//! new fields come with settings that already hold; the editor then asks for the rest.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::definition::{Definition, External, Field, Group, Item, Page, Private};
use crate::faults::Fault;
use crate::field::{Choosable, Kind, KindName};
pub use crate::fresh::fresh;
use crate::words::{StableId, Words};

/// One step of editing. `id` is a page, a group or a field, as the step says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Gives the form another title.
    SetTitle(Words),
    /// Changes the introduction of the form.
    SetIntro(Option<Words>),
    /// A new page.
    AddPage {
        /// The page it comes after; the end where nothing is said.
        after: Option<StableId>,
        /// Its title.
        title: Words,
    },
    /// Changes the introduction of a page.
    SetPageIntro {
        /// The page.
        id: StableId,
        /// The new text.
        intro: Option<Words>,
    },
    /// A new group with one field, a line of text.
    AddGroup {
        /// The page it comes to.
        page: StableId,
        /// The item it comes after; the end where nothing is said.
        after: Option<StableId>,
        /// Its heading.
        title: Words,
        /// The heading of one record.
        record: Words,
    },
    /// A new field with the usual settings of its kind.
    AddField {
        /// The page or the group it comes to.
        to: StableId,
        /// The item it comes after; the end where nothing is said.
        after: Option<StableId>,
        /// Its kind.
        kind: KindName,
        /// Its question.
        label: Words,
    },
    /// Removes a page with all it holds, a group, or a field.
    Remove(StableId),
    /// Changes places with the one before, among its like.
    Up(StableId),
    /// Changes places with the one after, among its like.
    Down(StableId),
    /// Puts a group or a field at the end of a page. A field leaves its group.
    ToPage {
        /// The group or field.
        id: StableId,
        /// The page.
        page: StableId,
    },
    /// Puts a field at the end of a group.
    ToGroup {
        /// The field.
        id: StableId,
        /// The group.
        group: StableId,
    },
    /// The question of a field, the title of a page or group.
    SetLabel {
        /// The page, group or field.
        id: StableId,
        /// The new text.
        label: Words,
    },
    /// The heading of one record of a group.
    SetRecord {
        /// The group.
        id: StableId,
        /// The new text.
        record: Words,
    },
    /// How many records a group has.
    SetRecords {
        /// The group.
        id: StableId,
        /// The fewest.
        min: u32,
        /// The most.
        max: u32,
    },
    /// The sentence below a field or group.
    SetHint {
        /// The group or field.
        id: StableId,
        /// The new text.
        hint: Option<Words>,
    },
    /// The explanation of a field.
    SetHelp {
        /// The field.
        id: StableId,
        /// The new text.
        help: Option<Words>,
    },
    /// Whether a field must always be answered. Setting it ends a condition for it.
    SetRequired {
        /// The field.
        id: StableId,
        /// Whether it must.
        required: bool,
    },
    /// When a field must be answered. Setting it ends that it always must.
    SetRequiredWhen {
        /// The field.
        id: StableId,
        /// When.
        when: Option<Condition>,
    },
    /// When a page, group or field is shown.
    SetWhen {
        /// The page, group or field.
        id: StableId,
        /// When; always where nothing is said.
        when: Option<Condition>,
    },
    /// New settings of the same kind.
    SetKind {
        /// The field.
        id: StableId,
        /// Its kind with all settings.
        kind: Kind,
    },
    /// Whether and why an answer is personal.
    SetPrivate {
        /// The field.
        id: StableId,
        /// The purpose.
        private: Option<Private>,
    },
    /// Whether an answer may be shown to other bodies.
    SetShared {
        /// The field.
        id: StableId,
        /// Whether it may.
        shared: bool,
    },
    /// What is filled in beforehand.
    SetPrefill {
        /// The field.
        id: StableId,
        /// The key of what is known.
        prefill: Option<String>,
    },
    /// The rule that lets the office ask.
    SetLegalBasis {
        /// The field.
        id: StableId,
        /// The rule.
        legal_basis: Option<String>,
    },
    /// The element of a catalogue.
    SetExternal {
        /// The field.
        id: StableId,
        /// The element.
        external: Option<External>,
    },
    /// A new option or row at the end.
    AddOption {
        /// The field.
        id: StableId,
        /// What people read.
        label: Words,
    },
    /// Other words for an option or row.
    RenameOption {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
        /// What people read.
        label: Words,
    },
    /// Removes an option or row.
    RemoveOption {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
    },
    /// Moves an option or row one up.
    OptionUp {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
    },
    /// Moves an option or row one down.
    OptionDown {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
    },
}

/// Why a step of editing was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no page, group, field or option of this id for this step.
    #[error("there is no “{0}” here")]
    Unknown(StableId),
    /// It is the first or the last already.
    #[error("it cannot be moved further")]
    AtTheEdge,
    /// The kind of a field stays; another kind needs another field.
    #[error("the kind of a field stays")]
    OtherKind,
    /// The form would not be sound, such as when a condition looks at what is removed.
    #[error("the form would have faults")]
    Unsound(Vec<Fault>),
}

impl EditError {
    /// The key of the text. All keys are in [`edit_keys`].
    pub fn key(&self) -> &'static str {
        match self {
            EditError::Unknown(_) => "procedure-edit-unknown",
            EditError::AtTheEdge => "procedure-edit-at-the-edge",
            EditError::OtherKind => "procedure-edit-other-kind",
            EditError::Unsound(_) => "procedure-edit-unsound",
        }
    }
}

/// The keys of all texts for refusals of editing.
pub fn edit_keys() -> [&'static str; 4] {
    [
        "procedure-edit-at-the-edge",
        "procedure-edit-other-kind",
        "procedure-edit-unknown",
        "procedure-edit-unsound",
    ]
}

/// Takes one step. Returns the id of what was added or changed (the key for the form itself, the
/// field for its options).
///
/// New ids are proposed from the German label and avoid those of `earlier`: the ids of all earlier
/// versions, so that none is used again for something else.
///
/// # Errors
/// The form stays as it was where the step makes no sense or would leave it unsound.
pub fn apply(
    definition: &mut Definition,
    edit: Edit,
    earlier: &BTreeSet<StableId>,
) -> Result<StableId, EditError> {
    let mut changed = definition.clone();
    let id = step(&mut changed, edit, earlier)?;
    let faults = changed.faults();
    if !faults.is_empty() {
        return Err(EditError::Unsound(faults));
    }
    *definition = changed;
    Ok(id)
}

fn step(form: &mut Definition, edit: Edit, earlier: &BTreeSet<StableId>) -> Result<StableId, EditError> {
    let taken: BTreeSet<StableId> = form.ids().into_iter().chain(earlier.iter().cloned()).collect();
    match edit {
        Edit::SetTitle(title) => form.title = title,
        Edit::SetIntro(intro) => form.intro = intro,
        Edit::AddPage { after, title } => {
            let id = StableId::propose(&title.de, &taken);
            let at = place_after(&form.pages, after.as_ref(), |page| &page.id)?;
            form.pages.insert(at, Page { id: id.clone(), title, intro: None, when: None, items: Vec::new() });
            return Ok(id);
        }
        Edit::SetPageIntro { id, intro } => {
            page_mut(form, &id)?.intro = intro;
            return Ok(id);
        }
        Edit::AddGroup { page, after, title, record } => {
            let id = StableId::propose(&title.de, &taken);
            let mut taken = taken;
            taken.insert(id.clone());
            let first = StableId::propose(&record.de, &taken);
            let fields = vec![Field::new(first, record.clone(), fresh(KindName::Text, &record))];
            let group =
                Group { id: id.clone(), title, record, hint: None, min: 0, max: 10, when: None, fields };
            let page = page_mut(form, &page)?;
            let at = place_after(&page.items, after.as_ref(), Item::id)?;
            page.items.insert(at, Item::Group(Box::new(group)));
            return Ok(id);
        }
        Edit::AddField { to, after, kind, label } => {
            let id = StableId::propose(&label.de, &taken);
            let field = Field::new(id.clone(), label.clone(), fresh(kind, &label));
            if let Ok(group) = group_mut(form, &to) {
                let at = place_after(&group.fields, after.as_ref(), |field| &field.id)?;
                group.fields.insert(at, field);
            } else {
                let page = page_mut(form, &to)?;
                let at = place_after(&page.items, after.as_ref(), Item::id)?;
                page.items.insert(at, Item::Field(Box::new(field)));
            }
            return Ok(id);
        }
        Edit::Remove(id) => {
            if form.page(&id).is_some() {
                form.pages.retain(|page| page.id != id);
            } else if form.group(&id).is_some() {
                form.pages.iter_mut().for_each(|page| page.items.retain(|item| *item.id() != id));
            } else {
                take_field(form, &id)?;
            }
            return Ok(id);
        }
        Edit::Up(id) => return shift(form, id, true),
        Edit::Down(id) => return shift(form, id, false),
        Edit::ToPage { id, page } => {
            page_mut(form, &page)?;
            let item = if form.group(&id).is_some() {
                let mut taken = None;
                for page in &mut form.pages {
                    if let Some(at) = page.items.iter().position(|item| *item.id() == id) {
                        taken = Some(page.items.remove(at));
                    }
                }
                taken.ok_or_else(|| EditError::Unknown(id.clone()))?
            } else {
                Item::Field(Box::new(take_field(form, &id)?))
            };
            page_mut(form, &page)?.items.push(item);
            return Ok(id);
        }
        Edit::ToGroup { id, group } => {
            group_mut(form, &group)?;
            let field = take_field(form, &id)?;
            group_mut(form, &group)?.fields.push(field);
            return Ok(id);
        }
        Edit::SetLabel { id, label } => {
            if let Ok(page) = page_mut(form, &id) {
                page.title = label;
            } else if let Ok(group) = group_mut(form, &id) {
                group.title = label;
            } else {
                field_mut(form, &id)?.label = label;
            }
            return Ok(id);
        }
        Edit::SetRecord { id, record } => {
            group_mut(form, &id)?.record = record;
            return Ok(id);
        }
        Edit::SetRecords { id, min, max } => {
            let group = group_mut(form, &id)?;
            (group.min, group.max) = (min, max);
            return Ok(id);
        }
        Edit::SetHint { id, hint } => {
            match group_mut(form, &id) {
                Ok(group) => group.hint = hint,
                Err(_) => field_mut(form, &id)?.hint = hint,
            }
            return Ok(id);
        }
        Edit::SetWhen { id, when } => {
            if let Ok(page) = page_mut(form, &id) {
                page.when = when;
            } else if let Ok(group) = group_mut(form, &id) {
                group.when = when;
            } else {
                field_mut(form, &id)?.when = when;
            }
            return Ok(id);
        }
        edit => return step_of_field(form, edit),
    }
    Ok(form.key.clone())
}

fn step_of_field(form: &mut Definition, edit: Edit) -> Result<StableId, EditError> {
    let id = match edit {
        Edit::SetHelp { id, help } => {
            field_mut(form, &id)?.help = help;
            id
        }
        Edit::SetRequired { id, required } => {
            let field = field_mut(form, &id)?;
            field.required = required;
            if required {
                field.required_when = None;
            }
            id
        }
        Edit::SetRequiredWhen { id, when } => {
            let field = field_mut(form, &id)?;
            field.required &= when.is_none();
            field.required_when = when;
            id
        }
        Edit::SetKind { id, kind } => {
            let field = field_mut(form, &id)?;
            if field.kind.name() != kind.name() {
                return Err(EditError::OtherKind);
            }
            field.kind = kind;
            id
        }
        Edit::SetPrivate { id, private } => {
            field_mut(form, &id)?.private = private;
            id
        }
        Edit::SetShared { id, shared } => {
            field_mut(form, &id)?.shared = shared;
            id
        }
        Edit::SetPrefill { id, prefill } => {
            field_mut(form, &id)?.prefill = prefill;
            id
        }
        Edit::SetLegalBasis { id, legal_basis } => {
            field_mut(form, &id)?.legal_basis = legal_basis;
            id
        }
        Edit::SetExternal { id, external } => {
            field_mut(form, &id)?.external = external;
            id
        }
        Edit::AddOption { id, label } => {
            let options = options_mut(form, &id)?;
            let taken = options.iter().map(|option| option.id.clone()).collect();
            options.push(Choosable { id: StableId::propose(&label.de, &taken), label });
            id
        }
        Edit::RenameOption { id, option, label } => {
            let options = options_mut(form, &id)?;
            let at = place(options, &option, |option| &option.id)?;
            options[at].label = label;
            id
        }
        Edit::RemoveOption { id, option } => {
            let options = options_mut(form, &id)?;
            let at = place(options, &option, |option| &option.id)?;
            options.remove(at);
            id
        }
        Edit::OptionUp { id, option } => {
            let options = options_mut(form, &id)?;
            let at = place(options, &option, |option| &option.id)?;
            swap(options, at, true)?;
            id
        }
        Edit::OptionDown { id, option } => {
            let options = options_mut(form, &id)?;
            let at = place(options, &option, |option| &option.id)?;
            swap(options, at, false)?;
            id
        }
        // Every other step is taken by the caller.
        _ => form.key.clone(),
    };
    Ok(id)
}

fn place<T>(list: &[T], id: &StableId, of: impl Fn(&T) -> &StableId) -> Result<usize, EditError> {
    list.iter().position(|part| of(part) == id).ok_or_else(|| EditError::Unknown(id.clone()))
}

fn place_after<T>(
    list: &[T],
    after: Option<&StableId>,
    of: impl Fn(&T) -> &StableId,
) -> Result<usize, EditError> {
    after.map_or(Ok(list.len()), |id| place(list, id, of).map(|at| at + 1))
}

fn swap<T>(list: &mut [T], at: usize, up: bool) -> Result<(), EditError> {
    let other = if up { at.checked_sub(1) } else { Some(at + 1) };
    let other = other.filter(|other| *other < list.len()).ok_or(EditError::AtTheEdge)?;
    list.swap(at, other);
    Ok(())
}

fn shift(form: &mut Definition, id: StableId, up: bool) -> Result<StableId, EditError> {
    if let Ok(at) = place(&form.pages, &id, |page| &page.id) {
        swap(&mut form.pages, at, up)?;
        return Ok(id);
    }
    for page in &mut form.pages {
        if let Ok(at) = place(&page.items, &id, Item::id) {
            swap(&mut page.items, at, up)?;
            return Ok(id);
        }
        for item in &mut page.items {
            if let Item::Group(group) = item
                && let Ok(at) = place(&group.fields, &id, |field| &field.id)
            {
                swap(&mut group.fields, at, up)?;
                return Ok(id);
            }
        }
    }
    Err(EditError::Unknown(id))
}

fn page_mut<'a>(form: &'a mut Definition, id: &StableId) -> Result<&'a mut Page, EditError> {
    form.pages.iter_mut().find(|page| page.id == *id).ok_or_else(|| EditError::Unknown(id.clone()))
}

fn group_mut<'a>(form: &'a mut Definition, id: &StableId) -> Result<&'a mut Group, EditError> {
    let items = form.pages.iter_mut().flat_map(|page| &mut page.items);
    let mut groups = items.filter_map(|item| match item {
        Item::Group(group) => Some(group.as_mut()),
        Item::Field(_) => None,
    });
    groups.find(|group| group.id == *id).ok_or_else(|| EditError::Unknown(id.clone()))
}

fn field_mut<'a>(form: &'a mut Definition, id: &StableId) -> Result<&'a mut Field, EditError> {
    let items = form.pages.iter_mut().flat_map(|page| &mut page.items);
    let mut fields = items.flat_map(|item| match item {
        Item::Field(field) => std::slice::from_mut(field.as_mut()).iter_mut(),
        Item::Group(group) => group.fields.iter_mut(),
    });
    fields.find(|field| field.id == *id).ok_or_else(|| EditError::Unknown(id.clone()))
}

fn options_mut<'a>(form: &'a mut Definition, id: &StableId) -> Result<&'a mut Vec<Choosable>, EditError> {
    field_mut(form, id)?.kind.options_mut().ok_or_else(|| EditError::Unknown(id.clone()))
}

fn take_field(form: &mut Definition, id: &StableId) -> Result<Field, EditError> {
    for page in &mut form.pages {
        if let Some(at) =
            page.items.iter().position(|item| matches!(item, Item::Field(field) if field.id == *id))
            && let Item::Field(field) = page.items.remove(at)
        {
            return Ok(*field);
        }
        for item in &mut page.items {
            if let Item::Group(group) = item
                && let Some(at) = group.fields.iter().position(|field| field.id == *id)
            {
                return Ok(group.fields.remove(at));
            }
        }
    }
    Err(EditError::Unknown(id.clone()))
}
