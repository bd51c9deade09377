use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;
use crate::store::area::list_published;
use crate::store::invitation::list_invitations;
use crate::store::offer::{OfferState, list_offers, list_offers_of};
use crate::store::plan::find_plan;

const NEEDED: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS, crate::MIGRATIONS];

#[tokio::test]
async fn a_read_round_comes_back_as_the_input_it_was() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let input = sample::input();
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let id = import_round(&mut change, &input, "2026").await.expect("imported");
        change.commit(Record::new("round.imported", id)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let round = find_round_by_id(&mut view, id).await.expect("read").expect("there");
        let back = load_input(&mut view, &round).await.expect("read");
        assert_eq!(back.offers, input.offers);
        assert_eq!(back.round, input.round);
        assert_eq!(back.reviews, input.reviews);
        assert_eq!(back.wishes, input.wishes);
        assert_eq!(back.participants, input.participants);
        assert_eq!(back.needs.len(), input.needs.len());
        for (back, needs) in back.needs.iter().zip(&input.needs) {
            assert_eq!((&back.id, &back.ags, &back.title), (&needs.id, &needs.ags, &needs.title));
            assert_eq!((&back.description, &back.constraints), (&needs.description, &needs.constraints));
        }
    }
}

#[tokio::test]
async fn every_stage_of_the_sample_is_open_and_filled() {
    for stage in DemoStage::ALL {
        for scratch in both(NEEDED).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let shown = demo(&mut change, stage).await.expect("imported");
            change.commit(Record::new("round.imported", shown.round)).await.expect("kept");
            assert!(shown.answer_path.starts_with("/answer/"));
            let mut view = scope.read().await.expect("begins");
            let round = find_round_by_id(&mut view, shown.round).await.expect("read").expect("there");
            let open: Vec<Stage> =
                Stage::ALL.into_iter().filter(|stage| round.is_open(*stage, day_of(start()))).collect();
            let invitations = list_invitations(&mut view, round.id).await.expect("read");
            let answered = invitations.iter().filter(|one| one.state == State::Answered).count();
            assert!(invitations.len() > 110, "the whole region: {}", invitations.len());
            assert!(invitations.iter().all(|one| one.answered_at.is_none_or(|at| at <= start())));
            let needs = list_needs(&mut view, round.id).await.expect("read");
            let offers = list_offers(&mut view, round.id).await.expect("read");
            let mine = list_offers_of(&mut view, round.id, shown.supplier).await.expect("read");
            let plan = find_plan(&mut view, round.id).await.expect("read");
            let areas = list_published(&mut view, round.id).await.expect("read");
            match stage {
                DemoStage::Survey => {
                    assert_eq!(open, [Stage::Survey]);
                    assert_eq!((answered, offers.len()), (38, 0));
                    assert!(plan.plan.is_none() && areas.is_empty());
                }
                DemoStage::Offers => {
                    assert_eq!(open, [Stage::Offers]);
                    assert_eq!((answered, needs.len()), (76, 150));
                    assert!((28..=36).contains(&offers.len()), "{}", offers.len());
                    assert!(mine.iter().any(|offer| offer.state == OfferState::Draft));
                    assert!(areas.len() > 8);
                }
                DemoStage::Areas => {
                    assert_eq!(open, [Stage::Plan]);
                    assert_eq!((answered, needs.len(), offers.len()), (76, 150, 64));
                    let input = load_input(&mut view, &round).await.expect("read");
                    assert_eq!(plan.fingerprint, Some(fingerprint(&input).expect("written")));
                    assert_eq!(plan.plan.expect("made").selection.chosen.len(), 7);
                }
                DemoStage::Jury | DemoStage::Selection => {
                    assert_eq!(open, [Stage::Plan]);
                    assert!(plan.plan.is_some());
                }
                DemoStage::Event => assert_eq!(open, [Stage::Plan]),
                DemoStage::Today => assert_eq!(open, [Stage::Event]),
                DemoStage::After => assert_eq!(open, []),
            }
        }
    }
}
