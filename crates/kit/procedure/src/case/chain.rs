//! The chain of a case's events: each names the one before it by its hash.

use jiff::Timestamp;
use rathaus_store::Id;
use rathaus_store::files::hex;
use sha2::{Digest, Sha256};

use super::{CaseEvent, Entry};

/// What stands before the first event.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An event is missing or stands twice.
    #[error("event {expected} is missing; event {found} stands in its place")]
    Number {
        /// The number that should follow.
        expected: u32,
        /// The number that does.
        found: u32,
    },
    /// An event does not follow the one before it.
    #[error("event {0} does not follow the one before it")]
    Link(u32),
    /// An event was changed.
    #[error("event {0} was changed")]
    Changed(u32),
}

/// SHA-256 in lower-case hexadecimal over case, number, hash before, actor, time in microseconds and the event's JSON, each
/// with its length before it, so that no text can run over into the next.
pub fn hash(case: Id, seq: u32, before: &str, actor: &str, at: Timestamp, event: &CaseEvent) -> String {
    let json = serde_json::to_string(event).unwrap_or_default();
    let mut digest = Sha256::new();
    for part in
        [&case.to_string(), &seq.to_string(), before, actor, &at.as_microsecond().to_string(), json.as_str()]
    {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// Whether the events of a case are whole: from the first on, each after the one before it, none changed. Linear in their
/// length.
///
/// # Errors
///
/// The first place where it is not.
pub fn verify(case: Id, entries: &[Entry]) -> Result<(), Broken> {
    let mut before = BEGINNING;
    for (expected, entry) in (1..).zip(entries) {
        if entry.seq != expected {
            return Err(Broken::Number { expected, found: entry.seq });
        }
        if entry.before != before {
            return Err(Broken::Link(entry.seq));
        }
        if hash(case, entry.seq, &entry.before, &entry.actor, entry.at, &entry.event) != entry.hash {
            return Err(Broken::Changed(entry.seq));
        }
        before = &entry.hash;
    }
    Ok(())
}
