//! Everything of a round that chains are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rathaus_store::{Id, Session, StoreError};

use crate::model::plan::{Area, Assignment, Match, Plan};
use crate::outcomes::{Met, pairs};
use crate::store::area::list_published;
use crate::store::need::{KeptNeed, list_needs};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::outcome::{Pair, list_outcomes};
use crate::store::plan::find_plan;
use crate::store::project::origin::list_origins;
use crate::store::project::{KeptProject, list_answers, list_projects};
use crate::store::round::KeptRound;
use crate::store::supplier_invitation::{SupplierInvitation, list_supplier_invitations};
use crate::store::takeover::{Takeover, list_takeovers};
use crate::store::talk::Talk;
use crate::talk_outcome::list_met;

/// Up to which rank a match belongs to a chain where its supplier was invited.
const INVITED: usize = 5;

/// A round as its chains see it.
pub(super) struct Ground {
    pub round: KeptRound,
    pub needs: Vec<KeptNeed>,
    pub offers: Vec<KeptOffer>,
    /// Keys of the areas that are published.
    pub published: BTreeSet<String>,
    pub invitations: Vec<SupplierInvitation>,
    pub met: Vec<Met>,
    /// Published talks, each with who talked.
    pub talks: Vec<(Pair, Talk)>,
    /// All projects of the tenant, each with the needs that it answers.
    pub projects: Vec<(KeptProject, Vec<Id>)>,
    pub origins: Vec<(Pair, String)>,
    takeovers: Vec<Takeover>,
    plan: Option<Plan>,
}

impl Ground {
    /// From memory as long as nothing was recorded since it was put together.
    pub async fn of(db: &mut Session, round: &KeptRound) -> Result<Arc<Self>, StoreError> {
        let name = round.id.to_string();
        if let Some(kept) = db.kept::<Self>(&name).await? {
            return Ok(kept);
        }
        let mut answers: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (project, need) in list_answers(db).await? {
            answers.entry(project).or_default().push(need);
        }
        let projects = list_projects(db)
            .await?
            .into_iter()
            .map(|project| {
                let needs = answers.remove(&project.id).unwrap_or_default();
                (project, needs)
            })
            .collect();
        let ground = Self {
            round: round.clone(),
            needs: list_needs(db, round.id).await?,
            offers: list_offers(db, round.id).await?,
            published: list_published(db, round.id).await?.into_iter().map(|area| area.key).collect(),
            invitations: list_supplier_invitations(db, round.id).await?,
            met: pairs(list_outcomes(db, round.id).await?),
            talks: list_met(db, round.id).await?.into_iter().map(|(pair, talk, _)| (pair, talk)).collect(),
            projects,
            origins: list_origins(db, round.id).await?,
            takeovers: list_takeovers(db).await?,
            plan: find_plan(db, round.id).await?.plan,
        };
        Ok(db.keep(&name, ground))
    }

    pub fn need(&self, label: &str) -> Option<&KeptNeed> {
        self.needs.iter().find(|need| need.label == label)
    }

    pub fn offer(&self, label: &str) -> Option<&KeptOffer> {
        self.offers.iter().find(|offer| offer.label.as_deref() == Some(label))
    }

    pub fn area(&self, key: &str) -> Option<&Area> {
        self.plan.as_ref()?.areas.iter().find(|area| area.key == key)
    }

    /// The areas of a need, the nearest first.
    pub fn assignments(&self, need: &str) -> impl Iterator<Item = &Assignment> {
        let all = self.plan.as_ref().map(|plan| plan.assignments.as_slice()).unwrap_or_default();
        all.iter().filter(move |one| one.need_id == need)
    }

    /// The needs of an area, the most relevant first.
    pub fn needs_of_area(&self, key: &str) -> Vec<&KeptNeed> {
        let belongs = |need: &&KeptNeed| self.assignments(&need.label).any(|one| one.area == key);
        let mut found: Vec<&KeptNeed> = self.needs.iter().filter(belongs).collect();
        found.sort_by_key(|need| std::cmp::Reverse(need.written.relevance));
        found
    }

    fn matches(&self) -> impl Iterator<Item = &Match> {
        let all = self.plan.as_ref().map(|plan| plan.matches.as_slice()).unwrap_or_default();
        all.iter().filter(|one| one.excluded_because.is_none())
    }

    fn is_invited(&self, offer: &str) -> bool {
        self.invitations.iter().any(|one| one.offer_label == offer)
    }

    /// The offers that fit a need up to this rank, and those of suppliers that were invited; the best first.
    pub fn matches_of_need(&self, need: &str, rank: usize) -> Vec<&Match> {
        self.matches()
            .filter(|one| {
                one.need_id == need
                    && (one.rank <= rank || one.rank <= INVITED && self.is_invited(&one.offer_id))
            })
            .collect()
    }

    /// The needs that an offer fits up to this rank, the best first.
    pub fn matches_of_offer(&self, offer: &str, rank: usize) -> Vec<&Match> {
        let mut found: Vec<&Match> =
            self.matches().filter(|one| one.offer_id == offer && one.rank <= rank).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// Who takes a project over.
    pub fn takers_of(&self, project: Id) -> impl Iterator<Item = &Takeover> {
        self.takeovers.iter().filter(move |one| one.project == project)
    }
}
