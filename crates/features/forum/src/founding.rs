//! A project that begins as the outcome of a meeting, filled in with what the round knows of the two that met.

use rathaus_store::{Change, Id, Record, Session, StoreError};
use rathaus_web::PageError;

use crate::model::outcome::OutcomeKind;
use crate::model::plan::Plan;
use crate::model::project::ProjectStage;
use crate::store::need::{KeptNeed, list_needs};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::outcome::{Outcome, Pair};
use crate::store::plan::find_plan;
use crate::store::project::origin::{find_project_of, insert_origin};
use crate::store::project::{ProjectText, find_project, insert_project, save_needs};
use crate::store::registrant::find_registrant_of;
use crate::store::round::KeptRound;

/// Labels of a town's need and a supplier's offer that fit best, and how well.
fn best_match<'a>(
    plan: &Plan,
    needs: &'a [KeptNeed],
    offers: &'a [KeptOffer],
) -> Option<(&'a KeptNeed, &'a KeptOffer)> {
    let mut best: Option<(f64, &KeptNeed, &KeptOffer)> = None;
    for one in plan.matches.iter().filter(|one| one.excluded_because.is_none()) {
        let need = needs.iter().find(|need| need.label == one.need_id);
        let offer = offers.iter().find(|offer| offer.label.as_deref() == Some(&one.offer_id));
        if let (Some(need), Some(offer)) = (need, offer)
            && best.is_none_or(|(score, _, _)| one.score > score)
        {
            best = Some((one.score, need, offer));
        }
    }
    best.map(|(_, need, offer)| (need, offer))
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// What is known of a project between the two, and the need it answers.
///
/// # Errors
///
/// What the database says.
pub async fn prefill(
    db: &mut Session,
    round: &KeptRound,
    outcome: &Outcome,
) -> Result<(ProjectText, Vec<Id>), StoreError> {
    let mut needs = list_needs(db, round.id).await?;
    needs.retain(|need| need.organisation == outcome.town);
    let mut offers = list_offers(db, round.id).await?;
    offers.retain(|offer| offer.organisation == outcome.supplier && offer.counts());
    let plan = find_plan(db, round.id).await?.plan;
    let fitting = plan.as_ref().and_then(|plan| best_match(plan, &needs, &offers));
    let need = fitting.map(|(need, _)| need);
    let offer = fitting.map(|(_, offer)| offer).or(offers.first());
    let mut areas: Vec<String> = Vec::new();
    if let (Some(plan), Some(need)) = (&plan, need) {
        areas.extend(
            plan.assignments.iter().filter(|one| one.need_id == need.label).map(|one| one.area.clone()),
        );
    }
    let contact = find_registrant_of(db, round.id, outcome.town).await?;
    let title = match (need, offer) {
        (Some(need), _) if !need.written.title.is_empty() => need.written.title.clone(),
        (_, Some(offer)) => offer.text.title.clone(),
        _ => outcome.supplier_name.clone(),
    };
    let text = ProjectText {
        title: cut(&title, 160),
        summary: offer.map(|offer| cut(&offer.text.summary, 300)).unwrap_or_default(),
        citizen_benefit: need.map(|need| cut(&need.written.citizen_benefit, 2_000)).unwrap_or_default(),
        software: offer.map(|offer| cut(&offer.text.title, 200)).unwrap_or_default(),
        supplier: cut(&outcome.supplier_name, 200),
        stage: if outcome.kind == Some(OutcomeKind::Pilot) {
            ProjectStage::Pilot
        } else {
            ProjectStage::Planned
        },
        areas,
        contact_name: contact.as_ref().map(|one| cut(&one.contact, 160)).unwrap_or_default(),
        contact_email: contact.map(|one| one.email).unwrap_or_default(),
        ..ProjectText::default()
    };
    Ok((text, need.map(|need| need.id).into_iter().collect()))
}

/// The label of the project that began with the two, if there is one.
///
/// # Errors
///
/// What the database says.
pub async fn project_of(db: &mut Session, outcome: &Outcome) -> Result<Option<String>, StoreError> {
    find_project_of(db, Pair { round: outcome.round, town: outcome.town, supplier: outcome.supplier }).await
}

/// Begins the draft of a project of the town and gives its label; where the two have one already, that one's.
///
/// # Errors
///
/// `Conflict` where nothing came of their meeting that others could take over.
pub async fn begin_project(
    mut change: Change,
    round: &KeptRound,
    outcome: &Outcome,
) -> Result<String, PageError> {
    if !outcome.kind.is_some_and(OutcomeKind::is_project) {
        return Err(PageError::Conflict("outcome-no-project"));
    }
    if let Some(label) = project_of(&mut change, outcome).await? {
        return Ok(label);
    }
    let (text, needs) = prefill(&mut change, round, outcome).await?;
    let (id, label) = insert_project(&mut change, outcome.town, &text).await?;
    let pair = Pair { round: outcome.round, town: outcome.town, supplier: outcome.supplier };
    insert_origin(&mut change, id, pair).await?;
    let project = find_project(&mut change, &label).await?.ok_or(PageError::NotFound)?;
    save_needs(&mut change, &project, &needs).await?;
    let record = Record::new("project.begun", id).with("body", outcome.town).with("outcome", outcome.id);
    change.commit(record).await?;
    Ok(label)
}
