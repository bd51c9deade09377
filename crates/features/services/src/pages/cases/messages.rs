//! Messages of colleagues in the in-tray: one's own, and those to who is away and whom one stands in for.

use axum::extract::Path;
use rathaus_people::deputy::Absent;
use rathaus_store::{Id, Record, Session};
use rathaus_web::{Answer, PageError, Value, Visitor, context};

use crate::colleagues::absent;
use crate::policy;
use crate::store::message::{Message, find_message, list_unread, mark_read};

/// What waits to be read, as pages show it.
pub(crate) async fn unread(
    visitor: &Visitor,
    session: &mut Session,
    absent: &[Absent],
) -> Result<Vec<(Message, Value)>, PageError> {
    let Some(signed) = visitor.signed() else { return Ok(Vec::new()) };
    let mut all = list_unread(session, signed.person).await?;
    for away in absent {
        all.extend(list_unread(session, away.person).await?);
    }
    let shown = |message: &Message| {
        context! {
            href => visitor.url(&format!("/cases/{}", message.number)),
            path => visitor.url(&format!("/cases/messages/{}/reading", message.id)),
            number => message.number.clone(),
            from => message.sender_name.clone(),
            to => (message.recipient != signed.person).then(|| message.recipient_name.clone()),
            words => message.words.clone(),
            at => message.sent_at.to_string(),
        }
    };
    Ok(all.into_iter().map(|message| (message.clone(), shown(&message))).collect())
}

/// Marks a message as read: the recipient does, or who stands in for them.
pub(super) async fn read(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let message = find_message(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let is_deputy = absent(&visitor, &mut change).await?.iter().any(|away| away.person == message.recipient);
    if message.recipient != person && !is_deputy {
        return Err(PageError::NotFound);
    }
    if mark_read(&mut change, id, person).await? {
        let mut record = Record::new("case.message-read", message.case).with("message", id);
        if message.recipient != person {
            record = record.with("for", message.recipient);
        }
        change.commit(record).await?;
    }
    visitor.done("/cases", "message-read-done")
}
