//! Open items: what is owed, what money came, and which money pays what.
//!
//! The book is what a list of [`Event`]s makes it. An event is applied whole or refused whole, so a feature can keep
//! events as rows and rebuild the book from them. **Paid is the sum of allocations of settled money, nothing else**: an
//! attempt to pay, a click, somebody's return from a payment provider counts for nothing until a line says that money moved.
//!
//! INVARIANT: the sum of all lines is the sum of allocations plus the credits left on lines, no claim is paid beyond what it
//! owes, and no line gives more than it has (`books_balance_after_any_order`). What is too much stays as credit on its line
//! until somebody decides.
//!
//! Applying an event takes time logarithmic in the size of the book; [`Book::propose`] and [`Book::import`] say what theirs is.

mod ids;
mod import;
mod ledger;
mod matching;
mod name;
mod open;

pub use ids::{AllocationId, AttemptId, ClaimId, LineId};
pub use import::Import;
pub use matching::{Candidate, MOST_CANDIDATES, Part, Proposal, Question, Reason, Why};
pub use name::{folded, is_near};

use crate::account::Iban;
use crate::reference::Reference;
use crate::statement::{Content, Fingerprint};
use jiff::civil::Date;
use ledger::{ClaimState, LineState, ReturnState};
use open::OpenItems;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The largest claim or line: ten thousand million euros, so that no sum overflows.
pub const MOST: Cents = Cents(1_000_000_000_000);

/// Which way the money of a claim goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Somebody owes us: a fee.
    In,
    /// We owe somebody: a grant, a refund.
    Out,
}

impl Direction {
    /// Which way the money of a line went.
    pub fn of(cents: Cents) -> Self {
        if cents.0 < 0 { Self::Out } else { Self::In }
    }
}

/// Something owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Which way the money goes.
    pub direction: Direction,
    /// Its creditor reference, of no other claim.
    pub reference: Reference,
    /// How much is owed at first; more than nothing.
    pub cents: Cents,
    /// Until when.
    pub due: Date,
    /// The other side's name, where it is known.
    pub name: Option<String>,
    /// The other side's account, where it is known.
    pub account: Option<Iban>,
}

/// Where settled money was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// On a bank statement.
    Bank,
    /// In the cash box of a counter.
    Cash,
    /// At the card terminal of a counter.
    Card,
    /// At a payment provider, which has it for us and hands it over later.
    Provider,
}

/// Settled money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id. Lines of statements get theirs from what they say ([`Book::import`]).
    pub id: LineId,
    /// Where it was seen.
    pub source: Source,
    /// The day it was booked.
    pub day: Date,
    /// How much; negative is money going out.
    pub cents: Cents,
    /// Our account's number, on a line of a statement.
    pub own: Option<String>,
    /// What a line of a statement says, as a number.
    pub content: Option<Content>,
    /// The other side's name.
    pub name: Option<String>,
    /// The other side's account in capitals without blanks.
    pub account: Option<String>,
    /// Remittance text.
    pub text: String,
    /// Structured references.
    pub references: Vec<String>,
    /// The name that who ordered the payment gave it.
    pub end_to_end: Option<String>,
    /// The name of the batch that we ordered.
    pub batch: Option<String>,
    /// Whether it gives back an earlier payment.
    pub is_return: bool,
}

impl Line {
    /// Money taken or given elsewhere than at the bank: at a counter, or paid to a provider.
    pub fn at_counter(id: LineId, source: Source, day: Date, cents: Cents) -> Self {
        Self {
            id,
            source,
            day,
            cents,
            own: None,
            content: None,
            name: None,
            account: None,
            text: String::new(),
            references: Vec::new(),
            end_to_end: None,
            batch: None,
            is_return: false,
        }
    }
}

/// What the money of a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// It pays a claim.
    Claim(ClaimId),
    /// It is kept for this refund until that is paid.
    Refund(ClaimId),
    /// It is no money of this book: another office's, a transfer between own accounts, what a card terminal or a payment
    /// provider hands over, which was seen there before.
    Elsewhere,
}

/// A part of a line and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Allocation {
    /// Its id.
    pub id: AllocationId,
    /// Whose money.
    pub line: LineId,
    /// What for.
    pub target: Target,
    /// How much of the line, more than nothing whichever way the line goes.
    pub cents: Cents,
}

/// How far an attempt to pay has come. It counts for nothing until a line says that money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attempt {
    /// Begun; the payer is with the provider.
    Begun,
    /// The provider says that it will come.
    Promised,
    /// The provider says that it will not.
    Failed,
}

/// What a statement says of the account as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// The statement as a number.
    pub fingerprint: Fingerprint,
    /// Our account's number.
    pub own: String,
    /// The balance before its first line, with its day.
    pub opening: Option<(Date, Cents)>,
    /// The balance after its last line, with its day.
    pub closing: Option<(Date, Cents)>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something is owed.
    Raised(Claim),
    /// From now on this much is owed in all: less, more, or nothing where it was cancelled. What was paid beyond goes back to
    /// its lines as credit, the latest allocation first.
    Corrected {
        /// Which claim.
        claim: ClaimId,
        /// What is owed from now on.
        cents: Cents,
    },
    /// Claims were given to the bank in one batch. They are not paid by that.
    Ordered {
        /// Which claims.
        claims: Vec<ClaimId>,
        /// The name of the batch in the order.
        batch: String,
    },
    /// Somebody tries to pay.
    Attempted {
        /// Which claim.
        claim: ClaimId,
        /// Which attempt.
        attempt: AttemptId,
        /// How far it has come.
        state: Attempt,
    },
    /// Money moved, at the bank or at a counter.
    Received(Line),
    /// A statement was taken in, after its lines.
    Stated(Extract),
    /// A part of a line is for something. A [`Target::Refund`] comes with [`Event::Refunded`] only.
    Allocated(Allocation),
    /// That was wrong.
    Undone {
        /// Which allocation.
        allocation: AllocationId,
    },
    /// A line gives back an earlier one: a debit returned by the payer's bank, a pay-out that could not be booked, a
    /// cancellation at the counter. The claims it had paid are open again.
    Returned {
        /// The line that gives back.
        line: LineId,
        /// The line it gives back.
        original: LineId,
        /// The allocations that end; all of the original's that pay claims, where none is named.
        allocations: Vec<AllocationId>,
    },
    /// That was wrong: the line gave back nothing, and the allocations hold again.
    ReturnUndone {
        /// The line that gave back.
        line: LineId,
    },
    /// The credit of a line is owed back to its payer. The claim goes out, for at most the line's credit.
    Refunded {
        /// What we owe.
        claim: Claim,
        /// The id of the allocation that keeps the credit for it.
        allocation: AllocationId,
        /// Whose credit.
        line: LineId,
    },
}

/// What an event did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Whether it was new; what is known already changes nothing.
    pub is_new: bool,
    /// Credit that came back to lines.
    pub released: Vec<(LineId, Cents)>,
}

/// Why an event was refused. The book is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// No such claim.
    #[error("there is no claim {0}")]
    NoClaim(ClaimId),
    /// No such line.
    #[error("there is no line {0}")]
    NoLine(LineId),
    /// No such allocation, or one of another line, or one that cannot end like this.
    #[error("there is no allocation {0} that can end like this")]
    NoAllocation(AllocationId),
    /// The id is taken by something else.
    #[error("the id is taken by something else")]
    Taken,
    /// The reference is another claim's.
    #[error("the reference {0} is another claim's")]
    Reference(Reference),
    /// Nothing, less than nothing, or more than [`MOST`].
    #[error("an amount of {0} cents cannot be")]
    Amount(i64),
    /// The money goes the other way.
    #[error("the money of the line goes the other way")]
    Direction,
    /// More than the line still has.
    #[error("the line has {free} cents left", free = .0.0)]
    Line(Cents),
    /// More than the claim is still open.
    #[error("the claim is open by {open} cents", open = .0.0)]
    Claim(Cents),
    /// The line gives back another one already, or none, or itself.
    #[error("the line gives back another one already, or nothing")]
    Return,
}

/// How a claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'b> {
    /// The claim as it was raised.
    pub claim: &'b Claim,
    /// What is owed in all, after corrections.
    pub owed: Cents,
    /// The sum of its allocations of settled money.
    pub paid: Cents,
    /// The batch it was ordered in last.
    pub batch: Option<&'b str>,
    /// Attempts to pay it.
    pub attempts: &'b BTreeMap<AttemptId, Attempt>,
}

impl Standing<'_> {
    /// What is still to be paid.
    pub fn open(&self) -> Cents {
        Cents(self.owed.0 - self.paid.0)
    }

    /// Whether nothing is open. Attempts do not matter.
    pub fn is_settled(&self) -> bool {
        self.open() == Cents(0)
    }
}

/// Sums over the whole book, in cents with the sign of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All lines.
    pub lines: i128,
    /// What pays claims.
    pub claims: i128,
    /// What is kept for refunds.
    pub refunds: i128,
    /// What is no money of this book.
    pub elsewhere: i128,
    /// What is left on lines.
    pub credits: i128,
}

impl Totals {
    /// Whether the books balance to the cent.
    pub fn balance(&self) -> bool {
        self.lines == self.claims + self.refunds + self.elsewhere + self.credits
    }
}

/// The book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    claims: BTreeMap<ClaimId, ClaimState>,
    lines: BTreeMap<LineId, LineState>,
    allocations: BTreeMap<AllocationId, Allocation>,
    returns: BTreeMap<LineId, ReturnState>,
    by_reference: BTreeMap<Reference, ClaimId>,
    by_end_to_end: BTreeMap<String, BTreeSet<LineId>>,
    open: OpenItems,
    contents: BTreeMap<Content, u32>,
    extracts: BTreeMap<Fingerprint, Extract>,
    openings: BTreeMap<String, (Date, Cents)>,
}

impl Book {
    /// An empty book.
    pub fn new() -> Self {
        Self::default()
    }

    /// The book that these events make, or the first that is refused with its place.
    pub fn of(events: impl IntoIterator<Item = Event>) -> Result<Self, (usize, Refusal)> {
        let mut book = Self::new();
        for (place, event) in events.into_iter().enumerate() {
            book.apply(event).map_err(|refusal| (place, refusal))?;
        }
        Ok(book)
    }

    /// How a claim stands.
    pub fn find_claim(&self, id: ClaimId) -> Option<Standing<'_>> {
        self.claims.get(&id).map(ClaimState::standing)
    }

    /// All claims in the order of their ids.
    pub fn claims(&self) -> impl Iterator<Item = Standing<'_>> {
        self.claims.values().map(ClaimState::standing)
    }

    /// The claim of a reference.
    pub fn find_reference(&self, reference: &Reference) -> Option<ClaimId> {
        self.by_reference.get(reference).copied()
    }

    /// A line and what is left of it, more than nothing or nothing whichever way it goes.
    pub fn find_line(&self, id: LineId) -> Option<(&Line, Cents)> {
        self.lines.get(&id).map(|state| (&state.line, state.free))
    }

    /// All lines with what is left of each, in the order of their ids.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, Cents)> {
        self.lines.values().map(|state| (&state.line, state.free))
    }

    /// All allocations in the order of their ids.
    pub fn allocations(&self) -> impl Iterator<Item = &Allocation> {
        self.allocations.values()
    }

    /// Sums over the whole book, added up anew from its parts.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        let sign = |cents: Cents| if cents.0 < 0 { -1 } else { 1 };
        for state in self.lines.values() {
            totals.lines += i128::from(state.line.cents.0);
            // What one line gives back of another stands on both with opposite signs.
            totals.credits += i128::from(state.free.0) * sign(state.line.cents);
        }
        for allocation in self.allocations.values() {
            let Some(state) = self.lines.get(&allocation.line) else { continue };
            let cents = i128::from(allocation.cents.0) * sign(state.line.cents);
            match allocation.target {
                Target::Claim(_) => totals.claims += cents,
                Target::Refund(_) => totals.refunds += cents,
                Target::Elsewhere => totals.elsewhere += cents,
            }
        }
        totals
    }
}
