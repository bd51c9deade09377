//! Who acts in an election, their personal links, and what the board agreed to.

use jiff::{SignedDuration, Timestamp};
use rathaus_people::links::{self, NewLink};
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

use crate::model::{Act, RoleKind};

/// What these links are for.
pub const PURPOSE: &str = "election-role";
/// How long a link opens: past the count of a long election.
const OPEN: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Somebody with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Its id.
    pub id: Id,
    /// The election.
    pub election: Id,
    /// Which role.
    pub kind: RoleKind,
    /// The number among those of its kind, from 1.
    pub place: u64,
    /// Who.
    pub name: String,
    /// Where mails go.
    pub email: String,
    /// When the first link was sent.
    pub invited_at: Option<Timestamp>,
}

impl RoleRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            election: row.get("election")?,
            kind: kind.parse().map_err(|()| StoreError::Fault(format!("no role is called {kind}")))?,
            place: row.get::<i64>("place")?.unsigned_abs(),
            name: row.get("name")?,
            email: row.get("email")?,
            invited_at: row.get("invited_at")?,
        })
    }
}

/// All roles of an election, kind by kind.
///
/// # Errors
///
/// What the database says.
pub async fn list_roles(session: &mut Session, election: Id) -> Result<Vec<RoleRow>, StoreError> {
    let list =
        sql!("SELECT * FROM election_role WHERE tenant = $1 AND election = $2 ORDER BY kind, place, id");
    let mut roles: Vec<RoleRow> =
        session.all(list, args![election]).await?.iter().map(RoleRow::from_row).collect::<Result<_, _>>()?;
    roles.sort_by_key(|role| (role.kind, role.place));
    Ok(roles)
}

/// A role by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_role(session: &mut Session, id: Id) -> Result<Option<RoleRow>, StoreError> {
    let find = sql!("SELECT * FROM election_role WHERE tenant = $1 AND id = $2");
    session.one(find, args![id]).await?.as_ref().map(RoleRow::from_row).transpose()
}

/// Gives somebody a role. `false` where they have it.
///
/// # Errors
///
/// What the database says.
pub async fn insert_role(change: &mut Change, role: &RoleRow) -> Result<bool, StoreError> {
    let written = change
        .run(
            sql!(
                "INSERT INTO election_role (tenant, id, election, kind, place, name, email) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, election, kind, email) DO NOTHING"
            ),
            args![role.id, role.election, role.kind.word(), role.place as i64, &role.name, &role.email],
        )
        .await?;
    Ok(written > 0)
}

/// Takes a role away; who comes after moves up, so that trustees are counted without gaps.
///
/// # Errors
///
/// What the database says.
pub async fn delete_role(change: &mut Change, role: &RoleRow) -> Result<(), StoreError> {
    links::revoke_all(change, PURPOSE, &role.id.to_string()).await?;
    change.run(sql!("DELETE FROM election_role WHERE tenant = $1 AND id = $2"), args![role.id]).await?;
    // One after the other, from the front: numbers stay unique at every moment.
    for after in list_roles(change, role.election).await? {
        if after.kind == role.kind && after.place > role.place {
            let move_up = sql!("UPDATE election_role SET place = $3 WHERE tenant = $1 AND id = $2");
            change.run(move_up, args![after.id, after.place as i64 - 1]).await?;
        }
    }
    Ok(())
}

/// Notes that a link was sent.
///
/// # Errors
///
/// What the database says.
pub async fn update_invited(change: &mut Change, id: Id) -> Result<(), StoreError> {
    let now = change.now();
    let note = sql!("UPDATE election_role SET invited_at = $3 WHERE tenant = $1 AND id = $2");
    change.run(note, args![id, now]).await?;
    Ok(())
}

/// Issues a link for a role and gives its path below the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn issue_link(change: &mut Change, role: &RoleRow) -> Result<String, StoreError> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: role.id.to_string(),
        person: None,
        email: Some(role.email.clone()),
        organisation: None,
        expires_at: change.now().checked_add(OPEN).map_err(StoreError::fault)?,
        single_use: false,
    };
    Ok(format!("/votes/roles/{}", links::issue(change, new).await?.reveal()))
}

/// The link with this secret and whose role it opens.
///
/// # Errors
///
/// What the database says.
pub async fn find_role_by_secret(
    session: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Id, RoleRow)>, StoreError> {
    let Some(link) = links::find(session, PURPOSE, secret, now).await? else { return Ok(None) };
    let Ok(id) = link.subject.parse::<Id>() else { return Ok(None) };
    Ok(find_role(session, id).await?.map(|role| (link.id, role)))
}

/// Somebody's agreement to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRow {
    /// The step.
    pub act: Act,
    /// How often it was begun.
    pub turn: u64,
    /// Whose.
    pub role: Id,
    /// When.
    pub made_at: Timestamp,
}

/// What the board agreed to, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_approvals(session: &mut Session, election: Id) -> Result<Vec<ApprovalRow>, StoreError> {
    let list =
        sql!("SELECT * FROM election_approval WHERE tenant = $1 AND election = $2 ORDER BY made_at, role");
    let read = |row: &Row| {
        let act: String = row.get("act")?;
        Ok(ApprovalRow {
            act: act.parse().map_err(|()| StoreError::Fault(format!("no act is called {act}")))?,
            turn: row.get::<i64>("turn")?.unsigned_abs(),
            role: row.get("role")?,
            made_at: row.get("made_at")?,
        })
    };
    session.all(list, args![election]).await?.iter().map(read).collect()
}

/// Keeps somebody's agreement. `false` where it is there.
///
/// # Errors
///
/// What the database says.
pub async fn insert_approval(
    change: &mut Change,
    election: Id,
    act: Act,
    turn: u64,
    role: Id,
) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "INSERT INTO election_approval (tenant, election, act, turn, role, made_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, election, act, turn, role) DO NOTHING"
            ),
            args![election, act.word(), turn as i64, role, now],
        )
        .await?;
    Ok(written > 0)
}
