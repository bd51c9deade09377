//! The plan in the JSON API: its state, having it made, the plan itself; areas, matches, white spots, the call.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_web::api::{ApiError, ApiPage, ListOf};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::model::plan::{Area, Match, Plan, WhiteSpot};
use crate::pages::call as call_page;
use crate::pages::plan::reading::Reading;
use crate::pages::plan::{begin, running};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::area::list_published;
use crate::store::plan::find_plan;
use crate::store::round::Stage;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(state, start))
        .routes(routes!(document))
        .routes(routes!(areas))
        .routes(routes!(area))
        .routes(routes!(matches))
        .routes(routes!(white_spots))
        .routes(routes!(call))
}

/// How the plan of a round stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PlanState {
    /// Whether there is one.
    is_made: bool,
    /// When it was made.
    #[schema(value_type = Option<String>)]
    made_at: Option<Timestamp>,
    /// Whether needs, offers or settings changed since.
    is_stale: bool,
    /// Whether one is being made.
    is_running: bool,
    /// Why the last attempt gave none.
    refusal: Option<String>,
}

/// An area of action.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AreaEntry {
    /// Short key.
    key: String,
    /// German name.
    name: String,
    /// English name.
    name_en: String,
    /// What it is about.
    description: String,
    /// Needs that name it.
    needs: usize,
    /// Different towns and counties among them.
    towns: usize,
    /// Inhabitants of these towns.
    inhabitants: u64,
    /// Sum of the weights of its needs.
    weight: f64,
    /// Whether it was proposed from the answers.
    is_proposed: bool,
}

impl From<&Area> for AreaEntry {
    fn from(area: &Area) -> Self {
        Self {
            key: area.key.clone(),
            name: area.name.clone(),
            name_en: area.name_en.clone(),
            description: area.description.clone(),
            needs: area.needs,
            towns: area.towns,
            inhabitants: area.inhabitants,
            weight: area.weight,
            is_proposed: area.is_proposed,
        }
    }
}

/// An area with its needs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AreaRead {
    /// The area.
    area: AreaEntry,
    /// Its needs.
    needs: Vec<AssignedNeed>,
}

/// A need in an area.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AssignedNeed {
    /// Its name in the round, as in `N012`.
    need: String,
    /// 0 to 1.
    score: f64,
    /// The words that decided it.
    words: Vec<String>,
    /// Decided by a person.
    by_hand: bool,
}

/// A need and an offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MatchEntry {
    /// The need.
    need: String,
    /// The offer.
    offer: String,
    /// 1 is the best; 0 for an excluded pair.
    rank: usize,
    /// 0 to 1.
    score: f64,
    /// Why they fit, the strongest first.
    reasons: Vec<ReasonEntry>,
    /// The hard condition that the offer fails, in German.
    excluded_because: Option<String>,
}

/// Words that meet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReasonEntry {
    /// In the need.
    need: String,
    /// In the offer.
    offer: String,
    /// The idea that joins them, where the words differ.
    concept: Option<String>,
    /// Share of the score, 0 to 1.
    share: f64,
}

impl From<&Match> for MatchEntry {
    fn from(one: &Match) -> Self {
        let reasons = one.reasons.iter().map(|reason| ReasonEntry {
            need: reason.need.clone(),
            offer: reason.offer.clone(),
            concept: reason.concept.clone(),
            share: reason.share,
        });
        Self {
            need: one.need_id.clone(),
            offer: one.offer_id.clone(),
            rank: one.rank,
            score: one.score,
            reasons: reasons.collect(),
            excluded_because: one.excluded_because.clone(),
        }
    }
}

/// A need that no offer covers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct WhiteSpotEntry {
    /// The need.
    need: String,
    /// The best score of an allowed offer, 0 to 1.
    best_score: f64,
    /// The offer that would fit but fails a hard condition.
    blocked_offer: Option<String>,
    /// The condition, in German.
    blocked_because: Option<String>,
}

impl From<&WhiteSpot> for WhiteSpotEntry {
    fn from(spot: &WhiteSpot) -> Self {
        Self {
            need: spot.need_id.clone(),
            best_score: spot.best_score,
            blocked_offer: spot.blocked_offer.clone(),
            blocked_because: spot.blocked_because.clone(),
        }
    }
}

/// The call for offers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Call {
    /// `unset`, `before`, `open` or `after`.
    phase: &'static str,
    /// Its first day.
    #[schema(value_type = Option<String>, format = Date)]
    starts: Option<Date>,
    /// Its last day.
    #[schema(value_type = Option<String>, format = Date)]
    ends: Option<Date>,
    /// The published areas.
    areas: Vec<CallArea>,
}

/// An area as it was published.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CallArea {
    /// Short key.
    key: String,
    /// German name.
    name: String,
    /// English name.
    name_en: String,
    /// What it is about.
    description: String,
    /// Needs that stood behind it.
    needs: u32,
    /// Towns and counties among them.
    towns: u32,
    /// When it was published.
    #[schema(value_type = String)]
    published_at: Timestamp,
}

async fn reading(visitor: &Visitor, slug: &str) -> Result<std::sync::Arc<Reading>, ApiError> {
    policy::may_read(visitor)?;
    Ok(Reading::of(&mut *visitor.read().await?, slug).await?)
}

async fn state_of(visitor: &Visitor, slug: &str) -> Result<Json<PlanState>, ApiError> {
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, slug).await?;
    let is_running = running(&mut view, reading.kept.job).await?.is_some();
    Ok(Json(PlanState {
        is_made: reading.kept.plan.is_some(),
        made_at: reading.kept.made_at,
        is_stale: reading.is_stale,
        is_running,
        refusal: reading.kept.refusal.clone(),
    }))
}

/// How the plan stands.
#[utoipa::path(get, path = "/rounds/{slug}/plan", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = PlanState)))]
async fn state(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<PlanState>, ApiError> {
    policy::may_read(&visitor)?;
    state_of(&visitor, &slug).await
}

/// Has the plan made. While one is being made, nothing happens; ask for its state until it is there.
#[utoipa::path(post, path = "/rounds/{slug}/plan", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 202, body = PlanState)))]
async fn start(
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<(StatusCode, Json<PlanState>), ApiError> {
    policy::may_work(&visitor)?;
    begin(&visitor, &slug).await?;
    Ok((StatusCode::ACCEPTED, state_of(&visitor, &slug).await?))
}

/// The plan as `docs/plan.schema.json` describes it.
#[utoipa::path(get, path = "/rounds/{slug}/plan.json", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Object)))]
async fn document(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Plan>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let kept = find_plan(&mut view, round.id).await?;
    Ok(Json(kept.plan.ok_or(PageError::NotFound)?))
}

fn part<'a, T: 'a, E: From<&'a T>>(page: ApiPage, all: &[&'a T]) -> Json<ListOf<E>> {
    Json(page.cut(all, |one| E::from(*one)))
}

/// The areas of the last plan; none where there is no plan.
#[utoipa::path(get, path = "/rounds/{slug}/areas", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<AreaEntry>)))]
async fn areas(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<AreaEntry>>, ApiError> {
    let reading = reading(&visitor, &slug).await?;
    let all: Vec<&Area> = reading.plan().map(|plan| plan.areas.iter().collect()).unwrap_or_default();
    Ok(part(page, &all))
}

/// One area of the last plan with its needs.
#[utoipa::path(get, path = "/rounds/{slug}/areas/{key}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("key" = String, Path)), responses((status = 200, body = AreaRead)))]
async fn area(
    visitor: Visitor,
    Path((slug, key)): Path<(String, String)>,
) -> Result<Json<AreaRead>, ApiError> {
    let reading = reading(&visitor, &slug).await?;
    let plan = reading.plan().ok_or(PageError::NotFound)?;
    let area = plan.areas.iter().find(|area| area.key == key).ok_or(PageError::NotFound)?;
    let needs = plan.assignments.iter().filter(|one| one.area == key).map(|one| AssignedNeed {
        need: one.need_id.clone(),
        score: one.score,
        words: one.words.clone(),
        by_hand: one.by_hand,
    });
    Ok(Json(AreaRead { area: AreaEntry::from(area), needs: needs.collect() }))
}

/// Needs and offers of the last plan, by need and rank, excluded pairs at the end of each need; those of one need or
/// one offer with `need` and `offer`.
#[utoipa::path(get, path = "/rounds/{slug}/matches", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("need" = Option<String>, Query), ("offer" = Option<String>, Query), ApiPage), responses((status = 200, body = ListOf<MatchEntry>)))]
async fn matches(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<MatchEntry>>, ApiError> {
    let reading = reading(&visitor, &slug).await?;
    let query = Fields::from_query(visitor.query());
    let (need, offer) = (query.first("need"), query.first("offer"));
    let all = reading.plan().map(|plan| plan.matches.as_slice()).unwrap_or_default();
    let all: Vec<&Match> = all
        .iter()
        .filter(|one| need.is_none_or(|need| one.need_id == need))
        .filter(|one| offer.is_none_or(|offer| one.offer_id == offer))
        .collect();
    Ok(part(page, &all))
}

/// Needs of the last plan that no offer covers.
#[utoipa::path(get, path = "/rounds/{slug}/white-spots", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<WhiteSpotEntry>)))]
async fn white_spots(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<WhiteSpotEntry>>, ApiError> {
    let reading = reading(&visitor, &slug).await?;
    let all: Vec<&WhiteSpot> =
        reading.plan().map(|plan| plan.white_spots.iter().collect()).unwrap_or_default();
    Ok(part(page, &all))
}

/// The call for offers with its published areas, for everybody who sees the round.
#[utoipa::path(get, path = "/rounds/{slug}/call", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Call)))]
async fn call(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Call>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if !policy::may_see(&visitor, &round) {
        return Err(PageError::NotFound.into());
    }
    let dates = round.stage(Stage::Offers);
    let areas = list_published(&mut view, round.id).await?.into_iter().map(|area| CallArea {
        key: area.key,
        name: area.name,
        name_en: area.name_en,
        description: area.description,
        needs: area.needs,
        towns: area.towns,
        published_at: area.published_at,
    });
    let phase = call_page::phase_word(&visitor, &round);
    Ok(Json(Call { phase, starts: dates.starts, ends: dates.ends, areas: areas.collect() }))
}
