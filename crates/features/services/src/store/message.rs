//! Messages to colleagues on a case, until somebody has read them.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

/// A message to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// The case it is about.
    pub case: Id,
    /// The case's number.
    pub number: String,
    /// Who wrote it.
    pub sender: Id,
    /// That person's name.
    pub sender_name: String,
    /// To whom.
    pub recipient: Id,
    /// That person's name.
    pub recipient_name: String,
    /// What it says.
    pub words: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was marked as read.
    pub read_at: Option<Timestamp>,
}

impl Message {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            number: row.get("number")?,
            sender: row.get("sender")?,
            sender_name: row.get("sender_name")?,
            recipient: row.get("recipient")?,
            recipient_name: row.get("recipient_name")?,
            words: row.get("words")?,
            sent_at: row.get("sent_at")?,
            read_at: row.get("read_at")?,
        })
    }
}

/// Keeps a message.
///
/// # Errors
///
/// What the database says.
pub async fn insert_message(change: &mut Change, message: &Message) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO case_message (tenant, id, case_id, number, sender, sender_name, recipient, recipient_name, \
                 words, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            ),
            args![
                message.id,
                message.case,
                &message.number,
                message.sender,
                &message.sender_name,
                message.recipient,
                &message.recipient_name,
                &message.words,
                message.sent_at
            ],
        )
        .await?;
    Ok(())
}

/// A message by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_message(session: &mut Session, id: Id) -> Result<Option<Message>, StoreError> {
    let row =
        session.one(sql!("SELECT * FROM case_message WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Message::from_row).transpose()
}

/// What this person has not read, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_unread(session: &mut Session, recipient: Id) -> Result<Vec<Message>, StoreError> {
    let list = sql!(
        "SELECT * FROM case_message WHERE tenant = $1 AND recipient = $2 AND read_at IS NULL ORDER BY id"
    );
    session.all(list, args![recipient]).await?.iter().map(Message::from_row).collect()
}

/// What this person wrote or was sent, for what the house knows about them.
///
/// # Errors
///
/// What the database says.
pub async fn list_messages_of(session: &mut Session, person: Id) -> Result<Vec<Message>, StoreError> {
    let list =
        sql!("SELECT * FROM case_message WHERE tenant = $1 AND (recipient = $2 OR sender = $2) ORDER BY id");
    session.all(list, args![person]).await?.iter().map(Message::from_row).collect()
}

/// Marks a message as read by somebody; `false` where it is already.
///
/// # Errors
///
/// What the database says.
pub async fn mark_read(change: &mut Change, id: Id, by: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let mark = sql!(
        "UPDATE case_message SET read_at = $3, read_by = $4 WHERE tenant = $1 AND id = $2 AND read_at IS NULL"
    );
    Ok(change.run(mark, args![id, now, by]).await? == 1)
}

/// Deletes the messages of a case; what they said stands among its events, as long as it has them.
///
/// # Errors
///
/// What the database says.
pub async fn delete_messages(change: &mut Change, case: Id) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM case_message WHERE tenant = $1 AND case_id = $2"), args![case]).await
}

/// Deletes what a person wrote or was sent; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn forget_messages(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let delete = sql!("DELETE FROM case_message WHERE tenant = $1 AND (recipient = $2 OR sender = $2)");
    change.run(delete, args![person]).await
}
