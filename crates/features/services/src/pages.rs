//! The pages of services, a file each.

pub mod application;
pub mod case;
pub mod cases;
pub mod catalogue;
pub mod fim;
pub mod fit;
pub mod grants;
pub mod letters;
pub mod money;
pub mod office;
pub mod payment;
pub mod permits;
pub mod reservation;
pub mod scores;
pub mod share;

use rathaus_core::Lang;
use rathaus_procedure::Words;

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A text that may be missing, in a language.
fn some(words: Option<&Words>, lang: Lang) -> String {
    words.map(|words| words.get(lang).to_owned()).unwrap_or_default()
}
