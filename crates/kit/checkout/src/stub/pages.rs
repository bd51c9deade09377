//! The stub's addresses: the interface as the standard has it, and the page on which one pays.
//!
//! One function for all of them: a stub needs no routes of its own, and they would be slow to build.

use super::{Act, Names, Shared};
use crate::euros::{read, written};
use crate::transaction::State as PaymentState;
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rathaus_caller::stub::{header, pairs, random, said, said_json};
use rathaus_core::{Cents, Lang};
use serde_json::{Value, json};
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
        ("POST", ["token"]) => shared.door.token(&body),
        ("GET", ["pay", id]) => page(&shared, &head, id),
        ("POST", ["pay", id]) => paid(&shared, id, &body),
        (method, ["v1", rest @ ..]) => {
            let troubled = |status: StatusCode, title: &str| {
                let code = if status == StatusCode::UNAUTHORIZED { "FORBIDDEN" } else { "UNSPECIFIED" };
                problem(status, code, title)
            };
            let right = || guarded(&shared, &head, method, rest, &body);
            shared.door.troubled(&head, troubled, right).await
        }
        _ => none(),
    }
}

/// What the client may ask with a valid access token.
fn guarded(shared: &Shared, head: &Parts, method: &str, path: &[&str], body: &Bytes) -> Response {
    if !shared.door.lets_in(head) {
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

fn problem(status: StatusCode, code: &str, title: &str) -> Response {
    let body = json!({ "title": title, "status": status.as_u16(), "functionalCode": code });
    said(status, "application/problem+json", body.to_string())
}

fn none() -> Response {
    said(StatusCode::NOT_FOUND, "application/problem+json", json!({ "title": "not here" }).to_string())
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
