//! What every part of a form carries: an id that stays, and texts in several languages.
//!
//! How ids are proposed from a label belongs to the editor ([`crate::edit`]).

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use rathaus_core::Lang;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The name of a page, group, field or option that stays the same in every version of a form:
/// a small letter, then up to 39 small letters, digits and hyphens.
///
/// Answers are kept under it, so it is never given to a question of another kind later
/// ([`crate::difference::reused`] finds where that was tried).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StableId(String);

/// A text that is no stable id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no id: a small letter, then up to 39 small letters, digits and hyphens")]
pub struct StableIdError(pub String);

impl StableId {
    /// The most characters of an id.
    pub const MOST: usize = 40;
    /// The pattern of an id, as JSON Schema writes it.
    pub const PATTERN: &'static str = "^[a-z][a-z0-9-]{0,39}$";

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id made of a German label: umlauts written out, everything else that is no letter or
    /// digit a hyphen, shortened, and numbered (`strasse-2`) until it is not in `taken`.
    ///
    /// A label without any Latin letter gives `feld`, `feld-2` and so on.
    pub fn propose(label: &str, taken: &BTreeSet<StableId>) -> StableId {
        let mut slug = String::new();
        for letter in label.to_lowercase().chars() {
            match letter {
                'ä' | 'æ' => slug.push_str("ae"),
                'ö' | 'ø' | 'œ' => slug.push_str("oe"),
                'ü' => slug.push_str("ue"),
                'ß' => slug.push_str("ss"),
                'à' | 'á' | 'â' | 'ã' | 'å' => slug.push('a'),
                'è' | 'é' | 'ê' | 'ë' => slug.push('e'),
                'ç' | 'č' | 'ć' => slug.push('c'),
                'ì' | 'í' | 'î' | 'ï' => slug.push('i'),
                'ñ' | 'ń' => slug.push('n'),
                'ò' | 'ó' | 'ô' | 'õ' => slug.push('o'),
                'ù' | 'ú' | 'û' => slug.push('u'),
                'š' | 'ś' => slug.push('s'),
                'ž' | 'ź' | 'ż' => slug.push('z'),
                'a'..='z' | '0'..='9' => slug.push(letter),
                _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                _ => {}
            }
        }
        let start = slug.find(|c: char| c.is_ascii_lowercase()).unwrap_or(slug.len());
        let mut stem = slug[start..].to_owned();
        stem.truncate(32);
        let stem = match stem.trim_end_matches('-') {
            "" => "feld",
            stem => stem,
        };
        let first = StableId(stem.to_owned());
        if !taken.contains(&first) {
            return first;
        }
        let mut number = 2_u64;
        loop {
            let next = StableId(format!("{stem}-{number}"));
            if !taken.contains(&next) {
                return next;
            }
            number += 1;
        }
    }
}

impl FromStr for StableId {
    type Err = StableIdError;

    fn from_str(text: &str) -> Result<StableId, StableIdError> {
        let fits = text.len() <= StableId::MOST
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(StableId(text.to_owned())) } else { Err(StableIdError(text.to_owned())) }
    }
}

impl TryFrom<String> for StableId {
    type Error = StableIdError;
    fn try_from(text: String) -> Result<StableId, StableIdError> {
        text.parse()
    }
}

impl From<StableId> for String {
    fn from(id: StableId) -> String {
        id.0
    }
}

impl Borrow<str> for StableId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for StableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl JsonSchema for StableId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StableId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The name of a page, group, field or option that stays the same in every version.",
            "type": "string",
            "pattern": StableId::PATTERN,
        })
    }
}

/// A text for people in the languages of the interface. German is never missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// German.
    pub de: String,
    /// English; where it is missing, readers of English see the German text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Words {
    /// A text that is only there in German.
    pub fn de(text: impl Into<String>) -> Words {
        Words { de: text.into(), en: None }
    }

    /// A text in German and English.
    pub fn both(de: impl Into<String>, en: impl Into<String>) -> Words {
        Words { de: de.into(), en: Some(en.into()) }
    }

    /// The text in `lang`, or in German where there is none.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.de,
            Lang::En => self.en.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or(&self.de),
        }
    }

    /// The language in which [`Words::get`] answers, for `lang` attributes.
    pub fn lang(&self, lang: Lang) -> Lang {
        match &self.en {
            Some(text) if !text.trim().is_empty() => lang,
            _ => Lang::De,
        }
    }

    /// The paragraphs in `lang`: what empty lines divide, without the spaces around.
    pub fn paragraphs(&self, lang: Lang) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut open = false;
        for line in self.get(lang).lines() {
            let line = line.trim();
            if line.is_empty() {
                open = false;
            } else if let (true, Some(last)) = (open, all.last_mut()) {
                last.push(' ');
                last.push_str(line);
            } else {
                all.push(line.to_owned());
                open = true;
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_proposed_from_the_label() {
        let mut taken = BTreeSet::new();
        for (label, id) in [
            ("Straße und Hausnummer", "strasse-und-hausnummer"),
            ("Straße und Hausnummer", "strasse-und-hausnummer-2"),
            ("Größe (m²)", "groesse-m"),
            ("3 Wünsche?", "wuensche"),
            ("???", "feld"),
            ("", "feld-2"),
            ("Donaudampfschifffahrtsgesellschaftskapitän", "donaudampfschifffahrtsgesellscha"),
        ] {
            let proposed = StableId::propose(label, &taken);
            assert_eq!(proposed.as_str(), id, "{label}");
            assert_eq!(proposed.as_str().parse(), Ok(proposed.clone()));
            taken.insert(proposed);
        }
    }

    #[test]
    fn ids_are_short_slugs() {
        for good in ["a", "a1", "name-des-kindes", &"a".repeat(40)] {
            assert!(good.parse::<StableId>().is_ok(), "{good}");
        }
        for bad in ["", "A", "1a", "-a", "a_b", "ä", "a b", "a.b", &"a".repeat(41)] {
            assert!(bad.parse::<StableId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn missing_english_falls_back_to_german() {
        let words = Words { de: "Ort".into(), en: Some(" ".into()) };
        assert_eq!(words.get(Lang::En), "Ort");
        assert_eq!(words.lang(Lang::En), Lang::De);
        assert_eq!(Words::both("Ort", "Place").get(Lang::En), "Place");
        assert_eq!(Words::de("Eins\nzwei\n\n drei ").paragraphs(Lang::De), ["Eins zwei", "drei"]);
    }
}
