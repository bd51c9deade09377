//! The pages of votes.

pub mod elections;
