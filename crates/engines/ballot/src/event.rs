//! Events: what happened in an election, each pointing to the one before it (specification, section 4.4).

use crate::json::{Hash, Reader, write_string};
use crate::refusal::Refusal;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// The election was set up; voting begins.
    Setup,
    /// A ballot was cast.
    Ballot,
    /// No ballot is taken any more.
    EndBallots,
    /// The ballots were summed up or collected.
    EncryptedTally,
    /// A trustee shuffled what is decrypted one by one.
    Shuffle,
    /// No trustee shuffles any more.
    EndShuffles,
    /// A trustee decrypted.
    PartialDecryption,
    /// The result was computed.
    Result,
}

impl EventKind {
    const ALL: [EventKind; 8] = [
        EventKind::Setup,
        EventKind::Ballot,
        EventKind::EndBallots,
        EventKind::EncryptedTally,
        EventKind::Shuffle,
        EventKind::EndShuffles,
        EventKind::PartialDecryption,
        EventKind::Result,
    ];

    /// As an archive writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            EventKind::Setup => "Setup",
            EventKind::Ballot => "Ballot",
            EventKind::EndBallots => "EndBallots",
            EventKind::EncryptedTally => "EncryptedTally",
            EventKind::Shuffle => "Shuffle",
            EventKind::EndShuffles => "EndShuffles",
            EventKind::PartialDecryption => "PartialDecryption",
            EventKind::Result => "Result",
        }
    }

    /// How many files of data stand before such an event; the last of them is its payload.
    pub fn files(self) -> usize {
        match self {
            EventKind::Setup => 4,
            EventKind::Ballot | EventKind::Result => 1,
            EventKind::EndBallots | EventKind::EndShuffles => 0,
            EventKind::EncryptedTally | EventKind::Shuffle | EventKind::PartialDecryption => 2,
        }
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The hash of the event before; the first has none.
    pub parent: Option<Hash>,
    /// How many events came before.
    pub height: u64,
    /// What happened.
    pub kind: EventKind,
    /// The file that says more, for most kinds.
    pub payload: Option<Hash>,
}

impl Event {
    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        if let Some(parent) = &self.parent {
            out.push_str("\"parent\":");
            write_string(&mut out, &parent.to_hex());
            out.push(',');
        }
        out.push_str(&format!("\"height\":{},\"type\":\"{}\"", self.height, self.kind.as_str()));
        if let Some(payload) = &self.payload {
            out.push_str(",\"payload\":");
            write_string(&mut out, &payload.to_hex());
        }
        out.push('}');
        out
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`crate::Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<Event, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{")?;
        let parent = if reader.may("\"parent\":") {
            let hash = reader.hash()?;
            reader.literal(",")?;
            Some(hash)
        } else {
            None
        };
        reader.literal("\"height\":")?;
        let height = reader.small()?;
        reader.literal(",\"type\":\"")?;
        let kind = EventKind::ALL.into_iter().find(|kind| reader.is_next(&format!("{}\"", kind.as_str())));
        let Some(kind) = kind else { return Ok(reader.wrong("the name of an event")?) };
        reader.literal(kind.as_str())?;
        reader.literal("\"")?;
        let payload = if reader.may(",\"payload\":") { Some(reader.hash()?) } else { None };
        reader.literal("}")?;
        reader.end()?;
        Ok(Event { parent, height, kind, payload })
    }
}
