//! The jury in the JSON API as the office uses it: rules, members, assignment and comparison.

use std::collections::BTreeMap;
use std::convert::identity;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::assigning::Proof;
use crate::jury::{Contradiction, Room};
use crate::model::correspondence::day_of;
use crate::model::jury::{PhaseKind, Verdict};
use crate::pages::jury::scores::lines;
use crate::pages::jury::{apply, close_phase, room};
use crate::policy;
use crate::store::jury::juror::Juror;
use crate::store::jury::review::{KeptReview, ReviewState, delete_task, insert_task};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(rules))
        .routes(routes!(jurors))
        .routes(routes!(reviews))
        .routes(routes!(scores))
        .routes(routes!(assign))
        .routes(routes!(give, take))
        .routes(routes!(pass))
}

/// A criterion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CriterionEntry {
    /// Names it in reviews.
    key: String,
    /// Its name.
    name: String,
    /// What the jury looks at.
    hint: String,
    /// How much it counts beside the others.
    weight: u8,
}

/// A phase.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PhaseEntry {
    /// Names it in addresses and reviews.
    key: String,
    /// Its name.
    name: String,
    /// `look` (yes, maybe, no) or `scores`.
    kind: PhaseKind,
    /// `unset`, `before`, `open` or `over`.
    state: &'static str,
    /// Its first day.
    starts: Option<String>,
    /// Its last day.
    ends: Option<String>,
    /// Reviews for every offer.
    reviews: u32,
    /// From which mean an offer goes on.
    pass_from: Option<f64>,
    /// Offers in it.
    offers: usize,
    /// Reviews that are still missing.
    missing: usize,
}

/// The rules of the jury.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct JuryEntry {
    /// What is judged.
    criteria: Vec<CriterionEntry>,
    /// The phases in their order.
    phases: Vec<PhaseEntry>,
    /// Whether jurors read offers without the supplier's name.
    is_anonymous: bool,
    /// From which distance an offer is contested.
    contested_from: f64,
    /// Rises with every change; 0 where no jury was set up.
    edition: i64,
}

/// A juror.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct JurorEntry {
    /// The id.
    #[schema(value_type = String)]
    id: Id,
    /// The name.
    name: String,
    /// For whom.
    organisation: String,
    /// `invited`, `declared`, `stopped` or `listed`.
    state: &'static str,
    /// Fewest offers in a phase.
    least: u32,
    /// Most offers in a phase.
    most: u32,
    /// Suppliers with a conflict of interest.
    conflicts: usize,
}

/// A task or review.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ReviewEntry {
    /// The offer's label.
    offer: String,
    /// The juror.
    juror: String,
    /// The phase's key.
    phase: String,
    /// How far it is.
    state: ReviewState,
    /// Whether it stopped counting because of a conflict.
    is_conflict: bool,
    /// What it is worth, 1 to 10.
    value: Option<f64>,
    /// Scores by the key of their criterion.
    scores: BTreeMap<String, u8>,
    /// In a look.
    verdict: Option<Verdict>,
    /// What the office and the jury read.
    to_office: String,
    /// What the supplier may read.
    to_supplier: String,
    /// Rises with every change.
    edition: i64,
}

impl ReviewEntry {
    pub(super) fn of(room: &Room, review: &KeptReview) -> Option<Self> {
        let offer = room.offers.iter().find(|offer| offer.id == review.offer)?;
        let written = review.written.clone();
        Some(Self {
            offer: offer.label.clone()?,
            juror: room.juror(review.juror)?.called(&room.jurors),
            phase: review.phase.clone(),
            state: review.state,
            is_conflict: review.is_conflict,
            value: written.value(&room.jury.criteria),
            scores: written.scores,
            verdict: written.verdict,
            to_office: written.to_office,
            to_supplier: written.to_supplier,
            edition: review.edition,
        })
    }
}

/// How an offer stands in a phase.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ScoreEntry {
    /// The offer's label.
    offer: String,
    /// Its title.
    title: String,
    /// Mean by criterion, or how many said yes, maybe and no.
    parts: Vec<Option<f64>>,
    /// Mean of the reviews that count.
    mean: Option<f64>,
    /// Their median.
    median: Option<f64>,
    /// Distance of the highest and the lowest.
    spread: Option<f64>,
    /// Reviews that count.
    reviews: usize,
    /// Reviews that are missing.
    missing: usize,
    /// Whether they lie far apart.
    is_contested: bool,
    /// `yes`, `no`, `rule-yes`, `rule-no` or empty.
    passage: &'static str,
}

/// Which phase.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct PhaseNamed {
    /// The phase's key.
    phase: String,
}

/// What an assignment says.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Assignment {
    /// How fair it is.
    proof: Proof,
    /// Labels of offers for which fewer jurors are free than wanted.
    short: Vec<String>,
}

/// How many offers were decided.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Passed {
    /// How many.
    decided: usize,
}

fn phase_of(room: &Room, key: &str) -> Result<usize, PageError> {
    room.jury.place_of(key).filter(|_| room.is_set_up()).ok_or(PageError::NotFound)
}

/// The rules of the jury and how far each phase is.
#[utoipa::path(get, path = "/rounds/{slug}/jury", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = JuryEntry)))]
async fn rules(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<JuryEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let today = day_of(visitor.now());
    let phases = room.jury.phases.iter().enumerate().map(|(place, phase)| {
        let offers = room.offers_in(place);
        PhaseEntry {
            key: phase.key.clone(),
            name: phase.name.clone(),
            kind: phase.kind,
            state: phase.state(today),
            starts: phase.starts.map(|day| day.to_string()),
            ends: phase.ends.map(|day| day.to_string()),
            reviews: phase.reviews,
            pass_from: phase.pass_from,
            missing: offers.iter().map(|offer| room.standing(offer, phase).missing).sum(),
            offers: offers.len(),
        }
    });
    let criteria = room.jury.criteria.iter().map(|one| CriterionEntry {
        key: one.key.clone(),
        name: one.name.clone(),
        hint: one.hint.clone(),
        weight: one.weight,
    });
    Ok(Json(JuryEntry {
        criteria: criteria.collect(),
        phases: phases.collect(),
        is_anonymous: room.jury.is_anonymous,
        contested_from: room.jury.contested_from,
        edition: room.edition,
    }))
}

/// The members of the jury.
#[utoipa::path(get, path = "/rounds/{slug}/jury/jurors", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<JurorEntry>)))]
async fn jurors(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<JurorEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let suppliers = room.suppliers();
    let entry = |juror: &Juror| JurorEntry {
        id: juror.id,
        name: juror.called(&room.jurors),
        organisation: juror.organisation_name.clone(),
        state: juror.state(),
        least: juror.least,
        most: juror.most,
        conflicts: suppliers
            .iter()
            .filter(|(id, _)| {
                room.is_own(juror.id, *id)
                    || room.declaration(juror.id, *id).is_some_and(|one| one.is_conflict)
            })
            .count(),
    };
    Ok(Json(page.cut(&room.jurors, entry)))
}

/// All tasks and reviews.
#[utoipa::path(get, path = "/rounds/{slug}/jury/reviews", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<ReviewEntry>)))]
async fn reviews(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<ReviewEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let entries: Vec<_> = room.reviews.iter().filter_map(|review| ReviewEntry::of(&room, review)).collect();
    Ok(Json(page.cut(entries, identity)))
}

/// The comparison of a phase, the best first.
#[utoipa::path(get, path = "/rounds/{slug}/jury/scores/{phase}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("phase" = String, Path), ApiPage), responses((status = 200, body = ListOf<ScoreEntry>)))]
async fn scores(
    visitor: Visitor,
    Path((slug, phase)): Path<(String, String)>,
    page: ApiPage,
) -> Result<Json<ListOf<ScoreEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let place = phase_of(&room, &phase)?;
    Ok(Json(page.cut(lines(&room, place), |line| ScoreEntry {
        offer: line.label,
        title: line.title,
        parts: line.parts,
        mean: line.mean,
        median: line.median,
        spread: line.spread,
        reviews: line.reviews,
        missing: line.missing,
        is_contested: line.contested,
        passage: line.passage,
    })))
}

/// Spreads the tasks of a phase: what is begun stays, as few open tasks as possible move.
#[utoipa::path(post, path = "/rounds/{slug}/jury/assignment", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = PhaseNamed, responses((status = 200, body = Assignment), (status = 422, body = Problem)))]
async fn assign(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(named): ApiBody<PhaseNamed>,
) -> Result<Json<Assignment>, ApiError> {
    policy::may_work(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let phase = phase_of(&room, &named.phase)?;
    let (_, outcome) = apply(&visitor, room, phase).await?;
    let (proof, short) = outcome.map_err(|why| {
        let said = match why {
            Contradiction::Other(why) => why,
            Contradiction::Demands(demands) => {
                let one = |(key, name, n, _): &(&str, String, usize, usize)| format!("{key} {name} {n}");
                demands.iter().map(one).collect::<Vec<_>>().join("; ")
            }
        };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("these demands contradict each other: {said}"))
    })?;
    Ok(Json(Assignment { proof, short }))
}

type TaskPath = (String, String, String, String);

/// Offer, juror and phase of a task's address.
fn task(room: &Room, (_, phase, label, juror): &TaskPath) -> Result<(Id, Id, Id, String), PageError> {
    let place = phase_of(room, phase)?;
    let offer = room.offer(label).ok_or(PageError::NotFound)?;
    if !room.offers_in(place).iter().any(|one| one.id == offer.id) {
        return Err(PageError::NotFound);
    }
    let id: Id = juror.parse().map_err(|_| PageError::NotFound)?;
    let juror = room.juror(id).ok_or(PageError::NotFound)?;
    if !room.may_meet(juror, offer.organisation) {
        return Err(PageError::Conflict("jury-conflict-stays"));
    }
    Ok((offer.id, juror.id, offer.organisation, room.jury.phases[place].key.clone()))
}

/// Gives an offer to a juror; refused across a conflict of interest.
#[utoipa::path(put, path = "/rounds/{slug}/jury/tasks/{phase}/{label}/{juror}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("phase" = String, Path), ("label" = String, Path), ("juror" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn give(visitor: Visitor, Path(path): Path<TaskPath>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &path.0).await?;
    let (offer, juror, _, phase) = task(&room, &path)?;
    if insert_task(&mut change, room.round.id, &phase, offer, juror, "hand").await? {
        change
            .commit(Record::new("review.assigned", offer).with("juror", juror).with("phase", &phase))
            .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a task off again; refused where something was written.
#[utoipa::path(delete, path = "/rounds/{slug}/jury/tasks/{phase}/{label}/{juror}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("phase" = String, Path), ("label" = String, Path), ("juror" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn take(visitor: Visitor, Path(path): Path<TaskPath>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &path.0).await?;
    let (offer, juror, _, phase) = task(&room, &path)?;
    if let Some(review) = room.review(juror, offer, &phase) {
        if !delete_task(&mut change, review.id).await? {
            return Err(PageError::Conflict("jury-task-begun").into());
        }
        change.commit(Record::new("review.unassigned", offer).with("juror", juror)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Decides by the rule of a phase which offers go on.
#[utoipa::path(post, path = "/rounds/{slug}/jury/passages", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = PhaseNamed, responses((status = 200, body = Passed)))]
async fn pass(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(named): ApiBody<PhaseNamed>,
) -> Result<Json<Passed>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let place = phase_of(&room, &named.phase)?;
    let decided = close_phase(&mut change, &room, place).await?;
    let record =
        Record::new("jury.passed", room.round.id).with("phase", &named.phase).with("offers", decided);
    change.commit(record).await?;
    Ok(Json(Passed { decided }))
}
