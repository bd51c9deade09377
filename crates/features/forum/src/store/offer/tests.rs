use rathaus_people::{NewOrganisation, OrganisationKind, organisation};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;
use crate::store::round::{KeptRound, insert_round};

fn text(title: &str) -> OfferText {
    OfferText { title: title.into(), references: "zwei Städte".into(), ..OfferText::default() }
}

#[tokio::test]
async fn an_offer_goes_from_draft_to_the_office_and_back() {
    for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = KeptRound::sample("2026");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        insert_round(&mut change, &round).await.expect("kept");
        let mut firms = Vec::new();
        for name in ["Anker GmbH", "Brücke GmbH"] {
            let new = NewOrganisation::named(OrganisationKind::Supplier, name);
            firms.push(organisation::insert(&mut change, &new).await.expect("kept"));
        }
        insert_submitted(&mut change, round.id, firms[1], "O07", &text("Gelesen")).await.expect("kept");
        let id = insert_draft(&mut change, round.id, firms[0], &text("Akte")).await.expect("kept");

        assert_eq!(list_offers(&mut change, round.id).await.expect("read").len(), 1, "a draft is not seen");
        assert!(update_text(&mut change, id, 1, &text("Akte 2")).await.expect("kept"));
        assert!(!update_text(&mut change, id, 1, &text("Akte 3")).await.expect("runs"), "an old edition");
        assert!(!withdraw(&mut change, id).await.expect("runs"), "a draft is deleted, not withdrawn");
        let draft = find_offer(&mut change, id).await.expect("read").expect("there");
        assert_eq!((draft.text.title.as_str(), draft.supplier.as_str()), ("Akte 2", "Anker GmbH"));
        assert_eq!(submit(&mut change, &draft).await.expect("kept").as_deref(), Some("O08"));
        let offer = find_offer_by_label(&mut change, round.id, "O08").await.expect("read").expect("there");
        assert!(offer.counts());
        assert_eq!(offer.submitted_at, Some(start()));
        assert!(!delete_draft(&mut change, id).await.expect("runs"), "no draft any more");

        assert!(set_aside(&mut change, id, Some("doppelt")).await.expect("kept"));
        assert!(!find_offer(&mut change, id).await.expect("read").expect("there").counts());
        assert!(set_aside(&mut change, id, None).await.expect("kept"));
        assert!(withdraw(&mut change, id).await.expect("kept"));
        let mine = list_offers_of(&mut change, round.id, firms[0]).await.expect("read");
        assert_eq!((mine.len(), mine[0].state), (1, OfferState::Withdrawn));
        assert_eq!(submit(&mut change, &mine[0]).await.expect("kept").as_deref(), Some("O08"));
        change.commit(Record::new("offer.submitted", id)).await.expect("kept");
        let south = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = south.read().await.expect("begins");
        assert!(find_offer(&mut view, id).await.expect("read").is_none());
    }
}

#[tokio::test]
async fn questions_wait_until_they_are_answered() {
    for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let round = Id::of_name("round");
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let new = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let firm = organisation::insert(&mut change, &new).await.expect("kept");
        let offer = insert_submitted(&mut change, round, firm, "O01", &text("Akte")).await.expect("kept");
        let other = insert_submitted(&mut change, round, firm, "O02", &text("Karte")).await.expect("kept");
        let question = insert_question(&mut change, offer, "Wo laufen die Server?").await.expect("kept");
        let again = insert_question_as(&mut change, question, offer, "Wo laufen die Server?").await;
        assert!(!again.expect("runs"), "asked once");
        assert_eq!(list_waiting(&mut change, round).await.expect("read"), [offer]);
        assert!(
            !answer_question(&mut change, other, question, "hier").await.expect("runs"),
            "not its question"
        );
        assert!(answer_question(&mut change, offer, question, "In Fulda.").await.expect("kept"));
        assert!(list_waiting(&mut change, round).await.expect("read").is_empty());
        let read = list_questions(&mut change, offer).await.expect("read");
        assert_eq!(read[0].answer.as_deref(), Some("In Fulda."));
        change.commit(Record::new("offer.asked", offer)).await.expect("kept");
    }
}
