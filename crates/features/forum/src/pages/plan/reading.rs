//! A round with its input and its plan, as the pages of areas, matches, offers and the plan read them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rathaus_store::Session;
use rathaus_web::{PageError, Value, context};

use crate::model::plan::{Match, Plan};
use crate::model::{Input, Need, Offer};
use crate::pages::round::round_of;
use crate::store::plan::{KeptPlan, find_plan, fingerprint, load_input};
use crate::store::round::KeptRound;

/// Everything the pages of a plan need.
pub(crate) struct Reading {
    pub round: KeptRound,
    pub input: Input,
    pub kept: KeptPlan,
    /// Whether needs, offers or settings changed since the plan was made.
    pub is_stale: bool,
    needs: BTreeMap<String, usize>,
    offers: BTreeMap<String, usize>,
}

impl Reading {
    /// From memory as long as nothing was recorded since it was put together.
    pub async fn of(db: &mut Session, slug: &str) -> Result<Arc<Self>, PageError> {
        if let Some(kept) = db.kept::<Self>(slug).await? {
            return Ok(kept);
        }
        let round = round_of(db, slug).await?;
        let input = load_input(db, &round).await?;
        let kept = find_plan(db, round.id).await?;
        let is_stale = kept.plan.is_some() && kept.fingerprint != Some(fingerprint(&input)?);
        let needs = input.needs.iter().enumerate().map(|(place, need)| (need.id.clone(), place)).collect();
        let offers =
            input.offers.iter().enumerate().map(|(place, offer)| (offer.id.clone(), place)).collect();
        Ok(db.keep(slug, Self { round, input, kept, is_stale, needs, offers }))
    }

    pub fn id(&self) -> rathaus_store::Id {
        self.round.id
    }

    pub fn plan(&self) -> Option<&Plan> {
        self.kept.plan.as_ref()
    }

    pub fn need(&self, id: &str) -> Option<&Need> {
        self.needs.get(id).map(|place| &self.input.needs[*place])
    }

    pub fn offer(&self, id: &str) -> Option<&Offer> {
        self.offers.get(id).map(|place| &self.input.offers[*place])
    }

    /// A need for links and lists; one that was withdrawn since has its label alone.
    pub fn need_view(&self, id: &str) -> Value {
        match self.need(id) {
            Some(need) => context! {
                id => id, title => title_of(need), town => need.organisation.clone(), relevance => need.relevance,
                is_there => true,
            },
            None => context! { id => id, title => id, town => "", relevance => 0, is_there => false },
        }
    }

    /// An offer for links and lists; one that was withdrawn since has its label alone.
    pub fn offer_view(&self, id: &str) -> Value {
        match self.offer(id) {
            Some(offer) => context! {
                id => id, title => offer.title.clone(), supplier => offer.supplier.clone(), is_there => true,
            },
            None => context! { id => id, title => id, supplier => "", is_there => false },
        }
    }

    /// A match with the words of its reasons; `other` is what stands on the other side.
    pub fn match_view(&self, one: &Match, other: Value) -> Value {
        let reasons: Vec<Value> = one
            .reasons
            .iter()
            .map(|reason| {
                context! {
                    need => reason.need.clone(),
                    offer => reason.offer.clone(),
                    concept => reason.concept.clone(),
                    share => percent(reason.share),
                    is_same => reason.need.eq_ignore_ascii_case(&reason.offer),
                }
            })
            .collect();
        context! {
            other => other, rank => one.rank, score => percent(one.score), reasons => reasons,
            because => one.excluded_because.clone(),
        }
    }

    /// What every one of these pages says about the round and the state of its plan.
    pub fn head(&self) -> Value {
        context! {
            slug => self.round.slug.clone(), title => self.round.title.clone(),
            has_plan => self.kept.plan.is_some(), is_stale => self.is_stale,
            made_at => self.kept.made_at.map(|at| at.to_string()),
        }
    }
}

/// The title, or the beginning of the text where there is none.
pub(crate) fn title_of(need: &Need) -> String {
    if need.title.trim().is_empty() {
        need.description.chars().take(80).collect()
    } else {
        need.title.clone()
    }
}

/// A share as whole per cent.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}
