//! Who may open which page: every route against a table, with the real gate, in this tenant and from another.

use std::collections::BTreeSet;

use rathaus_people::organisation::{NewOrganisation, OrganisationKind};
use rathaus_people::testing::{House, houses};
use rathaus_store::Id;
use rathaus_web::Role;
use rathaus_web::testing::{Browser, routes_of};

/// Who may open a page.
#[derive(Clone, Copy, PartialEq)]
enum Who {
    Everybody,
    Signed,
    Administrator,
    House,
}

const PAGES: &[(&str, &str, Who)] = &[
    ("GET", "/passkeys.js", Who::Everybody),
    ("GET", "/tenant.css", Who::Everybody),
    ("GET", "/logo/{name}", Who::Everybody),
    ("GET", "/imprint", Who::Everybody),
    ("GET", "/privacy", Who::Everybody),
    ("GET", "/accessibility", Who::Everybody),
    ("GET", "/sign-in", Who::Everybody),
    ("POST", "/sign-in", Who::Everybody),
    ("GET", "/sign-in/sent", Who::Everybody),
    ("GET", "/sign-in/link/{secret}", Who::Everybody),
    ("POST", "/sign-in/link/{secret}", Who::Everybody),
    ("POST", "/sign-in/passkey", Who::Everybody),
    ("POST", "/sign-in/passkey/challenge", Who::Everybody),
    ("POST", "/sign-out", Who::Everybody),
    ("GET", "/sign-in/again", Who::Signed),
    ("POST", "/sign-in/again", Who::Signed),
    ("GET", "/second-factor", Who::Signed),
    ("POST", "/second-factor", Who::Signed),
    ("GET", "/account", Who::Signed),
    ("POST", "/account/profile", Who::Signed),
    ("POST", "/account/sessions/{id}/end", Who::Signed),
    ("POST", "/account/sessions/end", Who::Signed),
    ("POST", "/account/deputies", Who::Signed),
    ("POST", "/account/deputies/{id}/end", Who::Signed),
    ("GET", "/account/export", Who::Signed),
    ("GET", "/account/email", Who::Signed),
    ("POST", "/account/email", Who::Signed),
    ("GET", "/account/email/link/{secret}", Who::Everybody),
    ("POST", "/account/email/link/{secret}", Who::Everybody),
    ("GET", "/account/password", Who::Signed),
    ("POST", "/account/password", Who::Signed),
    ("POST", "/account/password/removal", Who::Signed),
    ("GET", "/account/second-factor", Who::Signed),
    ("POST", "/account/second-factor", Who::Signed),
    ("POST", "/account/second-factor/removal", Who::Signed),
    ("GET", "/account/recovery-codes", Who::Signed),
    ("POST", "/account/recovery-codes", Who::Signed),
    ("GET", "/account/passkeys", Who::Signed),
    ("POST", "/account/passkeys", Who::Signed),
    ("POST", "/account/passkeys/challenge", Who::Signed),
    ("POST", "/account/passkeys/{id}/removal", Who::Signed),
    ("GET", "/account/tokens", Who::Signed),
    ("POST", "/account/tokens", Who::Signed),
    ("POST", "/account/tokens/{id}/removal", Who::Signed),
    ("GET", "/account/deletion", Who::Signed),
    ("POST", "/account/deletion", Who::Signed),
    ("GET", "/admin", Who::Administrator),
    ("GET", "/admin/audit", Who::Administrator),
    ("GET", "/admin/work", Who::Administrator),
    ("POST", "/admin/work/{id}/revival", Who::Administrator),
    ("POST", "/admin/work/{id}/removal", Who::Administrator),
    ("GET", "/admin/tokens", Who::Administrator),
    ("POST", "/admin/tokens/{id}/removal", Who::Administrator),
    ("GET", "/admin/people", Who::Administrator),
    ("GET", "/admin/people/new", Who::Administrator),
    ("POST", "/admin/people/new", Who::Administrator),
    ("GET", "/admin/people/{id}", Who::Administrator),
    ("POST", "/admin/people/{id}/roles", Who::Administrator),
    ("POST", "/admin/people/{id}/roles/{membership}/end", Who::Administrator),
    ("POST", "/admin/people/{id}/second-factor/removal", Who::Administrator),
    ("POST", "/admin/people/{id}/removal", Who::Administrator),
    ("GET", "/admin/organisations", Who::Administrator),
    ("GET", "/admin/organisations/new", Who::Administrator),
    ("POST", "/admin/organisations/new", Who::Administrator),
    ("GET", "/admin/organisations/{id}", Who::Administrator),
    ("POST", "/admin/organisations/{id}", Who::Administrator),
    ("POST", "/admin/organisations/{id}/merger", Who::Administrator),
    ("GET", "/admin/settings", Who::Administrator),
    ("POST", "/admin/settings", Who::Administrator),
    ("POST", "/admin/settings/logo", Who::Administrator),
    ("GET", "/admin/legal", Who::Administrator),
    ("POST", "/admin/legal", Who::Administrator),
    ("GET", "/admin/bundle", Who::Administrator),
    ("POST", "/admin/bundle", Who::Administrator),
    ("POST", "/admin/bundle/export", Who::Administrator),
    ("GET", "/admin/bundle/{file}", Who::Administrator),
    ("POST", "/admin/bundle/{file}", Who::Administrator),
    ("POST", "/admin/bundle/{file}/discard", Who::Administrator),
    ("GET", "/admin/tenants", Who::House),
    ("GET", "/admin/tenants/new", Who::House),
    ("POST", "/admin/tenants/new", Who::House),
    ("GET", "/admin/tenants/{id}", Who::House),
    ("POST", "/admin/tenants/{id}", Who::House),
];

#[test]
fn the_table_names_every_route() {
    let routes: BTreeSet<(String, String)> = routes_of(&rathaus_people::feature()).into_iter().collect();
    let table: BTreeSet<(String, String)> =
        PAGES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(routes.symmetric_difference(&table).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}

/// Opens or posts; a post with the token of a page that everybody may open.
async fn knock(browser: &mut Browser, method: &str, path: &str) -> rathaus_web::testing::Shown {
    if method == "GET" {
        return browser.get(path).await;
    }
    browser.post(path, &[]).await
}

async fn with_token(house: &House, role: Option<Role>, strong: bool) -> Browser {
    let mut browser = match role {
        None => house.browser(),
        Some(role) => {
            let person = house.person(house.north.id, &format!("Person {}", role.word()), &[role]).await;
            house.signed_in(house.north.id, person, strong).await
        }
    };
    // Any form will do; this one is open to all.
    browser.get("/sign-in?other=1").await;
    browser
}

#[tokio::test]
async fn every_door_opens_for_its_people_alone() {
    for house in houses(&[], Vec::new).await {
        let organisation = NewOrganisation::named(OrganisationKind::Supplier, "Firma");
        let organisation = house.organisation(house.north.id, &organisation).await;
        let somebody = house.person(house.north.id, "Irgend Wer", &[Role::Reader]).await;
        let fill = |path: &str| {
            let id = if path.contains("organisations") {
                organisation
            } else if path.contains("tenants") {
                house.north.id.0
            } else if path.contains("people") {
                somebody
            } else {
                Id::of_name("nothing")
            };
            path.replace("{id}", &id.to_string())
                .replace("{membership}", &Id::of_name("nothing").to_string())
                .replace("{secret}", &"A".repeat(43))
                .replace("{file}", &Id::of_name("nothing").to_string())
                .replace("{name}", "x.png")
        };
        for (method, path, who) in PAGES {
            let (at, filled) = (format!("{method} {path}"), fill(path));
            if *who == Who::Everybody {
                let mut stranger = with_token(&house, None, false).await;
                let shown = knock(&mut stranger, method, &filled).await;
                assert!(![401, 403, 500].contains(&shown.status), "{at}: {}", shown.status);
                continue;
            }
            // Strangers, and people of this house in another tenant.
            for prefix in ["", "/t/south"] {
                let role = if prefix.is_empty() { None } else { Some(Role::House) };
                let mut browser = with_token(&house, role, true).await;
                if !prefix.is_empty() {
                    browser.get("/t/south/sign-in").await;
                }
                let shown = knock(&mut browser, method, &format!("{prefix}{filled}")).await;
                if *method == "GET" {
                    assert_eq!(shown.status, 303, "{at} {prefix}");
                    assert!(
                        shown.location.starts_with(&format!("{prefix}/sign-in?next=")),
                        "{at}: {}",
                        shown.location
                    );
                } else {
                    assert_eq!(shown.status, 401, "{at} {prefix}: {}", shown.text);
                }
            }
            if *who == Who::Signed {
                let mut reader = with_token(&house, Some(Role::Reader), true).await;
                let shown = knock(&mut reader, method, &filled).await;
                assert!(![401, 403, 500].contains(&shown.status), "{at}: {} {}", shown.status, shown.text);
                continue;
            }
            for role in Role::ALL {
                let may = role == Role::House || (role == Role::Administrator && *who == Who::Administrator);
                let mut browser = with_token(&house, Some(role), true).await;
                let shown = knock(&mut browser, method, &filled).await;
                if may {
                    assert!(
                        ![401, 403, 500, 303].contains(&shown.status)
                            || (*method == "POST" && shown.status == 303),
                        "{at} {role:?}: {} {}",
                        shown.status,
                        shown.location
                    );
                } else {
                    assert_eq!(shown.status, 403, "{at} {role:?}");
                }
                // The same person without a second factor is asked for it.
                if may && *method == "GET" {
                    let mut weak = with_token(&house, Some(role), false).await;
                    let shown = weak.get(&filled).await;
                    assert!(shown.location.starts_with("/second-factor?next="), "{at}: {}", shown.location);
                }
            }
            // A post without its token reaches nobody.
            if *method == "POST" {
                let mut browser = with_token(&house, Some(Role::House), true).await;
                assert_eq!(browser.post_bare(&filled, &[]).await.status, 403, "{at}");
            }
        }
    }
}
