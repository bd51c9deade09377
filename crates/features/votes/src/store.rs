//! All SQL of votes.

pub mod ballot;
pub mod election;
pub mod elector;
pub mod message;
pub mod rehearsal;
pub mod role;
