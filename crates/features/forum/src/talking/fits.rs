//! How well towns and suppliers who come fit, from the matches of the round's plan: the best of a town's needs and a
//! supplier's offers, with the words that say why.

use std::collections::BTreeMap;

use rathaus_core::Ags;
use rathaus_store::{Id, Session, StoreError};

use crate::matching::{COVERS_FROM, TOUCHES_FROM};
use crate::model::ParticipantKind;
use crate::store::need::list_needs;
use crate::store::offer::list_offers;
use crate::store::plan::find_plan;
use crate::store::registration::Registration;

/// The best match of a town and a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// How well, 0 to 1.
    pub score: f64,
    /// Title of the need.
    pub need: String,
    /// Whether its town agreed that others see it.
    pub is_shared: bool,
    /// Title of the offer.
    pub offer: String,
    /// The words of the offer that answer the need.
    pub words: Vec<String>,
}

impl Fit {
    /// The step of interest that is proposed.
    pub fn level(&self) -> u8 {
        if self.score >= f64::from(COVERS_FROM) {
            4
        } else if self.score >= f64::from(COVERS_FROM + TOUCHES_FROM) / 2.0 {
            3
        } else {
            2
        }
    }
}

/// Fits by the registrations of town and supplier, in this order.
pub type Fits = BTreeMap<(Id, Id), Fit>;

/// Most words of a reason.
const WORDS: usize = 3;

/// The fits of everybody who comes.
///
/// # Errors
///
/// What the database says.
pub async fn list_fits(
    db: &mut Session,
    round: Id,
    registrations: &[Registration],
) -> Result<Fits, StoreError> {
    let Some(plan) = find_plan(db, round).await?.plan else { return Ok(Fits::new()) };
    let needs: BTreeMap<String, _> =
        list_needs(db, round).await?.into_iter().map(|need| (need.label.clone(), need)).collect();
    let offers: BTreeMap<String, _> = list_offers(db, round)
        .await?
        .into_iter()
        .filter(|offer| offer.counts())
        .filter_map(|offer| Some((offer.label.clone()?, offer)))
        .collect();
    let is_supplier = |one: &&Registration| one.kind == ParticipantKind::Supplier;
    let name = |text: &str| text.trim().to_lowercase();
    let is_of = |one: &Registration, organisation: Id, ags: Option<Ags>, of: &str| {
        one.organisation == Some(organisation)
            || (one.ags.is_some() && one.ags == ags)
            || name(&one.name) == name(of)
    };
    let mut fits = Fits::new();
    let good = |one: &&crate::model::plan::Match| {
        one.excluded_because.is_none() && one.score >= f64::from(TOUCHES_FROM)
    };
    for one in plan.matches.iter().filter(good) {
        let (Some(need), Some(offer)) = (needs.get(&one.need_id), offers.get(&one.offer_id)) else {
            continue;
        };
        let town = |r: &&Registration| is_of(r, need.organisation, need.ags, &need.organisation_name);
        let firm = |r: &&Registration| is_of(r, offer.organisation, None, &offer.supplier);
        for town in registrations.iter().filter(|r| !is_supplier(r)).filter(town) {
            for firm in registrations.iter().filter(is_supplier).filter(firm) {
                let is_better = |best: &Fit| best.score < one.score;
                if fits.get(&(town.id, firm.id)).is_none_or(is_better) {
                    let mut words: Vec<String> = Vec::new();
                    for reason in &one.reasons {
                        // Several words of a need may lead to the same of the offer.
                        if words.len() < WORDS && words.iter().all(|word| name(word) != name(&reason.offer)) {
                            words.push(reason.offer.clone());
                        }
                    }
                    let title = match need.written.title.trim() {
                        "" => need.written.description.chars().take(80).collect(),
                        title => title.to_owned(),
                    };
                    let fit = Fit {
                        score: one.score,
                        need: title,
                        is_shared: need.written.is_shared,
                        offer: offer.text.title.clone(),
                        words,
                    };
                    fits.insert((town.id, firm.id), fit);
                }
            }
        }
    }
    Ok(fits)
}
