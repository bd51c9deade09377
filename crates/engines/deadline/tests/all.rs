//! Every test of this crate, in one program.

mod cases;
mod clock;
mod properties;
mod tables;
