//! Every test of this crate, in one program.

mod doors;
mod election;
mod meeting;
mod office;
