//! From a sender to a case, and what the office and the applicant see of it.

use super::*;
use rathaus_people::testing::houses;
use rathaus_procedure::case::Channel;

#[tokio::test]
async fn an_application_becomes_a_case_and_is_accepted() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let id = put(&stub, &draft(&data()));
        let submitted = house.now();
        fetch(&house).await;
        assert_eq!((state(&house, id).await, stub.waiting()), (Some(ArrivalState::Accepted), 0));
        assert_eq!(answers(&stub, id), ["accept"]);
        let (case, submission) = case(&house, id).await;
        assert_eq!((case.channel, case.applicant.as_str()), (Channel::Fit, "Ada Beispiel"));
        // It was received when it was sent off, not when it was fetched.
        assert_eq!(submission.submitted_at, submitted);
        let expected: rathaus_procedure::Answers =
            serde_json::from_str(include_str!("../../examples/dog.answers.json")).expect("answers");
        assert_eq!(
            submission.answers.get(&"rufname".parse().expect("an id")),
            expected.get(&"rufname".parse().expect("an id"))
        );

        // The applicant is mailed where they want the answer, with a link that opens the application.
        let mails = house.mails(house.north.id).await;
        let [(to, text)] = mails.as_slice() else { panic!("{mails:?}") };
        assert_eq!(to, "Anna@example.org");
        let link =
            text.split("http://localhost").nth(1).expect("a link").split_whitespace().next().expect("a path");
        let page = house.browser().get(link).await;
        assert!(page.status == 200 && page.text.contains(&case.number), "{link}: {}", page.text);

        // The office sees where it came from, and every file.
        let page = plain(&rita.get(&format!("/cases/{}", case.number)).await);
        for words in [
            "über FIT-Connect",
            "Über FIT-Connect gekommen",
            "Hundesteuer Anmeldung",
            "per E-Mail: Anna@Example.org",
            "Impf ausweis.pdf",
            "fachdaten.json",
            "Bello",
            "34369",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("passt nicht"), "{page}");
        for (name, bytes) in
            [("fachdaten.json", data().to_string().into_bytes()), ("Impf ausweis.pdf", PDF.to_vec())]
        {
            let kept = arrival(&house, id).await.expect("seen").content.files;
            let file = kept.iter().find(|file| file.name == name).expect("kept");
            let given = rita.get(&format!("/cases/fit/{id}/files/{}", file.id)).await;
            assert_eq!((given.status, given.text.as_bytes()), (200, bytes.as_slice()), "{name}");
            assert!(given.headers["content-disposition"].starts_with("attachment"));
            let other = rita.get(&format!("/t/south/cases/fit/{id}/files/{}", file.id)).await;
            assert_ne!(other.status, 200);
        }
        let list = plain(&rita.get("/cases/fit").await);
        for words in ["sind Vorgänge", case.number.as_str(), "Hundesteuer Anmeldung", "zuletzt gefragt"] {
            assert!(list.contains(words), "{words}: {list}");
        }
        // Nothing more comes of it.
        fetch(&house).await;
        assert_eq!(
            (cases(&house).await, stub.answers().len(), house.mails(house.north.id).await.len()),
            (1, 1, 1)
        );
    }
}

#[tokio::test]
async fn listed_twice_it_is_one_case() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        stub.list_twice();
        let ids: Vec<SubmissionId> = (0..3).map(|_| put(&stub, &draft(&data()))).collect();
        fetch(&house).await;
        fetch(&house).await;
        assert_eq!((cases(&house).await, stub.answers().len()), (3, 3));
        for id in ids {
            assert_eq!(answers(&stub, id), ["accept"]);
        }
    }
}

#[tokio::test]
async fn a_case_goes_with_everything_that_came_along() {
    use rathaus_procedure::case::CaseEvent;
    use rathaus_procedure::store::{Recorded, record};
    use rathaus_services::sample::{approve, propose};
    use rathaus_store::Actor;
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        let id = put(&stub, &draft(&data()));
        let rejected = put(&stub, &Draft { data: b"{".to_vec(), ..draft(&data()) });
        fetch(&house).await;
        assert_eq!(state(&house, rejected).await, Some(ArrivalState::Rejected));
        let (known, _) = case(&house, id).await;
        let files = arrival(&house, id).await.expect("seen").content.files;
        let mut tx = change(&house, house.north.id).await;
        propose(&mut tx, &known, "Passt.").await.expect("proposed");
        tx.commit(Record::new("case.event", known.id)).await.expect("kept");
        let scope = house.scratch.store.tenant(house.north.id);
        let mut tx = scope.change(Actor::Program("second"), house.now()).await.expect("begins");
        approve(&mut tx, known.id).await.expect("approved");
        let on = rathaus_procedure::store::submissions::today(house.now());
        let closed = record(&mut tx, known.id, None, vec![CaseEvent::Closed { on }]).await.expect("written");
        assert!(matches!(closed, Recorded::Kept(_)), "{closed:?}");
        tx.commit(Record::new("case.event", known.id)).await.expect("kept");
        house.pass(SignedDuration::from_hours(24 * 366 * 30));
        house.work().await;
        assert_eq!((state(&house, id).await, state(&house, rejected).await), (None, None));
        let mut view = scope.read().await.expect("begins");
        for file in files {
            assert_eq!(
                rathaus_store::files::find_file(&mut view, file.id).await.expect("read"),
                None,
                "{file:?}"
            );
        }
    }
}
