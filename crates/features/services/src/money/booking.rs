//! Taking in statements: what is certain is booked, everything else is asked.

use jiff::Timestamp;
use rathaus_core::Cents;
use rathaus_payment::book::{
    Allocation, AllocationId, Book, Event, Line, LineId, Proposal, Question, Refusal, Target, Why,
};
use rathaus_payment::statement::Statement;
use serde::{Deserialize, Serialize};

use super::new_number;
use crate::store::money::Ledger;

/// What became of a file of statements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Lines that are new.
    pub new: usize,
    /// Lines that were known.
    pub known: usize,
    /// New lines of which everything is booked.
    pub matched: usize,
    /// New lines about which somebody has to decide.
    pub asked: usize,
    /// Lines of which nobody can tell whether they are known.
    pub doubtful: usize,
    /// Entries in other currencies.
    pub foreign: usize,
    /// What came in on new lines, in cents.
    pub came: i64,
    /// What went out on new lines, in cents.
    pub went: i64,
}

/// What is done with a new line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The line.
    pub line: Line,
    /// What was proposed, and done where it was certain.
    pub proposal: Proposal,
}

/// Everything that a file brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// New lines.
    pub bookings: Vec<Booking>,
    /// Lines that somebody has to look at before they count.
    pub doubtful: Vec<Line>,
    /// In numbers.
    pub tally: Tally,
}

/// The events that do what a proposal says; none where somebody has to decide.
pub fn events_of(line: LineId, proposal: &Proposal, now: Timestamp) -> Vec<Event> {
    match proposal {
        Proposal::Done | Proposal::Ask(_) => Vec::new(),
        Proposal::Pays { parts, .. } => parts
            .iter()
            .map(|part| {
                let id = AllocationId(new_number(now));
                Event::Allocated(Allocation {
                    id,
                    line,
                    target: Target::Claim(part.claim),
                    cents: part.cents,
                })
            })
            .collect(),
        Proposal::GivesBack { original, allocations, .. } => {
            vec![Event::Returned { line, original: *original, allocations: allocations.clone() }]
        }
    }
}

/// Books what is certain about a line.
///
/// # Errors
///
/// What the book refuses; nothing that it proposed itself.
pub fn settle(ledger: &mut Ledger, line: LineId, now: Timestamp) -> Result<Proposal, Refusal> {
    let proposal = ledger.book().propose(line).ok_or(Refusal::NoLine(line))?;
    for event in events_of(line, &proposal, now) {
        ledger.enter(event, "")?;
    }
    Ok(proposal)
}

/// Takes statements in, one after the other. On a ledger that is not saved it is what would happen.
///
/// # Errors
///
/// What the book refuses: amounts beyond all bounds.
pub fn take_in(ledger: &mut Ledger, statements: &[Statement], now: Timestamp) -> Result<Taken, Refusal> {
    let mut taken = Taken::default();
    for statement in statements {
        let import = ledger.book().import(statement);
        taken.tally.known += import.known;
        taken.tally.foreign += import.foreign;
        taken.doubtful.extend(import.doubtful.iter().cloned());
        let lines = import.new.clone();
        for event in import.events() {
            ledger.enter(event, "")?;
        }
        for line in lines {
            let proposal = settle(ledger, line.id, now)?;
            taken.bookings.push(Booking { line, proposal });
        }
    }
    // What a later line gives back may leave an earlier one without a claim, so it is counted at the end.
    for booking in &taken.bookings {
        let is_done = ledger.book().find_line(booking.line.id).is_some_and(|(_, rest)| rest == Cents(0));
        let tally = &mut taken.tally;
        *if is_done { &mut tally.matched } else { &mut tally.asked } += 1;
        let cents = booking.line.cents.0;
        *if cents < 0 { &mut tally.went } else { &mut tally.came } += cents.abs();
    }
    taken.tally.new = taken.bookings.len();
    taken.tally.doubtful = taken.doubtful.len();
    Ok(taken)
}

/// A line about which somebody has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open<'b> {
    /// The line.
    pub line: &'b Line,
    /// What is left of it.
    pub rest: Cents,
    /// Why: the end of a translation key.
    pub why: &'static str,
    /// The claims that may be meant and what speaks for them.
    pub question: Option<Question>,
}

/// The end of the translation key of a reason to ask.
pub fn word_of(why: Why) -> &'static str {
    match why {
        Why::Nothing => "nothing",
        Why::Several => "several",
        Why::Settled => "settled",
        Why::TooLittle => "too-little",
        Why::Batch => "batch",
        Why::Weak => "weak",
        Why::Return => "return",
    }
}

/// What is left to decide about a line; `None` where nothing is.
pub fn open_of(book: &Book, line: LineId) -> Option<Open<'_>> {
    let (line, rest) = book.find_line(line)?;
    if rest == Cents(0) {
        return None;
    }
    let is_beyond = rest.0 < line.cents.0.abs() && !line.is_return;
    let (why, question) = match book.propose(line.id)? {
        Proposal::Done => return None,
        // Something of it is booked: the rest is too much, whatever else the engine says about it.
        Proposal::Ask(question) if is_beyond => ("beyond", Some(question)),
        Proposal::Ask(question) => (word_of(question.why), Some(question)),
        // A claim that came after its money, or one that is open again.
        Proposal::Pays { parts, .. } => ("now", Some(asked_of(line.id, rest, &parts, book))),
        Proposal::GivesBack { .. } => ("now", None),
    };
    Some(Open { line, rest, why, question })
}

fn asked_of(line: LineId, rest: Cents, parts: &[rathaus_payment::book::Part], book: &Book) -> Question {
    let candidates = parts
        .iter()
        .filter_map(|part| {
            let open = book.find_claim(part.claim)?.open();
            Some(rathaus_payment::book::Candidate { claim: part.claim, open, reasons: part.reasons.clone() })
        })
        .collect();
    Question { line, rest, why: Why::Weak, candidates }
}

/// Everything about which somebody has to decide, the oldest first. Looks at every line of the book once.
pub fn list_open(book: &Book) -> Vec<Open<'_>> {
    let mut open: Vec<Open<'_>> = book
        .lines()
        .filter(|(_, rest)| *rest != Cents(0))
        .filter_map(|(line, _)| open_of(book, line.id))
        .collect();
    open.sort_by_key(|one| (one.line.day, one.line.id));
    open
}
