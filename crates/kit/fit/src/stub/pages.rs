//! The stub's addresses, as the documentation of the Submission API and of the authorisation server has them.
//!
//! One function for all of them: a stub needs no routes of its own, and they would be slow to build.

use super::Shared;
use crate::ids::{AttachmentId, CaseId, DestinationId, SubmissionId};
use crate::metadata::PublicService;
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use rathaus_caller::stub::{header, pairs, said, said_json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

const BODY_LIMIT: usize = 256 << 20;
const JSON: &str = "application/json";
const JOSE: &str = "application/jose";

pub(super) fn all(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "too large");
    };
    let path = head.uri.path().to_owned();
    match (head.method.as_str(), path.as_str()) {
        ("POST", "/token") => shared.door.token(&body),
        ("GET", "/.well-known/jwks.json") => keys(&shared),
        (method, path) => match path.strip_prefix("/v1/") {
            Some(rest) => {
                let parts: Vec<&str> = rest.split('/').collect();
                let right = || guarded(&shared, &head, method, &parts, &body);
                shared.door.troubled(&head, problem, right).await
            }
            None => none(),
        },
    }
}

/// What the client may ask with a valid access token.
fn guarded(shared: &Shared, head: &Parts, method: &str, path: &[&str], body: &Bytes) -> Response {
    if !shared.door.lets_in(head) {
        return problem(StatusCode::UNAUTHORIZED, "token missing or expired");
    }
    let known = match (method, path) {
        ("GET", ["submissions"]) => Some(list(shared, head.uri.query().unwrap_or_default())),
        ("POST", ["submissions"]) => Some(announce(shared, body)),
        ("GET", ["submissions", id]) => id.parse().ok().map(|id| submission(shared, id)),
        ("PUT", ["submissions", id]) => id.parse().ok().map(|id| submit(shared, id, body)),
        ("GET", ["submissions", id, "attachments", attachment]) => {
            both(id, attachment).map(|(id, attachment)| attached(shared, id, attachment))
        }
        ("PUT", ["submissions", id, "attachments", attachment]) => {
            both(id, attachment).map(|(id, attachment)| attach(shared, id, attachment, body))
        }
        ("GET", ["cases", id, "events"]) => id.parse().ok().map(|id| log(shared, id)),
        ("POST", ["cases", id, "events"]) => id.parse().ok().map(|id| event(shared, head, id, body)),
        ("GET", ["destinations", id]) => id.parse().ok().map(|id| destination(shared, id)),
        ("GET", ["destinations", id, "keys", key]) => id.parse().ok().map(|id| public_key(shared, id, key)),
        _ => None,
    };
    known.unwrap_or_else(none)
}

fn both(id: &str, attachment: &str) -> Option<(SubmissionId, AttachmentId)> {
    Some((id.parse().ok()?, attachment.parse().ok()?))
}

fn problem(status: StatusCode, title: &str) -> Response {
    let body = json!({ "title": title, "status": status.as_u16() });
    said(status, "application/problem+json", body.to_string())
}

fn none() -> Response {
    problem(StatusCode::NOT_FOUND, "not here")
}

fn list(shared: &Shared, query: &str) -> Response {
    let destination = shared.setup.destination;
    let query = pairs(query.as_bytes());
    if query.get("destinationId").is_some_and(|id| *id != destination.to_string()) {
        return problem(StatusCode::FORBIDDEN, "another's destination");
    }
    let number = |name: &str, unsaid: usize| query.get(name).map_or(Ok(unsaid), |value| value.parse());
    let (Ok(offset), Ok(limit @ ..=500)) = (number("offset", 0), number("limit", 500)) else {
        return problem(StatusCode::BAD_REQUEST, "offset or limit");
    };
    let state = shared.state();
    let times = if state.lists_twice { 2 } else { 1 };
    let all: Vec<Value> = state
        .waiting()
        .flat_map(|entry| {
            let line =
                json!({ "destinationId": destination, "submissionId": entry.id, "caseId": entry.case });
            std::iter::repeat_n(line, times)
        })
        .collect();
    let page: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    let answer = json!({
        "offset": offset, "count": page.len(), "totalCount": all.len(), "submissions": page,
    });
    said_json(StatusCode::OK, &answer)
}

fn submission(shared: &Shared, id: SubmissionId) -> Response {
    let state = shared.state();
    let Some(entry) = state.waiting().find(|entry| entry.id == id) else { return none() };
    let deposit = &entry.deposit;
    let service = deposit
        .service
        .as_ref()
        .map(|service| json!({ "identifier": service.identifier, "name": service.name }));
    let answer = json!({
        "submissionId": id, "caseId": entry.case, "destinationId": shared.setup.destination,
        "attachments": deposit.announced, "publicService": service,
        "encryptedMetadata": deposit.metadata, "encryptedData": deposit.data,
    });
    said_json(StatusCode::OK, &answer)
}

fn attached(shared: &Shared, id: SubmissionId, attachment: AttachmentId) -> Response {
    let state = shared.state();
    let entry = state.waiting().find(|entry| entry.id == id);
    match entry.and_then(|entry| entry.deposit.attachments.get(&attachment)) {
        Some(token) => said(StatusCode::OK, JOSE, token.clone()),
        None => none(),
    }
}

fn log(shared: &Shared, case: CaseId) -> Response {
    match shared.state().logs.get(&case) {
        Some(log) => said_json(
            StatusCode::OK,
            &json!({ "offset": 0, "count": log.len(), "totalCount": log.len(), "eventLog": log }),
        ),
        None => none(),
    }
}

fn event(shared: &Shared, head: &Parts, case: CaseId, body: &[u8]) -> Response {
    if header(head, &CONTENT_TYPE) != Some(JOSE) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "application/jose is wanted");
    }
    match shared.state().answer(&shared.setup, case, &String::from_utf8_lossy(body)) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(title) => problem(StatusCode::UNPROCESSABLE_ENTITY, &title),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response>> {
    serde_json::from_slice(body)
        .map_err(|fault| Box::new(problem(StatusCode::BAD_REQUEST, &format!("malformed: {fault}"))))
}

fn announce(shared: &Shared, body: &[u8]) -> Response {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Announcement {
        destination_id: DestinationId,
        #[serde(default)]
        announced_attachments: Vec<AttachmentId>,
        #[serde(alias = "serviceType")]
        public_service: Option<PublicService>,
    }
    let made: Announcement = match read(body) {
        Ok(made) => made,
        Err(answer) => return *answer,
    };
    if made.destination_id != shared.setup.destination {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "no such destination");
    }
    match shared.state().announce(&shared.setup, made.public_service, made.announced_attachments) {
        Ok((submission, case)) => said_json(
            StatusCode::CREATED,
            &json!({ "submissionId": submission, "caseId": case, "destinationId": made.destination_id }),
        ),
        Err(title) => problem(StatusCode::INTERNAL_SERVER_ERROR, &title),
    }
}

fn attach(shared: &Shared, id: SubmissionId, attachment: AttachmentId, body: &[u8]) -> Response {
    let token = String::from_utf8_lossy(body).into_owned();
    if shared.state().attach(id, attachment, token) { StatusCode::NO_CONTENT.into_response() } else { none() }
}

fn submit(shared: &Shared, id: SubmissionId, body: &[u8]) -> Response {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Locked {
        encrypted_metadata: String,
        encrypted_data: Option<String>,
    }
    let locked: Locked = match read(body) {
        Ok(locked) => locked,
        Err(answer) => return *answer,
    };
    match shared.state().submit(&shared.setup, id, locked.encrypted_metadata, locked.encrypted_data) {
        Ok(case) => said_json(StatusCode::OK, &json!({ "submissionId": id, "caseId": case })),
        Err(title) => problem(StatusCode::UNPROCESSABLE_ENTITY, &title),
    }
}

fn destination(shared: &Shared, id: DestinationId) -> Response {
    if id != shared.setup.destination {
        return none();
    }
    let encryption = shared.setup.encryption.id();
    said_json(
        StatusCode::OK,
        &json!({ "destinationId": id, "status": "active", "encryptionKid": encryption }),
    )
}

fn public_key(shared: &Shared, id: DestinationId, key: &str) -> Response {
    let setup = &shared.setup;
    if id == setup.destination && key == setup.encryption.id() {
        said(StatusCode::OK, JSON, setup.encryption_jwk.clone())
    } else {
        none()
    }
}

fn keys(shared: &Shared) -> Response {
    let key: Value = serde_json::from_str(&shared.setup.service.public_jwk()).unwrap_or_default();
    said_json(StatusCode::OK, &json!({ "keys": [key] }))
}
