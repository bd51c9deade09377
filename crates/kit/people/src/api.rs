//! The JSON API of people and organisations: one's own account for everybody, the others for the office.

use axum::Json;
use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, FieldProblem, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::organisation::{self, NewOrganisation, OrganisationFilter, OrganisationKind};
use crate::person::{self, PersonFilter};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(account))
        .routes(routes!(organisations, add_organisation))
        .routes(routes!(one_organisation))
        .routes(routes!(people))
}

/// The person for whom a token acts.
#[derive(Debug, Serialize, ToSchema)]
struct Account {
    /// The id.
    id: String,
    /// The name, or the address where there is none.
    name: String,
    /// The address.
    email: String,
    /// Roles in this tenant.
    roles: Vec<&'static str>,
    /// Organisations the person speaks for.
    organisations: Vec<String>,
}

/// Gives the account for which the token acts.
#[utoipa::path(get, path = "/account", responses((status = 200, description = "The account", body = Account)), security(("token" = ["account:read"])))]
async fn account(visitor: Visitor) -> Result<Json<Account>, ApiError> {
    let signed = visitor.person()?;
    visitor.scope_allows("account:read")?;
    Ok(Json(Account {
        id: signed.person.to_string(),
        name: signed.name.clone(),
        email: signed.email.clone(),
        roles: signed.roles.iter().map(|role| role.word()).collect(),
        organisations: signed.seats.iter().map(|seat| seat.organisation.to_string()).collect(),
    }))
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
struct Organisation {
    /// The id.
    id: String,
    /// What it is.
    kind: OrganisationKind,
    /// Its name.
    name: String,
    /// The official key, for municipalities and counties.
    ags: Option<String>,
    /// Inhabitants, where they are known.
    inhabitants: Option<u32>,
    /// The county it lies in: the first five digits of its key.
    county: Option<String>,
    /// Address of its website.
    website: Option<String>,
}

impl From<organisation::Organisation> for Organisation {
    fn from(one: organisation::Organisation) -> Self {
        Self {
            id: one.id.to_string(),
            kind: one.kind,
            name: one.name,
            ags: one.ags.map(|ags| ags.to_string()),
            inhabitants: one.inhabitants,
            county: one.county,
            website: one.website,
        }
    }
}

/// Lists the tenant's organisations by name.
#[utoipa::path(get, path = "/organisations", params(ApiPage), responses((status = 200, description = "Organisations", body = ListOf<Organisation>)), security(("token" = ["organisations:read"])))]
async fn organisations(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<Organisation>>, ApiError> {
    visitor.office()?;
    visitor.scope_allows("organisations:read")?;
    let mut view = visitor.read().await?;
    let (found, total) = organisation::list(&mut view, &OrganisationFilter::default(), page.slice()).await?;
    Ok(Json(page.list(found.into_iter().map(Organisation::from).collect(), total)))
}

/// Gives one organisation.
#[utoipa::path(get, path = "/organisations/{id}", params(("id" = String, Path, description = "Its id")), responses((status = 200, description = "The organisation", body = Organisation), (status = 404, description = "There is none")), security(("token" = ["organisations:read"])))]
async fn one_organisation(visitor: Visitor, Path(id): Path<String>) -> Result<Json<Organisation>, ApiError> {
    visitor.office()?;
    visitor.scope_allows("organisations:read")?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = organisation::find(&mut *visitor.read().await?, id).await?;
    Ok(Json(found.ok_or(PageError::NotFound)?.into()))
}

/// An organisation to be added.
#[derive(Debug, Deserialize, ToSchema)]
struct Addition {
    /// What it is.
    kind: OrganisationKind,
    /// Its name; for municipalities and counties the official one where it is missing.
    name: Option<String>,
    /// The official key; needed for municipalities and counties.
    ags: Option<String>,
}

/// Adds an organisation.
#[utoipa::path(post, path = "/organisations", request_body = Addition, responses((status = 200, description = "The organisation", body = Organisation), (status = 409, description = "A municipality that is there already"), (status = 422, description = "A wrong value", body = Problem)), security(("token" = ["organisations:write"])))]
async fn add_organisation(
    visitor: Visitor,
    ApiBody(new): ApiBody<Addition>,
) -> Result<Json<Organisation>, ApiError> {
    visitor.office()?;
    visitor.scope_allows("organisations:write")?;
    let wrong = |pointer: &str, detail: &str| {
        Problem::values(vec![FieldProblem { pointer: pointer.to_owned(), detail: detail.to_owned() }])
    };
    let name = new.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.chars().count() > 200 || name.chars().any(char::is_control)) {
        return Err(wrong("/name", "at most 200 characters, none of them control characters").into());
    }
    let is_body = matches!(new.kind, OrganisationKind::Municipality | OrganisationKind::County);
    let new = match (new.ags, name) {
        (Some(ags), name) => {
            let known = ags.parse::<Ags>().ok().and_then(organisation::of_register);
            let mut known = known.ok_or_else(|| wrong("/ags", "the register has no such key"))?;
            known.name = name.unwrap_or(known.name);
            known
        }
        (None, _) if is_body => {
            return Err(wrong("/ags", "municipalities and counties need their key").into());
        }
        (None, None) => return Err(wrong("/name", "a name is needed").into()),
        (None, Some(name)) => NewOrganisation::named(new.kind, name),
    };
    let mut change = visitor.change().await?;
    let id = organisation::insert(&mut change, &new).await?;
    let made = organisation::find(&mut change, id).await?;
    change.commit(Record::new("organisation.added", id)).await?;
    Ok(Json(made.ok_or(PageError::NotFound)?.into()))
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    /// The id.
    id: String,
    /// The name.
    name: String,
    /// The address.
    email: String,
}

/// Lists the tenant's people by name.
#[utoipa::path(get, path = "/people", params(ApiPage), responses((status = 200, description = "People", body = ListOf<Person>)), security(("token" = ["people:read"])))]
async fn people(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<Person>>, ApiError> {
    visitor.office()?;
    visitor.scope_allows("people:read")?;
    let mut view = visitor.read().await?;
    let found = person::list(&mut view, &PersonFilter::default(), visitor.now()).await?;
    Ok(Json(page.cut(found, |one| Person { id: one.id.to_string(), name: one.name, email: one.email })))
}
