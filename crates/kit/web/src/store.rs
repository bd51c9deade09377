//! All SQL of this crate, one module per table.

pub(crate) mod figures;
pub(crate) mod key;
pub(crate) mod mail;
pub(crate) mod wording;
