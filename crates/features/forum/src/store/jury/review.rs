//! Tasks of jurors and what they write.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::jury::Written;

/// How far a review has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReviewState {
    /// A task.
    Open,
    /// Something is written.
    Begun,
    /// Handed in.
    Done,
}

impl ReviewState {
    /// All states.
    pub const ALL: [ReviewState; 3] = [ReviewState::Open, ReviewState::Begun, ReviewState::Done];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ReviewState::Open => "open",
            ReviewState::Begun => "begun",
            ReviewState::Done => "done",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A review as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptReview {
    /// Its id.
    pub id: Id,
    /// The phase's key.
    pub phase: String,
    /// The offer.
    pub offer: Id,
    /// The juror.
    pub juror: Id,
    /// How far it is.
    pub state: ReviewState,
    /// What is written.
    pub written: Written,
    /// Whether it stopped counting because of a conflict of interest.
    pub is_conflict: bool,
    /// Rises with every change.
    pub edition: i64,
    /// The open page that saved last.
    pub sheet: String,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// When it was last saved.
    pub saved_at: Option<Timestamp>,
    /// When it was handed in.
    pub done_at: Option<Timestamp>,
}

impl KeptReview {
    /// Whether it counts: handed in, without a conflict.
    pub fn counts(&self) -> bool {
        self.state == ReviewState::Done && !self.is_conflict
    }
}

fn kept(row: &Row) -> Result<KeptReview, StoreError> {
    let state: String = row.get("state")?;
    Ok(KeptReview {
        id: row.get("id")?,
        phase: row.get("phase")?,
        offer: row.get("offer")?,
        juror: row.get("juror")?,
        state: ReviewState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a review in state {state:?}")))?,
        written: row.json("content")?,
        is_conflict: row.get("is_conflict")?,
        edition: row.get("edition")?,
        sheet: row.get("sheet")?,
        assigned_at: row.get("assigned_at")?,
        saved_at: row.get("saved_at")?,
        done_at: row.get("done_at")?,
    })
}

/// All tasks and reviews of a round, those that stopped counting, too.
pub async fn list_kept_reviews(db: &mut Session, round: Id) -> Result<Vec<KeptReview>, StoreError> {
    let list = sql!("SELECT * FROM review WHERE tenant = $1 AND round = $2 ORDER BY id");
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// A review.
pub async fn find_review(db: &mut Session, id: Id) -> Result<Option<KeptReview>, StoreError> {
    let find = sql!("SELECT * FROM review WHERE tenant = $1 AND id = $2");
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// Gives an offer to a juror. Nothing happens, and `false` is given, unless the juror declared to be free of the
/// offer's supplier: no caller can assign a conflict.
pub async fn insert_task(
    change: &mut Change,
    round: Id,
    phase: &str,
    offer: Id,
    juror: Id,
    origin: &str,
) -> Result<bool, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO review (tenant, id, round, phase, offer, juror, origin, state, content, is_conflict, edition, \
         sheet, assigned_at) \
         SELECT $1, $2, $3, $4, f.id, d.juror, $7, 'open', '{}', d.is_conflict, 1, '', $8 FROM offer f \
         JOIN jury_declaration d ON d.tenant = f.tenant AND d.organisation = f.organisation \
         WHERE f.tenant = $1 AND f.id = $5 AND f.round = $3 AND d.juror = $6 AND d.round = $3 AND NOT d.is_conflict \
         ON CONFLICT (tenant, round, phase, offer, juror) DO NOTHING"
    );
    Ok(change.run(insert, args![id, round, phase, offer, juror, origin, now]).await? == 1)
}

/// A finished review from a file, or of the sample, whatever was declared.
#[allow(clippy::too_many_arguments)]
pub async fn insert_finished(
    change: &mut Change,
    round: Id,
    phase: &str,
    offer: Id,
    juror: Id,
    written: &Written,
    is_conflict: bool,
    at: Timestamp,
) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    let insert = sql!(
        "INSERT INTO review (tenant, id, round, phase, offer, juror, origin, state, content, is_conflict, edition, \
         sheet, assigned_at, saved_at, done_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 'import', 'done', $7, $8, 1, '', $9, $9, $9)"
    );
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(phase),
        Arg::from(offer),
        Arg::from(juror),
        Arg::json(written)?,
        Arg::from(is_conflict),
        Arg::from(at),
    ];
    change.run(insert, &values).await?;
    Ok(id)
}

/// Takes a task off again; one in which something was written stays (`false`).
pub async fn delete_task(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM review WHERE tenant = $1 AND id = $2 AND state = 'open'");
    Ok(change.run(delete, args![id]).await? == 1)
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is kept.
    Saved(KeptReview),
    /// Another page saved since: this is what it says now.
    Stale(KeptReview),
    /// The task is no more.
    Gone,
}

/// Keeps what a juror typed. A page may save again and again; another page that began from an older edition may not.
pub async fn save_written(
    change: &mut Change,
    id: Id,
    written: &Written,
    edition: i64,
    sheet: &str,
) -> Result<Saved, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE review SET content = $3, state = 'begun', edition = edition + 1, sheet = $5, saved_at = $6 \
         WHERE tenant = $1 AND id = $2 AND state <> 'done' AND NOT is_conflict \
         AND (edition = $4 OR (sheet = $5 AND sheet <> ''))"
    );
    let values = [Arg::from(id), Arg::json(written)?, Arg::from(edition), Arg::from(sheet), Arg::from(now)];
    let is_saved = change.run(update, &values).await? == 1;
    Ok(match find_review(change, id).await? {
        Some(review) if is_saved => Saved::Saved(review),
        Some(review) => Saved::Stale(review),
        None => Saved::Gone,
    })
}

/// Hands a review in as it stands; `false` where it is no longer being written.
pub async fn hand_in(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE review SET state = 'done', done_at = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'begun' AND NOT is_conflict"
    );
    if change.run(update, args![id, now]).await? != 1 {
        return Ok(false);
    }
    insert_version(change, id, "handed-in").await?;
    Ok(true)
}

/// Takes a review back, to be changed; `false` where it is not handed in.
pub async fn withdraw(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE review SET state = 'begun', done_at = NULL, sheet = '', edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'done' AND NOT is_conflict"
    );
    if change.run(update, args![id]).await? != 1 {
        return Ok(false);
    }
    insert_version(change, id, "withdrawn").await?;
    Ok(true)
}

/// Ends a juror's blank tasks with a supplier, and marks what was written as not counting.
pub(super) async fn mark_conflicts(
    change: &mut Change,
    round: Id,
    juror: Id,
    organisation: Id,
) -> Result<(), StoreError> {
    let delete = sql!(
        "DELETE FROM review WHERE tenant = $1 AND round = $2 AND juror = $3 AND state = 'open' AND offer IN \
         (SELECT f.id FROM offer f WHERE f.tenant = $1 AND f.round = $2 AND f.organisation = $4)"
    );
    change.run(delete, args![round, juror, organisation]).await?;
    let find = sql!(
        "SELECT r.* FROM review r JOIN offer f ON f.tenant = r.tenant AND f.id = r.offer \
         WHERE r.tenant = $1 AND r.round = $2 AND r.juror = $3 AND f.organisation = $4 AND NOT r.is_conflict"
    );
    for row in change.all(find, args![round, juror, organisation]).await? {
        let id: Id = row.get("id")?;
        let mark =
            sql!("UPDATE review SET is_conflict = TRUE, edition = edition + 1 WHERE tenant = $1 AND id = $2");
        change.run(mark, args![id]).await?;
        insert_version(change, id, "conflict").await?;
    }
    Ok(())
}

/// Ends the blank tasks of a juror who was taken off.
pub async fn delete_tasks_of(change: &mut Change, juror: Id) -> Result<u64, StoreError> {
    let delete = sql!("DELETE FROM review WHERE tenant = $1 AND juror = $2 AND state = 'open'");
    change.run(delete, args![juror]).await
}

/// What was handed in, taken back or stopped counting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// The review.
    pub review: Id,
    /// `handed-in`, `withdrawn` or `conflict`.
    pub act: String,
    /// What it said.
    pub written: Written,
    /// When.
    pub at: Timestamp,
}

async fn insert_version(change: &mut Change, review: Id, act: &str) -> Result<(), StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO review_version (tenant, review, seq, act, content, at) \
         SELECT $1, r.id, (SELECT COUNT(*) FROM review_version v WHERE v.tenant = $1 AND v.review = $2) + 1, $3, \
         r.content, $4 FROM review r WHERE r.tenant = $1 AND r.id = $2"
    );
    change.run(insert, args![review, act, now]).await?;
    Ok(())
}

/// The history of the reviews of an offer, the oldest first.
pub async fn list_versions(db: &mut Session, offer: Id) -> Result<Vec<Version>, StoreError> {
    let list = sql!(
        "SELECT v.review, v.act, v.content, v.at FROM review_version v \
         JOIN review r ON r.tenant = v.tenant AND r.id = v.review \
         WHERE v.tenant = $1 AND r.offer = $2 ORDER BY v.at, v.review, v.seq"
    );
    db.all(list, args![offer])
        .await?
        .iter()
        .map(|row| {
            Ok(Version {
                review: row.get("review")?,
                act: row.get("act")?,
                written: row.json("content")?,
                at: row.get("at")?,
            })
        })
        .collect()
}
