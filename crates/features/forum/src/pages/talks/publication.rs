//! Publishing the draft: what changes for whom, shown before; then the mails, and everybody's agenda at once.

use std::collections::BTreeSet;

use axum::extract::Path;
use rathaus_store::{Change, Id, Record};
use rathaus_web::{Answer, Fields, PageError, Sheet, Visitor, context};

use super::{figures, ground_of, say};
use crate::model::talk::{Step, Turn};
use crate::pages::invitations::head;
use crate::policy;
use crate::talking::{Ground, carry_out};

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
    let pending = ground.pending();
    let concerned: BTreeSet<Id> = pending.iter().flat_map(|step| [step.talk.a, step.talk.b]).collect();
    let silent: Vec<String> = concerned
        .iter()
        .filter_map(|id| ground.registration(*id))
        .filter(|one| one.email.is_empty())
        .map(|one| one.name.clone())
        .collect();
    let own = context! {
        round => head(&ground.round),
        steps => say::steps(&ground, &pending),
        concerned => concerned.len(),
        silent,
        figures => ground.plan.draft.as_ref().map(|draft| figures(&ground, draft)),
        edition => ground.plan.edition,
        is_first => ground.plan.published_at.is_none(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("forum/talks-publication.html", visitor.text("talks-publication")?, own)
}

/// Publishes the draft of this edition; `None` where somebody else changed it. The caller commits what [`record`] says.
pub(crate) async fn publish_draft(
    change: &mut Change,
    ground: &Ground,
    edition: i64,
) -> Result<Option<Vec<Step>>, PageError> {
    if ground.plan.draft.is_none() {
        return Err(PageError::NotFound);
    }
    let steps = ground.pending();
    let is_fresh = edition == ground.plan.edition
        && carry_out(change, ground.round.id, ground.plan.edition, &steps).await?;
    Ok(is_fresh.then_some(steps))
}

/// What the audit log says about publishing.
pub(crate) fn record(round: Id, steps: &[Step]) -> Record {
    let count = |turn: Turn| steps.iter().filter(|step| step.turn == turn).count();
    Record::new("talks.published", round)
        .with("added", count(Turn::Added))
        .with("moved", count(Turn::Moved) + count(Turn::Table))
        .with("cancelled", count(Turn::Cancelled))
}

pub(super) async fn publish(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(-1);
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, &slug).await?;
    // Pressing twice publishes once: the second time nothing is left to publish.
    if ground.plan.published_at.is_some() && ground.pending().is_empty() {
        return visitor.done(&format!("/rounds/{slug}/talks"), "talks-published");
    }
    let steps = publish_draft(&mut change, &ground, edition).await?;
    let steps = steps.ok_or(PageError::Conflict("talks-changed-elsewhere"))?;
    change.commit(record(ground.round.id, &steps)).await?;
    visitor.done(&format!("/rounds/{slug}/talks"), "talks-published")
}
