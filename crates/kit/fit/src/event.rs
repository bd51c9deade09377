//! Events as signed tokens (RFC 8417): how a receiver takes or rejects a submission, and what the log of a case says.
//!
//! A receiver's events are issued by its destination (`iss`), not by its client at the authorisation server, concern
//! one submission (`sub`) of one case (`txn`), and hold one event. The schema of the claims is an argument: delivery
//! services differ in which versions they take, so a receiver repeats the one of the submit event that it answers and
//! falls back to [`SCHEMA`].
//!
//! Source: docs.fitko.de/fit-connect/docs/receiving/verification and …/getting-started/event-log; RFC 8417.

use crate::ids::{CaseId, DestinationId, SubmissionId};
use crate::jws::{self, Unsigned};
use crate::key::{SigningKey, VerificationKeys};
use crate::problem::Problem;
use crate::tags::AuthenticationTags;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The first version of the claims' schema.
pub const SCHEMA: &str = "https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json";
/// What the name of every event begins with.
const EVENT_BEGIN: &str = "https://schema.fitko.de/fit-connect/events/";
const KIND: &str = "secevent+jwt";

/// What an event of a receiver says beside what happened.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The schema of the claims: that of the answered submit event, or [`SCHEMA`].
    pub schema: &'a str,
    /// Who says so.
    pub destination: DestinationId,
    /// The submission it is about.
    pub submission: SubmissionId,
    /// The case it belongs to.
    pub case: CaseId,
    /// When; whole seconds are written.
    pub at: Timestamp,
    /// The token's own id: keep it, and a repeated sending is the same event.
    pub token: Uuid,
}

/// An event that could not be signed, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event cannot be signed: {0}")]
pub struct Unsignable(String);

/// The token by which a submission is taken, naming the parts that were received.
///
/// # Errors
///
/// [`Unsignable`] where the system has no randomness or the key does not sign.
pub fn accept(on: &Occasion<'_>, tags: &AuthenticationTags, key: &SigningKey) -> Result<String, Unsignable> {
    signed(on, "accept-submission", &json!({ "authenticationTags": tags }), key)
}

/// The token by which a submission is rejected, with at least one problem.
///
/// # Errors
///
/// [`Unsignable`] as [`accept`], and where there is no problem.
pub fn reject(on: &Occasion<'_>, problems: &[Problem], key: &SigningKey) -> Result<String, Unsignable> {
    if problems.is_empty() {
        return Err(Unsignable("a rejection needs a problem".into()));
    }
    signed(on, "reject-submission", &json!({ "problems": problems }), key)
}

pub(crate) fn signed(
    on: &Occasion<'_>,
    name: &str,
    content: &Value,
    key: &SigningKey,
) -> Result<String, Unsignable> {
    claims_signed(on, &on.destination.to_string(), name, content, key)
}

pub(crate) fn claims_signed(
    on: &Occasion<'_>,
    issuer: &str,
    name: &str,
    content: &Value,
    key: &SigningKey,
) -> Result<String, Unsignable> {
    let claims = json!({
        "$schema": on.schema,
        "iss": issuer,
        "iat": on.at.as_second(),
        "jti": on.token.as_hyphenated().to_string(),
        "sub": format!("submission:{}", on.submission),
        "txn": format!("case:{}", on.case),
        "events": { format!("{EVENT_BEGIN}{name}"): content },
    });
    jws::sign(claims.to_string().as_bytes(), KIND, key).map_err(Unsignable)
}

/// An event of a case's log, its signature checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The schema of the claims.
    pub schema: Option<String>,
    /// Who says so: a delivery service's address or a destination's id.
    pub issuer: String,
    /// The key that signed it.
    pub key_id: String,
    /// The submission it is about, where it is about one (a reply's event is not).
    pub submission: Option<SubmissionId>,
    /// The case it belongs to.
    pub case: CaseId,
    /// When.
    pub at: Timestamp,
    /// The token's own id.
    pub token: String,
    /// What happened.
    pub happened: Happened,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    /// The sender has begun.
    Created,
    /// The sender has sent it off.
    Submitted(Option<AuthenticationTags>),
    /// The receiver was told.
    Notified,
    /// Somebody between has taken it on.
    Forwarded,
    /// The receiver has taken it.
    Accepted(Option<AuthenticationTags>),
    /// The receiver has rejected it.
    Rejected(Vec<Problem>),
    /// The delivery service has deleted it.
    Deleted,
    /// Something else, by its full name.
    Other(String),
}

/// Why an event was not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventFault {
    /// Not signed as it must be.
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
    /// A claim is missing or has another form; names the place.
    #[error("{path}: {what}")]
    Claim {
        /// The place in the claims.
        path: String,
        /// What is wrong there.
        what: String,
    },
}

#[derive(Deserialize)]
struct Claims {
    #[serde(rename = "$schema")]
    schema: Option<String>,
    iss: String,
    iat: i64,
    jti: String,
    sub: String,
    txn: String,
    events: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    authentication_tags: Option<AuthenticationTags>,
    #[serde(default)]
    problems: Vec<Problem>,
}

/// Reads an event and checks its signature with the given keys.
///
/// Whether the key may speak for the issuer is the caller's to know: the keys of a delivery service and of a
/// destination are asked for at different places ([`Event::key_id`] says which one signed).
///
/// # Errors
///
/// [`EventFault`]; a token with a wrong signature is not looked at any further.
pub fn read(token: &str, keys: &VerificationKeys) -> Result<Event, EventFault> {
    let (payload, key_id) = jws::verify(token, KIND, keys)?;
    let reader = &mut serde_json::Deserializer::from_slice(&payload);
    let claims: Claims = serde_path_to_error::deserialize(reader)
        .map_err(|fault| claim(&fault.path().to_string(), &fault.inner().to_string()))?;
    let case = claims.txn.strip_prefix("case:").and_then(|id| id.parse().ok());
    let submission = match claims.sub.strip_prefix("submission:") {
        Some(id) => Some(id.parse().map_err(|_| claim("sub", "not a submission's id"))?),
        None => None,
    };
    let mut events = claims.events.into_iter();
    let (Some((name, content)), None) = (events.next(), events.next()) else {
        return Err(claim("events", "must hold one event"));
    };
    Ok(Event {
        schema: claims.schema,
        issuer: claims.iss,
        key_id,
        submission,
        case: case.ok_or_else(|| claim("txn", "not a case's id"))?,
        at: Timestamp::from_second(claims.iat).map_err(|_| claim("iat", "no time"))?,
        token: claims.jti,
        happened: happened(name, content)?,
    })
}

fn happened(name: String, content: Value) -> Result<Happened, EventFault> {
    let read = |content| {
        serde_path_to_error::deserialize::<Value, Content>(content)
            .map_err(|fault| claim(&format!("events.{}", fault.path()), &fault.inner().to_string()))
    };
    Ok(match name.strip_prefix(EVENT_BEGIN) {
        Some("create-submission") => Happened::Created,
        Some("submit-submission") => Happened::Submitted(read(content)?.authentication_tags),
        Some("notify-submission") => Happened::Notified,
        Some("forward-submission") => Happened::Forwarded,
        Some("accept-submission") => Happened::Accepted(read(content)?.authentication_tags),
        Some("reject-submission") => Happened::Rejected(read(content)?.problems),
        Some("delete-submission") => Happened::Deleted,
        _ => Happened::Other(name),
    })
}

fn claim(path: &str, what: &str) -> EventFault {
    EventFault::Claim { path: path.into(), what: what.into() }
}

#[cfg(test)]
mod tests;
