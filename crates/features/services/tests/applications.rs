//! A program of the office applies for somebody, with files; and who may have the files of a case's answers.

use rathaus_store::{Actor, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, Program, complaints, house, north};
use serde_json::{Value, json};

use crate::money_parts::*;

const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];
const WRITE: &str = "office+services:read,services:write";
const BEGIN: &str = "/services/hund-anmelden/applications";
const PDF: &str = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n";

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[Door::of("GET", "/cases/{number}/files/{file}", READERS)];

fn pointers(said: &Value, list: &str) -> Vec<String> {
    let all = said[list].as_array().unwrap_or_else(|| panic!("{list} in {said}"));
    all.iter().map(|one| one["pointer"].as_str().expect("a pointer").to_owned()).collect()
}

/// The answers of the example, for a dog that must be insured.
fn dangerous() -> Value {
    let mut answers: Value =
        serde_json::from_str(include_str!("../examples/dog.answers.json")).expect("answers");
    answers["gefaehrlich"] = json!({"yes_no": true});
    answers
}

async fn ok(program: &mut Program, method: &str, path: &str, body: Value) -> Value {
    let (status, said) = program.ask(method, path, body).await;
    assert!((200..300).contains(&status), "{method} {path}: {status} {said}");
    said
}

#[tokio::test]
async fn a_program_applies_for_somebody() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let dogs = example(&mut change, "hund-anmelden").await;
        let (theirs, _) = applied(&mut change, "Ada Amt", false, None).await;
        let begun_by_hand =
            rathaus_services::store::application::find_application_of_case(&mut change, theirs.id);
        let begun_by_hand = begun_by_hand.await.expect("read").expect("an application").id;
        change.commit(Record::new("service.taken", dogs.id)).await.expect("kept");

        // Only the office, with a token that may write; nobody reaches what a citizen has begun.
        for (token, status) in [
            ("nobody", 401),
            ("office+services:read", 403),
            ("reader+services:read,services:write", 403),
            ("representative+services:write", 403),
        ] {
            let mut program = Program::of(&router, token);
            assert_eq!(program.ask("POST", BEGIN, json!({})).await.0, status, "{token}");
            let path = format!("/applications/{begun_by_hand}");
            for (method, path, body) in [
                ("GET", path.clone(), json!(null)),
                ("PUT", format!("{path}/answers"), json!({"edition": 0, "answers": {}})),
                ("POST", format!("{path}/files?field=versicherung&name=a.pdf"), json!(PDF)),
                ("PUT", format!("{path}/submission"), json!({})),
            ] {
                assert_eq!(program.ask(method, &path, body).await.0, status, "{token} {method} {path}");
            }
        }
        let mut office = Program::of(&router, WRITE);
        let path = format!("/applications/{begun_by_hand}");
        assert_eq!(office.ask("GET", &path, json!(null)).await.0, 404, "what is begun on line is theirs");

        // What is wrong begins nothing, and is named by its field.
        assert_eq!(office.ask("POST", "/services/nirgends/applications", json!({})).await.0, 404);
        let wrong = json!({"answers": {"wurftag": {"text": "gestern"}, "farbe": {"text": "braun"}}});
        let (status, said) = office.ask("POST", BEGIN, wrong).await;
        let mut named = pointers(&said, "errors");
        named.sort();
        assert_eq!(
            (status, named),
            (422, vec!["/answers/farbe".into(), "/answers/wurftag".into()]),
            "{said}"
        );
        let detail = said["errors"][0]["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(": "), "the question is named: {said}");
        assert_eq!(office.ask("POST", BEGIN, json!({"channel": "fit"})).await.0, 422);

        // Begun once, however often it is sent; what is missing is said.
        let name = json!({"name": {"text": "Bert Muster"}});
        let (status, begun) = office.ask("POST", BEGIN, json!({"channel": "paper", "answers": name})).await;
        assert_eq!(
            (status, &begun["channel"], &begun["service"]),
            (201, &json!("paper"), &json!("hund-anmelden"))
        );
        assert!(pointers(&begun, "missing").contains(&"/answers/rufname".to_owned()), "{begun}");
        assert!(begun["link"].as_str().is_some_and(|link| link.contains("/applications/")), "{begun}");
        let (status, again) = office.ask("POST", BEGIN, json!({})).await;
        assert_eq!((status, &again["id"], &again["link"]), (200, &begun["id"], &json!(null)), "begun once");
        let path = format!("/applications/{}", begun["id"].as_str().expect("an id"));
        let (answers, hand_in) = (format!("{path}/answers"), format!("{path}/submission"));

        // Answers are kept, but not over what somebody else saved, nor with files of nobody.
        let edition = begun["edition"].clone();
        let kept =
            ok(&mut office, "PUT", &answers, json!({"edition": edition, "answers": dangerous()})).await;
        assert_eq!(pointers(&kept, "missing"), ["/answers/versicherung"], "{kept}");
        let stale = json!({"edition": edition, "answers": {"rufname": {"text": "Rex"}}});
        assert_eq!(office.ask("PUT", &answers, stale).await.0, 409);
        let mut stolen = dangerous();
        let file = json!({"id": theirs.id, "name": "a.pdf", "media": "application/pdf", "bytes": 9});
        stolen["versicherung"] = json!({"files": [file]});
        let (status, said) =
            office.ask("PUT", &answers, json!({"edition": kept["edition"], "answers": stolen})).await;
        assert_eq!((status, pointers(&said, "errors")), (422, vec!["/answers/versicherung".to_owned()]));

        // Handing in names what is missing; a file is what it holds.
        let (status, said) = office.ask("PUT", &hand_in, json!({})).await;
        assert_eq!((status, pointers(&said, "errors")), (422, vec!["/answers/versicherung".to_owned()]));
        let add = |field: &str| format!("{path}/files?field={field}&name=police.pdf");
        let (status, said) = office.ask("POST", &add("versicherung"), json!("<html>")).await;
        assert_eq!((status, pointers(&said, "errors")), (422, vec!["/answers/versicherung".to_owned()]));
        for field in ["rufname", "nichts", "hunde.0.bild"] {
            assert_eq!(pointers(&office.ask("POST", &add(field), json!(PDF)).await.1, "errors"), ["/field"]);
        }
        let added = ok(&mut office, "POST", &add("versicherung"), json!(PDF)).await;
        assert_eq!((&added["name"], &added["media"]), (&json!("police.pdf"), &json!("application/pdf")));
        ok(&mut office, "POST", &add("versicherung"), json!(PDF)).await;
        let (status, said) = office.ask("POST", &add("versicherung"), json!(PDF)).await;
        assert_eq!(
            (status, pointers(&said, "errors")),
            (422, vec!["/answers/versicherung".to_owned()]),
            "two are the most"
        );
        // What is named no more is gone.
        let now = ok(&mut office, "GET", &path, json!(null)).await;
        let mut fewer = now["answers"].clone();
        fewer["versicherung"] = json!({"files": [added.clone()]});
        let now =
            ok(&mut office, "PUT", &answers, json!({"edition": now["edition"], "answers": fewer})).await;
        assert_eq!(
            (now["missing"].as_array().map(Vec::len), &now["is_open"]),
            (Some(0), &json!(true)),
            "{now}"
        );

        // Nobody of the office reads a file before it is handed in.
        let done = ok(&mut office, "PUT", &hand_in, json!({})).await;
        let number = done["case"].as_str().expect("a case").to_owned();
        assert!(done["receipt"].is_string() && done["is_open"] == false, "{done}");
        let clerk_name = done["filled_in_by"].as_str().expect("a name").to_owned();
        assert!(!clerk_name.is_empty(), "{done}");
        assert_eq!(ok(&mut office, "PUT", &hand_in, json!({})).await["case"], number, "handed in once");
        let late = json!({"edition": 0, "answers": dangerous()});
        assert_eq!(office.ask("PUT", &answers, late).await.0, 409, "what was handed in stays");
        let case = ok(&mut office, "GET", &format!("/cases/{number}"), json!(null)).await;
        assert_eq!(
            (&case["applicant"], &case["channel"]),
            (&json!("Ada Beispiel"), &json!("paper")),
            "{case}"
        );
        assert_eq!(case["answers"]["versicherung"]["files"][0]["id"], added["id"], "{case}");

        // Its file, for the office and readers; on the page, too.
        let file = format!("/cases/{number}/files/{}", added["id"].as_str().expect("an id"));
        let mut clerk = Browser::of(router.clone(), "office");
        let page = clerk.get(&format!("/cases/{number}")).await;
        assert!(plain(&page).contains(&format!("href=\"{file}\"")), "{}", page.text);
        for words in ["Ausgefüllt von", &clerk_name, "auf Papier"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let given = clerk.get(&file).await;
        assert_eq!((given.status, given.text.as_str()), (200, PDF));
        assert!(given.headers["content-disposition"].starts_with("attachment"));
        assert!(given.headers["content-security-policy"].contains("sandbox"));
        assert_eq!(ok(&mut office, "GET", &file, json!(null)).await, json!(PDF));
        assert_eq!(
            Program::of(&router, "representative+services:read").ask("GET", &file, json!(null)).await.0,
            403
        );
        let wrong = complaints(&router, DOORS, |_| file.clone()).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let elsewhere = format!("/cases/{}/files/{}", theirs.number, added["id"].as_str().expect("an id"));
        assert_eq!(clerk.get(&elsewhere).await.status, 404, "the file of another case");
        assert_eq!(clerk.get(&format!("/cases/{number}/files/x")).await.status, 404);

        // While the office waits for a correction it can be changed; what is only being changed is not read as handed in.
        let ask = json!({"do": "correct", "seen": case["seq"], "missing": "Ein neuer Nachweis", "days": 14});
        ok(&mut office, "POST", &format!("/cases/{number}/events"), ask).await;
        let newer = ok(&mut office, "POST", &add("versicherung"), json!(PDF)).await;
        let draft = format!("/cases/{number}/files/{}", newer["id"].as_str().expect("an id"));
        assert_eq!(clerk.get(&draft).await.status, 404, "not handed in");
        ok(&mut office, "PUT", &hand_in, json!({})).await;
        assert_eq!((clerk.get(&draft).await.status, clerk.get(&file).await.status), (200, 200));
        let case = ok(&mut office, "GET", &format!("/cases/{number}"), json!(null)).await;
        assert_eq!(case["state"], "open", "{case}");
    }
}
