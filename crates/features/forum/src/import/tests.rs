use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;
use crate::store::area::list_published;
use crate::store::invitation::list_invitations;
use crate::store::offer::{OfferState, list_offers, list_offers_of};
use crate::store::plan::find_plan;

const NEEDED: &[&[rathaus_store::Migration]] =
    &[rathaus_people::MIGRATIONS, rathaus_procedure::store::MIGRATIONS, crate::MIGRATIONS];

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

#[tokio::test]
async fn an_imported_body_finds_its_answer_and_corrects_it() {
    use rathaus_procedure::store::{correct, current_submission, history, submit};
    use rathaus_procedure::{Answers, check};

    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut input = sample::input();
        input.needs.truncate(3);
        input.needs[0].set_seconders(&["06633006".to_owned(), "verein auf dem mond".to_owned()]);
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let id = import_round(&mut change, &input, "2026").await.expect("imported");
        change.commit(Record::new("round.imported", id)).await.expect("kept");

        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let round = find_round_by_id(&mut change, id).await.expect("read").expect("there");
        let survey = open_survey(&mut change, &round).await.expect("there");
        assert_eq!(round.survey.as_deref(), Some("survey-2026"));
        let needs = list_needs(&mut change, id).await.expect("read");
        assert_eq!(needs.len(), 3);
        assert_eq!((needs[0].seconders, needs[0].written.is_shared), (1, true), "seconded is seen");
        assert!(!needs[1].written.is_shared, "nobody was asked");
        let invitations = list_invitations(&mut change, id).await.expect("read");
        for invitation in &invitations {
            let holder = holder(invitation.id);
            let answer = current_submission(&mut change, survey.form, &holder).await.expect("read");
            let answer = answer.expect("an answer");
            assert_eq!(answer.version, survey.id);
            let mine: Vec<_> = needs.iter().filter(|n| n.organisation == invitation.organisation).collect();
            assert!(mine.iter().all(|need| need.submission == Some(answer.id)));
            let read = crate::survey::needs(&survey.definition, &answer.answers);
            let titles = |list: &[Written]| list.iter().map(|n| n.title.clone()).collect::<Vec<_>>();
            let rows: Vec<Written> = mine.iter().map(|need| need.written.clone()).collect();
            assert_eq!(titles(&read), titles(&rows));
        }

        // A correction begins with what was taken over, and asks for what nobody was asked.
        let invitation = &invitations[0];
        let own = holder(invitation.id);
        let draft = correct(&mut change, survey.form, &own, Some(&survey)).await.expect("begun");
        let draft = draft.expect("there");
        let today = day_of(start());
        let mistakes = check(&survey.definition, &draft.answers, today);
        let fields: Vec<String> = mistakes.iter().map(|mistake| mistake.place.id.to_string()).collect();
        assert!(fields.contains(&"privacy".to_owned()) && fields.contains(&"share".to_owned()), "{fields:?}");
        assert!(!fields.contains(&"title".to_owned()) && !fields.contains(&"part".to_owned()), "{fields:?}");
        let mut full: Answers = draft.answers.clone();
        answers::set(&mut full, "contact", Answer::Text("Anna Amt".into()));
        answers::set(&mut full, "contact-email", Answer::Email("amt@calden.example".into()));
        answers::set(&mut full, "privacy", Answer::Consent("1".into()));
        if let Some(Answer::Records(records)) =
            full.0.get_mut(&"need".parse::<rathaus_procedure::StableId>().expect("an id"))
        {
            for record in records {
                answers::set(record, "share", Answer::YesNo(true));
                let yes = rathaus_procedure::answers::Chosen::Option("ja".parse().expect("an id"));
                answers::set(record, "necessity", Answer::Choice(yes));
            }
        }
        let mut draft = draft;
        for page in &survey.definition.pages {
            let save = rathaus_procedure::store::Save {
                draft: draft.id,
                page: page.id.as_str(),
                answers: &full,
                edition: draft.edition,
                sheet: "test",
                by: "Anna Amt",
            };
            let saved = rathaus_procedure::store::save_page(&mut change, &survey.definition, save).await;
            let Ok(rathaus_procedure::store::Saved::Saved(next)) = saved else { panic!("{saved:?}") };
            draft = next;
        }
        let link = rathaus_procedure::store::Assurance::Link;
        let sent = submit(&mut change, draft.id, draft.edition, &own, survey.form, "", link).await;
        let Ok(rathaus_procedure::store::Submitted::New(sent)) = sent else { panic!("{sent:?}") };
        crate::pages::answer::take_needs(&mut change, invitation, &sent).await.expect("taken");
        let after = list_needs(&mut change, id).await.expect("read");
        assert_eq!(after.len(), 3, "no need twice");
        assert_eq!((after[0].id, &after[0].label), (needs[0].id, &needs[0].label));
        assert_eq!(after[0].submission, Some(sent.id));
        assert_eq!(history(&mut change, survey.form, &own).await.expect("read").len(), 2);
        change.commit(Record::new("answer.submitted", id)).await.expect("kept");
    }
}
