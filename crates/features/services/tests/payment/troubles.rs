//! The provider is not there, forgets, lies; somebody closes the window.

use super::*;
use jiff::SignedDuration;
use rathaus_checkout::stub::Trouble;
use rathaus_people::testing::houses;

#[tokio::test]
async fn a_provider_that_does_not_answer_loses_nothing() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, _) = ready(&house, &stub).await;
        stub.trouble([Trouble::Broken]);
        let at = press(&mut ada, &path).await;
        let page = ada.get(&at).await;
        assert!(
            page.text.contains("antwortet gerade nicht") && page.text.contains("Noch einmal"),
            "{}",
            page.text
        );
        assert_eq!((state(&house, &at).await, stub.transactions().len()), (AttemptState::Begun, 0));
        // Tried again it is the same request.
        let key = value(&page, "key");
        assert!(at.ends_with(&key));
        assert_eq!(ada.post(&format!("{path}/payments"), &[("key", &key)]).await.location, at);
        let transaction = stub.transactions().pop().expect("begun");
        assert_eq!(stub.request(&transaction).expect("there")["requestId"], key.as_str());

        // Paid, and just then it does not say so: nobody is told that nothing was paid.
        stub.act(&transaction, Act::Pay);
        stub.trouble([Trouble::Broken]);
        ada.get(&back_of(&stub, &transaction)).await;
        let page = ada.get(&at).await;
        assert!(page.text.contains("zahlen Sie bitte nicht noch einmal"), "{}", page.text);
        // Who wants to pay again meanwhile is held back.
        stub.trouble([Trouble::Broken]);
        assert_eq!(press(&mut ada, &path).await, at);
        house.pass(SignedDuration::from_secs(21));
        house.work().await;
        assert_eq!(
            (state(&house, &at).await, booked(&house).await),
            (AttemptState::Paid, (1, Cents(7_200), 0))
        );
    }
}

#[tokio::test]
async fn a_request_that_the_provider_keeps_to_itself_is_no_payment() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, _) = ready(&house, &stub).await;
        // The answer with the address to pay at was lost, and the provider does not repeat it.
        stub.trouble([Trouble::Truncated]);
        let at = press(&mut ada, &path).await;
        let key = value(&ada.get(&at).await, "key");
        ada.post(&format!("{path}/payments"), &[("key", &key)]).await;
        assert_eq!(state(&house, &at).await, AttemptState::Failed);
        let page = ada.get(&at).await;
        assert!(page.text.contains("Neu beginnen"), "{}", page.text);
        let anew = value(&page, "key");
        assert_ne!(anew, key);
        let second = ada.post(&format!("{path}/payments"), &[("key", &anew)]).await.location;
        assert_eq!(state(&house, &second).await, AttemptState::Open);

        // One that nobody ever confirmed ends after an hour.
        let (_, other) = granted(&house, "Bert Bau").await;
        drop(stub);
        let mut bert = house.browser();
        let at = press(&mut bert, &other).await;
        assert_eq!(state(&house, &at).await, AttemptState::Begun);
        for _ in 0..40 {
            house.pass(SignedDuration::from_mins(2));
            house.work().await;
        }
        assert_eq!(state(&house, &at).await, AttemptState::Failed);
        assert!(bert.get(&at).await.text.contains("hat nicht geklappt"));
    }
}

#[tokio::test]
async fn what_nobody_hears_of_for_a_day_is_shown_to_the_office() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, number) = ready(&house, &stub).await;
        let at = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        for _ in 0..26 {
            house.pass(SignedDuration::from_hours(1));
            house.work().await;
        }
        assert_eq!(state(&house, &at).await, AttemptState::GivenUp);
        assert!(stub.asked() < 40, "ever less often: {}", stub.asked());
        let asked = stub.asked();
        house.pass(SignedDuration::from_hours(5));
        house.work().await;
        assert_eq!(stub.asked(), asked);
        let otto = house.person(house.north.id, "Otto Amt", &[rathaus_web::Role::Office]).await;
        let mut rita = house.signed_in(house.north.id, otto, true).await;
        assert!(rita.get("/money").await.text.contains("Online-Zahlungen ohne Ergebnis"));
        let list = rita.get("/money/payments").await;
        assert!(list.text.contains(&number) && list.text.contains(&transaction), "{}", list.text);
        let act = format!("{}/payments", claim(&mut rita, &number).await);
        let id = at.rsplit('/').next().expect("an id");
        rita.get("/money/payments").await;
        let aside = rita.post(&act, &[("do", "set-aside"), ("attempt", id)]).await;
        assert_eq!(aside.location, "/money/payments", "{}", aside.text);
        assert!(rita.get("/money/payments").await.text.contains("Nichts zu tun"));
        assert!(!rita.get("/money").await.text.contains("Online-Zahlungen ohne Ergebnis"));

        // Who pays late has paid.
        stub.act(&transaction, Act::Pay);
        ada.get(&back_of(&stub, &transaction)).await;
        assert_eq!(
            (state(&house, &at).await, booked(&house).await),
            (AttemptState::Paid, (1, Cents(7_200), 0))
        );
    }
}

#[tokio::test]
async fn an_answer_about_another_amount_is_not_booked() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        let at = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        stub.lie(&transaction, 1);
        stub.act(&transaction, Act::Pay);
        ada.get(&back_of(&stub, &transaction)).await;
        assert_eq!((state(&house, &at).await, booked(&house).await), (AttemptState::Open, (0, Cents(0), 0)));
        let own = claim(&mut rita, &number).await;
        assert!(rita.get(&own).await.text.contains("another amount"));
        let asked = rita
            .post(
                &format!("{own}/payments"),
                &[("do", "ask"), ("attempt", at.rsplit('/').next().expect("an id"))],
            )
            .await;
        assert_eq!(asked.location, own);
        assert!(rita.get(&own).await.text.contains("Der Bezahldienst hat nicht geantwortet"));
    }
}

#[tokio::test]
async fn what_is_no_longer_owed_and_paid_all_the_same_is_asked_about() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        let at = press(&mut ada, &path).await;
        let own = claim(&mut rita, &number).await;
        rita.get(&own).await;
        let cancelled = rita.post(&format!("{own}/cancellation"), &[("reason", "Irrtum")]).await;
        assert_eq!(cancelled.location, own, "{}", cancelled.text);
        let transaction = stub.transactions().pop().expect("begun");
        stub.act(&transaction, Act::Pay);
        ada.get(&back_of(&stub, &transaction)).await;
        assert_eq!((state(&house, &at).await, booked(&house).await), (AttemptState::Paid, (1, Cents(0), 1)));
    }
}
