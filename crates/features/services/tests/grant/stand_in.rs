//! What is done about a grant for a colleague who is away says so; agreeing to it does not.

use jiff::SignedDuration;
use rathaus_people::deputy;
use rathaus_people::testing::houses;
use rathaus_procedure::store::{list_entries, verify_case};
use rathaus_store::Record;
use rathaus_web::Role;

use super::story::proposed;
use super::*;

#[tokio::test]
async fn who_stands_in_changes_a_grant_under_their_own_name() {
    for house in houses(&[], features).await {
        let north = house.north.id;
        let otto = house.person(north, "Otto Ober", &[Role::Office]).await;
        let dora = house.person(north, "Dora Dienst", &[Role::Office]).await;
        let mut begun = change(&house, north).await;
        let (turn, _) = applied(&mut begun, 0, "Turnverein").await;
        let taken = CaseEvent::Assigned { clerk: Some(otto), name: "Otto Ober".to_owned() };
        record(&mut begun, turn.id, None, vec![taken]).await.expect("written");
        let (begins, ends) = (house.now(), house.now() + SignedDuration::from_hours(24));
        deputy::insert(&mut begun, otto, dora, begins, ends).await.expect("a deputy");
        begun.commit(Record::new("case.opened", turn.id)).await.expect("kept");
        let (_, mut boss) = house.somebody(Role::Administrator).await;
        let mut dora = house.signed_in(north, dora, true).await;
        let number = turn.number.as_str();
        assert_eq!(boss.get(PATH).await.status, 200);
        boss.post(&format!("{PATH}/budget"), &[("year", "2026"), ("budget", "6000")]).await;
        proposed(&mut dora, number, "1000").await;
        assert_eq!(boss.get(PATH).await.status, 200);
        assert_eq!(boss.post(&format!("{PATH}/approvals"), &[]).await.location, PATH);

        // Refused, nothing is written, and the page goes on from where the case is.
        let wrong = [("do", "revise"), ("revised", "1500"), ("report-due", ""), ("revise-reasons", "x")];
        assert_eq!(act(&mut dora, number, &wrong).await.status, 422);
        assert_eq!(
            act(&mut dora, number, &[("do", "revise-decide"), ("decision", &otto.to_string())]).await.status,
            409
        );
        let more = [
            ("do", "revise"),
            ("revised", "1500"),
            ("report-due", ""),
            ("revise-reasons", "Teurer geworden."),
        ];
        let old = dora.post(&format!("/cases/{number}/grant"), &[&[("seen", "1")], &more[..]].concat()).await;
        assert_eq!(old.status, 409, "{}", old.text);
        assert_eq!(act(&mut dora, number, &more).await.status, 303);
        let decision = value(&boss.get(&format!("/cases/{number}")).await, "decision");
        let own = act(&mut dora, number, &[("do", "revise-decide"), ("decision", &decision)]).await;
        assert_eq!(own.status, 409, "who proposed does not agree");
        let agreed = act(&mut boss, number, &[("do", "revise-decide"), ("decision", &decision)]).await;
        assert_eq!(agreed.status, 303, "{}", agreed.text);

        let mut view = house.scratch.store.tenant(north).read().await.expect("a view");
        let entries = list_entries(&mut view, turn.id).await.expect("entries");
        let words: Vec<&str> = entries.iter().map(|entry| entry.event.word()).collect();
        let follows = |word: &str| {
            let at =
                words.iter().position(|one| *one == word).unwrap_or_else(|| panic!("{word} in {words:?}"));
            words[at - 1] == "stood_in"
        };
        assert!(follows("proposed") && follows("revision_proposed"), "{words:?}");
        assert!(!follows("decided") && !follows("revised"), "{words:?}");
        assert_eq!(words.iter().filter(|word| **word == "stood_in").count(), 2, "{words:?}");
        verify_case(&mut view, turn.id).await.expect("read").expect("whole");
    }
}
