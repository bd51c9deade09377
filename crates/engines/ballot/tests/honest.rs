//! Honest elections verify and count right.

use crate::town::{Keys, Plan, TIMESTAMP, Town, choose, number, sums};
use rathaus_ballot::archive::{Files, Kind};
use rathaus_ballot::{Event, EventKind, Outcome, Phase, Rule, VoteError, Writer, verify};

pub fn simple() -> Plan {
    Plan {
        seed: 1,
        questions: vec![choose(&["Ja", "Nein"], None, 0, 1), choose(&["A", "B", "Ü"], Some(false), 1, 2)],
        keys: Keys::Each(1),
        weights: vec![None; 3],
        votes: vec![
            (0, vec![vec![1, 0], vec![1, 1, 0]]),
            (1, vec![vec![0, 0], vec![0, 0, 1]]),
            (0, vec![vec![0, 1], vec![0, 1, 0]]),
        ],
    }
}

pub fn weighted() -> Plan {
    Plan {
        seed: 2,
        questions: vec![
            choose(&["Ja", "Nein"], Some(true), 1, 1),
            choose(&["A", "B", "C"], Some(true), 2, 3),
        ],
        keys: Keys::Each(3),
        weights: vec![Some(1_000_000_000), Some(2_000_000_000), Some(3), Some(1)],
        votes: vec![
            (0, vec![vec![1, 0, 0], vec![0, 1, 1, 0]]),
            (1, vec![vec![0, 0, 1], vec![1, 0, 0, 0]]),
            (2, vec![vec![0, 1, 0], vec![0, 1, 1, 1]]),
            (1, vec![vec![1, 0, 0], vec![0, 1, 0, 1]]),
        ],
    }
}

pub fn threshold() -> Plan {
    Plan { seed: 3, keys: Keys::OneAndSome(2, 3), ..simple() }
}

pub fn ranked() -> Plan {
    Plan {
        seed: 4,
        questions: vec![choose(&["Ja", "Nein"], None, 0, 1), number(&["A", "B", "C"]), number(&["X", "Y"])],
        keys: Keys::Each(2),
        weights: vec![None; 4],
        votes: vec![
            (0, vec![vec![1, 0], vec![1, 2, 3], vec![255, 0]]),
            (1, vec![vec![0, 1], vec![3, 2, 1], vec![0, 255]]),
            (2, vec![vec![0, 1], vec![0, 0, 0], vec![7, 9]]),
            (1, vec![vec![0, 0], vec![2, 1, 3], vec![1, 1]]),
        ],
    }
}

#[test]
fn elections_of_choices_verify_and_count_right() {
    for plan in [simple(), weighted(), threshold()] {
        let (town, counted) = Town::held(&plan);
        let wanted: Vec<_> = (0..2).map(|question| Outcome::Sums(sums(&plan, question))).collect();
        assert_eq!(counted.0, wanted);
        for threads in [1, 3] {
            let report = verify(town.board.archive(), threads).unwrap();
            assert_eq!(report, town.board.report());
            assert_eq!(report.phase, Phase::Done);
            assert_eq!(report.result.as_ref(), Some(&counted));
            assert_eq!(report.cast, plan.votes.len() as u64);
        }
    }
}

#[test]
fn ranked_elections_verify_and_lose_no_answer() {
    let plan = ranked();
    let (town, counted) = Town::held(&plan);
    assert_eq!(counted.0[0], Outcome::Sums(sums(&plan, 0)));
    let mut wanted =
        [vec![vec![1, 2, 3], vec![2, 1, 3], vec![0, 0, 0]], vec![vec![255, 0], vec![1, 1], vec![7, 9]]];
    for (outcome, wanted) in counted.0[1..].iter().zip(&mut wanted) {
        let Outcome::Answers(answers) = outcome else { panic!("{outcome:?}") };
        let mut answers = answers.clone();
        answers.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(answers, *wanted);
    }
    assert_eq!(verify(town.board.archive(), 2).unwrap(), town.board.report());
}

#[test]
fn an_election_without_ballots_has_a_result() {
    for plan in [simple(), ranked()] {
        let plan = Plan { votes: Vec::new(), ..plan };
        let (town, counted) = Town::held(&plan);
        for outcome in &counted.0 {
            match outcome {
                Outcome::Sums(sums) => assert!(sums.iter().all(|sum| *sum == 0)),
                Outcome::Answers(answers) => assert!(answers.is_empty()),
            }
        }
        assert_eq!(verify(town.board.archive(), 2).unwrap(), town.board.report());
    }
}

#[test]
fn a_board_that_refuses_is_as_before() {
    let plan = simple();
    let mut town = Town::new(&plan);
    town.vote(&plan);
    let before = town.board.archive().to_vec();
    let booth = rathaus_ballot::Booth::new(town.board.setup().election().clone());
    let vote = rathaus_ballot::Vote(plan.votes[0].1.clone());
    let good = booth.ballot(&town.credentials[2], &vote, &mut town.chance).unwrap();
    let mut bad = good.clone();
    bad.signature.response = bad.signature.challenge;
    assert_eq!(town.board.cast(&bad).unwrap_err().rule, Rule::BallotSignature);
    let error = town.board.cast_all(&[good.clone(), bad.clone()]).unwrap_err();
    assert_eq!((error.rule, error.place.height), (Rule::BallotSignature, Some(5)));
    assert_eq!(town.board.cast_all(&[good.clone(), good.clone()]).unwrap_err().rule, Rule::BallotTwice);
    assert_eq!(town.board.add_tally().unwrap_err().rule, Rule::EventOrder);
    assert_eq!(town.board.add_result().unwrap_err().rule, Rule::EventOrder);
    assert_eq!(town.board.archive(), before);
    town.board.cast(&good).unwrap();
    assert_eq!(town.board.cast(&good).unwrap_err().rule, Rule::BallotTwice);
    town.close();
    let (owner, share) = town.share(0);
    assert_eq!(town.board.add_decryption(owner + 1, &share).unwrap_err().rule, Rule::Owner);
    assert_eq!(town.board.add_result().unwrap_err().rule, Rule::Quorum);
    town.board.add_decryption(owner, &share).unwrap();
    assert_eq!(town.board.add_decryption(owner, &share).unwrap_err().rule, Rule::FileTwice);
    town.board.add_result().unwrap();
    assert_eq!(verify(town.board.archive(), 1).unwrap(), town.board.report());
    let opened = rathaus_ballot::Board::open(town.board.archive().to_vec(), 1).unwrap();
    assert_eq!(opened.report(), town.board.report());
}

#[test]
fn every_stage_of_an_election_verifies() {
    let plan = simple();
    let mut town = Town::new(&plan);
    let phase = |town: &Town| verify(town.board.archive(), 1).unwrap().phase;
    assert_eq!(phase(&town), Phase::Voting);
    town.vote(&plan);
    assert_eq!(phase(&town), Phase::Voting);
    let before = town.board.archive().to_vec();
    town.board.end_ballots().unwrap();
    assert_eq!(phase(&town), Phase::Closed);
    town.board.add_tally().unwrap();
    assert_eq!(phase(&town), Phase::Decrypting);
    rathaus_ballot::verify_continuation(&before, town.board.archive()).unwrap();
    assert!(rathaus_ballot::verify_continuation(town.board.archive(), &before).is_err());
}

#[test]
fn what_is_no_vote_makes_no_ballot() {
    let town = Town::new(&weighted());
    let booth = rathaus_ballot::Booth::new(town.board.setup().election().clone());
    let mut chance = town.chance.clone();
    let mut wrong = |vote: Vec<Vec<u8>>| {
        booth.ballot(&town.credentials[0], &rathaus_ballot::Vote(vote), &mut chance).unwrap_err()
    };
    assert_eq!(wrong(vec![vec![0, 1, 0]]), VoteError::Questions);
    assert_eq!(wrong(vec![vec![0, 1, 0], vec![0, 1, 1]]), VoteError::Answers(1));
    assert_eq!(wrong(vec![vec![0, 2, 0], vec![0, 1, 1, 0]]), VoteError::Choice(0));
    assert_eq!(wrong(vec![vec![0, 1, 1], vec![0, 1, 1, 0]]), VoteError::Count(0));
    assert_eq!(wrong(vec![vec![1, 1, 0], vec![0, 1, 1, 0]]), VoteError::Count(0));
    assert_eq!(wrong(vec![vec![0, 0, 0], vec![0, 1, 1, 0]]), VoteError::Count(0));
    assert_eq!(wrong(vec![vec![1, 0, 0], vec![0, 1, 0, 0]]), VoteError::Count(1));
}

#[test]
fn what_was_accepted_is_written_again_byte_for_byte() {
    for plan in [simple(), threshold(), ranked()] {
        let (town, _) = Town::held(&plan);
        let archive = town.board.archive();
        let files = Files::new(archive).unwrap();
        let (mut data, mut writer) = (Vec::new(), None::<Writer>);
        for file in files.map(Result::unwrap) {
            if file.kind == Kind::Data {
                data.push(std::str::from_utf8(file.bytes).unwrap());
                continue;
            }
            let kind = Event::from_json(file.bytes).unwrap().kind;
            match (&mut writer, kind) {
                (None, _) => writer = Some(Writer::new(TIMESTAMP, data[0], data[1], data[2])),
                (Some(writer), EventKind::Shuffle | EventKind::PartialDecryption) => {
                    let owner = data[1].trim_start_matches("{\"owner\":").split(',').next().unwrap();
                    writer.add_owned(kind, owner.parse().unwrap(), data[0]);
                }
                (Some(writer), _) => writer.add(kind, &data),
            }
            if kind == EventKind::Result {
                assert_eq!(town.board.last_data(), data);
            }
            data.clear();
        }
        assert!(writer.unwrap().finish() == archive);
    }
}
