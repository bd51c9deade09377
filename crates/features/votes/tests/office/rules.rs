//! Beginning an election, its time and its rules.

use super::*;
use rathaus_votes::store::message::list_messages;

const GOOD: [(&str, &str); 10] = [
    ("title", "Wahl"),
    ("description", "Bitte"),
    ("opens", "2099-05-01"),
    ("opens-time", "9:00 Uhr"),
    ("closes", "31.05.2099"),
    ("closes-time", "18:00"),
    ("turnout", "20"),
    ("board", "2"),
    ("trustees", "2"),
    ("blank", "yes"),
];

fn with<'f>(other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = GOOD.into_iter().filter(|(name, _)| !other.iter().any(|(known, _)| known == name));
    kept.chain(other.iter().copied()).collect()
}

#[tokio::test]
async fn every_mistake_of_the_rules_is_named() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("title", "")], "f-title"),
        (&[("opens-time", "")], "f-opens-time"),
        (&[("opens", "")], "f-opens"),
        (&[("opens", "morgen")], "f-opens"),
        (&[("closes", "")], "f-closes"),
        (&[("closes-time", "25:00")], "f-closes-time"),
        (&[("closes", "2099-04-30")], "f-closes"),
        (&[("opens", ""), ("opens-time", ""), ("closes", "2020-01-01")], "f-closes"),
        (&[("turnout", "101")], "f-turnout"),
        (&[("board", "1")], "f-board"),
        (&[("trustees", "1")], "f-trustees"),
        (&[("trustees", "21")], "f-trustees"),
        (&[("paper", "yes")], "f-paper"),
    ];
    for (house, mut office) in offices().await {
        let election = Election { questions: vec![question(Kind::Rank)], ..draft(&house) };
        kept(&house, &election).await;
        let path = format!("/votes/{}/rules", election.uuid);
        for (fields, place) in cases {
            let shown = office.post(&path, &with(fields)).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(&format!("href=\"#{place}")), "{fields:?}: {}", shown.text);
        }
        assert_eq!(now_is(&house, &election.uuid).await, election);
        let done = office.post(&path, &GOOD).await;
        assert_eq!(done.location, format!("/votes/{}/preparation", election.uuid));
        let now = now_is(&house, &election.uuid).await;
        let at = |text: &str| text.parse::<jiff::Timestamp>().ok();
        // Summer time in Germany.
        assert_eq!(now.opens_at, at("2099-05-01T07:00:00Z"));
        assert_eq!(now.closes_at, at("2099-05-31T16:00:00Z"));
        assert!(now.rules.blank && !now.rules.revote && !now.rules.listed && now.rules.turnout == 20);
        let shown = office.get(&path).await;
        assert!(shown.text.contains("value=\"09:00\"") && shown.text.contains("value=\"2099-05-31\""));
    }
}

#[tokio::test]
async fn another_number_of_trustees_takes_their_keys_out() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        staffed(&house, &election).await;
        let mut change = change(&house).await;
        insert_role(&mut change, &role(&election, RoleKind::Trustee, 3)).await.expect("a third");
        change.commit(Record::new("election.role-given", election.id)).await.expect("kept");
        with_keys(&house, &election).await;
        let path = format!("/votes/{}/rules", election.uuid);
        let refused = office.post(&path, &with(&[("trustees", "3")])).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("name=\"anew\""), "{}", refused.text);
        let count = || async {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            list_messages(&mut view, election.id).await.expect("read").len()
        };
        assert_eq!(count().await, 2);
        assert_eq!(office.post(&path, &with(&[("trustees", "3"), ("anew", "yes")])).await.status, 303);
        assert_eq!(count().await, 0);
    }
}

#[tokio::test]
async fn elections_begin_in_four_ways() {
    for (house, mut office) in offices().await {
        let empty = office.get("/votes").await;
        assert!(plain(&empty).contains("href=\"/votes/new\""), "{}", empty.text);
        for (fields, place) in [
            (vec![("title", ""), ("beginning", "empty")], "f-title"),
            (vec![("title", "Wahl"), ("beginning", "")], "f-beginning"),
            (vec![("title", "Wahl"), ("beginning", "persons"), ("seats", "0")], "f-seats"),
        ] {
            let shown = office.post("/votes/new", &fields).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(&format!("href=\"#{place}")), "{fields:?}: {}", shown.text);
        }
        let cases = [
            ("yes-no", "preparation", Some((Kind::Choose, 2, 1))),
            ("persons", "questions/1", Some((Kind::Choose, 0, 3))),
            ("ranking", "questions/1", Some((Kind::Rank, 0, 3))),
            ("empty", "preparation", None),
        ];
        for (beginning, page, wanted) in cases {
            let fields = [("title", beginning), ("beginning", beginning), ("seats", "3")];
            let begun = office.post("/votes/new", &fields).await;
            let rest = begun.location.strip_prefix("/votes/").expect("an election").to_owned();
            let (uuid, at) = rest.split_once('/').expect("a page");
            assert_eq!(at, page);
            assert_eq!(office.get(&begun.location).await.status, 200);
            let election = now_is(&house, uuid).await;
            let first = election.questions.first();
            assert_eq!(first.map(|one| (one.kind, one.answers.len(), one.seats)), wanted, "{beginning}");
            let preparation = office.get(&format!("/votes/{uuid}/preparation")).await;
            let lacks_questions = plain(&preparation).contains("Es fehlt eine Frage");
            assert_eq!(lacks_questions, beginning != "yes-no", "{}", preparation.text);
        }
        // Drafts are the office's.
        assert!(office.get("/votes").await.text.contains("ranking"));
        assert!(!house.browser().get("/votes").await.text.contains("ranking"));
    }
}
