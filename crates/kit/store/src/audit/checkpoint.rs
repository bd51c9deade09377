//! Signed checkpoints: what a chain's end was at a time, so that a cut or rewritten chain is noticed.
//!
//! Who can write to the database could rewrite a whole chain, or cut its end, so that it is in itself right. A checkpoint
//! says "the chain of this tenant had record 812 with this hash at this time" and is signed with a key that is not in the
//! database (Ed25519, RFC 8032). It stands in the database and, in one line each, in the file `audit.checkpoints` of the
//! store's folder. Whoever keeps copies of that file elsewhere can show that nothing up to its last line was changed.
//! What came after the last checkpoint is guarded by the chain alone.
//!
//! The key is `keys/audit.ed25519` in the folder. Several servers on one database need the same file, or each other's
//! public keys in `keys/audit.trusted`, one a line.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;

use crate::files::hex;
use crate::{Actor, JobError, Row, Session, Store, StoreError, Task, Workers, args, sql, system_sql};

/// The file of checkpoints in the store's folder.
pub const FILE: &str = "audit.checkpoints";
/// The job that makes them.
const KIND: &str = "audit.checkpoint";
/// Each line begins with it; another form would get another number.
const FORM: &str = "rathaus-checkpoint-1";

/// A key by which checkpoints are known, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for PublicKey {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let bytes = unhex(text).ok_or_else(|| StoreError::fault("a public key is 64 hexadecimal digits"))?;
        VerifyingKey::from_bytes(&bytes).map_err(|_| StoreError::fault("this is no Ed25519 public key"))?;
        Ok(Self(bytes))
    }
}

/// The key that signs. Not shown by `Debug`.
#[derive(Clone)]
pub struct Key(SigningKey);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public())
    }
}

impl Key {
    /// Reads `keys/audit.ed25519` of the folder, or makes it, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the file cannot be read or written, `Fault` if it holds no key.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let (keys, path) = (folder.join("keys"), folder.join("keys/audit.ed25519"));
        let problem = |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", path.display()));
        if !path.exists() {
            private_folder(&keys).map_err(problem)?;
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(StoreError::fault)?;
            // Written whole before it has its name: another process sees all of it or nothing.
            let part = keys.join(format!("audit.ed25519.{}", std::process::id()));
            private_file(&part)
                .and_then(|mut file| {
                    writeln!(file, "{}", hex(&seed))?;
                    file.sync_all()
                })
                .map_err(problem)?;
            let named = fs::hard_link(&part, &path);
            fs::remove_file(&part).map_err(problem)?;
            match named {
                // Another process was first: its key it is.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                named => named.map_err(problem)?,
            }
        }
        let text = fs::read_to_string(&path).map_err(problem)?;
        Self::read(&text).map_err(|error| StoreError::Fault(format!("{}: {error}", path.display())))
    }

    /// The key as its file holds it.
    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        let seed = unhex(text.trim())
            .ok_or_else(|| StoreError::fault("this file holds no key; restore it from a backup"))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// What others know it by.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub(super) fn sign(&self, tenant: String, seq: i64, hash: String, at: Timestamp) -> Checkpoint {
        let mut checkpoint =
            Checkpoint { tenant, seq, hash, at, signer: self.public(), signature: String::new() };
        checkpoint.signature = hex(&self.0.sign(checkpoint.signed().as_bytes()).to_bytes());
        checkpoint
    }
}

/// The public keys that the folder trusts: its own, and those of `keys/audit.trusted`.
///
/// # Errors
///
/// As [`Key::open`]; a line of the other file that is no key is a fault that names it.
pub fn trusted(folder: &Path) -> Result<Vec<PublicKey>, StoreError> {
    let mut keys = Vec::new();
    if folder.join("keys/audit.ed25519").exists() {
        keys.push(Key::open(folder)?.public());
    }
    let path = folder.join("keys/audit.trusted");
    match fs::read_to_string(&path) {
        Ok(text) => {
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                keys.push(line.trim().parse().map_err(|error| {
                    StoreError::Fault(format!("{}, line {}: {error}", path.display(), number + 1))
                })?);
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::Unavailable(format!("{}: {error}", path.display()))),
    }
    Ok(keys)
}

/// "The chain of `tenant` had record `seq` with `hash` at `at`", signed. Displayed as its line in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose chain, as it is stored.
    pub tenant: String,
    /// The last record then.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// When.
    pub at: Timestamp,
    /// By whose key.
    pub signer: PublicKey,
    signature: String,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.signed(), self.signature)
    }
}

impl FromStr for Checkpoint {
    type Err = StoreError;

    /// A line of the file. That it is well formed says nothing about its signature: [`Checkpoint::is_signed_by`].
    fn from_str(line: &str) -> Result<Self, StoreError> {
        let parts: Vec<&str> = line.split(' ').collect();
        let [FORM, tenant, seq, hash, at, signer, signature] = parts.as_slice() else {
            return Err(StoreError::fault("this line is no checkpoint"));
        };
        Ok(Self {
            tenant: (*tenant).to_owned(),
            seq: seq.parse().map_err(StoreError::fault)?,
            hash: (*hash).to_owned(),
            at: at.parse().map_err(StoreError::fault)?,
            signer: signer.parse()?,
            signature: (*signature).to_owned(),
        })
    }
}

impl Checkpoint {
    fn signed(&self) -> String {
        format!("{FORM} {} {} {} {} {}", self.tenant, self.seq, self.hash, self.at, self.signer)
    }

    /// Whether one of these keys signed exactly this.
    pub fn is_signed_by(&self, keys: &[PublicKey]) -> bool {
        let signature = unhex::<64>(&self.signature).map(|bytes| Signature::from_bytes(&bytes));
        let key = VerifyingKey::from_bytes(&self.signer.0);
        match (signature, key) {
            (Some(signature), Ok(key)) if keys.contains(&self.signer) => {
                key.verify_strict(self.signed().as_bytes(), &signature).is_ok()
            }
            _ => false,
        }
    }

    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.get("tenant")?,
            seq: row.get("seq")?,
            hash: row.get("hash")?,
            at: row.get("at")?,
            signer: row.get::<String>("signer")?.parse()?,
            signature: row.get("signature")?,
        })
    }
}

/// Signs the end of each chain that grew since its last checkpoint, and gives the new checkpoints.
///
/// # Errors
///
/// What the database says; `Unavailable` if the file cannot be written: the checkpoints are then in the database only.
pub async fn make(store: &Store, key: &Key, now: Timestamp) -> Result<Vec<Checkpoint>, StoreError> {
    let now = Timestamp::from_microsecond(now.as_microsecond()).map_err(StoreError::fault)?;
    let mut change = store.system().change(Actor::Program("audit.checkpoint"), now).await?;
    let grown = system_sql!(
        "SELECT tenant, seq, hash FROM audit_head h WHERE NOT EXISTS \
         (SELECT 1 FROM audit_checkpoint c WHERE c.tenant = h.tenant AND c.seq >= h.seq) ORDER BY tenant"
    );
    let mut made = Vec::new();
    for row in change.all_system(grown, args![]).await? {
        let checkpoint = key.sign(row.get("tenant")?, row.get("seq")?, row.get("hash")?, now);
        let insert = system_sql!(
            "INSERT INTO audit_checkpoint (tenant, seq, hash, at, signer, signature) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        );
        let added = change
            .run_system(
                insert,
                args![
                    checkpoint.tenant.as_str(),
                    checkpoint.seq,
                    checkpoint.hash.as_str(),
                    checkpoint.at,
                    checkpoint.signer.to_string(),
                    checkpoint.signature.as_str()
                ],
            )
            .await?;
        if added == 1 {
            made.push(checkpoint);
        }
    }
    change.commit_unrecorded().await?;
    if !made.is_empty() {
        let path = store.settings().folder.join(FILE);
        let lines: String = made.iter().map(|checkpoint| format!("{checkpoint}\n")).collect();
        // One write of whole lines at the end of the file; two processes do not mix them.
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|mut file| {
                file.write_all(lines.as_bytes())?;
                file.sync_all()
            })
            .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
    }
    Ok(made)
}

/// Has the workers make checkpoints once in every `period`.
#[must_use]
pub fn attend(workers: Workers, key: Key, period: Duration) -> Workers {
    workers
        .on(KIND, move |task: Task| {
            let key = key.clone();
            async move {
                make(task.scope.store(), &key, task.now()).await.map_err(JobError::from)?;
                Ok(())
            }
        })
        .every(KIND, period)
}

/// The lines of a file of checkpoints that are there, each with its number; a missing file has none. A line that is
/// no checkpoint comes back as its fault.
pub(crate) fn read_file(text: &str) -> impl Iterator<Item = (usize, Result<Checkpoint, StoreError>)> + '_ {
    text.lines().enumerate().filter(|(_, line)| !line.is_empty()).map(|(at, line)| (at + 1, line.parse()))
}

/// The newest checkpoint of the tenant, for its page.
///
/// # Errors
///
/// What the database says.
pub async fn find_newest(session: &mut Session) -> Result<Option<Checkpoint>, StoreError> {
    let statement = sql!("SELECT * FROM audit_checkpoint WHERE tenant = $1 ORDER BY seq DESC LIMIT 1");
    session.one(statement, args![]).await?.as_ref().map(Checkpoint::from_row).transpose()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, place) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
        *byte = u8::from_str_radix(&text[place..place + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Makes a folder that only its owner may look into, where the system knows that.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file that was not there and only its owner may read, where the system knows that.
pub(crate) fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_holds_only_what_was_signed() {
        let key = Key(SigningKey::from_bytes(&[7; 32]));
        let made = key.sign("t".to_owned(), 3, "ab".to_owned(), Timestamp::UNIX_EPOCH);
        let keys = [key.public()];
        let read: Checkpoint = made.to_string().parse().expect("reads back");
        assert!(read == made && read.is_signed_by(&keys) && !read.is_signed_by(&[]));
        for (from, to) in [(" 3 ", " 4 "), (" ab ", " ac "), (" t ", " u "), ("1970", "1971")] {
            let other: Checkpoint = made.to_string().replace(from, to).parse().expect("well formed");
            assert!(other != made && !other.is_signed_by(&keys), "{from} {to}");
        }
        assert!("rathaus-checkpoint-1 t 3 ab".parse::<Checkpoint>().is_err());
    }
}
