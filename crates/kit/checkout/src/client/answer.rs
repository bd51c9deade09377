//! Answers, read within limits, and what can be wrong with them.

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What a refusal's text may have, in bytes.
const REFUSAL_LIMIT: usize = 16 << 10;

/// Why a request was not answered as it should be. No text here holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The settings cannot be used.
    #[error("settings: {0}")]
    Settings(String),
    /// What was to be sent does not fit the standard.
    #[error("this cannot be paid on line: {0}")]
    Request(String),
    /// No connection, or it broke before the answer was whole.
    #[error("the payment provider cannot be reached: {0}")]
    Unreachable(String),
    /// The answer took too long.
    #[error("the payment provider did not answer in time")]
    TimedOut,
    /// Client id or secret is wrong.
    #[error("the authorisation server does not take the client's id and secret")]
    Credentials,
    /// The access token was not taken; the next request asks for a new one.
    #[error("the payment provider did not take the access token")]
    Unauthorised,
    /// What was asked for is not there.
    #[error("the payment provider does not have this")]
    NotFound,
    /// The request's id is known already, and its transaction is not told.
    #[error("the payment provider knows this request already")]
    Exists,
    /// Too many requests, or the provider rests.
    #[error("the payment provider is busy")]
    Busy {
        /// How long it asks to wait.
        wait: Option<Duration>,
    },
    /// The provider has a fault of its own.
    #[error("the payment provider failed with {0}")]
    Failed(u16),
    /// The provider refuses the request.
    #[error("the payment provider refused with {status} {code}: {title}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its functional code, as in `NO_VALID_ORIGINATOR_OR_ENDPOINT`; empty where it gave none.
        code: String,
        /// What it says.
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
            | Self::Request(_)
            | Self::Credentials
            | Self::NotFound
            | Self::Exists
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

/// A problem of the standard (`SystemResponse`).
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Problem {
    title: Option<String>,
    detail: Option<String>,
    functional_text: Option<String>,
    functional_code: Option<String>,
}

/// The answer, if its status is one of success.
pub(super) async fn checked(answer: Response) -> Result<Response, Fault> {
    let status = answer.status();
    match status {
        _ if status.is_success() => return Ok(answer),
        StatusCode::UNAUTHORIZED => return Err(Fault::Unauthorised),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let seconds =
                answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            return Err(Fault::Busy { wait: seconds.map(Duration::from_secs) });
        }
        _ if status.is_server_error() => return Err(Fault::Failed(status.as_u16())),
        _ => {}
    }
    let body = bytes(answer, REFUSAL_LIMIT).await.unwrap_or_default();
    let problem: Problem = serde_json::from_slice(&body).unwrap_or_default();
    let code = line(problem.functional_code.unwrap_or_default(), 60);
    Err(match (status, code.as_str()) {
        (_, "PAYMENT_EXISTS") => Fault::Exists,
        (StatusCode::NOT_FOUND | StatusCode::GONE, "") => Fault::NotFound,
        _ => {
            let said = [problem.title, problem.functional_text, problem.detail].into_iter().flatten();
            let title = line(said.collect::<Vec<_>>().join("; "), 200);
            Fault::Refused { status: status.as_u16(), code, title }
        }
    })
}

fn line(text: String, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
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

/// The body as JSON; a fault names the place and quotes nothing.
pub(super) fn json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Fault> {
    let reader = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(reader)
        .map_err(|fault| Fault::Malformed(format!("{what}, at {}", fault.path())))
}
