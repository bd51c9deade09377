//! Writing the archive.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Applied, BackupError, FORMAT, FilePart, Manifest, OtherPart, TablePart};
use crate::audit::checkpoint;
use crate::catalogue::{self, Column, Kind, Table};
use crate::files::{Files, hex};
use crate::{Arg, Row, Session, Store, StoreError, TenantId, args, sql, system_sql};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How many rows of all tables.
    pub rows: u64,
    /// The bytes of so many files.
    pub files: u64,
    /// Bytes that should be there and are not, or were changed, as `tenant/hash`. To be looked after.
    pub missing: Vec<String>,
    /// The size of the archive in bytes.
    pub size: u64,
}

/// Writes a backup to `file`, while the program runs. It stands there under its name only when it is whole and on
/// the disk; until then it is `file` with `.part`.
///
/// # Errors
///
/// `Refused` if `file` is already there; `File` if it cannot be written; what the database says.
pub async fn write(store: &Store, files: &Files, file: &Path, now: Timestamp) -> Result<Taken, BackupError> {
    if file.exists() {
        return Err(BackupError::Refused(format!("{} is already there; name another file", file.display())));
    }
    let part = part_of(file);
    // Left by a backup that was interrupted.
    if part.exists() {
        fs::remove_file(&part).map_err(|error| BackupError::file(&part, error))?;
    }
    let open = checkpoint::private_file(&part).map_err(|error| BackupError::file(&part, error))?;
    let (parts, received) = mpsc::channel(16);
    let writing = tokio::task::spawn_blocking(move || write_parts(open, received));
    let gathered = gather(store, files, &parts, now).await;
    drop(parts);
    let written = writing.await.map_err(|error| BackupError::file(&part, std::io::Error::other(error)))?;
    let outcome = match (gathered, written) {
        // Why the writer stopped says more than that it did.
        (_, Err(error)) => Err(BackupError::file(&part, error)),
        (Err(error), Ok(())) => Err(error),
        (Ok(manifest), Ok(())) => named(&part, file).map(|size| Taken {
            rows: manifest.tables.iter().map(|table| table.rows).sum(),
            files: manifest.files.len() as u64,
            missing: manifest.missing,
            size,
        }),
    };
    if outcome.is_err() {
        let _ = fs::remove_file(&part);
    }
    outcome
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Gives the written file its name, so that it is there after a failure of the power too.
fn named(part: &Path, file: &Path) -> Result<u64, BackupError> {
    let size = fs::metadata(part).map_err(|error| BackupError::file(part, error))?.len();
    fs::rename(part, file).map_err(|error| BackupError::file(file, error))?;
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| BackupError::file(folder, error))?;
    }
    Ok(size)
}

/// What goes into the archive, in order; packing is done on a thread of its own.
enum Part {
    Begin(String),
    Bytes(Vec<u8>),
    /// What was begun last is not wanted.
    Forget,
    /// Everything is there. Without it the archive is not finished.
    End,
}

fn write_parts(file: File, mut parts: mpsc::Receiver<Part>) -> std::io::Result<()> {
    let mut archive = ZipWriter::new(std::io::BufWriter::with_capacity(1 << 20, file));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .large_file(true)
        .unix_permissions(0o600);
    let mut whole = false;
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Begin(name) => archive.start_file(name, options)?,
            Part::Bytes(bytes) => archive.write_all(&bytes)?,
            Part::Forget => archive.abort_file()?,
            Part::End => whole = true,
        }
    }
    let mut buffered = archive.finish()?;
    buffered.flush()?;
    let file = buffered.into_inner().map_err(|error| error.into_error())?;
    if whole { file.sync_all() } else { Ok(()) }
}

async fn send(parts: &mpsc::Sender<Part>, part: Part) -> Result<(), BackupError> {
    let stopped = || BackupError::Store(StoreError::fault("the archive is not written any more"));
    parts.send(part).await.map_err(|_| stopped())
}

async fn gather(
    store: &Store,
    files: &Files,
    parts: &mpsc::Sender<Part>,
    now: Timestamp,
) -> Result<Manifest, BackupError> {
    let mut view = store.system().read().await?;
    let mut manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: now,
        migrations: applied(&mut view).await?,
        tables: Vec::new(),
        files: Vec::new(),
        missing: Vec::new(),
        others: Vec::new(),
    };
    for table in catalogue::tables(&mut view).await? {
        // The new house has its own list of migrations; ours is in the manifest.
        if table.name != "migration" {
            manifest.tables.push(write_table(&mut view, &table, parts).await?);
        }
    }
    let bytes = system_sql!(
        "SELECT tenant, sha256, max(size) AS size FROM file WHERE deleted_at IS NULL GROUP BY tenant, sha256 \
         ORDER BY tenant, sha256"
    );
    let wanted = view.all_system(bytes, args![]).await?;
    // The database is not held any longer than it must be; bytes do not change.
    drop(view);
    for row in wanted {
        let (tenant, sha256): (TenantId, String) = (row.get("tenant")?, row.get("sha256")?);
        let size = u64::try_from(row.get::<i64>("size")?).map_err(StoreError::fault)?;
        let part = FilePart { tenant, sha256, size };
        if write_file(files, &part, parts).await? {
            manifest.files.push(part);
        } else if is_wanted(store, &part).await? {
            manifest.missing.push(format!("{}/{}", part.tenant, part.sha256));
        }
    }
    write_others(&store.settings().folder, &mut manifest, parts).await?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(StoreError::fault)?;
    send(parts, Part::Begin("manifest.json".to_owned())).await?;
    send(parts, Part::Bytes(text)).await?;
    send(parts, Part::End).await?;
    Ok(manifest)
}

/// The migrations that have been run.
pub(crate) async fn applied(session: &mut Session) -> Result<Vec<Applied>, StoreError> {
    let statement = system_sql!("SELECT owner, name, checksum FROM migration ORDER BY owner, name");
    let rows = session.all_system(statement, args![]).await?;
    let mut all = rows
        .iter()
        .map(|row| {
            Ok(Applied { owner: row.get("owner")?, name: row.get("name")?, checksum: row.get("checksum")? })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    all.sort_by(|one, other| (&one.owner, &one.name).cmp(&(&other.owner, &other.name)));
    Ok(all)
}

async fn write_table(
    session: &mut Session,
    table: &Table,
    parts: &mpsc::Sender<Part>,
) -> Result<TablePart, BackupError> {
    send(parts, Part::Begin(format!("tables/{}.jsonl", table.name))).await?;
    let (mut hasher, mut rows, mut size) = (Sha256::new(), 0, 0);
    let mut stream = session.stream_of(table.select(session.engine()));
    while let Some(some) = stream.try_next().await? {
        let mut bytes = Vec::new();
        for row in &some {
            let line = line(row, &table.columns)?;
            serde_json::to_writer(&mut bytes, &line).map_err(StoreError::fault)?;
            bytes.push(b'\n');
        }
        rows += some.len() as u64;
        size += bytes.len() as u64;
        hasher.update(&bytes);
        send(parts, Part::Bytes(bytes)).await?;
    }
    let (name, columns) = (table.name.clone(), table.columns.clone());
    Ok(TablePart { name, columns, rows, size, sha256: hex(&hasher.finalize()) })
}

fn line(row: &Row, columns: &[Column]) -> Result<Vec<Value>, StoreError> {
    row.columns()
        .zip(columns)
        .map(|((name, value), column)| {
            // A NULL has lost its type on the way; nothing else may.
            Ok(match (column.kind, value) {
                (
                    _,
                    Arg::Text(None) | Arg::Int(None) | Arg::Float(None) | Arg::Bool(None) | Arg::Bytes(None),
                ) => Value::Null,
                (Kind::Text, Arg::Text(Some(text))) => Value::from(text.as_str()),
                (Kind::Int, Arg::Int(Some(number))) => Value::from(*number),
                (Kind::Float, Arg::Float(Some(number))) => Value::from(number.to_string()),
                (Kind::Float, Arg::Int(Some(number))) => Value::from(number.to_string()),
                (Kind::Bool, Arg::Bool(Some(truth))) => Value::from(*truth),
                (Kind::Bool, Arg::Int(Some(number @ (0 | 1)))) => Value::from(*number == 1),
                (Kind::Bytes, Arg::Bytes(Some(bytes))) => Value::from(STANDARD.encode(bytes)),
                (kind, value) => {
                    return Err(StoreError::Fault(format!("column {name} of {kind:?} holds {value:?}")));
                }
            })
        })
        .collect()
}

/// `false` if the bytes are missing or are not what they were.
async fn write_file(files: &Files, part: &FilePart, parts: &mpsc::Sender<Part>) -> Result<bool, BackupError> {
    let Some(mut stream) = files.raw(part.tenant, &part.sha256).await? else { return Ok(false) };
    send(parts, Part::Begin(format!("files/{}", crate::files::path(part.tenant, &part.sha256)))).await?;
    let (mut hasher, mut size) = (Sha256::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        hasher.update(&piece);
        size += piece.len() as u64;
        send(parts, Part::Bytes(piece.to_vec())).await?;
    }
    let whole = size == part.size && hex(&hasher.finalize()) == part.sha256;
    if !whole {
        send(parts, Part::Forget).await?;
    }
    Ok(whole)
}

/// Whether a file still has these bytes, or was deleted while the backup was taken.
async fn is_wanted(store: &Store, part: &FilePart) -> Result<bool, StoreError> {
    let statement =
        sql!("SELECT 1 AS there FROM file WHERE tenant = $1 AND sha256 = $2 AND deleted_at IS NULL LIMIT 1");
    let mut view = store.tenant(part.tenant).read().await?;
    Ok(view.one(statement, args![part.sha256.as_str()]).await?.is_some())
}

async fn write_others(
    folder: &Path,
    manifest: &mut Manifest,
    parts: &mpsc::Sender<Part>,
) -> Result<(), BackupError> {
    let mut others: BTreeMap<String, PathBuf> = BTreeMap::new();
    others.insert(checkpoint::FILE.to_owned(), folder.join(checkpoint::FILE));
    match fs::read_dir(folder.join("keys")) {
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(|error| BackupError::file(folder, error))?.path();
                match path.file_name().and_then(|name| name.to_str()) {
                    Some(name) if path.is_file() && super::archive::is_key(name) => {
                        others.insert(format!("keys/{name}"), path);
                    }
                    _ => {}
                }
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(BackupError::file(&folder.join("keys"), error)),
    }
    for (name, path) in others {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(BackupError::file(&path, error)),
        };
        let sha256 = hex(&Sha256::digest(&bytes));
        manifest.others.push(OtherPart { name: name.clone(), size: bytes.len() as u64, sha256 });
        send(parts, Part::Begin(name)).await?;
        send(parts, Part::Bytes(bytes)).await?;
    }
    Ok(())
}
