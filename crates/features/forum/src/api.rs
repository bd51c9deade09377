//! The forum in the JSON API: everything that its pages can do.

mod board;
mod invitations;
mod juror;
mod jury;
mod jury_acts;
mod needs;
mod offers;
mod outcomes;
mod plan;
mod programme;
mod project_files;
mod projects;
mod registrations;
mod reports;
mod round;
mod rounds;
mod selection;
mod supplier_acts;
mod suppliers;
mod supply;
mod talks;
mod wish;
mod wishes;

use axum::Json;
use axum::extract::Path;
use rathaus_store::Id;
use rathaus_web::api::ApiError;
use rathaus_web::{App, PageError, Visitor, routes};
use utoipa_axum::router::OpenApiRouter;

use crate::model::correspondence::day_of;
use crate::pages::round::round_of;
use crate::policy;
use crate::response::{Figures, figures};
use crate::store::invitation::list_invitations;
use crate::store::round::Stage;

/// Adds the paths of the forum.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let api = rounds::add(round::add(api));
    let api = invitations::add(api).routes(routes!(response));
    let api = needs::add(api);
    let api = offers::add(api);
    let api = supply::add(api);
    let api = plan::add(api);
    let api = supplier_acts::add(suppliers::add(selection::add(api)));
    let api = registrations::add(programme::add(api));
    let api = talks::add(wish::add(wishes::add(api)));
    let api = reports::add(api);
    let api = project_files::add(projects::add(outcomes::add(api)));
    board::add(juror::add(jury_acts::add(jury::add(api))))
}

/// The figures of the response.
#[utoipa::path(get, path = "/rounds/{slug}/response", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Figures)))]
async fn response(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Figures>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let invitations = list_invitations(&mut view, round.id).await?;
    Ok(Json(figures(&invitations, round.stage(Stage::Survey).ends, day_of(visitor.now()))))
}

/// The body of an address, if the visitor speaks for it.
fn spoken_for(visitor: &Visitor, organisation: &str, scope: &str) -> Result<Id, ApiError> {
    let signed = visitor.person()?;
    visitor.scope_allows(scope)?;
    let body: Id = organisation.parse().map_err(|_| PageError::NotFound)?;
    policy::seat_of(signed, body).ok_or(PageError::NotFound)?;
    Ok(body)
}
