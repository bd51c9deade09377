//! Votes in the database: once each, however many try at once.

use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_votes::MIGRATIONS;
use rathaus_votes::meeting::list;
use rathaus_votes::meeting::motion::{Kind, Majority, Motion, Quorum, Wording};
use rathaus_votes::meeting::store::motion::{
    Cast, Way, cast, close_motion, find_motion, insert_motion, list_motions, list_voters, open_motion,
    running,
};
use rathaus_votes::meeting::store::{
    Member, close_meeting, delete_meeting, find_meeting, find_member_by_code, find_member_by_key,
    insert_meeting, insert_members, list_members, list_over, open_meeting, set_present,
};
use rathaus_web::testing::north;

async fn change(scratch: &Scratch) -> Change {
    scratch.store.tenant(north()).change(Actor::Program("test"), start()).await.expect("begins")
}

async fn keep(change: Change) {
    change.commit(Record::new("test.done", "test")).await.expect("kept");
}

fn question(kind: Kind) -> Wording {
    Wording {
        question: "Frage".to_owned(),
        kind,
        choices: Vec::new(),
        most: 1,
        majority: Majority::Simple,
        quorum: Quorum::None,
    }
}

/// A meeting that goes on, with these people there and a motion open.
async fn asked(scratch: &Scratch, kind: Kind, people: &str) -> (Id, Vec<Member>, Motion) {
    let mut change = change(scratch).await;
    let day = "2026-06-01".parse().expect("a day");
    let meeting = insert_meeting(&mut change, "Rat", "", day).await.expect("kept");
    insert_members(&mut change, meeting, &list::read(people).expect("a list")).await.expect("kept");
    assert!(open_meeting(&mut change, meeting).await.expect("opened"));
    for member in list_members(&mut change, meeting).await.expect("listed") {
        assert!(set_present(&mut change, &member, true).await.expect("kept"));
    }
    let members = list_members(&mut change, meeting).await.expect("listed");
    let id = insert_motion(&mut change, meeting, &question(kind)).await.expect("kept");
    let motion = find_motion(&mut change, id).await.expect("read").expect("there");
    assert!(open_motion(&mut change, &motion).await.expect("opened"));
    keep(change).await;
    (meeting, members, motion)
}

#[tokio::test]
async fn two_votes_at_once_count_once() {
    for scratch in both(&[rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, MIGRATIONS]).await {
        for kind in [Kind::Open, Kind::Secret] {
            let (_, members, motion) = asked(&scratch, kind, "Anna; 2\nBert").await;
            // The same person from eight tabs, each with another choice; beside them somebody else.
            let tries = (0..8).map(|n| {
                let (scratch, motion, members) = (&scratch, &motion, &members);
                async move {
                    let mut change = change(scratch).await;
                    let chosen = [n % 3];
                    let outcome = cast(&mut change, motion, &[&members[0]], &chosen, Way::Phone).await;
                    let outcome = outcome.expect("asked");
                    if outcome != Cast::Before {
                        keep(change).await;
                    }
                    outcome
                }
            });
            let outcomes = futures(tries).await;
            let kept = outcomes.iter().filter(|outcome| **outcome == Cast::Kept).count();
            assert_eq!(kept, 1, "{kind:?} {outcomes:?}");
            let other = if kind == Kind::Open { Cast::Changed } else { Cast::Before };
            assert_eq!(outcomes.iter().filter(|outcome| **outcome == other).count(), 7, "{outcomes:?}");

            let mut change = change(&scratch).await;
            assert_eq!(list_voters(&mut change, motion.id).await.expect("listed").len(), 1);
            let closed = close_motion(&mut change, &motion, &members).await.expect("asked").expect("closed");
            assert_eq!(
                closed.count.votes.iter().sum::<u64>(),
                2,
                "two votes of one person, once: {closed:?}"
            );
            assert_eq!((closed.count.cast, closed.count.members), (2, 3));
            // Who comes after that is too late.
            let late = cast(&mut change, &motion, &[&members[1]], &[0], Way::Phone).await.expect("asked");
            assert_eq!(late, Cast::Late);
            keep(change).await;
        }
    }
}

/// All of them at once.
async fn futures<F: Future<Output = Cast>>(tries: impl Iterator<Item = F>) -> Vec<Cast> {
    let mut tries: Vec<_> = tries.map(Box::pin).collect();
    let mut done: Vec<Option<Cast>> = tries.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (one, done) in tries.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(outcome) = one.as_mut().poll(context)
            {
                *done = Some(outcome);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn one_question_at_a_time() {
    for scratch in both(&[rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, MIGRATIONS]).await {
        let (meeting, _, first) = asked(&scratch, Kind::Open, "Anna").await;
        let mut change = change(&scratch).await;
        let id = insert_motion(&mut change, meeting, &question(Kind::Open)).await.expect("kept");
        let second = find_motion(&mut change, id).await.expect("read").expect("there");
        assert_eq!((first.number, second.number), (1, 2));
        assert!(!open_motion(&mut change, &second).await.expect("asked"), "the first is open");
        let motions = list_motions(&mut change, meeting).await.expect("listed");
        assert_eq!(running(&motions).map(|motion| motion.id), Some(first.id));
        // Another meeting has its own.
        keep(change).await;
        asked(&scratch, Kind::Open, "Bert").await;
    }
}

#[tokio::test]
async fn a_closed_meeting_has_no_keys_and_goes_whole() {
    for scratch in both(&[rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, MIGRATIONS]).await {
        let (meeting, members, motion) = asked(&scratch, Kind::Open, "Anna\nBert").await;
        let mut change = change(&scratch).await;
        let (key, code) =
            (members[0].link_key.clone().expect("a key"), members[0].code.clone().expect("a code"));
        assert!(find_member_by_key(&mut change, &key).await.expect("read").is_some());
        assert!(find_member_by_code(&mut change, &code).await.expect("read").is_some());
        cast(&mut change, &motion, &[&members[0]], &[0], Way::Hall).await.expect("cast");
        close_motion(&mut change, &motion, &members).await.expect("asked").expect("closed");
        assert!(close_meeting(&mut change, meeting).await.expect("closed"));
        assert!(!close_meeting(&mut change, meeting).await.expect("asked"), "once");
        assert!(find_member_by_key(&mut change, &key).await.expect("read").is_none());
        assert!(find_member_by_code(&mut change, &code).await.expect("read").is_none());
        let kept = find_meeting(&mut change, meeting).await.expect("read").expect("there");
        assert_eq!(kept.screen_key, None);
        assert!(list_over(&mut change, start()).await.expect("listed").is_empty(), "closed only now");
        let later = start().checked_add(jiff::SignedDuration::from_secs(1)).expect("a time");
        assert_eq!(list_over(&mut change, later).await.expect("listed"), [meeting]);
        delete_meeting(&mut change, meeting).await.expect("deleted");
        assert!(find_meeting(&mut change, meeting).await.expect("read").is_none());
        assert!(list_members(&mut change, meeting).await.expect("listed").is_empty());
        assert!(find_motion(&mut change, motion.id).await.expect("read").is_none());
        keep(change).await;
    }
}
