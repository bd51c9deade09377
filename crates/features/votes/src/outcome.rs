//! What came out of an election, read from the result that is kept.

use rathaus_ballot::Outcome;
use rathaus_store::StoreError;
use serde::Deserialize;

use crate::model::{Counts, Kind, QuestionOutcome, evaluate};
use crate::store::election::Election;
use crate::store::elector::Register;
use crate::store::message::{MessageKind, MessageRow};

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// For each question.
    pub outcomes: Vec<QuestionOutcome>,
    /// Whether enough voted.
    pub is_enough: bool,
}

/// A result as an archive holds it.
#[derive(Deserialize)]
struct Body {
    result: Vec<serde_json::Value>,
}

/// What came out of an election; `None` as long as nothing has. `paper` is what was counted on paper.
///
/// # Errors
///
/// A fault where the result that is kept is none of this election.
pub fn came_of(
    election: &Election,
    messages: &[MessageRow],
    paper: Option<&Counts>,
    register: &Register,
) -> Result<Option<Came>, StoreError> {
    let Some(message) = messages.iter().find(|message| message.kind == MessageKind::Outcome) else {
        return Ok(None);
    };
    let body: Body = serde_json::from_str(&message.body).map_err(StoreError::fault)?;
    if body.result.len() != election.questions.len() {
        return Err(StoreError::Fault("a result of another election".to_owned()));
    }
    let mut outcomes = Vec::new();
    for (index, (question, value)) in election.questions.iter().zip(body.result).enumerate() {
        let outcome = match question.kind {
            Kind::Choose => Outcome::Sums(serde_json::from_value(value).map_err(StoreError::fault)?),
            Kind::Rank | Kind::Grade => {
                Outcome::Answers(serde_json::from_value(value).map_err(StoreError::fault)?)
            }
        };
        let paper = paper.and_then(|paper| paper.get(index)).map_or(&[][..], Vec::as_slice);
        let (ballots, electorate) = (register.voted_weight, register.weight);
        outcomes.push(evaluate(question, &election.rules, &outcome, paper, ballots, electorate));
    }
    let is_enough = register.voted_weight * 100 >= register.weight * u64::from(election.rules.turnout);
    Ok(Some(Came { outcomes, is_enough }))
}
