//! What is past its time, for [`crate::retention`].

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};

/// What was deleted in one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Deleted {
    /// Persons.
    pub persons: u64,
    /// Links.
    pub links: u64,
    /// Sessions.
    pub sessions: u64,
    /// Tokens.
    pub tokens: u64,
    /// Challenges of passkeys that nobody finished.
    pub challenges: u64,
    /// Facts about mails.
    pub mails: u64,
}

/// Persons who were added before `added` and never came, or who were last here before `seen`.
///
/// # Errors
///
/// What the database says.
pub async fn list_persons(
    session: &mut Session,
    added: Timestamp,
    seen: Timestamp,
) -> Result<Vec<Id>, StoreError> {
    let list = sql!(
        "SELECT id FROM person WHERE tenant = $1 AND deleted_at IS NULL \
         AND ((last_seen_at IS NULL AND created_at < $2) OR last_seen_at < $3) ORDER BY id"
    );
    session.all(list, args![added, seen]).await?.iter().map(|row| row.get("id")).collect()
}

/// Deletes links, sessions and tokens that ended before `ended`, challenges that are over, and facts about mails from
/// before `mailed`. Persons are not touched.
///
/// # Errors
///
/// What the database says.
pub async fn delete_access(
    change: &mut Change,
    ended: Timestamp,
    mailed: Timestamp,
) -> Result<Deleted, StoreError> {
    let now = change.now();
    let links = sql!("DELETE FROM link WHERE tenant = $1 AND expires_at < $2");
    let sessions = sql!(
        "DELETE FROM session WHERE tenant = $1 AND (expires_at < $2 OR revoked_at < $2 OR last_used_at < $2)"
    );
    let tokens = sql!("DELETE FROM api_token WHERE tenant = $1 AND (expires_at < $2 OR revoked_at < $2)");
    let challenges = sql!("DELETE FROM passkey_challenge WHERE tenant = $1 AND expires_at < $2");
    Ok(Deleted {
        persons: 0,
        links: change.run(links, args![ended]).await?,
        sessions: change.run(sessions, args![ended]).await?,
        tokens: change.run(tokens, args![ended]).await?,
        challenges: change.run(challenges, args![now]).await?,
        mails: rathaus_web::mail::delete_mails_before(change, mailed).await?,
    })
}
