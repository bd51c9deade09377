//! The pages of votes.

pub mod elections;
pub mod meeting;
