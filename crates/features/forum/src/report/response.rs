//! Who answered: by county, on the map of the region, and who did not.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::Ags;
use rathaus_core::register::{self, Register};
use rathaus_web::TextError;
use rathaus_web::charts::{Label, Map, Mark, Shape, ShapeFill, map};
use serde::Serialize;

use super::facts::Facts;
use minijinja::Value;

#[derive(Debug, Serialize)]
pub(super) struct ResponseView {
    pub(super) needs: usize,
    pub(super) answered: usize,
    pub(super) municipalities: usize,
    pub(super) counties_answered: usize,
    pub(super) counties: usize,
    pub(super) inhabitants_share: f64,
    pub(super) without_key: usize,
    map: Option<Value>,
    legend: Vec<LegendView>,
    rows: Vec<CountyView>,
    not_on_map: Vec<String>,
    outline_source: &'static str,
    register_source: &'static str,
}

#[derive(Debug, Serialize)]
struct LegendView {
    class: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct CountyView {
    name: String,
    answered: usize,
    municipalities: usize,
    share: f64,
    needs: usize,
    /// Answers of the county as a body; `None` for a city that is its own county.
    own: Option<usize>,
    silent: Vec<String>,
}

/// Needs by key; keys of municipalities and of counties as bodies.
fn count(facts: &Facts<'_>) -> BTreeMap<Ags, usize> {
    let mut count = BTreeMap::new();
    for need in &facts.input.needs {
        if let Some(ags) = need.ags {
            *count.entry(ags).or_insert(0) += 1;
        }
    }
    count
}

/// The totals and rows without the map.
pub(super) fn view(facts: &Facts<'_>) -> Result<ResponseView, TextError> {
    let register = Register::germany();
    let count = count(facts);
    let counties: BTreeSet<Ags> = count.keys().map(|ags| ags.county()).collect();
    let mut rows = Vec::new();
    let (mut inhabitants, mut reached) = (0u64, 0u64);
    for county in &counties {
        let mut row = CountyView {
            name: register.name(*county).unwrap_or_else(|| county.to_string()),
            answered: 0,
            municipalities: 0,
            share: 0.0,
            needs: 0,
            own: register.find(*county).is_none().then(|| count.get(county).copied().unwrap_or(0)),
            silent: Vec::new(),
        };
        for municipality in register.list_county(*county).filter(|m| m.population.unwrap_or(0) > 0) {
            let people = u64::from(municipality.population.unwrap_or(0));
            row.municipalities += 1;
            inhabitants += people;
            match count.get(&municipality.ags) {
                Some(needs) => {
                    row.answered += 1;
                    row.needs += needs;
                    reached += people;
                }
                None => row.silent.push(municipality.short_name().to_owned()),
            }
        }
        row.share = row.answered as f64 / row.municipalities.max(1) as f64;
        rows.push(row);
    }
    let outlined: BTreeSet<Ags> = register::hessen_counties().iter().map(|o| o.ags.county()).collect();
    let drawn: BTreeSet<Ags> = counties.intersection(&outlined).copied().collect();
    let not_on_map = counties
        .difference(&drawn)
        .map(|ags| register.name(*ags).unwrap_or_else(|| ags.to_string()))
        .collect();
    let (drawing, legend) = if drawn.is_empty() { (None, Vec::new()) } else { draw(facts, &count, &drawn)? };
    Ok(ResponseView {
        needs: facts.input.needs.len(),
        answered: rows.iter().map(|r| r.answered).sum(),
        municipalities: rows.iter().map(|r| r.municipalities).sum(),
        counties_answered: rows.iter().filter(|r| r.own.unwrap_or(0) > 0).count(),
        counties: rows.iter().filter(|r| r.own.is_some()).count(),
        inhabitants_share: reached as f64 / inhabitants.max(1) as f64,
        without_key: facts.input.needs.iter().filter(|n| n.ags.is_none()).count(),
        map: drawing,
        legend,
        rows,
        not_on_map,
        outline_source: register::OUTLINE_SOURCE,
        register_source: register::REGISTER_SOURCE,
    })
}

fn draw(
    facts: &Facts<'_>,
    count: &BTreeMap<Ags, usize>,
    drawn: &BTreeSet<Ags>,
) -> Result<(Option<Value>, Vec<LegendView>), TextError> {
    let (register, texts) = (Register::germany(), facts.texts);
    let mut shapes = Vec::new();
    for outline in register::hessen_municipalities().iter().filter(|o| drawn.contains(&o.ags.county())) {
        let needs = count.get(&outline.ags).copied().unwrap_or(0);
        let is_asked = register.population(outline.ags) > 0;
        let (fill, key) = match needs {
            0 if !is_asked => (ShapeFill::Blank, "response-map-nobody"),
            0 => (ShapeFill::Hatched, "response-map-silent"),
            needs => (ShapeFill::Step(step(needs)), "response-map-needs"),
        };
        shapes.push(Shape {
            rings: &outline.rings,
            fill,
            text: if needs > 0 { needs.to_string() } else { String::new() },
            title: texts.with(key, &[("name", outline.name.clone().into()), ("n", needs.into())])?,
            href: String::new(),
        });
    }
    let mut borders = Vec::new();
    let mut marks = Vec::new();
    for outline in register::hessen_counties().iter().filter(|o| drawn.contains(&o.ags.county())) {
        borders.push(outline.rings.as_slice());
        let own = count.get(&outline.ags.county()).copied().unwrap_or(0);
        if own == 0 || register.find(outline.ags.county()).is_some() {
            continue;
        }
        if let Some([longitude, latitude]) = free_place(outline.ags, count) {
            let name = register.name(outline.ags.county()).unwrap_or_else(|| outline.name.clone());
            marks.push(Mark {
                longitude,
                latitude,
                text: own.to_string(),
                title: texts.with("response-map-county", &[("name", name.into()), ("n", own.into())])?,
            });
        }
    }
    let chart = Map {
        label: Label {
            id: format!("{}-response-map", facts.lang().tag()),
            title: texts.get("response-map-title")?,
            description: texts.get("response-map-description")?,
        },
        shapes,
        borders,
        marks,
        width: 720.0,
    };
    let legend = [
        ("q1", "response-legend-1"),
        ("q3", "response-legend-2"),
        ("q5", "response-legend-3"),
        ("hatch", "response-legend-silent"),
        ("blank", "response-legend-nobody"),
        ("lozenge", "response-legend-county"),
    ]
    .into_iter()
    .map(|(class, key)| Ok(LegendView { class, text: texts.get(key)? }))
    .collect::<Result<_, TextError>>()?;
    Ok((Some(Value::from_safe_string(map(&chart))), legend))
}

fn step(needs: usize) -> u8 {
    match needs {
        0 | 1 => 1,
        2 => 3,
        _ => 5,
    }
}

/// Where the county's own mark hides no number: the middle of the silent municipality nearest to the county's middle.
fn free_place(county: Ags, count: &BTreeMap<Ags, usize>) -> Option<[f64; 2]> {
    let points: Vec<(bool, [f64; 2])> = Register::germany()
        .list_county(county.county())
        .filter_map(|m| Some((count.contains_key(&m.ags), [m.longitude?, m.latitude?])))
        .collect();
    let many = points.len().max(1) as f64;
    let middle = points.iter().fold([0.0, 0.0], |s, (_, p)| [s[0] + p[0] / many, s[1] + p[1] / many]);
    let far = |p: &[f64; 2]| (p[0] - middle[0]).powi(2) * 0.4 + (p[1] - middle[1]).powi(2);
    points.iter().min_by(|a, b| a.0.cmp(&b.0).then(far(&a.1).total_cmp(&far(&b.1)))).map(|(_, point)| *point)
}
