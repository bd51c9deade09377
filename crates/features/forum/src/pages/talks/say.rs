//! Clashes and changes in words.

use rathaus_store::Id;
use rathaus_web::{PageError, Value, Visitor, context};

use crate::model::talk::{Clash, Step};
use crate::talking::Ground;

/// Clashes in words.
pub(crate) fn clashes(visitor: &Visitor, ground: &Ground, found: &[Clash]) -> Result<Vec<String>, PageError> {
    found
        .iter()
        .map(|clash| {
            let (a, b, table) = match clash {
                Clash::Busy(a, b) | Clash::Table(a, b) => (ground.name(*a), ground.name(*b), 0),
                Clash::Away(a) | Clash::Never(a) | Clash::Window(a) => (ground.name(*a), "", 0),
                Clash::NoTable(table) => ("", "", *table),
                Clash::Twice => ("", "", 0),
            };
            let args = [("a", a.into()), ("b", b.into()), ("n", f64::from(table).into())];
            visitor.text_with(&format!("talks-clash-{}", clash.word()), &args)
        })
        .collect()
}

/// Changes as lists show them.
pub(crate) fn steps(ground: &Ground, steps: &[Step]) -> Vec<Value> {
    let name = |id: Id| ground.name(id).to_owned();
    steps
        .iter()
        .map(|step| {
            context! {
                turn => step.turn.word(),
                a => name(step.talk.a),
                b => name(step.talk.b),
                was => step.was.map(|span| span.start.to_string()),
                time => step.talk.span.start.to_string(),
                table => step.talk.table,
            }
        })
        .collect()
}
