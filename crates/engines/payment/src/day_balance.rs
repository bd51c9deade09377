//! The balance of a day (Tagesabschluss): what came in and went out where, and what is left to decide.

use crate::book::{Book, Source};
use jiff::civil::Date;
use rathaus_core::Cents;
use std::collections::BTreeMap;

/// Totals of one kind of money on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// How many lines.
    pub lines: usize,
    /// What came in.
    pub came: Cents,
    /// What went out, not below nothing.
    pub went: Cents,
    /// What of both is still credit on its line, with the sign of the line.
    pub undecided: Cents,
}

impl Total {
    fn add(&mut self, cents: Cents, free: Cents) {
        self.lines += 1;
        if cents.0 < 0 {
            self.went.0 -= cents.0;
            self.undecided.0 -= free.0;
        } else {
            self.came.0 += cents.0;
            self.undecided.0 += free.0;
        }
    }

    /// What the day brought.
    pub fn change(&self) -> Cents {
        Cents(self.came.0 - self.went.0)
    }
}

/// What a source held and holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holding {
    /// The sum of all lines before the day: what a cash box must hold in the morning.
    pub before: Cents,
    /// The day's lines.
    pub day: Total,
}

impl Holding {
    /// What it must hold in the evening.
    pub fn after(&self) -> Cents {
        Cents(self.before.0 + self.day.change().0)
    }
}

/// The balance of a day by source: bank, cash box, card terminal, payment provider. Looks at every line of the book once.
pub fn day_balance(book: &Book, day: Date) -> BTreeMap<Source, Holding> {
    let mut balance: BTreeMap<Source, Holding> = BTreeMap::new();
    for (line, free) in book.lines().filter(|(line, _)| line.day <= day) {
        let holding = balance.entry(line.source).or_default();
        if line.day < day {
            holding.before.0 += line.cents.0;
            continue;
        }
        holding.day.add(line.cents, free);
    }
    balance
}

/// The balance of every day from `first` to `last` on which money moved, each source with its total. Looks at every line once.
pub fn day_totals(book: &Book, first: Date, last: Date) -> BTreeMap<(Date, Source), Total> {
    let mut totals: BTreeMap<(Date, Source), Total> = BTreeMap::new();
    for (line, free) in book.lines().filter(|(line, _)| (first..=last).contains(&line.day)) {
        totals.entry((line.day, line.source)).or_default().add(line.cents, free);
    }
    totals
}
