//! The door of a server for tests and the demonstration: it gives access tokens, lets in who has one, and has troubles that can
//! be switched on. What lies behind it is each stub's own.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How much of an answer is held to be cut in two.
const BODY_LIMIT: usize = 256 << 20;

/// A fault for one request, other than for an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing; the next one is for the request after.
    None,
    /// 401, and the access token is withdrawn.
    Unauthorised,
    /// 429, asking to wait so many seconds.
    TooMany(u32),
    /// 500, and nothing was done.
    Broken,
    /// The request is carried out, but its answer comes only after this time.
    Slow(Duration),
    /// The request is carried out, but the connection breaks in the middle of its answer.
    Truncated,
    /// 200 with an answer that has no length and no end.
    Endless,
    /// 200 with something else than what was asked for.
    Garbled,
    /// A redirection to somewhere else.
    Elsewhere,
}

/// The door.
pub struct Door {
    client_id: String,
    client_secret: String,
    lifetime: Duration,
    tokens: Mutex<BTreeMap<String, Instant>>,
    given: Mutex<usize>,
    troubles: Mutex<VecDeque<Trouble>>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Door {
    /// A door for one client, whose tokens last for `lifetime`.
    pub fn new(client_id: &str, client_secret: &str, lifetime: Duration) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            lifetime,
            tokens: Mutex::default(),
            given: Mutex::default(),
            troubles: Mutex::default(),
        }
    }

    /// Lets the next requests fail, one after the other.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        held(&self.troubles).extend(troubles);
    }

    /// How many access tokens were given out.
    pub fn tokens_given(&self) -> usize {
        *held(&self.given)
    }

    /// Answers who asks for an access token.
    pub fn token(&self, body: &[u8]) -> Response {
        let form = pairs(body);
        let is = |name: &str, value: &str| form.get(name).is_some_and(|given| given == value);
        if !is("grant_type", "client_credentials") {
            return said_json(StatusCode::BAD_REQUEST, &json!({ "error": "unsupported_grant_type" }));
        }
        if !is("client_id", &self.client_id) || !is("client_secret", &self.client_secret) {
            return said_json(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
        }
        let token = random();
        held(&self.tokens).insert(token.clone(), Instant::now() + self.lifetime);
        *held(&self.given) += 1;
        said_json(
            StatusCode::OK,
            &json!({ "access_token": token, "token_type": "Bearer", "expires_in": self.lifetime.as_secs() }),
        )
    }

    /// Whether a request has a token that holds.
    pub fn lets_in(&self, head: &Parts) -> bool {
        let token = bearer(head).unwrap_or_default();
        held(&self.tokens).get(token).is_some_and(|until| Instant::now() < *until)
    }

    /// The right answer, or the trouble whose turn it is; `problem` words it.
    pub async fn troubled(
        &self,
        head: &Parts,
        problem: impl Fn(StatusCode, &str) -> Response,
        right: impl FnOnce() -> Response,
    ) -> Response {
        let trouble = held(&self.troubles).pop_front();
        match trouble {
            None | Some(Trouble::None) => right(),
            Some(Trouble::Unauthorised) => {
                held(&self.tokens).remove(bearer(head).unwrap_or_default());
                problem(StatusCode::UNAUTHORIZED, "token withdrawn")
            }
            Some(Trouble::TooMany(seconds)) => {
                let mut answer = problem(StatusCode::TOO_MANY_REQUESTS, "too many requests");
                answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                answer
            }
            Some(Trouble::Broken) => problem(StatusCode::INTERNAL_SERVER_ERROR, "broken"),
            Some(Trouble::Garbled) => said(StatusCode::OK, "text/html", "<html>maintenance</html>"),
            Some(Trouble::Elsewhere) => {
                (StatusCode::FOUND, [(LOCATION, "http://localhost:1/")]).into_response()
            }
            Some(Trouble::Endless) => {
                let piece = || Ok::<_, io::Error>(Bytes::from_static(&[b'a'; 1024]));
                Body::from_stream(futures_util::stream::iter(std::iter::repeat_with(piece))).into_response()
            }
            Some(Trouble::Slow(time)) => {
                let answer = right();
                tokio::time::sleep(time).await;
                answer
            }
            Some(Trouble::Truncated) => {
                let (mut parts, body) = right().into_parts();
                let whole = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
                parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len() as u64));
                let half = whole.slice(..whole.len() / 2);
                let pieces = [Ok(half), Err(io::Error::other("cut off"))];
                Response::from_parts(parts, Body::from_stream(futures_util::stream::iter(pieces)))
            }
        }
    }
}

/// An answer.
pub fn said(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    (status, [(CONTENT_TYPE, kind)], body.into()).into_response()
}

/// An answer in JSON.
pub fn said_json(status: StatusCode, body: &Value) -> Response {
    said(status, "application/json", body.to_string())
}

fn bearer(head: &Parts) -> Option<&str> {
    header(head, &AUTHORIZATION)?.strip_prefix("Bearer ")
}

/// A header of a request.
pub fn header<'a>(head: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    head.headers.get(name)?.to_str().ok()
}

/// What a form or a query says.
pub fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Sixteen random bytes.
pub fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    // Without randomness all are the same, and the stub is of no use; that is all.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// The same as letters.
pub fn random() -> String {
    random_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
