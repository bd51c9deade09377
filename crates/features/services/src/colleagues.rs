//! Who works on cases beside one: colleagues who can be written to, and those who are away and whom one stands in for.
//!
//! A deputy sees the cases and messages of who is away, and acts under their own name; the case says for whom. Rights never pass on:
//! who stands in works in the office already. A second pair of eyes is always one's own, so agreeing to a decision, or sending
//! it back, is done for nobody; and it is somebody else than who proposed, whoever was away
//! (`INVARIANT:` test `four_eyes_are_two_persons_whoever_stands_in`).

use jiff::Timestamp;
use rathaus_people::deputy::{Absent, list_absent};
use rathaus_people::german_order;
use rathaus_people::person::{self, PersonFilter};
use rathaus_procedure::case::{Case, CaseEvent};
use rathaus_store::{Id, Session, StoreError};
use rathaus_web::{PageError, Role, Visitor};

/// For whom the visitor stands in at the moment.
///
/// # Errors
///
/// What the database says.
pub async fn absent(visitor: &Visitor, session: &mut Session) -> Result<Vec<Absent>, StoreError> {
    match visitor.signed() {
        Some(signed) => list_absent(session, signed.person, visitor.now()).await,
        None => Ok(Vec::new()),
    }
}

/// Whose place the visitor takes when acting on a case: that of its clerk, where they stand in for them.
///
/// # Errors
///
/// What the database says.
pub async fn stands_in(
    visitor: &Visitor,
    session: &mut Session,
    case: &Case,
) -> Result<Option<Absent>, StoreError> {
    let Some(clerk) = case.clerk else { return Ok(None) };
    Ok(absent(visitor, session).await?.into_iter().find(|away| away.person == clerk))
}

/// What comes before the events of who stands in.
pub fn stood_in(away: &Absent) -> CaseEvent {
    CaseEvent::StoodIn { absent: away.person, name: away.name.clone() }
}

/// Somebody who can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The person.
    pub person: Id,
    /// How they are addressed.
    pub name: String,
}

/// Everybody who works on cases, by name, but the visitor.
///
/// # Errors
///
/// What the database says.
pub async fn colleagues(visitor: &Visitor, session: &mut Session) -> Result<Vec<Colleague>, PageError> {
    let own = visitor.person()?.person;
    let mut all = list_workers(session, visitor.now()).await?;
    all.retain(|colleague| colleague.person != own);
    Ok(all)
}

async fn list_workers(session: &mut Session, now: Timestamp) -> Result<Vec<Colleague>, StoreError> {
    let mut all: Vec<Colleague> = Vec::new();
    for role in [Role::Office, Role::Administrator] {
        let filter = PersonFilter { role: Some(role), ..PersonFilter::default() };
        for one in person::list(session, &filter, now).await? {
            if !all.iter().any(|colleague| colleague.person == one.id) {
                all.push(Colleague { person: one.id, name: one.addressed().to_owned() });
            }
        }
    }
    all.sort_by_cached_key(|colleague| german_order(&colleague.name));
    Ok(all)
}
