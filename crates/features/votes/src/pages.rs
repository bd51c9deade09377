//! The pages of votes.

pub mod asset;
mod ballots;
pub mod booth;
pub mod election;
pub mod elections;
pub mod electors;
pub mod meeting;
pub mod preparation;
pub mod preview;
pub mod protocol;
pub mod questions;
pub mod rehearsal;
pub mod role;
pub mod roles;
pub mod rules;
pub mod verification;
