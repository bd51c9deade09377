//! Style, script and type that pages load: part of the program, at addresses that change with their content, so
//! that a browser may keep them for ever.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::look;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    address: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    [
        ("kern.css", "text/css; charset=utf-8", look::KERN_CSS.as_bytes()),
        ("rathaus.css", "text/css; charset=utf-8", look::RATHAUS_CSS.as_bytes()),
        ("app.css", "text/css; charset=utf-8", include_bytes!("../assets/app.css") as &[u8]),
        ("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
        ("FiraSans-Regular.woff2", "font/woff2", look::FONTS[0].1),
        ("FiraSans-SemiBold.woff2", "font/woff2", look::FONTS[1].1),
    ]
    .into_iter()
    .map(|(name, media_type, bytes)| {
        let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Asset { name, media_type, bytes, address: format!("/assets/{hash}/{name}") }
    })
    .collect()
});

/// The address of an asset of this crate; a name that is none stays visible as a missing file.
pub fn address(name: &str) -> String {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or_else(|| format!("/assets/missing/{name}"), |asset| asset.address.clone())
}

/// The answer to `/assets/HASH/NAME`; an old hash gives the present file, but not for ever.
pub(crate) fn answer(path: &str) -> Response<Body> {
    let found = ASSETS.iter().find(|asset| path.rsplit('/').next() == Some(asset.name));
    let mut response = Response::new(Body::empty());
    match found {
        Some(asset) => {
            // The style sheet names the typeface beside itself, so at the hash of the sheet; a typeface never changes.
            let keep = if path == asset.address || asset.media_type == "font/woff2" {
                "public, max-age=31536000, immutable"
            } else {
                "public, max-age=60"
            };
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(asset.media_type));
            headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static(keep));
            *response.body_mut() = Body::from(asset.bytes);
        }
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}
