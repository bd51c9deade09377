//! What could go into an order to the bank, and what is missing of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::Iban;
use rathaus_payment::book::{Book, Claim, ClaimId, Direction, folded};
use rathaus_store::{Session, StoreError};

use super::mandate::{Mandate, MandateState};
use super::order::{OrderKind, Payment};
use crate::store::mandate::{list_mandates, list_ties};
use crate::store::money::{list_claims, said_of};
use crate::store::order::{list_living, list_payees};

/// Why a claim cannot go into an order yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nobody knows who is paid.
    Name,
    /// Nobody knows to which account.
    Iban,
    /// The mandate was taken back.
    Revoked,
    /// The mandate was not used for too long.
    Lapsed,
}

impl Lack {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Lack::Name => "name",
            Lack::Iban => "iban",
            Lack::Revoked => "revoked",
            Lack::Lapsed => "lapsed",
        }
    }
}

/// An open claim that is in no living order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The claim as it was raised.
    pub claim: Claim,
    /// What is open.
    pub cents: Cents,
    /// What people call it by.
    pub number: String,
    /// What it is for.
    pub purpose: String,
    /// The other side; empty where nobody knows.
    pub name: String,
    /// Its account.
    pub iban: Option<Iban>,
    /// Whether somebody of the office entered name and account.
    pub is_by_hand: bool,
    /// By which mandate it is collected.
    pub mandate: Option<Mandate>,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

impl Waiting {
    /// The payment; `None` where something is missing.
    pub fn payment(&self) -> Option<Payment> {
        if !self.lacks.is_empty() {
            return None;
        }
        Some(Payment {
            claim: self.claim.id,
            reference: self.claim.reference.clone(),
            cents: self.cents,
            name: self.name.clone(),
            iban: self.iban.clone()?,
            number: self.number.clone(),
            purpose: self.purpose.clone(),
            mandate: self.mandate.clone(),
            is_first: false,
        })
    }
}

/// Open claims of this direction that are in no living order, the first due first.
async fn open(session: &mut Session, book: &Book, way: Direction) -> Result<Vec<Waiting>, StoreError> {
    let rows = list_claims(session).await?;
    let living = list_living(session).await?;
    let mut found: Vec<Waiting> = book
        .claims()
        .filter(|standing| standing.claim.direction == way && standing.open() > Cents(0))
        .filter(|standing| !living.contains_key(&standing.claim.id))
        .map(|standing| {
            let (number, purpose) = said_of(&rows, standing.claim);
            Waiting {
                claim: standing.claim.clone(),
                cents: standing.open(),
                number: number.to_owned(),
                purpose: purpose.to_owned(),
                name: standing.claim.name.clone().unwrap_or_default().trim().to_owned(),
                iban: standing.claim.account.clone(),
                is_by_hand: false,
                mandate: None,
                lacks: Vec::new(),
            }
        })
        .collect();
    found.sort_by_key(|one| (one.claim.due, one.claim.id));
    Ok(found)
}

/// What could go into an order of this kind; mandates are looked at as they are on `day`.
///
/// # Errors
///
/// What the database says.
pub async fn list_waiting(
    session: &mut Session,
    book: &Book,
    kind: OrderKind,
    day: Date,
) -> Result<Vec<Waiting>, StoreError> {
    match kind {
        OrderKind::Out => pay_outs(session, book).await,
        OrderKind::In => collections(session, book, day).await,
    }
}

async fn pay_outs(session: &mut Session, book: &Book) -> Result<Vec<Waiting>, StoreError> {
    let mut found = open(session, book, Direction::Out).await?;
    let mut payees = list_payees(session).await?;
    for one in &mut found {
        if let Some(payee) = payees.remove(&one.claim.id) {
            (one.name, one.iban, one.is_by_hand) = (payee.name, Some(payee.iban), true);
        }
        one.lacks.extend(one.name.is_empty().then_some(Lack::Name));
        one.lacks.extend(one.iban.is_none().then_some(Lack::Iban));
    }
    Ok(found)
}

async fn collections(session: &mut Session, book: &Book, day: Date) -> Result<Vec<Waiting>, StoreError> {
    let ties = list_ties(session).await?;
    let mandates: BTreeMap<_, Mandate> =
        list_mandates(session).await?.into_iter().map(|mandate| (mandate.id, mandate)).collect();
    let mut found = open(session, book, Direction::In).await?;
    found.retain_mut(|one| {
        let Some(mandate) = ties.get(&one.claim.id).and_then(|id| mandates.get(id)) else { return false };
        // Money is taken from whose account it is, whoever applied.
        (one.name, one.iban) = (mandate.name.clone(), Some(mandate.iban.clone()));
        one.lacks.extend(lack_of(mandate, day));
        one.mandate = Some(mandate.clone());
        true
    });
    Ok(found)
}

/// Why nothing can be collected by a mandate on a day.
pub fn lack_of(mandate: &Mandate, day: Date) -> Option<Lack> {
    match mandate.state(day) {
        MandateState::Valid => None,
        MandateState::Revoked => Some(Lack::Revoked),
        MandateState::Lapsed => Some(Lack::Lapsed),
    }
}

/// Open claims without a mandate whose payer has the same name as one who gave a mandate. Somebody has to say that it is the
/// same person.
///
/// # Errors
///
/// What the database says.
pub async fn list_suggested(
    session: &mut Session,
    book: &Book,
    day: Date,
) -> Result<Vec<Waiting>, StoreError> {
    let tied: BTreeSet<ClaimId> = list_ties(session).await?.into_keys().collect();
    let mut by_name: BTreeMap<String, Mandate> = BTreeMap::new();
    for mandate in list_mandates(session).await? {
        let name = folded(&mandate.name);
        if lack_of(&mandate, day).is_none() && !name.is_empty() {
            by_name.insert(name, mandate);
        }
    }
    if by_name.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = open(session, book, Direction::In).await?;
    found.retain_mut(|one| {
        one.mandate = by_name.get(&folded(&one.name)).cloned();
        one.mandate.is_some() && !tied.contains(&one.claim.id)
    });
    Ok(found)
}
