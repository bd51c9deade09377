//! Scripts of votes and the engine for browsers: parts of the program, at addresses that change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rathaus_store::files::hex;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get};
use sha2::{Digest, Sha256};

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// All of them: name, media type, bytes.
const FILES: [(&str, &str, &[u8]); 9] = [
    ("booth.js", SCRIPT, include_bytes!("../../assets/booth.js")),
    ("booth-worker.js", SCRIPT, include_bytes!("../../assets/booth-worker.js")),
    ("booth.wasm", "application/wasm", include_bytes!("../../assets/booth.wasm")),
    ("ballot.js", SCRIPT, include_bytes!("../../assets/ballot.js")),
    ("page.js", SCRIPT, include_bytes!("../../assets/page.js")),
    ("registrar.js", SCRIPT, include_bytes!("../../assets/registrar.js")),
    ("trustee.js", SCRIPT, include_bytes!("../../assets/trustee.js")),
    ("verification.js", SCRIPT, include_bytes!("../../assets/verification.js")),
    ("votes.css", "text/css; charset=utf-8", include_bytes!("../../assets/votes.css")),
];

/// What a browser may do on these pages: as everywhere, and run the engine in a worker, both from here alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// The hash over all files, in their addresses: a script finds those that it was made with.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (name, _, bytes) in FILES {
        hash.update(name);
        hash.update(bytes);
    }
    hex(&hash.finalize())[..16].to_owned()
});

fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// The hash by which a browser, and whoever compares two towns, knows the engine.
pub static ENGINE: LazyLock<String> = LazyLock::new(|| integrity(FILES[2].2));

/// Adds the route.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes).route("/votes/assets/{edition}/{name}", get(show));
}

async fn show(Path((edition, name)): Path<(String, String)>) -> Answer {
    let Some((_, media_type, bytes)) = FILES.into_iter().find(|(one, ..)| *one == name) else {
        return Err(PageError::NotFound);
    };
    // An old address gives the present file, but not for ever.
    let kept = if edition == *EDITION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, kept)];
    let mut response = (headers, bytes).into_response();
    set_policy(&mut response);
    Ok(response)
}

/// Lets a page, or the worker, run the engine.
pub fn set_policy(response: &mut Response) {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
}

fn address(visitor: &Visitor, name: &str) -> String {
    visitor.url(&format!("/votes/assets/{}/{name}", *EDITION))
}

/// The address of the style sheet.
pub fn style(visitor: &Visitor) -> String {
    address(visitor, "votes.css")
}

/// What a page's template takes to load a script with the engine.
pub fn of(visitor: &Visitor, script: &str) -> Value {
    let address = |name: &str| address(visitor, name);
    let bytes = FILES.into_iter().find(|(name, ..)| *name == script).map_or(&b""[..], |(_, _, bytes)| bytes);
    context! {
        script => address(script),
        script_integrity => integrity(bytes),
        style => style(visitor),
        worker => address("booth-worker.js"),
        engine => address("booth.wasm"),
        engine_integrity => ENGINE.clone(),
    }
}
