//! Need × offer at a glance: areas against offers, and every need below.

use std::collections::BTreeMap;

use minijinja::Value;
use rathaus_web::TextError;
use rathaus_web::charts::{Heat, HeatCell, HeatLook, Label, heat};
use serde::Serialize;

use super::facts::Facts;

#[derive(Debug, Serialize)]
pub(super) struct HeatView {
    chart: Option<Value>,
    rows: Vec<HeatRowView>,
    full: Vec<FullView>,
    needs: usize,
    offers: usize,
    offers_shown: usize,
    idle: Vec<String>,
}

/// One area as a row of the table beside the chart.
#[derive(Debug, Serialize)]
struct HeatRowView {
    name: String,
    offers: usize,
    best: Vec<BestView>,
}

#[derive(Debug, Serialize)]
struct BestView {
    name: String,
    needs: usize,
}

#[derive(Debug, Serialize)]
struct FullView {
    name: String,
    chart: Value,
}

/// An offer counts for a need when it is among so many first offers of it.
const FIRST: usize = 5;
/// Ranks that the full map shows.
const SHOWN: usize = 8;
/// Beyond so many needs the full map is left to `matches.csv`.
const MOST_NEEDS: usize = 400;
/// Most columns; the offers that fit most needs.
const MOST_OFFERS: usize = 72;

pub(super) fn view(facts: &Facts<'_>) -> Result<HeatView, TextError> {
    let texts = facts.texts;
    let mut areas: Vec<_> = facts.plan.areas.iter().filter(|a| a.needs > 0).collect();
    areas.sort_by(|a, b| b.needs.cmp(&a.needs).then(b.weight.total_cmp(&a.weight)));
    let areas: Vec<&str> = areas.into_iter().map(|a| a.key.as_str()).collect();
    // Number of needs by area and offer; a need counts in its best area.
    let mut hits: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut by_area: Vec<Vec<&str>> = vec![Vec::new(); areas.len()];
    for need in facts.telling_needs() {
        let best = facts.areas_of(&need.id).first();
        let Some(area) = best.and_then(|a| areas.iter().position(|key| *key == a.area)) else { continue };
        by_area[area].push(&need.id);
        for one in facts.matches_of(&need.id).iter().filter(|m| (1..=FIRST).contains(&m.rank)) {
            *hits.entry((area, one.offer_id.as_str())).or_insert(0) += 1;
        }
    }
    let columns = columns(&hits);
    let place: BTreeMap<&str, usize> = columns.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let most = hits.values().copied().max().unwrap_or(1).max(1);
    let names: Vec<(String, bool)> =
        columns.iter().map(|id| (facts.offer_short(id), facts.offer_view(id).is_chosen)).collect();
    let ids: Vec<(String, bool)> =
        columns.iter().zip(&names).map(|(id, (_, is_chosen))| ((*id).to_owned(), *is_chosen)).collect();
    let mut cells = Vec::new();
    for ((area, offer), needs) in &hits {
        if let Some(column) = place.get(offer) {
            let (area_name, offer_name) = (facts.area_name(areas[*area]), facts.offer_short(offer));
            cells.push(HeatCell {
                row: *area,
                column: *column,
                share: *needs as f64 / most as f64,
                text: needs.to_string(),
                title: texts.with(
                    "heat-cell",
                    &[("area", area_name.into()), ("offer", offer_name.into()), ("n", (*needs).into())],
                )?,
            });
        }
    }
    let chart = (!cells.is_empty()).then_some(Heat {
        label: Label {
            id: format!("{}-heat-areas", facts.lang().tag()),
            title: texts.get("heat-chart-title")?,
            description: texts.get("heat-chart-description")?,
        },
        rows: areas.iter().map(|key| facts.area_name(key)).collect(),
        columns: names.clone(),
        cells,
        look: HeatLook::Number,
        names: 226.0,
    });
    let full = if facts.input.needs.len() <= MOST_NEEDS && chart.is_some() {
        full(facts, &areas, &by_area, &ids, &place)?
    } else {
        Vec::new()
    };
    Ok(HeatView {
        chart: chart.map(|c| Value::from_safe_string(heat(&c))),
        rows: rows(facts, &areas, &hits),
        full,
        needs: facts.input.needs.len(),
        offers: facts.input.offers.len(),
        offers_shown: columns.len(),
        idle: facts
            .input
            .offers
            .iter()
            .filter(|o| !hits.keys().any(|(_, id)| *id == o.id))
            .map(|o| facts.offer_short(&o.id))
            .take(60)
            .collect(),
    })
}

/// The offers that fit something, ordered so that those of the same area stand together.
fn columns<'a>(hits: &BTreeMap<(usize, &'a str), usize>) -> Vec<&'a str> {
    let mut best: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for ((area, offer), needs) in hits {
        let entry = best.entry(offer).or_insert((*area, *needs, 0));
        if *needs > entry.1 {
            (entry.0, entry.1) = (*area, *needs);
        }
        entry.2 += needs;
    }
    let mut list: Vec<(&str, (usize, usize, usize))> = best.into_iter().collect();
    list.sort_by(|a, b| b.1.2.cmp(&a.1.2).then(a.0.cmp(b.0)));
    list.truncate(MOST_OFFERS);
    list.sort_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)).then(a.0.cmp(b.0)));
    list.into_iter().map(|(id, _)| id).collect()
}

fn rows(facts: &Facts<'_>, areas: &[&str], hits: &BTreeMap<(usize, &str), usize>) -> Vec<HeatRowView> {
    areas
        .iter()
        .enumerate()
        .map(|(place, key)| {
            let mut list: Vec<(&str, usize)> =
                hits.iter().filter(|((area, _), _)| *area == place).map(|((_, o), n)| (*o, *n)).collect();
            list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            HeatRowView {
                name: facts.area_name(key),
                offers: list.len(),
                best: list
                    .iter()
                    .take(3)
                    .map(|(id, needs)| BestView { name: facts.offer_short(id), needs: *needs })
                    .collect(),
            }
        })
        .collect()
}

fn full(
    facts: &Facts<'_>,
    areas: &[&str],
    by_area: &[Vec<&str>],
    columns: &[(String, bool)],
    place: &BTreeMap<&str, usize>,
) -> Result<Vec<FullView>, TextError> {
    let texts = facts.texts;
    let mut list = Vec::new();
    for (number, (key, needs)) in areas.iter().zip(by_area).enumerate().filter(|(_, (_, n))| !n.is_empty()) {
        let name = facts.area_name(key);
        let mut cells = Vec::new();
        for (row, id) in needs.iter().enumerate() {
            for one in facts.matches_of(id).iter().filter(|m| (1..=SHOWN).contains(&m.rank)) {
                if let Some(column) = place.get(one.offer_id.as_str()) {
                    let score = facts.number(one.score, 2);
                    cells.push(HeatCell {
                        row,
                        column: *column,
                        share: one.score,
                        text: String::new(),
                        title: format!("{id} × {}: {score}", one.offer_id),
                    });
                }
            }
        }
        let chart = heat(&Heat {
            label: Label {
                id: format!("{}-heat-{number}", facts.lang().tag()),
                title: texts.with("heat-full-title", &[("area", name.clone().into())])?,
                description: texts.get("heat-full-description")?,
            },
            rows: needs
                .iter()
                .map(|id| {
                    let need = facts.need_view(id);
                    format!("{} {}: {}", need.id, need.organisation, need.title)
                })
                .collect(),
            columns: columns.to_vec(),
            cells,
            look: HeatLook::Square,
            names: 300.0,
        });
        list.push(FullView { name, chart: Value::from_safe_string(chart) });
    }
    Ok(list)
}
