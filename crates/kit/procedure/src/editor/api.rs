//! Forms in the JSON API: definitions and versions, answers handed in, handing in for the office.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, FieldProblem, IdempotencyKey, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::Answers;
use crate::fill::program::field_problems;
use crate::store::{
    Assurance, Filter, Submission, Submitted, count_submissions, find_form, find_live, list_forms,
    list_submissions, list_versions, submit_answers,
};

/// A form with its versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FormInfo {
    /// Its key.
    key: String,
    /// Its German title.
    title: String,
    /// Its versions, the newest first.
    versions: Vec<VersionInfo>,
}

/// A version of a form.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct VersionInfo {
    /// Its number.
    n: u32,
    /// `draft`, `live` or `retired`.
    state: String,
    /// SHA-256 of its definition.
    hash: String,
}

/// Answers that were handed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SubmissionInfo {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The number people were told.
    receipt: String,
    /// Whose it is.
    holder: String,
    /// The number of the version it was filled in with.
    version: Option<u32>,
    /// The answers by field.
    #[schema(value_type = Object)]
    answers: Answers,
    /// The submission it corrects.
    #[schema(value_type = Option<String>)]
    prior: Option<Id>,
    /// When it was handed in.
    #[schema(value_type = String)]
    submitted_at: Timestamp,
}

/// Answers to be handed in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSubmission {
    /// Whose answers they are, as the office names it; up to 100 characters.
    holder: String,
    /// The answers by field, as in `docs/form.schema.json`'s forms.
    #[schema(value_type = Object)]
    answers: Answers,
}

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(forms))
        .routes(routes!(definition))
        .routes(routes!(submissions, submit))
}

/// All forms with their versions.
#[utoipa::path(get, path = "/forms", tag = "forms", responses((status = 200, body = [FormInfo])), security(("token" = ["forms:read"])))]
async fn forms(visitor: Visitor) -> Result<Json<Vec<FormInfo>>, ApiError> {
    visitor.scope_allows("forms:read")?;
    visitor.office()?;
    let mut view = visitor.read().await?;
    let mut all = Vec::new();
    for form in list_forms(&mut view, None).await? {
        let versions = list_versions(&mut view, form.id).await?;
        let versions = versions.into_iter().map(|version| VersionInfo {
            n: version.n,
            state: version.state.word().to_owned(),
            hash: version.hash,
        });
        all.push(FormInfo { key: form.key, title: form.title, versions: versions.collect() });
    }
    Ok(Json(all))
}

/// The definition of a version.
#[utoipa::path(get, path = "/forms/{key}/versions/{n}", tag = "forms", params(("key" = String, Path), ("n" = u32, Path)), responses((status = 200, body = Object)), security(("token" = ["forms:read"])))]
async fn definition(
    visitor: Visitor,
    Path((key, n)): Path<(String, u32)>,
) -> Result<Json<crate::Definition>, ApiError> {
    visitor.scope_allows("forms:read")?;
    visitor.office()?;
    let mut view = visitor.read().await?;
    let form = find_form(&mut view, &key).await?.ok_or(PageError::NotFound)?;
    let versions = list_versions(&mut view, form.id).await?;
    let version = versions.into_iter().find(|version| version.n == n).ok_or(PageError::NotFound)?;
    Ok(Json(std::sync::Arc::unwrap_or_clone(version.definition)))
}

fn info(submission: Submission, number: Option<u32>) -> SubmissionInfo {
    SubmissionInfo {
        id: submission.id,
        receipt: submission.receipt(),
        holder: submission.holder,
        version: number,
        answers: submission.answers,
        prior: submission.prior,
        submitted_at: submission.submitted_at,
    }
}

/// What was handed in with a form and neither corrected nor withdrawn, the latest first.
#[utoipa::path(get, path = "/forms/{key}/submissions", tag = "forms", params(("key" = String, Path), ApiPage), responses((status = 200, body = ListOf<SubmissionInfo>)), security(("token" = ["submissions:read"])))]
async fn submissions(
    visitor: Visitor,
    Path(key): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<SubmissionInfo>>, ApiError> {
    visitor.scope_allows("submissions:read")?;
    visitor.office()?;
    let mut view = visitor.read().await?;
    let form = find_form(&mut view, &key).await?.ok_or(PageError::NotFound)?;
    let filter = Filter { only_current: true, version: None };
    let versions = list_versions(&mut view, form.id).await?;
    let total = count_submissions(&mut view, form.id, filter).await?;
    let list = list_submissions(&mut view, form.id, filter, page.slice()).await?;
    let items = list.into_iter().map(|submission| {
        let number = versions.iter().find(|version| version.id == submission.version).map(|v| v.n);
        info(submission, number)
    });
    Ok(Json(page.list(items.collect(), total)))
}

/// Hands answers in with the live version. The same `Idempotency-Key` again gives the same submission.
#[utoipa::path(post, path = "/forms/{key}/submissions", tag = "forms", params(("key" = String, Path), ("Idempotency-Key" = Option<String>, Header, description = "makes repeating harmless")), request_body = NewSubmission, responses((status = 200, description = "handed in before", body = SubmissionInfo), (status = 201, body = SubmissionInfo), (status = 422, body = Problem)), security(("token" = ["submissions:write"])))]
async fn submit(
    visitor: Visitor,
    Path(key): Path<String>,
    once: IdempotencyKey,
    ApiBody(new): ApiBody<NewSubmission>,
) -> Result<(StatusCode, Json<SubmissionInfo>), ApiError> {
    visitor.scope_allows("submissions:write")?;
    visitor.office()?;
    let holder = new.holder.trim();
    if holder.is_empty() || holder.chars().count() > 100 || holder.chars().any(char::is_control) {
        let detail = "a name of 1 to 100 characters".to_owned();
        return Err(Problem::values(vec![FieldProblem { pointer: "/holder".to_owned(), detail }]).into());
    }
    // Holders of the API never meet those of invitations and persons.
    let holder = format!("api:{holder}");
    let mut change = visitor.change().await?;
    let version = find_live(&mut change, &key).await?.ok_or(PageError::NotFound)?;
    let once = once.id(&visitor, &format!("submission {key} {holder}")).to_string();
    match submit_answers(&mut change, &version, &holder, &new.answers, &once, Assurance::Person).await? {
        Submitted::New(submission) => {
            change.commit(Record::new("submission.made", submission.id).with("form", &key)).await?;
            Ok((StatusCode::CREATED, Json(info(submission, Some(version.n)))))
        }
        Submitted::Before(submission) => Ok((StatusCode::OK, Json(info(submission, None)))),
        Submitted::Mistakes(mistakes) => {
            Err(Problem::values(field_problems(&visitor, &version.definition, &mistakes)?).into())
        }
        Submitted::Stale(_) | Submitted::Overtaken | Submitted::Gone => {
            Err(PageError::fault("answers from the API are no draft").into())
        }
    }
}
