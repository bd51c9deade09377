//! The book as rows.

use super::*;
use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::book::{
    Allocation, AllocationId, Book, Claim, ClaimId, Direction, Event, Line, LineId, Refusal, Source, Target,
};
use rathaus_people::testing::houses;
use rathaus_services::money::booking::Tally;
use rathaus_services::store::money::*;
use rathaus_services::store::money_statement::*;
use rathaus_store::Slice;

fn raised(id: u128, cents: i64) -> Event {
    Event::Raised(Claim {
        id: ClaimId(id),
        direction: Direction::In,
        reference: Reference::of_number(id as u64),
        cents: Cents(cents),
        due: "2026-07-01".parse().expect("a day"),
        name: Some("Ada".to_owned()),
        account: None,
    })
}

fn cash(id: u128, cents: i64) -> Event {
    Event::Received(Line::at_counter(
        LineId(id),
        Source::Cash,
        "2026-06-01".parse().expect("a day"),
        Cents(cents),
    ))
}

fn allocated(id: u128, line: u128, claim: u128, cents: i64) -> Event {
    let target = Target::Claim(ClaimId(claim));
    Event::Allocated(Allocation { id: AllocationId(id), line: LineId(line), target, cents: Cents(cents) })
}

#[tokio::test]
async fn the_book_is_what_its_events_say() {
    for house in houses(&[], features).await {
        let scope = house.scratch.store.tenant(house.north.id);
        let mut expected = Book::new();
        let mut claim = 0;
        for round in 0..3u128 {
            let mut change = change(&house, house.north.id).await;
            let mut ledger = Ledger::open(&mut change).await.expect("opened");
            assert_eq!(*ledger.book(), expected);
            let (id, line) = (10 * round + 1, 10 * round + 2);
            let events = [raised(id, 500), cash(line, 300), allocated(10 * round + 3, line, id, 300)];
            for event in events {
                expected.apply(event.clone()).expect("applied");
                assert!(ledger.enter(event.clone(), "darum").expect("entered").is_new);
                // Known already: nothing is written twice.
                assert!(!ledger.enter(event, "noch einmal").expect("entered").is_new);
            }
            let more = ledger.enter(allocated(99, line, id, 1), "");
            assert_eq!(more, Err(Refusal::Line(Cents(0))));
            assert_eq!(*ledger.book(), expected, "refused whole");
            ledger.save(&mut change).await.expect("saved");
            change.commit(Record::new("test.done", round)).await.expect("kept");
            claim = id;
        }
        // What is not committed is not there, and does not stay in memory.
        let mut change = change(&house, house.north.id).await;
        let mut ledger = Ledger::open(&mut change).await.expect("opened");
        ledger.enter(raised(77, 1), "").expect("entered");
        ledger.save(&mut change).await.expect("saved");
        // The change itself sees what it wrote; whoever comes afterwards does not, nor in the place of what came instead.
        assert_ne!(*find_book(&mut change).await.expect("read"), expected);
        drop(change);
        let mut change = self::change(&house, house.north.id).await;
        let mut ledger = Ledger::open(&mut change).await.expect("opened");
        assert_eq!(*ledger.book(), expected);
        ledger.enter(raised(78, 2), "").expect("entered");
        expected.apply(raised(78, 2)).expect("applied");
        ledger.save(&mut change).await.expect("saved");
        change.commit(Record::new("test.done", "again")).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        assert_eq!(*find_book(&mut view).await.expect("read"), expected);
        assert_eq!(*find_book(&mut view).await.expect("read"), expected);
        let entries = list_money_entries(&mut view, ClaimId(claim)).await.expect("read");
        let told: Vec<(u32, &str, &str)> =
            entries.iter().map(|entry| (entry.seq, entry.words.as_str(), entry.actor.as_str())).collect();
        assert_eq!(told, [(7, "darum", "program:test"), (9, "darum", "program:test")]);
        drop(view);
        let mut south = house.scratch.store.tenant(house.south.id).read().await.expect("begins");
        assert_eq!(*find_book(&mut south).await.expect("read"), Book::new());
        assert!(list_money_entries(&mut south, ClaimId(claim)).await.expect("read").is_empty());
    }
}

#[tokio::test]
async fn two_at_once_come_one_after_the_other() {
    for house in houses(&[], features).await {
        let writes = (0..8u128).map(|n| {
            let scope = house.scratch.store.tenant(house.north.id);
            let now = house.now();
            tokio::spawn(async move {
                let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
                let mut ledger = Ledger::open(&mut change).await.expect("opened");
                let seen = ledger.book().claims().count();
                ledger.enter(raised(n + 1, 100), "").expect("entered");
                tokio::task::yield_now().await;
                ledger.save(&mut change).await.expect("saved");
                change.commit(Record::new("test.done", n)).await.expect("kept");
                seen
            })
        });
        let mut seen = Vec::new();
        for write in writes.collect::<Vec<_>>() {
            seen.push(write.await.expect("ended"));
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..8).collect::<Vec<_>>(), "each knew all before it");
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        assert_eq!(find_book(&mut view).await.expect("read").claims().count(), 8);
    }
}

#[tokio::test]
async fn rows_beside_the_book() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let row = ClaimRow {
            id: ClaimId(7),
            case: Some(Id::of_name("case")),
            number: "HUND-2026-00001".into(),
            purpose: "Hundesteuer".into(),
        };
        insert_claim(&mut change, &row, Direction::In).await.expect("inserted");
        let of_case = find_claim_of_case(&mut change, Id::of_name("case")).await.expect("read");
        assert_eq!(of_case, Some(row.clone()));
        assert_eq!(find_claim_of_case(&mut change, Id::of_name("other")).await.expect("read"), None);
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert!(insert_reminder(&mut change, ClaimId(7), 1, day("2026-07-10")).await.expect("noted"));
        assert!(!insert_reminder(&mut change, ClaimId(7), 1, day("2026-07-11")).await.expect("noted"));
        assert!(insert_reminder(&mut change, ClaimId(7), 2, day("2026-08-01")).await.expect("noted"));
        let id = Id::of_name("statement");
        insert_statement(&mut change, id, "a.xml", Id::of_name("file"), "ab").await.expect("inserted");
        let tally = Tally { new: 3, came: 500, ..Tally::default() };
        assert!(update_statement(&mut change, id, &tally).await.expect("updated"));
        assert!(!update_statement(&mut change, id, &Tally::default()).await.expect("updated"), "once");
        assert!(!delete_statement(&mut change, id).await.expect("asked"), "what is taken over stays");
        let Event::Received(line) = cash(5, 100) else { panic!("a line") };
        insert_doubt(&mut change, id, &line).await.expect("inserted");
        insert_doubt(&mut change, id, &line).await.expect("once");
        change.commit(Record::new("test.done", "rows")).await.expect("kept");

        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        assert_eq!(list_claims(&mut view).await.expect("read").get(&ClaimId(7)), Some(&row));
        let reminders = list_reminders(&mut view).await.expect("read");
        assert_eq!(reminders.get(&ClaimId(7)), Some(&vec![day("2026-07-10"), day("2026-08-01")]));
        let found = find_statement(&mut view, id).await.expect("read").expect("there");
        assert_eq!((found.tally.clone(), found.taken_at.is_some()), (Some(tally), true));
        assert_eq!(find_statement_like(&mut view, "ab").await.expect("read"), Some(found.clone()));
        assert_eq!(find_statement_like(&mut view, "cd").await.expect("read"), None);
        assert_eq!(list_statements(&mut view, Slice::first(5)).await.expect("read"), [found]);
        assert_eq!(count_statements(&mut view).await.expect("read"), 1);
        assert_eq!(list_doubts(&mut view).await.expect("read"), std::slice::from_ref(&line));
        drop(view);
        let mut south = house.scratch.store.tenant(house.south.id).read().await.expect("begins");
        assert_eq!(find_statement(&mut south, id).await.expect("read"), None);
        assert_eq!(find_claim_of_case(&mut south, Id::of_name("case")).await.expect("read"), None);
        assert_eq!(find_account(&mut south).await.expect("read"), None);
        drop(south);
        let mut change = super::change(&house, house.north.id).await;
        assert_eq!(delete_doubt(&mut change, LineId(5)).await.expect("taken"), Some(line));
        assert_eq!(delete_doubt(&mut change, LineId(5)).await.expect("taken"), None);
    }
}
