//! Questions: every limit, their order, and what they make worthless.

use super::*;
use rathaus_votes::store::elector::find_register;
use rathaus_votes::store::message::list_messages;

const GOOD: [(&str, &str); 9] = [
    ("text", "Wer?"),
    ("answers", "Ada\nBen\n\n  Cem "),
    ("kind", "choose"),
    ("least", "0"),
    ("most", "2"),
    ("seats", "2"),
    ("majority", "absolute"),
    ("counting", "stv"),
    ("grades", "6"),
];

/// The fields of a good question with some of them otherwise.
fn with<'f>(other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = GOOD.into_iter().filter(|(name, _)| !other.iter().any(|(known, _)| known == name));
    kept.chain(other.iter().copied()).collect()
}

#[tokio::test]
async fn every_mistake_of_a_question_is_named() {
    let many = (0..101).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
    let ranked = (0..31).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
    let long = "x".repeat(201);
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("text", "")], "f-text"),
        (&[("answers", "")], "f-answers"),
        (&[("answers", "Ada\nada")], "f-answers"),
        (&[("answers", &many)], "f-answers"),
        (&[("answers", &long)], "f-answers"),
        (&[("kind", "rank"), ("answers", "Ada")], "f-answers"),
        (&[("kind", "grade"), ("answers", &ranked)], "f-answers"),
        (&[("kind", "shout")], "f-kind"),
        (&[("least", "2"), ("most", "1")], "f-least"),
        (&[("most", "4")], "f-most"),
        (&[("most", "0")], "f-most"),
        (&[("seats", "4")], "f-seats"),
        (&[("majority", "most")], "f-majority"),
        (&[("kind", "rank"), ("counting", "dice")], "f-counting"),
        (&[("kind", "grade"), ("grades", "1")], "f-grades"),
        (&[("kind", "grade"), ("grades", "11")], "f-grades"),
    ];
    for (house, mut office) in offices().await {
        let election = draft(&house);
        kept(&house, &election).await;
        let path = format!("/votes/{}/questions", election.uuid);
        for (fields, place) in cases {
            let shown = office.post(&path, &with(fields)).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(&format!("href=\"#{place}")), "{fields:?}: {}", shown.text);
        }
        assert_eq!(now_is(&house, &election.uuid).await, election);
        assert_eq!(office.post(&path, &GOOD).await.location, path);
        let added = &now_is(&house, &election.uuid).await.questions[1];
        assert_eq!(added.answers, ["Ada", "Ben", "Cem"]);
        assert_eq!((added.least, added.most, added.seats, added.majority), (0, 2, 2, Majority::Absolute));

        // What the kind does not need is not asked for.
        let fields = with(&[("kind", "rank"), ("least", ""), ("most", ""), ("grades", "")]);
        assert_eq!(office.post(&format!("{path}/2"), &fields).await.location, path);
        let ranked = &now_is(&house, &election.uuid).await.questions[1];
        assert_eq!((ranked.kind, ranked.counting), (Kind::Rank, Counting::Stv));

        // Moved, shown, removed.
        office.post(&format!("{path}/2/move"), &[("by", "-1")]).await;
        assert_eq!(now_is(&house, &election.uuid).await.questions[0].text, "Wer?");
        office.post(&format!("{path}/1/move"), &[("by", "-1")]).await;
        assert_eq!(now_is(&house, &election.uuid).await.questions[0].text, "Wer?");
        let list = office.get(&path).await;
        assert!(list.text.contains("3 Antworten in eine Reihenfolge bringen, 2 gewinnen"), "{}", list.text);
        let preview = office.get(&format!("/votes/{}/preview", election.uuid)).await;
        assert!(
            preview.text.contains("data-answer=\"2\"") && preview.text.contains("<option value=\"3\">"),
            "{}",
            preview.text
        );
        assert!(preview.text.contains("type=\"radio\"") && preview.text.contains("value=\"blank\""));
        assert_eq!(office.get(&format!("/votes/{}/preview?large=yes", election.uuid)).await.status, 200);
        assert_eq!(office.post(&format!("{path}/1/removal"), &[]).await.location, path);
        assert_eq!(now_is(&house, &election.uuid).await.questions, election.questions);
        for n in ["0", "2", "x"] {
            assert_eq!(office.get(&format!("{path}/{n}")).await.status, 404);
        }
        let shown = office.get(&format!("{path}/1")).await;
        assert!(shown.text.contains("Ada\nBen\nCem"), "{}", shown.text);

        // No more than twenty.
        for _ in 0..19 {
            assert_eq!(office.post(&path, &GOOD).await.location, path);
        }
        office.post(&path, &GOOD).await.sums_up_mistakes();
        assert_eq!(now_is(&house, &election.uuid).await.questions.len(), 20);
    }
}

#[tokio::test]
async fn keys_go_only_where_somebody_agrees() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        staffed(&house, &election).await;
        with_keys(&house, &election).await;
        let path = format!("/votes/{}/questions", election.uuid);
        let counts = || async {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            let messages = list_messages(&mut view, election.id).await.expect("read").len();
            (messages, find_register(&mut view, election.id).await.expect("read").with_credential)
        };
        // The same group: nothing is lost.
        assert_eq!(office.post(&path, &GOOD).await.location, path);
        assert_eq!(counts().await, (2, 3));

        let ranked = with(&[("kind", "rank")]);
        let refused = office.post(&path, &ranked).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("name=\"anew\""), "{}", refused.text);
        assert_eq!(counts().await, (2, 3));
        let agreed = with(&[("kind", "rank"), ("anew", "yes")]);
        assert_eq!(office.post(&path, &agreed).await.location, path);
        assert_eq!(counts().await, (0, 0));
        house.work().await;
        let mut told: Vec<String> =
            house.mails(house.north.id).await.into_iter().map(|(whom, _)| whom).collect();
        told.sort();
        assert_eq!(told, ["registrar1@example.org", "trustee1@example.org", "trustee2@example.org"]);

        // Taking the question out again changes the group back.
        with_keys(&house, &now_is(&house, &election.uuid).await).await;
        let removal = format!("{path}/3/removal");
        let refused = office.post(&removal, &[]).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("name=\"gone\""), "{}", refused.text);
        assert_eq!(counts().await, (2, 3));
        assert_eq!(office.post(&removal, &[("gone", "yes")]).await.location, path);
        assert_eq!(counts().await, (0, 0));
    }
}
