//! Rounds in the JSON API: the list, one of them, changing it.

use axum::Json;
use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Daytime;
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::round::edit::{Editing, area_lines, edited};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::round::{KeptRound, Stage, list_rounds};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(rounds)).routes(routes!(round, change))
}

/// A stage of a round.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StageEntry {
    /// `survey`, `offers`, `plan` or `event`.
    stage: &'static str,
    /// Its first day.
    #[schema(value_type = Option<String>, format = Date)]
    starts: Option<Date>,
    /// Its last day.
    #[schema(value_type = Option<String>, format = Date)]
    ends: Option<Date>,
}

/// A round.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RoundEntry {
    /// Its name in addresses.
    slug: String,
    /// Its title.
    title: String,
    /// What visitors read first.
    intro: String,
    /// Whether strangers see its page.
    is_public: bool,
    /// Its stages, in order.
    stages: Vec<StageEntry>,
    /// How many suppliers are invited.
    places: usize,
    /// How many tables stand in the hall.
    tables: usize,
    /// When talks begin.
    #[schema(value_type = String)]
    start: Daytime,
    /// When talks end.
    #[schema(value_type = String)]
    end: Daytime,
    /// Minutes of a talk.
    length: u16,
    /// Minutes between talks.
    pause: u16,
    /// Names of its areas of action; empty for the shipped ones.
    areas: Vec<String>,
    /// Rises with every change.
    edition: i64,
}

impl RoundEntry {
    fn of(round: &KeptRound) -> Self {
        let stages = Stage::ALL
            .into_iter()
            .map(|stage| {
                let dates = round.stage(stage);
                StageEntry { stage: stage.word(), starts: dates.starts, ends: dates.ends }
            })
            .collect();
        Self {
            slug: round.slug.clone(),
            title: round.title.clone(),
            intro: round.intro.clone(),
            is_public: round.is_public,
            stages,
            places: round.settings.places,
            tables: round.settings.tables,
            start: round.settings.slots.start,
            end: round.settings.slots.end,
            length: round.settings.slots.length,
            pause: round.settings.slots.pause,
            areas: round.settings.areas.iter().map(|area| area.name.clone()).collect(),
            edition: round.edition,
        }
    }
}

/// The days of a stage.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
struct Days {
    /// Its first day.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Its last day.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

/// What a round is to be.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct RoundWritten {
    /// The edition that was read.
    edition: i64,
    /// Its title.
    #[schema(min_length = 3, max_length = 120)]
    title: String,
    /// What visitors read first.
    #[serde(default)]
    #[schema(max_length = 6000)]
    intro: String,
    /// Whether strangers see its page.
    #[serde(default)]
    is_public: bool,
    /// The days of the survey.
    #[serde(default)]
    survey: Days,
    /// The days of the call for offers.
    #[serde(default)]
    offers: Days,
    /// The days of planning.
    #[serde(default)]
    plan: Days,
    /// The days of the event.
    #[serde(default)]
    event: Days,
    /// How many suppliers are invited.
    #[schema(minimum = 1, maximum = 100)]
    places: u32,
    /// How many tables stand in the hall.
    #[schema(minimum = 1, maximum = 500)]
    tables: u32,
    /// When talks begin, as in `14:00`.
    start: String,
    /// When they end.
    end: String,
    /// Minutes of a talk.
    #[schema(minimum = 5, maximum = 240)]
    length: u32,
    /// Minutes between talks.
    #[schema(minimum = 0, maximum = 240)]
    pause: u32,
    /// Its areas, each as `Name: word, word`; none for the shipped ones; without this they stay as they are.
    areas: Option<Vec<String>>,
}

/// All rounds.
#[utoipa::path(get, path = "/rounds", tag = "forum", security(("token" = ["forum:read"])), params(ApiPage), responses((status = 200, body = ListOf<RoundEntry>)))]
async fn rounds(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<RoundEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let rounds = list_rounds(&mut *visitor.read().await?).await?;
    Ok(Json(page.cut(&rounds, RoundEntry::of)))
}

/// One round.
#[utoipa::path(get, path = "/rounds/{slug}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = RoundEntry)))]
async fn round(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<RoundEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    Ok(Json(RoundEntry::of(&round)))
}

/// Changes a round. `edition` is the one that was read; where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = RoundWritten, responses((status = 200, body = RoundEntry)))]
async fn change(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<RoundWritten>,
) -> Result<Json<RoundEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let before = round_of(&mut *visitor.read().await?, &slug).await?;
    let mut values = serde_json::to_value(&sent).map_err(PageError::fault)?;
    let lines = sent.areas.clone().unwrap_or_else(|| area_lines(&before));
    values["areas"] = lines.join("\n").into();
    let editing: Editing = read_form(&visitor, &values)?;
    let round = edited(&visitor, &slug, editing).await?;
    let round = round.map_err(|_| PageError::Conflict("round-mistake-edition"))?;
    Ok(Json(RoundEntry::of(&round)))
}
