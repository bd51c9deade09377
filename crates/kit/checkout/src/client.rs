//! A provider that speaks XBezahldienste, as the authority uses it.
//!
//! One [`Client`] per client id ([`rathaus_caller`]). Nothing is tried twice here: [`Fault::is_worth_repeating`] tells whose job
//! it is.

mod answer;
pub use answer::Fault;

use crate::PaymentProvider;
use crate::request::{PaymentRequest, is_id};
use crate::transaction::{Transaction, Wire};
use async_trait::async_trait;
use rathaus_caller::{Access, Caller, base, below, bytes, is_here, json};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder, Response, Url};
use std::fmt;
use std::time::Duration;

/// Where the provider is, and who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address of the interface with its version, as in `https://bezahldienst.example/xbezahldienste/v1`.
    pub base: String,
    /// The address that gives access tokens, as in `https://bezahldienst.example/oauth/token`.
    pub token: String,
    /// Which online service asks (`originatorId`): given by the provider, 36 letters, digits, `-` and `_` at most.
    pub originator: String,
    /// For which authority (`endPointId`), often its municipality key; likewise.
    pub endpoint: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long one request may take, its answer read.
    pub timeout: Duration,
}

impl Settings {
    /// Settings with this house's limits: 5 seconds to connect and 15 for an answer, for which somebody waits.
    pub fn new(
        (base, token): (&str, &str),
        (originator, endpoint): (&str, &str),
        (client_id, client_secret): (&str, &str),
    ) -> Self {
        Self {
            base: base.into(),
            token: token.into(),
            originator: originator.into(),
            endpoint: endpoint.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("base", &self.base)
            .field("originator", &self.originator)
            .field("endpoint", &self.endpoint)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Connects to one provider. Cloning it is cheap and shares the access token.
#[derive(Clone)]
pub struct Client {
    caller: Caller,
    base: Url,
    path: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// How many bytes an answer may have: a transaction repeats its request, of 99 items at most.
const ANSWER_LIMIT: usize = 256 << 10;
/// How long the ids of the settings may be.
const ID: usize = 36;

impl Client {
    /// A client with these settings; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// [`Fault::Settings`] where an address is none, or where one would carry the secret unencrypted to another machine.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        for id in [&settings.originator, &settings.endpoint] {
            if !is_id(id, ID) {
                return Err(Fault::Settings(format!("{id:?} is no id of 36 letters, digits, - and _")));
            }
        }
        let access = Access {
            token: &settings.token,
            client_id: &settings.client_id,
            client_secret: &settings.client_secret,
            connect_timeout: settings.connect_timeout,
            timeout: settings.timeout,
        };
        let path = format!("{}/{}", settings.originator, settings.endpoint);
        Ok(Self { caller: Caller::new(&access)?, base: base(&settings.base)?, path })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        add: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Fault> {
        let accepted = "application/json, application/problem+json";
        let add = |asked: RequestBuilder| add(asked.header(ACCEPT, accepted));
        Ok(self.caller.ask(method, below(&self.base, path)?, add).await?)
    }

    async fn transaction(&self, answer: Response) -> Result<Transaction, Fault> {
        let wire: Wire = json(&bytes(answer, ANSWER_LIMIT).await?, "the transaction")?;
        wire.read()
    }
}

#[async_trait]
impl PaymentProvider for Client {
    async fn start(&self, request: &PaymentRequest) -> Result<Transaction, Fault> {
        let body = serde_json::to_vec(&request.wire()?).map_err(|fault| Fault::Request(fault.to_string()))?;
        let path = format!("paymenttransaction/{}", self.path);
        let add = |asked: RequestBuilder| asked.header(CONTENT_TYPE, "application/json").body(body);
        let id = request.id.hyphenated().to_string();
        let transaction = match self.ask(Method::POST, &path, add).await {
            Ok(answer) => self.transaction(answer).await?,
            Err(Fault::Exists) => match self.find(&id).await {
                Err(Fault::NotFound | Fault::Refused { .. }) => return Err(Fault::Exists),
                found => found?,
            },
            Err(fault) => return Err(fault),
        };
        let is_other = transaction.request.as_ref().is_some_and(|given| *given != id)
            || transaction.cents.is_some_and(|cents| Some(cents) != request.cents());
        if is_other {
            return Err(Fault::Malformed("the transaction: another request's".into()));
        }
        if transaction.state == crate::State::Open && transaction.pay_at.is_none() {
            return Err(Fault::Malformed("the transaction: no address to pay at".into()));
        }
        Ok(transaction)
    }

    async fn find(&self, transaction: &str) -> Result<Transaction, Fault> {
        if !is_id(transaction, 64) {
            return Err(Fault::NotFound);
        }
        let path = format!("paymenttransaction/{}/{transaction}", self.path);
        let answer = self.ask(Method::GET, &path, |asked| asked).await?;
        let found = self.transaction(answer).await?;
        if found.id == transaction {
            Ok(found)
        } else {
            Err(Fault::Malformed("the transaction: another id".into()))
        }
    }

    async fn check(&self) -> Result<(), Fault> {
        let answer = self.ask(Method::GET, &format!("status/{}", self.path), |asked| asked).await?;
        Ok(bytes(answer, ANSWER_LIMIT).await.map(drop)?)
    }
}

/// Whether an address is one that [`Settings`] take: over TLS, or on this machine where that is allowed.
pub fn is_address(text: &str, may_be_here: bool) -> bool {
    rathaus_caller::address(text).is_ok_and(|url| may_be_here || !is_here(&url))
}

/// Whether a text may be [`Settings::originator`] or [`Settings::endpoint`].
pub fn is_part(text: &str) -> bool {
    is_id(text, ID)
}
