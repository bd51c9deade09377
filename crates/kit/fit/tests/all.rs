//! Every test of this crate, in one program.

mod faults;
mod journey;
mod readers;
mod town;
