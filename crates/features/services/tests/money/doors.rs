//! Who may open which door.

use super::*;
use rathaus_web::testing::{Door, complaints, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/money", READERS),
    Door::of("GET", "/money/account", OFFICE),
    Door::of("POST", "/money/account", OFFICE),
    Door::of("GET", "/money/claims/{id}", READERS),
    Door::of("POST", "/money/claims/{id}/cancellation", OFFICE),
    Door::of("POST", "/money/claims/{id}/receipts", OFFICE),
    Door::of("POST", "/money/claims/{id}/undone", OFFICE),
    Door::of("GET", "/money/days", READERS),
    Door::of("GET", "/money/days/{day}", READERS).everywhere("/money/days/2026-06-01"),
    Door::of("POST", "/money/doubts/{id}", OFFICE),
    Door::of("GET", "/money/lines", READERS),
    Door::of("POST", "/money/lines/elsewhere", OFFICE),
    Door::of("GET", "/money/lines/{id}", READERS),
    Door::of("POST", "/money/lines/{id}/answers", OFFICE),
    Door::of("GET", "/money/reminders", READERS),
    Door::of("POST", "/money/reminders", OFFICE),
    Door::of("POST", "/money/reminders/all", OFFICE),
    Door::of("GET", "/money/statements", READERS),
    Door::of("POST", "/money/statements", OFFICE),
    Door::of("GET", "/money/statements/{id}", READERS),
    Door::of("POST", "/money/statements/{id}/booking", OFFICE),
    Door::of("POST", "/money/statements/{id}/removal", OFFICE),
];

#[tokio::test]
async fn every_door_of_the_money_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let (case, _) = proposed(&mut change, "Ada Amt").await;
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
        let claim = claim(&mut office, &case.number).await;
        let entry = Entry { day: 2, cents: 5, name: "Fremd", ..Entry::default() };
        let statement = take(&mut office, &camt("08", 0, (1, 2), &[entry])).await;
        let line = link(&office.get("/money/lines").await, "/money/lines/");
        let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
        let fill = |pattern: &str| {
            let id = match pattern.split('/').nth(2) {
                Some("claims") => id(&claim),
                Some("statements") => id(&statement),
                _ => id(&line),
            };
            pattern.replace("{id}", &id)
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
