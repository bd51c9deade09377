//! Who may do what with services and cases.
//!
//! Everybody reads what is published. An application belongs to the holder of its link, or to the person who was signed in; the
//! office works on every case, readers read them. A second person of the office approves: that is a rule of the case.

use rathaus_web::{PageError, Role, Signed, Visitor};

/// Scope of tokens that read what the office reads.
pub const READ: &str = "services:read";
/// Scope of tokens that change what the office changes.
pub const WRITE: &str = "services:write";

/// The person, if they may work on services and cases.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`].
pub fn may_work(visitor: &Visitor) -> Result<&Signed, PageError> {
    visitor.works(WRITE)
}

/// The person, if they may read cases.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`].
pub fn may_read(visitor: &Visitor) -> Result<&Signed, PageError> {
    visitor.reads(READ)
}

/// The person, if they may give points to applications for a grant.
///
/// # Errors
///
/// [`PageError::SignIn`] or [`PageError::Forbidden`].
pub fn may_score(visitor: &Visitor) -> Result<&Signed, PageError> {
    let signed = visitor.require(&[Role::Office, Role::Administrator, Role::Reviewer])?;
    visitor.scope_allows(WRITE)?;
    Ok(signed)
}
