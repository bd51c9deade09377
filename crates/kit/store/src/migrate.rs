//! Tables: made and extended by the migrations of every crate, forward only.
//!
//! A migration is one text for both databases. In it `BYTES` is a column of bytes; everything else is SQL that
//! both understand. A release must run beside the one before it, so a migration only adds: what takes away or
//! tightens is refused ([`Migration::fault`]) unless a line `-- after: VERSION` says since which release nothing
//! needs the old form any more.
//!
//! On PostgreSQL every table with a column `tenant` gets row-level security: a session sees the rows of the tenant
//! it was opened for, whatever its statement says.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row as _};

use crate::database::Pools;
use crate::files::hex;
use crate::{Store, StoreError, args};

/// One step of one crate.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The crate's short name, such as `forum`.
    pub owner: &'static str,
    /// File name without ending: four digits and words, such as `0001_round`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The migrations of a crate, from its folder `migrations/`: `migrations!("forum", "0001_round", "0002_need")`.
#[macro_export]
macro_rules! migrations {
    ($owner:literal, $($name:literal),+ $(,)?) => {
        &[$($crate::Migration {
            owner: $owner,
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
        }),+]
    };
}

/// The tables of this crate. They come first in every list.
pub const MIGRATIONS: &[Migration] =
    migrations!("store", "0001_audit", "0002_job", "0003_file", "0004_audit_checkpoint", "0005_file_of");

impl Migration {
    /// What would break the release before, if anything: dropping, renaming, or a new obligatory column.
    pub fn fault(&self) -> Option<String> {
        let lines = || self.text.lines().map(str::trim);
        if lines().any(|line| line.starts_with("-- after:")) {
            return None;
        }
        let code: String =
            lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join(" ").to_uppercase();
        code.split(';').map(str::trim).find_map(|statement| {
            let takes_away = statement.starts_with("DROP")
                || (statement.starts_with("ALTER TABLE")
                    && !statement.contains(" ADD COLUMN ")
                    && !statement.contains(" ADD CONSTRAINT "))
                || statement.contains(" RENAME ");
            let tightens = statement.starts_with("ALTER TABLE")
                && statement.contains("NOT NULL")
                && !statement.contains(" DEFAULT ");
            (takes_away || tightens).then(|| format!("{}/{}: {statement}", self.owner, self.name))
        })
    }

    pub(crate) fn checksum(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }
}

/// Runs what has not been run yet, in the order of the list; one transaction each. `now` is written beside it.
///
/// Several servers may start at once: PostgreSQL's advisory lock and SQLite's write lock let one go first.
///
/// # Errors
///
/// `Fault` if a migration that has been run was edited since, is unknown to this release and came from none, or
/// its SQL fails; the steps before it stay.
pub async fn run(store: &Store, migrations: &[Migration], now: Timestamp) -> Result<usize, StoreError> {
    let mut done = 0;
    let table = "CREATE TABLE IF NOT EXISTS migration (owner TEXT NOT NULL, name TEXT NOT NULL, \
                 checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (owner, name))";
    let known = "SELECT owner, name, checksum FROM migration";
    let insert = "INSERT INTO migration (owner, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
    for migration in migrations {
        if let Some(fault) = migration.fault() {
            return Err(StoreError::Fault(format!("a migration that breaks the release before: {fault}")));
        }
        let edited = |before: &BTreeMap<(String, String), String>| -> Result<bool, StoreError> {
            match before.get(&(migration.owner.to_owned(), migration.name.to_owned())) {
                Some(sum) if *sum == migration.checksum() => Ok(true),
                Some(_) => Err(StoreError::Fault(format!(
                    "migration {}/{} was changed after it had been run; write a new one instead",
                    migration.owner, migration.name
                ))),
                None => Ok(false),
            }
        };
        match &store.pools {
            Pools::Sqlite { writer, .. } => {
                let held = writer.write().await?;
                held.execute_all(table)?;
                let mut before = BTreeMap::new();
                for row in held.fetch(known, [].iter())? {
                    before.insert((row.get("owner")?, row.get("name")?), row.get("checksum")?);
                }
                if edited(&before)? {
                    continue;
                }
                let text = migration.text.replace("BYTES", "BLOB");
                held.execute_all(&text).map_err(|error| at(migration, &error))?;
                let row = args![migration.owner, migration.name, migration.checksum(), now];
                held.execute(insert, row.iter())?;
                held.commit().await?;
            }
            Pools::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::raw_sql("SELECT pg_advisory_xact_lock(7246871)").execute(&mut *tx).await?;
                sqlx::raw_sql(table).execute(&mut *tx).await?;
                let rows = sqlx::query(known).fetch_all(&mut *tx).await?;
                let before = rows.iter().map(|r| ((r.get(0), r.get(1)), r.get(2))).collect();
                if edited(&before)? {
                    continue;
                }
                // What a migration changes in rows it changes in those of every tenant.
                sqlx::raw_sql("SET LOCAL rathaus.tenant = '*'").execute(&mut *tx).await?;
                let text = migration.text.replace("BYTES", "BYTEA");
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *tx).await.map_err(|e| at(migration, &e))?;
                sqlx::raw_sql(ROW_LEVEL_SECURITY).execute(&mut *tx).await?;
                sqlx::query(insert)
                    .bind(migration.owner)
                    .bind(migration.name)
                    .bind(migration.checksum())
                    .bind(now.as_microsecond())
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
            }
        }
        done += 1;
    }
    Ok(done)
}

fn at(migration: &Migration, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Fault(format!("migration {}/{}: {error}", migration.owner, migration.name))
}

/// Gives every table with a column `tenant` its policy. `*` is the session of the kit's own work across tenants.
const ROW_LEVEL_SECURITY: &str = "
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT k.relname FROM pg_class k
        JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = 'tenant' AND NOT a.attisdropped
        WHERE k.relnamespace = current_schema()::regnamespace
          AND k.relkind = 'r' AND NOT k.relforcerowsecurity
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY of_tenant ON %I USING (current_setting(''rathaus.tenant'', true) IN (tenant, ''*''))',
            name);
    END LOOP;
END $$";
