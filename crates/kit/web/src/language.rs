//! Texts for people, in Project Fluent's format, one bundle per language.
//!
//! A missing key or a missing argument is an error, never a silent gap; the templates' tests find it. Dates and
//! money are left out until a page needs them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rathaus_core::Lang;

/// Why a text could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A file of texts cannot be read.
    #[error("the texts in {lang} cannot be read: {reason}")]
    Source {
        /// Tag of the language.
        lang: &'static str,
        /// What the parser says.
        reason: String,
    },
    /// There is no text with this key.
    #[error("no text “{key}” in {lang}")]
    Missing {
        /// Tag of the language.
        lang: &'static str,
        /// The key asked for.
        key: String,
    },
    /// The text needs an argument that was not given.
    #[error("text “{key}” in {lang}: {reason}")]
    Argument {
        /// Tag of the language.
        lang: &'static str,
        /// The key asked for.
        key: String,
        /// What Fluent says.
        reason: String,
    },
}

/// All texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    lang: Lang,
    bundle: Arc<FluentBundle<FluentResource>>,
    keys: Arc<BTreeSet<String>>,
    /// What stands behind each key in the files.
    sources: Arc<BTreeMap<String, String>>,
    /// What a tenant words in its own way.
    own: Option<Arc<FluentBundle<FluentResource>>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("lang", &self.lang).field("keys", &self.keys.len()).finish()
    }
}

/// Whole numbers are grouped as the language groups them; others get two places.
fn write_number(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(n) if n.value.fract() == 0.0 => Some(lang.number(n.value, 0)),
        FluentValue::Number(n) => Some(lang.number(n.value, 2)),
        _ => None,
    }
}

fn write_german<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    write_number(value, Lang::De)
}

fn write_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    write_number(value, Lang::En)
}

impl Texts {
    /// Reads the texts of one language from the contents of `.ftl` files. A key that stands twice is an error.
    pub fn new(lang: Lang, sources: &[&str]) -> Result<Texts, TextError> {
        let fault = |reason: String| TextError::Source { lang: lang.tag(), reason };
        let mut bundle = bundle(lang).map_err(fault)?;
        let mut keys = BTreeSet::new();
        let mut behind = BTreeMap::new();
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| fault(format!("{:?}", errors.first())))?;
            keys.extend(source.lines().filter_map(message_key));
            read_sources(source, &mut behind);
            bundle.add_resource(resource).map_err(|errors| fault(format!("{:?}", errors.first())))?;
        }
        Ok(Texts {
            lang,
            bundle: Arc::new(bundle),
            keys: Arc::new(keys),
            sources: Arc::new(behind),
            own: None,
        })
    }

    /// These texts with a tenant's own in place of some; what cannot be read is logged and left out.
    pub(crate) fn worded(&self, texts: &[(&str, &str)]) -> Texts {
        let Ok(mut own) = bundle(self.lang) else { return self.clone() };
        for (key, text) in texts {
            let read = self.check(key, text).map_err(|(_, reason)| reason).and_then(|()| {
                FluentResource::try_new(crate::wording::entry(key, text))
                    .map_err(|(_, errors)| format!("{:?}", errors.first()))
            });
            match read {
                Ok(resource) => own.add_resource_overriding(resource),
                Err(reason) => tracing::warn!(key, reason, "a tenant's text cannot be used"),
            }
        }
        Texts { own: Some(Arc::new(own)), ..self.clone() }
    }

    /// What stands behind a key in the files, without the indentation of further lines: to be worded anew.
    pub fn shipped(&self, key: &str) -> Option<&str> {
        self.sources.get(key).map(String::as_str)
    }

    /// The language of these texts.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// All keys, in order, to compare languages.
    pub fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    /// A text without arguments.
    pub fn get(&self, key: &str) -> Result<String, TextError> {
        self.with(key, &[])
    }

    /// A text with arguments: name and value.
    pub fn with(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> Result<String, TextError> {
        if let Some(own) = &self.own
            && let Some(pattern) = own.get_message(key).and_then(|message| message.value())
        {
            let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
            let mut errors = Vec::new();
            let text = own.format_pattern(pattern, Some(&args), &mut errors).into_owned();
            match errors.first() {
                None => return Ok(text),
                Some(error) => tracing::warn!(key, %error, "a tenant's text does not fit"),
            }
        }
        let missing = || TextError::Missing { lang: self.lang.tag(), key: key.to_owned() };
        let message = self.bundle.get_message(key).ok_or_else(missing)?;
        let pattern = message.value().ok_or_else(missing)?;
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(TextError::Argument {
                lang: self.lang.tag(),
                key: key.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// A share as a percentage with that many places: `12,5 %` in German, `12.5%` in English.
    pub fn percent(&self, share: f64, digits: usize) -> String {
        let number = self.lang.number(share * 100.0, digits);
        match self.lang {
            Lang::De => format!("{number}\u{a0}%"),
            Lang::En => format!("{number}%"),
        }
    }
}

fn bundle(lang: Lang) -> Result<FluentBundle<FluentResource>, String> {
    let id = lang.tag().parse().map_err(|e| format!("{e:?}"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around arguments would end up in file names, titles and copied text; both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::De => write_german,
        Lang::En => write_english,
    }));
    Ok(bundle)
}

/// What stands behind the keys of a file.
fn read_sources(source: &str, into: &mut BTreeMap<String, String>) {
    let mut current: Option<String> = None;
    for line in source.lines() {
        if let Some(key) = message_key(line) {
            let text = line.split_once('=').map_or("", |(_, text)| text.trim());
            into.insert(key.clone(), text.to_owned());
            current = Some(key);
        } else if let Some(text) = current.as_ref().and_then(|key| into.get_mut(key))
            && (line.starts_with([' ', '}']) && !line.trim().is_empty())
        {
            text.push('\n');
            text.push_str(line.strip_prefix("    ").unwrap_or(line));
        } else if !line.trim().is_empty() {
            current = None;
        }
    }
}

/// The key of a line that begins a message; terms, comments, attributes and further lines have none.
fn message_key(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    (key.starts_with(|c: char| c.is_ascii_alphabetic()) && !key.contains(char::is_whitespace))
        .then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
hello = Hallo { $name }
needs = { $n ->
    [one] ein Bedarf
   *[other] { $n } Bedarfe
}
";

    #[test]
    fn numbers_and_plurals_follow_the_language() {
        let texts = Texts::new(Lang::De, &[SOURCE]).expect("readable");
        assert_eq!(texts.with("needs", &[("n", 1.into())]).as_deref(), Ok("ein Bedarf"));
        assert_eq!(texts.with("needs", &[("n", 12_345.into())]).as_deref(), Ok("12.345 Bedarfe"));
        assert_eq!(texts.percent(0.125, 1), "12,5\u{a0}%");
    }

    #[test]
    fn gaps_are_errors() {
        let texts = Texts::new(Lang::De, &[SOURCE]).expect("readable");
        assert!(matches!(texts.get("nothing"), Err(TextError::Missing { .. })));
        assert!(matches!(texts.get("hello"), Err(TextError::Argument { .. })));
        assert!(matches!(Texts::new(Lang::De, &[SOURCE, SOURCE]), Err(TextError::Source { .. })));
        assert!(matches!(Texts::new(Lang::De, &["= nothing"]), Err(TextError::Source { .. })));
        assert_eq!(texts.keys().iter().map(String::as_str).collect::<Vec<_>>(), ["hello", "needs"]);
    }
}
