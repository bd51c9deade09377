//! Signing in by link and password, with the real gate: what lets in, and everything that must not.

use jiff::SignedDuration;
use rathaus_people::links::{self, NewLink};
use rathaus_people::testing::{House, houses};
use rathaus_store::Actor;
use rathaus_web::Role;
use rathaus_web::testing::Browser;
use rathaus_web::visitor::SESSION_COOKIE;

/// The path of the link in the last mail to this address.
async fn mailed(house: &House, to: &str) -> Option<String> {
    let mails = house.mails(house.north.id).await;
    let (_, text) = mails.iter().rev().find(|(address, _)| address == to)?;
    let line = text.lines().find(|line| line.contains("/sign-in/link/"))?;
    Some(line.trim().trim_start_matches("http://localhost").to_owned())
}

async fn ask(browser: &mut Browser, email: &str, next: &str) -> rathaus_web::testing::Shown {
    browser.get(&format!("/sign-in?next={next}")).await;
    browser.post("/sign-in", &[("email", email), ("password", ""), ("next", next)]).await
}

#[tokio::test]
async fn a_link_signs_in_once_and_on_any_device() {
    for house in houses(&[], Vec::new).await {
        house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let mut asking = house.browser();
        assert_eq!(ask(&mut asking, "Anna.Beck@Example.org", "/account").await.location, "/sign-in/sent");
        let link = mailed(&house, "anna.beck@example.org").await.expect("a mail");
        // A scanner opens the link, however often: nothing happens.
        for _ in 0..3 {
            let mut scanner = house.browser();
            assert_eq!(scanner.get(&link).await.status, 200);
            assert!(scanner.cookie(SESSION_COOKIE).is_none());
        }
        let mut phone = house.browser();
        let page = phone.get(&link).await;
        assert!(page.text.contains("anna.beck@example.org"), "{}", page.text);
        assert_eq!(phone.post(&link, &[]).await.location, "/account");
        assert!(phone.cookie(SESSION_COOKIE).is_some());
        assert_eq!(phone.get("/sign-in").await.location, "/");
        // A second time it is worth nothing, not even to the one who asked.
        assert_eq!(asking.get(&link).await.status, 410);
        asking.get("/sign-in").await;
        assert_eq!(asking.post(&link, &[]).await.status, 410);
        assert!(asking.cookie(SESSION_COOKIE).is_none());
    }
}

#[tokio::test]
async fn expired_foreign_and_other_links_do_not_open() {
    for house in houses(&[], Vec::new).await {
        let person = house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let mut browser = house.browser();
        ask(&mut browser, "anna.beck@example.org", "/").await;
        let link = mailed(&house, "anna.beck@example.org").await.expect("a mail");
        // In another tenant the same secret is nothing.
        assert_eq!(browser.get(&format!("/t/south{link}")).await.status, 410);
        house.pass(SignedDuration::from_mins(16));
        assert_eq!(browser.get(&link).await.status, 410);
        browser.get("/sign-in").await;
        assert_eq!(browser.post(&link, &[]).await.status, 410);
        // A link of another purpose signs nobody in.
        let mut change = house
            .scratch
            .store
            .tenant(house.north.id)
            .change(Actor::Program("test"), house.now())
            .await
            .expect("begins");
        let other = NewLink {
            purpose: "invitation",
            subject: "x".into(),
            person: Some(person),
            email: None,
            organisation: None,
            expires_at: house.now().checked_add(SignedDuration::from_hours(1)).expect("a time"),
            single_use: false,
        };
        let secret = links::issue(&mut change, other).await.expect("issued");
        change.commit_unrecorded().await.expect("kept");
        assert_eq!(browser.get(&format!("/sign-in/link/{}", secret.reveal())).await.status, 410);
    }
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_known() {
    for house in houses(&[], Vec::new).await {
        house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let (mut one, mut other) = (house.browser(), house.browser());
        let known = ask(&mut one, "anna.beck@example.org", "/").await;
        let unknown = ask(&mut other, "nobody@example.org", "/").await;
        assert_eq!((known.status, &known.location), (unknown.status, &unknown.location));
        assert!(mailed(&house, "nobody@example.org").await.is_none());
        let wrong = [("password", "ein langer satz"), ("next", "/")];
        let with = |email: &'static str| [("email", email), wrong[0], wrong[1]];
        let known = one.post("/sign-in", &with("anna.beck@example.org")).await;
        let unknown = other.post("/sign-in", &with("nobody@example.org")).await;
        assert_eq!((known.status, unknown.status), (422, 422));
        let bare = |text: &str| {
            text.lines().filter(|l| !l.contains("token") && !l.contains("@")).collect::<String>()
        };
        assert_eq!(bare(&known.text), bare(&unknown.text));
        assert!(!known.text.contains("ein langer satz"), "a password came back");
    }
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    for house in houses(&[], Vec::new).await {
        house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let mut browser = house.browser();
        ask(&mut browser, "anna.beck@example.org", "//evil.example").await;
        let link = mailed(&house, "anna.beck@example.org").await.expect("a mail");
        browser.get(&link).await;
        assert_eq!(browser.post(&link, &[]).await.location, "/");
        assert_eq!(browser.get("/sign-in?next=https://evil.example").await.location, "/");
    }
}

/// INVARIANT: a session that was there before is never the one that is signed in.
#[tokio::test]
async fn a_session_begins_anew_with_every_sign_in() {
    for house in houses(&[], Vec::new).await {
        house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let planted = "A".repeat(43);
        let mut browser = house.browser();
        browser.set_cookie(SESSION_COOKIE, &planted);
        ask(&mut browser, "anna.beck@example.org", "/").await;
        let link = mailed(&house, "anna.beck@example.org").await.expect("a mail");
        browser.get(&link).await;
        browser.post(&link, &[]).await;
        let first = browser.cookie(SESSION_COOKIE).expect("a session").to_owned();
        assert_ne!(first, planted);
        // Mails of the same instant have no order.
        house.pass(SignedDuration::from_secs(1));
        // Signing in again in the same browser ends the session before, also for whoever copied its cookie.
        browser.get("/sign-in/again").await;
        browser.post("/sign-in/again", &[("way", "link"), ("next", "/")]).await;
        let link = mailed(&house, "anna.beck@example.org").await.expect("a mail");
        browser.get(&link).await;
        browser.post(&link, &[]).await;
        assert_ne!(browser.cookie(SESSION_COOKIE).expect("a session"), first);
        let mut thief = house.browser();
        thief.set_cookie(SESSION_COOKIE, &first);
        assert!(thief.get("/sign-in/again").await.location.starts_with("/sign-in?"));
        // In the other tenant the cookie is nothing.
        assert!(browser.get("/t/south/sign-in/again").await.location.starts_with("/t/south/sign-in?"));
    }
}

#[tokio::test]
async fn two_tabs_and_signing_out() {
    for house in houses(&[], Vec::new).await {
        let (_, mut browser) = house.somebody(Role::Office).await;
        browser.get("/sign-in/again").await;
        let mut tab = browser.clone();
        assert_eq!(browser.post("/sign-out", &[]).await.location, "/");
        assert!(browser.cookie(SESSION_COOKIE).is_none());
        // The other tab still holds the cookie, but the session is over; its form leads to signing in.
        assert_eq!(tab.post("/sign-in/again", &[("secret", "x")]).await.status, 401);
        assert!(tab.get("/sign-in/again").await.location.starts_with("/sign-in?"));
        // Signing out asks for the token, too.
        assert_eq!(house.browser().post_bare("/sign-out", &[]).await.status, 403);
    }
}

#[tokio::test]
async fn sessions_end() {
    for house in houses(&[], Vec::new).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        let (_, mut admin) = house.somebody(Role::Administrator).await;
        let is_in = async |browser: &mut Browser| browser.get("/sign-in/again").await.status == 200;
        assert!(is_in(&mut office).await && is_in(&mut admin).await);
        house.pass(SignedDuration::from_mins(59));
        assert!(is_in(&mut admin).await, "used within the hour");
        house.pass(SignedDuration::from_mins(61));
        assert!(!is_in(&mut admin).await && is_in(&mut office).await);
        // However much it is used, after thirty days it is over.
        for _ in 0..61 {
            house.pass(SignedDuration::from_hours(11) + SignedDuration::from_mins(50));
            is_in(&mut office).await;
        }
        assert!(!is_in(&mut office).await);
    }
}

#[tokio::test]
async fn too_many_tries_are_stopped() {
    for house in houses(&[], Vec::new).await {
        house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        let mut browser = house.browser();
        browser.get("/sign-in").await;
        let mut last = 0;
        for _ in 0..12 {
            let fields =
                [("email", "anna.beck@example.org"), ("password", "falsch falsch falsch"), ("next", "/")];
            last = browser.post("/sign-in", &fields).await.status;
        }
        assert_eq!(last, 429);
    }
}
