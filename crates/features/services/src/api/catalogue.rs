//! The catalogue in the JSON API.

use axum::Json;
use axum::extract::Path;
use rathaus_procedure::Words;
use rathaus_procedure::store::find_live;
use rathaus_web::api::{ApiError, ApiPage, ListOf};
use rathaus_web::{App, Fields, Lang, Visitor, routes};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::pages::catalogue::{found, seen};
use crate::policy;
use crate::store::catalogue::{Service, list_services};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list)).routes(routes!(show))
}

/// A service as people look for it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ServiceEntry {
    /// Its name in addresses.
    slug: String,
    /// Its name.
    title: String,
    /// What it is.
    summary: String,
    /// Other words for it.
    synonyms: Vec<String>,
    /// Who can apply; empty where nothing is said.
    who: String,
    /// What one needs at hand.
    documents: Vec<String>,
    /// What it costs.
    cost: String,
    /// How long it takes.
    takes: String,
    /// The rules behind it.
    legal_basis: String,
    /// Its key in the catalogue of the federal states (LeiKa), 14 digits.
    fim: String,
    /// Who may apply: `nothing` for anybody, `person` after signing in, `strong` with a second factor.
    needs: &'static str,
    /// Whether everybody sees it.
    is_public: bool,
    /// Goes up with every change.
    edition: u32,
}

/// A service with its form.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ServiceWhole {
    #[serde(flatten)]
    service: ServiceEntry,
    /// The valid version of its form; none where nothing is published.
    version: Option<u32>,
    /// Its definition, as docs/form.schema.json describes it.
    #[schema(value_type = Option<Object>)]
    form: Option<serde_json::Value>,
}

fn entry(lang: Lang, service: &Service) -> ServiceEntry {
    let content = &service.content;
    let some =
        |words: &Option<Words>| words.as_ref().map(|words| words.get(lang).to_owned()).unwrap_or_default();
    ServiceEntry {
        slug: service.slug.clone(),
        title: content.title.get(lang).to_owned(),
        summary: content.summary.get(lang).to_owned(),
        synonyms: content.synonyms.clone(),
        who: some(&content.who),
        documents: content.documents.iter().map(|words| words.get(lang).to_owned()).collect(),
        cost: some(&content.cost),
        takes: some(&content.takes),
        legal_basis: content.legal_basis.clone(),
        fim: content.fim.clone(),
        needs: content.needs.word(),
        is_public: service.is_public,
        edition: service.edition,
    }
}

/// The services, best first for the words looked for; the office and readers see those that are not public yet, too.
#[utoipa::path(get, path = "/services", tag = "services", security(("token" = ["services:read"])), params(ApiPage, ("q" = Option<String>, Query, description = "The words of somebody who looks for one")), responses((status = 200, body = ListOf<ServiceEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<ServiceEntry>>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let sees_all = policy::may_read(&visitor).is_ok();
    let query = Fields::from_query(visitor.query());
    let mut view = visitor.read().await?;
    let services = list_services(&mut view).await?;
    drop(view);
    let services = services.into_iter().filter(|service| sees_all || service.is_public).collect();
    let services = found(services, query.first("q").unwrap_or_default());
    Ok(Json(page.cut(services, |service| entry(visitor.lang(), &service))))
}

/// A service with the definition of its form.
#[utoipa::path(get, path = "/services/{slug}", tag = "services", security(("token" = ["services:read"])), params(("slug" = String, Path)), responses((status = 200, body = ServiceWhole)))]
async fn show(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<ServiceWhole>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let live = find_live(&mut view, &service.form).await?;
    let form = live.as_ref().map(|live| serde_json::to_value(&*live.definition)).transpose();
    Ok(Json(ServiceWhole {
        service: entry(visitor.lang(), &service),
        version: live.as_ref().map(|live| live.n),
        form: form.map_err(rathaus_web::PageError::fault)?,
    }))
}
