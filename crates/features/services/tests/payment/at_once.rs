//! Two at once: the program that asks by itself, and browsers that come back.

use super::*;
use jiff::SignedDuration;
use rathaus_people::testing::houses;

#[tokio::test]
async fn a_poll_and_a_return_at_once_book_once() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, _) = ready(&house, &stub).await;
        let at = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        stub.act(&transaction, Act::Pay);
        let back = back_of(&stub, &transaction);
        house.pass(SignedDuration::from_secs(21));
        let returns: Vec<_> = (0..6)
            .map(|_| {
                let (mut browser, back) = (ada.clone(), back.clone());
                tokio::spawn(async move { browser.get(&back).await })
            })
            .collect();
        house.work().await;
        for shown in returns {
            let shown = shown.await.expect("ended");
            assert_eq!(shown.location, at, "{} {}", shown.status, shown.text);
        }
        assert_eq!(
            (state(&house, &at).await, booked(&house).await),
            (AttemptState::Paid, (1, Cents(7_200), 0))
        );
    }
}

#[tokio::test]
async fn the_button_pressed_twice_at_once_is_one_attempt() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, _) = ready(&house, &stub).await;
        let key = value(&ada.get(&path).await, "key");
        let press_once = async || {
            let mut browser = ada.clone();
            browser.post(&format!("{path}/payments"), &[("key", &key)]).await
        };
        let (one, two, three, four) = tokio::join!(press_once(), press_once(), press_once(), press_once());
        for shown in [one, two, three, four] {
            assert_eq!(shown.location, format!("{path}/payments/{key}"), "{} {}", shown.status, shown.text);
        }
        assert_eq!(stub.transactions().len(), 1);
        let at = format!("{path}/payments/{key}");
        assert_eq!(state(&house, &at).await, AttemptState::Open, "{:?}", attempt(&house, &at).await);
    }
}
