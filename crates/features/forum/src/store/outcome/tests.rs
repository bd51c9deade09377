use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind, ensure_municipality};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;

fn said(kind: OutcomeKind, reason: Option<Reason>) -> Said<'static> {
    Said { kind, reason, words: "Im März", by: "Anna Anker", person: Some(Id::of_name("anna")) }
}

#[tokio::test]
async fn what_came_of_a_meeting_is_said_by_each_side_and_nobody_overwrites_another() {
    for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let town = ensure_municipality(&mut change, "06631009".parse().expect("a key")).await.expect("kept");
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let supplier = organisation::insert(&mut change, &firm).await.expect("kept");
        let pair = Pair { round, town, supplier };
        let pilot = said(OutcomeKind::Pilot, Some(Reason::Money));
        let id = save_outcome(&mut change, pair, Side::Town, 0, &pilot).await.expect("kept");
        let all = list_outcomes(&mut change, round).await.expect("read");
        assert_eq!(all.len(), 2, "both sides are asked");
        let one = find_outcome(&mut change, id).await.expect("read").expect("there");
        assert_eq!((one.kind, one.reason, one.edition), (Some(OutcomeKind::Pilot), None, 2));
        assert_eq!((one.partner(), one.body()), ("Anker GmbH", town));
        let again = save_outcome(&mut change, pair, Side::Town, 0, &pilot).await.expect("kept");
        assert_eq!(again, id, "said twice is one answer");

        let (other, is_new) = ensure_question(&mut change, pair, Side::Supplier, 0).await.expect("kept");
        assert!(!is_new);
        assert!(claim_asking(&mut change, other).await.expect("runs"));
        assert!(!claim_asking(&mut change, other).await.expect("runs"), "asked once");
        assert!(!claim_asking(&mut change, id).await.expect("runs"), "answered already");
        assert!(claim_reminder(&mut change, other).await.expect("runs"));
        assert!(!claim_reminder(&mut change, other).await.expect("runs"), "reminded once");
        let nothing = said(OutcomeKind::Nothing, Some(Reason::Money));
        assert!(answer_question(&mut change, other, 1, &nothing).await.expect("runs"));
        assert!(!answer_question(&mut change, other, 1, &pilot).await.expect("runs"), "an old edition");
        let of = list_outcomes_of(&mut change, round, supplier).await.expect("read");
        assert_eq!((of.len(), of[0].reason), (1, Some(Reason::Money)));
        assert_eq!(list_outcomes_by(&mut change, Id::of_name("anna")).await.expect("read").len(), 2);
        assert_eq!(forget_person(&mut change, Id::of_name("anna")).await.expect("runs"), 2);
        assert!(list_outcomes_by(&mut change, Id::of_name("anna")).await.expect("read").is_empty());
        set_times(&mut change, id, None, Some(start())).await.expect("kept");
        let path = issue_link(&mut change, round, town, "anna@fulda.example").await.expect("issued");
        let secret = path.strip_prefix("/outcome/").expect("a path");
        change.commit(Record::new("outcome.said", id)).await.expect("kept");
        let opened = find_by_secret(&mut scope.read().await.expect("begins"), secret, start()).await;
        let opened = opened.expect("read").expect("opens");
        assert_eq!((opened.round, opened.organisation), (round, town));
        assert_eq!(opened.email, "anna@fulda.example");

        let south = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = south.read().await.expect("begins");
        assert!(list_outcomes(&mut view, round).await.expect("read").is_empty());
        assert!(find_by_secret(&mut view, secret, start()).await.expect("read").is_none());
        assert!(find_outcome(&mut view, id).await.expect("read").is_none());
    }
}
