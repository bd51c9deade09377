//! Acts on the board in words, for the history, for a refusal and for what happened last.

use rathaus_web::{PageError, Value, Visitor, context};

use super::standing::{Standing, instant, person};
use crate::areas::{EditError, Outcome};
use crate::model::Edit;
use crate::store::board::KeptEdit;

/// Corrections that a sentence spells out.
const SPELT_OUT: usize = 3;

/// What one correction does.
fn one(visitor: &Visitor, standing: &Standing, edit: &Edit) -> Result<String, PageError> {
    let lang = visitor.lang();
    let area = |key: &str| standing.name_of(key, lang);
    let areas = |keys: &[String]| keys.iter().map(|key| area(key)).collect::<Vec<_>>().join(", ");
    let need = |label: &str| match standing.need(label) {
        Some(need) => format!("{label} „{}“", need.written.title),
        None => label.to_owned(),
    };
    let needs = |labels: &[String]| labels.join(", ");
    let say = |key: &str, args: &[(&str, String)]| {
        let args: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
            args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        visitor.text_with(&format!("board-said-{key}"), &args)
    };
    match edit {
        Edit::Move { need: label, areas: keys } if keys.is_empty() => say("aside", &[("need", need(label))]),
        Edit::Move { need: label, areas: keys } => {
            say("move", &[("need", need(label)), ("areas", areas(keys))])
        }
        Edit::SetAside { need: label } => say("aside", &[("need", need(label))]),
        Edit::Merge { from, into } => say("merge", &[("from", areas(from)), ("into", area(into))]),
        Edit::Split { area: key, name, needs: labels } => {
            say("split", &[("area", area(key)), ("name", name.clone()), ("needs", needs(labels))])
        }
        Edit::Create { name, needs: labels } if labels.is_empty() => {
            say("create-empty", &[("name", name.clone())])
        }
        Edit::Create { name, needs: labels } => {
            say("create", &[("name", name.clone()), ("needs", needs(labels))])
        }
        // The old name is known to the key alone.
        Edit::Rename { area: key, name, .. } => {
            say("rename", &[("area", key.clone()), ("name", name.clone())])
        }
        Edit::Describe { area: key, .. } => say("describe", &[("area", area(key))]),
        Edit::Join { needs: labels } => say("join", &[("needs", needs(labels))]),
        Edit::Apart { needs: labels } => say("apart", &[("needs", needs(labels))]),
    }
}

/// What an act does.
pub(crate) fn sentence(visitor: &Visitor, standing: &Standing, edits: &[Edit]) -> Result<String, PageError> {
    let mut said: Vec<String> = edits
        .iter()
        .take(SPELT_OUT)
        .map(|edit| one(visitor, standing, edit))
        .collect::<Result<_, PageError>>()?;
    if edits.len() > SPELT_OUT {
        let rest = edits.len() - SPELT_OUT;
        said.push(visitor.text_with("board-said-more", &[("n", rest.into())])?);
    }
    Ok(said.join("; "))
}

/// What an edit lacks.
pub(crate) fn missing(visitor: &Visitor, error: &EditError) -> Result<String, PageError> {
    match error {
        EditError::UnknownArea { area, .. } => {
            visitor.text_with("board-gone-area", &[("area", area.as_str().into())])
        }
        EditError::UnknownNeed { need, .. } => {
            visitor.text_with("board-gone-need", &[("need", need.as_str().into())])
        }
    }
}

/// An act for a list: what, by whom, when, whether it counts, and what became of it.
pub(crate) fn act(visitor: &Visitor, standing: &Standing, one: &KeptEdit) -> Result<Value, PageError> {
    let place = standing.board.log.iter().position(|other| other.seq == one.seq);
    let outcome = place.and_then(|place| standing.board.outcomes[place].as_ref());
    let (state, why) = match outcome {
        None => ("undone", String::new()),
        Some(Outcome::Applied) => ("applied", String::new()),
        Some(Outcome::Partly(error)) => ("partly", missing(visitor, error)?),
        Some(Outcome::Lost(error)) => ("lost", missing(visitor, error)?),
    };
    Ok(context! {
        seq => one.seq,
        what => sentence(visitor, standing, &one.edits)?,
        by => person(visitor, one.person, &one.by)?,
        at => instant(one.made_at),
        state,
        why,
        undone_by => one.undone_by.clone(),
        undone_at => one.undone_at.map(instant),
    })
}
