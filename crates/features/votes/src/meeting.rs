//! Quick ballots in a meeting: who is there, what is asked, how many for it, and the minutes.
//!
//! [`motion`] holds the rules, [`store`] what is kept. Secrecy is that of an organised room and not of mathematics: this
//! program counts in secret, and the README says who could still look. Where nobody may be trusted an election is held.

pub mod api;
pub mod jobs;
pub mod list;
pub mod motion;
pub mod sample;
pub mod store;
