//! Programs that use the JSON API in tests.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;

use super::Browser;

/// A request of the JSON API: `path` below `/api/v1`, `token` one of [`StubGate`](super::StubGate), `body` JSON.
///
/// # Panics
///
/// Where the path is none.
pub fn api_request(method: &str, path: &str, token: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(body.into())
        .expect("a request")
}

/// Somebody's program.
pub struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    /// The holder of a token of [`StubGate`](super::StubGate).
    pub fn of(router: &Router, token: impl Into<String>) -> Self {
        Self { browser: Browser::new(router.clone()), token: token.into() }
    }

    /// Asks, always with the same `Idempotency-Key`; a text is sent as bytes, everything else as JSON. Gives the status and
    /// what was answered.
    ///
    /// # Panics
    ///
    /// Where a refusal is no problem of RFC 9457.
    pub async fn ask(&mut self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let (kind, body) = match body {
            Value::String(bytes) => ("application/octet-stream", bytes),
            body => ("application/json", body.to_string()),
        };
        let mut request = api_request(method, path, &self.token, body);
        request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        request.headers_mut().insert("idempotency-key", header::HeaderValue::from_static("k1"));
        let shown = self.browser.request(request).await;
        if shown.status >= 400 {
            assert_eq!(shown.headers["content-type"], "application/problem+json", "{path}: {}", shown.text);
        }
        (shown.status, serde_json::from_str(&shown.text).unwrap_or(shown.text.into()))
    }
}
