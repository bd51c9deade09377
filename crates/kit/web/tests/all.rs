//! Every test of this crate, in one program.

mod doors;
mod gallery;
mod mail;
mod pieces;
mod pipeline;
mod scan;
mod serve;
mod shelf;
