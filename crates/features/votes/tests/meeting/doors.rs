//! Who may open which door of a meeting; what is opened by a link is opened by no other.

use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, complaints};

use super::{Hall, houses};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::open("GET", "/meetings"),
    Door::open("POST", "/meetings"),
    Door::of("POST", "/meetings/keeping", OFFICE),
    Door::of("GET", "/meetings/new", OFFICE),
    Door::of("POST", "/meetings/new", OFFICE),
    Door::open("GET", "/meetings/script/{hash}").everywhere("/meetings/script/any"),
    Door::open("GET", "/meetings/style/{hash}").everywhere("/meetings/style/any"),
    Door::of("GET", "/meetings/{id}", READERS),
    Door::of("POST", "/meetings/{id}/closure", OFFICE),
    Door::of("GET", "/meetings/{id}/codes", OFFICE),
    Door::of("GET", "/meetings/{id}/codes.pdf", OFFICE),
    Door::of("GET", "/meetings/{id}/edit", OFFICE),
    Door::of("POST", "/meetings/{id}/edit", OFFICE),
    Door::of("GET", "/meetings/{id}/members", READERS),
    Door::of("POST", "/meetings/{id}/members", OFFICE),
    Door::of("GET", "/meetings/{id}/members/{member}", OFFICE),
    Door::of("POST", "/meetings/{id}/members/{member}", OFFICE),
    Door::of("POST", "/meetings/{id}/members/{member}/removal", OFFICE),
    Door::of("GET", "/meetings/{id}/minutes", READERS),
    Door::of("GET", "/meetings/{id}/minutes.pdf", READERS),
    Door::of("GET", "/meetings/{id}/motions", OFFICE),
    Door::of("POST", "/meetings/{id}/motions", OFFICE),
    Door::of("GET", "/meetings/{id}/motions/{motion}", READERS),
    Door::of("POST", "/meetings/{id}/motions/{motion}/closure", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/counts", OFFICE),
    Door::of("GET", "/meetings/{id}/motions/{motion}/edit", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/edit", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/hands", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/opening", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/papers", OFFICE),
    Door::of("GET", "/meetings/{id}/motions/{motion}/part", READERS),
    Door::of("POST", "/meetings/{id}/motions/{motion}/removal", OFFICE),
    Door::of("POST", "/meetings/{id}/motions/{motion}/withdrawal", OFFICE),
    Door::of("POST", "/meetings/{id}/opening", OFFICE),
    Door::of("POST", "/meetings/{id}/presence", OFFICE),
    Door::of("POST", "/meetings/{id}/removal", OFFICE),
];

/// What a link opens, for whoever has it.
pub(crate) const BY_LINK: &[Door] = &[
    Door::open("GET", "/meetings/at/{key}"),
    Door::open("POST", "/meetings/at/{key}/motions/{motion}"),
    Door::open("GET", "/meetings/at/{key}/part"),
    Door::open("POST", "/meetings/at/{key}/presence"),
    Door::open("GET", "/meetings/screen/{key}"),
    Door::open("GET", "/meetings/screen/{key}/part"),
];

#[tokio::test]
async fn every_door_of_a_meeting_is_guarded() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::planned(&scratch, &router, "Anna\nBert\nCem").await;
        let motion = hall.draft(&[("question", "Darf das?"), ("kind", "open")]).await;
        let member = hall.members().await[0].clone();
        let fill = |pattern: &str| {
            pattern
                .replace("{id}", &hall.id)
                .replace("{motion}", &motion)
                .replace("{member}", &member.id.to_string())
        };
        // These change what others need: they are tried at last, and a post without fields changes nothing else.
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));

        let screen = hall.screen().await;
        let own = member.link_key.clone().expect("a key");
        for door in BY_LINK {
            let open = |key: &str, screen: &str| {
                let key = if door.path.contains("/screen/") { screen } else { key };
                door.path.replace("{key}", key).replace("{motion}", &motion)
            };
            let (mut good, wrong) = (open(&own, &screen), open(&"x".repeat(22), &"y".repeat(22)));
            if door.method == "GET" {
                assert_eq!(Browser::new(router.clone()).get(&good).await.status, 200, "{good}");
            }
            // The key of a screen opens nobody's page, and the other way round; nor does an id, or another tenant's key.
            let swapped = open(&screen, &own);
            let by_id = open(&member.id.to_string(), &hall.id);
            good.insert_str(0, "/t/south");
            for path in [wrong, swapped, by_id, good] {
                let mut browser = Browser::new(router.clone()).with_token();
                let shown = match door.method {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[("choice", "0")]).await,
                };
                assert!(matches!(shown.status, 404 | 410), "{} {path}: {}", door.method, shown.status);
            }
        }
    }
}
