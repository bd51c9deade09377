//! What the forum tells the pages of a form about the answer to a survey.

use std::collections::BTreeMap;

use rathaus_procedure::fill::{Host, Later, Params, Sitting, Step};
use rathaus_procedure::store::{Draft, Submission, find_draft, find_form, find_version};
use rathaus_procedure::{Item, Page};
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::{PageError, Value, Visitor, context};

use super::{answering, similar, survey_key};
use crate::store::invitation::{Invitation, find_invitation, mark_answered, mark_started};
use crate::store::need::replace_needs;
use crate::survey::{GROUP, needs};

/// Whose answers the answers to an invitation are.
pub fn holder(invitation: Id) -> String {
    format!("invitation:{invitation}")
}

/// What is known of somebody who fills in a form, for its first page.
pub(crate) fn known(name: &str, email: &str) -> BTreeMap<String, String> {
    let known = [("person.name", name), ("person.email", email)];
    known.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn invitation_of(holder: &str) -> Option<Id> {
    holder.strip_prefix("invitation:")?.parse().ok()
}

/// Takes the needs out of a submission, and notes the answer; in the transaction of handing in. Gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn take_needs(
    change: &mut Change,
    invitation: &Invitation,
    submission: &Submission,
) -> Result<usize, StoreError> {
    let version = find_version(change, submission.version)
        .await?
        .ok_or_else(|| StoreError::fault("the version of a submission is not there"))?;
    let written = needs(&version.definition, &submission.answers);
    let (round, body) = (invitation.round, invitation.organisation);
    replace_needs(change, round, body, Some(submission.id), &written).await?;
    mark_answered(change, invitation.id).await?;
    Ok(written.len())
}

/// The needs survey as a form that is filled in.
pub(super) struct Survey;

impl Host for Survey {
    fn find<'a>(&'a self, visitor: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        Box::pin(async move {
            let answering = answering(visitor, params).await?;
            let form = survey_key(visitor, &answering).await?;
            let prefill = known(&answering.name, &answering.email);
            Ok(Sitting {
                form,
                holder: holder(answering.invitation.id),
                is_open: answering.is_open(visitor),
                base: format!("{}/form", answering.base),
                home: None,
                prefill,
                by: answering.by,
                assurance: answering.assurance,
                actor: answering.actor,
            })
        })
    }

    fn submitted<'a>(
        &'a self,
        change: &'a mut Change,
        sitting: &'a Sitting,
        submission: &'a Submission,
    ) -> Later<'a, ()> {
        Box::pin(async move {
            let id = invitation_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let invitation = find_invitation(change, id).await?.ok_or(PageError::NotFound)?;
            take_needs(change, &invitation, submission).await?;
            Ok(())
        })
    }

    fn saved<'a>(&'a self, change: &'a mut Change, sitting: &'a Sitting, _: &'a Draft) -> Later<'a, ()> {
        Box::pin(async move {
            if let Some(id) = invitation_of(&sitting.holder) {
                mark_started(change, id).await?;
            }
            Ok(())
        })
    }

    fn template(&self, step: Step) -> &'static str {
        match step {
            Step::Page => "forum/answer-page.html",
            Step::Done => "forum/answer-done.html",
            step => step.template(),
        }
    }

    fn context<'a>(
        &'a self,
        visitor: &'a Visitor,
        sitting: &'a Sitting,
        page: Option<&'a Page>,
    ) -> Later<'a, Value> {
        Box::pin(async move {
            let id = invitation_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let mut view = visitor.read().await?;
            let invitation = find_invitation(&mut view, id).await?.ok_or(PageError::NotFound)?;
            let has_group = |page: &Page| {
                page.items.iter().any(|item| matches!(item, Item::Group(group) if group.id.as_str() == GROUP))
            };
            let is_needs = page.is_some_and(has_group);
            // Without scripts, similar needs are seen on the page after the one on which they were described.
            let mut found = Vec::new();
            if page.is_some_and(|page| !has_group(page))
                && let Some(form) = find_form(&mut view, &sitting.form).await?
                && let Some(draft) = find_draft(&mut view, form.id, &sitting.holder).await?
                && let Some(version) = find_version(&mut view, draft.version).await?
            {
                let texts = needs(&version.definition, &draft.answers)
                    .into_iter()
                    .map(|need| format!("{} {}", need.title, need.description));
                found = similar::like_any(&mut view, visitor, &invitation, texts).await?;
            }
            let base = sitting.base.strip_suffix("/form").unwrap_or(&sitting.base);
            Ok(context! {
                base => visitor.url(base),
                is_needs,
                is_open => sitting.is_open,
                similar => found,
                back => page.map_or_else(String::new, |page| format!("/form/pages/{}", page.id)),
                script => similar::script_address(visitor),
                town => invitation.name,
            })
        })
    }
}
