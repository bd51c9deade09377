//! What can be wrong with an answer.

use rathaus_caller::{CallFault, line};
use std::time::Duration;

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
            CallFault::Refused { status: 404 | 410, .. } => Self::NotFound,
            CallFault::Refused { status, body } => Self::Refused { status, title: title(&body) },
            CallFault::TooLong(limit) => Self::TooLong(limit),
            CallFault::Malformed(words) => Self::Malformed(words),
        }
    }
}

fn title(body: &[u8]) -> String {
    let problem: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let title = problem.get("title").and_then(serde_json::Value::as_str).unwrap_or("no reason given");
    line(title, 200)
}

/// The body as text, without space around it.
pub(super) fn text(body: Vec<u8>, what: &str) -> Result<String, Fault> {
    let text = String::from_utf8(body).map_err(|_| Fault::Malformed(format!("{what}: no UTF-8")))?;
    let trimmed = text.trim();
    Ok(if trimmed.len() == text.len() { text } else { trimmed.into() })
}
