//! Applications that come over FIT-Connect: fetched from the delivery service, opened, checked, made a case, answered.
//!
//! What an online service elsewhere sends waits at a delivery service until it is answered. A job lists it every minute
//! ([`receiving`]); each submission becomes one application with its case ([`keeping`]), and only then it is accepted. A program
//! that dies between the two finds it again and only answers. What cannot be opened or is damaged is rejected with
//! FIT-Connect's problems. What this house alone stands in the way of (no service is set up, a key is missing, nobody looks into
//! files) is never rejected by itself: it waits, and the office sees why.
//!
//! The data become the form's answers ([`answers`]). What the form has no place for is kept as a file of the case and shown.
//!
//! Left out on purpose: replies over FIT-Connect (applicants get the usual mails), callbacks (we ask), checking proofs of identity,
//! several destinations of one tenant, making keys.

pub mod answers;
pub mod connection;
pub mod keeping;
pub mod receiving;
pub mod schema;

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_fit::{AuthenticationTags, CaseId, DestinationId, Problem, SubmissionId};
use rathaus_store::Id;
use serde::{Deserialize, Serialize};

pub use connection::Connection;

/// How a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrivalState {
    /// It is at the delivery service, and something stands in its way.
    Waiting,
    /// It is a case; the delivery service does not know yet.
    Kept,
    /// It is a case, and the delivery service knows.
    Accepted,
    /// It is to be rejected; the delivery service does not know yet.
    Refused,
    /// It is rejected.
    Rejected,
    /// It waited, and the delivery service does not have it any more.
    Gone,
}

impl ArrivalState {
    /// All of them.
    pub const ALL: [ArrivalState; 6] = [
        ArrivalState::Waiting,
        ArrivalState::Kept,
        ArrivalState::Accepted,
        ArrivalState::Refused,
        ArrivalState::Rejected,
        ArrivalState::Gone,
    ];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ArrivalState::Waiting => "waiting",
            ArrivalState::Kept => "kept",
            ArrivalState::Accepted => "accepted",
            ArrivalState::Refused => "refused",
            ArrivalState::Rejected => "rejected",
            ArrivalState::Gone => "gone",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Why a submission waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No service takes it.
    Service,
    /// A service takes it, but not with data of this schema.
    Schema,
    /// The form of the service is not published, or does not say how it is worked off.
    Form,
    /// Nothing in its data belongs to the form.
    Data,
    /// It is locked with a key that is not here.
    Key,
    /// The record of the delivery service cannot be believed: a key of its own is not published.
    Log,
    /// Nobody can look into its files now.
    Scan,
    /// It cannot be fetched.
    Fetch,
    /// This house cannot open it now.
    Later,
    /// It was answered, and the delivery service did not take the answer.
    Answer,
    /// It is a case here, but counts as rejected or deleted at the delivery service.
    Lost,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 11] = [
        Reason::Service,
        Reason::Schema,
        Reason::Form,
        Reason::Data,
        Reason::Key,
        Reason::Log,
        Reason::Scan,
        Reason::Fetch,
        Reason::Later,
        Reason::Answer,
        Reason::Lost,
    ];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Service => "service",
            Reason::Schema => "schema",
            Reason::Form => "form",
            Reason::Data => "data",
            Reason::Key => "key",
            Reason::Log => "log",
            Reason::Scan => "scan",
            Reason::Fetch => "fetch",
            Reason::Later => "later",
            Reason::Answer => "answer",
            Reason::Lost => "lost",
        }
    }

    /// The reason of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// Whether the office can do something about it where the services are set up.
    pub fn is_about_services(self) -> bool {
        matches!(self, Reason::Service | Reason::Schema | Reason::Form | Reason::Data)
    }
}

/// A submission as we know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The delivery service's id.
    pub id: SubmissionId,
    /// How it stands.
    pub state: ArrivalState,
    /// Where it was sent.
    pub destination: DestinationId,
    /// The case it belongs to, at the delivery service.
    pub fit_case: CaseId,
    /// Why it waits.
    pub reason: Option<Reason>,
    /// The same for whoever looks after the program. Quotes nothing that was delivered.
    pub fault: Option<String>,
    /// How often it was tried in vain.
    pub tries: u32,
    /// Before when it is not tried again.
    pub next_at: Timestamp,
    /// Our case.
    pub case: Option<Id>,
    /// What is known of it.
    pub content: Content,
    /// When it was seen first.
    pub found_at: Timestamp,
    /// When it was made a case or refused.
    pub decided_at: Option<Timestamp>,
    /// When the delivery service took the answer.
    pub answered_at: Option<Timestamp>,
}

/// What is known of a submission. Of what is no case it holds nothing personal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The service that is applied for, as its sender calls it.
    pub service: String,
    /// Its identifier, `urn:de:fim:leika:leistung:` and fourteen digits.
    pub identifier: String,
    /// The schema of its data.
    pub schema_uri: String,
    /// The schema in which it is answered.
    pub claims: Option<String>,
    /// Its parts, for the event that takes it.
    pub tags: Option<AuthenticationTags>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The same for whoever looks after the program.
    pub why: String,
    /// How the sender calls it.
    pub reference: String,
    /// The day that the applicant applied, as the sender says.
    pub applied_on: Option<Date>,
    /// Where the applicant wants the answer.
    pub reply: Option<Reply>,
    /// Proofs of who applied, which nobody checked: kind and version.
    pub proofs: Vec<String>,
    /// What was paid on the way, as the sender says.
    pub payment: Option<Paid>,
    /// What the clerk should know.
    pub notes: Vec<Note>,
    /// The files.
    pub files: Vec<KeptFile>,
}

/// Where the applicant wants the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// `mail`, `demail`, `fink`, `elster`, or the name that FIT-Connect has for it.
    pub way: String,
    /// The address or mailbox there, if it has one.
    pub address: String,
}

/// What was paid on the way, as the sender says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// In cents, if it is said.
    pub cents: Option<i64>,
    /// The reference on the payment.
    pub reference: String,
    /// How it stands, in FIT-Connect's words.
    pub state: String,
}

/// A file of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its id in the store of files.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// What it is: `data`, `form`, `attachment`, `report`, `proof`.
    pub what: String,
    /// What it shows, in the applicant's words.
    pub description: String,
}

/// Something that the clerk should know about the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Note {
    /// The form has no place for it.
    Unplaced {
        /// Where it stands in the data.
        place: String,
        /// It.
        value: String,
    },
    /// The form asks for something else there.
    Unreadable {
        /// The question.
        label: String,
        /// What stands there.
        value: String,
    },
    /// The form does not ask this after what else was answered.
    NotAsked {
        /// The question.
        label: String,
        /// What was answered.
        value: String,
    },
    /// More entries than the form takes.
    More {
        /// The question or group.
        label: String,
        /// How many there are.
        came: usize,
        /// How many are taken.
        kept: usize,
    },
    /// Further notes of these kinds are left out; the data file has all.
    Cut {
        /// How many.
        left: usize,
    },
    /// A file that was not kept.
    File {
        /// Its name.
        name: String,
        /// Why: the end of a translation key.
        why: String,
    },
}

/// Which service takes what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its id.
    pub id: Id,
    /// The service.
    pub service: Id,
    /// The key of the service in the catalogue of the federal states (LeiKa), 14 digits.
    pub leika: String,
    /// The schema of the data.
    pub schema_uri: String,
}

/// What identifiers of the catalogue of services begin with.
pub const LEIKA: &str = "urn:de:fim:leika:leistung:";

/// The key in an identifier of a service; the identifier itself where it is none of the catalogue.
pub fn leika_of(identifier: &str) -> &str {
    identifier.trim().strip_prefix(LEIKA).unwrap_or(identifier.trim())
}

/// Whether two URIs of schemas are the same.
pub fn same_schema(one: &str, other: &str) -> bool {
    one.trim().trim_end_matches('#') == other.trim().trim_end_matches('#')
}

/// How long to wait after something was tried in vain so many times.
pub fn pause(tries: u32) -> Duration {
    Duration::from_secs(match tries {
        0 => 0,
        1 => 60,
        2 => 120,
        3 => 300,
        4 => 900,
        _ => 3_600,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_reason_has_its_word() {
        for state in ArrivalState::ALL {
            assert_eq!(ArrivalState::of_word(state.word()), Some(state));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::of_word(reason.word()), Some(reason));
        }
        assert_eq!((ArrivalState::of_word("maybe"), Reason::of_word("maybe")), (None, None));
    }

    #[test]
    fn keys_and_schemas_are_compared_as_they_are_meant() {
        assert_eq!(leika_of("urn:de:fim:leika:leistung:99102013001000"), "99102013001000");
        assert_eq!(leika_of(" 99102013001000 "), "99102013001000");
        assert_eq!(leika_of("urn:de:other"), "urn:de:other");
        assert!(same_schema("https://a.example/s.json#", " https://a.example/s.json"));
        assert!(!same_schema("https://a.example/s.json", "https://a.example/t.json"));
        assert!((0..8).is_sorted_by_key(pause));
    }
}
