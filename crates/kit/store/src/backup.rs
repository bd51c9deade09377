//! The whole house in one file, and back.
//!
//! [`write()`] makes a ZIP archive while the program runs, from one state of the database; [`restore()`] fills an empty
//! house from it, on either database: so a house moves from SQLite to PostgreSQL and back. In the archive:
//!
//! * `tables/<name>.jsonl`: a line for each row in the order of the key, an array of the columns' values; measures are
//!   strings, bytes are Base64. The same rows give the same bytes from either database.
//! * `files/<tenant>/<first two of the hash>/<SHA-256>`: the bytes of files.
//! * `keys/<name>` and `audit.checkpoints`, as they lie in the folder.
//! * `manifest.json`, last: [`Manifest`], with number and SHA-256 of everything else.
//!
//! **A backup is as secret as the house itself**: it holds the keys and everybody's data, unencrypted. It is made readable
//! by its owner alone; encrypt it before it leaves the machine.
//!
//! An archive is foreign bytes. Before anything is written, all of it is read once and compared with its manifest, with
//! little memory, whatever it claims to be; nothing in it is taken as a path. A broken chain of the audit log does not stop
//! a restoration, for then nobody could restore that house: it is told ([`Restored::audit`]).

mod archive;
mod restore;
mod write;

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::checkpoint::PublicKey;
use crate::audit::verify::{self, Report};
use crate::catalogue::Column;
use crate::{StoreError, TenantId};

pub use restore::{Restored, restore};
pub(crate) use write::applied;
pub use write::{Taken, write};

/// The form of archive that this program writes; it reads this and older ones.
pub const FORMAT: u32 = 1;

/// Why a backup or a restoration was not made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It must not be: with the place and what to do.
    #[error("{0}")]
    Refused(String),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// What the database says.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    fn file(path: &Path, error: impl Into<std::io::Error>) -> Self {
        Self::File(path.display().to_string(), error.into())
    }

    fn damaged(path: &Path, what: impl std::fmt::Display) -> Self {
        Self::Refused(format!("{} is damaged: {what}. Take another backup.", path.display()))
    }
}

/// What is in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The migrations that had been run, in the order of their owners and names.
    pub migrations: Vec<Applied>,
    /// The tables.
    pub tables: Vec<TablePart>,
    /// The bytes of files.
    pub files: Vec<FilePart>,
    /// Bytes of files that were missing or changed when the backup was taken, as `tenant/hash`.
    pub missing: Vec<String>,
    /// Keys and checkpoints, each with its hash.
    pub others: Vec<OtherPart>,
}

/// A migration that had been run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Of which crate.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text.
    pub checksum: String,
}

/// A table of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePart {
    /// Its name.
    pub name: String,
    columns: Vec<Column>,
    /// How many rows.
    pub rows: u64,
    /// How many bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: String,
}

/// The bytes of a file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// Whose.
    pub tenant: TenantId,
    /// Of its bytes.
    pub sha256: String,
    /// How many bytes.
    pub size: u64,
}

/// A key or the checkpoints in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPart {
    /// Its name in the archive.
    pub name: String,
    /// How many bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: String,
}

/// Reads all of an archive, compares it with its manifest, and gives that.
///
/// # Errors
///
/// `Refused` if it is damaged, of a newer form, or no backup.
pub fn read(file: &Path) -> Result<Manifest, BackupError> {
    archive::Archive::open(file)?.examined()
}

/// Verifies the audit log in an archive, without any database. `trusted` are the public keys one knows from elsewhere;
/// with none, the key in the archive itself is believed.
///
/// # Errors
///
/// As [`read`].
pub fn verify_audit(file: &Path, trusted: &[PublicKey]) -> Result<Report, BackupError> {
    let mut archive = archive::Archive::open(file)?;
    let manifest = archive.examined()?;
    let own = archive.trusted(&manifest)?;
    let trusted = if trusted.is_empty() { &own } else { trusted };
    let mut reading = verify::Offline::new(trusted);
    let part = |name: &str| manifest.tables.iter().find(|part| part.name == name);
    // What the chains are compared with comes before them.
    if let Some(part) = part("audit_checkpoint") {
        archive.each_row(part, |row| {
            reading.checkpoint(row);
            Ok(())
        })?;
    }
    if let Some(part) = part("audit_head") {
        archive.each_row(part, |row| reading.head(row))?;
    }
    let kept = archive.other(&manifest, crate::audit::checkpoint::FILE)?;
    reading.kept(&String::from_utf8_lossy(&kept));
    if let Some(part) = part("audit") {
        archive.each_row(part, |row| reading.record(row))?;
    }
    Ok(reading.finish())
}
