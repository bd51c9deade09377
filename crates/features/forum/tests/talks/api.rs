//! The same by the JSON API.

use super::*;

#[tokio::test]
async fn the_api_says_and_does_what_the_pages_do() {
    use rathaus_web::testing::api_request;
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let stage = furnish(&mut change, None, "2026-09-22").await;
        change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, body: &str| {
            api_request(method, &format!("/rounds/2026{path}"), token, body.to_owned())
        };
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        for path in ["/wishes", "/wishes/P01", "/talks", "/talks/notes", "/feedback"] {
            for (token, status) in
                [("nobody", 401), ("office+other:read", 403), ("representative+forum:read", 403), (read, 200)]
            {
                let shown = browser.request(ask("GET", path, token, "")).await;
                assert_eq!(shown.status, status, "{path} {token}: {}", shown.text);
            }
        }
        let wishes =
            r#"{"edition": 0, "wishes": [{"to": "P04", "interest": "must", "window": "14:00-14:30"}]}"#;
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", read, wishes)).await.status, 403);
        let wrong = wishes.replace("P04", "P02");
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", write, &wrong)).await.status, 422);
        let said = browser.request(ask("PUT", "/wishes/P01", write, wishes)).await;
        assert!(said.status == 200 && said.text.contains("14:00-14:30"), "{}", said.text);
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", write, wishes)).await.status, 409);
        let key = format!(r#"{{"key": "{}"}}"#, Id::new(now));
        assert_eq!(browser.request(ask("POST", "/wishes/reminders", read, &key)).await.status, 403);
        assert_eq!(browser.request(ask("POST", "/wishes/reminders", write, &key)).await.status, 202);
        assert_eq!(browser.request(ask("POST", "/talks/computation", read, "")).await.status, 403);
        assert_eq!(browser.request(ask("POST", "/talks/computation", write, "")).await.status, 202);
        let place = r#"{"edition": 0, "a": "P01", "b": "P04", "span": "14:00-14:15"}"#;
        assert_eq!(browser.request(ask("POST", "/talks", write, place)).await.status, 404, "no draft yet");

        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let ground =
            rathaus_forum::talking::Ground::load(&mut change, stage.round.clone()).await.expect("read");
        let effort = rathaus_forum::plan::talks::Effort::Quick;
        let draft = rathaus_forum::talking::draft(&ground, effort, now).expect("a plan");
        assert_eq!(draft.talks.len(), 1);
        rathaus_forum::store::talk::save_computed(&mut change, stage.round.id, &draft).await.expect("kept");
        change.commit(Record::new("talks.drafted", stage.round.id)).await.expect("kept");
        let talk = draft.talks[0];
        let place = r#"{"edition": 1, "a": "P02", "b": "P04", "span": "14:45-15:00"}"#;
        assert_eq!(browser.request(ask("POST", "/talks", read, place)).await.status, 403);
        assert_eq!(
            browser.request(ask("POST", "/talks", write, &place.replace("P02", "P04"))).await.status,
            422
        );
        assert_eq!(
            browser.request(ask("POST", "/talks", write, &place.replace("15:00", "15:10"))).await.status,
            422
        );
        let added = browser.request(ask("POST", "/talks", write, place)).await;
        assert!(added.status == 200 && added.text.contains("\"is_locked\":true"), "{}", added.text);
        assert_eq!(browser.request(ask("POST", "/talks", write, place)).await.status, 409, "an old edition");
        let own = format!("/talks/{}", talk.id);
        let to = r#"{"edition": 2, "span": "14:30-14:45", "table": 2}"#;
        let moved = browser.request(ask("PUT", &own, write, to)).await;
        assert!(moved.status == 200 && moved.text.contains("window"), "warned: {}", moved.text);
        let busy = r#"{"edition": 3, "span": "14:45-15:00"}"#;
        assert_eq!(browser.request(ask("PUT", &own, write, busy)).await.status, 422);
        assert_eq!(browser.request(ask("PUT", "/talks/x", write, to)).await.status, 404);
        let old = r#"{"edition": 2}"#;
        assert_eq!(browser.request(ask("PUT", &format!("{own}/lock"), write, old)).await.status, 409);
        for method in ["PUT", "DELETE"] {
            let edition = if method == "PUT" { 3 } else { 4 };
            let body = format!(r#"{{"edition": {edition}}}"#);
            let path = format!("{own}/lock");
            assert_eq!(browser.request(ask(method, &path, read, &body)).await.status, 403);
            assert_eq!(browser.request(ask(method, &path, write, &body)).await.status, 204);
        }
        let rules = r#"{"edition": 1, "start": "14:00", "end": "15:00", "length": 15, "pause": 0, "tables": 2, "least": 1}"#;
        assert_eq!(browser.request(ask("PUT", "/talk-rules", read, rules)).await.status, 403);
        let wrong = rules.replace("15:00", "13:00");
        assert_eq!(browser.request(ask("PUT", "/talk-rules", write, &wrong)).await.status, 422);
        assert_eq!(browser.request(ask("PUT", "/talk-rules", write, rules)).await.status, 204);
        assert_eq!(browser.request(ask("PUT", "/talk-rules", write, rules)).await.status, 409);
        let deadline = r#"{"until": "2026-09-23"}"#;
        assert_eq!(browser.request(ask("PUT", "/wishes-deadline", write, deadline)).await.status, 422);
        let deadline = deadline.replace("23", "20");
        assert_eq!(browser.request(ask("PUT", "/wishes-deadline", read, &deadline)).await.status, 403);
        assert_eq!(browser.request(ask("PUT", "/wishes-deadline", write, &deadline)).await.status, 204);
        for (token, status) in [(read, 403), (write, 204)] {
            assert_eq!(browser.request(ask("DELETE", "/closed-tables/2", token, "")).await.status, status);
        }
        let publish = r#"{"edition": 5}"#;
        assert_eq!(browser.request(ask("POST", "/talks/publication", read, publish)).await.status, 403);
        let out = browser.request(ask("POST", "/talks/publication", write, publish)).await;
        assert!(out.status == 200 && out.text.contains("\"added\""), "{}", out.text);
        assert_eq!(browser.request(ask("POST", "/talks/publication", write, publish)).await.status, 409);
        let news =
            format!(r#"{{"upsets": [{{"kind": "no-show", "registration": "{}"}}]}}"#, stage.towns[0].id);
        assert_eq!(browser.request(ask("POST", "/talks/replan", read, &news)).await.status, 403);
        let shown = browser.request(ask("POST", "/talks/replan", write, &news)).await;
        let shown: serde_json::Value = serde_json::from_str(&shown.text).expect("JSON");
        assert_eq!((shown["dropped"].as_u64(), shown["is_applied"].as_bool()), (Some(1), Some(false)));
        let stale = news.replace("]}", &format!(r#"], "digest": "{}"}}"#, Id::of_name("x")));
        assert_eq!(browser.request(ask("POST", "/talks/replan", write, &stale)).await.status, 409);
        let digest = shown["digest"].as_str().expect("a digest");
        let apply = news.replace("]}", &format!(r#"], "digest": "{digest}"}}"#));
        let done = browser.request(ask("POST", "/talks/replan", write, &apply)).await;
        assert!(done.status == 200 && done.text.contains("\"is_applied\":true"), "{}", done.text);
        assert_eq!(
            browser.request(ask("DELETE", &own, write, "")).await.status,
            404,
            "taken out by the replan"
        );
        let unknown = r#"{"upsets": [{"kind": "table-closed", "table": 9, "at": "14:00"}]}"#;
        assert_eq!(browser.request(ask("POST", "/talks/replan", write, unknown)).await.status, 422);
    }
}

#[tokio::test]
async fn whoever_speaks_for_a_registration_says_its_wishes_and_answers_requests() {
    use rathaus_people::organisation;
    use rathaus_web::testing::Program;
    use serde_json::json;
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        let stage = furnish(&mut change, Some(firm), "2026-09-22").await;
        let got = rathaus_forum::store::wish::insert_request(
            &mut change,
            stage.round.id,
            stage.towns[1].id,
            stage.firms[0].id,
            "Worum es geht",
        );
        let got = got.await.expect("kept").expect("new");
        change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
        let base = format!("/rounds/2026/registration/{firm}");
        let (wishes, requests) = (format!("{base}/wishes"), format!("{base}/requests"));
        let token = |scopes: &str| format!("representative:{firm}#supplier+{scopes}");
        let mut ina = Program::of(&router, token("forum:read,forum:write"));
        for (token, status) in [
            ("nobody".to_owned(), 401),
            (token("other:read"), 403),
            ("office+forum:read,forum:write".to_owned(), 404),
            (token("forum:read"), 200),
        ] {
            let mut other = Program::of(&router, token.as_str());
            assert_eq!(other.ask("GET", &wishes, json!({})).await.0, status, "{token}");
        }
        let mut reader = Program::of(&router, token("forum:read"));
        let sent = json!({"edition": 0, "wishes": [{"to": "P01", "interest": "4"}]});
        assert_eq!(reader.ask("PUT", &wishes, sent.clone()).await.0, 403);
        let (_, shown) = ina.ask("GET", &wishes, json!({})).await;
        assert_eq!((&shown["edition"], &shown["is_open"]), (&json!(0), &json!(true)), "{shown}");
        assert_eq!(shown["choices"].as_array().map(Vec::len), Some(3), "no other supplier: {shown}");
        assert_eq!(shown["requests"][0]["with"], "P02");
        let (status, said) = ina.ask("PUT", &wishes, sent.clone()).await;
        assert_eq!((status, &said["wishes"][0]["interest"]), (200, &json!("4")), "{said}");
        assert_eq!(ina.ask("PUT", &wishes, sent).await.0, 409, "an old edition");
        let must = json!({"edition": 1, "wishes": [{"to": "P01", "interest": "must"}]});
        let (status, wrong) = ina.ask("PUT", &wishes, must).await;
        assert_eq!((status, &wrong["errors"][0]["pointer"]), (422, &json!("/wishes/0")), "{wrong}");
        let nobody = json!({"to": "P05", "words": ""});
        assert_eq!(ina.ask("POST", &requests, nobody).await.0, 422, "suppliers do not meet suppliers");
        let long = json!({"to": "P03", "words": "x".repeat(401)});
        assert_eq!(ina.ask("POST", &requests, long).await.0, 422);
        let new = json!({"to": "P03", "words": "Zehn Minuten?"});
        assert_eq!(reader.ask("POST", &requests, new.clone()).await.0, 403);
        for _ in 0..2 {
            assert_eq!(ina.ask("POST", &requests, new.clone()).await.0, 204);
        }
        let answer = format!("{requests}/{got}/answer");
        assert_eq!(reader.ask("PUT", &answer, json!({"answer": true})).await.0, 403);
        assert_eq!(ina.ask("PUT", &answer, json!({"answer": true})).await.0, 204);
        let (_, shown) = ina.ask("GET", &wishes, json!({})).await;
        let asked: Vec<_> = shown["requests"].as_array().into_iter().flatten().collect();
        let sent: Vec<_> = asked.iter().filter(|one| one["is_got"] == false).collect();
        assert_eq!((asked.len(), sent.len()), (2, 1), "asked once: {shown}");
        let own = format!("{requests}/{}/answer", sent[0]["id"].as_str().expect("an id"));
        assert_eq!(ina.ask("PUT", &own, json!({"answer": true})).await.0, 404, "not one's own");
        let to: Vec<_> = shown["wishes"].as_array().into_iter().flatten().map(|one| &one["to"]).collect();
        assert_eq!(to, [&json!("P01"), &json!("P02")], "a yes wishes the talk");
    }
}
