//! From the first click to an election that nobody changes any more; giving one up.

use super::*;
use rathaus_votes::store::election::{find_setup, list_checks};
use rathaus_web::testing::words_of;

#[tokio::test]
async fn from_the_first_click_to_frozen() {
    for (house, mut office) in offices().await {
        let fields = [("title", "Soll es so sein?"), ("beginning", "yes-no")];
        let begun = office.post("/votes/new", &fields).await.location;
        let own = begun.strip_suffix("/preparation").expect("the preparation").to_owned();
        let uuid = own.strip_prefix("/votes/").expect("a name").to_owned();
        let rules = [
            ("title", "Soll es so sein?"),
            ("closes", "2099-05-31"),
            ("closes-time", "18:00"),
            ("turnout", "0"),
            ("board", "2"),
            ("trustees", "2"),
            ("listed", "yes"),
        ];
        office.post(&format!("{own}/rules"), &rules).await;
        office.post(&format!("{own}/electors"), &[("people", "Ida\nJan\nKim")]).await;
        let roles = [
            ("board", "b1@example.org"),
            ("board", "b2@example.org"),
            ("trustee", "t1@example.org"),
            ("trustee", "t2@example.org"),
            ("registrar", "r@example.org"),
        ];
        for (kind, email) in roles {
            office.post(&format!("{own}/roles"), &[("kind", kind), ("name", "Ada"), ("email", email)]).await;
        }
        // Without keys it is not frozen, and the page says what lacks, with a way there.
        let early = office.post(&format!("{own}/freezing"), &[]).await;
        assert_eq!(early.status, 422);
        let text = plain(&early);
        assert!(text.contains("haben ihre Schlüssel noch nicht erzeugt"), "{text}");
        assert!(text.contains(&format!("href=\"{own}/electors\"")), "{text}");
        assert_eq!(now_is(&house, &uuid).await.stage, Stage::Draft);

        with_keys(&house, &now_is(&house, &uuid).await).await;
        let ready = office.get(&begun).await;
        assert!(plain(&ready).contains(&format!("action=\"{own}/freezing\"")), "{}", ready.text);

        // Two clicks at once freeze once.
        let (mut one, mut other) = (office.clone(), office.clone());
        let freezing = format!("{own}/freezing");
        let (first, second) = tokio::join!(one.post(&freezing, &[]), other.post(&freezing, &[]));
        assert_eq!((first.location.as_str(), second.location.as_str()), (begun.as_str(), begun.as_str()));
        let election = now_is(&house, &uuid).await;
        assert_eq!(election.stage, Stage::Frozen);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let setup = find_setup(&mut view, election.id).await.expect("read").expect("frozen");
        assert_eq!(list_checks(&mut view, election.id).await.expect("read").len(), 1);
        drop(view);
        let page = office.get(&begun).await;
        assert!(plain(&page).contains(&setup.fingerprint), "{}", page.text);
        house.work().await;
        let mails = house.mails(house.north.id).await;
        for whom in ["b1@example.org", "b2@example.org"] {
            let told = mails.iter().filter(|(to, text)| to == whom && text.contains("festgeschrieben"));
            assert_eq!(told.count(), 1, "{whom}");
        }

        // Nothing changes any more.
        let id = Id::of_name("x").to_string();
        for (page, fields) in [
            ("rules", rules.to_vec()),
            ("questions", vec![("text", "Noch eine?")]),
            ("questions/1", vec![("text", "Anders?")]),
            ("questions/1/move", vec![]),
            ("questions/1/removal", vec![]),
            ("electors", vec![("people", "Lea")]),
            ("electors/members", vec![("organisation", id.as_str())]),
            ("electors/1/removal", vec![]),
            ("electors/clearance", vec![("sure", "yes")]),
            ("roles", vec![("kind", "board"), ("name", "Ada"), ("email", "x@example.org")]),
            ("roles/x/removal", vec![]),
        ] {
            assert_eq!(office.post(&format!("{own}/{page}"), &fields).await.status, 409, "{page}");
        }
        assert_eq!(now_is(&house, &uuid).await, election);
        for page in ["rules", "questions", "questions/1", "electors", "roles", "preview"] {
            assert_eq!(office.get(&format!("{own}/{page}")).await.status, 200, "{page}");
        }
        // Everybody sees it in the list.
        assert!(house.browser().get("/votes").await.text.contains("Soll es so sein?"));

        // The record says what was frozen, on the page and on paper.
        let record = office.get(&format!("{own}/protocol")).await;
        assert!(plain(&record).contains("Öffentliche Schlüssel der Auszählenden"), "{}", record.text);
        let paper = office.get(&format!("{own}/protocol.pdf")).await;
        assert_eq!(paper.headers.get("content-type").map(String::as_str), Some("application/pdf"));
        let words = words_of(&paper.bytes);
        assert!(words.contains("Wahlniederschrift") && words.contains(&uuid), "{words}");
    }
}

#[tokio::test]
async fn keys_that_do_not_fit_are_refused_with_what_is_wrong() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        staffed(&house, &election).await;
        // Keys of another group.
        let other = Election { questions: vec![question(Kind::Rank)], ..election.clone() };
        with_keys(&house, &other).await;
        let refused = office.post(&format!("/votes/{}/freezing", election.uuid), &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("konnte nicht festgeschrieben werden"), "{}", refused.text);
        assert_eq!(now_is(&house, &election.uuid).await.stage, Stage::Draft);
    }
}

#[tokio::test]
async fn what_is_added_at_the_same_time_is_frozen_or_refused() {
    for (house, office) in offices().await {
        for _ in 0..5 {
            let election = draft(&house);
            staffed(&house, &election).await;
            with_keys(&house, &election).await;
            let own = format!("/votes/{}", election.uuid);
            let (freezing, adding) = (format!("{own}/freezing"), format!("{own}/electors"));
            let (mut one, mut other) = (office.clone(), office.clone());
            let (frozen, added) =
                tokio::join!(one.post(&freezing, &[]), other.post(&adding, &[("people", "Lea Neu")]));
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            let electors = list_electors(&mut view, election.id).await.expect("read").len();
            let setup = find_setup(&mut view, election.id).await.expect("read");
            drop(view);
            // Who was added without a voting key is in no election that is frozen.
            match now_is(&house, &election.uuid).await.stage {
                Stage::Frozen => assert_eq!((electors, added.status), (3, 409)),
                stage => {
                    assert_eq!((stage, electors, setup), (Stage::Draft, 4, None));
                    assert!(matches!(frozen.status, 409 | 422), "{}", frozen.status);
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_speaks_english_and_readers_only_read() {
    for (house, mut office) in offices().await {
        let mut rules = Rules::default();
        (rules.invalid, rules.paper) = (true, true);
        let election = Election { rules, ..draft(&house) };
        staffed(&house, &election).await;
        with_keys(&house, &election).await;
        let rehearsal = office.post(&format!("/votes/{}/rehearsal", election.uuid), &[]).await.location;
        let (_, mut reader) = house.somebody(Role::Reader).await;
        let own = format!("/votes/{}", election.uuid);
        let pages =
            ["preparation", "questions", "questions/1", "rules", "electors", "roles", "preview", "protocol"];
        let mut paths: Vec<String> = pages.iter().map(|page| format!("{own}/{page}")).collect();
        paths.extend(["/votes".to_owned(), rehearsal]);
        for path in &paths {
            let page = reader.get(&format!("{path}?lang=en")).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.text.contains("lang=\"en\"") && !page.text.contains("{ $"), "{path}");
            // Signing out is the one thing that a reader sends.
            let own_form = plain(&page).matches("method=\"post\" action=\"/votes").count();
            assert_eq!(own_form, 0, "{path}: {}", page.text);
        }
        paths.extend(["/votes/new".to_owned(), format!("{own}/questions/new")]);
        for path in &paths {
            assert_eq!(office.get(&format!("{path}?lang=en")).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn what_would_be_over_is_not_frozen() {
    for (house, mut office) in offices().await {
        let election = Election { closes_at: Some(house.now()), ..draft(&house) };
        staffed(&house, &election).await;
        with_keys(&house, &election).await;
        let refused = office.post(&format!("/votes/{}/freezing", election.uuid), &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("das Ende liegt in der Vergangenheit"), "{}", refused.text);
        assert_eq!(now_is(&house, &election.uuid).await.stage, Stage::Draft);
    }
}

#[tokio::test]
async fn an_election_is_given_up_before_it_is_open_and_never_after() {
    for (house, mut office) in offices().await {
        let cases =
            [(Stage::Draft, true), (Stage::Frozen, true), (Stage::Open, false), (Stage::Published, false)];
        for (stage, is_allowed) in cases {
            let election = Election { stage, ..draft(&house) };
            kept(&house, &election).await;
            let path = format!("/votes/{}/cancellation", election.uuid);
            let unsure = office.post(&path, &[]).await.status;
            assert_eq!(unsure, if is_allowed { 422 } else { 409 }, "{stage:?}");
            let sure = office.post(&path, &[("sure", "yes")]).await;
            assert_eq!(sure.status, if is_allowed { 303 } else { 409 }, "{stage:?}");
            let now = now_is(&house, &election.uuid).await.stage;
            assert_eq!(now, if is_allowed { Stage::Cancelled } else { stage });
            if is_allowed {
                // Once more says the same; what is given up is not frozen.
                assert_eq!(office.post(&path, &[("sure", "yes")]).await.status, 303);
                let freezing = format!("/votes/{}/freezing", election.uuid);
                assert_eq!(office.post(&freezing, &[]).await.status, 409);
                assert_eq!(office.get(&format!("/votes/{}/preparation", election.uuid)).await.status, 200);
            }
        }
    }
}
