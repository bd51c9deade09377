//! Personal links with which a body says what came of its meetings in a round. All links of a body open the same page.

use jiff::{SignedDuration, Timestamp};
use rathaus_people::links::{self, NewLink};
use rathaus_store::{Change, Id, Session, StoreError};

/// What these links are for.
pub const PURPOSE: &str = "outcome";
/// How long a link opens: until long after the next question, whose mail brings a new one.
const OPEN: SignedDuration = SignedDuration::from_hours(200 * 24);

/// Issues a link for a body and gives its path below the tenant, as in `/outcome/SECRET`.
///
/// # Errors
///
/// What the database says.
pub async fn issue_link(
    change: &mut Change,
    round: Id,
    organisation: Id,
    email: &str,
) -> Result<String, StoreError> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: round.to_string(),
        person: None,
        email: Some(email.to_owned()),
        organisation: Some(organisation),
        expires_at: change.now().checked_add(OPEN).map_err(StoreError::fault)?,
        single_use: false,
    };
    Ok(format!("/outcome/{}", links::issue(change, new).await?.reveal()))
}

/// What a link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The link, for [`rathaus_store::Actor::Link`].
    pub link: Id,
    /// Where it was sent.
    pub email: String,
    /// The round.
    pub round: Id,
    /// The body.
    pub organisation: Id,
}

/// What a link with this secret opens at `now`.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_secret(
    db: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Opened>, StoreError> {
    let Some(link) = links::find(db, PURPOSE, secret, now).await? else { return Ok(None) };
    let (Ok(round), Some(organisation)) = (link.subject.parse(), link.organisation) else { return Ok(None) };
    Ok(Some(Opened { link: link.id, email: link.email.unwrap_or_default(), round, organisation }))
}
