//! Files that come along are looked into like those of people.

use super::*;
use rathaus_people::PeopleGate;
use rathaus_people::testing::houses;
use rathaus_services::fit::Reason;
use rathaus_services::fit::receiving::receive;
use rathaus_store::Files;
use rathaus_store::files::Place;
use rathaus_web::scan::Scanner;
use rathaus_web::testing::{Clamd, eicar};
use rathaus_web::{App, Keys, WebSettings};
use std::sync::Arc;
use std::time::Duration;

/// The program of a house, with a scanner.
fn with_scanner(house: &House, clamd: &Clamd) -> App {
    let now = house.now();
    let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
    let gate = Arc::new(PeopleGate::new(house.scratch.store.clone()));
    let scanner = Scanner::new(clamd.address()).expect("an address").patient_for(Duration::from_millis(400));
    let files = Files::open(&house.scratch.store, &Place::Folder).expect("a folder");
    let mut builder = App::builder(
        house.scratch.store.clone(),
        Keys::for_tests(),
        gate.clone(),
        Arc::new(move || now),
        settings,
    )
    .port(gate)
    .port(Arc::new(scanner))
    .port(Arc::new(files))
    .feature(rathaus_people::feature());
    for feature in features() {
        builder = builder.feature(feature);
    }
    builder.build().expect("readable").0
}

#[tokio::test]
async fn a_malicious_file_is_left_out_and_a_silent_scanner_lets_it_wait() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let clamd = Clamd::tcp().await;
        let app = with_scanner(&house, &clamd);
        let virus = DraftAttachment::new("rechnung.txt", "text/plain", &eicar());
        let good = DraftAttachment::new("gut.pdf", "application/pdf", PDF);
        let id = put(&stub, &Draft { attachments: vec![virus, good], ..draft(&data()) });
        receive(&app, &scope, true).await.expect("done");
        assert_eq!(
            (state(&house, id).await, answers(&stub, id)),
            (Some(ArrivalState::Accepted), vec!["accept".to_owned()])
        );
        assert_eq!(clamd.asked(), 3, "the data, too");
        let kept: Vec<String> = arrival(&house, id)
            .await
            .expect("seen")
            .content
            .files
            .into_iter()
            .map(|file| file.name)
            .collect();
        assert_eq!(kept, ["fachdaten.json", "gut.pdf"]);
        let (known, _) = case(&house, id).await;
        let page = plain(&rita.get(&format!("/cases/{}", known.number)).await);
        assert!(page.contains("rechnung.txt: enthält ein Schadprogramm"), "{page}");

        clamd.be_silent();
        let second = put(&stub, &draft(&data()));
        receive(&app, &scope, true).await.expect("noted");
        let known = arrival(&house, second).await.expect("seen");
        assert_eq!(
            (known.state, known.reason, stub.waiting()),
            (ArrivalState::Waiting, Some(Reason::Scan), 1)
        );
        assert!(plain(&rita.get("/cases/fit").await).contains("Prüfdienst antwortet nicht"));
        // Where somebody looks again, it is taken.
        let clamd = Clamd::tcp().await;
        house.pass(SignedDuration::from_hours(1));
        receive(&with_scanner(&house, &clamd), &scope, true).await.expect("done");
        assert_eq!(state(&house, second).await, Some(ArrivalState::Accepted));
    }
}

#[tokio::test]
async fn files_of_other_kinds_are_left_out_and_named() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let attachments = vec![
            DraftAttachment::new("seite.pdf", "application/pdf", b"<html><script>alert(1)</script>"),
            DraftAttachment::new("programm.exe", "application/pdf", b"MZ\x90\x00\x03"),
            DraftAttachment::new("halb.pdf", "application/pdf", b"%PDF-1.7 abgeschnitten"),
            DraftAttachment::new("leer.txt", "text/plain", b""),
            DraftAttachment::new("gut.png", "image/png", b"\x89PNG\r\n\x1a\nrest"),
        ];
        let id = put(&stub, &Draft { attachments, ..draft(&data()) });
        fetch(&house).await;
        let (known, _) = case(&house, id).await;
        let page = plain(&rita.get(&format!("/cases/{}", known.number)).await);
        for words in [
            "4 Dateien wurden nicht übernommen",
            "seite.pdf: ist von einer Art",
            "programm.exe: ist von einer Art",
            "halb.pdf: ist beschädigt",
            "leer.txt: ist leer",
            "gut.png",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let kept = arrival(&house, id).await.expect("seen").content.files;
        assert_eq!(kept.len(), 2, "{kept:?}");
    }
}

#[tokio::test]
async fn a_file_that_an_answer_names_belongs_to_the_answers() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        ready(&house, &stub).await;
        let proof = DraftAttachment::new("police.pdf", "application/pdf", PDF);
        let mut data = data();
        data["gefaehrlich"] = true.into();
        data["versicherung"] = json!([proof.id.to_string()]);
        let id = put(&stub, &Draft { attachments: vec![proof], ..draft(&data) });
        fetch(&house).await;
        let (known, submission) = case(&house, id).await;
        let answer = submission.answers.get(&"versicherung".parse().expect("an id"));
        let Some(rathaus_procedure::Answer::Files(files)) = answer else { panic!("{answer:?}") };
        assert_eq!((files[0].name.as_str(), files[0].bytes), ("police.pdf", PDF.len() as u64));
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let stored = rathaus_store::files::find_file(&mut view, files[0].id.parse().expect("an id")).await;
        let stored = stored.expect("read").expect("kept");
        assert_eq!(stored.owner, rathaus_procedure::store::drafts::file_owner(known.form, &known.holder));
    }
}
