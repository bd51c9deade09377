//! A payment provider on a local port, for tests and the demonstration: it behaves as documented where an authority or a
//! payer can tell, keeps everything in memory, and has faults that can be switched on.
//!
//! It gives access tokens, takes requests, answers how they stand, and has a page on which one pays, breaks off, or lets
//! the payment fail. No money moves.
//!
//! Not as the real one: one client, one originator and endpoint, no time limit for paying.

mod desk;
mod pages;
pub use rathaus_caller::stub::Trouble;

use crate::client::Settings;
use crate::transaction::State;
use desk::Desk;
use jiff::Timestamp;
use rathaus_caller::stub::Door;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How the provider calls its transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// By ids of its own.
    Own,
    /// By the id of the request, which the standard allows.
    OfRequests,
}

/// What tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a stub is for.
#[derive(Clone)]
pub struct Setup {
    /// The client that may ask.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The online service.
    pub originator: String,
    /// The authority.
    pub endpoint: String,
    /// How long access tokens last.
    pub token_lifetime: Duration,
    /// How it calls transactions.
    pub names: Names,
    /// Its name in its own addresses, as browsers on this machine should call it.
    pub host: String,
    /// The time.
    pub clock: Clock,
}

impl fmt::Debug for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Setup")
            .field("names", &self.names)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Setup {
    /// A provider with ids of its own.
    pub fn new(clock: Clock) -> Self {
        Self {
            client_id: "rathaus".into(),
            client_secret: "not a secret".into(),
            originator: "rathaus".into(),
            endpoint: "06633000".into(),
            token_lifetime: Duration::from_secs(1800),
            names: Names::Own,
            host: "localhost".into(),
            clock,
        }
    }
}

/// What a payer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Pays.
    Pay,
    /// Breaks off.
    Cancel,
    /// Has no cover.
    Fail,
}

/// The running provider; it ends when this is dropped.
pub struct Stub {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    setup: Setup,
    base: String,
    door: Door,
    desk: Mutex<Desk>,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stub {
    /// Starts the provider on a free port of this machine.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub async fn start(setup: Setup) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let base = format!("http://{}:{}", setup.host, address.port());
        let door = Door::new(&setup.client_id, &setup.client_secret, setup.token_lifetime);
        let shared = Arc::new(Shared { setup, base, door, desk: Mutex::default() });
        let pages = pages::all(shared.clone());
        let server = tokio::spawn(async move {
            // Ends with the task; a stub has nobody to tell.
            let _ = axum::serve(listener, pages).await;
        });
        Ok(Self { address, shared, server })
    }

    /// The settings of a client of this provider.
    pub fn settings(&self) -> Settings {
        let base = &self.shared.base;
        let Setup { client_id, client_secret, originator, endpoint, .. } = &self.shared.setup;
        Settings::new(
            (&format!("{base}/v1"), &format!("{base}/token")),
            (originator, endpoint),
            (client_id, client_secret),
        )
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Does what a payer does on the page of a transaction; `false` where there is no such transaction, or it is over.
    pub fn act(&self, transaction: &str, act: Act) -> bool {
        self.shared.desk().act(transaction, act, (self.shared.setup.clock)())
    }

    /// The transactions in the order they were begun.
    pub fn transactions(&self) -> Vec<String> {
        self.shared.desk().transactions.iter().map(|one| one.id.clone()).collect()
    }

    /// How a transaction stands.
    pub fn state(&self, transaction: &str) -> Option<State> {
        self.shared.desk().find(transaction).map(|one| one.state)
    }

    /// The request of a transaction, as it was sent.
    pub fn request(&self, transaction: &str) -> Option<serde_json::Value> {
        self.shared.desk().find(transaction).map(|one| one.request.clone())
    }

    /// Says another amount than was asked for, from now on.
    pub fn lie(&self, transaction: &str, euros: u32) {
        if let Some(one) = self.shared.desk().find_mut(transaction) {
            one.request["grosAmount"] = euros.into();
        }
    }

    /// Lets the next requests fail, one after the other.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.door.trouble(troubles);
    }

    /// How often it was asked how something stands.
    pub fn asked(&self) -> usize {
        self.shared.desk().asked
    }

    /// How many access tokens were given out.
    pub fn tokens_given(&self) -> usize {
        self.shared.door.tokens_given()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.server.abort();
    }
}
