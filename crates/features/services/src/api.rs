//! Services in the JSON API: the catalogue, applications for somebody, cases with every act of the office, letters, claims and
//! statements of the bank.
//!
//! What is entered once and looked at by the person who enters it stays on the pages: forms, letterhead, account and
//! secrets, orders to the bank, which take a person who has just signed in.

mod acts;
mod applications;
mod cases;
mod catalogue;
mod letters;
mod money;

use rathaus_store::Id;
use rathaus_web::{App, PageError};
use utoipa_axum::router::OpenApiRouter;

/// The id of an address; what is none is not found.
fn id_of(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Adds the paths of services.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let api = applications::add(catalogue::add(api));
    money::add(letters::add(acts::add(cases::add(api))))
}
