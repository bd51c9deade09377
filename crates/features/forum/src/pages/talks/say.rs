//! Clashes and changes in words.

use rathaus_store::Id;
use rathaus_web::{PageError, Value, Visitor, context};

use crate::model::plan::Cause;
use crate::model::talk::{Clash, Missed, Step};
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

/// Why a talk found no place, in the visitor's language; what an earlier version noted, in German.
pub(super) fn missed(visitor: &Visitor, ground: &Ground, one: &Missed) -> Result<Value, PageError> {
    let (key, who) = match &one.cause {
        None => return Ok(context! { text => one.reason.clone(), is_german => true }),
        Some(Cause::NeverTogether) => ("talks-missed-never-together", ""),
        Some(Cause::NoRoom) => ("talks-missed-no-room", ""),
        Some(Cause::TooManyTalks { who }) => ("talks-missed-too-many", who.as_str()),
    };
    let named = ground.registrations.iter().find(|one| one.label == who);
    let who = named.map_or(who, |one| one.name.as_str());
    Ok(context! { text => visitor.text_with(key, &[("who", who.into())])?, is_german => false })
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
