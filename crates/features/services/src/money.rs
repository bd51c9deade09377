//! Money: what a favourable decision costs becomes a claim; what comes in pays it.
//!
//! Everything is an event of the book (`rathaus_payment::book`), written once ([`crate::store::money`]). Paid is what the
//! book says: settled money, allocated to the claim. Left out on purpose: how files come from the bank and orders go to it,
//! and the letters that remind people.

pub mod account;
pub mod bank_day;
pub mod booking;
pub mod code;
pub mod mandate;
pub mod order;
pub mod waiting;

use jiff::civil::Date;
use rathaus_core::{Cents, Lang};
use rathaus_deadline::{Calendar, Period, Shift, Start, Unit};
use rathaus_payment::book::{AllocationId, Book, Claim, ClaimId, Direction, Event, LineId, Standing};
use rathaus_payment::{Iban, Reference};
use rathaus_procedure::case::{Case, CaseEvent, Verdict};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, find_submission, find_version, record};
use rathaus_store::{Change, Id, StoreError};

pub use account::Account;

use crate::store::money::{ClaimRow, Ledger, find_account, find_claim_of_case, insert_claim};
use crate::store::place::find_place;

/// The number of an id in the book.
pub fn number_of(id: Id) -> u128 {
    id.as_uuid().as_u128()
}

/// A new number for a claim, a line or an allocation.
pub fn new_number(now: jiff::Timestamp) -> u128 {
    number_of(Id::new(now))
}

/// The claim of an address. Only the one spelling that is stored, so that an address names it in one way.
pub fn claim_of(text: &str) -> Option<ClaimId> {
    ClaimId::try_from(text.to_owned()).ok().filter(|id| id.to_string() == text)
}

/// The line of an address.
pub fn line_of(text: &str) -> Option<LineId> {
    LineId::try_from(text.to_owned()).ok().filter(|id| id.to_string() == text)
}

/// The allocation of a form.
pub fn allocation_of(text: &str) -> Option<AllocationId> {
    AllocationId::try_from(text.to_owned()).ok().filter(|id| id.to_string() == text)
}

/// The reference of a claim: the letters and digits of the case's number, as people have it before them; those of the claim's own
/// number where another claim has it already, or it is too long.
pub fn reference_of(book: &Book, number: &str, claim: ClaimId) -> Result<Reference, StoreError> {
    let body: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    if let Ok(reference) = Reference::new(&body)
        && book.find_reference(&reference).is_none()
    {
        return Ok(reference);
    }
    // The end of the number is its random part.
    let own = claim.to_string();
    Reference::new(&own[own.len() - 20..]).map_err(StoreError::fault)
}

/// The day until which is paid what is decided on `day`: after the term, on the next working day where the last day is free
/// (§ 193 BGB, § 108 Abs. 3 AO).
pub fn due_day(day: Date, term: u16, place: &Calendar) -> Date {
    let period = Period::new(term, Unit::Days);
    period.and_then(|period| period.end(Start::Event(day), Shift::NextWorkingDay, place)).unwrap_or(day)
}

/// Makes the claim of a case that was decided favourably and costs something; gives the case with it. `None` where there is
/// nothing to be paid, or where the claim is there already. In the transaction of the decision.
///
/// # Errors
///
/// What the database says.
pub async fn raise_for(change: &mut Change, case: &Case) -> Result<Option<Case>, StoreError> {
    let is_granted = case.decision.as_ref().is_some_and(|decision| decision.verdict == Verdict::Approved);
    if !is_granted || find_claim_of_case(change, case.id).await?.is_some() {
        return Ok(None);
    }
    let Some(version) = find_version(change, case.version).await? else { return Ok(None) };
    let Some(submission) = find_submission(change, case.submission).await? else { return Ok(None) };
    let Some(handling) = &version.definition.handling else { return Ok(None) };
    let day = today(change.now());
    let charges = handling.charges(&submission.answers, day);
    let cents = charges.iter().try_fold(0i64, |sum, charge| sum.checked_add(charge.sum.0));
    let cents = cents.ok_or_else(|| StoreError::fault("charges beyond all bounds"))?;
    if cents <= 0 {
        return Ok(None);
    }
    let labels: Vec<&str> = charges.iter().map(|charge| charge.label.get(Lang::De)).collect();
    let term = find_account(change).await?.map_or(account::TERM_DAYS, |account| account.term_days);
    let place = find_place(change).await?;
    let owing = Owing {
        direction: Direction::In,
        cents: Cents(cents),
        purpose: labels.join(", "),
        due: due_day(day, term, &place),
        account: None,
    };
    raise(change, case, owing).await.map(Some)
}

/// What becomes a claim of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// Which way the money goes.
    pub direction: Direction,
    /// How much; more than nothing.
    pub cents: Cents,
    /// For what.
    pub purpose: String,
    /// Until when.
    pub due: Date,
    /// The other side's account, where we pay.
    pub account: Option<Iban>,
}

/// Makes a claim of a case, in the book and among the case's events; gives the case with it.
///
/// # Errors
///
/// What the database says; a fault where the case does not allow it, which its rules rule out before.
pub async fn raise(change: &mut Change, case: &Case, owing: Owing) -> Result<Case, StoreError> {
    let Owing { direction, cents, purpose, due, account } = owing;
    let id = Id::new(change.now());
    let claim = ClaimId(number_of(id));
    let mut ledger = Ledger::open(change).await?;
    let raised = Claim {
        id: claim,
        direction,
        reference: reference_of(ledger.book(), &case.number, claim)?,
        cents,
        due,
        name: Some(case.applicant.clone()).filter(|name| !name.trim().is_empty()),
        account,
    };
    ledger.enter(Event::Raised(raised), "").map_err(StoreError::fault)?;
    ledger.save(change).await?;
    let row =
        ClaimRow { id: claim, case: Some(case.id), number: case.number.clone(), purpose: purpose.clone() };
    insert_claim(change, &row, direction).await?;
    let cents = if direction == Direction::In { cents.0 } else { -cents.0 };
    match record(change, case.id, None, vec![CaseEvent::Claimed { claim: id, cents, purpose }]).await? {
        Recorded::Kept(case) => Ok(*case),
        other => Err(StoreError::Fault(format!("a claim cannot be written to its case: {other:?}"))),
    }
}

/// How a claim stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// It is to be paid, and there is time.
    Open,
    /// It is to be paid, and its day is over.
    Overdue,
    /// Nothing is open.
    Paid,
    /// It is not owed any more.
    Cancelled,
    /// We owe it.
    Out,
}

impl ClaimState {
    /// All of them.
    pub const ALL: [ClaimState; 5] =
        [ClaimState::Open, ClaimState::Overdue, ClaimState::Paid, ClaimState::Cancelled, ClaimState::Out];

    /// How a claim stands on this day. Attempts to pay do not matter.
    pub fn of(standing: &Standing<'_>, day: Date) -> Self {
        if standing.owed == Cents(0) {
            ClaimState::Cancelled
        } else if standing.is_settled() {
            ClaimState::Paid
        } else if standing.claim.direction == Direction::Out {
            ClaimState::Out
        } else if standing.claim.due < day {
            ClaimState::Overdue
        } else {
            ClaimState::Open
        }
    }

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ClaimState::Open => "open",
            ClaimState::Overdue => "overdue",
            ClaimState::Paid => "paid",
            ClaimState::Cancelled => "cancelled",
            ClaimState::Out => "out",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_deadline::Land;

    #[test]
    fn the_due_day_is_a_working_day() {
        let place = Calendar::new(Land::Hessen);
        let due = |day: &str, term| due_day(day.parse().expect("a day"), term, &place).to_string();
        assert_eq!(due("2026-11-02", 30), "2026-12-02");
        // A Saturday; Good Friday before Easter; Christmas.
        assert_eq!(due("2026-11-05", 30), "2026-12-07");
        assert_eq!(due("2026-03-04", 30), "2026-04-07");
        assert_eq!(due("2026-11-25", 30), "2026-12-28");
    }

    #[test]
    fn the_reference_is_the_number_of_the_case() {
        let mut book = Book::new();
        let claim = ClaimId(0x0199_0000_0000_7000_8000_0000_0000_0001);
        let reference = reference_of(&book, "HUND-2026-00017", claim).expect("a reference");
        assert_eq!(reference.body(), "HUND202600017");
        let first = Claim {
            id: ClaimId(5),
            direction: Direction::In,
            reference: reference.clone(),
            cents: Cents(1),
            due: "2026-12-01".parse().expect("a day"),
            name: None,
            account: None,
        };
        book.apply(Event::Raised(first)).expect("raised");
        let other = reference_of(&book, "HUND-2026-00017", claim).expect("another");
        assert_eq!(other.body(), "70008000000000000001");
        let long = reference_of(&book, "ZWOELFZEICHEN-2026-000001", claim).expect("one");
        assert_eq!(long, other);
    }
}
