//! The same by the JSON API, and what people take along and leave behind.

use rathaus_forum::model::outcome::{OutcomeKind, Side};
use rathaus_forum::personal::ForumPeople;
use rathaus_forum::store::jury::juror::{NewJuror, insert_juror, list_jurors};
use rathaus_forum::store::outcome::{Pair, Said, list_outcomes, save_outcome};
use rathaus_people::PersonalData;
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_store::Files;
use rathaus_store::files::Place;
use rathaus_web::testing::Program;
use serde_json::json;

use super::*;

#[tokio::test]
async fn programs_tell_take_over_discuss_and_say_what_came_of_it() {
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let fulda = ensure_municipality(&mut change, FULDA.parse().expect("a key")).await.expect("kept");
        let vellmar = ensure_municipality(&mut change, VELLMAR.parse().expect("a key")).await.expect("kept");
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Boje GmbH");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let written = [Written {
            title: "Hundesteuer".into(),
            description: "Hunde online anmelden".into(),
            is_shared: true,
            ..Default::default()
        }];
        replace_needs(&mut change, round.id, fulda, None, &written).await.expect("kept");
        let pair = Pair { round: round.id, town: fulda, supplier: firm };
        let said = Said { kind: OutcomeKind::Pilot, reason: None, words: "", by: "A", person: None };
        let outcome = save_outcome(&mut change, pair, Side::Town, 0, &said).await.expect("kept");
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let api = |token: String| Program::of(&router, token);
        let both = "forum:read,forum:write";
        let mut anna = api(format!("representative:{fulda}+{both}"));
        let mut berta = api(format!("representative:{vellmar}+{both}"));
        let mut bo = api(format!("representative:{firm}#supplier+{both}"));
        let mut office = api(format!("office+{both}"));
        let mut reader = api("reader+forum:read".into());

        let mut text = json!({"title": "Hundesteuer ohne Papier", "stage": "running", "cost": "small"});
        assert_eq!(reader.ask("POST", "/projects", text.clone()).await.0, 403);
        assert_eq!(bo.ask("POST", "/projects", text.clone()).await.0, 403);
        assert_eq!(api("nobody".into()).ask("GET", "/projects", json!({})).await.0, 401);
        let (status, begun) = anna.ask("POST", "/projects", text.clone()).await;
        assert_eq!(
            (status, &begun["label"], &begun["state"]),
            (201, &json!("V1"), &json!("draft")),
            "{begun}"
        );
        let (_, again) = anna.ask("POST", "/projects", text.clone()).await;
        assert_eq!(again["label"], "V1", "the same key, the same project");
        assert_eq!(berta.ask("GET", "/projects/V1", json!({})).await.0, 404, "a draft");
        assert_eq!(anna.ask("PUT", "/projects/V1/publication", json!({})).await.0, 422, "too short");
        text["summary"] = json!("Hunde im Browser an- und abmelden");
        text["description"] =
            json!("Seit März melden Halterinnen ihre Hunde im Browser an, ohne Weg ins Rathaus.");
        assert_eq!(anna.ask("PUT", "/projects/V1", text.clone()).await.0, 422, "without an edition");
        text["edition"] = json!(1);
        assert_eq!(berta.ask("PUT", "/projects/V1", text.clone()).await.0, 404);
        let (status, changed) = anna.ask("PUT", "/projects/V1", text.clone()).await;
        assert_eq!((status, &changed["edition"]), (200, &json!(2)), "{changed}");
        assert_eq!(anna.ask("PUT", "/projects/V1", text.clone()).await.0, 409, "somebody was faster");
        assert_eq!(anna.ask("PUT", "/projects/V1/publication", json!({})).await.0, 204);
        assert_eq!(anna.ask("GET", "/projects/V1/publiccode.yml", json!({})).await.0, 409, "no source");
        let file = json!("name: Hundemarke\nsoftwareVersion: [1]\nusedBy:\n  - Stadt Vellmar\n");
        assert_eq!(reader.ask("POST", "/projects/publiccode", file.clone()).await.0, 403);
        assert_eq!(bo.ask("POST", "/projects/publiccode", file.clone()).await.0, 403);
        let (status, read) = anna.ask("POST", "/projects/publiccode", file).await;
        assert_eq!((status, &read["project"]["title"]), (200, &json!("Hundemarke")), "{read}");
        assert_eq!(read["users"], json!(["Stadt Vellmar"]));
        assert!(read["notes"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "{read}");

        let at = format!("/projects/V1/takeovers/{vellmar}");
        assert_eq!(anna.ask("PUT", &at, json!({"words": "x"})).await.0, 409, "one's own");
        assert_eq!(berta.ask("PUT", &at, json!({"words": "Ab Januar"})).await.0, 204);
        assert_eq!(berta.ask("PUT", &at, json!({"words": "Ab Januar"})).await.0, 204);
        let comment = json!({"words": "Wie lange hat es gedauert?"});
        let (status, said) = berta.ask("POST", "/projects/V1/comments", comment.clone()).await;
        assert_eq!(status, 201, "{said}");
        assert_eq!(bo.ask("POST", "/projects/V1/comments", comment.clone()).await.0, 403);
        let mine = format!("/projects/V1/comments/{}", said["id"].as_str().expect("an id"));
        assert_eq!(anna.ask("PUT", &mine, comment.clone()).await.0, 404, "another's");
        assert_eq!(berta.ask("PUT", &mine, json!({"words": "Wie lange?"})).await.0, 204);
        let (_, read) = reader.ask("GET", "/projects/V1", json!({})).await;
        assert_eq!(read["takeovers"][0]["words"], "Ab Januar", "{read}");
        assert_eq!(
            (&read["comments"][0]["words"], read["comments"].as_array().map(Vec::len)),
            (&json!("Wie lange?"), Some(1))
        );
        assert_eq!(office.ask("DELETE", &mine, json!({})).await.0, 204);
        assert_eq!(berta.ask("DELETE", &at, json!({})).await.0, 204);
        let (_, list) = reader.ask("GET", "/projects", json!({})).await;
        assert_eq!(list["total"], 1, "{list}");

        // Documents: what the town keeps to towns is not given to others.
        let files = "/projects/V1/files?name=leitfaden.pdf&title=Leitfaden";
        let pdf = json!("%PDF-1.7\n%%EOF\n");
        assert_eq!(berta.ask("POST", files, pdf.clone()).await.0, 403);
        let (status, added) = anna.ask("POST", files, pdf.clone()).await;
        assert_eq!((status, &added["is_public"]), (201, &json!(false)), "{added}");
        assert_eq!(
            anna.ask("POST", "/projects/V1/files?name=x.exe&title=Leitfaden", json!("MZ\u{0}x")).await.0,
            422
        );
        let file = format!("/projects/V1/files/{}", added["id"].as_str().expect("an id"));
        assert_eq!(berta.ask("GET", &file, json!({})).await.0, 200);
        assert_eq!(bo.ask("GET", &file, json!({})).await.0, 404);
        assert_eq!(bo.ask("GET", "/projects/V1/files", json!({})).await.1, json!([]));
        assert_eq!(berta.ask("DELETE", &file, json!({})).await.0, 403);
        assert_eq!(anna.ask("DELETE", &file, json!({})).await.0, 204);
        assert_eq!(anna.ask("GET", &file, json!({})).await.0, 404);

        // Outcomes.
        let base = "/rounds/2026/outcomes";
        assert_eq!(anna.ask("GET", base, json!({})).await.0, 403);
        let (_, pairs) = reader.ask("GET", base, json!({})).await;
        assert_eq!(pairs["items"][0]["result"], "pilot", "{pairs}");
        let (_, summary) = reader.ask("GET", &format!("{base}/summary"), json!({})).await;
        assert_eq!((&summary["pairs"], &summary["months"][0]["pilot"]), (&json!(1), &json!(1)), "{summary}");
        assert_eq!(
            office.ask("POST", &format!("{base}/questions"), json!({})).await.0,
            409,
            "nothing is due"
        );
        let new = json!({"town": vellmar, "supplier": firm});
        assert_eq!(reader.ask("POST", base, new.clone()).await.0, 403);
        assert_eq!(office.ask("POST", base, json!({"town": firm, "supplier": firm})).await.0, 422);
        assert_eq!(office.ask("POST", base, new.clone()).await.0, 200);
        let own = format!("/rounds/2026/outcome/{firm}");
        assert_eq!(anna.ask("GET", &own, json!({})).await.0, 404);
        let (_, asked) = bo.ask("GET", &own, json!({})).await;
        let question = asked.as_array().expect("a list").iter().find(|one| one["town"] == "Fulda, Stadt");
        let question = question.or(asked.get(0)).expect("asked").clone();
        let answer = format!("{own}/{}", question["id"].as_str().expect("an id"));
        assert_eq!(bo.ask("PUT", &answer, json!({"result": "nothing", "edition": 1})).await.0, 422);
        let nothing = json!({"result": "nothing", "reason": "silence", "edition": 1});
        assert_eq!(bo.ask("PUT", &answer, nothing.clone()).await.0, 204);
        assert_eq!(bo.ask("PUT", &answer, nothing.clone()).await.0, 409);
        let note = format!("{base}/{outcome}/answers/town/3");
        let meeting = json!({"result": "meeting", "edition": 0});
        assert_eq!(reader.ask("PUT", &note, meeting.clone()).await.0, 403);
        assert_eq!(office.ask("PUT", &note, meeting.clone()).await.0, 204);
        assert_eq!(office.ask("PUT", &note, meeting.clone()).await.0, 409);
        let (_, both) = reader.ask("GET", &format!("{base}/{outcome}"), json!({})).await;
        assert!(both.as_array().is_some_and(|all| all.len() >= 3), "{both}");
        let project = format!("{base}/{outcome}/project");
        assert_eq!(reader.ask("POST", &project, json!({})).await.0, 403);
        assert_eq!(office.ask("GET", &format!("{base}/{}", Id::of_name("x")), json!({})).await.0, 404);

        let (status, chain) = reader.ask("GET", "/rounds/2026/chain/N001", json!({})).await;
        assert_eq!((status, &chain[0]["kind"]), (200, &json!("need")), "{chain}");
        assert_eq!(berta.ask("GET", "/rounds/2026/chain/N001", json!({})).await.0, 200, "shared");
        assert_eq!(bo.ask("GET", "/rounds/2026/chain/N001", json!({})).await.0, 403);
        assert_eq!(reader.ask("GET", "/projects/V1/chain", json!({})).await.0, 200);
    }
}

#[tokio::test]
async fn a_person_takes_along_what_they_said_and_leaves_no_name() {
    for house in houses(&[], features).await {
        let (fulda, mut anna) = town(&house, FULDA, "Anna Anker").await;
        let (_, mut berta) = town(&house, VELLMAR, "Berta Beck").await;
        let round = needs(&house, fulda).await;
        anna.get("/projects/new").await;
        anna.post("/projects/new", &with(WHOLE, &[("do", "publish")])).await;
        berta.get("/projects/V1").await;
        let said = [("words", "Wie lange hat es gedauert?"), ("id", &Id::of_name("said").to_string())];
        assert_eq!(berta.post("/projects/V1/comments", &said).await.status, 303);
        let scope = house.scratch.store.tenant(house.north.id);
        let person = house.person(house.north.id, "Berta Beck", &[]).await;
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Boje GmbH");
        let firm = house.organisation(house.north.id, &firm).await;
        let mut change = scope.change(Actor::Person(person), house.now()).await.expect("begins");
        let new =
            NewJuror { person: Some(person), name: "Berta Beck".into(), most: 9, ..NewJuror::default() };
        insert_juror(&mut change, round, &new).await.expect("kept");
        let pair = Pair { round, town: fulda, supplier: firm };
        let meeting = Said {
            kind: OutcomeKind::Meeting,
            reason: None,
            words: "",
            by: "Berta Beck",
            person: Some(person),
        };
        save_outcome(&mut change, pair, Side::Town, 0, &meeting).await.expect("kept");
        change.commit(Record::new("outcome.said", round)).await.expect("kept");

        let files = Files::open(&house.scratch.store, &Place::Folder).expect("a folder");
        let people = ForumPeople(std::sync::Arc::new(files));
        let told = people.export(&mut scope.read().await.expect("begins"), person, house.now()).await;
        let told = told.expect("read");
        assert_eq!(told["projects"]["comments"][0]["words"], "Wie lange hat es gedauert?", "{told}");
        assert_eq!(told["jury"]["seats"][0]["name"], "Berta Beck");
        assert_eq!(told["outcomes"][0]["kind"], "meeting");

        let mut change = scope.change(Actor::Person(person), house.now()).await.expect("begins");
        let touched = people.delete(&mut change, person).await.expect("deleted");
        change.commit(Record::new("person.deleted", person)).await.expect("kept");
        assert_eq!(touched, 3, "a juror, a comment, an outcome");
        let page = house.browser().get("/projects/V1").await.text;
        assert!(page.contains("Wie lange hat es gedauert") && !page.contains("Berta Beck, "), "{page}");
        let mut view = scope.read().await.expect("begins");
        let jurors = list_jurors(&mut view, round).await.expect("read");
        assert_eq!((jurors[0].name.as_str(), jurors[0].person), ("–", None));
        let outcomes = list_outcomes(&mut view, round).await.expect("read");
        assert!(outcomes.iter().all(|one| one.said_by.is_empty() && one.person.is_none()));
    }
}
