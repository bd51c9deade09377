//! Verifiable elections in the format of Belenios 2.0: made here and verified here.

pub mod archive;
mod ballot;
mod board;
pub mod count;
mod credential;
mod decrypt;
mod election;
mod engine;
mod event;
pub mod group;
mod json;
#[cfg(all(target_arch = "x86_64", feature = "wide"))]
mod lanes;
mod make;
pub mod montgomery;
pub mod number;
mod proof;
mod refusal;
pub mod secret;
mod setup;
mod shuffle;
mod state;
mod tally;
mod threads;
pub mod threshold;
mod trustees;
mod verify;

pub use ballot::{Ballot, EncryptedAnswer, tracker};
pub use board::Board;
pub use credential::{Credential, CredentialError, Eligible, Eligibles};
pub use decrypt::{Counted, Outcome, PartialDecryption};
pub use election::{Election, Question, is_uuid};
pub use event::{Event, EventKind};
pub use json::{Hash, Malformed};
pub use make::{Booth, Vote, VoteError};
pub use proof::{Ciphertext, Proof};
pub use refusal::{Place, Refusal, Rule};
pub use setup::Setup;
pub use shuffle::{Commitments, Responses, Shuffle, ShuffleProof};
pub use state::Phase;
pub use tally::{Ciphertexts, Sized};
pub use trustees::{CertificateKeys, Signed, ThresholdGroup, Trustee, TrusteeKey, Trustees};
pub use verify::{Report, verify, verify_continuation};
