//! The pipeline around every page: reference, tenant, visitor, token, limits, headers, error pages, log.
//!
//! edge → [`Visitor`] → `Form<T>` → handler. A post reaches no handler before its origin and token were checked, so
//! that no page can forget it. The log names the matched route, never the path: paths hold secrets of personal links.

mod refusal;

use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::app::App;
use crate::assets;
use crate::error::PageError;
use crate::fields::Fields;
use crate::keys::random;
use crate::limits::{household, oversized};
use crate::pages::asked_lang;
use crate::visitor::{
    Asking, LANG_COOKIE, NOTICE_COOKIE, SESSION_COOKIE, Signed, Tenant, VISITOR_COOKIE, Visitor,
};
use crate::watch;
use refusal::{bare_problem, early_error, error_page, is_api};

/// The route that answered, for log and figures.
#[derive(Debug, Clone)]
pub(crate) struct Route(pub String);

/// Wraps the routes of all features.
pub(crate) fn around(routes: Router<App>, app: App) -> Router {
    let routes = routes
        .fallback(|| async { PageError::NotFound })
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(note_route))
        .with_state(app.clone());
    // A service around the whole router, because the tenant's prefix must be gone before a route is chosen.
    let inner = middleware::from_fn_with_state(app, edge);
    Router::new().fallback_service(tower::Layer::layer(&inner, routes))
}

/// Answers 404 where the tenant has not switched the feature on.
pub(crate) async fn switched_on(
    State(name): State<Option<&'static str>>,
    request: Request,
    next: Next,
) -> Response {
    let on = |visitor: &Visitor| name.is_none_or(|name| visitor.tenant().features.contains(name));
    if request.extensions().get::<Visitor>().is_some_and(on) {
        next.run(request).await
    } else {
        PageError::NotFound.into_response()
    }
}

/// Pages are addresses, so that another method is simply no page; programs are told which methods there are.
async fn wrong_method(visitor: Visitor) -> Response {
    if is_api(visitor.path()) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    PageError::NotFound.into_response()
}

async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| Route(path.as_str().to_owned()));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

async fn edge(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path();
    if path.starts_with("/assets/") {
        return with_headers(assets::answer(path, request.headers()), false, false);
    }
    if path == "/healthz" || path == "/metrics" {
        let may_see = is_this_machine(&app, &request) || watch::brings_token(&app, &request);
        let path = path.to_owned();
        return with_headers(watch::answer(&app, &path, may_see).await, false, false);
    }
    let asked = path.to_owned();
    let reference = random(9);
    let is_program = is_api(path);
    let is_secure = scheme_is_https(&app, request.headers());
    let place = app.limits().enter(app.settings().most_at_once);
    let outcome = if place.is_none() {
        Err(PageError::Unavailable("more requests at once than this server takes".to_owned()))
    } else if let Some(part) = oversized(&request) {
        Err(PageError::HeadTooLarge(part))
    } else {
        enter(&app, &mut request, &reference, is_secure).await
    };
    let (visitor, mut response) = match outcome {
        Ok(visitor) => {
            let response = reply(&app, &visitor, request, next).await;
            (Some(visitor), response)
        }
        Err(error) => (None, error.into_response()),
    };
    name_refusal(&mut response);
    if let Some(error) = response.extensions().get::<PageError>().cloned() {
        if response.status().is_server_error() {
            tracing::error!(%reference, %error, "page failed");
        }
        let route = response.extensions_mut().remove::<Route>();
        response = match &visitor {
            Some(visitor) => error_page(visitor, &method, &error),
            None => early_error(&error, &asked, &reference),
        };
        route.map(|route| response.extensions_mut().insert(route));
    } else if is_program && response.status().is_client_error() && !is_problem(&response) {
        response = bare_problem(response, &reference);
    }
    if let Some(visitor) = &visitor {
        add_cookies(visitor, &mut response);
    }
    let route = response.extensions().get::<Route>().map_or("-", |route| route.0.as_str()).to_owned();
    let took = begun.elapsed();
    app.figures().note(&route, &method, response.status(), took);
    tracing::info!(
        %reference,
        tenant = visitor.as_ref().map(|v| v.tenant().slug.clone()).unwrap_or_default(),
        method = %method,
        route,
        status = response.status().as_u16(),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    let is_known = visitor.is_some_and(|visitor| visitor.signed().is_some());
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    with_headers(response, is_known, is_secure)
}

fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"))
}

/// What the router itself refuses, as an address with an id that is none, comes as a bare line; it becomes a page or a
/// problem like every other refusal.
fn name_refusal(response: &mut Response) {
    let is_bare = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    if response.status() == StatusCode::BAD_REQUEST && is_bare {
        let error = PageError::BadRequest("the address cannot be read".to_owned());
        if response.extensions().get::<PageError>().is_none() {
            response.extensions_mut().insert(error);
        }
    }
}

/// The page from the shelf, else from its handler.
async fn reply(app: &App, visitor: &Visitor, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let place = app.shelf().place(visitor, &method).await;
    if let Some(response) = place.as_ref().and_then(|place| app.shelf().take(place, visitor)) {
        drop(visitor.take_begun());
        return response;
    }
    request.extensions_mut().insert(visitor.clone());
    let response = match check_post(visitor, &mut request).await {
        Ok(()) => run(next, request).await,
        Err(error) => error.into_response(),
    };
    // An answer that is still being sent holds no connection.
    drop(visitor.take_begun());
    match place {
        Some(place) => app.shelf().keep(place, visitor, response).await,
        None => response,
    }
}

/// Runs the handler; one that panics is a fault of this request alone.
async fn run(next: Next, request: Request) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
            let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
            PageError::Fault(format!("a panic: {}", words.unwrap_or_default())).into_response()
        }
    }
}

/// Whether the request comes from this machine and was not handed on by a balancer.
fn is_this_machine(app: &App, request: &Request) -> bool {
    let is_forwarded = ["x-forwarded-for", "forwarded", "x-real-ip"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    let is_loopback = address_of(app, request).is_some_and(|address| match address {
        IpAddr::V6(address) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        IpAddr::V4(address) => address.is_loopback(),
    });
    is_loopback && !is_forwarded
}

/// Finds tenant and person and takes the tenant's prefix off the address.
async fn enter(
    app: &App,
    request: &mut Request,
    reference: &str,
    secure: bool,
) -> Result<Visitor, PageError> {
    let headers = request.headers();
    let host = host_of(app, headers, request.uri());
    let path = request.uri().path().to_owned();
    let (tenant, base, path) = find_tenant(app, &host, &path).await?;
    let pages = app.pages_of(&tenant).await?;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let cookie = |name: &str| cookie_of(headers, name);
    let now = app.now();
    let signed = find_signed(app, &tenant, headers, &path, now).await?;
    let address = address_of(app, request);
    if path.starts_with("/api/") {
        let key = signed.as_ref().map_or_else(|| household(address), |signed| signed.session.to_string());
        app.limit("api", &key, now)?;
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let (lang, is_chosen) = asked_lang(&query, cookie(LANG_COOKIE).as_deref(), accepted, tenant.lang);
    let known_browser = cookie(VISITOR_COOKIE).filter(|value| value.len() == 22 && value.is_ascii());
    let visitor = Visitor(Arc::new(Asking {
        app: app.clone(),
        pages,
        tenant,
        base,
        lang,
        now,
        signed,
        path: path.clone(),
        query: query.clone(),
        reference: reference.to_owned(),
        is_new_browser: known_browser.is_none(),
        browser: known_browser.unwrap_or_else(|| random(16)),
        token_used: Arc::new(AtomicBool::new(false)),
        notice: cookie(NOTICE_COOKIE),
        cookies: Mutex::new(Vec::new()),
        secure,
        address,
        begun: Mutex::new(None),
    }));
    if is_chosen {
        visitor.remember_lang();
    }
    let target = if query.is_empty() { path } else { format!("{path}?{query}") };
    *request.uri_mut() = target.parse::<Uri>().map_err(|error| PageError::BadRequest(error.to_string()))?;
    Ok(visitor)
}

async fn find_tenant(app: &App, host: &str, path: &str) -> Result<(Arc<Tenant>, String, String), PageError> {
    let tenants = app.gate().tenants().await?;
    if let Some(tenant) = tenants.iter().find(|tenant| tenant.hosts.iter().any(|own| own == host)) {
        return Ok((tenant.clone(), String::new(), path.to_owned()));
    }
    if let Some(rest) = path.strip_prefix("/t/") {
        let (slug, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let tenant = tenants.iter().find(|tenant| tenant.slug == slug && !slug.is_empty());
        let tenant = tenant.ok_or(PageError::NotFound)?;
        return Ok((tenant.clone(), format!("/t/{slug}"), format!("/{rest}")));
    }
    let first = tenants.iter().find(|tenant| tenant.slug.is_empty()).or_else(|| tenants.first());
    match first {
        Some(tenant) if tenant.slug.is_empty() => Ok((tenant.clone(), String::new(), path.to_owned())),
        Some(tenant) => Ok((tenant.clone(), format!("/t/{}", tenant.slug), path.to_owned())),
        None => Err(PageError::Unavailable("this house has no tenant yet".to_owned())),
    }
}

async fn find_signed(
    app: &App,
    tenant: &Tenant,
    headers: &HeaderMap,
    path: &str,
    now: jiff::Timestamp,
) -> Result<Option<Signed>, PageError> {
    // The API knows tokens alone: a cookie there would let other sites act for the person.
    if path.starts_with("/api/") {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        return match bearer {
            Some(token) => Ok(app.gate().token(tenant, token.trim(), now).await?),
            None => Ok(None),
        };
    }
    match cookie_of(headers, SESSION_COOKIE) {
        Some(cookie) => Ok(app.gate().signed(tenant, &cookie, now).await?),
        None => Ok(None),
    }
}

/// Reads a post and checks where it came from.
async fn check_post(visitor: &Visitor, request: &mut Request) -> Result<(), PageError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    if visitor.path().starts_with("/api/") {
        return Ok(());
    }
    check_origin(visitor.app(), request.headers(), request.uri())?;
    let headers = request.headers().clone();
    let is_upload = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"multipart/form-data"));
    let settings = visitor.app().settings();
    let most = if is_upload { settings.most_upload_bytes } else { settings.most_form_bytes };
    let body = std::mem::replace(request.body_mut(), Body::empty());
    let mut fields = Fields::read(&headers, body, most, settings.body_pause).await?;
    let token = fields.first("token").unwrap_or_default().to_owned();
    if !visitor.is_form_token(&token) {
        return Err(PageError::StaleForm);
    }
    fields.values.retain(|(name, _)| name != "token");
    let fields = fields.scanned(visitor.app()).await;
    request.extensions_mut().insert(Arc::new(fields));
    Ok(())
}

/// A post comes from a page of this house: `Origin` fits, or the browser says so by `Sec-Fetch-Site`.
fn check_origin(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<(), PageError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return Err(PageError::ForeignOrigin);
    }
    if let Some(origin) = text("origin") {
        let host = origin.split("://").nth(1).unwrap_or_default();
        let own = host_of(app, headers, uri);
        if strip_port(host) != own && origin != app.settings().base_url {
            return Err(PageError::ForeignOrigin);
        }
    }
    Ok(())
}

fn strip_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn host_of(app: &App, headers: &HeaderMap, uri: &Uri) -> String {
    let forwarded = if app.settings().behind_proxy { headers.get("x-forwarded-host") } else { None };
    let host = forwarded.or_else(|| headers.get(header::HOST)).and_then(|value| value.to_str().ok());
    strip_port(host.or_else(|| uri.host()).unwrap_or_default()).to_ascii_lowercase()
}

fn scheme_is_https(app: &App, headers: &HeaderMap) -> bool {
    let forwarded = headers.get("x-forwarded-proto").filter(|_| app.settings().behind_proxy);
    match forwarded {
        Some(scheme) => scheme.as_bytes() == b"https",
        None => app.settings().base_url.starts_with("https://"),
    }
}

fn address_of(app: &App, request: &Request) -> Option<IpAddr> {
    if app.settings().behind_proxy {
        let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
        // The last entry is the one the balancer itself wrote.
        if let Some(address) = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()) {
            return Some(address);
        }
    }
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

fn add_cookies(visitor: &Visitor, response: &mut Response) {
    let asking = &visitor.0;
    if asking.is_new_browser && asking.token_used.load(Ordering::Relaxed) {
        // As long as a half-filled form may lie open in a tab: a week.
        visitor.set_cookie(VISITOR_COOKIE, &asking.browser, 7 * 24 * 3600);
    }
    if let Ok(cookies) = asking.cookies.lock() {
        for cookie in cookies.iter() {
            if let Ok(value) = HeaderValue::from_str(cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }
}

/// What browsers may do with our pages.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn with_headers(mut response: Response, is_known: bool, is_secure: bool) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Not `no-referrer`: browsers would then send `Origin: null` with our own posts.
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    );
    if is_secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    set(header::CACHE_CONTROL, if is_known { "no-store" } else { "private, no-cache" });
    response
}
