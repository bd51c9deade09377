//! The stub's addresses: the interface as the standard has it, and the page on which one pays.
//!
//! One function for all of them: a stub needs no routes of its own, and they would be slow to build.

use super::{Act, Names, Shared, Trouble};
use crate::euros::{read, written};
use crate::transaction::State as PaymentState;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER,
};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rathaus_core::{Cents, Lang};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

const BODY_LIMIT: usize = 1 << 20;

pub(super) fn all(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "", "too large");
    };
    let path = head.uri.path().to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (head.method.as_str(), parts.as_slice()) {
        ("POST", ["token"]) => token(&shared, &body),
        ("GET", ["pay", id]) => page(&shared, &head, id),
        ("POST", ["pay", id]) => paid(&shared, id, &body),
        (method, ["v1", rest @ ..]) => {
            troubled(&shared, &head, || guarded(&shared, &head, method, rest, &body)).await
        }
        _ => none(),
    }
}

/// What the client may ask with a valid access token.
fn guarded(shared: &Shared, head: &Parts, method: &str, path: &[&str], body: &Bytes) -> Response {
    if !shared.desk().tokens.contains(bearer(head).unwrap_or_default()) {
        return problem(StatusCode::UNAUTHORIZED, "FORBIDDEN", "token missing or expired");
    }
    let is_ours = |originator: &str, endpoint: &str| {
        originator == shared.setup.originator && endpoint == shared.setup.endpoint
    };
    let setup = &shared.setup;
    let way = format!("{}/{}", setup.originator, setup.endpoint);
    match (method, path) {
        (_, [_, originator, endpoint, ..]) if !is_ours(originator, endpoint) => {
            problem(StatusCode::NOT_FOUND, "NO_VALID_ORIGINATOR_OR_ENDPOINT", "no such authority")
        }
        ("GET", ["status", _, _]) => StatusCode::OK.into_response(),
        ("POST", ["paymenttransaction", _, _]) => begun(shared, &way, body),
        ("GET", ["paymenttransaction", _, _, id]) => {
            let mut desk = shared.desk();
            desk.asked += 1;
            match desk.find(id) {
                Some(entry) => said_json(StatusCode::OK, &entry.json(&shared.base, &way)),
                None => none(),
            }
        }
        _ => none(),
    }
}

fn said(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    (status, [(CONTENT_TYPE, kind)], body.into()).into_response()
}

fn said_json(status: StatusCode, body: &Value) -> Response {
    said(status, "application/json", body.to_string())
}

fn problem(status: StatusCode, code: &str, title: &str) -> Response {
    let body = json!({ "title": title, "status": status.as_u16(), "functionalCode": code });
    said(status, "application/problem+json", body.to_string())
}

fn none() -> Response {
    said(StatusCode::NOT_FOUND, "application/problem+json", json!({ "title": "not here" }).to_string())
}

fn bearer(head: &Parts) -> Option<&str> {
    header(head, &AUTHORIZATION)?.strip_prefix("Bearer ")
}

fn header<'a>(head: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    head.headers.get(name)?.to_str().ok()
}

async fn troubled(shared: &Shared, head: &Parts, right: impl FnOnce() -> Response) -> Response {
    let trouble = shared.troubles().pop_front();
    match trouble {
        None | Some(Trouble::None) => right(),
        Some(Trouble::Unauthorised) => {
            shared.desk().tokens.remove(bearer(head).unwrap_or_default());
            problem(StatusCode::UNAUTHORIZED, "FORBIDDEN", "token withdrawn")
        }
        Some(Trouble::TooMany(seconds)) => {
            let mut answer = problem(StatusCode::TOO_MANY_REQUESTS, "UNSPECIFIED", "too many requests");
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            answer
        }
        Some(Trouble::Broken) => problem(StatusCode::INTERNAL_SERVER_ERROR, "UNSPECIFIED", "broken"),
        Some(Trouble::Garbled) => said(StatusCode::OK, "text/html", "<html>maintenance</html>"),
        Some(Trouble::Elsewhere) => (StatusCode::FOUND, [(LOCATION, "http://localhost:1/")]).into_response(),
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

fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Random letters.
fn random() -> String {
    let mut bytes = [0; 16];
    // Without randomness all are the same, and the stub is of no use; that is all.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn token(shared: &Shared, body: &[u8]) -> Response {
    let setup = &shared.setup;
    let form = pairs(body);
    let is = |name: &str, value: &str| form.get(name).is_some_and(|given| given == value);
    if !is("grant_type", "client_credentials") {
        return said_json(StatusCode::BAD_REQUEST, &json!({ "error": "unsupported_grant_type" }));
    }
    if !is("client_id", &setup.client_id) || !is("client_secret", &setup.client_secret) {
        return said_json(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
    }
    let token = random();
    let mut desk = shared.desk();
    desk.tokens.insert(token.clone());
    desk.tokens_given += 1;
    let lifetime = setup.token_lifetime.as_secs();
    said_json(
        StatusCode::OK,
        &json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime }),
    )
}

/// The amount of a number as it was sent.
fn cents(value: Option<&Value>) -> Option<Cents> {
    read(&value?.to_string())
}

fn begun(shared: &Shared, way: &str, body: &[u8]) -> Response {
    let bad = |code: &str, title: &str| problem(StatusCode::BAD_REQUEST, code, title);
    let Ok(request) = serde_json::from_slice::<Value>(body) else {
        return bad("VALIDATION_ERROR", "malformed");
    };
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = text("requestId");
    for name in ["requestId", "requestTimestamp", "purpose", "redirectUrl"] {
        if text(name).is_empty() {
            return bad("VALIDATION_ERROR", name);
        }
    }
    if text("currency") != "EUR" || id.len() > 36 || text("purpose").len() > 27 {
        return bad("VALIDATION_ERROR", "currency, requestId or purpose");
    }
    let items = request.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    let sum = items.iter().try_fold(0, |sum, item| {
        Some(sum + cents(item.get("totalNetAmount"))?.0 + cents(item.get("totalTaxAmount"))?.0)
    });
    if items.is_empty() || sum.map(Cents) != cents(request.get("grosAmount")) {
        return bad("CALCULATION_ERROR", "the items do not add up");
    }
    let mut desk = shared.desk();
    if desk.knows(&id) {
        return problem(StatusCode::CONFLICT, "PAYMENT_EXISTS", "this request is known");
    }
    let name = match shared.setup.names {
        Names::Own => format!("T-{}", random()),
        Names::OfRequests => id,
    };
    said_json(StatusCode::OK, &desk.add(name, request).json(&shared.base, way))
}

/// Words of the page: title, note, pay, fail, break off, over, back.
fn words(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::De => [
            "Beispiel-Bezahldienst",
            "Dieser Bezahldienst gehört zur Vorführung. Es fließt kein Geld.",
            "Jetzt bezahlen",
            "Zahlung scheitern lassen",
            "Abbrechen",
            "Dieser Bezahlvorgang ist beendet.",
            "Zurück zum Rathaus",
        ],
        Lang::En => [
            "Sample payment provider",
            "This provider belongs to the demonstration. No money moves.",
            "Pay now",
            "Let the payment fail",
            "Cancel",
            "This payment is over.",
            "Back to the town hall",
        ],
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "body{font:1.1rem/1.5 sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#171a2b;background:#fff}\
    button,a.go{font:inherit;display:inline-block;margin:.5rem .5rem .5rem 0;padding:.6rem 1.2rem;border:2px solid #171a2b;border-radius:.3rem;\
    background:#fff;color:#171a2b;text-decoration:none}button.main{background:#171a2b;color:#fff}b{font-size:1.6rem}";

fn page(shared: &Shared, head: &Parts, id: &str) -> Response {
    let desk = shared.desk();
    let Some(entry) = desk.find(id) else { return none() };
    let asked = pairs(head.uri.query().unwrap_or_default().as_bytes());
    let spoken = header(head, &ACCEPT_LANGUAGE).unwrap_or_default();
    let lang = match asked.get("lang").map_or(spoken, String::as_str) {
        text if text.starts_with("en") => Lang::En,
        _ => Lang::De,
    };
    let [title, note, pay, fail, cancel, over, back] = words(lang);
    let (other, tag) = match lang {
        Lang::De => ("English", "en"),
        Lang::En => ("Deutsch", "de"),
    };
    let amount = cents(entry.request.get("grosAmount")).map(written).unwrap_or_default();
    let amount = if lang == Lang::De { amount.replace('.', ",") } else { amount };
    let doing = if entry.state == PaymentState::Open {
        let button = |act: &str, class: &str, label: &str| {
            format!("<button class=\"{class}\" name=\"do\" value=\"{act}\">{label}</button>")
        };
        format!(
            "<form method=\"post\">{}{}{}</form>",
            button("pay", "main", pay),
            button("cancel", "", cancel),
            button("fail", "", fail)
        )
    } else {
        let href = escaped(entry.text("redirectUrl"));
        format!("<p>{over}</p><p><a class=\"go\" href=\"{href}\">{back}</a></p>")
    };
    let (purpose, description) = (escaped(entry.text("purpose")), escaped(entry.text("description")));
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body><main>\
         <h1>{title}</h1><p>{note}</p><p><b>{amount}&nbsp;€</b></p><p>{description}</p><p>{purpose}</p>{doing}\
         <p><a href=\"?lang={tag}\" lang=\"{tag}\" hreflang=\"{tag}\">{other}</a></p></main></body></html>",
        lang.tag(),
    );
    said(StatusCode::OK, "text/html; charset=utf-8", html)
}

fn paid(shared: &Shared, id: &str, body: &[u8]) -> Response {
    let act = match pairs(body).get("do").map(String::as_str) {
        Some("pay") => Act::Pay,
        Some("cancel") => Act::Cancel,
        Some("fail") => Act::Fail,
        _ => return none(),
    };
    let mut desk = shared.desk();
    desk.act(id, act, (shared.setup.clock)());
    let back = desk.find(id).and_then(|entry| HeaderValue::from_str(entry.text("redirectUrl")).ok());
    match back {
        Some(back) => (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response(),
        None => none(),
    }
}
