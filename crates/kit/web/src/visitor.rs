//! Who asks: tenant, language, person, time. Every handler takes a [`Visitor`] and reaches the store only through it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::{Actor, Change, Id, Scope, StoreError, TenantId, View};
use serde::Serialize;

use crate::app::App;
use crate::error::PageError;
use crate::keys::random;
use crate::language::Texts;
use crate::pages::Pages;

/// A tenant as pages need it: its name, address and look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// In addresses: `/t/{slug}`; the tenant whose slug is empty is served at `/`.
    pub slug: String,
    /// Its full name, as in `Region Nordhessen`.
    pub name: String,
    /// Its host names, where it has its own.
    pub hosts: Vec<String>,
    /// Features that are switched on, by their names.
    pub features: BTreeSet<String>,
    /// Colour of buttons and links as `#rrggbb`, where it chose one (with enough contrast, see `people`).
    pub colour: Option<String>,
    /// Address of its logo under the tenant, where it has one.
    pub logo: Option<String>,
    /// The language of visitors who ask for none we have.
    pub lang: Lang,
    /// Whether everything in it is sample data, which every page then says.
    pub sample: bool,
    /// Changes whenever templates or texts of the tenant change.
    pub edition: u64,
}

/// What a person may do in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the house: tenants, backups, all administrators.
    House,
    /// Runs one tenant: people, roles, branding, modules.
    Administrator,
    /// Works in the tenant's office: rounds, forms, cases.
    Office,
    /// Reviews offers.
    Reviewer,
    /// Speaks for an organisation: a town, a supplier.
    Representative,
    /// May read what the office reads.
    Reader,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 6] =
        [Role::House, Role::Administrator, Role::Office, Role::Reviewer, Role::Representative, Role::Reader];

    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Role::House => "house",
            Role::Administrator => "administrator",
            Role::Office => "office",
            Role::Reviewer => "reviewer",
            Role::Representative => "representative",
            Role::Reader => "reader",
        }
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Whom a person speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The organisation.
    pub organisation: Id,
    /// Its name.
    pub name: String,
    /// Its kind, as in `municipality` or `supplier`.
    pub kind: String,
    /// What the person may do there.
    pub role: Role,
}

/// A person who is signed in, or a token that acts for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The session or token.
    pub session: Id,
    /// The person.
    pub person: Id,
    /// How the person is addressed.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// What the person may do in this tenant.
    pub roles: BTreeSet<Role>,
    /// For whom.
    pub seats: Vec<Seat>,
    /// Whether a second factor was shown in this session.
    pub strong: bool,
    /// Until when delicate acts are allowed without signing in again.
    pub fresh_until: Option<Timestamp>,
    /// Scopes of a token; `None` for a browser's session, which may do all its person may.
    pub scopes: Option<BTreeSet<String>>,
}

/// What the pipeline asks about tenants and people; `rathaus-people` answers.
#[async_trait]
pub trait Gate: Send + Sync {
    /// All tenants, the one at `/` first.
    async fn tenants(&self) -> Result<Arc<Vec<Arc<Tenant>>>, StoreError>;

    /// Who holds this session cookie in this tenant.
    async fn signed(
        &self,
        tenant: &Tenant,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, StoreError>;

    /// Who holds this token of the JSON API in this tenant.
    async fn token(&self, tenant: &Tenant, token: &str, now: Timestamp)
    -> Result<Option<Signed>, StoreError>;
}

/// Name of the cookie that ties forms to a browser.
pub const VISITOR_COOKIE: &str = "rathaus_visitor";
/// Name of the cookie of a session.
pub const SESSION_COOKIE: &str = "rathaus_session";
/// Name of the cookie of the chosen language.
pub const LANG_COOKIE: &str = "rathaus_lang";
/// Name of the cookie that carries the answer over a redirect: a key of a text, nothing else.
pub const NOTICE_COOKIE: &str = "rathaus_notice";

/// One request's view of the world. Cheap to clone.
#[derive(Clone)]
pub struct Visitor(pub(crate) Arc<Asking>);

pub(crate) struct Asking {
    pub app: App,
    pub pages: Arc<Pages>,
    pub tenant: Arc<Tenant>,
    pub base: String,
    pub lang: Lang,
    pub now: Timestamp,
    pub signed: Option<Signed>,
    pub path: String,
    pub query: String,
    pub reference: String,
    pub browser: String,
    pub is_new_browser: bool,
    pub token_used: Arc<AtomicBool>,
    pub notice: Option<String>,
    pub cookies: Mutex<Vec<String>>,
    pub secure: bool,
    pub address: Option<std::net::IpAddr>,
    /// What the edge began to read with; the handler goes on with it.
    pub begun: Mutex<Option<View>>,
}

impl Visitor {
    /// The program around this request.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The templates and texts as the tenant words them.
    pub fn pages(&self) -> &Pages {
        &self.0.pages
    }

    /// The texts of the answer's language as the tenant words them.
    pub fn texts(&self) -> &Texts {
        self.0.pages.texts(self.0.lang)
    }

    /// The tenant asked for.
    pub fn tenant(&self) -> &Tenant {
        &self.0.tenant
    }

    /// The language of the answer.
    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// When the request came.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// The path below the tenant, as in `/rounds/…`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The query after `?`, undecoded.
    pub fn query(&self) -> &str {
        &self.0.query
    }

    /// The request's reference, for the log and for people who ask for help.
    pub fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The network address of the visitor, for rate limits alone.
    pub fn address(&self) -> Option<std::net::IpAddr> {
        self.0.address
    }

    /// The person who is signed in.
    pub fn signed(&self) -> Option<&Signed> {
        self.0.signed.as_ref()
    }

    /// Who acts, for the audit log.
    pub fn actor(&self) -> Actor {
        match &self.0.signed {
            Some(signed) if signed.scopes.is_some() => Actor::Token(signed.session),
            Some(signed) => Actor::Person(signed.person),
            None => Actor::Anonymous,
        }
    }

    /// The tenant's rows.
    pub fn scope(&self) -> Scope {
        self.0.app.store().tenant(self.0.tenant.id)
    }

    /// Begins to read.
    pub async fn read(&self) -> Result<View, PageError> {
        match self.take_begun() {
            Some(view) => Ok(view),
            None => Ok(self.scope().read().await?),
        }
    }

    /// Leaves a view for the next [`Visitor::read`] of this request, which saves a connection and a transaction.
    pub(crate) fn put_begun(&self, view: View) {
        *self.0.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(view);
    }

    /// What was begun and not gone on with.
    pub(crate) fn take_begun(&self) -> Option<View> {
        self.0.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
    }

    /// Begins to write as this visitor.
    pub async fn change(&self) -> Result<Change, PageError> {
        self.change_as(self.actor()).await
    }

    /// Begins to write as somebody else than who is signed in: the holder of a personal link.
    pub async fn change_as(&self, actor: Actor) -> Result<Change, PageError> {
        // Who writes holds no second connection, and reads afterwards what was written.
        drop(self.take_begun());
        Ok(self.scope().change(actor, self.0.now).await?)
    }

    /// Whether the visitor has one of these roles in the tenant.
    pub fn has(&self, roles: &[Role]) -> bool {
        self.signed().is_some_and(|signed| roles.iter().any(|role| signed.roles.contains(role)))
    }

    /// The person, if one is signed in.
    ///
    /// # Errors
    ///
    /// [`PageError::SignIn`], which leads to the sign-in page and back.
    pub fn person(&self) -> Result<&Signed, PageError> {
        self.signed().ok_or(PageError::SignIn)
    }

    /// The person, if they have one of these roles.
    ///
    /// # Errors
    ///
    /// [`PageError::SignIn`] where nobody is signed in, else [`PageError::Forbidden`].
    pub fn require(&self, roles: &[Role]) -> Result<&Signed, PageError> {
        let signed = self.person()?;
        if self.has(roles) { Ok(signed) } else { Err(PageError::Forbidden) }
    }

    /// The person, if they work in the office (or run the tenant).
    pub fn office(&self) -> Result<&Signed, PageError> {
        self.require(&[Role::Office, Role::Administrator])
    }

    /// The person, if they may change what the office changes; a token needs this scope.
    ///
    /// # Errors
    ///
    /// [`PageError::SignIn`] or [`PageError::Forbidden`].
    pub fn works(&self, scope: &str) -> Result<&Signed, PageError> {
        let signed = self.office()?;
        self.scope_allows(scope)?;
        Ok(signed)
    }

    /// The person, if they may read what the office reads; a token needs this scope.
    ///
    /// # Errors
    ///
    /// [`PageError::SignIn`] or [`PageError::Forbidden`].
    pub fn reads(&self, scope: &str) -> Result<&Signed, PageError> {
        let signed = self.require(&[Role::Office, Role::Administrator, Role::Reader])?;
        self.scope_allows(scope)?;
        Ok(signed)
    }

    /// The person, if they run the tenant and showed a second factor.
    pub fn administrator(&self) -> Result<&Signed, PageError> {
        let signed = self.require(&[Role::Administrator, Role::House])?;
        if signed.strong || signed.scopes.is_some() { Ok(signed) } else { Err(PageError::SecondFactor) }
    }

    /// The person, if they proved a short while ago who they are: before delicate acts.
    pub fn fresh(&self) -> Result<&Signed, PageError> {
        let signed = self.person()?;
        match signed.fresh_until {
            Some(until) if self.0.now < until => Ok(signed),
            _ => Err(PageError::StepUp),
        }
    }

    /// Whether a token may use this scope; a browser's session may always.
    pub fn scope_allows(&self, scope: &str) -> Result<(), PageError> {
        match self.signed().and_then(|signed| signed.scopes.as_ref()) {
            Some(scopes) if !scopes.contains(scope) => Err(PageError::Forbidden),
            _ => Ok(()),
        }
    }

    /// The address of a path of this tenant: `/rounds` becomes `/t/kassel/rounds`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.base)
    }

    /// The same with scheme and host, for mails.
    pub fn full_url(&self, path: &str) -> String {
        self.0.app.full_url(&self.0.tenant, path)
    }

    /// Sets a cookie for the whole house that scripts cannot read; `seconds` 0 takes it away.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: i64) {
        let secure = if self.0.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        if let Ok(mut cookies) = self.0.cookies.lock() {
            cookies.push(cookie);
        }
    }

    /// The token of this visitor's forms. Asking for it ties the browser with a cookie.
    ///
    /// A new one each time, all of them good for the browser: the same secret in every compressed page could be
    /// guessed from the pages' lengths.
    pub fn form_token(&self) -> String {
        self.0.token_used.store(true, Ordering::Relaxed);
        let salt = random(6);
        let mark = self.0.app.keys().mark("form", &format!("{salt}.{}", self.0.browser));
        format!("{salt}.{mark}")
    }

    /// Ties the browser with a cookie, so that the next request comes from the same one.
    pub(crate) fn tie_browser(&self) {
        self.0.token_used.store(true, Ordering::Relaxed);
    }

    /// Whether the answer sets a cookie, if only because it holds a form.
    pub(crate) fn has_cookies(&self) -> bool {
        let is_tied = self.0.token_used.load(Ordering::Relaxed);
        is_tied || self.0.cookies.lock().map_or(true, |cookies| !cookies.is_empty())
    }

    /// What tells this browser from others.
    pub(crate) fn browser(&self) -> &str {
        &self.0.browser
    }

    pub(crate) fn is_form_token(&self, token: &str) -> bool {
        let Some((salt, mark)) = token.split_once('.') else { return false };
        let text = format!("{salt}.{}", self.0.browser);
        !self.0.is_new_browser && self.0.app.keys().is_mark("form", &text, mark)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or_else(|| PageError::Fault("a page outside the pipeline".to_owned()))
    }
}
