//! The office plans the day, and everybody reads it once it is published.

use super::*;

#[tokio::test]
async fn the_office_plans_the_day_and_everybody_reads_it_once_it_is_published() {
    for house in houses(&[], features).await {
        let round = round(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let base = "/rounds/2026/programme";
        assert!(office.get(base).await.text.contains("Noch kein Programm"));
        office.get(&format!("{base}/event")).await;
        let wrong = with(EVENT, &[("edition", "0"), ("end", "12:00"), ("door", "x")]);
        let wrong = office.post(&format!("{base}/event"), &wrong).await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("Das Ende liegt nicht nach dem Beginn") && wrong.text.contains("Stadthalle")
        );
        let edited = with(EVENT, &[("edition", "0")]);
        let saved = office.post(&format!("{base}/event"), &edited).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, base), "{}", saved.text);
        let stale = office.post(&format!("{base}/event"), &edited).await;
        assert!(stale.status == 422 && stale.text.contains("inzwischen gespeichert"), "{}", stale.text);

        office.get(&format!("{base}/rooms/new")).await;
        let room = |name: &'static str, tables: &'static str| {
            [("edition", "0"), ("name", name), ("seats", "200"), ("tables", tables)]
        };
        assert_eq!(office.post(&format!("{base}/rooms/new"), &room("Saal", "")).await.status, 303);
        assert_eq!(office.post(&format!("{base}/rooms/new"), &room("saal", "")).await.status, 422, "twice");
        assert_eq!(office.post(&format!("{base}/rooms/new"), &room("Foyer", "12")).await.status, 303);
        let scope = house.scratch.store.tenant(house.north.id);
        let rooms = list_rooms(&mut scope.read().await.expect("begins"), round.id).await.expect("read");
        let hall = rooms.iter().find(|room| room.name == "Saal").expect("added").id.to_string();

        office.get(&format!("{base}/items/new")).await;
        let hostile = "<script>alert(1)</script>";
        let keynote = [
            ("edition", "0"),
            ("kind", "keynote"),
            ("title", hostile),
            ("start", "13:00"),
            ("end", "13:30"),
            ("room", hall.as_str()),
            ("speakers", "Ada Anker, Bo Berg"),
            ("description", "Ein Vortrag."),
        ];
        let key = Id::new(house.now()).to_string();
        let once = with(&keynote, &[("key", key.as_str())]);
        for _ in 0..2 {
            let added = office.post(&format!("{base}/items/new"), &once).await;
            assert_eq!(added.status, 303, "{}", added.text);
        }
        assert_eq!(items(&house, &round).await.len(), 1, "pressed twice, added once");
        let clash = with(
            &keynote,
            &[("title", "Begrüßung"), ("start", "12:50"), ("end", "13:10"), ("kind", "other")],
        );
        assert_eq!(
            office.post(&format!("{base}/items/new"), &clash).await.status,
            303,
            "warned, not forbidden"
        );
        let elsewhere = with(&keynote, &[("room", "00000000-0000-7000-8000-000000000000")]);
        assert_eq!(office.post(&format!("{base}/items/new"), &elsewhere).await.status, 422);
        let page = office.get(base).await.text;
        assert!(
            page.contains("sind zur gleichen Zeit im Raum Saal") && page.contains("liegt außerhalb"),
            "{page}"
        );
        assert!(page.contains("Ada Anker spricht zur gleichen Zeit"), "{page}");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");

        // Moved by drag, then by a button; an old edition moves nothing.
        let early = items(&house, &round).await.remove(0);
        let at = format!("{base}/items/{}", early.id);
        let moved =
            office.post(&format!("{at}/move"), &[("edition", "1"), ("start", "13:30"), ("room", "")]).await;
        assert_eq!(moved.status, 303, "{}", moved.text);
        assert_eq!(office.post(&format!("{at}/move"), &[("edition", "1"), ("by", "5")]).await.status, 409);
        assert_eq!(office.post(&format!("{at}/move"), &[("edition", "2"), ("by", "5")]).await.status, 303);
        let found = items(&house, &round).await;
        assert_eq!((found[1].span.to_string().as_str(), found[1].room), ("13:35-13:55", None));
        assert_eq!(found[1].sequence, 2, "calendars learn of both moves");

        // Nobody sees it before it is published.
        let mut stranger = house.browser();
        assert_ne!(stranger.get(base).await.status, 200);
        assert_ne!(stranger.get(&format!("{base}/schedule.xml")).await.status, 200);
        office.get(base).await;
        assert_eq!(office.post(&format!("{base}/publication"), &[]).await.status, 303);
        let public = stranger.get(base).await;
        assert_eq!(public.status, 200, "{}", public.text);
        assert!(public.text.contains("22. September 2026, 13:00 bis 17:30 Uhr"), "{}", public.text);
        assert!(
            !public.text.contains("<script>alert") && !public.text.contains("/items/"),
            "{}",
            public.text
        );
        let (_, ld) = public.text.split_once("application/ld+json\">").expect("data for search engines");
        let ld: serde_json::Value =
            serde_json::from_str(ld.split("</script>").next().expect("an end")).expect("JSON");
        assert_eq!(ld["startDate"], "2026-09-22T13:00:00+02:00");
        assert_eq!(ld["subEvent"][0]["name"], hostile);
        assert_eq!(ld["location"]["name"], "Stadthalle");
        for lang in ["de", "en"] {
            assert_eq!(office.get(&format!("{base}?lang={lang}")).await.status, 200);
            assert_eq!(stranger.get(&format!("{base}?lang={lang}")).await.status, 200);
        }
        let ics = stranger.get(&format!("{base}/calendar.ics?lang=de")).await.text;
        assert!(ics.contains("SUMMARY:<script>") && ics.contains("LOCATION:Saal\\, Stadthalle"), "{ics}");
        assert!(
            ics.contains(&format!("UID:{}@rathaus.invalid", early.id)) && ics.contains("SEQUENCE:2"),
            "{ics}"
        );
        well_formed(&stranger.get(&format!("{base}/schedule.xml")).await.text);
        let json = stranger.get(&format!("{base}/schedule.json")).await.text;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["schedule"]["conference"]["days"][0]["rooms"]["Saal"][0]["duration"], "00:30");
        office.get(base).await;
        office.post(&format!("{base}/publication"), &[("undo", "1")]).await;
        assert_ne!(stranger.get(base).await.status, 200, "taken back");

        office.get(base).await;
        assert_eq!(office.post(&format!("{at}/removal"), &[]).await.status, 303);
        let room = format!("{base}/rooms/{hall}");
        assert_eq!(office.get(&room).await.status, 200);
        assert_eq!(office.post(&format!("{room}/removal"), &[]).await.status, 303);
        let left = items(&house, &round).await;
        assert_eq!((left.len(), left[0].room), (1, None));
    }
}

/// What the schema of the c3voc asks of an event: these elements, each once, in these forms.
fn well_formed(xml: &str) {
    assert!(xml.starts_with("<?xml") && !xml.contains("<script"), "{xml}");
    let events: Vec<&str> = xml.split("<event ").skip(1).collect();
    assert_eq!(events.len(), 2, "{xml}");
    for event in events {
        let event = event.split("</event>").next().expect("an end");
        for name in [
            "date",
            "start",
            "duration",
            "room",
            "title",
            "subtitle",
            "track",
            "type",
            "language",
            "abstract",
            "description",
        ] {
            assert_eq!(event.matches(&format!("<{name}>")).count(), 1, "{name}: {event}");
        }
        let of = |name: &str| {
            let (_, rest) = event.split_once(&format!("<{name}>")).expect("an element");
            rest.split('<').next().expect("its text").to_owned()
        };
        assert!(of("date").ends_with("+02:00"), "{event}");
        assert!(of("start").len() == 5 && of("duration").len() == 5, "{event}");
        let (_, id) = event.split_once("id=\"").expect("an id");
        assert_eq!(id.split('"').next().expect("a value").len(), 36, "{event}");
    }
}
