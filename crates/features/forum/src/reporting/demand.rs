//! What is needed: the areas of action in figures, and the needs themselves.

use std::collections::BTreeMap;

use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, float, short};

pub(super) fn areas(desk: &Desk<'_>) -> Result<Section, TextError> {
    match &desk.known.plan {
        Some(_) if desk.audience.is_inside() => all_areas(desk),
        _ if !desk.known.published.is_empty() => published(desk),
        _ => Section::empty(desk, "areas"),
    }
}

/// Every area with its weight, as the office knows them.
fn all_areas(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let Some(plan) = &known.plan else { return Section::empty(desk, "areas") };
    let mut section = Section::new("areas");
    let mut by_relevance: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let relevance: BTreeMap<&str, u8> =
        known.needs.iter().map(|need| (need.label.as_str(), need.written.relevance)).collect();
    for one in &plan.assignments {
        let step = relevance.get(one.need_id.as_str()).copied().unwrap_or(1).clamp(1, 4);
        by_relevance.entry(&one.area).or_default()[usize::from(4 - step)] += 1;
    }
    let mut areas: Vec<_> = plan.areas.iter().filter(|area| area.needs > 0).collect();
    areas.sort_by(|a, b| b.needs.cmp(&a.needs).then(b.weight.total_cmp(&a.weight)));
    let key = "areas";
    let relevances = ["relevance-4", "relevance-3", "relevance-2", "relevance-1"];
    let mut columns = vec![("area", Kind::Text), ("needs", Kind::Number)];
    columns.extend(relevances.map(|key| (key, Kind::Number)));
    columns.extend([("towns", Kind::Number), ("inhabitants", Kind::Number), ("weight", Kind::Number)]);
    let mut table = desk.table(key, &columns)?;
    let mut bars = Vec::new();
    for area in &areas {
        let name = desk.name(&area.name, &area.name_en).to_owned();
        let steps = by_relevance.get(area.key.as_str()).copied().unwrap_or_default();
        let mut row = vec![Cell::from(&name), count(area.needs)];
        row.extend(steps.map(count));
        row.extend([
            count(area.towns),
            Cell::Count(i64::try_from(area.inhabitants).unwrap_or(i64::MAX)),
            Cell::Number((area.weight * 10.0).round() / 10.0),
        ]);
        table.rows.push(row);
        bars.push((name, steps.map(float).to_vec(), area.needs.to_string()));
    }
    section.says.push(desk.say(
        "areas-lead",
        &[
            ("needs", known.needs.len().into()),
            ("areas", areas.len().into()),
            ("groups", plan.duplicates.len().into()),
        ],
    )?);
    let chart = desk.bars(key, &relevances, bars)?;
    section.add(key, chart, table);
    Ok(section)
}

/// The areas as they were published.
fn published(desk: &Desk<'_>) -> Result<Section, TextError> {
    let mut section = Section::new("areas");
    let key = "areas";
    let mut table = desk.table(
        key,
        &[
            ("area", Kind::Text),
            ("description", Kind::LongText),
            ("needs", Kind::Number),
            ("towns", Kind::Number),
        ],
    )?;
    let mut areas: Vec<_> = desk.known.published.iter().collect();
    areas.sort_by_key(|area| std::cmp::Reverse(area.needs));
    let mut bars = Vec::new();
    for area in &areas {
        let name = desk.name(&area.name, &area.name_en).to_owned();
        table.rows.push(vec![
            Cell::from(&name),
            Cell::from(&area.description),
            Cell::from(area.needs),
            Cell::from(area.towns),
        ]);
        bars.push((name, vec![f64::from(area.needs)], area.needs.to_string()));
    }
    section.says.push(desk.say(
        "areas-lead",
        &[
            ("needs", desk.known.needs.len().into()),
            ("areas", areas.len().into()),
            ("groups", 0_usize.into()),
        ],
    )?);
    let chart = desk.bars(key, &["needs"], bars)?;
    section.add(key, chart, table);
    Ok(section)
}

/// The needs: all for the office, for everybody those whose towns agreed to it.
pub(super) fn needs(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    if known.needs.is_empty() {
        return Section::empty(desk, "needs");
    }
    let is_inside = desk.audience.is_inside();
    let open = known.needs.iter().filter(|need| need.written.is_public).count();
    let mut section = Section::new("needs");
    section.says.push(desk.say(
        "needs-lead",
        &[
            ("n", known.needs.len().into()),
            ("seconded", known.needs.iter().filter(|need| need.seconders > 0).count().into()),
        ],
    )?);
    let hidden = known.needs.len() - open;
    if !is_inside && hidden > 0 {
        section.says.push(desk.say("needs-hidden", &[("n", hidden.into())])?);
    }
    let names = area_names(desk);
    let areas = known.area_of();
    let key = "needs";
    let mut columns = vec![
        ("label", Kind::Text),
        ("need", Kind::Text),
        ("town", Kind::Text),
        ("area", Kind::Text),
        ("relevance", Kind::Number),
        ("seconders", Kind::Number),
    ];
    if is_inside {
        columns.push(("public", Kind::YesNo));
    }
    let mut table = desk.table(key, &columns)?;
    for need in known.needs.iter().filter(|need| is_inside || need.written.is_public) {
        let area = areas.get(need.label.as_str()).and_then(|key| names.get(*key)).cloned();
        let mut row = vec![
            Cell::from(&need.label),
            Cell::from(&need.written.title),
            Cell::from(short(&need.organisation_name)),
            Cell::from(area),
            Cell::from(u32::from(need.written.relevance)),
            Cell::from(need.seconders),
        ];
        if is_inside {
            row.push(Cell::from(need.written.is_public));
        }
        table.rows.push(row);
    }
    section.add(key, None, table);
    Ok(section)
}

/// Names of the areas that may be named, by key.
pub(super) fn area_names<'d>(desk: &'d Desk<'_>) -> BTreeMap<&'d str, String> {
    let mut names: BTreeMap<&str, String> = desk
        .known
        .published
        .iter()
        .map(|area| (area.key.as_str(), desk.name(&area.name, &area.name_en).to_owned()))
        .collect();
    if desk.audience.is_inside() {
        for area in desk.known.plan.iter().flat_map(|plan| &plan.areas) {
            names.insert(&area.key, desk.name(&area.name, &area.name_en).to_owned());
        }
    }
    names
}
