//! Reading an archive that anybody may have made.
//!
//! Names in it are compared with those that the manifest calls for and never used as paths; what is read is compared with
//! the size and the hash that the manifest names, piece by piece, so that an archive that unpacks to more than it says
//! costs neither memory nor disk.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{BackupError, FORMAT, FilePart, Manifest, TablePart};
use crate::audit::checkpoint::{Key, PublicKey};
use crate::catalogue::Kind;
use crate::files::hex;
use crate::{Arg, Row, StoreError};

/// The longest manifest, row, key or file of checkpoints that is read, in bytes.
const LONGEST: u64 = 256 << 20;

/// An open archive.
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
}

/// Whether a file in `keys/` has a name that is kept: nothing that leads elsewhere.
pub(super) fn is_key(name: &str) -> bool {
    !name.starts_with('.')
        && name.len() <= 100
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|error| BackupError::file(path, error))?;
        let zip = ZipArchive::new(BufReader::new(file))
            .map_err(|error| BackupError::damaged(path, format!("it is no whole ZIP archive ({error})")))?;
        Ok(Self { path: path.to_owned(), zip })
    }

    fn damaged(&self, what: impl std::fmt::Display) -> BackupError {
        BackupError::damaged(&self.path, what)
    }

    /// The manifest, after everything else was compared with it.
    pub(super) fn examined(&mut self) -> Result<Manifest, BackupError> {
        let text = self.bytes("manifest.json", LONGEST)?;
        // The number of the form first: a newer one may look different.
        let value: Value = serde_json::from_slice(&text).map_err(|error| self.damaged(error))?;
        let format = value.get("format").and_then(Value::as_u64);
        if format.is_some_and(|format| format > u64::from(FORMAT)) {
            let by = value.get("program").and_then(Value::as_str).unwrap_or("newer");
            return Err(BackupError::Refused(format!(
                "{} was written by a newer program (version {by}). Restore it with that version.",
                self.path.display()
            )));
        }
        let manifest: Manifest = serde_json::from_value(value).map_err(|error| self.damaged(error))?;
        let mut names: BTreeSet<String> = BTreeSet::from(["manifest.json".to_owned()]);
        let mut expected: Vec<(String, u64, &str)> = Vec::new();
        for table in &manifest.tables {
            expected.push((format!("tables/{}.jsonl", table.name), table.size, &table.sha256));
        }
        for file in &manifest.files {
            if !is_sha256(&file.sha256) {
                return Err(self.damaged(format!("{:?} is no hash of a file", file.sha256)));
            }
            expected.push((file_name(file), file.size, &file.sha256));
        }
        for other in &manifest.others {
            let known = other.name == crate::audit::checkpoint::FILE
                || other.name.strip_prefix("keys/").is_some_and(is_key);
            if !known || other.size > LONGEST {
                return Err(self.damaged(format!("{:?} does not belong in a backup", other.name)));
            }
            expected.push((other.name.clone(), other.size, &other.sha256));
        }
        for (name, size, sha256) in expected {
            self.compare(&name, size, sha256)?;
            if !names.insert(name.clone()) {
                return Err(self.damaged(format!("{name:?} is named twice")));
            }
        }
        if names.len() != self.zip.len() {
            return Err(self.damaged(format!(
                "it holds {} parts instead of {}",
                self.zip.len(),
                names.len()
            )));
        }
        Ok(manifest)
    }

    fn compare(&mut self, name: &str, size: u64, sha256: &str) -> Result<(), BackupError> {
        let path = self.path.clone();
        let mut part = self.part(name)?.take(size.saturating_add(1));
        let (mut hasher, mut read, mut buffer) = (Sha256::new(), 0, vec![0; 64 << 10]);
        loop {
            let count = part
                .read(&mut buffer)
                .map_err(|error| BackupError::damaged(&path, format!("{name}: {error}")))?;
            if count == 0 {
                break;
            }
            read += count as u64;
            hasher.update(&buffer[..count]);
        }
        if read == size && hex(&hasher.finalize()) == sha256 {
            Ok(())
        } else {
            Err(BackupError::damaged(&path, format!("{name} is not what was written")))
        }
    }

    fn part<'a>(&'a mut self, name: &str) -> Result<impl Read + use<'a>, BackupError> {
        let path = self.path.clone();
        self.zip.by_name(name).map_err(|error| BackupError::damaged(&path, format!("{name}: {error}")))
    }

    fn bytes(&mut self, name: &str, most: u64) -> Result<Vec<u8>, BackupError> {
        let path = self.path.clone();
        let mut bytes = Vec::new();
        let damaged = |what: String| BackupError::damaged(&path, format!("{name}: {what}"));
        self.part(name)?
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(error.to_string()))?;
        if bytes.len() as u64 > most { Err(damaged("too long".to_owned())) } else { Ok(bytes) }
    }

    /// A key or the checkpoints; empty if the archive has none. Only after [`Archive::examined`].
    pub(super) fn other(&mut self, manifest: &Manifest, name: &str) -> Result<Vec<u8>, BackupError> {
        match manifest.others.iter().find(|other| other.name == name) {
            Some(other) => self.bytes(&other.name, other.size),
            None => Ok(Vec::new()),
        }
    }

    /// The public keys that the archive itself brings.
    pub(super) fn trusted(&mut self, manifest: &Manifest) -> Result<Vec<PublicKey>, BackupError> {
        let mut keys = Vec::new();
        let own = self.other(manifest, "keys/audit.ed25519")?;
        if !own.is_empty() {
            keys.push(Key::read(&String::from_utf8_lossy(&own))?.public());
        }
        let others = self.other(manifest, "keys/audit.trusted")?;
        for line in String::from_utf8_lossy(&others).lines().filter(|line| !line.trim().is_empty()) {
            keys.push(line.trim().parse()?);
        }
        Ok(keys)
    }

    /// Hands on each row of a table. Only after [`Archive::examined`].
    pub(super) fn each_row(
        &mut self,
        table: &TablePart,
        mut each: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), BackupError> {
        let names: Arc<[String]> = table.columns.iter().map(|column| column.name.clone()).collect();
        let mut rows = self.rows(table)?;
        while let Some(values) = rows.next_row()? {
            each(&Row::new(names.clone(), values))?;
        }
        Ok(())
    }

    /// The rows of a table, one after the other. Only after [`Archive::examined`].
    pub(super) fn rows<'a>(&'a mut self, table: &'a TablePart) -> Result<Rows<'a>, BackupError> {
        let path = self.path.clone();
        let part = self.part(&format!("tables/{}.jsonl", table.name))?;
        Ok(Rows { path, table, lines: Box::new(BufReader::new(part)), number: 0 })
    }

    /// The bytes of a file. Only after [`Archive::examined`].
    pub(super) fn file<'a>(&'a mut self, file: &FilePart) -> Result<impl Read + use<'a>, BackupError> {
        self.part(&file_name(file))
    }
}

fn file_name(file: &FilePart) -> String {
    format!("files/{}", crate::files::path(file.tenant, &file.sha256))
}

/// Rows of a table, read line by line.
pub(super) struct Rows<'a> {
    path: PathBuf,
    table: &'a TablePart,
    lines: Box<dyn BufRead + 'a>,
    number: u64,
}

impl Rows<'_> {
    pub(super) fn next_row(&mut self) -> Result<Option<Vec<Arg>>, BackupError> {
        let damaged = |number: u64, what: &str| {
            BackupError::damaged(
                &self.path,
                format!("tables/{}.jsonl, line {number}: {what}", self.table.name),
            )
        };
        let mut line = Vec::new();
        self.number += 1;
        let count = (&mut self.lines)
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(|error| damaged(self.number, &error.to_string()))?;
        if count == 0 {
            return Ok(None);
        }
        let values: Vec<Value> =
            serde_json::from_slice(&line).map_err(|error| damaged(self.number, &error.to_string()))?;
        if values.len() != self.table.columns.len() {
            return Err(damaged(self.number, "not as many values as columns"));
        }
        let row: Option<Vec<Arg>> = values
            .into_iter()
            .zip(&self.table.columns)
            .map(|(value, column)| argument(value, column.kind))
            .collect();
        row.map(Some).ok_or_else(|| damaged(self.number, "a value is not of its column's kind"))
    }
}

fn argument(value: Value, kind: Kind) -> Option<Arg> {
    Some(match (kind, value) {
        (kind, Value::Null) => kind.null(),
        (Kind::Text, Value::String(text)) => Arg::from(text),
        (Kind::Int, Value::Number(number)) => Arg::from(number.as_i64()?),
        (Kind::Float, Value::String(text)) => Arg::from(text.parse::<f64>().ok()?),
        (Kind::Bool, Value::Bool(truth)) => Arg::from(truth),
        (Kind::Bytes, Value::String(text)) => Arg::from(STANDARD.decode(text).ok()?),
        _ => return None,
    })
}
