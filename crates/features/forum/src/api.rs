//! The forum in the JSON API: rounds, invitations, and the figures of the response.

mod board;
mod juror;
mod jury;
mod needs;
mod programme;
mod registrations;
mod rounds;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Ags;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf};
use rathaus_web::{App, PageError, Visitor};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::model::correspondence::day_of;
use crate::pages::invitations::{cases, invite};
use crate::pages::round::round_of;
use crate::policy;
use crate::response::{Figures, figures};
use crate::store::invitation::list_invitations;
use crate::store::round::{KeptRound, Stage, list_rounds};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let api = registrations::add(programme::add(api));
    board::add(juror::add(jury::add(rounds::add(needs::add(api)))))
        .routes(routes!(rounds))
        .routes(routes!(round))
        .routes(routes!(invitations, choose))
        .routes(routes!(response))
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
            areas: round.settings.areas.iter().map(|area| area.name.clone()).collect(),
            edition: round.edition,
        }
    }
}

/// An invitation with what needs a hand.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitationEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The body's official key.
    #[schema(value_type = Option<String>)]
    ags: Option<Ags>,
    /// The body's name.
    name: String,
    /// Its inhabitants.
    inhabitants: u32,
    /// `listed`, `invited`, `opened`, `started`, `answered` or `declined`.
    state: &'static str,
    /// `no-contact`, `bounced`, `unsent`, `unanswered`, or nothing.
    trouble: Option<&'static str>,
    /// Active contacts.
    contacts: usize,
    /// Reminders so far.
    reminders: u32,
}

/// Bodies to be chosen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Chosen {
    /// Their official keys.
    ags: Vec<String>,
}

/// What was chosen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Taken {
    /// How many are new in the round.
    taken: usize,
}

/// All rounds.
#[utoipa::path(get, path = "/rounds", tag = "forum", security(("token" = ["forum:read"])), params(ApiPage), responses((status = 200, body = ListOf<RoundEntry>)))]
async fn rounds(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<RoundEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let rounds = list_rounds(&mut *visitor.read().await?).await?;
    let slice = page.slice();
    let total = rounds.len() as u64;
    let shown = rounds.iter().skip(slice.offset as usize).take(slice.limit as usize);
    Ok(Json(page.list(shown.map(RoundEntry::of).collect(), total)))
}

/// One round.
#[utoipa::path(get, path = "/rounds/{slug}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = RoundEntry)))]
async fn round(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<RoundEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    Ok(Json(RoundEntry::of(&round)))
}

/// The invitations of a round.
#[utoipa::path(get, path = "/rounds/{slug}/invitations", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<InvitationEntry>)))]
async fn invitations(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<InvitationEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let cases = cases(&mut view, round.id).await?;
    let slice = page.slice();
    let total = cases.len() as u64;
    let entries = cases
        .iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|case| InvitationEntry {
            id: case.invitation.id,
            ags: case.invitation.ags,
            name: case.invitation.name.clone(),
            inhabitants: case.invitation.inhabitants,
            state: case.invitation.state.word(),
            trouble: case.trouble().map(|trouble| trouble.word()),
            contacts: case.contacts.iter().filter(|c| c.is_active()).count(),
            reminders: case.invitation.reminders,
        })
        .collect();
    Ok(Json(page.list(entries, total)))
}

/// Chooses towns and counties by their keys. Those already in the round are passed over; nothing is sent.
#[utoipa::path(post, path = "/rounds/{slug}/invitations", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = Chosen, responses((status = 200, body = Taken)))]
async fn choose(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(chosen): ApiBody<Chosen>,
) -> Result<Json<Taken>, ApiError> {
    policy::may_work(&visitor)?;
    let mut keys = BTreeSet::new();
    for text in &chosen.ags {
        let key: Ags = text.parse().map_err(|error| PageError::BadRequest(format!("{text}: {error}")))?;
        keys.insert(key);
    }
    if keys.len() > 1_000 {
        return Err(PageError::TooLarge.into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let taken = invite(&mut change, &round, &keys).await?.len();
    change.commit(Record::new("round.invitations-chosen", round.id).with("bodies", taken)).await?;
    Ok(Json(Taken { taken }))
}

/// The figures of the response.
#[utoipa::path(get, path = "/rounds/{slug}/response", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Figures)))]
async fn response(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Figures>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let invitations = list_invitations(&mut view, round.id).await?;
    Ok(Json(figures(&invitations, round.stage(Stage::Survey).ends, day_of(visitor.now()))))
}
