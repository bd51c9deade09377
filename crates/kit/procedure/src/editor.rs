//! The editor in the browser: forms, versions, questions, conditions, publishing, moving a form between houses.
//!
//! Every step is a post that makes one or several [`crate::Edit`]s of the draft version and leads back; scripts are not
//! needed. The edition that a page was made of is sent along, so two people never overwrite each other unseen. Only
//! the office comes in here. Conditions are put together from lists; one that is nested deeper than the lists can say
//! is shown and kept as it is.

mod api;
mod conditions;
mod element;
mod forms;
mod outline;
mod publish;

use std::collections::BTreeSet;

use axum::Router;
use rathaus_store::{Record, Session};
use rathaus_web::{App, PageError, Visitor, get, post};

use crate::store::{
    Edited, Form, State, Version, find_draft_version, find_form, list_versions, save_draft_version,
};
use crate::{Definition, Edit, EditError, StableId, apply};

pub(crate) use api::routes as api;

/// The pages of the editor.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/forms", get(forms::list).merge(post(forms::create)))
        .route("/forms/import", post(forms::import))
        .route("/forms/{key}", get(forms::show))
        .route("/forms/{key}/draft", post(forms::begin))
        .route("/forms/{key}/discard", post(forms::discard))
        .route("/forms/{key}/copy", post(forms::copy))
        .route("/forms/{key}/retire", post(forms::retire))
        .route("/forms/{key}/versions/{n}/json", get(forms::export))
        .route("/forms/{key}/versions/{n}/print", get(forms::print))
        .route("/forms/{key}/versions/{n}/preview", get(forms::preview))
        .route("/forms/{key}/edit", get(outline::show).merge(post(outline::step)))
        .route("/forms/{key}/edit/{id}", get(element::show).merge(post(element::save)))
        .route("/forms/{key}/undo", post(outline::undo))
        .route("/forms/{key}/publish", get(publish::show).merge(post(publish::publish)))
}

/// The name of the person in front of the editor.
pub(crate) fn name(visitor: &Visitor) -> Result<String, PageError> {
    Ok(visitor.office()?.name.clone())
}

/// A form with its draft version.
pub(crate) async fn open(session: &mut Session, key: &str) -> Result<(Form, Option<Version>), PageError> {
    let form = find_form(session, key).await?.ok_or(PageError::NotFound)?;
    let draft = find_draft_version(session, form.id).await?;
    Ok((form, draft))
}

/// The ids of all versions of a form that were live, which new questions must not take.
pub(crate) async fn earlier_ids(session: &mut Session, form: &Form) -> Result<BTreeSet<StableId>, PageError> {
    let versions = list_versions(session, form.id).await?;
    let fixed = versions.iter().filter(|version| version.state != State::Draft);
    Ok(fixed.flat_map(|version| version.definition.ids()).collect())
}

/// What became of a step.
pub(crate) enum Stepped {
    /// Kept; the element that was added or changed last.
    Kept(StableId),
    /// Somebody else was faster.
    Stale,
    /// The step makes no sense.
    Refused(EditError),
    /// There is no draft version any more.
    Gone,
}

/// Makes edits of the draft version, all or none, if nobody made any since `edition`.
pub(crate) async fn make(
    visitor: &Visitor,
    key: &str,
    edition: u32,
    edits: Vec<Edit>,
) -> Result<Stepped, PageError> {
    let by = name(visitor)?;
    let mut change = visitor.change().await?;
    let (form, draft) = open(&mut change, key).await?;
    let Some(draft) = draft else { return Ok(Stepped::Gone) };
    if draft.edition != edition {
        return Ok(Stepped::Stale);
    }
    let earlier = earlier_ids(&mut change, &form).await?;
    let mut definition: Definition = Definition::clone(&draft.definition);
    let mut last = definition.key.clone();
    for edit in edits {
        last = match apply(&mut definition, edit, &earlier) {
            Ok(id) => id,
            Err(error) => return Ok(Stepped::Refused(error)),
        };
    }
    if definition == *draft.definition {
        return Ok(Stepped::Kept(last));
    }
    match save_draft_version(&mut change, draft.id, edition, &definition, &by).await? {
        Edited::Saved(_) => {
            change.commit(Record::new("form.edited", &form.key).with("version", draft.n)).await?;
            Ok(Stepped::Kept(last))
        }
        Edited::Stale(_) => Ok(Stepped::Stale),
        Edited::Fixed => Ok(Stepped::Gone),
    }
}
