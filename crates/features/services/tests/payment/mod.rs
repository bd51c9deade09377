//! Paying on line: to the provider and back, with everything that goes otherwise on the way.

mod at_once;
pub(crate) mod doors;
mod office;
mod story;
mod troubles;

use std::sync::Arc;

use crate::money_parts::*;
use rathaus_checkout::stub::{Act, Setup, Stub};
use rathaus_core::Cents;
use rathaus_people::testing::House;
use rathaus_services::money::booking::list_open;
use rathaus_services::payment::{AttemptState, PaymentAttempt};
use rathaus_services::store::money::find_book;
use rathaus_services::store::payment::find_attempt;
use rathaus_web::testing::{Browser, Shown};

async fn stub() -> Stub {
    Stub::start(Setup::new(Arc::new(rathaus_store::testing::start))).await.expect("a port")
}

fn entered(stub: &Stub) -> Vec<(&'static str, String)> {
    let settings = stub.settings();
    vec![
        ("base", settings.base),
        ("token_address", settings.token),
        ("originator", settings.originator),
        ("endpoint", settings.endpoint),
        ("client_id", settings.client_id),
        ("secret", settings.client_secret),
    ]
}

/// Sends the settings of the provider, some of them changed.
async fn enter(browser: &mut Browser, fields: &[(&str, String)], changed: &[(&str, &str)]) -> Shown {
    browser.get("/money/provider").await;
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| {
            let other = changed.iter().find(|(other, _)| other == name);
            (*name, other.map_or(value.as_str(), |(_, value)| *value))
        })
        .collect();
    browser.post("/money/provider", &fields).await
}

/// A house in which people pay on line: somebody of the office, an applicant, the path of her application and its number.
async fn ready(house: &House, stub: &Stub) -> (Browser, Browser, String, String) {
    let mut rita = treasurer(house).await;
    let saved = enter(&mut rita, &entered(stub), &[]).await;
    assert_eq!(saved.location, "/money/provider", "{}", saved.text);
    let (number, path) = granted(house, "Ada Amt").await;
    (rita, house.browser(), path, number)
}

/// Presses the button on the applicant's page; gives the path of the attempt.
async fn press(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    assert!(page.text.contains("Jetzt online bezahlen"), "{}", page.text);
    let key = value(&page, "key");
    let pressed = browser.post(&format!("{path}/payments"), &[("key", &key)]).await;
    assert!(
        pressed.location.starts_with(&format!("{path}/payments/")),
        "{} {}",
        pressed.status,
        pressed.text
    );
    // As every browser does; the page remembers where it came from.
    assert_eq!(browser.get(&pressed.location).await.status, 200);
    pressed.location
}

/// The path that the provider leads back to, as it stands in the request of a transaction.
fn back_of(stub: &Stub, transaction: &str) -> String {
    let request = stub.request(transaction).expect("a request");
    let address = request["redirectUrl"].as_str().expect("an address");
    address.strip_prefix("http://localhost").expect("this house").to_owned()
}

async fn attempt(house: &House, path: &str) -> PaymentAttempt {
    let id = path.rsplit('/').next().expect("an id").parse().expect("an id");
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_attempt(&mut view, id).await.expect("read").expect("there")
}

/// What stands in the book: lines, what is paid of all claims, and how many questions are open.
async fn booked(house: &House) -> (usize, Cents, usize) {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    let book = find_book(&mut view).await.expect("read");
    assert!(book.totals().balance());
    let paid = book.claims().map(|standing| standing.paid.0).sum();
    (book.lines().count(), Cents(paid), list_open(&book).len())
}

async fn state(house: &House, path: &str) -> AttemptState {
    attempt(house, path).await.state
}
