//! The plan of a round as it is kept, and everything it is computed from, put together.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Session, StoreError, args, sql};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::input::shipped_areas;
use crate::model::plan::Plan;
use crate::model::{Input, Review};
use crate::store::board::list_edits;
use crate::store::jury::{list_out, list_reviews};
use crate::store::need::list_for_plan;
use crate::store::offer::list_offers;
use crate::store::registration::list_participants;
use crate::store::round::KeptRound;
use crate::store::wish::list_wishes;

/// Further input of the plan, kept as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// Whether the round is the shipped sample: `true` or nothing.
    Sample,
}

impl Material {
    fn word(self) -> &'static str {
        match self {
            Material::Sample => "sample",
        }
    }
}

/// The material of a kind; its default where there is none.
pub async fn find_material<T: DeserializeOwned + Default>(
    db: &mut Session,
    round: Id,
    kind: Material,
) -> Result<T, StoreError> {
    let find = sql!("SELECT content FROM round_material WHERE tenant = $1 AND round = $2 AND kind = $3");
    match db.one(find, args![round, kind.word()]).await? {
        Some(row) => row.json("content"),
        None => Ok(T::default()),
    }
}

/// Keeps the material of a kind in the place of what was there.
pub async fn save_material<T: Serialize + Sync>(
    change: &mut Change,
    round: Id,
    kind: Material,
    content: &T,
) -> Result<(), StoreError> {
    let save = sql!(
        "INSERT INTO round_material (tenant, round, kind, content) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, round, kind) DO UPDATE SET content = excluded.content"
    );
    change.run(save, &[Arg::from(round), Arg::from(kind.word()), Arg::json(content)?]).await?;
    Ok(())
}

/// Everything the engines take for a round, as it stands now: needs and offers by their labels, offers that were
/// withdrawn or set aside left out, and with them the reviews of those.
pub async fn load_input(db: &mut Session, round: &KeptRound) -> Result<Input, StoreError> {
    let mut settings = round.settings.clone();
    settings.name.clone_from(&round.title);
    if settings.areas.is_empty() {
        settings.areas = shipped_areas();
    }
    let needs = list_for_plan(db, round.id).await?;
    let kept: Vec<_> = list_offers(db, round.id).await?.into_iter().filter(|offer| offer.counts()).collect();
    // What the jury did not let go on is not chosen, unless somebody rules that it must be.
    let out = list_out(db, round.id).await?;
    let rule = &mut settings.selection;
    for label in kept.iter().filter(|offer| out.contains(&offer.id)).filter_map(|offer| offer.label.as_ref())
    {
        if !rule.must.contains(label) && !rule.never.contains(label) {
            rule.never.push(label.clone());
        }
    }
    let offers: Vec<_> = kept.into_iter().map(|offer| offer.into_model()).collect();
    let mut reviews: Vec<Review> = list_reviews(db, round.id).await?;
    reviews.retain(|review| offers.iter().any(|offer| offer.id == review.offer_id));
    let participants = list_participants(db, round.id).await?;
    Ok(Input {
        round: settings,
        reviews,
        participants,
        wishes: list_wishes(db, round.id).await?,
        edits: list_edits(db, round.id).await?,
        is_sample: find_material(db, round.id, Material::Sample).await?,
        needs,
        offers,
    })
}

/// A name of the input's content: another input has another one.
///
/// # Errors
///
/// A fault where the input cannot be written as JSON.
pub fn fingerprint(input: &Input) -> Result<String, StoreError> {
    Ok(Id::of_name(&serde_json::to_string(input).map_err(StoreError::fault)?).to_string())
}

/// The last plan of a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeptPlan {
    /// The job that makes or made it.
    pub job: Option<Id>,
    /// Of the input it was made from.
    pub fingerprint: Option<String>,
    /// The plan, where one was made.
    pub plan: Option<Plan>,
    /// Why the last attempt gave none: rules that contradict each other.
    pub refusal: Option<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
}

/// The last plan of a round; an empty one where none was asked for.
pub async fn find_plan(db: &mut Session, round: Id) -> Result<KeptPlan, StoreError> {
    let find = sql!(
        "SELECT job, fingerprint, content, refusal, made_at FROM round_plan WHERE tenant = $1 AND round = $2"
    );
    let Some(row) = db.one(find, args![round]).await? else { return Ok(KeptPlan::default()) };
    let content: Option<String> = row.get("content")?;
    Ok(KeptPlan {
        job: row.get("job")?,
        fingerprint: row.get("fingerprint")?,
        // A plan that an earlier release wrote and this one cannot read is made anew.
        plan: content.and_then(|text| serde_json::from_str(&text).ok()),
        refusal: row.get("refusal")?,
        made_at: row.get("made_at")?,
    })
}

/// Notes which job makes the next plan.
pub async fn mark_planning(change: &mut Change, round: Id, job: Id) -> Result<(), StoreError> {
    let mark = sql!(
        "INSERT INTO round_plan (tenant, round, job) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, round) DO UPDATE SET job = excluded.job"
    );
    change.run(mark, args![round, job]).await?;
    Ok(())
}

/// Keeps a plan.
pub async fn save_plan(
    change: &mut Change,
    round: Id,
    fingerprint: &str,
    plan: &Plan,
) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO round_plan (tenant, round, fingerprint, content, made_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, round) DO UPDATE SET fingerprint = excluded.fingerprint, content = excluded.content, \
         made_at = excluded.made_at, refusal = NULL"
    );
    let values = [Arg::from(round), Arg::from(fingerprint), Arg::json(plan)?, Arg::from(now)];
    change.run(save, &values).await?;
    Ok(())
}

/// Keeps why there is no plan; the one before stays.
pub async fn save_refusal(change: &mut Change, round: Id, refusal: &str) -> Result<(), StoreError> {
    let save = sql!(
        "INSERT INTO round_plan (tenant, round, refusal) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, round) DO UPDATE SET refusal = excluded.refusal"
    );
    change.run(save, args![round, refusal]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn plans_material_and_refusals_are_kept_by_round() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, job) = (Id::of_name("round"), Id::of_name("job"));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            assert_eq!(find_plan(&mut change, round).await.expect("read"), KeptPlan::default());
            save_refusal(&mut change, round, "zwei Regeln").await.expect("kept");
            mark_planning(&mut change, round, job).await.expect("kept");
            let found = find_plan(&mut change, round).await.expect("read");
            assert_eq!((found.job, found.refusal.as_deref()), (Some(job), Some("zwei Regeln")));
            assert!(!find_material::<bool>(&mut change, round, Material::Sample).await.expect("read"));
            save_material(&mut change, round, Material::Sample, &true).await.expect("kept");
            save_material(&mut change, round, Material::Sample, &true).await.expect("kept");
            assert!(find_material::<bool>(&mut change, round, Material::Sample).await.expect("read"));
            change.commit(Record::new("plan.asked", round)).await.expect("kept");
        }
    }
}
