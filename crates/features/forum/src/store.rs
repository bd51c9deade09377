//! All of the forum's SQL, one file per table.

pub mod correspondence;
pub mod invitation;
pub mod round;
