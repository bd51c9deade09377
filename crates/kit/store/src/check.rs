//! Whether everything that is kept is as it should be: `rathaus check`.
//!
//! Reads only, and all of it: on a large house with many files that takes its time.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use futures_util::StreamExt;

use crate::audit::verify;
use crate::catalogue;
use crate::files::{Files, hex};
use crate::{Engine, Migration, Session, Store, StoreError, TenantId, args, system_sql};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The database's own order: pages, indexes, references.
    Database,
    /// Tables as the migrations make them.
    Tables,
    /// Each row of one tenant only.
    Tenants,
    /// The audit log.
    Audit,
    /// The bytes of files.
    Files,
    /// Jobs.
    Jobs,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// In which part.
    pub part: Part,
    /// Whether data are lost, changed or open to others; otherwise somebody should look some time.
    pub is_grave: bool,
    /// What and where.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.part, self.what)
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many tables there are.
    pub tables: u64,
    /// How many records of the audit log were read.
    pub records: u64,
    /// The bytes of so many files were read.
    pub files: u64,
    /// What is not as it should be; nothing, if all is well.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Nothing grave was found.
    pub fn is_good(&self) -> bool {
        !self.findings.iter().any(|finding| finding.is_grave)
    }

    fn add(&mut self, part: Part, is_grave: bool, what: impl Into<String>) {
        self.findings.push(Finding { part, is_grave, what: what.into() });
    }
}

/// Tables of this crate without a tenant.
const OF_THE_HOUSE: [&str; 1] = ["migration"];

/// Looks at everything. `migrations` are all of the program; `of_the_house` names tables of other crates that
/// rightly have no tenant. `now` tells which leases have lapsed.
///
/// # Errors
///
/// What the database or the place of the files says when it cannot be asked at all.
pub async fn run(
    store: &Store,
    files: &Files,
    migrations: &[Migration],
    of_the_house: &[&str],
    now: Timestamp,
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut view = store.system().read().await?;
    database(&mut view, &mut report).await?;
    known(&mut view, migrations, &mut report).await?;
    tenants(&mut view, of_the_house, &mut report).await?;
    jobs(&mut view, now, &mut report).await?;
    drop(view);
    let audit = verify::verify(store).await?;
    report.records = audit.records;
    for fault in audit.faults {
        report.add(Part::Audit, true, fault.to_string());
    }
    bytes(store, files, &mut report).await?;
    Ok(report)
}

async fn database(session: &mut Session, report: &mut Report) -> Result<(), StoreError> {
    match session.engine() {
        Engine::Sqlite => {
            for row in session.all_of("PRAGMA integrity_check(100)".to_owned()).await? {
                let said: String = row.get("integrity_check")?;
                if said != "ok" {
                    report.add(Part::Database, true, said);
                }
            }
            for row in session.all_of("PRAGMA foreign_key_check".to_owned()).await? {
                let (table, parent): (String, String) = (row.get("table")?, row.get("parent")?);
                report.add(
                    Part::Database,
                    true,
                    format!("a row of {table} refers to one of {parent} that is not there"),
                );
            }
        }
        Engine::Postgres => {
            let loose = "SELECT k.relname::text AS tab, c.conname::text AS name FROM pg_constraint c \
                         JOIN pg_class k ON k.oid = c.conrelid AND k.relnamespace = current_schema()::regnamespace \
                         WHERE NOT c.convalidated";
            for row in session.all_of(loose.to_owned()).await? {
                let (table, name): (String, String) = (row.get("tab")?, row.get("name")?);
                report.add(
                    Part::Database,
                    true,
                    format!("the constraint {name} of {table} was never validated"),
                );
            }
            let broken = "SELECT k.relname::text AS name FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid \
                          AND k.relnamespace = current_schema()::regnamespace WHERE NOT i.indisvalid";
            for row in session.all_of(broken.to_owned()).await? {
                report.add(
                    Part::Database,
                    true,
                    format!("the index {} is invalid", row.get::<String>("name")?),
                );
            }
        }
    }
    Ok(())
}

async fn known(
    session: &mut Session,
    migrations: &[Migration],
    report: &mut Report,
) -> Result<(), StoreError> {
    let applied = crate::backup::applied(session).await?;
    for there in &applied {
        let place = format!("{}/{}", there.owner, there.name);
        match migrations.iter().find(|known| known.owner == there.owner && known.name == there.name) {
            // The release after this one may be running beside it.
            None => report.add(Part::Tables, false, format!("the migration {place} is of a newer program")),
            Some(known) if known.checksum() != there.checksum => {
                report.add(
                    Part::Tables,
                    true,
                    format!("the migration {place} was changed after it had been run"),
                );
            }
            Some(_) => {}
        }
    }
    for migration in migrations {
        if !applied.iter().any(|there| there.owner == migration.owner && there.name == migration.name) {
            let place = format!("{}/{}", migration.owner, migration.name);
            report.add(
                Part::Tables,
                false,
                format!("the migration {place} was not run yet; the next start runs it"),
            );
        }
    }
    Ok(())
}

async fn tenants(
    session: &mut Session,
    of_the_house: &[&str],
    report: &mut Report,
) -> Result<(), StoreError> {
    let tables = catalogue::tables(session).await?;
    report.tables = tables.len() as u64;
    for table in &tables {
        let name = table.name.as_str();
        let is_named = OF_THE_HOUSE.contains(&name) || of_the_house.contains(&name);
        if !table.columns.iter().any(|column| column.name == "tenant") && !is_named {
            report.add(Part::Tenants, true, format!("the table {name} has no tenant"));
        }
    }
    if session.engine() == Engine::Postgres {
        let open = "SELECT k.relname::text AS name FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid \
                    AND a.attname = 'tenant' AND NOT a.attisdropped WHERE k.relkind = 'r' \
                    AND k.relnamespace = current_schema()::regnamespace AND (NOT k.relrowsecurity \
                    OR NOT k.relforcerowsecurity OR NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = k.oid))";
        for row in session.all_of(open.to_owned()).await? {
            let name: String = row.get("name")?;
            report.add(Part::Tenants, true, format!("the table {name} has no row-level security"));
        }
        let role = "SELECT (rolsuper OR rolbypassrls) AS passes FROM pg_roles WHERE rolname = current_user";
        if let Some(row) = session.all_of(role.to_owned()).await?.first()
            && row.get("passes")?
        {
            report.add(
                Part::Tenants,
                false,
                "the program's role of the database passes row-level security by; give it one that does not",
            );
        }
    }
    Ok(())
}

async fn jobs(session: &mut Session, now: Timestamp, report: &mut Report) -> Result<(), StoreError> {
    let dead =
        system_sql!("SELECT kind, count(*) AS n FROM job WHERE state = 'dead' GROUP BY kind ORDER BY kind");
    for row in session.all_system(dead, args![]).await? {
        let (kind, count): (String, i64) = (row.get("kind")?, row.get("n")?);
        report.add(Part::Jobs, false, format!("{count} dead jobs of kind {kind}: revive or drop them"));
    }
    let lapsed = system_sql!("SELECT count(*) AS n FROM job WHERE state = 'running' AND lease_until < $1");
    if let Some(row) = session.one_system(lapsed, args![now]).await? {
        let count: i64 = row.get("n")?;
        if count > 0 {
            report.add(
                Part::Jobs,
                false,
                format!("{count} jobs of a server that stopped; they go on when a server runs"),
            );
        }
    }
    Ok(())
}

async fn bytes(store: &Store, files: &Files, report: &mut Report) -> Result<(), StoreError> {
    let statement = system_sql!(
        "SELECT tenant, sha256, min(id) AS id FROM file WHERE deleted_at IS NULL GROUP BY tenant, sha256"
    );
    let mut view = store.system().read().await?;
    let rows = view.all_system(statement, args![]).await?;
    drop(view);
    for row in rows {
        let (tenant, sha256): (TenantId, String) = (row.get("tenant")?, row.get("sha256")?);
        let id: String = row.get("id")?;
        report.files += 1;
        let Some(mut pieces) = files.raw(tenant, &sha256).await? else {
            report.add(Part::Files, true, format!("the bytes of the file {id} of {tenant} are missing"));
            continue;
        };
        let mut hasher = Sha256::new();
        while let Some(piece) = pieces.next().await {
            hasher.update(piece?);
        }
        if hex(&hasher.finalize()) != sha256 {
            report.add(Part::Files, true, format!("the bytes of the file {id} of {tenant} were changed"));
        }
    }
    Ok(())
}
