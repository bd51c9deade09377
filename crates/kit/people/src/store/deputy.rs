//! Deputies: who speaks for somebody's organisations while they are away. Rights in the tenant as a whole (the office,
//! administration) never pass on: those are given to persons.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::membership::Membership;

/// One person stands in for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deputy {
    /// Its id.
    pub id: Id,
    /// For whom.
    pub person: Id,
    /// Who.
    pub deputy: Id,
    /// From when.
    pub begins_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Deputy {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            deputy: row.get("deputy")?,
            begins_at: row.get("begins_at")?,
            ends_at: row.get("ends_at")?,
        })
    }
}

/// Lets `deputy` stand in for `person` for a time.
///
/// # Errors
///
/// What the database says.
pub async fn insert(
    change: &mut Change,
    person: Id,
    deputy: Id,
    begins_at: Timestamp,
    ends_at: Timestamp,
) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    change
        .run(
            sql!(
                "INSERT INTO deputy (tenant, id, person, deputy, begins_at, ends_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![id, person, deputy, begins_at, ends_at],
        )
        .await?;
    Ok(id)
}

/// Ends it now; only the person stood in for may. `false` if it is not theirs.
///
/// # Errors
///
/// What the database says.
pub async fn end(change: &mut Change, id: Id, person: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let end =
        sql!("UPDATE deputy SET ends_at = $4 WHERE tenant = $1 AND id = $2 AND person = $3 AND ends_at > $4");
    Ok(change.run(end, args![id, person, now]).await? == 1)
}

/// Ends everything in which a person takes part.
///
/// # Errors
///
/// What the database says.
pub async fn end_all(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let now = change.now();
    let end = sql!(
        "UPDATE deputy SET ends_at = $3 WHERE tenant = $1 AND (person = $2 OR deputy = $2) AND ends_at > $3"
    );
    change.run(end, args![person, now]).await
}

/// Who stands in for this person, now or later.
///
/// # Errors
///
/// What the database says.
pub async fn list_of_person(
    session: &mut Session,
    person: Id,
    now: Timestamp,
) -> Result<Vec<Deputy>, StoreError> {
    let list = sql!(
        "SELECT * FROM deputy WHERE tenant = $1 AND person = $2 AND ends_at > $3 ORDER BY begins_at, id"
    );
    session.all(list, args![person, now]).await?.iter().map(Deputy::from_row).collect()
}

/// For whom this person stands in, now or later.
///
/// # Errors
///
/// What the database says.
pub async fn list_of_deputy(
    session: &mut Session,
    deputy: Id,
    now: Timestamp,
) -> Result<Vec<Deputy>, StoreError> {
    let list = sql!(
        "SELECT * FROM deputy WHERE tenant = $1 AND deputy = $2 AND ends_at > $3 ORDER BY begins_at, id"
    );
    session.all(list, args![deputy, now]).await?.iter().map(Deputy::from_row).collect()
}

/// Somebody who is away and whom somebody else stands in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The person.
    pub person: Id,
    /// How they are addressed.
    pub name: String,
}

/// For whom this person stands in at `now`.
///
/// # Errors
///
/// What the database says.
pub async fn list_absent(
    session: &mut Session,
    deputy: Id,
    now: Timestamp,
) -> Result<Vec<Absent>, StoreError> {
    let list = sql!(
        "SELECT DISTINCT p.id, p.name, p.email FROM deputy d \
         JOIN person p ON p.tenant = d.tenant AND p.id = d.person AND p.deleted_at IS NULL \
         WHERE d.tenant = $1 AND d.deputy = $2 AND d.begins_at <= $3 AND d.ends_at > $3 ORDER BY p.id"
    );
    let rows = session.all(list, args![deputy, now]).await?;
    rows.iter()
        .map(|row| {
            let (name, email): (String, String) = (row.get("name")?, row.get("email")?);
            Ok(Absent { person: row.get("id")?, name: if name.is_empty() { email } else { name } })
        })
        .collect()
}

/// Everything a person may do at `now`: their own memberships, the oldest first, then the seats they have from those
/// they stand in for. One statement, because every request of somebody signed in asks it.
///
/// # Errors
///
/// What the database says.
pub async fn list_rights(
    session: &mut Session,
    person: Id,
    now: Timestamp,
) -> Result<Vec<Membership>, StoreError> {
    let list = sql!(
        "SELECT 0 AS lent, m.id AS id, m.person, m.organisation, m.role, m.since, m.until, o.name AS organisation_name, \
         o.kind AS organisation_kind FROM membership m \
         LEFT JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE m.tenant = $1 AND m.person = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3) \
         UNION ALL \
         SELECT 1 AS lent, m.id AS id, m.person, m.organisation, m.role, m.since, m.until, o.name AS organisation_name, \
         o.kind AS organisation_kind FROM deputy d \
         JOIN person p ON p.tenant = d.tenant AND p.id = d.person AND p.deleted_at IS NULL \
         JOIN membership m ON m.tenant = d.tenant AND m.person = d.person \
         JOIN organisation o ON o.tenant = m.tenant AND o.id = m.organisation \
         WHERE d.tenant = $1 AND d.deputy = $2 AND d.begins_at <= $3 AND d.ends_at > $3 \
         AND m.since <= $3 AND (m.until IS NULL OR m.until > $3) \
         AND m.role IN ('representative', 'reviewer') ORDER BY lent, id"
    );
    session.all(list, args![person, now]).await?.iter().map(Membership::from_row).collect()
}
