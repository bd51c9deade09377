//! Every trouble of the network, at every request of a round: nothing is lost, nothing comes twice, and the office sees it.

use super::*;
use rathaus_fit::stub::Trouble;
use rathaus_people::testing::houses;
use rathaus_services::store::fit::find_connection;
use std::time::Duration;

#[tokio::test]
async fn every_trouble_passes_and_loses_nothing() {
    let troubles = [
        Trouble::Unauthorised,
        Trouble::TooMany(7),
        Trouble::Broken,
        Trouble::Slow(Duration::from_millis(50)),
        Trouble::Truncated,
        Trouble::Garbled,
        Trouble::Endless,
        Trouble::Elsewhere,
    ];
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        let locked = draft(&data()).lock(stub.encryption()).expect("locked");
        let mut count = 0;
        // The list, the submission, its attachment, the log, the answer.
        for place in 0..5 {
            for trouble in troubles {
                // As much of nothing as may be read is a lot of an attachment; the list ends sooner.
                if trouble == Trouble::Endless && !matches!(place, 0 | 3) {
                    continue;
                }
                let id = stub.put(locked.clone()).expect("left").0;
                count += 1;
                stub.trouble(std::iter::repeat_n(Trouble::None, place).chain([trouble]));
                fetch(&house).await;
                let mut rounds = 1;
                while state(&house, id).await != Some(ArrivalState::Accepted) && rounds < 5 {
                    fetch(&house).await;
                    rounds += 1;
                }
                let known = arrival(&house, id).await;
                assert_eq!(answers(&stub, id), ["accept"], "{trouble:?} at {place}: {known:?}");
                assert_eq!(cases(&house).await, count, "{trouble:?} at {place}");
                assert_eq!(
                    known.map(|one| one.state),
                    Some(ArrivalState::Accepted),
                    "{trouble:?} at {place}"
                );
                assert!(rounds <= 3, "{trouble:?} at {place}: {rounds} rounds");
            }
        }
        assert_eq!(house.mails(house.north.id).await.len(), count);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_asked_ever_less_often_and_the_office_sees_it() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        house.pass(SignedDuration::from_mins(1));
        house.work().await;
        let settings = entered(&stub);
        drop(stub);
        let known = async || {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
            find_connection(&mut view).await.expect("read").expect("entered")
        };
        for _ in 0..90 {
            house.pass(SignedDuration::from_mins(1));
            house.work().await;
        }
        let faults = known().await.faults;
        assert!((5..=8).contains(&faults), "{faults}");
        let page = plain(&rita.get("/cases/fit").await);
        assert!(
            page.contains("Der Zustelldienst antwortet nicht") && page.contains("Zuletzt hat er am"),
            "{page}"
        );
        assert!(
            plain(&rita.get("/cases").await).contains("antwortet gerade nicht") || cases(&house).await == 0
        );
        // Whoever looks asks at once.
        assert_eq!(rita.post("/cases/fit/rounds", &[]).await.location, "/cases/fit");
        house.work().await;
        assert_eq!(known().await.faults, faults + 1);
        // Entered anew, it is asked at once, too.
        let (_, mut rita) = house.somebody(Role::Office).await;
        assert_eq!(enter(&mut rita, &settings, &[]).await.location, "/cases/fit/connection");
        assert_eq!(known().await.faults, 0);
    }
}
