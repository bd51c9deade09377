//! An office's own words: single texts and whole templates that stand in place of the shipped ones, per tenant.
//!
//! They are checked when they are saved ([`Pages::check_template`], [`Pages::check_text`]). One that breaks anyway,
//! perhaps because a release changed what a page knows, is logged, and the shipped one is shown: a page never fails
//! for a wording. They are read once and kept until [`Tenant::edition`](crate::Tenant::edition) changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rathaus_core::Lang;

use crate::app::App;
use crate::error::PageError;
use crate::language::Texts;
use crate::page;
use crate::pages::Pages;
use crate::visitor::Tenant;

pub use crate::store::wording::{delete_wording, list_wordings, save_wording};

/// What is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A template, by its name as in `forum/invitation.txt`.
    Template,
    /// A text, by its key.
    Text,
}

impl Kind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Template => "template",
            Kind::Text => "text",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Kind::Template, Kind::Text].into_iter().find(|kind| kind.word() == word)
    }
}

/// A template or text of a tenant's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What is worded.
    pub kind: Kind,
    /// The template's name or the text's key.
    pub name: String,
    /// The language; `None` for a template that serves all.
    pub lang: Option<Lang>,
    /// The words.
    pub text: String,
    /// When it was saved.
    pub changed_at: Timestamp,
}

/// What is wrong with a wording, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Objection {
    /// In which line, from 1.
    pub line: usize,
    /// What the reader of templates or texts says, in English.
    pub reason: String,
}

/// Instructions one page of a tenant's own templates may take; the longest shipped page takes a hundredth.
const FUEL: u64 = 20_000_000;

impl Pages {
    /// These pages with a tenant's own words in them.
    pub(crate) fn worded(self: &Arc<Self>, wordings: &[Wording]) -> Pages {
        let make = |lang: Lang| {
            let of_lang = |wording: &&Wording| wording.lang.is_none_or(|own| own == lang);
            let texts: Vec<(&str, &str)> = wordings
                .iter()
                .filter(of_lang)
                .filter(|wording| wording.kind == Kind::Text)
                .map(|wording| (wording.name.as_str(), wording.text.as_str()))
                .collect();
            let texts = self.texts(lang).worded(&texts);
            let mut env = self.environment(lang).clone();
            env.set_fuel(Some(FUEL));
            page::speak(&mut env, &texts);
            // In order, so that a template of one language comes after, and wins over, the one for all.
            let mut templates: Vec<&Wording> =
                wordings.iter().filter(of_lang).filter(|wording| wording.kind == Kind::Template).collect();
            templates.sort_by_key(|wording| wording.lang.is_some());
            for wording in templates {
                let added = env.add_template_owned(wording.name.clone(), wording.text.clone());
                if let Err(error) = added {
                    tracing::warn!(name = wording.name, %error, "a tenant's template cannot be read");
                }
            }
            (texts, env)
        };
        Pages::of_tenant(make(Lang::De), make(Lang::En), self.clone())
    }

    /// Whether a template may stand in place of the shipped one: it can be read, refers to templates that are there,
    /// and uses only what the page gives the shipped one.
    ///
    /// # Errors
    ///
    /// What is wrong, with its line. A name that is not shipped is wrong, too.
    pub fn check_template(&self, name: &str, text: &str) -> Result<(), Objection> {
        let env = self.shipped().environment(Lang::De);
        let object = |line: usize, reason: String| Objection { line, reason };
        let shipped =
            env.get_template(name).map_err(|_| object(1, format!("there is no template {name:?}")))?;
        let mut trial = env.clone();
        trial.add_template_owned(name.to_owned(), text.to_owned()).map_err(|error| {
            object(error.line().unwrap_or(1), error.detail().unwrap_or("cannot be read").to_owned())
        })?;
        let own = trial.get_template(name).map_err(|error| object(1, error.to_string()))?;
        let mut known = shipped.undeclared_variables(false);
        known.extend(env.globals().map(|(name, _)| name.to_owned()));
        known.extend(["page", "mail", "form"].map(str::to_owned));
        let unknown = own.undeclared_variables(false).into_iter().filter(|name| !known.contains(name));
        let unknown: BTreeSet<String> = unknown.collect();
        if let Some(name) = unknown.first() {
            let line = text.lines().position(|line| line.contains(name.as_str())).map_or(1, |n| n + 1);
            return Err(object(line, format!("the page knows no {name:?}")));
        }
        for (line, referred) in references(text) {
            if env.get_template(&referred).is_err() {
                return Err(object(line, format!("there is no template {referred:?}")));
            }
        }
        Ok(())
    }

    /// Whether a text may stand in place of the shipped one: it can be read and uses only its arguments.
    ///
    /// # Errors
    ///
    /// What is wrong, with its line. A key that is not shipped is wrong, too.
    pub fn check_text(&self, lang: Lang, key: &str, text: &str) -> Result<(), Objection> {
        self.shipped().texts(lang).check(key, text).map_err(|(line, reason)| Objection { line, reason })
    }

    /// The names of all shipped templates, in order.
    pub fn template_names(&self) -> Vec<String> {
        self.sources().keys().map(|name| (*name).to_owned()).collect()
    }

    /// The shipped text of a template, to begin with.
    pub fn template_source(&self, name: &str) -> Option<String> {
        self.sources().get(name).map(|source| (*source).to_owned())
    }
}

/// Templates named by `extends`, `include`, `import` and `from`, with their lines.
fn references(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for word in ["extends ", "include ", "import ", "from "] {
            for (at, _) in line.match_indices(word) {
                let rest = line[at + word.len()..].trim_start();
                let is_statement =
                    line[..at].trim_end().ends_with("{%") || line[..at].trim_end().ends_with("{%-");
                if let (true, Some(rest)) = (is_statement, rest.strip_prefix(['"', '\'']))
                    && let Some(end) = rest.find(['"', '\''])
                {
                    found.push((number + 1, rest[..end].to_owned()));
                }
            }
        }
    }
    found
}

impl App {
    /// The templates and texts as this tenant words them.
    ///
    /// # Errors
    ///
    /// What the database says when they must be read anew.
    pub async fn pages_of(&self, tenant: &Tenant) -> Result<Arc<Pages>, PageError> {
        if let Some(pages) = self.wordings().find(tenant) {
            return Ok(pages);
        }
        let mut view = self.store().tenant(tenant.id).read().await?;
        let wordings = list_wordings(&mut view).await?;
        let pages = if wordings.is_empty() {
            self.shipped_pages().clone()
        } else {
            Arc::new(self.shipped_pages().worded(&wordings))
        };
        self.wordings().keep(tenant, pages.clone());
        Ok(pages)
    }
}

/// The pages of each tenant in its present edition.
#[derive(Default)]
pub(crate) struct Kept(
    std::sync::RwLock<std::collections::HashMap<rathaus_store::TenantId, (u64, Arc<Pages>)>>,
);

impl Kept {
    fn find(&self, tenant: &Tenant) -> Option<Arc<Pages>> {
        let kept = self.0.read().ok()?;
        kept.get(&tenant.id).filter(|(edition, _)| *edition == tenant.edition).map(|(_, pages)| pages.clone())
    }

    fn keep(&self, tenant: &Tenant, pages: Arc<Pages>) {
        if let Ok(mut kept) = self.0.write() {
            kept.insert(tenant.id, (tenant.edition, pages));
        }
    }
}

impl Texts {
    /// What a tenant's own texts are checked against and laid over: see [`Pages::check_text`].
    pub(crate) fn check(&self, key: &str, text: &str) -> Result<(), (usize, String)> {
        let shipped = self.shipped(key).ok_or_else(|| (1, format!("there is no text {key:?}")))?;
        let allowed = arguments(shipped);
        for (number, line) in text.lines().enumerate() {
            if let Some(name) = arguments(line).into_iter().find(|name| !allowed.contains(name)) {
                return Err((number + 1, format!("this text is not given ${name}")));
            }
        }
        Texts::new(self.lang(), &[&entry(key, text)]).map(|_| ()).map_err(|error| (1, error.to_string()))?;
        if Texts::new(self.lang(), &[&entry(key, text)]).is_ok_and(|texts| texts.keys().len() != 1) {
            return Err((1, "this is more than one text".to_owned()));
        }
        Ok(())
    }
}

/// An entry of a `.ftl` file: further lines are indented, so that none begins another entry.
pub(crate) fn entry(key: &str, text: &str) -> String {
    let mut entry = format!("{key} =");
    for line in text.lines() {
        entry.push_str("\n    ");
        entry.push_str(line);
    }
    entry.push('\n');
    entry
}

/// Names after `$`.
fn arguments(text: &str) -> BTreeSet<String> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Feature;

    fn pages() -> Pages {
        let mut feature = Feature::new(None);
        feature.templates = &[("a.html", "{{ said }} {{ t(\"a-b\", n=said) }}")];
        feature.texts =
            &[(Lang::De, "a-b = Sagt { $n }\na-c = Gut"), (Lang::En, "a-b = Says { $n }\na-c = Good")];
        Pages::new(&[feature]).expect("pages")
    }

    #[test]
    fn a_template_that_would_break_is_refused_with_its_line() {
        let pages = pages();
        assert_eq!(pages.check_template("a.html", "{% extends \"web/plain.html\" %}{{ said }}"), Ok(()));
        let line = |text: &str| pages.check_template("a.html", text).expect_err("refused").line;
        assert_eq!(line("\n\n{% if %}"), 3);
        assert_eq!(line("\n{{ password }}"), 2);
        assert_eq!(line("{{ said }}\n{% include \"web/gone.html\" %}"), 2);
        assert!(pages.check_template("b.html", "").is_err());
        assert!(pages.template_source("a.html").is_some_and(|text| text.contains("said")));
        assert!(pages.template_names().contains(&"a.html".to_owned()));
    }

    #[test]
    fn a_text_that_would_break_is_refused_with_its_line() {
        let pages = pages();
        let check = |key: &str, text: &str| pages.check_text(Lang::De, key, text);
        assert_eq!(check("a-b", "Ruft { $n }"), Ok(()));
        assert_eq!(check("a-b", "Ruft\nlaut"), Ok(()));
        assert_eq!(check("a-b", "Gut\nRuft { $m }").expect_err("refused").line, 2);
        for (key, text) in [("a-b", "{ $n"), ("a-b", ""), ("a-x", "Gut")] {
            assert!(check(key, text).is_err(), "{key} {text}");
        }
        assert_eq!(check("a-c", "a-b = Schlecht\na-d = x"), Ok(()));
    }

    #[test]
    fn a_broken_wording_falls_back_to_the_shipped_one() {
        let shipped = Arc::new(pages());
        let own = |kind, name: &str, lang, text: &str| Wording {
            kind,
            name: name.to_owned(),
            lang,
            text: text.to_owned(),
            changed_at: Timestamp::UNIX_EPOCH,
        };
        let render = |wordings: &[Wording], lang| {
            let pages = shipped.worded(wordings);
            let context = minijinja::context! { said => 1 };
            pages.render(lang, "", "a.html", context).expect("rendered")
        };
        // Not read, not known to the page, endless, an argument that is not given.
        for text in [
            "{% if %}",
            "Neu {{ password }}",
            "{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}",
        ] {
            let shown = render(&[own(Kind::Template, "a.html", None, text)], Lang::De);
            assert!(shown.contains("Sagt 1") && !shown.contains("Neu"), "{text}: {shown}");
        }
        let broken = own(Kind::Text, "a-b", Some(Lang::De), "Neu { $m }");
        assert!(render(&[broken], Lang::De).contains("Sagt 1"));
        let wordings = [
            own(Kind::Template, "a.html", None, "Alle {{ said }}"),
            own(Kind::Template, "a.html", Some(Lang::En), "English {{ t('a-b', n=said) }}"),
            own(Kind::Text, "a-b", Some(Lang::En), "Shouts { $n }"),
            own(Kind::Text, "a-c", Some(Lang::En), "a-b = bad"),
        ];
        assert_eq!(render(&wordings, Lang::De), "Alle 1");
        assert_eq!(render(&wordings, Lang::En), "English Shouts 1");
        assert_eq!(shipped.worded(&wordings).texts(Lang::De).get("a-c").as_deref(), Ok("Gut"));
    }
}
