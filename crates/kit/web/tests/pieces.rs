//! What stands on the pipeline: limits, words of a tenant's own, mails, lists as files, progress, figures, the API.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::Request;
use rathaus_store::jobs::{Job, JobError, Workers};
use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::testing::{Browser, StubGate, app, house, north};
use rathaus_web::wording::{self, Kind as Worded};
use rathaus_web::{
    Answer, App, Feature, Fields, Gate, Keys, Lang, MIGRATIONS, PageError, Rate, Visitor, WebSettings,
    context, get, routes,
};

const LIST: &str = r#"{% extends "web/base.html" %}{% import "web/parts.html" as p %}{% block content %}
{{ p.table("Orte", list.columns, rows) }}{{ p.pagination(list.pages) }}{{ p.exports(list.exports) }}
{{ p.filter_chips(chips) }}<p id="count">{{ list.count }} {{ list.from }}-{{ list.to }}</p>{% endblock %}"#;

async fn list(visitor: Visitor) -> Answer {
    let listing = Listing::read(&visitor, &["name", "-size"], &["county"]);
    let all: Vec<String> = (1..=120).map(|n| format!("=Ort {n}")).collect();
    if let Some(format) = listing.format() {
        let columns = vec![
            Column::new("Ort", Kind::Text),
            Column::new("Tag", Kind::Date),
            Column::new("Zahl", Kind::Number),
        ];
        let day = jiff::civil::date(2026, 11, 22);
        let rows = all.iter().map(|name| vec![name.into(), day.into(), Cell::Count(7)]).collect();
        let table = Table { name: "orte-süd".into(), title: "Orte".into(), columns, rows };
        return visitor.export(&table, format).await;
    }
    let slice = listing.slice();
    let rows: Vec<_> = all
        .iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|name| context! { name => name, size => 7 })
        .collect();
    let heads = [Head::text("name", "Ort"), Head::number("size", "Zahl")];
    let view = listing.view(&visitor, &heads, 120)?;
    let chips = listing.chips(|_, value| Some(format!("Kreis {value}")));
    visitor.page("list.html", "Orte", context! { list => view, rows, chips })
}

#[derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
struct Need {
    title: String,
}

/// Lists needs.
#[utoipa::path(get, path = "/needs", params(ApiPage), responses((status = 200, description = "Needs", body = ListOf<Need>)), security(("token" = ["needs:read"])))]
async fn needs(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<Need>>, ApiError> {
    visitor.person()?;
    visitor.scope_allows("needs:read")?;
    Ok(Json(page.list(vec![Need { title: "Eins".into() }], 101)))
}

/// Adds a need.
#[utoipa::path(post, path = "/needs", request_body = Need, responses((status = 200, description = "The need's id", body = String)), security(("token" = ["needs:write"])))]
async fn add_need(
    visitor: Visitor,
    key: IdempotencyKey,
    ApiBody(need): ApiBody<Need>,
) -> Result<Json<String>, ApiError> {
    visitor.person()?;
    visitor.scope_allows("needs:write")?;
    let _ = need.title;
    Ok(Json(key.id(&visitor, "need").to_string()))
}

/// A page that is being made while the job it waits for comes to its end.
async fn waiting(visitor: Visitor, Path(job): Path<Id>) -> Answer {
    let mut view = visitor.read().await?;
    visitor.progress(&mut view, job).await?;
    let workers = Workers::new(visitor.app().store().clone(), Arc::new(start));
    workers.on("plan", |_| async { Ok(()) }).work_off().await?;
    let progress = visitor.progress(&mut view, job).await?;
    visitor.to(&format!("{}&done={}", progress.stream, progress.done))
}

fn feature() -> Feature {
    let mut feature = Feature::new(Some("pieces"));
    feature.templates = &[
        ("list.html", LIST),
        (
            "greeting.html",
            "{% extends \"web/plain.html\" %}{% block content %}<h1>{{ t(\"piece-hello\", n=name) }}</h1>{% endblock %}",
        ),
        (
            "invitation.txt",
            "{% extends \"web/mail.txt\" %}{% block content %}Für {{ name }}: {{ url(\"/a\") }}{% endblock %}",
        ),
        (
            "invitation.html",
            "{% extends \"web/mail.html\" %}{% block content %}<p>Für {{ name }}: {{ url(\"/a\") }}</p>{% endblock %}",
        ),
    ];
    feature.texts = &[(Lang::De, "piece-hello = Hallo { $n }"), (Lang::En, "piece-hello = Hello { $n }")];
    feature.routes = feature
        .routes
        .route("/list", get(list))
        .route(
            "/greeting",
            get(async |visitor: Visitor| visitor.page("greeting.html", "Hallo", context! { name => "Anna" })),
        )
        .route(
            "/try/{secret}",
            get(async |visitor: Visitor| -> Answer {
                visitor.limit("sign-in", "anna@stadt.example")?;
                visitor.to("/list")
            }),
        )
        .route("/waiting/{job}", get(waiting))
        .route("/thing/{id}", get(async |visitor: Visitor, Path(_): Path<Id>| visitor.to("/list")))
        .route("/api/v1/thing/{id}", get(async |visitor: Visitor, Path(_): Path<Id>| visitor.to("/list")))
        .route("/panic", get(async |_: Visitor| -> Answer { panic!("a bug") }))
        .route(
            "/slow",
            get(async |visitor: Visitor| -> Answer {
                tokio::time::sleep(Duration::from_millis(300)).await;
                visitor.to("/list")
            })
            .post(async |visitor: Visitor, _: Fields| visitor.to("/list")),
        );
    feature.api = feature.api.routes(routes!(needs, add_need));
    feature
}

fn settled(scratch: &Scratch, settings: WebSettings) -> (App, axum::Router) {
    let gate: Arc<dyn Gate> = Arc::new(StubGate::new(&["pieces"]));
    let builder = App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(start), settings);
    let (app, router) = builder.feature(feature()).build().expect("a house");
    (app, router)
}

#[tokio::test]
async fn too_many_tries_are_refused_with_the_time_to_wait() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router);
        for _ in 0..10 {
            assert_eq!(browser.get("/try/geheim").await.status, 303);
        }
        let shown = browser.get("/try/geheim").await;
        assert_eq!((shown.status, shown.headers["retry-after"].as_str()), (429, "60"));
        assert!(shown.text.contains("Zu viele Versuche"));
        // Another tenant's account of the same name is another account.
        assert_eq!(browser.get("/t/south/try/geheim").await.status, 303);
    }
}

const PROBLEM: &str = "application/problem+json";

#[tokio::test]
async fn an_address_with_an_id_that_is_none_is_refused_in_words() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::of(router, "office");
        let shown = browser.get("/thing/keine-id").await;
        assert_eq!((shown.status, shown.headers["content-type"].as_str()), (400, "text/html; charset=utf-8"));
        assert!(shown.text.contains("<h1") && shown.headers.contains_key("content-security-policy"));
        let shown = browser.get("/api/v1/thing/keine-id").await;
        assert_eq!((shown.status, shown.headers["content-type"].as_str()), (400, PROBLEM));
        assert!(!shown.text.contains("UUID"), "{}", shown.text);
    }
}

#[tokio::test]
async fn requests_that_are_too_much_for_a_server_are_refused() {
    for scratch in both(&[MIGRATIONS]).await {
        let rates = [("api".to_owned(), Rate { most: 2, seconds: 60 })].into();
        let pause = Duration::from_millis(50);
        let (_, router) = settled(
            &scratch,
            WebSettings { most_at_once: 1, body_pause: pause, rates, ..WebSettings::default() },
        );
        let mut browser = Browser::of(router.clone(), "office").with_token();
        let mut other = browser.clone();
        let (one, two) = tokio::join!(browser.get("/slow"), other.get("/slow"));
        let mut both = [one.status, two.status];
        both.sort_unstable();
        assert_eq!(both, [303, 503]);
        assert_eq!(browser.get(&format!("/list?q={}", "x".repeat(9_000))).await.status, 414);
        let request =
            Request::get("/list").header("x", "y".repeat(40_000)).body(Body::empty()).expect("a request");
        assert_eq!(browser.request(request).await.status, 431);
        // A body that never ends.
        let silent = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let shown = browser
            .send("POST", "/slow", "application/x-www-form-urlencoded", Body::from_stream(silent))
            .await;
        assert_eq!(shown.status, 408);
        let shown = browser.get("/panic").await;
        assert_eq!(shown.status, 500);
        assert!(shown.text.contains("Fehler passiert") && !shown.text.contains("a bug"));
        let mut api = Browser::new(router);
        let statuses = [api.get("/api/v1/needs").await.status, api.get("/api/v1/needs").await.status];
        assert_eq!(statuses, [401, 401]);
        // Refused at the door, below every prefix: programs read problems, with the time to wait.
        for path in ["/api/v1/needs", "/t/south/api/v1/needs"] {
            let shown = api.get(path).await;
            assert_eq!((shown.status, shown.headers["content-type"].as_str()), (429, PROBLEM), "{path}");
            let problem: serde_json::Value = serde_json::from_str(&shown.text).expect("JSON");
            assert_eq!((&problem["status"], &problem["title"]), (&429.into(), &"Too Many Requests".into()));
            assert_eq!(shown.headers["retry-after"], "30");
            assert_eq!(problem["reference"], shown.headers["x-request-id"]);
        }
        let shown = api.get(&format!("/api/v1/needs?q={}", "x".repeat(9_000))).await;
        assert_eq!((shown.status, shown.headers["content-type"].as_str()), (414, PROBLEM));
        let shown = api.get("/t/nowhere/api/v1/needs").await;
        assert_eq!((shown.status, shown.headers["content-type"].as_str()), (404, PROBLEM));
    }
}

#[tokio::test]
async fn an_office_words_pages_and_mails_in_its_own_way() {
    for scratch in both(&[MIGRATIONS]).await {
        let change = || async {
            let scope = scratch.store.tenant(north());
            scope.change(Actor::Program("test"), start()).await.expect("a change")
        };
        let mut own = change().await;
        let template = "{% extends \"web/plain.html\" %}{% block content %}<h1>Neu: {{ t(\"piece-hello\", n=name) }}</h1>{% endblock %}";
        wording::save_wording(&mut own, Worded::Template, "greeting.html", None, "alt").await.expect("kept");
        wording::save_wording(&mut own, Worded::Template, "greeting.html", None, template)
            .await
            .expect("kept");
        wording::save_wording(&mut own, Worded::Text, "piece-hello", Some(Lang::De), "Moin { $n }")
            .await
            .expect("kept");
        wording::save_wording(&mut own, Worded::Template, "invitation.txt", None, "{{ broken }}")
            .await
            .expect("kept");
        own.commit(Record::new("wording.saved", "greeting.html")).await.expect("kept");
        let gate = Arc::new(StubGate::new(&["pieces"]));
        let (app, router) = app(&scratch, gate.clone(), vec![feature()]);
        let mut browser = Browser::new(router);
        assert!(browser.get("/greeting").await.text.contains("<h1>Neu: Moin Anna</h1>"));
        assert!(browser.get("/greeting?lang=en").await.text.contains("<h1>Neu: Hello Anna</h1>"));
        // Another tenant's words are its own.
        assert!(browser.get("/t/south/greeting?lang=de").await.text.contains("<h1>Hallo Anna</h1>"));
        let tenant = app.tenant(north()).await.expect("the north");
        let context = context! { name => "Müller & Söhne", why => "Weil & darum." };
        let mail =
            app.mail(&tenant, Lang::De, "invitation", "Einladung", "a@b.de", context).await.expect("a mail");
        assert!(mail.text.contains("Für Müller & Söhne: http://localhost/a"), "{}", mail.text);
        assert!(mail.text.contains("Weil & darum."));
        assert!(mail.html.contains("Müller &amp; Söhne") && mail.html.contains("<h1>Einladung</h1>"));
        assert_eq!(mail.from_name.as_deref(), Some("Region Nord"));
        let bare =
            app.mail(&tenant, Lang::De, "invitation", "Einladung", "a@b.de", context! { name => "x" }).await;
        assert!(matches!(bare, Err(PageError::Fault(says)) if says.contains("why")));
        let mut own = change().await;
        assert!(
            wording::delete_wording(&mut own, Worded::Template, "greeting.html", None)
                .await
                .expect("deleted")
        );
        assert!(
            !wording::delete_wording(&mut own, Worded::Template, "greeting.html", None)
                .await
                .expect("deleted")
        );
        let left = wording::list_wordings(&mut own).await.expect("listed");
        assert_eq!(left.len(), 2);
    }
}

#[tokio::test]
async fn a_list_keeps_its_filters_and_comes_as_a_file() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router.clone());
        let shown = browser.get("/t/south/list?county=06631&sort=size&page=2").await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        assert!(shown.text.contains("120 Einträge 51-100"));
        assert!(
            shown.text.contains("href=\"/t/south/list?county=06631&amp;page=3\"")
                || shown.text.contains("sort=size&amp;dir=desc&amp;page=3"),
            "{}",
            shown.text
        );
        assert!(shown.text.contains("aria-sort=\"descending\"") && shown.text.contains("Kreis 06631"));
        assert!(browser.cookie("rathaus_visitor").is_none(), "a page that posts nothing ties nobody");
        let csv = browser.get("/t/south/list?format=csv").await;
        assert!(csv.headers["content-disposition"].starts_with("attachment; filename=\"orte-s_d.csv\""));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(csv.text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!((rows.len(), &rows[0][0], &rows[0][1]), (120, "'=Ort 1", "2026-11-22"));
    }
}

#[tokio::test]
async fn a_spreadsheet_has_real_numbers_and_days() {
    use calamine::{Data, Reader};
    let now = start();
    let table = Table {
        name: "orte".into(),
        title: "Orte".into(),
        columns: vec![
            Column::new("Ort", Kind::Text),
            Column::new("Zahl", Kind::Number),
            Column::new("Tag", Kind::Date),
        ],
        rows: vec![vec!["=1+1".into(), (-1.5).into(), jiff::civil::date(2026, 11, 22).into()]],
    };
    let bytes = table.xlsx(Lang::De, now).expect("a file");
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("readable");
    let range = book.worksheet_range("Orte").expect("the sheet");
    assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(range.get((1, 1)), Some(&Data::Float(-1.5)));
    let Some(Data::DateTime(day)) = range.get((1, 2)) else { panic!("no day: {:?}", range.get((1, 2))) };
    assert_eq!(day.as_f64(), 46_348.0);
}

/// A house with a job that waits.
async fn with_a_job(scratch: &Scratch) -> (axum::Router, Id) {
    let (_, router) = app(scratch, Arc::new(StubGate::new(&["pieces"])), vec![feature()]);
    let scope = scratch.store.tenant(north());
    let mut change = scope.change(Actor::Program("test"), start()).await.expect("a change");
    let job = change.enqueue(Job::new("plan", &1).expect("a job")).await.expect("added");
    change.commit_unrecorded().await.expect("kept");
    (router, job)
}

#[tokio::test]
async fn progress_is_for_the_office_and_for_whom_a_page_told() {
    for scratch in both(&[MIGRATIONS]).await {
        let (router, job) = with_a_job(&scratch).await;
        let path = format!("/progress/{job}");
        assert!(Browser::new(router.clone()).get(&path).await.location.contains("/sign-in"));
        assert_eq!(Browser::of(router.clone(), "reviewer").get(&path).await.status, 403);
        assert_eq!(
            Browser::of(router.clone(), "office@south").get(&format!("/t/south{path}")).await.status,
            404
        );
        assert_eq!(
            Browser::of(router.clone(), "office")
                .get(&format!("/progress/{}", Id::new(start())))
                .await
                .status,
            404
        );
        Workers::new(scratch.store.clone(), Arc::new(start))
            .on("plan", |_| async { Err(JobError::Never("kaputt <b>".to_owned())) })
            .work_off()
            .await
            .expect("worked");
        let shown = Browser::of(router.clone(), "office").get(&path).await;
        assert_eq!(shown.headers["content-type"], "text/event-stream");
        assert!(shown.text.starts_with("data:") && shown.text.contains("\"done\":true"), "{}", shown.text);
        assert!(shown.text.contains("\"failed\":true") && !shown.text.contains("kaputt"));
        let mark =
            Keys::for_tests().mark("progress", &format!("{} {job} {}", north(), Id::of_name("reviewer")));
        let marked = format!("{path}?mark={mark}");
        assert_eq!(Browser::of(router.clone(), "reviewer").get(&marked).await.status, 200);
        assert_eq!(Browser::of(router, "reader").get(&marked).await.status, 403);
    }
}

#[tokio::test]
async fn a_page_that_waits_for_a_job_hears_of_its_end() {
    for scratch in both(&[MIGRATIONS]).await {
        let (router, job) = with_a_job(&scratch).await;
        let mut office = Browser::of(router, "office");
        let page = office.get(&format!("/waiting/{job}")).await.location;
        assert!(page.contains("/progress/") && page.ends_with("done=false"), "{page}");
        let heard = office.get(page.trim_start_matches("http://localhost")).await;
        assert!(heard.text.contains("\"done\":true"), "{}", heard.text);
    }
}

#[tokio::test]
async fn the_api_says_what_it_takes_and_what_is_wrong() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::of(router.clone(), "office");
        let shown = browser.get("/t/south/api/openapi.json").await;
        let api: serde_json::Value = serde_json::from_str(&shown.text).expect("JSON");
        assert_eq!(api["servers"][0]["url"], "http://localhost/t/south");
        assert!(api["paths"]["/api/v1/needs"]["post"].is_object(), "{api:#}");
        assert!(api["components"]["securitySchemes"]["token"].is_object());
        let page = browser.get("/api").await;
        assert_eq!(page.status, 200, "{}", page.text);
        if let Some(folder) = std::env::var_os("RATHAUS_GALLERY") {
            std::fs::write(std::path::Path::new(&folder).join("api.html"), &page.text).expect("written");
        }
        let page = page.text.replace("&#x2f;", "/");
        assert!(page.contains("POST /api/v1/needs") && page.contains("needs:write"), "{page}");
        // A session is nothing here, a token all that its scopes allow.
        assert_eq!(browser.get("/api/v1/needs").await.status, 401);
        let mut ask = async |method: &str, path: &str, token: &str, body: &str, key: &str| {
            let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
            request = request.header("authorization", format!("Bearer {token}"));
            request = request.header("content-type", "application/json").header("idempotency-key", key);
            browser.request(request.body(Body::from(body.to_owned())).expect("a request")).await
        };
        let shown = ask("GET", "/api/v1/needs?size=20", "office+needs:read", "", "k").await;
        assert_eq!(shown.text, r#"{"items":[{"title":"Eins"}],"total":101,"page":1,"size":20,"last":6}"#);
        assert_eq!(ask("GET", "/api/v1/needs?size=201", "office+needs:read", "", "k").await.status, 400);
        assert_eq!(ask("GET", "/api/v1/needs", "office+other:read", "", "k").await.status, 403);
        let post = "/api/v1/needs";
        let shown = ask("POST", post, "office+needs:write", r#"{"title": 3}"#, "k").await;
        assert_eq!((shown.status, shown.headers["content-type"].as_str()), (422, "application/problem+json"));
        assert!(shown.text.contains(r#""pointer":"/title""#), "{}", shown.text);
        assert_eq!(ask("POST", post, "office+needs:write", "{", "k").await.status, 400);
        assert_eq!(ask("POST", post, "office+needs:write", &"x".repeat(2 << 20), "k").await.status, 413);
        let good = r#"{"title": "Zwei"}"#;
        let first = ask("POST", post, "office+needs:write", good, "k").await;
        assert_eq!(first.status, 200, "{}", first.text);
        assert_eq!(ask("POST", post, "office+needs:write", good, "k").await.text, first.text);
        assert_ne!(ask("POST", post, "office+needs:write", good, "other").await.text, first.text);
    }
}

#[tokio::test]
async fn figures_are_for_this_machine_or_a_token() {
    for scratch in both(&[MIGRATIONS]).await {
        let metrics_token = Some("sehr geheim".to_owned());
        let (_, router) = settled(&scratch, WebSettings { metrics_token, ..WebSettings::default() });
        let mut browser = Browser::new(router);
        assert_eq!(browser.get("/healthz").await.text, "ok\n");
        browser.get("/list").await;
        browser.get("/nothing/anna@stadt.example").await;
        assert_eq!(browser.get("/metrics").await.status, 404);
        let ask = |name: &str, value: &str, peer: [u8; 4]| {
            let mut request =
                Request::get("/metrics").header(name, value).body(Body::empty()).expect("a request");
            let peer = std::net::SocketAddr::from((peer, 4711));
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
            request
        };
        assert_eq!(browser.request(ask("x", "y", [192, 0, 2, 1])).await.status, 404);
        assert_eq!(browser.request(ask("x-forwarded-for", "192.0.2.1", [127, 0, 0, 1])).await.status, 404);
        assert_eq!(browser.request(ask("authorization", "Bearer geheim", [192, 0, 2, 1])).await.status, 404);
        assert_eq!(
            browser.request(ask("authorization", "Bearer sehr geheim", [192, 0, 2, 1])).await.status,
            200
        );
        let text = browser.request(ask("x", "y", [127, 0, 0, 1])).await.text;
        for line in [
            "rathaus_requests_total{route=\"/list\",method=\"GET\",status=\"2xx\"} 1",
            "rathaus_requests_total{route=\"-\",method=\"GET\",status=\"4xx\"} 1",
            "rathaus_request_seconds_count{route=\"/list\",method=\"GET\"} 1",
            "rathaus_database_up 1",
            "rathaus_jobs_dead 0",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
        assert!(!text.contains("anna"));
        scratch.store.close().await;
        assert_eq!(browser.get("/healthz").await.status, 503);
        assert!(browser.request(ask("x", "y", [127, 0, 0, 1])).await.text.contains("rathaus_database_up 0"));
    }
}

/// A place where a log is written that a test reads.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("unpoisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_routes_and_no_people_or_secrets() {
    let (_scratch, router) = house(&[], || vec![feature()]).await.remove(0);
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut browser = Browser::of(router, "office").with_token();
    browser.get("/try/geheimer-link-9f8e7d?mail=anna@stadt.example").await;
    browser.get("/try/geheimer-link-9f8e7d/x").await;
    browser.post("/slow", &[("email", "anna@stadt.example"), ("password", "geheimes-wort")]).await;
    browser.get("/panic?mail=anna@stadt.example").await;
    let text = String::from_utf8(log.0.lock().expect("unpoisoned").clone()).expect("UTF-8");
    assert!(text.contains("\"route\":\"/try/{secret}\"") && text.contains("\"reference\""), "{text}");
    for line in text.lines() {
        let _: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
    }
    for secret in ["geheimer-link", "anna@", "geheimes-wort", "office@example"] {
        assert!(!text.contains(secret), "{secret} stands in the log:\n{text}");
    }
}
