//! What the pipeline keeps away from every page, and what it adds to every answer.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use rathaus_web::testing::{Browser, house};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Visitor, context, get, post};

const TEMPLATE: &str = r#"{% extends "web/base.html" %}{% import "web/fields.html" as f %}{% block content %}
<h1>{{ said }}</h1>{% call f.frame(form, url("/echo")) %}{{ f.text(form, "x", "X") }}{% endcall %}{% endblock %}"#;

/// Two forms that share a sheet, as an account with its name and its deputies.
const TWO: &str = r#"{% extends "web/base.html" %}{% import "web/fields.html" as f %}{% block content %}<h1>Zwei</h1>
{% call f.frame(form, url("/two"), label="first", shared=true) %}{{ f.text(form, "name", "Ihr Name") }}{% endcall %}
{% call f.frame(form, url("/two"), label="second", shared=true) %}{{ f.text(form, "title", "Was <b>fehlt</b>?", id="own-title") }}
{{ f.period(form, "stay", "Aufenthalt") }}{% endcall %}{% endblock %}"#;

/// Whatever was sent, two fields of the second form are wrong.
async fn two(visitor: Visitor, _: Fields) -> Answer {
    let sheet = Sheet::blank().wrong("title", "form-required").wrong("stay.to", "form-no-date");
    let form = visitor.form(&sheet)?;
    visitor.page_with(StatusCode::UNPROCESSABLE_ENTITY, "two.html", "Zwei".to_owned(), context! { form })
}

async fn show(visitor: Visitor) -> Answer {
    let form = visitor.form(&Sheet::blank())?;
    visitor.page("echo.html", "Echo", context! { said => visitor.query(), form })
}

async fn take(visitor: Visitor, fields: Fields) -> Answer {
    let said = fields.first("x").unwrap_or_default().to_owned();
    visitor.page("echo.html", "Echo", context! { said, form => visitor.form(&Sheet::blank())? })
}

fn feature() -> Feature {
    let mut feature = Feature::new(Some("echo"));
    feature.templates = &[("echo.html", TEMPLATE), ("two.html", TWO)];
    feature.routes = feature
        .routes
        .route("/echo", get(show).merge(post(take)))
        .route("/two", post(two))
        .route(
            "/office",
            get(async |visitor: Visitor| -> Answer {
                visitor.office().map(|_| ())?;
                show(visitor).await
            }),
        )
        .route("/broken", get(async || PageError::fault("a secret of the database")));
    feature
}

#[tokio::test]
async fn a_post_needs_its_token() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router.clone());
        assert_eq!(browser.post_bare("/echo", &[("x", "1")]).await.status, 403);
        browser.get("/echo").await;
        assert_eq!(browser.post_bare("/echo", &[("x", "1")]).await.status, 403);
        let answer = browser.post("/echo", &[("x", "<script>1</script>")]).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.text.contains("<h1>&lt;script&gt;1") && !answer.text.contains("<script>1"),
            "{}",
            answer.text
        );
        // The token of one browser is worth nothing in another.
        let mut other = Browser::new(router);
        other.get("/echo").await;
        other.set_cookie("rathaus_visitor", "AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(other.post("/echo", &[("x", "1")]).await.status, 403);
    }
}

#[tokio::test]
async fn the_summary_names_each_field_once_above_the_form_that_has_it() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router);
        browser.get("/echo").await;
        let page = browser.post("/two", &[]).await;
        page.sums_up_mistakes();
        assert_eq!((page.status, page.text.matches("id=\"mistakes\"").count()), (422, 1), "{}", page.text);
        let (before, rest) = page.text.split_once("id=\"mistakes\"").expect("a summary");
        assert!(
            before.contains("aria-label=\"first\"") && !before.contains("aria-label=\"second\""),
            "{before}"
        );
        let summary = rest.split("</ul>").next().expect("its list").replace("&#x2f;", "/");
        let line = |id: &str, name: &str| {
            format!("href=\"#{id}\"><span class=\"rh-summary-field\">{name}</span> – Bitte")
        };
        assert!(summary.contains(&line("own-title", "Was &lt;b&gt;fehlt&lt;/b&gt;?")), "{summary}");
        assert!(summary.contains(&line("f-stay.to", "Aufenthalt, Bis")), "{summary}");
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        for (name, value) in
            [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
        {
            let mut browser = Browser::new(router.clone());
            let request = Request::post("/echo").header("host", "localhost").header(name, value);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = browser.request(request.body(Body::from("x=1")).expect("a request")).await;
            assert_eq!(answer.status, 403);
            assert!(answer.text.contains("anderen Seite"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router);
        for path in ["/echo", "/nothing", "/office", "/broken", "/t/nowhere/echo"] {
            let answer = browser.get(path).await;
            assert!(answer.headers["content-security-policy"].starts_with("default-src 'none'"), "{path}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert!(answer.headers.contains_key("x-request-id"));
            assert!(!answer.text.contains("a secret of the database"));
        }
    }
}

#[tokio::test]
async fn strangers_sign_in_and_wrong_roles_are_turned_away() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        assert_eq!(
            Browser::new(router.clone()).get("/office?a=1").await.location,
            "/sign-in?next=%2Foffice%3Fa%3D1"
        );
        assert_eq!(Browser::of(router.clone(), "reviewer").get("/office").await.status, 403);
        assert_eq!(Browser::of(router.clone(), "office").get("/office").await.status, 200);
        // Who works in the north is a stranger in the south.
        let answer = Browser::of(router, "office").get("/t/south/office").await;
        assert_eq!(answer.location, "/t/south/sign-in?next=%2Foffice");
    }
}

#[tokio::test]
async fn the_language_is_chosen_and_remembered() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router);
        assert!(browser.get("/echo").await.text.contains("<html lang=\"de\">"));
        assert!(browser.get("/echo?lang=en").await.text.contains("<html lang=\"en\">"));
        assert!(browser.get("/echo").await.text.contains("<html lang=\"en\">"));
    }
}

#[tokio::test]
async fn too_much_is_refused() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        let mut browser = Browser::new(router);
        browser.get("/echo").await;
        assert_eq!(browser.post("/echo", &[("x", &"x".repeat(2 << 20))]).await.status, 413);
        let many: Vec<(&str, &str)> = (0..5000).map(|_| ("x", "1")).collect();
        assert_eq!(browser.post("/echo", &many).await.status, 413);
    }
}
