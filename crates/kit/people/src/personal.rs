//! What the house knows about a person: to be taken along, and to be deleted.
//!
//! This crate speaks for its own tables; features add what they keep by a [`PersonalData`] in the port
//! [`PersonalParts`]. Deleting empties the person's row and ends everything that lets them in; the audit log keeps
//! ids, so it stays whole.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, StoreError};
use rathaus_web::App;
use serde_json::{Value, json};

use crate::{deputy, links, membership, passkey, person, second_factor, session, token};

/// What one feature keeps about people.
#[async_trait]
pub trait PersonalData: Send + Sync {
    /// The feature's name, the key in the export.
    fn name(&self) -> &'static str;

    /// Everything it keeps about a person at `now`, as JSON that people can read.
    async fn export(&self, session: &mut Session, person: Id, now: Timestamp) -> Result<Value, StoreError>;

    /// Deletes or anonymises it in the change that deletes the person, whose row is still there; gives the number of
    /// rows touched.
    async fn delete(&self, change: &mut Change, person: Id) -> Result<u64, StoreError>;
}

/// All features that keep something about people: a port of the program.
#[derive(Clone, Default)]
pub struct PersonalParts(pub Vec<Arc<dyn PersonalData>>);

/// The parts that the program was given; none where it was given none.
pub(crate) fn parts(app: &App) -> Vec<Arc<dyn PersonalData>> {
    app.port::<PersonalParts>().map(|parts| parts.0.clone()).unwrap_or_default()
}

/// Everything about a person, one key per part of the house.
///
/// # Errors
///
/// What the database says.
pub async fn export(
    parts: &[Arc<dyn PersonalData>],
    view: &mut Session,
    person: Id,
    now: Timestamp,
) -> Result<Value, StoreError> {
    let found = person::find(view, person).await?;
    let mut all = json!({
        "account": {
            "person": found,
            "memberships": membership::list_of_person(view, person, now).await?,
            "deputies": deputy::list_of_person(view, person, now).await?,
            "deputy_of": deputy::list_of_deputy(view, person, now).await?,
            "passkeys": passkey::list(view, person).await?,
            "sessions": session::list(view, person, now).await?,
            "tokens": token::list(view, Some(person), now).await?,
        },
    });
    for part in parts {
        all[part.name()] = part.export(view, person, now).await?;
    }
    Ok(all)
}

/// Deletes a person; the caller commits with a record. Gives how many rows features touched, or `None` if there is no
/// such person any more.
///
/// # Errors
///
/// What the database says.
pub async fn delete(
    parts: &[Arc<dyn PersonalData>],
    change: &mut Change,
    person: Id,
) -> Result<Option<u64>, StoreError> {
    let found = person::find(change, person).await?.filter(|one| one.deleted_at.is_none());
    let Some(found) = found else { return Ok(None) };
    let mut touched = 0;
    for part in parts {
        touched += part.delete(change, person).await?;
    }
    end_access(change, person).await?;
    links::forget_address(change, person).await?;
    session::forget_device(change, person).await?;
    rathaus_web::mail::delete_mails_to(change, &found.email).await?;
    person::empty(change, person).await?;
    Ok(Some(touched))
}

/// Ends everything that lets a person in: memberships, deputies, sessions, links, tokens, passkeys, codes.
///
/// # Errors
///
/// What the database says.
async fn end_access(change: &mut Change, person: Id) -> Result<(), StoreError> {
    membership::revoke_all(change, person).await?;
    deputy::end_all(change, person).await?;
    session::revoke_all(change, person, None).await?;
    links::revoke_of_person(change, person).await?;
    token::revoke_all(change, person).await?;
    passkey::delete_all(change, person).await?;
    second_factor::remove_app(change, person).await?;
    Ok(())
}
