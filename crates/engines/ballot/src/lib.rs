//! Verifiable elections in the format of Belenios 2.0: made here and verified here.
//!
//! Whoever has the archive of an election can check that every ballot counted comes from a voter of the list, that no ballot was
//! lost, changed or added, and that the result is theirs, without learning how anybody voted. Belenios' own programs read what is made
//! here, and the other way round. The format is taken from its specification (version 2.0) and from what `belenios-tool` does, not
//! from its source.
//!
//! | Role | Begins with |
//! |---|---|
//! | credential authority | [`Credential::new`], [`Credential::public`], [`Eligibles`] |
//! | trustee, alone | [`TrusteeKey::new`], [`PartialDecryption::new`], [`Shuffle::new`] |
//! | trustees, some of whom suffice | [`threshold`] |
//! | administrator | [`Board::new`], which adds what the verifier accepts and nothing else; [`Writer`] writes again what it accepted |
//! | voter | [`Booth::ballot`]; [`tracker`] is what to note; [`Booth::audit`] of a ballot that is not cast |
//! | anybody | [`verify`], [`verify_continuation`]; [`count`] makes winners of results |
//!
//! What is refused is refused with a [`Rule`] and a [`Place`]. The verifier is stricter than `belenios-tool` 2.0: events come in the
//! order of an election, the tally is computed anew, no ballot is cast twice, and texts have one spelling.
//!
//! Public values are computed by [`montgomery`] and, several at once, by `engine`; secrets only by [`secret`], in constant time. Chance is
//! a [`rand_core::CryptoRng`] that the caller brings. Without the features `parallel` and `wide` the crate needs neither threads
//! nor a certain processor, so that ballots can be made in a browser.
//!
//! Left out on purpose: other groups than the two of the specification, questions that later versions of Belenios have (lists),
//! mails to voters and trustees, and the sealing of who voted from what was voted, which is the server's business.

pub mod archive;
mod ballot;
mod board;
pub mod count;
mod credential;
mod decrypt;
#[cfg(any(target_arch = "wasm32", test))]
mod digits;
mod election;
mod engine;
mod event;
mod field;
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
mod writer;

pub use ballot::{Ballot, EncryptedAnswer, tracker};
pub use board::Board;
pub use credential::{Credential, CredentialError, Eligible, Eligibles};
pub use decrypt::{Counted, Outcome, PartialDecryption};
pub use election::{Election, Question, is_uuid, new_uuid};
pub use event::{Event, EventKind};
pub use json::{Hash, Malformed};
pub use make::{AuditError, BallotSeed, Booth, Vote, VoteError};
pub use proof::{Ciphertext, Proof};
pub use refusal::{Place, Refusal, Rule};
pub use setup::Setup;
pub use shuffle::{Commitments, Responses, Shuffle, ShuffleProof};
pub use state::Phase;
pub use tally::{Ciphertexts, Sized};
pub use trustees::{CertificateKeys, Signed, ThresholdGroup, Trustee, TrusteeKey, Trustees};
pub use verify::{Report, verify, verify_continuation};
pub use writer::Writer;
