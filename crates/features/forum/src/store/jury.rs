//! The jury of a round: its rules, which offers go on, how the tasks were spread, and what the plan takes of it all.

pub mod declaration;
pub mod juror;
pub mod remark;
pub mod review;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Session, StoreError, args, sql};

use super::document::{Keep, find_document, save_document};
use crate::assigning::Proof;
use crate::model::Review;
use crate::model::jury::{Jury, PhaseKind};
use crate::store::offer::list_offers;
use juror::list_jurors;
use review::{ReviewState, list_kept_reviews};

/// The rules of a round's jury and their edition; `None` where nobody set one up.
pub async fn find_jury(db: &mut Session, round: Id) -> Result<Option<(Jury, i64)>, StoreError> {
    let find = sql!("SELECT content, edition FROM jury WHERE tenant = $1 AND round = $2");
    find_document(db, find, round).await
}

/// Keeps the rules; `false` where somebody else changed them since `edition` (0: there were none).
pub async fn save_jury(
    change: &mut Change,
    round: Id,
    jury: &Jury,
    edition: i64,
) -> Result<bool, StoreError> {
    let keep = Keep {
        insert: sql!(
            "INSERT INTO jury (tenant, round, content, edition) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (tenant, round) DO NOTHING"
        ),
        update: sql!(
            "UPDATE jury SET content = $3, edition = edition + 1 \
             WHERE tenant = $1 AND round = $2 AND edition = $4"
        ),
    };
    save_document(change, keep, round, jury, edition).await
}

/// Takes the row of the jury, so that two who assign at once wait for each other. `false` where its rules changed.
pub async fn lock_jury(change: &mut Change, round: Id, edition: i64) -> Result<bool, StoreError> {
    let lock = sql!("UPDATE jury SET edition = edition WHERE tenant = $1 AND round = $2 AND edition = $3");
    Ok(change.run(lock, args![round, edition]).await? == 1)
}

/// Whether an offer goes on after a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The phase it leaves.
    pub phase: String,
    /// The offer.
    pub offer: Id,
    /// Whether it goes on.
    pub passes: bool,
    /// Whether a person decided, not the phase's rule.
    pub is_by_hand: bool,
    /// Why, where a person decided.
    pub reason: String,
    /// When.
    pub decided_at: Timestamp,
}

/// What was decided about the offers of a round after each phase.
pub async fn list_passages(db: &mut Session, round: Id) -> Result<Vec<Passage>, StoreError> {
    let list = sql!(
        "SELECT phase, offer, passes, is_by_hand, reason, decided_at FROM jury_passage \
         WHERE tenant = $1 AND round = $2 ORDER BY phase, offer"
    );
    db.all(list, args![round])
        .await?
        .iter()
        .map(|row| {
            Ok(Passage {
                phase: row.get("phase")?,
                offer: row.get("offer")?,
                passes: row.get("passes")?,
                is_by_hand: row.get("is_by_hand")?,
                reason: row.get("reason")?,
                decided_at: row.get("decided_at")?,
            })
        })
        .collect()
}

/// Notes whether an offer goes on, in place of what was said before.
pub async fn save_passage(
    change: &mut Change,
    round: Id,
    phase: &str,
    offer: Id,
    passes: bool,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO jury_passage (tenant, round, phase, offer, passes, is_by_hand, reason, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, round, phase, offer) DO UPDATE SET \
         passes = excluded.passes, is_by_hand = excluded.is_by_hand, reason = excluded.reason, \
         decided_at = excluded.decided_at"
    );
    let values = args![round, phase, offer, passes, reason.is_some(), reason.unwrap_or_default(), now];
    change.run(save, values).await?;
    Ok(())
}

/// How fair the last assignment of a phase is, and when it was made.
pub async fn find_proof(
    db: &mut Session,
    round: Id,
    phase: &str,
) -> Result<Option<(Proof, Timestamp)>, StoreError> {
    let find =
        sql!("SELECT content, made_at FROM jury_assignment WHERE tenant = $1 AND round = $2 AND phase = $3");
    match db.one(find, args![round, phase]).await? {
        Some(row) => Ok(Some((row.json("content")?, row.get("made_at")?))),
        None => Ok(None),
    }
}

/// Keeps how fair an assignment is.
pub async fn save_proof(
    change: &mut Change,
    round: Id,
    phase: &str,
    proof: &Proof,
) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO jury_assignment (tenant, round, phase, content, made_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, round, phase) DO UPDATE SET content = excluded.content, made_at = excluded.made_at"
    );
    change.run(save, &[Arg::from(round), Arg::from(phase), Arg::json(proof)?, Arg::from(now)]).await?;
    Ok(())
}

/// What the plan takes: finished reviews with a score, of each juror and offer the last phase's; those of a juror
/// with a conflict are marked. Ordered by offer, then juror.
pub async fn list_reviews(db: &mut Session, round: Id) -> Result<Vec<Review>, StoreError> {
    let Some((jury, _)) = find_jury(db, round).await? else { return Ok(Vec::new()) };
    let labels: BTreeMap<Id, String> = list_offers(db, round)
        .await?
        .into_iter()
        .filter_map(|offer| Some((offer.id, offer.label?)))
        .collect();
    let jurors = list_jurors(db, round).await?;
    let mut last: BTreeMap<(&str, usize), (usize, Review)> = BTreeMap::new();
    for review in list_kept_reviews(db, round).await? {
        let (Some(label), Some(phase)) = (labels.get(&review.offer), jury.place_of(&review.phase)) else {
            continue;
        };
        let Some(place) = jurors.iter().position(|one| one.id == review.juror) else { continue };
        if review.state != ReviewState::Done || jury.phases[phase].kind != PhaseKind::Scores {
            continue;
        }
        let mine = Review {
            offer_id: label.clone(),
            reviewer: jurors[place].called(&jurors),
            score: review.written.value(&jury.criteria),
            conflict: review.is_conflict,
            comment: review.written.to_office,
        };
        let entry = last.entry((label.as_str(), place)).or_insert((phase, mine.clone()));
        if phase >= entry.0 {
            *entry = (phase, mine);
        }
    }
    Ok(last.into_values().map(|(_, review)| review).collect())
}

/// Offers that the jury did not let go on: the choice leaves them out.
pub async fn list_out(db: &mut Session, round: Id) -> Result<BTreeSet<Id>, StoreError> {
    let passages = list_passages(db, round).await?;
    Ok(passages.into_iter().filter(|one| !one.passes).map(|one| one.offer).collect())
}
