//! Style, script and type that pages load: part of the program, at addresses that change with their content, so
//! that a browser may keep them for ever.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use rathaus_store::files::hex;
use sha2::{Digest, Sha256};

use crate::look;
use crate::squeeze::reads_gzip;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    /// Compressed once, as well as gzip can; `None` for what is compressed already.
    gzip: Option<Bytes>,
    address: String,
}

/// What `gzip -9` makes of the bytes.
fn squeezed(bytes: &[u8]) -> Option<Bytes> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).ok()?;
    out.finish().ok().map(Bytes::from)
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
        let hash: String = hex(&Sha256::digest(bytes)[..6]);
        let gzip = if media_type.starts_with("text/") { squeezed(bytes) } else { None };
        Asset { name, media_type, bytes, gzip, address: format!("/assets/{hash}/{name}") }
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
pub(crate) fn answer(path: &str, asked: &HeaderMap) -> Response<Body> {
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
            if let Some(gzip) = &asset.gzip {
                headers.insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
                if reads_gzip(asked) {
                    headers.insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
                    *response.body_mut() = Body::from(gzip.clone());
                    return response;
                }
            }
            *response.body_mut() = Body::from(asset.bytes);
        }
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn asked(encoding: &str) -> Response<Body> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, encoding.parse().expect("a header"));
        answer(&address("kern.css"), &headers)
    }

    async fn body(response: Response<Body>) -> Bytes {
        axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("read")
    }

    #[tokio::test]
    async fn text_is_compressed_once_for_who_can_read_it() {
        let packed = asked("br;q=1.0, gzip;q=0.8");
        assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
        assert_eq!(packed.headers()[header::VARY], "accept-encoding");
        let packed = body(packed).await;
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_ref()).read_to_string(&mut text).expect("gzip");
        assert!(text == look::KERN_CSS && packed.len() * 3 < text.len());
        for plain in ["identity", "gzip;q=0", "br"] {
            let plain = asked(plain);
            assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
            assert!(body(plain).await == look::KERN_CSS.as_bytes());
        }
        let font = answer(&address("FiraSans-Regular.woff2"), &HeaderMap::new());
        assert!(body(font).await == look::FONTS[0].1);
    }
}
