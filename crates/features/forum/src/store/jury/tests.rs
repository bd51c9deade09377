use std::collections::BTreeMap;

use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Change, Record, TenantId};

use super::declaration::{Origin, declare, list_declarations};
use super::juror::{
    NewJuror, find_juror, insert_juror, list_jurors, mark_declared, stop_juror, update_juror,
};
use super::remark::{insert_remark, list_remarks};
use super::review::*;
use super::*;
use crate::jury::Room;
use crate::model::jury::Written;
use crate::store::offer::{OfferText, insert_submitted};
use crate::store::round::{KeptRound, insert_round};

const NEEDED: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS, crate::MIGRATIONS];

/// A round with two firms, an offer each, and two jurors without accounts.
struct Scene {
    round: KeptRound,
    firms: [Id; 2],
    offers: [Id; 2],
    jurors: [Id; 2],
}

async fn scene(change: &mut Change) -> Scene {
    let round = KeptRound::sample("2026");
    insert_round(change, &round).await.expect("inserted");
    save_jury(change, round.id, &Jury::shipped(), 0).await.expect("kept");
    let (mut firms, mut offers, mut jurors) = (Vec::new(), Vec::new(), Vec::new());
    for (firm, label, juror) in [("Anker GmbH", "O01", "Ada"), ("Boje AG", "O02", "Bo")] {
        let new = NewOrganisation::named(OrganisationKind::Supplier, firm);
        let id = organisation::insert(change, &new).await.expect("inserted");
        let text = OfferText { title: firm.to_owned(), ..OfferText::default() };
        offers.push(insert_submitted(change, round.id, id, label, &text).await.expect("inserted"));
        firms.push(id);
        let new = NewJuror { name: juror.into(), most: 5, ..NewJuror::default() };
        jurors.push(insert_juror(change, round.id, &new).await.expect("inserted").0);
    }
    let two = |all: Vec<Id>| [all[0], all[1]];
    Scene { round, firms: two(firms), offers: two(offers), jurors: two(jurors) }
}

fn scores(score: u8) -> Written {
    let scores: BTreeMap<String, u8> = (1..=5).map(|n| (format!("c{n}"), score)).collect();
    Written { scores, to_office: format!("{score} Punkte"), ..Written::default() }
}

#[tokio::test]
async fn rules_loads_and_passages_keep_what_was_said_last() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let scene = scene(&mut change).await;
        let (round, [ada, bo]) = (scene.round.id, scene.jurors);
        let (jury, edition) = find_jury(&mut change, round).await.expect("read").expect("there");
        assert_eq!((jury.clone(), edition), (Jury::shipped(), 1));
        assert!(!save_jury(&mut change, round, &jury, 0).await.expect("runs"), "made meanwhile");
        let other = Jury { is_anonymous: true, ..jury };
        assert!(save_jury(&mut change, round, &other, 1).await.expect("kept"));
        assert!(!save_jury(&mut change, round, &other, 1).await.expect("runs"), "an old edition");
        assert!(!lock_jury(&mut change, round, 1).await.expect("runs"));
        assert!(lock_jury(&mut change, round, 2).await.expect("locked"));

        let areas = ["kita".to_owned()];
        assert!(update_juror(&mut change, ada, 1, (2, 9), &areas).await.expect("kept"));
        assert!(!update_juror(&mut change, ada, 1, (0, 1), &[]).await.expect("runs"), "an old edition");
        let found = find_juror(&mut change, round, ada).await.expect("read").expect("there");
        assert_eq!((found.least, found.most, found.areas), (2, 9, areas.to_vec()));
        assert!(stop_juror(&mut change, bo).await.expect("stopped"));
        assert!(!stop_juror(&mut change, bo).await.expect("runs"));
        assert_eq!(list_jurors(&mut change, round).await.expect("read")[1].state(), "stopped");

        let [one, two] = scene.offers;
        save_passage(&mut change, round, "p1", one, true, None).await.expect("kept");
        save_passage(&mut change, round, "p1", one, false, Some("zu teuer")).await.expect("kept");
        save_passage(&mut change, round, "p1", two, true, None).await.expect("kept");
        let passages = list_passages(&mut change, round).await.expect("read");
        let first = passages.iter().find(|passage| passage.offer == one).expect("there");
        assert_eq!((passages.len(), first.passes, first.is_by_hand), (2, false, true));
        assert_eq!(list_out(&mut change, round).await.expect("read"), BTreeSet::from([one]));
        change.commit(Record::new("jury.changed", round)).await.expect("kept");
    }
}

#[tokio::test]
async fn a_juror_never_meets_an_offer_of_a_conflict() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let scene = scene(&mut change).await;
        let (round, [ada, bo], [one, two]) = (scene.round.id, scene.jurors, scene.offers);
        let task = |offer, juror| (offer, juror);
        for (offer, juror) in [task(one, ada), task(two, ada)] {
            let given = insert_task(&mut change, round, "p1", offer, juror, "hand").await.expect("runs");
            assert!(!given, "nothing was declared yet");
        }
        for (juror, firm, is_conflict) in [(ada, 0, true), (ada, 1, false), (bo, 0, false), (bo, 1, false)] {
            let firm = scene.firms[firm];
            declare(&mut change, round, juror, firm, is_conflict, "Neffe", Origin::Juror)
                .await
                .expect("kept");
            mark_declared(&mut change, juror).await.expect("kept");
        }
        assert_eq!(list_declarations(&mut change, round).await.expect("read").len(), 4);
        assert!(!insert_task(&mut change, round, "p1", one, ada, "hand").await.expect("runs"), "a conflict");
        assert!(insert_task(&mut change, round, "p1", two, ada, "hand").await.expect("given"));
        assert!(!insert_task(&mut change, round, "p1", two, ada, "hand").await.expect("runs"), "once");
        let room = Room::load(&mut change, scene.round.clone(), start()).await.expect("read");
        let of = |id| room.juror(id).expect("there");
        assert!(!room.may_meet(of(ada), scene.firms[0]) && room.may_meet(of(ada), scene.firms[1]));
        let assigned = room.assign(0).expect("assigned");
        assert!(!assigned.added.contains(&(one, ada)), "the engine assigns no conflict either");
        assert_eq!(assigned.short, ["O01", "O02"], "three are wanted, two are there");

        // A conflict that turns out later: the blank task ends, what was handed in stops counting and stays.
        assert!(insert_task(&mut change, round, "p1", one, bo, "hand").await.expect("given"));
        assert!(insert_task(&mut change, round, "p2", one, bo, "hand").await.expect("given"));
        let mine = list_kept_reviews(&mut change, round).await.expect("read");
        let mine = mine.iter().find(|one| one.juror == bo && one.phase == "p1").expect("there").clone();
        let saved = save_written(&mut change, mine.id, &scores(8), mine.edition, "s1").await.expect("saved");
        assert!(matches!(saved, Saved::Saved(_)));
        assert!(hand_in(&mut change, mine.id).await.expect("done"));
        assert_eq!(list_reviews(&mut change, round).await.expect("read").len(), 1);
        declare(&mut change, round, bo, scene.firms[0], true, "neue Stelle", Origin::Juror)
            .await
            .expect("kept");
        let left = list_kept_reviews(&mut change, round).await.expect("read");
        let left: Vec<_> = left.iter().filter(|review| review.juror == bo).collect();
        assert_eq!((left.len(), left[0].is_conflict, left[0].counts()), (1, true, false));
        let reviews = list_reviews(&mut change, round).await.expect("read");
        assert_eq!((reviews[0].conflict, reviews[0].score), (true, Some(8.0)));
        let acts: Vec<String> =
            list_versions(&mut change, one).await.expect("read").into_iter().map(|one| one.act).collect();
        assert_eq!(acts, ["handed-in", "conflict"]);
        assert!(!withdraw(&mut change, mine.id).await.expect("runs"), "it is closed for the juror");
        change.commit(Record::new("jury.changed", round)).await.expect("kept");
    }
}

#[tokio::test]
async fn two_pages_lose_nothing_and_history_stays() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let scene = scene(&mut change).await;
        let (round, [ada, _], [one, _]) = (scene.round.id, scene.jurors, scene.offers);
        declare(&mut change, round, ada, scene.firms[0], false, "", Origin::Juror).await.expect("kept");
        assert!(insert_task(&mut change, round, "p1", one, ada, "engine").await.expect("given"));
        let id = list_kept_reviews(&mut change, round).await.expect("read")[0].id;
        assert!(!hand_in(&mut change, id).await.expect("runs"), "nothing is written");
        for score in [3, 4] {
            let saved = save_written(&mut change, id, &scores(score), 1, "left").await.expect("saved");
            assert!(matches!(saved, Saved::Saved(_)), "the same page again and again");
        }
        let Saved::Stale(now) = save_written(&mut change, id, &scores(9), 1, "right").await.expect("runs")
        else {
            panic!("another page")
        };
        assert_eq!((now.written, now.edition), (scores(4), 3));
        assert!(!delete_task(&mut change, id).await.expect("runs"), "something is written");
        assert!(hand_in(&mut change, id).await.expect("done"));
        assert!(!hand_in(&mut change, id).await.expect("runs"), "twice is once");
        let late = save_written(&mut change, id, &scores(1), 4, "left").await.expect("runs");
        assert!(matches!(late, Saved::Stale(_)), "what is handed in stays");
        assert!(withdraw(&mut change, id).await.expect("taken back"));
        assert!(list_reviews(&mut change, round).await.expect("read").is_empty());
        save_written(&mut change, id, &scores(7), 5, "new").await.expect("saved");
        assert!(hand_in(&mut change, id).await.expect("done"));
        let versions = list_versions(&mut change, one).await.expect("read");
        let said: Vec<_> = versions.iter().map(|v| (v.act.as_str(), v.written.scores["c1"])).collect();
        assert_eq!(said, [("handed-in", 4), ("withdrawn", 4), ("handed-in", 7)]);
        assert_eq!(list_reviews(&mut change, round).await.expect("read")[0].score, Some(7.0));

        let remark = Id::new(start());
        for _ in 0..2 {
            insert_remark(&mut change, remark, round, one, Some(ada), ada, "Warum?").await.expect("kept");
        }
        assert_eq!(list_remarks(&mut change, one).await.expect("read").len(), 1, "sent twice is said once");
        change.commit(Record::new("jury.changed", round)).await.expect("kept");
    }
}
