//! Which offers are invited: the engine's portfolio on the round's own numbers.

use rathaus_allocation::portfolio::{self, Limits};

use super::ground::Ground;
use super::{PlanError, round4, say};
use crate::matching::TOUCHES_FROM;
use crate::model::Input;
use crate::model::plan::{Barred, Chosen, CurvePoint, Selection};
use crate::model::selection::{Rules, Why};

/// At this score an offer covers a need in full.
const FULLY_FROM: f32 = 0.8;
/// Places beyond those asked for on the curve.
const CURVE_BEYOND: usize = 5;
/// From this product of needs and offers on the curve is left to greedy steps with few proofs.
const LARGE: usize = 500_000;

/// How much of a need an offer covers, 0 to 1.
pub(super) fn cover(score: f32) -> f64 {
    f64::from(((score - TOUCHES_FROM) / (FULLY_FROM - TOUCHES_FROM)).clamp(0.0, 1.0))
}

/// Chooses the offers and says why.
pub(super) fn select(input: &Input, ground: &Ground) -> Result<Selection, PlanError> {
    let rules = Rules::of_settings(&input.round);
    let barred = list_barred(ground, &rules);
    let problem = ground.problem(&rules);
    let places = problem.places;
    let refused = |error: portfolio::PortfolioError| PlanError::Selection(say::portfolio(&error, input));
    let chosen = portfolio::choose(&problem, &Limits::default()).map_err(refused)?;
    let set: Vec<usize> = chosen.chosen.iter().map(|c| c.offer).collect();
    let own: f64 = set.iter().map(|&offer| problem.bonus[offer]).sum();

    let most = (places + CURVE_BEYOND).min(input.offers.len());
    let limits = match input.needs.len() * input.offers.len() > LARGE {
        true => Limits { work: 100_000_000, nodes: 1, root_rounds: 150, node_rounds: 1 },
        false => Limits { work: 300_000_000, ..Limits::default() },
    };
    let curve = portfolio::curve(&problem, most, &limits).unwrap_or_default();

    let mut rows: Vec<Chosen> = chosen
        .chosen
        .iter()
        .map(|choice| Chosen {
            offer_id: input.offers[choice.offer].id.clone(),
            contribution: round4(choice.contribution),
            alternative: choice.alternative.map(|a| input.offers[a.offer].id.clone()),
            alternative_value: choice.alternative.map(|a| round4(a.value)),
            need_ids: (0..input.needs.len())
                .filter(|&need| chosen.covered[need].is_some_and(|c| c.offer == choice.offer))
                .map(|need| input.needs[need].id.clone())
                .collect(),
        })
        .collect();
    rows.sort_by(|a, b| b.contribution.total_cmp(&a.contribution).then_with(|| a.offer_id.cmp(&b.offer_id)));
    Ok(Selection {
        places: input.round.places,
        chosen: rows,
        value: round4(chosen.value),
        bound: round4(chosen.bound),
        is_proven: chosen.proven,
        covered: round4(chosen.value - own),
        demand: round4(ground.demand()),
        curve: curve
            .iter()
            .map(|point| CurvePoint {
                places: point.places,
                value: round4(point.value),
                bound: round4(point.bound),
            })
            .collect(),
        barred,
    })
}

/// The reasons in German, as files have them.
fn list_barred(ground: &Ground, rules: &Rules) -> Vec<Barred> {
    let number = |value: f64| rathaus_core::Lang::De.number(value, 1);
    let say = |why: Why| match why {
        Why::BelowThreshold { mean, wanted } => {
            format!("Gutachten im Mittel {}, verlangt sind {}", number(mean), number(wanted))
        }
        Why::NoReview => "noch kein Gutachten, das zählt".to_owned(),
        _ => "in den Einstellungen der Runde ausgeschlossen".to_owned(),
    };
    (ground.offers.iter().enumerate())
        .filter_map(|(place, offer)| {
            let reason = say(ground.barred(place, rules)?);
            Some(Barred { offer_id: offer.id.clone(), reason })
        })
        .collect()
}
