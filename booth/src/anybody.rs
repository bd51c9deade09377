//! What anybody can do: verify an archive, and find who won.

use crate::calls::Answered;
use crate::error::Refused;
use rathaus_ballot::{Board, Outcome, Phase, count};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest whole number that JavaScript's numbers tell from its neighbours.
const EXACT: u64 = (1 << 53) - 1;

/// A count; as text where a number of JavaScript would round it.
fn exact(count: u64) -> Value {
    if count <= EXACT { json!(count) } else { json!(count.to_string()) }
}

/// The name of a phase.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Empty => "empty",
        Phase::Voting => "voting",
        Phase::Closed => "closed",
        Phase::Shuffling => "shuffling",
        Phase::Decrypting => "decrypting",
        Phase::Done => "done",
    }
}

/// Verifies an archive from the first byte to the last, and says what it holds.
pub fn verify(archive: Vec<u8>) -> Answered {
    let board = Board::open(archive, 1)?;
    let report = board.report();
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Sums(sums) => json!({"sums": sums.iter().map(|sum| exact(*sum)).collect::<Value>()}),
        Outcome::Answers(answers) => json!({"answers": answers}),
    };
    let result = report.result.as_ref().map(|result| result.0.iter().map(outcome).collect::<Value>());
    let ballots =
        report.ballots.iter().map(|(tracker, weight)| json!({"tracker": tracker, "weight": exact(*weight)}));
    Ok(json!({
        "uuid": report.uuid, "name": report.name, "fingerprint": report.fingerprint, "phase": phase(report.phase),
        "eligible": report.eligible, "cast": report.cast, "ballots": ballots.collect::<Value>(),
        "questions": crate::voters::questions(board.setup().election()), "result": result,
    }))
}

/// How winners are found, and of what: a question's result as [`verify`] says it.
#[derive(Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Counting {
    Votes { sums: Vec<Sum> },
    Schulze { answers: Vec<Vec<u64>>, choices: usize, blank: bool },
    Stv { answers: Vec<Vec<u64>>, choices: usize, seats: usize },
    Majority { answers: Vec<Vec<u64>>, choices: usize, grades: usize, blank: bool },
}

/// A count, as [`exact`] writes it.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Sum {
    Number(u64),
    Text(String),
}

/// Who won: places of answers, tier by tier.
pub fn count(counting: Counting) -> Answered {
    // What is not of this length is no answer to the question, and would be left out in silence.
    let fits =
        |answers: &[Vec<u64>], choices: usize| match answers.iter().all(|answer| answer.len() == choices) {
            true => Ok(()),
            false => Err(Refused::new("count-choices")),
        };
    let (winners, details) = match counting {
        Counting::Votes { sums } => {
            let number = |sum| match sum {
                Sum::Number(number) => Some(number),
                Sum::Text(text) => text.parse().ok(),
            };
            let sums: Option<Vec<u64>> = sums.into_iter().map(number).collect();
            (count::by_votes(&sums.ok_or_else(|| Refused::new("count-choices"))?), None)
        }
        Counting::Schulze { answers, choices, blank } => {
            fits(&answers, choices)?;
            let counted = count::schulze(&answers, choices, blank);
            let details = counted.to_json();
            (counted.winners, Some(details))
        }
        Counting::Stv { answers, choices, seats } => {
            fits(&answers, choices)?;
            let counted = count::stv(&answers, choices, seats);
            let details = counted.to_json();
            (counted.winners.into_iter().map(|winner| vec![winner]).collect(), Some(details))
        }
        Counting::Majority { answers, choices, grades, blank } => {
            fits(&answers, choices)?;
            let counted = count::majority_judgement(&answers, choices, grades, blank);
            let details = counted.to_json();
            (counted.winners, Some(details))
        }
    };
    Ok(json!({"winners": winners, "details": details}))
}
