//! Who may open which door of the catalogue, of applications and of cases. Those of money, orders to the bank and grants have tests of
//! their own beside what they do.

use crate::money_parts::*;
use rathaus_services::pages;
use rathaus_services::store::application::find_application_of_case;
use rathaus_store::{Actor, Record};
use rathaus_web::testing::{Browser, Door, complaints, house, north, routes_of};
use rathaus_web::{Feature, Role};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];
const LINK: &str = "/applications/{key}";

#[tokio::test]
async fn every_door_of_services_is_guarded() {
    // An example is there for every tenant; its door is tried by itself.
    let example = "/cases/services/examples/halle-mieten";
    let doors = [
        Door::of("GET", "/applications", &Role::ALL),
        Door::of("GET", "/cases", READERS),
        Door::of("POST", "/cases/acts", OFFICE),
        Door::of("GET", "/cases/deadlines", READERS),
        Door::of("POST", "/cases/filters", READERS),
        Door::of("POST", "/cases/filters/removal", READERS),
        Door::of("GET", "/cases/load", READERS),
        Door::of("POST", "/cases/messages/{id}/reading", OFFICE),
        Door::of("GET", "/cases/services", OFFICE),
        Door::of("POST", example, OFFICE),
        Door::of("GET", "/cases/services/fim", OFFICE),
        Door::of("POST", "/cases/services/fim", OFFICE),
        Door::of("POST", "/cases/services/place", OFFICE),
        Door::of("GET", "/cases/services/{slug}", OFFICE),
        Door::of("POST", "/cases/services/{slug}", OFFICE),
        Door::of("GET", "/cases/services/{slug}/fim.xml", READERS),
        Door::of("POST", "/cases/services/{slug}/publication", OFFICE),
        Door::of("GET", "/cases/{number}", READERS),
        Door::of("POST", "/cases/{number}/events", OFFICE),
        Door::of("POST", "/cases/{number}/grant", OFFICE),
        Door::open("GET", "/services"),
        Door::open("GET", "/services/{slug}"),
        Door::open("POST", "/services/{slug}/applications"),
    ];
    // Only of forms that were made from a file: what their test opens.
    let elsewhere = [
        ("GET", "/cases/services/fim/{file}"),
        ("POST", "/cases/services/fim/{file}"),
        ("POST", "/cases/services/fim/{file}/discard"),
        ("GET", "/cases/services/{slug}/fim"),
        // Only of a case with a permit or a reservation: what their stories open.
        ("POST", "/cases/{number}/permit"),
    ];
    let mut feature = Feature::new(Some("services"));
    pages::catalogue::routes(&mut feature);
    pages::office::routes(&mut feature);
    pages::fim::routes(&mut feature);
    pages::application::routes(&mut feature);
    pages::cases::routes(&mut feature);
    pages::case::routes(&mut feature);
    let (by_link, by_role): (Vec<_>, Vec<_>) =
        routes_of(&feature).into_iter().partition(|(_, path)| path.starts_with(LINK));
    assert!(by_link.len() > 15, "the pages of two forms, and what one says: {by_link:?}");
    let mut listed: Vec<(String, String)> = doors
        .iter()
        .map(|door| (door.method, door.path))
        .chain(elsewhere)
        .map(|(method, path)| (method.to_owned(), path.replace(example, "/cases/services/examples/{slug}")))
        .collect();
    listed.sort();
    assert_eq!(listed, by_role);
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
        let wrong = complaints(&router, &doors, fill).await;
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
