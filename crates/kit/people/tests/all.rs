//! Every test of this crate, in one program.

mod doors;
mod pages;
mod passkeys;
mod sign_in;
