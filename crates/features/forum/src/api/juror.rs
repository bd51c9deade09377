//! The jury in the JSON API as jurors use it: declaration, tasks and reviews. What they may not see on pages they may
//! not see here either: both ask the same desk.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record, Session};
use rathaus_web::api::{ApiBody, ApiError, IdempotencyKey, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::jury::ReviewEntry;
use super::jury_acts::{RemarkNew, remark_of};
use crate::model::jury::{Verdict, Written};
use crate::pages::juror::conflicts::{Declared, keep};
use crate::pages::juror::offer::{MOST_WORDS, discuss, discussed, take_back_of, writable};
use crate::pages::juror::{Desk, desk, read_offer};
use crate::policy;
use crate::store::jury::review::{ReviewState, Saved, hand_in, save_written};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(mine))
        .routes(routes!(declare))
        .routes(routes!(offer))
        .routes(routes!(write, withdraw))
        .routes(routes!(remark))
}

/// A supplier before a juror.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = JudgedSupplier)]
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
#[schema(as = JudgedOffer)]
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

/// Says something about a contested offer that one has reviewed. The same `Idempotency-Key` again says it once.
#[utoipa::path(post, path = "/jury/{slug}/offers/{label}/remarks", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path), IdempotencyKey), request_body = RemarkNew, responses((status = 204), (status = 409, body = Problem)))]
async fn remark(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<RemarkNew>,
) -> Result<StatusCode, ApiError> {
    let mut change = visitor.change().await?;
    let desk = writing(&visitor, &mut change, &slug).await?;
    let offer = discussed(&desk, &label)?.id;
    let said = remark_of(&visitor, (&slug, &label), &once, &sent)?;
    discuss(&visitor, change, &desk, offer, &said).await?;
    Ok(StatusCode::NO_CONTENT)
}
