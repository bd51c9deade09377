//! The account and administration with the real gate.

use jiff::SignedDuration;
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_people::second_factor::code_at;
use rathaus_people::testing::houses;
use rathaus_people::{membership, person};
use rathaus_store::Id;
use rathaus_web::Role;
use rathaus_web::testing::Browser;
use rathaus_web::visitor::SESSION_COOKIE;

#[tokio::test]
async fn rows_of_another_tenant_are_not_there() {
    for house in houses(&[], Vec::new).await {
        let (_, mut admin) = house.somebody(Role::Administrator).await;
        let person = house.person(house.south.id, "Frau Süd", &[Role::Office]).await;
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Firma");
        let firm = house.organisation(house.south.id, &firm).await;
        for path in [format!("/admin/people/{person}"), format!("/admin/organisations/{firm}")] {
            assert_eq!(admin.get(&path).await.status, 404, "{path}");
        }
        admin.get("/admin/people/new").await;
        assert_eq!(admin.post(&format!("/admin/people/{person}/removal"), &[]).await.status, 404);
        let merged =
            admin.post(&format!("/admin/organisations/{firm}/merger"), &[("into", &firm.to_string())]).await;
        assert_eq!(merged.status, 404);
        assert!(!admin.get("/admin/people").await.text.contains("Frau Süd"));
    }
}

#[tokio::test]
async fn a_password_is_set_used_and_taken_away() {
    for house in houses(&[], Vec::new).await {
        let (person, mut browser) = house.somebody(Role::Office).await;
        let mut other = house.signed_in(house.north.id, person, false).await;
        assert_eq!(browser.get("/account/password").await.status, 200);
        for (first, again) in
            [("kurz", "kurz"), ("passwort1234", "passwort1234"), ("ein langer satz", "ein anderer")]
        {
            let shown = browser.post("/account/password", &[("password", first), ("again", again)]).await;
            shown.sums_up_mistakes();
            assert!(!shown.text.contains(&format!("value=\"{first}\"")));
        }
        let right = [("password", " ein langer satz"), ("again", " ein langer satz")];
        assert_eq!(browser.post("/account/password", &right).await.location, "/account");
        // The other device is signed out.
        assert!(other.get("/account").await.location.starts_with("/sign-in"));
        let mut fresh = house.browser();
        fresh.get("/sign-in").await;
        let fields =
            [("email", "person.office@example.org"), ("password", " ein langer satz"), ("next", "/account")];
        assert_eq!(fresh.post("/sign-in", &fields).await.location, "/account");
        // After a while delicate pages ask again; the password answers.
        house.pass(SignedDuration::from_mins(20));
        let asked = fresh.get("/account/password").await;
        assert_eq!(asked.location, "/sign-in/again?next=%2Faccount%2Fpassword");
        fresh.get(&asked.location).await;
        let wrong =
            fresh.post("/sign-in/again", &[("secret", "falsch"), ("next", "/account/password")]).await;
        wrong.sums_up_mistakes();
        let again = [("secret", " ein langer satz"), ("next", "/account/password")];
        assert_eq!(fresh.post("/sign-in/again", &again).await.location, "/account/password");
        fresh.get("/account").await;
        assert_eq!(fresh.post("/account/password/removal", &[]).await.location, "/account");
        let mut last = house.browser();
        last.get("/sign-in").await;
        last.post("/sign-in", &fields).await.sums_up_mistakes();
    }
}

/// The secret an app would learn from the page.
fn secret_of(page: &str) -> String {
    let (_, rest) = page.split_once("secret=").expect("a secret");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[tokio::test]
async fn an_app_for_codes_guards_the_account() {
    for house in houses(&[], Vec::new).await {
        let person = house.person(house.north.id, "Anna Beck", &[Role::Administrator]).await;
        let mut browser = house.signed_in(house.north.id, person, false).await;
        let before = browser.cookie(SESSION_COOKIE).expect("a session").to_owned();
        assert_eq!(browser.get("/admin").await.location, "/second-factor?next=%2Fadmin");
        assert!(browser.get("/second-factor?next=%2Fadmin").await.text.contains("Jetzt einrichten"));
        let page = browser.get("/account/second-factor").await;
        assert!(page.text.contains("<svg"), "{}", page.text);
        let secret = secret_of(&page.text);
        browser.post("/account/second-factor", &[("code", "000000")]).await.sums_up_mistakes();
        let code = code_at(&secret, house.now());
        let codes = browser.post("/account/second-factor", &[("code", &code)]).await;
        assert_eq!(codes.status, 200, "{}", codes.text);
        let recovery: Vec<String> = codes
            .text
            .split("<li><code>")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(recovery.len(), 10);
        // The session is strong now and has another secret.
        assert_ne!(browser.cookie(SESSION_COOKIE), Some(before.as_str()));
        assert_eq!(browser.get("/admin").await.status, 200);
        let mut thief = house.browser();
        thief.set_cookie(SESSION_COOKIE, &before);
        assert!(thief.get("/account").await.location.starts_with("/sign-in"));
        // A new session without the code has no rights, and cannot touch the second factor.
        let mut weak = house.signed_in(house.north.id, person, false).await;
        for path in ["/account", "/account/second-factor", "/account/tokens", "/account/deletion"] {
            assert!(weak.get(path).await.location.starts_with("/second-factor?"), "{path}");
        }
        assert_eq!(weak.get("/admin").await.status, 403);
        weak.get("/second-factor").await;
        // The code that was used once is spent; the next one is taken, once.
        weak.post("/second-factor", &[("code", &code), ("next", "/admin")]).await.sums_up_mistakes();
        house.pass(SignedDuration::from_secs(30));
        let next = code_at(&secret, house.now());
        assert_eq!(
            weak.post("/second-factor", &[("code", &next), ("next", "/admin")]).await.location,
            "/admin"
        );
        let mut lost = house.signed_in(house.north.id, person, false).await;
        lost.get("/second-factor").await;
        let by_paper = [("code", recovery[3].as_str()), ("next", "/admin")];
        assert_eq!(lost.post("/second-factor", &by_paper).await.location, "/admin");
        let mut again = house.signed_in(house.north.id, person, false).await;
        again.get("/second-factor").await;
        again.post("/second-factor", &by_paper).await.sums_up_mistakes();
    }
}

#[tokio::test]
async fn a_deputy_speaks_for_a_while() {
    for house in houses(&[], Vec::new).await {
        let town = organisation::of_register("06633002".parse().expect("a key")).expect("a town");
        let town = house.organisation(house.north.id, &town).await;
        let mayor = house.person(house.north.id, "Anna Beck", &[Role::Office]).await;
        house.seat(house.north.id, mayor, town, Role::Representative).await;
        let deputy = house.person(house.north.id, "Bert Dorn", &[]).await;
        let mut browser = house.signed_in(house.north.id, mayor, false).await;
        browser.get("/account").await;
        for (email, from, to) in [
            ("nobody@example.org", "2026-06-01", "2026-06-02"),
            ("anna.beck@example.org", "2026-06-01", "2026-06-02"),
            ("bert.dorn@example.org", "2026-06-02", "2026-06-01"),
            ("bert.dorn@example.org", "2026-05-01", "2026-05-02"),
        ] {
            let shown =
                browser.post("/account/deputies", &[("email", email), ("from", from), ("to", to)]).await;
            shown.sums_up_mistakes();
        }
        let fields = [("email", "bert.dorn@example.org"), ("from", "2026-06-01"), ("to", "2026-06-01")];
        assert_eq!(browser.post("/account/deputies", &fields).await.location, "/account");
        let gate = house.app.gate().clone();
        let tenant = gate.tenants().await.expect("tenants")[0].clone();
        let signed = async |browser: &Browser| {
            let cookie = browser.cookie(SESSION_COOKIE).expect("a session").to_owned();
            gate.signed(&tenant, &cookie, house.now()).await.expect("asked")
        };
        let browser = house.signed_in(house.north.id, deputy, false).await;
        let found = signed(&browser).await.expect("signed in");
        assert_eq!(found.seats.len(), 1);
        assert_eq!((found.seats[0].organisation, found.seats[0].role), (town, Role::Representative));
        assert!(found.roles.contains(&Role::Representative) && !found.roles.contains(&Role::Office));
        house.pass(SignedDuration::from_hours(24));
        let browser = house.signed_in(house.north.id, deputy, false).await;
        assert!(signed(&browser).await.expect("signed in").seats.is_empty());
    }
}

#[tokio::test]
async fn another_address_is_confirmed_first() {
    for house in houses(&[], Vec::new).await {
        let (person, mut browser) = house.somebody(Role::Office).await;
        house.person(house.north.id, "Anna Beck", &[]).await;
        browser.get("/account/email").await;
        // Somebody else's address: the same answer, and no mail.
        assert_eq!(
            browser.post("/account/email", &[("email", "anna.beck@example.org")]).await.location,
            "/account"
        );
        assert!(house.mails(house.north.id).await.is_empty());
        assert_eq!(
            browser.post("/account/email", &[("email", "neu@example.org")]).await.location,
            "/account"
        );
        let (to, text) = house.mails(house.north.id).await.pop().expect("a mail");
        assert_eq!(to, "neu@example.org");
        let link = text.lines().find(|line| line.contains("/account/email/link/")).expect("a link").trim();
        let link = link.trim_start_matches("http://localhost").to_owned();
        let mut phone = house.browser();
        assert_eq!(phone.get(&link).await.status, 200);
        assert_eq!(phone.post(&link, &[]).await.location, "/account");
        assert_eq!(phone.post(&link, &[]).await.status, 410);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let found = person::find(&mut view, person).await.expect("read").expect("there");
        assert_eq!(found.email, "neu@example.org");
        let told = house.mails(house.north.id).await;
        assert!(told.iter().any(|(to, _)| to == "person.office@example.org"), "the old address is told");
    }
}

#[tokio::test]
async fn people_take_their_data_along_and_leave() {
    for house in houses(&[], Vec::new).await {
        let (person, mut browser) = house.somebody(Role::Office).await;
        let page = browser.get("/account/export").await;
        assert!(page.text.contains("person.office@example.org"), "{}", page.text);
        let file = browser.get("/account/export?format=json").await;
        let json: serde_json::Value = serde_json::from_str(&file.text).expect("JSON");
        assert_eq!(json["account"]["person"]["email"], "person.office@example.org");
        assert_eq!(json["account"]["memberships"][0]["role"], "office");
        browser.get("/account/deletion").await;
        browser.post("/account/deletion", &[]).await.sums_up_mistakes();
        assert_eq!(browser.post("/account/deletion", &[("sure", "yes")]).await.location, "/");
        assert!(browser.get("/account").await.location.starts_with("/sign-in"));
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let found = person::find(&mut view, person).await.expect("read").expect("its row stays");
        assert_eq!((found.name.as_str(), found.email.as_str()), ("", ""));
        assert!(found.deleted_at.is_some());
        assert!(membership::list_of_person(&mut view, person, house.now()).await.expect("read").is_empty());
        drop(view);
        // The last administrator stays until there is another.
        let (_, mut admin) = house.somebody(Role::Administrator).await;
        admin.get("/account/deletion").await;
        admin.post("/account/deletion", &[("sure", "yes")]).await.sums_up_mistakes();
    }
}

#[tokio::test]
async fn tokens_do_what_they_are_for() {
    use axum::body::Body;
    use axum::http::Request;
    for house in houses(&[], Vec::new).await {
        let (_, mut browser) = house.somebody(Role::Office).await;
        browser.get("/account/tokens").await;
        assert_eq!(
            browser
                .post("/account/tokens", &[("name", "x"), ("scopes", "everything"), ("days", "30")])
                .await
                .status,
            422
        );
        let fields = [("name", "Statistik"), ("scopes", "organisations:read"), ("days", "30")];
        let page = browser.post("/account/tokens", &fields).await;
        let (_, rest) = page.text.split_once("rathaus_").expect("the token");
        let token = format!("rathaus_{}", rest.split('"').next().expect("its end"));
        assert!(!browser.get("/account").await.text.contains(&token));
        let ask = async |path: &str, token: &str| {
            let request = Request::get(path)
                .header("host", "localhost")
                .header("authorization", format!("Bearer {token}"));
            house.browser().request(request.body(Body::empty()).expect("a request")).await.status
        };
        assert_eq!(ask("/api/v1/organisations", &token).await, 200);
        assert_eq!(ask("/api/v1/people", &token).await, 403);
        assert_eq!(ask("/t/south/api/v1/organisations", &token).await, 401);
        assert_eq!(ask("/api/v1/organisations", "rathaus_x").await, 401);
        // The cookie means nothing there, the token nothing here.
        assert_eq!(browser.get("/api/v1/organisations").await.status, 401);
        house.pass(SignedDuration::from_hours(31 * 24));
        assert_eq!(ask("/api/v1/organisations", &token).await, 401);
    }
}

#[tokio::test]
async fn administrators_invite_and_change_people() {
    for house in houses(&[], Vec::new).await {
        let (own, mut admin) = house.somebody(Role::Administrator).await;
        admin.get("/admin/people/new").await;
        let mut fields = vec![
            ("name", "Cora Ernst"),
            ("email", "cora@example.org"),
            ("lang", "de"),
            ("role", "representative"),
        ];
        admin.post("/admin/people/new", &fields).await.sums_up_mistakes();
        fields[3] = ("role", "house");
        assert_eq!(admin.post("/admin/people/new", &fields).await.status, 403, "more than one's own");
        fields[3] = ("role", "office");
        let made = admin.post("/admin/people/new", &fields).await.location;
        let (to, text) = house.mails(house.north.id).await.pop().expect("a mail");
        assert!(to == "cora@example.org" && text.contains("/sign-in/link/"), "{text}");
        let page = admin.get(&made).await;
        assert!(page.text.contains("Cora Ernst") && page.text.contains("Geschäftsstelle"), "{}", page.text);
        assert!(admin.get("/admin/people?q=cora&role=office").await.text.contains("cora@example.org"));
        assert!(!admin.get("/admin/people?q=niemand").await.text.contains("cora@example.org"));
        assert!(admin.get("/admin/people?format=csv").await.text.contains("cora@example.org"));
        // One's own last rights cannot be dropped by accident.
        assert_eq!(admin.post(&format!("/admin/people/{own}/removal"), &[]).await.status, 409);
        assert_eq!(admin.post(&format!("{made}/removal"), &[]).await.location, "/admin/people");
        assert_eq!(admin.get(&made).await.status, 404);
        let log = admin.get("/admin/audit?action=person.deleted").await;
        assert!(log.text.contains("Person administrator"), "{}", log.text);
    }
}

#[tokio::test]
async fn organisations_come_from_the_register() {
    for house in houses(&[], Vec::new).await {
        let (_, mut admin) = house.somebody(Role::Administrator).await;
        admin.get("/admin/organisations/new").await;
        for (kind, ags, name) in [
            ("municipality", "", "Irgendwo"),
            ("municipality", "06999999", ""),
            ("supplier", "", ""),
            ("nothing", "", "Firma"),
        ] {
            let fields = [("kind", kind), ("ags", ags), ("name", name)];
            admin.post("/admin/organisations/new", &fields).await.sums_up_mistakes();
        }
        let town = [("kind", "municipality"), ("ags", "06633002"), ("name", "")];
        let made = admin.post("/admin/organisations/new", &town).await.location;
        assert!(made.starts_with("/admin/organisations/"));
        admin.post("/admin/organisations/new", &town).await.sums_up_mistakes();
        assert!(admin.get(&made).await.text.contains("Landkreis Kassel"));
        let one = admin
            .post("/admin/organisations/new", &[("kind", "supplier"), ("name", "=Firma")])
            .await
            .location;
        let two = admin
            .post("/admin/organisations/new", &[("kind", "supplier"), ("name", "Firma GmbH")])
            .await
            .location;
        assert!(admin.get("/admin/organisations?kind=supplier").await.text.contains("Firma GmbH"));
        assert!(!admin.get("/admin/organisations?kind=supplier").await.text.contains("06633002"));
        let csv = admin.get("/admin/organisations?format=csv").await.text;
        assert!(csv.contains("'=Firma"), "{csv}");
        let into = two.rsplit('/').next().expect("an id");
        assert_eq!(admin.post(&format!("{one}/merger"), &[("into", into)]).await.location, two);
        assert!(admin.get(&one).await.text.contains(into));
        assert!(!admin.get("/admin/organisations").await.text.contains("=Firma"));
    }
}

#[tokio::test]
async fn settings_are_seen_at_once() {
    for house in houses(&[], Vec::new).await {
        let (_, mut admin) = house.somebody(Role::Administrator).await;
        assert!(admin.get("/imprint").await.text.contains("Jetzt schreiben"));
        assert!(!house.browser().get("/imprint").await.text.contains("Jetzt schreiben"));
        admin.get("/admin/legal").await;
        let legal = [("imprint.de", "# Angaben\n\nRegion <Nord>\nKassel\n\n- eins\n- zwei")];
        assert_eq!(admin.post("/admin/legal", &legal).await.location, "/admin/legal");
        let page = house.browser().get("/imprint").await.text;
        assert!(page.contains("Region &lt;Nord&gt;<br>Kassel") && page.contains("<li>zwei</li>"), "{page}");
        let page = admin.get("/admin/settings").await;
        assert_eq!(page.status, 200, "{}", page.text);
        let settings = |colour: &'static str, hosts: &'static str| {
            vec![
                ("name", "Region Neu"),
                ("lang", "de"),
                ("colour", colour),
                ("hosts", hosts),
                ("never_signed_in_days", "365"),
                ("inactive_days", "0"),
                ("access_days", "30"),
                ("mail_days", "90"),
            ]
        };
        let pale = admin.post("/admin/settings", &settings("#ffcc00", "")).await;
        pale.sums_up_mistakes();
        assert!(pale.text.contains("Die nächste, die geht, ist #"), "{}", pale.text);
        admin.post("/admin/settings", &settings("rot", "")).await.sums_up_mistakes();
        admin.post("/admin/settings", &settings("", "http://x")).await.sums_up_mistakes();
        let done = admin.post("/admin/settings", &settings("#8a1f4b", "forum.region.example")).await;
        assert_eq!(done.location, "/admin/settings", "{}", done.text);
        let style = house.browser().get("/tenant.css").await;
        assert!(style.text.contains("--tenant-primary: #8a1f4b"), "{}", style.text);
        assert!(house.browser().get("/sign-in").await.text.contains("Region Neu"));
        let mut south = house.browser();
        assert_eq!(south.get("/t/south/tenant.css").await.text, "");
    }
}

#[tokio::test]
async fn what_is_no_longer_needed_goes() {
    for house in houses(&[], Vec::new).await {
        let (admin, _) = house.somebody(Role::Administrator).await;
        let never = house.person(house.north.id, "Nie Da", &[Role::Reader]).await;
        house.pass(SignedDuration::from_hours(24 * 366));
        let fresh = house.person(house.north.id, "Neu Da", &[Role::Reader]).await;
        house.work().await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let deleted = async |view: &mut rathaus_store::Session, id: Id| {
            person::find(view, id).await.expect("read").expect("its row stays").deleted_at.is_some()
        };
        assert!(deleted(&mut view, never).await);
        assert!(!deleted(&mut view, fresh).await && !deleted(&mut view, admin).await);
        let filter = rathaus_store::audit::EntryFilter::default();
        let (log, _) =
            rathaus_store::audit::list_entries(&mut view, &filter, rathaus_store::Slice::first(10))
                .await
                .expect("read");
        let proof = log.iter().find(|entry| entry.action == "retention.done").expect("a proof");
        assert!(
            proof.details.contains("\"persons\":1") && proof.details.contains("\"sessions\":1"),
            "{}",
            proof.details
        );
        assert!(
            log.iter().any(|entry| entry.action == "person.deleted" && entry.subject == never.to_string())
        );
        assert!(log.iter().all(|entry| !entry.details.contains("Nie Da")));
        drop(view);
        // The last administrator stays, however long they were away.
        house.pass(SignedDuration::from_hours(24 * 2000));
        house.work().await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        assert!(!deleted(&mut view, admin).await);
    }
}
