//! From a request to a paid transaction, and every other way it can end.

use jiff::Timestamp;
use rathaus_checkout::stub::{Act, Names, Setup, Stub, Trouble};
use rathaus_checkout::{Client, Fault, PaymentItem, PaymentProvider, PaymentRequest, Settings, State};
use rathaus_core::Cents;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

fn at() -> Timestamp {
    "2026-06-01T08:00:00Z".parse().expect("a time")
}

fn setup() -> Setup {
    Setup::new(Arc::new(at))
}

async fn both(setup: Setup) -> (Stub, Client) {
    let stub = Stub::start(setup).await.expect("a port");
    let client = Client::new(&stub.settings()).expect("settings");
    (stub, client)
}

fn request(id: u128) -> PaymentRequest {
    PaymentRequest {
        id: Uuid::from_u128(id),
        at: at(),
        purpose: "RF18HUND202600017".to_owned(),
        description: "Hundesteuer, erster Hund".to_owned(),
        back: "https://rathaus.example/payments/1".to_owned(),
        items: vec![PaymentItem {
            id: "1".to_owned(),
            reference: "RF18HUND202600017".to_owned(),
            description: "Hundesteuer, erster Hund".to_owned(),
            cents: Cents(7_205),
            booking: BTreeMap::from([("konto".to_owned(), "4711".to_owned())]),
        }],
    }
}

#[tokio::test]
async fn what_is_paid_is_found_paid() {
    let (stub, client) = both(setup()).await;
    client.check().await.expect("is there");
    let begun = client.start(&request(1)).await.expect("begun");
    assert_eq!((begun.state, begun.cents), (State::Open, Some(Cents(7_205))));
    let pay_at = begun.pay_at.clone().expect("an address");
    assert!(pay_at.starts_with("http://localhost:") && pay_at.ends_with(&begun.id), "{pay_at}");
    assert_eq!(client.find(&begun.id).await.expect("found"), begun);
    let sent = stub.request(&begun.id).expect("there");
    assert_eq!(sent["items"][0]["bookingData"]["konto"], "4711");

    assert!(stub.act(&begun.id, Act::Pay));
    assert!(!stub.act(&begun.id, Act::Cancel), "it is over");
    let paid = client.find(&begun.id).await.expect("found");
    assert_eq!((paid.state, paid.pay_at.clone(), paid.paid_at), (State::Paid, None, Some(at())));
    assert_eq!(paid.reference.as_deref(), Some("KZ-000001"));
    assert_eq!(paid.method.as_deref(), Some("CREDITCARD, Visa"));

    for (act, state) in [(Act::Cancel, State::Canceled), (Act::Fail, State::Failed)] {
        let other = client.start(&request(state as u128 + 10)).await.expect("begun");
        assert!(stub.act(&other.id, act));
        let found = client.find(&other.id).await.expect("found");
        assert_eq!((found.state, found.pay_at), (state, None));
    }
    assert_eq!(stub.transactions().len(), 3);
    assert_eq!(stub.tokens_given(), 1, "one token for all of it");
}

#[tokio::test]
async fn the_same_request_is_one_transaction() {
    let (stub, client) = both(Setup { names: Names::OfRequests, ..setup() }).await;
    let settings = Settings { timeout: Duration::from_millis(400), ..stub.settings() };
    let hasty = Client::new(&settings).expect("settings");
    stub.trouble([Trouble::Slow(Duration::from_secs(2))]);
    assert_eq!(hasty.start(&request(1)).await, Err(Fault::TimedOut));
    let begun = client.start(&request(1)).await.expect("the one that was begun");
    assert_eq!(begun.id, request(1).id.to_string());
    assert_eq!(stub.transactions().len(), 1);

    // A provider with names of its own does not tell; nobody was told where to pay either.
    let (stub, client) = both(setup()).await;
    stub.trouble([Trouble::Truncated]);
    assert!(matches!(client.start(&request(1)).await, Err(Fault::Unreachable(_))));
    let fault = client.start(&request(1)).await.expect_err("known");
    assert_eq!((fault.clone(), fault.is_worth_repeating()), (Fault::Exists, false));
    assert_eq!(stub.transactions().len(), 1);
}

#[tokio::test]
async fn every_trouble_has_its_fault_and_passes() {
    let (stub, _) = both(setup()).await;
    let settings = Settings { timeout: Duration::from_millis(400), ..stub.settings() };
    let client = Client::new(&settings).expect("settings");
    let begun = client.start(&request(1)).await.expect("begun");
    let troubles = [
        (Trouble::Unauthorised, true),
        (Trouble::TooMany(7), true),
        (Trouble::Broken, true),
        (Trouble::Slow(Duration::from_secs(2)), true),
        (Trouble::Truncated, true),
        (Trouble::Garbled, false),
        (Trouble::Endless, false),
        (Trouble::Elsewhere, false),
    ];
    for (trouble, is_worth_repeating) in troubles {
        stub.trouble([trouble]);
        let fault = client.find(&begun.id).await.expect_err("a fault");
        let is_right = match trouble {
            Trouble::Unauthorised => fault == Fault::Unauthorised,
            Trouble::TooMany(_) => fault == Fault::Busy { wait: Some(Duration::from_secs(7)) },
            Trouble::Broken => fault == Fault::Failed(500),
            Trouble::Slow(_) => fault == Fault::TimedOut,
            Trouble::Truncated => matches!(fault, Fault::Unreachable(_)),
            Trouble::Garbled => matches!(fault, Fault::Malformed(_)),
            Trouble::Endless => matches!(fault, Fault::TooLong(_)),
            Trouble::Elsewhere => matches!(fault, Fault::Refused { status: 302, .. }),
            Trouble::None => false,
        };
        assert!(is_right, "{trouble:?}: {fault:?}");
        assert_eq!(fault.is_worth_repeating(), is_worth_repeating, "{fault}");
        assert_eq!(client.find(&begun.id).await.expect("found").id, begun.id, "after {trouble:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_was_wrong() {
    let (stub, client) = both(setup()).await;
    assert_eq!(client.find("T-unknown").await, Err(Fault::NotFound));
    assert_eq!(client.find("../status").await, Err(Fault::NotFound), "never asked for");
    let other = Settings { endpoint: "elsewhere".to_owned(), ..stub.settings() };
    let refused = Client::new(&other).expect("settings").check().await.expect_err("refused");
    let Fault::Refused { status: 404, code, title } = &refused else { panic!("{refused:?}") };
    assert_eq!((code.as_str(), title.as_str()), ("NO_VALID_ORIGINATOR_OR_ENDPOINT", "no such authority"));
    assert!(!refused.is_worth_repeating());

    // An answer about another amount is none to this request.
    let begun = client.start(&request(1)).await.expect("begun");
    stub.lie(&begun.id, 7);
    assert_eq!(client.find(&begun.id).await.expect("found").cents, Some(Cents(700)), "for the caller to see");
}

#[tokio::test]
async fn a_payer_pays_on_the_page() {
    let (stub, client) = both(setup()).await;
    let begun = client.start(&request(1)).await.expect("begun");
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a browser");
    let pay_at = begun.pay_at.clone().expect("an address");
    let page =
        async |address: &str| http.get(address).send().await.expect("a page").text().await.expect("text");
    let german = page(&pay_at).await;
    for words in ["72,05", "Jetzt bezahlen", "RF18HUND202600017", "Es fließt kein Geld"] {
        assert!(german.contains(words), "{words}: {german}");
    }
    assert!(page(&format!("{pay_at}?lang=en")).await.contains("Pay now"));
    let send = async |body: &'static str| {
        http.post(&pay_at).body(body).header("content-type", "application/x-www-form-urlencoded").send().await
    };
    assert_eq!(send("do=else").await.expect("an answer").status().as_u16(), 404);
    assert_eq!(stub.state(&begun.id), Some(State::Open));
    let back = send("do=pay").await.expect("an answer");
    assert_eq!(back.status().as_u16(), 303);
    assert_eq!(back.headers()["location"], "https://rathaus.example/payments/1");
    assert_eq!(stub.state(&begun.id), Some(State::Paid));
    assert!(page(&pay_at).await.contains("Dieser Bezahlvorgang ist beendet"));
}

#[tokio::test]
async fn secrets_are_in_no_text() {
    let (stub, client) = both(setup()).await;
    let settings = Settings { client_secret: "Geheim+&=1".into(), ..stub.settings() };
    let other = Client::new(&settings).expect("settings");
    let fault = other.check().await.expect_err("refused");
    assert_eq!(fault, Fault::Credentials);
    assert!(!fault.is_worth_repeating());
    let shown = format!("{settings:?} {other:?} {fault:?} {fault} {client:?}");
    assert!(!shown.contains("Geheim") && !shown.contains("Bearer"), "{shown}");

    let gone = Settings { token: "http://127.0.0.1:1/token?x=Geheim".into(), ..stub.settings() };
    let fault = Client::new(&gone).expect("settings").check().await.expect_err("nobody there");
    assert!(matches!(&fault, Fault::Unreachable(words) if !words.contains("Geheim")), "{fault}");
}

#[test]
fn secrets_travel_over_tls_or_not_at_all() {
    let with = |base: &str, originator: &str| {
        Client::new(&Settings::new((base, "https://a.example/token"), (originator, "06633000"), ("c", "s")))
    };
    assert!(with("https://a.example/v1", "rathaus").is_ok());
    assert!(with("http://localhost:1/v1", "rathaus").is_ok());
    for base in ["http://a.example/v1", "ftp://localhost/", "a.example/v1", ""] {
        assert!(matches!(with(base, "rathaus"), Err(Fault::Settings(_))), "{base}");
    }
    for originator in ["", "a/b", "../x", "ä", "0123456789012345678901234567890123456"] {
        assert!(matches!(with("https://a.example/v1", originator), Err(Fault::Settings(_))), "{originator}");
    }
    assert!(rathaus_checkout::client::is_address("http://localhost:1/", true));
    assert!(!rathaus_checkout::client::is_address("http://localhost:1/", false));
    assert!(rathaus_checkout::client::is_part("rathaus-1_b"));
}
