//! Letters in the JSON API: for programs that print and post them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use rathaus_procedure::store::find_case;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::id_of;
use crate::pages::letters::{give_out, state_of};
use crate::policy;
use crate::store::letter::{Which, count_letters, find_letter, list_letters, set_posted};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list)).routes(routes!(file)).routes(routes!(post))
}

/// A letter.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PaperEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The number of its case.
    case: String,
    /// What it is.
    kind: &'static str,
    /// What it is about.
    subject: String,
    /// The first line of the address.
    recipient: String,
    /// The day that is on it.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// `waiting` to be set, `faulty`, `post` where it is to be posted, `posted`, or `online`.
    state: &'static str,
    /// How many pages it has.
    pages: Option<u32>,
    /// Why it could not be set.
    fault: Option<String>,
}

/// Whether a letter went out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Posting {
    /// Whether it did.
    is_posted: bool,
}

/// Letters, those to be posted where nothing else is asked for.
#[utoipa::path(get, path = "/letters", tag = "services", security(("token" = ["services:read"])), params(ApiPage, ("show" = Option<String>, Query, description = "post, fault or all")), responses((status = 200, body = ListOf<PaperEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<PaperEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let query = Fields::from_query(visitor.query());
    let which = match query.first("show") {
        None => Which::default(),
        Some(word) => Which::of_word(word)
            .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "show is post, fault or all"))?,
    };
    let mut view = visitor.read().await?;
    let (counts, _) = count_letters(&mut view).await?;
    let mut entries = Vec::new();
    for letter in list_letters(&mut view, which, page.slice()).await? {
        let case = find_case(&mut view, letter.case).await?.map(|case| case.number).unwrap_or_default();
        entries.push(PaperEntry {
            id: letter.id,
            case,
            kind: letter.kind.word(),
            state: state_of(&letter),
            subject: letter.subject,
            recipient: letter.recipient,
            day: letter.day,
            pages: letter.pages,
            fault: letter.fault,
        });
    }
    let total = Which::ALL.iter().zip(counts).find(|(one, _)| **one == which).map_or(0, |(_, count)| count);
    Ok(Json(page.list(entries, total)))
}

/// The file of a letter, once it is set.
#[utoipa::path(get, path = "/letters/{id}/file", tag = "services", security(("token" = ["services:read"])), params(("id" = String, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/pdf")))]
async fn file(visitor: Visitor, Path(id): Path<String>) -> Result<Response, ApiError> {
    policy::may_read(&visitor)?;
    let id = id_of(&id)?;
    let mut view = visitor.read().await?;
    let letter = find_letter(&mut view, id).await?.ok_or(PageError::NotFound)?;
    Ok(give_out(&visitor, &mut view, &letter).await?)
}

/// Says that a letter went out, or that it did not after all. Said twice it changes nothing.
#[utoipa::path(put, path = "/letters/{id}/posting", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path)), request_body = Posting, responses((status = 204)))]
async fn post(
    visitor: Visitor,
    Path(id): Path<String>,
    ApiBody(said): ApiBody<Posting>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let id = id_of(&id)?;
    let mut change = visitor.change().await?;
    find_letter(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if set_posted(&mut change, id, said.is_posted).await? {
        let what = if said.is_posted { "letter.posted" } else { "letter.not_posted" };
        change.commit(Record::new(what, id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
