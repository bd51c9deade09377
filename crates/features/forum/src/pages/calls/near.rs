//! Suppliers known in the tenant whose offers, of this round or an earlier one, come closest to the needs of a call.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rathaus_store::{Id, Session};
use rathaus_text::lexicon::Lexicon;
use rathaus_web::PageError;

use crate::matching::Matching;
use crate::model::{Need, Offer};
use crate::pages::plan::reading::{Reading, percent, title_of};
use crate::store::offer::list_offers;
use crate::store::round::list_rounds;
use crate::store::supplier_letter::{LetterKind, list_letters};
use crate::store::targeted_call::TargetedCall;
use crate::supplying::speakers;

/// Suppliers that are named.
const NAMED: usize = 12;
/// Offers that are compared at most, the newest first: a bound on the work of one page.
const COMPARED: usize = 400;

/// A supplier whose offer comes close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Near {
    pub organisation: Id,
    pub supplier: String,
    /// Title of its closest offer.
    pub offer: String,
    /// The need it comes closest to.
    pub need: String,
    /// How close, in per cent.
    pub score: u32,
    /// How many people can be written to.
    pub contacts: usize,
    /// Whether this call was sent to it.
    pub is_told: bool,
}

/// The suppliers that come closest, the closest first.
pub(crate) async fn closest(
    db: &mut Session,
    reading: &Reading,
    call: &TargetedCall,
    now: Timestamp,
) -> Result<Vec<Near>, PageError> {
    let needs: Vec<Need> = call.needs.iter().filter_map(|id| reading.need(id).cloned()).collect();
    let mut firms = Vec::new();
    let mut offers: Vec<Offer> = Vec::new();
    for round in list_rounds(db).await? {
        for offer in list_offers(db, round.id).await?.into_iter().filter(|offer| offer.counts()) {
            if offers.len() < COMPARED {
                firms.push((offer.organisation, offer.supplier.clone()));
                offers.push(offer.into_model());
            }
        }
    }
    if needs.is_empty() || offers.is_empty() {
        return Ok(Vec::new());
    }
    let best = tokio::task::spawn_blocking(move || best_by_offer(&needs, &offers));
    let best = best.await.map_err(PageError::fault)?;
    let mut by_firm: BTreeMap<Id, Near> = BTreeMap::new();
    for ((organisation, supplier), (offer, need, score)) in firms.into_iter().zip(best) {
        let near = Near {
            organisation,
            supplier,
            offer,
            need,
            score: percent(f64::from(score)),
            contacts: 0,
            is_told: false,
        };
        match by_firm.get(&organisation) {
            Some(other) if other.score >= near.score => {}
            _ => {
                by_firm.insert(organisation, near);
            }
        }
    }
    let mut all: Vec<Near> = by_firm.into_values().filter(|near| near.score > 0).collect();
    all.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.supplier.cmp(&b.supplier)));
    all.truncate(NAMED);
    let letters = list_letters(db, reading.id()).await?;
    for near in &mut all {
        near.contacts = speakers(db, near.organisation, now).await?.len();
        near.is_told = letters.iter().any(|one| {
            one.kind == LetterKind::Call && one.about == call.id && one.organisation == near.organisation
        });
    }
    Ok(all)
}

/// For every offer its title, the need it comes closest to, and how close.
fn best_by_offer(needs: &[Need], offers: &[Offer]) -> Vec<(String, String, f32)> {
    let lexicon = Lexicon::shipped();
    let matching = Matching::new(needs, offers, &lexicon, None);
    offers
        .iter()
        .enumerate()
        .map(|(place, offer)| {
            let best = (0..needs.len())
                .map(|need| (need, matching.scores.row(need)[place]))
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let (need, score) = best.unwrap_or((0, 0.0));
            (offer.title.clone(), needs.get(need).map(title_of).unwrap_or_default(), score)
        })
        .collect()
}
