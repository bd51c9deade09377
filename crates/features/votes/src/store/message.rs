//! What trustees hand in, and what is made of the box.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// The public key of a trustee who decrypts alone for their part.
    Key,
    /// The certificate of a trustee in a group of whom some suffice.
    Certificate,
    /// What such a trustee sends to the others.
    Polynomial,
    /// That such a trustee accepts what the others sent.
    Acceptance,
    /// The encrypted tally.
    Tally,
    /// A shuffle of what is decrypted one by one.
    Shuffle,
    /// A trustee's share of decrypting.
    Share,
    /// The result.
    Outcome,
}

impl MessageKind {
    /// All of them.
    pub const ALL: [MessageKind; 8] = [
        MessageKind::Key,
        MessageKind::Certificate,
        MessageKind::Polynomial,
        MessageKind::Acceptance,
        MessageKind::Tally,
        MessageKind::Shuffle,
        MessageKind::Share,
        MessageKind::Outcome,
    ];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            MessageKind::Key => "key",
            MessageKind::Certificate => "certificate",
            MessageKind::Polynomial => "polynomial",
            MessageKind::Acceptance => "acceptance",
            MessageKind::Tally => "tally",
            MessageKind::Shuffle => "shuffle",
            MessageKind::Share => "share",
            MessageKind::Outcome => "result",
        }
    }
}

impl std::str::FromStr for MessageKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// What it is.
    pub kind: MessageKind,
    /// The trustee's number; 0 for what the house made.
    pub place: u64,
    /// What it says.
    pub body: String,
    /// Whether it was looked at and found right.
    pub is_accepted: bool,
    /// When.
    pub made_at: Timestamp,
}

impl MessageRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            kind: kind.parse().map_err(|()| StoreError::Fault(format!("no message is called {kind}")))?,
            place: row.get::<i64>("place")?.unsigned_abs(),
            body: row.get("body")?,
            is_accepted: row.get::<String>("state")? == "accepted",
            made_at: row.get("made_at")?,
        })
    }
}

/// All messages of an election, in the order in which they came.
///
/// # Errors
///
/// What the database says.
pub async fn list_messages(session: &mut Session, election: Id) -> Result<Vec<MessageRow>, StoreError> {
    let list = sql!("SELECT * FROM election_message WHERE tenant = $1 AND election = $2 ORDER BY number");
    session.all(list, args![election]).await?.iter().map(MessageRow::from_row).collect()
}

/// Keeps a message. `false` where there is one of this kind from this trustee.
///
/// # Errors
///
/// What the database says; a conflict where another came at the same moment.
pub async fn insert_message(
    change: &mut Change,
    election: Id,
    kind: MessageKind,
    place: u64,
    body: &str,
    is_accepted: bool,
) -> Result<bool, StoreError> {
    let (now, state) = (change.now(), if is_accepted { "accepted" } else { "waiting" });
    let written = change
        .run(
            sql!(
                "INSERT INTO election_message (tenant, election, kind, place, number, body, state, made_at) \
                 SELECT $1, $2, $3, $4, \
                 COALESCE((SELECT MAX(m.number) FROM election_message m WHERE m.tenant = $1 AND m.election = $2), 0) + 1, \
                 $5, $6, $7 WHERE 1 = 1 ON CONFLICT (tenant, election, kind, place) DO NOTHING"
            ),
            args![election, kind.word(), place as i64, body, state, now],
        )
        .await?;
    Ok(written > 0)
}

/// Notes that a message was found right.
///
/// # Errors
///
/// What the database says.
pub async fn update_accepted(
    change: &mut Change,
    election: Id,
    kind: MessageKind,
    place: u64,
) -> Result<bool, StoreError> {
    let accept = sql!(
        "UPDATE election_message SET state = 'accepted' WHERE tenant = $1 AND election = $2 AND kind = $3 \
         AND place = $4 AND state = 'waiting'"
    );
    Ok(change.run(accept, args![election, kind.word(), place as i64]).await? > 0)
}

/// Takes a message out that was found wrong, so that its trustee can hand in another.
///
/// # Errors
///
/// What the database says.
pub async fn delete_message(
    change: &mut Change,
    election: Id,
    kind: MessageKind,
    place: u64,
) -> Result<bool, StoreError> {
    let delete = sql!(
        "DELETE FROM election_message WHERE tenant = $1 AND election = $2 AND kind = $3 AND place = $4 \
         AND state = 'waiting'"
    );
    Ok(change.run(delete, args![election, kind.word(), place as i64]).await? > 0)
}

/// Takes out all keys of a draft, because trustees make new ones.
///
/// # Errors
///
/// What the database says.
pub async fn delete_messages(change: &mut Change, election: Id) -> Result<u64, StoreError> {
    let delete = sql!("DELETE FROM election_message WHERE tenant = $1 AND election = $2");
    change.run(delete, args![election]).await
}
