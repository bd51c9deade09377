//! Answers, read within limits, and what can be wrong with them.

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What a refusal's text may have, in bytes.
const REFUSAL_LIMIT: usize = 16 << 10;

/// Why a request was not answered as it should be. No text here holds a secret or anything that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The settings cannot be used.
    #[error("settings: {0}")]
    Settings(String),
    /// No connection, or it broke before the answer was whole.
    #[error("the delivery service cannot be reached: {0}")]
    Unreachable(String),
    /// The answer took too long.
    #[error("the delivery service did not answer in time")]
    TimedOut,
    /// Client id or secret is wrong.
    #[error("the authorisation server does not take the client's id and secret")]
    Credentials,
    /// The access token was not taken; the next request asks for a new one.
    #[error("the delivery service did not take the access token")]
    Unauthorised,
    /// What was asked for is not there, or no longer.
    #[error("the delivery service does not have this")]
    NotFound,
    /// Too many requests, or the service rests.
    #[error("the delivery service is busy")]
    Busy {
        /// How long it asks to wait.
        wait: Option<Duration>,
    },
    /// The service has a fault of its own.
    #[error("the delivery service failed with {0}")]
    Failed(u16),
    /// The service refuses the request.
    #[error("the delivery service refused with {status}: {title}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The title of its problem (RFC 7807), if it gave one.
        title: String,
    },
    /// More bytes than allowed.
    #[error("the answer has more than {0} bytes")]
    TooLong(usize),
    /// Not what it should be.
    #[error("the answer is malformed: {0}")]
    Malformed(String),
}

impl Fault {
    /// Whether the same request may succeed later without anybody changing anything.
    pub fn is_worth_repeating(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::TimedOut
            | Self::Unauthorised
            | Self::Busy { .. }
            | Self::Failed(_) => true,
            Self::Settings(_)
            | Self::Credentials
            | Self::NotFound
            | Self::Refused { .. }
            | Self::TooLong(_)
            | Self::Malformed(_) => false,
        }
    }

    /// A fault of the connection. The address is left out: it adds nothing, and an address can hold what must not be
    /// logged.
    pub(super) fn of(fault: reqwest::Error) -> Self {
        if fault.is_timeout() {
            return Self::TimedOut;
        }
        let fault = fault.without_url();
        let mut words = fault.to_string();
        let mut cause = std::error::Error::source(&fault);
        while let Some(deeper) = cause {
            words = format!("{words}: {deeper}");
            cause = deeper.source();
        }
        Self::Unreachable(words)
    }
}

/// The answer, if its status is one of success.
pub(super) async fn checked(answer: Response) -> Result<Response, Fault> {
    let status = answer.status();
    match status {
        _ if status.is_success() => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(Fault::Unauthorised),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(Fault::NotFound),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let seconds =
                answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            Err(Fault::Busy { wait: seconds.map(Duration::from_secs) })
        }
        _ if status.is_server_error() => Err(Fault::Failed(status.as_u16())),
        _ => {
            let title = bytes(answer, REFUSAL_LIMIT).await.map(|body| title(&body)).unwrap_or_default();
            Err(Fault::Refused { status: status.as_u16(), title })
        }
    }
}

fn title(body: &[u8]) -> String {
    let problem: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let title = problem.get("title").and_then(serde_json::Value::as_str).unwrap_or("no reason given");
    title.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// The body, if it is whole and not larger than the limit, whatever its length says.
pub(super) async fn bytes(mut answer: Response, limit: usize) -> Result<Vec<u8>, Fault> {
    if answer.content_length().is_some_and(|length| length > limit as u64) {
        return Err(Fault::TooLong(limit));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(Fault::of)? {
        if body.len() + chunk.len() > limit {
            return Err(Fault::TooLong(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The body as text, without space around it.
pub(super) fn text(body: Vec<u8>, what: &str) -> Result<String, Fault> {
    let text = String::from_utf8(body).map_err(|_| Fault::Malformed(format!("{what}: no UTF-8")))?;
    let trimmed = text.trim();
    Ok(if trimmed.len() == text.len() { text } else { trimmed.into() })
}

/// The body as JSON; a fault names the place and quotes nothing.
pub(super) fn json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Fault> {
    let reader = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(reader)
        .map_err(|fault| Fault::Malformed(format!("{what}, at {}", fault.path())))
}
