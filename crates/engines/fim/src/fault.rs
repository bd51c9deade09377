//! What is wrong with a file: every mistake with its line and place.

use std::fmt;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {place}: {mistake}")]
pub struct Fault {
    /// Line of the file, counted from 1.
    pub line: u32,
    /// The way to the element, such as `stammdatenschema S123/struktur 2/datenfeld F456/feldart`.
    pub place: String,
    /// What is wrong there.
    pub mistake: Mistake,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Larger than a schema ever is.
    #[error("the file has {0} bytes, more than {limit}", limit = crate::node::MAX_BYTES)]
    TooLarge(usize),
    /// More elements than a schema ever has.
    #[error("more than {limit} elements", limit = crate::node::MAX_NODES)]
    TooMany,
    /// Elements inside elements without end.
    #[error("elements more than {limit} deep", limit = crate::node::MAX_DEPTH)]
    TooDeep,
    /// Not UTF-8, or said to be something else.
    #[error("not UTF-8; save the file as UTF-8")]
    Encoding,
    /// Not well-formed XML.
    #[error("not well-formed XML: {0}")]
    Malformed(String),
    /// A document type or an entity of the file's own.
    #[error("a document type or entity of its own; write the characters themselves")]
    Entity,
    /// A character that XML 1.0 does not have.
    #[error("the character U+{0:04X} may not stand in XML")]
    Character(u32),
    /// Not a namespace of XDatenfelder 2 or 3.
    #[error("unknown namespace “{0}”; known are {two} and {three}",
        two = crate::Standard::Xdf2.namespace(), three = crate::Standard::Xdf3.namespace())]
    Namespace(String),
    /// A message that is none of a schema, a group or a field, or no code list.
    #[error("the message {found} is not read here; {expected} is")]
    Message {
        /// The root element.
        found: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// An element that the standard asks for.
    #[error("<{0}> is missing")]
    Missing(&'static str),
    /// An attribute that the standard asks for.
    #[error("the attribute {0} is missing")]
    MissingAttribute(&'static str),
    /// An element without what it must hold.
    #[error("is empty")]
    Empty,
    /// A second one where there may be one.
    #[error("stands twice")]
    Twice,
    /// An element that the standard does not know here.
    #[error("is not expected here")]
    Unexpected,
    /// An attribute that the standard does not know here.
    #[error("the attribute {0} is not expected here")]
    UnexpectedAttribute(String),
    /// Text between elements.
    #[error("text is not expected here: “{0}”")]
    UnexpectedText(String),
    /// A code that is not in its list.
    #[error("“{found}” is none of {expected}")]
    Code {
        /// What stands there.
        found: String,
        /// The codes of the list.
        expected: String,
    },
    /// A text that is not of its form.
    #[error("“{found}” is no {expected}")]
    Form {
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
}

/// All mistakes of a file, at least one, in the order of the file; at most [`Faults::LIMIT`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// After so many mistakes the rest is not collected.
    pub const LIMIT: usize = 200;
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The beginning of a text, short enough to be shown.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text.trim().chars().take(60).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    short
}
