//! What a result means: who won, and whether enough voted.

use rathaus_ballot::Outcome;
use rathaus_ballot::count::{Tiers, by_votes, majority_judgement, schulze, stv};

use super::{Counting, Kind, Majority, Question, Rules};

/// An answer in a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which answer, counted from 0.
    pub answer: usize,
    /// Its votes by weight, where one chooses.
    pub votes: u64,
    /// Whether it won.
    pub has_won: bool,
}

/// What came out for a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionOutcome {
    /// Answers, the best first; those with equal votes in the order of the ballot.
    pub places: Vec<Place>,
    /// Abstentions.
    pub blank: u64,
    /// Deliberately invalid votes.
    pub invalid: u64,
    /// Valid ballots: neither blank nor invalid.
    pub valid: u64,
    /// More are equal than there are seats left, so that something else has to decide between them.
    pub is_tied: bool,
    /// The ranked ballots, as they came out of the last shuffle.
    pub ballots: Vec<Vec<u64>>,
}

/// Which answers of an order win: whole tiers as long as there are seats; a tier that does not fit is a tie.
fn winners(tiers: &Tiers, seats: usize, reaches: impl Fn(usize) -> bool) -> (Vec<usize>, bool) {
    let mut won = Vec::new();
    for tier in tiers {
        let fit: Vec<usize> = tier.iter().copied().filter(|answer| reaches(*answer)).collect();
        let left = seats - won.len();
        if fit.is_empty() || left == 0 {
            break;
        }
        if fit.len() > left {
            return (won, true);
        }
        won.extend(fit);
    }
    (won, false)
}

/// What the result of a question means.
///
/// `outcome` is what was counted on line, `paper` what was counted on paper in the order of the sealed question (empty for none), `ballots`
/// how many ballots there are by weight with those on paper, `electorate` the weight of all who may vote.
///
/// # Panics
///
/// Never for an outcome of the question itself.
pub fn evaluate(
    question: &Question,
    rules: &Rules,
    outcome: &Outcome,
    paper: &[u64],
    ballots: u64,
    electorate: u64,
) -> QuestionOutcome {
    let mut out = QuestionOutcome::default();
    let tiers: Tiers = match outcome {
        Outcome::Sums(sums) => {
            let sums: Vec<u64> = sums
                .iter()
                .enumerate()
                .map(|(index, sum)| sum + paper.get(index).copied().unwrap_or_default())
                .collect();
            let (blank, choices) = if rules.blank { (sums[0], &sums[1..]) } else { (0, &sums[..]) };
            let (choices, invalid) = match question.may_be_invalid(rules) {
                true => (&choices[..choices.len() - 1], choices[choices.len() - 1]),
                false => (choices, 0),
            };
            (out.blank, out.invalid) = (blank, invalid);
            out.valid = ballots.saturating_sub(blank).saturating_sub(invalid);
            out.places = choices
                .iter()
                .enumerate()
                .map(|(answer, votes)| Place { answer, votes: *votes, has_won: false })
                .collect();
            by_votes(choices)
        }
        Outcome::Answers(answers) => {
            let count = question.answers.len();
            out.ballots = answers.clone();
            out.blank = answers.iter().filter(|ballot| ballot.iter().all(|rank| *rank == 0)).count() as u64;
            out.valid = answers.len() as u64 - out.blank;
            out.places = (0..count).map(|answer| Place { answer, votes: 0, has_won: false }).collect();
            match (question.kind, question.counting) {
                (Kind::Grade, _) => {
                    let graded = majority_judgement(answers, count, question.grades as usize, true);
                    graded.winners
                }
                (_, Counting::Schulze) => schulze(answers, count, true).winners,
                (_, Counting::Stv) => {
                    let elected = stv(answers, count, question.seats).winners;
                    elected.into_iter().map(|answer| vec![answer]).collect()
                }
            }
        }
    };
    let (votes, valid) = (out.places.clone(), out.valid);
    let reaches = |answer: usize| {
        if question.kind != Kind::Choose {
            return true;
        }
        let votes = votes[answer].votes;
        votes > 0
            && match question.majority {
                Majority::Relative => true,
                Majority::Absolute => votes * 2 > valid,
                Majority::TwoThirds => votes * 3 >= valid * 2,
                Majority::OfAll => votes * 2 > electorate,
            }
    };
    let (won, is_tied) = winners(&tiers, question.seats, reaches);
    out.is_tied = is_tied;
    let order: Vec<usize> = tiers.into_iter().flatten().collect();
    let rank = |answer: usize| order.iter().position(|one| *one == answer).unwrap_or(usize::MAX);
    out.places.sort_by_key(|place| (rank(place.answer), place.answer));
    for place in &mut out.places {
        place.has_won = won.contains(&place.answer);
    }
    out
}
