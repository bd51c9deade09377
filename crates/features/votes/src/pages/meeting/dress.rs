//! Script and style of the pages of a meeting. Each page works without the script.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use rathaus_web::{Feature, Visitor, get};
use sha2::{Digest, Sha256};

const SCRIPT: &str = include_str!("../../../assets/meeting.js");
const STYLE: &str = include_str!("../../../assets/meeting.css");

/// So many bytes of the hash: it only has to change with the text.
const BYTES: usize = 8;

static HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::new().chain_update(SCRIPT).chain_update(STYLE).finalize();
    hash[..BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
});

/// The address of the script.
pub(super) fn script_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/meetings/script/{}", *HASH))
}

/// The address of the style.
pub(super) fn style_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/meetings/style/{}", *HASH))
}

/// Adds the routes.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings/script/{hash}", get(|| async { kept("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/meetings/style/{hash}", get(|| async { kept("text/css; charset=utf-8", STYLE) }));
}

fn kept(media_type: &'static str, text: &'static str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, text).into_response()
}
