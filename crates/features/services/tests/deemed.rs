//! What the law grants when a deadline has passed is settled like what two persons grant.

use crate::letter::head;
use crate::money_parts::*;
use jiff::civil::Date;
use jiff::{SignedDuration, Span};
use rathaus_people::testing::{House, houses};
use rathaus_procedure::answers::Period;
use rathaus_procedure::handling::{Deadline, DeadlineUnit, OnCorrection, OnExpiry};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::{Answer, Answers};
use rathaus_services::pages::office::adopt;
use rathaus_services::sample::Who;
use rathaus_services::store::catalogue::{Service, find_service, set_public};
use rathaus_store::{Change, Record};

/// An example where silence grants after two weeks.
async fn silent(change: &mut Change, slug: &str) -> Service {
    if let Some(service) = find_service(change, slug).await.expect("read") {
        return service;
    }
    let shipped = rathaus_services::examples::shipped().expect("examples");
    let mut example = shipped.into_iter().find(|example| example.slug == slug).expect("an example");
    example.form.handling.as_mut().expect("handling").deadline = Some(Deadline {
        basis: "§ 42a VwVfG".to_owned(),
        count: 2,
        unit: DeadlineUnit::Weeks,
        correction: OnCorrection::Pause,
        on_expiry: OnExpiry::Approve,
    });
    let service = adopt(change, &example, "Test").await.expect("taken");
    set_public(change, service.id, true).await.expect("public");
    service
}

/// Hands an application in; the number of its case.
async fn sent(house: &House, slug: &str, name: &str, answers: &Answers) -> String {
    let mut change = change(house, house.north.id).await;
    let service = silent(&mut change, slug).await;
    let who = Who { name, email: "ada@example.org", person: None };
    let (case, _) = handed_in(&mut change, &service, answers, who).await;
    change.commit(Record::new("case.opened", case.id)).await.expect("kept");
    case.number
}

fn hall(from: Date) -> Answers {
    let mut answers: Answers =
        serde_json::from_str(include_str!("../examples/hall.answers.json")).expect("answers");
    let period = Period { from: Some(from), to: Some(from.saturating_add(Span::new().days(1))) };
    answers.set("zeit".parse().expect("an id"), Answer::Period(period));
    answers
}

#[tokio::test]
async fn what_the_deadline_grants_is_booked_claimed_and_written() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        head(&mut rita).await;
        let first = today(house.now()).saturating_add(Span::new().days(50));
        let one = sent(&house, "halle-mieten", "Blasmusik", &hall(first)).await;
        house.pass(SignedDuration::from_hours(1));
        let two = sent(&house, "halle-mieten", "Turnverein", &hall(first.tomorrow().expect("a day"))).await;
        house.pass(SignedDuration::from_hours(24 * 20));
        // However often the deadlines are looked at.
        for _ in 0..2 {
            house.work().await;
            house.pass(SignedDuration::from_hours(2));
        }
        let (_, mut rita) = house.somebody(rathaus_web::Role::Office).await;
        assert!(latest(&house, &one).await.decision.expect("decided").is_deemed);
        let month = format!("/services/halle-mieten/calendar?month={}", first.strftime("%Y-%m"));
        let days = house.browser().get(&month).await;
        assert_eq!(days.text.matches("class=\"rh-taken\"").count(), 2, "{}", days.text);
        let claim = claim(&mut rita, &one).await;
        let claim = rita.get(&claim).await;
        assert!(claim.text.contains("600,00"), "two days, the kitchen, the deposit: {}", claim.text);
        let page = rita.get(&format!("/cases/{one}")).await;
        assert!(page.text.contains(": Bescheinigung<"), "{}", page.text);

        // Whoever came later has the law on their side and no day: nothing is booked or claimed, and the office is told.
        let late = latest(&house, &two).await;
        assert!(late.decision.expect("decided").is_deemed);
        assert!(!rita.get(&format!("/money?state=all&q={two}")).await.text.contains("/money/claims/"));
        let page = rita.get(&format!("/cases/{two}")).await;
        assert_eq!(page.text.matches("mindestens ein Tag ist vergeben").count(), 1, "{}", page.text);
        assert!(!page.text.contains(": Bescheinigung<"), "{}", page.text);
    }
}

#[tokio::test]
async fn what_the_deadline_grants_has_its_permit() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(rathaus_web::Role::Office).await;
        head(&mut rita).await;
        let mut answers: Answers =
            serde_json::from_str(include_str!("letter/parking.answers.json")).expect("answers");
        let wanted = today(house.now()).saturating_add(Span::new().days(20));
        answers.set("ab".parse().expect("an id"), Answer::Date(wanted));
        let number = sent(&house, "bewohnerparkausweis", "Ada Amt", &answers).await;
        house.pass(SignedDuration::from_hours(24 * 30));
        house.work().await;
        let (_, mut rita) = house.somebody(rathaus_web::Role::Office).await;
        let page = rita.get(&format!("/cases/{number}")).await;
        let permit = house.browser().get(&link(&page, "/permits/")).await;
        assert!(permit.text.contains("Der Ausweis ist gültig"), "{}", permit.text);
        assert!(page.text.contains(">Bewohnerparkausweis</a>"), "{}", page.text);
    }
}
