//! Memberships: which role a person has, and for which organisation.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::Role;
use serde::Serialize;

/// A membership that holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// Its id.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// For whom; `None` for roles in the tenant as a whole.
    pub organisation: Option<Id>,
    /// The organisation's name, empty without one.
    pub organisation_name: String,
    /// The organisation's kind, empty without one.
    pub organisation_kind: String,
    /// As what.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Until when, where that is known.
    pub until: Option<Timestamp>,
}

impl Membership {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let role: String = row.get("role")?;
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            organisation: row.get("organisation")?,
            organisation_name: row.get::<Option<String>>("organisation_name")?.unwrap_or_default(),
            organisation_kind: row.get::<Option<String>>("organisation_kind")?.unwrap_or_default(),
            role: Role::of_word(&role)
                .ok_or_else(|| StoreError::Fault(format!("a membership of role {role:?}")))?,
            since: row.get("since")?,
            until: row.get("until")?,
        })
    }
}

/// What a person may do from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub person: Id,
    /// For whom; `None` for roles in the tenant as a whole.
    pub organisation: Option<Id>,
    /// As what.
    pub role: Role,
    /// Until when; `None` for as long as nobody ends it.
    pub until: Option<Timestamp>,
}

/// Gives a role; one that holds already stays as it is and its id is given.
///
/// # Errors
///
/// What the database says.
pub async fn grant(change: &mut Change, grant: Grant) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let there = list_of_person(change, grant.person, now).await?;
    let same = |one: &&Membership| {
        one.role == grant.role && one.organisation == grant.organisation && one.until.is_none()
    };
    if let Some(found) = there.iter().find(same) {
        return Ok(found.id);
    }
    change
        .run(
            sql!(
                "INSERT INTO membership (tenant, id, person, organisation, role, since, until) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![id, grant.person, grant.organisation, grant.role.word(), now, grant.until],
        )
        .await?;
    Ok(id)
}

/// Ends a membership now; `false` if it is not there or has ended.
///
/// # Errors
///
/// What the database says.
pub async fn revoke(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE membership SET until = $3 WHERE tenant = $1 AND id = $2 AND (until IS NULL OR until > $3)"
            ),
            args![id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends all memberships of a person; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_all(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let now = change.now();
    let revoke = sql!(
        "UPDATE membership SET until = $3 WHERE tenant = $1 AND person = $2 AND (until IS NULL OR until > $3)"
    );
    change.run(revoke, args![person, now]).await
}

/// A membership that holds at `now`.
///
/// # Errors
///
/// What the database says.
pub async fn find(session: &mut Session, id: Id, now: Timestamp) -> Result<Option<Membership>, StoreError> {
    let find = sql!(
        "SELECT m.*, o.name AS organisation_name, o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.id = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3)"
    );
    session.one(find, args![id, now]).await?.as_ref().map(Membership::from_row).transpose()
}

/// What a person may do at `now`, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_of_person(
    session: &mut Session,
    person: Id,
    now: Timestamp,
) -> Result<Vec<Membership>, StoreError> {
    let list = sql!(
        "SELECT m.*, o.name AS organisation_name, o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.person = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3) \
         ORDER BY m.id"
    );
    session.all(list, args![person, now]).await?.iter().map(Membership::from_row).collect()
}

/// What a person may do or ever might, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_ever_of_person(session: &mut Session, person: Id) -> Result<Vec<Membership>, StoreError> {
    let list = sql!(
        "SELECT m.*, o.name AS organisation_name, o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.person = $2 ORDER BY m.id"
    );
    session.all(list, args![person]).await?.iter().map(Membership::from_row).collect()
}

/// Who belongs to an organisation at `now`, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_of_organisation(
    session: &mut Session,
    organisation: Id,
    now: Timestamp,
) -> Result<Vec<Membership>, StoreError> {
    let list = sql!(
        "SELECT m.*, o.name AS organisation_name, o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.organisation = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3) \
         ORDER BY m.id"
    );
    session.all(list, args![organisation, now]).await?.iter().map(Membership::from_row).collect()
}

/// All memberships that hold at `now`, for lists of people.
///
/// # Errors
///
/// What the database says.
pub async fn list(session: &mut Session, now: Timestamp) -> Result<Vec<Membership>, StoreError> {
    let list = sql!(
        "SELECT m.*, o.name AS organisation_name, o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.since <= $2 AND (m.until IS NULL OR m.until > $2) ORDER BY m.id"
    );
    session.all(list, args![now]).await?.iter().map(Membership::from_row).collect()
}

/// Whether nobody would run the tenant any more without this person (or, for `role` `House`, the house).
///
/// # Errors
///
/// What the database says.
pub async fn is_last(
    session: &mut Session,
    person: Id,
    role: Role,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let holders = sql!(
        "SELECT DISTINCT m.person FROM membership m \
         JOIN person p ON p.tenant = m.tenant AND p.id = m.person AND p.deleted_at IS NULL \
         WHERE m.tenant = $1 AND m.role = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3)"
    );
    let rows = session.all(holders, args![role.word(), now]).await?;
    let holders = rows.iter().map(|row| row.get::<Id>("person")).collect::<Result<Vec<_>, _>>()?;
    Ok(holders == [person])
}
