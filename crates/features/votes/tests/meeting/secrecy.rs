//! What is left of a secret vote: marks and sums, and nothing between them.

use rathaus_store::audit::{EntryFilter, list_entries};
use rathaus_store::{Arg, Slice, args, sql};
use rathaus_web::testing::{Browser, north};

use super::{Hall, houses};

#[tokio::test]
async fn a_secret_vote_leaves_no_row() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::open(&scratch, &router, "Anna\nBert\nCem\nDora").await;
        let motion = hall.ask(&[("question", "Wer?"), ("kind", "secret")]).await;
        // Somebody of the office votes on the device where they are signed in: the record names nobody all the same.
        let (_, path) = hall.phone("Anna").await;
        let mut signed = Browser::of(router.clone(), "office").with_token();
        let sent = signed.post(&format!("{path}/motions/{motion}"), &[("choice", "1")]).await;
        assert_eq!(sent.location, path, "{}", sent.text);
        hall.vote("Bert", &motion, &["0"]).await;
        hall.vote("Cem", &motion, &["1"]).await;

        let mut view = scratch.store.tenant(north()).read().await.expect("a view");
        let voices = sql!("SELECT * FROM motion_voice WHERE tenant = $1");
        assert!(view.all(voices, args![]).await.expect("read").is_empty());
        let voters = sql!("SELECT * FROM motion_voter WHERE tenant = $1");
        let voters = view.all(voters, args![]).await.expect("read");
        assert_eq!(voters.len(), 3);
        for row in &voters {
            let mut columns: Vec<&str> = row.columns().map(|(name, _)| name).collect();
            columns.sort_unstable();
            assert_eq!(columns, ["member", "motion", "tenant", "way", "weight"], "no time, no choice");
        }
        let sums = sql!("SELECT * FROM motion_sum WHERE tenant = $1 ORDER BY choice");
        let sums = view.all(sums, args![]).await.expect("read");
        let counted: Vec<i64> = sums.iter().map(|row| row.get("votes").expect("a number")).collect();
        assert_eq!(counted, [1, 2, 0]);
        for row in &sums {
            let mut columns: Vec<&str> = row.columns().map(|(name, _)| name).collect();
            columns.sort_unstable();
            assert_eq!(
                columns,
                ["choice", "motion", "tenant", "votes"],
                "a sum for each choice, and nothing else"
            );
        }

        // The log says three times that somebody voted, and neither who nor what.
        let filter = EntryFilter { action: Some("motion.voted".to_owned()), ..EntryFilter::default() };
        let (entries, all) = list_entries(&mut view, &filter, Slice::first(50)).await.expect("listed");
        assert_eq!(all, 3);
        for entry in &entries {
            assert_eq!((entry.actor.as_str(), entry.subject.as_str()), ("program:meeting", motion.as_str()));
            assert_eq!(entry.details, "null");
        }
        drop(view);

        // No time, no name, no choice in any other row that the votes changed: what is stored of the four is what was before.
        let own = scratch.store.tenant(north());
        let mut view = own.read().await.expect("a view");
        let members = sql!("SELECT * FROM meeting_member WHERE tenant = $1 AND name = $2");
        let row = view.one(members, args!["Dora"]).await.expect("read").expect("there");
        let other = view.one(members, args!["Bert"]).await.expect("read").expect("there");
        let shape = |row: &rathaus_store::Row| {
            let own = ["id", "number", "name", "link_key", "code"];
            row.columns()
                .filter(|(name, _)| !own.contains(name))
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect::<Vec<(String, Arg)>>()
        };
        assert_eq!(shape(&row), shape(&other), "who voted looks like who did not");
    }
}

#[tokio::test]
async fn while_a_secret_motion_is_open_few_are_not_told_and_nobody_changes() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::open(&scratch, &router, "Anna\nBert").await;
        // Two are too few to be secret.
        let motion = hall.draft(&[("question", "Wer?"), ("kind", "secret")]).await;
        let page = hall.page(&format!("/motions/{motion}")).await;
        assert!(page.text.contains("mindestens drei Personen"), "{}", page.text);
        assert_eq!(hall.send(&format!("/motions/{motion}/opening"), &[]).await.status, 409);
        let more = [("people", "Cem\nDora"), ("is_there", "yes")];
        assert_eq!(hall.send("/members", &more).await.status, 303);
        assert_eq!(hall.send(&format!("/motions/{motion}/opening"), &[]).await.status, 303);

        let screen = format!("/meetings/screen/{}", hall.screen().await);
        let mut wall = Browser::new(router.clone());
        let (mut phone, path) = hall.phone("Anna").await;
        assert!(phone.get(&path).await.text.contains("lässt sich danach nicht mehr ändern"));
        for name in ["Anna", "Bert"] {
            hall.vote(name, &motion, &["0"]).await;
            for shown in [
                wall.get(&screen).await,
                wall.get(&format!("{screen}/part")).await,
                hall.page(&format!("/motions/{motion}/part")).await,
            ] {
                assert!(shown.text.contains("Beteiligt: weniger als drei"), "{}", shown.text);
                assert!(
                    !shown.text.contains("Beteiligt: 1") && !shown.text.contains("Beteiligt: 2"),
                    "{}",
                    shown.text
                );
            }
        }
        // Sent again, with another choice: the same answer, and it counts as it was.
        let again = hall.vote("Anna", &motion, &["1"]).await;
        assert_eq!((again.status, again.location.as_str()), (303, path.as_str()));
        let shown = phone.get(&path).await;
        assert!(shown.text.contains("Ihre Stimme ist gezählt") && !shown.text.contains("name=\"choice\""));
        hall.vote("Cem", &motion, &["1"]).await;
        assert!(wall.get(&screen).await.text.contains("Beteiligt: 3"));
        let part = hall.page(&format!("/motions/{motion}/part")).await;
        assert!(part.text.contains("Beteiligt: 3 von 4"), "{}", part.text);

        let closed = hall.close(&motion).await;
        assert!(closed.text.contains("Angenommen") && closed.text.contains("<svg"), "{}", closed.text);
        assert!(!closed.text.contains("Wer wie gestimmt hat"));
        assert!(wall.get(&screen).await.text.contains("Angenommen"));
    }
}

#[tokio::test]
async fn papers_count_with_two_who_counted_the_same() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::open(&scratch, &router, "Anna\nBert\nCem\nDora; 2").await;
        let motion = hall.ask(&[("question", "Wer?"), ("kind", "secret")]).await;
        let (anna, dora) = (hall.id_of("Anna").await, hall.id_of("Dora").await);
        hall.vote("Anna", &motion, &["0"]).await;
        // Who voted by phone has no paper; who has a paper votes by no phone.
        let papers = format!("/motions/{motion}/papers");
        let marked = hall.send(&papers, &[("paper", &anna), ("paper", &dora)]).await;
        assert_eq!(marked.status, 303, "{}", marked.text);
        hall.vote("Dora", &motion, &["0"]).await;
        hall.vote("Bert", &motion, &["0"]).await;

        let closure = format!("/motions/{motion}/closure");
        assert_eq!(hall.send(&closure, &[]).await.status, 409, "nobody counted");
        let counts = format!("/motions/{motion}/counts");
        let wrong = hall.send(&counts, &[("count-0", "1"), ("count-1", "2"), ("count-2", "0")]).await;
        wrong.sums_up_mistakes();
        assert!(wrong.text.contains("mehr Stimmen, als auf Zetteln"), "{}", wrong.text);
        hall.send(&counts, &[("count-0", "1"), ("count-1", "")]).await.sums_up_mistakes();
        let mine = [("count-0", "0"), ("count-1", "2"), ("count-2", "0")];
        assert_eq!(hall.send(&counts, &mine).await.status, 303);
        // The second person sees who counted, not what, and counts otherwise first.
        let mut second = Browser::of(router.clone(), "administrator");
        let path = format!("/meetings/{}/motions/{motion}", hall.id);
        let shown = second.get(&path).await;
        assert!(shown.text.contains("Gezählt hat: Person office") && !shown.text.contains("value=\"2\""));
        let other = [("count-0", "2"), ("count-1", "0"), ("count-2", "0")];
        assert_eq!(second.post(&format!("{path}/counts"), &other).await.status, 303);
        let refused = hall.send(&closure, &[]).await;
        assert!(refused.status == 409 && refused.text.contains("verschieden gezählt"), "{}", refused.text);
        assert_eq!(second.post(&format!("{path}/counts"), &mine).await.status, 303);
        let closed = hall.close(&motion).await;
        assert!(closed.text.contains("von zwei Personen mit demselben Ergebnis"), "{}", closed.text);
        // Two by phone for it, two on paper against it.
        assert!(closed.text.contains("Stimmengleichheit"), "{}", closed.text);
        assert!(closed.text.contains("Abgegebene Stimmen: 4, vertreten: 5, insgesamt: 5"), "{}", closed.text);
    }
}
