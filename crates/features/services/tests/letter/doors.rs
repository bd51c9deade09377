use rathaus_store::Actor;
use rathaus_web::testing::{Door, complaints, house, north};

use super::*;

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/cases/letters", READERS),
    Door::of("POST", "/cases/letters/again", OFFICE),
    Door::of("GET", "/cases/letters/head", OFFICE),
    Door::of("POST", "/cases/letters/head", OFFICE),
    Door::of("POST", "/cases/letters/posted", OFFICE),
    Door::of("GET", "/cases/letters/templates", OFFICE),
    Door::of("GET", "/cases/letters/templates/{name}", OFFICE).everywhere("/cases/letters/templates/notice"),
    Door::of("POST", "/cases/letters/templates/{name}", OFFICE).everywhere("/cases/letters/templates/notice"),
    Door::of("GET", "/cases/letters/templates/{name}/pages/{page}", OFFICE)
        .everywhere("/cases/letters/templates/notice/pages/0"),
    Door::of("POST", "/cases/{number}/letters", OFFICE),
];

/// Only of letters that were set: what the stories open.
pub(crate) const ELSEWHERE: &[Door] = &[
    Door::of("GET", "/cases/letters/post.zip", READERS),
    Door::of("GET", "/cases/letters/{id}", READERS),
    Door::of("GET", "/cases/{number}/letter", READERS),
    Door::open("GET", "/permits/{code}"),
];

#[tokio::test]
async fn every_door_of_letters_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let fill = |pattern: &str| pattern.replace("{number}", &case.number);
        let wrong = complaints(&router, DOORS, fill).await;
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
