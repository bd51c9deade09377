//! What the office does about suppliers, calls and the jury, by the JSON API.

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::store::jury::juror::list_jurors;
use rathaus_forum::store::supplier_invitation::{SupplierState, list_supplier_invitations};
use rathaus_web::testing::Program;
use serde_json::json;

use super::*;

/// A house with the sample round at a stage, and its round.
async fn sample(stage: DemoStage) -> Vec<(rathaus_store::testing::Scratch, axum::Router, Id)> {
    let mut houses = Vec::new();
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let round = demo(&mut change, stage).await.expect("imported").round;
        change.commit(Record::new("round.imported", round)).await.expect("kept");
        houses.push((scratch, router, round));
    }
    houses
}

#[tokio::test]
async fn programs_do_about_suppliers_and_calls_what_the_office_does() {
    for (scratch, router, round) in sample(DemoStage::Event).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let all = list_supplier_invitations(&mut scope.read().await.expect("begins"), round).await;
        let all = all.expect("read");
        let open = all.iter().find(|one| one.state == SupplierState::Invited).expect("still thinking");
        let mut office = Program::of(&router, "office+forum:read,forum:write");
        let mut reader = Program::of(&router, "reader+forum:read");
        let base = format!("/rounds/beispielrunde/suppliers/{}", open.id);
        let contact = json!({"email": "neu@boje.example", "name": "Nele Neu"});
        let contacts = format!("{base}/contacts");
        assert_eq!(reader.ask("POST", &contacts, contact.clone()).await.0, 403);
        assert_eq!(office.ask("POST", &contacts, json!({"email": "keine"})).await.0, 422);
        assert_eq!(office.ask("POST", &contacts, contact.clone()).await.0, 204);
        let (_, list) = reader.ask("GET", &contacts, json!({})).await;
        let new = list.as_array().expect("a list").iter().find(|one| one["name"] == "Nele Neu");
        let one = format!("{contacts}/{}", new.expect("added")["id"].as_str().expect("an id"));
        assert_eq!(reader.ask("DELETE", &one, json!({})).await.0, 403);
        assert_eq!(office.ask("DELETE", &one, json!({})).await.0, 204);
        assert_eq!(office.ask("DELETE", &one, json!({})).await.0, 204, "twice is once");
        let nobody = format!("{contacts}/{}", Id::of_name("x"));
        assert_eq!(office.ask("DELETE", &nobody, json!({})).await.0, 404);

        let deadline = format!("{base}/deadline");
        let past = json!({"deadline": "2020-01-01", "edition": open.edition});
        assert_eq!(office.ask("PUT", &deadline, past).await.0, 422);
        let later = json!({"deadline": "2030-01-01", "edition": open.edition});
        assert_eq!(reader.ask("PUT", &deadline, later.clone()).await.0, 403);
        assert_eq!(office.ask("PUT", &deadline, later.clone()).await.0, 204);
        assert_eq!(office.ask("PUT", &deadline, later).await.0, 409, "an old edition");
        assert_eq!(reader.ask("POST", &format!("{base}/mails"), json!({})).await.0, 403);
        let (status, sent) = office.ask("POST", &format!("{base}/mails"), json!({})).await;
        assert!(status == 200 && sent["mails"].as_u64() > Some(0), "{status} {sent}");
        let why = json!({"reason": "Der Platz wird gebraucht."});
        assert_eq!(reader.ask("POST", &format!("{base}/withdrawal"), why.clone()).await.0, 403);
        assert_eq!(office.ask("POST", &format!("{base}/withdrawal"), json!({"reason": ""})).await.0, 422);
        assert_eq!(office.ask("POST", &format!("{base}/withdrawal"), why.clone()).await.0, 200);
        assert_eq!(office.ask("POST", &format!("{base}/withdrawal"), why).await.0, 409, "is so already");
        let elsewhere = format!("/rounds/beispielrunde/suppliers/{}/mails", Id::of_name("x"));
        assert_eq!(office.ask("POST", &elsewhere, json!({})).await.0, 404);

        let (_, white) = reader.ask("GET", "/rounds/beispielrunde/white-spots", json!({})).await;
        let need = white["items"][0]["need"].as_str().or(white["items"][0]["need_id"].as_str());
        let need = need.unwrap_or("N001").to_owned();
        let mut call = json!({"title": "Gesucht: Lösungen", "words": "Wer kann das?", "needs": [need], "ends": "2030-01-01"});
        let (status, begun) = office.ask("POST", "/rounds/beispielrunde/calls", call.clone()).await;
        assert_eq!(status, 200, "{begun}");
        let own = format!("/rounds/beispielrunde/calls/{}", begun["id"].as_str().expect("an id"));
        call = json!({"title": "Gesucht: andere Lösungen", "need": [need], "ends": "2030-02-01", "edition": begun["edition"]});
        assert_eq!(reader.ask("PUT", &own, call.clone()).await.0, 403);
        let (status, wrong) = office.ask("PUT", &own, call.clone()).await;
        assert_eq!(status, 204, "{wrong}");
        assert_eq!(office.ask("PUT", &own, call).await.0, 409, "an old edition");
        assert_eq!(reader.ask("POST", &format!("{own}/closure"), json!({})).await.0, 403);
        assert_eq!(office.ask("POST", &format!("{own}/closure"), json!({})).await.0, 204);
        assert_eq!(office.ask("POST", &format!("{own}/closure"), json!({})).await.0, 204);
    }
}

#[tokio::test]
async fn programs_do_about_the_jury_what_the_office_does() {
    for (scratch, router, round) in sample(DemoStage::Jury).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let mut office = Program::of(&router, "office+forum:read,forum:write");
        let mut reader = Program::of(&router, "reader+forum:read");
        let base = "/rounds/beispielrunde/jury";
        let (_, rules) = reader.ask("GET", base, json!({})).await;
        let mut phases = rules["phases"].as_array().expect("phases").clone();
        for phase in &mut phases {
            let keep = ["key", "name", "kind", "starts", "ends", "reviews", "pass_from"];
            phase.as_object_mut().expect("a phase").retain(|key, _| keep.contains(&key.as_str()));
        }
        let mut criteria = rules["criteria"].clone();
        criteria[0]["weight"] = json!(9);
        let written = json!({
            "criteria": criteria, "phases": phases, "contested_from": rules["contested_from"], "remind_before": 2,
            "edition": rules["edition"],
        });
        assert_eq!(reader.ask("PUT", base, written.clone()).await.0, 403);
        let mut without = written.clone();
        without["phases"] = json!([]);
        assert_eq!(office.ask("PUT", base, without).await.0, 422);
        let (status, wrong) = office.ask("PUT", base, written.clone()).await;
        assert_eq!(status, 204, "{wrong}");
        assert_eq!(office.ask("PUT", base, written).await.0, 409, "an old edition");
        let (_, rules) = reader.ask("GET", base, json!({})).await;
        assert_eq!(rules["criteria"][0]["weight"], 9);

        let jurors = format!("{base}/jurors");
        let new = json!({"name": "Jana Jury", "email": "jana@jury.example", "least": 0, "most": 5});
        assert_eq!(reader.ask("POST", &jurors, new.clone()).await.0, 403);
        assert_eq!(
            office.ask("POST", &jurors, json!({"name": "J", "email": "x", "least": 9, "most": 5})).await.0,
            422
        );
        let (status, added) = office.ask("POST", &jurors, new.clone()).await;
        assert_eq!(status, 200, "{added}");
        assert_eq!(office.ask("POST", &jurors, new).await.1, added, "who sits there stays");
        let own = format!("{jurors}/{}", added["id"].as_str().expect("an id"));
        let all = list_jurors(&mut scope.read().await.expect("begins"), round).await.expect("read");
        let edition = all.iter().find(|one| added["id"] == one.id.to_string()).expect("there").edition;
        let load = json!({"least": 1, "most": 4, "edition": edition});
        assert_eq!(reader.ask("PUT", &own, load.clone()).await.0, 403);
        assert_eq!(office.ask("PUT", &own, load.clone()).await.0, 204);
        assert_eq!(office.ask("PUT", &own, load).await.0, 409);

        let (_, offers) = reader.ask("GET", "/rounds/beispielrunde/offers", json!({})).await;
        let label = offers["items"][0]["label"].as_str().expect("a label").to_owned();
        let offer = rathaus_forum::store::offer::find_offer_by_label(
            &mut scope.read().await.expect("begins"),
            round,
            &label,
        )
        .await
        .expect("read")
        .expect("there");
        let conflict = format!("{own}/conflicts/{}", offer.organisation);
        let known = json!({"is_conflict": true, "reason": "War dort angestellt."});
        assert_eq!(reader.ask("PUT", &conflict, known.clone()).await.0, 403);
        assert_eq!(office.ask("PUT", &conflict, known).await.0, 204);
        let lifted = json!({"is_conflict": false, "reason": "Verwechslung"});
        assert_eq!(office.ask("PUT", &conflict, lifted.clone()).await.0, 204);
        let elsewhere = format!("{own}/conflicts/{}", Id::of_name("x"));
        assert_eq!(office.ask("PUT", &elsewhere, lifted).await.0, 404);

        assert_eq!(reader.ask("POST", &format!("{base}/reminders"), json!({})).await.0, 403);
        assert_eq!(office.ask("POST", &format!("{own}/reminders"), json!({})).await.0, 200);
        let (status, all) = office.ask("POST", &format!("{base}/reminders"), json!({})).await;
        assert_eq!(status, 200, "{all}");
        let phase = rules["phases"][0]["key"].as_str().expect("a key");
        let passage = format!("{base}/passages/{phase}/{label}");
        let decided = json!({"passes": true, "reason": "Einmalig in der Region."});
        assert_eq!(reader.ask("PUT", &passage, decided.clone()).await.0, 403);
        assert_eq!(office.ask("PUT", &passage, json!({"passes": true, "reason": ""})).await.0, 422);
        assert_eq!(office.ask("PUT", &passage, decided.clone()).await.0, 204);
        assert_eq!(office.ask("PUT", &format!("{base}/passages/{phase}/O999"), decided).await.0, 404);
        let words = json!({"words": "Bitte noch einmal ansehen."});
        assert_eq!(reader.ask("POST", &format!("{base}/remarks/{label}"), words.clone()).await.0, 403);
        for _ in 0..2 {
            assert_eq!(office.ask("POST", &format!("{base}/remarks/{label}"), words.clone()).await.0, 204);
        }
        assert_eq!(reader.ask("DELETE", &own, json!({})).await.0, 403);
        assert_eq!(office.ask("DELETE", &own, json!({})).await.0, 204);
        assert_eq!(office.ask("DELETE", &own, json!({})).await.0, 204);
    }
}
