//! The plan computed, moved by hand, published and published again.

use super::*;

#[tokio::test]
async fn the_plan_is_computed_moved_and_published() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let (_, mut second) = house.somebody(Role::Administrator).await;
        let path = "/rounds/2026/talks";
        assert!(office.get(path).await.text.contains("Noch kein Gesprächsplan"));
        assert_eq!(office.get(&format!("{path}/new")).await.status, 404, "nothing to add to");
        published(&house, &stage, &mut office).await;
        let all = talks(&house, &stage.round).await;
        assert_eq!(all.len(), 5, "Korbach wants only one: {all:?}");
        assert!(all.iter().all(|talk| talk.sequence == 0 && talk.state == TalkState::Planned));
        let page = office.get(path).await.text;
        assert!(page.contains("Bewiesen") && page.contains("Veröffentlicht am"), "{page}");
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let to_korbach: Vec<_> = mails.iter().filter(|(to, _)| to == "p03@korbach.example").collect();
        assert!(to_korbach.iter().any(|(_, mail)| mail.contains("Anker GmbH") && mail.contains("/agenda/")));
        let count = mails.len();

        // Publishing the same again sends nothing.
        let now = edition(&house, &stage.round).await.to_string();
        let again = format!("{path}/publication");
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        house.work().await;
        assert_eq!(house.mails(house.north.id).await.len(), count);

        // A move: what cannot be is named, what can be is done.
        let talk = all.iter().find(|talk| talk.joins(stage.towns[2].id)).expect("Korbach talks").clone();
        let other =
            all.iter().find(|one| one.id != talk.id && one.joins(stage.firms[0].id)).expect("another");
        let own = format!("{path}/{}", talk.id);
        let page = office.get(&own).await;
        let now = value(&page, "edition");
        let span = other.span.to_string();
        let wrong = office.post(&own, &[("edition", &now), ("span", &span), ("table", "")]).await;
        assert!(
            wrong.status == 422 && wrong.text.contains("Anker GmbH spricht zu dieser Zeit mit"),
            "{}",
            wrong.text
        );
        wrong.sums_up_mistakes();
        assert_eq!(
            office.post(&own, &[("edition", &now), ("span", "9:00-9:15"), ("table", "")]).await.status,
            422
        );
        let free = ["14:00-14:15", "14:15-14:30", "14:30-14:45", "14:45-15:00"]
            .into_iter()
            .find(|span| all.iter().all(|one| one.span.to_string() != *span || !one.joins(stage.firms[0].id)))
            .expect("a free time");
        second.get(&own).await;
        assert_eq!(
            office.post(&own, &[("edition", &now), ("span", free), ("table", "")]).await.location,
            own
        );
        let stale = second.post(&own, &[("edition", &now), ("span", free), ("table", "2")]).await;
        assert!(stale.status == 422 && stale.text.contains("inzwischen geändert"), "{}", stale.text);
        let next = edition(&house, &stage.round).await.to_string();
        assert_eq!(second.post(&format!("{own}/lock"), &[("edition", &now)]).await.status, 409);
        assert_eq!(second.post(&format!("{own}/lock"), &[("edition", &next)]).await.status, 303);
        assert!(talks(&house, &stage.round).await.iter().all(|talk| talk.sequence == 0), "still a draft");
        assert!(office.get(path).await.text.contains("1 verschoben"));

        // Computing again leaves a locked talk where it is.
        assert_eq!(office.post(path, &[]).await.status, 303);
        house.work().await;
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let after = talks(&house, &stage.round).await;
        let moved = after.iter().find(|one| one.id == talk.id).expect("the same talk");
        assert_eq!((moved.span.to_string().as_str(), moved.sequence), (free, 1));
        house.work().await;
        let ics = house.browser().get(&format!("/agenda/{}/calendar.ics", stage.towns[2].key)).await.text;
        assert!(
            ics.contains(&format!("UID:{}@rathaus.invalid", talk.id)) && ics.contains("SEQUENCE:1"),
            "{ics}"
        );

        // Taken out and brought back, it is the same talk in people's calendars.
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&format!("{own}/removal"), &[("edition", &now)]).await.status, 303);
        assert_eq!(office.post(&format!("{own}/removal"), &[("edition", &now)]).await.status, 404);
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let gone = talks(&house, &stage.round).await;
        let gone = gone.iter().find(|one| one.id == talk.id).expect("a row for ever");
        assert_eq!((gone.state, gone.sequence), (TalkState::Cancelled, 2));
        let new = format!("{path}/new");
        let page = office.get(&new).await;
        let now = value(&page, "edition");
        let (a, b) = (stage.firms[0].id.to_string(), stage.towns[2].id.to_string());
        let same = [("edition", now.as_str()), ("a", &a), ("b", &a), ("span", free), ("table", "")];
        assert_eq!(office.post(&new, &same).await.status, 422);
        let fields = [("edition", now.as_str()), ("a", &a), ("b", &b), ("span", free), ("table", "")];
        assert_eq!(office.post(&new, &fields).await.location, own);
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let back = talks(&house, &stage.round).await;
        let back = back.iter().find(|one| one.id == talk.id).expect("a row for ever");
        assert_eq!((back.state, back.sequence), (TalkState::Planned, 3));

        // Rules that contradict each other are named, the draft stays.
        let rules = format!("{path}/rules");
        let page = office.get(&rules).await;
        let base = [
            ("edition", value(&page, "edition")),
            ("start", "14:00".into()),
            ("end", "15:00".into()),
            ("length", "15".into()),
            ("pause", "0".into()),
            ("tables", "2".into()),
            ("least", "3".into()),
            ("most", "2".into()),
            ("in_a_row", String::new()),
        ];
        let fields: Vec<(&str, &str)> = base.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(office.post(&rules, &fields).await.status, 422);
        let right: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, if *name == "least" { "1" } else { value })).collect();
        assert_eq!(office.post(&rules, &right).await.status, 303);
        assert_eq!(office.post(&rules, &right).await.status, 422, "an old edition");
        let one = "/rounds/2026/wishes/P01";
        let page = office.get(one).await;
        let now = value(&page, "edition");
        let must = [("edition", now.as_str()), ("w.P04", "must"), ("w.P05", "must")];
        assert_eq!(office.post(one, &must).await.status, 303);
        let page = office.get("/rounds/2026/wishes/P04").await;
        let now = value(&page, "edition");
        let never = [("edition", now.as_str()), ("w.P01", "never"), ("w.P02", "3")];
        assert_eq!(office.post("/rounds/2026/wishes/P04", &never).await.status, 303);
        assert_eq!(office.post(path, &[]).await.status, 303);
        house.work().await;
        let page = office.get(path).await.text;
        assert!(page.contains("müssen sprechen") && page.contains("dürfen nicht sprechen"), "{page}");

        for lang in ["de", "en"] {
            for step in
                ["", "/people", "/tables", "/list", "/print", "/print?by=table", "/rules", "/publication"]
            {
                let glue = if step.contains('?') { '&' } else { '?' };
                let shown = office.get(&format!("{path}{step}{glue}lang={lang}")).await;
                assert_eq!(shown.status, 200, "{step}: {}", shown.text);
            }
            assert_eq!(office.get(&format!("{own}?lang={lang}")).await.status, 200);
        }
        let csv = office.get(&format!("{path}/list?format=csv&lang=de")).await.text;
        assert!(csv.contains("Korbach") && csv.contains("geplant"), "{csv}");
        assert!(office.get(&format!("{path}/people?format=csv&lang=de")).await.text.contains("Bogen AG"));
        let xml = office.get(&format!("{path}/schedule.xml?lang=de")).await.text;
        assert!(xml.contains(&format!("guid=\"{}\"", talk.id)) && xml.contains("Tisch 1"), "{xml}");
        assert!(office.get(&format!("{path}/schedule.json")).await.text.contains("Korbach"));
    }
}

#[tokio::test]
async fn why_a_talk_has_no_place_is_said_in_both_languages() {
    use rathaus_forum::model::plan::Cause;
    use rathaus_forum::model::talk::Missed;
    use rathaus_forum::plan::talks::Effort;
    use rathaus_forum::store::talk::save_computed;
    use rathaus_forum::talking::{Ground, draft};
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        published(&house, &stage, &mut office).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        let ground = Ground::load(&mut change, stage.round.clone()).await.expect("read");
        let mut plan = draft(&ground, Effort::Quick, house.now()).expect("a plan");
        let missed =
            |cause| Missed {
                a: stage.towns[0].id, b: stage.firms[0].id, reason: "von früher".into(), cause
            };
        let causes = [
            None,
            Some(Cause::NeverTogether),
            Some(Cause::NoRoom),
            Some(Cause::TooManyTalks { who: "P04".into() }),
        ];
        plan.unplaced = causes.map(missed).into();
        save_computed(&mut change, stage.round.id, &plan).await.expect("kept");
        change.commit(Record::new("talks.drafted", stage.round.id)).await.expect("kept");
        for (lang, says) in [
            (
                "de",
                ["von früher", "nie zur selben Zeit", "jeder Tisch belegt", "Anker GmbH hat mehr Gespräche"],
            ),
            (
                "en",
                [
                    "von früher",
                    "never there at the same",
                    "every table is taken",
                    "Anker GmbH has more talks",
                ],
            ),
        ] {
            let page = office.get(&format!("/rounds/2026/talks?lang={lang}")).await.text;
            for words in says {
                assert!(page.contains(words), "{lang} {words}: {page}");
            }
        }
    }
}
