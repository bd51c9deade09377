use rathaus_store::Actor;
use rathaus_web::Feature;
use rathaus_web::testing::{Door, complaints, house, north, routes_of};

use super::*;

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Shipped templates are there for every tenant; their doors are tried by themselves.
const NOTICE: &str = "/cases/letters/templates/notice";
const PAGE: &str = "/cases/letters/templates/notice/pages/0";

#[tokio::test]
async fn every_door_of_letters_is_guarded() {
    let doors = [
        Door::of("GET", "/cases/letters", READERS),
        Door::of("POST", "/cases/letters/again", OFFICE),
        Door::of("GET", "/cases/letters/head", OFFICE),
        Door::of("POST", "/cases/letters/head", OFFICE),
        Door::of("POST", "/cases/letters/posted", OFFICE),
        Door::of("GET", "/cases/letters/templates", OFFICE),
        Door::of("GET", NOTICE, OFFICE),
        Door::of("POST", NOTICE, OFFICE),
        Door::of("GET", PAGE, OFFICE),
        Door::of("POST", "/cases/{number}/letters", OFFICE),
    ];
    // Only of letters that were set: what the stories open.
    let elsewhere = [
        ("GET", "/cases/letters/post.zip"),
        ("GET", "/cases/letters/{id}"),
        ("GET", "/cases/{number}/letter"),
        ("GET", "/permits/{code}"),
    ];
    let mut feature = Feature::new(Some("services"));
    pages::letters::routes(&mut feature);
    pages::permits::routes(&mut feature);
    let mut listed: Vec<(String, String)> = doors
        .iter()
        .map(|door| (door.method, door.path))
        .chain(elsewhere)
        .map(|(method, path)| {
            let pattern = path.replace(PAGE, "/cases/letters/templates/{name}/pages/{page}");
            (method.to_owned(), pattern.replace(NOTICE, "/cases/letters/templates/{name}"))
        })
        .collect();
    listed.sort();
    assert_eq!(listed, routes_of(&feature));
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let fill = |pattern: &str| pattern.replace("{number}", &case.number);
        let wrong = complaints(&router, &doors, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // What is there only sometimes is closed to who has no business with it.
        for path in ["/cases/letters/post.zip", &format!("/cases/{}/letter", case.number)] {
            let mut guest = Browser::of(router.clone(), "");
            assert_eq!(guest.get(path).await.status, 303, "{path}");
            let mut speaker = Browser::of(router.clone(), "representative");
            assert_eq!(speaker.get(path).await.status, 403, "{path}");
        }
    }
}
