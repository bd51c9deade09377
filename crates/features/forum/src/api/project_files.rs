//! Documents of projects in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use rathaus_store::Id;
use rathaus_web::api::{ApiError, ApiFile, mistakes, read_form};
use rathaus_web::uploads::download;
use rathaus_web::{App, Fields, FromForm, PageError, Reader, Visitor, routes};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::pages::projects::{edit, files, seen};
use crate::policy;
use crate::store::project::file::{ProjectFile, list_files};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list, add_file)).routes(routes!(file, remove_file))
}

/// A document of a project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct DocumentEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// What the town calls it.
    title: String,
    /// Its name.
    name: String,
    /// What it is, by what it holds.
    media_type: String,
    /// Bytes.
    size: u64,
    /// Whether everybody who sees the project may have it.
    is_public: bool,
    /// When it came.
    #[schema(value_type = String)]
    added_at: Timestamp,
}

impl From<ProjectFile> for DocumentEntry {
    fn from(one: ProjectFile) -> Self {
        Self {
            id: one.id,
            title: one.title,
            name: one.name,
            media_type: one.media_type,
            size: one.size,
            is_public: one.is_public,
            added_at: one.added_at,
        }
    }
}

/// The documents of a project that the reader may have.
#[utoipa::path(get, path = "/projects/{label}/files", tag = "forum", security(("token" = ["forum:read"])), params(("label" = String, Path)), responses((status = 200, body = [DocumentEntry])))]
async fn list(visitor: Visitor, Path(label): Path<String>) -> Result<Json<Vec<DocumentEntry>>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let mut view = visitor.read().await?;
    let project = seen(&visitor, &mut view, &label).await?;
    let mut all = list_files(&mut view, project.id).await?;
    all.retain(|one| policy::may_have_file(&visitor, &project, one));
    Ok(Json(all.into_iter().map(DocumentEntry::from).collect()))
}

/// What the query says of a document, by the rules of the form.
struct Named {
    title: String,
    is_public: bool,
}

impl FromForm for Named {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let is_public = form.raw("public") == "true";
        Some(Self { title: form.text("title", 2..=120)?, is_public })
    }
}

/// Adds a document: PDF, picture, text or office document, at most 20 MB.
#[utoipa::path(post, path = "/projects/{label}/files", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("name" = String, Query, description = "What the file is called, as in leitfaden.pdf"), ("title" = String, Query, description = "What is in it, 2 to 120 characters"), ("public" = Option<bool>, Query, description = "Whether everybody may have it; otherwise towns that are signed in and the office")), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = DocumentEntry)))]
async fn add_file(
    visitor: Visitor,
    Path(label): Path<String>,
    ApiFile(file): ApiFile,
) -> Result<(StatusCode, Json<DocumentEntry>), ApiError> {
    visitor.scope_allows(policy::WRITE)?;
    let project = edit::own(&visitor, &mut *visitor.read().await?, &label).await?;
    let query = Fields::from_query(visitor.query());
    let value = |name: &str| query.first(name).unwrap_or_default().to_owned();
    let sent = serde_json::json!({"title": value("title"), "public": value("public")});
    let Named { title, is_public } = read_form(&visitor, &sent)?;
    let added = files::take_in(&visitor, &label, (&title, is_public), file).await?;
    let added = added.map_err(|wrong| mistakes(&visitor, &[wrong]))?;
    let all = list_files(&mut *visitor.read().await?, project.id).await?;
    let entry = all.into_iter().find(|one| one.id == added).ok_or(PageError::NotFound)?;
    Ok((StatusCode::CREATED, Json(DocumentEntry::from(entry))))
}

/// The bytes of a document.
#[utoipa::path(get, path = "/projects/{label}/files/{file}", tag = "forum", security(("token" = ["forum:read"])), params(("label" = String, Path), ("file" = String, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn file(visitor: Visitor, Path((label, file)): Path<(String, String)>) -> Result<Response, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let (found, bytes) = files::bytes_of(&visitor, &label, &file).await?;
    Ok(download(&found.name, "application/octet-stream", bytes)?)
}

/// Deletes a document of one's own project.
#[utoipa::path(delete, path = "/projects/{label}/files/{file}", tag = "forum", security(("token" = ["forum:write"])), params(("label" = String, Path), ("file" = String, Path)), responses((status = 204)))]
async fn remove_file(
    visitor: Visitor,
    Path((label, file)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    files::removal(&visitor, &label, &file).await?;
    Ok(StatusCode::NO_CONTENT)
}
