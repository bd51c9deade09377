//! What the jury says of the offers, and which reviews are still to be written.

use minijinja::Value;
use rathaus_web::TextError;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use serde::Serialize;

use super::facts::{Facts, OfferView};

#[derive(Debug, Serialize)]
pub(super) struct JuryView {
    rows: Vec<JuryRowView>,
    without: usize,
    reviews: usize,
    conflicts: usize,
    chart: Option<Value>,
    tasks: Vec<TaskView>,
}

#[derive(Debug, Serialize)]
struct JuryRowView {
    offer: OfferView,
    mean: f64,
    median: Option<f64>,
    spread: Option<f64>,
    reviews: usize,
    conflicts: usize,
}

#[derive(Debug, Serialize)]
struct TaskView {
    reviewer: String,
    offers: Vec<String>,
}

/// Bars in the chart; the table has all.
const BARS: usize = 20;

pub(super) fn view(facts: &Facts<'_>) -> Result<JuryView, TextError> {
    let texts = facts.texts;
    let mut rows: Vec<JuryRowView> = facts
        .plan
        .jury
        .iter()
        .filter_map(|j| {
            Some(JuryRowView {
                offer: facts.offer_view(&j.offer_id),
                mean: j.mean?,
                median: j.median,
                spread: j.spread,
                reviews: j.reviews,
                conflicts: j.conflicts,
            })
        })
        .collect();
    rows.sort_by(|a, b| b.mean.total_cmp(&a.mean).then(a.offer.id.cmp(&b.offer.id)));
    let mut tasks: Vec<TaskView> = Vec::new();
    for task in &facts.plan.review_tasks {
        let offer = facts.offer_short(&task.offer_id);
        match tasks.iter_mut().find(|t| t.reviewer == task.reviewer) {
            Some(of_reviewer) => of_reviewer.offers.push(offer),
            None => tasks.push(TaskView { reviewer: task.reviewer.clone(), offers: vec![offer] }),
        }
    }
    let chart = (!rows.is_empty())
        .then(|| {
            Ok::<_, TextError>(Value::from_safe_string(bars(&Bars {
                label: Label {
                    id: format!("{}-jury-chart", facts.lang().tag()),
                    title: texts.get("jury-chart-title")?,
                    description: texts.get("jury-chart-description")?,
                },
                parts: vec![texts.get("jury-mean")?],
                rows: rows
                    .iter()
                    .take(BARS)
                    .map(|row| BarRow {
                        name: facts.offer_short(&row.offer.id),
                        values: vec![row.mean],
                        text: facts.number(row.mean, 1),
                        title: String::new(),
                        least: None,
                        most: None,
                    })
                    .collect(),
                limits: String::new(),
            })))
        })
        .transpose()?;
    Ok(JuryView {
        without: facts.input.offers.len().saturating_sub(rows.len()),
        reviews: facts.plan.jury.iter().map(|j| j.reviews).sum(),
        conflicts: facts.plan.jury.iter().map(|j| j.conflicts).sum(),
        rows,
        chart,
        tasks,
    })
}
