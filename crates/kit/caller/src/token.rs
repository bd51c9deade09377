//! Access tokens (OAuth 2.0 client credentials, RFC 6749 section 4.4, with id and secret in the body).

use crate::answer::{CallFault, bytes, checked, json};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A token is not used in its last seconds, in which it could expire on the way.
const MARGIN: Duration = Duration::from_secs(30);
/// How long a token lasts whose answer does not say.
const UNSAID: u64 = 300;
const ANSWER_LIMIT: usize = 64 << 10;

/// One access token as a header's value; marked sensitive, so that no `Debug` shows it.
#[derive(Clone, PartialEq)]
pub(crate) struct Token(HeaderValue);

impl Token {
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

struct Kept {
    token: Token,
    until: Instant,
}

#[derive(Clone)]
pub(crate) struct Tokens {
    http: reqwest::Client,
    address: Url,
    credentials: Arc<str>,
    kept: Arc<Mutex<Option<Kept>>>,
}

impl Tokens {
    pub(crate) fn new(http: reqwest::Client, address: Url, client_id: &str, client_secret: &str) -> Self {
        let credentials = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret)
            .finish();
        Self { http, address, credentials: credentials.into(), kept: Arc::default() }
    }

    /// The kept token, or a new one. Whoever comes while one is asked for waits for that one.
    pub(crate) async fn get(&self) -> Result<Token, CallFault> {
        let mut kept = self.kept.lock().await;
        if let Some(Kept { token, until }) = &*kept
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let asked = Instant::now();
        let (token, lifetime) = self.ask().await?;
        // A lifetime shorter than twice the margin is used for its first half.
        let usable = lifetime.saturating_sub(MARGIN.min(lifetime / 2));
        *kept = Some(Kept { token: token.clone(), until: asked + usable });
        Ok(token)
    }

    /// Forgets a token, unless another has taken its place.
    pub(crate) async fn forget(&self, token: &Token) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_some_and(|kept| kept.token == *token) {
            *kept = None;
        }
    }

    async fn ask(&self) -> Result<(Token, Duration), CallFault> {
        #[derive(Deserialize)]
        struct Answer {
            access_token: String,
            #[serde(default)]
            expires_in: Option<u64>,
        }
        let request = self
            .http
            .post(self.address.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.credentials.to_string());
        let answer = request.send().await.map_err(CallFault::of)?;
        if matches!(answer.status(), StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) {
            // Its text is not repeated: it could hold what was sent.
            return Err(CallFault::Credentials);
        }
        let answer: Answer = json(&bytes(checked(answer).await?, ANSWER_LIMIT).await?, "the access token")?;
        let mut header = HeaderValue::try_from(format!("Bearer {}", answer.access_token))
            .map_err(|_| CallFault::Malformed("the access token: letters that no header carries".into()))?;
        header.set_sensitive(true);
        let seconds = answer.expires_in.unwrap_or(UNSAID).min(24 * 3600);
        Ok((Token(header), Duration::from_secs(seconds)))
    }
}
