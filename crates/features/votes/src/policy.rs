//! Who may do what with elections.

use rathaus_web::{PageError, Signed, Visitor};

/// Scope of tokens that read what the office reads.
pub const READ: &str = "votes:read";
/// Scope of tokens that change what the office changes.
pub const WRITE: &str = "votes:write";

/// The person, if they may prepare elections and meetings.
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
