//! Who may open which door.

use super::*;
use rathaus_store::Actor;
use rathaus_web::testing::{Door, complaints, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/money/collections", READERS),
    Door::of("POST", "/money/collections", OFFICE),
    Door::of("GET", "/money/collections/{id}", OFFICE),
    Door::of("POST", "/money/collections/{id}", OFFICE),
    Door::of("GET", "/money/mandates", READERS),
    Door::of("POST", "/money/mandates", OFFICE),
    Door::of("POST", "/money/mandates/{id}/revocation", OFFICE),
    Door::of("GET", "/money/orders", READERS),
    Door::of("POST", "/money/orders", OFFICE),
    Door::of("GET", "/money/orders/{id}", READERS),
    Door::of("POST", "/money/orders/{id}/file", OFFICE),
    Door::of("POST", "/money/orders/{id}/refusal", OFFICE),
    Door::of("POST", "/money/orders/{id}/release", OFFICE),
    Door::of("POST", "/money/orders/{id}/removal", OFFICE),
    Door::of("GET", "/money/payees/{id}", OFFICE),
    Door::of("POST", "/money/payees/{id}", OFFICE),
];

#[tokio::test]
async fn every_door_of_the_orders_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        raise(&mut change, 1, 100, Some("Ada Amt"), Some(HERS)).await;
        raise(&mut change, 3, 100, Some("Max Amt"), Some(HERS)).await;
        let mut ledger = Ledger::open(&mut change).await.expect("opened");
        let claim = Claim {
            id: ClaimId(2),
            direction: Direction::In,
            reference: Reference::of_number(2),
            cents: Cents(100),
            due: "2026-06-10".parse().expect("a day"),
            name: None,
            account: None,
        };
        ledger.enter(Event::Raised(claim), "").expect("entered");
        ledger.save(&mut change).await.expect("saved");
        change.commit(Record::new("test.raised", 2)).await.expect("kept");
        let mut office = Browser::of(router.clone(), "office");
        office.get("/money/account").await;
        assert_eq!(office.post("/money/account", &account(IBAN)).await.location, "/money");
        let order = make(&mut office, "/money/orders", &[&ClaimId(1).to_string()], "2026-06-02").await;
        assert!(order.location.starts_with("/money/orders/"), "{}", order.text);
        office.get("/money/mandates").await;
        let paper = [("reference", "M-1"), ("name", "Ada"), ("iban", HERS), ("signed", "2026-05-01")];
        assert_eq!(office.post("/money/mandates", &paper).await.location, "/money/mandates");
        let page = plain(&office.get("/money/mandates").await);
        let (_, rest) = page.split_once("action=\"/money/mandates/").expect("a mandate");
        let mandate = rest.split('/').next().expect("an id").to_owned();
        let fill = |pattern: &str| {
            let id = match pattern.split('/').nth(2) {
                Some("collections") => ClaimId(2).to_string(),
                Some("payees") => ClaimId(3).to_string(),
                Some("mandates") => mandate.clone(),
                _ => order.location.rsplit('/').next().expect("an id").to_owned(),
            };
            pattern.replace("{id}", &id)
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
