//! The JSON API: what its handlers take and give, its description, and a page of it for people.
//!
//! A handler of a feature's API asks [`Visitor::scope_allows`] first; a browser's session means nothing below `/api`.
//!
//! ```text
//! async fn create(visitor: Visitor, key: IdempotencyKey, ApiBody(need): ApiBody<NewNeed>) -> Result<Json<Need>, ApiError> {
//!     visitor.scope_allows("needs:write")?;
//!     let id = key.id(&visitor, "need");
//! ```
//!
//! Lists take an [`ApiPage`] and give a [`ListOf`]. Every refusal is `application/problem+json` (RFC 9457), every
//! wrong value is named by its JSON Pointer (RFC 6901). How an operation refuses is described for all of them at once;
//! a feature names a refusal only where it has something to add. What a page's form reads already, [`read_form`] reads
//! from JSON; files come as [`ApiFile`].

mod page;
mod refusals;
mod sent;

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rathaus_store::{Id, Slice, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::app::App;
use crate::door::get;
use crate::error::PageError;
use crate::fields::{Fields, collect};
use crate::visitor::Visitor;

pub(crate) use refusals::describe;
pub use sent::{ApiFile, mistake, mistakes, read_form};

/// What every description begins with.
pub(crate) fn head() -> OpenApi {
    let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    OpenApiBuilder::new()
        .info(InfoBuilder::new().title("Rathaus").version(env!("CARGO_PKG_VERSION")).build())
        .components(Some(ComponentsBuilder::new().security_scheme("token", token).build()))
        .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
        .build()
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/api", get(page::show)).route("/api/openapi.json", get(page::file))
}

/// A refusal with its places. Made of a [`PageError`] it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A word on the kind of problem; `about:blank` says that the status tells it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// What is wrong.
    pub detail: String,
    /// The wrong values.
    pub errors: Vec<FieldProblem>,
    /// The reference under which the log tells more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A wrong value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer to it in what was sent, as in `/needs/2/title`; empty for the whole.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

impl Problem {
    /// A problem with this status and explanation.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            reference: None,
        }
    }

    /// What was sent can be read, but these values cannot be taken (422).
    pub fn values(errors: Vec<FieldProblem>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "some values cannot be taken") }
    }

    /// Adds a wrong value.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldProblem { pointer: pointer.into(), detail: detail.into() });
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

/// Why a handler of the API gives no answer.
#[derive(Debug, Clone)]
pub enum ApiError {
    /// As on a page.
    Page(PageError),
    /// Wrong values.
    Problem(Problem),
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Page(error.into())
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Page(error) => error.into_response(),
            ApiError::Problem(problem) => problem.into_response(),
        }
    }
}

/// What was sent as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequest<S> for ApiBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let visitor = known(&parts)?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json").into());
        }
        let settings = visitor.app().settings();
        let bytes = collect(body, settings.most_form_bytes, settings.body_pause).await?;
        Ok(Self(read_json(&bytes)?))
    }
}

/// Who asks, if they are known: strangers are not told what is wrong with what they sent.
fn known(parts: &Parts) -> Result<&Visitor, ApiError> {
    let visitor = parts.extensions.get::<Visitor>();
    let visitor = visitor.ok_or_else(|| PageError::Fault("an API outside the pipeline".to_owned()))?;
    visitor.person()?;
    Ok(visitor)
}

/// Reads JSON; a mistake is named by its place.
fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Problem::values(Vec::new()).at(pointer, inner.to_string())
        } else {
            Problem::new(StatusCode::BAD_REQUEST, format!("this is no JSON: {inner}"))
        }
    })?;
    reader
        .end()
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("this is no JSON: {error}")))?;
    Ok(value)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// Which part of a list is asked for: `?page=2&size=100`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApiPage {
    /// The page, from 1.
    #[param(required = false, minimum = 1, default = 1)]
    pub page: u32,
    /// How many items a page has.
    #[param(required = false, minimum = 1, maximum = 200, default = 50)]
    pub size: u32,
}

/// Most items of a page.
pub const MOST_ITEMS: u32 = 200;

impl ApiPage {
    /// The same for the store.
    pub fn slice(self) -> Slice {
        Slice { offset: (self.page - 1).saturating_mul(self.size), limit: self.size }
    }

    /// The page of a list that is there as a whole, each thing made an entry.
    pub fn cut<T, U>(
        self,
        all: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        entry: impl FnMut(T) -> U,
    ) -> ListOf<U> {
        let all = all.into_iter();
        let (slice, total) = (self.slice(), all.len() as u64);
        self.list(all.skip(slice.offset as usize).take(slice.limit as usize).map(entry).collect(), total)
    }

    /// The answer.
    pub fn list<T>(self, items: Vec<T>, total: u64) -> ListOf<T> {
        let last = total.div_ceil(u64::from(self.size)).max(1);
        let last = u32::try_from(last).unwrap_or(u32::MAX);
        ListOf { items, total, page: self.page, size: self.size, last }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ApiPage {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        known(parts)?;
        let query = Fields::from_query(parts.uri.query().unwrap_or_default());
        let number = |name: &str, fallback: u32, most: u32| match query.first(name) {
            None => Ok(fallback),
            Some(text) => text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| {
                let detail = format!("{name} is a number from 1 to {most}");
                Problem::new(StatusCode::BAD_REQUEST, detail)
            }),
        };
        Ok(Self { page: number("page", 1, 1_000_000)?, size: number("size", 50, MOST_ITEMS)? })
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ListOf<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// Items per page.
    pub size: u32,
    /// The last page.
    pub last: u32,
}

/// The header `Idempotency-Key` of a request that may be repeated (draft-ietf-httpapi-idempotency-key-header).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    /// The id of the row to be made: for one token and key always the same, so that the row of a repeated request is
    /// found to be there ([`StoreError::Conflict`] on inserting); without a key a new one.
    pub fn id(&self, visitor: &Visitor, purpose: &str) -> Id {
        match (&self.0, visitor.signed()) {
            (Some(key), Some(signed)) => {
                Id::of_name(&format!("{} {purpose} {} {key}", visitor.tenant().id, signed.session))
            }
            _ => Id::new(visitor.now()),
        }
    }
}

impl utoipa::IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let words = "A word of the caller for this request; sent again, it does nothing a second time.";
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(words))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))));
        vec![header.build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        known(parts)?;
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = value.to_str().ok().map(|key| key.trim_matches('"'));
        let key =
            key.filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
        match key {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => {
                let detail = "Idempotency-Key has 1 to 255 visible ASCII characters";
                Err(Problem::new(StatusCode::BAD_REQUEST, detail).into())
            }
        }
    }
}

/// All scopes that the description names, for the page on which people make tokens.
pub fn scopes(api: &serde_json::Value) -> BTreeSet<String> {
    page::operations(api).into_iter().flat_map(|operation| operation.scopes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Need {
        title: String,
        towns: Vec<u32>,
    }

    #[test]
    fn a_wrong_value_is_named_by_its_place() {
        let read = |text: &str| read_json::<Need>(text.as_bytes());
        assert!(read(r#"{"title": "a", "towns": [1]}"#).is_ok());
        let problem = read(r#"{"title": "a", "towns": [1, "zwei"]}"#).expect_err("refused");
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/towns/1"));
        let problem = read(r#"{"title": "a"}"#).expect_err("refused");
        assert!(problem.errors[0].detail.contains("towns"), "{problem:?}");
        for text in ["{", "", r#"{"title": "a", "towns": []} x"#] {
            assert_eq!(read(text).expect_err("refused").status, 400, "{text}");
        }
    }

    #[test]
    fn lists_say_how_many_pages_there_are() {
        let page = ApiPage { page: 3, size: 50 };
        assert_eq!(page.slice(), Slice { offset: 100, limit: 50 });
        assert_eq!(page.list(vec![1], 101).last, 3);
        assert_eq!(page.list(Vec::<u8>::new(), 0).last, 1);
    }
}
