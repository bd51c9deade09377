//! What holds for every election.

use crate::honest::{simple, threshold};
use crate::town::{Keys, Plan, Town, choose, number, sums};
use proptest::prelude::*;
use rathaus_ballot::{Outcome, Question, verify};
use std::sync::OnceLock;

const NAMES: [&str; 4] = ["A", "Ü", "「」", "\"\n"];

/// A question and a few votes that answer it.
fn question(can_be_ranked: bool) -> impl Strategy<Value = (Question, Vec<Vec<u8>>)> {
    let choices =
        (1..=3usize, any::<Option<bool>>(), any::<[u8; 2]>()).prop_flat_map(|(answers, blank, bounds)| {
            let (a, b) = (bounds[0] % (answers as u8 + 1), bounds[1] % (answers as u8 + 1));
            let (min, max) = (a.min(b), a.max(b));
            let question = choose(&NAMES[..answers], blank, min.into(), max.into());
            let has_blank = question.has_blank();
            let vote =
                (any::<bool>(), min..=max, Just(answers)).prop_flat_map(move |(is_blank, count, answers)| {
                    let mut choices = vec![1; count.into()];
                    choices.resize(answers, 0);
                    Just(choices).prop_shuffle().prop_map(move |choices| match (has_blank, is_blank) {
                        (true, true) => [vec![1], vec![0; answers]].concat(),
                        (true, false) => [vec![0], choices].concat(),
                        (false, _) => choices,
                    })
                });
            (Just(question), proptest::collection::vec(vote, 4))
        });
    let ranks = (1..=4usize).prop_flat_map(|answers| {
        let vote = proptest::collection::vec(any::<u8>(), answers);
        (Just(number(&NAMES[..answers])), proptest::collection::vec(vote, 4))
    });
    prop_oneof![3 => choices, u32::from(can_be_ranked) => ranks]
}

fn plan() -> impl Strategy<Value = Plan> {
    let keys = prop_oneof![
        (1..=3usize).prop_map(Keys::Each),
        (1..=3usize).prop_flat_map(|all| (1..=all).prop_map(move |some| Keys::OneAndSome(some, all))),
    ];
    // Elections that shuffle are slow: one in four.
    let questions = prop_oneof![
        3 => proptest::collection::vec(question(false), 1..3),
        1 => proptest::collection::vec(question(true), 1..3),
    ];
    let voters = proptest::collection::vec(0..3usize, 1..=4);
    let weights =
        prop_oneof![Just(vec![None; 3]), proptest::collection::vec((1u64..5_000_000_000).prop_map(Some), 3)];
    (any::<u64>(), questions, keys, voters, weights).prop_map(|(seed, questions, keys, voters, weights)| {
        let (questions, answers): (Vec<_>, Vec<_>) = questions.into_iter().unzip();
        let is_shuffled = questions.iter().any(Question::is_shuffled);
        let vote = |(index, voter): (usize, &usize)| {
            (*voter, answers.iter().map(|votes| votes[index].clone()).collect())
        };
        let votes = voters.iter().enumerate().map(vote).collect();
        Plan { seed, keys, votes, weights: if is_shuffled { vec![None; 3] } else { weights }, questions }
    })
}

fn archives() -> &'static [Vec<u8>] {
    static ARCHIVES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    ARCHIVES.get_or_init(|| {
        [simple(), threshold()].map(|plan| Town::held(&plan).0.board.archive().to_vec()).to_vec()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn every_honest_election_verifies_and_counts_right(plan in plan()) {
        let (town, counted) = Town::held(&plan);
        let report = verify(town.board.archive(), 2);
        prop_assert_eq!(report.as_ref().ok(), Some(&town.board.report()), "{:?}", report);
        for (index, (question, outcome)) in plan.questions.iter().zip(&counted.0).enumerate() {
            if let Outcome::Sums(found) = outcome {
                prop_assert_eq!(found, &sums(&plan, index));
                continue;
            }
            let Outcome::Answers(mut found) = outcome.clone() else { unreachable!() };
            let mut last = std::collections::BTreeMap::new();
            for (voter, vote) in &plan.votes {
                last.insert(voter, vote[index].iter().map(|number| u64::from(*number)).collect::<Vec<_>>());
            }
            let mut wanted: Vec<_> = last.into_values().collect();
            found.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted, "{:?}", question);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_archive_with_one_byte_changed_verifies(which in 0..2usize, place in any::<prop::sample::Index>(), change in 1u8..) {
        let mut archive = archives()[which].clone();
        let place = place.index(archive.len());
        archive[place] ^= change;
        prop_assert!(verify(&archive, 1).is_err(), "byte {}", place);
    }

    #[test]
    fn no_archive_cut_short_within_a_file_verifies(which in 0..2usize, place in any::<prop::sample::Index>()) {
        let archive = &archives()[which];
        let place = place.index(archive.len());
        // Cut between an event and what comes next it is an earlier stage of the same election.
        if let Ok(report) = verify(&archive[..place], 1) {
            prop_assert!(place % 512 == 0);
            prop_assert!(report.result.is_none());
        }
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..2000), start in any::<prop::sample::Index>()) {
        let mut archive = archives()[0].clone();
        let start = start.index(archive.len());
        archive.truncate(start);
        archive.extend(bytes);
        let _ = verify(&archive, 1);
    }
}
