//! Who may open which door of the catalogue, of applications and of cases. Those of money, orders to the bank and grants have tests of
//! their own beside what they do.

use crate::money_parts::*;
use rathaus_services::store::application::find_application_of_case;
use rathaus_store::{Actor, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, complaints, door_table, house, north, routes_of, table_is_in};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];
const LINK: &str = "/applications/{key}";

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/applications", &Role::ALL),
    Door::of("GET", "/cases", READERS),
    Door::of("POST", "/cases/acts", OFFICE),
    Door::of("GET", "/cases/deadlines", READERS),
    Door::of("POST", "/cases/filters", READERS),
    Door::of("POST", "/cases/filters/removal", READERS),
    Door::of("GET", "/cases/load", READERS),
    Door::of("POST", "/cases/messages/{id}/reading", OFFICE),
    Door::of("GET", "/cases/services", OFFICE),
    // An example is there for every tenant.
    Door::of("POST", "/cases/services/examples/{slug}", OFFICE)
        .everywhere("/cases/services/examples/halle-mieten"),
    Door::of("GET", "/cases/services/fim", OFFICE),
    Door::of("POST", "/cases/services/fim", OFFICE),
    Door::of("POST", "/cases/services/place", OFFICE),
    Door::of("GET", "/cases/services/{slug}", OFFICE),
    Door::of("POST", "/cases/services/{slug}", OFFICE),
    Door::of("GET", "/cases/services/{slug}/fim.xml", READERS),
    Door::of("POST", "/cases/services/{slug}/publication", OFFICE),
    Door::of("GET", "/cases/{number}", READERS),
    Door::of("POST", "/cases/{number}/events", OFFICE),
    Door::open("GET", "/services"),
    Door::open("GET", "/services/{slug}"),
    Door::open("POST", "/services/{slug}/applications"),
];

/// Only of forms that were made from a file, and of cases with a permit or a reservation: what their tests open.
const ELSEWHERE: &[Door] = &[
    Door::of("GET", "/cases/services/fim/{file}", OFFICE),
    Door::of("POST", "/cases/services/fim/{file}", OFFICE),
    Door::of("POST", "/cases/services/fim/{file}/discard", OFFICE),
    Door::of("GET", "/cases/services/{slug}/fim", OFFICE),
    Door::of("POST", "/cases/{number}/permit", OFFICE),
    Door::of("POST", "/cases/{number}/reservation", OFFICE),
    Door::open("GET", "/services/{slug}/calendar"),
];

/// Every door of services, part by part; those below [`LINK`] belong to who holds the link.
fn every_door() -> Vec<Door> {
    use crate::{applications, fit, grant, letter, money, order, payment, share};
    let parts = [
        DOORS,
        ELSEWHERE,
        applications::DOORS,
        share::DOORS,
        fit::doors::DOORS,
        grant::doors::DOORS,
        letter::doors::DOORS,
        letter::doors::ELSEWHERE,
        money::doors::DOORS,
        order::doors::DOORS,
        payment::doors::DOORS,
    ];
    parts.concat()
}

#[test]
fn every_route_has_a_door() {
    let mut routes = routes_of(&rathaus_services::feature());
    routes.retain(|(_, path)| !path.starts_with(LINK));
    let mut listed: Vec<(String, String)> =
        every_door().iter().map(|door| (door.method.to_owned(), door.path.to_owned())).collect();
    listed.sort();
    assert_eq!(listed, routes, "a route without a test of who may use it, or a test without a route");
}

#[test]
fn the_readme_says_who_may_do_what() {
    let word = |door: &Door| match door.roles {
        None => "everybody",
        Some(roles) if roles.len() == Role::ALL.len() => "whoever is signed in",
        Some(roles) if roles.contains(&Role::Reader) => "office, readers",
        Some(roles) if roles.contains(&Role::Reviewer) => "office, reviewers",
        Some(_) => "office",
    };
    let doors = every_door();
    let listed = doors.iter().map(|door| (door.method, door.path, word(door)));
    let routes = routes_of(&rathaus_services::feature());
    let held = routes.iter().filter(|(_, path)| path.starts_with(LINK));
    let held = held.map(|(method, path)| (method.as_str(), path.as_str(), "holder of the application"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    table_is_in(path, &door_table(listed.chain(held)));
}

#[tokio::test]
async fn every_door_of_services_is_guarded() {
    let by_link: Vec<_> = routes_of(&rathaus_services::feature())
        .into_iter()
        .filter(|(_, path)| path.starts_with(LINK))
        .collect();
    assert!(by_link.len() > 15, "the pages of two forms, and what one says: {by_link:?}");
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, link) = applied(&mut change, "Ada Amt", false, None).await;
        let id = find_application_of_case(&mut change, case.id).await.expect("read").expect("there").id;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let fill = |pattern: &str| {
            pattern
                .replace("{slug}", "hund-anmelden")
                .replace("{number}", &case.number)
                .replace("{id}", &case.id.to_string())
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));

        let load = Browser::of(router.clone(), "office").get("/cases/load").await;
        assert!(
            load.text.contains("noch niemand, in Arbeit: 1") && load.text.contains("<svg"),
            "{}",
            load.text
        );

        // Many at once: what cannot be done stays as it is.
        let mut office = Browser::of(router.clone(), "office");
        let list = office.get("/cases").await;
        assert!(list.text.contains("name=\"case\"") && list.status == 200, "{}", list.text);
        let number = case.number.as_str();
        let said = |shown: &rathaus_web::testing::Shown| shown.location.clone();
        for what in ["take", "close"] {
            assert_eq!(said(&office.post("/cases/acts", &[("do", what), ("case", number)]).await), "/cases");
        }
        let list = office.get("/cases").await;
        assert!(list.text.contains("Bei einigen ging es nicht"), "{}", list.text);
        let mut view = scope.read().await.expect("a view");
        let now =
            rathaus_procedure::store::find_case(&mut view, case.id).await.expect("read").expect("a case");
        assert!(now.clerk.is_some() && now.closed.is_none(), "taken, and not closed before it is decided");
        drop(view);

        // A filter is found again by who kept it, and by nobody else.
        let kept = office.post("/cases/filters", &[("name", "Meine"), ("query", "whose=mine")]).await;
        assert_eq!(said(&kept), "/cases?whose=mine");
        assert!(office.get("/cases").await.text.contains("cases?whose=mine"));
        assert!(!Browser::of(router.clone(), "reader").get("/cases").await.text.contains("cases?whose=mine"));
        office.post("/cases/filters/removal", &[("name", "Meine")]).await;
        assert!(!office.get("/cases").await.text.contains("cases?whose=mine"));

        // An application opens by its own link alone: not by another, not by its id for who did not begin it, not elsewhere.
        let own = Browser::of(router.clone(), "").get(&link).await;
        assert_eq!(own.status, 200, "{}", own.text);
        let key = link.rsplit('/').next().expect("a key").to_owned();
        for (method, pattern) in &by_link {
            let rest = pattern.strip_prefix(LINK).expect("a link").replace(['{', '}'], "");
            let foreign = [
                ("", format!("/applications/{}{rest}", "x".repeat(43))),
                ("office", format!("/applications/{id}{rest}")),
                ("", format!("/t/south/applications/{key}{rest}")),
            ];
            for (who, path) in foreign {
                let mut browser = Browser::of(router.clone(), who).with_token();
                let shown = match method.as_str() {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[]).await,
                };
                assert!(
                    matches!(shown.status, 404 | 410 | 429),
                    "{method} {path} as {who}: {}",
                    shown.status
                );
            }
        }
    }
}
