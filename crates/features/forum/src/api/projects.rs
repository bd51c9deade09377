//! Projects in the JSON API: reading them, telling about one's own, taking others' over, the discussion.

use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Id, Session};
use rathaus_web::api::{ApiBody, ApiError, ApiFile, ApiPage, IdempotencyKey, ListOf, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::model::project::{CostClass, ProjectStage, ProjectState};
use crate::pages::chain::{self, Step};
use crate::pages::projects::comments::{self, Said};
use crate::pages::projects::edit::{self, Written};
use crate::pages::projects::take::{self, Taking};
use crate::pages::projects::{publiccode_of, seen};
use crate::policy;
use crate::publiccode::{self, PubliccodeNote};
use crate::store::comment::{Comment, list_comments};
use crate::store::project::user::list_named_users;
use crate::store::project::{KeptProject, ProjectText, list_answered, list_projects};
use crate::store::takeover::{Takeover, list_takeovers_of};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list, begin))
        .routes(routes!(one, change))
        .routes(routes!(publish, withdraw))
        .routes(routes!(publiccode))
        .routes(routes!(read_publiccode))
        .routes(routes!(chain_of))
        .routes(routes!(take_over, take_back))
        .routes(routes!(say))
        .routes(routes!(reword, take_out))
}

/// A project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProjectEntry {
    /// Its name in addresses, as in `V12`.
    label: String,
    /// The body it belongs to.
    #[schema(value_type = String)]
    organisation: Id,
    /// That body's name.
    town: String,
    /// That body's key.
    #[schema(value_type = Option<String>)]
    ags: Option<rathaus_core::Ags>,
    /// Its name.
    title: String,
    /// One sentence.
    summary: String,
    /// What was done, and how.
    description: String,
    /// What came of it.
    result: String,
    /// What citizens have from it.
    citizen_benefit: String,
    /// The software in use.
    software: String,
    /// Who supplied it.
    supplier: String,
    /// Where its source is.
    source_url: String,
    /// The licence's identifier (SPDX).
    licence: String,
    /// How far it is.
    stage: ProjectStage,
    /// Since when.
    #[schema(value_type = Option<String>, format = Date)]
    since: Option<Date>,
    /// What it costs in its first year.
    cost: CostClass,
    /// Keys of the areas of action it belongs to.
    areas: Vec<String>,
    /// Whom to ask; for those who may know.
    contact_name: Option<String>,
    /// How to reach them; for those who may know.
    contact_email: Option<String>,
    /// Who sees it.
    state: ProjectState,
    /// Rises with every change.
    edition: i64,
    /// When it was last changed.
    #[schema(value_type = String)]
    changed_at: Timestamp,
}

impl ProjectEntry {
    fn of(visitor: &Visitor, project: KeptProject) -> Self {
        let shows = policy::may_see_contact(visitor, &project);
        let text = project.text;
        Self {
            label: project.label,
            organisation: project.organisation,
            town: project.town,
            ags: project.ags,
            title: text.title,
            summary: text.summary,
            description: text.description,
            result: text.result,
            citizen_benefit: text.citizen_benefit,
            software: text.software,
            supplier: text.supplier,
            source_url: text.source_url,
            licence: text.licence,
            stage: text.stage,
            since: text.since,
            cost: text.cost,
            areas: text.areas,
            contact_name: shows.then_some(text.contact_name),
            contact_email: shows.then_some(text.contact_email),
            state: project.state,
            edition: project.edition,
            changed_at: project.changed_at,
        }
    }
}

/// A body that takes a project over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TakeoverEntry {
    /// The body.
    #[schema(value_type = String)]
    organisation: Id,
    /// Its name.
    town: String,
    /// What it says about it.
    words: String,
    /// When.
    #[schema(value_type = String)]
    taken_at: Timestamp,
}

impl From<Takeover> for TakeoverEntry {
    fn from(one: Takeover) -> Self {
        Self { organisation: one.organisation, town: one.town, words: one.words, taken_at: one.taken_at }
    }
}

/// A contribution to the discussion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CommentEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The name it was written under.
    name: String,
    /// The body the person spoke for; nobody for the office.
    town: Option<String>,
    /// What was written; empty once it was withdrawn.
    words: String,
    /// When.
    #[schema(value_type = String)]
    written_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = Option<String>)]
    changed_at: Option<Timestamp>,
    /// When it was withdrawn.
    #[schema(value_type = Option<String>)]
    withdrawn_at: Option<Timestamp>,
}

impl From<Comment> for CommentEntry {
    fn from(one: Comment) -> Self {
        Self {
            id: one.id,
            name: one.name,
            town: one.town,
            words: one.words,
            written_at: one.written_at,
            changed_at: one.changed_at,
            withdrawn_at: one.withdrawn_at,
        }
    }
}

/// A need that a project answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AnsweredNeed {
    /// The address of its round.
    round: String,
    /// Its label in the round.
    label: String,
    /// Its title.
    title: String,
}

/// A project with everything around it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProjectRead {
    /// The project.
    project: ProjectEntry,
    /// Who takes it over.
    takeovers: Vec<TakeoverEntry>,
    /// Who else uses it, by name.
    users: Vec<String>,
    /// The needs it answers, as far as the reader may see them.
    needs: Vec<AnsweredNeed>,
    /// What is said about it.
    comments: Vec<CommentEntry>,
}

/// What is written about a project.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ProjectWritten {
    /// The body, where one may write for several; only to begin.
    #[schema(value_type = Option<String>)]
    organisation: Option<Id>,
    /// Its name.
    #[schema(min_length = 3, max_length = 160)]
    title: String,
    /// One sentence.
    #[serde(default)]
    #[schema(max_length = 300)]
    summary: String,
    /// What was done, and how.
    #[serde(default)]
    #[schema(max_length = 8000)]
    description: String,
    /// What came of it.
    #[serde(default)]
    #[schema(max_length = 4000)]
    result: String,
    /// What citizens have from it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    citizen_benefit: String,
    /// The software in use.
    #[serde(default)]
    #[schema(max_length = 200)]
    software: String,
    /// Who supplied it.
    #[serde(default)]
    #[schema(max_length = 200)]
    supplier: String,
    /// Where its source is.
    #[serde(default)]
    #[schema(max_length = 400)]
    source_url: String,
    /// The licence's identifier (SPDX).
    #[serde(default)]
    #[schema(max_length = 60)]
    licence: String,
    /// How far it is.
    stage: ProjectStage,
    /// Since when.
    #[schema(value_type = Option<String>, format = Date)]
    since: Option<Date>,
    /// What it costs in its first year.
    cost: CostClass,
    /// Keys of the areas of action it belongs to.
    #[serde(default)]
    area: Vec<String>,
    /// Ids of needs of its own body that it answers.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    need: Vec<Id>,
    /// Who else uses it, one name on each line.
    #[serde(default)]
    users: String,
    /// Whom to ask.
    #[serde(default)]
    #[schema(max_length = 160)]
    contact_name: String,
    /// How to reach them.
    #[serde(default)]
    contact_email: String,
    /// Whether everybody may read whom to ask.
    #[serde(default)]
    contact_public: bool,
    /// The edition that was read; needed to change a project.
    edition: Option<i64>,
}

/// Taking a project over.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTakeover {
    /// The need of the body that this answers.
    #[schema(value_type = Option<String>)]
    need: Option<Id>,
    /// What it says about it.
    #[serde(default)]
    #[schema(max_length = 1000)]
    words: String,
}

/// A contribution.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComment {
    /// What is said.
    #[schema(min_length = 2, max_length = 4000)]
    words: String,
}

/// A reader with a token that reads the forum.
fn reader(visitor: &Visitor) -> Result<(), ApiError> {
    visitor.person()?;
    Ok(visitor.scope_allows(policy::READ)?)
}

/// A writer with a token that changes the forum.
fn writer(visitor: &Visitor) -> Result<(), ApiError> {
    visitor.person()?;
    Ok(visitor.scope_allows(policy::WRITE)?)
}

async fn entry(visitor: &Visitor, db: &mut Session, label: &str) -> Result<ProjectEntry, PageError> {
    Ok(ProjectEntry::of(visitor, seen(visitor, db, label).await?))
}

/// The projects that the reader may see, the newest first.
#[utoipa::path(get, path = "/projects", tag = "forum", security(("token" = ["forum:read"])), params(ApiPage), responses((status = 200, body = ListOf<ProjectEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<ProjectEntry>>, ApiError> {
    reader(&visitor)?;
    let mut all = list_projects(&mut *visitor.read().await?).await?;
    all.retain(|project| policy::may_see_project(&visitor, project));
    Ok(Json(page.cut(all, |project| ProjectEntry::of(&visitor, project))))
}

/// Begins a project as a draft. The same `Idempotency-Key` again gives the same one.
#[utoipa::path(post, path = "/projects", tag = "forum", security(("token" = ["forum:write"])), params(IdempotencyKey), request_body = ProjectWritten, responses((status = 201, body = ProjectEntry)))]
async fn begin(
    visitor: Visitor,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<ProjectWritten>,
) -> Result<(StatusCode, Json<ProjectEntry>), ApiError> {
    writer(&visitor)?;
    if !policy::may_begin_project(&visitor) {
        return Err(PageError::Forbidden.into());
    }
    let written: Written = read_form(&visitor, &sent)?;
    let id = once.id(&visitor, "project");
    let Some(label) = edit::begin_as(&visitor, id, &written).await? else {
        return Err(mistake(&visitor, "organisation", "form-choose"));
    };
    Ok((StatusCode::CREATED, Json(entry(&visitor, &mut *visitor.read().await?, &label).await?)))
}

/// One project with who takes it over, the needs it answers and what is said about it.
#[utoipa::path(get, path = "/projects/{label}", tag = "forum", security(("token" = ["forum:read"])), params(("label" = String, Path)), responses((status = 200, body = ProjectRead)))]
async fn one(visitor: Visitor, Path(label): Path<String>) -> Result<Json<ProjectRead>, ApiError> {
    reader(&visitor)?;
    let mut view = visitor.read().await?;
    let project = seen(&visitor, &mut view, &label).await?;
    let reads = policy::may_change_project(&visitor, &project) || policy::may_read(&visitor).is_ok();
    let needs = list_answered(&mut view, project.id).await?;
    let takeovers = list_takeovers_of(&mut view, project.id).await?;
    let comments = list_comments(&mut view, project.id).await?;
    let users = list_named_users(&mut view, project.id).await?;
    Ok(Json(ProjectRead {
        users: users.into_iter().map(|user| user.name).collect(),
        project: ProjectEntry::of(&visitor, project),
        takeovers: takeovers.into_iter().map(TakeoverEntry::from).collect(),
        needs: needs
            .into_iter()
            .filter(|need| need.is_shared || reads)
            .map(|need| AnsweredNeed { round: need.round, label: need.label, title: need.title })
            .collect(),
        comments: comments.into_iter().map(CommentEntry::from).collect(),
    }))
}

/// Changes a project. `edition` is the one that was read; where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/projects/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path)), request_body = ProjectWritten, responses((status = 200, body = ProjectEntry)))]
async fn change(
    visitor: Visitor,
    Path(label): Path<String>,
    ApiBody(sent): ApiBody<ProjectWritten>,
) -> Result<Json<ProjectEntry>, ApiError> {
    writer(&visitor)?;
    edit::own(&visitor, &mut *visitor.read().await?, &label).await?;
    let written: Written = read_form(&visitor, &sent)?;
    if sent.edition.is_none() {
        return Err(mistake(&visitor, "edition", "form-required"));
    }
    match edit::change_to(&visitor, &label, written).await? {
        Ok(_) => Ok(Json(entry(&visitor, &mut *visitor.read().await?, &label).await?)),
        Err(("", key)) => Err(PageError::Conflict(key).into()),
        Err((field, key)) => Err(mistake(&visitor, field, key)),
    }
}

/// Lets everybody see a project.
#[utoipa::path(put, path = "/projects/{label}/publication", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path)), responses((status = 204)))]
async fn publish(visitor: Visitor, Path(label): Path<String>) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    match edit::publish(&visitor, &label, true).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err((field, key)) => Err(mistake(&visitor, field, key)),
    }
}

/// Lets only its own body and the office see a project.
#[utoipa::path(delete, path = "/projects/{label}/publication", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path)), responses((status = 204)))]
async fn withdraw(visitor: Visitor, Path(label): Path<String>) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    match edit::publish(&visitor, &label, false).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err((field, key)) => Err(mistake(&visitor, field, key)),
    }
}

/// The project as `publiccode.yml` 0.7; 409 where the standard asks for something nobody wrote.
#[utoipa::path(get, path = "/projects/{label}/publiccode.yml", tag = "forum", security(("token" = ["forum:read"])), params(("label" = String, Path)), responses((status = 200, body = String, content_type = "application/yaml")))]
async fn publiccode(visitor: Visitor, Path(label): Path<String>) -> Result<Response, ApiError> {
    reader(&visitor)?;
    let file = publiccode_of(&visitor, &label).await?;
    Ok(([(header::CONTENT_TYPE, "application/yaml; charset=utf-8")], file).into_response())
}

/// How a project came about, as far as the reader may see it.
#[utoipa::path(get, path = "/projects/{label}/chain", tag = "forum", security(("token" = ["forum:read"])), params(("label" = String, Path)), responses((status = 200, body = [Step])))]
async fn chain_of(visitor: Visitor, Path(label): Path<String>) -> Result<Json<Vec<Step>>, ApiError> {
    reader(&visitor)?;
    let mut view = visitor.read().await?;
    let project = seen(&visitor, &mut view, &label).await?;
    Ok(Json(chain::of_project(&visitor, &mut view, &project).await?))
}

fn body_of(text: &str) -> Result<Id, ApiError> {
    text.parse().map_err(|_| PageError::NotFound.into())
}

/// Takes a project over for a body that one speaks for; the body whose it is gets a mail. Again, it replaces what was
/// said before.
#[utoipa::path(put, path = "/projects/{label}/takeovers/{organisation}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("organisation" = String, Path)), request_body = NewTakeover, responses((status = 204)))]
async fn take_over(
    visitor: Visitor,
    Path((label, organisation)): Path<(String, String)>,
    ApiBody(sent): ApiBody<NewTakeover>,
) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    let organisation = body_of(&organisation)?;
    let chosen = match sent.need {
        Some(need) => format!("{organisation} {need}"),
        None => organisation.to_string(),
    };
    let form = serde_json::json!({"for": chosen, "words": sent.words});
    let taking: Taking = read_form(&visitor, &form)?;
    match take::take_over(&visitor, &label, &taking).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(PageError::NotFound.into()),
    }
}

/// Takes a takeover back; doing so again changes nothing.
#[utoipa::path(delete, path = "/projects/{label}/takeovers/{organisation}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("organisation" = String, Path)), responses((status = 204)))]
async fn take_back(
    visitor: Visitor,
    Path((label, organisation)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    take::take_back(&visitor, &label, body_of(&organisation)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a contribution to the discussion. The same `Idempotency-Key` again adds it once.
#[utoipa::path(post, path = "/projects/{label}/comments", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), IdempotencyKey), request_body = NewComment, responses((status = 201, body = CommentEntry)))]
async fn say(
    visitor: Visitor,
    Path(label): Path<String>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<NewComment>,
) -> Result<(StatusCode, Json<CommentEntry>), ApiError> {
    writer(&visitor)?;
    let said: Said = read_form(&visitor, &sent)?;
    let id = once.id(&visitor, &format!("comment {label}"));
    comments::say(&visitor, &label, id, &said.words).await?;
    let mut view = visitor.read().await?;
    let project = seen(&visitor, &mut view, &label).await?;
    let all = list_comments(&mut view, project.id).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or(PageError::NotFound)?;
    Ok((StatusCode::CREATED, Json(CommentEntry::from(one))))
}

/// Changes one's own contribution.
#[utoipa::path(put, path = "/projects/{label}/comments/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("id" = String, Path)), request_body = NewComment, responses((status = 204)))]
async fn reword(
    visitor: Visitor,
    Path((label, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<NewComment>,
) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    let said: Said = read_form(&visitor, &sent)?;
    comments::reword(&visitor, &label, &id, &said.words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one's own contribution out; the office anybody's.
#[utoipa::path(delete, path = "/projects/{label}/comments/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn take_out(
    visitor: Visitor,
    Path((label, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    writer(&visitor)?;
    comments::take_out(&visitor, &label, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What stood in a `publiccode.yml` about a project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProjectPubliccode {
    /// What a project would take from it; nothing is saved.
    project: ProjectText,
    /// Who uses it, by name.
    users: Vec<String>,
    /// What is odd about it.
    notes: Vec<PubliccodeNote>,
}

/// Reads a `publiccode.yml` for a project; nothing is saved.
#[utoipa::path(post, path = "/projects/publiccode", tag = "forum", security(("token" = ["forum:write"])), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = ProjectPubliccode)))]
async fn read_publiccode(
    visitor: Visitor,
    ApiFile(file): ApiFile,
) -> Result<Json<ProjectPubliccode>, ApiError> {
    writer(&visitor)?;
    if !policy::may_begin_project(&visitor) {
        return Err(PageError::Forbidden.into());
    }
    let found = publiccode::read(&file.bytes);
    let (project, notes) = (publiccode::into_project(&found), publiccode::say(&visitor, &found.notes)?);
    Ok(Json(ProjectPubliccode { project, users: found.users, notes }))
}
