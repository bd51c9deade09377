//! Whom an invitation reaches: several people of one body, each with a link of their own.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

/// Where a contact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The office typed it in.
    Office,
    /// It stood in a table that the office imported.
    Import,
    /// A colleague passed the invitation on.
    Passed,
    /// It was taken over from an earlier round.
    Earlier,
}

impl Origin {
    /// All origins.
    pub const ALL: [Origin; 4] = [Origin::Office, Origin::Import, Origin::Passed, Origin::Earlier];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Office => "office",
            Origin::Import => "import",
            Origin::Passed => "passed",
            Origin::Earlier => "earlier",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.word() == word)
    }
}

/// A contact of an invitation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    /// Its id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The invitation.
    pub invitation: Id,
    /// The address, unique in its invitation.
    pub email: String,
    /// The person's name; may be empty.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// When it was added.
    pub added_at: Timestamp,
    /// When the last mail to it was caused.
    pub mailed_at: Option<Timestamp>,
    /// The last mail to it.
    pub mail: Option<Id>,
    /// The mailing that mail belongs to: a mailing sends to each contact once, however often its job is tried.
    pub mailing: Option<String>,
    /// When it was taken off: its links no longer work and it gets no mail.
    pub stopped_at: Option<Timestamp>,
}

impl Contact {
    /// Whether it gets mails.
    pub fn is_active(&self) -> bool {
        self.stopped_at.is_none()
    }
}

fn kept(row: &Row) -> Result<Contact, StoreError> {
    let origin: String = row.get("origin")?;
    Ok(Contact {
        id: row.get("id")?,
        round: row.get("round")?,
        invitation: row.get("invitation")?,
        email: row.get("email")?,
        name: row.get("name")?,
        origin: Origin::of_word(&origin)
            .ok_or_else(|| StoreError::Fault(format!("a contact of origin {origin:?}")))?,
        added_at: row.get("added_at")?,
        mailed_at: row.get("mailed_at")?,
        mail: row.get("mail")?,
        mailing: row.get("mailing")?,
        stopped_at: row.get("stopped_at")?,
    })
}

/// All contacts of a round, the oldest first.
pub async fn list_contacts(db: &mut Session, round: Id) -> Result<Vec<Contact>, StoreError> {
    let list = sql!(
        "SELECT id, round, invitation, email, name, origin, added_at, mailed_at, mail, mailing, stopped_at \
         FROM invitation_contact WHERE tenant = $1 AND round = $2 ORDER BY added_at, id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// All contacts of an invitation, the oldest first.
pub async fn list_contacts_of(db: &mut Session, invitation: Id) -> Result<Vec<Contact>, StoreError> {
    let list = sql!(
        "SELECT id, round, invitation, email, name, origin, added_at, mailed_at, mail, mailing, stopped_at \
         FROM invitation_contact WHERE tenant = $1 AND invitation = $2 ORDER BY added_at, id"
    );
    db.all(list, args![invitation]).await?.iter().map(kept).collect()
}

/// The contacts of a round with this address, ignoring case; for people who ask for a new link.
pub async fn list_contacts_by_email(
    db: &mut Session,
    round: Id,
    email: &str,
) -> Result<Vec<Contact>, StoreError> {
    let list = sql!(
        "SELECT id, round, invitation, email, name, origin, added_at, mailed_at, mail, mailing, stopped_at \
         FROM invitation_contact WHERE tenant = $1 AND round = $2 AND lower(email) = lower($3) \
         AND stopped_at IS NULL ORDER BY added_at, id"
    );
    db.all(list, args![round, email]).await?.iter().map(kept).collect()
}

/// The contact with this id.
pub async fn find_contact(db: &mut Session, id: Id) -> Result<Option<Contact>, StoreError> {
    let find = sql!(
        "SELECT id, round, invitation, email, name, origin, added_at, mailed_at, mail, mailing, stopped_at \
         FROM invitation_contact WHERE tenant = $1 AND id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// Adds a contact to an invitation; one that is there already gets the name and is active again. Gives the contact.
pub async fn ensure_contact(
    change: &mut Change,
    round: Id,
    invitation: Id,
    email: &str,
    name: &str,
    origin: Origin,
) -> Result<Contact, StoreError> {
    let insert = sql!(
        "INSERT INTO invitation_contact (tenant, id, round, invitation, email, name, origin, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, invitation, email) \
         DO UPDATE SET stopped_at = NULL, \
         name = CASE WHEN excluded.name = '' THEN invitation_contact.name ELSE excluded.name END"
    );
    let now = change.now();
    let values = [
        Arg::from(Id::new(now)),
        Arg::from(round),
        Arg::from(invitation),
        Arg::from(email),
        Arg::from(name),
        Arg::from(origin.word()),
        Arg::from(now),
    ];
    change.run(insert, &values).await?;
    let find = sql!(
        "SELECT id, round, invitation, email, name, origin, added_at, mailed_at, mail, mailing, stopped_at \
         FROM invitation_contact WHERE tenant = $1 AND invitation = $2 AND email = $3"
    );
    let row = change.one(find, args![invitation, email]).await?;
    kept(&row.ok_or_else(|| StoreError::fault("a contact just added is not there"))?)
}

/// Takes a contact off; `false` where it was off already.
pub async fn stop_contact(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE invitation_contact SET stopped_at = $3 WHERE tenant = $1 AND id = $2 AND stopped_at IS NULL"
    );
    let now = change.now();
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Takes a contact for a mailing; `false` where that mailing has reached it already or it is off. Two servers that try
/// the same mailing at once meet at this row, and one of them gets `true`.
pub async fn claim_mailing(change: &mut Change, id: Id, mailing: &str) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE invitation_contact SET mailing = $3 WHERE tenant = $1 AND id = $2 AND stopped_at IS NULL \
         AND (mailing IS NULL OR mailing <> $3)"
    );
    Ok(change.run(update, args![id, mailing]).await? == 1)
}

/// Notes the last mail to a contact.
pub async fn mark_mailed(change: &mut Change, id: Id, mail: Id) -> Result<(), StoreError> {
    let update =
        sql!("UPDATE invitation_contact SET mailed_at = $3, mail = $4 WHERE tenant = $1 AND id = $2");
    let now = change.now();
    change.run(update, args![id, now, mail]).await?;
    Ok(())
}
