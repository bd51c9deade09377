//! What programs of the office do: read the catalogue, carry a case to its decision, fetch what is to be posted, book a
//! statement.

use rathaus_services::sample::furnish;
use rathaus_store::{Actor, Record};
use rathaus_web::testing::{Browser, Program, house, north};
use serde_json::{Value, json};

use crate::letter::head;
use crate::money_parts::*;

const READ: &str = "office+services:read";
const WRITE: &str = "office+services:read,services:write";

/// What the program of an administrator does: somebody else than the office.
const SECOND: &str = "administrator+services:read,services:write";

async fn ok(program: &mut Program, method: &str, path: &str, body: Value) -> Value {
    let (status, said) = program.ask(method, path, body).await;
    assert!((200..300).contains(&status), "{method} {path}: {status} {said}");
    said
}

#[tokio::test]
async fn a_case_goes_from_the_catalogue_to_the_paid_claim() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let mut office = Browser::of(router.clone(), "office");
        office.get("/money/account").await;
        assert_eq!(office.post("/money/account", &account(IBAN)).await.location, "/money");
        head(&mut office).await;

        // The catalogue, with the form that is valid now.
        let mut reader = Program::of(&router, READ);
        let found = ok(&mut reader, "GET", "/services?q=hundesteuer", json!(null)).await;
        assert_eq!(
            (&found["total"], &found["items"][0]["slug"]),
            (&json!(1), &json!("hund-anmelden")),
            "{found}"
        );
        let service = ok(&mut reader, "GET", "/services/hund-anmelden", json!(null)).await;
        assert!(service["form"]["pages"].is_array() && service["version"] == 1, "{service}");

        // The case, as it stands.
        let number = case.number.as_str();
        let path = format!("/cases/{number}");
        let acts = format!("{path}/events");
        let listed = ok(&mut reader, "GET", "/cases?open=true&q=Ada", json!(null)).await;
        assert_eq!(listed["items"][0]["number"], number, "{listed}");
        assert_eq!(ok(&mut reader, "GET", "/cases?state=closed", json!(null)).await["total"], 0);
        assert_eq!(reader.ask("GET", "/cases?state=shut", json!(null)).await.0, 400);
        let whole = ok(&mut reader, "GET", &path, json!(null)).await;
        assert!(whole["is_whole"] == true && whole["seq"] == 1 + u64::from(case.seq) - 1, "{whole}");
        assert!(whole["answers"].as_object().is_some_and(|answers| !answers.is_empty()), "{whole}");

        // Who may only read changes nothing; what is wrong is named by its place.
        assert_eq!(reader.ask("POST", &acts, json!({"do": "take", "seen": case.seq})).await.0, 403);
        let mut clerk = Program::of(&router, WRITE);
        let (status, said) =
            clerk.ask("POST", &acts, json!({"do": "correct", "seen": case.seq, "missing": "ja"})).await;
        assert_eq!(status, 422, "{said}");
        let named: Vec<&str> = said["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .filter_map(|one| one["pointer"].as_str())
            .collect();
        assert_eq!(named, ["/missing", "/days"], "{said}");
        assert_eq!(clerk.ask("POST", &acts, json!({"do": "sing", "seen": 1})).await.0, 422);
        let nobody = json!({"do": "message", "seen": case.seq, "to": case.id, "words-to": "Bitte"});
        assert_eq!(clerk.ask("POST", &acts, nobody).await.1["errors"][0]["pointer"], "/to");

        // Every task is done, the decision proposed; who proposed does not agree to it.
        let mut seen =
            ok(&mut clerk, "POST", &acts, json!({"do": "take", "seen": case.seq})).await["seq"].clone();
        assert_eq!(clerk.ask("POST", &acts, json!({"do": "leave", "seen": case.seq})).await.0, 409, "stale");
        for task in whole["tasks"].as_array().expect("tasks").iter().filter(|task| task["is_open"] == true) {
            let done = json!({"do": "done", "seen": seen, "task": task["id"], "outcome": "good"});
            seen = ok(&mut clerk, "POST", &acts, done).await["seq"].clone();
        }
        let propose =
            json!({"do": "approve", "seen": seen, "reasons": "Passt.", "conditions": "Leine\nMarke"});
        let proposed = ok(&mut clerk, "POST", &acts, propose).await;
        assert_eq!(proposed["state"], "proposed", "{proposed}");
        let whole = ok(&mut reader, "GET", &path, json!(null)).await;
        assert_eq!(whole["proposal"]["conditions"], json!(["Leine", "Marke"]), "{whole}");
        let agree = json!({"do": "decide", "seen": whole["seq"], "decision": whole["proposal"]["id"]});
        assert_eq!(clerk.ask("POST", &acts, agree.clone()).await.0, 409, "two pairs of eyes");
        ok(&mut Program::of(&router, SECOND), "POST", &acts, agree).await;
        let whole = ok(&mut reader, "GET", &path, json!(null)).await;
        assert_eq!(
            (&whole["state"], &whole["decision"]["verdict"]),
            (&json!("decided"), &json!("approved")),
            "{whole}"
        );

        // A letter waits to be set; it has no file before, and cannot have been posted.
        let letters = ok(&mut reader, "GET", "/letters?show=all", json!(null)).await;
        let letter = &letters["items"][0];
        assert_eq!((&letter["case"], &letter["state"]), (&json!(number), &json!("waiting")), "{letters}");
        let id = letter["id"].as_str().expect("an id");
        assert_eq!(reader.ask("GET", &format!("/letters/{id}/file"), json!(null)).await.0, 404);
        assert_eq!(
            reader.ask("PUT", &format!("/letters/{id}/posting"), json!({"is_posted": true})).await.0,
            403
        );
        assert_eq!(
            clerk.ask("PUT", &format!("/letters/{id}/posting"), json!({"is_posted": true})).await.0,
            204
        );

        // The claim is paid by a statement, once.
        let claim = whole["claim"].as_str().expect("a claim").to_owned();
        let owed = ok(&mut reader, "GET", &format!("/money/claims/{claim}"), json!(null)).await;
        assert_eq!((&owed["state"], &owed["number"]), (&json!("open"), &json!(number)), "{owed}");
        assert_eq!(owed["reference"], reference(number));
        let cents = owed["open"].as_i64().expect("cents");
        let entry =
            Entry { day: 2, cents, end_to_end: &reference(number), name: "Ada Amt", ..Entry::default() };
        let text = camt("08", 0, (1, 2), &[entry]);
        assert_eq!(reader.ask("POST", "/money/statements?name=a.xml", json!(text)).await.0, 403);
        let (status, said) =
            clerk.ask("POST", "/money/statements?name=a.xml", json!(text.replace("</Ntry>", ""))).await;
        assert!(
            status == 422 && said["errors"][0]["detail"].as_str().is_some_and(|says| says.contains("Zeile")),
            "{said}"
        );
        assert_eq!(clerk.ask("POST", "/money/statements?name=a.xml", json!("%PDF-1.7")).await.0, 422);
        let (status, sent) = clerk.ask("POST", "/money/statements?name=a.xml", json!(text)).await;
        assert_eq!((status, &sent["is_known"]), (201, &json!(false)));
        let (status, again) = clerk.ask("POST", "/money/statements?name=b.xml", json!(text)).await;
        assert_eq!((status, &again["id"], &again["is_known"]), (200, &sent["id"], &json!(true)));
        let booking = format!("/money/statements/{}/booking", sent["id"].as_str().expect("an id"));
        let tally = ok(&mut clerk, "PUT", &booking, json!({})).await;
        assert_eq!(
            (&tally["new"], &tally["matched"], &tally["came"]),
            (&json!(1), &json!(1), &json!(cents)),
            "{tally}"
        );
        assert_eq!(ok(&mut clerk, "PUT", &booking, json!({})).await, tally, "booked once");
        let paid = ok(&mut reader, "GET", "/money/claims?state=paid", json!(null)).await;
        assert_eq!((&paid["total"], &paid["items"][0]["open"]), (&json!(1), &json!(0)), "{paid}");
    }
}

#[tokio::test]
async fn programs_see_what_their_person_may_see() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        furnish(&mut change).await.expect("furnished");
        let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let path = format!("/cases/{}", case.number);
        for read in ["/cases", &path, "/letters", "/money/claims"] {
            for (token, status) in [
                ("nobody", 401),
                ("office+forum:read", 403),
                ("representative+services:read", 403),
                ("reader+services:read", 200),
                (READ, 200),
            ] {
                let (found, said) = Program::of(&router, token).ask("GET", read, json!(null)).await;
                assert_eq!(found, status, "{read} {token}: {said}");
            }
        }
        // Of another tenant there is nothing; what is not public only the office sees.
        assert_eq!(
            Program::of(&router, "office@south+services:read").ask("GET", &path, json!(null)).await.0,
            401
        );
        let all = ok(&mut Program::of(&router, READ), "GET", "/services", json!(null)).await;
        let public =
            ok(&mut Program::of(&router, "representative+services:read"), "GET", "/services", json!(null))
                .await;
        assert!(public["total"].as_u64() <= all["total"].as_u64() && public["total"] != 0, "{public}");
        assert!(public["items"].as_array().expect("items").iter().all(|one| one["is_public"] == true));
        let act = json!({"do": "take", "seen": case.seq});
        for token in ["reader+services:read,services:write", "representative+services:write"] {
            assert_eq!(
                Program::of(&router, token).ask("POST", &format!("{path}/events"), act.clone()).await.0,
                403,
                "{token}"
            );
        }
    }
}
