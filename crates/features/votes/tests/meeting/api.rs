//! What programs of the office do: prepare a meeting from an agenda, put motions, fetch what came out.

use rathaus_web::testing::Program;
use serde_json::{Value, json};

use super::{Hall, houses};

const READ: &str = "office+votes:read";
const WRITE: &str = "office+votes:read,votes:write";

async fn ok(program: &mut Program, method: &str, path: &str, body: Value) -> Value {
    let (status, said) = program.ask(method, path, body).await;
    assert!((200..300).contains(&status), "{method} {path}: {status} {said}");
    said
}

#[tokio::test]
async fn a_program_prepares_a_meeting_and_fetches_the_result() {
    for (scratch, router) in houses().await {
        let mut office = Program::of(&router, WRITE);
        let new =
            json!({"title": "Stadtrat", "day": "2026-06-01", "place": "Saal", "people": "Anna\nBert; 2"});
        let made = ok(&mut office, "POST", "/meetings", new.clone()).await;
        let id = made["id"].as_str().expect("an id").to_owned();
        let path = format!("/meetings/{id}");
        let mut reader = Program::of(&router, READ);
        assert_eq!(reader.ask("POST", "/meetings", new).await.0, 403);
        let (status, said) = office.ask("POST", "/meetings", json!({"title": "", "people": "A;0"})).await;
        assert_eq!(status, 422);
        let pointers: Vec<&Value> =
            said["errors"].as_array().expect("errors").iter().map(|one| &one["pointer"]).collect();
        assert_eq!(pointers, ["/title", "/day", "/people"], "{said}");

        let ask = json!({"question": "Weiter?", "kind": "open", "majority": "simple", "quorum": "none"});
        let motion = ok(&mut office, "POST", &format!("{path}/motions"), ask).await;
        assert_eq!(
            (&motion["state"], &motion["choices"]),
            (&json!("draft"), &json!(["Ja", "Nein", "Enthaltung"]))
        );
        let motion = motion["id"].as_str().expect("an id").to_owned();
        let at = format!("{path}/motions/{motion}");
        assert_eq!(office.ask("POST", &format!("{at}/opening"), json!(null)).await.0, 409);

        let mut hall = Hall::open(&scratch, &router, "Niemand").await;
        hall.id.clone_from(&id);
        hall.office.get(&format!("/meetings/{id}")).await;
        hall.send("/opening", &[]).await;
        hall.send("/presence", &[("all", "yes"), ("present", "yes")]).await;
        assert_eq!(ok(&mut office, "POST", &format!("{at}/opening"), json!(null)).await["state"], "open");
        hall.vote("Bert", &motion, &["0"]).await;
        assert_eq!(ok(&mut reader, "GET", &path, json!(null)).await["motions"][0]["result"], json!(null));
        let closed = ok(&mut office, "POST", &format!("{at}/closure"), json!(null)).await;
        assert_eq!(
            (&closed["result"]["outcome"], &closed["result"]["votes"]),
            (&json!("carried"), &json!([2, 0, 0]))
        );
        assert_eq!(office.ask("POST", &format!("{at}/closure"), json!(null)).await.0, 409);
        let whole = ok(&mut reader, "GET", &path, json!(null)).await;
        assert_eq!((&whole["present"], &whole["votes"]), (&json!(3), &json!(3)), "{whole}");
        assert_eq!(whole["motions"][0]["result"]["roll"][0]["name"], "Bert", "{whole}");
        // What opens a vote is in nothing that a program reads.
        let members = hall.members().await;
        for member in &members {
            let (key, code) = (member.link_key.clone().expect("a key"), member.code.clone().expect("a code"));
            assert!(!whole.to_string().contains(&key) && !whole.to_string().contains(&code));
        }
        let listed = ok(&mut reader, "GET", "/meetings", json!(null)).await;
        assert_eq!(listed["total"], 2, "{listed}");
        assert_eq!(reader.ask("GET", &path.replace(&id, &motion), json!(null)).await.0, 404);
    }
}
