//! Statements into the book: what is new, what is known, and what nobody can tell.

use proptest::prelude::*;
use rathaus_core::Cents;
use rathaus_payment::book::{Book, Event, Import};
use rathaus_payment::statement::{Statement, read};

/// Day of March 2026, cents, name of the payer, the bank's own name for it.
type Entry<'a> = (u32, i64, &'a str, Option<&'a str>);

fn amount(cents: i64) -> String {
    let way = if cents < 0 { "DBIT" } else { "CRDT" };
    let cents = cents.abs();
    format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{way}</CdtDbtInd>", cents / 100, cents % 100)
}

fn balance(kind: &str, cents: i64, day: u32) -> String {
    let amount = amount(cents);
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>2026-03-{day:02}</Dt></Dt></Bal>"
    )
}

/// A statement that adds up: `opening` and the entries make its closing balance.
fn statement(id: &str, opening: i64, days: (u32, u32), entries: &[Entry<'_>]) -> Statement {
    let mut text = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Id>{id}</Id>\
         <CreDtTm>2026-03-31T06:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{}{}",
        balance("PRCD", opening, days.0),
        balance("CLBD", opening + entries.iter().map(|entry| entry.1).sum::<i64>(), days.1),
    );
    for (day, cents, name, reference) in entries {
        let reference = reference.map(|r| format!("<AcctSvcrRef>{r}</AcctSvcrRef>")).unwrap_or_default();
        text += &format!(
            "<Ntry>{}<Sts>BOOK</Sts><BookgDt><Dt>2026-03-{day:02}</Dt></BookgDt>{reference}<NtryDtls><TxDtls>\
             <RmtInf><Ustrd>Parken {name}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            amount(*cents)
        );
    }
    text += "</Stmt></BkToCstmrStmt></Document>";
    let mut statement = read(text.as_bytes()).unwrap().statements.remove(0);
    assert_eq!(statement.notes, []);
    statement.id = id.into();
    statement
}

fn take(book: &mut Book, statement: &Statement) -> Import {
    let import = book.import(statement);
    for event in import.clone().events() {
        book.apply(event).unwrap();
    }
    import
}

fn counts(import: &Import) -> (usize, usize, usize) {
    (import.new.len(), import.known, import.doubtful.len())
}

#[test]
fn the_same_statement_twice_changes_nothing() {
    let mut book = Book::new();
    let first =
        statement("S1", 1000, (1, 2), &[(2, 500, "A", None), (2, 500, "A", None), (2, -200, "B", Some("R"))]);
    assert_eq!(counts(&take(&mut book, &first)), (3, 0, 0));
    let before = book.clone();
    assert_eq!(counts(&take(&mut book, &first)), (0, 3, 0));
    // A second export has other names and is known by what it says.
    assert_eq!(
        counts(&take(&mut book, &Statement { id: "S9".into(), number: Some("7".into()), ..first })),
        (0, 3, 0)
    );
    assert_eq!(book, before);
}

#[test]
fn a_longer_period_brings_only_what_is_new() {
    let mut book = Book::new();
    take(&mut book, &statement("S1", 1000, (1, 2), &[(2, 500, "A", None), (2, 500, "A", None)]));
    let entries = [(2, 500, "A", None), (2, 500, "A", None), (3, 700, "C", None)];
    assert_eq!(counts(&take(&mut book, &statement("M", 1000, (1, 3), &entries))), (1, 2, 0));
    assert_eq!(book.totals().lines, 1700);
}

#[test]
fn a_twin_on_the_next_statement_of_the_day_is_new() {
    // Two statements of one day, and on each somebody pays the same in the same words: the balances tell.
    let mut book = Book::new();
    take(&mut book, &statement("morning", 1000, (1, 2), &[(2, 500, "A", None)]));
    let noon = statement("noon", 1500, (2, 2), &[(2, 500, "A", None), (2, 10, "B", None)]);
    assert_eq!(counts(&take(&mut book, &noon)), (2, 0, 0));
    assert_eq!(book.totals().lines, 1010);
    assert_eq!(counts(&take(&mut book, &noon)), (0, 2, 0));
}

#[test]
fn what_nobody_can_tell_is_left_for_somebody_to_decide() {
    // A statement in between is missing, so the balances do not tell whether this is the same payment.
    let mut book = Book::new();
    take(&mut book, &statement("S1", 1000, (1, 2), &[(2, 500, "A", None)]));
    let later = statement("S3", 9000, (2, 2), &[(2, 500, "A", None), (2, 3, "Z", None)]);
    let import = take(&mut book, &later);
    assert_eq!(counts(&import), (1, 0, 1));
    assert_eq!(book.totals().lines, 503);
    // Whoever decides that it is another payment takes it in; its id is its own.
    book.apply(Event::Received(import.doubtful[0].clone())).unwrap();
    assert_eq!(book.totals().lines, 1003);
    // Of two that nobody could tell only the second was taken in: the next one is another line still.
    let mut book = Book::new();
    take(&mut book, &statement("S1", 1000, (1, 2), &[(2, 500, "A", None), (2, 500, "A", None)]));
    let unclear =
        take(&mut book, &statement("S3", 9000, (2, 2), &[(2, 500, "A", None), (2, 500, "A", None)]));
    assert_eq!(counts(&unclear), (0, 0, 2));
    book.apply(Event::Received(unclear.doubtful[1].clone())).unwrap();
    let more = take(&mut book, &statement("S4", 20000, (2, 2), &[(2, 500, "A", None); 4]));
    assert_eq!(counts(&more), (1, 0, 3));
    assert_eq!((book.totals().lines, book.lines().count()), (2000, 4));
    // With the bank's own names there is no doubt.
    let mut book = Book::new();
    take(&mut book, &statement("S1", 1000, (1, 2), &[(2, 500, "A", Some("R1"))]));
    let later = statement("S3", 9000, (2, 2), &[(2, 500, "A", Some("R1")), (2, 500, "A", Some("R2"))]);
    assert_eq!(counts(&take(&mut book, &later)), (1, 1, 0));
}

#[test]
fn nothing_that_moves_nothing_and_no_other_currency_comes_in() {
    let mut one = statement("S1", 0, (1, 2), &[(2, 500, "A", None), (2, 0, "B", None)]);
    assert_eq!(Book::new().import(&one).empty, 1);
    one.entries[0].amount.currency = one_of("USD");
    let import = Book::new().import(&one);
    assert_eq!((import.foreign, import.new.len()), (1, 0));
}

fn one_of(code: &str) -> rathaus_payment::statement::Currency {
    let text = format!(
        "<Document xmlns=\"camt.053.001.02\"><BkToCstmrStmt><Stmt><Id>S</Id><CreDtTm>2026-03-31</CreDtTm><Acct><Id><IBAN>X</IBAN></Id>\
         <Ccy>{code}</Ccy></Acct></Stmt></BkToCstmrStmt></Document>"
    );
    read(text.as_bytes()).unwrap().statements[0].account.currency.unwrap()
}

proptest! {
    /// Whatever overlapping exports of one account come in which order, with whole days each: in the end every booking is there
    /// once, as often as it happened.
    #[test]
    fn overlapping_exports_bring_every_booking_once(
        entries in prop::collection::vec((2u32..8, 1i64..4, 0usize..3), 1..25),
        cuts in prop::collection::vec((2u32..8, 2u32..8), 0..8),
    ) {
        let names = ["A", "B", "C"];
        let mut all: Vec<Entry<'_>> = entries.iter().map(|(day, cents, name)| (*day, *cents, names[*name], None)).collect();
        all.sort_by_key(|entry| entry.0);
        let export = |first: u32, last: u32| {
            let opening: i64 = all.iter().filter(|entry| entry.0 < first).map(|entry| entry.1).sum();
            let inside: Vec<Entry<'_>> = all.iter().filter(|entry| (first..=last).contains(&entry.0)).copied().collect();
            statement(&format!("{first}-{last}"), 100 + opening, (first - 1, last), &inside)
        };
        // The first day first, so that the first balance is known; then whatever comes, then all of it.
        let mut book = Book::new();
        take(&mut book, &export(2, 2));
        for (first, last) in cuts {
            let import = take(&mut book, &export(first.min(last), first.max(last)));
            prop_assert_eq!(import.doubtful.len(), 0);
        }
        let import = take(&mut book, &export(2, 7));
        prop_assert_eq!(import.doubtful.len(), 0);
        let sum: i64 = all.iter().map(|entry| entry.1).sum();
        prop_assert_eq!(book.totals().lines, i128::from(sum));
        prop_assert_eq!(book.lines().count(), all.len());
        let before = book.clone();
        take(&mut book, &export(2, 7));
        prop_assert_eq!(book, before);
    }
}

proptest! {
    /// Statements one after the other, several on a day and each beginning where the one before ended, leave nothing out, however alike
    /// their lines are; and all of it once more as one changes nothing.
    #[test]
    fn statements_one_after_the_other_leave_nothing_out(
        entries in prop::collection::vec((2u32..5, 1i64..3, 0usize..2), 1..25),
        lengths in prop::collection::vec(1usize..6, 25),
    ) {
        let names = ["A", "B"];
        let mut all: Vec<Entry<'_>> = entries.iter().map(|(day, cents, name)| (*day, *cents, names[*name], None)).collect();
        all.sort_by_key(|entry| entry.0);
        let mut book = Book::new();
        let (mut rest, mut balance, mut day) = (&all[..], 100, 1);
        for length in lengths {
            let (now, later) = rest.split_at(length.min(rest.len()));
            let Some(last) = now.last() else { break };
            let import = take(&mut book, &statement("S", balance, (day, last.0), now));
            prop_assert_eq!(counts(&import), (now.len(), 0, 0));
            balance += now.iter().map(|entry| entry.1).sum::<i64>();
            (rest, day) = (later, last.0);
        }
        prop_assert_eq!(book.lines().count(), all.len());
        let before = book.totals();
        let whole = take(&mut book, &statement("M", 100, (1, 5), &all));
        prop_assert_eq!(counts(&whole), (0, all.len(), 0));
        prop_assert_eq!(book.totals(), before);
    }
}

#[test]
fn ids_of_lines_are_their_own_and_the_same_in_every_book() {
    let entries = [(2, 500, "A", None), (2, 500, "A", None), (2, 501, "A", None)];
    let one = Book::new().import(&statement("S1", 1000, (1, 2), &entries));
    let other = Book::new().import(&statement("S2", 1000, (1, 2), &entries));
    assert_eq!(
        one.new.iter().map(|l| l.id).collect::<Vec<_>>(),
        other.new.iter().map(|l| l.id).collect::<Vec<_>>()
    );
    let mut ids: Vec<_> = one.new.iter().map(|line| line.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(one.new[0].cents, Cents(500));
    // Worked out by another program. With other ids a town would take in again what it has.
    assert_eq!(one.new[0].id.to_string(), "02c3a0e6f9e594235d72f121e8e205c0");
}
