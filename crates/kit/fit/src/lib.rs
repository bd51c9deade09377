//! Applications received over FIT-Connect, the transport of the German administration's online services.
//!
//! A sender encrypts an application for an authority's destination and leaves it at a delivery service; the receiver
//! fetches it, opens it, checks it, and answers with a signed event that takes or rejects it. Until then the delivery
//! service keeps it.
//!
//! 1. [`Client::waiting`] lists what waits at a destination, [`Client::fetch`] fetches one with its attachments,
//!    [`Client::log`] and [`submission::submitted`] tell what the sender submitted.
//! 2. [`submission::open`] decrypts and checks everything: [`Received`], or the problems to reject with.
//! 3. The caller keeps what was received, once per [`SubmissionId`] however often it is listed.
//! 4. [`event::accept`] or [`event::reject`] makes the answer, [`Client::send`] sends it.
//!
//! The answer follows the keeping and not the other way round: a receiver that dies between the two finds the submission
//! again, knows its id, and only answers.
//!
//! Everything but [`client`] and the stub is pure: no clock, no files, no network; randomness alone comes from the
//! operating system, for blinding.
//!
//! Left out on purpose: sending, replies over FIT-Connect, callbacks, checking identification reports, validating data
//! against their schema (the caller's), and certificates of the Verwaltungs-PKI in keys.
//!
//! Sources: docs.fitko.de/fit-connect, schema.fitko.de/fit-connect; RFC 7515 to 7518 (JOSE), RFC 8017 (RSA), RFC 8417
//! (events), RFC 7807 (problems).

pub mod client;
pub mod event;
mod ids;
pub mod jwe;
mod jws;
pub mod key;
pub mod metadata;
pub mod problem;
mod random;
#[cfg(feature = "stub")]
pub mod stub;
pub mod submission;
mod tags;

pub use client::{Client, Fault, Fetched, Settings};
pub use ids::{AttachmentId, CaseId, DestinationId, SubmissionId};
pub use jws::Unsigned;
pub use key::{DecryptionKey, SigningKey, VerificationKeys};
pub use problem::{Part, Problem, ProblemKind};
pub use submission::{Delivery, Limits, NotReceived, Offer, Received, Refusal, Submission};
pub use tags::AuthenticationTags;
