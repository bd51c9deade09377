//! What the forum keeps about a person: offers of the firms they speak for, their seat in a jury with what they declared,
//! reviewed and remarked, the events they came to, what they said about projects and about what came of meetings.
//!
//! Words that others have read stay, without the name: a jury's finding or an answer of a town is not one person's.
//! Texts of a firm stay with the firm. A firm that nobody speaks for any more keeps what it submitted; its drafts, which
//! nobody else has ever seen, go with its last speaker.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_people::PersonalData;
use rathaus_people::membership::{self, Membership};
use rathaus_people::organisation::OrganisationKind;
use rathaus_people::person;
use rathaus_store::{Change, Files, Id, Session, StoreError};
use rathaus_web::Role;
use serde_json::{Value, json};

use crate::store::offer::file::{delete_files, forget_person, list_files};
use crate::store::offer::{OfferState, delete_draft, list_offers_of};
use crate::store::outcome::{self, list_outcomes_by};
use crate::store::personal::{
    export_event, export_jury, export_projects, forget_address, forget_juror, forget_projects,
};
use crate::store::project;
use crate::store::round::list_rounds;

/// The forum's part of a person's data.
pub struct ForumPeople(pub Arc<Files>);

/// The firms among these seats that their holder speaks or spoke for.
fn firms(seats: &[Membership]) -> BTreeSet<Id> {
    let is_speaker = |seat: &&Membership| {
        seat.organisation_kind == OrganisationKind::Supplier.word() && seat.role == Role::Representative
    };
    seats.iter().filter(is_speaker).filter_map(|seat| seat.organisation).collect()
}

#[async_trait]
impl PersonalData for ForumPeople {
    fn name(&self) -> &'static str {
        "forum"
    }

    async fn export(&self, session: &mut Session, person: Id, now: Timestamp) -> Result<Value, StoreError> {
        let mut offers = Vec::new();
        let firms = firms(&membership::list_of_person(session, person, now).await?);
        for round in list_rounds(session).await? {
            for firm in &firms {
                for offer in list_offers_of(session, round.id, *firm).await? {
                    let files = list_files(session, offer.id).await?;
                    offers.push(json!({"round": round.title, "offer": offer, "files": files}));
                }
            }
        }
        let found = person::find(session, person).await?;
        let event = match found.filter(|one| !one.email.is_empty()) {
            Some(one) => export_event(session, &one.email).await?,
            None => Value::Null,
        };
        Ok(json!({
            "offers": offers,
            "jury": export_jury(session, person).await?,
            "event": event,
            "projects": export_projects(session, person).await?,
            "outcomes": list_outcomes_by(session, person).await?,
        }))
    }

    async fn delete(&self, change: &mut Change, person: Id) -> Result<u64, StoreError> {
        let mut touched = forget_person(change, person).await?;
        touched += project::file::forget_person(change, person).await?;
        touched += forget_juror(change, person).await? + forget_projects(change, person).await?;
        touched += outcome::forget_person(change, person).await?;
        if let Some(found) = person::find(change, person).await?.filter(|one| !one.email.is_empty()) {
            touched += forget_address(change, &found.email).await?;
        }
        let now = change.now();
        // Seats that ended before count, too: a draft whose last speaker left earlier would stay for ever.
        let firms = firms(&membership::list_ever_of_person(change, person).await?);
        for firm in firms {
            let speakers = membership::list_of_organisation(change, firm, now).await?;
            if speakers.iter().any(|seat| seat.person != person) {
                continue;
            }
            for round in list_rounds(change).await? {
                for offer in list_offers_of(change, round.id, firm).await? {
                    if offer.state == OfferState::Draft && delete_draft(change, offer.id).await? {
                        delete_files(change, &self.0, offer.id).await?;
                        touched += 1;
                    }
                }
            }
        }
        Ok(touched)
    }
}
