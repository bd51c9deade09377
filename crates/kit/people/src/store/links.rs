//! Personal links: whoever opens one may do one thing without an account, such as answering a survey for their town.
//!
//! The link's secret is given away once, by [`issue`]; the store keeps its hash. A purpose names what the link is for,
//! and a link of one purpose opens nothing else. Left out on purpose: what a page does with a link; opening a page must
//! change nothing, because mail scanners open links too, so a single-use link is used up by a post.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::secret::{self, Secret};

/// A link to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// What it is for, as in `invitation`.
    pub purpose: &'static str,
    /// The id of what it opens.
    pub subject: String,
    /// Whose it is, where the person is known.
    pub person: Option<Id>,
    /// Where it was sent.
    pub email: Option<String>,
    /// For whom its holder speaks.
    pub organisation: Option<Id>,
    /// Until when it opens.
    pub expires_at: Timestamp,
    /// Whether it opens once.
    pub single_use: bool,
}

/// A stored link that still opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its id, for [`rathaus_store::Actor::Link`] and to revoke it.
    pub id: Id,
    /// What it is for.
    pub purpose: String,
    /// The id of what it opens.
    pub subject: String,
    /// Whose it is, where the person is known.
    pub person: Option<Id>,
    /// Where it was sent.
    pub email: Option<String>,
    /// For whom its holder speaks.
    pub organisation: Option<Id>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// Until when it opens.
    pub expires_at: Timestamp,
    /// Whether it opens once.
    pub single_use: bool,
    /// When it was first used.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Link {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            purpose: row.get("purpose")?,
            subject: row.get("subject")?,
            person: row.get("person")?,
            email: row.get("email")?,
            organisation: row.get("organisation")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            single_use: row.get("single_use")?,
            used_at: row.get("used_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    }

    /// Whether it opens at `now`.
    pub fn opens(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at && !(self.single_use && self.used_at.is_some())
    }
}

/// Issues a link and gives its id and its secret, which nobody can read again.
///
/// # Errors
///
/// What the database says.
pub async fn issue_with_id(change: &mut Change, new: &NewLink) -> Result<(Id, Secret), StoreError> {
    let (id, now, secret) = (Id::new(change.now()), change.now(), Secret::new());
    change
        .run(
            sql!(
                "INSERT INTO link (tenant, id, hash, purpose, subject, person, email, organisation, created_at, \
                 expires_at, single_use) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            ),
            args![
                id,
                secret.hash(),
                new.purpose,
                &new.subject,
                new.person,
                new.email.clone(),
                new.organisation,
                now,
                new.expires_at,
                new.single_use
            ],
        )
        .await?;
    Ok((id, secret))
}

/// Issues a link and gives its secret, which nobody can read again.
///
/// # Errors
///
/// What the database says.
pub async fn issue(change: &mut Change, new: NewLink) -> Result<Secret, StoreError> {
    Ok(issue_with_id(change, &new).await?.1)
}

/// The link with this secret, if it is for this purpose and opens at `now`.
///
/// # Errors
///
/// What the database says.
pub async fn find(
    session: &mut Session,
    purpose: &str,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    Ok(find_any(session, purpose, secret).await?.filter(|link| link.opens(now)))
}

/// The link with this secret and purpose, also one that opens no more: to tell its holder why.
///
/// # Errors
///
/// What the database says.
pub async fn find_any(
    session: &mut Session,
    purpose: &str,
    secret: &str,
) -> Result<Option<Link>, StoreError> {
    let find = sql!("SELECT * FROM link WHERE tenant = $1 AND hash = $2 AND purpose = $3");
    let row = session.one(find, args![secret::hash(secret), purpose]).await?;
    row.as_ref().map(Link::from_row).transpose()
}

/// All links to one thing, the newest first.
///
/// # Errors
///
/// What the database says.
pub async fn list(session: &mut Session, purpose: &str, subject: &str) -> Result<Vec<Link>, StoreError> {
    let list =
        sql!("SELECT * FROM link WHERE tenant = $1 AND purpose = $2 AND subject = $3 ORDER BY id DESC");
    session.all(list, args![purpose, subject]).await?.iter().map(Link::from_row).collect()
}

/// Notes that the link was used; `false` if it opens no more. Of two who use a single-use link at once, one gets `true`.
///
/// # Errors
///
/// What the database says.
pub async fn use_up(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE link SET used_at = COALESCE(used_at, $3) WHERE tenant = $1 AND id = $2 \
                 AND revoked_at IS NULL AND expires_at > $3 AND (used_at IS NULL OR NOT single_use)"
            ),
            args![id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Revokes a link; `false` if it is not there or was revoked before.
///
/// # Errors
///
/// What the database says.
pub async fn revoke(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let revoke = sql!("UPDATE link SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL");
    Ok(change.run(revoke, args![id, now]).await? == 1)
}

/// Revokes all links of a purpose to one thing; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_all(change: &mut Change, purpose: &str, subject: &str) -> Result<u64, StoreError> {
    let now = change.now();
    let revoke = sql!(
        "UPDATE link SET revoked_at = $4 WHERE tenant = $1 AND purpose = $2 AND subject = $3 AND revoked_at IS NULL"
    );
    change.run(revoke, args![purpose, subject, now]).await
}

/// Revokes all links of a person, whatever their purpose; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_of_person(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let now = change.now();
    let revoke =
        sql!("UPDATE link SET revoked_at = $3 WHERE tenant = $1 AND person = $2 AND revoked_at IS NULL");
    change.run(revoke, args![person, now]).await
}

/// Moves the end of a link that was not revoked; `false` if there is none.
///
/// # Errors
///
/// What the database says.
pub async fn extend(change: &mut Change, id: Id, expires_at: Timestamp) -> Result<bool, StoreError> {
    let extend = sql!("UPDATE link SET expires_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL");
    Ok(change.run(extend, args![id, expires_at]).await? == 1)
}

/// Forgets where a deleted person's links were sent.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn forget_address(change: &mut Change, person: Id) -> Result<(), StoreError> {
    change.run(sql!("UPDATE link SET email = NULL WHERE tenant = $1 AND person = $2"), args![person]).await?;
    Ok(())
}
