//! Who may open which door.

use super::*;
use jiff::civil::Date;
use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::{Recorded, record};
use rathaus_services::money;
use rathaus_store::{Actor, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Door, complaints, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("POST", "/money/claims/{id}/payments", OFFICE),
    Door::of("GET", "/money/payments", READERS),
    Door::of("GET", "/money/provider", OFFICE),
    Door::of("POST", "/money/provider", OFFICE),
    Door::of("POST", "/money/provider/check", OFFICE),
    Door::of("POST", "/money/provider/removal", OFFICE),
    Door::open("GET", "/payments/{id}/{mark}"),
];

#[tokio::test]
async fn every_door_of_paying_on_line_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let stub = stub().await;
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, path) = proposed(&mut change, "Ada Amt").await;
        let (_, other) = proposed(&mut change, "Bert Bau").await;
        let decision = case.proposal.as_ref().expect("proposed").decision;
        let effective: Date = "2026-06-01".parse().expect("a day");
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let mut change = scope.change(Actor::Program("second"), now).await.expect("begins");
        let event = CaseEvent::Decided { decision, effective };
        let kept = record(&mut change, case.id, None, vec![event]).await.expect("written");
        let Recorded::Kept(case) = kept else { panic!("{kept:?}") };
        money::raise_for(&mut change, &case).await.expect("raised").expect("a claim");
        change.commit(Record::new("case.event", case.id)).await.expect("kept");
        let mut office = Browser::of(router.clone(), "office");
        assert_eq!(enter(&mut office, &entered(&stub), &[]).await.location, "/money/provider");
        let claim = claim(&mut office, &case.number).await;
        let mut ada = Browser::of(router.clone(), "");
        let at = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        let back = back_of(&stub, &transaction);
        let fill = |pattern: &str| match pattern {
            "/payments/{id}/{mark}" => back.clone(),
            _ => pattern.replace("{id}", claim.rsplit('/').next().expect("an id")),
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));

        // What is an applicant's opens by their link alone.
        let id = at.rsplit('/').next().expect("an id");
        let key = path.rsplit('/').next().expect("a key");
        let unknown = format!("/applications/{}", "x".repeat(43));
        for base in [unknown.as_str(), other.as_str(), &format!("/t/south/applications/{key}")] {
            for who in ["", "office"] {
                let mut browser = Browser::of(router.clone(), who).with_token();
                let read = browser.get(&format!("{base}/payments/{id}")).await;
                assert!(matches!(read.status, 404 | 410 | 429), "{base} as {who}: {}", read.status);
                let mut browser = Browser::of(router.clone(), who).with_token();
                let begun = browser.post(&format!("{base}/payments"), &[("key", id)]).await;
                assert!(matches!(begun.status, 404 | 410 | 429), "{base} as {who}: {}", begun.status);
            }
        }
        let bare =
            Browser::of(router.clone(), "").post_bare(&format!("{path}/payments"), &[("key", id)]).await;
        assert_eq!(bare.status, 403, "without a token");
        assert_eq!(stub.transactions().len(), 1);
    }
}
