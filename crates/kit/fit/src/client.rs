//! The delivery service as a receiver uses it: lists, fetches, answers.
//!
//! One [`Client`] per client id ([`rathaus_caller`]). Nothing is tried twice here: [`Fault::is_worth_repeating`] tells whose job
//! it is.
//!
//! Both major versions of the Submission API have these paths; the version is part of the base address.
//!
//! Source: docs.fitko.de/fit-connect/docs/apis/submission-api, …/getting-started/authentication.

mod answer;
mod fetched;
pub use answer::Fault;
pub use fetched::Fetched;

use crate::event::{self, Event, EventFault};
use crate::ids::{AttachmentId, CaseId, DestinationId, SubmissionId};
use crate::jwe;
use crate::key::VerificationKeys;
use crate::submission::Submission;
use answer::text;
use rathaus_caller::{Access, Caller, address, base, below, bytes, is_here, json};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder, Response, Url};
use serde::Deserialize;
use std::fmt;
use std::time::Duration;

/// Where the delivery service is, and who asks.
#[derive(Clone)]
pub struct Settings {
    /// The address that gives access tokens, such as `https://auth-testing.fit-connect.fitko.dev/token`.
    pub token: String,
    /// The address of the Submission API with its version, such as
    /// `https://submission-api-testing.fit-connect.fitko.dev/v1`.
    pub submissions: String,
    /// The address of the delivery service's public keys, such as
    /// `https://submission-api-testing.fit-connect.fitko.dev/.well-known/jwks.json`.
    pub keys: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long one request may take, its answer read.
    pub timeout: Duration,
    /// How many bytes an answer with an encrypted part may have.
    pub answer_limit: usize,
    /// How many bytes all encrypted parts of a submission may have together.
    pub fetch_limit: usize,
}

/// Where the delivery services of FITKO are, in version 1 of the Submission API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    /// As [`Settings::token`].
    pub token: &'static str,
    /// As [`Settings::submissions`].
    pub submissions: &'static str,
    /// As [`Settings::keys`].
    pub keys: &'static str,
}

/// The environment for trying out, free for everybody.
pub const TESTING: Environment = Environment {
    token: "https://auth-testing.fit-connect.fitko.dev/token",
    submissions: "https://submission-api-testing.fit-connect.fitko.dev/v1",
    keys: "https://submission-api-testing.fit-connect.fitko.dev/.well-known/jwks.json",
};

/// The environment for real applications. Token and API as public clients have them; that the keys lie where the testing
/// environment has them is concluded, and the check of a connection asks for them.
pub const PRODUCTION: Environment = Environment {
    token: "https://auth-prod.fit-connect.fitko.net/token",
    submissions: "https://submission-api-prod.fit-connect.niedersachsen.de/v1",
    keys: "https://submission-api-prod.fit-connect.niedersachsen.de/.well-known/jwks.json",
};

/// Whether an address is one that [`Settings`] take: over TLS, or on this machine where that is allowed.
pub fn is_address(text: &str, may_be_here: bool) -> bool {
    address(text).is_ok_and(|url| may_be_here || !is_here(&url))
}

/// Where a delivery service publishes its keys, unless somebody says otherwise: at the root of its machine. `None` for what is
/// no address.
pub fn usual_keys(submissions: &str) -> Option<String> {
    let url = address(submissions).ok()?;
    url.join("/.well-known/jwks.json").ok().map(Into::into)
}

impl Settings {
    /// Settings with this house's limits: 10 seconds to connect, 2 minutes and 160 MiB for an answer, which is an
    /// attachment of 100 MiB that could not be compressed, and 768 MiB for all of a submission.
    pub fn new(token: &str, submissions: &str, keys: &str, client_id: &str, client_secret: &str) -> Self {
        Self {
            token: token.into(),
            submissions: submissions.into(),
            keys: keys.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(120),
            answer_limit: 160 << 20,
            fetch_limit: 768 << 20,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("token", &self.token)
            .field("submissions", &self.submissions)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A submission that waits to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Waiting {
    /// Its id.
    #[serde(rename = "submissionId")]
    pub submission: SubmissionId,
    /// The case it belongs to.
    #[serde(rename = "caseId")]
    pub case: CaseId,
    /// Where it was sent.
    #[serde(rename = "destinationId")]
    pub destination: DestinationId,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What is on it, oldest first as the service orders them.
    pub waiting: Vec<Waiting>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Connects to one delivery service. Cloning it is cheap and shares the access token.
#[derive(Clone)]
pub struct Client {
    caller: Caller,
    base: Url,
    keys: Url,
    answer_limit: usize,
    fetch_limit: usize,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// What lists and logs may have, in bytes.
const LIST_LIMIT: usize = 4 << 20;
/// How many entries a page may have at most (the documentation's limit).
pub const PAGE_LIMIT: u32 = 500;

impl Client {
    /// A client with these settings; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// [`Fault::Settings`] where an address is none, or where one would carry the secret unencrypted to another machine.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        let access = Access {
            token: &settings.token,
            client_id: &settings.client_id,
            client_secret: &settings.client_secret,
            connect_timeout: settings.connect_timeout,
            timeout: settings.timeout,
        };
        Ok(Self {
            caller: Caller::new(&access)?,
            base: base(&settings.submissions)?,
            keys: address(&settings.keys)?,
            answer_limit: settings.answer_limit,
            fetch_limit: settings.fetch_limit,
        })
    }

    /// One page of the submissions that wait at a destination, from the `offset`-th on, at most [`PAGE_LIMIT`].
    ///
    /// The list moves while it is read: what is answered leaves it, so the same submission can be on two pages and one
    /// can be missed until the next time.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn waiting(&self, destination: DestinationId, offset: u64, limit: u32) -> Result<Page, Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct List {
            submissions: Vec<Waiting>,
            #[serde(default)]
            total_count: u64,
        }
        let limit = limit.clamp(1, PAGE_LIMIT);
        let query = format!("submissions?destinationId={destination}&offset={offset}&limit={limit}");
        let answer = self.ask(Method::GET, &query, |request| request).await?;
        let list: List = json(&bytes(answer, LIST_LIMIT).await?, "the list of submissions")?;
        let total = list.total_count.max(offset + list.submissions.len() as u64);
        Ok(Page { waiting: list.submissions, total })
    }

    /// One submission, still locked.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::NotFound`] where it was answered before.
    pub async fn submission(&self, id: SubmissionId) -> Result<Submission, Fault> {
        let answer = self.ask(Method::GET, &format!("submissions/{id}"), |request| request).await?;
        let submission: Submission = json(&bytes(answer, self.answer_limit).await?, "the submission")?;
        if submission.id == id {
            Ok(submission)
        } else {
            Err(Fault::Malformed("the submission: another id".into()))
        }
    }

    /// One attachment as a compact token.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::NotFound`] where it is not there, [`Fault::Malformed`] for what has not the shape of a token.
    pub async fn attachment(&self, submission: SubmissionId, id: AttachmentId) -> Result<String, Fault> {
        let path = format!("submissions/{submission}/attachments/{id}");
        let answer =
            self.ask(Method::GET, &path, |request| request.header(ACCEPT, "application/jose")).await?;
        let token = text(bytes(answer, self.answer_limit).await?, "the attachment")?;
        // Whatever stands between us and the service may answer in its place: that is no fault of the sender's.
        if jwe::is_token(&token) {
            Ok(token)
        } else {
            Err(Fault::Malformed("the attachment: no token".into()))
        }
    }

    /// Sends an event (a token of [`event::accept`] or [`event::reject`]).
    ///
    /// # Errors
    ///
    /// [`Fault`]. After one that leaves open whether the event arrived, the log of the case tells.
    pub async fn send(&self, case: CaseId, token: String) -> Result<(), Fault> {
        let add = |request: RequestBuilder| request.header(CONTENT_TYPE, "application/jose").body(token);
        let answer = self.ask(Method::POST, &format!("cases/{case}/events"), add).await?;
        // A page is what something between us and the service says in its place, whatever its status.
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("text/html") {
            return Err(Fault::Malformed("the answer to an event: a page".into()));
        }
        Ok(())
    }

    /// The events of a case that were signed with one of the given keys, oldest first, and the faults of those that
    /// were not.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn log(
        &self,
        case: CaseId,
        keys: &VerificationKeys,
    ) -> Result<(Vec<Event>, Vec<EventFault>), Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Log {
            event_log: Vec<String>,
        }
        let path = format!("cases/{case}/events?offset=0&limit={PAGE_LIMIT}");
        let answer = self.ask(Method::GET, &path, |request| request).await?;
        let log: Log = json(&bytes(answer, LIST_LIMIT).await?, "the event log")?;
        let (mut events, mut faults) = (Vec::new(), Vec::new());
        for token in &log.event_log {
            match event::read(token, keys) {
                Ok(event) if event.case == case => events.push(event),
                Ok(_) => faults.push(EventFault::Claim { path: "txn".into(), what: "another case".into() }),
                Err(fault) => faults.push(fault),
            }
        }
        Ok((events, faults))
    }

    /// The id of the key that senders are told to lock with for a destination; `None` where the service does not say.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::NotFound`] where there is no such destination.
    pub async fn encryption_key_id(&self, destination: DestinationId) -> Result<Option<String>, Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Destination {
            encryption_kid: Option<String>,
        }
        let answer = self.ask(Method::GET, &format!("destinations/{destination}"), |request| request).await?;
        let destination: Destination = json(&bytes(answer, LIST_LIMIT).await?, "the destination")?;
        Ok(destination.encryption_kid)
    }

    /// The delivery service's public keys, which sign the events that it writes. To be kept for hours and asked for
    /// again when an event names a key that is not among them.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn keys(&self) -> Result<VerificationKeys, Fault> {
        let answer = self.caller.ask_openly(self.keys.clone()).await?;
        let text = text(bytes(answer, LIST_LIMIT).await?, "the keys")?;
        VerificationKeys::read(&text).map_err(|fault| Fault::Malformed(format!("the keys: {fault}")))
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        add: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Fault> {
        Ok(self.caller.ask(method, below(&self.base, path)?, add).await?)
    }
}
