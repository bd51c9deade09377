//! Who may open which door.

use super::*;
use rathaus_store::Record;
use rathaus_web::Role;
use rathaus_web::testing::{Door, complaints, house, north, routes_of};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];
const PANEL: &[Role] = &[Role::Office, Role::Administrator, Role::Reviewer];

#[tokio::test]
async fn every_door_of_grants_is_guarded() {
    // A list is there for every tenant; its doors are tried with the tenant's own programmes.
    let doors = [
        Door::of("GET", "/cases/grants", READERS),
        Door::of("GET", "/cases/grants/{slug}", READERS),
        Door::of("POST", "/cases/grants/{slug}/approvals", OFFICE),
        Door::of("POST", "/cases/grants/{slug}/budget", OFFICE),
        Door::of("POST", "/cases/grants/{slug}/call", OFFICE),
        Door::of("POST", "/cases/grants/{slug}/proposals", OFFICE),
        Door::of("GET", "/cases/scores", PANEL),
        Door::of("GET", "/cases/{number}/score", PANEL),
        Door::of("POST", "/cases/{number}/score", PANEL),
    ];
    let mut listed: Vec<(String, String)> =
        doors.iter().map(|door| (door.method.to_owned(), door.path.to_owned())).collect();
    listed.sort();
    let mut feature = Feature::new(Some("services"));
    rathaus_services::pages::grants::routes(&mut feature);
    rathaus_services::pages::scores::routes(&mut feature);
    assert_eq!(listed, routes_of(&feature));
    let acts = Door::of("POST", "/cases/{number}/grant", OFFICE);
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = applied(&mut change, 0, "Turnverein").await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let fill = |pattern: &str| pattern.replace("{slug}", SLUG).replace("{number}", &case.number);
        let all: Vec<Door> = doors.into_iter().chain([acts]).collect();
        let wrong = complaints(&router, &all, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
