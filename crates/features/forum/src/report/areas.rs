//! Needs by area and relevance, the needs of each area, and what was set aside.

use std::collections::BTreeMap;

use minijinja::Value;
use rathaus_core::Lang;
use rathaus_web::TextError;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use serde::Serialize;

use super::facts::{Facts, NeedView};

#[derive(Debug, Serialize)]
pub(super) struct AreasView {
    chart: Value,
    rows: Vec<AreaView>,
    /// Names of areas without a need.
    empty: Vec<String>,
    loose: Vec<NeedView>,
    aside: Vec<AsideView>,
    groups: usize,
    two_areas: usize,
}

#[derive(Debug, Serialize)]
struct AreaView {
    name: String,
    description: String,
    is_proposed: bool,
    needs: usize,
    /// Needs by relevance from 4 to 1.
    by_relevance: [usize; 4],
    towns: usize,
    inhabitants: u64,
    weight: f64,
    list: Vec<AreaNeedView>,
    /// How many needs the list leaves out.
    more: usize,
}

#[derive(Debug, Serialize)]
struct AreaNeedView {
    need: NeedView,
    words: Vec<String>,
    score: f64,
    by_hand: bool,
    also: Vec<String>,
    is_first: bool,
}

#[derive(Debug, Serialize)]
struct AsideView {
    need: NeedView,
    reason: String,
}

/// Most needs that one area lists; large rounds have the rest in `areas.csv`.
const MOST: usize = 120;

pub(super) fn view(facts: &Facts<'_>) -> Result<AreasView, TextError> {
    let (plan, texts) = (facts.plan, facts.texts);
    let mut also: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for group in &plan.duplicates {
        for id in &group.need_ids {
            let others = group.need_ids.iter().filter(|o| *o != id).map(|o| facts.need_view(o).organisation);
            also.insert(id, others.collect());
        }
    }
    let mut rows: Vec<AreaView> = plan
        .areas
        .iter()
        .map(|area| {
            let mut list: Vec<AreaNeedView> = plan
                .assignments
                .iter()
                .filter(|a| a.area == area.key)
                .map(|a| AreaNeedView {
                    need: facts.need_view(&a.need_id),
                    words: a.words.clone(),
                    score: a.score,
                    by_hand: a.by_hand,
                    also: also.get(a.need_id.as_str()).cloned().unwrap_or_default(),
                    is_first: facts.areas_of(&a.need_id).first().is_some_and(|f| f.area == area.key),
                })
                .collect();
            list.sort_by(|a, b| b.need.relevance.cmp(&a.need.relevance).then(b.score.total_cmp(&a.score)));
            let mut by_relevance = [0; 4];
            for one in &list {
                by_relevance[usize::from(4 - one.need.relevance.clamp(1, 4))] += 1;
            }
            let more = list.len().saturating_sub(MOST);
            list.truncate(MOST);
            AreaView {
                name: facts.area_name(&area.key),
                description: area.description.clone(),
                is_proposed: area.is_proposed,
                needs: area.needs,
                by_relevance,
                towns: area.towns,
                inhabitants: area.inhabitants,
                weight: area.weight,
                list,
                more,
            }
        })
        .collect();
    rows.sort_by(|a, b| b.needs.cmp(&a.needs).then(b.weight.total_cmp(&a.weight)));
    let chart = bars(&Bars {
        label: Label {
            id: format!("{}-areas-chart", facts.lang().tag()),
            title: texts.get("areas-chart-title")?,
            description: texts.get("areas-chart-description")?,
        },
        parts: ["relevance-4", "relevance-3", "relevance-2", "relevance-1"]
            .into_iter()
            .map(|key| texts.get(key))
            .collect::<Result<_, _>>()?,
        rows: rows
            .iter()
            .filter(|row| row.needs > 0)
            .map(|row| BarRow {
                name: row.name.clone(),
                values: row.by_relevance.map(|n| n as f64).to_vec(),
                text: facts.number(row.needs as f64, 0),
                title: String::new(),
                least: None,
                most: None,
            })
            .collect(),
        limits: String::new(),
    });
    let loose = facts
        .telling_needs()
        .into_iter()
        .filter(|n| facts.areas_of(&n.id).is_empty())
        .map(|n| facts.need_view(&n.id))
        .take(MOST)
        .collect();
    Ok(AreasView {
        chart: Value::from_safe_string(chart),
        empty: rows.iter().filter(|r| r.needs == 0).map(|r| r.name.clone()).collect(),
        rows,
        loose,
        aside: plan
            .set_aside
            .iter()
            .map(|s| AsideView { need: facts.need_view(&s.need_id), reason: s.reason.clone() })
            .collect(),
        groups: plan.duplicates.len(),
        two_areas: facts.input.needs.iter().filter(|n| facts.areas_of(&n.id).len() > 1).count(),
    })
}

/// The largest areas by number of needs: name and needs.
pub(super) fn largest(facts: &Facts<'_>, most: usize) -> Vec<(String, usize)> {
    let mut areas: Vec<_> = facts.plan.areas.iter().filter(|a| a.needs > 0).collect();
    areas.sort_by(|a, b| b.needs.cmp(&a.needs).then(b.weight.total_cmp(&a.weight)));
    areas.into_iter().take(most).map(|a| (facts.area_name(&a.key), a.needs)).collect()
}

/// The names joined as the language joins them: `a, b und c`.
pub(super) fn join(lang: Lang, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => {
            let and = if lang == Lang::De { "und" } else { "and" };
            format!("{} {and} {last}", rest.join(", "))
        }
    }
}
