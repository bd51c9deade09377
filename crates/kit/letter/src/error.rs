//! What can go wrong, each with its place and what would be right.

use std::fmt;

use thiserror::Error;

use crate::asset::AssetError;

/// Why a letter was not made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The values do not fit the template. Every mistake is listed.
    #[error("{}", Listed(.0))]
    Values(Vec<ValueMistake>),
    /// The template holds a mistake. Every one that the compiler saw is listed.
    #[error("{}", Listed(.0))]
    Template(Vec<TemplateMistake>),
    /// A picture was refused.
    #[error("picture “{name}”: {error}")]
    Picture {
        /// The name under which it was handed in.
        name: String,
        /// What is wrong with it.
        error: AssetError,
    },
    /// More pages than [`Limits::pages`](crate::Limits::pages).
    #[error("the letter has {pages} pages, at most {at_most} are printed")]
    TooLong {
        /// Pages of the letter.
        pages: usize,
        /// Pages allowed.
        at_most: usize,
    },
    /// Setting the letter took longer than [`Limits::time`](crate::Limits::time).
    #[error("the template {template} takes too long: does a loop in it never end?")]
    TooSlow {
        /// Name of the template.
        template: String,
    },
    /// Too many earlier letters that ran out of time still occupy the machine.
    #[error("earlier templates that never end occupy the press: restart the program or try again later")]
    Occupied,
    /// What was handed in is larger than the limit.
    #[error("{what}: {size}, at most {at_most}")]
    TooLarge {
        /// Which part.
        what: &'static str,
        /// Its size in bytes or pieces.
        size: usize,
        /// The limit in the same unit.
        at_most: usize,
    },
    /// The typesetter failed inside. Nothing that the caller gave is known to be wrong.
    #[error("the typesetter failed in template {template}: {reason}")]
    Fault {
        /// Name of the template.
        template: String,
        /// What it said.
        reason: String,
    },
}

/// A mistake in the values.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {fault}")]
pub struct ValueMistake {
    /// Where, as in `recipient.lines` or `body[2].table.rows[0]`.
    pub field: String,
    /// What is wrong and what would be right.
    pub fault: ValueFault,
}

/// What can be wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueFault {
    /// The template needs it.
    #[error("is missing, the template needs {0}")]
    Missing(Kind),
    /// It has another shape.
    #[error("is not {0}")]
    NotA(Kind),
    /// No date of the calendar.
    #[error("“{0}” is no date like 2026-11-30")]
    NoDate(String),
    /// Cents are a whole number that a letter can hold.
    #[error("is no whole number of cents")]
    NoCents,
    /// A machine-readable code holds at most some 2,000 bytes.
    #[error("has {0} bytes, too many for a QR code")]
    QrTooLong(usize),
    /// No picture of this name was handed in.
    #[error("names the picture “{0}”, which was not handed in")]
    NoSuchPicture(String),
    /// Lists within lists within lists.
    #[error("is nested too deeply")]
    TooDeep,
    /// A text of more characters than a letter may hold.
    #[error("has {0} characters, at most {1} are printed")]
    TooLong(usize, usize),
    /// A list of more entries than a letter may hold.
    #[error("has {0} entries, at most {1} are printed")]
    TooMany(usize, usize),
    /// None of the words that are possible here.
    #[error("is none of {0}")]
    NoneOf(&'static str),
    /// A row of a table with another number of cells than the table has columns.
    #[error("has {cells} cells, the table has {columns} columns")]
    Ragged {
        /// Cells of the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
}

/// The shape of a value that a template asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One line or more of text.
    Text,
    /// A list of texts.
    Texts,
    /// Blocks of the letter's body ([`crate::fields`]).
    Blocks,
    /// A list of label and value.
    Facts,
    /// An object.
    Object,
    /// A list of objects.
    Objects,
    /// A day: `{"date": "2026-11-30"}`.
    Date,
    /// A QR code: `{"qr": "https://…"}`.
    Qr,
    /// A whole number.
    Count,
    /// A picture: `{"picture": "logo", "alt": "Coat of arms"}`.
    Picture,
    /// A table: `columns` and `rows`.
    Table,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "a text",
            Kind::Texts => "a list of texts",
            Kind::Blocks => "a list of blocks",
            Kind::Facts => "a list of {\"label\", \"value\"}",
            Kind::Object => "an object",
            Kind::Objects => "a list of objects",
            Kind::Date => "a day as {\"date\": \"2026-11-30\"}",
            Kind::Qr => "a code as {\"qr\": \"https://…\"}",
            Kind::Count => "a whole number",
            Kind::Picture => "a picture as {\"picture\": \"name\", \"alt\": \"what it shows\"}",
            Kind::Table => "a table with columns and rows",
        })
    }
}

/// A mistake in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateMistake {
    /// Name of the template, or of the shipped file that it uses.
    pub template: String,
    /// Line and column, both from 1, in characters; none where the mistake has no place.
    pub place: Option<(usize, usize)>,
    /// The mistake in the words of the typesetter.
    pub message: String,
    /// What would be right, in the words of the typesetter.
    pub hints: Vec<String>,
    /// The value whose absence caused it.
    pub field: Option<String>,
}

impl fmt::Display for TemplateMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.template)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        for hint in &self.hints {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

struct Listed<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}
