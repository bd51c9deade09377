use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Id, Record, TenantId};

use super::delegate::{
    Person, check_in, find_delegate, find_delegate_by_key, list_delegates_of, save_delegates, undo_check_in,
};
use super::*;

fn calden(round: Id) -> Registration {
    Registration {
        organisation: Some(Id::of_name("calden")),
        ags: "06633005".parse().ok(),
        arrives: "13:30".parse().ok(),
        unavailable: Span::parse_list("15:00-15:15").expect("a span"),
        max_talks: Some(4),
        ..Registration::new(start(), round, "P01", "Calden", ParticipantKind::Municipality)
    }
}

fn person(name: &str, email: &str) -> Person {
    Person { name: name.into(), email: email.into(), ..Person::default() }
}

#[tokio::test]
async fn a_registration_comes_back_and_two_people_do_not_overwrite_each_other() {
    for scratch in both(&[crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut new = calden(round);
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        assert!(insert_registration(&mut change, &new).await.expect("inserted"));
        let again = Registration { id: Id::new(start()), label: "P02".into(), ..new.clone() };
        assert!(!insert_registration(&mut change, &again).await.expect("runs"), "one per body and round");
        for (label, wants_talks) in [("P02", true), ("P100", true), ("P11", false)] {
            let other = Registration::new(start(), round, label, "Amt", ParticipantKind::Observer);
            let other = Registration { wants_talks, ..other };
            assert!(insert_registration(&mut change, &other).await.expect("inserted"), "no body, no limit");
        }
        change.commit(Record::new("registration.made", new.id)).await.expect("kept");

        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        assert_eq!(find_registration(&mut change, new.id).await.expect("read").as_ref(), Some(&new));
        let of = find_registration_of(&mut change, round, Id::of_name("calden")).await.expect("read");
        assert_eq!(of.as_ref(), Some(&new));
        let by = find_registration_by_label(&mut change, round, "P01").await.expect("read");
        assert_eq!(by.as_ref(), Some(&new));
        assert_eq!(next_label(&mut change, round).await.expect("read"), "P101");
        let labels: Vec<String> = list_registrations(&mut change, round)
            .await
            .expect("read")
            .into_iter()
            .map(|one| one.label)
            .collect();
        assert_eq!(labels, ["P01", "P02", "P11", "P100"]);
        let talking = list_participants(&mut change, round).await.expect("read");
        assert_eq!(talking.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["P01", "P02", "P100"]);
        assert_eq!(talking[0], new.clone().into_participant());
        new.state = RegistrationState::Cancelled;
        new.cancelled_at = Some(start());
        assert!(update_registration(&mut change, &new).await.expect("runs"));
        assert!(!update_registration(&mut change, &new).await.expect("runs"), "the edition is an old one");
        let cancelled = find_registration(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!((cancelled.state, cancelled.edition), (RegistrationState::Cancelled, 2));
        assert_eq!(list_participants(&mut change, round).await.expect("read").len(), 2);
        change.commit(Record::new("registration.cancelled", new.id)).await.expect("kept");

        let other = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = other.read().await.expect("begins");
        assert_eq!(find_registration(&mut view, new.id).await.expect("read"), None);
        assert_eq!(list_registrations(&mut view, round).await.expect("read"), []);
    }
}

#[tokio::test]
async fn parties_stand_in_line_and_move_up_once() {
    for scratch in both(&[crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let first = calden(round);
        insert_registration(&mut change, &first).await.expect("inserted");
        let people = [person("A", ""), person("B", "")];
        save_delegates(&mut change, round, first.id, &people).await.expect("kept");
        let late = Registration::new(start(), round, "P02", "Amt", ParticipantKind::Observer);
        let late = Registration { state: RegistrationState::Waiting, ..late };
        insert_registration(&mut change, &late).await.expect("inserted");
        let gone = Registration::new(start(), round, "P03", "Fort", ParticipantKind::Observer);
        let gone = Registration { state: RegistrationState::Cancelled, ..gone };
        insert_registration(&mut change, &gone).await.expect("inserted");
        let line = list_parties(&mut change, round).await.expect("read");
        let seen: Vec<_> = line.iter().map(|one| (one.registration, one.state, one.places)).collect();
        assert_eq!(
            seen,
            [(first.id, RegistrationState::Registered, 2), (late.id, RegistrationState::Waiting, 1)]
        );
        assert!(move_up(&mut change, late.id).await.expect("moved"));
        assert!(!move_up(&mut change, late.id).await.expect("runs"));
        let moved = find_registration(&mut change, late.id).await.expect("read").expect("there");
        assert_eq!((moved.state, moved.sequence), (RegistrationState::Registered, 1));
        change.commit(Record::new("registration.moved-up", late.id)).await.expect("kept");
    }
}

#[tokio::test]
async fn people_keep_their_badges_and_come_in_once() {
    for scratch in both(&[crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let new = calden(round);
        insert_registration(&mut change, &new).await.expect("inserted");
        let people = [person("Ada Anker", "ada@calden.de"), person("Bo Berg", "bo@calden.de")];
        save_delegates(&mut change, round, new.id, &people).await.expect("kept");
        let before = list_delegates_of(&mut change, new.id).await.expect("read");
        assert_eq!(before.len(), 2);
        assert_ne!(before[0].key, before[1].key);
        // Bo is now called otherwise, Ada stays, Cy is new; the order is another one.
        let people = [person("Cy Cordes", ""), person("Bo Berger", "BO@calden.de"), person("Ada Anker", "")];
        save_delegates(&mut change, round, new.id, &people).await.expect("kept");
        let after = list_delegates_of(&mut change, new.id).await.expect("read");
        assert_eq!(
            after.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["Cy Cordes", "Bo Berger", "Ada Anker"]
        );
        assert_eq!((&after[1].key, &after[2].key), (&before[1].key, &before[0].key));
        let ada = find_delegate_by_key(&mut change, &before[0].key).await.expect("read").expect("there");
        assert_eq!(ada, after[2]);
        assert!(check_in(&mut change, &ada).await.expect("runs"));
        assert!(!check_in(&mut change, &ada).await.expect("runs"), "a second helper changes nothing");
        let arrived = find_registration(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!((arrived.checked_in_at, arrived.edition), (Some(start()), 1));
        assert!(undo_check_in(&mut change, &ada).await.expect("runs"));
        assert!(!undo_check_in(&mut change, &ada).await.expect("runs"));
        let back = find_registration(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!(back.checked_in_at, None);
        check_in(&mut change, &ada).await.expect("runs");
        save_delegates(&mut change, round, new.id, &people[..1]).await.expect("kept");
        let left = find_registration(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!(left.checked_in_at, None, "who came in is no longer of this registration");
        assert_eq!(find_delegate(&mut change, ada.id).await.expect("read"), None);
        assert_eq!(list_delegates(&mut change, round).await.expect("read").len(), 1);
        change.commit(Record::new("registration.made", new.id)).await.expect("kept");

        let other = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = other.read().await.expect("begins");
        assert_eq!(find_delegate_by_key(&mut view, &after[0].key).await.expect("read"), None);
        assert_eq!(list_delegates(&mut view, round).await.expect("read"), []);
        assert_eq!(list_delegates_of(&mut view, new.id).await.expect("read"), []);
    }
}
