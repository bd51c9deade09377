//! A choice as pages and the API make it: what it is computed from, the computation with bounded work, the decision.
//!
//! What was computed is remembered by fingerprint of the plan and rules, so that paging through variants costs nothing.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex};

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session};
use rathaus_web::PageError;

use crate::model::decision::{ChosenOffer, Decided, OtherOffer};
use crate::model::plan::JuryScore;
use crate::model::selection::{Choice, Refusal, Rules};
use crate::plan::ground::Ground;
use crate::store::decision::{Decision, DecisionState};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::plan::{KeptPlan, find_plan};
use crate::store::round::KeptRound;
use crate::store::selection::{find_ground, find_variant};
use crate::store::supplier_invitation::{
    NewInvitation, SupplierState, insert_supplier_invitation, list_supplier_invitations, withdraw_invitation,
};
use crate::supplying::seed_contacts;

/// Choices remembered at most.
const REMEMBERED: usize = 200;

type Chosen = Result<Arc<Choice>, Refusal>;
static MEMORY: LazyLock<Mutex<VecDeque<(String, Chosen)>>> = LazyLock::new(Mutex::default);

/// What the choices of a round are computed from.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Fingerprint of the plan's input.
    pub fingerprint: String,
    /// When the plan was made.
    pub planned_at: Timestamp,
    /// What the jury says.
    pub jury: Vec<JuryScore>,
    /// The numbers.
    pub ground: Arc<Ground>,
}

impl Basis {
    /// What belongs to a plan; `None` where there is no plan, or it was made before choices were kept with it.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn of(db: &mut Session, round: Id, kept: &KeptPlan) -> Result<Option<Self>, PageError> {
        let (Some(plan), Some(planned_at)) = (&kept.plan, kept.made_at) else { return Ok(None) };
        let Some((fingerprint, ground)) = find_ground(db, round).await? else { return Ok(None) };
        if kept.fingerprint.as_ref() != Some(&fingerprint) {
            return Ok(None);
        }
        Ok(Some(Self { fingerprint, planned_at, jury: plan.jury.clone(), ground: Arc::new(ground) }))
    }

    /// The same, read from the database.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn find(db: &mut Session, round: Id) -> Result<Option<Self>, PageError> {
        let kept = find_plan(db, round).await?;
        Self::of(db, round, &kept).await
    }

    /// The best choice under these rules.
    ///
    /// # Errors
    ///
    /// A fault where the computation breaks off.
    pub async fn choose(&self, rules: &Rules) -> Result<Chosen, PageError> {
        let key = serde_json::to_string(&(&self.fingerprint, rules)).map_err(PageError::fault)?;
        if let Ok(memory) = MEMORY.lock()
            && let Some((_, found)) = memory.iter().find(|(other, _)| *other == key)
        {
            return Ok(found.clone());
        }
        let (ground, rules) = (self.ground.clone(), rules.clone());
        let made = tokio::task::spawn_blocking(move || ground.choose(&rules).map(Arc::new)).await;
        let made = made.map_err(PageError::fault)?;
        if let Ok(mut memory) = MEMORY.lock() {
            memory.push_front((key, made.clone()));
            memory.truncate(REMEMBERED);
        }
        Ok(made)
    }

    /// The jury's words on an offer.
    pub fn jury_of(&self, label: &str) -> Option<&JuryScore> {
        self.jury.iter().find(|score| score.offer_id == label)
    }
}

/// The offers of a round that count, by label.
///
/// # Errors
///
/// What the database says.
pub async fn counting_offers(db: &mut Session, round: Id) -> Result<BTreeMap<String, KeptOffer>, PageError> {
    let offers = list_offers(db, round).await?.into_iter().filter(KeptOffer::counts);
    Ok(offers.filter_map(|offer| Some((offer.label.clone()?, offer))).collect())
}

/// What the office says to a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Why this choice.
    pub reason: String,
    /// To single offers, by label.
    pub of_offers: BTreeMap<String, String>,
}

/// What a decision on this choice rests on.
///
/// # Errors
///
/// [`PageError::Conflict`] where a chosen offer was withdrawn or set aside since the plan was made.
pub async fn decided(
    db: &mut Session,
    round: &KeptRound,
    basis: &Basis,
    (variant, rules): (&str, &Rules),
    choice: &Choice,
    reasons: &Reasons,
) -> Result<Decided, PageError> {
    let offers = counting_offers(db, round.id).await?;
    let mean = |label: &str| basis.jury_of(label).and_then(|score| score.mean);
    let chosen = choice
        .chosen
        .iter()
        .map(|pick| {
            let offer = offers.get(&pick.offer).ok_or(PageError::Conflict("selection-offer-gone"))?;
            Ok(ChosenOffer {
                id: offer.id,
                label: pick.offer.clone(),
                title: offer.text.title.clone(),
                organisation: offer.organisation,
                supplier: offer.supplier.clone(),
                is_must: pick.is_must,
                contribution: choice.share(pick.contribution),
                jury: mean(&pick.offer),
                reviews: basis.jury_of(&pick.offer).map_or(0, |score| score.reviews),
                needs: pick.needs.len(),
                reason: reasons.of_offers.get(&pick.offer).cloned().unwrap_or_default(),
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let others = choice
        .others
        .iter()
        .filter_map(|other| {
            let offer = offers.get(&other.offer)?;
            Some(OtherOffer {
                id: offer.id,
                label: other.offer.clone(),
                title: offer.text.title.clone(),
                organisation: offer.organisation,
                supplier: offer.supplier.clone(),
                jury: mean(&other.offer),
                why: other.why.clone(),
            })
        })
        .collect();
    Ok(Decided {
        round: round.title.clone(),
        variant: variant.to_owned(),
        rules: rules.clone(),
        reason: reasons.reason.clone(),
        chosen,
        others,
        areas: choice.areas.clone(),
        value: choice.value,
        bound: choice.bound,
        is_proven: choice.is_proven,
        covered: choice.covered,
        demand: choice.demand,
        fingerprint: basis.fingerprint.clone(),
        planned_at: basis.planned_at,
    })
}

/// Whether a decision that waits for its second signature still means the choice as it is now: the rules of its variant
/// choose the same offers, and all of them are still offered.
///
/// # Errors
///
/// What the database says.
pub async fn still_holds(db: &mut Session, decision: &Decision) -> Result<bool, PageError> {
    if decision.state != DecisionState::Signed {
        return Ok(true);
    }
    let Some(basis) = Basis::find(db, decision.round).await? else { return Ok(false) };
    let rules = match decision.variant {
        Some(id) => find_variant(db, decision.round, id).await?.map(|variant| variant.rules),
        None => None,
    };
    let rules = rules.unwrap_or_else(|| decision.content.rules.clone());
    let Ok(choice) = basis.choose(&rules).await? else { return Ok(false) };
    let offers = counting_offers(db, decision.round).await?;
    Ok(choice.labels() == decision.content.labels()
        && decision.content.chosen.iter().all(|chosen| offers.contains_key(&chosen.label)))
}

/// Lists an invitation for every chosen offer of a decision that was just made; what was listed for an earlier decision
/// and not sent goes. Gives how many are new.
///
/// # Errors
///
/// What the database says.
pub async fn list_chosen(change: &mut Change, decision: &Decision) -> Result<usize, PageError> {
    let chosen = &decision.content.chosen;
    for old in list_supplier_invitations(change, decision.round).await? {
        if old.state == SupplierState::Listed && !chosen.iter().any(|offer| offer.id == old.offer) {
            withdraw_invitation(change, old.id, "").await?;
        }
    }
    let mut listed = 0;
    for offer in chosen {
        let new = NewInvitation {
            round: decision.round,
            decision: decision.id,
            organisation: offer.organisation,
            offer: offer.id,
            label: offer.label.clone(),
            instead_of: None,
            because: None,
        };
        if let Some(id) = insert_supplier_invitation(change, &new).await? {
            seed_contacts(change, id, offer.organisation).await?;
            listed += 1;
        }
    }
    Ok(listed)
}
