//! What is wrong with a submission, in FIT-Connect's words: the problems that a rejection carries.
//!
//! `type` and `instance` must be taken over exactly, `title` should be; the detail is German, because the sender's
//! operators read it. Details here never quote what was delivered and never say why something cannot be decrypted.
//!
//! Source: docs.fitko.de/fit-connect/docs/receiving/verification. From its beginning, as it stood in 2026, are the form (RFC 7807),
//! the URI that types begin with, the four members and which of them must be taken over exactly. The list of single checks further
//! down that page could not be read where this was written: the table in [`ProblemKind`] is still to be compared with it before the
//! first real delivery.

use crate::ids::AttachmentId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the type of every problem begins with.
pub const TYPE_BEGIN: &str = "https://schema.fitko.de/fit-connect/events/problems/";

/// One problem of a rejection (RFC 7807).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI that says which kind it is.
    #[serde(rename = "type")]
    pub uri: String,
    /// The kind in words.
    #[serde(default)]
    pub title: String,
    /// This one in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The part it concerns: `submission`, `metadata`, `data`, `attachment:` with an id, or `other`.
    #[serde(default)]
    pub instance: String,
}

/// The part of a submission that a problem concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Submission,
    /// The metadata.
    Metadata,
    /// The application's data.
    Data,
    /// One attachment.
    Attachment(AttachmentId),
    /// Nothing in it: the receiver itself.
    Other,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submission => formatter.write_str("submission"),
            Self::Metadata => formatter.write_str("metadata"),
            Self::Data => formatter.write_str("data"),
            Self::Attachment(id) => write!(formatter, "attachment:{id}"),
            Self::Other => formatter.write_str("other"),
        }
    }
}

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The event log does not say which tags were submitted.
    MissingAuthenticationTags,
    /// There is not exactly one event of submitting.
    InvalidEventLog,
    /// A part is not the one that was submitted.
    IncorrectAuthenticationTag,
    /// A part cannot be decrypted.
    EncryptionIssue,
    /// A part is not well-formed.
    SyntaxViolation,
    /// The metadata do not name their schema.
    MissingSchema,
    /// A schema that is not taken here.
    UnsupportedSchema,
    /// A part does not follow its schema.
    SchemaViolation,
    /// A service that is not offered here.
    UnsupportedService,
    /// A way of answering that is not offered here.
    UnsupportedReplyChannel,
    /// The attachments announced, described and delivered are not the same.
    AttachmentsMismatch,
    /// An attachment was not delivered.
    MissingAttachment,
    /// There are no data.
    MissingData,
    /// A part does not have its hash.
    HashMismatch,
    /// The receiver has a fault of its own.
    TechnicalError,
}

impl ProblemKind {
    /// The end of the type's URI, and the title.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::MissingAuthenticationTags => ("missing-authentication-tags", "Authentication-Tags fehlen"),
            Self::InvalidEventLog => ("invalid-event-log", "Inkonsistentes Event-Log"),
            Self::IncorrectAuthenticationTag => {
                ("incorrect-authentication-tag", "Authentication-Tag ungültig")
            }
            Self::EncryptionIssue => ("encryption-issue", "Entschlüsselungs-Fehler"),
            Self::SyntaxViolation => ("syntax-violation", "Syntax-Fehler"),
            Self::MissingSchema => ("missing-schema", "Schema-Referenz fehlt"),
            Self::UnsupportedSchema => ("unsupported-schema", "Schema nicht unterstützt"),
            Self::SchemaViolation => ("schema-violation", "Schema-Fehler"),
            Self::UnsupportedService => ("unsupported-service", "Verwaltungsleistung nicht unterstützt"),
            Self::UnsupportedReplyChannel => ("unsupported-reply-channel", "Rückkanal nicht unterstützt"),
            Self::AttachmentsMismatch => ("attachments-mismatch", "Anlagen stimmen nicht überein"),
            Self::MissingAttachment => ("missing-attachment", "Anlage fehlt"),
            Self::MissingData => ("missing-data", "Fachdaten fehlen"),
            Self::HashMismatch => ("hash-mismatch", "Prüfsumme stimmt nicht"),
            Self::TechnicalError => ("technical-error", "Technischer Fehler"),
        }
    }

    /// The type's URI.
    pub fn uri(self) -> String {
        format!("{TYPE_BEGIN}{}", self.words().0)
    }
}

impl Problem {
    /// A problem of a kind with a part, in words for the sender's operators.
    pub fn new(kind: ProblemKind, part: Part, detail: impl Into<String>) -> Self {
        Self {
            uri: kind.uri(),
            title: kind.words().1.into(),
            detail: detail.into(),
            instance: part.to_string(),
        }
    }
}
