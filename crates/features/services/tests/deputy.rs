//! Who stands in for a colleague finds that colleague's cases and messages among their own, acts under their own name, and is still
//! one person where two are needed.

use crate::money_parts::*;
use jiff::SignedDuration;
use rathaus_people::deputy;
use rathaus_people::testing::{House, houses};
use rathaus_procedure::case::{Case, CaseEvent, Outcome};
use rathaus_procedure::store::{Recorded, list_entries, record, verify_case};
use rathaus_services::colleagues::stood_in;
use rathaus_store::audit::{EntryFilter, list_entries as list_records};
use rathaus_store::{Id, Record, Slice};
use rathaus_web::Role;

/// An office of three: whose case it is and who goes away, who stands in, and somebody else.
struct Office {
    otto: Id,
    dora: Id,
    case: Case,
}

async fn office(house: &House) -> Office {
    let north = house.north.id;
    let otto = house.person(north, "Otto Ober", &[Role::Office]).await;
    let dora = house.person(north, "Dora Dienst", &[Role::Office]).await;
    house.person(north, "Emil Extra", &[Role::Office]).await;
    let mut change = change(house, north).await;
    let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
    let done = |task: Id| CaseEvent::TaskDone { task, outcome: Outcome::Good, words: String::new() };
    let mut events: Vec<CaseEvent> = case.open_tasks().map(|task| done(task.id)).collect();
    events.push(CaseEvent::Assigned { clerk: Some(otto), name: "Otto Ober".to_owned() });
    let Recorded::Kept(case) = record(&mut change, case.id, None, events).await.expect("recorded") else {
        panic!("the case is Otto's")
    };
    let (begins, ends) = (house.now(), house.now() + SignedDuration::from_hours(24 * 7));
    deputy::insert(&mut change, otto, dora, begins, ends).await.expect("a deputy");
    change.commit(Record::new("deputy.added", otto)).await.expect("kept");
    Office { otto, dora, case: *case }
}

#[tokio::test]
async fn a_deputy_sees_whose_cases_are_theirs_for_the_time_and_acts_under_their_own_name() {
    for house in houses(&[], features).await {
        let Office { otto, dora, case } = office(&house).await;
        let number = case.number.as_str();
        let mut browser = house.signed_in(house.north.id, dora, true).await;
        let list = plain(&browser.get("/cases?whose=mine").await);
        assert!(list.contains(number) && list.contains("in Vertretung"), "{list}");
        assert!(list.contains("Sie vertreten Otto Ober: ein offener Vorgang."), "{list}");
        assert!(list.contains(&format!("/cases?whose={otto}")));
        for (whose, is_there) in [
            ("own".to_owned(), false),
            ("deputy".to_owned(), true),
            (otto.to_string(), true),
            (dora.to_string(), false),
        ] {
            let found = plain(&browser.get(&format!("/cases?whose={whose}")).await);
            assert_eq!(found.contains(&format!("/cases/{number}\"")), is_there, "{whose}: {found}");
        }
        assert!(plain(&browser.get("/cases/deadlines").await).contains("in Vertretung"));
        // Whoever stands in for nobody has none of it.
        let (_, mut other) = house.somebody(Role::Office).await;
        let list = plain(&other.get("/cases?whose=mine").await);
        assert!(!list.contains(number) && !list.contains("Sie vertreten"), "{list}");
        let all = plain(&other.get("/cases").await);
        assert!(all.contains(number) && !all.contains("in Vertretung"), "{all}");

        let page = browser.get(&format!("/cases/{number}")).await;
        assert!(page.text.contains("Sie vertreten Otto Ober"), "{}", page.text);
        assert_eq!(act(&mut browser, number, &[("do", "note"), ("note", "Chip geprüft")]).await.status, 303);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let entries = list_entries(&mut view, case.id).await.expect("entries");
        let [.., before, note] = &entries[..] else { panic!("{entries:?}") };
        assert!(matches!(&before.event, CaseEvent::StoodIn { absent, .. } if *absent == otto));
        assert_eq!(
            (note.actor.clone(), before.actor.clone()),
            (format!("person:{dora}"), format!("person:{dora}"))
        );
        verify_case(&mut view, case.id).await.expect("read").expect("whole");
        let filter = EntryFilter { action: Some("case.event".to_owned()), ..EntryFilter::default() };
        let (records, _) = list_records(&mut view, &filter, Slice::first(1)).await.expect("records");
        assert!(records[0].details.contains(&otto.to_string()), "{:?}", records[0]);
        drop(view);
        assert!(
            other
                .get(&format!("/cases/{number}"))
                .await
                .text
                .contains("Dora Dienst, in Vertretung für Otto Ober")
        );
        assert!(
            browser.get(&format!("/cases/{number}")).await.text.contains("Sie, in Vertretung für Otto Ober")
        );
        // What others do on the case is done for nobody.
        assert_eq!(act(&mut other, number, &[("do", "note"), ("note", "Ich auch")]).await.status, 303);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let entries = list_entries(&mut view, case.id).await.expect("entries");
        let stood = entries.iter().filter(|one| matches!(one.event, CaseEvent::StoodIn { .. })).count();
        assert_eq!(stood, 1);
        drop(view);

        // Many at once say it, too; whoever takes a case over has it from then on, and stands in for nobody with it.
        assert_eq!(browser.get("/cases").await.status, 200);
        let many = browser.post("/cases/acts", &[("do", "take"), ("case", number)]).await;
        assert_eq!(many.location, "/cases");
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let entries = list_entries(&mut view, case.id).await.expect("entries");
        let [.., before, taken] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!((before.event.word(), taken.event.word()), ("stood_in", "assigned"));
        drop(view);
        assert_eq!(act(&mut browser, number, &[("do", "note"), ("note", "Jetzt meiner")]).await.status, 303);
        let mut back = house.signed_in(house.north.id, otto, true).await;
        assert_eq!(act(&mut back, number, &[("do", "take")]).await.status, 303);

        // When the time is over, so is all of it.
        house.pass(SignedDuration::from_hours(24 * 8));
        let mut browser = house.signed_in(house.north.id, dora, true).await;
        assert!(!plain(&browser.get("/cases?whose=mine").await).contains(number), "it is Otto's again");
        assert!(!browser.get(&format!("/cases/{number}")).await.text.contains("Sie vertreten"));
    }
}

#[tokio::test]
async fn four_eyes_are_two_persons_whoever_stands_in() {
    for house in houses(&[], features).await {
        let Office { otto, dora, case } = office(&house).await;
        let number = case.number.as_str();
        let mut deputy = house.signed_in(house.north.id, dora, true).await;
        assert_eq!(act(&mut deputy, number, &[("do", "approve"), ("reasons", "")]).await.status, 303);
        let proposal = latest(&house, number).await.proposal.expect("a proposal");
        assert_eq!(proposal.by, format!("person:{dora}"));
        // Who proposed cannot agree, for whomever they acted.
        let decision = proposal.decision.to_string();
        let refused = act(&mut deputy, number, &[("do", "decide"), ("decision", &decision)]).await;
        assert_eq!(refused.status, 409);
        // The colleague who was away is another person: agreeing is their own act.
        let mut back = house.signed_in(house.north.id, otto, true).await;
        let agreed = act(&mut back, number, &[("do", "decide"), ("decision", &decision)]).await;
        assert_eq!(agreed.status, 303, "{}", agreed.text);
        let decision = latest(&house, number).await.decision.expect("decided");
        assert_eq!(
            (decision.proposed_by, decision.approved_by),
            (format!("person:{dora}"), format!("person:{otto}"))
        );

        // The other way round: what the colleague proposed their deputy agrees to as themselves, not for the colleague.
        let mut change = change(&house, house.north.id).await;
        let (second, _) = applied(&mut change, "Ben Bau", false, None).await;
        let done = |task: Id| CaseEvent::TaskDone { task, outcome: Outcome::Good, words: String::new() };
        let mut events: Vec<CaseEvent> = second.open_tasks().map(|task| done(task.id)).collect();
        events.push(CaseEvent::Assigned { clerk: Some(otto), name: "Otto Ober".to_owned() });
        record(&mut change, second.id, None, events).await.expect("recorded");
        change.commit(Record::new("case.event", second.id)).await.expect("kept");
        let number = second.number.as_str();
        assert_eq!(act(&mut back, number, &[("do", "approve"), ("reasons", "")]).await.status, 303);
        let proposal = latest(&house, number).await.proposal.expect("a proposal");
        let decision = proposal.decision.to_string();
        assert_eq!(act(&mut back, number, &[("do", "decide"), ("decision", &decision)]).await.status, 409);
        assert_eq!(act(&mut deputy, number, &[("do", "decide"), ("decision", &decision)]).await.status, 303);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let entries = list_entries(&mut view, second.id).await.expect("entries");
        assert!(!entries.iter().any(|one| matches!(one.event, CaseEvent::StoodIn { .. })));
    }
}

#[test]
fn what_is_said_before_an_act_names_who_is_away() {
    let away = deputy::Absent { person: Id::of_name("otto"), name: "Otto Ober".to_owned() };
    assert_eq!(stood_in(&away).word(), "stood_in");
    assert!(!stood_in(&away).is_for_applicant());
}
