//! Every test of this crate, in one program.

mod bundles;
mod commands;
mod running;
mod votes;
