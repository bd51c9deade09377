//! Cases in the JSON API.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_deadline::Calendar;
use rathaus_procedure::case::{Assignee, Case, CaseState, Entry, Task};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    CaseFilter, Version, count_cases, find_submission, find_version, list_cases, list_entries, list_forms,
};
use rathaus_store::Id;
use rathaus_web::api::{ApiError, ApiPage, ListOf, Problem};
use rathaus_web::uploads::download;
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use crate::pages::case::{files, of_number};
use crate::policy;
use crate::store::money::find_claim_of_case;
use crate::store::place::find_place;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list)).routes(routes!(show)).routes(routes!(file))
}

/// A case in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CaseEntry {
    /// Its number, as letters name it.
    number: String,
    /// What is applied for.
    title: String,
    /// Who applied.
    applicant: String,
    /// The day it came.
    #[schema(value_type = String, format = Date)]
    received: Date,
    /// How it came: `online`, `counter`, `paper` and the like.
    channel: &'static str,
    /// `open`, `waiting`, `proposed`, `decided`, `withdrawn` or `closed`.
    state: &'static str,
    /// Who works on it; empty where nobody does.
    clerk: String,
    /// How many tasks are open.
    open_tasks: usize,
}

/// Something that is to be done, or was.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TaskEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// What kind it is.
    kind: &'static str,
    /// What it is.
    title: String,
    /// Who outside the office does it; empty where the office does.
    outside: String,
    /// Until when.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    /// Whether it is still to be done.
    is_open: bool,
    /// How it ended.
    outcome: Option<&'static str>,
    /// What was said about it.
    words: String,
}

/// What happened: one link of the chain.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct EventEntry {
    /// Its place in the chain, from 1.
    seq: u32,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who, as in the audit log.
    actor: String,
    /// What, with its values.
    #[schema(value_type = Object)]
    event: Value,
}

/// What was decided, or is proposed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct VerdictEntry {
    /// The id by which a proposal is agreed to.
    #[schema(value_type = String)]
    id: Id,
    /// `approved` or `refused`.
    verdict: &'static str,
    /// Why.
    reasons: String,
    /// Side conditions.
    conditions: Vec<String>,
    /// From when it holds; none of a proposal.
    #[schema(value_type = Option<String>, format = Date)]
    effective: Option<Date>,
    /// Whether the law decided, since time ran out.
    is_deemed: bool,
}

/// A case as a whole.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CaseWhole {
    #[serde(flatten)]
    case: CaseEntry,
    /// The number of its last event; acts name it as `seen`.
    seq: u32,
    /// The version of the form that it was begun with.
    version: u32,
    /// The last day on which it is to be decided; none where the clock stands still or there is none.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    /// What the applicant answered, by the ids of the form's fields.
    #[schema(value_type = Object)]
    answers: Value,
    /// What is to be done and was, the first first.
    tasks: Vec<TaskEntry>,
    /// What is proposed.
    proposal: Option<VerdictEntry>,
    /// What is decided.
    decision: Option<VerdictEntry>,
    /// The claim that the decision made, as its address has it.
    claim: Option<String>,
    /// Everything that happened.
    events: Vec<EventEntry>,
    /// Whether the chain of events is whole.
    is_whole: bool,
}

fn entry(case: &Case, title: String) -> CaseEntry {
    CaseEntry {
        number: case.number.clone(),
        title,
        applicant: case.applicant.clone(),
        received: case.received,
        channel: case.channel.word(),
        state: case.state.word(),
        clerk: case.clerk_name.clone(),
        open_tasks: case.open_tasks().count(),
    }
}

fn task(task: &Task) -> TaskEntry {
    let outside = match &task.assignee {
        Assignee::Outside(name) => name.clone(),
        _ => String::new(),
    };
    TaskEntry {
        id: task.id,
        kind: task.kind.word(),
        title: task.title.clone(),
        outside,
        due: task.due,
        is_open: task.is_open(),
        outcome: task.outcome.map(|outcome| outcome.word()),
        words: task.words.clone(),
    }
}

fn event(entry: &Entry) -> Result<EventEntry, PageError> {
    let event = serde_json::to_value(&entry.event).map_err(PageError::fault)?;
    Ok(EventEntry { seq: entry.seq, at: entry.at, actor: entry.actor.clone(), event })
}

/// The day on which the case has to be decided.
fn due(case: &Case, version: &Version, calendar: &Calendar, day: Date) -> Option<Date> {
    let rule = version.definition.handling.as_ref()?.deadline.as_ref()?;
    match case.clock(rule)?.state(day, calendar).ok()? {
        rathaus_deadline::State::Running { due, .. } => Some(due),
        _ => None,
    }
}

/// The cases of the office, the latest first.
#[utoipa::path(get, path = "/cases", tag = "services", security(("token" = ["services:read"])), params(ApiPage, ("q" = Option<String>, Query, description = "Words of number, applicant and answers"), ("state" = Option<String>, Query, description = "Only those in this state"), ("open" = Option<bool>, Query, description = "Only those that are not closed or withdrawn")), responses((status = 200, body = ListOf<CaseEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<CaseEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let query = Fields::from_query(visitor.query());
    let state = match query.first("state") {
        None => None,
        Some(word) => Some(CaseState::of_word(word).ok_or_else(|| {
            let states: Vec<&str> = CaseState::ALL.iter().map(|state| state.word()).collect();
            Problem::new(StatusCode::BAD_REQUEST, format!("state is one of {}", states.join(", ")))
        })?),
    };
    let open = query.first("open").unwrap_or("false").parse();
    let open = open.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "open is true or false"))?;
    let filter = CaseFilter {
        state,
        only_open: open,
        sought: query.first("q").unwrap_or_default().to_owned(),
        ..CaseFilter::default()
    };
    let mut view = visitor.read().await?;
    let titles: BTreeMap<Id, String> =
        list_forms(&mut view, None).await?.into_iter().map(|form| (form.id, form.title)).collect();
    let cases = list_cases(&mut view, &filter, page.slice()).await?;
    let total = count_cases(&mut view, &filter).await?;
    let entries =
        cases.iter().map(|case| entry(case, titles.get(&case.form).cloned().unwrap_or_default())).collect();
    Ok(Json(page.list(entries, total)))
}

/// A case with its answers, tasks and events.
#[utoipa::path(get, path = "/cases/{number}", tag = "services", security(("token" = ["services:read"])), params(("number" = String, Path)), responses((status = 200, body = CaseWhole)))]
async fn show(visitor: Visitor, Path(number): Path<String>) -> Result<Json<CaseWhole>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, &number).await?;
    let version = find_version(&mut view, case.version).await?.ok_or(PageError::NotFound)?;
    let submission = find_submission(&mut view, case.submission).await?.ok_or(PageError::NotFound)?;
    let entries = list_entries(&mut view, case.id).await?;
    let calendar = find_place(&mut view).await?;
    let claim = find_claim_of_case(&mut view, case.id).await?;
    let title = version.definition.title.get(visitor.lang()).to_owned();
    Ok(Json(CaseWhole {
        seq: case.seq,
        version: version.n,
        due: due(&case, &version, &calendar, today(visitor.now())),
        answers: serde_json::to_value(&submission.answers).map_err(PageError::fault)?,
        tasks: case.tasks.iter().map(task).collect(),
        proposal: case.proposal.as_ref().map(|proposal| VerdictEntry {
            id: proposal.decision,
            verdict: proposal.verdict.word(),
            reasons: proposal.reasons.clone(),
            conditions: proposal.conditions.clone(),
            effective: None,
            is_deemed: false,
        }),
        decision: case.decision.as_ref().map(|decision| VerdictEntry {
            id: decision.id,
            verdict: decision.verdict.word(),
            reasons: decision.reasons.clone(),
            conditions: decision.conditions.clone(),
            effective: Some(decision.effective),
            is_deemed: decision.is_deemed,
        }),
        claim: claim.map(|row| row.id.to_string()),
        is_whole: case.verify(&entries).is_ok(),
        events: entries.iter().map(event).collect::<Result<_, _>>()?,
        case: entry(&case, title),
    }))
}

/// A file that stands in the answers of a case.
#[utoipa::path(get, path = "/cases/{number}/files/{file}", tag = "services", security(("token" = ["services:read"])), params(("number" = String, Path), ("file" = String, Path, description = "The id of the file, as the answers name it")), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn file(visitor: Visitor, Path((number, file)): Path<(String, String)>) -> Result<Response, ApiError> {
    let (stored, bytes) = files::bytes_of(&visitor, &number, &file).await?;
    Ok(download(&stored.name, "application/octet-stream", bytes)?)
}
