//! What came out of an election, read from the result that is kept.

use rathaus_ballot::Counted;
use rathaus_store::{Session, StoreError};

use crate::approving::paper_of;
use crate::model::{QuestionOutcome, evaluate};
use crate::store::election::Election;
use crate::store::elector::Register;
use crate::store::message::{MessageKind, MessageRow};

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// For each question. Nobody has won where too few voted.
    pub outcomes: Vec<QuestionOutcome>,
    /// Whether enough voted.
    pub is_enough: bool,
}

/// What came out of an election, with what was counted on paper; `None` as long as nothing has.
///
/// # Errors
///
/// What the database says; a fault where the result that is kept is none of this election.
pub async fn came_of(
    session: &mut Session,
    election: &Election,
    messages: &[MessageRow],
    register: &Register,
) -> Result<Option<Came>, StoreError> {
    let Some(message) = messages.iter().find(|message| message.kind == MessageKind::Outcome) else {
        return Ok(None);
    };
    let rules = &election.rules;
    let sealed: Vec<_> = election.questions.iter().map(|question| question.sealed(rules, "")).collect();
    let counted = Counted::from_json(message.body.as_bytes(), &sealed).map_err(StoreError::fault)?;
    if counted.0.len() != sealed.len() {
        return Err(StoreError::Fault("a result of another election".to_owned()));
    }
    let paper = paper_of(session, election).await?.unwrap_or_default();
    let is_enough = register.voted_weight * 100 >= register.weight * u64::from(rules.turnout);
    let mut outcomes = Vec::new();
    for (index, (question, outcome)) in election.questions.iter().zip(&counted.0).enumerate() {
        let paper = paper.get(index).map_or(&[][..], Vec::as_slice);
        let (ballots, electorate) = (register.voted_weight, register.weight);
        let mut came = evaluate(question, rules, outcome, paper, ballots, electorate);
        for place in &mut came.places {
            place.has_won &= is_enough;
        }
        outcomes.push(came);
    }
    Ok(Some(Came { outcomes, is_enough }))
}
