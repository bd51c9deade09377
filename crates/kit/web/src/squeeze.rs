//! Compresses text for who can read that.

use std::cell::RefCell;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use flate2::{Compress, Compression, FlushCompress, Status};

/// Fewer bytes are not worth compressing.
const SMALL: u64 = 1024;

thread_local! {
    // Its memory, a quarter of a megabyte, is made once for a thread and not for each answer.
    static PRESS: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::fast(), 15));
}

/// Compresses text of more than 1 KiB whose length is known. Streams are left alone; so is what is compressed already. Tokens
/// of forms are masked anew on every page, so that lengths tell nothing (BREACH).
pub(crate) fn compressed(router: Router) -> Router {
    router.layer(from_fn(squeeze))
}

async fn squeeze(request: Request, next: Next) -> Response {
    let is_wanted = reads_gzip(request.headers());
    let mut response = next.run(request).await;
    if !is_worth(&response) {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !is_wanted {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        // A body of known length lies in memory; it does not fail.
        return Response::from_parts(head, Body::empty());
    };
    match squeezed(&bytes) {
        Some(small) => {
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(small.len()));
            Response::from_parts(head, Body::from(small))
        }
        None => Response::from_parts(head, Body::from(bytes)),
    }
}

/// Whether a browser reads gzip.
pub(crate) fn reads_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = lines.flat_map(|line| line.split(','));
    kinds.any(|kind| {
        let (name, weight) = kind.split_once(';').unwrap_or((kind, ""));
        name.trim().eq_ignore_ascii_case("gzip")
            && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn is_worth(response: &Response) -> bool {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/problem+json" | "image/svg+xml");
    is_text
        && !headers.contains_key(header::CONTENT_ENCODING)
        && !headers.contains_key(header::CONTENT_RANGE)
        && response.body().size_hint().exact().is_some_and(|bytes| bytes > SMALL)
}

/// A gzip file (RFC 1952) of the bytes; `None` where it cannot be made.
fn squeezed(bytes: &[u8]) -> Option<Vec<u8>> {
    PRESS.with_borrow_mut(|press| {
        press.reset();
        let mut out = Vec::with_capacity(bytes.len() / 3 + 256);
        loop {
            let read = usize::try_from(press.total_in()).ok()?;
            match press.compress_vec(&bytes[read..], &mut out, FlushCompress::Finish).ok()? {
                Status::StreamEnd => return Some(out),
                Status::Ok | Status::BufError => out.reserve(bytes.len() / 4 + 1024),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn read(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).expect("gzip");
        text
    }

    #[test]
    fn what_is_squeezed_is_whole_again() {
        let noise: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let text = "Bedarfsabfrage ".repeat(40_000).into_bytes();
        for bytes in [&b""[..], b"kurz", &text, &noise, &text] {
            assert_eq!(read(&squeezed(bytes).expect("squeezed")), bytes);
        }
    }
}
