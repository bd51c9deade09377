//! Who may open which door.

use super::*;
use rathaus_store::Record;
use rathaus_web::Role;
use rathaus_web::testing::{Door, complaints, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];
const PANEL: &[Role] = &[Role::Office, Role::Administrator, Role::Reviewer];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/cases/grants", READERS),
    Door::of("GET", "/cases/grants/{slug}", READERS),
    Door::of("POST", "/cases/grants/{slug}/approvals", OFFICE),
    Door::of("POST", "/cases/grants/{slug}/budget", OFFICE),
    Door::of("POST", "/cases/grants/{slug}/call", OFFICE),
    Door::of("POST", "/cases/grants/{slug}/proposals", OFFICE),
    Door::of("GET", "/cases/scores", PANEL),
    Door::of("GET", "/cases/{number}/score", PANEL),
    Door::of("POST", "/cases/{number}/score", PANEL),
    Door::of("POST", "/cases/{number}/grant", OFFICE),
];

#[tokio::test]
async fn every_door_of_grants_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = applied(&mut change, 0, "Turnverein").await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let fill = |pattern: &str| pattern.replace("{slug}", SLUG).replace("{number}", &case.number);
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
