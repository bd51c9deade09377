//! Templates: the shipped ones and those of an office.

use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use crate::fields::{self, Field};

/// The largest template, in bytes.
pub const LARGEST: usize = 256 * 1024;

/// A template: a file in Typst's language that says how the values of a letter stand on paper.
///
/// A template begins with `#import "/house.typ": *`, which brings `values` (what the letter holds), `letter` (its
/// language and date), `words` (fixed words in its language) and the parts of a letter as functions. It can open
/// nothing but that file and the pictures that were handed in; packages, plug-ins and `eval` are not there.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
    pub(crate) source: Source,
    fields: &'static [Field],
}

/// The templates that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shipped {
    /// A letter in the form of DIN 5008 B: notices, answers, requests for documents.
    Notice,
    /// What was received, with all answers.
    Receipt,
    /// A permit on one page, with a code that leads to its check.
    Permit,
    /// The same as a card (A6, landscape), to be laid behind a windscreen.
    PermitCard,
    /// The record of a meeting and its decisions.
    Minutes,
    /// The record of something that was decided, with those who signed it.
    Record,
    /// Badges, eight or ten on a page.
    Badges,
    /// Signs that stand on a table, folded in the middle.
    TableSigns,
}

impl Shipped {
    /// All of them.
    pub const ALL: [Shipped; 8] = [
        Shipped::Notice,
        Shipped::Receipt,
        Shipped::Permit,
        Shipped::PermitCard,
        Shipped::Minutes,
        Shipped::Record,
        Shipped::Badges,
        Shipped::TableSigns,
    ];

    /// Its name, which is that of its file.
    pub fn name(self) -> &'static str {
        match self {
            Shipped::Notice => "notice",
            Shipped::Receipt => "receipt",
            Shipped::Permit => "permit",
            Shipped::PermitCard => "permit-card",
            Shipped::Minutes => "minutes",
            Shipped::Record => "record",
            Shipped::Badges => "badges",
            Shipped::TableSigns => "table-signs",
        }
    }

    /// Its text, as a beginning for an office's own.
    pub fn source(self) -> &'static str {
        match self {
            Shipped::Notice => include_str!("../templates/notice.typ"),
            Shipped::Receipt => include_str!("../templates/receipt.typ"),
            Shipped::Permit => include_str!("../templates/permit.typ"),
            Shipped::PermitCard => include_str!("../templates/permit-card.typ"),
            Shipped::Minutes => include_str!("../templates/minutes.typ"),
            Shipped::Record => include_str!("../templates/record.typ"),
            Shipped::Badges => include_str!("../templates/badges.typ"),
            Shipped::TableSigns => include_str!("../templates/table-signs.typ"),
        }
    }

    /// What its values hold.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Shipped::Notice => fields::NOTICE,
            Shipped::Receipt => fields::RECEIPT,
            Shipped::Permit | Shipped::PermitCard => fields::PERMIT,
            Shipped::Minutes => fields::MINUTES,
            Shipped::Record => fields::RECORD,
            Shipped::Badges => fields::BADGES,
            Shipped::TableSigns => fields::TABLE_SIGNS,
        }
    }

    /// Values as they could be, all invented, for previews and for whoever writes a template.
    pub fn sample(self) -> serde_json::Value {
        let text = match self {
            Shipped::Notice => include_str!("../samples/notice.json"),
            Shipped::Receipt => include_str!("../samples/receipt.json"),
            Shipped::Permit | Shipped::PermitCard => include_str!("../samples/permit.json"),
            Shipped::Minutes => include_str!("../samples/minutes.json"),
            Shipped::Record => include_str!("../samples/record.json"),
            Shipped::Badges => include_str!("../samples/badges.json"),
            Shipped::TableSigns => include_str!("../samples/table-signs.json"),
        };
        serde_json::from_str(text).expect("a test reads every sample")
    }
}

impl Template {
    /// A shipped template.
    pub fn shipped(which: Shipped) -> Template {
        Template::like(which, which.name(), which.source())
    }

    /// An office's own template that takes the values of a shipped one, so that they are checked before.
    ///
    /// `name` is what errors call it; `source` is its text, at most [`LARGEST`] bytes when it is printed.
    pub fn like(which: Shipped, name: impl Into<String>, source: impl Into<String>) -> Template {
        Template { name: name.into(), source: Source::new(file(MAIN), source.into()), fields: which.fields() }
    }

    /// An office's own template with values of its own: a value that it asks for and that is not there is an error
    /// of the template, with the field's name.
    pub fn own(name: impl Into<String>, source: impl Into<String>) -> Template {
        Template { name: name.into(), source: Source::new(file(MAIN), source.into()), fields: &[] }
    }

    /// What errors call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// What its values must hold; empty where that is not known.
    pub fn fields(&self) -> &'static [Field] {
        self.fields
    }
}

/// The path of every template; only one is open at a time.
pub(crate) const MAIN: &str = "/template.typ";
/// The path of what every template builds on.
pub(crate) const HOUSE: &str = "/house.typ";
/// The path of the values.
pub(crate) const VALUES: &str = "/values.json";
/// The path of language and date.
pub(crate) const LETTER: &str = "/letter.json";

pub(crate) fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("own paths are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// The keys with the number of pieces of each.
    fn shape(text: &str) -> Vec<(String, usize)> {
        let words: serde_json::Map<String, Value> = serde_json::from_str(text).expect("an object");
        words.into_iter().map(|(key, words)| (key, words.as_array().map_or(1, Vec::len))).collect()
    }

    #[test]
    fn both_languages_have_the_same_words() {
        let (de, en) =
            (include_str!("../templates/words/de.json"), include_str!("../templates/words/en.json"));
        assert_eq!(shape(de), shape(en));
        let used: String = super::Shipped::ALL.iter().map(|shipped| shipped.source()).collect();
        let used = used + include_str!("../templates/house.typ");
        for (key, _) in shape(de) {
            let is_used = used.contains(&format!("words.{key}")) || key == "objection" || key == "action";
            assert!(is_used, "nothing uses {key}");
        }
    }
}
