//! Changing a draft by hand: a talk goes to another time or table, comes in, goes out, is locked.

use rathaus_core::Span;
use rathaus_store::Id;

use crate::model::talk::{Clash, Draft, Placed, clashes};
use crate::talking::Ground;

/// What came of a change by hand.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    /// The draft afterwards, and what about it an office should know.
    Done(Draft, Vec<Clash>),
    /// Nothing was changed: this is in the way.
    Refused(Vec<Clash>),
}

/// Puts a talk at a time and a table; without a table at the lowest that is free. A talk that is new comes in.
pub fn put(ground: &Ground, draft: &Draft, talk: &Placed, span: Span, table: Option<u32>) -> Moved {
    let table = table.or_else(|| draft.free_table(span, Some(talk.id)));
    // Where no table is free, the first one says who sits there.
    let next = Placed { span, table: table.unwrap_or(1), ..*talk };
    let found = clashes(draft, &next, &ground.people(), &ground.wishes);
    if found.iter().any(Clash::is_hard) {
        return Moved::Refused(found);
    }
    let mut after = draft.clone();
    after.talks.retain(|one| one.id != talk.id);
    after.unplaced.retain(|one| !next.is_of(one.a, one.b));
    after.talks.push(next);
    after.changes += 1;
    after.sort();
    Moved::Done(after, found)
}

/// Takes a talk out; `None` where it is not there.
pub fn take_out(draft: &Draft, id: Id) -> Option<Draft> {
    let mut after = draft.clone();
    after.talks.retain(|talk| talk.id != id);
    after.changes += 1;
    (after.talks.len() < draft.talks.len()).then_some(after)
}

/// Locks a talk where it is, or lets it go; `None` where it is not there.
pub fn lock(draft: &Draft, id: Id, is_locked: bool) -> Option<Draft> {
    let mut after = draft.clone();
    after.talks.iter_mut().find(|talk| talk.id == id)?.is_locked = is_locked;
    Some(after)
}
