//! Files go through the scanner before any page sees them, and nothing passes where it does not answer.

use std::sync::Arc;

use rathaus_store::testing::{both, start};
use rathaus_web::scan::Scanner;
use rathaus_web::testing::{Browser, Clamd, Shown, StubGate, eicar};
use rathaus_web::{
    Answer, App, Feature, Fields, Form, FromForm, Keys, Reader, Sheet, Upload, Visitor, WebSettings, context,
    get, post,
};

const TEMPLATE: &str = r#"{% extends "web/base.html" %}{% import "web/fields.html" as f %}{% block content %}
<h1>{{ said }}</h1>{% call f.frame(form, url("/files"), files=true) %}{{ f.text(form, "x", "X") }}{{ f.file(form, "plan", "Plan") }}{% endcall %}{% endblock %}"#;

struct Plan(Upload);

impl FromForm for Plan {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let plan = form.files("plan").first().map(|file| (*file).clone());
        if plan.is_none() {
            form.mistake("plan", "form-required");
        }
        plan.map(Self)
    }
}

async fn show(visitor: Visitor) -> Answer {
    visitor.page("files.html", "Dateien", context! { said => "", form => visitor.form(&Sheet::blank())? })
}

async fn typed(visitor: Visitor, form: Form<Plan>) -> Answer {
    match form.checked() {
        Ok(Plan(file)) => {
            let said = format!("{} Bytes", file.bytes.len());
            visitor.page("files.html", "Dateien", context! { said, form => visitor.form(&Sheet::blank())? })
        }
        Err(sheet) => visitor.again("files.html", "Dateien", &sheet, context! { said => "" }),
    }
}

async fn bare(visitor: Visitor, fields: Fields) -> Answer {
    let said = format!("{} Dateien, {} nicht", fields.files.len(), fields.barred.len());
    visitor.page("files.html", "Dateien", context! { said, form => visitor.form(&Sheet::blank())? })
}

fn feature() -> Feature {
    let mut feature = Feature::new(None);
    feature.templates = &[("files.html", TEMPLATE)];
    feature.routes = feature.routes.route("/files", get(show).merge(post(typed))).route("/bare", post(bare));
    feature
}

async fn send(browser: &mut Browser, path: &str, files: &[(&str, &[u8])]) -> Shown {
    let page = browser.get("/files").await;
    let (_, rest) = page.text.split_once("name=\"token\" value=\"").expect("a token");
    let token = rest.split('"').next().unwrap_or_default();
    let mut body = Vec::new();
    for (name, value) in [("token", token), ("x", "was ich schrieb")] {
        body.extend(
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (name, bytes) in files {
        let head =
            format!("--X\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(b"--X--\r\n");
    browser.send("POST", path, "multipart/form-data; boundary=X", body).await
}

#[tokio::test]
async fn nothing_passes_that_the_scanner_did_not_pass() {
    for scratch in both(&[rathaus_web::MIGRATIONS]).await {
        let clamd = Clamd::tcp().await;
        let scanner = Scanner::new(clamd.address()).expect("an address");
        let scanner = scanner.patient_for(std::time::Duration::from_millis(400));
        let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
        let gate = Arc::new(StubGate::new(&[]));
        let (_, router) =
            App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(start), settings)
                .feature(feature())
                .port(Arc::new(scanner))
                .build()
                .expect("readable");
        let mut browser = Browser::new(router);
        let good = send(&mut browser, "/files", &[("plan.txt", b"Guten Tag")]).await;
        assert!(good.status == 200 && good.text.contains("9 Bytes"), "{}", good.text);
        assert_eq!(clamd.asked(), 1);

        let eicar = eicar();
        let bad = send(&mut browser, "/files", &[("../plan.txt", &eicar)]).await;
        bad.sums_up_mistakes();
        assert!(bad.text.contains("In der Datei „plan.txt“ steckt ein Schadprogramm"), "{}", bad.text);
        assert!(
            bad.text.contains("was ich schrieb") && !bad.text.contains("Bitte ausfüllen"),
            "{}",
            bad.text
        );
        let large = vec![b'a'; 2 << 20];
        let large = send(&mut browser, "/files", &[("plan.txt", &large)]).await;
        large.sums_up_mistakes();
        assert!(large.text.contains("zu groß oder zu verschachtelt"), "{}", large.text);
        // Of several only the bad one is missing, and who takes the fields as they are is told.
        let some =
            send(&mut browser, "/bare", &[("a.txt", b"gut"), ("b.txt", &eicar), ("c.txt", b"gut")]).await;
        assert!(some.text.contains("2 Dateien, 1 nicht"), "{}", some.text);

        // A scanner that hangs, and one that is gone.
        clamd.be_silent();
        let hung = send(&mut browser, "/files", &[("plan.txt", b"Guten Tag")]).await;
        hung.sums_up_mistakes();
        assert!(hung.text.contains("Dateien können gerade nicht geprüft werden"), "{}", hung.text);
        drop(clamd);
        let gone = send(&mut browser, "/files", &[("plan.txt", b"Guten Tag")]).await;
        gone.sums_up_mistakes();
        assert!(
            gone.text.contains("nicht geprüft werden") && gone.text.contains("was ich schrieb"),
            "{}",
            gone.text
        );
        let without = send(&mut browser, "/bare", &[]).await;
        assert!(without.text.contains("0 Dateien, 0 nicht"), "forms without files go on: {}", without.text);
    }
}
