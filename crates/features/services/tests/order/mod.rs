//! Orders to the bank: made by one person, released by another, carried out by the bank.

mod at_once;
mod collections;
pub(crate) mod doors;
mod pay_outs;

use std::path::Path;
use std::process::Command;

use crate::money_parts::*;
use rathaus_core::Cents;
use rathaus_payment::Reference;
use rathaus_payment::book::{Claim, ClaimId, Direction, Event};
use rathaus_people::testing::House;
use rathaus_services::store::money::{ClaimRow, Ledger, insert_claim};
use rathaus_store::{Change, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

const HERS: &str = "DE02120300000000202051";

/// Raises a claim that we owe.
async fn raise(change: &mut Change, id: u128, cents: i64, name: Option<&str>, iban: Option<&str>) {
    let mut ledger = Ledger::open(change).await.expect("opened");
    let claim = Claim {
        id: ClaimId(id),
        direction: Direction::Out,
        reference: Reference::of_number(id as u64),
        cents: Cents(cents),
        due: "2026-06-10".parse().expect("a day"),
        name: name.map(str::to_owned),
        account: iban.map(|iban| iban.parse().expect("an account")),
    };
    ledger.enter(Event::Raised(claim), "").expect("entered");
    ledger.save(change).await.expect("saved");
    let row =
        ClaimRow { id: ClaimId(id), case: None, number: format!("F-{id}"), purpose: "Förderung".to_owned() };
    insert_claim(change, &row, Direction::Out).await.expect("kept");
}

async fn owed(house: &House, id: u128, cents: i64, name: Option<&str>, iban: Option<&str>) -> String {
    let mut change = change(house, house.north.id).await;
    raise(&mut change, id, cents, name, iban).await;
    change.commit(Record::new("test.raised", id)).await.expect("kept");
    ClaimId(id).to_string()
}

/// Makes an order of these claims.
async fn make(browser: &mut Browser, list: &str, claims: &[&str], day: &str) -> Shown {
    let page = browser.get(list).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let key = value(&page, "key");
    let mut fields = vec![("key", key.as_str()), ("day", day)];
    fields.extend(claims.iter().map(|claim| ("claims", *claim)));
    browser.post(list, &fields).await
}

/// Makes an order and lets the second person release it; gives its path.
async fn released(rita: &mut Browser, otto: &mut Browser, list: &str, claims: &[&str], day: &str) -> String {
    let made = make(rita, list, claims, day).await;
    assert!(made.location.starts_with("/money/orders/"), "{} {}", made.status, made.text);
    assert_eq!(otto.get(&made.location).await.status, 200);
    let done = otto.post(&format!("{}/release", made.location), &[]).await;
    assert_eq!(done.location, made.location, "{} {}", done.status, done.text);
    made.location
}

/// Holds a file against the schemas of ISO 20022, as another program reads it (`e2e/payment.py`).
fn reads(name: &str, file: &str) {
    let Ok(python) = std::env::var("RATHAUS_TEST_PYTHON") else {
        let is_required = std::env::var("RATHAUS_TEST_POSTGRES").as_deref() == Ok("required");
        assert!(!is_required, "RATHAUS_TEST_PYTHON is not set, and this run must let other programs read");
        eprintln!("RATHAUS_TEST_PYTHON is not set: no other program reads the orders");
        return;
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, file).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../e2e/payment.py");
    let output = Command::new(python).arg(script).arg(&path).output().expect("started");
    let says = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{says}");
}

/// The reference of a claim that [`owed`] raised.
fn end_to_end(id: u64) -> String {
    Reference::of_number(id).as_str().to_owned()
}
