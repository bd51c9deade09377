//! Everything that is known of a round, read at once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rathaus_store::{Id, Session, StoreError};

use crate::model::correspondence::day_of;
use crate::model::jury::Jury;
use crate::model::plan::Plan;
use crate::model::{ParticipantKind, Review, Wish};
use crate::outcomes::{Met, pairs};
use crate::response::{Figures, figures};
use crate::store::area::{PublishedArea, list_published};
use crate::store::decision::{Decision, find_standing};
use crate::store::event::{Event, find_event};
use crate::store::invitation::{Invitation, list_invitations};
use crate::store::jury::juror::list_jurors;
use crate::store::jury::{find_jury, list_reviews};
use crate::store::need::{KeptNeed, list_needs};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::outcome::list_outcomes;
use crate::store::plan::{Material as Kind, find_material, find_plan};
use crate::store::programme::list_items;
use crate::store::project::{KeptProject, list_projects};
use crate::store::registration::{
    Delegate, Registration, RegistrationState, list_delegates, list_registrations,
};
use crate::store::round::{KeptRound, Stage};
use crate::store::round_report::list_projects_of_round;
use crate::store::supplier_invitation::{SupplierInvitation, list_supplier_invitations};
use crate::store::takeover::{Takeover, list_takeovers};
use crate::store::talk::{Talk, find_talk_plan, list_talks};
use crate::store::talk_note::{KeptFeedback, TalkNote, list_feedback, list_notes};
use crate::store::wish::list_wishes;

/// Everything that is known of a round.
pub struct Material {
    /// The round.
    pub round: KeptRound,
    /// When it was read.
    pub at: Timestamp,
    /// Whether it is the shipped sample.
    pub is_sample: bool,
    /// Who was asked.
    pub invitations: Vec<Invitation>,
    /// The figures of their answers.
    pub response: Figures,
    /// What they need.
    pub needs: Vec<KeptNeed>,
    /// The areas that were published.
    pub published: Vec<PublishedArea>,
    /// The last plan.
    pub plan: Option<Plan>,
    /// The offers that count.
    pub offers: Vec<KeptOffer>,
    /// The rules of the jury.
    pub jury: Option<Jury>,
    /// How many sit in it.
    pub jurors: usize,
    /// What they handed in.
    pub reviews: Vec<Review>,
    /// The decision that holds.
    pub decision: Option<Decision>,
    /// Who was invited to the event.
    pub suppliers: Vec<SupplierInvitation>,
    /// The day.
    pub event: Event,
    /// How many items its programme has.
    pub items: usize,
    /// Who registered.
    pub registrations: Vec<Registration>,
    /// The people of these.
    pub delegates: Vec<Delegate>,
    /// The talks that were published, those taken out, too.
    pub talks: Vec<Talk>,
    /// Most talks there could have been; 0 where nobody computed it.
    pub ceiling: usize,
    /// Wishes for talks, named by the labels of registrations.
    pub wishes: Vec<Wish>,
    /// What both sides noted about their talks.
    pub notes: Vec<TalkNote>,
    /// What people say about the day.
    pub voices: Vec<KeptFeedback>,
    /// The towns and suppliers that met, and what both said came of it.
    pub met: Vec<Met>,
    /// The projects in which needs of the round play a part.
    pub projects: Vec<KeptProject>,
    /// Who took these over.
    pub takeovers: Vec<Takeover>,
}

impl Material {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn load(db: &mut Session, round: KeptRound, now: Timestamp) -> Result<Self, StoreError> {
        let id = round.id;
        let invitations = list_invitations(db, id).await?;
        let response = figures(&invitations, round.stage(Stage::Survey).ends, day_of(now));
        let own = list_projects_of_round(db, id).await?;
        let mut projects = list_projects(db).await?;
        projects.retain(|project| own.contains(&project.id));
        let mut takeovers = list_takeovers(db).await?;
        takeovers.retain(|one| own.contains(&one.project));
        let mut offers = list_offers(db, id).await?;
        offers.retain(KeptOffer::counts);
        let jurors = list_jurors(db, id).await?.iter().filter(|juror| juror.is_active()).count();
        Ok(Self {
            at: now,
            is_sample: find_material(db, id, Kind::Sample).await?,
            needs: list_needs(db, id).await?,
            published: list_published(db, id).await?,
            plan: find_plan(db, id).await?.plan,
            jury: find_jury(db, id).await?.map(|(jury, _)| jury),
            reviews: list_reviews(db, id).await?,
            decision: find_standing(db, id).await?,
            suppliers: list_supplier_invitations(db, id).await?,
            event: find_event(db, &round).await?,
            items: list_items(db, id).await?.len(),
            registrations: list_registrations(db, id).await?,
            delegates: list_delegates(db, id).await?,
            talks: list_talks(db, id).await?,
            ceiling: find_talk_plan(db, id).await?.draft.map_or(0, |draft| draft.ceiling),
            wishes: list_wishes(db, id).await?,
            notes: list_notes(db, id).await?,
            voices: list_feedback(db, id).await?,
            met: pairs(list_outcomes(db, id).await?),
            invitations,
            response,
            projects,
            takeovers,
            offers,
            jurors,
            round,
        })
    }

    /// The area of action a need belongs to first, by the need's label: key of the area.
    pub fn area_of(&self) -> BTreeMap<&str, &str> {
        let mut best: BTreeMap<&str, (&str, f64)> = BTreeMap::new();
        for one in self.plan.iter().flat_map(|plan| &plan.assignments) {
            let entry = best.entry(&one.need_id).or_insert((&one.area, one.score));
            if one.score > entry.1 {
                *entry = (&one.area, one.score);
            }
        }
        best.into_iter().map(|(need, (area, _))| (need, area)).collect()
    }

    /// Labels of the needs of the plan with at least one offer that fits.
    pub fn matched(&self) -> BTreeSet<&str> {
        let Some(plan) = &self.plan else { return BTreeSet::new() };
        let white: BTreeSet<&str> = plan.white_spots.iter().map(|spot| spot.need_id.as_str()).collect();
        let aside: BTreeSet<&str> = plan.set_aside.iter().map(|one| one.need_id.as_str()).collect();
        let labels = self.needs.iter().map(|need| need.label.as_str());
        labels.filter(|label| !white.contains(label) && !aside.contains(label)).collect()
    }

    /// The registrations with their places, of one kind of body.
    pub fn registered(&self, kind: ParticipantKind) -> impl Iterator<Item = &Registration> {
        let has_place =
            move |one: &&Registration| one.kind == kind && one.state == RegistrationState::Registered;
        self.registrations.iter().filter(has_place)
    }

    /// The people of a registration.
    pub fn people_of(&self, registration: Id) -> impl Iterator<Item = &Delegate> {
        self.delegates.iter().filter(move |one| one.registration == registration)
    }
}
