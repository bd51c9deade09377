//! The delivery service fails in every way it can: nothing is lost, nothing becomes a case twice, no secret is shown.

use crate::town::{Town, draft};
use rathaus_fit::event::{self, Happened, Occasion};
use rathaus_fit::stub::{Draft, DraftAttachment, Trouble};
use rathaus_fit::{AuthenticationTags, Client, Fault, Settings};
use std::time::Duration;
use uuid::Uuid;

#[tokio::test]
async fn a_submission_listed_twice_becomes_one_case() {
    let mut town = Town::new().await;
    let (id, case) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    town.stub.list_twice();
    let page = town.client.waiting(town.stub.destination(), 0, 10).await.unwrap();
    assert_eq!((page.waiting.len(), page.total), (2, 2));
    town.receive().await.unwrap();
    assert_eq!(town.cases.keys().collect::<Vec<_>>(), [&id]);
    let answers = town.stub.answers();
    assert_eq!((answers.len(), answers[0].case), (1, case));
}

#[tokio::test]
async fn an_answer_whose_confirmation_is_lost_was_given() {
    let mut town = Town::new().await;
    let settings = Settings { timeout: Duration::from_millis(400), ..town.stub.settings() };
    town.client = Client::new(&settings).unwrap();
    let (id, case) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    let received = town.open(id).await.unwrap().unwrap();
    let occasion = Occasion {
        schema: event::SCHEMA,
        destination: received.destination,
        submission: id,
        case,
        at: "2026-11-30T10:05:00Z".parse().unwrap(),
        token: Uuid::nil(),
    };
    let token = event::accept(&occasion, &received.tags, &town.signs).unwrap();
    town.stub.trouble([Trouble::Slow(Duration::from_secs(2))]);
    let fault = town.client.send(case, token).await.unwrap_err();
    assert_eq!(fault, Fault::TimedOut);
    assert!(fault.is_worth_repeating());
    assert_eq!(town.client.waiting(received.destination, 0, 10).await.unwrap().waiting, []);
    let (log, _) = town.client.log(case, &town.receiver_keys()).await.unwrap();
    assert!(matches!(log.as_slice(), [event] if matches!(event.happened, Happened::Accepted(_))));
}

#[tokio::test]
async fn a_receiver_interrupted_before_its_answer_goes_on_where_it_was() {
    let mut town = Town::new().await;
    let (id, _) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    // The case is there, but its event never left: six requests were made, the seventh failed.
    town.stub.trouble([Trouble::Slow(Duration::ZERO); 5].into_iter().chain([Trouble::Broken]));
    assert_eq!(town.receive().await, Err(Fault::Failed(500)));
    let before = town.cases[&id].clone();
    assert_eq!((town.stub.waiting(), town.stub.answers().len()), (1, 0));
    town.receive().await.unwrap();
    assert_eq!((town.stub.waiting(), town.stub.answers().len()), (0, 1));
    assert_eq!(town.cases[&id], before);
}

#[tokio::test]
async fn every_trouble_has_its_fault_and_passes() {
    let mut town = Town::new().await;
    let settings =
        Settings { timeout: Duration::from_millis(400), answer_limit: 100_000, ..town.stub.settings() };
    town.client = Client::new(&settings).unwrap();
    let (id, _) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    let troubles = [
        (Trouble::Unauthorised, true),
        (Trouble::TooMany(7), true),
        (Trouble::Broken, true),
        (Trouble::Slow(Duration::from_secs(2)), true),
        (Trouble::Truncated, true),
        (Trouble::Garbled, false),
        (Trouble::Endless, false),
        (Trouble::Elsewhere, false),
    ];
    for (trouble, is_worth_repeating) in troubles {
        town.stub.trouble([trouble]);
        let fault = town.client.submission(id).await.unwrap_err();
        let is_right = match trouble {
            Trouble::Unauthorised => fault == Fault::Unauthorised,
            Trouble::TooMany(_) => fault == Fault::Busy { wait: Some(Duration::from_secs(7)) },
            Trouble::Broken => fault == Fault::Failed(500),
            Trouble::Slow(_) => fault == Fault::TimedOut,
            Trouble::Truncated => matches!(fault, Fault::Unreachable(_)),
            Trouble::Garbled => matches!(fault, Fault::Malformed(_)),
            Trouble::Endless => fault == Fault::TooLong(settings.answer_limit),
            Trouble::Elsewhere => matches!(fault, Fault::Refused { status: 302, .. }),
            Trouble::None => false,
        };
        assert!(is_right, "{trouble:?}: {fault:?}");
        assert_eq!(fault.is_worth_repeating(), is_worth_repeating, "{fault}");
        assert_eq!(town.client.submission(id).await.unwrap().id, id, "after {trouble:?}");
    }
    // Something between us and the service that answers in place of an attachment is no attachment.
    let attachment = draft().attachments[0].id;
    let with = town
        .stub
        .put(
            Draft {
                attachments: vec![DraftAttachment { id: attachment, ..draft().attachments[0].clone() }],
                ..draft()
            }
            .lock(town.stub.encryption())
            .unwrap(),
        )
        .unwrap()
        .0;
    town.stub.trouble([Trouble::Garbled]);
    let fault = town.client.attachment(with, attachment).await.unwrap_err();
    assert!(matches!(fault, Fault::Malformed(_)), "{fault:?}");
    assert!(town.client.attachment(with, attachment).await.is_ok());
    // Nor is it the service that takes an event.
    let received = town.open(with).await.unwrap().unwrap();
    let occasion = Occasion {
        schema: event::SCHEMA,
        destination: received.destination,
        submission: with,
        case: received.case,
        at: "2026-11-30T10:05:00Z".parse().unwrap(),
        token: Uuid::nil(),
    };
    let token = event::accept(&occasion, &received.tags, &town.signs).unwrap();
    town.stub.trouble([Trouble::Garbled]);
    let fault = town.client.send(received.case, token).await.unwrap_err();
    assert!(matches!(fault, Fault::Malformed(_)) && town.stub.answers().is_empty(), "{fault:?}");
    // A token that was withdrawn is replaced, and only that.
    assert_eq!(town.stub.tokens_given(), 2);
}

#[tokio::test]
async fn an_access_token_is_kept_until_shortly_before_it_expires() {
    let town = Town::with(Duration::from_secs(2)).await;
    let list = || town.client.waiting(town.stub.destination(), 0, 10);
    for _ in 0..5 {
        list().await.unwrap();
    }
    assert_eq!(town.stub.tokens_given(), 1);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    list().await.unwrap();
    assert_eq!(town.stub.tokens_given(), 2);

    let town = Town::new().await;
    let several = (0..8).map(|_| {
        let (client, destination) = (town.client.clone(), town.stub.destination());
        tokio::spawn(async move { client.waiting(destination, 0, 10).await })
    });
    for asked in several.collect::<Vec<_>>() {
        asked.await.unwrap().unwrap();
    }
    assert_eq!(town.stub.tokens_given(), 1, "one for all who come at once");
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let town = Town::new().await;
    let deposit = draft().lock(town.stub.encryption()).unwrap();
    let put: Vec<_> = (0..5).map(|_| town.stub.put(deposit.clone()).unwrap().0).collect();
    let mut listed = Vec::new();
    for offset in [0, 2, 4] {
        let page = town.client.waiting(town.stub.destination(), offset, 2).await.unwrap();
        assert_eq!(page.total, 5);
        listed.extend(page.waiting.iter().map(|waiting| waiting.submission));
    }
    assert_eq!(listed, put);
}

#[tokio::test]
async fn an_answer_larger_than_allowed_is_not_read() {
    let town = Town::new().await;
    let (id, _) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    let client = Client::new(&Settings { answer_limit: 500, ..town.stub.settings() }).unwrap();
    assert_eq!(client.submission(id).await, Err(Fault::TooLong(500)));
    let attachment = town.client.submission(id).await.unwrap().attachments[0];
    assert_eq!(client.attachment(id, attachment).await, Err(Fault::TooLong(500)));
    let client_of_little = Client::new(&Settings { fetch_limit: 3000, ..town.stub.settings() }).unwrap();
    assert_eq!(client_of_little.fetch(id).await.unwrap_err(), Fault::TooLong(3000));
    town.stub.trouble([Trouble::Endless]);
    assert_eq!(client.attachment(id, attachment).await, Err(Fault::TooLong(500)), "its length is not said");
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_told_apart() {
    let town = Town::new().await;
    let destination = town.stub.destination();
    let strange = "f50308a5-b3ed-4627-9f0b-b5a8e0095791";
    assert_eq!(town.client.submission(strange.parse().unwrap()).await, Err(Fault::NotFound));
    let refused = town.client.waiting(strange.parse().unwrap(), 0, 10).await.unwrap_err();
    assert_eq!(refused, Fault::Refused { status: 403, title: "another's destination".into() });

    // The event of somebody who only knows the ids, and one that names other tags.
    let (id, case) = town.stub.put(draft().lock(town.stub.encryption()).unwrap()).unwrap();
    let occasion = Occasion {
        schema: event::SCHEMA,
        destination,
        submission: id,
        case,
        at: "2026-11-30T10:05:00Z".parse().unwrap(),
        token: Uuid::nil(),
    };
    let service = rathaus_fit::SigningKey::read(crate::town::SERVICE).unwrap();
    for key in [&service, &town.signs] {
        let token = event::accept(&occasion, &AuthenticationTags::default(), key).unwrap();
        let fault = town.client.send(case, token).await.unwrap_err();
        assert!(matches!(fault, Fault::Refused { status: 422, .. }), "{fault}");
    }
    assert_eq!(town.stub.waiting(), 1);
}

#[tokio::test]
async fn secrets_are_in_no_text() {
    let town = Town::new().await;
    let settings = Settings { client_secret: "Geheim+&=1".into(), ..town.stub.settings() };
    let client = Client::new(&settings).unwrap();
    let fault = client.waiting(town.stub.destination(), 0, 10).await.unwrap_err();
    assert_eq!(fault, Fault::Credentials);
    assert!(!fault.is_worth_repeating());
    let shown = format!("{settings:?} {client:?} {fault:?} {fault} {:?}", town.client);
    assert!(!shown.contains("Geheim") && !shown.contains("Bearer"), "{shown}");

    let gone = Settings { token: "http://127.0.0.1:1/token?x=Geheim".into(), ..town.stub.settings() };
    let fault = Client::new(&gone).unwrap().waiting(town.stub.destination(), 0, 10).await.unwrap_err();
    assert!(matches!(&fault, Fault::Unreachable(words) if !words.contains("Geheim")), "{fault}");
}

#[test]
fn secrets_travel_over_tls_or_not_at_all() {
    let with = |base: &str| {
        Client::new(&Settings::new("https://a.example/token", base, "https://a.example/k", "c", "s"))
    };
    assert!(with("https://a.example/v1").is_ok());
    assert!(with("http://localhost:1/v1").is_ok());
    for base in ["http://a.example/v1", "ftp://localhost/", "a.example/v1", ""] {
        assert!(matches!(with(base), Err(Fault::Settings(_))), "{base}");
    }
}
