//! Pages of strangers are kept ready, and nobody is shown anything old or another's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use jiff::SignedDuration;
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record};
use rathaus_web::testing::{Browser, StubGate, north};
use rathaus_web::{Answer, App, Feature, Keys, MIGRATIONS, Sheet, Visitor, WebSettings, context, get};

static MADE: AtomicU32 = AtomicU32::new(0);
static CLOCK: AtomicI64 = AtomicI64::new(0);

const PLAIN: &str = r#"{% extends "web/base.html" %}{% block content %}<p>made {{ made }}</p>{% endblock %}"#;
const FORM: &str = r#"{% extends "web/base.html" %}{% import "web/fields.html" as f %}{% block content %}<p>made {{ made }}</p>
{% call f.frame(form, url("/form")) %}{{ f.submit("Senden") }}{% endcall %}{% endblock %}"#;

fn made() -> u32 {
    MADE.fetch_add(1, Ordering::SeqCst)
}

async fn plain(visitor: Visitor) -> Answer {
    visitor.page("plain.html", "Tafel", context! { made => made() })
}

async fn form(visitor: Visitor) -> Answer {
    let form = visitor.form(&Sheet::blank())?;
    visitor.page("form.html", "Formular", context! { made => made(), form })
}

fn feature() -> Feature {
    let mut feature = Feature::new(Some("board"));
    feature.templates = &[("plain.html", PLAIN), ("form.html", FORM)];
    feature.routes = feature.routes.route("/board", get(plain)).route("/form", get(form));
    feature
}

/// The number in a page.
fn number(text: &str) -> u32 {
    let (_, rest) = text.split_once("made ").unwrap_or_else(|| panic!("{text}"));
    rest.split('<').next().expect("a number").parse().expect("a number")
}

#[tokio::test]
async fn a_page_of_strangers_is_kept_until_something_is_recorded() {
    for scratch in both(&[MIGRATIONS]).await {
        CLOCK.store(0, Ordering::SeqCst);
        let now = || start() + SignedDuration::from_millis(CLOCK.load(Ordering::SeqCst));
        let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
        let gate = Arc::new(StubGate::new(&["board"]));
        let (_, router) =
            App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(now), settings)
                .feature(feature())
                .build()
                .expect("readable");
        let browser = || Browser::new(router.clone());

        let first = browser().get("/board").await;
        let again = browser().get("/board").await;
        assert_eq!((number(&first.text), first.text.len()), (number(&again.text), again.text.len()));
        assert_eq!(first.headers["content-security-policy"], again.headers["content-security-policy"]);
        assert_eq!(again.headers["cache-control"], "private, no-cache");
        assert_ne!(
            first.headers["x-request-id"], again.headers["x-request-id"],
            "each has its own reference"
        );

        // Another address, language or tenant is another page.
        let kept = number(&again.text);
        for path in ["/board?q=1", "/t/south/board"] {
            assert_ne!(number(&browser().get(path).await.text), kept, "{path}");
        }
        let mut english = browser();
        english.set_cookie("rathaus_lang", "en");
        let english = english.get("/board").await.text;
        assert!(english.contains("lang=\"en\"") && number(&english) != kept);
        assert_eq!(number(&browser().get("/board").await.text), kept);

        // Who chooses a language gets the cookie; who is signed in gets a page of their own, never kept.
        assert!(browser().get("/board?lang=en").await.headers.contains_key("set-cookie"));
        assert!(browser().get("/board?lang=en").await.headers.contains_key("set-cookie"));
        let office = Browser::of(router.clone(), "office").get("/board").await;
        assert!(office.text.contains("Person office") && number(&office.text) != kept);
        let office = number(&office.text);
        assert_ne!(number(&Browser::of(router.clone(), "office").get("/board").await.text), office);
        assert!(!browser().get("/board").await.text.contains("Person office"));

        // A form is for one browser.
        let (one, other) = (browser().get("/form").await, browser().get("/form").await);
        assert_ne!(number(&one.text), number(&other.text));
        assert_ne!(one.headers["set-cookie"], other.headers["set-cookie"]);

        // After a record of the tenant, or a second, the page is made anew.
        assert_eq!(number(&browser().get("/board").await.text), kept);
        let scope = scratch.store.tenant(north());
        let change = scope.change(Actor::Anonymous, now()).await.expect("begins");
        change.commit(Record::new("board.wiped", "x")).await.expect("kept");
        let later = number(&browser().get("/board").await.text);
        assert!(later > kept);
        CLOCK.store(999, Ordering::SeqCst);
        assert_eq!(number(&browser().get("/board").await.text), later);
        CLOCK.store(1_000, Ordering::SeqCst);
        assert!(number(&browser().get("/board").await.text) > later);
    }
}
