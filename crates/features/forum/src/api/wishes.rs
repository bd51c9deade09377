//! Wishes for talks in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_core::Span;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::model::Interest;
use crate::pages::round::round_of;
use crate::pages::wishes::one::load;
use crate::pages::wishes::{close_on, lines, remind_all};
use crate::policy;
use crate::store::wish::{interest_of, interest_word};
use crate::wishing::{Said, Wishing, keep};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(wishes))
        .routes(routes!(wishes_of, say_wishes))
        .routes(routes!(remind))
        .routes(routes!(set_deadline))
}

/// A registration and how far its wishes are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct WishState {
    /// The registration's name in the round, as in `P01`.
    label: String,
    /// The body's name.
    name: String,
    /// `municipality`, `county`, `supplier` or `observer`.
    kind: &'static str,
    /// When its wishes were last said.
    #[schema(value_type = Option<String>)]
    said_at: Option<jiff::Timestamp>,
    /// How many wishes it has.
    wishes: usize,
    /// How many others have for it.
    wished: usize,
    /// How many are mutual.
    mutual: usize,
    /// Requests that wait for its answer.
    requests: usize,
}

/// Everybody who takes part in the talks, and how far their wishes are.
#[utoipa::path(get, path = "/rounds/{slug}/wishes", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<WishState>)))]
async fn wishes(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<WishState>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let (all, _) = lines(&mut view, round.id).await?;
    Ok(Json(page.cut(all, |line| WishState {
        label: line.label,
        name: line.name,
        kind: line.kind,
        said_at: line.said_at,
        wishes: line.wishes,
        wished: line.wished,
        mutual: line.mutual,
        requests: line.requests,
    })))
}

/// A wish for a talk.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct WishEntry {
    /// With whom: a registration's name in the round.
    to: String,
    /// `1` to `5`, `never` or `must`.
    interest: String,
    /// The talk must lie in this span, as in `14:00-15:00`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    window: Option<String>,
}

/// The wishes of a registration.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct WishesBody {
    /// The edition that was read; 0 before anything was said.
    pub edition: i64,
    /// All wishes; what is not among them is no wish any more.
    pub wishes: Vec<WishEntry>,
}

pub(super) fn body(wishing: &Wishing) -> WishesBody {
    let wishes = wishing
        .choices
        .iter()
        .filter_map(|choice| {
            let wish = choice.wish.as_ref()?;
            Some(WishEntry {
                to: choice.other.label.clone(),
                interest: interest_word(wish.interest),
                window: wish.window.map(|window| window.to_string()),
            })
        })
        .collect();
    WishesBody { edition: wishing.sheet.edition, wishes }
}

/// The wishes of a registration.
#[utoipa::path(get, path = "/rounds/{slug}/wishes/{label}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 200, body = WishesBody)))]
async fn wishes_of(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<Json<WishesBody>, ApiError> {
    policy::may_read(&visitor)?;
    let (_, wishing) = load(&mut *visitor.read().await?, &slug, &label).await?;
    Ok(Json(body(&wishing)))
}

/// Says the wishes of a registration.
#[utoipa::path(put, path = "/rounds/{slug}/wishes/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), request_body = WishesBody, responses((status = 200, body = WishesBody), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn say_wishes(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    ApiBody(sent): ApiBody<WishesBody>,
) -> Result<Json<WishesBody>, ApiError> {
    let signed = policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, wishing) = load(&mut change, &slug, &label).await?;
    let said = said(&wishing, &sent.wishes, true)?;
    if !keep(&mut change, round.id, wishing.one.id, &signed.name, sent.edition, &said, true).await? {
        return Err(PageError::Conflict("wishes-changed-elsewhere").into());
    }
    change.commit(Record::new("wishes.said", wishing.one.id).with("wishes", sent.wishes.len())).await?;
    let (_, wishing) = load(&mut *visitor.read().await?, &slug, &label).await?;
    Ok(Json(body(&wishing)))
}

/// What these wishes say about everybody whom the registration may wish for; only the office agrees on a talk.
pub(super) fn said(wishing: &Wishing, sent: &[WishEntry], is_office: bool) -> Result<Vec<Said>, Problem> {
    let mut problem = Problem::values(Vec::new());
    let mut said: Vec<Said> = wishing.choices.iter().map(|choice| (choice.other.id, None, None)).collect();
    for (place, wish) in sent.iter().enumerate() {
        let choice = wishing.choice(&wish.to).map(|choice| choice.other.id);
        let interest = interest_of(&wish.interest).filter(|one| is_office || *one != Interest::Must);
        let window: Option<Option<Span>> = match &wish.window {
            None => Some(None),
            Some(text) => text.parse().ok().map(Some),
        };
        let (Some(other), Some(interest), Some(window)) = (choice, interest, window) else {
            problem = problem.at(
                format!("/wishes/{place}"),
                "to: somebody to wish for; interest: 1 to 5, never or, by the office, must; window: as in 14:00-15:00",
            );
            continue;
        };
        for one in said.iter_mut().filter(|(id, _, _)| *id == other) {
            (one.1, one.2) = (Some(interest), window);
        }
    }
    if problem.errors.is_empty() { Ok(said) } else { Err(problem) }
}

/// Reminding of wishes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct ReminderBody {
    /// Names the mailing: sent again, nobody is reminded twice.
    #[schema(value_type = String)]
    key: Id,
}

/// Reminds everybody who has not said their wishes.
#[utoipa::path(post, path = "/rounds/{slug}/wishes/reminders", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = ReminderBody, responses((status = 202), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn remind(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<ReminderBody>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    remind_all(&visitor, &slug, sent.key).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Until when wishes are taken.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct DeadlineBody {
    /// The last day; the eve of the event where it is missing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
}

/// Sets the last day of wishes.
#[utoipa::path(put, path = "/rounds/{slug}/wishes-deadline", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = DeadlineBody, responses((status = 204), (status = 422, body = Problem)))]
async fn set_deadline(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<DeadlineBody>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    match close_on(change, &round, sent.until).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::values(Vec::new()).at("/until", "not after the event").into()),
    }
}
