//! Files that people upload or the program makes: rows in the database, bytes in a folder or in S3.
//!
//! Bytes are named by what they are, `<tenant>/<first two of the hash>/<SHA-256>`, so that the same file is kept once per
//! tenant and a changed one is noticed when it is read. They are written before the change is committed: a row never
//! points to nothing. What a change that was given up left behind, and the bytes of deleted files, are swept by jobs
//! ([`Files::attend`]).
//!
//! INVARIANT: bytes are deleted only under the lock of their row in `file_bytes`, and a file is made only under it, after its
//! bytes were written or seen to be there, so that deleting never meets a new file with the same bytes
//! (`sweeping_never_takes_the_bytes_of_a_new_file`). Bytes that were [staged](Files::stage) are on the disk before the change
//! begins, so that nobody else who writes waits for that.
//!
//! Left out on purpose: looking into files (that is the feature's matter, before it calls [`Files::put`]), and
//! versions of a file.

mod place;
mod sweep;

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Change, Id, Job, Row, Session, Store, StoreError, TenantId, args, sql};

pub use place::{Place, S3};
pub use sweep::Swept;

/// Where the bytes are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    bytes: Arc<dyn ObjectStore>,
    store: Store,
}

/// A file as it is known to the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredFile {
    /// Whose.
    pub tenant: TenantId,
    /// Its id.
    pub id: Id,
    /// Its name, cleaned by [`clean_name`].
    pub name: String,
    /// What it claims to be, such as `application/pdf`. A claim: it was not looked into.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What it belongs to.
    pub owner: String,
    /// When it was put here.
    pub created_at: Timestamp,
}

impl StoredFile {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.get("tenant")?,
            id: row.get("id")?,
            name: row.get("name")?,
            media_type: row.get("media_type")?,
            size: u64::try_from(row.get::<i64>("size")?).map_err(StoreError::fault)?,
            sha256: row.get("sha256")?,
            owner: row.get("owner")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl Files {
    /// Opens the place of the bytes; a missing folder is made, S3 is asked for the first time when it is needed.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the folder cannot be made or what is said about S3 cannot be right.
    pub fn open(store: &Store, place: &Place) -> Result<Self, StoreError> {
        Ok(Self { bytes: place.open(&store.settings().folder)?, store: store.clone() })
    }

    /// Puts a file of the change's tenant: its bytes now, its row with the change.
    ///
    /// `owner` is the id of what it belongs to, so that the file can be deleted with it. The name is cleaned, a media
    /// type that is none becomes `application/octet-stream`. The change stays open while the bytes are written: put
    /// files last.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the bytes cannot be written; else what the database says.
    pub async fn put(
        &self,
        change: &mut Change,
        name: &str,
        media_type: &str,
        bytes: impl Into<Bytes>,
        owner: impl std::fmt::Display,
    ) -> Result<Id, StoreError> {
        let staged = Staged::of(change.tenant(), bytes.into());
        lock(change, &staged).await?;
        self.write(&staged).await?;
        insert(change, name, media_type, &staged, owner).await
    }

    /// Writes bytes before a change begins, as far as waiting for the disk goes: [`Files::put_staged`] makes a file of them.
    /// What never becomes one is swept.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the bytes cannot be written.
    pub async fn stage(&self, tenant: TenantId, bytes: impl Into<Bytes>) -> Result<Staged, StoreError> {
        let staged = Staged::of(tenant, bytes.into());
        self.write(&staged).await?;
        Ok(staged)
    }

    /// Puts a file as [`Files::put`] does, of bytes that were staged for the change's tenant. Where they were swept meanwhile they
    /// are written again.
    ///
    /// # Errors
    ///
    /// As [`Files::put`]; a fault where they were staged for another tenant.
    pub async fn put_staged(
        &self,
        change: &mut Change,
        name: &str,
        media_type: &str,
        staged: &Staged,
        owner: impl std::fmt::Display,
    ) -> Result<Id, StoreError> {
        if staged.tenant != change.tenant() {
            return Err(StoreError::fault("bytes were staged for another tenant"));
        }
        lock(change, staged).await?;
        match self.bytes.head(&staged.path()).await {
            Ok(there) if there.size == staged.bytes.len() as u64 => {}
            Ok(_) | Err(object_store::Error::NotFound { .. }) => self.write(staged).await?,
            Err(error) => return Err(unavailable(error)),
        }
        insert(change, name, media_type, staged, owner).await
    }

    async fn write(&self, staged: &Staged) -> Result<(), StoreError> {
        self.bytes.put(&staged.path(), staged.bytes.clone().into()).await.map(drop).map_err(unavailable)
    }

    /// All bytes of a file, compared with their hash.
    ///
    /// # Errors
    ///
    /// `Unavailable` if they cannot be reached, `Fault` if they are missing or are not what was put here.
    pub async fn read(&self, file: &StoredFile) -> Result<Bytes, StoreError> {
        let got = self.bytes.get(&path(file.tenant, &file.sha256)).await.map_err(unavailable)?;
        let bytes = got.bytes().await.map_err(unavailable)?;
        if hex(&Sha256::digest(&bytes)) == file.sha256 { Ok(bytes) } else { Err(changed(file)) }
    }

    /// The bytes of a file piece by piece. The last piece is followed by a fault if they are not what was put here.
    ///
    /// # Errors
    ///
    /// As [`Files::read`].
    pub async fn stream(
        &self,
        file: &StoredFile,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let got = self.bytes.get(&path(file.tenant, &file.sha256)).await.map_err(unavailable)?;
        Ok(checked(got.into_stream().map(|piece| piece.map_err(unavailable)), file.clone()).boxed())
    }

    /// Bytes as they lie there, or `None` if they are missing.
    pub(crate) async fn raw(
        &self,
        tenant: TenantId,
        sha256: &str,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, StoreError>>>, StoreError> {
        match self.bytes.get(&path(tenant, sha256)).await {
            Ok(got) => Ok(Some(got.into_stream().map(|piece| piece.map_err(unavailable)).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Begins to write bytes in pieces; for restoring, before any row is there.
    pub(crate) fn write_raw(&self, tenant: TenantId, sha256: &str) -> object_store::buffered::BufWriter {
        object_store::buffered::BufWriter::new(self.bytes.clone(), path(tenant, sha256))
    }

    /// Deletes a file of the change's tenant: its name now, its bytes by a job once no other file has the same.
    /// The row stays as proof, without name and owner. `false` if there is none.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn delete(&self, change: &mut Change, id: Id) -> Result<bool, StoreError> {
        let now = change.now();
        let gone = sql!(
            "UPDATE file SET deleted_at = $3, name = '', owner = '' \
             WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL RETURNING sha256"
        );
        let Some(row) = change.one(gone, args![id, now]).await? else { return Ok(false) };
        change.enqueue(Job::new(sweep::SWEEP, &row.get::<String>("sha256")?)?).await?;
        Ok(true)
    }
}

/// Bytes that lie there before a file is made of them.
#[derive(Debug, Clone)]
pub struct Staged {
    tenant: TenantId,
    sha256: String,
    bytes: Bytes,
}

impl Staged {
    fn of(tenant: TenantId, bytes: Bytes) -> Self {
        Self { tenant, sha256: hex(&Sha256::digest(&bytes)), bytes }
    }

    fn path(&self) -> Path {
        path(self.tenant, &self.sha256)
    }
}

/// Takes the lock of the bytes' row.
async fn lock(change: &mut Change, staged: &Staged) -> Result<(), StoreError> {
    let lock = sql!(
        "INSERT INTO file_bytes (tenant, sha256, size) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, sha256) DO UPDATE SET size = excluded.size"
    );
    change.run(lock, args![staged.sha256.as_str(), staged.bytes.len()]).await.map(drop)
}

async fn insert(
    change: &mut Change,
    name: &str,
    media_type: &str,
    staged: &Staged,
    owner: impl std::fmt::Display,
) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let (name, media_type) = (clean_name(name), clean_media_type(media_type));
    let (size, sha256) = (staged.bytes.len(), staged.sha256.as_str());
    let insert = sql!(
        "INSERT INTO file (tenant, id, name, media_type, size, sha256, owner, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    change.run(insert, args![id, name, media_type, size, sha256, owner.to_string(), now]).await?;
    Ok(id)
}

/// A file of the tenant that is not deleted.
///
/// # Errors
///
/// What the database says.
pub async fn find_file(session: &mut Session, id: Id) -> Result<Option<StoredFile>, StoreError> {
    let row = session
        .one(sql!("SELECT * FROM file WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL"), args![id])
        .await?;
    row.as_ref().map(StoredFile::from_row).transpose()
}

/// The files of the tenant that belong to `owner`, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_files(
    session: &mut Session,
    owner: impl std::fmt::Display,
) -> Result<Vec<StoredFile>, StoreError> {
    let statement =
        sql!("SELECT * FROM file WHERE tenant = $1 AND owner = $2 AND deleted_at IS NULL ORDER BY id");
    session.all(statement, args![owner.to_string()]).await?.iter().map(StoredFile::from_row).collect()
}

pub(crate) fn path(tenant: TenantId, sha256: &str) -> Path {
    Path::from(format!("{tenant}/{}/{sha256}", sha256.get(..2).unwrap_or_default()))
}

/// Bytes in lower-case hexadecimal, as hashes are written.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unavailable(error: object_store::Error) -> StoreError {
    match error {
        object_store::Error::NotFound { path, .. } => {
            StoreError::Fault(format!("the bytes of {path} are missing; restore them from a backup"))
        }
        error => StoreError::Unavailable(format!("files: {error}")),
    }
}

fn changed(file: &StoredFile) -> StoreError {
    StoreError::Fault(format!(
        "the bytes of the file {} were changed in their place; restore them from a backup",
        file.id
    ))
}

fn checked(
    pieces: impl Stream<Item = Result<Bytes, StoreError>> + Send + 'static,
    file: StoredFile,
) -> impl Stream<Item = Result<Bytes, StoreError>> + Send + 'static {
    let state = Some((pieces.boxed(), Sha256::new(), file));
    futures_util::stream::unfold(state, |state| async move {
        let (mut pieces, mut hasher, file) = state?;
        match pieces.next().await {
            Some(Ok(piece)) => {
                hasher.update(&piece);
                Some((Ok(piece), Some((pieces, hasher, file))))
            }
            Some(Err(error)) => Some((Err(error), None)),
            None if hex(&hasher.finalize()) == file.sha256 => None,
            None => Some((Err(changed(&file)), None)),
        }
    })
}

/// The longest name that is kept, in bytes; what people's file systems take (255) less room for a counter.
const LONGEST_NAME: usize = 200;

/// A name without what could lead elsewhere or deceive: folders, control characters, signs that turn the direction of
/// writing or cannot be seen, and what some file systems refuse. The ending stays; without anything left, `datei`.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let kept: String = last
        .chars()
        .filter(|c| !unseen(*c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if kept.is_empty() {
        return "datei".to_owned();
    }
    if kept.len() <= LONGEST_NAME {
        return kept.to_owned();
    }
    let (stem, ending) = match kept.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 20 => (stem, format!(".{ending}")),
        _ => (kept, String::new()),
    };
    let mut end = LONGEST_NAME - ending.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

/// `type/subtype` in small letters, without parameters (RFC 6838, section 4.2); else that of any bytes.
fn clean_media_type(media_type: &str) -> String {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let word = |word: &str| {
        !word.is_empty()
            && word.len() <= 127
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match plain.split_once('/') {
        Some((kind, subtype)) if word(kind) && word(subtype) => plain,
        _ => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_deceive_nobody() {
        for (given, kept) in [
            ("Konzept 2026.pdf", "Konzept 2026.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\Bürgerbüro.docx", "Bürgerbüro.docx"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
            ("rechnung\u{202e}fdp.exe", "rechnungfdp.exe"),
            (".htaccess", "htaccess"),
            ("..", "datei"),
            ("", "datei"),
            ("a/", "datei"),
        ] {
            assert_eq!(clean_name(given), kept, "{given:?}");
        }
        let long = clean_name(&format!("{}.pdf", "ü".repeat(300)));
        assert!(long.len() <= LONGEST_NAME && long.ends_with("ü.pdf"), "{long}");
    }

    #[test]
    fn media_types_are_types() {
        for (given, kept) in [
            ("application/PDF", "application/pdf"),
            ("text/plain; charset=utf-8", "text/plain"),
            ("image/svg+xml", "image/svg+xml"),
            ("text/html\r\nx: y", "application/octet-stream"),
            ("pdf", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(clean_media_type(given), kept, "{given:?}");
        }
    }
}
