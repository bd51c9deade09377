//! The same by the JSON API.

use super::*;

#[tokio::test]
async fn the_api_says_and_does_what_the_pages_do() {
    use rathaus_web::testing::api_request;
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let mut change =
            scope.change(Actor::Anonymous, rathaus_store::testing::start()).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let event = ensure_event(&mut change, &round).await.expect("made");
        let full = rathaus_forum::store::event::Event { capacity: Some(1), ..event };
        assert!(rathaus_forum::store::event::save_event(&mut change, &full).await.expect("kept"));
        let one = furnish(&mut change, &round).await;
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask =
            |method: &str, path: &str, token: &str, body: String| api_request(method, path, token, body);
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        for path in ["/rounds/2026/programme", "/rounds/2026/registrations"] {
            for (token, status) in
                [("nobody", 401), ("office+other:read", 403), ("representative+forum:read", 403), (read, 200)]
            {
                let shown = browser.request(ask("GET", path, token, String::new())).await;
                assert_eq!(shown.status, status, "{path} {token}: {}", shown.text);
            }
        }
        assert_eq!(
            browser.request(ask("GET", "/rounds/1999/programme", read, String::new())).await.status,
            404
        );
        let item = r#"{"kind": "other", "title": "Ende", "starts": "17:00", "ends": "17:10"}"#.to_owned();
        let path = "/rounds/2026/programme";
        assert_eq!(browser.request(ask("POST", path, read, item.clone())).await.status, 403);
        let wrong = item.replace("17:10", "16:00");
        assert_eq!(browser.request(ask("POST", path, write, wrong)).await.status, 422);
        let added = browser.request(ask("POST", path, write, item.clone())).await;
        assert_eq!(added.status, 200, "{}", added.text);
        let added: serde_json::Value = serde_json::from_str(&added.text).expect("JSON");
        let own = format!("{path}/{}", added["id"].as_str().expect("an id"));
        assert_eq!(browser.request(ask("PUT", &own, write, item.clone())).await.status, 409, "no edition");
        let next = item.replace("\"kind\"", "\"edition\": 1, \"kind\"");
        assert_eq!(browser.request(ask("PUT", &own, write, next)).await.status, 200);
        assert_eq!(browser.request(ask("DELETE", &own, write, String::new())).await.status, 204);
        assert_eq!(browser.request(ask("DELETE", &own, write, String::new())).await.status, 404);

        let path = "/rounds/2026/registrations";
        let new = r#"{"name": "Presse", "kind": "observer", "people": [{"name": "Pia Post"}]}"#.to_owned();
        let wrong = new.replace("Pia Post", "");
        assert_eq!(browser.request(ask("POST", path, write, wrong)).await.status, 422);
        assert_eq!(browser.request(ask("POST", path, read, new.clone())).await.status, 403);
        let added = browser.request(ask("POST", path, write, new.clone())).await;
        assert!(added.status == 200 && added.text.contains("\"label\":\"P03\""), "{}", added.text);
        let stale = browser.request(ask("PUT", &format!("{path}/P03"), write, new.clone())).await;
        assert_eq!(stale.status, 409);
        let next = new
            .replace("{\"name\": \"Presse\"", "{\"edition\": 1, \"wants_talks\": true, \"name\": \"Presse\"");
        let changed = browser.request(ask("PUT", &format!("{path}/P03"), write, next)).await;
        assert!(changed.status == 200 && changed.text.contains("\"wants_talks\":true"), "{}", changed.text);
        for _ in 0..2 {
            let off = browser.request(ask("DELETE", &format!("{path}/P03"), write, String::new())).await;
            assert_eq!(off.status, 204);
        }
        let door = |who: &str| format!("/rounds/2026/checkins/{who}");
        let (key, id) = (one.people[0].key.as_str(), one.people[0].id.to_string());
        assert_eq!(browser.request(ask("PUT", &door(key), read, String::new())).await.status, 403);
        for who in [key, id.as_str()] {
            assert_eq!(browser.request(ask("PUT", &door(who), write, String::new())).await.status, 204);
        }
        assert_eq!(browser.request(ask("DELETE", &door(&id), write, String::new())).await.status, 204);
        let waiting = one.waiting.id.to_string();
        assert_eq!(browser.request(ask("PUT", &door(&waiting), write, String::new())).await.status, 409);
        assert_eq!(browser.request(ask("PUT", &door("falsch"), write, String::new())).await.status, 404);
    }
}
