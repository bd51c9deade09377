//! What can be wrong with an answer.

use rathaus_caller::{CallFault, line};
use serde::Deserialize;
use std::time::Duration;

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

impl From<CallFault> for Fault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Settings(words) => Self::Settings(words),
            CallFault::Unreachable(words) => Self::Unreachable(words),
            CallFault::TimedOut => Self::TimedOut,
            CallFault::Credentials => Self::Credentials,
            CallFault::Unauthorised => Self::Unauthorised,
            CallFault::Busy { wait } => Self::Busy { wait },
            CallFault::Failed(status) => Self::Failed(status),
            CallFault::Refused { status, body } => refused(status, &body),
            CallFault::TooLong(limit) => Self::TooLong(limit),
            CallFault::Malformed(words) => Self::Malformed(words),
        }
    }
}

fn refused(status: u16, body: &[u8]) -> Fault {
    let problem: Problem = serde_json::from_slice(body).unwrap_or_default();
    let code = line(&problem.functional_code.unwrap_or_default(), 60);
    match (status, code.as_str()) {
        (_, "PAYMENT_EXISTS") => Fault::Exists,
        (404 | 410, "") => Fault::NotFound,
        _ => {
            let said = [problem.title, problem.functional_text, problem.detail].into_iter().flatten();
            Fault::Refused { status, code, title: line(&said.collect::<Vec<_>>().join("; "), 200) }
        }
    }
}
