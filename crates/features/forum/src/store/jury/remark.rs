//! The discussion of a contested offer.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};
use serde::Serialize;

/// What somebody says about an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Its id.
    pub id: Id,
    /// The juror who says it; `None` is the office.
    pub juror: Option<Id>,
    /// Who says it, as the person is called now.
    pub name: String,
    /// What is said.
    pub words: String,
    /// When.
    pub written_at: Timestamp,
}

/// What is said about an offer, the oldest first.
pub async fn list_remarks(db: &mut Session, offer: Id) -> Result<Vec<Remark>, StoreError> {
    let list = sql!(
        "SELECT m.id, m.juror, m.words, m.written_at, p.name FROM jury_remark m \
         LEFT JOIN person p ON p.tenant = m.tenant AND p.id = m.person \
         WHERE m.tenant = $1 AND m.offer = $2 ORDER BY m.written_at, m.id"
    );
    db.all(list, args![offer])
        .await?
        .iter()
        .map(|row| {
            Ok(Remark {
                id: row.get("id")?,
                juror: row.get("juror")?,
                name: row.get::<Option<String>>("name")?.unwrap_or_default(),
                words: row.get("words")?,
                written_at: row.get("written_at")?,
            })
        })
        .collect()
}

/// Adds a remark; one with this id that is there already (the form was sent twice) stays alone: `false`.
pub async fn insert_remark(
    change: &mut Change,
    id: Id,
    round: Id,
    offer: Id,
    juror: Option<Id>,
    person: Id,
    words: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO jury_remark (tenant, id, round, offer, juror, person, words, written_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, id) DO NOTHING"
    );
    Ok(change.run(insert, args![id, round, offer, juror, person, words, now]).await? == 1)
}
