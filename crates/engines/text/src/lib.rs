//! German text: analysis, search, ranking and grouping, as pure functions of their input.

pub mod analysis;
pub mod blank;
pub mod groups;
pub mod index;
pub mod lexicon;
pub mod spelling;
pub mod synonyms;
pub mod thesaurus;
pub mod vectors;
