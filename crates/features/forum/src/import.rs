//! A round that was read from files, taken into the database; and the sample round at a stage, for `rathaus demo`.
//!
//! Every body of the file has answered the round's survey: its needs stand in a submission, which it finds under its
//! link and corrects like one of its own. An imported offer has no speaker until somebody gets a seat in its firm.

mod answers;
mod board;
mod event;
mod jury;
mod outcomes;
mod projects;
mod reports;
mod response;
mod selection;
mod talks;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rathaus_core::Ags;
use rathaus_people::organisation::{self, NewOrganisation, OrganisationFilter, OrganisationKind};
use rathaus_procedure::Answer;
use rathaus_procedure::store::{Version, find_live, take_over};
use rathaus_store::{Change, Id, Slice, StoreError};

use crate::input::shipped_areas;
use crate::model::correspondence::day_of;
use crate::model::plan::{Assignment, Plan};
use crate::model::{Input, Need, Offer};
use crate::pages::answer::holder;
use crate::plan::{Options, make_whole};
use crate::sample;
use crate::store::area::{PublishedArea, publish};
use crate::store::board::save_grouping;
use crate::store::invitation::{Invitation, State, insert_invitation};
use crate::store::need::{list_needs, replace_needs};
use crate::store::offer::{OfferText, insert_draft, insert_question, insert_submitted};
use crate::store::plan::{Material, fingerprint, load_input, save_material, save_plan};
use crate::store::publication::insert_publication;
use crate::store::round::{KeptRound, Stage, StageDates, find_round_by_id, insert_round};
use crate::store::seconding::insert_seconding;
use crate::store::selection::save_ground;
use crate::survey::{Written, ensure_survey};

/// How far the sample round is; each stage holds what the ones before it hold, finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoStage {
    /// Invitations are out, half of the towns have answered.
    Survey,
    /// All needs are in, areas are published, half of the offers are in.
    Offers,
    /// Every offer is in, the plan is computed.
    Areas,
    /// The jury is at work.
    Jury,
    /// The reviews are in, the office chooses.
    Selection,
    /// Suppliers are invited, people register and wish for talks.
    Event,
    /// It is the day of the event.
    Today,
    /// The event is over.
    After,
}

impl DemoStage {
    /// All stages, in their order.
    pub const ALL: [DemoStage; 8] = [
        DemoStage::Survey,
        DemoStage::Offers,
        DemoStage::Areas,
        DemoStage::Jury,
        DemoStage::Selection,
        DemoStage::Event,
        DemoStage::Today,
        DemoStage::After,
    ];
}

/// What the demonstration shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoRound {
    /// The round.
    pub round: Id,
    /// A supplier that somebody may speak for.
    pub supplier: Id,
    /// A town that somebody may speak for.
    pub town: Id,
    /// Path of the personal link of a town that has not answered, as in `/answer/…`.
    pub answer_path: String,
    /// Somebody who was just invited into the jury, while it is at work.
    pub juror: Option<Id>,
    /// Further addresses below the tenant that need no account, with what they open.
    pub links: Vec<(&'static str, String)>,
}

/// The key of the town that somebody speaks for in the demonstration.
const TOWN: &str = "06633003";

/// The sample round in addresses.
const SLUG: &str = "beispielrunde";

/// Takes a round that was read from files over: its settings, bodies with an invitation and their answer to the survey,
/// suppliers with their submitted offers, reviews, participants, wishes and corrections. Labels of offers
/// stay those of the file; needs are numbered anew. The round is not public and has no dates but the event's.
/// Gives its id; the caller records and commits.
///
/// # Errors
///
/// `Conflict` where the slug is taken.
pub async fn import_round(change: &mut Change, input: &Input, slug: &str) -> Result<Id, StoreError> {
    let day = input.round.date;
    let stages = vec![StageDates { stage: Stage::Event, starts: day, ends: day }];
    let round = kept_round(change, input, slug, stages, false);
    insert_round(change, &round).await?;
    let survey = open_survey(change, &round).await?;
    let now = change.now();
    let mut others = organisations(change, OrganisationKind::Other).await?;
    let mut rows = BTreeMap::new();
    for body in bodies(&input.needs) {
        let (organisation, name, ags, inhabitants) = body_row(change, &body, &mut others).await?;
        let mut invitation = Invitation::listed(now, round.id, organisation, &name, ags, inhabitants);
        invitation.state = State::Answered;
        invitation.answered_at = Some(now);
        insert_invitation(change, &invitation).await?;
        // Nobody was asked whether others may see it; where others second it, they have seen it.
        let needs: Vec<Taken<'_>> = body.needs.iter().map(|need| Taken::seen_by_seconders(need)).collect();
        hand_in(change, &survey, &invitation, &needs, None, now).await?;
        rows.insert(body.ags.map_or_else(|| body.name.to_lowercase(), |ags| ags.to_string()), organisation);
        rows.insert(name.to_lowercase(), organisation);
    }
    second(change, &round, &input.needs, &rows).await?;
    let suppliers = suppliers(change, &input.offers).await?;
    for offer in &input.offers {
        insert_submitted(change, round.id, suppliers[&offer.supplier], &offer.id, &OfferText::of(offer))
            .await?;
    }
    let taken = event::take_participants(change, round.id, &input.participants, &suppliers).await?;
    talks::take_wishes(change, round.id, &taken, &input.wishes).await?;
    save_materials(change, round.id, input).await?;
    jury::import_reviews(change, round.id, &input.reviews).await?;
    board::take_over(change, round.id, input).await?;
    Ok(round.id)
}

/// A need of a file with what the file cannot say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'i> {
    need: &'i Need,
    /// Whether others may see it; none where nobody was asked.
    share: Option<bool>,
    /// Whether it may be published; none where nobody was asked.
    open: Option<bool>,
    /// Whether the procedure must be as it is: an option's id, or empty.
    necessity: &'static str,
}

impl<'i> Taken<'i> {
    fn seen_by_seconders(need: &'i Need) -> Self {
        Self { need, share: (!need.seconders().is_empty()).then_some(true), open: None, necessity: "" }
    }

    /// What nobody said, invented for the demonstration: most towns share, half of those let it be published, and most have
    /// thought about the procedure.
    fn invented(need: &'i Need, place: usize) -> Self {
        let necessity = ["einfacher", "ja", "unklar", "einfacher", "nein"][place % 5];
        Self { need, share: Some(place % 4 != 3), open: Some(place % 4 < 2), necessity }
    }

    fn written(&self) -> Written {
        let need = self.need;
        Written {
            part: need.department.clone(),
            title: need.title.clone(),
            description: need.description.clone(),
            relevance: need.relevance,
            horizon: need.horizon.clone(),
            existing_software: need.existing_software.clone(),
            constraints: need.constraints.clone(),
            citizen_benefit: need.citizen_benefit.clone(),
            necessity: self.necessity.to_owned(),
            simpler: String::new(),
            is_shared: self.share == Some(true),
            is_public: self.open == Some(true),
        }
    }
}

/// The published survey of a round.
async fn open_survey(change: &mut Change, round: &KeptRound) -> Result<Version, StoreError> {
    let key = ensure_survey(change, round).await?;
    let live = find_live(change, &key).await?;
    live.ok_or_else(|| StoreError::fault("the survey of a new round is not published"))
}

/// Hands a body's needs in as its answer, with what is known of who answered. The rows of the needs keep the words of
/// the file until the town corrects its answer.
async fn hand_in(
    change: &mut Change,
    survey: &Version,
    invitation: &Invitation,
    needs: &[Taken<'_>],
    contact: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut given = answers::answers(&survey.definition, needs);
    if let Some(email) = contact {
        answers::set(&mut given, "contact", Answer::Text("Stelle für Digitalisierung".to_owned()));
        answers::set(&mut given, "contact-email", Answer::Email(email.to_owned()));
        answers::set(&mut given, "privacy", Answer::Consent("1".to_owned()));
    }
    let submission = take_over(change, survey, &holder(invitation.id), &given, at).await?;
    let written: Vec<Written> = needs.iter().map(Taken::written).collect();
    let (round, body) = (invitation.round, invitation.organisation);
    replace_needs(change, round, body, Some(submission.id), &written).await
}

/// Bodies that second a need according to the file; those it does not know are added where the register has them.
async fn second(
    change: &mut Change,
    round: &KeptRound,
    needs: &[Need],
    rows: &BTreeMap<String, Id>,
) -> Result<(), StoreError> {
    if needs.iter().all(|need| need.seconders().is_empty()) {
        return Ok(());
    }
    let mut kept: BTreeMap<(String, String), Vec<Id>> = BTreeMap::new();
    for row in list_needs(change, round.id).await?.into_iter().rev() {
        let key = row.ags.map_or_else(|| row.organisation_name.to_lowercase(), |ags| ags.to_string());
        kept.entry((key, row.written.title)).or_default().push(row.id);
    }
    for need in needs {
        let key = need.ags.map_or_else(|| need.organisation.to_lowercase(), |ags| ags.to_string());
        let Some(id) = kept.get_mut(&(key, need.title.clone())).and_then(Vec::pop) else { continue };
        for body in need.seconders() {
            let known = match (rows.get(&body), body.parse::<Ags>()) {
                (Some(known), _) => Some(*known),
                (None, Ok(ags)) if organisation::of_register(ags).is_some() => {
                    Some(organisation::ensure_municipality(change, ags).await?)
                }
                _ => None,
            };
            if let Some(organisation) = known {
                insert_seconding(change, id, organisation).await?;
            }
        }
    }
    Ok(())
}

/// Puts the sample round into an empty tenant; dates are laid around the change's time, so that the stage is open.
///
/// # Errors
///
/// What the database says.
pub async fn demo(change: &mut Change, stage: DemoStage) -> Result<DemoRound, StoreError> {
    let input = sample::input();
    let today = day_of(change.now());
    let stages = calendar(stage, today);
    let mut round = kept_round(change, &input, SLUG, stages, true);
    round.settings.slots = event::slots(stage, change.now(), round.settings.slots);
    insert_round(change, &round).await?;
    let survey = open_survey(change, &round).await?;

    let bodies = bodies(&input.needs);
    let answer_path = response::invite_region(change, &round, &survey, &bodies, stage).await?;
    second_some(change, &round).await?;
    let supplier = demo_offers(change, &round, &input.offers, stage).await?;
    save_materials(change, round.id, &input).await?;
    board::furnish(change, &round, stage).await?;
    let juror = jury::furnish(change, &round, stage).await?;
    if stage != DemoStage::Survey {
        plan_now(change, round.id).await?;
    }
    selection::furnish(change, &round, stage).await?;
    let mut links = event::furnish(change, &round, stage).await?;
    links.extend(talks::furnish(change, &round, stage).await?);
    projects::furnish(change, stage).await?;
    reports::furnish(change, &round, stage).await?;
    links.extend(outcomes::furnish(change, &round, stage).await?);
    let town = organisation::ensure_municipality(change, TOWN.parse().map_err(StoreError::fault)?).await?;
    Ok(DemoRound { round: round.id, supplier, town, answer_path, juror, links })
}

fn kept_round(
    change: &Change,
    input: &Input,
    slug: &str,
    stages: Vec<StageDates>,
    is_public: bool,
) -> KeptRound {
    let event = stages.iter().find(|dates| dates.stage == Stage::Event).and_then(|dates| dates.starts);
    let mut settings = input.round.clone();
    settings.date = event;
    // The shipped areas are said by an empty list, so that a later release may better them.
    if settings.areas == shipped_areas() {
        settings.areas.clear();
    }
    let intro = if is_public {
        "Kommunen der Region sagen, was sie brauchen. Start-ups bieten ihre Lösungen an. Was gut zusammenpasst, \
         trifft sich an einem Nachmittag zu Einzelgesprächen."
    } else {
        ""
    };
    KeptRound {
        id: Id::new(change.now()),
        slug: slug.to_owned(),
        title: input.round.name.clone(),
        intro: intro.to_owned(),
        is_public,
        stages,
        settings,
        survey: None,
        copied_from: None,
        edition: 1,
        created_at: change.now(),
    }
}

/// The dates of the stages, laid so that the wanted one is open today.
fn calendar(stage: DemoStage, today: Date) -> Vec<StageDates> {
    // First day of the survey, of the offers and of the plan, day of the event, counted from today.
    let [survey, offers, plan, event] = match stage {
        DemoStage::Survey => [-14, 15, 46, 75],
        DemoStage::Offers => [-45, -7, 22, 50],
        DemoStage::Areas => [-75, -37, -5, 28],
        DemoStage::Jury => [-80, -42, -10, 23],
        DemoStage::Selection => [-85, -47, -15, 18],
        DemoStage::Event => [-95, -57, -25, 8],
        DemoStage::Today => [-103, -65, -33, 0],
        DemoStage::After => [-200, -162, -130, -97],
    };
    let day = |offset: i32| today.saturating_add(offset.days());
    let dates = |stage, from, to| StageDates { stage, starts: Some(day(from)), ends: Some(day(to)) };
    vec![
        dates(Stage::Survey, survey, offers - 1),
        dates(Stage::Offers, offers, plan - 1),
        dates(Stage::Plan, plan, event - 7),
        dates(Stage::Event, event, event),
    ]
}

/// A body that answered, with its needs in the order of the file.
pub(crate) struct Body<'i> {
    ags: Option<Ags>,
    name: &'i str,
    needs: Vec<&'i Need>,
}

/// The bodies in the order in which they first appear: by key, or by name where they have none.
fn bodies(needs: &[Need]) -> Vec<Body<'_>> {
    let mut bodies: Vec<Body<'_>> = Vec::new();
    for need in needs {
        let is_same = |body: &&mut Body<'_>| match (need.ags, body.ags) {
            (Some(mine), Some(other)) => mine == other,
            (None, None) => need.organisation == body.name,
            _ => false,
        };
        match bodies.iter_mut().find(is_same) {
            Some(body) => body.needs.push(need),
            None => bodies.push(Body { ags: need.ags, name: &need.organisation, needs: vec![need] }),
        }
    }
    bodies
}

/// The organisation of a body, its name, key and inhabitants. `others` are the known bodies without a key, by name.
async fn body_row(
    change: &mut Change,
    body: &Body<'_>,
    others: &mut BTreeMap<String, Id>,
) -> Result<(Id, String, Option<Ags>, u32), StoreError> {
    let id = match body.ags.filter(|ags| organisation::of_register(*ags).is_some()) {
        Some(ags) => organisation::ensure_municipality(change, ags).await?,
        None => match others.get(body.name) {
            Some(known) => *known,
            None => {
                let new = NewOrganisation {
                    ags: body.ags,
                    ..NewOrganisation::named(OrganisationKind::Other, body.name)
                };
                let id = organisation::insert(change, &new).await?;
                others.insert(body.name.to_owned(), id);
                id
            }
        },
    };
    let found = organisation::find(change, id).await?;
    let found = found.ok_or_else(|| StoreError::fault("an organisation just added is not there"))?;
    Ok((id, found.name, found.ags, found.inhabitants.unwrap_or(0)))
}

/// The organisations of a kind that the tenant has, by name.
async fn organisations(
    change: &mut Change,
    kind: OrganisationKind,
) -> Result<BTreeMap<String, Id>, StoreError> {
    let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
    let (known, _) = organisation::list(change, &filter, Slice::first(u32::MAX)).await?;
    Ok(known.into_iter().map(|one| (one.name, one.id)).collect())
}

/// The suppliers of these offers by name; those the tenant has not are added.
async fn suppliers(change: &mut Change, offers: &[Offer]) -> Result<BTreeMap<String, Id>, StoreError> {
    let mut ids = organisations(change, OrganisationKind::Supplier).await?;
    for offer in offers {
        if !ids.contains_key(&offer.supplier) {
            let new = NewOrganisation::named(OrganisationKind::Supplier, &offer.supplier);
            ids.insert(offer.supplier.clone(), organisation::insert(change, &new).await?);
        }
    }
    Ok(ids)
}

async fn save_materials(change: &mut Change, round: Id, input: &Input) -> Result<(), StoreError> {
    save_material(change, round, Material::Sample, &input.is_sample).await
}

/// The next towns second every sixth need that is shared.
async fn second_some(change: &mut Change, round: &KeptRound) -> Result<(), StoreError> {
    let needs = list_needs(change, round.id).await?;
    let shared: Vec<_> = needs.iter().filter(|need| need.written.is_shared).collect();
    for (place, need) in shared.iter().enumerate().step_by(6) {
        for other in shared.iter().skip(place + 3).step_by(5).take(1 + place % 3) {
            insert_seconding(change, need.id, other.organisation).await?;
        }
    }
    Ok(())
}

/// The offers as far as the stage has come. Gives the supplier that somebody may speak for: one with two offers.
async fn demo_offers(
    change: &mut Change,
    round: &KeptRound,
    offers: &[Offer],
    stage: DemoStage,
) -> Result<Id, StoreError> {
    let has_two = |offer: &&Offer| offers.iter().filter(|other| other.supplier == offer.supplier).count() > 1;
    let first = offers.iter().find(has_two).or(offers.first());
    let speaker = first.map(|offer| offer.supplier.clone()).unwrap_or_default();
    let ids = suppliers(change, offers).await?;
    let mut of_speaker = 0;
    for (place, offer) in offers.iter().enumerate() {
        let text = OfferText::of(offer);
        let firm = ids[&offer.supplier];
        let is_speaker = offer.supplier == speaker;
        of_speaker += usize::from(is_speaker);
        // While offers come in: every other one, of the speaker's firm the first; one further firm still writes.
        let (is_in, is_draft) = match stage {
            DemoStage::Survey => (false, false),
            DemoStage::Offers if is_speaker => (of_speaker == 1, of_speaker == 2),
            DemoStage::Offers => (place % 2 == 0, place == 1),
            _ => (true, false),
        };
        if is_in {
            let id = insert_submitted(change, round.id, firm, &offer.id, &text).await?;
            if is_speaker && of_speaker == 1 {
                let question = "Läuft die Lösung auch in einem kommunalen Rechenzentrum, und was kostet das?";
                insert_question(change, id, question).await?;
            }
        } else if is_draft {
            let draft = OfferText { certificates: String::new(), references: String::new(), ..text };
            insert_draft(change, round.id, firm, &draft).await?;
        }
    }
    let found = ids.get(&speaker).copied();
    found.ok_or_else(|| StoreError::fault("the sample has no offers"))
}

/// Computes the plan, keeps it, and publishes its areas.
async fn plan_now(change: &mut Change, round: Id) -> Result<(), StoreError> {
    let kept = find_round_by_id(change, round).await?;
    let kept = kept.ok_or_else(|| StoreError::fault("a round just added is not there"))?;
    let input = load_input(change, &kept).await?;
    let mark = fingerprint(&input)?;
    let made =
        tokio::task::spawn_blocking(move || make_whole(&input, &Options::default(), &mut |_| {})).await;
    let made = made.map_err(StoreError::fault)?.map_err(StoreError::fault)?;
    let (plan, grouping, ground) = (made.plan, made.grouping, made.ground);
    save_grouping(change, round, &grouping).await?;
    save_plan(change, round, &mark, &plan).await?;
    save_ground(change, round, &mark, &ground).await?;
    let areas = areas_of(&plan, change.now());
    publish(change, round, &areas).await?;
    let ids: BTreeMap<String, Id> =
        list_needs(change, round).await?.into_iter().map(|need| (need.label, need.id)).collect();
    let is_out = |one: &&Assignment| areas.iter().any(|area| area.key == one.area);
    let behind: Vec<(String, Id)> = plan
        .assignments
        .iter()
        .filter(is_out)
        .filter_map(|one| Some((one.area.clone(), *ids.get(&one.need_id)?)))
        .collect();
    insert_publication(change, round, &areas, &behind, None).await
}

/// The areas of a plan as they are published: those with a need, the heaviest first.
fn areas_of(plan: &Plan, now: jiff::Timestamp) -> Vec<PublishedArea> {
    let mut areas: Vec<_> = plan.areas.iter().filter(|area| area.needs > 0).collect();
    areas.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    areas
        .into_iter()
        .map(|area| PublishedArea {
            key: area.key.clone(),
            name: area.name.clone(),
            name_en: area.name_en.clone(),
            description: area.description.clone(),
            needs: count(area.needs),
            towns: count(area.towns),
            published_at: now,
        })
        .collect()
}
