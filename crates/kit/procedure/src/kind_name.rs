//! The names of the kinds, for translation keys, editors and comparisons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of a field without its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The meaning of each is written at `Kind`.
pub enum KindName {
    Text,
    LongText,
    Number,
    Money,
    Date,
    Period,
    Choice,
    Several,
    Rating,
    Matrix,
    Ranking,
    YesNo,
    Organisation,
    Address,
    Iban,
    Email,
    Phone,
    File,
    Consent,
    Information,
}

impl KindName {
    /// All kinds, in the order in which an editor offers them.
    pub const ALL: [KindName; 20] = [
        KindName::Text,
        KindName::LongText,
        KindName::Number,
        KindName::Money,
        KindName::Date,
        KindName::Period,
        KindName::Choice,
        KindName::Several,
        KindName::YesNo,
        KindName::Rating,
        KindName::Matrix,
        KindName::Ranking,
        KindName::Organisation,
        KindName::Address,
        KindName::Email,
        KindName::Phone,
        KindName::Iban,
        KindName::File,
        KindName::Consent,
        KindName::Information,
    ];

    /// The name in JSON, in translation keys and in class names: `long_text`.
    pub fn as_str(self) -> &'static str {
        match self {
            KindName::Text => "text",
            KindName::LongText => "long_text",
            KindName::Number => "number",
            KindName::Money => "money",
            KindName::Date => "date",
            KindName::Period => "period",
            KindName::Choice => "choice",
            KindName::Several => "several",
            KindName::Rating => "rating",
            KindName::Matrix => "matrix",
            KindName::Ranking => "ranking",
            KindName::YesNo => "yes_no",
            KindName::Organisation => "organisation",
            KindName::Address => "address",
            KindName::Iban => "iban",
            KindName::Email => "email",
            KindName::Phone => "phone",
            KindName::File => "file",
            KindName::Consent => "consent",
            KindName::Information => "information",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<KindName> {
        KindName::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
