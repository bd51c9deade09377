//! What programs send: values that a page's form knows already, and files.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde_json::Value as Any;

use super::{ApiError, FieldProblem, Problem};
use crate::error::PageError;
use crate::fields::{Fields, Upload, collect};
use crate::form::{Form, FromForm, Mistake};
use crate::scan::{Barred, Why, let_in};
use crate::visitor::Visitor;

/// Reads an object as the form of a page reads its inputs, so that both have the same rules and say the same words.
///
/// Lists send a name several times, objects put a dot between names (`offers.from`), `true` is a ticked box; nothing
/// is sent for `null` and `false`.
///
/// # Errors
///
/// 422 with the JSON Pointer of every mistake.
pub fn read_form<T: FromForm>(visitor: &Visitor, sent: &impl serde::Serialize) -> Result<T, ApiError> {
    let sent = serde_json::to_value(sent).map_err(PageError::fault)?;
    let mut fields = Fields::default();
    put(&mut fields, String::new(), &sent);
    Form::<T>::of(&fields).checked().map_err(|sheet| mistakes(visitor, &sheet.mistakes))
}

fn put(fields: &mut Fields, name: String, value: &Any) {
    match value {
        Any::Null | Any::Bool(false) => {}
        Any::Bool(true) => fields.values.push((name, "yes".to_owned())),
        Any::Number(number) => fields.values.push((name, number.to_string())),
        Any::String(text) => fields.values.push((name, text.clone())),
        Any::Array(list) => list.iter().for_each(|item| put(fields, name.clone(), item)),
        Any::Object(map) => {
            for (key, value) in map {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                put(fields, name, value);
            }
        }
    }
}

/// Mistakes of a form as wrong values (422).
pub fn mistakes(visitor: &Visitor, mistakes: &[Mistake]) -> ApiError {
    let named = |mistake: &Mistake| {
        let args: Vec<_> = mistake.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let pointer = if mistake.name.is_empty() {
            String::new()
        } else {
            format!("/{}", mistake.name.replace('.', "/"))
        };
        Ok(FieldProblem { pointer, detail: visitor.text_with(&mistake.key, &args)? })
    };
    match mistakes.iter().map(named).collect::<Result<Vec<_>, PageError>>() {
        Ok(errors) => Problem::values(errors).into(),
        Err(fault) => fault.into(),
    }
}

/// A mistake that only the handler can find, at a value of what was sent (422).
pub fn mistake(visitor: &Visitor, name: &str, key: &str) -> ApiError {
    mistakes(visitor, &[Mistake { name: name.to_owned(), key: key.to_owned(), args: Vec::new() }])
}

/// A file as it is: the body is its bytes, sent as `application/octet-stream`. What it is called stands in the query
/// as `name`; it is to be looked into with [`crate::uploads::check_upload`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiFile(pub Upload);

impl<S: Send + Sync> FromRequest<S> for ApiFile {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let visitor = parts
            .extensions
            .get::<Visitor>()
            .ok_or_else(|| PageError::Fault("an API outside the pipeline".to_owned()))?;
        visitor.person()?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/octet-stream") {
            let detail = "send application/octet-stream";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).into());
        }
        let settings = visitor.app().settings();
        let bytes: Bytes = collect(body, settings.most_upload_bytes, settings.body_pause).await?;
        let query = Fields::from_query(parts.uri.query().unwrap_or_default());
        let name = query.first("name").unwrap_or_default().to_owned();
        let upload = Upload { field: "file".to_owned(), name, media_type: media_type.to_owned(), bytes };
        match let_in(visitor.app(), upload).await {
            Ok(upload) => Ok(Self(upload)),
            Err(Barred { why: Why::Unchecked, .. }) => {
                Err(PageError::Unavailable("files cannot be looked into".to_owned()).into())
            }
            Err(barred) => Err(mistakes(visitor, &[barred.mistake()])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_what_a_form_would_send() {
        let sent = serde_json::json!({
            "title": "Akte", "places": 7, "is_public": true, "mail": false, "reply_to": null,
            "offers": {"from": "2026-07-01"}, "area": ["a", "b"],
        });
        let mut fields = Fields::default();
        put(&mut fields, String::new(), &sent);
        assert_eq!(fields.first("offers.from"), Some("2026-07-01"));
        assert_eq!((fields.first("places"), fields.first("is_public")), (Some("7"), Some("yes")));
        assert_eq!(fields.all("area"), ["a", "b"]);
        assert!(fields.first("mail").is_none() && fields.first("reply_to").is_none());
    }
}
