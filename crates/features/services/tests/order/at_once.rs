//! What holds whatever the program does: rules of the database, and two at once.

use super::*;
use rathaus_people::testing::houses;
use rathaus_services::money::order::{OrderKind, Payment};
use rathaus_services::store::order::*;
use rathaus_store::{Actor, Id, StoreError};

fn payment(claim: u128) -> Payment {
    Payment {
        claim: ClaimId(claim),
        reference: Reference::of_number(claim as u64),
        cents: Cents(100),
        name: "Ada".to_owned(),
        iban: HERS.parse().expect("an account"),
        number: "F-1".to_owned(),
        purpose: String::new(),
        mandate: None,
        is_first: false,
    }
}

async fn insert(change: &mut Change, number: u32, claim: u128) -> Result<Id, StoreError> {
    let id = Id::of_name(&format!("order {number}"));
    let order = NewOrder {
        id,
        number,
        kind: OrderKind::Out,
        day: "2026-06-02".parse().expect("a day"),
        file: "<x/>",
        made_by: Id::of_name("rita"),
    };
    insert_order(change, &order, &[payment(claim)]).await.map(|()| id)
}

#[tokio::test]
async fn the_database_refuses_one_person_who_orders_alone() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let id = insert(&mut change, 1, 1).await.expect("kept");
        change.commit(Record::new("test.done", id)).await.expect("kept");
        let mut change = super::change(&house, house.north.id).await;
        assert!(!update_downloaded(&mut change, id).await.expect("asked"), "nobody released it");
        let alone = update_released(&mut change, id, Id::of_name("rita")).await;
        assert!(matches!(alone, Err(StoreError::Fault(_))), "{alone:?}");
        drop(change);
        let mut change = super::change(&house, house.north.id).await;
        assert!(update_released(&mut change, id, Id::of_name("otto")).await.expect("released"));
        assert!(!update_released(&mut change, id, Id::of_name("eva")).await.expect("asked"), "once");
        assert!(update_downloaded(&mut change, id).await.expect("noted"));
        assert!(!update_downloaded(&mut change, id).await.expect("asked"), "once");
        assert!(!update_dropped(&mut change, id).await.expect("asked"), "the bank may have it");
        assert_eq!(next_order_number(&mut change).await.expect("asked"), 2);
        change.commit(Record::new("test.done", id)).await.expect("kept");
        let mut south = house.scratch.store.tenant(house.south.id).read().await.expect("begins");
        assert_eq!(find_order(&mut south, id).await.expect("read"), None);
        assert_eq!(find_order_file(&mut south, id).await.expect("read"), None);
        assert!(list_living(&mut south).await.expect("read").is_empty());
    }
}

#[tokio::test]
async fn a_claim_is_in_one_living_order() {
    for house in houses(&[], features).await {
        // Without holding the book, as if the program had forgotten to.
        let orders = (1..=4u32).map(|number| {
            let (scope, now) = (house.scratch.store.tenant(house.north.id), house.now());
            tokio::spawn(async move {
                let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
                tokio::task::yield_now().await;
                let id = insert(&mut change, number, 7).await?;
                change.commit(Record::new("test.done", id)).await?;
                Ok::<_, StoreError>(id)
            })
        });
        let mut kept = Vec::new();
        for order in orders.collect::<Vec<_>>() {
            match order.await.expect("ended") {
                Ok(id) => kept.push(id),
                Err(StoreError::Conflict(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(kept.len(), 1);
        // Once it is dropped, another may have it.
        let mut change = change(&house, house.north.id).await;
        assert_eq!(list_living(&mut change).await.expect("read").get(&ClaimId(7)), Some(&kept[0]));
        assert!(update_dropped(&mut change, kept[0]).await.expect("dropped"));
        let next = insert(&mut change, 9, 7).await.expect("free again");
        let found = find_order_of_claim(&mut change, ClaimId(7)).await.expect("read");
        assert_eq!(found, Some((next, 9)));
        change.commit(Record::new("test.done", next)).await.expect("kept");
    }
}

#[tokio::test]
async fn two_offices_at_once_order_a_claim_once() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        let ada = owed(&house, 1, 100, Some("Ada Amt"), Some(HERS)).await;
        let max = owed(&house, 2, 100, Some("Max Amt"), Some(HERS)).await;
        let list = "/money/orders";
        let keys = [value(&rita.get(list).await, "key"), value(&otto.get(list).await, "key")];
        let one = [("key", keys[0].as_str()), ("day", "2026-06-02"), ("claims", &ada), ("claims", &max)];
        let two = [("key", keys[1].as_str()), ("day", "2026-06-02"), ("claims", &max)];
        let (one, two) = tokio::join!(rita.post(list, &one), otto.post(list, &two));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let late = if one.status == 409 { one } else { two };
        assert!(late.text.contains("in einem anderen Auftrag"), "{}", late.text);
        let page = rita.get(list).await;
        assert!(page.text.contains("Ein Auftrag") && page.text.contains("Auftrag 1"), "{}", page.text);
    }
}

#[tokio::test]
async fn a_file_is_fetched_or_its_order_dropped_never_both() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        for id in 1..=4 {
            let claim = owed(&house, id, 100, Some("Ada Amt"), Some(HERS)).await;
            let order = released(&mut rita, &mut otto, "/money/orders", &[&claim], "2026-06-02").await;
            let (file, removal) = (format!("{order}/file"), format!("{order}/removal"));
            let (fetched, dropped) = tokio::join!(rita.post(&file, &[]), otto.post(&removal, &[]));
            let both = (fetched.status, dropped.status);
            assert!(matches!(both, (200, 409) | (409, 303)), "{both:?}");
        }
        // Two who fetch at once get the same, and the book hears of it once.
        let claim = owed(&house, 9, 100, Some("Ada Amt"), Some(HERS)).await;
        let order = released(&mut rita, &mut otto, "/money/orders", &[&claim], "2026-06-02").await;
        let file = format!("{order}/file");
        let (one, two) = tokio::join!(rita.post(&file, &[]), otto.post(&file, &[]));
        assert_eq!((one.status, two.status), (200, 200));
        assert_eq!(one.text, two.text);
        let page = rita.get(&format!("/money/claims/{claim}")).await;
        assert_eq!(page.text.matches("Auftrag an die Bank").count(), 1, "{}", page.text);
    }
}
