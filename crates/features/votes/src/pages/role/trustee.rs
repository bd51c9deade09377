//! Trustees: keys are made and used on their own device; what comes here is public, or sealed for another trustee.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};
use serde_json::json;

use super::holder;
use crate::freezing::{check_message, decryption_key_of, due, inbox_of, is_threshold, trustees_of};
use crate::jobs::{Telling, step};
use crate::model::{Kind, RoleKind, Stage, group_of};
use crate::store::ballot::hold_box;
use crate::store::election::{Election, hold_draft};
use crate::store::message::{MessageKind, MessageRow, insert_message, list_messages};
use crate::store::role::list_roles;

/// The longest message: a shuffle of twenty thousand ballots.
const LONGEST: usize = 60_000_000;

/// What trustees hand in during the count.
pub(super) fn due_in_count(election: &Election, messages: &[MessageRow]) -> Option<MessageKind> {
    if election.stage != Stage::Counting {
        return None;
    }
    let is_shuffled = election.questions.iter().any(|question| question.kind != Kind::Choose);
    let done = messages.iter().filter(|one| one.kind == MessageKind::Shuffle && one.is_accepted).count();
    match is_shuffled && done < election.rules.trustees {
        true => Some(MessageKind::Shuffle),
        false => Some(MessageKind::Share),
    }
}

/// What the script of a trustee needs.
pub(in crate::pages) async fn ceremony(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    holder.is(RoleKind::Trustee)?;
    let (election, place) = (&holder.election, holder.role.place);
    let roles = list_roles(&mut view, election.id).await?;
    let messages = list_messages(&mut view, election.id).await?;
    drop(view);
    let certificates: Vec<String> = (1..=trustees_of(&roles) as u64)
        .filter_map(|place| {
            let is_it = |one: &&MessageRow| one.kind == MessageKind::Certificate && one.place == place;
            messages.iter().find(is_it).map(|one| one.body.clone())
        })
        .collect();
    let due = match election.stage {
        Stage::Draft => due(election, &roles, &messages),
        _ => due_in_count(election, &messages),
    };
    let inbox = match due {
        Some(MessageKind::Acceptance) => {
            let (election, messages) = (election.clone(), messages.clone());
            let inbox = tokio::task::spawn_blocking(move || inbox_of(&election, &messages, place));
            Some(inbox.await.map_err(PageError::fault)?.map_err(PageError::fault)?)
        }
        _ => None,
    };
    let out = json!({
        "uuid": election.uuid,
        "group": group_of(&election.questions).as_str(),
        "threshold": is_threshold(election, &roles).then_some(election.rules.trustees),
        "place": place,
        "certificates": certificates,
        "inbox": inbox,
        "decryptionKey": decryption_key_of(&messages, place),
        "due": due.map(MessageKind::word),
        "archive": visitor.url(&format!("/votes/{}/archive.bel", election.uuid)),
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], out.to_string()).into_response())
}

/// Something that a trustee hands in.
pub(in crate::pages) struct Handed {
    kind: MessageKind,
    body: String,
}

impl FromForm for Handed {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let kind = form.choice("kind");
        let body = form.text("body", 1..=LONGEST);
        Some(Self { kind: kind?, body: body? })
    }
}

pub(in crate::pages) async fn hand_in(
    visitor: Visitor,
    Path(key): Path<String>,
    form: Form<Handed>,
) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    drop(view);
    holder.is(RoleKind::Trustee)?;
    let Ok(Handed { kind, body }) = form.checked() else {
        return Err(PageError::Conflict("role-message-wrong"));
    };
    let (election, role) = (&holder.election, &holder.role);
    let mut change = visitor.change_as(holder.actor.clone()).await?;
    // Held, so that nothing is frozen beside it, and of two trustees one comes after the other.
    let is_draft = hold_draft(&mut change, election.id).await?;
    if !is_draft {
        hold_box(&mut change, election.id).await?;
    }
    let roles = list_roles(&mut change, election.id).await?;
    let messages = list_messages(&mut change, election.id).await?;
    if let Some(there) = messages.iter().find(|one| one.kind == kind && one.place == role.place) {
        // The same once more: a second click, or a second tab.
        let said = if there.body == body { "role-handed-in" } else { "role-handed-in-before" };
        drop(change);
        return visitor.done(&holder.base, said);
    }
    let wanted = if is_draft { due(election, &roles, &messages) } else { due_in_count(election, &messages) };
    if wanted != Some(kind) {
        return Err(PageError::Conflict("role-not-due"));
    }
    if is_draft {
        let checked = check_message(election, &messages, kind, &body);
        if let Err(wrong) = checked {
            tracing::warn!(election = %election.uuid, place = role.place, wrong, "a trustee's message is refused");
            return Err(PageError::Conflict("role-message-wrong"));
        }
    }
    // What belongs to the count is looked at by a job, which verifies the archive first.
    insert_message(&mut change, election.id, kind, role.place, &body, is_draft).await?;
    if is_draft {
        let messages = list_messages(&mut change, election.id).await?;
        let next = due(election, &roles, &messages);
        if next.is_some() && next != Some(kind) {
            let trustees = roles.iter().filter(|other| other.kind == RoleKind::Trustee);
            for other in trustees.filter(|other| other.id != role.id) {
                change.enqueue(Telling::again(other.id, "keys")?).await?;
            }
        }
    } else {
        change.enqueue(step(election.id)?).await?;
    }
    let record =
        Record::new("election.message", election.id).with("kind", kind.word()).with("place", role.place);
    change.commit(record).await?;
    visitor.done(&holder.base, "role-handed-in")
}
