//! A submission as it is delivered, and everything that must be right about it before it may become a case.
//!
//! [`open`] decrypts and checks all parts together and gives either what was received or every problem it found, in
//! FIT-Connect's words. Whether data follow their schema is the caller's to check, who knows the form: what it finds
//! becomes a [`ProblemKind::SchemaViolation`] of [`Part::Data`].
//!
//! Source: docs.fitko.de/fit-connect/docs/receiving/verification.

mod check;
pub use check::open;

use crate::event::{Event, Happened};
use crate::ids::{AttachmentId, CaseId, DestinationId, SubmissionId};
use crate::metadata::{
    Authentication, DataFormat, MediaType, Payment, PublicService, Purpose, Reference, ReplyChannel,
};
use crate::problem::{Part, Problem, ProblemKind};
use crate::tags::AuthenticationTags;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A submission as the delivery service hands it out, still locked.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// Its id.
    #[serde(rename = "submissionId")]
    pub id: SubmissionId,
    /// The case it belongs to.
    #[serde(rename = "caseId")]
    pub case: CaseId,
    /// Where it was sent.
    #[serde(rename = "destinationId")]
    pub destination: DestinationId,
    /// The service that the sender announced.
    #[serde(rename = "publicService", alias = "serviceType")]
    pub service: Option<PublicService>,
    /// The attachments that are there to be fetched.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// The metadata as a compact token.
    #[serde(rename = "encryptedMetadata")]
    pub metadata: String,
    /// The data as a compact token.
    #[serde(rename = "encryptedData")]
    pub data: Option<String>,
}

impl fmt::Debug for Submission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Submission")
            .field("id", &self.id)
            .field("case", &self.case)
            .field("destination", &self.destination)
            .field("service", &self.service)
            .field("attachments", &self.attachments)
            .finish_non_exhaustive()
    }
}

/// All that was fetched for one submission.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// The submission.
    pub submission: &'a Submission,
    /// Its attachments as compact tokens.
    pub attachments: &'a BTreeMap<AttachmentId, String>,
    /// The tags of the submit event ([`submitted`]), which prove that no part was exchanged. `None` where the event log
    /// was not read; then this is not checked.
    pub submitted: Option<&'a AuthenticationTags>,
}

/// How many bytes the parts may have, decrypted and inflated. The defaults are this house's and no rule of FIT-Connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The metadata: 1 MiB.
    pub metadata: usize,
    /// The data: 16 MiB.
    pub data: usize,
    /// Each attachment: 100 MiB.
    pub attachment: usize,
    /// All parts together: 512 MiB. Many small parts that inflate would otherwise fill the memory.
    pub whole: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { metadata: 1 << 20, data: 16 << 20, attachment: 100 << 20, whole: 512 << 20 }
    }
}

/// What a destination takes; `None` takes everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    /// Identifiers of services, `urn:de:fim:leika:leistung:…`.
    pub services: Option<BTreeSet<String>>,
    /// URIs of data schemas.
    pub schemas: Option<BTreeSet<String>>,
}

/// A submission, decrypted and checked.
#[derive(Clone, PartialEq)]
pub struct Received {
    /// Its id, under which it is made a case once, however often it is listed.
    pub submission: SubmissionId,
    /// The case it belongs to.
    pub case: CaseId,
    /// Where it was sent.
    pub destination: DestinationId,
    /// The service that is applied for.
    pub service: PublicService,
    /// The URI of the schema that the data follow.
    pub schema_uri: String,
    /// How the data are written. JSON is well-formed; XML was not looked at.
    pub format: DataFormat,
    /// The data.
    pub data: Vec<u8>,
    /// The attachments, in the sender's order.
    pub attachments: Vec<ReceivedAttachment>,
    /// Where the applicant wants the answer.
    pub reply_channel: Option<ReplyChannel>,
    /// Proofs of who applied, not checked.
    pub authentication: Vec<Authentication>,
    /// What was paid before.
    pub payment: Option<Payment>,
    /// How the sender calls it.
    pub reference: Option<Reference>,
    /// The tags of all parts, for the event that takes it.
    pub tags: AuthenticationTags,
}

impl fmt::Debug for Received {
    /// Without data and names: what was received belongs in no log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Received")
            .field("submission", &self.submission)
            .field("case", &self.case)
            .field("service", &self.service.identifier)
            .field("schema_uri", &self.schema_uri)
            .field("bytes", &self.data.len())
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

/// An attachment, decrypted and checked against its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedAttachment {
    /// Its id within the submission.
    pub id: AttachmentId,
    /// The name it had at the sender's. Any text: no path may be made of it.
    pub name: Option<String>,
    /// What it shows, in the applicant's words.
    pub description: Option<String>,
    /// What it is there for.
    pub purpose: Purpose,
    /// What it says it is.
    pub mime_type: MediaType,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Why a submission was not received.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReceived {
    /// It has to be rejected.
    #[error("{0}")]
    Rejected(Refusal),
    /// This house cannot open it now; it is not the sender's fault, and it stays where it is.
    #[error("cannot be opened now: {0}")]
    Later(String),
}

/// What is wrong with a submission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal(pub Vec<Finding>);

impl Refusal {
    /// The problems that the rejection carries.
    pub fn problems(&self) -> Vec<Problem> {
        self.0.iter().map(|finding| finding.problem.clone()).collect()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Finding { problem, why }) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { "; " };
            write!(formatter, "{between}{}: {why}", problem.instance)?;
        }
        Ok(())
    }
}

/// One problem, and what the operator of this house should know of it beyond what the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// For the sender.
    pub problem: Problem,
    /// For the log of the house.
    pub why: String,
}

/// The submit event of a submission in the log of its case: its tags, and the schema to answer in.
///
/// Takes events whose signature was checked with the keys of the delivery service.
///
/// # Errors
///
/// The problem to reject with: there is not exactly one such event, or it has no tags.
pub fn submitted(
    log: &[Event],
    submission: SubmissionId,
) -> Result<(&AuthenticationTags, Option<&str>), Problem> {
    let mut events = log.iter().filter_map(|event| match &event.happened {
        Happened::Submitted(tags) if event.submission == Some(submission) => Some((event, tags)),
        _ => None,
    });
    match (events.next(), events.next()) {
        (Some((event, Some(tags))), None) => Ok((tags, event.schema.as_deref())),
        (Some((_, None)), None) => Err(Problem::new(
            ProblemKind::MissingAuthenticationTags,
            Part::Submission,
            "Das Event 'submit-submission' enthält keine Authentication-Tags.",
        )),
        _ => Err(Problem::new(
            ProblemKind::InvalidEventLog,
            Part::Submission,
            "Das Event-Log enthält nicht genau ein Event 'submit-submission' zu dieser Einreichung.",
        )),
    }
}
