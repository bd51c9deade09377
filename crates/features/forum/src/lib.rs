//! The forum: from the needs of municipalities and the offers of suppliers to areas of action,
//! matches, the choice of suppliers, the timetable of one-to-one talks and the report.
//!
//! [`input`] reads a folder, [`plan`] computes a [`model::plan::Plan`] from it, [`output`] writes the files.
//! What this crate leaves out on purpose: sign-in, pages and mail, which stand on the kit.

pub mod areas;
pub mod constraints;
pub mod input;
pub mod matching;
pub mod model;
pub mod output;
pub mod plan;
pub mod report;
pub mod sample;
