use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Id, Record, TenantId};

use super::contact::{
    Origin, claim_mailing, ensure_contact, find_contact, list_contacts, list_contacts_by_email,
    list_contacts_of, mark_mailed, stop_contact,
};
use super::*;
use crate::store::round::{KeptRound, insert_round};

fn calden(round: Id) -> Invitation {
    let ags = "06633005".parse().ok();
    Invitation::listed(start(), round, Id::of_name("calden"), "Calden", ags, 7_500)
}

#[tokio::test]
async fn an_invitation_goes_its_way_once() {
    for scratch in both(&[crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let new = calden(round);
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        assert!(insert_invitation(&mut change, &new).await.expect("inserted"));
        let again = Invitation { id: Id::new(start()), ..new.clone() };
        assert!(!insert_invitation(&mut change, &again).await.expect("runs"), "one per body and round");
        assert_eq!(list_invitations(&mut change, round).await.expect("read"), std::slice::from_ref(&new));
        mark_invited(&mut change, new.id).await.expect("marked");
        assert!(!delete_listed(&mut change, new.id).await.expect("runs"), "it was sent already");
        assert!(mark_opened(&mut change, new.id).await.expect("marked"));
        assert!(!mark_opened(&mut change, new.id).await.expect("marked"), "only the first time is news");
        assert!(mark_declined(&mut change, new.id, "Kein Personal").await.expect("marked"));
        let declined = find_invitation(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!((declined.state, declined.reason.as_deref()), (State::Declined, Some("Kein Personal")));
        assert!(mark_taking_part(&mut change, new.id).await.expect("marked"));
        assert!(!mark_taking_part(&mut change, new.id).await.expect("marked"));
        let back = find_invitation(&mut change, new.id).await.expect("read").expect("there");
        assert_eq!((back.state, back.reason), (State::Opened, None));
        assert!(mark_started(&mut change, new.id).await.expect("marked"));
        assert!(mark_answered(&mut change, new.id).await.expect("marked"));
        assert!(
            !mark_answered(&mut change, new.id).await.expect("marked"),
            "a correction is no first answer"
        );
        assert!(!mark_declined(&mut change, new.id, "doch nicht").await.expect("runs"));
        mark_reminded(&mut change, new.id).await.expect("marked");
        let of =
            find_invitation_of(&mut change, round, new.organisation).await.expect("read").expect("there");
        assert_eq!((of.state, of.reminders, of.reminded_at), (State::Answered, 1, Some(start())));
        assert_eq!(of.body(), Body::Municipality);
        assert!(of.edition > new.edition);
        change.commit(Record::new("invitation.changed", new.id)).await.expect("kept");

        let other = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = other.read().await.expect("begins");
        assert_eq!(find_invitation(&mut view, new.id).await.expect("read"), None);
        assert_eq!(list_invitations(&mut view, round).await.expect("read"), []);
    }
}

#[tokio::test]
async fn contacts_are_one_per_address_and_come_back() {
    for scratch in both(&[crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let new = calden(round);
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        insert_invitation(&mut change, &new).await.expect("inserted");
        let first = ensure_contact(&mut change, round, new.id, "a@calden.de", "A. Amt", Origin::Import)
            .await
            .expect("added");
        let same = ensure_contact(&mut change, round, new.id, "a@calden.de", "", Origin::Office)
            .await
            .expect("added");
        assert_eq!(first, same, "an empty name takes none away");
        assert!(stop_contact(&mut change, first.id).await.expect("stopped"));
        assert!(!stop_contact(&mut change, first.id).await.expect("runs"));
        assert!(
            list_contacts_by_email(&mut change, round, "A@Calden.de").await.expect("read").is_empty(),
            "a contact who is off gets no new link"
        );
        let back = ensure_contact(&mut change, round, new.id, "a@calden.de", "B. Amt", Origin::Office)
            .await
            .expect("added");
        assert!(back.is_active() && back.name == "B. Amt" && back.id == first.id);
        assert_eq!(list_contacts_by_email(&mut change, round, "A@Calden.de").await.expect("read").len(), 1);
        assert!(claim_mailing(&mut change, first.id, "m1").await.expect("claimed"));
        assert!(!claim_mailing(&mut change, first.id, "m1").await.expect("runs"), "one mail per mailing");
        mark_mailed(&mut change, first.id, Id::of_name("mail")).await.expect("marked");
        let mailed = find_contact(&mut change, first.id).await.expect("read").expect("there");
        assert_eq!((mailed.mailing.as_deref(), mailed.mailed_at), (Some("m1"), Some(start())));
        assert_eq!(list_contacts(&mut change, round).await.expect("read").len(), 1);
        assert_eq!(list_contacts_of(&mut change, new.id).await.expect("read").len(), 1);
        assert!(delete_listed(&mut change, new.id).await.expect("deleted"));
        assert!(list_contacts(&mut change, round).await.expect("read").is_empty(), "contacts go with it");
        change.commit(Record::new("invitation.changed", new.id)).await.expect("kept");
    }
}

#[tokio::test]
async fn a_link_opens_its_own_invitation_until_it_is_revoked_or_over() {
    for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("inserted");
        let new = calden(round.id);
        insert_invitation(&mut change, &new).await.expect("inserted");
        let mut paths = Vec::new();
        for email in ["a@calden.de", "b@calden.de"] {
            let contact = ensure_contact(&mut change, round.id, new.id, email, "", Origin::Office)
                .await
                .expect("added");
            paths.push(issue_link(&mut change, &round, &new, &contact).await.expect("issued"));
        }
        change.commit(Record::new("invitation.changed", new.id)).await.expect("kept");
        let secrets: Vec<&str> = paths.iter().map(|path| path.trim_start_matches("/answer/")).collect();

        let mut view = scope.read().await.expect("begins");
        let invited = find_by_secret(&mut view, secrets[0], start()).await.expect("read").expect("opens");
        assert_eq!((invited.contact.email.as_str(), invited.round.id), ("a@calden.de", round.id));
        assert_eq!(invited.organisation, new.organisation);
        // The survey ends on 30 June; thirty days later the link still opens, a day after no more.
        let on = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().expect("a time");
        assert!(find_by_secret(&mut view, secrets[0], on("2026-07-30")).await.expect("read").is_some());
        assert!(find_by_secret(&mut view, secrets[0], on("2026-08-01")).await.expect("read").is_none());
        assert!(find_by_secret(&mut view, "nothing", start()).await.expect("read").is_none());
        drop(view);
        let other = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = other.read().await.expect("begins");
        assert!(find_by_secret(&mut view, secrets[0], start()).await.expect("read").is_none());
        drop(view);

        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        assert_eq!(revoke_links(&mut change, new.id, Some("a@calden.de")).await.expect("revoked"), 1);
        assert!(find_by_secret(&mut change, secrets[0], start()).await.expect("read").is_none());
        let second = find_by_secret(&mut change, secrets[1], start()).await.expect("read").expect("opens");
        stop_contact(&mut change, second.contact.id).await.expect("stopped");
        assert!(find_by_secret(&mut change, secrets[1], start()).await.expect("read").is_none());
        change.commit(Record::new("invitation.changed", new.id)).await.expect("kept");
    }
}
