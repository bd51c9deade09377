//! Money in the JSON API: what is owed, for the treasury's program, and the bank's statements from the program that
//! fetches them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_procedure::store::submissions::today;
use rathaus_store::Id;
use rathaus_web::api::{ApiError, ApiFile, ApiPage, ListOf, Problem};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::id_of;
use crate::money::booking::Tally;
use crate::money::{ClaimState, claim_of};
use crate::pages::money::statements::{Kept, book, keep};
use crate::pages::money::{Item, faults};
use crate::policy;
use crate::store::money::{find_book, list_claims};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list)).routes(routes!(show)).routes(routes!(send)).routes(routes!(take))
}

/// A claim. Amounts are whole cents.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ClaimEntry {
    /// Its id.
    id: String,
    /// The number of what it is for.
    number: String,
    /// The reference that pays it (RF, ISO 11649).
    reference: String,
    /// Who owes it.
    name: String,
    /// What for.
    purpose: String,
    /// When it is due.
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// What is owed in all.
    owed: i64,
    /// What was paid: settled money only.
    paid: i64,
    /// What is still to be paid.
    open: i64,
    /// `open`, `overdue`, `paid`, `cancelled`, or `out` for what we owe.
    state: &'static str,
}

/// A file of statements.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StatementEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// Whether it was here before, byte for byte.
    is_known: bool,
}

/// What a file of statements brought.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TallyEntry {
    /// Lines that are new.
    new: usize,
    /// Lines that were known.
    known: usize,
    /// New lines of which everything is booked.
    matched: usize,
    /// New lines about which somebody has to decide.
    asked: usize,
    /// Lines of which nobody can tell whether they are known.
    doubtful: usize,
    /// Entries in other currencies, which are not booked.
    foreign: usize,
    /// What came in on new lines, in cents.
    came: i64,
    /// What went out on new lines, in cents.
    went: i64,
}

impl TallyEntry {
    fn of(tally: &Tally) -> Self {
        Self {
            new: tally.new,
            known: tally.known,
            matched: tally.matched,
            asked: tally.asked,
            doubtful: tally.doubtful,
            foreign: tally.foreign,
            came: tally.came,
            went: tally.went,
        }
    }
}

fn entry(item: &Item<'_>) -> ClaimEntry {
    let standing = &item.standing;
    ClaimEntry {
        id: standing.claim.id.to_string(),
        number: item.number.to_owned(),
        reference: standing.claim.reference.as_str().to_owned(),
        name: item.name().to_owned(),
        purpose: item.purpose.to_owned(),
        due: standing.claim.due,
        owed: standing.owed.0,
        paid: standing.paid.0,
        open: standing.open().0,
        state: item.state.word(),
    }
}

/// The claims, the first due first.
#[utoipa::path(get, path = "/money/claims", tag = "services", security(("token" = ["services:read"])), params(ApiPage, ("state" = Option<String>, Query, description = "Only those in this state")), responses((status = 200, body = ListOf<ClaimEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<ClaimEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let query = Fields::from_query(visitor.query());
    let state = match query.first("state") {
        None => None,
        Some(word) => Some(ClaimState::of_word(word).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "state is open, overdue, paid, cancelled or out")
        })?),
    };
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let (book, rows) = (find_book(&mut view).await?, list_claims(&mut view).await?);
    drop(view);
    let mut items: Vec<Item<'_>> = book
        .claims()
        .map(|standing| Item::of(standing, &rows, day))
        .filter(|item| state.is_none_or(|state| item.state == state))
        .collect();
    items.sort_by_key(|item| (item.standing.claim.due, item.standing.claim.id));
    Ok(Json(page.cut(items, |item| entry(&item))))
}

/// One claim.
#[utoipa::path(get, path = "/money/claims/{id}", tag = "services", security(("token" = ["services:read"])), params(("id" = String, Path)), responses((status = 200, body = ClaimEntry)))]
async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Json<ClaimEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    let (book, rows) = (find_book(&mut view).await?, list_claims(&mut view).await?);
    let standing = book.find_claim(id).ok_or(PageError::NotFound)?;
    Ok(Json(entry(&Item::of(standing, &rows, today(visitor.now())))))
}

/// Sends a file of statements (camt.052, camt.053 or camt.054). It pays nothing until it is booked.
#[utoipa::path(post, path = "/money/statements", tag = "services", security(("token" = ["services:write"])), params(("name" = String, Query, description = "What the file is called, as in 2026-11-30.xml")), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, description = "Sent before", body = StatementEntry), (status = 201, body = StatementEntry), (status = 422, body = Problem)))]
async fn send(
    visitor: Visitor,
    ApiFile(upload): ApiFile,
) -> Result<(StatusCode, Json<StatementEntry>), ApiError> {
    policy::may_work(&visitor)?;
    if let Some(key) = faults::other_file(&upload.bytes) {
        return Err(Problem::values(Vec::new()).at("", visitor.text(key)?).into());
    }
    match keep(&visitor, upload).await? {
        Kept::New(id) => Ok((StatusCode::CREATED, Json(StatementEntry { id, is_known: false }))),
        Kept::Known(id) => Ok((StatusCode::OK, Json(StatementEntry { id, is_known: true }))),
        Kept::Faulty(found) => {
            let said = faults::said(&visitor, &found)?;
            Err(said
                .into_iter()
                .fold(Problem::values(Vec::new()), |problem, says| problem.at("", says))
                .into())
        }
    }
}

/// Books a file of statements: what is certain pays its claims, the rest becomes questions. Booked twice it changes nothing.
#[utoipa::path(put, path = "/money/statements/{id}/booking", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path)), responses((status = 200, body = TallyEntry)))]
async fn take(visitor: Visitor, Path(id): Path<String>) -> Result<Json<TallyEntry>, ApiError> {
    policy::may_work(&visitor)?;
    Ok(Json(TallyEntry::of(&book(&visitor, id_of(&id)?).await?.0)))
}
