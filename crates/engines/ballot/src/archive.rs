//! The archive `.bel`: an old tar (Unix V7) that only ever grows (specification, section 4.4).
//!
//! Every header is a function of name, size and the time of the first file, so it is written anew and compared; there are
//! no end blocks. What belongs together is handed out together: the files that an event refers to, then the event.

use crate::json::{Hash, Reader, write_string};
use crate::refusal::{Refusal, Rule};

/// Size of a block of tar.
pub const BLOCK: usize = 512;

const FIRST: &str = "BELENIOS";

/// What the first file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Seconds since 1970 at which the election was set up. At most 11 octal digits.
    pub timestamp: u64,
}

impl Header {
    fn to_json(self) -> String {
        let mut out = String::from("{\"version\":1,\"timestamp\":");
        write_string(&mut out, &self.timestamp.to_string());
        out.push('}');
        out
    }

    fn from_json(bytes: &[u8]) -> Result<Header, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"version\":")?;
        let version = reader.small()?;
        if version != 1 {
            return Err(Refusal::new(Rule::Version, "version", version.to_string()));
        }
        reader.literal(",\"timestamp\":")?;
        let text = reader.string()?;
        reader.literal("}")?;
        reader.end()?;
        let timestamp = text.parse().ok().filter(|time: &u64| time.to_string() == text && *time < 1 << 33);
        let Some(timestamp) = timestamp else {
            return Err(Refusal::new(Rule::FirstFile, "timestamp", text));
        };
        Ok(Header { timestamp })
    }
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Data that an event refers to.
    Data,
    /// An event.
    Event,
}

/// A file of an archive.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// What kind.
    pub kind: Kind,
    /// The hash of what it holds.
    pub hash: Hash,
    /// Where its header begins.
    pub offset: usize,
    /// What it holds.
    pub bytes: &'a [u8],
}

impl File<'_> {
    /// Its name in the archive.
    pub fn name(&self) -> String {
        name(self.kind, &self.hash)
    }
}

fn name(kind: Kind, hash: &Hash) -> String {
    let ending = match kind {
        Kind::Data => "data",
        Kind::Event => "event",
    };
    format!("{}.{ending}.json", hash.to_hex())
}

fn header(name: &str, size: usize, timestamp: u64) -> [u8; BLOCK] {
    let mut out = [0; BLOCK];
    out[..name.len()].copy_from_slice(name.as_bytes());
    out[100..107].copy_from_slice(b"0000644");
    out[108..115].copy_from_slice(b"0000000");
    out[116..123].copy_from_slice(b"0000000");
    out[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    out[136..147].copy_from_slice(format!("{timestamp:011o}").as_bytes());
    out[148..156].copy_from_slice(b"        ");
    out[156] = b'0';
    let sum: u32 = out.iter().map(|byte| u32::from(*byte)).sum();
    out[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
    out[154] = 0;
    out
}

fn append(out: &mut Vec<u8>, name: &str, bytes: &[u8], timestamp: u64) {
    out.extend_from_slice(&header(name, bytes.len(), timestamp));
    out.extend_from_slice(bytes);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}

/// The bytes that an archive begins with.
pub fn begin(header: Header) -> Vec<u8> {
    let mut out = Vec::new();
    append(&mut out, FIRST, header.to_json().as_bytes(), header.timestamp);
    out
}

/// Appends a file and says its hash.
pub fn add(out: &mut Vec<u8>, kind: Kind, bytes: &[u8], timestamp: u64) -> Hash {
    let hash = Hash::of(bytes);
    append(out, &name(kind, &hash), bytes, timestamp);
    hash
}

/// Reads an archive file by file, checking everything that concerns files alone; that names are hashes is left to
/// [`File::hashed`].
pub struct Files<'a> {
    archive: &'a [u8],
    at: usize,
    header: Header,
}

impl<'a> Files<'a> {
    /// Begins with the first file.
    pub fn new(archive: &'a [u8]) -> Result<Files<'a>, Refusal> {
        let mut files = Files { archive, at: 0, header: Header { timestamp: 0 } };
        let at_first = |mut refusal: Refusal| {
            refusal.place.file.get_or_insert(FIRST.into());
            refusal.place.offset.get_or_insert(0);
            refusal
        };
        let size = files.size().map_err(at_first)?;
        let bytes = files.contents(size).map_err(at_first)?;
        if !archive.starts_with(b"BELENIOS\0") {
            return Err(at_first(Refusal::new(Rule::FirstFile, "", "not named BELENIOS")));
        }
        files.header = Header::from_json(bytes).map_err(at_first)?;
        files.check_header(FIRST, size).map_err(at_first)?;
        files.check_padding(size).map_err(at_first)?;
        files.at = files.after(size);
        Ok(files)
    }

    /// Goes on from a byte at which a file begins.
    pub(crate) fn from(archive: &'a [u8], at: usize, timestamp: u64) -> Files<'a> {
        Files { archive, at, header: Header { timestamp } }
    }

    /// What the first file says.
    pub fn header(&self) -> Header {
        self.header
    }

    fn after(&self, size: usize) -> usize {
        self.at + BLOCK + size.next_multiple_of(BLOCK)
    }

    /// The size that the header at the current place says.
    fn size(&self) -> Result<usize, Refusal> {
        let Some(block) = self.archive.get(self.at..self.at + BLOCK) else {
            return Err(Refusal::new(Rule::TarEnd, "", "a header is cut off"));
        };
        if block.iter().all(|byte| *byte == 0) {
            return Err(Refusal::new(Rule::TarEnd, "", "a block of zeros, as other tars end with"));
        }
        let digits = &block[124..135];
        let size = digits.iter().try_fold(0usize, |size, digit| match digit {
            b'0'..=b'7' => size.checked_mul(8)?.checked_add(usize::from(digit - b'0')),
            _ => None,
        });
        size.ok_or_else(|| Refusal::new(Rule::TarHeader, "size", "not eleven octal digits"))
    }

    fn contents(&self, size: usize) -> Result<&'a [u8], Refusal> {
        let start = self.at + BLOCK;
        let end = start.checked_add(size);
        // Where addresses have 32 bits a size can be beyond all of them.
        match end
            .filter(|end| end.checked_next_multiple_of(BLOCK).is_some_and(|end| end <= self.archive.len()))
        {
            Some(end) => Ok(&self.archive[start..end]),
            None => Err(Refusal::new(Rule::TarEnd, "", "a file is cut off")),
        }
    }

    fn check_header(&self, name: &str, size: usize) -> Result<(), Refusal> {
        let wanted = header(name, size, self.header.timestamp);
        let found = &self.archive[self.at..self.at + BLOCK];
        let Some(place) = (0..BLOCK).find(|place| wanted[*place] != found[*place]) else { return Ok(()) };
        let fields = [
            (100, "name"),
            (108, "mode"),
            (116, "uid"),
            (124, "gid"),
            (136, "size"),
            (148, "mtime"),
            (156, "chksum"),
            (157, "typeflag"),
        ];
        let field =
            fields.iter().find(|(end, _)| place < *end).map_or("linkname and beyond", |(_, field)| field);
        Err(Refusal::new(Rule::TarHeader, field, format!("byte {place} of the header")))
    }

    fn check_padding(&self, size: usize) -> Result<(), Refusal> {
        let end = self.at + BLOCK + size;
        match self.archive[end..self.after(size)].iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(Refusal::new(Rule::TarPadding, "", "")),
        }
    }

    fn file(&mut self) -> Result<File<'a>, Refusal> {
        let size = self.size()?;
        let block = &self.archive[self.at..self.at + BLOCK];
        let length = block[..100].iter().position(|byte| *byte == 0).unwrap_or(100);
        let spelled = String::from_utf8_lossy(&block[..length]).into_owned();
        let parts = spelled.split_once('.').and_then(|(hash, ending)| {
            let kind = match ending {
                "data.json" => Kind::Data,
                "event.json" => Kind::Event,
                _ => return None,
            };
            Some((Hash::from_hex(hash)?, kind))
        });
        let named = |mut refusal: Refusal| {
            refusal.place.file = Some(spelled.clone());
            refusal
        };
        let Some((hash, kind)) = parts else {
            return Err(named(Refusal::new(Rule::FileName, "", "")));
        };
        let bytes = self.contents(size).map_err(named)?;
        self.check_header(&spelled, size).map_err(named)?;
        self.check_padding(size).map_err(named)?;
        let file = File { kind, hash, offset: self.at, bytes };
        self.at = self.after(size);
        Ok(file)
    }
}

impl<'a> Iterator for Files<'a> {
    type Item = Result<File<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.archive.len() {
            return None;
        }
        let offset = self.at;
        let file = self.file().map_err(|mut refusal| {
            refusal.place.offset = Some(offset);
            refusal
        });
        if file.is_err() {
            self.at = self.archive.len();
        }
        Some(file)
    }
}

impl File<'_> {
    /// That the name is the hash of what the file holds.
    pub fn hashed(&self) -> Result<(), Refusal> {
        let hash = Hash::of(self.bytes);
        if hash == self.hash {
            return Ok(());
        }
        Err(self.refuse(Refusal::new(Rule::ContentHash, "", format!("it is {}", hash.to_hex()))))
    }

    /// A refusal with this file as its place.
    pub(crate) fn refuse(&self, mut refusal: Refusal) -> Refusal {
        refusal.place.file.get_or_insert_with(|| self.name());
        refusal.place.offset.get_or_insert(self.offset);
        refusal
    }
}
