//! A delivery service on a local port, for tests and the demonstration: it behaves as documented where a receiver or a
//! sender can tell, keeps everything in memory, and has faults that can be switched on.
//!
//! It gives access tokens, takes submissions from senders, holds each until it is accepted or rejected, checks the
//! signature and the claims of every event, and writes its own events into the log of the case.
//!
//! Not as the real one: one destination, one client, no scopes, no schemas of the data, no deadlines for fetching.

mod draft;
mod pages;
mod state;
pub use draft::{Deposit, Draft, DraftAttachment};
pub use rathaus_caller::stub::Trouble;

use crate::client::Settings;
use crate::event::Event;
use crate::ids::{CaseId, DestinationId, SubmissionId};
use crate::key::{DecryptionKey, EncryptionKey, KeyFault, SigningKey, VerificationKeys};
use jiff::Timestamp;
use rathaus_caller::stub::{Door, random_bytes};
use state::State;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What a stub is for.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The client that may ask.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// How long access tokens last.
    pub token_lifetime: Duration,
    /// The destination.
    pub destination: DestinationId,
    /// With which senders lock, published at the destination.
    pub encryption: EncryptionKey,
    /// The same key as it is published.
    pub encryption_jwk: String,
    /// That check the receiver's events.
    pub receiver: VerificationKeys,
    /// That signs the service's own events.
    pub service: SigningKey,
    /// The time that its events bear.
    pub at: Timestamp,
}

/// Keys for tests and the demonstration, made for them and known to everybody; making one of 4096 bits takes seconds.
#[derive(Debug, Clone, Copy)]
pub struct SampleKeys {
    /// The receiver's private key that opens.
    pub opens: &'static str,
    /// The receiver's private key that signs.
    pub signs: &'static str,
    /// The delivery service's private key.
    pub service: &'static str,
    /// A private key of somebody else that opens.
    pub stranger: &'static str,
}

/// The keys.
pub const SAMPLE_KEYS: SampleKeys = SampleKeys {
    opens: include_str!("../tests/keys/opens.json"),
    signs: include_str!("../tests/keys/signs.json"),
    service: include_str!("../tests/keys/service.json"),
    stranger: include_str!("../tests/keys/stranger.json"),
};

impl Setup {
    /// A setup for a receiver with the sample keys.
    ///
    /// # Errors
    ///
    /// As [`Setup::new`].
    pub fn sample(at: Timestamp) -> Result<Self, KeyFault> {
        let (opens, signs) = (DecryptionKey::read(SAMPLE_KEYS.opens)?, SigningKey::read(SAMPLE_KEYS.signs)?);
        Self::new(&opens, &signs, SigningKey::read(SAMPLE_KEYS.service)?, at)
    }

    /// A setup for a receiver with these keys.
    ///
    /// # Errors
    ///
    /// [`KeyFault`] where a public half cannot be read, which does not happen to keys that were read.
    pub fn new(
        opens: &DecryptionKey,
        signs: &SigningKey,
        service: SigningKey,
        at: Timestamp,
    ) -> Result<Self, KeyFault> {
        let encryption_jwk = opens.public_jwk();
        Ok(Self {
            client_id: "rathaus".into(),
            client_secret: "not a secret".into(),
            token_lifetime: Duration::from_secs(1800),
            destination: DestinationId(random_id()),
            encryption: EncryptionKey::read(&encryption_jwk)?,
            encryption_jwk,
            receiver: VerificationKeys::read(&signs.public_jwk())?,
            service,
            at,
        })
    }
}

/// The running service; it ends when this is dropped.
pub struct Stub {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    setup: Setup,
    door: Door,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stub {
    /// Starts the service on a free local port.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub async fn start(setup: Setup) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let door = Door::new(&setup.client_id, &setup.client_secret, setup.token_lifetime);
        let shared = Arc::new(Shared { setup, door, state: Mutex::new(State::new(address)) });
        let pages = pages::all(shared.clone());
        let server = tokio::spawn(async move {
            // Ends with the task; a stub has nobody to tell.
            let _ = axum::serve(listener, pages).await;
        });
        Ok(Self { address, shared, server })
    }

    /// The settings of a client of this service.
    pub fn settings(&self) -> Settings {
        let base = format!("http://{}", self.address);
        let Setup { client_id, client_secret, .. } = &self.shared.setup;
        Settings::new(
            &format!("{base}/token"),
            &format!("{base}/v1"),
            &format!("{base}/.well-known/jwks.json"),
            client_id,
            client_secret,
        )
    }

    /// The destination.
    pub fn destination(&self) -> DestinationId {
        self.shared.setup.destination
    }

    /// The key with which a sender locks.
    pub fn encryption(&self) -> &EncryptionKey {
        &self.shared.setup.encryption
    }

    /// Leaves a submission here, as a sender does.
    ///
    /// # Errors
    ///
    /// Where the service cannot sign its events.
    pub fn put(&self, deposit: Deposit) -> io::Result<(SubmissionId, CaseId)> {
        let setup = &self.shared.setup;
        let mut state = self.shared.state();
        let (submission, case) =
            state.announce(setup, deposit.service, deposit.announced).map_err(io::Error::other)?;
        for (id, token) in deposit.attachments {
            state.attach(submission, id, token);
        }
        state.submit(setup, submission, deposit.metadata, deposit.data).map_err(io::Error::other)?;
        Ok((submission, case))
    }

    /// Lets the next requests fail, one after the other.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.door.trouble(troubles);
    }

    /// Lists every submission twice from now on.
    pub fn list_twice(&self) {
        self.shared.state().lists_twice = true;
    }

    /// Changes what was delivered after the sender submitted it, as somebody between could.
    pub fn exchange(&self, submission: SubmissionId, change: impl FnOnce(&mut Deposit)) {
        if let Some(entry) = self.shared.state().submissions.iter_mut().find(|entry| entry.id == submission) {
            change(&mut entry.deposit);
        }
    }

    /// How many submissions wait for an answer.
    pub fn waiting(&self) -> usize {
        self.shared.state().waiting().count()
    }

    /// The receiver's events that were taken, in their order.
    pub fn answers(&self) -> Vec<Event> {
        self.shared.state().answers.clone()
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

/// A random UUID (version 4).
fn random_id() -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes()).into_uuid()
}
