//! The personal links of an invitation: what a mail carries, and what a link opens.
//!
//! Every mail carries a link of its own. The store keeps hashes only, so a reminder cannot repeat the first link; all
//! links of a contact open the same answer, and the first mail goes on working. A link whose contact was taken off
//! opens nothing, whatever its own state.

use jiff::{SignedDuration, Timestamp};
use rathaus_people::links::{self, NewLink};
use rathaus_store::{Change, Id, Session, StoreError};

use super::contact::{Contact, list_contacts_of};
use super::{Invitation, find_invitation};
use crate::store::round::{KeptRound, Stage, find_round_by_id};

/// What links of invitations are for.
pub const PURPOSE: &str = "answer";

/// How long after the survey's end a link still opens: to read what was answered.
const AFTER_END: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a link opens where the survey has no end yet.
const WITHOUT_END: SignedDuration = SignedDuration::from_hours(180 * 24);

/// What a personal link opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Invited {
    /// The link, for [`rathaus_store::Actor::Link`].
    pub link: Id,
    /// The invitation.
    pub invitation: Invitation,
    /// The invited body.
    pub organisation: Id,
    /// Whose link it is.
    pub contact: Contact,
    /// The round.
    pub round: KeptRound,
}

/// Until when the links of a round open.
pub fn link_end(round: &KeptRound, now: Timestamp) -> Timestamp {
    let end = round.stage(Stage::Survey).ends.and_then(|day| {
        day.tomorrow()
            .ok()?
            .to_zoned(rathaus_web::filters::zone())
            .ok()?
            .timestamp()
            .checked_add(AFTER_END)
            .ok()
    });
    let fallback = now.checked_add(WITHOUT_END).unwrap_or(now);
    // A mail sent after the end, as when an office asks once more, still carries a link that opens for a while.
    end.map_or(fallback, |end| end.max(now.checked_add(AFTER_END).unwrap_or(now)))
}

/// Issues a link for a contact and gives its path below the tenant, as in `/answer/SECRET`.
///
/// # Errors
///
/// What the database says.
pub async fn issue_link(
    change: &mut Change,
    round: &KeptRound,
    invitation: &Invitation,
    contact: &Contact,
) -> Result<String, StoreError> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: invitation.id.to_string(),
        person: None,
        email: Some(contact.email.clone()),
        organisation: Some(invitation.organisation),
        expires_at: link_end(round, change.now()),
        single_use: false,
    };
    Ok(format!("/answer/{}", links::issue(change, new).await?.reveal()))
}

/// Revokes the links of one contact, or of all contacts of an invitation; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn revoke_links(
    change: &mut Change,
    invitation: Id,
    email: Option<&str>,
) -> Result<u64, StoreError> {
    let Some(email) = email else {
        return links::revoke_all(change, PURPOSE, &invitation.to_string()).await;
    };
    let mut revoked = 0;
    for link in links::list(change, PURPOSE, &invitation.to_string()).await? {
        if link.email.as_deref() == Some(email) && links::revoke(change, link.id).await? {
            revoked += 1;
        }
    }
    Ok(revoked)
}

/// What a link with this secret opens at `now`; `None` where it is unknown, over, revoked, or its contact taken off.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_secret(
    db: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Invited>, StoreError> {
    let Some(link) = links::find(db, PURPOSE, secret, now).await? else { return Ok(None) };
    let Ok(id) = link.subject.parse::<Id>() else { return Ok(None) };
    let Some(invitation) = find_invitation(db, id).await? else { return Ok(None) };
    let contacts = list_contacts_of(db, id).await?;
    let contact = contacts.into_iter().find(|c| c.is_active() && Some(&c.email) == link.email.as_ref());
    let round = find_round_by_id(db, invitation.round).await?;
    Ok(contact.zip(round).map(|(contact, round)| Invited {
        link: link.id,
        organisation: invitation.organisation,
        invitation,
        contact,
        round,
    }))
}
