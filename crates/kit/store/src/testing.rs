//! Stores for tests, on both databases.
//!
//! A test asks for [`both`] and runs its body on each. SQLite lives in a temporary folder; PostgreSQL, where
//! `RATHAUS_TEST_DATABASE_URL` names one, in a database of its own: a copy of one that the first test to need these
//! migrations has made, since running them takes a second and copying what they made a tenth of it. With `RATHAUS_TEST_POSTGRES=required`, as under
//! `cargo xtask check`, a missing PostgreSQL is a failure.

use std::path::PathBuf;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::files::hex;
use crate::{Engine, Id, Migration, Settings, Store, migrate};

/// A store that is thrown away.
pub struct Scratch {
    /// The open store.
    pub store: Store,
    /// Which database it is on, for messages of failing tests.
    pub engine: Engine,
    folder: PathBuf,
    copy: Option<Copied>,
}

/// A database of PostgreSQL that goes when the test is over.
struct Copied {
    server: String,
    name: String,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some(Copied { server, name }) = self.copy.take() {
            // A thread of its own, since the test's runtime may be the one that drops.
            let _ = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                runtime.block_on(async { ask(&mut PgConnection::connect(&server).await?, statement).await })
            })
            .join();
        }
    }
}

/// The time at which tests begin: Monday, 1 June 2026, 8:00 UTC.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_780_300_800).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A fresh store on SQLite, and one on PostgreSQL where there is one.
///
/// # Panics
///
/// When a store cannot be made.
pub async fn both(migrations: &[&[Migration]]) -> Vec<Scratch> {
    let mut stores = vec![sqlite(migrations).await];
    match std::env::var("RATHAUS_TEST_DATABASE_URL") {
        Ok(url) => stores.push(postgres(&url, migrations).await),
        Err(_) => {
            assert!(
                std::env::var("RATHAUS_TEST_POSTGRES").as_deref() != Ok("required"),
                "RATHAUS_TEST_DATABASE_URL is not set, and this run must test on PostgreSQL"
            );
            eprintln!("RATHAUS_TEST_DATABASE_URL is not set: SQLite only");
        }
    }
    stores
}

/// Stores without any table, as before the first start: for restoring. On SQLite, and on PostgreSQL where there is one.
///
/// # Panics
///
/// When a store cannot be made.
pub async fn empty() -> Vec<Scratch> {
    let folder = scratch_folder();
    let mut stores = vec![open(Settings::folder(&folder), folder).await];
    if let Ok(url) = std::env::var("RATHAUS_TEST_DATABASE_URL") {
        let (settings, folder) = postgres_settings(&url).await;
        stores.push(open(settings, folder).await);
    }
    stores
}

/// A fresh store on SQLite.
///
/// # Panics
///
/// When it cannot be made.
pub async fn sqlite(migrations: &[&[Migration]]) -> Scratch {
    let folder = scratch_folder();
    make(Settings::folder(&folder), folder, migrations).await
}

async fn postgres(url: &str, migrations: &[&[Migration]]) -> Scratch {
    let mut server = PgConnection::connect(url).await.expect("PostgreSQL answers");
    let mut hash = Sha256::new();
    for migration in all(migrations) {
        hash.update(migration.checksum());
    }
    let model = format!("model_{}", &hex(&hash.finalize())[..24]);
    // Tests are processes of their own: one makes the model, the others wait for it.
    ask(&mut server, "SELECT pg_advisory_lock(7246872)".to_owned()).await.expect("a lock");
    let is_made: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
        .bind(&model)
        .fetch_one(&mut server)
        .await
        .expect("the list of databases");
    if !is_made {
        let draft = format!("draft_{model}");
        ask(&mut server, format!("DROP DATABASE IF EXISTS {draft}")).await.expect("what a killed test left");
        ask(&mut server, format!("CREATE DATABASE {draft}")).await.expect("a role that may make databases");
        let folder = scratch_folder();
        let settings =
            Settings { folder: folder.clone(), database_url: Some(beside(url, &draft)), connections: 4 };
        let made = make(settings, folder, migrations).await;
        if let crate::database::Pools::Postgres(pool) = &made.store.pools {
            pool.close().await;
        }
        ask(&mut server, format!("ALTER DATABASE {draft} RENAME TO {model}")).await.expect("a name");
    }
    ask(&mut server, "SELECT pg_advisory_unlock(7246872)".to_owned()).await.expect("the lock goes");
    let folder = scratch_folder();
    let name = format!("t{}", Id::new(start()).to_string().replace('-', ""));
    ask(&mut server, format!("CREATE DATABASE {name} TEMPLATE {model}")).await.expect("a copy");
    server.close().await.expect("closed");
    let settings =
        Settings { folder: folder.clone(), database_url: Some(beside(url, &name)), connections: 4 };
    let mut scratch = open(settings, folder).await;
    scratch.copy = Some(Copied { server: url.to_owned(), name });
    scratch
}

async fn ask(connection: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
}

/// The address of another database on the same server.
fn beside(url: &str, name: &str) -> String {
    let (before, parameters) =
        url.split_once('?').map_or((url, ""), |(before, _)| (before, &url[before.len()..]));
    let (server, _) = before.rsplit_once('/').expect("an address that names its database");
    format!("{server}/{name}{parameters}")
}

async fn postgres_settings(url: &str) -> (Settings, PathBuf) {
    let folder = scratch_folder();
    let schema = format!("t{}", Id::new(start()).to_string().replace('-', ""));
    let mut connection = PgConnection::connect(url).await.expect("PostgreSQL answers");
    ask(&mut connection, format!("CREATE SCHEMA {schema}")).await.expect("a schema of its own");
    connection.close().await.expect("closed");
    let sign = if url.contains('?') { '&' } else { '?' };
    let database_url = Some(format!("{url}{sign}options=-csearch_path%3D{schema}"));
    (Settings { folder: folder.clone(), database_url, connections: 4 }, folder)
}

fn scratch_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rathaus-test-{}", Id::new(start())));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

async fn make(settings: Settings, folder: PathBuf, migrations: &[&[Migration]]) -> Scratch {
    let scratch = open(settings, folder).await;
    migrate::run(&scratch.store, &all(migrations), start()).await.expect("the migrations run");
    scratch
}

fn all(migrations: &[&[Migration]]) -> Vec<Migration> {
    migrate::MIGRATIONS.iter().chain(migrations.iter().copied().flatten()).copied().collect()
}

async fn open(settings: Settings, folder: PathBuf) -> Scratch {
    let store = Store::open(settings).await.expect("the store opens");
    Scratch { engine: store.engine(), store, folder, copy: None }
}
