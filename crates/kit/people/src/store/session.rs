//! Sessions: who is signed in, on which device, how well they proved it. The cookie holds a secret, the store its hash.

use jiff::{SignedDuration, Timestamp};
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::secret::{self, Secret};

/// A session ends after so long without use.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// The same for administrators.
pub const IDLE_ADMINISTRATOR: SignedDuration = SignedDuration::from_hours(1);
/// A session ends after so long in any case.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Delicate acts are allowed for so long after signing in.
pub const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// The last use is written at most so often.
pub const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A session that was not revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedIn {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub person: Id,
    /// Whether a second factor was shown.
    pub strong: bool,
    /// Until when delicate acts are allowed.
    pub fresh_until: Option<Timestamp>,
    /// The device in a few words, as in `Firefox, Linux`.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used; to within [`NOTED_EVERY`].
    pub last_used_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl SignedIn {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            strong: row.get("strong")?,
            fresh_until: row.get("fresh_until")?,
            device: row.get("device")?,
            created_at: row.get("created_at")?,
            last_used_at: row.get("last_used_at")?,
            expires_at: row.get("expires_at")?,
        })
    }

    /// Whether it holds at `now`, if it ends after `idle` without use.
    pub fn holds(&self, now: Timestamp, idle: SignedDuration) -> bool {
        now < self.expires_at && now.duration_since(self.last_used_at) < idle
    }
}

/// Begins a session and gives the secret of its cookie.
///
/// # Errors
///
/// What the database says.
pub async fn begin(
    change: &mut Change,
    person: Id,
    strong: bool,
    device: &str,
) -> Result<(Id, Secret), StoreError> {
    let (id, now, secret) = (Id::new(change.now()), change.now(), Secret::new());
    let expires = now.checked_add(LONGEST).map_err(StoreError::fault)?;
    let fresh = now.checked_add(FRESH).map_err(StoreError::fault)?;
    change
        .run(
            sql!(
                "INSERT INTO session (tenant, id, hash, person, strong, fresh_until, device, created_at, last_used_at, \
                 expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)"
            ),
            args![id, secret.hash(), person, strong, fresh, device, now, expires],
        )
        .await?;
    let seen = sql!("UPDATE person SET last_seen_at = $3 WHERE tenant = $1 AND id = $2");
    change.run(seen, args![person, now]).await?;
    Ok((id, secret))
}

/// Gives the session a new secret, now fresh and perhaps strong: whoever knew the old one is out. A session that was
/// strong stays so.
///
/// # Errors
///
/// `Conflict` if it was revoked meanwhile.
pub async fn rotate(change: &mut Change, id: Id, strong: bool) -> Result<Secret, StoreError> {
    let (now, secret) = (change.now(), Secret::new());
    let fresh = now.checked_add(FRESH).map_err(StoreError::fault)?;
    let rotate = sql!(
        "UPDATE session SET hash = $3, strong = (strong OR $4), fresh_until = $5, last_used_at = $6 \
         WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL"
    );
    match change.run(rotate, args![id, secret.hash(), strong, fresh, now]).await? {
        1 => Ok(secret),
        _ => Err(StoreError::Conflict("the session was ended meanwhile".to_owned())),
    }
}

/// The session of a cookie with what every request of its person needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The session. Whether it still holds is [`SignedIn::holds`].
    pub session: SignedIn,
    /// How the person is addressed: the name, or the address where there is none.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// Whether the person has set up an app for codes.
    pub has_app: bool,
}

/// The session of a cookie, if it was not revoked and its person not deleted.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session, cookie: &str) -> Result<Option<Opened>, StoreError> {
    let find = sql!(
        "SELECT s.id, s.person, s.strong, s.fresh_until, s.device, s.created_at, s.last_used_at, s.expires_at, p.name, \
         p.email, EXISTS (SELECT 1 FROM one_time c WHERE c.tenant = s.tenant AND c.person = s.person \
         AND c.confirmed_at IS NOT NULL) AS has_app \
         FROM session s JOIN person p ON p.tenant = s.tenant AND p.id = s.person AND p.deleted_at IS NULL \
         WHERE s.tenant = $1 AND s.hash = $2 AND s.revoked_at IS NULL"
    );
    let Some(row) = session.one(find, args![secret::hash(cookie)]).await? else { return Ok(None) };
    let (name, email): (String, String) = (row.get("name")?, row.get("email")?);
    Ok(Some(Opened {
        session: SignedIn::from_row(&row)?,
        name: if name.is_empty() { email.clone() } else { name },
        email,
        has_app: row.get("has_app")?,
    }))
}

/// A person's sessions that were not revoked and are not over, the last used first.
///
/// # Errors
///
/// What the database says.
pub async fn list(session: &mut Session, person: Id, now: Timestamp) -> Result<Vec<SignedIn>, StoreError> {
    let idle = now.checked_sub(IDLE).map_err(StoreError::fault)?;
    let list = sql!(
        "SELECT * FROM session WHERE tenant = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > $3 \
         AND last_used_at > $4 ORDER BY last_used_at DESC, id"
    );
    session.all(list, args![person, now, idle]).await?.iter().map(SignedIn::from_row).collect()
}

/// Notes that a session was used.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn note_use(change: &mut Change, id: Id, person: Id) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(sql!("UPDATE session SET last_used_at = $3 WHERE tenant = $1 AND id = $2"), args![id, now])
        .await?;
    let seen =
        sql!("UPDATE person SET last_seen_at = $3 WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL");
    change.run(seen, args![person, now]).await?;
    Ok(())
}

/// Ends one of a person's sessions; `false` if it is not theirs.
///
/// # Errors
///
/// What the database says.
pub async fn revoke(change: &mut Change, id: Id, person: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let revoke = sql!(
        "UPDATE session SET revoked_at = $4 WHERE tenant = $1 AND id = $2 AND person = $3 AND revoked_at IS NULL"
    );
    Ok(change.run(revoke, args![id, person, now]).await? == 1)
}

/// Ends all of a person's sessions but `keep`; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_all(change: &mut Change, person: Id, keep: Option<Id>) -> Result<u64, StoreError> {
    let now = change.now();
    let keep = keep.map(|id| id.to_string()).unwrap_or_default();
    let revoke = sql!(
        "UPDATE session SET revoked_at = $4 WHERE tenant = $1 AND person = $2 AND id <> $3 AND revoked_at IS NULL"
    );
    change.run(revoke, args![person, keep, now]).await
}

/// Forgets on what devices a deleted person was signed in.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn forget_device(change: &mut Change, person: Id) -> Result<(), StoreError> {
    let forget = sql!("UPDATE session SET device = '' WHERE tenant = $1 AND person = $2");
    change.run(forget, args![person]).await?;
    Ok(())
}

/// The device of a browser in a few words: its name and its system, nothing that tells one from another.
pub fn device(user_agent: &str) -> String {
    let find = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: nearly all of them also claim to be Safari or Chrome.
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_in_words() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            assert_eq!(device(agent), words);
        }
    }
}
