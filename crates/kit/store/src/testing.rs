//! Stores for tests, on both databases.
//!
//! A test asks for [`both`] and runs its body on each. SQLite lives in a temporary folder; PostgreSQL, where
//! `RATHAUS_TEST_DATABASE_URL` names one, in a schema of its own. With `RATHAUS_TEST_POSTGRES=required`, as under
//! `cargo xtask check`, a missing PostgreSQL is a failure.

use std::path::PathBuf;

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Engine, Id, Migration, Settings, Store, migrate};

/// A store that is thrown away.
pub struct Scratch {
    /// The open store.
    pub store: Store,
    /// Which database it is on, for messages of failing tests.
    pub engine: Engine,
    folder: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Under a schema of its own what is left in PostgreSQL goes with the cluster of the test run.
        let _ = std::fs::remove_dir_all(&self.folder);
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
    let (settings, folder) = postgres_settings(url).await;
    make(settings, folder, migrations).await
}

async fn postgres_settings(url: &str) -> (Settings, PathBuf) {
    let folder = scratch_folder();
    let schema = format!("t{}", Id::new(start()).to_string().replace('-', ""));
    let mut connection = PgConnection::connect(url).await.expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
        .execute(&mut connection)
        .await
        .expect("a schema of its own");
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
    let all: Vec<Migration> =
        migrate::MIGRATIONS.iter().chain(migrations.iter().copied().flatten()).copied().collect();
    migrate::run(&scratch.store, &all, start()).await.expect("the migrations run");
    scratch
}

async fn open(settings: Settings, folder: PathBuf) -> Scratch {
    let store = Store::open(settings).await.expect("the store opens");
    Scratch { engine: store.engine(), store, folder }
}
