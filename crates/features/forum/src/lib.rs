//! The forum: from the needs of municipalities and the offers of suppliers to areas of action,
//! matches, the choice of suppliers, the timetable of one-to-one talks and the report.
//!
//! [`input`] reads a folder, [`plan`] computes a [`model::plan::Plan`] from it, [`output`] writes the files.
//! On the web the same round is kept in the database ([`store`]) and shown on [`pages`]; [`feature`] is all of it.

pub mod areas;
pub mod constraints;
pub mod import;
pub mod input;
pub mod jobs;
pub mod mailing;
pub mod matching;
pub mod model;
pub mod output;
pub mod pages;
pub mod plan;
pub mod policy;
pub mod report;
pub mod sample;
pub mod store;
pub mod survey;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang};

/// The forum's tables.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!("forum", "0001_round", "0002_invitation", "0010_need");

/// The texts of the forum's pages; those of the report are its own.
const TEXTS: &[(Lang, &str)] = &[];

/// The templates of the forum's pages.
const TEMPLATES: &[(&str, &str)] = &[];

/// The forum as a feature of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("forum"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature
}
