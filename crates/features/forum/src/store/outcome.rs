//! What came of meetings of towns and suppliers: one row for each side and each time it is asked.

mod link;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

pub use link::{Opened, find_by_secret, issue_link};

use crate::model::outcome::{OutcomeKind, Reason, Side};

/// A question to one side, and what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Its id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The town or county.
    pub town: Id,
    /// Its name.
    pub town_name: String,
    /// The supplier.
    pub supplier: Id,
    /// Its name.
    pub supplier_name: String,
    /// Which of the two is asked.
    pub side: Side,
    /// How many months after the event.
    pub month: u8,
    /// What came of it; `None` while nobody has answered.
    pub kind: Option<OutcomeKind>,
    /// Why nothing came of it.
    pub reason: Option<Reason>,
    /// In the side's own words.
    pub words: String,
    /// Who said it, by name or address; empty where nobody has.
    pub said_by: String,
    /// Their account, where they have one.
    pub person: Option<Id>,
    /// When.
    pub said_at: Option<Timestamp>,
    /// When the side was asked by mail.
    pub asked_at: Option<Timestamp>,
    /// When it was reminded.
    pub reminded_at: Option<Timestamp>,
    /// Rises with every change.
    pub edition: i64,
}

impl Outcome {
    /// The body that is asked.
    pub fn body(&self) -> Id {
        match self.side {
            Side::Town => self.town,
            Side::Supplier => self.supplier,
        }
    }

    /// Its name.
    pub fn body_name(&self) -> &str {
        match self.side {
            Side::Town => &self.town_name,
            Side::Supplier => &self.supplier_name,
        }
    }

    /// The name of the body it met.
    pub fn partner(&self) -> &str {
        match self.side {
            Side::Town => &self.supplier_name,
            Side::Supplier => &self.town_name,
        }
    }
}

fn word<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Fault(format!("an outcome that says {text:?}")))
}

fn kept(row: &Row) -> Result<Outcome, StoreError> {
    let (side, kind, reason): (String, Option<String>, Option<String>) =
        (row.get("side")?, row.get("result")?, row.get("reason")?);
    let month: i64 = row.get("month")?;
    Ok(Outcome {
        id: row.get("id")?,
        round: row.get("round")?,
        town: row.get("town")?,
        town_name: row.get("town_name")?,
        supplier: row.get("supplier")?,
        supplier_name: row.get("supplier_name")?,
        side: word(&side)?,
        month: u8::try_from(month).map_err(StoreError::fault)?,
        kind: kind.as_deref().map(word).transpose()?,
        reason: reason.as_deref().map(word).transpose()?,
        words: row.get("words")?,
        said_by: row.get("said_by")?,
        person: row.get("person")?,
        said_at: row.get("said_at")?,
        asked_at: row.get("asked_at")?,
        reminded_at: row.get("reminded_at")?,
        edition: row.get("edition")?,
    })
}

/// What was said and asked in a round, by town, supplier, time and side.
pub async fn list_outcomes(db: &mut Session, round: Id) -> Result<Vec<Outcome>, StoreError> {
    let list = sql!(
        "SELECT c.*, t.name AS town_name, s.name AS supplier_name FROM outcome c \
         JOIN organisation t ON t.tenant = c.tenant AND t.id = c.town \
         JOIN organisation s ON s.tenant = c.tenant AND s.id = c.supplier \
         WHERE c.tenant = $1 AND c.round = $2 ORDER BY t.name, c.town, s.name, c.supplier, c.month, c.side DESC"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// What a body was asked in a round as one of the two sides, the latest first.
pub async fn list_outcomes_of(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Vec<Outcome>, StoreError> {
    let list = sql!(
        "SELECT c.*, t.name AS town_name, s.name AS supplier_name FROM outcome c \
         JOIN organisation t ON t.tenant = c.tenant AND t.id = c.town \
         JOIN organisation s ON s.tenant = c.tenant AND s.id = c.supplier \
         WHERE c.tenant = $1 AND c.round = $2 \
         AND (c.side = 'town' AND c.town = $3 OR c.side = 'supplier' AND c.supplier = $3) \
         ORDER BY c.month DESC, t.name, s.name, c.id"
    );
    db.all(list, args![round, organisation]).await?.iter().map(kept).collect()
}

/// What a person with an account said, in all rounds.
pub async fn list_outcomes_by(db: &mut Session, person: Id) -> Result<Vec<Outcome>, StoreError> {
    let list = sql!(
        "SELECT c.*, t.name AS town_name, s.name AS supplier_name FROM outcome c \
         JOIN organisation t ON t.tenant = c.tenant AND t.id = c.town \
         JOIN organisation s ON s.tenant = c.tenant AND s.id = c.supplier \
         WHERE c.tenant = $1 AND c.person = $2 ORDER BY c.said_at, c.id"
    );
    db.all(list, args![person]).await?.iter().map(kept).collect()
}

/// The question with this id.
pub async fn find_outcome(db: &mut Session, id: Id) -> Result<Option<Outcome>, StoreError> {
    let find = sql!(
        "SELECT c.*, t.name AS town_name, s.name AS supplier_name FROM outcome c \
         JOIN organisation t ON t.tenant = c.tenant AND t.id = c.town \
         JOIN organisation s ON s.tenant = c.tenant AND s.id = c.supplier WHERE c.tenant = $1 AND c.id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// A town and a supplier that met in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The round.
    pub round: Id,
    /// The town or county.
    pub town: Id,
    /// The supplier.
    pub supplier: Id,
}

/// Makes sure that there is a question to a side; gives its id, and whether it is new.
pub async fn ensure_question(
    change: &mut Change,
    pair: Pair,
    side: Side,
    month: u8,
) -> Result<(Id, bool), StoreError> {
    let (id, now, month) = (Id::new(change.now()), change.now(), i64::from(month));
    let Pair { round, town, supplier } = pair;
    let insert = sql!(
        "INSERT INTO outcome (tenant, id, round, town, supplier, side, month, words, said_by, created_at, edition) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, 1) \
         ON CONFLICT (tenant, round, town, supplier, side, month) DO NOTHING"
    );
    if change.run(insert, args![id, round, town, supplier, side.word(), month, now]).await? == 1 {
        return Ok((id, true));
    }
    let find = sql!(
        "SELECT id FROM outcome WHERE tenant = $1 AND round = $2 AND town = $3 AND supplier = $4 AND side = $5 \
         AND month = $6"
    );
    let row = change.one(find, args![round, town, supplier, side.word(), month]).await?;
    let row = row.ok_or_else(|| StoreError::fault("a question that is there already is not there"))?;
    Ok((row.get("id")?, false))
}

/// Notes that a town and a supplier met: both will be asked what came of it.
pub async fn ensure_pair(change: &mut Change, pair: Pair) -> Result<(), StoreError> {
    for side in Side::ALL {
        ensure_question(change, pair, *side, 0).await?;
    }
    Ok(())
}

/// What a side says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'a> {
    /// What came of it.
    pub kind: OutcomeKind,
    /// Why, where nothing did.
    pub reason: Option<Reason>,
    /// In its own words; may be empty.
    pub words: &'a str,
    /// Who says it, by name or address.
    pub by: &'a str,
    /// Their account, where they have one.
    pub person: Option<Id>,
}

/// Notes what a side of a pair says at this month, in the place of what it said before; both sides are asked from now
/// on. Gives the id of the question that this answers.
pub async fn save_outcome(
    change: &mut Change,
    pair: Pair,
    side: Side,
    month: u8,
    said: &Said<'_>,
) -> Result<Id, StoreError> {
    for other in Side::ALL.iter().filter(|other| **other != side || month != 0) {
        ensure_question(change, pair, *other, 0).await?;
    }
    let (id, _) = ensure_question(change, pair, side, month).await?;
    let now = change.now();
    let reason = said.reason.filter(|_| said.kind == OutcomeKind::Nothing).map(Reason::word);
    let update = sql!(
        "UPDATE outcome SET result = $3, reason = $4, words = $5, said_by = $6, person = $7, said_at = $8, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2"
    );
    let values = args![id, said.kind.word(), reason, said.words, said.by, said.person, now];
    change.run(update, values).await?;
    Ok(id)
}

/// Answers a question; `false` where somebody else answered it since `edition`.
pub async fn answer_question(
    change: &mut Change,
    id: Id,
    edition: i64,
    said: &Said<'_>,
) -> Result<bool, StoreError> {
    let now = change.now();
    let reason = said.reason.filter(|_| said.kind == OutcomeKind::Nothing).map(Reason::word);
    let update = sql!(
        "UPDATE outcome SET result = $4, reason = $5, words = $6, said_by = $7, person = $8, said_at = $9, \
         edition = edition + 1 WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let values = args![id, edition, said.kind.word(), reason, said.words, said.by, said.person, now];
    Ok(change.run(update, values).await? == 1)
}

/// Takes a question for a mail; `false` where it was asked, or the other one of two jobs was faster.
pub async fn claim_asking(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE outcome SET asked_at = $3 WHERE tenant = $1 AND id = $2 AND asked_at IS NULL AND result IS NULL"
    );
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Takes a question for its one reminder; `false` where there was one, or it was answered meanwhile.
pub async fn claim_reminder(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE outcome SET reminded_at = $3 WHERE tenant = $1 AND id = $2 AND asked_at IS NOT NULL \
         AND reminded_at IS NULL AND result IS NULL"
    );
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Sets when something was asked and said: for what is taken over from elsewhere.
pub async fn set_times(
    change: &mut Change,
    id: Id,
    asked_at: Option<Timestamp>,
    said_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let update = sql!("UPDATE outcome SET asked_at = $3, said_at = $4 WHERE tenant = $1 AND id = $2");
    change.run(update, &[Arg::from(id), Arg::from(asked_at), Arg::from(said_at)]).await?;
    Ok(())
}

/// Forgets who said what; what was said stays with the body.
pub async fn forget_person(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let forget = sql!("UPDATE outcome SET person = NULL, said_by = '' WHERE tenant = $1 AND person = $2");
    change.run(forget, args![person]).await
}
