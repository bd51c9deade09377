//! The editor through the router on both databases: making, changing, two at once, publishing, moving between houses.

use rathaus_procedure::field::Kind;
use rathaus_procedure::store::*;
use rathaus_procedure::{Answer, Answers, Definition, KindName, feature};
use rathaus_store::testing::start;
use rathaus_store::{Actor, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, guarded, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];

const DOORS: [Door; 20] = [
    Door::open("GET", "/forms/script"),
    Door::open("GET", "/forms/style"),
    Door::open("GET", "/forms/organisations"),
    Door::of("GET", "/forms", OFFICE),
    Door::of("POST", "/forms", OFFICE),
    Door::of("POST", "/forms/import", OFFICE),
    Door::of("GET", "/forms/{key}", OFFICE),
    Door::of("POST", "/forms/{key}/draft", OFFICE),
    Door::of("POST", "/forms/{key}/discard", OFFICE),
    Door::of("POST", "/forms/{key}/copy", OFFICE),
    Door::of("POST", "/forms/{key}/retire", OFFICE),
    Door::of("GET", "/forms/{key}/versions/{n}/json", OFFICE),
    Door::of("GET", "/forms/{key}/versions/{n}/print", OFFICE),
    Door::of("GET", "/forms/{key}/versions/{n}/preview", OFFICE),
    Door::of("GET", "/forms/{key}/edit", OFFICE),
    Door::of("POST", "/forms/{key}/edit", OFFICE),
    Door::of("GET", "/forms/{key}/edit/{id}", OFFICE),
    Door::of("POST", "/forms/{key}/edit/{id}", OFFICE),
    Door::of("POST", "/forms/{key}/undo", OFFICE),
    Door::of("GET", "/forms/{key}/publish", OFFICE),
];

fn hidden(text: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = text.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {text}")).1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_the_office_comes_in() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut office = Browser::of(router.clone(), "office");
        office.get("/forms").await;
        assert_eq!(office.post("/forms", &[("title", "Probe")]).await.location, "/forms/probe/edit");
        let mut doors = DOORS.to_vec();
        doors.push(Door::of("POST", "/forms/{key}/publish", OFFICE));
        let fill =
            |pattern: &str| pattern.replace("{key}", "probe").replace("{n}", "1").replace("{id}", "seite");
        guarded(&router, &feature(), &doors, fill).await;
    }
}

#[tokio::test]
async fn a_form_is_made_changed_published_and_moved() {
    for (scratch, router) in house(&[], || vec![feature()]).await {
        let scope = scratch.store.tenant(north());
        let mut office = Browser::of(router.clone(), "office");
        office.get("/forms").await;
        let wrong = office.post("/forms", &[("title", " "), ("key", "Groß")]).await;
        wrong.sums_up_mistakes();
        office.post("/forms", &[("title", "<b>Straße</b>"), ("key", "strasse")]).await;
        let taken = office.post("/forms", &[("title", "Noch eine"), ("key", "strasse")]).await;
        taken.sums_up_mistakes();

        // Every kind of question is added, looked at, and saved as it is.
        for kind in KindName::ALL {
            let page = office.get("/forms/strasse/edit").await;
            assert_eq!(page.status, 200, "{}", page.text);
            assert!(page.text.contains("&lt;b&gt;Straße") && !page.text.contains("<b>Straße"));
            let edition = hidden(&page.text, "edition");
            let label = format!("Frage {}", kind.as_str());
            let sent = [
                ("edition", edition.as_str()),
                ("label", &label),
                ("kind", kind.as_str()),
                ("do", "add field seite"),
            ];
            let added = office.post("/forms/strasse/edit", &sent).await;
            assert_eq!(added.status, 303, "{} {}", kind.as_str(), added.text);
            let page = office.get(&added.location).await;
            assert_eq!(page.status, 200, "{} {}", kind.as_str(), page.text);
            assert!(page.text.contains(&label));
        }
        let find = async || {
            let mut view = scope.read().await.expect("a view");
            let form = find_form(&mut view, "strasse").await.expect("read").expect("there");
            find_draft_version(&mut view, form.id).await.expect("read").expect("a draft")
        };
        let before = find().await;
        assert_eq!(before.definition.pages[0].items.len(), KindName::ALL.len());

        // A question with settings, words in both languages and a condition.
        let edition = before.edition.to_string();
        let sent = [
            ("edition", edition.as_str()),
            ("label.de", "Wie viele?"),
            ("label.en", "How many?"),
            ("required", "yes"),
            ("decimals", "1"),
            ("min", "0,5"),
            ("max", "10"),
            ("when.mode", "all"),
            ("when.0.what", "answered frage-text"),
            ("when.0.not", "yes"),
        ];
        let saved = office.post("/forms/strasse/edit/frage-number", &sent).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let after = find().await;
        let field =
            after.definition.field(&"frage-number".parse().expect("id")).expect("there").field.clone();
        assert!(field.required && field.label.en.as_deref() == Some("How many?"));
        assert!(matches!(&field.kind, Kind::Number(kind) if kind.decimals == 1 && kind.min.is_some()));
        assert_eq!(
            field.when.map(|when| serde_json::to_string(&when).expect("json")).as_deref(),
            Some("{\"not\":{\"answered\":\"frage-text\"}}")
        );

        // Somebody else with the old page: nothing of the first is lost, what they typed comes back.
        let mut other = Browser::of(router.clone(), "administrator");
        other.get("/forms").await;
        let late = other
            .post("/forms/strasse/edit/frage-number", &[("edition", &edition), ("label.de", "Zu spät")])
            .await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("Zu spät"));
        assert_eq!(find().await, after);
        // A step that leaves the form unsound is refused with its reason.
        let edition = after.edition.to_string();
        let refused =
            office.post("/forms/strasse/edit", &[("edition", &edition), ("do", "remove frage-text")]).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("frage-text"));
        // Undone.
        assert_eq!(office.post("/forms/strasse/undo", &[("edition", &edition)]).await.status, 303);
        assert_eq!(find().await.definition, before.definition);

        // Published; a draft in progress is counted where a change touches it.
        let publish = office.get("/forms/strasse/publish").await;
        assert_eq!(publish.status, 200, "{}", publish.text);
        let edition = hidden(&publish.text, "edition");
        assert_eq!(office.post("/forms/strasse/publish", &[("edition", "1")]).await.status, 409);
        assert_eq!(
            office.post("/forms/strasse/publish", &[("edition", &edition)]).await.location,
            "/forms/strasse"
        );
        let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
        let live = find_live(&mut tx, "strasse").await.expect("read").expect("live");
        let text = Answers([("frage-text".parse().expect("id"), Answer::Text("da".into()))].into());
        begin_draft(&mut tx, &live, "person:1", &text).await.expect("begun");
        tx.commit(Record::new("test.done", "form")).await.expect("kept");
        assert_eq!(office.post("/forms/strasse/draft", &[]).await.location, "/forms/strasse/edit");
        let edition = find().await.edition.to_string();
        let gone =
            office.post("/forms/strasse/edit", &[("edition", &edition), ("do", "remove frage-text")]).await;
        assert_eq!(gone.status, 303, "{}", gone.text);
        let publish = office.get("/forms/strasse/publish").await;
        assert!(publish.text.contains("verliert Angaben") && publish.text.contains("Frage text"));
        assert!(publish.text.contains("Ein Formular ist in Bearbeitung"));
        let edition = hidden(&publish.text, "edition");
        office.post("/forms/strasse/publish", &[("edition", &edition)]).await;
        let mut view = scope.read().await.expect("a view");
        let versions = list_versions(&mut view, live.form).await.expect("read");
        let states: Vec<_> = versions.iter().map(|version| version.state).collect();
        assert_eq!(states, [State::Live, State::Retired]);
        drop(view);

        // Pages of a version, in both languages.
        for lang in ["de", "en"] {
            for path in ["", "/versions/1/preview", "/versions/1/print", "/versions/2/json"] {
                let shown = office.get(&format!("/forms/strasse{path}?lang={lang}")).await;
                assert_eq!(shown.status, 200, "{path} {}", shown.text);
            }
        }
        office.get("/forms?lang=de").await;

        // Out and in again, under another key; a broken file names its faults.
        let json = office.get("/forms/strasse/versions/1/json").await.text;
        let mut moved = Definition::from_json(&json).expect("a form");
        moved.key = "umgezogen".parse().expect("an id");
        office.get("/forms").await;
        let came = office.post("/forms/import", &[("json", &moved.to_json())]).await;
        assert_eq!(came.location, "/forms/umgezogen");
        office.get("/forms").await;
        let broken = office.post("/forms/import", &[("json", "{\"key\": \"A\", \"mehr\": 1}")]).await;
        broken.sums_up_mistakes();
        assert!(broken.text.contains("mehr"), "{}", broken.text);
        let copy = office.post("/forms/umgezogen/copy", &[("title", "Kopie"), ("key", "")]).await;
        assert_eq!(copy.location, "/forms/kopie");
        assert_eq!(office.post("/forms/strasse/retire", &[]).await.status, 303);
        let mut view = scope.read().await.expect("a view");
        assert_eq!(find_live(&mut view, "strasse").await.expect("read"), None);
    }
}

#[tokio::test]
async fn the_api_hands_in_once_and_names_mistakes_by_place() {
    for (scratch, router) in house(&[], || vec![feature()]).await {
        let scope = scratch.store.tenant(north());
        let form = Definition::from_json(
            r#"{"key": "kurz", "title": {"de": "Kurz"}, "pages": [{"id": "s", "title": {"de": "S"}, "items": [
            {"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {}}, "required": true}}]}]}"#,
        )
        .expect("a form");
        let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
        let (_, version) = insert_definition(&mut tx, "", &form, "Anna").await.expect("made");
        publish(&mut tx, version.id, version.edition).await.expect("published");
        tx.commit(Record::new("test.done", "form")).await.expect("kept");
        let mut browser = Browser::new(router.clone());
        let mut call = async |method: &str, path: &str, token: &str, body: &str| {
            let request = axum::http::Request::builder()
                .method(method)
                .uri(format!("/api/v1{path}"))
                .header("host", "localhost")
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", "application/json")
                .header("idempotency-key", "k1")
                .body(body.to_owned().into())
                .expect("a request");
            browser.request(request).await
        };
        let all = "office+forms:read,submissions:read,submissions:write";
        let good = r#"{"holder": "Stadt", "answers": {"name": {"text": "A"}}}"#;
        let path = "/forms/kurz/submissions";
        assert_eq!(call("POST", path, "office+forms:read", good).await.status, 403);
        assert_eq!(call("POST", path, "reader+submissions:write", good).await.status, 403);
        let wrong = call("POST", path, all, r#"{"holder": "Stadt", "answers": {}}"#).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("/answers/name"), "{}", wrong.text);
        let first = call("POST", path, all, good).await;
        assert_eq!(first.status, 201, "{}", first.text);
        assert_eq!(call("POST", path, all, good).await.status, 200);
        let list = call("GET", path, all, "").await;
        assert!(list.text.contains("\"total\":1"), "{}", list.text);
        assert!(call("GET", "/forms", all, "").await.text.contains("kurz"));
        assert!(call("GET", "/forms/kurz/versions/1", all, "").await.text.contains("\"required\":true"));
        assert_eq!(call("GET", "/forms/kurz/versions/9", all, "").await.status, 404);
    }
}
