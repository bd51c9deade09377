//! The file of a bundle: one ZIP with `manifest.json` and a folder for each part.
//!
//! ```text
//! manifest.json            what it is, when and by what it was made, and every file with its hash
//! features/features.json   what is switched on
//! look/…  legal/…          colours and logo; imprint, privacy, accessibility
//! texts/texts.json         wordings of the tenant's own
//! roles/roles.json         what roles there are; nobody who has one
//! forms/KEY.json           a form; KEY.draft.json its next version
//! services/SLUG.json       a service of the catalogue
//! letters/…                templates of letters
//! ```
//!
//! Anybody may have made it, so nothing in it is believed: names are compared and never used as paths, what unpacks to more
//! than fits is refused by what really comes out, and every file must be what the manifest says. What is wrong is said
//! all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use jiff::Timestamp;
use rathaus_store::files::hex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::PartFiles;
use crate::error::PageError;

/// What the manifest calls the format.
pub const FORMAT: &str = "rathaus-bundle";
/// The newest version of the format that is read, and the one that is written.
pub const VERSION: u32 = 1;
/// Most bytes of the file.
pub const MOST_BYTES: usize = 32 << 20;
/// Most bytes of everything in it.
pub const MOST_UNPACKED: u64 = 64 << 20;
/// Most files in it.
pub const MOST_FILES: usize = 5_000;
/// Most faults that are named.
const MOST_FAULTS: usize = 100;
const MANIFEST: &str = "manifest.json";

/// Where a bundle comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The tenant's name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// What a bundle says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// Whose it was.
    pub from: Origin,
    /// Every file in it.
    #[serde(default)]
    pub files: Vec<Listed>,
}

/// A file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its path, as in `forms/dog.json`.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// A bundle with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The files of each part by the part's folder.
    pub parts: BTreeMap<String, PartFiles>,
}

/// Why a file is no bundle that can be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleFault {
    /// It is no whole ZIP archive.
    NoArchive,
    /// It has more bytes than are taken, packed or unpacked.
    TooLarge,
    /// It has more files than are taken.
    TooMany,
    /// There is no `manifest.json` in it.
    NoManifest,
    /// The manifest is no JSON, or lacks something: line, column and what the reader says.
    Manifest(usize, usize, String),
    /// It is a bundle of something else.
    Foreign(String),
    /// It was made by a newer program: the version of the format, and that of the program.
    Newer(u32, String),
    /// A file has a name that no file of a bundle has.
    Name(String),
    /// A file is in it twice.
    Twice(String),
    /// The manifest names a file that is not in it.
    Missing(String),
    /// A file is in it that the manifest does not name.
    Unlisted(String),
    /// A file cannot be unpacked, or is not what the manifest says.
    Damaged(String),
}

impl BundleFault {
    /// Every end of a key, so that the texts can be compared with them.
    pub const KEYS: [&str; 12] = [
        "no-archive",
        "too-large",
        "too-many",
        "no-manifest",
        "manifest",
        "foreign",
        "newer",
        "name",
        "twice",
        "missing",
        "unlisted",
        "damaged",
    ];

    /// The end of the text's key after `bundle-fault-`, and its arguments `name` and `found`.
    pub fn words(&self) -> (&'static str, String, String) {
        let of = |key: &'static str, name: &str| (key, name.to_owned(), String::new());
        match self {
            BundleFault::NoArchive => of("no-archive", ""),
            BundleFault::TooLarge => of("too-large", ""),
            BundleFault::TooMany => of("too-many", ""),
            BundleFault::NoManifest => of("no-manifest", ""),
            BundleFault::Manifest(line, column, why) => ("manifest", format!("{line}:{column}"), why.clone()),
            BundleFault::Foreign(found) => of("foreign", found),
            BundleFault::Newer(version, program) => ("newer", program.clone(), version.to_string()),
            BundleFault::Name(name) => of("name", name),
            BundleFault::Twice(name) => of("twice", name),
            BundleFault::Missing(name) => of("missing", name),
            BundleFault::Unlisted(name) => of("unlisted", name),
            BundleFault::Damaged(name) => of("damaged", name),
        }
    }
}

/// Whether a path may stand in a bundle: a folder and a file in it, both of small letters, digits, `.`, `-` and `_`.
pub fn is_path(path: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= 80
            && !name.starts_with('.')
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
    };
    path.split_once('/').is_some_and(|(folder, file)| is_name(folder) && is_name(file))
}

/// As much of a foreign text as is shown.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

impl Bundle {
    /// A bundle with nothing in it yet.
    pub fn new(from: Origin, made_at: Timestamp) -> Self {
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            made_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            from,
            files: Vec::new(),
        };
        Self { manifest, parts: BTreeMap::new() }
    }

    /// Adds a part, in the place of one of that name; one without files is left out.
    pub fn put(&mut self, part: &str, files: PartFiles) {
        self.parts.remove(part);
        if !files.is_empty() {
            self.parts.insert(part.to_owned(), files);
        }
        self.manifest.files = self
            .parts
            .iter()
            .flat_map(|(part, files)| {
                files.iter().map(move |(name, bytes)| Listed {
                    path: format!("{part}/{name}"),
                    bytes: bytes.len() as u64,
                    sha256: hex(&Sha256::digest(bytes)),
                })
            })
            .collect();
    }

    /// The file; the same bundle gives the same bytes.
    ///
    /// # Errors
    ///
    /// A fault of the program that made it: a name that cannot be read again, or more than fits.
    pub fn pack(&self) -> Result<Vec<u8>, PageError> {
        let size: u64 = self.manifest.files.iter().map(|file| file.bytes).sum();
        if size > MOST_UNPACKED || self.manifest.files.len() > MOST_FILES {
            return Err(PageError::TooLarge);
        }
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut add = |name: &str, bytes: &[u8]| -> Result<(), PageError> {
            archive.start_file(name, packed).map_err(PageError::fault)?;
            archive.write_all(bytes).map_err(PageError::fault)
        };
        add(MANIFEST, &super::write_json(&self.manifest)?)?;
        for (part, files) in &self.parts {
            for (name, bytes) in files {
                let path = format!("{part}/{name}");
                if !is_path(&path) {
                    return Err(PageError::Fault(format!("{path:?} cannot stand in a bundle")));
                }
                add(&path, bytes)?;
            }
        }
        Ok(archive.finish().map_err(PageError::fault)?.into_inner())
    }

    /// Reads a file that anybody may have made.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at most a hundred faults, in order; at least one.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<BundleFault>> {
        let mut files = unpack(bytes)?;
        let manifest = files.remove(MANIFEST).ok_or_else(|| vec![BundleFault::NoManifest])?;
        let manifest = read_manifest(&manifest).map_err(|fault| vec![fault])?;
        let mut faults = BTreeSet::new();
        let mut listed = BTreeSet::new();
        for file in &manifest.files {
            if !listed.insert(file.path.as_str()) {
                faults.insert(BundleFault::Twice(short(&file.path)));
            }
            match files.get(&file.path) {
                None => {
                    faults.insert(BundleFault::Missing(short(&file.path)));
                }
                Some(found)
                    if found.len() as u64 != file.bytes || hex(&Sha256::digest(found)) != file.sha256 =>
                {
                    faults.insert(BundleFault::Damaged(short(&file.path)));
                }
                Some(_) => {}
            }
        }
        for name in files.keys().filter(|name| !listed.contains(name.as_str())) {
            faults.insert(BundleFault::Unlisted(short(name)));
        }
        if !faults.is_empty() {
            return Err(faults.into_iter().take(MOST_FAULTS).collect());
        }
        let mut parts: BTreeMap<String, PartFiles> = BTreeMap::new();
        for (path, bytes) in files {
            if let Some((part, name)) = path.split_once('/') {
                parts.entry(part.to_owned()).or_default().insert(name.to_owned(), bytes);
            }
        }
        Ok(Self { manifest, parts })
    }
}

/// Everything in an archive by its path.
fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Vec<BundleFault>> {
    if bytes.len() > MOST_BYTES {
        return Err(vec![BundleFault::TooLarge]);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| vec![BundleFault::NoArchive])?;
    if archive.len() > MOST_FILES + 1 {
        return Err(vec![BundleFault::TooMany]);
    }
    let mut files = BTreeMap::new();
    let mut faults = BTreeSet::new();
    let mut left = MOST_UNPACKED;
    for place in 0..archive.len() {
        let Ok(entry) = archive.by_index(place) else {
            faults.insert(BundleFault::Damaged(format!("#{}", place + 1)));
            continue;
        };
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        // Folders are entries of their own where somebody packed by hand.
        if entry.is_dir() {
            continue;
        }
        if path != MANIFEST && !is_path(&path) {
            faults.insert(BundleFault::Name(short(&path)));
            continue;
        }
        let mut content = Vec::new();
        if entry.take(left + 1).read_to_end(&mut content).is_err() {
            faults.insert(BundleFault::Damaged(short(&path)));
            continue;
        }
        left = match left.checked_sub(content.len() as u64) {
            Some(left) => left,
            None => return Err(vec![BundleFault::TooLarge]),
        };
        if files.insert(path.clone(), content).is_some() {
            faults.insert(BundleFault::Twice(short(&path)));
        }
    }
    // Where the manifest is missing nothing else needs to be said: it is the file of something else.
    if !files.contains_key(MANIFEST) && !faults.contains(&BundleFault::Damaged(MANIFEST.to_owned())) {
        return Err(vec![BundleFault::NoManifest]);
    }
    if faults.is_empty() { Ok(files) } else { Err(faults.into_iter().take(MOST_FAULTS).collect()) }
}

fn read_manifest(bytes: &[u8]) -> Result<Manifest, BundleFault> {
    let wrong =
        |error: super::Unreadable| BundleFault::Manifest(error.line, error.column, short(&error.reason));
    // What it is comes first: a newer one may look different.
    let value: Value = super::read_json(bytes).map_err(wrong)?;
    let format = value.get("format").and_then(Value::as_str).unwrap_or_default();
    if format != FORMAT {
        return Err(BundleFault::Foreign(short(format)));
    }
    let version = value.get("version").and_then(Value::as_u64).unwrap_or(0);
    if version > u64::from(VERSION) {
        let program = value.get("program").and_then(Value::as_str).unwrap_or_default();
        return Err(BundleFault::Newer(u32::try_from(version).unwrap_or(u32::MAX), short(program)));
    }
    super::read_json(bytes).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let from = Origin { name: "Calden".to_owned(), address: "http://localhost".to_owned() };
        let mut bundle = Bundle::new(from, Timestamp::UNIX_EPOCH);
        bundle.put("forms", BTreeMap::from([("dog.json".to_owned(), b"{}".to_vec())]));
        bundle.put("legal", BTreeMap::from([("imprint.de.txt".to_owned(), "Wir".as_bytes().to_vec())]));
        bundle.put("look", PartFiles::new());
        bundle
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            archive.start_file(*name, packed).expect("begun");
            archive.write_all(bytes).expect("written");
        }
        archive.finish().expect("finished").into_inner()
    }

    fn manifest(change: impl FnOnce(&mut Manifest)) -> Vec<u8> {
        let mut manifest = bundle().manifest;
        change(&mut manifest);
        super::super::write_json(&manifest).expect("written")
    }

    #[test]
    fn a_bundle_comes_back_as_it_was_packed() {
        let packed = bundle().pack().expect("packed");
        assert_eq!(Bundle::read(&packed).expect("read"), bundle());
        assert_eq!(packed, bundle().pack().expect("packed"), "the same bytes");
        assert_eq!(bundle().manifest.files.len(), 2, "a part without files is left out");
    }

    #[test]
    fn what_is_no_bundle_is_refused_with_what_is_wrong() {
        let read = |bytes: &[u8]| Bundle::read(bytes).expect_err("refused");
        assert_eq!(read(b""), [BundleFault::NoArchive]);
        assert_eq!(read(b"PK\x03\x04 broken"), [BundleFault::NoArchive]);
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1]), [BundleFault::TooLarge]);
        assert_eq!(read(&zip(&[("needs.csv", b"id")])), [BundleFault::NoManifest]);
        assert_eq!(read(&zip(&[(MANIFEST, b"{}")])), [BundleFault::Foreign(String::new())]);
        let cut = read(&zip(&[(MANIFEST, b"{\n \"format\":")]));
        assert!(matches!(cut[..], [BundleFault::Manifest(2, _, _)]), "{cut:?}");
        let newer = manifest(|manifest| (manifest.version, manifest.program) = (2, "9.0".to_owned()));
        assert_eq!(read(&zip(&[(MANIFEST, &newer)])), [BundleFault::Newer(2, "9.0".to_owned())]);
        let foreign = manifest(|manifest| manifest.format = "backup".to_owned());
        assert_eq!(read(&zip(&[(MANIFEST, &foreign)])), [BundleFault::Foreign("backup".to_owned())]);
    }

    #[test]
    fn every_file_is_what_the_manifest_says() {
        let own = manifest(|_| ());
        let found =
            Bundle::read(&zip(&[(MANIFEST, &own), ("forms/dog.json", b"[]"), ("forms/cat.json", b"{}")]));
        let wrong = [
            BundleFault::Missing("legal/imprint.de.txt".to_owned()),
            BundleFault::Unlisted("forms/cat.json".to_owned()),
            BundleFault::Damaged("forms/dog.json".to_owned()),
        ];
        assert_eq!(found.expect_err("refused"), wrong);
        for name in ["../etc/passwd", "forms/../../x", "FORMS/x", "forms/a/b", "/forms/x", "forms/.x", "x"] {
            let found = Bundle::read(&zip(&[(MANIFEST, &own), (name, b"x")]));
            assert!(found.is_err(), "{name}");
        }
    }

    #[test]
    fn what_unpacks_to_more_than_fits_is_refused() {
        let blank = vec![b' '; (MOST_UNPACKED / 2) as usize + 1];
        let bomb = zip(&[(MANIFEST, &manifest(|_| ())), ("forms/a.json", &blank), ("forms/b.json", &blank)]);
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        assert_eq!(Bundle::read(&bomb).expect_err("refused"), [BundleFault::TooLarge]);
    }

    #[test]
    fn a_bundle_that_lost_its_end_is_refused_wherever_it_ends() {
        let packed = bundle().pack().expect("packed");
        for end in 0..packed.len() {
            assert!(Bundle::read(&packed[..end]).is_err(), "{end}");
        }
        // One wrong byte is found, or it was in what nobody reads (dates, flags).
        for place in 0..packed.len() {
            let mut bytes = packed.clone();
            bytes[place] ^= 0x20;
            if let Ok(read) = Bundle::read(&bytes) {
                assert_eq!(read.parts, bundle().parts, "{place}");
            }
        }
    }
}
