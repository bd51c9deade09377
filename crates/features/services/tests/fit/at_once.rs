//! Killed between keeping and answering; two servers at once.

use super::*;
use rathaus_fit::stub::Trouble;
use rathaus_people::testing::houses;
use rathaus_services::fit::receiving::receive;
use std::time::Duration;

/// Requests of a round before the answer is sent: the list, the submission, its one attachment, the log.
const BEFORE: usize = 4;

#[tokio::test]
async fn killed_between_keeping_and_answering_it_only_answers() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        let scope = house.scratch.store.tenant(house.north.id);
        for is_heard in [false, true] {
            let id = put(&stub, &draft(&data()));
            let before = cases(&house).await;
            // The answer is on its way when the program ends: the service has not heard it, or has.
            let silence =
                if is_heard { vec![Trouble::Slow(Duration::from_secs(30))] } else { vec![Trouble::Broken] };
            stub.trouble(std::iter::repeat_n(Trouble::None, BEFORE).chain(silence));
            let (app, own) = (house.app.clone(), scope.clone());
            let running = tokio::spawn(async move { receive(&app, &own, true).await });
            for _ in 0..2_000 {
                if arrival(&house, id).await.is_some_and(|one| one.case.is_some()) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            if is_heard {
                // Until the service has carried it out, and no longer.
                for _ in 0..500 {
                    if stub.answers().iter().any(|event| event.submission == Some(id)) {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                running.abort();
            } else {
                running.await.expect("ended").expect("noted");
            }
            assert_eq!(state(&house, id).await, Some(ArrivalState::Kept));
            assert_eq!(cases(&house).await, before + 1);
            fetch(&house).await;
            assert_eq!(
                state(&house, id).await,
                Some(ArrivalState::Accepted),
                "{:?}",
                arrival(&house, id).await
            );
            assert_eq!((cases(&house).await, answers(&stub, id)), (before + 1, vec!["accept".to_owned()]));
        }
    }
}

#[tokio::test]
async fn two_servers_make_one_case() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        let ids: Vec<SubmissionId> = (0..3).map(|_| put(&stub, &draft(&data()))).collect();
        let broken = put(&stub, &Draft { data: b"{".to_vec(), ..draft(&data()) });
        let scope = house.scratch.store.tenant(house.north.id);
        let servers: Vec<_> = (0..4)
            .map(|_| {
                let (app, scope) = (house.app.clone(), scope.clone());
                tokio::spawn(async move { receive(&app, &scope, true).await })
            })
            .collect();
        for server in servers {
            server.await.expect("ended").expect("done");
        }
        fetch(&house).await;
        assert_eq!((cases(&house).await, stub.waiting(), stub.answers().len()), (3, 0, 4));
        for id in ids {
            assert_eq!(
                (state(&house, id).await, answers(&stub, id)),
                (Some(ArrivalState::Accepted), vec!["accept".to_owned()])
            );
        }
        assert_eq!(answers(&stub, broken), ["syntax-violation data"]);
        assert_eq!(house.mails(house.north.id).await.len(), 3);
    }
}
