//! Which bodies took which project over.

use jiff::Timestamp;
use rathaus_core::Ags;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// A body that takes a project over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Takeover {
    /// The project.
    pub project: Id,
    /// The body.
    pub organisation: Id,
    /// Its name.
    pub town: String,
    /// Its key.
    pub ags: Option<Ags>,
    /// The need of its own that this answers.
    pub need: Option<Id>,
    /// What it says about it.
    pub words: String,
    /// Who said so.
    pub by_name: String,
    /// When.
    pub taken_at: Timestamp,
}

fn kept(row: &Row) -> Result<Takeover, StoreError> {
    Ok(Takeover {
        project: row.get("project")?,
        organisation: row.get("organisation")?,
        town: row.get("town")?,
        ags: row.get("ags")?,
        need: row.get("need")?,
        words: row.get("words")?,
        by_name: row.get("by_name")?,
        taken_at: row.get("taken_at")?,
    })
}

/// Notes that a body takes a project over; what it said before about the same project gives way. `false` where it is
/// the body's own project, or one that is not published.
pub async fn save_takeover(
    change: &mut Change,
    project: Id,
    organisation: Id,
    need: Option<Id>,
    words: &str,
    (by_name, person): (&str, Option<Id>),
) -> Result<bool, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let save = sql!(
        "INSERT INTO takeover (tenant, id, project, organisation, need, words, by_name, taken_at, person) \
         SELECT $1, $2, p.id, $4, \
         (SELECT n.id FROM need n WHERE n.tenant = $1 AND n.id = $5 AND n.organisation = $4), $6, $7, $8, $9 \
         FROM project p WHERE p.tenant = $1 AND p.id = $3 AND p.state = 'published' AND p.organisation <> $4 \
         ON CONFLICT (tenant, project, organisation) DO UPDATE SET need = excluded.need, words = excluded.words, \
         by_name = excluded.by_name, person = excluded.person, taken_at = excluded.taken_at, ended_at = NULL"
    );
    Ok(change.run(save, args![id, project, organisation, need, words, by_name, now, person]).await? == 1)
}

/// Takes a takeover back; `false` where there was none.
pub async fn end_takeover(change: &mut Change, project: Id, organisation: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let end = sql!(
        "UPDATE takeover SET ended_at = $4 \
         WHERE tenant = $1 AND project = $2 AND organisation = $3 AND ended_at IS NULL"
    );
    Ok(change.run(end, args![project, organisation, now]).await? == 1)
}

/// Who takes which project over, the earliest first.
pub async fn list_takeovers(db: &mut Session) -> Result<Vec<Takeover>, StoreError> {
    let list = sql!(
        "SELECT t.*, o.name AS town, o.ags FROM takeover t \
         JOIN organisation o ON o.tenant = t.tenant AND o.id = t.organisation \
         WHERE t.tenant = $1 AND t.ended_at IS NULL ORDER BY t.taken_at, t.id"
    );
    db.all(list, args![]).await?.iter().map(kept).collect()
}

/// Who takes this project over, the earliest first.
pub async fn list_takeovers_of(db: &mut Session, project: Id) -> Result<Vec<Takeover>, StoreError> {
    let list = sql!(
        "SELECT t.*, o.name AS town, o.ags FROM takeover t \
         JOIN organisation o ON o.tenant = t.tenant AND o.id = t.organisation \
         WHERE t.tenant = $1 AND t.project = $2 AND t.ended_at IS NULL ORDER BY t.taken_at, t.id"
    );
    db.all(list, args![project]).await?.iter().map(kept).collect()
}
