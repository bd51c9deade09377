//! Files of statements, and the lines of them that nobody can tell from known ones.

use jiff::Timestamp;
use rathaus_payment::book::{Line, LineId};
use rathaus_store::{Arg, Change, Id, Row, Session, Slice, StoreError, args, sql};

use crate::money::booking::Tally;

/// A file of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// Its id.
    pub id: Id,
    /// The name of the file.
    pub name: String,
    /// Where its bytes lie.
    pub file: Id,
    /// When it was sent.
    pub uploaded_at: Timestamp,
    /// When it was taken over.
    pub taken_at: Option<Timestamp>,
    /// What became of it.
    pub tally: Option<Tally>,
}

impl StatementFile {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let json: Option<String> = row.get("json")?;
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            file: row.get("file")?,
            uploaded_at: row.get("uploaded_at")?,
            taken_at: row.get("taken_at")?,
            tally: json.map(|json| serde_json::from_str(&json)).transpose().map_err(StoreError::fault)?,
        })
    }
}

/// Notes a file that was sent.
///
/// # Errors
///
/// What the database says.
pub async fn insert_statement(
    change: &mut Change,
    id: Id,
    name: &str,
    file: Id,
    sha256: &str,
) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO money_statement (tenant, id, name, file, sha256, uploaded_at, taken_at, json) \
                 VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL)"
            ),
            args![id, name, file, sha256, now],
        )
        .await?;
    Ok(())
}

/// A file by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_statement(session: &mut Session, id: Id) -> Result<Option<StatementFile>, StoreError> {
    let row =
        session.one(sql!("SELECT * FROM money_statement WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(StatementFile::from_row).transpose()
}

/// A file with the same bytes.
///
/// # Errors
///
/// What the database says.
pub async fn find_statement_like(
    session: &mut Session,
    sha256: &str,
) -> Result<Option<StatementFile>, StoreError> {
    let row = session
        .one(sql!("SELECT * FROM money_statement WHERE tenant = $1 AND sha256 = $2"), args![sha256])
        .await?;
    row.as_ref().map(StatementFile::from_row).transpose()
}

/// The files that were sent, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_statements(session: &mut Session, slice: Slice) -> Result<Vec<StatementFile>, StoreError> {
    session
        .all(
            sql!(
                "SELECT * FROM money_statement WHERE tenant = $1 ORDER BY uploaded_at DESC, id DESC \
                 LIMIT $2 OFFSET $3"
            ),
            args![slice.limit, slice.offset],
        )
        .await?
        .iter()
        .map(StatementFile::from_row)
        .collect()
}

/// How many files were sent.
///
/// # Errors
///
/// What the database says.
pub async fn count_statements(session: &mut Session) -> Result<u64, StoreError> {
    let row =
        session.one(sql!("SELECT COUNT(*) AS n FROM money_statement WHERE tenant = $1"), args![]).await?;
    u64::try_from(row.map_or(Ok(0), |row| row.get::<i64>("n"))?).map_err(StoreError::fault)
}

/// Notes that a file was taken over. `false` where it was before.
///
/// # Errors
///
/// What the database says.
pub async fn update_statement(change: &mut Change, id: Id, tally: &Tally) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "UPDATE money_statement SET taken_at = $3, json = $4 \
                 WHERE tenant = $1 AND id = $2 AND taken_at IS NULL"
            ),
            args![id, now, Arg::json(tally)?],
        )
        .await?;
    Ok(written > 0)
}

/// Takes a file away that was not taken over. `false` where there is none.
///
/// # Errors
///
/// What the database says.
pub async fn delete_statement(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let gone = change
        .run(
            sql!("DELETE FROM money_statement WHERE tenant = $1 AND id = $2 AND taken_at IS NULL"),
            args![id],
        )
        .await?;
    Ok(gone > 0)
}

/// Keeps a line about which somebody has to decide whether it is known.
///
/// # Errors
///
/// What the database says.
pub async fn insert_doubt(change: &mut Change, statement: Id, line: &Line) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO money_doubt (tenant, id, statement, json) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (tenant, id) DO NOTHING"
            ),
            args![line.id.to_string(), statement, Arg::json(line)?],
        )
        .await?;
    Ok(())
}

/// All lines about which somebody has to decide whether they are known.
///
/// # Errors
///
/// What the database says.
pub async fn list_doubts(session: &mut Session) -> Result<Vec<Line>, StoreError> {
    session
        .all(sql!("SELECT json FROM money_doubt WHERE tenant = $1 ORDER BY id"), args![])
        .await?
        .iter()
        .map(|row| row.json("json"))
        .collect()
}

/// Takes such a line off the list, as it is decided; gives it.
///
/// # Errors
///
/// What the database says.
pub async fn delete_doubt(change: &mut Change, id: LineId) -> Result<Option<Line>, StoreError> {
    let row = change
        .one(
            sql!("DELETE FROM money_doubt WHERE tenant = $1 AND id = $2 RETURNING json"),
            args![id.to_string()],
        )
        .await?;
    row.map(|row| row.json("json")).transpose()
}
