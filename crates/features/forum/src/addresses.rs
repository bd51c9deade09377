//! Whom a mail to a body reaches in a round: address and name, each address once.

use jiff::Timestamp;
use rathaus_people::{membership, person};
use rathaus_store::{Id, Session, StoreError};

use crate::model::ParticipantKind;
use crate::model::outcome::Side;
use crate::store::invitation::contact::list_contacts_of;
use crate::store::invitation::find_invitation_of;
use crate::store::registrant::{Registrant, find_registrant_of};
use crate::store::registration::delegate::list_delegates_of;
use crate::store::supplier_invitation::contact::list_supplier_contacts;
use crate::store::supplier_invitation::list_supplier_invitations;

/// Everybody of a body who can be asked to register: its own contact, the contacts of its invitation to the survey, the
/// people who speak for it.
///
/// # Errors
///
/// What the database says.
pub async fn of_registrant(
    db: &mut Session,
    registrant: &Registrant,
    now: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = vec![(registrant.email.clone(), registrant.contact.clone())];
    if let Some(organisation) = registrant.organisation {
        if registrant.kind != ParticipantKind::Supplier {
            found.extend(of_survey(db, registrant.round, organisation).await?);
        }
        found.extend(of_seats(db, organisation, now).await?);
    }
    Ok(once(found))
}

/// Everybody of a body who can say what came of its meetings: whoever registered it and came, and the people who speak for
/// it; where there is none of them, the contacts of its invitation to the survey or to the event.
///
/// # Errors
///
/// What the database says.
pub async fn of_met(
    db: &mut Session,
    round: Id,
    organisation: Id,
    side: Side,
    now: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    if let Some(registrant) = find_registrant_of(db, round, organisation).await? {
        let people = list_delegates_of(db, registrant.id).await?;
        found.push((registrant.email, registrant.contact));
        found.extend(people.into_iter().map(|one| (one.email, one.name)));
    }
    found.extend(of_seats(db, organisation, now).await?);
    let found = once(found);
    if !found.is_empty() {
        return Ok(found);
    }
    Ok(once(match side {
        Side::Town => of_survey(db, round, organisation).await?,
        Side::Supplier => of_choice(db, round, organisation).await?,
    }))
}

async fn of_survey(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Vec<(String, String)>, StoreError> {
    let Some(invitation) = find_invitation_of(db, round, organisation).await? else { return Ok(Vec::new()) };
    let contacts = list_contacts_of(db, invitation.id).await?;
    Ok(contacts.into_iter().filter(|one| one.is_active()).map(|one| (one.email, one.name)).collect())
}

async fn of_choice(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    let all = list_supplier_invitations(db, round).await?;
    for invitation in all.iter().filter(|one| one.organisation == organisation) {
        let contacts = list_supplier_contacts(db, invitation.id).await?;
        found.extend(contacts.into_iter().filter(|one| one.is_active()).map(|one| (one.email, one.name)));
    }
    Ok(found)
}

async fn of_seats(
    db: &mut Session,
    organisation: Id,
    now: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    for seat in membership::list_of_organisation(db, organisation, now).await? {
        let person = person::find(db, seat.person).await?;
        if let Some(person) = person.filter(|one| one.deleted_at.is_none()) {
            found.push((person.email, person.name));
        }
    }
    Ok(found)
}

fn once(found: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut once: Vec<(String, String)> = Vec::new();
    for (email, name) in found {
        if !email.is_empty() && !once.iter().any(|(other, _)| other.eq_ignore_ascii_case(&email)) {
            once.push((email, name));
        }
    }
    once
}
