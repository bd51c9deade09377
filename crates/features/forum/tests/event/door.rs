//! Badges, the hall, and who may open which door.

use super::*;

async fn ada(house: &House, round: &KeptRound) -> Delegate {
    let all = delegates(house, round).await;
    all.into_iter().find(|one| one.name == "Ada Anker").expect("registered")
}

#[tokio::test]
async fn the_badge_opens_the_door_once_and_the_hall_shows_what_runs() {
    for house in houses(&[], features).await {
        let round = round(&house).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        ensure_event(&mut change, &round).await.expect("made");
        let one = furnish(&mut change, &round).await;
        change.commit(Record::new("event.changed", round.id)).await.expect("kept");
        let key = one.people[0].key.clone();
        // The day itself, 22 September, 14:10 in Germany.
        let at = "2026-09-22T12:10:00Z".parse::<jiff::Timestamp>().expect("a time");
        house.pass(at.duration_since(house.now()));
        let (_, mut first) = house.somebody(Role::Office).await;
        let (_, mut second) = house.somebody(Role::Administrator).await;

        let mut guest = house.browser();
        assert_eq!(guest.get(&format!("/badge/{key}")).await.location, format!("/agenda/{key}"));
        let agenda = guest.get(&format!("/agenda/{key}")).await;
        assert!(agenda.status == 200 && agenda.text.contains("Ada Anker"), "{}", agenda.text);
        assert!(!agenda.text.contains("Vortrag"), "not published");
        assert_eq!(guest.get("/agenda/falsch").await.status, 404);
        let door = "/rounds/2026/checkin";
        assert_eq!(first.get(&format!("/badge/{key}")).await.location, format!("{door}/{key}"));
        let page = first.get(&format!("{door}/{key}")).await;
        assert!(page.text.contains("Einchecken") && page.text.contains("Höranlage"), "{}", page.text);
        assert!(ada(&house, &round).await.checked_in_at.is_none(), "opening changes nothing");
        second.get(door).await;
        let scan = format!("http://localhost/badge/{key}");
        let scanned = [("key", scan.as_str()), ("part", "1")];
        let in_one = first.post(door, &scanned).await;
        assert!(in_one.status == 200 && in_one.text.contains("Eingecheckt"), "{}", in_one.text);
        let in_two = second.post(door, &scanned).await;
        assert!(in_two.text.contains("War schon eingecheckt"), "{}", in_two.text);
        let page = first.get(&format!("{door}?q=ank")).await.text;
        assert!(page.contains("Ada Anker") && page.contains("Zurücknehmen"), "{page}");
        let id = one.people[0].id.to_string();
        assert_eq!(first.post(door, &[("delegate", &id), ("undo", "1"), ("q", "ä & b")]).await.status, 303);
        assert!(ada(&house, &round).await.checked_in_at.is_none());
        assert_eq!(first.post(door, &[("delegate", &id)]).await.status, 303);
        assert_eq!(first.post(door, &[("key", "falsch")]).await.status, 404);
        let refused = first.post(door, &[("delegate", &one.waiting.id.to_string()), ("part", "1")]).await;
        assert!(refused.text.contains("Nicht angemeldet"), "{}", refused.text);
        let missing = first.get("/rounds/2026/registrations?arrived=no&format=csv").await.text;
        assert!(!missing.contains("Ada Anker") && missing.contains("Wim Wolf"), "{missing}");

        // The hall.
        let event = find_event(&mut scope.read().await.expect("begins"), &round).await.expect("read");
        let hall = format!("/hall/{}", event.hall_key);
        let screen = guest.get(&hall).await;
        assert!(
            screen.status == 200 && screen.text.contains("Jetzt") && screen.text.contains("Vortrag"),
            "{}",
            screen.text
        );
        assert!(screen.text.contains("14:30 Pause"), "{}", screen.text);
        assert!(guest.get(&format!("{hall}/part")).await.text.contains("<time>14:10</time>"));
        assert_eq!(guest.get("/hall/falsch").await.status, 404);
        for lang in ["de", "en"] {
            assert_eq!(first.get(&format!("/rounds/2026/now?lang={lang}")).await.status, 200);
            assert_eq!(first.get(&format!("{door}?lang={lang}")).await.status, 200);
            assert_eq!(guest.get(&format!("/agenda/{key}?lang={lang}")).await.status, 200);
        }
        assert_eq!(first.post("/rounds/2026/now/key", &[]).await.status, 303);
        assert_eq!(guest.get(&hall).await.status, 404, "the old address opens nothing");
        house.pass(SignedDuration::from_hours(24));
        let event = find_event(&mut scope.read().await.expect("begins"), &round).await.expect("read");
        let hall = format!("/hall/{}?lang=de", event.hall_key);
        assert!(guest.get(&hall).await.text.contains("Danke"));
    }
}

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

#[tokio::test]
async fn every_door_of_the_event_is_guarded() {
    let mine = || {
        let mut feature = rathaus_forum::feature();
        feature.routes = axum::Router::new();
        pages::programme::routes(&mut feature);
        pages::registrations::routes(&mut feature);
        pages::checkin::routes(&mut feature);
        pages::now::routes(&mut feature);
        pages::agenda::routes(&mut feature);
        feature
    };
    let doors = [
        Door::open("GET", "/rounds/{slug}/programme"),
        Door::open("GET", "/rounds/{slug}/programme/calendar.ics"),
        Door::open("GET", "/rounds/{slug}/programme/schedule.xml"),
        Door::open("GET", "/rounds/{slug}/programme/schedule.json"),
        Door::of("POST", "/rounds/{slug}/programme/publication", OFFICE),
        Door::of("GET", "/rounds/{slug}/programme/event", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/event", OFFICE),
        Door::of("GET", "/rounds/{slug}/programme/pitches", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/pitches", OFFICE),
        Door::of("GET", "/rounds/{slug}/programme/rooms/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/rooms/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/rooms/{id}/removal", OFFICE),
        Door::of("GET", "/rounds/{slug}/programme/items/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/items/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/items/{id}/move", OFFICE),
        Door::of("POST", "/rounds/{slug}/programme/items/{id}/removal", OFFICE),
        Door::of("GET", "/rounds/{slug}/registrations", READERS),
        Door::of("GET", "/rounds/{slug}/registrations/invite", OFFICE),
        Door::of("POST", "/rounds/{slug}/registrations/invite", OFFICE),
        Door::of("GET", "/rounds/{slug}/registrations/badges", READERS),
        Door::of("GET", "/rounds/{slug}/registrations/signs", READERS),
        Door::of("GET", "/rounds/{slug}/registrations/badges.pdf", READERS),
        Door::of("GET", "/rounds/{slug}/registrations/signs.pdf", READERS),
        Door::of("GET", "/rounds/{slug}/registrations/{label}", READERS),
        Door::of("POST", "/rounds/{slug}/registrations/{label}", OFFICE),
        Door::of("POST", "/rounds/{slug}/registrations/{label}/cancellation", OFFICE),
        Door::of("POST", "/rounds/{slug}/registrations/{label}/links", OFFICE),
        Door::of("GET", "/rounds/{slug}/checkin", OFFICE),
        Door::of("POST", "/rounds/{slug}/checkin", OFFICE),
        Door::of("GET", "/rounds/{slug}/checkin/{key}", OFFICE),
        Door::of("GET", "/rounds/{slug}/now", READERS),
        Door::of("POST", "/rounds/{slug}/now/key", OFFICE),
        Door::open("GET", "/hall/{key}"),
        Door::open("GET", "/hall/{key}/part"),
        Door::open("GET", "/badge/{key}"),
        Door::open("GET", "/agenda/{key}"),
        Door::open("GET", "/agenda/{key}/calendar.ics"),
    ];
    let all = || vec![rathaus_procedure::feature(), mine()];
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], all).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let event = ensure_event(&mut change, &round).await.expect("made");
        rathaus_forum::store::event::set_published(&mut change, round.id, true).await.expect("kept");
        let one = furnish(&mut change, &round).await;
        let room = list_rooms(&mut change, round.id).await.expect("read").remove(0).id.to_string();
        let item = list_items(&mut change, round.id).await.expect("read").remove(0).id.to_string();
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let key = one.people[0].key.clone();
        let fill = |path: &str| {
            let id = if path.contains("/rooms/") { &room } else { &item };
            let key = if path.starts_with("/hall/") { &event.hall_key } else { &key };
            path.replace("{slug}", "2026").replace("{id}", id).replace("{label}", "P01").replace("{key}", key)
        };
        guarded(&router, &mine(), &doors, fill).await;
    }
}
