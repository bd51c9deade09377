//! What forms hold about a person, as part of the house's personal data.

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_people::{PersonalData, person};
use rathaus_procedure::store::personal::{forget, list_by};
use rathaus_store::{Change, Id, Session, StoreError};
use serde_json::{Value, json};

/// The forms' part of a person's data.
pub struct FormPeople;

#[async_trait]
impl PersonalData for FormPeople {
    fn name(&self) -> &'static str {
        "forms"
    }

    async fn export(&self, session: &mut Session, person: Id, _now: Timestamp) -> Result<Value, StoreError> {
        Ok(json!({ "handed_in": list_by(session, person).await? }))
    }

    async fn delete(&self, change: &mut Change, person: Id) -> Result<u64, StoreError> {
        let Some(found) = person::find(change, person).await? else { return Ok(0) };
        forget(change, person, &found.email, &found.name).await
    }
}
