//! Looking for malicious programs in what people send, where the operator runs ClamAV.
//!
//! The edge asks before any handler sees a file (`edge.rs`): a page cannot forget it. It fails closed: a file goes on only
//! where the scanner said that it found nothing. What is barred is left out and named beside its input.
//!
//! The scanner is put in as a port ([`crate::App::port`]); without one nothing is looked for, and types are checked by content
//! alone ([`crate::uploads`]).
//!
//! Source: clamd(8), command INSTREAM: `zINSTREAM\0`, then pieces, each with its length as four bytes in network order, then
//! a piece of no bytes; the answer ends with a zero byte.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use fluent_bundle::FluentValue;
use rathaus_store::files::clean_name;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::fields::Upload;
use crate::form::Mistake;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;
/// Most bytes of an answer.
const MOST_ANSWER: usize = 4 << 10;
/// Files that are looked into at once.
const AT_ONCE: usize = 4;
/// How long one file may take, waiting for its turn included.
const LONGEST: Duration = Duration::from_secs(45);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Tcp(String),
    Unix(PathBuf),
}

/// A running clamd.
#[derive(Debug)]
pub struct Scanner {
    way: Way,
    longest: Duration,
    turns: Semaphore,
}

/// What the scanner found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A malicious program, by the name of its signature.
    Malicious(String),
}

/// Why there is no finding.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The address is none.
    #[error("{0:?} is no address of clamd: host and port, as in 127.0.0.1:3310, or the path of a socket")]
    Address(String),
    /// Nobody answers there.
    #[error("clamd cannot be reached: {0}")]
    Unreachable(#[from] io::Error),
    /// It took too long.
    #[error("clamd did not answer in time")]
    TimedOut,
    /// The file is larger, or nested deeper, than clamd looks.
    #[error("the file is beyond the limits of clamd")]
    Limits,
    /// It said something else.
    #[error("clamd said {0:?}")]
    Answer(String),
}

impl Scanner {
    /// A scanner at this address: host and port, or the path of a socket, `unix:` before it or not. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// [`ScanError::Address`].
    pub fn new(address: &str) -> Result<Self, ScanError> {
        let path = address.strip_prefix("unix:").or_else(|| address.starts_with('/').then_some(address));
        let way = match (path, address.rsplit_once(':')) {
            (Some(path), _) if path.starts_with('/') => Way::Unix(PathBuf::from(path)),
            (None, Some((host, port)))
                if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) =>
            {
                Way::Tcp(address.to_owned())
            }
            _ => return Err(ScanError::Address(address.to_owned())),
        };
        Ok(Self { way, longest: LONGEST, turns: Semaphore::new(AT_ONCE) })
    }

    /// The same, with less patience.
    #[must_use]
    pub fn patient_for(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// Looks into bytes.
    ///
    /// # Errors
    ///
    /// [`ScanError`], where it is not known what they hold.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Found, ScanError> {
        let asked = async {
            // The turns are never closed; without one all are looked into at once.
            let _turn = self.turns.acquire().await.ok();
            let said = match &self.way {
                Way::Tcp(address) => ask(TcpStream::connect(address).await?, bytes).await?,
                Way::Unix(path) => ask(UnixStream::connect(path).await?, bytes).await?,
            };
            understood(&said)
        };
        tokio::time::timeout(self.longest, asked).await.unwrap_or(Err(ScanError::TimedOut))
    }
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Result<String, io::Error> {
    // Where it has had enough it says so and stops reading; then its answer counts and not that we could not go on.
    let sent = send(&mut stream, bytes).await;
    let (mut said, mut part) = (Vec::new(), [0; 512]);
    while said.len() < MOST_ANSWER && !said.contains(&0) {
        match stream.read(&mut part).await {
            Ok(0) => break,
            Ok(count) => said.extend_from_slice(&part[..count]),
            Err(error) if said.is_empty() => return Err(sent.err().unwrap_or(error)),
            Err(_) => break,
        }
    }
    if said.is_empty() {
        sent?;
    }
    Ok(String::from_utf8_lossy(&said).trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned())
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), io::Error> {
    stream.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        // A piece is never longer.
        stream.write_all(&u32::try_from(piece.len()).unwrap_or_default().to_be_bytes()).await?;
        stream.write_all(piece).await?;
    }
    stream.write_all(&0u32.to_be_bytes()).await?;
    stream.flush().await
}

fn understood(said: &str) -> Result<Found, ScanError> {
    let finding = said.strip_prefix("stream: ");
    match finding.map(|finding| (finding, finding.strip_suffix(" FOUND"))) {
        Some(("OK", _)) => Ok(Found::Nothing),
        // Nothing was found up to there, and nobody knows what stands behind it.
        Some((_, Some(name))) if name.starts_with("Heuristics.Limits.Exceeded") => Err(ScanError::Limits),
        Some((_, Some(name))) => Ok(Found::Malicious(short(name))),
        _ if said.contains("size limit exceeded") => Err(ScanError::Limits),
        _ => Err(ScanError::Answer(short(said))),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(120).collect()
}

/// Why a file was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is a malicious program in it.
    Malicious,
    /// Nobody could look into it now.
    Unchecked,
    /// Nobody can look into it: it is too large or nested too deep.
    Uncheckable,
}

/// A file that was not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// The input's name.
    pub field: String,
    /// The file's name, without what may not stand in one.
    pub name: String,
    /// Why.
    pub why: Why,
}

impl Barred {
    /// What is said beside the input.
    pub fn mistake(&self) -> Mistake {
        let key = match self.why {
            Why::Malicious => "upload-malicious",
            Why::Unchecked => "upload-unchecked",
            Why::Uncheckable => "upload-uncheckable",
        };
        let args = vec![("name".to_owned(), FluentValue::from(self.name.clone()))];
        Mistake { name: self.field.clone(), key: key.to_owned(), args }
    }
}

/// The file, if nothing was found in it, or if nobody looks. What browsers send, the edge has shown here already; who takes
/// files in on another way asks for itself.
///
/// # Errors
///
/// Why it may not be taken in.
pub async fn let_in(app: &App, upload: Upload) -> Result<Upload, Barred> {
    let Ok(scanner) = app.port::<Scanner>() else { return Ok(upload) };
    let why = match scanner.scan(&upload.bytes).await {
        Ok(Found::Nothing) => return Ok(upload),
        Ok(Found::Malicious(signature)) => {
            tracing::warn!(signature, field = upload.field, "a file with a malicious program is refused");
            Why::Malicious
        }
        Err(ScanError::Limits) => Why::Uncheckable,
        Err(error) => {
            tracing::error!(%error, "files are refused, since nobody can look into them");
            Why::Unchecked
        }
    };
    Err(Barred { field: upload.field, name: clean_name(&upload.name), why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Clamd;

    #[test]
    fn an_address_is_host_and_port_or_a_path() {
        for good in ["127.0.0.1:3310", "clamav:3310", "[::1]:3310", "/run/clamav/clamd.ctl", "unix:/run/x"] {
            assert!(Scanner::new(good).is_ok(), "{good}");
        }
        for bad in ["", "clamav", ":3310", "clamav:x", "clamav:0", "unix:x", "run/clamd"] {
            assert!(matches!(Scanner::new(bad), Err(ScanError::Address(_))), "{bad}");
        }
    }

    #[test]
    fn only_one_answer_means_that_nothing_was_found() {
        assert_eq!(understood("stream: OK").expect("clean"), Found::Nothing);
        let found = understood("stream: Win.Test.EICAR_HDB-1 FOUND").expect("found");
        assert_eq!(found, Found::Malicious("Win.Test.EICAR_HDB-1".to_owned()));
        for limits in
            ["INSTREAM size limit exceeded. ERROR", "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND"]
        {
            assert!(matches!(understood(limits), Err(ScanError::Limits)), "{limits}");
        }
        for other in
            ["", "OK", "stream: ", "stream: OK FOUNDER", "UNKNOWN COMMAND", "stream: Can't open file ERROR"]
        {
            assert!(matches!(understood(other), Err(ScanError::Answer(_))), "{other}");
        }
    }

    #[tokio::test]
    async fn whole_files_are_sent_over_both_kinds_of_sockets() {
        for clamd in [Clamd::tcp().await, Clamd::unix().await] {
            let scanner = Scanner::new(clamd.address()).expect("an address");
            for size in [0, 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
                assert_eq!(scanner.scan(&vec![b'a'; size]).await.expect("scanned"), Found::Nothing);
                assert_eq!(clamd.last_size(), size);
            }
            let mut hidden = vec![b'a'; PIECE - 10];
            hidden.extend(crate::testing::eicar());
            assert!(matches!(scanner.scan(&hidden).await, Ok(Found::Malicious(_))), "across two pieces");
            assert!(matches!(scanner.scan(&vec![b'a'; 2 << 20]).await, Err(ScanError::Limits)));
        }
    }

    #[tokio::test]
    async fn nobody_and_silence_are_no_findings() {
        let clamd = Clamd::tcp().await;
        let scanner =
            Scanner::new(clamd.address()).expect("an address").patient_for(Duration::from_millis(200));
        clamd.be_silent();
        assert!(matches!(scanner.scan(b"a").await, Err(ScanError::TimedOut)));
        let address = clamd.address().to_owned();
        drop(clamd);
        let scanner = Scanner::new(&address).expect("an address");
        assert!(matches!(scanner.scan(b"a").await, Err(ScanError::Unreachable(_) | ScanError::Answer(_))));
        let scanner = Scanner::new("/nowhere/clamd.ctl").expect("an address");
        assert!(matches!(scanner.scan(b"a").await, Err(ScanError::Unreachable(_))));
    }
}
