//! Which lines of a statement are new. The same statement twice changes nothing, nor does a second export with other blanks,
//! other names or a longer period.
//!
//! A line is known by what it says ([`Content`]) and by how many lines say the same: two people who pay the same fee in the
//! same words on the same day are two lines. Where the bank names its bookings, this decides. Where it does not, a line
//! that says what a known one says is either the same or a twin, and balances decide:
//!
//! - A statement that begins where all that is known ends goes on from there: its lines are new.
//! - A statement whose first balance is of an earlier day than the line has the whole of that day: what is known of the day
//!   is in it.
//! - Where all that is known makes the closing balance without the line, the line is known.
//!
//! Where nothing tells, the lines are left for somebody to decide ([`Import::doubtful`]) and count for nothing.
//!
//! Takes time linear in the statement, and one look at all lines of the account where balances have to decide.

use super::*;
use crate::statement::Fields;
use crate::statement::{Balance, BankLine, Currency, Note, Statement, Status};

/// What to take in of a statement: [`Event::Received`] for each new line, then [`Event::Stated`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Lines that are new, in the order of the statement.
    pub new: Vec<Line>,
    /// How many lines are known.
    pub known: usize,
    /// Lines that say what known ones say, and nothing tells whether they are the same.
    pub doubtful: Vec<Line>,
    /// Booked entries in other currencies, which the book does not hold.
    pub foreign: usize,
    /// Entries of zero, which move nothing.
    pub empty: usize,
    /// What the statement says of the account.
    pub extract: Extract,
}

impl Import {
    /// The events that take it in, without what is doubtful.
    pub fn events(self) -> Vec<Event> {
        self.new.into_iter().map(Event::Received).chain([Event::Stated(self.extract)]).collect()
    }
}

impl Book {
    /// Which lines of a statement are new.
    pub fn import(&self, statement: &Statement) -> Import {
        let own = statement.account.number.clone();
        let bounds = statement.bounds().filter(|(opening, closing)| {
            opening.amount.currency == Currency::EURO && closing.amount.currency == Currency::EURO
        });
        let of = |balance: &Balance| (balance.day, balance.amount.cents);
        let extract = Extract {
            fingerprint: statement.fingerprint(),
            own: own.clone(),
            opening: bounds.map(|bounds| of(bounds.0)),
            closing: bounds.map(|bounds| of(bounds.1)),
        };
        let is_foreign = |entry: &&crate::statement::Entry| {
            entry.status == Status::Booked && entry.amount.currency != Currency::EURO
        };
        let foreign = statement.entries.iter().filter(is_foreign).count();
        let lines = statement.lines();
        let moving: Vec<BankLine> = lines.iter().filter(|line| line.cents != Cents(0)).cloned().collect();
        let empty = lines.len() - moving.len();
        let mut import = Import { new: Vec::new(), known: 0, doubtful: Vec::new(), foreign, empty, extract };
        if self.extracts.contains_key(&import.extract.fingerprint) {
            import.known = moving.len();
            return import;
        }
        let mut seen: BTreeMap<Content, u32> = BTreeMap::new();
        let mut places = Places { book: self, next: BTreeMap::new() };
        let mut doubtful = Vec::new();
        for line in moving {
            let known = self.contents.get(&line.content).copied().unwrap_or_default();
            let count = seen.entry(line.content).or_default();
            *count += 1;
            if *count > known {
                import.new.push(places.line(&own, line));
            } else if line.has_bank_reference {
                import.known += 1;
            } else {
                doubtful.push(line);
            }
        }
        if doubtful.is_empty() {
            return import;
        }
        let new: i64 = import.new.iter().map(|line| line.cents.0).sum();
        let adds_up = !statement.notes.iter().any(|note| matches!(note, Note::Sum { .. } | Note::Unchecked));
        let verdict = if adds_up { self.judge(&import.extract, &doubtful, new) } else { Verdict::Open };
        let lines = doubtful.into_iter().map(|line| places.line(&own, line));
        match verdict {
            Verdict::Known => import.known += lines.count(),
            Verdict::New => import.new.extend(lines),
            Verdict::Open => import.doubtful.extend(lines),
        }
        import
    }

    fn judge(&self, extract: &Extract, twins: &[BankLine], new: i64) -> Verdict {
        let (Some(opening), Some(closing)) = (extract.opening, extract.closing) else { return Verdict::Open };
        let days = || twins.iter().map(|line| line.day);
        let (Some(first), Some(last)) = (days().min(), days().max()) else { return Verdict::Open };
        let known =
            self.sum_until(&extract.own, closing.0).filter(|_| self.is_whole(&extract.own, closing.0));
        if known == Some(i128::from(opening.1.0)) && opening.0 >= last {
            return Verdict::New;
        }
        let made = known.is_some_and(|known| known + i128::from(new) == i128::from(closing.1.0));
        // Twins that cancel each other out leave the balance as it is.
        let sum: i64 = twins.iter().map(|line| line.cents.0).sum();
        if opening.0 < first || (made && sum != 0) { Verdict::Known } else { Verdict::Open }
    }

    /// The first known balance of an account and all known lines up to a day.
    fn sum_until(&self, own: &str, day: Date) -> Option<i128> {
        let first = self.openings.get(own).filter(|first| first.0 <= day)?;
        let lines = self.lines.values().map(|state| &state.line);
        let ours = lines.filter(|line| line.own.as_deref() == Some(own) && line.day <= day);
        Some(i128::from(first.1.0) + ours.map(|line| i128::from(line.cents.0)).sum::<i128>())
    }

    /// Whether no statement is missing up to the last one known until a day: its closing balance is what is known.
    fn is_whole(&self, own: &str, day: Date) -> bool {
        let ours = self.extracts.values().filter(|extract| extract.own == own);
        let closings =
            || ours.clone().filter_map(|extract| extract.closing).filter(|closing| closing.0 <= day);
        let Some(last) = closings().map(|closing| closing.0).max() else { return false };
        let known = self.sum_until(own, last);
        closings().any(|closing| closing.0 == last && known == Some(i128::from(closing.1.0)))
    }
}

/// What balances say about lines that say what known ones say.
enum Verdict {
    Known,
    New,
    Open,
}

/// Gives ids to lines: each content with its place among those that say the same, the first that is free.
struct Places<'b> {
    book: &'b Book,
    next: BTreeMap<Content, u32>,
}

impl Places<'_> {
    fn line(&mut self, own: &str, line: BankLine) -> Line {
        let known = self.book.contents.get(&line.content).copied().unwrap_or_default();
        let next = self.next.entry(line.content).or_insert(known);
        loop {
            *next += 1;
            let id = id_of(line.content, *next);
            // Whoever decided about twins may have taken a later one and left an earlier one.
            if !self.book.lines.contains_key(&id) {
                return line_of(own, id, line);
            }
        }
    }
}

fn id_of(content: Content, place: u32) -> LineId {
    let mut fields = Fields::new("place");
    fields.add_number(content.0.cast_signed());
    fields.add_number(place.into());
    LineId(fields.finish().0)
}

fn line_of(own: &str, id: LineId, line: BankLine) -> Line {
    Line {
        id,
        source: Source::Bank,
        day: line.day,
        cents: line.cents,
        own: Some(own.to_string()),
        content: Some(line.content),
        is_return: line.returned.is_some() || line.is_reversal,
        name: line.name,
        account: line.account,
        text: line.text,
        references: line.references,
        end_to_end: line.end_to_end,
        batch: line.batch,
    }
}
