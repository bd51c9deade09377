//! What carries a motion: tables of cases.

use rathaus_votes::meeting::motion::{
    Count, Kind, Majority, Outcome, Papers, Quorum, Wording, decide, papers_fit,
};

fn wording(majority: Majority, choices: &[&str], most: usize) -> Wording {
    Wording {
        question: "Frage".to_owned(),
        kind: Kind::Open,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        most,
        majority,
        quorum: Quorum::None,
    }
}

fn count(votes: &[u64], cast: u64, present: u64, members: u64) -> Count {
    let in_hall = vec![0; votes.len()];
    Count { votes: votes.to_vec(), in_hall, cast, present, members, papers: Papers::None }
}

#[test]
fn what_carries_a_yes_or_no_question() {
    use Majority::{Members, Present, Simple, TwoThirds};
    // Yes, no, abstentions; present, members; carried, tied.
    let cases = [
        (Simple, [3, 2, 9], 14, 20, true, false),
        (Simple, [2, 3, 0], 5, 20, false, false),
        (Simple, [2, 2, 5], 9, 20, false, true),
        (Simple, [0, 0, 5], 5, 20, false, false),
        (Simple, [1, 0, 8], 9, 20, true, false),
        (Present, [5, 1, 0], 10, 20, false, false),
        (Present, [6, 4, 0], 10, 20, true, false),
        (Present, [5, 5, 0], 10, 20, false, false),
        (TwoThirds, [2, 1, 7], 10, 20, true, false),
        (TwoThirds, [4, 2, 0], 10, 20, true, false),
        (TwoThirds, [5, 3, 0], 10, 20, false, false),
        (TwoThirds, [0, 0, 3], 10, 20, false, false),
        (Members, [10, 0, 0], 10, 20, false, false),
        (Members, [11, 9, 0], 20, 20, true, false),
    ];
    for (majority, votes, present, members, carried, tied) in cases {
        let cast = votes.iter().sum();
        let outcome = decide(&wording(majority, &[], 1), count(&votes, cast, present, members), Vec::new());
        assert_eq!((outcome.is_carried(), outcome.is_tied), (carried, tied), "{majority:?} {votes:?}");
    }
}

#[test]
fn a_quorum_is_more_than_half_or_two_thirds_at_least() {
    let cases = [
        (Quorum::None, 0, 10, true),
        (Quorum::Half, 5, 10, false),
        (Quorum::Half, 6, 10, true),
        (Quorum::Half, 5, 9, true),
        (Quorum::TwoThirds, 6, 9, true),
        (Quorum::TwoThirds, 5, 9, false),
        (Quorum::TwoThirds, 7, 10, true),
        (Quorum::TwoThirds, 6, 10, false),
    ];
    for (quorum, present, members, met) in cases {
        assert_eq!(quorum.is_met(present, members), met, "{quorum:?} {present} of {members}");
    }
    let unanimous = count(&[4, 0, 0], 4, 4, 10);
    let asked = Wording { quorum: Quorum::Half, ..wording(Majority::Simple, &[], 1) };
    let outcome = decide(&asked, unanimous, Vec::new());
    assert_eq!((outcome.word(), outcome.is_carried()), ("no-quorum", false));
}

#[test]
fn of_several_choices_the_best_are_carried_and_a_tie_for_the_last_place_is_left_open() {
    use Majority::{Members, Present, Simple, TwoThirds};
    // Votes; cast, present, members; how many one may choose; carried, tied.
    type Case = (Majority, [u64; 4], u64, u64, u64, usize, &'static [usize], bool);
    let cases: [Case; 10] = [
        (Simple, [1, 4, 2, 0], 7, 8, 9, 1, &[1], false),
        (Simple, [4, 4, 2, 0], 10, 10, 10, 1, &[], true),
        (Simple, [5, 6, 2, 0], 8, 10, 10, 2, &[1, 0], false),
        (Simple, [5, 6, 5, 0], 8, 10, 10, 2, &[1], true),
        (Simple, [0, 0, 0, 0], 3, 10, 10, 1, &[], false),
        // Fewer were voted for than could be: nobody without a vote is elected.
        (Simple, [0, 3, 0, 0], 3, 10, 10, 2, &[1], false),
        (Present, [5, 4, 0, 0], 9, 10, 10, 1, &[], false),
        (Present, [6, 4, 0, 0], 10, 10, 10, 1, &[0], false),
        // Three of ten chose nothing: two thirds are of the other seven.
        (TwoThirds, [5, 2, 0, 0], 10, 10, 10, 1, &[0], false),
        (Members, [5, 0, 0, 0], 5, 5, 10, 1, &[], false),
    ];
    let names = ["a", "b", "c", "d"];
    for (majority, votes, cast, present, members, most, carried, tied) in cases {
        let asked = wording(majority, &names, most);
        let outcome = decide(&asked, count(&votes, cast, present, members), Vec::new());
        assert_eq!((outcome.carried.as_slice(), outcome.is_tied), (carried, tied), "{majority:?} {votes:?}");
    }
}

#[test]
fn a_vote_is_what_one_may_choose() {
    let yes_no = wording(Majority::Simple, &[], 1);
    let two = wording(Majority::Simple, &["a", "b", "c"], 2);
    type Case<'c> = (&'c Wording, &'c [usize], Option<&'c [usize]>);
    let cases: [Case<'_>; 8] = [
        (&yes_no, &[1], Some(&[1])),
        (&yes_no, &[], None),
        (&yes_no, &[0, 1], None),
        (&yes_no, &[3], None),
        (&two, &[], Some(&[])),
        (&two, &[2, 0], Some(&[0, 2])),
        (&two, &[1, 1], Some(&[1])),
        (&two, &[0, 1, 2], None),
    ];
    for (asked, chosen, expected) in cases {
        assert_eq!(asked.vote(chosen.to_vec()).as_deref(), expected, "{chosen:?}");
    }
}

#[test]
fn no_more_is_counted_on_paper_than_votes_there() {
    let yes_no = wording(Majority::Simple, &[], 1);
    let two = wording(Majority::Simple, &["a", "b", "c"], 2);
    let cases: [(&Wording, &[u64], u64, bool); 7] = [
        (&yes_no, &[1, 1, 0], 2, true),
        (&yes_no, &[1, 0, 0], 2, true),
        (&yes_no, &[1, 1, 1], 2, false),
        (&yes_no, &[2, 0], 2, false),
        (&two, &[2, 2, 0], 2, true),
        (&two, &[3, 0, 0], 2, false),
        (&two, &[2, 2, 1], 2, false),
    ];
    for (asked, counts, hall, fits) in cases {
        assert_eq!(papers_fit(asked, counts, hall), fits, "{counts:?} of {hall}");
    }
}

#[test]
fn what_is_kept_of_an_outcome_reads_back() {
    let outcome = decide(&wording(Majority::Simple, &[], 1), count(&[2, 1, 0], 3, 3, 4), Vec::new());
    let json = serde_json::to_string(&outcome).expect("JSON");
    assert_eq!(serde_json::from_str::<Outcome>(&json).expect("an outcome"), outcome);
}
