//! Who may open which door of an election.

use rathaus_votes::model::RoleKind;
use rathaus_web::testing::{Browser, Door, complaints};

use super::parts::{Town, houses, plain};

/// Those of everybody.
pub(crate) const DOORS: &[Door] = &[
    Door::open("GET", "/votes/assets/{edition}/{name}").everywhere("/votes/assets/x/booth.js"),
    Door::open("GET", "/votes/{uuid}"),
    Door::open("GET", "/votes/{uuid}/archive.bel"),
    Door::open("GET", "/votes/{uuid}/ballots"),
    Door::open("POST", "/votes/{uuid}/ballots"),
    Door::open("GET", "/votes/{uuid}/booth"),
    Door::open("GET", "/votes/{uuid}/election.json"),
    Door::open("GET", "/votes/{uuid}/verification"),
];

/// Those of who has a role, by their link.
pub(crate) const BY_LINK: &[Door] = &[
    Door::open("GET", "/votes/roles/{key}"),
    Door::open("POST", "/votes/roles/{key}/approvals"),
    Door::open("GET", "/votes/roles/{key}/ceremony.json"),
    Door::open("POST", "/votes/roles/{key}/credentials"),
    Door::open("GET", "/votes/roles/{key}/electors.json"),
    Door::open("POST", "/votes/roles/{key}/messages"),
    Door::open("POST", "/votes/roles/{key}/paper"),
    Door::open("GET", "/votes/roles/{key}/register"),
    Door::open("POST", "/votes/roles/{key}/register/{number}/paper"),
    Door::open("POST", "/votes/roles/{key}/register/{number}/removal"),
    Door::open("POST", "/votes/roles/{key}/stop"),
];

/// Which role a door below a link is for; `None` for all of them.
fn kind_of(path: &str) -> Option<RoleKind> {
    let (_, door) = path.split_once("{key}").unwrap_or_default();
    match door {
        "" => None,
        "/ceremony.json" | "/messages" => Some(RoleKind::Trustee),
        "/credentials" | "/electors.json" => Some(RoleKind::Registrar),
        _ => Some(RoleKind::Board),
    }
}

#[tokio::test]
async fn the_doors_of_an_election_are_guarded() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 2).await;
        let fill = |pattern: &str| pattern.replace("{uuid}", &town.election.uuid);
        let wrong = complaints(&house.router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for door in BY_LINK {
            for kind in RoleKind::ALL {
                let path =
                    door.path.replace("/votes/roles/{key}", town.link(kind, 0)).replace("{number}", "1");
                let mut browser = Browser::new(house.router.clone()).with_token();
                let shown = match door.method {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[]).await,
                };
                let is_theirs = kind_of(door.path).is_none_or(|wanted| wanted == kind);
                // What is not theirs is not there; what is theirs may be not due, but says so.
                let is_hidden = shown.status == 404 && door.path != "/votes/roles/{key}/approvals";
                assert!(is_theirs || shown.status == 404, "{kind:?} {path}: {}", shown.status);
                assert!(!is_theirs || !is_hidden, "{kind:?} {path}: {}", shown.status);
                let other = browser.get(&format!("/t/south{path}")).await.status;
                assert!([404, 405, 410].contains(&other), "another tenant: {other}");
            }
            let path = door.path.replace("{key}", "nobody").replace("{number}", "1");
            let mut browser = Browser::of(house.router.clone(), "office").with_token();
            let shown = match door.method {
                "GET" => browser.get(&path).await,
                _ => browser.post(&path, &[]).await,
            };
            assert_eq!(shown.status, 410, "the office has no link: {path}");
        }
    }
}
