//! The pages of votes.

pub mod asset;
mod ballots;
pub mod booth;
pub mod election;
pub mod elections;
pub mod role;
pub mod verification;
