//! The pages of this crate: sign-in, the account, administration, and what the law asks for.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rathaus_web::{App, PageError, Visitor, get};

pub mod account;
pub mod admin;
pub mod legal;
pub mod second_factor;
pub mod sign_in;

/// The script that speaks with passkeys; everything else works without it.
const PASSKEYS_JS: &str = include_str!("../assets/passkeys.js");

/// All routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/passkeys.js", get(script))
        .merge(sign_in::routes())
        .merge(second_factor::routes())
        .merge(account::routes())
        .merge(admin::routes())
        .merge(legal::routes())
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], PASSKEYS_JS).into_response()
}

/// The value of a name in the address.
pub(crate) fn asked(visitor: &Visitor, name: &str) -> String {
    rathaus_web::Fields::from_query(visitor.query()).first(name).unwrap_or_default().to_owned()
}

/// A path of this tenant to go on to; anything that could lead elsewhere becomes the start page.
///
/// Browsers read `//host`, `/\host` and, after dropping tabs and line breaks, `/<tab>/host` as other sites.
pub(crate) fn own_path(next: &str) -> String {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2_000
        && next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if is_own { next.to_owned() } else { "/".to_owned() }
}

/// The same, taken from the address.
pub(crate) fn next_of(visitor: &Visitor) -> String {
    own_path(&asked(visitor, "next"))
}

/// The same, taken from a form that comes back.
pub(crate) fn next_in(sheet: &rathaus_web::Sheet) -> String {
    let sent = sheet.values.iter().find(|(name, _)| name == "next");
    own_path(sent.map(|(_, value)| value.as_str()).unwrap_or_default())
}

/// A path with where to go on to.
pub(crate) fn with_next(path: &str, next: &str) -> String {
    if next == "/" {
        return path.to_owned();
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}

/// The gate, to forget what it keeps after a tenant was changed.
pub(crate) fn refresh(visitor: &Visitor) -> Result<(), PageError> {
    visitor.app().port::<crate::PeopleGate>()?.refresh();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_gone_on_to() {
        for own in ["/", "/rounds/2026?stage=survey&x=1", "/a//b", "/a%2F%2Fb"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/ä",
            "evil",
            "/a\\b",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
        assert_eq!(with_next("/sign-in", "/"), "/sign-in");
        assert_eq!(with_next("/sign-in", "/a?b=c"), "/sign-in?next=%2Fa%3Fb%3Dc");
    }
}
