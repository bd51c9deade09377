//! The figures of a round in one place: for the press, each with its sentence, and for the comparison of rounds.

use std::collections::BTreeSet;

use fluent_bundle::FluentValue;
use rathaus_core::Lang;
use rathaus_web::{TextError, Texts};
use serde::Serialize;

use super::Material;
use crate::model::figures::{RoundFigures, share};
use crate::model::project::ProjectState;
use crate::store::invitation::{Body, Invitation, State};
use crate::store::registration::RegistrationState;
use crate::store::supplier_invitation::SupplierState;

/// The figures as everybody may know them: sums, and areas only where they were published.
pub fn figures_of(known: &Material, lang: Lang) -> RoundFigures {
    let plan = known.plan.as_ref();
    let published = &known.published;
    let largest = published.iter().max_by_key(|area| area.needs);
    let registered: Vec<_> =
        known.registrations.iter().filter(|one| one.state == RegistrationState::Registered).collect();
    let people: Vec<_> = registered.iter().flat_map(|one| known.people_of(one.id)).collect();
    let came = people.iter().filter(|one| one.checked_in_at.is_some()).count();
    let projects: BTreeSet<_> = known
        .projects
        .iter()
        .filter(|one| one.state == ProjectState::Published)
        .map(|project| project.id)
        .collect();
    let decided = known.decision.as_ref().map(|decision| &decision.content);
    let suppliers: BTreeSet<_> = known.offers.iter().map(|offer| offer.organisation).collect();
    let talks = known.talks.iter().filter(|talk| talk.is_on()).count();
    RoundFigures {
        invited: known.response.all.invited,
        answered: known.response.all.answered,
        reach: reach(&known.invitations),
        needs: known.needs.len(),
        seconded: known.needs.iter().filter(|need| need.seconders > 0).count(),
        areas: published.iter().filter(|area| area.needs > 0).count(),
        largest: largest.map(|area| {
            let is_english = lang == Lang::En && !area.name_en.is_empty();
            let name = if is_english { &area.name_en } else { &area.name };
            (name.clone(), usize::try_from(area.needs).unwrap_or(0))
        }),
        offers: known.offers.len(),
        suppliers: suppliers.len(),
        matched: plan.filter(|plan| !plan.matches.is_empty()).map(|_| known.matched().len()),
        white: plan.filter(|plan| !plan.matches.is_empty()).map(|plan| plan.white_spots.len()),
        reviews: known.reviews.iter().filter(|review| !review.conflict && review.score.is_some()).count(),
        chosen: decided.map(|content| content.chosen.len()),
        covered: decided.filter(|one| one.demand > 0.0).map(|one| one.covered / one.demand),
        is_proven: decided.is_some_and(|content| content.is_proven),
        accepted: known.suppliers.iter().filter(|one| one.state == SupplierState::Accepted).count(),
        registered: registered.len(),
        people: people.len(),
        came: Some(came).filter(|came| *came > 0),
        talks: Some(talks).filter(|talks| *talks > 0),
        talks_ceiling: known.ceiling,
        takeovers: known.takeovers.iter().filter(|one| projects.contains(&one.project)).count(),
        projects: projects.len(),
    }
}

/// Inhabitants of the towns that answered, of those of all invited towns: a county's answer would count every town's.
pub(super) fn reach(invitations: &[Invitation]) -> f64 {
    let people = |is_counted: fn(&&Invitation) -> bool| -> usize {
        let towns = invitations.iter().filter(|one| one.body() == Body::Municipality).filter(is_counted);
        towns.map(|one| one.inhabitants as usize).sum()
    };
    share(people(|one| one.state == State::Answered), people(|_| true))
}

/// One figure for the press.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PressFigure {
    /// Its key.
    pub key: &'static str,
    /// As it is printed.
    pub number: String,
    /// What it counts.
    pub label: String,
    /// A whole sentence that says it.
    pub sentence: String,
    /// Key of the table of the report that it is taken from.
    pub table: &'static str,
    /// Whether the round has come so far; otherwise the sentence says so.
    pub is_there: bool,
}

/// The ten figures of a round, in the order of its course.
///
/// # Errors
///
/// A missing text.
pub fn press(figures: &RoundFigures, texts: &Texts) -> Result<Vec<PressFigure>, TextError> {
    let f = figures;
    let number = |n: usize| texts.lang().number(super::float(n), 0);
    let percent = |share: f64| texts.percent(share, 0);
    let (largest, of_largest) = f.largest.clone().unwrap_or_default();
    let args: Vec<(&str, FluentValue<'_>)> = vec![
        ("invited", f.invited.into()),
        ("answered", f.answered.into()),
        ("rate", percent(share(f.answered, f.invited)).into()),
        ("reach", percent(f.reach).into()),
        ("needs", f.needs.into()),
        ("seconded", f.seconded.into()),
        ("areas", f.areas.into()),
        ("largest", largest.into()),
        ("of_largest", of_largest.into()),
        ("offers", f.offers.into()),
        ("suppliers", f.suppliers.into()),
        ("matched", f.matched.unwrap_or(0).into()),
        ("white", f.white.unwrap_or(0).into()),
        ("reviews", f.reviews.into()),
        ("chosen", f.chosen.unwrap_or(0).into()),
        ("covered", percent(f.covered.unwrap_or(0.0)).into()),
        ("registered", f.registered.into()),
        ("people", f.people.into()),
        ("came", f.came.unwrap_or(0).into()),
        ("talks", f.talks.unwrap_or(0).into()),
        ("projects", f.projects.into()),
        ("takeovers", f.takeovers.into()),
    ];
    let people = f.came.unwrap_or(f.people);
    let rows: [(&'static str, String, &'static str, bool, &'static str); 10] = [
        ("answered", number(f.answered), "response-counties", f.answered > 0, "answered"),
        ("reach", percent(f.reach), "response-counties", f.reach > 0.0, "reach"),
        ("needs", number(f.needs), "needs", f.needs > 0, "needs"),
        ("areas", number(f.areas), "areas", f.areas > 0, "areas"),
        ("offers", number(f.offers), "matches-areas", f.offers > 0, "offers"),
        (
            "matched",
            number(f.matched.unwrap_or(0)),
            "matches-areas",
            f.matched.is_some(),
            if f.white == Some(0) { "matched-all" } else { "matched" },
        ),
        (
            "covered",
            percent(f.covered.unwrap_or(0.0)),
            "selection-areas",
            f.covered.is_some(),
            if f.is_proven { "covered-proven" } else { "covered" },
        ),
        (
            "people",
            number(people),
            "event-kinds",
            people > 0,
            if f.came.is_some() { "came" } else { "people" },
        ),
        ("talks", number(f.talks.unwrap_or(0)), "talks-kinds", f.talks.is_some(), "talks"),
        ("projects", number(f.projects), "projects", f.projects > 0, "projects"),
    ];
    rows.into_iter()
        .map(|(key, number, table, is_there, sentence)| {
            let sentence = if is_there { sentence.to_owned() } else { format!("{key}-none") };
            Ok(PressFigure {
                key,
                number: if is_there { number } else { "–".to_owned() },
                label: texts.get(&format!("press-label-{key}"))?,
                sentence: texts.with(&format!("press-{sentence}"), &args)?,
                table,
                is_there,
            })
        })
        .collect()
}

/// What a round is compared by: a key of a text `comparison-KEY`, and the value as it is shown and drawn.
pub fn measures(f: &RoundFigures, lang: Lang) -> Vec<(&'static str, Option<f64>, String)> {
    let n = |n: usize| (Some(super::float(n)), lang.number(super::float(n), 0));
    let maybe = |value: Option<usize>| value.map_or((None, String::new()), n);
    let percent = |value: Option<f64>| match value {
        Some(value) => (Some(value * 100.0), format!("{} %", lang.number(value * 100.0, 0))),
        None => (None, String::new()),
    };
    let rows = [
        ("invited", n(f.invited)),
        ("answered", n(f.answered)),
        ("rate", percent(Some(share(f.answered, f.invited)).filter(|_| f.invited > 0))),
        ("reach", percent(Some(f.reach).filter(|reach| *reach > 0.0))),
        ("needs", n(f.needs)),
        ("seconded", n(f.seconded)),
        ("areas-n", n(f.areas)),
        ("suppliers", n(f.suppliers)),
        ("offers", n(f.offers)),
        ("matched", maybe(f.matched)),
        ("white", maybe(f.white)),
        ("reviews", n(f.reviews)),
        ("chosen", maybe(f.chosen)),
        ("covered", percent(f.covered)),
        ("registered", n(f.registered)),
        ("people", n(f.people)),
        ("came", maybe(f.came)),
        ("talks", maybe(f.talks)),
        ("projects", n(f.projects)),
        ("takeovers", n(f.takeovers)),
    ];
    rows.into_iter().map(|(key, (value, text))| (key, value, text)).collect()
}

/// Bodies that answered, and suppliers whose offers count: to see who comes back.
pub fn who_took_part(known: &Material) -> (BTreeSet<rathaus_store::Id>, BTreeSet<rathaus_store::Id>) {
    let towns = known.needs.iter().map(|need| need.organisation);
    let answered =
        known.invitations.iter().filter(|one| one.answered_at.is_some()).map(|one| one.organisation);
    (towns.chain(answered).collect(), known.offers.iter().map(|offer| offer.organisation).collect())
}
