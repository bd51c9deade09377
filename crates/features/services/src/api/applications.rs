//! Applications in the JSON API: another program of the office applies for somebody, as the office does at the counter.
//!
//! Applications that people begin on line are theirs until they hand them in, and cannot be reached from here.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_procedure::case::{Case, CaseState, Channel};
use rathaus_procedure::fill::Sitting;
use rathaus_procedure::fill::program::{self, Standing, add_file, field_problems, hand_in, keep, standing};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Assurance, find_case, find_live};
use rathaus_procedure::{Answers, Mistake};
use rathaus_store::{Id, Record, Session};
use rathaus_web::api::{ApiBody, ApiError, ApiFile, FieldProblem, IdempotencyKey, Problem, mistake};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::id_of;
use crate::pages::application::Applicant;
use crate::pages::application::host::Applying;
use crate::pages::catalogue::seen;
use crate::policy;
use crate::store::application::{
    Application, NewApplication, find_application, insert_application_as, issue_link, set_filled_in_by,
};
use crate::store::catalogue::find_service_by_id;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(begin))
        .routes(routes!(show))
        .routes(routes!(answer))
        .routes(routes!(file))
        .routes(routes!(submit))
}

/// How an application that a program types in came to the office.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum CameBy {
    /// Somebody stood at the counter.
    #[default]
    Counter,
    /// On paper.
    Paper,
    /// Another program had it.
    Program,
}

/// An application for somebody.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplying {
    /// `counter`, `paper` or `program`.
    #[serde(default)]
    channel: CameBy,
    /// What is known so far, by the ids of the form's fields, as in `docs/form.schema.json`. Files come afterwards.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Answers,
}

/// Answers in the place of all that were there.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnswers {
    /// The `edition` of the answers that were read; what others saved since is not overwritten (409).
    edition: u32,
    /// The answers by the ids of the form's fields. Files are named as they were answered; one that is named no more is deleted.
    #[schema(value_type = Object)]
    answers: Answers,
}

/// An application as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ApplicationWhole {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The service, as in addresses.
    service: String,
    /// How it came: `counter`, `paper` or `program`.
    channel: String,
    /// Who of the office filled it in for the applicant.
    filled_in_by: String,
    /// The version of the form.
    version: u32,
    /// Goes up with every change of the answers; 0 where nothing was changed since it was handed in.
    edition: u32,
    /// The answers by the ids of the form's fields.
    #[schema(value_type = Object)]
    answers: Answers,
    /// What is missing or wrong before it can be handed in.
    missing: Vec<FieldProblem>,
    /// Whether it can be changed: until it is handed in, and while the office waits for a correction.
    is_open: bool,
    /// The number of the receipt, once it was handed in.
    receipt: Option<String>,
    /// The number of the case, once it was handed in.
    case: Option<String>,
    /// The link by which the applicant sees where it stands; told once, to whoever began it.
    link: Option<String>,
}

/// A file that was added.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AddedFile {
    /// Its id; with the other values it names the file in answers.
    id: String,
    /// What it is called.
    name: String,
    /// What it is, by what it holds.
    media: String,
    /// How long it is.
    bytes: u64,
}

/// An application that the office may fill in, with its case.
async fn own(visitor: &Visitor, db: &mut Session, id: &str) -> Result<(Application, Option<Case>), ApiError> {
    policy::may_work(visitor)?;
    let application = find_application(db, id_of(id)?).await?.ok_or(PageError::NotFound)?;
    if !matches!(application.channel(), Channel::Counter | Channel::Paper | Channel::Program) {
        return Err(PageError::NotFound.into());
    }
    let case = match application.case {
        Some(case) => find_case(db, case).await?,
        None => None,
    };
    Ok((application, case))
}

fn is_open(case: Option<&Case>) -> bool {
    case.is_none_or(|case| case.state == CaseState::Waiting)
}

/// Who sits at the form: the person whose token it is, for the applicant.
fn sitting(visitor: &Visitor, application: &Application, is_open: bool) -> Result<Sitting, PageError> {
    let by = visitor.person()?.name.clone();
    let base = format!("/applications/{}", application.id);
    let (actor, form) = (visitor.actor(), application.form.clone());
    let applicant = Applicant { application: application.clone(), actor, assurance: Assurance::Person, base };
    Ok(Sitting { by, ..applicant.sitting(form, "form", is_open) })
}

fn refused(visitor: &Visitor, standing: &Standing, mistakes: &[Mistake]) -> ApiError {
    match field_problems(visitor, &standing.version.definition, mistakes) {
        Ok(errors) => Problem::values(errors).into(),
        Err(fault) => fault.into(),
    }
}

async fn whole(
    visitor: &Visitor,
    id: &str,
    link: Option<String>,
) -> Result<Json<ApplicationWhole>, ApiError> {
    let mut view = visitor.read().await?;
    let (application, case) = own(visitor, &mut view, id).await?;
    let service = find_service_by_id(&mut view, application.service).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let is_open = is_open(case.as_ref());
    let standing = standing(visitor, sitting(visitor, &application, is_open)?).await?;
    Ok(Json(ApplicationWhole {
        id: application.id,
        service: service.slug,
        channel: application.channel,
        filled_in_by: application.filled_in_by,
        version: standing.version.n,
        edition: standing.edition,
        missing: field_problems(visitor, &standing.version.definition, &standing.mistakes)?,
        answers: standing.answers,
        is_open,
        receipt: standing.submission.map(|submission| submission.receipt()),
        case: case.map(|case| case.number),
        link,
    }))
}

/// Begins an application for somebody. With an `Idempotency-Key` a repeated request finds the one that was begun. Answers that are wrong
/// begin nothing; what is missing is said.
#[utoipa::path(post, path = "/services/{slug}/applications", tag = "services", security(("token" = ["services:write"])), params(("slug" = String, Path), IdempotencyKey), request_body = NewApplying, responses((status = 200, description = "Begun before", body = ApplicationWhole), (status = 201, body = ApplicationWhole), (status = 422, body = Problem)))]
async fn begin(
    visitor: Visitor,
    Path(slug): Path<String>,
    once: IdempotencyKey,
    ApiBody(new): ApiBody<NewApplying>,
) -> Result<(StatusCode, Json<ApplicationWhole>), ApiError> {
    let clerk = policy::may_work(&visitor)?.name.clone();
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let live = find_live(&mut view, &service.form).await?.ok_or(PageError::NotFound)?;
    let id = once.id(&visitor, &format!("application {slug}"));
    let before = find_application(&mut view, id).await?;
    drop(view);
    if before.is_some() {
        return Ok((StatusCode::OK, whole(&visitor, &id.to_string(), None).await?));
    }
    let channel = match new.channel {
        CameBy::Counter => Channel::Counter,
        CameBy::Paper => Channel::Paper,
        CameBy::Program => Channel::Program,
    };
    let applying = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: None,
        email: String::new(),
        name: String::new(),
        lang: visitor.lang(),
        channel,
    };
    let mut change = visitor.change().await?;
    insert_application_as(&mut change, id, &applying).await?;
    set_filled_in_by(&mut change, id, &clerk).await?;
    let application = find_application(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let sitting = sitting(&visitor, &application, true)?;
    let day = today(visitor.now());
    if let Err(mistakes) = program::begin(&mut change, &live, &sitting, new.answers, day).await? {
        let errors = field_problems(&visitor, &live.definition, &mistakes)?;
        return Err(Problem::values(errors).into());
    }
    let link = issue_link(&mut change, &application).await?;
    let record =
        Record::new("application.begun", id).with("service", &service.slug).with("channel", channel.word());
    change.commit(record).await?;
    let link = visitor.full_url(&link);
    Ok((StatusCode::CREATED, whole(&visitor, &id.to_string(), Some(link)).await?))
}

/// An application with its answers, and what is missing.
#[utoipa::path(get, path = "/applications/{id}", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path)), responses((status = 200, body = ApplicationWhole)))]
async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Json<ApplicationWhole>, ApiError> {
    whole(&visitor, &id, None).await
}

/// Keeps answers in the place of all that were there. Nothing is kept where one is wrong; what is missing may come later.
#[utoipa::path(put, path = "/applications/{id}/answers", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path)), request_body = NewAnswers, responses((status = 200, body = ApplicationWhole), (status = 409, description = "It is handed in, or somebody else saved meanwhile", body = Problem), (status = 422, body = Problem)))]
async fn answer(
    visitor: Visitor,
    Path(id): Path<String>,
    ApiBody(new): ApiBody<NewAnswers>,
) -> Result<Json<ApplicationWhole>, ApiError> {
    let (application, case) = own(&visitor, &mut *visitor.read().await?, &id).await?;
    let sitting = sitting(&visitor, &application, is_open(case.as_ref()))?;
    let before = standing(&visitor, sitting.clone()).await?;
    match keep(&Applying, &visitor, sitting, new.answers, new.edition).await? {
        Ok(()) => whole(&visitor, &id, None).await,
        Err(mistakes) => Err(refused(&visitor, &before, &mistakes)),
    }
}

/// Adds a file to the answer of a question for files, by the rules of the question.
#[utoipa::path(post, path = "/applications/{id}/files", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path), ("field" = String, Query, description = "The id of the field; in a group as in hunde.0.bild, records counted from 0"), ("name" = String, Query, description = "What the file is called, as in nachweis.pdf")), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = AddedFile), (status = 409, description = "It is handed in", body = Problem), (status = 422, body = Problem)))]
async fn file(
    visitor: Visitor,
    Path(id): Path<String>,
    ApiFile(upload): ApiFile,
) -> Result<(StatusCode, Json<AddedFile>), ApiError> {
    let (application, case) = own(&visitor, &mut *visitor.read().await?, &id).await?;
    let sitting = sitting(&visitor, &application, is_open(case.as_ref()))?;
    let before = standing(&visitor, sitting.clone()).await?;
    let query = Fields::from_query(visitor.query());
    let field = query.first("field").unwrap_or_default();
    match add_file(&Applying, &visitor, sitting, field, upload).await? {
        None => Err(mistake(&visitor, "field", "form-no-such-choice")),
        Some(Err(mistakes)) => Err(refused(&visitor, &before, &mistakes)),
        Some(Ok(file)) => {
            let added = AddedFile { id: file.id, name: file.name, media: file.media, bytes: file.bytes };
            Ok((StatusCode::CREATED, Json(added)))
        }
    }
}

/// Hands the application in; it becomes a case. Handed in twice it changes nothing. What is missing is named, each by its field.
#[utoipa::path(put, path = "/applications/{id}/submission", tag = "services", security(("token" = ["services:write"])), params(("id" = String, Path)), responses((status = 200, body = ApplicationWhole), (status = 422, body = Problem)))]
async fn submit(visitor: Visitor, Path(id): Path<String>) -> Result<Json<ApplicationWhole>, ApiError> {
    let (application, case) = own(&visitor, &mut *visitor.read().await?, &id).await?;
    let sitting = sitting(&visitor, &application, is_open(case.as_ref()))?;
    let before = standing(&visitor, sitting.clone()).await?;
    match hand_in(&Applying, &visitor, sitting).await? {
        Ok(_) => whole(&visitor, &id, None).await,
        Err(mistakes) => Err(refused(&visitor, &before, &mistakes)),
    }
}
