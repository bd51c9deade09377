//! The case: what becomes of an application, from the day it came to the day it is closed.
//!
//! A case is what its events say, one after the other ([`event`]). Each names the one before it by its hash, so that
//! none can be changed, left out or put in between unseen ([`chain`]). [`Case::apply`] makes the case of them;
//! [`Case::refusal`] says which event may come next. Nothing else changes a case, and the due day is computed each time it is
//! asked for ([`Case::clock`]).
//!
//! ```text
//! open ──► asked back (one correction at a time) ──► open ──► proposed ──► decided ──► closed
//!   └──────────────────────── withdrawn ──────────────────────────────────────────────► closed
//! ```
//!
//! All of this is pure. [`crate::store::cases`] keeps events and case in one transaction.

pub mod chain;
pub mod event;
mod projection;
mod rules;

pub use event::{Assignee, CaseEvent, Channel, Entry, Outcome, TaskKind, Verdict};
pub use projection::{Case, CaseState, Correction, Decision, Proposal, ProposedRevision, Task, UseReport};
pub use rules::Refusal;
