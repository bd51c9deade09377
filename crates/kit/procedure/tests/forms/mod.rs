//! Forms from outside: every kind with right and wrong answers, conditions, versions, editing,
//! and what must hold for any form at all.

mod any_form;
mod conditions;
mod editing;
mod exchange;
mod kinds;
mod merging;
mod paper;
pub mod tape;
mod versions;

use jiff::civil::{Date, date};
use rathaus_procedure::{Definition, StableId};

/// The day on which all tests take place.
const TODAY: Date = date(2026, 11, 22);

fn id(text: &str) -> StableId {
    text.parse().expect("an id")
}

/// Reads a form that must be sound.
fn form(json: &str) -> Definition {
    Definition::from_json(json).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// A form of one page with these items, as JSON.
fn page_of(items: &str) -> String {
    format!(
        r#"{{"key": "form", "title": {{"de": "Formular"}},
            "pages": [{{"id": "page", "title": {{"de": "Seite"}}, "items": [{items}]}}]}}"#
    )
}
