//! What the sample's office wrote to suppliers, and what it made public; invented like the rest.

use jiff::{SignedDuration, Timestamp};
use rathaus_store::{Change, Id, StoreError};

use super::DemoStage;
use super::selection::address;
use crate::model::catalogue::OpenData;
use crate::store::catalogue::save_open_data;
use crate::store::decision::find_standing;
use crate::store::round::KeptRound;
use crate::store::round_report::set_report_published;
use crate::store::supplier_invitation::contact::list_supplier_contacts;
use crate::store::supplier_invitation::list_supplier_invitations;
use crate::store::supplier_letter::{LetterKind, NewLetter, insert_past_letter};

/// Puts letters, open data and the published report into the round as far as the stage has come.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<(), StoreError> {
    if stage < DemoStage::Event {
        return Ok(());
    }
    let Some(decision) = find_standing(change, round.id).await? else { return Ok(()) };
    for one in list_supplier_invitations(change, round.id).await? {
        let Some(invited_at) = one.invited_at else { continue };
        for contact in list_supplier_contacts(change, one.id).await? {
            let letter = NewLetter {
                round: round.id,
                organisation: one.organisation,
                about: one.id,
                kind: LetterKind::Invitation,
                mailing: "demo",
                email: &contact.email,
                name: &contact.name,
            };
            let subject = format!("Einladung: {}", round.title);
            let words = format!(
                "Ihr Angebot „{}“ ist ausgewählt. Wir laden Sie ein, es in zehn Minuten vorzustellen und mit Kommunen zu sprechen.",
                one.offer_title
            );
            insert_past_letter(change, &letter, &subject, &words, invited_at).await?;
        }
    }
    if stage < DemoStage::Today {
        // As long as somebody may step in, nobody is refused.
        return Ok(());
    }
    let invited: Vec<Id> =
        list_supplier_invitations(change, round.id).await?.into_iter().map(|one| one.organisation).collect();
    let at = days_ago(change, 18)?;
    for other in decision.content.others.iter().filter(|one| !invited.contains(&one.organisation)) {
        let email = address(&other.supplier);
        let letter = NewLetter {
            round: round.id,
            organisation: other.organisation,
            about: other.id,
            kind: LetterKind::Refusal,
            mailing: "demo",
            email: &email,
            name: "",
        };
        let subject = format!("Ihr Angebot zu: {}", round.title);
        let words = format!(
            "Ihr Angebot „{}“ ist diesmal nicht ausgewählt. Es bleibt im Verzeichnis, und Kommunen können sich bei Ihnen melden.",
            other.title
        );
        insert_past_letter(change, &letter, &subject, &words, at).await?;
    }
    if stage < DemoStage::After {
        return Ok(());
    }
    let said = OpenData {
        is_published: true,
        contact: "Forumsbüro".to_owned(),
        email: "forum@beispiel.example".to_owned(),
        contributor: "beispielregion".to_owned(),
        ..OpenData::default()
    };
    save_open_data(change, &said, 0).await?;
    set_report_published(change, round.id, true).await?;
    Ok(())
}

fn days_ago(change: &Change, days: i64) -> Result<Timestamp, StoreError> {
    change.now().checked_sub(SignedDuration::from_hours(24 * days)).map_err(StoreError::fault)
}
