//! A browser for tests: it keeps cookies, sends tokens with posts, and follows nothing by itself.
//!
//! [`StubGate`] stands in for `rathaus-people`: two tenants, and a session cookie whose value names a role.
//!
//! # A feature of its own
//!
//! The steps of ARCHITECTURE.md, whole: a page, a table, texts, a template, a test.
//!
//! ```
//! use rathaus_store::{Migration, Record, args, sql, testing};
//! use rathaus_web::testing::{Browser, house};
//! use rathaus_web::{Answer, Feature, Form, FromForm, Lang, Reader, Sheet, Visitor, context, get, post};
//!
//! const TABLES: &[Migration] = &[Migration {
//!     owner: "hello",
//!     name: "0001_greeting",
//!     text: "CREATE TABLE greeting (tenant TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant, name));",
//! }];
//! const TEMPLATE: &str = r#"{% extends "web/base.html" %}{% import "web/fields.html" as f %}{% block content %}
//! <h1>{{ t("hello-title") }}</h1>{% for name in names %}<p>{{ t("hello-to", name=name) }}</p>{% endfor %}
//! {% call f.frame(form, url("/hello")) %}{{ f.text(form, "name", t("hello-name")) }}{{ f.submit(t("hello-send")) }}{% endcall %}
//! {% endblock %}"#;
//!
//! struct Greeting { name: String }
//! impl FromForm for Greeting {
//!     fn read(form: &mut Reader<'_>) -> Option<Self> {
//!         Some(Self { name: form.text("name", 1..=40)? })
//!     }
//! }
//!
//! async fn show(visitor: Visitor, sheet: Option<Sheet>) -> Answer {
//!     let rows = visitor.read().await?.all(sql!("SELECT name FROM greeting WHERE tenant = $1"), args![]).await?;
//!     let names = rows.iter().map(|row| row.get("name")).collect::<Result<Vec<String>, _>>()?;
//!     let title = visitor.text("hello-title")?;
//!     match sheet {
//!         None => visitor.page("hello.html", title, context! { names, form => visitor.form(&Sheet::blank())? }),
//!         Some(sheet) => visitor.again("hello.html", title, &sheet, context! { names }),
//!     }
//! }
//! async fn greet(visitor: Visitor, form: Form<Greeting>) -> Answer {
//!     let greeting = match form.checked() { Ok(greeting) => greeting, Err(sheet) => return show(visitor, Some(sheet)).await };
//!     let mut change = visitor.change().await?;
//!     change.run(sql!("INSERT INTO greeting (tenant, name) VALUES ($1, $2)"), args![&greeting.name]).await?;
//!     change.commit(Record::new("greeting.sent", "hello")).await?;
//!     visitor.done("/hello", "hello-done")
//! }
//! fn feature() -> Feature {
//!     let mut feature = Feature::new(Some("hello"));
//!     feature.migrations = TABLES;
//!     feature.templates = &[("hello.html", TEMPLATE)];
//!     feature.texts = &[(Lang::De, "hello-title = Hallo\nhello-to = Hallo { $name }\nhello-name = Name\nhello-send = Senden\nhello-done = Danke"),
//!                       (Lang::En, "hello-title = Hello\nhello-to = Hello { $name }\nhello-name = Name\nhello-send = Send\nhello-done = Thanks")];
//!     feature.routes = feature.routes.route("/hello", get(|visitor: Visitor| show(visitor, None)).merge(post(greet)));
//!     feature
//! }
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! for (_scratch, router) in house(&[], || vec![feature()]).await {
//!     let mut browser = Browser::new(router);
//!     assert_eq!(browser.get("/hello").await.status, 200);
//!     assert_eq!(browser.post("/hello", &[("name", "")]).await.status, 422);
//!     assert_eq!(browser.post("/hello", &[("name", "Welt")]).await.location, "/hello");
//!     assert!(browser.get("/hello").await.text.contains("Hallo Welt"));
//! }
//! # });
//! ```

mod clamd;
mod guard;
mod paper;
mod program;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::files::Place;
use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Files, Id, Migration, StoreError, TenantId};
use tower::ServiceExt;

use crate::app::{App, WebSettings};
use crate::feature::Feature;
use crate::keys::Keys;
use crate::visitor::{Gate, Role, Seat, Signed, Tenant};

pub use clamd::{Clamd, eicar};
pub use guard::{Door, complaints, door_table, guarded, routes_of, table_is_in};
pub use paper::{holds, words_of};
pub use program::{Program, api_request};

/// Two tenants, `/` (north) and `/t/south`; the session cookie `ROLE`, `ROLE:ORGANISATION-ID` (a municipality) or
/// `ROLE:ORGANISATION-ID#KIND` signs in to the north, with `@south` at its end to the south.
pub struct StubGate(Arc<Vec<Arc<Tenant>>>);

/// The tenant at `/`.
pub fn north() -> TenantId {
    TenantId(Id::of_name("north"))
}

/// The tenant at `/t/south`.
pub fn south() -> TenantId {
    TenantId(Id::of_name("south"))
}

impl StubGate {
    /// Both tenants with these features switched on.
    pub fn new(features: &[&str]) -> Self {
        let tenant = |id: TenantId, slug: &str, name: &str| {
            Arc::new(Tenant {
                id,
                slug: slug.to_owned(),
                name: name.to_owned(),
                hosts: Vec::new(),
                features: features.iter().map(ToString::to_string).collect(),
                colour: None,
                logo: None,
                lang: Lang::De,
                sample: false,
                edition: 0,
            })
        };
        Self(Arc::new(vec![tenant(north(), "", "Region Nord"), tenant(south(), "south", "Region Süd")]))
    }
}

#[async_trait]
impl Gate for StubGate {
    async fn tenants(&self) -> Result<Arc<Vec<Arc<Tenant>>>, StoreError> {
        Ok(self.0.clone())
    }

    async fn signed(
        &self,
        tenant: &Tenant,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, StoreError> {
        // Everybody belongs to one tenant alone.
        let (who, home) = match cookie.strip_suffix("@south") {
            Some(who) => (who, south()),
            None => (cookie, north()),
        };
        let (word, organisation) = who.split_once(':').unwrap_or((who, ""));
        let Some(role) = Role::of_word(word).filter(|_| tenant.id == home) else { return Ok(None) };
        let (organisation, kind) = organisation.split_once('#').unwrap_or((organisation, "municipality"));
        let seats = organisation
            .parse()
            .map(|organisation| Seat { organisation, name: "Ort".into(), kind: kind.into(), role })
            .into_iter()
            .collect();
        Ok(Some(Signed {
            session: Id::of_name(cookie),
            person: Id::of_name(cookie),
            name: format!("Person {word}"),
            email: format!("{word}@example.org"),
            roles: BTreeSet::from([role]),
            seats,
            strong: true,
            fresh_until: now.checked_add(jiff::SignedDuration::from_mins(5)).ok(),
            scopes: None,
        }))
    }

    async fn token(
        &self,
        tenant: &Tenant,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, StoreError> {
        // A token as in `office+rounds:read`.
        let (word, scopes) = token.split_once('+').unwrap_or((token, ""));
        let signed = self.signed(tenant, word, now).await?;
        let scopes: BTreeSet<String> =
            scopes.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Ok(signed.map(|signed| Signed { scopes: Some(scopes), ..signed }))
    }
}

/// Houses with these features on every database, their clocks standing at [`start`]. `more` are migrations
/// of parts that the features stand on but that are not among them.
///
/// # Panics
///
/// When a house cannot be made.
pub async fn house(more: &[&[Migration]], features: impl Fn() -> Vec<Feature>) -> Vec<(Scratch, Router)> {
    let list = features();
    let own: Vec<&[Migration]> = std::iter::once(crate::MIGRATIONS)
        .chain(more.iter().copied())
        .chain(list.iter().map(|feature| feature.migrations))
        .collect();
    let names: Vec<&str> = list.iter().filter_map(|feature| feature.name).collect();
    let mut houses = Vec::new();
    for scratch in both(&own).await {
        let gate = Arc::new(StubGate::new(&names));
        let (_, router) = app(&scratch, gate, features());
        houses.push((scratch, router));
    }
    houses
}

/// A house over this store with this gate; the clock stands at [`start`].
///
/// # Panics
///
/// When a text or template cannot be read.
pub fn app(scratch: &Scratch, gate: Arc<dyn Gate>, features: Vec<Feature>) -> (App, Router) {
    let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
    let files = Files::open(&scratch.store, &Place::Folder).expect("a folder for files");
    let builder = App::builder(scratch.store.clone(), Keys::for_tests(), gate, Arc::new(start), settings);
    let mut builder = builder.port(Arc::new(files));
    for feature in features {
        builder = builder.feature(feature);
    }
    let (app, router) = builder.build().expect("texts are readable");
    (app, router)
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The status.
    pub status: u16,
    /// Where a redirect leads, or nothing.
    pub location: String,
    /// All headers, names in lower case; of several the last.
    pub headers: BTreeMap<String, String>,
    /// The body as text.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Shown {
    /// That this is a page with mistakes, which sums them up and names each field with a link there.
    ///
    /// # Panics
    ///
    /// When it is not.
    pub fn sums_up_mistakes(&self) {
        assert_eq!(self.status, 422, "{}", self.text);
        summary::check(&self.text);
    }
}

/// A browser on a router.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Browser {
    /// A stranger.
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), token: String::new() }
    }

    /// Somebody whom [`StubGate`] takes for a person with this role, as in `office` or `representative:ID`.
    pub fn of(router: Router, role: &str) -> Self {
        let mut browser = Self::new(router);
        browser.set_cookie(crate::visitor::SESSION_COOKIE, role);
        browser
    }

    /// With a form's token of its own, as if a page with a form had been opened.
    #[must_use]
    pub fn with_token(mut self) -> Self {
        let browser = "AAAAAAAAAAAAAAAAAAAAAA";
        self.set_cookie(crate::visitor::VISITOR_COOKIE, browser);
        self.token = format!("salt.{}", Keys::for_tests().mark("form", &format!("salt.{browser}")));
        self
    }

    /// Sets a cookie by hand.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Opens a page; remembers its token.
    pub async fn get(&mut self, path: &str) -> Shown {
        let shown = self.send("GET", path, "", String::new()).await;
        if let Some((_, rest)) = shown.text.split_once("name=\"token\" value=\"") {
            self.token = rest.split('"').next().unwrap_or_default().to_owned();
        }
        shown
    }

    /// Sends a form with the token of the page last opened.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let token = self.token.clone();
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        self.post_bare(path, &all).await
    }

    /// Sends a form as it is, without a token.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        self.send("POST", path, "application/x-www-form-urlencoded", body.finish()).await
    }

    /// Sends anything; cookies are added and kept.
    pub async fn send(&mut self, method: &str, path: &str, media_type: &str, body: impl Into<Body>) -> Shown {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if !media_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        self.request(request.body(body.into()).expect("a request")).await
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    ///
    /// When the body cannot be read.
    pub async fn request(&mut self, request: Request<Body>) -> Shown {
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let mut headers = BTreeMap::new();
        for (name, value) in response.headers() {
            let value = value.to_str().unwrap_or_default().to_owned();
            if name == header::SET_COOKIE
                && let Some((key, rest)) = value.split_once('=')
            {
                let kept = rest.split(';').next().unwrap_or_default();
                if rest.contains("Max-Age=0") {
                    self.cookies.remove(key);
                } else {
                    self.cookies.insert(key.to_owned(), kept.to_owned());
                }
            }
            headers.insert(name.as_str().to_owned(), value);
        }
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let location = headers.get("location").cloned().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Shown { status, location, headers, text, bytes: bytes.to_vec() }
    }
}
