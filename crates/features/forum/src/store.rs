//! All of the forum's SQL, one file per table.

pub mod round;
