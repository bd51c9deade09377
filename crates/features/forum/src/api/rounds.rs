//! Opening rounds in the JSON API: empty, after an earlier one, or from the texts of files.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use rathaus_store::Record;
use rathaus_web::api::{ApiBody, ApiError, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::import::import_round;
use crate::input::read_some;
use crate::pages::round::round_of;
use crate::pages::rounds::{Opening, create, is_slug, slug_of};
use crate::policy;
use crate::store::round::find_round;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(open)).routes(routes!(import))
}

/// A round to be opened.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewRound {
    /// Its name, 3 to 120 characters.
    title: String,
    /// Its name in addresses; made from the title where it is missing.
    slug: Option<String>,
    /// Slug of the round it follows: settings, texts and questions are taken over, dates a year later.
    copy: Option<String>,
    /// Whether those invited and their addresses are taken over, too.
    #[serde(default)]
    contacts: bool,
}

/// A round from files.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct FiledRound {
    /// Its name; that of `round.toml` where it is missing.
    title: Option<String>,
    /// Its name in addresses; made from the title where it is missing.
    slug: Option<String>,
    /// Texts by name: `needs.csv`, `offers.csv`, `reviews.csv`, `participants.csv`, `wishes.csv`, `round.toml`, `edits.toml`.
    /// Needs or offers are enough.
    files: BTreeMap<String, String>,
}

/// A round that was opened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OpenedRound {
    /// Its name in addresses.
    slug: String,
    /// Needs taken over.
    needs: usize,
    /// Offers taken over.
    offers: usize,
}

/// Title and slug, if they can be a round's.
fn named(title: &str, slug: Option<String>) -> Result<(String, String), Problem> {
    let title = title.trim();
    if !(3..=120).contains(&title.chars().count()) {
        return Err(Problem::values(Vec::new()).at("/title", "3 to 120 characters"));
    }
    let slug = slug.unwrap_or_else(|| slug_of(title));
    if !is_slug(&slug) || slug.len() > 60 {
        let what = "small letters, digits and hyphens, not “new” or “import”";
        return Err(Problem::values(Vec::new()).at("/slug", what));
    }
    Ok((title.to_owned(), slug))
}

fn taken() -> ApiError {
    Problem::values(Vec::new()).at("/slug", "another round has this slug").into()
}

/// Opens a round, not public, with its survey.
#[utoipa::path(post, path = "/rounds", tag = "forum", security(("token" = ["forum:write"])), request_body = NewRound, responses((status = 201, body = OpenedRound)))]
async fn open(
    visitor: Visitor,
    ApiBody(new): ApiBody<NewRound>,
) -> Result<(StatusCode, Json<OpenedRound>), ApiError> {
    policy::may_work(&visitor)?;
    let (title, slug) = named(&new.title, new.slug)?;
    let mut change = visitor.change().await?;
    let copy = match new.copy {
        Some(slug) => Some(round_of(&mut change, &slug).await?.id),
        None => None,
    };
    let opening = Opening { title, slug, copy, contacts: new.contacts };
    let Some((round, record)) = create(&mut change, &opening).await? else { return Err(taken()) };
    change.commit(record).await?;
    Ok((StatusCode::CREATED, Json(OpenedRound { slug: round.slug, needs: 0, offers: 0 })))
}

/// Takes a round over from the texts of its files. With a mistake in any of them nothing is taken over.
#[utoipa::path(post, path = "/rounds/imports", tag = "forum", security(("token" = ["forum:write"])), request_body = FiledRound, responses((status = 201, body = OpenedRound)))]
async fn import(
    visitor: Visitor,
    ApiBody(new): ApiBody<FiledRound>,
) -> Result<(StatusCode, Json<OpenedRound>), ApiError> {
    policy::may_work(&visitor)?;
    let lang = visitor.lang();
    let files = new.files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let reading = tokio::task::spawn_blocking(move || read_some(&files));
    let mut input = match reading.await.map_err(PageError::fault)? {
        Ok(input) => input,
        Err(faults) => {
            let problem = Problem::values(Vec::new());
            let at = |problem: Problem, fault: &crate::input::Diagnostic| {
                problem.at(format!("/files/{}", fault.file), fault.text(lang))
            };
            return Err(faults.0.iter().fold(problem, at).into());
        }
    };
    let (title, slug) = named(new.title.as_deref().unwrap_or(&input.round.name), new.slug)?;
    let mut change = visitor.change().await?;
    if find_round(&mut change, &slug).await?.is_some() {
        return Err(taken());
    }
    input.round.name = title;
    let round = import_round(&mut change, &input, &slug).await?;
    let (needs, offers) = (input.needs.len(), input.offers.len());
    change.commit(Record::new("round.imported", round).with("needs", needs).with("offers", offers)).await?;
    Ok((StatusCode::CREATED, Json(OpenedRound { slug, needs, offers })))
}
