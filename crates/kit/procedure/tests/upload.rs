//! Files in answers: what is taken in, to whom it is given, when it goes.

use std::sync::Arc;

use rathaus_procedure::fill::{Host, Later, Params, Sitting};
use rathaus_procedure::store::*;
use rathaus_procedure::{Definition, feature, fill};
use rathaus_store::files::{Place, list_files};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Files, Record};
use rathaus_web::scan::Scanner;
use rathaus_web::testing::{Browser, Clamd, Shown, StubGate, eicar, north};
use rathaus_web::{App, Feature, Keys, Visitor, WebSettings};

const FORM: &str = r#"{"key": "unterlagen", "title": {"de": "Unterlagen"}, "pages": [{"id": "s", "title": {"de": "S"}, "items": [
 {"field": {"id": "plan", "label": {"de": "Plan"}, "kind": {"file": {"types": ["application/pdf"], "max_bytes": 2000, "max_count": 2}}}}]}]}"#;

struct Anybody;

impl Host for Anybody {
    fn find<'a>(&'a self, _: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        let who = params.get("who").cloned().unwrap_or_default();
        Box::pin(async move {
            Ok(Sitting {
                base: format!("/fill/{who}"),
                form: "unterlagen".into(),
                holder: format!("person:{who}"),
                actor: Actor::Anonymous,
                by: String::new(),
                assurance: Assurance::None,
                home: None,
                prefill: Default::default(),
                is_open: true,
            })
        })
    }
}

fn hidden(text: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    text.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

/// Sends the page with fields and perhaps a file.
async fn send(
    browser: &mut Browser,
    who: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Shown {
    let path = format!("/fill/{who}/pages/s");
    let page = browser.get(&path).await;
    let mut body = Vec::new();
    let token = hidden(&page.text, "token").remove(0);
    let (edition, sheet) = (hidden(&page.text, "edition").remove(0), hidden(&page.text, "sheet").remove(0));
    let mut all = vec![("token", token.as_str()), ("edition", &edition), ("sheet", &sheet)];
    let kept = hidden(&page.text, "f.plan");
    all.extend(kept.iter().map(|id| ("f.plan", id.as_str())));
    all.extend(fields);
    for (name, value) in all {
        body.extend(
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--X\r\nContent-Disposition: form-data; name=\"f.plan\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(b"--X--\r\n");
    browser.send("POST", &path, "multipart/form-data; boundary=X", body).await
}

#[tokio::test]
async fn files_are_what_they_hold_and_belong_to_their_holder() {
    for scratch in both(&[rathaus_web::MIGRATIONS, MIGRATIONS]).await {
        let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
        let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
        let gate = Arc::new(StubGate::new(&[]));
        let mut own = Feature::new(None);
        own.routes = fill::routes("/fill/{who}", Arc::new(Anybody));
        let (_, router) =
            App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(start), settings)
                .feature(feature())
                .feature(own)
                .port(Arc::new(files))
                .build()
                .expect("readable");
        let scope = scratch.store.tenant(north());
        let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
        let form = Definition::from_json(FORM).expect("a form");
        let (_, version) = insert_definition(&mut tx, "", &form, "Anna").await.expect("made");
        publish(&mut tx, version.id, version.edition).await.expect("published");
        tx.commit(Record::new("test.done", "form")).await.expect("kept");

        let mut anna = Browser::new(router.clone());
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n";
        for (name, bytes) in [
            ("plan.pdf", &b"<html><script>alert(1)</script></html>"[..]),
            ("plan.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("plan.pdf", b"MZ\x90\x00"),
            ("plan.pdf", b"PK\x03\x04aaaa"),
            ("plan.pdf", &[b'%'; 3000]),
            ("leer.pdf", b""),
        ] {
            let refused = send(&mut anna, "anna", &[("go", "next")], Some((name, bytes))).await;
            assert_eq!(refused.status, 422, "{name} {}", String::from_utf8_lossy(bytes));
        }
        let taken = send(&mut anna, "anna", &[("go", "next")], Some(("../Größe \u{202e}.pdf", pdf))).await;
        assert_eq!(taken.location, "/fill/anna/review", "{}", taken.text);
        let page = anna.get("/fill/anna/pages/s").await;
        let id = hidden(&page.text, "f.plan").remove(0);
        let given = anna.get(&format!("/fill/anna/files/{id}")).await;
        assert_eq!((given.status, given.text.as_bytes()), (200, &pdf[..]));
        assert!(given.headers["content-disposition"].starts_with("attachment"));

        // Somebody else neither gets it nor hands it in as theirs.
        let mut bernd = Browser::new(router.clone());
        assert_eq!(bernd.get(&format!("/fill/bernd/files/{id}")).await.status, 404);
        let stolen = send(&mut bernd, "bernd", &[("f.plan", &id), ("go", "next")], None).await;
        assert_eq!(stolen.status, 422);

        // Three are too many; one taken out is gone.
        send(&mut anna, "anna", &[("go", "next")], Some(("zwei.pdf", pdf))).await;
        assert_eq!(send(&mut anna, "anna", &[("go", "next")], Some(("drei.pdf", pdf))).await.status, 422);
        let dropped = send(&mut anna, "anna", &[("f.plan.drop", &id), ("go", "next")], None).await;
        assert_eq!(dropped.status, 303);
        assert_eq!(anna.get(&format!("/fill/anna/files/{id}")).await.status, 404);
        let mut view = scope.read().await.expect("a view");
        let owner = drafts::file_owner(version.form, "person:anna");
        assert_eq!(list_files(&mut view, owner).await.expect("read").len(), 1, "{:?}", scratch.engine);
    }
}

#[tokio::test]
async fn a_malicious_file_is_refused_and_the_answers_stay() {
    for scratch in both(&[rathaus_web::MIGRATIONS, MIGRATIONS]).await {
        let clamd = Clamd::unix().await;
        let scanner = Arc::new(Scanner::new(clamd.address()).expect("an address"));
        let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
        let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
        let gate = Arc::new(StubGate::new(&[]));
        let mut own = Feature::new(None);
        own.routes = fill::routes("/fill/{who}", Arc::new(Anybody));
        let (_, router) =
            App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(start), settings)
                .feature(feature())
                .feature(own)
                .port(Arc::new(files))
                .port(scanner)
                .build()
                .expect("readable");
        let scope = scratch.store.tenant(north());
        let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
        let form = Definition::from_json(FORM).expect("a form");
        let (_, version) = insert_definition(&mut tx, "", &form, "Anna").await.expect("made");
        publish(&mut tx, version.id, version.edition).await.expect("published");
        tx.commit(Record::new("test.done", "form")).await.expect("kept");
        let mut anna = Browser::new(router);
        let kept = async || {
            let mut view = scope.read().await.expect("begins");
            let form = find_form(&mut view, "unterlagen").await.expect("read").expect("there");
            list_files(&mut view, rathaus_procedure::store::drafts::file_owner(form.id, "person:anna"))
                .await
                .expect("read")
                .len()
        };
        // A real PDF but for what is in it: its type is right, so only the scanner can tell.
        let mut pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec();
        pdf.extend(eicar());
        pdf.extend(b"\ntrailer\n%%EOF\n");
        let go = [("go", "next")];
        let refused = send(&mut anna, "anna", &go, Some(("plan.pdf", &pdf))).await;
        assert_eq!((refused.status, kept().await), (422, 0), "{}", refused.text);
        assert!(refused.text.contains("In plan.pdf steckt ein Schadprogramm"), "{}", refused.text);
        let clean = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n";
        let taken = send(&mut anna, "anna", &go, Some(("plan.pdf", clean))).await;
        assert_eq!((taken.location.as_str(), kept().await), ("/fill/anna/review", 1), "{}", taken.text);
        drop(clamd);
        let later = send(&mut anna, "anna", &go, Some(("zwei.pdf", clean))).await;
        assert_eq!((later.status, kept().await), (422, 1), "the first one stays: {}", later.text);
        for words in
            ["Dateien können gerade nicht geprüft werden", "Ihre Angaben sind gespeichert", "plan.pdf"]
        {
            assert!(later.text.contains(words), "{words}: {}", later.text);
        }
    }
}
