//! What is said about a project.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// A contribution to the discussion of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its id.
    pub id: Id,
    /// The project.
    pub project: Id,
    /// Who wrote it.
    pub person: Id,
    /// The name it was written under.
    pub name: String,
    /// The body the person spoke for; nobody for the office.
    pub town: Option<String>,
    /// What was written; empty once it was withdrawn.
    pub words: String,
    /// When.
    pub written_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<Comment, StoreError> {
    Ok(Comment {
        id: row.get("id")?,
        project: row.get("project")?,
        person: row.get("person")?,
        name: row.get("name")?,
        town: row.get("town")?,
        words: row.get("words")?,
        written_at: row.get("written_at")?,
        changed_at: row.get("changed_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

/// Adds a contribution under an id that the form brought with it, so that sending twice adds it once; `false` then.
pub async fn insert_comment(
    change: &mut Change,
    id: Id,
    project: Id,
    person: (Id, &str),
    organisation: Option<Id>,
    words: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let (person, name) = person;
    let insert = sql!(
        "INSERT INTO project_comment (tenant, id, project, person, name, organisation, words, written_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, id) DO NOTHING"
    );
    Ok(change.run(insert, args![id, project, person, name, organisation, words, now]).await? == 1)
}

/// Changes the person's own contribution; `false` where it is another's or withdrawn.
pub async fn update_comment(
    change: &mut Change,
    id: Id,
    project: Id,
    person: Id,
    words: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE project_comment SET words = $5, changed_at = $6 \
         WHERE tenant = $1 AND id = $2 AND project = $3 AND person = $4 AND withdrawn_at IS NULL"
    );
    Ok(change.run(update, args![id, project, person, words, now]).await? == 1)
}

/// Takes a contribution out, its words with it; `person` limits it to that person's own.
pub async fn withdraw_comment(
    change: &mut Change,
    id: Id,
    project: Id,
    person: Option<Id>,
) -> Result<bool, StoreError> {
    let now = change.now();
    let withdraw = sql!(
        "UPDATE project_comment SET words = '', withdrawn_at = $5 WHERE tenant = $1 AND id = $2 AND project = $3 \
         AND (person = $4 OR CAST($4 AS TEXT) IS NULL) AND withdrawn_at IS NULL"
    );
    Ok(change.run(withdraw, args![id, project, person, now]).await? == 1)
}

/// What is said about a project, the oldest first.
pub async fn list_comments(db: &mut Session, project: Id) -> Result<Vec<Comment>, StoreError> {
    let list = sql!(
        "SELECT c.*, o.name AS town FROM project_comment c \
         LEFT JOIN organisation o ON o.tenant = c.tenant AND o.id = c.organisation \
         WHERE c.tenant = $1 AND c.project = $2 ORDER BY c.written_at, c.id"
    );
    db.all(list, args![project]).await?.iter().map(kept).collect()
}
