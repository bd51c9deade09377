//! Every test of this crate, in one program.

mod audit;
mod backup;
mod check;
mod files;
mod jobs;
mod kept;
mod killed;
mod tenants;
