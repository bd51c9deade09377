//! A script or style sheet of the forum: part of the program, at an address that changes with its content.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use rathaus_web::Visitor;

/// A file that pages load.
pub(super) struct Asset {
    /// What is in it.
    pub text: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its path, before the hash.
    pub path: &'static str,
    /// The hash of `text`, from [`hash`].
    pub hash: LazyLock<String>,
}

/// FNV-1a: it only has to change with the file.
pub(super) fn hash(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut out = String::new();
    let _ = write!(out, "{hash:016x}");
    out
}

impl Asset {
    /// Its address in this tenant.
    pub fn address(&self, visitor: &Visitor) -> String {
        visitor.url(&format!("{}/{}", self.path, *self.hash))
    }

    /// The file, to be kept for ever.
    pub fn answer(&self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.media_type),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ];
        (headers, self.text).into_response()
    }
}
