//! What became of mails.

use rathaus_store::{Change, Id, Row, Session, Slice, StoreError, args, sql};

use crate::mail::{MailFilter, MailState, StoredMail};

fn read(row: &Row) -> Result<StoredMail, StoreError> {
    let state: String = row.get("state")?;
    Ok(StoredMail {
        id: row.get("id")?,
        recipient: row.get("recipient")?,
        subject: row.get("subject")?,
        about: row.get("about")?,
        state: MailState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a mail in state {state:?}")))?,
        error: row.get("error")?,
        message_id: row.get("message_id")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
    })
}

/// Notes a mail that is to be sent.
pub(crate) async fn insert_mail(
    change: &mut Change,
    id: Id,
    recipient: &str,
    subject: &str,
    about: &str,
) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO mail (tenant, id, recipient, subject, about, state, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'queued', $6)"
    );
    let now = change.now();
    change.run(insert, args![id, recipient, subject, about, now]).await?;
    Ok(())
}

/// Notes what became of it. `sent_at` is set where it was sent.
pub(crate) async fn update_mail(
    change: &mut Change,
    id: Id,
    state: MailState,
    error: Option<&str>,
    message_id: &str,
) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE mail SET state = $3, error = $4, message_id = $5, sent_at = $6 WHERE tenant = $1 AND id = $2"
    );
    let sent_at = (state == MailState::Sent).then(|| change.now());
    change.run(update, args![id, state.word(), error.map(str::to_owned), message_id, sent_at]).await?;
    Ok(())
}

/// Notes that it came back or is late, unless it has come back already. Gives whether anything changed.
pub(crate) async fn update_returned(
    change: &mut Change,
    id: Id,
    state: MailState,
    words: &str,
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE mail SET came_back = $3, came_back_words = $4, came_back_at = $5 WHERE tenant = $1 AND id = $2 \
         AND (came_back IS NULL OR came_back = 'delayed')"
    );
    let now = change.now();
    Ok(change.run(update, args![id, state.word(), words.to_owned(), now]).await? == 1)
}

/// A mail of the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn find_mail(session: &mut Session, id: Id) -> Result<Option<StoredMail>, StoreError> {
    let find = sql!(
        "SELECT id, recipient, subject, about, COALESCE(came_back, state) AS state, \
         COALESCE(came_back_words, error) AS error, message_id, created_at, sent_at FROM mail \
         WHERE tenant = $1 AND id = $2"
    );
    session.one(find, args![id]).await?.as_ref().map(read).transpose()
}

/// Mails of the tenant, the newest first, and how many there are in all.
///
/// # Errors
///
/// What the database says.
pub async fn list_mails(
    session: &mut Session,
    filter: &MailFilter,
    slice: Slice,
) -> Result<(Vec<StoredMail>, u64), StoreError> {
    let (about, state) = (filter.about.clone(), filter.state.map(MailState::word));
    let list = sql!(
        "SELECT id, recipient, subject, about, COALESCE(came_back, state) AS state, \
         COALESCE(came_back_words, error) AS error, message_id, created_at, sent_at FROM mail \
         WHERE tenant = $1 AND substr(about, 1, length($2)) = $2 AND ($3 IS NULL OR COALESCE(came_back, state) = $3) \
         ORDER BY id DESC LIMIT $4 OFFSET $5"
    );
    let rows = session.all(list, args![about.clone(), state, slice.limit, slice.offset]).await?;
    let count = sql!(
        "SELECT count(*) AS n FROM mail WHERE tenant = $1 AND substr(about, 1, length($2)) = $2 \
         AND ($3 IS NULL OR COALESCE(came_back, state) = $3)"
    );
    let total: i64 = match session.one(count, args![about, state]).await? {
        Some(row) => row.get("n")?,
        None => 0,
    };
    let mails = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok((mails, u64::try_from(total).unwrap_or(0)))
}

/// Forgets mails made before `before`, sent or not; for retention. Gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn delete_mails_before(change: &mut Change, before: jiff::Timestamp) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM mail WHERE tenant = $1 AND created_at < $2"), args![before]).await
}

/// Forgets the mails to one address; for people who leave. Gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn delete_mails_to(change: &mut Change, recipient: &str) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM mail WHERE tenant = $1 AND recipient = $2"), args![recipient]).await
}
