//! Who sees what when: the table on the edit page, made from the same dates as the pages' own checks.

use jiff::civil::Date;
use serde::Serialize;

use crate::store::round::{KeptRound, Stage};

/// One cell: key of a text `round-sees-…` and the day in it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Cell {
    key: &'static str,
    day: Option<Date>,
}

/// One row: what is seen, and by whom.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    what: &'static str,
    everybody: Cell,
    towns: Cell,
    suppliers: Cell,
}

fn cell(key: &'static str) -> Cell {
    Cell { key, day: None }
}

/// From this day on; without a day, from the stage's begin.
fn from(day: Option<Date>) -> Cell {
    Cell { key: if day.is_some() { "from" } else { "from-begin" }, day }
}

/// The rows of a round. The office sees everything at any time and has no column.
pub(super) fn rows(round: &KeptRound) -> Vec<Row> {
    let page = || cell(if round.is_public { "always" } else { "never" });
    let survey = || from(round.stage(Stage::Survey).starts);
    let offers = || from(round.stage(Stage::Offers).starts);
    let seen = |cell: Cell| if round.is_public { cell } else { self::cell("never") };
    vec![
        Row { what: "page", everybody: page(), towns: cell("always"), suppliers: cell("always") },
        Row { what: "survey", everybody: cell("never"), towns: survey(), suppliers: cell("never") },
        Row { what: "needs", everybody: cell("never"), towns: cell("shared"), suppliers: cell("never") },
        Row { what: "areas", everybody: seen(offers()), towns: offers(), suppliers: offers() },
        Row { what: "offers", everybody: cell("never"), towns: cell("never"), suppliers: cell("own") },
        Row { what: "plan", everybody: cell("never"), towns: cell("never"), suppliers: cell("never") },
    ]
}
