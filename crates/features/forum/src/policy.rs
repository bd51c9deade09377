//! Who may do what in the forum.
//!
//! Four kinds of people: the office (works), readers (see what the office sees), representatives of towns (answer for
//! the bodies they have a seat in) and of suppliers (offer for theirs). Holders of a personal link are none of these;
//! the link itself says what it opens ([`crate::store::invitation::find_by_secret`]).

use rathaus_store::Id;
use rathaus_web::{PageError, Role, Seat, Signed, Visitor};

use crate::model::project::ProjectState;
use crate::store::project::KeptProject;
use crate::store::project::file::ProjectFile;
use crate::store::round::KeptRound;

/// Scope of tokens that read what the office reads.
pub const READ: &str = "forum:read";
/// Scope of tokens that change what the office changes.
pub const WRITE: &str = "forum:write";

/// The person, if they may change rounds, invitations, areas and plans.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`].
pub fn may_work(visitor: &Visitor) -> Result<&Signed, PageError> {
    visitor.works(WRITE)
}

/// The person, if they may read what the office reads.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`].
pub fn may_read(visitor: &Visitor) -> Result<&Signed, PageError> {
    visitor.reads(READ)
}

/// The person, if they may sit in a jury: who reads what the office reads sees every offer, and could not be kept
/// from those of a conflict.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`]; a conflict that says why for those who read everything.
pub fn may_review(visitor: &Visitor) -> Result<&Signed, PageError> {
    let signed = visitor.require(&[Role::Reviewer])?;
    visitor.scope_allows(READ)?;
    if visitor.has(&READS_ALL) {
        return Err(PageError::Conflict("juror-reads-all"));
    }
    Ok(signed)
}

/// Roles that see every offer.
pub const READS_ALL: [Role; 3] = [Role::Office, Role::Administrator, Role::Reader];

/// Whether the visitor sees the page of this round: everybody a public one, those who work on it the others.
pub fn may_see(visitor: &Visitor, round: &KeptRound) -> bool {
    round.is_public
        || may_read(visitor).is_ok()
        || visitor.has(&[Role::Representative, Role::Reviewer]) && visitor.scope_allows(READ).is_ok()
}

/// The seat with which a person speaks for a body, if they have one.
pub fn seat_of(signed: &Signed, organisation: Id) -> Option<&Seat> {
    signed.seats.iter().find(|seat| seat.organisation == organisation && seat.role == Role::Representative)
}

/// Whether the visitor may read what towns agreed to share with each other: the office, its readers, and whoever speaks
/// for a town or county.
pub fn may_see_shared(visitor: &Visitor) -> bool {
    let speaks = |seat: &Seat| seat.kind != "supplier" && seat.role == Role::Representative;
    may_read(visitor).is_ok()
        || visitor.scope_allows(READ).is_ok()
            && visitor.signed().is_some_and(|one| one.seats.iter().any(speaks))
}

/// The seats with which a person speaks for suppliers.
pub fn supplier_seats(signed: &Signed) -> impl Iterator<Item = &Seat> {
    signed.seats.iter().filter(|seat| seat.kind == "supplier" && seat.role == Role::Representative)
}

/// The seats with which a person speaks for towns and counties.
pub fn town_seats(signed: &Signed) -> impl Iterator<Item = &Seat> {
    let is_town = |seat: &&Seat| matches!(seat.kind.as_str(), "municipality" | "county");
    signed.seats.iter().filter(|seat| seat.role == Role::Representative).filter(is_town)
}

/// Whether the visitor speaks for this body, a town or county.
fn speaks_for(visitor: &Visitor, organisation: Id) -> bool {
    visitor.signed().is_some_and(|signed| town_seats(signed).any(|seat| seat.organisation == organisation))
}

/// Whether the visitor sees a project: everybody a published one, its own body, the office and readers the others.
pub fn may_see_project(visitor: &Visitor, project: &KeptProject) -> bool {
    project.state == ProjectState::Published
        || may_read(visitor).is_ok()
        || speaks_for(visitor, project.organisation) && visitor.scope_allows(READ).is_ok()
}

/// Whether the visitor may begin projects: the office, and who speaks for a town.
pub fn may_begin_project(visitor: &Visitor) -> bool {
    may_work(visitor).is_ok()
        || visitor.signed().is_some_and(|signed| town_seats(signed).next().is_some())
            && visitor.scope_allows(WRITE).is_ok()
}

/// Whether the visitor may change this project: the office and its own body.
pub fn may_change_project(visitor: &Visitor, project: &KeptProject) -> bool {
    may_work(visitor).is_ok()
        || speaks_for(visitor, project.organisation) && visitor.scope_allows(WRITE).is_ok()
}

/// Whether the visitor reads whom to ask about a project: everybody where its body said so, else towns and the office.
pub fn may_see_contact(visitor: &Visitor, project: &KeptProject) -> bool {
    project.text.contact_public
        || may_read(visitor).is_ok()
        || visitor.signed().is_some_and(|signed| town_seats(signed).next().is_some())
}

/// Whether the visitor may have a document of a project they see: everybody where its body said so, else towns and the
/// office.
pub fn may_have_file(visitor: &Visitor, project: &KeptProject, file: &ProjectFile) -> bool {
    file.is_public
        || may_read(visitor).is_ok()
        || speaks_for(visitor, project.organisation)
        || may_see_shared(visitor)
}
