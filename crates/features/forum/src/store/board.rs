//! The board of areas: the log of corrections, the board's count, and what was computed before any correction.
//!
//! Whoever writes takes the next count first ([`advance`]); its row is locked until the commit, so that two offices
//! write one after the other and the second sees what the first did.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::Edit;
use crate::plan::Grouping;

/// What an act changes and what it relies on: needs by their labels, areas by their keys, as in `need:N001`, `area:ki`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Touch {
    /// What it changes.
    pub changes: BTreeSet<String>,
    /// What must stay as it is for it to make sense.
    pub relies_on: BTreeSet<String>,
}

impl Touch {
    /// Whether two acts get in each other's way: one changes what the other changes or relies on.
    pub fn meets(&self, other: &Touch) -> bool {
        let changes_of = |a: &Touch, b: &Touch| {
            a.changes.iter().any(|one| b.changes.contains(one) || b.relies_on.contains(one))
        };
        changes_of(self, other) || changes_of(other, self)
    }
}

/// One act on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptEdit {
    /// Its place in the replay.
    pub seq: i64,
    /// What was done; several where one act changed several needs.
    pub edits: Vec<Edit>,
    /// What it touches.
    pub touch: Touch,
    /// Who did it; nobody for what was read from a file.
    pub person: Option<Id>,
    /// The name of that person; empty where it is not known (any more).
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// Who took it back.
    pub undone_by: String,
    /// When it was taken back, if it is.
    pub undone_at: Option<Timestamp>,
    /// The board's count at its last change.
    pub changed: i64,
}

impl KeptEdit {
    /// Whether it counts.
    pub fn is_active(&self) -> bool {
        self.undone_at.is_none()
    }
}

fn kept(row: &Row) -> Result<KeptEdit, StoreError> {
    Ok(KeptEdit {
        seq: row.get("seq")?,
        edits: row.json("content")?,
        touch: row.json("touches")?,
        person: row.get("person")?,
        by: row.get::<Option<String>>("by_name")?.unwrap_or_default(),
        made_at: row.get("made_at")?,
        undone_by: row.get::<Option<String>>("undone_name")?.unwrap_or_default(),
        undone_at: row.get("undone_at")?,
        changed: row.get("changed")?,
    })
}

/// How often the board was changed; 0 where it never was.
pub async fn find_count(db: &mut Session, round: Id) -> Result<i64, StoreError> {
    let find = sql!("SELECT count FROM area_board WHERE tenant = $1 AND round = $2");
    db.one(find, args![round]).await?.map_or(Ok(0), |row| row.get("count"))
}

/// Takes the next count of the board and keeps others out until the commit.
pub async fn advance(change: &mut Change, round: Id) -> Result<i64, StoreError> {
    let next = sql!(
        "INSERT INTO area_board (tenant, round, count) VALUES ($1, $2, 1) \
         ON CONFLICT (tenant, round) DO UPDATE SET count = area_board.count + 1 RETURNING count"
    );
    let row = change.one(next, args![round]).await?;
    row.ok_or_else(|| StoreError::fault("no count of the board"))?.get("count")
}

/// Adds an act at this count, which is its place in the replay.
pub async fn insert_edit(
    change: &mut Change,
    round: Id,
    count: i64,
    edits: &[Edit],
    touch: &Touch,
    person: Option<Id>,
) -> Result<(), StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO area_edit (tenant, round, seq, content, touches, person, made_at, changed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $3)"
    );
    let values = [
        Arg::from(round),
        Arg::from(count),
        Arg::json(edits)?,
        Arg::json(touch)?,
        Arg::from(person),
        Arg::from(now),
    ];
    change.run(insert, &values).await?;
    Ok(())
}

/// Takes an act back, or does it again; `false` where it is so already.
pub async fn set_undone(
    change: &mut Change,
    round: Id,
    seq: i64,
    count: i64,
    person: Option<Id>,
    is_undone: bool,
) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = if is_undone {
        let undo = sql!(
            "UPDATE area_edit SET undone_at = $4, undone_by = $5, changed = $6 \
             WHERE tenant = $1 AND round = $2 AND seq = $3 AND undone_at IS NULL"
        );
        change.run(undo, args![round, seq, now, person, count]).await?
    } else {
        let redo = sql!(
            "UPDATE area_edit SET undone_at = NULL, undone_by = NULL, changed = $4 \
             WHERE tenant = $1 AND round = $2 AND seq = $3 AND undone_at IS NOT NULL"
        );
        change.run(redo, args![round, seq, count]).await?
    };
    Ok(touched == 1)
}

/// All acts on the board in the order of the replay, those taken back among them.
pub async fn list_log(db: &mut Session, round: Id) -> Result<Vec<KeptEdit>, StoreError> {
    let list = sql!(
        "SELECT e.seq, e.content, e.touches, e.person, p.name AS by_name, e.made_at, u.name AS undone_name, e.undone_at, \
         e.changed FROM area_edit e \
         LEFT JOIN person p ON p.tenant = e.tenant AND p.id = e.person \
         LEFT JOIN person u ON u.tenant = e.tenant AND u.id = e.undone_by \
         WHERE e.tenant = $1 AND e.round = $2 ORDER BY e.seq"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The corrections that count, in their order.
pub async fn list_edits(db: &mut Session, round: Id) -> Result<Vec<Edit>, StoreError> {
    let list = sql!(
        "SELECT content FROM area_edit WHERE tenant = $1 AND round = $2 AND undone_at IS NULL ORDER BY seq"
    );
    let mut edits = Vec::new();
    for row in db.all(list, args![round]).await? {
        edits.extend(row.json::<Vec<Edit>>("content")?);
    }
    Ok(edits)
}

/// What was computed of the needs before any correction, if anything was.
pub async fn find_grouping(db: &mut Session, round: Id) -> Result<Option<Grouping>, StoreError> {
    let find = sql!("SELECT content FROM area_grouping WHERE tenant = $1 AND round = $2");
    let Some(row) = db.one(find, args![round]).await? else { return Ok(None) };
    let content: String = row.get("content")?;
    // What an earlier release wrote and this one cannot read is computed anew.
    Ok(serde_json::from_str(&content).ok())
}

/// Keeps what was computed of the needs before any correction.
pub async fn save_grouping(change: &mut Change, round: Id, grouping: &Grouping) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO area_grouping (tenant, round, content, made_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, round) DO UPDATE SET content = excluded.content, made_at = excluded.made_at"
    );
    change.run(save, &[Arg::from(round), Arg::json(grouping)?, Arg::from(now)]).await?;
    Ok(())
}
