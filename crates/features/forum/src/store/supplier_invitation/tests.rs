use super::contact::{ensure_supplier_contact, list_supplier_contacts, stop_supplier_contact};
use super::*;
use crate::store::offer::{OfferText, insert_submitted};
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

#[tokio::test]
async fn an_invitation_goes_its_way() {
    for scratch in both(&[rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        let mut new = Vec::new();
        for label in ["O01", "O02"] {
            let text = OfferText { title: format!("Angebot {label}"), ..OfferText::default() };
            let offer = insert_submitted(&mut change, round, firm, label, &text).await.expect("kept");
            new.push(NewInvitation {
                round,
                decision: Id::of_name("decision"),
                organisation: firm,
                offer,
                label: label.into(),
                instead_of: None,
                because: None,
            });
        }
        let id = insert_supplier_invitation(&mut change, &new[0]).await.expect("kept").expect("new");
        assert_eq!(insert_supplier_invitation(&mut change, &new[0]).await.expect("runs"), None, "once");
        assert!(!answer(&mut change, id, Reply::Accepted, "", "A").await.expect("runs"), "not asked yet");
        let day: Date = "2026-09-01".parse().expect("a day");
        assert!(mark_supplier_invited(&mut change, id, day).await.expect("runs"));
        let found = find_supplier_invitation(&mut change, id).await.expect("read").expect("there");
        assert_eq!((found.state, found.deadline), (SupplierState::Invited, Some(day)));
        assert_eq!((found.supplier.as_str(), found.offer_title.as_str()), ("Anker", "Angebot O01"));
        let later: Date = "2026-09-05".parse().expect("a day");
        assert!(
            !move_deadline(&mut change, id, found.edition - 1, later).await.expect("runs"),
            "old edition"
        );
        assert!(move_deadline(&mut change, id, found.edition, later).await.expect("runs"));

        ensure_supplier_contact(&mut change, id, "a@anker.example", "", "").await.expect("kept");
        ensure_supplier_contact(&mut change, id, "a@anker.example", "Ada", "Chefin").await.expect("kept");
        let path = issue_link(&mut change, &found, "a@anker.example").await.expect("issued");
        let secret = path.strip_prefix("/selected/").expect("a path").to_owned();
        let opened = find_by_secret(&mut change, &secret, start()).await.expect("read").expect("opens");
        assert_eq!((opened.1.id, opened.2.name.as_str()), (id, "Ada"));
        let contact = list_supplier_contacts(&mut change, id).await.expect("read").remove(0);
        assert!(!stop_supplier_contact(&mut change, Id::of_name("x"), contact.id).await.expect("runs"));
        assert!(stop_supplier_contact(&mut change, id, contact.id).await.expect("runs"));
        assert!(find_by_secret(&mut change, &secret, start()).await.expect("read").is_none(), "taken off");

        assert!(answer(&mut change, id, Reply::Accepted, "", "Ada").await.expect("runs"));
        assert!(answer(&mut change, id, Reply::Declined, "krank", "Ada").await.expect("runs"));
        assert!(
            answer(&mut change, id, Reply::Accepted, "", "Ada").await.expect("runs"),
            "nobody instead yet"
        );
        assert!(answer(&mut change, id, Reply::Declined, "krank", "Ada").await.expect("runs"));
        let instead = NewInvitation { instead_of: Some(id), ..new[1].clone() };
        let next = insert_supplier_invitation(&mut change, &instead).await.expect("kept").expect("new");
        assert!(
            !answer(&mut change, id, Reply::Accepted, "", "Ada").await.expect("runs"),
            "the place is gone"
        );
        assert!(!expire(&mut change, next).await.expect("runs"), "not asked yet");
        assert!(mark_supplier_invited(&mut change, next, day).await.expect("runs"));
        assert!(expire(&mut change, next).await.expect("runs"));
        assert!(mark_supplier_opened(&mut change, next).await.expect("runs"));
        assert!(!mark_supplier_opened(&mut change, next).await.expect("runs"));
        mark_supplier_reminded(&mut change, next).await.expect("runs");
        assert!(!withdraw_invitation(&mut change, next, "zu spät").await.expect("runs"), "holds no place");
        change.commit(Record::new("supplier.invited", id)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let all = list_supplier_invitations(&mut view, round).await.expect("read");
        // Both were made in the same moment: which stands first is no matter.
        let of = |state| all.iter().find(|one| one.state == state).expect("there");
        assert_eq!((all.len(), of(SupplierState::Declined).id), (2, id));
        assert_eq!(of(SupplierState::Expired).instead_of, Some(id));
        drop(view);
        let south = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = south.read().await.expect("begins");
        assert!(find_supplier_invitation(&mut view, id).await.expect("read").is_none());
        assert!(list_supplier_invitations(&mut view, round).await.expect("read").is_empty());
    }
}
