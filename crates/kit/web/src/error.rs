//! What a page answers when it cannot answer. Each is shown as a plain page with a reference and a way back;
//! the JSON API says the same as `application/problem+json` (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rathaus_store::StoreError;
use rathaus_store::jobs::JobError;

/// Why there is no page. A person's mistake in a form is none of these: that page comes back with status 422.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PageError {
    /// Nobody is signed in; leads to the sign-in page and back here.
    #[error("nobody is signed in")]
    SignIn,
    /// The person must show a second factor first.
    #[error("a second factor is needed")]
    SecondFactor,
    /// The person must prove again who they are, shortly before a delicate act.
    #[error("signing in again is needed")]
    StepUp,
    /// The person may not.
    #[error("not allowed")]
    Forbidden,
    /// There is no such page, or it belongs to another tenant.
    #[error("not found")]
    NotFound,
    /// It was there and is no more: a used or expired link. Holds the key of a text that says so.
    #[error("gone: {0}")]
    Gone(&'static str),
    /// Somebody else was faster, or the thing is in another state by now. Holds the key of a text.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The form is too old, or came from elsewhere.
    #[error("the form's token does not fit")]
    StaleForm,
    /// The request came from another site.
    #[error("the request came from another site")]
    ForeignOrigin,
    /// What was sent is not what the address expects.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// More was sent than is taken.
    #[error("too large")]
    TooLarge,
    /// The address or the headers are longer than is taken.
    #[error("too long: {}", .0.words())]
    HeadTooLarge(Head),
    /// What was sent came too slowly.
    #[error("the body came too slowly")]
    TooSlow,
    /// Too often. Seconds to wait.
    #[error("too many requests, wait {0} s")]
    TooMany(u32),
    /// The database or another part is not there for the moment.
    #[error("not available: {0}")]
    Unavailable(String),
    /// A fault of the program.
    #[error("fault: {0}")]
    Fault(String),
}

/// The part of a request's head that was too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// The address with its query.
    Address,
    /// The header lines.
    Headers,
}

impl Head {
    fn words(self) -> &'static str {
        match self {
            Head::Address => "the address",
            Head::Headers => "the headers",
        }
    }
}

/// What cannot be written now may be written later; what has no words never will.
impl From<PageError> for JobError {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Unavailable(what) => JobError::Later(what),
            error => JobError::Never(error.to_string()),
        }
    }
}

impl PageError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            PageError::SignIn | PageError::SecondFactor | PageError::StepUp => StatusCode::UNAUTHORIZED,
            PageError::Forbidden | PageError::StaleForm | PageError::ForeignOrigin => StatusCode::FORBIDDEN,
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Gone(_) => StatusCode::GONE,
            PageError::Conflict(_) => StatusCode::CONFLICT,
            PageError::BadRequest(_) => StatusCode::BAD_REQUEST,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::HeadTooLarge(Head::Address) => StatusCode::URI_TOO_LONG,
            PageError::HeadTooLarge(Head::Headers) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            PageError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            PageError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            PageError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stem of its texts: `error-KEY-title` and `error-KEY-text`.
    pub fn key(&self) -> &'static str {
        match self {
            PageError::SignIn => "sign-in",
            PageError::SecondFactor => "second-factor",
            PageError::StepUp => "step-up",
            PageError::Forbidden => "forbidden",
            PageError::NotFound => "not-found",
            PageError::Gone(_) => "gone",
            PageError::Conflict(_) => "conflict",
            PageError::StaleForm => "stale-form",
            PageError::ForeignOrigin => "foreign-origin",
            PageError::BadRequest(_) => "bad-request",
            PageError::TooLarge | PageError::HeadTooLarge(_) => "too-large",
            PageError::TooSlow => "too-slow",
            PageError::TooMany(_) => "too-many",
            PageError::Unavailable(_) => "unavailable",
            PageError::Fault(_) => "fault",
        }
    }

    /// A fault with this explanation, which only the log shows.
    pub fn fault(what: impl std::fmt::Display) -> Self {
        PageError::Fault(what.to_string())
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(what) => {
                tracing::warn!(%what, "conflict in the store");
                PageError::Conflict("error-conflict-text")
            }
            StoreError::Unavailable(what) => PageError::Unavailable(what),
            StoreError::Fault(what) => PageError::Fault(what),
        }
    }
}

impl From<minijinja::Error> for PageError {
    fn from(error: minijinja::Error) -> Self {
        PageError::Fault(format!("{error:#}"))
    }
}

impl From<crate::TextError> for PageError {
    fn from(error: crate::TextError) -> Self {
        PageError::Fault(error.to_string())
    }
}

impl IntoResponse for PageError {
    /// The bare status; the pipeline, which knows tenant and language, makes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
