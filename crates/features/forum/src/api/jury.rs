//! The jury in the JSON API: for the office rules, members, assignment and comparison; for jurors declaration, tasks and
//! reviews. What a juror may not see on pages they may not see here either: both ask the same desk.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record, Session};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::assigning::Proof;
use crate::jury::{Contradiction, Room};
use crate::model::correspondence::day_of;
use crate::model::jury::{PhaseKind, Verdict, Written};
use crate::pages::juror::conflicts::{Declared, keep};
use crate::pages::juror::offer::{MOST_WORDS, take_back_of, writable};
use crate::pages::juror::{Desk, desk, read_offer};
use crate::pages::jury::scores::lines;
use crate::pages::jury::{apply, close_phase, room};
use crate::policy;
use crate::store::jury::review::{
    KeptReview, ReviewState, Saved, delete_task, hand_in, insert_task, save_written,
};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(rules))
        .routes(routes!(jurors))
        .routes(routes!(reviews))
        .routes(routes!(scores))
        .routes(routes!(assign))
        .routes(routes!(give, take))
        .routes(routes!(pass))
        .routes(routes!(mine))
        .routes(routes!(declare))
        .routes(routes!(offer))
        .routes(routes!(write, withdraw))
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
struct ReviewEntry {
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
    fn of(room: &Room, review: &KeptReview) -> Option<Self> {
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

/// A supplier before a juror.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SupplierEntry {
    /// The id.
    #[schema(value_type = String)]
    id: Id,
    /// The name.
    name: String,
    /// Whether there is a conflict; nothing where nothing was said.
    is_conflict: Option<bool>,
}

/// What a juror's jury looks like to them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MineEntry {
    /// Whether conflicts were declared; until then there are no tasks.
    has_declared: bool,
    /// All suppliers by name.
    suppliers: Vec<SupplierEntry>,
    /// Own tasks and reviews.
    tasks: Vec<ReviewEntry>,
}

/// A declaration of conflicts of interest.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewDeclaration {
    /// The suppliers that were looked at; those without a conflict are declared free.
    #[schema(value_type = Vec<String>)]
    seen: BTreeSet<Id>,
    /// Suppliers with a conflict, and why.
    #[schema(value_type = Object)]
    conflicts: BTreeMap<Id, String>,
}

/// An offer before a juror.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OfferEntry {
    /// Its label.
    label: String,
    /// Its supplier; nothing where the jury reads without names.
    supplier: Option<String>,
    /// Its title.
    title: String,
    /// One sentence.
    summary: String,
    /// Several sentences.
    description: String,
    /// The own review.
    review: Option<ReviewEntry>,
}

/// What a juror writes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewReview {
    /// Scores from 1 to 10 by the key of their criterion.
    #[serde(default)]
    scores: BTreeMap<String, u8>,
    /// In a look.
    verdict: Option<Verdict>,
    /// What the office and the jury read.
    #[serde(default)]
    to_office: String,
    /// What the supplier may read.
    #[serde(default)]
    to_supplier: String,
    /// The edition that was read.
    edition: i64,
    /// Whether it is handed in.
    #[serde(default)]
    hand_in: bool,
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
    let entries: Vec<JurorEntry> = room
        .jurors
        .iter()
        .map(|juror| JurorEntry {
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
        })
        .collect();
    Ok(Json(cut(&page, entries)))
}

fn cut<T: Serialize>(page: &ApiPage, entries: Vec<T>) -> ListOf<T> {
    let (slice, total) = (page.slice(), entries.len() as u64);
    let shown = entries.into_iter().skip(slice.offset as usize).take(slice.limit as usize);
    page.list(shown.collect(), total)
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
    let entries = room.reviews.iter().filter_map(|review| ReviewEntry::of(&room, review)).collect();
    Ok(Json(cut(&page, entries)))
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
    let entries = lines(&room, place)
        .into_iter()
        .map(|line| ScoreEntry {
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
        })
        .collect();
    Ok(Json(cut(&page, entries)))
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

/// The desk of a juror who may write.
async fn writing(visitor: &Visitor, db: &mut Session, slug: &str) -> Result<Desk, PageError> {
    let desk = desk(visitor, db, slug).await?;
    visitor.scope_allows(policy::WRITE)?;
    Ok(desk)
}

/// The own place in the jury: suppliers by name, and after the declaration the own tasks.
#[utoipa::path(get, path = "/jury/{slug}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = MineEntry)))]
async fn mine(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<MineEntry>, ApiError> {
    let desk = desk(&visitor, &mut *visitor.read().await?, &slug).await?;
    let room = &desk.room;
    let suppliers = room.suppliers().into_iter().map(|(id, name)| SupplierEntry {
        id,
        name: name.to_owned(),
        is_conflict: match room.is_own(desk.juror.id, id) {
            true => Some(true),
            false => room.declaration(desk.juror.id, id).map(|one| one.is_conflict),
        },
    });
    let tasks = desk.tasks().into_iter().filter_map(|(_, _, review)| ReviewEntry::of(room, review));
    Ok(Json(MineEntry {
        has_declared: desk.has_declared(),
        suppliers: suppliers.collect(),
        tasks: tasks.collect(),
    }))
}

/// Declares conflicts of interest. A conflict cannot be taken back here.
#[utoipa::path(post, path = "/jury/{slug}/conflicts", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewDeclaration, responses((status = 204), (status = 422, body = Problem)))]
async fn declare(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<NewDeclaration>,
) -> Result<StatusCode, ApiError> {
    let mut change = visitor.change().await?;
    let desk = writing(&visitor, &mut change, &slug).await?;
    let mut seen = new.seen;
    for (id, reason) in &new.conflicts {
        if !(3..=500).contains(&reason.chars().count()) {
            let problem = Problem::values(Vec::new());
            return Err(problem.at(format!("/conflicts/{id}"), "say why, in 3 to 500 characters").into());
        }
        seen.insert(*id);
    }
    let declared = Declared { seen, conflicts: new.conflicts.into_iter().collect(), areas: None };
    let record = keep(&mut change, &desk, &declared).await?;
    change.commit(record).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An offer that is a task of the juror, or contested; never one of a supplier with a conflict.
#[utoipa::path(get, path = "/jury/{slug}/offers/{label}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 200, body = OfferEntry)))]
async fn offer(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<Json<OfferEntry>, ApiError> {
    let desk = desk(&visitor, &mut *visitor.read().await?, &slug).await?;
    let offer = desk.offer(&label)?;
    let review = desk.own_review(offer).and_then(|(_, review)| ReviewEntry::of(&desk.room, review));
    let read = read_offer(&desk.room, offer);
    Ok(Json(OfferEntry {
        label,
        supplier: (!desk.room.jury.is_anonymous).then_some(read.supplier),
        title: read.text.title,
        summary: read.text.summary,
        description: read.text.description,
        review,
    }))
}

/// Writes the own review, and hands it in if that is said.
#[utoipa::path(put, path = "/jury/{slug}/offers/{label}/review", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), request_body = NewReview, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn write(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    ApiBody(new): ApiBody<NewReview>,
) -> Result<StatusCode, ApiError> {
    let mut change = visitor.change().await?;
    let desk = writing(&visitor, &mut change, &slug).await?;
    let (_, phase, review) = writable(&desk, &label)?;
    let criteria = &desk.room.jury.criteria;
    let mut problem = Problem::values(Vec::new());
    for (key, score) in &new.scores {
        if !criteria.iter().any(|one| one.key == *key) || !(1..=10).contains(score) {
            problem =
                problem.at(format!("/scores/{key}"), "a score from 1 to 10 of a criterion of this jury");
        }
    }
    for (name, words) in [("to_office", &new.to_office), ("to_supplier", &new.to_supplier)] {
        if words.chars().count() > MOST_WORDS
            || words.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            problem = problem.at(format!("/{name}"), format!("at most {MOST_WORDS} plain characters"));
        }
    }
    let written = Written {
        scores: new.scores,
        verdict: new.verdict,
        given: None,
        to_office: new.to_office,
        to_supplier: new.to_supplier,
    };
    if new.hand_in && !written.is_whole(phase.kind, criteria) {
        problem = problem.at("", "a criterion or the verdict is missing");
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    match save_written(&mut change, review.id, &written, new.edition, "").await? {
        Saved::Saved(_) => {}
        Saved::Stale(kept) if kept.state == ReviewState::Done && kept.written == written => {
            return Ok(StatusCode::NO_CONTENT);
        }
        Saved::Stale(_) | Saved::Gone => return Err(PageError::Conflict("juror-stale-title").into()),
    }
    if new.hand_in {
        hand_in(&mut change, review.id).await?;
        change.commit(Record::new("review.handed-in", review.id)).await?;
    } else {
        change.commit_unrecorded().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the own review back.
#[utoipa::path(delete, path = "/jury/{slug}/offers/{label}/review", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn withdraw(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let mut change = visitor.change().await?;
    let desk = writing(&visitor, &mut change, &slug).await?;
    let id = writable(&desk, &label)?.2.id;
    take_back_of(change, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
