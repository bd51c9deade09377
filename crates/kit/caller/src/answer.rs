//! Answers, read within limits, and what can be wrong with them.

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What a refusal's text may have, in bytes.
const REFUSAL_LIMIT: usize = 16 << 10;

/// Why a request was not answered as it should be. No text here holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// The settings cannot be used.
    #[error("settings: {0}")]
    Settings(String),
    /// No connection, or it broke before the answer was whole.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The answer took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// Client id or secret is wrong.
    #[error("the authorisation server does not take the client's id and secret")]
    Credentials,
    /// The access token was not taken; the next request asks for a new one.
    #[error("the server did not take the access token")]
    Unauthorised,
    /// Too many requests, or the server rests.
    #[error("the server is busy")]
    Busy {
        /// How long it asks to wait.
        wait: Option<Duration>,
    },
    /// The server has a fault of its own.
    #[error("the server failed with {0}")]
    Failed(u16),
    /// The server refuses the request.
    #[error("the server refused with {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it says, which may be anything; empty where it was too long or broke off.
        body: Vec<u8>,
    },
    /// More bytes than allowed.
    #[error("the answer has more than {0} bytes")]
    TooLong(usize),
    /// Not what it should be.
    #[error("the answer is malformed: {0}")]
    Malformed(String),
}

impl CallFault {
    /// A fault of the connection. The address is left out: it adds nothing, and an address can hold what must not be
    /// logged.
    pub(crate) fn of(fault: reqwest::Error) -> Self {
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
///
/// # Errors
///
/// [`CallFault`].
pub async fn checked(answer: Response) -> Result<Response, CallFault> {
    let status = answer.status();
    match status {
        _ if status.is_success() => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(CallFault::Unauthorised),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let seconds =
                answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            Err(CallFault::Busy { wait: seconds.map(Duration::from_secs) })
        }
        _ if status.is_server_error() => Err(CallFault::Failed(status.as_u16())),
        _ => {
            let body = bytes(answer, REFUSAL_LIMIT).await.unwrap_or_default();
            Err(CallFault::Refused { status: status.as_u16(), body })
        }
    }
}

/// The body, if it is whole and not larger than the limit, whatever its length says.
///
/// # Errors
///
/// [`CallFault::TooLong`], or where the connection broke.
pub async fn bytes(mut answer: Response, limit: usize) -> Result<Vec<u8>, CallFault> {
    if answer.content_length().is_some_and(|length| length > limit as u64) {
        return Err(CallFault::TooLong(limit));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(CallFault::of)? {
        if body.len() + chunk.len() > limit {
            return Err(CallFault::TooLong(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The body as JSON; a fault names the place and quotes nothing.
///
/// # Errors
///
/// [`CallFault::Malformed`].
pub fn json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, CallFault> {
    let reader = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(reader)
        .map_err(|fault| CallFault::Malformed(format!("{what}, at {}", fault.path())))
}

/// What somebody else wrote as one line of at most so many characters.
pub fn line(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
