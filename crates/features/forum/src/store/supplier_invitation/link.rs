//! Personal links with which a supplier answers its invitation. Every mail carries one of its own; all of them open
//! the same invitation as long as their contact is there.

use jiff::{SignedDuration, Timestamp};
use rathaus_people::links::{self, NewLink};
use rathaus_store::{Change, Id, Session, StoreError};

use super::contact::{SupplierContact, list_supplier_contacts};
use super::{SupplierInvitation, find_supplier_invitation};

/// What these links are for.
pub const PURPOSE: &str = "supplier-invitation";
/// How long a link opens: past the event, so that an answer can be looked up.
const OPEN: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Issues a link for a contact and gives its path below the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn issue_link(
    change: &mut Change,
    invitation: &SupplierInvitation,
    email: &str,
) -> Result<String, StoreError> {
    let new = NewLink {
        purpose: PURPOSE,
        subject: invitation.id.to_string(),
        person: None,
        email: Some(email.to_owned()),
        organisation: Some(invitation.organisation),
        expires_at: change.now().checked_add(OPEN).map_err(StoreError::fault)?,
        single_use: false,
    };
    Ok(format!("/selected/{}", links::issue(change, new).await?.reveal()))
}

/// What a link with this secret opens, and whose it is: link, invitation, contact.
///
/// # Errors
///
/// What the database says.
pub async fn find_by_secret(
    db: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Id, SupplierInvitation, SupplierContact)>, StoreError> {
    let Some(link) = links::find(db, PURPOSE, secret, now).await? else { return Ok(None) };
    let Ok(id) = link.subject.parse::<Id>() else { return Ok(None) };
    let Some(invitation) = find_supplier_invitation(db, id).await? else { return Ok(None) };
    let contacts = list_supplier_contacts(db, id).await?;
    let contact = contacts.into_iter().find(|c| c.is_active() && Some(&c.email) == link.email.as_ref());
    Ok(contact.map(|contact| (link.id, invitation, contact)))
}
