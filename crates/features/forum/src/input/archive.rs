//! A folder of a round as one ZIP file, in and out: what a browser can send, and what is kept between the preview and
//! the taking over.
//!
//! Only files the forum knows are unpacked, by their name without folders, and never more than fits; an archive that
//! says otherwise of itself is refused by what really comes out of it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::diagnostic::{Diagnostic, Diagnostics, Problem};
use super::is_known;

/// Most entries that are looked at; a folder of a round has seven.
const MOST_ENTRIES: usize = 1_000;
/// Most bytes of all files together when unpacked.
const MOST_UNPACKED: u64 = 64 << 20;

/// The known files of an archive, by name. `file` is the archive's name, for what is wrong with it.
///
/// # Errors
///
/// Why it cannot be read.
pub fn unpack(file: &str, bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Diagnostics> {
    let broken = |problem| Diagnostics(vec![Diagnostic::file(file, problem)]);
    let unreadable = |why: String| broken(Problem::FileUnreadable(why));
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|why| unreadable(super::sheet::one_line(why)))?;
    if archive.len() > MOST_ENTRIES {
        return Err(broken(Problem::ArchiveTooLarge));
    }
    let mut files = BTreeMap::new();
    let mut faults = Vec::new();
    let mut left = MOST_UNPACKED;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|why| unreadable(super::sheet::one_line(why)))?;
        let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        // Programs of one maker put a shadow of every file into a folder of this name.
        if path.starts_with("__MACOSX/") || !is_known(&name) {
            continue;
        }
        let mut content = Vec::new();
        entry
            .take(left + 1)
            .read_to_end(&mut content)
            .map_err(|why| unreadable(super::sheet::one_line(why)))?;
        left = match left.checked_sub(content.len() as u64) {
            Some(left) => left,
            None => return Err(broken(Problem::ArchiveTooLarge)),
        };
        if files.insert(name.clone(), content).is_some() {
            faults.push(Diagnostic::file(file, Problem::FileTwice(name)));
        }
    }
    match (faults.is_empty(), files.is_empty()) {
        (false, _) => Err(Diagnostics::sorted(faults)),
        (true, true) => Err(broken(Problem::NoRoundInside)),
        (true, false) => Ok(files),
    }
}

/// These files as one archive; the same files give the same bytes.
///
/// # Errors
///
/// What the library says; none for files in memory of a usual size.
pub fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(name.as_str(), packed).map_err(super::sheet::one_line)?;
        archive.write_all(bytes).map_err(super::sheet::one_line)?;
    }
    Ok(archive.finish().map_err(super::sheet::one_line)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::read_some;
    use crate::sample;

    fn problem(bytes: &[u8]) -> Problem {
        unpack("runde.zip", bytes).expect_err("refused").0.remove(0).problem
    }

    #[test]
    fn a_folder_comes_back_as_it_was_packed() {
        let files = sample::files();
        let packed = pack(&files).expect("packed");
        assert_eq!(unpack("runde.zip", &packed).expect("unpacked"), files);
        assert_eq!(packed, pack(&files).expect("packed"), "the same bytes");
    }

    #[test]
    fn folders_inside_are_passed_over_and_strange_files_too() {
        let files = BTreeMap::from([
            ("Runde 2025/needs.csv".to_owned(), b"a".to_vec()),
            ("Runde 2025/../../etc/passwd".to_owned(), b"b".to_vec()),
            ("__MACOSX/Runde 2025/needs.csv".to_owned(), b"c".to_vec()),
            ("Runde 2025\\offers.csv".to_owned(), b"d".to_vec()),
        ]);
        let found = unpack("runde.zip", &pack(&files).expect("packed")).expect("unpacked");
        let want = [("needs.csv", b"a".to_vec()), ("offers.csv", b"d".to_vec())];
        assert_eq!(found, want.map(|(name, bytes)| (name.to_owned(), bytes)).into());
    }

    #[test]
    fn what_is_no_round_is_refused_with_a_reason() {
        assert!(matches!(problem(b"PK\x03\x04 broken"), Problem::FileUnreadable(_)));
        let none = BTreeMap::from([("urlaub.jpg".to_owned(), vec![1])]);
        assert_eq!(problem(&pack(&none).expect("packed")), Problem::NoRoundInside);
        let twice =
            BTreeMap::from([("a/needs.csv".to_owned(), vec![1]), ("b/needs.csv".to_owned(), vec![2])]);
        assert_eq!(problem(&pack(&twice).expect("packed")), Problem::FileTwice("needs.csv".into()));
        let bomb = BTreeMap::from([("needs.csv".to_owned(), vec![b' '; (64 << 20) + 1])]);
        let bomb = pack(&bomb).expect("packed");
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        assert_eq!(problem(&bomb), Problem::ArchiveTooLarge);
    }

    #[test]
    fn needs_alone_or_offers_alone_are_a_beginning() {
        let mut files = sample::files();
        files.retain(|name, _| name == "needs.csv");
        let input = read_some(&files).expect("readable");
        assert_eq!((input.needs.len(), input.offers.len()), (150, 0));
        files = sample::files();
        files.retain(|name, _| name == "offers.csv");
        assert_eq!(read_some(&files).expect("readable").needs.len(), 0);
        files.clear();
        assert!(read_some(&files).is_err());
        assert!(crate::input::read_files(&files).is_err());
    }
}
