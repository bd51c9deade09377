//! What the reader of FIM files refuses, in the words of the house.

use rathaus_fim::Mistake;
use rathaus_web::{PageError, Visitor};

/// A mistake with its remedy, in the visitor's language.
pub(super) fn said(visitor: &Visitor, mistake: &Mistake) -> Result<String, PageError> {
    let (key, found, wanted) = match mistake {
        Mistake::TooLarge(_) => ("too-large", String::new(), String::new()),
        Mistake::TooMany => ("too-many", String::new(), String::new()),
        Mistake::TooDeep => ("too-deep", String::new(), String::new()),
        Mistake::Encoding => ("encoding", String::new(), String::new()),
        Mistake::Malformed(why) => ("malformed", why.clone(), String::new()),
        Mistake::Entity => ("entity", String::new(), String::new()),
        Mistake::Character(number) => ("character", format!("U+{number:04X}"), String::new()),
        Mistake::Namespace(name) => ("namespace", name.clone(), String::new()),
        Mistake::Message { found, expected } => ("message", found.clone(), (*expected).to_owned()),
        Mistake::Missing(name) => ("missing", (*name).to_owned(), String::new()),
        Mistake::MissingAttribute(name) => ("missing-attribute", (*name).to_owned(), String::new()),
        Mistake::Empty => ("empty", String::new(), String::new()),
        Mistake::Twice => ("twice", String::new(), String::new()),
        Mistake::Unexpected => ("unexpected", String::new(), String::new()),
        Mistake::UnexpectedAttribute(name) => ("unexpected-attribute", name.clone(), String::new()),
        Mistake::UnexpectedText(text) => ("unexpected-text", text.clone(), String::new()),
        Mistake::Code { found, expected } => ("code", found.clone(), expected.clone()),
        Mistake::Form { found, expected } => ("form", found.clone(), (*expected).to_owned()),
    };
    visitor.text_with(&format!("fim-fault-{key}"), &[("found", found.into()), ("wanted", wanted.into())])
}
