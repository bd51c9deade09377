//! Forms in a bundle: for each the valid version and the draft of the next one, as the editor writes them, too.
//!
//! A form that the tenant does not have comes as it was. One that it has gets the newest state of the bundle as its draft:
//! what is valid stays as it is until somebody of the office publishes, and the draft before can be had back in the editor.
//!
//! Drafts that have faults stay at home, and so do forms of parts of the house that bring nothing of their own into a bundle:
//! they belong to things that are not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use rathaus_store::{Change, Session, StoreError};
use rathaus_web::bundle::{Around, BundlePart, Differing, Line, PartFiles, Standing, read_json, write_json};
use rathaus_web::{App, PageError};

use crate::fill::view::arguments;
use crate::store::forms::hash;
use crate::store::{
    Edited, Form, Published, State, begin_version, find_form, insert_definition, list_forms, list_versions,
    publish, save_draft_version,
};
use crate::{Definition, Fault, difference};

/// The forms of a tenant.
pub(crate) struct Forms;

/// What part of the house a form belongs to, by its key; no form has such a key.
const OWNERS: &str = "_owners.json";
/// Most faults of one form that are named.
const MOST_FAULTS: usize = 20;

/// A form as a bundle holds it.
#[derive(Default)]
struct Held {
    live: Option<Definition>,
    draft: Option<Definition>,
}

impl Held {
    /// Its newest state.
    fn newest(&self) -> Option<&Definition> {
        self.draft.as_ref().or(self.live.as_ref())
    }
}

/// What is done with a form.
enum Act {
    Insert(Box<Held>),
    Draft(Form, Box<Definition>),
}

/// A form's file as its key and whether it is a draft.
fn key_of(file: &str) -> Option<(&str, bool)> {
    let name = file.strip_suffix(".json")?;
    Some(match name.strip_suffix(".draft") {
        Some(key) => (key, true),
        None => (name, false),
    })
}

fn said(around: &Around<'_>, fault: &Fault) -> Result<String, PageError> {
    let args = arguments(fault.what.args(around.lang));
    let args: Vec<_> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let text = around.app.texts(around.lang).with(fault.what.key(), &args)?;
    Ok(if fault.at.is_empty() { text } else { format!("{}: {text}", fault.at) })
}

/// A form of its file, or what is wrong with it.
fn read(around: &Around<'_>, key: &str, bytes: &[u8]) -> Result<Result<Definition, Vec<String>>, PageError> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(Err(vec![around.text("bundle-text-encoding")?]));
    };
    match Definition::from_json(text) {
        Ok(definition) if definition.key.as_str() == key => Ok(Ok(definition)),
        Ok(definition) => {
            let args = [("file", key), ("found", definition.key.as_str())];
            Ok(Err(vec![around.text_with("bundle-form-key", &args)?]))
        }
        Err(faults) => {
            let faults = faults.iter().take(MOST_FAULTS).map(|fault| said(around, fault));
            Ok(Err(faults.collect::<Result<_, _>>()?))
        }
    }
}

/// The differences of two states of a form, in words.
///
/// # Errors
///
/// A fault where a text is missing.
pub fn differences(
    around: &Around<'_>,
    old: &Definition,
    new: &Definition,
) -> Result<Vec<Differing>, PageError> {
    difference(old, new)
        .into_iter()
        .map(|change| {
            let what = around.text(&change.what.key())?;
            let setting = change.setting.map(|name| format!(" ({name})")).unwrap_or_default();
            Ok(Differing {
                what: format!("{}: {what}{setting}", change.label),
                old: change.old.unwrap_or_default(),
                new: change.new.unwrap_or_default(),
            })
        })
        .collect()
}

/// How a form stands to what is there, and what is to be done with it.
async fn compare(
    around: &Around<'_>,
    session: &mut Session,
    key: &str,
    held: Held,
) -> Result<(Line, Option<Act>), PageError> {
    let file = if held.live.is_some() { format!("{key}.json") } else { format!("{key}.draft.json") };
    let Some(newest) = held.newest().cloned() else {
        return Ok((Line::new(&file, key, Standing::Left), None));
    };
    let title = newest.title.get(around.lang).to_owned();
    let Some(form) = find_form(session, key).await? else {
        let note = if held.live.is_some() { "bundle-form-online" } else { "bundle-form-draft" };
        let line = Line::new(&file, title, Standing::New).note(around.text(note)?);
        return Ok((line, Some(Act::Insert(Box::new(held)))));
    };
    let versions = list_versions(session, form.id).await?;
    let mark = hash(&newest);
    let is_there = |version: &&crate::store::Version| version.state != State::Retired && version.hash == mark;
    let latest = versions.first();
    if versions.iter().any(|version| is_there(&version)) || latest.is_some_and(|last| last.hash == mark) {
        return Ok((Line::new(&file, title, Standing::Same), None));
    }
    let has_draft = latest.is_some_and(|last| last.state == State::Draft);
    let note = if has_draft { "bundle-form-replaces" } else { "bundle-form-becomes" };
    let mut line = Line::new(&file, title, Standing::Changed).note(around.text(note)?);
    if let Some(latest) = latest {
        line.differences = differences(around, &latest.definition, &newest)?;
    }
    Ok((line, Some(Act::Draft(form, Box::new(newest)))))
}

/// Everything in the part with what is to be done with it.
async fn examine(
    around: &Around<'_>,
    session: &mut Session,
    files: &PartFiles,
) -> Result<Vec<(Line, Option<Act>)>, PageError> {
    let mut lines = Vec::new();
    let mut forms: BTreeMap<&str, Held> = BTreeMap::new();
    let mut wrong: BTreeSet<&str> = BTreeSet::new();
    for (file, bytes) in files.iter().filter(|(file, _)| *file != OWNERS) {
        let Some((key, is_draft)) = key_of(file) else {
            lines.push((Line::stray(around, file)?, None));
            continue;
        };
        match read(around, key, bytes)? {
            Ok(definition) if is_draft => forms.entry(key).or_default().draft = Some(definition),
            Ok(definition) => forms.entry(key).or_default().live = Some(definition),
            Err(notes) => {
                let mut line = Line::new(file, key, Standing::Wrong);
                line.notes = notes;
                wrong.insert(key);
                lines.push((line, None));
            }
        }
    }
    for (key, held) in forms.into_iter().filter(|(key, _)| !wrong.contains(key)) {
        lines.push(compare(around, session, key, held).await?);
    }
    if let Some(Err(error)) = files.get(OWNERS).map(|bytes| read_json::<BTreeMap<String, String>>(bytes)) {
        lines.push((error.line(around, OWNERS)?, None));
    }
    Ok(lines)
}

/// Puts a form in that the tenant does not have.
async fn insert(around: &Around<'_>, change: &mut Change, owner: &str, held: Held) -> Result<(), PageError> {
    let Some(live) = held.live else {
        if let Some(draft) = held.draft {
            insert_definition(change, owner, &draft, around.by).await?;
        }
        return Ok(());
    };
    let (form, version) = insert_definition(change, owner, &live, around.by).await?;
    match publish(change, version.id, version.edition).await? {
        Published::Live(_) => {}
        other => {
            return Err(StoreError::Fault(format!("a sound form cannot be published: {other:?}")).into());
        }
    }
    match held.draft {
        Some(draft) => replace(around, change, &form, &draft).await,
        None => Ok(()),
    }
}

/// Makes this state the draft of a form.
async fn replace(
    around: &Around<'_>,
    change: &mut Change,
    form: &Form,
    definition: &Definition,
) -> Result<(), PageError> {
    let draft = begin_version(change, form.id, around.by).await?.ok_or(PageError::NotFound)?;
    match save_draft_version(change, draft.id, draft.edition, definition, around.by).await? {
        Edited::Saved(_) => Ok(()),
        Edited::Stale(_) | Edited::Fixed => Err(PageError::Conflict("procedure-editor-stale")),
    }
}

#[async_trait]
impl BundlePart for Forms {
    fn name(&self) -> &'static str {
        "forms"
    }

    async fn give(&self, app: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let mut files = PartFiles::new();
        let mut owners = BTreeMap::new();
        for form in list_forms(session, None).await? {
            if !form.owner.is_empty() && !app.is_bundled(&form.owner) {
                continue;
            }
            for version in list_versions(session, form.id).await? {
                let name = match version.state {
                    State::Live => format!("{}.json", form.key),
                    State::Draft if version.definition.faults().is_empty() => {
                        format!("{}.draft.json", form.key)
                    }
                    State::Draft | State::Retired => continue,
                };
                files.insert(name, version.definition.to_json().into_bytes());
                if !form.owner.is_empty() {
                    owners.insert(form.key.clone(), form.owner.clone());
                }
            }
        }
        if !owners.is_empty() {
            files.insert(OWNERS.to_owned(), write_json(&owners)?);
        }
        Ok(files)
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        Ok(examine(around, session, files).await?.into_iter().map(|(line, _)| line).collect())
    }

    async fn take(
        &self,
        around: &Around<'_>,
        change: &mut Change,
        files: &PartFiles,
    ) -> Result<(), PageError> {
        let owners: BTreeMap<String, String> =
            files.get(OWNERS).and_then(|bytes| read_json(bytes).ok()).unwrap_or_default();
        for (_, act) in examine(around, change, files).await? {
            match act {
                None => {}
                Some(Act::Draft(form, definition)) => replace(around, change, &form, &definition).await?,
                Some(Act::Insert(held)) => {
                    let key = held.newest().map(|definition| definition.key.to_string());
                    let owner = key.and_then(|key| owners.get(&key).cloned()).unwrap_or_default();
                    let owner = if around.app.is_bundled(&owner) { owner.as_str() } else { "" };
                    insert(around, change, owner, *held).await?;
                }
            }
        }
        Ok(())
    }
}

/// The parts of this crate.
pub(crate) fn parts() -> Vec<Arc<dyn BundlePart>> {
    vec![Arc::new(Forms)]
}
