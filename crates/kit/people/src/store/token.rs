//! Tokens of the JSON API: they act for a person within the scopes they were given.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;
use std::collections::BTreeSet;

use crate::secret::{self, Secret};

/// What stands in front of a token, so that people and secret scanners know it.
pub const PREFIX: &str = "rathaus_";

/// A stored token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its id.
    pub id: Id,
    /// For whom it acts.
    pub person: Id,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used; to within a few minutes.
    pub last_used_at: Option<Timestamp>,
}

impl Token {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            name: row.get("name")?,
            scopes: row.json("scopes")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            last_used_at: row.get("last_used_at")?,
        })
    }
}

/// Makes a token and gives its id and the text that is shown once.
///
/// # Errors
///
/// What the database says.
pub async fn issue(
    change: &mut Change,
    person: Id,
    name: &str,
    scopes: &BTreeSet<String>,
    expires_at: Timestamp,
) -> Result<(Id, String), StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let text = format!("{PREFIX}{}", Secret::new().reveal());
    change
        .run(
            sql!(
                "INSERT INTO api_token (tenant, id, hash, person, name, scopes, created_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            args![id, secret::hash(&text), person, name, rathaus_store::Arg::json(scopes)?, now, expires_at],
        )
        .await?;
    Ok((id, text))
}

/// The token of this text, if it holds at `now`.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session, text: &str, now: Timestamp) -> Result<Option<Token>, StoreError> {
    let find = sql!(
        "SELECT * FROM api_token WHERE tenant = $1 AND hash = $2 AND revoked_at IS NULL AND expires_at > $3"
    );
    session.one(find, args![secret::hash(text), now]).await?.as_ref().map(Token::from_row).transpose()
}

/// A person's tokens that hold, or those of everybody; the newest first.
///
/// # Errors
///
/// What the database says.
pub async fn list(
    session: &mut Session,
    person: Option<Id>,
    now: Timestamp,
) -> Result<Vec<Token>, StoreError> {
    let list = sql!(
        "SELECT * FROM api_token WHERE tenant = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY id DESC"
    );
    let all = session.all(list, args![now]).await?;
    let all = all.iter().map(Token::from_row).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|token| person.is_none_or(|person| token.person == person)).collect())
}

/// Ends a token: one of `person`'s, or anybody's for `None`. `false` if there is none.
///
/// # Errors
///
/// What the database says.
pub async fn revoke(change: &mut Change, id: Id, person: Option<Id>) -> Result<bool, StoreError> {
    let now = change.now();
    let revoke = sql!(
        "UPDATE api_token SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL \
         AND ($4 = '' OR person = $4)"
    );
    let person = person.map(|id| id.to_string()).unwrap_or_default();
    Ok(change.run(revoke, args![id, now, person]).await? == 1)
}

/// Ends all tokens of a person; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_all(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let now = change.now();
    let revoke =
        sql!("UPDATE api_token SET revoked_at = $3 WHERE tenant = $1 AND person = $2 AND revoked_at IS NULL");
    change.run(revoke, args![person, now]).await
}

/// Notes that a token was used.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn note_use(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(sql!("UPDATE api_token SET last_used_at = $3 WHERE tenant = $1 AND id = $2"), args![id, now])
        .await?;
    Ok(())
}
