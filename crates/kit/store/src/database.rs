//! Opening the database, and the two pools behind one name.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::Notify;

use crate::kept::Memory;
use crate::sqlite::Lane;
use crate::{Scope, StoreError, System, TenantId};

/// Where the data is kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of everything that is kept in files: the SQLite database, uploads, keys.
    pub folder: PathBuf,
    /// `postgres://…`, or `None` for SQLite in the folder (`rathaus.sqlite`).
    pub database_url: Option<String>,
    /// Most connections at once; on SQLite these are the readers, there is one writer beside them.
    pub connections: u32,
}

impl Settings {
    /// SQLite in this folder, with a few readers.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), database_url: None, connections: 4 }
    }
}

/// How many connections to the database there are; on SQLite readers and the one writer together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// In use.
    pub busy: u32,
    /// Open and waiting.
    pub idle: u32,
    /// Most at once.
    pub most: u32,
}

/// Which database is behind a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one server process.
    Sqlite,
    /// Shared by several server processes.
    Postgres,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite { reader: Arc<Lane>, writer: Arc<Lane> },
    Postgres(PgPool),
}

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    pub(crate) settings: Arc<Settings>,
    pub(crate) woken: Arc<Notify>,
    pub(crate) memory: Arc<Memory>,
}

impl Store {
    /// Opens the database and makes it where it is missing; tables come from [`crate::migrate::run`].
    ///
    /// # Errors
    ///
    /// `Unavailable` when the folder or the server cannot be reached.
    pub async fn open(settings: Settings) -> Result<Self, StoreError> {
        let pools = match &settings.database_url {
            Some(url) => Pools::Postgres(
                PgPoolOptions::new()
                    .max_connections(settings.connections.max(2))
                    .acquire_timeout(Duration::from_secs(10))
                    .connect_with(PgConnectOptions::from_str(url)?.application_name("rathaus"))
                    .await?,
            ),
            None => {
                std::fs::create_dir_all(&settings.folder).map_err(|error| {
                    StoreError::Unavailable(format!("{}: {error}", settings.folder.display()))
                })?;
                let file = settings.folder.join("rathaus.sqlite");
                // One writer: changes queue in order instead of meeting each other's locks.
                let writer = Lane::open(file.clone(), true, 1, Duration::from_secs(30))?;
                let reader = Lane::open(file, false, settings.connections.max(1), Duration::from_secs(10))?;
                Pools::Sqlite { reader, writer }
            }
        };
        Ok(Self {
            pools,
            settings: Arc::new(settings),
            woken: Arc::new(Notify::new()),
            memory: Arc::default(),
        })
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// What the store was opened with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The rows of one tenant.
    pub fn tenant(&self, tenant: TenantId) -> Scope {
        Scope { store: self.clone(), tenant }
    }

    /// The rows of all tenants, for the kit alone.
    pub fn system(&self) -> System {
        System { store: self.clone() }
    }

    /// How the connections are used at the moment.
    pub fn connections(&self) -> Connections {
        let (busy, idle, most) = match &self.pools {
            Pools::Sqlite { reader, writer } => {
                let (readers, writers) = (reader.counts(), writer.counts());
                (readers.0 + writers.0, readers.1 + writers.1, readers.2 + writers.2)
            }
            Pools::Postgres(pool) => {
                let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX).min(pool.size());
                (pool.size() - idle, idle, self.settings.connections.max(2))
            }
        };
        Connections { busy, idle, most }
    }

    /// Waits until a change that left work behind was committed in this process.
    pub async fn work_arrived(&self) {
        self.woken.notified().await;
    }

    /// Closes every connection; changes under way are finished first.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
