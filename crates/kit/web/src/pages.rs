//! Templates and texts of all features, and the answers made of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, Value, context};
use rathaus_core::Lang;

use crate::error::PageError;
use crate::feature::Feature;
use crate::form::{Sheet, Shown};
use crate::language::{TextError, Texts};
use crate::page;
use crate::visitor::{LANG_COOKIE, NOTICE_COOKIE, Visitor};
use crate::{assets, filters};

/// A serialisable value as templates take it.
pub fn shown<T: serde::Serialize + Send + Sync + 'static>(value: T) -> Value {
    Value::from(minijinja::value::Serde(value))
}

/// What a handler gives.
pub type Answer = Result<Response, PageError>;

/// Everything that pages are made of, per language.
pub struct Pages {
    /// The shipped templates by their names.
    sources: Arc<BTreeMap<&'static str, &'static str>>,
    de: (Texts, Environment<'static>),
    en: (Texts, Environment<'static>),
    /// Where these are a tenant's own: what is shown when they break.
    shipped: Option<Arc<Pages>>,
}

thread_local! {
    /// Prefix of addresses while a page is rendered; rendering never leaves its thread.
    static BASE: RefCell<String> = const { RefCell::new(String::new()) };
}

impl Pages {
    /// Reads the texts of these features and of this crate. A template is read when it is first shown: compiled, they are
    /// the greater part of what a server that nobody asks anything holds in memory. The gallery and the tests show all.
    pub fn new(features: &[Feature]) -> Result<Self, TextError> {
        let templates = crate::TEMPLATES.iter().chain(features.iter().flat_map(|feature| feature.templates));
        let named: Arc<BTreeMap<&str, &str>> = Arc::new(templates.copied().collect());
        let make = |lang: Lang| -> Result<(Texts, Environment<'static>), TextError> {
            let sources: Vec<&str> = crate::TEXTS
                .iter()
                .chain(features.iter().flat_map(|feature| feature.texts))
                .filter(|(of, _)| *of == lang)
                .map(|(_, text)| *text)
                .collect();
            let texts = Texts::new(lang, &sources)?;
            let mut env = page::environment(&texts);
            filters::add(&mut env, lang);
            env.add_function("url", |path: String| BASE.with_borrow(|base| format!("{base}{path}")));
            env.add_function("asset", |name: String| assets::address(&name));
            env.set_auto_reload(false);
            let known = named.clone();
            env.set_loader(move |name| Ok(known.get(name).map(|source| (*source).to_owned())));
            Ok((texts, env))
        };
        Ok(Self { de: make(Lang::De)?, en: make(Lang::En)?, shipped: None, sources: named })
    }

    pub(crate) fn of_tenant(
        de: (Texts, Environment<'static>),
        en: (Texts, Environment<'static>),
        shipped: Arc<Pages>,
    ) -> Self {
        Self { de, en, sources: shipped.sources.clone(), shipped: Some(shipped) }
    }

    /// Reads every shipped template now.
    ///
    /// # Errors
    ///
    /// What the engine says of the first that it cannot read.
    pub fn read_all(&self) -> Result<(), minijinja::Error> {
        for env in [&self.de.1, &self.en.1] {
            for name in self.sources.keys() {
                env.get_template(name)?;
            }
        }
        Ok(())
    }

    /// The shipped templates by their names.
    pub(crate) fn sources(&self) -> &BTreeMap<&'static str, &'static str> {
        &self.sources
    }

    /// What is shipped; itself where it is no tenant's own.
    pub(crate) fn shipped(&self) -> &Pages {
        self.shipped.as_deref().unwrap_or(self)
    }

    fn of(&self, lang: Lang) -> &(Texts, Environment<'static>) {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }

    /// All texts of a language.
    pub fn texts(&self, lang: Lang) -> &Texts {
        &self.of(lang).0
    }

    /// The templates of a language.
    pub fn environment(&self, lang: Lang) -> &Environment<'static> {
        &self.of(lang).1
    }

    /// Renders a template; `base` stands before every `url()`.
    pub fn render(
        &self,
        lang: Lang,
        base: &str,
        name: &str,
        context: Value,
    ) -> Result<String, minijinja::Error> {
        BASE.with_borrow_mut(|place| {
            place.clear();
            place.push_str(base);
        });
        let Some(shipped) = &self.shipped else {
            return self.environment(lang).get_template(name)?.render(context);
        };
        let own = self.environment(lang).get_template(name)?.render(context.clone());
        own.or_else(|error| {
            tracing::error!(
                name,
                lang = lang.tag(),
                error = format!("{error:#}"),
                "a tenant's template broke"
            );
            shipped.render(lang, base, name, context)
        })
    }
}

impl Visitor {
    /// A text in the visitor's language.
    pub fn text(&self, key: &str) -> Result<String, PageError> {
        Ok(self.texts().get(key)?)
    }

    /// A text with arguments.
    pub fn text_with(
        &self,
        key: &str,
        args: &[(&str, fluent_bundle::FluentValue<'_>)],
    ) -> Result<String, PageError> {
        Ok(self.texts().with(key, args)?)
    }

    /// A form as templates take it.
    pub fn form(&self, sheet: &Sheet) -> Result<Value, PageError> {
        Shown::value(self, sheet)
    }

    /// A page. `title` is in the visitor's language; `context` holds what the template needs beside `page`.
    pub fn page(&self, template: &str, title: impl Into<String>, context: Value) -> Answer {
        self.page_with(StatusCode::OK, template, title.into(), context)
    }

    /// The page again, with what was sent and what is wrong with it: status 422. The template finds it as `form`.
    pub fn again(&self, template: &str, title: impl Into<String>, sheet: &Sheet, context: Value) -> Answer {
        let context = context! { form => self.form(sheet)?, ..context };
        self.page_with(StatusCode::UNPROCESSABLE_ENTITY, template, title.into(), context)
    }

    /// A page with another status than 200.
    pub fn page_with(&self, status: StatusCode, template: &str, title: String, context: Value) -> Answer {
        let context = context! { page => self.frame(title)?, ..context };
        Ok((status, Html(self.render(template, context)?)).into_response())
    }

    /// A piece of a page, for scripts that improve it.
    pub fn fragment(&self, template: &str, context: Value) -> Answer {
        Ok(Html(self.render(template, context)?).into_response())
    }

    /// A template's text.
    pub fn render(&self, template: &str, context: Value) -> Result<String, PageError> {
        Ok(self.pages().render(self.lang(), &self.0.base, template, context)?)
    }

    /// After a post: on to this path of the tenant (303).
    pub fn to(&self, path: &str) -> Answer {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let address = HeaderValue::from_str(&self.url(path)).map_err(PageError::fault)?;
        response.headers_mut().insert(header::LOCATION, address);
        Ok(response)
    }

    /// After a post: on to this path, which then says the text with this key.
    pub fn done(&self, path: &str, notice: &str) -> Answer {
        self.set_cookie(NOTICE_COOKIE, notice, 60);
        self.to(path)
    }

    /// What every page shows around its content.
    fn frame(&self, title: String) -> Result<Value, PageError> {
        let asking = &self.0;
        let lang = self.lang();
        let langs: Vec<Value> = Lang::ALL
            .into_iter()
            .map(|other| {
                let name = match other {
                    Lang::De => "Deutsch",
                    Lang::En => "English",
                };
                let href = self.url(&with_lang(&asking.path, &asking.query, other));
                context! { tag => other.tag(), name => name, href => href, current => other == lang }
            })
            .collect();
        let person = self
            .signed()
            .map(|signed| context! { name => signed.name.clone(), href => self.url("/account") });
        let notice = match &asking.notice {
            Some(key) if self.texts().keys().contains(key) => {
                self.set_cookie(NOTICE_COOKIE, "", 0);
                Some(context! { kind => "success", text => self.text(key)? })
            }
            _ => None,
        };
        let tenant = self.tenant();
        Ok(context! {
            tenant => context! {
                name => tenant.name.clone(),
                short => tenant.name.clone(),
                slug => tenant.slug.clone(),
                logo => tenant.logo.as_ref().map(|path| self.url(path)),
            },
            base => asking.base.clone(),
            lang => lang.tag(),
            langs => langs,
            path => asking.path.clone(),
            title => title,
            person => person,
            nav => shown(self.app().nav(self)),
            notice => notice,
            sample => tenant.sample,
            // Pages of strangers hold no form in their frame; the token, which sets a cookie, is only made where one does.
            token => if self.signed().is_some() { self.form_token() } else { String::new() },
            reference => asking.reference.clone(),
            print_only_url => self.full_url(&asking.path),
            office => self.office().is_ok(),
        })
    }
}

fn with_lang(path: &str, query: &str, lang: Lang) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name != "lang" {
            pairs.append_pair(&name, &value);
        }
    }
    pairs.append_pair("lang", lang.tag());
    format!("{path}?{}", pairs.finish())
}

/// A language that a request asks for, and whether it is to be remembered: `?lang=`, cookie, `Accept-Language`.
pub(crate) fn asked_lang(
    query: &str,
    cookie: Option<&str>,
    accepted: Option<&str>,
    fallback: Lang,
) -> (Lang, bool) {
    let of_tag = |tag: &str| Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    if let Some(lang) = asked.and_then(|(_, tag)| of_tag(&tag)) {
        return (lang, true);
    }
    if let Some(lang) = cookie.and_then(of_tag) {
        return (lang, false);
    }
    let first = accepted
        .into_iter()
        .flat_map(|header| header.split(','))
        .filter_map(|item| of_tag(item.trim().split(['-', ';']).next()?))
        .next();
    (first.unwrap_or(fallback), false)
}

/// Seconds for which a chosen language is remembered: a year.
pub(crate) const LANG_SECONDS: i64 = 365 * 24 * 3600;

impl Visitor {
    pub(crate) fn remember_lang(&self) {
        self.set_cookie(LANG_COOKIE, self.lang().tag(), LANG_SECONDS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_asked_for() {
        assert_eq!(asked_lang("a=1&lang=en", Some("de"), None, Lang::De), (Lang::En, true));
        assert_eq!(asked_lang("lang=fr", Some("en"), None, Lang::De), (Lang::En, false));
        assert_eq!(asked_lang("", None, Some("fr, en-GB;q=0.8, de"), Lang::De), (Lang::En, false));
        assert_eq!(asked_lang("", None, Some("fr"), Lang::De), (Lang::De, false));
        assert_eq!(with_lang("/x", "q=a%26b&lang=de", Lang::En), "/x?q=a%26b&lang=en");
    }
}
