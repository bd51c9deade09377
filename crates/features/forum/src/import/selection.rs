//! The sample's choice: two variants; from the event on a decision, and invitations of which one was declined and
//! replaced.

use jiff::{SignedDuration, Timestamp};
use rathaus_core::Lang;
use rathaus_people::person::{self, NewPerson};
use rathaus_store::{Change, Id, StoreError};

use super::DemoStage;
use crate::model::correspondence::day_of;
use crate::model::decision::Signature;
use crate::model::selection::{Quota, Rules};
use crate::selecting::{Basis, Reasons, decided, list_chosen};
use crate::store::decision::{confirm, find_decision, sign};
use crate::store::round::KeptRound;
use crate::store::selection::insert_variant;
use crate::store::supplier_invitation::contact::ensure_supplier_contact;
use crate::store::supplier_invitation::{
    NewInvitation, Reply, SupplierInvitation, answer, insert_supplier_invitation, list_supplier_invitations,
    mark_supplier_invited, set_times,
};
use crate::supplying::next_best;

/// Why a supplier does not come; invented.
const REASON: &str = "An diesem Tag sind wir schon auf einer Messe.";

/// Furnishes the sample round as far as the stage has come.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<(), StoreError> {
    if stage < DemoStage::Selection {
        return Ok(());
    }
    let basis = Basis::find(change, round.id).await.map_err(StoreError::fault)?;
    let basis = basis.ok_or_else(|| StoreError::fault("the sample round has no plan"))?;
    let rules = Rules::of_round(&round.settings);
    let choice = basis.choose(&rules).await.map_err(StoreError::fault)?.map_err(StoreError::fault)?;
    let name = "Größte Deckung";
    let variant = insert_variant(change, round.id, name, &rules).await?;
    for area in choice.areas.iter().filter(|area| area.offers < 2) {
        let quota = Quota { area: area.key.clone(), least: area.offers + 1, most: None };
        let other = Rules { quotas: vec![quota], ..rules.clone() };
        if basis.choose(&other).await.map_err(StoreError::fault)?.is_ok() {
            insert_variant(change, round.id, &format!("Mehr für {}", area.name), &other).await?;
            break;
        }
    }
    if stage < DemoStage::Event {
        return Ok(());
    }
    let reasons = Reasons {
        reason: "Diese Angebote decken zusammen am meisten vom Bedarf. Die Jury hat keines davon abgelehnt."
            .to_owned(),
        ..Reasons::default()
    };
    let content = decided(change, round, &basis, (name, &rules), &choice, &reasons).await;
    let content = content.map_err(StoreError::fault)?;
    let first = somebody(change, "Frieda Forum", "forum@beispiel.example", ago(change, 21)?).await?;
    let second = somebody(change, "Vera Verwaltung", "verwaltung@beispiel.example", ago(change, 20)?).await?;
    let id = sign(change, round.id, variant, &content, &first).await?;
    let id = id.ok_or_else(|| StoreError::fault("the sample round is decided already"))?;
    let signed = find_decision(change, round.id, id).await?;
    let signed = signed.ok_or_else(|| StoreError::fault("a decision just signed is not there"))?;
    confirm(change, &signed, &second).await?;
    let made = find_decision(change, round.id, id).await?;
    let made = made.ok_or_else(|| StoreError::fault("a decision just made is not there"))?;
    list_chosen(change, &made).await.map_err(StoreError::fault)?;
    invite_all(change, round, stage).await
}

/// Days before now.
fn ago(change: &Change, days: i64) -> Result<Timestamp, StoreError> {
    change.now().checked_sub(SignedDuration::from_hours(24 * days)).map_err(StoreError::fault)
}

async fn somebody(
    change: &mut Change,
    name: &str,
    email: &str,
    at: Timestamp,
) -> Result<Signature, StoreError> {
    let new = NewPerson { name: name.to_owned(), email: email.to_owned(), lang: Lang::De };
    Ok(Signature { by: person::ensure(change, &new).await?, name: name.to_owned(), at })
}

/// Invites the chosen; the second declines and is replaced, the last still thinks until the day has come.
async fn invite_all(change: &mut Change, round: &KeptRound, stage: DemoStage) -> Result<(), StoreError> {
    let all = list_supplier_invitations(change, round.id).await?;
    let last = all.len().saturating_sub(1);
    for (place, one) in all.iter().enumerate() {
        let reply = match place {
            1 => Some(Reply::Declined),
            place if place == last && stage == DemoStage::Event => None,
            _ => Some(Reply::Accepted),
        };
        invite(change, one, reply, 19).await?;
    }
    let next = next_best(change, round).await.map_err(StoreError::fault)?;
    let Some(next) = next else { return Ok(()) };
    let new = NewInvitation {
        round: round.id,
        decision: next.decision,
        organisation: next.offer.organisation,
        offer: next.offer.id,
        label: next.offer.label.clone().unwrap_or_default(),
        instead_of: Some(next.instead_of.id),
        because: Some(next.because),
    };
    let Some(id) = insert_supplier_invitation(change, &new).await? else { return Ok(()) };
    let all = list_supplier_invitations(change, round.id).await?;
    match all.iter().find(|one| one.id == id) {
        Some(one) => invite(change, one, Some(Reply::Accepted), 14).await,
        None => Ok(()),
    }
}

async fn invite(
    change: &mut Change,
    one: &SupplierInvitation,
    reply: Option<Reply>,
    days: i64,
) -> Result<(), StoreError> {
    let invited = ago(change, days)?;
    let answered = reply.is_some().then(|| ago(change, days - 3)).transpose()?;
    // Who still thinks has time until the day after tomorrow.
    let deadline = if reply.is_some() { ago(change, days - 10)? } else { ago(change, -2)? };
    let (email, name) = (address(&one.supplier), "Kontaktstelle");
    ensure_supplier_contact(change, one.id, &email, name, "Vertrieb").await?;
    mark_supplier_invited(change, one.id, day_of(deadline)).await?;
    if let Some(reply) = reply {
        let reason = if reply == Reply::Declined { REASON } else { "" };
        answer(change, one.id, reply, reason, name).await?;
    }
    set_times(change, one.id, invited, answered).await
}

/// An address that nobody has: names under `.example` never exist (RFC 2606).
pub(super) fn address(supplier: &str) -> String {
    let host: String = supplier.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("kontakt@{}.example", if host.is_empty() { Id::of_name(supplier).to_string() } else { host })
}
