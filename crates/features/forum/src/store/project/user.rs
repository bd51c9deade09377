//! Who else uses the software of a project, by name: bodies that told nobody here, as a publiccode.yml lists them.

use rathaus_core::Ags;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// A user by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedUser {
    /// The project.
    pub project: Id,
    /// The name.
    pub name: String,
    /// The key of the body that the name says, where the register has one.
    pub ags: Option<Ags>,
}

fn kept(row: &Row) -> Result<NamedUser, StoreError> {
    Ok(NamedUser { project: row.get("project")?, name: row.get("name")?, ags: row.get("ags")? })
}

/// The users that a project names, in their order.
pub async fn list_named_users(db: &mut Session, project: Id) -> Result<Vec<NamedUser>, StoreError> {
    let list =
        sql!("SELECT project, name, ags FROM project_user WHERE tenant = $1 AND project = $2 ORDER BY place");
    db.all(list, args![project]).await?.iter().map(kept).collect()
}

/// The users that all projects of the tenant name.
pub async fn list_all_named_users(db: &mut Session) -> Result<Vec<NamedUser>, StoreError> {
    let list = sql!("SELECT project, name, ags FROM project_user WHERE tenant = $1 ORDER BY project, place");
    db.all(list, args![]).await?.iter().map(kept).collect()
}

/// Makes the users that a project names these.
pub async fn save_named_users(
    change: &mut Change,
    project: Id,
    users: &[(String, Option<Ags>)],
) -> Result<(), StoreError> {
    let clear = sql!("DELETE FROM project_user WHERE tenant = $1 AND project = $2");
    change.run(clear, args![project]).await?;
    for (place, (name, ags)) in (0_i64..).zip(users) {
        let insert =
            sql!("INSERT INTO project_user (tenant, project, place, name, ags) VALUES ($1, $2, $3, $4, $5)");
        change.run(insert, args![project, place, name, *ags]).await?;
    }
    Ok(())
}
