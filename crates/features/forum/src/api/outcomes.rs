//! What came of meetings in the JSON API, for the office and for both sides; and how one thing led to another.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::spoken_for;
use crate::jobs::outcomes::event_day;
use crate::model::correspondence::day_of;
use crate::model::outcome::{MONTHS, OutcomeKind, Reason, Side};
use crate::outcomes::{Met, MonthFigures, funnel, reasons};
use crate::pages::chain::{self, Step};
use crate::pages::outcome::Told;
use crate::pages::outcomes::one::{Heard, NewPair, at, hear, meet, tell};
use crate::pages::outcomes::{ask_now, lines, standing};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::outcome::{Outcome, Said, answer_question, find_outcome, list_outcomes_of};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list, add_pair))
        .routes(routes!(summary))
        .routes(routes!(ask))
        .routes(routes!(one))
        .routes(routes!(note))
        .routes(routes!(project))
        .routes(routes!(own))
        .routes(routes!(answer))
        .routes(routes!(chain_of))
}

/// A question to one side, and what it said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OutcomeEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The town or county.
    town: String,
    /// The supplier.
    supplier: String,
    /// Which of the two is asked.
    side: Side,
    /// How many months after the event.
    month: u8,
    /// What came of it; nothing while nobody has answered.
    result: Option<OutcomeKind>,
    /// Why nothing came of it.
    reason: Option<Reason>,
    /// In the side's own words.
    words: String,
    /// When it was said.
    #[schema(value_type = Option<String>)]
    said_at: Option<Timestamp>,
    /// When the side was asked by mail.
    #[schema(value_type = Option<String>)]
    asked_at: Option<Timestamp>,
    /// When it was reminded.
    #[schema(value_type = Option<String>)]
    reminded_at: Option<Timestamp>,
    /// Rises with every change.
    edition: i64,
}

impl From<Outcome> for OutcomeEntry {
    fn from(one: Outcome) -> Self {
        Self {
            id: one.id,
            town: one.town_name,
            supplier: one.supplier_name,
            side: one.side,
            month: one.month,
            result: one.kind,
            reason: one.reason,
            words: one.words,
            said_at: one.said_at,
            asked_at: one.asked_at,
            reminded_at: one.reminded_at,
            edition: one.edition,
        }
    }
}

/// A town and a supplier that met.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PairEntry {
    /// The id of one of its questions, which names the pair in addresses.
    #[schema(value_type = String)]
    id: Id,
    /// The town or county.
    town: String,
    /// The supplier.
    supplier: String,
    /// Where it stands.
    result: Option<OutcomeKind>,
    /// At which question that was said.
    month: Option<u8>,
    /// Why nothing came of it.
    reason: Option<Reason>,
    /// Sides that have not answered the question that stands.
    missing: Vec<Side>,
    /// The project that began with it.
    project: Option<String>,
}

/// How often a reason was given.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReasonCount {
    /// The reason.
    reason: Reason,
    /// How often.
    count: usize,
}

/// What came of a round, counted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OutcomeSummary {
    /// Pairs that met.
    pairs: usize,
    /// The question that stands, in months after the event.
    month: Option<u8>,
    /// How far the pairs had come at each question.
    months: Vec<MonthFigures>,
    /// Why nothing came of it, the most frequent first.
    reasons: Vec<ReasonCount>,
}

/// Two that met without a planned talk.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PairNew {
    /// The id of the town or county.
    #[schema(value_type = String)]
    town: Id,
    /// The id of the supplier.
    #[schema(value_type = String)]
    supplier: Id,
}

/// What names a pair.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PairAdded {
    /// The id of one of its questions.
    #[schema(value_type = String)]
    id: Id,
}

/// What a side says.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct OutcomeSaid {
    /// What came of it.
    result: OutcomeKind,
    /// Why, where nothing did.
    reason: Option<Reason>,
    /// In its own words.
    #[serde(default)]
    #[schema(max_length = 1000)]
    words: String,
    /// The edition that was read; 0 where the side had not been asked.
    edition: i64,
}

/// A project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProjectBegun {
    /// Its name in addresses.
    label: String,
}

/// The pairs of a round and where they stand.
#[utoipa::path(get, path = "/rounds/{slug}/outcomes", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<PairEntry>)))]
async fn list(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<PairEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = lines(&mut view, &round, standing(&visitor, &round)).await?;
    Ok(Json(page.cut(all, |line| PairEntry {
        id: line.id,
        town: line.town,
        supplier: line.supplier,
        result: line.stands.as_ref().map(|word| word.kind),
        month: line.stands.as_ref().map(|word| word.month),
        reason: line.reason,
        missing: line.missing,
        project: line.project,
    })))
}

/// Adds two that met without a planned talk; both are asked from now on. Doing so again changes nothing.
#[utoipa::path(post, path = "/rounds/{slug}/outcomes", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = PairNew, responses((status = 200, body = PairAdded)))]
async fn add_pair(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<PairNew>,
) -> Result<Json<PairAdded>, ApiError> {
    policy::may_work(&visitor)?;
    let new: NewPair = read_form(&visitor, &sent)?;
    match meet(&visitor, &slug, &new).await? {
        Ok(id) => Ok(Json(PairAdded { id })),
        Err(field) => Err(mistake(&visitor, field, "form-no-such-choice")),
    }
}

/// What came of a round, counted.
#[utoipa::path(get, path = "/rounds/{slug}/outcomes/summary", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = OutcomeSummary)))]
async fn summary(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<OutcomeSummary>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let month = standing(&visitor, &round);
    let met: Vec<Met> = lines(&mut view, &round, month).await?.into_iter().map(|line| line.met).collect();
    Ok(Json(OutcomeSummary {
        pairs: met.len(),
        month,
        months: funnel(&met, event_day(&round), day_of(visitor.now()), None),
        reasons: reasons(&met, None)
            .into_iter()
            .map(|(reason, count)| ReasonCount { reason, count })
            .collect(),
    }))
}

/// Asks everybody whose turn it is at once; without a call it happens by itself. The same `Idempotency-Key` again asks
/// once.
#[utoipa::path(post, path = "/rounds/{slug}/outcomes/questions", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), IdempotencyKey), responses((status = 202)))]
async fn ask(
    visitor: Visitor,
    Path(slug): Path<String>,
    once: IdempotencyKey,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let key = once.id(&visitor, &format!("outcomes {slug}")).to_string();
    ask_now(&visitor, &slug, &key).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Everything both sides of a pair were asked and said.
#[utoipa::path(get, path = "/rounds/{slug}/outcomes/{id}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = [OutcomeEntry])))]
async fn one(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<Vec<OutcomeEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let (_, _, met) = at(&mut *visitor.read().await?, &slug, &id).await?;
    Ok(Json(met.outcomes.into_iter().map(OutcomeEntry::from).collect()))
}

/// Notes what a side told the office. Where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/outcomes/{id}/answers/{side}/{month}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("side" = Side, Path), ("month" = u8, Path, description = "0, 3, 6 or 12")), request_body = OutcomeSaid, responses((status = 204)))]
async fn note(
    visitor: Visitor,
    Path((slug, id, side, month)): Path<(String, String, Side, u8)>,
    ApiBody(sent): ApiBody<OutcomeSaid>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    if !MONTHS.contains(&month) {
        return Err(PageError::NotFound.into());
    }
    let told: Told = read_form(&visitor, &sent)?;
    match hear(&visitor, &slug, &id, &Heard { side, month, told }).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(PageError::Conflict("outcome-mistake-edition").into()),
    }
}

/// Begins the draft of a project with a pair that tries something or has a contract; where it has one already, that one.
#[utoipa::path(post, path = "/rounds/{slug}/outcomes/{id}/project", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = ProjectBegun)))]
async fn project(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<ProjectBegun>, ApiError> {
    Ok(Json(ProjectBegun { label: tell(&visitor, &slug, &id).await? }))
}

/// What a body that one speaks for was asked and said, the latest first.
#[utoipa::path(get, path = "/rounds/{slug}/outcome/{organisation}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("organisation" = String, Path)), responses((status = 200, body = [OutcomeEntry])))]
async fn own(
    visitor: Visitor,
    Path((slug, organisation)): Path<(String, String)>,
) -> Result<Json<Vec<OutcomeEntry>>, ApiError> {
    let body = spoken_for(&visitor, &organisation, policy::READ)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_outcomes_of(&mut view, round.id, body).await?;
    Ok(Json(all.into_iter().map(OutcomeEntry::from).collect()))
}

/// Answers a question to a body that one speaks for. Where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/outcome/{organisation}/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("organisation" = String, Path), ("id" = String, Path)), request_body = OutcomeSaid, responses((status = 204)))]
async fn answer(
    visitor: Visitor,
    Path((slug, organisation, id)): Path<(String, String, String)>,
    ApiBody(sent): ApiBody<OutcomeSaid>,
) -> Result<StatusCode, ApiError> {
    let body = spoken_for(&visitor, &organisation, policy::WRITE)?;
    let signed = visitor.person()?.clone();
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = find_outcome(&mut change, id).await?;
    let found = found.filter(|one| one.round == round.id && one.body() == body).ok_or(PageError::NotFound)?;
    let told: Told = read_form(&visitor, &sent)?;
    let said = Said {
        kind: told.kind,
        reason: told.reason,
        words: &told.words,
        by: &signed.name,
        person: Some(signed.person),
    };
    if !answer_question(&mut change, found.id, told.edition, &said).await? {
        return Err(PageError::Conflict("outcome-mistake-edition").into());
    }
    let record = Record::new("outcome.said", found.id).with("body", body).with("result", told.kind);
    change.commit(record).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How one thing led to another from a need on, as far as the reader may see it.
#[utoipa::path(get, path = "/rounds/{slug}/chain/{need}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("need" = String, Path)), responses((status = 200, body = [Step])))]
async fn chain_of(
    visitor: Visitor,
    Path((slug, need)): Path<(String, String)>,
) -> Result<Json<Vec<Step>>, ApiError> {
    visitor.scope_allows(policy::READ)?;
    let mut view = visitor.read().await?;
    let (round, need) = chain::seen(&visitor, &mut view, &slug, &need).await?;
    Ok(Json(chain::of_need(&visitor, &mut view, &round, &need).await?))
}
