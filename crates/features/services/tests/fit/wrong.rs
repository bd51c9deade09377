//! What is damaged, locked with another key, or not set up.

use super::*;
use rathaus_fit::DecryptionKey;
use rathaus_fit::jwe::{Zip, seal};
use rathaus_fit::key::EncryptionKey;
use rathaus_people::testing::houses;
use rathaus_services::fit::Reason;

/// Another key under the id of ours.
fn namesake() -> EncryptionKey {
    let public = DecryptionKey::read(SAMPLE_KEYS.stranger).expect("a key").public_jwk();
    EncryptionKey::read(&public.replace("test-stranger", "test-opens")).expect("a key")
}

#[tokio::test]
async fn what_is_damaged_is_rejected_with_its_problem() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let draft = draft(&data());
        let key = stub.encryption().clone();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut metadata = draft.metadata();
            change(&mut metadata);
            draft.lock_with(metadata.to_string().as_bytes(), &key).expect("locked")
        };
        let mut wrong_key = draft.lock(&key).expect("locked");
        wrong_key.data = Some(seal(&draft.data, &namesake(), Zip::Deflate).expect("locked"));
        let mut no_attachment = draft.lock(&key).expect("locked");
        no_attachment.attachments.clear();
        let zeros = "0".repeat(128);
        let cases_of = [
            (
                with(&|m| m["contentStructure"]["attachments"][0]["hash"]["content"] = zeros.clone().into()),
                vec!["hash-mismatch attachment"],
            ),
            (
                with(&|m| m["contentStructure"]["data"]["hash"]["content"] = zeros.clone().into()),
                vec!["hash-mismatch data"],
            ),
            (
                with(&|m| drop(m.as_object_mut().expect("an object").remove("$schema"))),
                vec!["missing-schema metadata"],
            ),
            (wrong_key, vec!["encryption-issue data"]),
            (no_attachment, vec!["attachments-mismatch submission", "missing-attachment attachment"]),
            (
                Draft { data: b"[1]".to_vec(), ..draft.clone() }.lock(&key).expect("locked"),
                vec!["schema-violation data"],
            ),
            (
                Draft { data: b"no json".to_vec(), ..draft.clone() }.lock(&key).expect("locked"),
                vec!["syntax-violation data"],
            ),
        ];
        for (deposit, expected) in cases_of {
            let id = stub.put(deposit).expect("left").0;
            fetch(&house).await;
            assert_eq!(answers(&stub, id), expected);
            assert_eq!(state(&house, id).await, Some(ArrivalState::Rejected));
        }
        // What the sender wrote into a wrong place is not repeated anywhere.
        let quoted = with(&|m| m["replyChannel"]["eMail"]["address"] = json!({ "geheim": "Erika Muster" }));
        let id = stub.put(quoted).expect("left").0;
        fetch(&house).await;
        assert_eq!(answers(&stub, id), ["schema-violation metadata"]);
        let kept = serde_json::to_string(&arrival(&house, id).await.expect("seen").content).expect("JSON");
        assert!(!kept.contains("Erika") && !kept.contains("geheim"), "{kept}");
        let quoted = with(&|m| m["contentStructure"]["data"]["hash"] = json!("Erika Muster"));
        let id = stub.put(quoted).expect("left").0;
        fetch(&house).await;
        let kept = serde_json::to_string(&arrival(&house, id).await.expect("seen").content).expect("JSON");
        assert!(!kept.contains("Erika"), "{kept}");
        // One that was exchanged on the way, right in itself.
        let id = put(&stub, &draft);
        let forged =
            Draft { data: br#"{"name": "Falsch"}"#.to_vec(), ..draft.clone() }.lock(&key).expect("locked");
        stub.exchange(id, |deposit| deposit.data = forged.data);
        fetch(&house).await;
        assert_eq!(answers(&stub, id), ["incorrect-authentication-tag data"]);
        assert_eq!((cases(&house).await, stub.waiting()), (0, 0));
        let page = plain(&rita.get("/cases/fit").await);
        for words in
            ["Zurückgewiesen", "Prüfsumme stimmt nicht", "Entschlüsselungs-Fehler", "Hundesteuer Anmeldung"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Falsch") && house.mails(house.north.id).await.is_empty());
    }
}

#[tokio::test]
async fn locked_with_a_key_that_is_missing_it_waits_for_the_key() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let stranger =
            EncryptionKey::read(&DecryptionKey::read(SAMPLE_KEYS.stranger).expect("a key").public_jwk())
                .expect("a key");
        let id = stub.put(draft(&data()).lock(&stranger).expect("locked")).expect("left").0;
        fetch(&house).await;
        let known = arrival(&house, id).await.expect("seen");
        assert_eq!((known.state, known.reason), (ArrivalState::Waiting, Some(Reason::Key)));
        assert_eq!(stub.waiting(), 1, "nobody rejected it");
        let page = plain(&rita.get("/cases/fit").await);
        assert!(page.contains("Schlüssel fehlt") && page.contains("stranger"), "{page}");
        assert!(
            plain(&rita.get("/cases").await).contains("Eine Einreichung über FIT-Connect wartet")
                || cases(&house).await == 0
        );

        // With the key it becomes a case; what is locked with the older one, too.
        let (_, mut rita) = house.somebody(Role::Office).await;
        let saved = enter(
            &mut rita,
            &entered(&stub),
            &[("opens_text", SAMPLE_KEYS.stranger), ("signs_text", ""), ("secret", "")],
        )
        .await;
        assert_eq!(saved.location, "/cases/fit/connection", "{}", saved.text);
        let older = put(&stub, &draft(&data()));
        house.pass(SignedDuration::from_mins(1));
        house.work().await;
        for id in [id, older] {
            assert_eq!(
                (state(&house, id).await, answers(&stub, id)),
                (Some(ArrivalState::Accepted), vec!["accept".to_owned()])
            );
        }
    }
}

#[tokio::test]
async fn what_no_service_takes_waits_and_says_why() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        enter(&mut rita, &entered(&stub), &[]).await;
        let id = put(&stub, &draft(&data()));
        let reason = async || arrival(&house, id).await.and_then(|one| one.reason);
        fetch(&house).await;
        assert_eq!(
            (state(&house, id).await, reason().await),
            (Some(ArrivalState::Waiting), Some(Reason::Service))
        );
        let service = dogs(&house).await;
        route(&house, &service, LEIKA, "urn:other").await;
        house.pass(SignedDuration::from_mins(1));
        house.work().await;
        assert_eq!(reason().await, Some(Reason::Schema));
        let page = plain(&rita.get("/cases/fit").await);
        for words in ["Anderes Datenschema", "Hundesteuer Anmeldung", OWN, "Einreichung ablehnen"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Nothing personal is kept of what waits.
        let known = arrival(&house, id).await.expect("seen");
        let kept = serde_json::to_string(&known.content).expect("JSON");
        assert!(!kept.contains("Ada") && !kept.contains("nna@"), "{kept}");

        // Data in which nothing belongs to the form.
        route(&house, &service, LEIKA, OWN).await;
        let odd = put(&stub, &draft(&json!({ "Fahrgestellnummer": "WVW" })));
        house.pass(SignedDuration::from_mins(1));
        house.work().await;
        assert_eq!(state(&house, id).await, Some(ArrivalState::Accepted));
        let known = arrival(&house, odd).await.expect("seen");
        assert_eq!((known.state, known.reason), (ArrivalState::Waiting, Some(Reason::Data)));

        // The office rejects it; once.
        rita.get("/cases/fit").await;
        let path = format!("/cases/fit/{odd}/rejection");
        assert_eq!(rita.post(&path, &[]).await.location, "/cases/fit");
        house.work().await;
        assert_eq!(
            (state(&house, odd).await, answers(&stub, odd)),
            (Some(ArrivalState::Rejected), vec!["schema-violation data".to_owned()])
        );
        rita.get("/cases/fit").await;
        rita.post(&path, &[]).await;
        house.work().await;
        assert!(plain(&rita.get("/cases/fit").await).contains("wartet nicht mehr"));
        assert_eq!(answers(&stub, odd).len(), 1);
    }
}

#[tokio::test]
async fn what_waited_and_was_answered_elsewhere_is_gone() {
    use rathaus_fit::event::{self, Occasion};
    use rathaus_fit::{Client, Part, Problem, ProblemKind, SigningKey};
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        enter(&mut rita, &entered(&stub), &[]).await;
        let id = put(&stub, &draft(&data()));
        fetch(&house).await;
        let known = arrival(&house, id).await.expect("seen");
        let occasion = Occasion {
            schema: event::SCHEMA,
            destination: known.destination,
            submission: id,
            case: known.fit_case,
            at: house.now(),
            token: id.0,
        };
        let problem = Problem::new(ProblemKind::TechnicalError, Part::Other, "Nein.");
        let signs = SigningKey::read(SAMPLE_KEYS.signs).expect("a key");
        let token = event::reject(&occasion, &[problem], &signs).expect("signed");
        Client::new(&stub.settings()).expect("a client").send(known.fit_case, token).await.expect("taken");
        fetch(&house).await;
        assert_eq!(state(&house, id).await, Some(ArrivalState::Gone));
        assert!(plain(&rita.get("/cases/fit").await).contains("Nicht mehr da"));
    }
}
