//! All SQL of this crate, one module per table.

pub(crate) mod key;
pub(crate) mod mail;
