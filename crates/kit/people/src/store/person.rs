//! Persons: a name, an address, a language, perhaps a password. A deleted person keeps its row without any of these, so
//! that what points to it still points somewhere.

use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::Role;
use serde::Serialize;

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// How the person is addressed; may be empty until they say.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language of mails.
    pub lang: Lang,
}

/// A stored person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The id.
    pub id: Id,
    /// How the person is addressed; empty after deletion.
    pub name: String,
    /// The address; empty after deletion.
    pub email: String,
    /// The language of mails.
    pub lang: Lang,
    /// Whether there is a password.
    pub has_password: bool,
    /// When the person was added.
    pub created_at: Timestamp,
    /// When they were last here; to within a few minutes.
    pub last_seen_at: Option<Timestamp>,
    /// When they were deleted.
    pub deleted_at: Option<Timestamp>,
}

impl Person {
    /// The name, or the address where there is none.
    pub fn addressed(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            email: row.get("email")?,
            lang: row.get("lang")?,
            has_password: row.get::<Option<String>>("password")?.is_some(),
            created_at: row.get("created_at")?,
            last_seen_at: row.get("last_seen_at")?,
            deleted_at: row.get("deleted_at")?,
        })
    }
}

/// What makes two addresses the same: everything but capitals.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A person, also a deleted one.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session, id: Id) -> Result<Option<Person>, StoreError> {
    let row = session.one(sql!("SELECT * FROM person WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Person::from_row).transpose()
}

/// The person with this address, whatever its capitals.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_email(session: &mut Session, email: &str) -> Result<Option<Person>, StoreError> {
    let find = sql!("SELECT * FROM person WHERE tenant = $1 AND email_key = $2");
    let row = session.one(find, args![email_key(email)]).await?;
    row.as_ref().map(Person::from_row).transpose()
}

/// Which persons to list.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// Words in the name or the address.
    pub q: String,
    /// Only who has this role now.
    pub role: Option<Role>,
}

/// Persons who are not deleted, by name.
///
/// # Errors
///
/// What the database says.
pub async fn list(
    session: &mut Session,
    filter: &PersonFilter,
    now: Timestamp,
) -> Result<Vec<Person>, StoreError> {
    let rows = match filter.role {
        None => {
            let all = sql!("SELECT * FROM person WHERE tenant = $1 AND deleted_at IS NULL");
            session.all(all, args![]).await?
        }
        Some(role) => {
            let with_role = sql!(
                "SELECT * FROM person WHERE tenant = $1 AND deleted_at IS NULL AND id IN \
                 (SELECT person FROM membership WHERE tenant = $1 AND role = $2 AND since <= $3 \
                  AND (until IS NULL OR until > $3))"
            );
            session.all(with_role, args![role.word(), now]).await?
        }
    };
    let mut found = rows.iter().map(Person::from_row).collect::<Result<Vec<_>, _>>()?;
    let q = filter.q.trim().to_lowercase();
    found.retain(|one| {
        q.is_empty() || one.name.to_lowercase().contains(&q) || one.email.to_lowercase().contains(&q)
    });
    found.sort_by_cached_key(|one| (crate::german_order(one.addressed()), one.id));
    Ok(found)
}

/// Adds a person.
///
/// # Errors
///
/// `Conflict` if somebody has that address.
pub async fn insert(change: &mut Change, new: &NewPerson) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    change
        .run(
            sql!(
                "INSERT INTO person (tenant, id, name, email, email_key, lang, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![id, new.name.trim(), new.email.trim(), email_key(&new.email), new.lang, now],
        )
        .await?;
    Ok(id)
}

/// The person with this address, added where it is missing; an empty name of a known one is filled in.
///
/// # Errors
///
/// What the database says.
pub async fn ensure(change: &mut Change, new: &NewPerson) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let key = email_key(&new.email);
    change
        .run(
            sql!(
                "INSERT INTO person (tenant, id, name, email, email_key, lang, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
            ),
            args![id, new.name.trim(), new.email.trim(), &key, new.lang, now],
        )
        .await?;
    let found = find_by_email(change, &key).await?;
    let found = found.ok_or_else(|| StoreError::fault("a person was added and is not there"))?;
    if found.name.is_empty() && !new.name.trim().is_empty() {
        rename(change, found.id, &new.name, found.lang).await?;
    }
    Ok(found.id)
}

/// Changes name and language.
///
/// # Errors
///
/// What the database says.
pub async fn rename(change: &mut Change, id: Id, name: &str, lang: Lang) -> Result<(), StoreError> {
    let rename =
        sql!("UPDATE person SET name = $3, lang = $4 WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL");
    change.run(rename, args![id, name.trim(), lang]).await?;
    Ok(())
}

/// Changes the address; the caller has made sure that it is the person's.
///
/// # Errors
///
/// `Conflict` if somebody else has it.
pub async fn move_to(change: &mut Change, id: Id, email: &str) -> Result<(), StoreError> {
    let save = sql!(
        "UPDATE person SET email = $3, email_key = $4 WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL"
    );
    change.run(save, args![id, email.trim(), email_key(email)]).await?;
    Ok(())
}

/// The stored form of the person's password (see [`crate::password`]).
///
/// # Errors
///
/// What the database says.
pub(crate) async fn find_password(session: &mut Session, id: Id) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT password FROM person WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL");
    match session.one(find, args![id]).await? {
        Some(row) => row.get("password"),
        None => Ok(None),
    }
}

/// Sets or takes away the stored form of the password.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn save_password(
    change: &mut Change,
    id: Id,
    password: Option<&str>,
) -> Result<(), StoreError> {
    let save = sql!("UPDATE person SET password = $3 WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL");
    change.run(save, args![id, password]).await?;
    Ok(())
}

/// Empties the person's row: name, address, password, language. Memberships, deputies, sessions, links and everything
/// else that lets them in must be ended by the caller; see [`crate::personal::delete`].
///
/// # Errors
///
/// What the database says.
pub(crate) async fn empty(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE person SET name = '', email = '', email_key = NULL, password = NULL, lang = 'de', \
                 last_seen_at = NULL, deleted_at = $3 WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL"
            ),
            args![id, now],
        )
        .await?;
    Ok(touched == 1)
}
