//! Pages that strangers have just been shown, kept ready for the next ones.
//!
//! On the day of an event hundreds of phones ask for the same few pages. What a stranger is shown depends on the
//! address, the language, the tenant and its rows; so a page is given again as long as nothing was recorded in the
//! tenant's chain since ([`Session::edition`](rathaus_store::Session::edition)), and at most for [`LONGEST`], because some pages tell the
//! time. Not for who is signed in, nor a page with a form or a cookie: those are made for one person.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use rathaus_core::Lang;

use crate::edge::Route;
use crate::visitor::{Tenant, Visitor};

/// A page is never older.
const LONGEST: SignedDuration = SignedDuration::from_secs(1);
/// Pages kept at most.
const MOST: usize = 128;
/// Larger pages are not kept.
const MOST_BYTES: u64 = 256 << 10;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    base: String,
    lang: Lang,
    path: String,
    query: String,
}

struct Page {
    tenant: Arc<Tenant>,
    edition: u64,
    made_at: Timestamp,
    route: Option<Route>,
    headers: HeaderMap,
    body: Bytes,
}

/// The pages of one server.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<HashMap<Key, Arc<Page>>>);

/// A place on the shelf that a page may come from or go to.
pub(crate) struct Place {
    key: Key,
    edition: u64,
}

impl Shelf {
    /// The place of what this visitor asks for; `None` where it is for them alone.
    pub(crate) async fn place(&self, visitor: &Visitor, method: &Method) -> Option<Place> {
        let asking = &visitor.0;
        let is_plain = *method == Method::GET
            && asking.signed.is_none()
            && asking.notice.is_none()
            && !asking.path.starts_with("/api/")
            && !visitor.has_cookies();
        if !is_plain {
            return None;
        }
        // Where the database does not answer, the page itself says so.
        let mut view = visitor.read().await.ok()?;
        let edition = view.edition().await.ok()?;
        visitor.put_begun(view);
        let key = Key {
            base: asking.base.clone(),
            lang: asking.lang,
            path: asking.path.clone(),
            query: asking.query.clone(),
        };
        Some(Place { key, edition })
    }

    /// The page kept at a place, if it is still right.
    pub(crate) fn take(&self, place: &Place, visitor: &Visitor) -> Option<Response> {
        let page = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&place.key)?.clone();
        let age = visitor.now().duration_since(page.made_at);
        let is_right = page.edition == place.edition
            && *page.tenant == *visitor.tenant()
            && (SignedDuration::ZERO..LONGEST).contains(&age);
        if !is_right {
            return None;
        }
        let mut response = Response::new(Body::from(page.body.clone()));
        *response.headers_mut() = page.headers.clone();
        if let Some(route) = &page.route {
            response.extensions_mut().insert(route.clone());
        }
        Some(response)
    }

    /// Keeps a page, if it is one for everybody; gives it on.
    pub(crate) async fn keep(&self, place: Place, visitor: &Visitor, response: Response) -> Response {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_for_all = response.status() == StatusCode::OK
            && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
            && !response.headers().contains_key(header::SET_COOKIE)
            && !response.headers().contains_key(header::CACHE_CONTROL)
            && !visitor.has_cookies()
            && response.body().size_hint().exact().is_some_and(|size| size <= MOST_BYTES);
        if !is_for_all {
            return response;
        }
        let (head, body) = response.into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            // The length was known, so the body is in memory and cannot fail.
            return Response::from_parts(head, Body::empty());
        };
        let page = Page {
            tenant: visitor.0.tenant.clone(),
            edition: place.edition,
            made_at: visitor.now(),
            route: head.extensions.get::<Route>().cloned(),
            headers: head.headers.clone(),
            body: body.clone(),
        };
        let mut pages = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if pages.len() >= MOST {
            let now = page.made_at;
            pages.retain(|_, page| now.duration_since(page.made_at) < LONGEST);
            if pages.len() >= MOST {
                pages.clear();
            }
        }
        pages.insert(place.key, Arc::new(page));
        Response::from_parts(head, Body::from(body))
    }
}
