//! Letters of the town hall: a template and values become a PDF that may be archived (PDF/A-2a) and read aloud (PDF/UA-1).
//!
//! ```
//! use jiff::civil::date;
//! use rathaus_core::Lang;
//! use rathaus_letter::{Letter, Limits, Press, Shipped, Template};
//!
//! let template = Template::shipped(Shipped::Notice);
//! let values = Shipped::Notice.sample();
//! let letter = Letter { template: &template, values: &values, pictures: &[], lang: Lang::De, date: date(2026, 11, 30) };
//! let sheets = Press::shared().set(&letter, Limits::default())?;
//! assert_eq!(sheets.pages(), 2);
//! let pdf = sheets.pdf()?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok::<(), rathaus_letter::LetterError>(())
//! ```
//!
//! | Part | Answers |
//! |---|---|
//! | [`Press`], [`Letter`], [`Sheets`], [`Batch`] | how a letter becomes pages, a preview, a PDF, or a thousand of them |
//! | [`Template`], [`Shipped`], [`fields`] | how letters look and what they need |
//! | [`values`], [`markup`] | what values may hold and how office people write |
//! | [`Picture`](asset::Picture) | which pictures are let in |
//! | [`LetterError`] | what can go wrong, where, and what would be right |
//!
//! The only crate that knows Typst, which typesets with threads of its own; that is why it stands in the kit. It opens nothing: fonts
//! and shipped templates are inside, everything else is handed in.

pub mod asset;
#[cfg(feature = "press")]
mod bulk;
#[cfg(feature = "press")]
mod desk;
mod error;
pub mod fields;
pub mod markup;
#[cfg(feature = "press")]
mod press;
#[cfg(feature = "press")]
mod template;
pub mod values;

pub use asset::{AssetError, Picture};
#[cfg(feature = "press")]
pub use bulk::{Batch, Copy};
pub use error::{Kind, LetterError, TemplateMistake, ValueFault, ValueMistake};
#[cfg(feature = "press")]
pub use press::{LARGEST_VALUES, Letter, Limits, MOST_PICTURES, Press, Sheets};
#[cfg(feature = "press")]
pub use template::{Shipped, Template};
