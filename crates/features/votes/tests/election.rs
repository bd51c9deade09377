//! Elections through their pages: casting, agreeing, counting, publishing.

pub(crate) mod doors;
pub(crate) mod parts;

use std::collections::BTreeSet;

use jiff::ToSpan;
use rathaus_ballot::{Outcome, Phase, verify};
use rathaus_store::audit::{EntryFilter, list_entries};
use rathaus_store::testing::start;
use rathaus_store::{Actor, Record, Slice, args, sql};
use rathaus_votes::approving::{Agreed, agree};
use rathaus_votes::model::{Act, RoleKind, Rules, Stage};
use rathaus_votes::store::ballot::{find_box, list_trackers, list_turnout};
use rathaus_votes::store::election::{find_election, list_checks, update_stopped};
use rathaus_votes::store::elector::{find_register, list_electors};
use rathaus_votes::store::message::{MessageKind, list_messages};
use rathaus_votes::store::role::list_roles;
use rathaus_web::mail::{MailFilter, list_mails};
use rathaus_web::testing::Browser;

use parts::{Town, houses, plain, ranked};

fn encoded(tracker: &str) -> String {
    tracker.replace('+', "%2B").replace('/', "%2F")
}

#[tokio::test]
async fn an_election_goes_its_way_to_a_result_that_anybody_can_verify() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 6).await;
        let mut stranger = Browser::new(house.router.clone()).with_token();
        let page = town.page();
        // Before it is opened nobody can vote, and the box says so.
        let early = town.ballot(0, &[&[0, 1, 0], &[0, 1, 0, 0]]);
        let shown = stranger.post(&format!("{page}/ballots"), &[("ballot", &early)]).await;
        assert_eq!(shown.status, 422);
        assert!(shown.text.contains("Zurzeit kann nicht abgestimmt werden"), "{}", shown.text);
        // One of the board is not enough.
        assert_eq!(town.agree(0, "open").await.status, 303);
        assert_eq!(town.stage().await, Stage::Frozen);
        assert_eq!(town.agree(0, "open").await.status, 303, "twice is once");
        assert_eq!(town.stage().await, Stage::Frozen);
        assert_eq!(town.agree(1, "open").await.status, 303);
        assert_eq!(town.stage().await, Stage::Open);
        assert_eq!(town.agree(0, "count").await.status, 409, "not due");

        let votes: [&[&[u8]]; 5] = [
            &[&[0, 1, 0], &[0, 1, 0, 0]],
            &[&[0, 1, 0], &[0, 0, 1, 0]],
            &[&[0, 0, 1], &[1, 0, 0, 0]],
            &[&[1, 0, 0], &[0, 1, 1, 0]],
            // The first voter once more: this one counts.
            &[&[0, 0, 1], &[0, 0, 0, 1]],
        ];
        let mut trackers = Vec::new();
        for (index, vote) in votes.iter().enumerate() {
            let ballot = town.ballot(index % 4, vote);
            let tracker = rathaus_ballot::tracker(ballot.as_bytes());
            for _ in 0..2 {
                // Sent twice, as after a reload: it lies there once.
                let shown = stranger.post(&format!("{page}/ballots"), &[("ballot", &ballot)]).await;
                assert_eq!(shown.location, format!("{page}/ballots?tracker={}", encoded(&tracker)));
            }
            let receipt = stranger.get(&format!("{page}/ballots?tracker={}", encoded(&tracker))).await;
            assert!(receipt.text.contains("Ihr Stimmzettel liegt in der Urne"), "{}", receipt.text);
            trackers.push(tracker);
        }
        let receipt = stranger.get(&format!("{page}/ballots?tracker={}", encoded(&trackers[0]))).await;
        assert!(receipt.text.contains("ein späterer hat ihn ersetzt"), "{}", receipt.text);
        let missing = stranger.get(&format!("{page}/ballots?tracker=nichts")).await;
        assert!(missing.text.contains("liegt nicht in der Urne"));
        let shown = stranger.get(&page).await;
        assert!(shown.text.contains("4 von 6 (66 %)"), "{}", shown.text);
        assert!(!shown.text.contains("id=\"result\""), "no result while it is open");
        // What is there so far verifies, too.
        let earlier = stranger.get(&format!("{page}/archive.bel")).await.bytes;
        let report = verify(&earlier, 1).expect("an open election verifies");
        assert_eq!((report.phase, report.cast), (Phase::Voting, 5));

        for member in [0, 1] {
            assert_eq!(town.agree(member, "close").await.status, 303);
        }
        assert_eq!(town.stage().await, Stage::Closing);
        let late = town.ballot(5, votes[0]);
        let shown = stranger.post(&format!("{page}/ballots"), &[("ballot", &late)]).await;
        assert_eq!(shown.status, 422);
        town.work().await;
        assert_eq!(town.stage().await, Stage::Closed);
        let share = town.share(1).await;
        assert_eq!(town.hand_in(1, "share", &share).await.status, 409, "the board has not agreed");
        for member in [0, 1] {
            assert_eq!(town.agree(member, "count").await.status, 303);
        }
        // A share of somebody else's key is refused, and can be handed in anew.
        let share = town.share(2).await;
        assert_eq!(town.hand_in(1, "share", &share).await.status, 303);
        town.work().await;
        let refused = town.checks().await;
        assert!(
            refused.iter().any(|check| check.fault.as_deref() == Some("decryption-proof")),
            "{refused:?}"
        );
        for trustee in [1, 3] {
            let share = town.share(trustee).await;
            assert_eq!(town.hand_in(trustee, "share", &share).await.status, 303);
        }
        town.work().await;
        assert_eq!(town.stage().await, Stage::Counted, "two of three suffice");
        assert!(!stranger.get(&page).await.text.contains("id=\"result\""), "not published yet");
        let own = town.open(RoleKind::Board, 0).await;
        assert!(own.text.contains("id=\"result\""), "the board sees it before");
        let counted = stranger.get(&format!("{page}/archive.bel")).await.bytes;
        let report = verify(&counted, 1).expect("without the result it verifies");
        assert_eq!(report.phase, Phase::Decrypting, "nobody computes the result from the archive");
        for member in [1, 0] {
            assert_eq!(town.agree(member, "publish").await.status, 303);
        }
        let shown = stranger.get(&page).await;
        assert!(shown.text.contains("id=\"result\""), "{}", shown.text);

        let archive = stranger.get(&format!("{page}/archive.bel")).await.bytes;
        let report = verify(&archive, 1).expect("the whole election verifies");
        assert_eq!(report.phase, Phase::Done);
        let wanted = vec![Outcome::Sums(vec![1, 1, 2]), Outcome::Sums(vec![1, 1, 2, 1])];
        assert_eq!(report.result.expect("a result").0, wanted);
        for earlier in [&earlier, &counted] {
            rathaus_ballot::verify_continuation(earlier, &archive).expect("nothing vanished");
        }
        let counted: Vec<&String> = report.ballots.iter().map(|(tracker, _)| tracker).collect();
        assert_eq!(counted.len(), 4);
        assert!(!counted.contains(&&trackers[0]) && counted.contains(&&trackers[4]));

        // Which public credential was whose is forgotten; who voted is not.
        let mut view = town.scope.read().await.expect("read");
        let electors = list_electors(&mut view, town.election.id).await.expect("read");
        assert!(electors.iter().all(|elector| elector.credential.is_none()));
        assert_eq!(electors.iter().filter(|elector| elector.voted.is_some()).count(), 4);
        let turnout = list_turnout(&mut view, town.election.id).await.expect("read");
        assert_eq!(turnout.iter().map(|(_, voters)| voters).sum::<u64>(), 4);
    }
}

#[tokio::test]
async fn ranked_elections_are_mixed_before_they_are_counted() {
    for house in houses().await {
        let town = Town::new(&house, ranked(), 3).await;
        let mut stranger = Browser::new(house.router.clone()).with_token();
        town.all_agree("open").await;
        for voter in 0..3 {
            let vote: &[u8] = if voter == 2 { &[2, 1, 3] } else { &[1, 2, 3] };
            let ballot = town.ballot(voter, &[vote]);
            let shown = stranger.post(&format!("{}/ballots", town.page()), &[("ballot", &ballot)]).await;
            assert_eq!(shown.status, 303, "{}", shown.text);
        }
        town.all_agree("close").await;
        town.work().await;
        town.all_agree("count").await;
        let share = town.share(1).await;
        assert_eq!(town.hand_in(1, "share", &share).await.status, 409, "first it is mixed");
        for trustee in [2, 1] {
            let shuffle = town.shuffle().await;
            assert_eq!(town.hand_in(trustee, "shuffle", &shuffle).await.status, 303);
            town.work().await;
        }
        for trustee in [1, 2] {
            let share = town.share(trustee).await;
            assert_eq!(town.hand_in(trustee, "share", &share).await.status, 303);
        }
        town.work().await;
        assert_eq!(town.stage().await, Stage::Counted);
        town.all_agree("publish").await;
        let shown = stranger.get(&town.page()).await;
        assert!(shown.text.contains("Alle 3 Rangfolgen"), "{}", shown.text);
        let archive = stranger.get(&format!("{}/archive.bel", town.page())).await.bytes;
        assert_eq!(verify(&archive, 1).expect("it verifies").phase, Phase::Done);
    }
}

#[tokio::test]
async fn nobody_votes_on_paper_and_on_line() {
    for house in houses().await {
        let town = Town::new(&house, parts::with_paper(), 4).await;
        let mut stranger = Browser::new(house.router.clone()).with_token();
        town.all_agree("open").await;
        let page = town.page();
        let ballot = town.ballot(0, &[&[0, 1, 0], &[0, 1, 0, 0]]);
        assert_eq!(stranger.post(&format!("{page}/ballots"), &[("ballot", &ballot)]).await.status, 303);
        // Voted on line: not on paper.
        let number = town.number_of(0).await;
        assert_eq!(town.paper(number, "paper").await.status, 409);
        // Noted on paper: not on line, until the note is taken back.
        let number = town.number_of(1).await;
        assert_eq!(town.paper(number, "paper").await.status, 303);
        assert_eq!(town.paper(number, "paper").await.status, 303, "twice is once");
        let other = town.ballot(1, &[&[0, 1, 0], &[0, 1, 0, 0]]);
        let shown = stranger.post(&format!("{page}/ballots"), &[("ballot", &other)]).await;
        assert_eq!(shown.status, 422);
        assert!(shown.text.contains("schon auf Papier"), "{}", shown.text);
        let third = town.number_of(2).await;
        assert_eq!(town.paper(third, "paper").await.status, 303);
        assert_eq!(town.paper(third, "removal").await.status, 303);
        let ballot = town.ballot(2, &[&[0, 0, 1], &[0, 1, 0, 0]]);
        assert_eq!(stranger.post(&format!("{page}/ballots"), &[("ballot", &ballot)]).await.status, 303);

        town.all_agree("close").await;
        town.work().await;
        town.all_agree("count").await;
        for trustee in [1, 2] {
            let share = town.share(trustee).await;
            town.hand_in(trustee, "share", &share).await;
        }
        town.work().await;
        assert_eq!(town.agree(0, "publish").await.status, 409, "paper was not counted");
        let right = [
            ("c0.0", "0"),
            ("c0.1", "1"),
            ("c0.2", "0"),
            ("c1.0", "0"),
            ("c1.1", "0"),
            ("c1.2", "1"),
            ("c1.3", "0"),
        ];
        let mut wrong = right;
        wrong[1].1 = "7";
        let shown = town.count_paper(0, &wrong).await;
        assert_eq!(shown.status, 422);
        assert!(shown.text.contains("So viele haben nicht auf Papier abgestimmt"), "{}", shown.text);
        wrong[1].1 = "0";
        assert_eq!(town.count_paper(0, &wrong).await.status, 303);
        assert_eq!(town.count_paper(1, &right).await.status, 303);
        assert_eq!(town.agree(0, "publish").await.status, 409, "two entered different numbers");
        assert_eq!(town.count_paper(0, &right).await.status, 303);
        town.all_agree("publish").await;
        let shown = stranger.get(&page).await;
        assert!(shown.text.contains("Davon 2 am eigenen Gerät und 1 auf Papier"), "{}", shown.text);
        let mut view = town.scope.read().await.expect("read");
        let register = find_register(&mut view, town.election.id).await.expect("read");
        assert_eq!((register.online, register.paper), (2, 1));
    }
}

#[tokio::test]
async fn faulty_ballots_are_refused_with_the_rule() {
    // On PostgreSQL the same code refuses before it asks the database.
    let house = houses().await.remove(0);
    let town = Town::new(&house, plain(), 3).await;
    town.all_agree("open").await;
    let good = town.ballot(0, &[&[0, 1, 0], &[0, 1, 0, 0]]);
    let mut stranger = Browser::new(house.router.clone()).with_token();
    let path = format!("{}/ballots", town.page());
    let many: usize =
        std::env::var("RATHAUS_TEST_FAULTY_BALLOTS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut rules = std::collections::BTreeMap::new();
    for index in 0..many {
        let faulty = parts::faulty(&good, index);
        let shown = stranger.post(&path, &[("ballot", &faulty)]).await;
        assert_eq!(shown.status, 422, "{index}: {faulty}");
        let rule = shown.text.split("<dt>Regel</dt><dd>").nth(1).and_then(|rest| rest.split('<').next());
        *rules.entry(rule.expect("a rule is named").to_owned()).or_insert(0) += 1;
    }
    assert!(rules.len() > 3, "different faults break different rules: {rules:?}");
    let mut view = town.scope.read().await.expect("read");
    assert_eq!(find_box(&mut view, town.election.id).await.expect("read").ballots, 0);
    drop(view);
    assert_eq!(stranger.post(&path, &[("ballot", &good)]).await.status, 303);
}

#[tokio::test]
async fn ballots_at_the_same_time_all_lie_in_the_box_once() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 6).await;
        town.all_agree("open").await;
        let path = format!("{}/ballots", town.page());
        let mut posts = Vec::new();
        for voter in 0..6 {
            let ballot = town.ballot(voter, &[&[0, 1, 0], &[0, 1, 0, 0]]);
            for _ in 0..3 {
                let (mut browser, path, ballot) =
                    (Browser::new(house.router.clone()).with_token(), path.clone(), ballot.clone());
                posts.push(async move { browser.post(&path, &[("ballot", &ballot)]).await.status });
            }
        }
        let statuses = futures_util::future::join_all(posts).await;
        assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
        let mut view = town.scope.read().await.expect("read");
        let held = find_box(&mut view, town.election.id).await.expect("read");
        assert_eq!((held.ballots, held.voters), (6, 6));
        assert_eq!(
            list_trackers(&mut view, town.election.id, Slice::first(100)).await.expect("read").len(),
            6
        );
        let examined = rathaus_votes::archive::examine(&mut view, town.election.id).await.expect("read");
        assert_eq!(examined, (6, None));
    }
}

#[tokio::test]
async fn the_audit_log_says_that_a_ballot_came_and_nothing_else() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 2).await;
        town.all_agree("open").await;
        let path = format!("{}/ballots", town.page());
        for voter in [1, 0] {
            let ballot = town.ballot(voter, &[&[0, 1, 0], &[0, 1, 0, 0]]);
            let mut stranger = Browser::new(house.router.clone()).with_token();
            assert_eq!(stranger.post(&path, &[("ballot", &ballot)]).await.status, 303);
        }
        let mut view = town.scope.read().await.expect("read");
        let filter = EntryFilter { action: Some("election.ballot".to_owned()), ..EntryFilter::default() };
        let (entries, all) = list_entries(&mut view, &filter, Slice::first(10)).await.expect("read");
        assert_eq!(all, 2);
        for entry in entries {
            assert_eq!((entry.actor.as_str(), entry.subject), ("anonymous", town.election.id.to_string()));
            assert_eq!(entry.details, "null", "neither who nor which");
        }
    }
}

#[tokio::test]
async fn a_box_that_somebody_reached_into_is_found_and_the_election_stops() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 4).await;
        town.all_agree("open").await;
        let mut stranger = Browser::new(house.router.clone()).with_token();
        for voter in 0..3 {
            let ballot = town.ballot(voter, &[&[0, 1, 0], &[0, 1, 0, 0]]);
            stranger.post(&format!("{}/ballots", town.page()), &[("ballot", &ballot)]).await;
        }
        // Somebody with the database takes the last ballot out and counts it off.
        let mut change =
            town.scope.change(Actor::Program("test"), rathaus_store::testing::start()).await.expect("begins");
        let delete = sql!("DELETE FROM election_ballot WHERE tenant = $1 AND election = $2 AND place = 3");
        change.run(delete, args![town.election.id]).await.expect("deleted");
        let count = sql!("UPDATE election_box SET ballots = 2 WHERE tenant = $1 AND election = $2");
        change.run(count, args![town.election.id]).await.expect("counted off");
        change.commit(Record::new("test", "test")).await.expect("kept");
        town.agree(0, "close").await;
        town.agree(1, "close").await;
        assert_eq!(town.stage().await, Stage::Open, "the step is not taken");
        let mut view = town.scope.read().await.expect("read");
        let election = find_election(&mut view, &town.election.uuid).await.expect("read").expect("there");
        assert!(election.stopped_at.is_some());
        let checks = list_checks(&mut view, election.id).await.expect("read");
        assert!(checks.iter().any(|check| check.fault.as_deref() == Some("chain")), "{checks:?}");
        drop(view);
        let ballot = town.ballot(3, &[&[0, 1, 0], &[0, 1, 0, 0]]);
        let shown = stranger.post(&format!("{}/ballots", town.page()), &[("ballot", &ballot)]).await;
        assert_eq!(shown.status, 422, "nobody votes while it is stopped");
        town.work().await;
        assert_board_is_told(&town).await;
    }
}

async fn assert_board_is_told(town: &Town<'_>) {
    let mut view = town.scope.read().await.expect("read");
    let filter = MailFilter { about: format!("election:{}", town.election.id), ..MailFilter::default() };
    let (mails, all) = list_mails(&mut view, &filter, Slice::first(10)).await.expect("read");
    assert!(all == 3 && mails.iter().all(|mail| mail.subject.contains("angehalten")), "{mails:?}");
}

#[tokio::test]
async fn the_board_stops_and_goes_on() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 2).await;
        town.all_agree("open").await;
        for turn in 0..2 {
            assert_eq!(town.post(RoleKind::Board, turn, "stop", &[]).await.status, 303);
            assert_eq!(town.agree(0, "close").await.status, 409, "first it goes on");
            assert_eq!(town.agree(0, "resume").await.status, 303);
            assert_eq!(town.agree(1, "resume").await.status, 303);
            let mut view = town.scope.read().await.expect("read");
            let election = find_election(&mut view, &town.election.uuid).await.expect("read").expect("there");
            assert_eq!(election.stopped_at, None, "turn {turn}");
        }
        assert_eq!(Act::due(Stage::Open, true, false), Some(Act::Resume));
        let mut change =
            town.scope.change(Actor::Program("test"), rathaus_store::testing::start()).await.expect("begins");
        assert!(update_stopped(&mut change, town.election.id, true).await.expect("stopped"));
        assert!(!update_stopped(&mut change, town.election.id, true).await.expect("stopped before"));
        drop(change);
        let mut view = town.scope.read().await.expect("read");
        let keys = list_messages(&mut view, town.election.id).await.expect("read");
        assert_eq!(keys.iter().filter(|one| one.kind == MessageKind::Acceptance).count(), 3);
    }
}

#[tokio::test]
async fn a_program_looks_into_the_box_before_it_takes_a_ballot_and_every_hour() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 2).await;
        town.all_agree("open").await;
        let path = format!("{}/ballots", town.page());
        let mut stranger = Browser::new(house.router.clone()).with_token();
        let ballots = [0, 1].map(|voter| town.ballot(voter, &[&[0, 1, 0], &[0, 1, 0, 0]]));
        for ballot in &ballots[..1] {
            assert_eq!(stranger.post(&path, &[("ballot", ballot)]).await.status, 303);
        }
        town.work().await;
        // All of it at one time, so in no order.
        let reasons: BTreeSet<String> = town.checks().await.into_iter().map(|check| check.reason).collect();
        assert_eq!(reasons, ["open", "start"].map(str::to_owned).into(), "once, by whoever came first");
        assert_eq!(town.checks().await.len(), 2);
        // Somebody with the database counts a ballot more than there is.
        let mut change = town.scope.change(Actor::Program("test"), start()).await.expect("begins");
        let count = sql!("UPDATE election_box SET ballots = 2 WHERE tenant = $1 AND election = $2");
        change.run(count, args![town.election.id]).await.expect("counted");
        change.commit(Record::new("test", "test")).await.expect("kept");
        town.work_at(start().checked_add(1.hours()).expect("a time")).await;
        let checks = town.checks().await;
        assert_eq!((checks[0].reason.as_str(), checks[0].fault.as_deref()), ("hour", Some("count")));
        let shown = stranger.post(&path, &[("ballot", &ballots[1])]).await;
        assert_eq!(shown.status, 422, "nobody votes while it is stopped");
        assert_board_is_told(&town).await;
    }
}

#[tokio::test]
async fn a_later_ballot_replaces_none_where_the_rules_say_so() {
    for house in houses().await {
        let (questions, rules) = plain();
        let town = Town::new(&house, (questions, Rules { revote: false, ..rules }), 1).await;
        town.all_agree("open").await;
        let path = format!("{}/ballots", town.page());
        let mut stranger = Browser::new(house.router.clone()).with_token();
        let [first, second] = [0, 1].map(|_| town.ballot(0, &[&[0, 1, 0], &[0, 1, 0, 0]]));
        assert_eq!(stranger.post(&path, &[("ballot", &first)]).await.status, 303);
        assert_eq!(stranger.post(&path, &[("ballot", &second)]).await.status, 422);
        assert_eq!(stranger.post(&path, &[("ballot", &first)]).await.status, 303, "the same is the same");
        let mut view = town.scope.read().await.expect("read");
        assert_eq!(find_box(&mut view, town.election.id).await.expect("read").ballots, 1);
    }
}

#[tokio::test]
async fn what_was_stopped_can_be_closed_when_its_time_is_over() {
    for house in houses().await {
        let town = Town::new(&house, plain(), 2).await;
        town.all_agree("open").await;
        assert_eq!(town.post(RoleKind::Board, 0, "stop", &[]).await.status, 303);
        let late = rathaus_store::testing::start().checked_add(49.hours()).expect("a time");
        let mut change = town.scope.change(Actor::Program("test"), late).await.expect("begins");
        let roles = list_roles(&mut change, town.election.id).await.expect("read");
        let board: Vec<_> = roles.iter().filter(|role| role.kind == RoleKind::Board).collect();
        let election = &town.election;
        let resumed = agree(&mut change, election, board[0], Act::Resume).await.expect("asked");
        assert_eq!(resumed, Agreed::NotDue, "nothing is resumed after its end");
        for (member, wanted) in [(board[0], Agreed::Waiting), (board[1], Agreed::Taken)] {
            assert_eq!(agree(&mut change, election, member, Act::Close).await.expect("agreed"), wanted);
        }
        change.commit(Record::new("test", "test")).await.expect("kept");
        let mut view = town.scope.read().await.expect("read");
        let closed = find_election(&mut view, &election.uuid).await.expect("read").expect("there");
        assert_eq!((closed.stage, closed.stopped_at), (Stage::Closing, None));
    }
}
