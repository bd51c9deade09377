//! Every test of this crate, in one program.

mod genericode;
mod mistakes;
mod round_trip;
mod samples;
