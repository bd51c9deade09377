//! A rehearsal from beginning to result; the samples.

use super::*;
use rathaus_ballot::{Phase, verify};
use rathaus_votes::archive;
use rathaus_votes::rehearsal::AT_ONCE;
use rathaus_votes::sample;
use rathaus_votes::store::election::list_elections;
use rathaus_votes::store::rehearsal::{find_private_key, list_codes};

#[tokio::test]
async fn a_rehearsal_goes_from_beginning_to_result_and_away() {
    for (house, mut office) in offices().await {
        for kind in Kind::ALL {
            let rules = Rules { invalid: true, ..Rules::default() };
            let election = Election { questions: vec![question(kind)], rules, ..draft(&house) };
            kept(&house, &election).await;
            let begun = office.post(&format!("/votes/{}/rehearsal", election.uuid), &[]).await;
            let path = begun.location.clone();
            let uuid = path.split('/').nth(2).expect("a name").to_owned();
            let copy = now_is(&house, &uuid).await;
            assert_eq!((copy.stage, copy.rehearses), (Stage::Frozen, Some(election.id)));
            let page = office.get(&path).await;
            assert!(page.text.contains("Das ist eine Probe"), "{}", page.text);
            let scope = house.scratch.store.tenant(house.north.id);
            let mut view = scope.read().await.expect("a view");
            let codes = list_codes(&mut view, copy.id).await.expect("read");
            drop(view);
            assert!(codes.len() == 10 && page.text.contains(&codes[9].1));

            // Not before it is open.
            assert_eq!(office.post(&format!("{path}/ballots"), &[]).await.status, 409);
            office.post(&format!("{path}/opening"), &[]).await;
            for round in 1..=3 {
                office.post(&format!("{path}/ballots"), &[]).await;
                let voted = (round * AT_ONCE).min(10);
                let page = office.get(&path).await;
                assert!(page.text.contains(&format!("{voted} von 10")), "{}", page.text);
            }
            office.post(&format!("{path}/count"), &[]).await;
            assert!(office.get(&path).await.text.contains("wird ausgezählt"));
            house.work().await;
            let done = now_is(&house, &uuid).await;
            assert_eq!(done.stage, Stage::Published, "{kind:?}");
            let page = office.get(&path).await;
            assert!(page.text.contains("Ergebnis der Probe"), "{}", page.text);
            let mut view = scope.read().await.expect("a view");
            let bytes = archive::write(&mut view, &done).await.expect("read").expect("an archive");
            drop(view);
            let report = verify(&bytes, 1).expect("it verifies");
            assert_eq!((report.phase, report.cast), (Phase::Done, 10));

            // It is nobody else's, and the election is as it was.
            assert!(!house.browser().get("/votes").await.text.contains("Probe:"));
            assert_eq!(now_is(&house, &election.uuid).await, election);
            assert_eq!(office.get(&format!("/votes/{}/rehearsal", election.uuid)).await.status, 404);
            let gone = office.post(&format!("{path}/removal"), &[]).await;
            assert_eq!(gone.location, format!("/votes/{}/preparation", election.uuid));
            assert_eq!(office.get(&path).await.status, 404);
            let mut view = scope.read().await.expect("a view");
            assert!(find_private_key(&mut view, copy.id).await.expect("read").is_none());
        }
    }
}

#[tokio::test]
async fn what_is_no_rehearsal_is_not_treated_as_one() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        kept(&house, &election).await;
        for act in ["opening", "ballots", "count", "removal"] {
            let path = format!("/votes/{}/rehearsal/{act}", election.uuid);
            assert_eq!(office.post(&path, &[]).await.status, 404, "{act}");
        }
        assert_eq!(now_is(&house, &election.uuid).await, election);
        let empty = Election { questions: Vec::new(), ..draft(&house) };
        kept(&house, &empty).await;
        assert_eq!(office.post(&format!("/votes/{}/rehearsal", empty.uuid), &[]).await.status, 409);
        let path = office.post(&format!("/votes/{}/rehearsal", election.uuid), &[]).await.location;
        // A rehearsal is neither rehearsed, nor changed, nor given up.
        let own = path.strip_suffix("/rehearsal").expect("a rehearsal");
        for (act, fields) in
            [("rehearsal", vec![]), ("cancellation", vec![("sure", "yes")]), ("questions/1/removal", vec![])]
        {
            assert_eq!(office.post(&format!("{own}/{act}"), &fields).await.status, 409, "{act}");
        }
    }
}

#[tokio::test]
async fn the_samples_have_gone_the_way_of_every_election() {
    for (house, mut office) in offices().await {
        let scope = house.scratch.store.tenant(house.north.id);
        let links = sample::furnish(&scope, house.now()).await.expect("furnished");
        assert!(links.len() >= 5, "{links:?}");
        let mut view = scope.read().await.expect("a view");
        let elections = list_elections(&mut view).await.expect("read");
        let mut stages: Vec<Stage> = elections.iter().map(|election| election.stage).collect();
        stages.sort();
        assert_eq!(stages, [Stage::Draft, Stage::Open, Stage::Published]);
        for election in &elections {
            let Some(bytes) = archive::write(&mut view, election).await.expect("read") else { continue };
            let report = verify(&bytes, 1).expect("it verifies");
            let wanted = if election.stage == Stage::Open { Phase::Voting } else { Phase::Done };
            assert_eq!(report.phase, wanted);
        }
        drop(view);
        let held = elections.iter().find(|election| election.stage == Stage::Published).expect("held");
        let record = office.get(&format!("/votes/{}/protocol", held.uuid)).await;
        assert!(record.text.contains("6 gültig, 1 Enthaltung, 0 ungültig"), "{}", record.text);
        let list = house.browser().get("/votes").await.text;
        let at = |title: &str| list.find(title).unwrap_or_else(|| panic!("{title} in {list}"));
        assert!(at("Autofreier Marktplatz") < at("Jugendparlaments"), "open ones first");
        assert!(!list.contains("Bibliothek am Sonntag"));
    }
}
