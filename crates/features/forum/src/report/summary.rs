//! The five most important results.

use fluent_bundle::FluentValue;
use rathaus_web::TextError;
use serde::Serialize;

use super::areas::{join, largest};
use super::facts::Facts;
use super::response;
use super::selection::gap;

#[derive(Debug, Serialize)]
pub(super) struct SummaryView {
    headlines: Vec<Headline>,
}

/// One result: a figure, what it counts, a sentence, and the section it comes from.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    figure: String,
    caption: String,
    pub(super) text: String,
    section: &'static str,
}

pub(super) fn view(facts: &Facts<'_>) -> Result<SummaryView, TextError> {
    Ok(SummaryView { headlines: headlines(facts)? })
}

pub(super) fn headlines(facts: &Facts<'_>) -> Result<Vec<Headline>, TextError> {
    let texts = facts.texts;
    let make = |section, figure: String, key: &str, args: &[(&str, FluentValue<'_>)]| {
        Ok::<_, TextError>(Headline {
            figure,
            caption: texts.get(&format!("summary-{section}-caption"))?,
            text: texts.with(key, args)?,
            section,
        })
    };
    let plan = facts.plan;
    let number = |n: usize| facts.number(n as f64, 0);
    let response = response::view(facts)?;
    let areas = largest(facts, 3);
    let names: Vec<String> =
        areas.iter().map(|(name, needs)| format!("{name} ({})", number(*needs))).collect();
    let of_areas = plan.areas.iter().filter(|a| a.needs > 0).count();
    let selection = &plan.selection;
    let share = if selection.demand > 0.0 { selection.covered / selection.demand } else { 0.0 };
    let mut list = vec![
        make(
            "response",
            number(response.needs),
            "summary-response",
            &[
                ("needs", response.needs.into()),
                ("answered", response.answered.into()),
                ("municipalities", response.municipalities.into()),
                ("counties", response.counties_answered.into()),
            ],
        )?,
        make(
            "areas",
            number(of_areas),
            "summary-areas",
            &[("n", of_areas.into()), ("names", join(facts.lang(), &names).into())],
        )?,
        make(
            "white",
            number(plan.white_spots.len()),
            if plan.white_spots.is_empty() { "summary-white-none" } else { "summary-white" },
            &[
                ("n", plan.white_spots.len().into()),
                ("blocked", plan.white_spots.iter().filter(|w| w.blocked_offer.is_some()).count().into()),
            ],
        )?,
        make(
            "selection",
            texts.percent(share, 0),
            if selection.is_proven { "summary-selection-proven" } else { "summary-selection-gap" },
            &[
                ("n", selection.chosen.len().into()),
                ("offers", facts.input.offers.len().into()),
                ("share", texts.percent(share, 0).into()),
                ("gap", texts.percent(gap(selection.value, selection.bound), 1).into()),
            ],
        )?,
    ];
    list.push(match &plan.talks {
        Some(talks) => make(
            "talks",
            number(talks.talks.len()),
            "summary-talks",
            &[
                ("n", talks.talks.len().into()),
                ("people", talks.participants.len().into()),
                ("ceiling", talks.ceiling.into()),
                ("wanted", talks.wanted.into()),
                ("gaps", talks.gaps.into()),
            ],
        )?,
        None => make("talks", "–".to_owned(), "summary-talks-none", &[])?,
    });
    Ok(list)
}
