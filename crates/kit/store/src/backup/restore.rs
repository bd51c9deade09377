//! Filling an empty house from an archive.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::archive::Archive;
use super::{Applied, BackupError, Manifest, TablePart};
use crate::audit::checkpoint;
use crate::audit::verify::{self, Report};
use crate::catalogue::{self, Table, quoted};
use crate::files::{Files, hex};
use crate::{Actor, Arg, Engine, Migration, Store, StoreError, SystemChange, args, migrate, system_sql};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was taken.
    pub taken_at: Timestamp,
    /// How many rows of all tables.
    pub rows: u64,
    /// The bytes of so many files.
    pub files: u64,
    /// Bytes that were missing already when the backup was taken, as `tenant/hash`.
    pub missing: Vec<String>,
    /// How the audit log is.
    pub audit: Report,
}

/// Fills an empty store from `file`: an empty folder, an empty database or schema. `migrations` are all of the program, in
/// their order, as [`migrate::run`] gets them; they are run here, first those of the backup, and the others after its rows
/// are there.
///
/// Everything is looked at before anything is written, and all rows are kept in one change. Bytes of files and keys are
/// written before it; a restoration that failed can be tried again.
///
/// # Errors
///
/// `Refused` if the store is not empty, the archive is damaged or of a newer program; else what the database says.
pub async fn restore(
    file: &Path,
    store: &Store,
    files: &Files,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<Restored, BackupError> {
    let mut archive = Archive::open(file)?;
    let manifest = archive.examined()?;
    let then = known(file, &manifest, migrations)?;
    let kept = archive.other(&manifest, checkpoint::FILE)?;
    must_be_empty(store, &manifest, &kept).await?;

    migrate::run(store, &then, now).await?;
    write_others(&mut archive, &manifest, &store.settings().folder)?;
    write_files(&mut archive, &manifest, files).await?;
    let mut change = store.system().change(Actor::Program("restore"), now).await?;
    let tables = catalogue::tables(&mut change).await?;
    let loose = loosened(&mut change).await?;
    for part in &manifest.tables {
        let table = tables.iter().find(|table| table.name == part.name).ok_or_else(|| {
            BackupError::Refused(format!("the backup has a table {} that no migration makes", part.name))
        })?;
        load(&mut archive, &mut change, part, table).await?;
    }
    tightened(&mut change, loose).await?;
    let trusted = checkpoint::trusted(&store.settings().folder)?;
    let audit = verify::verify_in(&mut change, &String::from_utf8_lossy(&kept), &trusted).await?;
    // No record: the chain of the house goes on where the backup ends.
    change.commit_unrecorded().await?;
    migrate::run(store, migrations, now).await?;
    Ok(Restored {
        taken_at: manifest.taken_at,
        rows: manifest.tables.iter().map(|part| part.rows).sum(),
        files: manifest.files.len() as u64,
        missing: manifest.missing,
        audit,
    })
}

/// The migrations of the backup, in the program's order.
fn known(file: &Path, manifest: &Manifest, migrations: &[Migration]) -> Result<Vec<Migration>, BackupError> {
    for Applied { owner, name, checksum } in &manifest.migrations {
        let known = migrations.iter().find(|known| known.owner == owner && known.name == name);
        if known.is_none_or(|known| known.checksum() != *checksum) {
            return Err(BackupError::Refused(format!(
                "{} was written by version {} of the program, whose migration {owner}/{name} this version does not \
                 know. Restore it with that version or a newer one.",
                file.display(),
                manifest.program
            )));
        }
    }
    let then = |migration: &&Migration| {
        manifest
            .migrations
            .iter()
            .any(|applied| applied.owner == migration.owner && applied.name == migration.name)
    };
    Ok(migrations.iter().filter(then).copied().collect())
}

async fn must_be_empty(store: &Store, manifest: &Manifest, kept: &[u8]) -> Result<(), BackupError> {
    let full = |what: String| {
        BackupError::Refused(format!(
            "{what}. A backup is restored into an empty folder and an empty database."
        ))
    };
    let path = store.settings().folder.join(checkpoint::FILE);
    if fs::read(&path).is_ok_and(|there| !there.is_empty() && there != kept) {
        return Err(full(format!("{} has checkpoints of another house", path.display())));
    }
    let mut view = store.system().read().await?;
    for table in catalogue::tables(&mut view).await? {
        if table.name == "migration" {
            let more: Vec<Applied> = super::applied(&mut view).await?;
            if let Some(newer) = more.iter().find(|applied| !manifest.migrations.contains(applied)) {
                return Err(full(format!(
                    "the database already has the tables of {}/{}, which are newer than the backup",
                    newer.owner, newer.name
                )));
            }
        } else if !view
            .all_of(format!("SELECT 1 AS there FROM {} LIMIT 1", quoted(&table.name)))
            .await?
            .is_empty()
        {
            return Err(full(format!("the table {} is not empty", table.name)));
        }
    }
    Ok(())
}

/// Lets rows come in any order: references are looked at when all are there. Gives what must be undone.
async fn loosened(change: &mut SystemChange) -> Result<Vec<(String, String)>, StoreError> {
    match change.engine() {
        Engine::Sqlite => {
            change.run_of("PRAGMA defer_foreign_keys = ON".to_owned(), &[]).await?;
            Ok(Vec::new())
        }
        Engine::Postgres => {
            let statement = system_sql!(
                "SELECT k.relname::text AS tab, c.conname::text AS name FROM pg_constraint c \
                 JOIN pg_class k ON k.oid = c.conrelid AND k.relnamespace = current_schema()::regnamespace \
                 WHERE c.contype = 'f' AND NOT c.condeferrable"
            );
            let mut loose = Vec::new();
            for row in change.all_system(statement, args![]).await? {
                let (table, name) = (quoted(&row.get::<String>("tab")?), quoted(&row.get::<String>("name")?));
                let text =
                    format!("ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED");
                change.run_of(text, &[]).await?;
                loose.push((table, name));
            }
            Ok(loose)
        }
    }
}

async fn tightened(change: &mut SystemChange, loose: Vec<(String, String)>) -> Result<(), StoreError> {
    if loose.is_empty() {
        return Ok(());
    }
    change.run_of("SET CONSTRAINTS ALL IMMEDIATE".to_owned(), &[]).await?;
    for (table, name) in loose {
        change.run_of(format!("ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"), &[]).await?;
    }
    Ok(())
}

async fn load(
    archive: &mut Archive,
    change: &mut SystemChange,
    part: &TablePart,
    table: &Table,
) -> Result<(), BackupError> {
    for column in &part.columns {
        if !table.columns.contains(column) {
            return Err(BackupError::Refused(format!(
                "the backup has a column {}.{} that no migration makes",
                part.name, column.name
            )));
        }
    }
    let names: Vec<String> = part.columns.iter().map(|column| quoted(&column.name)).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    let insert =
        format!("INSERT INTO {} ({}) VALUES ({})", quoted(&part.name), names.join(", "), places.join(", "));
    let mut rows = 0;
    {
        let mut read = archive.rows(part)?;
        while let Some(row) = read.next_row()? {
            let row: Vec<Arg> = row;
            rows += change.run_of(insert.clone(), &row).await?;
        }
    }
    let counted = change.all_of(format!("SELECT count(*) AS n FROM {}", quoted(&part.name))).await?;
    let there: i64 = counted.first().ok_or_else(|| StoreError::fault("no count"))?.get("n")?;
    if rows != part.rows || u64::try_from(there) != Ok(part.rows) {
        return Err(BackupError::Refused(format!(
            "the table {} has {there} rows after restoring, the backup has {}",
            part.name, part.rows
        )));
    }
    Ok(())
}

async fn write_files(archive: &mut Archive, manifest: &Manifest, files: &Files) -> Result<(), BackupError> {
    let mut buffer = vec![0; 256 << 10];
    for file in &manifest.files {
        let place = |error| BackupError::File(format!("bytes {}", file.sha256), error);
        let mut target = files.write_raw(file.tenant, &file.sha256);
        let (mut hasher, mut source) = (Sha256::new(), archive.file(file)?);
        loop {
            let count = source.read(&mut buffer).map_err(place)?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
            target.write_all(&buffer[..count]).await.map_err(place)?;
        }
        // It was whole a moment ago; the archive may have been changed since.
        if hex(&hasher.finalize()) != file.sha256 {
            target.abort().await.map_err(|error| place(error.into()))?;
            return Err(place(std::io::Error::other("the archive was changed meanwhile")));
        }
        target.shutdown().await.map_err(place)?;
    }
    Ok(())
}

/// Keys and checkpoints into the folder. A key that a program made here before is replaced: nothing was signed with it.
fn write_others(archive: &mut Archive, manifest: &Manifest, folder: &Path) -> Result<(), BackupError> {
    let keys = folder.join("keys");
    checkpoint::private_folder(&keys).map_err(|error| BackupError::file(&keys, error))?;
    for other in &manifest.others {
        let bytes = archive.other(manifest, &other.name)?;
        // The name was compared with what may be there (`Archive::examined`).
        let path = folder.join(&other.name);
        let failed = |error| BackupError::file(&path, error);
        if path.exists() {
            fs::remove_file(&path).map_err(failed)?;
        }
        checkpoint::private_file(&path)
            .and_then(|mut file| {
                file.write_all(&bytes)?;
                file.sync_all()
            })
            .map_err(failed)?;
    }
    Ok(())
}
