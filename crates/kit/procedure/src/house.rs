//! What this crate gives to the house: tables, texts, templates, the script, the editor's pages.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rathaus_core::Ags;
use rathaus_core::register::Register;
use rathaus_store::files::hex;
use rathaus_web::{Answer, App, Feature, Fields, Lang, NavItem, Visitor, get};
use sha2::{Digest, Sha256};

/// The texts of this crate.
pub const TEXTS: &[(Lang, &str)] =
    rathaus_web::texts!("procedure", "mistake", "fault", "change", "editor", "bundle");

/// The templates of this crate.
pub const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "procedure/done.html",
    "procedure/element.html",
    "procedure/form.html",
    "procedure/forms.html",
    "procedure/items.html",
    "procedure/left.html",
    "procedure/notes.html",
    "procedure/outline.html",
    "procedure/page.html",
    "procedure/preview.html",
    "procedure/print.html",
    "procedure/publish.html",
    "procedure/review.html",
);

const SCRIPT: &str = include_str!("../assets/procedure.js");
static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hex(&Sha256::digest(SCRIPT)[..6]));

/// The address of the script that shows and hides questions while people type.
pub(crate) fn script_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/forms/script?v={}", *SCRIPT_HASH))
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, SCRIPT).into_response()
}

const STYLE: &str = include_str!("../assets/procedure.css");

async fn style() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=300")];
    (headers, STYLE).into_response()
}

/// Up to so many suggestions.
const SUGGESTIONS: usize = 12;

/// Bodies of the register whose names begin like `q`, as `Name (key)`: what a field of organisations reads. Public,
/// as the register is.
async fn organisations(visitor: Visitor) -> Answer {
    let query = Fields::from_query(visitor.query());
    let typed = query.first("q").unwrap_or_default().trim().to_lowercase();
    let only = query.first("only").unwrap_or_default().to_owned();
    let register = Register::germany();
    let mut found: Vec<String> = Vec::new();
    if typed.chars().count() >= 2 {
        if only != "municipality" {
            let mut before = None;
            for body in register.iter() {
                let county = body.ags.county();
                if before.replace(county) != Some(county) && register.find(county).is_none() {
                    push_county(register, county, &typed, &mut found);
                }
            }
        }
        let municipalities = register.list_by_name(&typed, SUGGESTIONS * 2);
        let municipalities = municipalities.into_iter().filter(|m| only != "county" || m.ags.is_county());
        found.extend(municipalities.map(|m| format!("{} ({})", m.name, m.ags)));
    }
    found.truncate(SUGGESTIONS);
    Ok(axum::Json(found).into_response())
}

fn push_county(register: &Register, county: Ags, typed: &str, found: &mut Vec<String>) {
    let Some(name) = register.name(county) else { return };
    let lower = name.to_lowercase();
    if found.len() < SUGGESTIONS && lower.split([' ', '-']).any(|word| word.starts_with(typed)) {
        found.push(format!("{name} ({county})"));
    }
}

/// Forms as a part of the house: their tables, texts and templates, and the pages of the editor.
pub fn feature() -> Feature {
    let mut feature = Feature::new(None);
    feature.migrations = crate::store::MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.routes = Router::<App>::new()
        .route("/forms/script", get(script))
        .route("/forms/style", get(style))
        .route("/forms/organisations", get(organisations))
        .merge(crate::editor::routes());
    feature.api = crate::editor::api();
    feature.bundle = crate::bundle::parts();
    feature.nav = |visitor| match (visitor.office(), visitor.text("procedure-editor-forms")) {
        (Ok(_), Ok(label)) => {
            let current = visitor.path().starts_with("/forms");
            vec![NavItem { href: visitor.url("/forms"), label, current }]
        }
        _ => Vec::new(),
    };
    feature
}
