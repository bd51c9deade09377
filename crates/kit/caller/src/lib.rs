//! Asking the servers of others: over TLS, with an access token (OAuth 2.0 client credentials, RFC 6749 section 4.4), within
//! limits of time and size.
//!
//! One [`Caller`] per client id; it asks for an access token when it needs one and keeps it until shortly before it expires.
//! Nothing is tried twice here, and no redirection is followed: it could lead the token elsewhere. What a refusal means, who asks knows.
//!
//! Left out on purpose: what is asked (each interface is a crate of its own), client certificates.

mod answer;
#[cfg(feature = "stub")]
pub mod stub;
mod token;

pub use answer::{CallFault, bytes, checked, json, line};

use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use std::time::Duration;
use token::Tokens;

/// Who asks, where tokens are given, and how long one waits.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// The address that gives access tokens.
    pub token: &'a str,
    /// The client's id.
    pub client_id: &'a str,
    /// The client's secret.
    pub client_secret: &'a str,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long one request may take, its answer read.
    pub timeout: Duration,
}

/// Asks one server. Cloning it is cheap and shares the access token.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    tokens: Tokens,
}

impl Caller {
    /// A caller with this access; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// [`CallFault::Settings`] where the address is none, or where it would carry the secret unencrypted to another machine.
    pub fn new(access: &Access<'_>) -> Result<Self, CallFault> {
        // TLS without a choice of its own takes the process's; whoever came first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(access.connect_timeout)
            .timeout(access.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("Rathaus/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|fault| CallFault::Settings(fault.to_string()))?;
        let tokens =
            Tokens::new(http.clone(), address(access.token)?, access.client_id, access.client_secret);
        Ok(Self { http, tokens })
    }

    /// Asks with the access token, and with what `add` adds.
    ///
    /// # Errors
    ///
    /// [`CallFault`], for every answer that is none of success.
    pub async fn ask(
        &self,
        method: Method,
        address: Url,
        add: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, CallFault> {
        let token = self.tokens.get().await?;
        let request = self.http.request(method, address).header(AUTHORIZATION, token.header());
        let answer = add(request).send().await.map_err(CallFault::of)?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            // Withdrawn before its time: the next request asks for a new one.
            self.tokens.forget(&token).await;
        }
        checked(answer).await
    }

    /// Asks for what everybody may have, without the access token.
    ///
    /// # Errors
    ///
    /// As [`Caller::ask`].
    pub async fn ask_openly(&self, address: Url) -> Result<Response, CallFault> {
        checked(self.http.get(address).send().await.map_err(CallFault::of)?).await
    }
}

/// An address over TLS, or on this machine, where tests and the demonstration are.
///
/// # Errors
///
/// [`CallFault::Settings`] for anything else.
pub fn address(text: &str) -> Result<Url, CallFault> {
    let url = Url::parse(text).map_err(|fault| CallFault::Settings(format!("{text:?}: {fault}")))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here(&url) => Ok(url),
        _ => Err(CallFault::Settings(format!("{text:?} must begin with https://"))),
    }
}

/// The address of an interface, to which paths are joined.
///
/// # Errors
///
/// As [`address`].
pub fn base(text: &str) -> Result<Url, CallFault> {
    let mut url = address(text)?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// A path below the address of an interface.
///
/// # Errors
///
/// [`CallFault::Settings`] where it is none.
pub fn below(base: &Url, path: &str) -> Result<Url, CallFault> {
    base.join(path).map_err(|fault| CallFault::Settings(fault.to_string()))
}

/// Whether an address leads to this machine.
pub fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
