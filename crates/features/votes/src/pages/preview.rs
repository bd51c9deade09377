//! How the ballot will look, on the screen, large, and on paper.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, Fields, PageError, Value, Visitor, context, get};

use super::preparation::election_of;
use crate::model::{Kind, Question};
use crate::policy;
use crate::preparing::named;
use crate::store::election::Election;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes).route("/votes/{uuid}/preview", get(show));
}

/// A ballot as `votes/ballot-parts.html` writes it: a value for each question.
///
/// # Errors
///
/// A text that is not there.
pub fn ballot_of(visitor: &Visitor, election: &Election) -> Result<Vec<Value>, PageError> {
    let rules = &election.rules;
    let question = |(index, question): (usize, &Question)| {
        let kind = question.kind.word();
        let least = if rules.blank { question.least.max(1) } else { question.least };
        let hint = visitor.text_with(
            &format!("preview-hint-{kind}"),
            &[("least", least.into()), ("most", question.most.into()), ("grades", question.grades.into())],
        )?;
        let places = match question.kind {
            Kind::Choose => 0,
            Kind::Rank => question.answers.len() as u64,
            Kind::Grade => question.grades,
        };
        Ok(context! {
            index, kind, hint, places,
            text => question.text.clone(),
            answers => question.answers.clone(),
            least => question.least, most => question.most,
            blank => rules.blank && question.kind == Kind::Choose,
            invalid => question.may_be_invalid(rules),
        })
    };
    election.questions.iter().enumerate().map(question).collect()
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    let is_large = Fields::from_query(visitor.query()).first("large").is_some();
    let context = context! {
        election => election_of(&visitor, &election)?,
        questions => ballot_of(&visitor, &election)?,
        description => election.description.clone(),
        closes => election.closes_at.map(|at| at.to_string()).unwrap_or_default(),
        is_large,
    };
    visitor.page("votes/preview.html", visitor.text("preview-title")?, context)
}
