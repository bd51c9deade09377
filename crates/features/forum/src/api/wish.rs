//! In the JSON API: the wishes for talks of a registration that one speaks for, and its requests.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::Id;
use rathaus_web::api::{ApiBody, ApiError, Problem, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::spoken_for;
use super::wishes::{WishEntry, WishesBody, body, said};
use crate::model::correspondence::day_of;
use crate::pages::registration::{Coming, coming_by_seat};
use crate::pages::wishes::own::{Words, refuse_closed, request, respond, say, wishing};
use crate::policy;
use crate::store::wish::TalkRequest;
use crate::wishing::{Choice, Wishing, is_open, last_day};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(wishes, save)).routes(routes!(ask)).routes(routes!(answer))
}

/// Somebody to wish for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct WishChoice {
    /// The registration's name in the round.
    label: String,
    /// The body's name.
    name: String,
    /// `municipality`, `county`, `supplier` or `observer`.
    kind: &'static str,
    /// How well needs and offers fit, from 0 to 1, where they do.
    score: Option<f64>,
    /// Whether the other side wishes this talk.
    is_wished_back: bool,
    /// How many wish to talk to the other side.
    demand: usize,
    /// How many talks the other side can have.
    room: usize,
}

impl From<&Choice> for WishChoice {
    fn from(choice: &Choice) -> Self {
        Self {
            label: choice.other.label.clone(),
            name: choice.other.name.clone(),
            kind: choice.other.kind.word(),
            score: choice.fit.as_ref().map(|fit| fit.score),
            is_wished_back: choice.is_wished_back,
            demand: choice.demand,
            room: choice.room,
        }
    }
}

/// A request for a talk.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RequestEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The other side: a registration's name in the round.
    with: String,
    /// Whether the registration got it; else it asked.
    is_got: bool,
    /// What about; may be empty.
    words: String,
    /// When.
    #[schema(value_type = String)]
    asked_at: Timestamp,
    /// What was answered.
    answer: Option<bool>,
}

/// What a registration wishes, whom it may wish for, and requests.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OwnWishes {
    /// The edition; 0 before anything was said.
    edition: i64,
    /// All wishes.
    wishes: Vec<WishEntry>,
    /// The last day on which wishes are taken.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// Whether wishes are taken today.
    is_open: bool,
    /// Everybody to wish for, the best fits first.
    choices: Vec<WishChoice>,
    /// Requests it got or sent.
    requests: Vec<RequestEntry>,
}

impl OwnWishes {
    fn of(visitor: &Visitor, coming: &Coming, wishing: &Wishing) -> Self {
        let own = wishing.one.id;
        let entry = |request: &TalkRequest| {
            let is_got = request.asked == own;
            let other = if is_got { request.asker } else { request.asked };
            let other = wishing.choices.iter().find(|choice| choice.other.id == other)?;
            Some(RequestEntry {
                id: request.id,
                with: other.other.label.clone(),
                is_got,
                words: request.words.clone(),
                asked_at: request.asked_at,
                answer: request.answer,
            })
        };
        let WishesBody { edition, wishes } = body(wishing);
        Self {
            edition,
            wishes,
            until: last_day(&coming.round, &wishing.plan),
            is_open: is_open(&coming.round, &wishing.plan, day_of(visitor.now())),
            choices: wishing.choices.iter().map(WishChoice::from).collect(),
            requests: wishing.requests.iter().filter_map(entry).collect(),
        }
    }
}

/// The registration of a body that one speaks for; it must be there already, and take part in the talks.
async fn own(
    visitor: &Visitor,
    slug: &str,
    organisation: &str,
    scope: &str,
) -> Result<(Coming, Wishing), ApiError> {
    let body = spoken_for(visitor, organisation, scope)?;
    Ok(wishing(visitor, coming_by_seat(visitor, slug, body, false).await?).await?)
}

/// The same to change it, on days on which wishes are taken.
async fn own_open(visitor: &Visitor, slug: &str, organisation: &str) -> Result<(Coming, Wishing), ApiError> {
    let (coming, wishing) = own(visitor, slug, organisation, policy::WRITE).await?;
    refuse_closed(visitor, &coming, &wishing)?;
    Ok((coming, wishing))
}

/// What a registration that one speaks for wishes, whom it may wish for, and its requests.
#[utoipa::path(get, path = "/rounds/{slug}/registration/{organisation}/wishes", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("organisation" = String, Path)), responses((status = 200, body = OwnWishes)))]
async fn wishes(
    visitor: Visitor,
    Path((slug, organisation)): Path<(String, String)>,
) -> Result<Json<OwnWishes>, ApiError> {
    let (coming, wishing) = own(&visitor, &slug, &organisation, policy::READ).await?;
    Ok(Json(OwnWishes::of(&visitor, &coming, &wishing)))
}

/// Says the wishes of a registration that one speaks for. What only the office may say is kept as the office said it.
#[utoipa::path(put, path = "/rounds/{slug}/registration/{organisation}/wishes", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("organisation" = String, Path)), request_body = WishesBody, responses((status = 200, body = OwnWishes), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn save(
    visitor: Visitor,
    Path((slug, organisation)): Path<(String, String)>,
    ApiBody(sent): ApiBody<WishesBody>,
) -> Result<Json<OwnWishes>, ApiError> {
    let (coming, wishing) = own_open(&visitor, &slug, &organisation).await?;
    let said = said(&wishing, &sent.wishes, false)?;
    if !say(&visitor, &coming, &wishing, sent.edition, &said).await? {
        return Err(PageError::Conflict("wishes-changed-elsewhere").into());
    }
    let (coming, wishing) = own(&visitor, &slug, &organisation, policy::WRITE).await?;
    Ok(Json(OwnWishes::of(&visitor, &coming, &wishing)))
}

/// A request to be sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRequest {
    /// Whom: a registration's name in the round.
    to: String,
    /// What about.
    #[serde(default)]
    #[schema(max_length = 400)]
    words: String,
}

/// Asks somebody for a talk. Asked again, nothing happens.
#[utoipa::path(post, path = "/rounds/{slug}/registration/{organisation}/requests", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("organisation" = String, Path)), request_body = NewRequest, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn ask(
    visitor: Visitor,
    Path((slug, organisation)): Path<(String, String)>,
    ApiBody(sent): ApiBody<NewRequest>,
) -> Result<StatusCode, ApiError> {
    let (coming, wishing) = own_open(&visitor, &slug, &organisation).await?;
    let Some(choice) = wishing.choice(&sent.to) else {
        return Err(Problem::values(Vec::new()).at("/to", "somebody to wish for").into());
    };
    let Words(words) = read_form(&visitor, &json!({"words": sent.words}))?;
    request(&visitor, &coming, &wishing, choice.other.id, &words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer to a request.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = RequestAnswer)]
#[serde(deny_unknown_fields)]
struct Answered {
    /// Whether the talk is wished.
    answer: bool,
}

/// Answers a request that one's registration got; a yes wishes the talk, a no never does.
#[utoipa::path(put, path = "/rounds/{slug}/registration/{organisation}/requests/{id}/answer", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("organisation" = String, Path), ("id" = String, Path)), request_body = Answered, responses((status = 204), (status = 409, body = Problem)))]
async fn answer(
    visitor: Visitor,
    Path((slug, organisation, id)): Path<(String, String, String)>,
    ApiBody(sent): ApiBody<Answered>,
) -> Result<StatusCode, ApiError> {
    let (coming, wishing) = own_open(&visitor, &slug, &organisation).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    respond(&visitor, &coming, &wishing, id, sent.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
