//! What the office does about a case, in the JSON API: as the forms of its page.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_web::api::{ApiBody, ApiError, Problem, mistake, read_form};
use rathaus_web::{App, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::case::act::{Acted, carry_out};
use crate::pages::case::of_number;
use crate::policy;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(act))
}

/// An act. Which values it takes depends on `do`.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct CaseAct {
    /// `take`, `leave`, `note` (note), `tell` (message), `message` (to, words-to), `correct` (missing, days), `stop-waiting` (stop),
    /// `task` (task-title), `done` (task, outcome, words), `drop` (task, words), `extend` (weeks, reason), `approve` (reasons, conditions,
    /// award, award-year), `refuse` (reasons, conditions), `return` (why), `decide` (decision), `close`, `reopen` (again).
    r#do: String,
    /// The number of the last event that was read (`seq`). What happened since makes the act stale (409).
    seen: u32,
    /// What the office notes for itself.
    note: Option<String>,
    /// What the applicant is told.
    message: Option<String>,
    /// The colleague's id.
    to: Option<String>,
    /// What the colleague is told.
    words_to: Option<String>,
    /// What the applicant is asked for.
    missing: Option<String>,
    /// Days that they have for it.
    #[schema(minimum = 1, maximum = 180)]
    days: Option<u32>,
    /// Why it is not waited for any more.
    stop: Option<String>,
    /// What is to be done.
    task_title: Option<String>,
    /// Which task.
    task: Option<String>,
    /// `done`, `good` or `bad`.
    outcome: Option<String>,
    /// What was found.
    words: Option<String>,
    /// By how much the deadline is longer.
    #[schema(minimum = 1, maximum = 52)]
    weeks: Option<u32>,
    /// Why.
    reason: Option<String>,
    /// Why it is decided so.
    reasons: Option<String>,
    /// Side conditions, a line each.
    conditions: Option<String>,
    /// What is granted, in euros, as in 1500.00.
    award: Option<String>,
    /// The budget year of it.
    award_year: Option<u32>,
    /// Why the proposal goes back.
    why: Option<String>,
    /// The id of the proposal that is agreed to.
    decision: Option<String>,
    /// Why it is taken up again.
    again: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ActDone {
    /// The number of the last event now.
    seq: u32,
    /// The state now.
    state: &'static str,
}

/// Does something about a case. Two pairs of eyes are two persons, whatever tokens they use.
#[utoipa::path(post, path = "/cases/{number}/events", tag = "services", security(("token" = ["services:write"])), params(("number" = String, Path)), request_body = CaseAct, responses((status = 200, body = ActDone), (status = 409, description = "Somebody else was quicker, or the case does not allow it", body = Problem), (status = 422, body = Problem)))]
async fn act(
    visitor: Visitor,
    Path(number): Path<String>,
    ApiBody(new): ApiBody<CaseAct>,
) -> Result<Json<ActDone>, ApiError> {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, &number).await?;
    drop(view);
    match carry_out(&visitor, case, read_form(&visitor, &new)?).await? {
        Acted::Done(case) => Ok(Json(ActDone { seq: case.seq, state: case.state.word() })),
        Acted::Refused(key, _) => Err(Problem::new(StatusCode::CONFLICT, visitor.text(key)?).into()),
        Acted::Nobody => Err(mistake(&visitor, "to", "form-no-such-choice")),
    }
}
