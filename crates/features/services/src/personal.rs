//! What services keep about a person: what they applied for, and where it stands.
//!
//! A case is a file of the authority and stays for as long as its retention says, with the name in it; the ties to the account
//! and to its addresses go. So is what was owed and paid: the books of a town stay whole.

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_people::PersonalData;
use rathaus_procedure::store::find_case;
use rathaus_store::{Change, Id, Session, StoreError};
use serde_json::{Value, json};

use crate::store::application::{forget_person, list_applications_of};
use crate::store::case_filter::{forget_filters, list_filters};
use crate::store::grant::forget_scorer;
use crate::store::letter::list_letters_of;
use crate::store::message::{forget_messages, list_messages_of};
use crate::store::money::{find_book, find_claim_of_case};

/// The services' part of a person's data.
pub struct ServicePeople;

#[async_trait]
impl PersonalData for ServicePeople {
    fn name(&self) -> &'static str {
        "services"
    }

    async fn export(&self, session: &mut Session, person: Id, _now: Timestamp) -> Result<Value, StoreError> {
        let book = find_book(session).await?;
        let mut applications = Vec::new();
        for one in list_applications_of(session, person).await? {
            let case = match one.case {
                Some(case) => find_case(session, case).await?,
                None => None,
            };
            let claim = match one.case {
                Some(case) => find_claim_of_case(session, case).await?,
                None => None,
            };
            let letters = match one.case {
                Some(case) => list_letters_of(session, case).await?,
                None => Vec::new(),
            };
            let letters: Vec<Value> = letters
                .iter()
                .map(|letter| json!({ "subject": letter.subject, "day": letter.day.to_string() }))
                .collect();
            let standing = claim.as_ref().and_then(|row| book.find_claim(row.id));
            applications.push(json!({
                "form": one.form, "begun_at": one.created_at, "name": one.name, "email": one.email,
                "number": case.as_ref().map(|case| &case.number),
                "state": case.as_ref().map(|case| case.state),
                "decision": case.as_ref().and_then(|case| case.decision.as_ref()),
                "letters": letters,
                "claim": standing.map(|standing| json!({
                    "reference": standing.claim.reference.as_str(), "due": standing.claim.due.to_string(),
                    "owed_cents": standing.owed.0, "paid_cents": standing.paid.0,
                })),
            }));
        }
        let filters: Vec<Value> = list_filters(session, person)
            .await?
            .into_iter()
            .map(|filter| json!({ "name": filter.name, "query": filter.query }))
            .collect();
        let messages: Vec<Value> = list_messages_of(session, person)
            .await?
            .into_iter()
            .map(|one| {
                json!({
                    "number": one.number, "from": one.sender_name, "to": one.recipient_name, "words": one.words,
                    "sent_at": one.sent_at, "read_at": one.read_at,
                })
            })
            .collect();
        Ok(json!({ "applications": applications, "filters": filters, "messages": messages }))
    }

    async fn delete(&self, change: &mut Change, person: Id) -> Result<u64, StoreError> {
        Ok(forget_person(change, person).await?
            + forget_scorer(change, person).await?
            + forget_filters(change, person).await?
            + forget_messages(change, person).await?)
    }
}
