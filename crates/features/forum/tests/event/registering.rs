//! Registering, waiting, moving up, cancelling; by link, by seat, by the office's hand.

use super::*;

async fn send(browser: &mut Browser, form: &str, page: &str, fields: &[(&str, &str)]) -> Shown {
    let path = format!("{form}/pages/{page}");
    let shown = browser.get(&path).await;
    assert_eq!(shown.status, 200, "{path}: {} {}", shown.location, shown.text);
    let (edition, sheet) = (value(&shown, "edition"), value(&shown, "sheet"));
    let mut all = vec![("edition", edition.as_str()), ("sheet", sheet.as_str())];
    all.extend(fields);
    browser.post(&path, &all).await
}

/// Fills the form in for these people and hands in.
async fn register(browser: &mut Browser, base: &str, people: &[(&str, &str)]) -> Shown {
    let form = format!("{base}/form");
    let count = people.len().to_string();
    let mut fields: Vec<(String, &str)> = vec![("g.delegate.count".into(), &count)];
    for (at, (name, email)) in people.iter().enumerate() {
        fields.push((format!("g.delegate.{at}.name"), name));
        fields.push((format!("g.delegate.{at}.email"), email));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let sent = send(browser, &form, "people", &fields).await;
    assert_eq!(sent.location, format!("{form}/pages/talks"), "{}", sent.text);
    let talks = [("f.wants-talks", "yes"), ("f.max-talks", "4"), ("f.arrives", "t1330")];
    let sent = send(browser, &form, "talks", &talks).await;
    assert_eq!(sent.location, format!("{form}/review"), "{}", sent.text);
    let review = browser.get(&sent.location).await;
    let (draft, edition) = (value(&review, "draft"), value(&review, "edition"));
    browser.post(&format!("{form}/review"), &[("draft", &draft), ("edition", &edition)]).await
}

fn link(mail: &str, way: &str) -> String {
    let (_, rest) =
        mail.split_once(&format!("http://localhost{way}")).unwrap_or_else(|| panic!("{way} in {mail}"));
    format!("{way}{}", rest.split_whitespace().next().expect("a path"))
}

/// Asks for a link on the public page and gives it as it comes by mail.
async fn ask(house: &House, browser: &mut Browser, name: &str, email: &str) -> String {
    let page = "/rounds/2026/registration";
    browser.get(page).await;
    let fields = [("name", name), ("kind", "observer"), ("contact", "Uta Uhl"), ("email", email)];
    let sent = browser.post(page, &fields).await;
    assert!(sent.status == 200 && sent.text.contains("Der Link ist unterwegs"), "{}", sent.text);
    house.work().await;
    let mails = house.mails(house.north.id).await;
    let (_, mail) = mails.iter().rev().find(|(to, _)| to == email).expect("a mail");
    link(mail, "/register/")
}

#[tokio::test]
async fn people_register_wait_move_up_and_cancel() {
    for house in houses(&[], features).await {
        let round = round(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let public = "/rounds/2026/registration";
        let mut ada = house.browser();
        assert!(ada.get(public).await.text.contains("Die Anmeldung ist geschlossen"));
        office.get("/rounds/2026/programme/event").await;
        let edited = with(EVENT, &[("edition", "0")]);
        assert_eq!(office.post("/rounds/2026/programme/event", &edited).await.status, 303);
        ada.get(public).await;
        let wrong = ada.post(public, &[("name", ""), ("email", "x")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);

        // Two people of one body: there is room.
        let to_ada = ask(&house, &mut ada, "Hochschule", "ada@hochschule.example").await;
        assert_eq!(ask(&house, &mut ada, "hochschule", "ada@hochschule.example").await.len(), to_ada.len());
        let start = ada.get(&to_ada).await;
        assert!(start.text.contains("Jetzt anmelden") && start.text.contains("Hochschule"), "{}", start.text);
        assert_eq!(registrations(&house, &round).await.len(), 0, "a link is no registration");
        let three = [("Ada Anker", ""), ("Bo Berg", ""), ("Cy Cordes", "")];
        let form = format!("{to_ada}/form");
        let mut fields = vec![("g.delegate.count", "3")];
        let names: Vec<String> = (0..3).map(|n| format!("g.delegate.{n}.name")).collect();
        fields.extend(names.iter().zip(three).map(|(field, (name, _))| (field.as_str(), name)));
        assert_eq!(send(&mut ada, &form, "people", &fields).await.status, 422, "two per body");
        let done = register(
            &mut ada,
            &to_ada,
            &[("Ada Anker", "ada@hochschule.example"), ("Bo Berg", "bo@hochschule.example")],
        )
        .await;
        assert_eq!(done.location, format!("{to_ada}/form/done"), "{}", done.text);
        assert!(ada.get(&done.location).await.text.contains("Ihre Plätze sind sicher"));
        let list = registrations(&house, &round).await;
        assert_eq!(
            (list.len(), list[0].label.as_str(), list[0].state),
            (1, "P01", RegistrationState::Registered)
        );
        assert_eq!((list[0].arrives, list[0].max_talks), ("13:30".parse().ok(), Some(4)));
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let of = |to: &str, words: &str| {
            mails.iter().filter(|(one, mail)| one == to && mail.contains(words)).count()
        };
        assert_eq!(of("ada@hochschule.example", "Hochschule ist angemeldet"), 1, "{mails:?}");
        assert_eq!(of("bo@hochschule.example", "/agenda/"), 1, "{mails:?}");
        let ics = ada.get(&format!("{to_ada}/calendar.ics")).await.text;
        assert!(
            ics.contains("METHOD:PUBLISH") && ics.contains("SEQUENCE:0") && ics.contains("T133000"),
            "{ics}"
        );

        // One place is left: two wait, and one behind them waits, too.
        let mut uta = house.browser();
        let to_uta = ask(&house, &mut uta, "Kammer", "uta@kammer.example").await;
        register(&mut uta, &to_uta, &[("Uta Uhl", ""), ("Vera Vogt", "")]).await;
        assert!(uta.get(&to_uta).await.text.contains("Sie stehen an Stelle 1"));
        let mut wim = house.browser();
        let to_wim = ask(&house, &mut wim, "Verband", "wim@verband.example").await;
        register(&mut wim, &to_wim, &[("Wim Wolf", "")]).await;
        let page = wim.get(&to_wim).await.text;
        assert!(page.contains("Sie stehen an Stelle 2"), "{page}");
        assert_eq!(wim.get(&format!("{to_wim}/calendar.ics")).await.status, 404, "no entry without a place");
        let list = office.get("/rounds/2026/registrations?state=waiting&sort=state").await.text;
        assert!(list.contains(">Kammer<") && !list.contains(">Hochschule<"), "{list}");

        // Who holds places cannot get more than are free, and keeps what they have.
        let start = ada.get(&to_ada).await;
        assert!(start.text.contains("Angaben ändern"), "{}", start.text);
        ada.get(&format!("{to_ada}/form/done")).await;
        assert_eq!(ada.post(&format!("{to_ada}/form/correction"), &[]).await.status, 303);
        let fewer = register(&mut ada, &to_ada, &[("Ada Anker", "ada@hochschule.example")]).await;
        assert_eq!(fewer.status, 303, "{}", fewer.text);
        let states: Vec<RegistrationState> =
            registrations(&house, &round).await.into_iter().map(|one| one.state).collect();
        use RegistrationState::{Cancelled, Registered, Waiting};
        assert_eq!(states, [Registered, Registered, Waiting], "two places were free: the line moved up");
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert!(
            mails.iter().any(|(to, mail)| to == "uta@kammer.example" && mail.contains("nachgerückt")),
            "{mails:?}"
        );

        // Cancelled by link, twice by mistake; the next one moves up.
        ada.get(&to_ada).await;
        for _ in 0..2 {
            let off = ada.post(&format!("{to_ada}/cancellation"), &[]).await;
            assert_eq!((off.status, off.location.as_str()), (303, to_ada.as_str()), "{}", off.text);
        }
        let states: Vec<RegistrationState> =
            registrations(&house, &round).await.into_iter().map(|one| one.state).collect();
        assert_eq!(states, [Cancelled, Registered, Registered]);
        let ics = ada.get(&format!("{to_ada}/calendar.ics")).await.text;
        assert!(ics.contains("METHOD:CANCEL") && ics.contains("STATUS:CANCELLED"), "{ics}");

        // After the last day nobody changes anything by themselves; the office does.
        house.pass(SignedDuration::from_hours(24 * 12));
        wim.get(&to_wim).await;
        assert_eq!(wim.post(&format!("{to_wim}/cancellation"), &[]).await.status, 409);
        let (_, mut office) = house.somebody(Role::Administrator).await;
        office.get("/rounds/2026/registrations/P03").await;
        assert_eq!(office.post("/rounds/2026/registrations/P03/cancellation", &[]).await.status, 303);
        assert_eq!(registrations(&house, &round).await[2].state, Cancelled);
    }
}

#[tokio::test]
async fn the_office_asks_towns_and_puts_people_in_by_hand() {
    for house in houses(&[], features).await {
        let round = round(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        let body = ensure_municipality(&mut change, "06633005".parse().expect("a key")).await.expect("kept");
        let mut town = rathaus_forum::store::invitation::Invitation::listed(
            house.now(),
            round.id,
            body,
            "Calden",
            "06633005".parse().ok(),
            7_500,
        );
        town.state = rathaus_forum::store::invitation::State::Answered;
        rathaus_forum::store::invitation::insert_invitation(&mut change, &town).await.expect("kept");
        let origin = rathaus_forum::store::invitation::contact::Origin::Office;
        rathaus_forum::store::invitation::contact::ensure_contact(
            &mut change,
            round.id,
            town.id,
            "amt@calden.de",
            "Frau Beck",
            origin,
        )
        .await
        .expect("kept");
        change.commit(Record::new("invitation.changed", town.id)).await.expect("kept");

        let invite = "/rounds/2026/registrations/invite";
        let page = office.get(invite).await;
        assert!(page.text.contains("Öffnen Sie die Anmeldung"), "{}", page.text);
        office.get("/rounds/2026/programme/event").await;
        let edited = with(EVENT, &[("edition", "0"), ("door", "invited"), ("capacity", "1")]);
        assert_eq!(office.post("/rounds/2026/programme/event", &edited).await.status, 303);
        let page = office.get(invite).await;
        let key = value(&page, "key");
        for _ in 0..2 {
            let sent = office.post(invite, &[("group", "towns"), ("key", &key)]).await;
            assert_eq!(sent.location, "/rounds/2026/registrations", "{}", sent.text);
        }
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.iter().filter(|(to, _)| to == "amt@calden.de").count(), 1, "{mails:?}");
        let (_, mail) = mails.iter().find(|(to, _)| to == "amt@calden.de").expect("a mail");
        assert!(mail.contains("Guten Tag Frau Beck") && mail.contains("laden wir Calden ein"), "{mail}");
        let mut beck = house.browser();
        let to_beck = link(mail, "/register/");
        register(&mut beck, &to_beck, &[("Anna Beck", "beck@calden.de")]).await;
        let list = registrations(&house, &round).await;
        assert_eq!((list[0].organisation, list[0].kind), (Some(body), ParticipantKind::Municipality));

        // By hand: wrong first, then on the waiting list, then in all the same and checked in at once.
        let new = "/rounds/2026/registrations/new";
        office.get(new).await;
        let hand = [
            ("edition", "0"),
            ("name", "Presse"),
            ("kind", "observer"),
            ("people", "Pia Post; Redaktion; pia@post.example"),
        ];
        let wrong =
            office.post(new, &with(&hand, &[("people", "Pia; x; keine Adresse"), ("name", "")])).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Diese Zeile ist nicht zu lesen"), "{}", wrong.text);
        let twice = office.post(new, &with(&hand, &[("organisation", body.to_string().as_str())])).await;
        assert!(twice.status == 422 && twice.text.contains("schon eingetragen"), "{}", twice.text);
        let saved = office.post(new, &hand).await;
        assert_eq!(saved.location, "/rounds/2026/registrations/P02", "{}", saved.text);
        assert_eq!(registrations(&house, &round).await[1].state, RegistrationState::Waiting);
        let page = office.get("/rounds/2026/registrations/P02").await;
        let edition = value(&page, "edition");
        let edit = with(
            &hand,
            &[("edition", edition.as_str()), ("guaranteed", "yes"), ("people", "Pia Post; Redaktion")],
        );
        assert_eq!(office.post("/rounds/2026/registrations/P02", &edit).await.status, 303);
        assert_eq!(office.post("/rounds/2026/registrations/P02", &edit).await.status, 422, "an old edition");
        assert_eq!(registrations(&house, &round).await[1].state, RegistrationState::Registered);
        let guest =
            with(&hand, &[("name", "Gast"), ("guaranteed", "yes"), ("here", "yes"), ("people", "Gero Gast")]);
        let key = Id::new(house.now()).to_string();
        let guest = with(&guest, &[("key", key.as_str())]);
        for _ in 0..2 {
            assert_eq!(office.post(new, &guest).await.location, "/rounds/2026/registrations/P03");
        }
        assert_eq!(registrations(&house, &round).await.len(), 3, "pressed twice, registered once");
        assert!(registrations(&house, &round).await[2].checked_in_at.is_some());
        for path in [
            "?format=csv",
            "?format=xlsx",
            "?q=Pia",
            "?arrived=no&kind=observer",
            "/badges",
            "/signs",
            "/P01",
        ] {
            for lang in ["de", "en"] {
                let sign = if path.contains('?') { '&' } else { '?' };
                let shown = office.get(&format!("/rounds/2026/registrations{path}{sign}lang={lang}")).await;
                assert_eq!(shown.status, 200, "{path} {lang}: {}", shown.text);
            }
        }
        let csv = office.get("/rounds/2026/registrations?format=csv&lang=de").await.text;
        assert!(csv.contains("Pia Post") && csv.contains("Anna Beck"), "{csv}");
        let badges = office.get("/rounds/2026/registrations/badges?lang=de").await.text;
        assert!(badges.contains("Anna Beck") && badges.matches("<svg").count() >= 3, "{badges}");
        assert_eq!(office.get("/rounds/2026/registrations/P99").await.status, 404);
        // The same as a file, as another program reads it.
        let paper = office.get("/rounds/2026/registrations/badges.pdf?lang=de").await;
        assert_eq!(paper.headers["content-type"], "application/pdf", "{}", paper.status);
        holds(&paper.bytes, &["Anna Beck", "Pia Post"]);
        let signs = office.get("/rounds/2026/registrations/signs.pdf?lang=de").await;
        holds(&signs.bytes, &["Tisch 1"]);
    }
}

/// The doors of a registration open by what stands in the address: nobody gets in without a link or a seat.
#[tokio::test]
async fn nobody_registers_without_a_link_or_a_seat() {
    let mine = || {
        let mut feature = rathaus_forum::feature();
        feature.routes = axum::Router::new();
        pages::registration::routes(&mut feature);
        feature
    };
    let routes = rathaus_web::testing::routes_of(&mine());
    assert!(routes.len() > 20, "{}", routes.len());
    for house in houses(&[], features).await {
        let round = round(&house).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        let body = ensure_municipality(&mut change, "06633005".parse().expect("a key")).await.expect("kept");
        let new = Registrant {
            id: Id::new(house.now()),
            round: round.id,
            organisation: Some(body),
            name: "Calden".into(),
            kind: ParticipantKind::Municipality,
            ags: None,
            contact: String::new(),
            email: String::new(),
            lang: rathaus_web::Lang::De,
            origin: Origin::Asked,
            created_at: house.now(),
            mailing: None,
            mailed_at: None,
        };
        ensure_registrant(&mut change, &new).await.expect("kept");
        change.commit(Record::new("registrant.added", new.id)).await.expect("kept");
        let office = house.person(house.north.id, "Olga Office", &[Role::Office]).await;
        for (method, pattern) in
            routes.iter().filter(|(_, path)| path.as_str() != "/rounds/{slug}/registration")
        {
            let path = pattern.replace("{secret}", "falsch").replace("{slug}", "2026");
            let path = path.replace("{organisation}", &body.to_string());
            let path = path.replace("{page}", "people").replace("{file}", "x");
            for is_office in [false, true] {
                let mut browser = match is_office {
                    true => house.signed_in(house.north.id, office, true).await,
                    false => house.browser(),
                };
                let shown = match method.as_str() {
                    "GET" => browser.get(&path).await,
                    _ => {
                        browser.get("/answer").await;
                        browser.post(&path, &[("go", "next")]).await
                    }
                };
                let is_shut =
                    matches!(shown.status, 401 | 403 | 404 | 410) || shown.location.contains("/sign-in");
                assert!(is_shut, "{method} {path} office {is_office}: {} {}", shown.status, shown.location);
            }
        }
        // With a seat the same form is open, and the other tenant knows nothing of it.
        let anna = house.person(house.north.id, "Anna Beck", &[]).await;
        house.seat(house.north.id, anna, body, Role::Representative).await;
        let mut browser = house.signed_in(house.north.id, anna, false).await;
        let own = format!("/rounds/2026/registration/{body}");
        assert_eq!(browser.get(&own).await.status, 200);
        assert!(browser.get("/rounds/2026/registration").await.text.contains(&body.to_string()));
        assert_ne!(browser.get(&format!("/t/south{own}")).await.status, 200);
        assert_eq!(browser.get(&format!("{own}/calendar.ics")).await.status, 404, "not registered yet");
    }
}
