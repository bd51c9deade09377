//! Answers to what cannot be answered: an error page in the visitor's language, a problem of the JSON API, and the
//! bare words for when not even the tenant is known.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;

use crate::api::Problem;
use crate::error::PageError;
use crate::visitor::Visitor;

/// The page of an error, in the visitor's language and the tenant's look.
pub(super) fn error_page(visitor: &Visitor, method: &Method, error: &PageError) -> Response {
    if visitor.path().starts_with("/api/") {
        let words = match error {
            PageError::Gone(key) | PageError::Conflict(key) => visitor.text(key).ok(),
            _ => None,
        };
        return problem_saying(error, visitor.reference(), words);
    }
    let here = || {
        let query = visitor.query();
        let path = visitor.path();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    };
    let sign_in = match error {
        PageError::SignIn => Some("/sign-in"),
        PageError::SecondFactor => Some("/second-factor"),
        PageError::StepUp => Some("/sign-in/again"),
        _ => None,
    };
    if let (Some(page), true) = (sign_in, method == Method::GET) {
        let next: String = form_urlencoded::byte_serialize(here().as_bytes()).collect();
        if let Ok(response) = visitor.to(&format!("{page}?next={next}")) {
            return response;
        }
    }
    let shown = || -> Result<Response, PageError> {
        let key = error.key();
        let title = visitor.text(&format!("error-{key}-title"))?;
        let text = match error {
            PageError::Gone(key) | PageError::Conflict(key) => visitor.text(key)?,
            _ => visitor.text(&format!("error-{key}-text"))?,
        };
        let back = match sign_in {
            Some(page) => {
                Some(context! { href => visitor.url(page), label => visitor.text("error-to-sign-in")? })
            }
            None => None,
        };
        let context = context! {
            error => context! { title => title.clone(), text => text, back => back, status => error.status().as_u16() },
        };
        visitor.page_with(error.status(), "web/error.html", title, context)
    };
    let mut response = shown().unwrap_or_else(|fault| {
        tracing::error!(reference = visitor.reference(), %fault, "error page failed");
        bare_error(error, visitor.reference())
    });
    retry_after(error, &mut response);
    response
}

fn retry_after(error: &PageError, response: &mut Response) {
    let seconds = match error {
        PageError::TooMany(seconds) => *seconds,
        PageError::Unavailable(_) => 5,
        _ => return,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
}

/// An error of the JSON API (RFC 9457).
pub(super) fn problem(error: &PageError, reference: &str) -> Response {
    problem_saying(error, reference, None)
}

fn problem_saying(error: &PageError, reference: &str, words: Option<String>) -> Response {
    let detail = words.unwrap_or_else(|| match error {
        PageError::Fault(_) | PageError::Unavailable(_) => "see the log under the reference".to_owned(),
        error => error.to_string(),
    });
    let problem = Problem { reference: Some(reference.to_owned()), ..Problem::new(error.status(), detail) };
    let mut response = problem.into_response();
    retry_after(error, &mut response);
    response
}

/// The same for what never came to a handler of the JSON API: a wrong method, an address that no path takes. Headers stay,
/// as `Allow` says what would be right.
pub(super) fn bare_problem(response: Response, reference: &str) -> Response {
    let (parts, _) = response.into_parts();
    let title = parts.status.canonical_reason().unwrap_or("error");
    let problem = Problem { reference: Some(reference.to_owned()), ..Problem::new(parts.status, title) };
    let mut made = problem.into_response();
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            made.headers_mut().insert(name, value.clone());
        }
    }
    *made.extensions_mut() = parts.extensions;
    made
}

/// Whether an address belongs to the JSON API, of this or of a tenant with a prefix.
pub(super) fn is_api(path: &str) -> bool {
    let own = path.strip_prefix("/t/").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    own.unwrap_or(path).starts_with("/api/")
}

/// What is refused before anything else is known of the request but its address.
pub(super) fn early_error(error: &PageError, path: &str, reference: &str) -> Response {
    if is_api(path) { problem(error, reference) } else { bare_error(error, reference) }
}

/// Where not even the tenant is known.
fn bare_error(error: &PageError, reference: &str) -> Response {
    let status = error.status();
    let words = match status {
        StatusCode::NOT_FOUND => "Diese Seite gibt es nicht. There is no such page.",
        StatusCode::SERVICE_UNAVAILABLE => {
            "Im Moment nicht erreichbar, bitte später noch einmal versuchen. Not available for the moment, please try again later."
        }
        StatusCode::TOO_MANY_REQUESTS => "Zu viele Anfragen, bitte warten. Too many requests, please wait.",
        _ => "Das hat nicht geklappt. This did not work.",
    };
    let body = format!(
        "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><title>Rathaus</title><h1>{words}</h1><p>{reference}</p>"
    );
    let media_type = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (status, media_type, body).into_response();
    retry_after(error, &mut response);
    response
}
