//! The pages of votes.

pub mod elections;
pub mod electors;
pub mod preparation;
pub mod preview;
pub mod protocol;
pub mod questions;
pub mod rehearsal;
pub mod roles;
pub mod rules;
