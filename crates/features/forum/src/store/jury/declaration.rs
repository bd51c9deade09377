//! What jurors say about suppliers before they see an offer.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use super::review::mark_conflicts;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The juror.
    Juror,
    /// The office.
    Office,
    /// The juror sits in the supplier's firm.
    Seat,
    /// A file.
    Import,
}

impl Origin {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Juror => "juror",
            Origin::Office => "office",
            Origin::Seat => "seat",
            Origin::Import => "import",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Origin::Juror, Origin::Office, Origin::Seat, Origin::Import]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

/// What is known of a juror and a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Declaration {
    /// The juror.
    pub juror: Id,
    /// The supplier.
    pub organisation: Id,
    /// Whether there is a conflict of interest.
    pub is_conflict: bool,
    /// Why, may be empty.
    pub reason: String,
    /// Who said it.
    pub origin: Origin,
    /// When.
    pub declared_at: Timestamp,
}

fn kept(row: &Row) -> Result<Declaration, StoreError> {
    let origin: String = row.get("origin")?;
    Ok(Declaration {
        juror: row.get("juror")?,
        organisation: row.get("organisation")?,
        is_conflict: row.get("is_conflict")?,
        reason: row.get("reason")?,
        origin: Origin::of_word(&origin)
            .ok_or_else(|| StoreError::Fault(format!("a declaration by {origin:?}")))?,
        declared_at: row.get("declared_at")?,
    })
}

/// All declarations of a round.
pub async fn list_declarations(db: &mut Session, round: Id) -> Result<Vec<Declaration>, StoreError> {
    let list = sql!(
        "SELECT juror, organisation, is_conflict, reason, origin, declared_at FROM jury_declaration \
         WHERE tenant = $1 AND round = $2 ORDER BY juror, organisation"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// Notes what is said about a juror and a supplier, in place of what was said before. A conflict ends the juror's
/// open tasks with that supplier, and what was written stops counting; it stays as history.
pub async fn declare(
    change: &mut Change,
    round: Id,
    juror: Id,
    organisation: Id,
    is_conflict: bool,
    reason: &str,
    origin: Origin,
) -> Result<(), StoreError> {
    insert_declaration(change, round, juror, organisation, is_conflict, reason, origin).await?;
    if is_conflict {
        mark_conflicts(change, round, juror, organisation).await?;
    }
    Ok(())
}

/// The same without touching reviews: for reviews that say themselves whether they count.
pub async fn insert_declaration(
    change: &mut Change,
    round: Id,
    juror: Id,
    organisation: Id,
    is_conflict: bool,
    reason: &str,
    origin: Origin,
) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO jury_declaration (tenant, round, juror, organisation, is_conflict, reason, origin, declared_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, juror, organisation) DO UPDATE SET \
         is_conflict = excluded.is_conflict, reason = excluded.reason, origin = excluded.origin, \
         declared_at = excluded.declared_at"
    );
    change.run(save, args![round, juror, organisation, is_conflict, reason, origin.word(), now]).await?;
    Ok(())
}
