//! The description of the API as a file for programs and as a page for people.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::IntoResponse;
use minijinja::context;
use serde::Serialize;
use serde_json::{Value as Any, json};

use super::refusals::is_common;
use crate::pages::{Answer, shown};
use crate::visitor::Visitor;

/// `/api/openapi.json`, with the address of this tenant.
pub(super) async fn file(visitor: Visitor) -> Answer {
    let mut api = visitor.app().openapi()?;
    api["servers"] = json!([{ "url": visitor.full_url("") }]);
    Ok(Json(api).into_response())
}

/// What can be asked of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Operation {
    pub id: String,
    pub group: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub text: String,
    pub parameters: Vec<BTreeMap<&'static str, String>>,
    pub body: String,
    pub answers: Vec<BTreeMap<&'static str, String>>,
    pub scopes: Vec<String>,
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn text(value: &Any, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The name of a schema that is referred to, at any depth.
fn referred(value: &Any) -> Option<&str> {
    match value {
        Any::Object(map) => match map.get("$ref").and_then(Any::as_str) {
            Some(path) => path.rsplit('/').next(),
            None => map.values().find_map(referred),
        },
        Any::Array(list) => list.iter().find_map(referred),
        _ => None,
    }
}

/// All operations in the order of their paths.
pub(super) fn operations(api: &Any) -> Vec<Operation> {
    let Some(paths) = api["paths"].as_object() else { return Vec::new() };
    let mut found = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            let operation = &item[method];
            if operation.is_null() {
                continue;
            }
            let list = |name: &str| operation[name].as_array().cloned().unwrap_or_default();
            let parameters = list("parameters").into_iter().map(|one| {
                let one = &one;
                BTreeMap::from([
                    ("name", text(one, "name")),
                    ("where", text(one, "in")),
                    ("text", text(one, "description")),
                ])
            });
            // What every operation answers alike is said once above all of them.
            let answers = operation["responses"].as_object().into_iter().flatten();
            let answers = answers.map(|(status, one)| (status.clone(), text(one, "description")));
            let answers = answers.filter(|(status, text)| !is_common(status, text));
            let answers = answers.map(|(status, text)| BTreeMap::from([("status", status), ("text", text)]));
            let scopes = list("security");
            let scopes = scopes.iter().filter_map(|one| one["token"].as_array()).flatten();
            let words: Vec<&str> = path.split(['/', '{', '}']).filter(|word| !word.is_empty()).collect();
            found.push(Operation {
                id: format!("{method}-{}", words.join("-")),
                group: words.get(2).copied().unwrap_or_default().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(operation, "summary"),
                text: text(operation, "description"),
                parameters: parameters.collect(),
                body: referred(&operation["requestBody"]).unwrap_or_default().to_owned(),
                answers: answers.collect(),
                scopes: scopes.filter_map(|scope| scope.as_str().map(str::to_owned)).collect(),
            });
        }
    }
    found
}

/// `/api`.
pub(super) async fn show(visitor: Visitor) -> Answer {
    let api = visitor.app().openapi()?;
    let mut groups: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for operation in operations(&api) {
        groups.entry(operation.group.clone()).or_default().push(operation);
    }
    let groups: Vec<_> = groups
        .into_iter()
        .map(|(name, operations)| {
            let operations: Vec<_> = operations
                .into_iter()
                .map(|one| {
                    let scopes = one.scopes.join(", ");
                    context! { scopes => scopes, ..shown(one) }
                })
                .collect();
            context! { id => format!("group-{name}"), name => name, operations => operations }
        })
        .collect();
    let schemas: Vec<_> = api["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            context! { name => name, json => serde_json::to_string_pretty(schema).unwrap_or_default() }
        })
        .collect();
    let example = format!("curl -H \"Authorization: Bearer …\" {}", visitor.full_url("/api/v1/…"));
    let title = visitor.text("api-title")?;
    let file = visitor.url("/api/openapi.json");
    visitor.page("web/api.html", title, context! { file, example, groups, schemas })
}
