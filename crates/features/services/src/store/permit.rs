//! Permits that were handed out.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

/// What stands on a permit, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The question of the form.
    pub label: String,
    /// The answer.
    pub value: String,
}

/// A permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitRow {
    /// What is written above it.
    pub title: String,
    /// The number of its case.
    pub number: String,
    /// What stands on it.
    pub facts: Vec<Fact>,
    /// The first day on which it holds.
    pub valid_from: Date,
    /// The last.
    pub valid_until: Date,
    /// The end of the address where it is checked.
    pub code: String,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// Whether a permit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermitState {
    /// Today.
    Valid,
    /// Later on.
    Future,
    /// Not any more.
    Over,
    /// It was taken back.
    Revoked,
}

impl PermitState {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            PermitState::Valid => "valid",
            PermitState::Future => "future",
            PermitState::Over => "over",
            PermitState::Revoked => "revoked",
        }
    }
}

impl PermitRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let day = |name: &str| -> Result<Date, StoreError> {
            row.get::<String>(name)?.parse().map_err(StoreError::fault)
        };
        Ok(Self {
            title: row.get("title")?,
            number: row.get("number")?,
            facts: row.json("facts")?,
            valid_from: day("valid_from")?,
            valid_until: day("valid_until")?,
            code: row.get("code")?,
            revoked_at: row.get("revoked_at")?,
        })
    }

    /// Whether it holds on a day.
    pub fn state(&self, day: Date) -> PermitState {
        if self.revoked_at.is_some() {
            PermitState::Revoked
        } else if day < self.valid_from {
            PermitState::Future
        } else if day > self.valid_until {
            PermitState::Over
        } else {
            PermitState::Valid
        }
    }
}

/// Keeps the permit of a case; `false` where it has one.
///
/// # Errors
///
/// What the database says.
pub async fn insert_permit(change: &mut Change, case: Id, permit: &PermitRow) -> Result<bool, StoreError> {
    let id = Id::new(change.now());
    let insert = sql!(
        "INSERT INTO permit (tenant, id, case_id, code, title, number, facts, valid_from, valid_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
    );
    let written = change
        .run(
            insert,
            args![
                id,
                case,
                &permit.code,
                &permit.title,
                &permit.number,
                Arg::json(&permit.facts)?,
                permit.valid_from.to_string(),
                permit.valid_until.to_string()
            ],
        )
        .await?;
    Ok(written > 0)
}

/// The permit of a case.
///
/// # Errors
///
/// What the database says.
pub async fn find_permit_of(session: &mut Session, case: Id) -> Result<Option<PermitRow>, StoreError> {
    let row =
        session.one(sql!("SELECT * FROM permit WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    row.as_ref().map(PermitRow::from_row).transpose()
}

/// The permit with this code.
///
/// # Errors
///
/// What the database says.
pub async fn find_permit(session: &mut Session, code: &str) -> Result<Option<PermitRow>, StoreError> {
    let row = session.one(sql!("SELECT * FROM permit WHERE tenant = $1 AND code = $2"), args![code]).await?;
    row.as_ref().map(PermitRow::from_row).transpose()
}

/// Takes a permit back, or gives it again; `false` where nothing changes.
///
/// # Errors
///
/// What the database says.
pub async fn set_revoked(change: &mut Change, case: Id, is_revoked: bool) -> Result<bool, StoreError> {
    let now = change.now();
    let set = match is_revoked {
        true => sql!(
            "UPDATE permit SET revoked_at = $3 WHERE tenant = $1 AND case_id = $2 AND revoked_at IS NULL"
        ),
        false => sql!(
            "UPDATE permit SET revoked_at = NULL \
             WHERE tenant = $1 AND case_id = $2 AND revoked_at IS NOT NULL AND revoked_at <= $3"
        ),
    };
    Ok(change.run(set, args![case, now]).await? > 0)
}
