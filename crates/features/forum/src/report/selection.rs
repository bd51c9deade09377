//! The choice of offers: the curve over the places, who was chosen and why, who was barred.

use minijinja::Value;
use rathaus_web::TextError;
use rathaus_web::charts::{Label, StepPoint, Steps, steps};
use serde::Serialize;

use super::facts::{Facts, NeedView, OfferView};

#[derive(Debug, Serialize)]
pub(super) struct SelectionView {
    places: usize,
    chosen: Vec<ChosenView>,
    covered_share: f64,
    gap: f64,
    is_proven: bool,
    chart: Option<Value>,
    curve: Vec<CurveView>,
    barred: Vec<BarredView>,
    threshold: Option<f64>,
    one_per_supplier: bool,
}

#[derive(Debug, Serialize)]
struct ChosenView {
    place: usize,
    offer: OfferView,
    contribution: f64,
    contribution_share: f64,
    alternative: Option<OfferView>,
    alternative_loss: Option<f64>,
    mean: Option<f64>,
    needs: Vec<NeedView>,
    towns: usize,
}

#[derive(Debug, Serialize)]
struct CurveView {
    places: usize,
    share: f64,
    bound_share: f64,
    gain: f64,
    is_chosen: bool,
}

#[derive(Debug, Serialize)]
struct BarredView {
    offer: OfferView,
    reason: String,
}

/// How far a value may lie below the best, as a share of the bound: 0 is proven best.
pub(super) fn gap(value: f64, bound: f64) -> f64 {
    if bound > 0.0 { ((bound - value) / bound).max(0.0) } else { 0.0 }
}

pub(super) fn view(facts: &Facts<'_>) -> Result<SelectionView, TextError> {
    let selection = &facts.plan.selection;
    let share = |value: f64| if selection.demand > 0.0 { value / selection.demand } else { 0.0 };
    let chosen = selection
        .chosen
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let needs: Vec<NeedView> = one.need_ids.iter().map(|id| facts.need_view(id)).collect();
            let mut towns: Vec<&str> = needs.iter().map(|n| n.organisation.as_str()).collect();
            towns.sort_unstable();
            towns.dedup();
            ChosenView {
                place: place + 1,
                offer: facts.offer_view(&one.offer_id),
                contribution: one.contribution,
                contribution_share: share(one.contribution),
                alternative: one.alternative.as_deref().map(|id| facts.offer_view(id)),
                alternative_loss: one
                    .alternative_value
                    .map(|value| share((selection.value - value).max(0.0))),
                mean: facts.plan.jury.iter().find(|j| j.offer_id == one.offer_id).and_then(|j| j.mean),
                towns: towns.len(),
                needs,
            }
        })
        .collect();
    let mut before = 0.0;
    let curve: Vec<CurveView> = selection
        .curve
        .iter()
        .map(|point| {
            let gain = share(point.value - before);
            before = point.value;
            CurveView {
                places: point.places,
                share: share(point.value),
                bound_share: share(point.bound),
                gain,
                is_chosen: point.places == selection.places,
            }
        })
        .collect();
    Ok(SelectionView {
        places: selection.places,
        covered_share: share(selection.covered),
        gap: gap(selection.value, selection.bound),
        is_proven: selection.is_proven,
        chart: if curve.len() > 1 { Some(chart(facts, &curve)?) } else { None },
        chosen,
        curve,
        barred: selection
            .barred
            .iter()
            .map(|b| BarredView { offer: facts.offer_view(&b.offer_id), reason: b.reason.clone() })
            .collect(),
        threshold: Some(facts.input.round.selection.jury_threshold).filter(|t| *t > 0.0),
        one_per_supplier: facts.input.round.selection.one_per_supplier,
    })
}

fn chart(facts: &Facts<'_>, curve: &[CurveView]) -> Result<Value, TextError> {
    let texts = facts.texts;
    let highest = curve.iter().map(|p| p.share.max(p.bound_share)).fold(1.0, f64::max);
    // The axis ends at 100 % unless the jury's part lifts the curve above it.
    let top = (highest * 4.0).ceil() / 4.0;
    let points = curve
        .iter()
        .map(|p| {
            Ok(StepPoint {
                name: facts.number(p.places as f64, 0),
                value: p.share,
                bound: p.bound_share,
                text: texts.percent(p.share, 0),
                title: texts.with(
                    "selection-chart-point",
                    &[
                        ("places", p.places.into()),
                        ("share", texts.percent(p.share, 1).into()),
                        ("bound", texts.percent(p.bound_share, 1).into()),
                    ],
                )?,
            })
        })
        .collect::<Result<_, TextError>>()?;
    Ok(Value::from_safe_string(steps(&Steps {
        label: Label {
            id: format!("{}-selection-chart", facts.lang().tag()),
            title: texts.get("selection-chart-title")?,
            description: texts.get("selection-chart-description")?,
        },
        x_name: texts.get("selection-chart-x")?,
        y_name: texts.get("selection-chart-y")?,
        value_name: texts.get("selection-chart-value")?,
        bound_name: texts.get("selection-chart-bound")?,
        points,
        chosen: curve.iter().position(|p| p.is_chosen),
        top,
        ticks: std::array::from_fn(|quarter| texts.percent(top * quarter as f64 / 4.0, 0)),
    })))
}
