//! What every page stands on: the KERN look, the two languages, templates, and charts as accessible SVG.
//!
//! Pure so far: text in, text out. The request pipeline comes with the first pages; nothing in here knows a
//! feature, and no chart knows what its numbers mean.

pub mod charts;
pub mod language;
pub mod look;
pub mod page;

pub use language::{TextError, Texts};
