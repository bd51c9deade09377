//! Which offers are invited: the engine's portfolio on the round's own numbers.

use rathaus_allocation::portfolio::{self, Limits, Need, Problem, Quota};

use super::grouping::Grouped;
use super::{PlanError, round4, say};
use crate::matching::{Matching, TOUCHES_FROM};
use crate::model::plan::{Barred, Chosen, CurvePoint, JuryScore, Selection};
use crate::model::{Input, Offer};

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
pub(super) fn select(
    input: &Input,
    matching: &Matching<'_>,
    grouped: &Grouped,
    weights: &[f64],
    jury: &[JuryScore],
) -> Result<Selection, PlanError> {
    let rule = &input.round.selection;
    let mean = |offer: &Offer| jury.iter().find(|j| j.offer_id == offer.id).and_then(|j| j.mean);
    let barred = list_barred(input, &mean);
    let cover: Vec<Vec<(usize, f64)>> = (0..input.needs.len())
        .map(|need| {
            if weights[need] <= 0.0 {
                return Vec::new();
            }
            (matching.scores.row(need).iter().enumerate())
                .map(|(offer, score)| (offer, cover(*score)))
                .filter(|(offer, share)| *share > 0.0 && matching.violation(need, *offer).is_none())
                .collect()
        })
        .collect();
    let demand: f64 = weights.iter().sum();
    let places = input.round.places.min(input.offers.len());
    let per_place = demand / places.max(1) as f64;
    let bonus: Vec<f64> = input
        .offers
        .iter()
        .map(|offer| mean(offer).map_or(0.0, |m| input.round.weights.jury * per_place * (m - 1.0) / 9.0))
        .collect();
    let mut suppliers: Vec<String> = input.offers.iter().map(|o| o.supplier.trim().to_lowercase()).collect();
    let mut known = suppliers.clone();
    known.sort();
    known.dedup();
    // An offer without a supplier's name stands for itself.
    let numbers: Vec<usize> = suppliers
        .iter_mut()
        .enumerate()
        .map(|(place, name)| match name.is_empty() {
            true => known.len() + place,
            false => known.binary_search(name).unwrap_or(0),
        })
        .collect();
    let place_of = |id: &String| input.offers.iter().position(|offer| offer.id == *id);
    let problem = Problem {
        offers: input.offers.len(),
        needs: weights.iter().map(|&weight| Need { weight }).collect(),
        cover,
        places,
        suppliers: numbers,
        one_per_supplier: rule.one_per_supplier,
        quotas: quotas(input, matching, grouped),
        bonus,
        required: rule.must.iter().filter_map(place_of).collect(),
        forbidden: barred.iter().filter_map(|b| place_of(&b.offer_id)).collect(),
    };
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
        demand: round4(demand),
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

fn list_barred(input: &Input, mean: &dyn Fn(&Offer) -> Option<f64>) -> Vec<Barred> {
    let rule = &input.round.selection;
    let mut barred = Vec::new();
    for offer in &input.offers {
        let reason = if rule.never.contains(&offer.id) {
            Some("in den Einstellungen der Runde ausgeschlossen".to_owned())
        } else if rule.jury_threshold > 0.0 && !rule.must.contains(&offer.id) {
            match mean(offer) {
                Some(mean) if mean < rule.jury_threshold => Some(format!(
                    "Gutachten im Mittel {}, verlangt sind {}",
                    rathaus_core::Lang::De.number(mean, 1),
                    rathaus_core::Lang::De.number(rule.jury_threshold, 1)
                )),
                None => Some("noch kein Gutachten, das zählt".to_owned()),
                Some(_) => None,
            }
        } else {
            None
        };
        if let Some(reason) = reason {
            barred.push(Barred { offer_id: offer.id.clone(), reason });
        }
    }
    barred
}

/// Which offers count towards the quota of an area: those whose matched needs lie there most.
fn quotas(input: &Input, matching: &Matching<'_>, grouped: &Grouped) -> Vec<Quota> {
    let rules = &input.round.selection.quotas;
    if rules.is_empty() {
        return Vec::new();
    }
    let mut strength = vec![vec![0.0_f64; grouped.areas.len()]; input.offers.len()];
    for (need, belongs) in grouped.belongs.iter().enumerate() {
        for (offer, score) in matching.scores.row(need).iter().enumerate() {
            for b in belongs {
                strength[offer][b.area] += cover(*score) * f64::from(b.score);
            }
        }
    }
    let area_of: Vec<Option<usize>> = strength
        .iter()
        .map(|row| {
            (row.iter().enumerate())
                .filter(|(_, s)| **s > 0.0)
                .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
                .map(|(area, _)| area)
        })
        .collect();
    rules
        .iter()
        .map(|rule| {
            let wanted = rule.area.trim().to_lowercase();
            let area = grouped
                .areas
                .iter()
                .position(|a| a.key.to_lowercase() == wanted || a.name.to_lowercase() == wanted);
            let members =
                (0..input.offers.len()).filter(|&offer| area.is_some() && area_of[offer] == area).collect();
            Quota { members, least: rule.least, most: rule.most.unwrap_or(usize::MAX) }
        })
        .collect()
}
