//! The jury's work, and the choice of suppliers with its proof.

use std::collections::BTreeMap;

use rathaus_web::TextError;
use rathaus_web::charts::{Label, StepPoint, Steps, steps};
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, float, percent_cell};
use crate::model::jury::Spread;
use crate::store::supplier_invitation::SupplierState;

/// Bands of the jury's means that everybody sees: lower end, counted as below the next one's.
const BANDS: [u8; 4] = [1, 4, 6, 8];
/// Bars of the chart; the table has all.
const BARS: usize = 20;

fn rounded(value: f64) -> Cell {
    Cell::Number((value * 100.0).round() / 100.0)
}

pub(super) fn jury(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut conflicts = 0_usize;
    for review in &known.reviews {
        match review.score.filter(|_| !review.conflict) {
            Some(score) => scores.entry(&review.offer_id).or_default().push(score),
            None => conflicts += 1,
        }
    }
    if scores.is_empty() {
        return Section::empty(desk, "jury");
    }
    let mut section = Section::new("jury");
    section.says.push(desk.say(
        "jury-lead",
        &[
            ("jurors", known.jurors.into()),
            ("reviews", scores.values().map(Vec::len).sum::<usize>().into()),
            ("offers", scores.len().into()),
            ("conflicts", conflicts.into()),
        ],
    )?);
    if let Some(jury) = &known.jury {
        let key = "jury-criteria";
        let mut table = desk.table(key, &[("criterion", Kind::Text), ("criterion-weight", Kind::Number)])?;
        table.rows = jury
            .criteria
            .iter()
            .map(|one| vec![Cell::from(&one.name), Cell::from(u32::from(one.weight))])
            .collect();
        section.add(key, None, table);
    }
    let mut judged: Vec<(&str, Spread)> =
        scores.into_iter().filter_map(|(offer, values)| Some((offer, Spread::of(values)?))).collect();
    judged.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean).then(a.0.cmp(b.0)));
    if desk.audience.is_inside() {
        by_offer(desk, &mut section, &judged)?
    } else {
        by_band(desk, &mut section, &judged)?
    }
    Ok(section)
}

fn by_offer(desk: &Desk<'_>, section: &mut Section, judged: &[(&str, Spread)]) -> Result<(), TextError> {
    let offers: BTreeMap<&str, (&str, &str)> = desk
        .known
        .offers
        .iter()
        .filter_map(|one| Some((one.label.as_deref()?, (one.text.title.as_str(), one.supplier.as_str()))))
        .collect();
    let key = "jury-offers";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("offer", Kind::Text),
            ("supplier", Kind::Text),
            ("mean", Kind::Number),
            ("median", Kind::Number),
            ("spread", Kind::Number),
            ("reviews", Kind::Number),
        ],
    )?;
    let mut bars = Vec::new();
    for (label, spread) in judged {
        let (title, supplier) = offers.get(label).copied().unwrap_or_default();
        table.rows.push(vec![
            Cell::from(*label),
            Cell::from(title),
            Cell::from(supplier),
            rounded(spread.mean),
            rounded(spread.median),
            rounded(spread.width()),
            count(spread.n),
        ]);
        if bars.len() < BARS {
            bars.push((format!("{label} {supplier}"), vec![spread.mean], desk.lang().number(spread.mean, 1)));
        }
    }
    let chart = desk.bars(key, &["mean"], bars)?;
    section.add(key, chart, table);
    Ok(())
}

/// How many offers have which mean: no offer is named.
fn by_band(desk: &Desk<'_>, section: &mut Section, judged: &[(&str, Spread)]) -> Result<(), TextError> {
    let key = "jury-bands";
    let mut table = desk.table(key, &[("mean", Kind::Text), ("offers", Kind::Number)])?;
    let mut bars = Vec::new();
    for (place, from) in BANDS.iter().enumerate() {
        let next = BANDS.get(place + 1).map_or(f64::INFINITY, |next| f64::from(*next));
        let n = judged.iter().filter(|(_, one)| one.mean >= f64::from(*from) && one.mean < next).count();
        let name = match BANDS.get(place + 1) {
            Some(next) => desk.say("band", &[("from", (*from).into()), ("to", (*next).into())])?,
            None => desk.say("band-last", &[("from", (*from).into())])?,
        };
        table.rows.push(vec![Cell::from(&name), count(n)]);
        bars.push((name, vec![float(n)], n.to_string()));
    }
    let chart = desk.bars(key, &["offers"], bars)?;
    section.add(key, chart, table);
    Ok(())
}

pub(super) fn selection(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let Some(decision) = &known.decision else { return Section::empty(desk, "selection") };
    let content = &decision.content;
    let part = |value: f64| if content.demand > 0.0 { value / content.demand } else { 0.0 };
    let mut section = Section::new("selection");
    section.says.push(desk.say(
        "selection-lead",
        &[
            ("n", content.chosen.len().into()),
            ("of", (content.chosen.len() + content.others.len()).into()),
            ("share", desk.percent(part(content.covered))),
        ],
    )?);
    let gap =
        if content.bound > 0.0 { ((content.bound - content.value) / content.bound).max(0.0) } else { 0.0 };
    section.says.push(match content.is_proven {
        true => desk.text("selection-proven")?,
        false => desk.say("selection-gap", &[("gap", desk.texts.percent(gap, 1).into())])?,
    });
    if let (Some(second), Some(hash)) = (&decision.second, &decision.hash) {
        let day = rathaus_web::filters::date_time(desk.lang(), second.at);
        section
            .says
            .push(desk.say("selection-hash", &[("when", day.into()), ("hash", hash.as_str().into())])?);
    }
    chosen(desk, &mut section)?;
    if desk.audience.is_inside() {
        invited(desk, &mut section)?;
    }
    let key = "selection-areas";
    let mut table =
        desk.table(key, &[("area", Kind::Text), ("covered", Kind::Number), ("chosen-offers", Kind::Number)])?;
    let mut bars = Vec::new();
    for area in content.areas.iter().filter(|area| area.demand > 0.0) {
        let (name, share) = (desk.name(&area.name, &area.name_en), area.covered / area.demand);
        table.rows.push(vec![Cell::from(name), percent_cell(share), count(area.offers)]);
        bars.push((name.to_owned(), vec![share * 100.0], desk.texts.percent(share, 0)));
    }
    let chart = desk.bars(key, &["covered"], bars)?;
    section.add(key, chart, table);
    curve(desk, &mut section)?;
    Ok(section)
}

/// The chosen: for the office all with their scores, for everybody those that come, once the programme names them.
fn chosen(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let known = desk.known;
    let Some(decision) = &known.decision else { return Ok(()) };
    let key = "selection-chosen";
    if desk.audience.is_inside() {
        let mut table = desk.table(
            key,
            &[
                ("label", Kind::Text),
                ("offer", Kind::Text),
                ("supplier", Kind::Text),
                ("contribution", Kind::Number),
                ("mean", Kind::Number),
                ("needs", Kind::Number),
            ],
        )?;
        for one in &decision.content.chosen {
            table.rows.push(vec![
                Cell::from(&one.label),
                Cell::from(&one.title),
                Cell::from(&one.supplier),
                percent_cell(one.contribution),
                one.jury.map_or(Cell::Empty, rounded),
                count(one.needs),
            ]);
        }
        section.add(key, None, table);
        return Ok(());
    }
    let coming: Vec<_> = known.suppliers.iter().filter(|one| one.state == SupplierState::Accepted).collect();
    if known.event.published_at.is_none() {
        section.says.push(desk.say("selection-unnamed", &[("n", coming.len().into())])?);
        return Ok(());
    }
    let mut table = desk.table(key, &[("offer", Kind::Text), ("supplier", Kind::Text)])?;
    table.rows =
        coming.iter().map(|one| vec![Cell::from(&one.offer_title), Cell::from(&one.supplier)]).collect();
    section.add(key, None, table);
    Ok(())
}

fn invited(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let key = "selection-invited";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("offer", Kind::Text),
            ("supplier", Kind::Text),
            ("state", Kind::Text),
            ("instead-of", Kind::Text),
            ("answered-at", Kind::Time),
        ],
    )?;
    for one in &desk.known.suppliers {
        table.rows.push(vec![
            Cell::from(&one.offer_label),
            Cell::from(&one.offer_title),
            Cell::from(&one.supplier),
            Cell::from(desk.texts.get(&format!("suppliers-state-{}", one.state.word()))?),
            Cell::from(one.because.as_ref().map(|why| why.instead_of.clone())),
            Cell::from(one.answered_at),
        ]);
    }
    section.add(key, None, table);
    Ok(())
}

/// What one, two, three … places would cover.
fn curve(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let Some(selection) = desk.known.plan.as_ref().map(|plan| &plan.selection) else { return Ok(()) };
    if selection.curve.len() < 2 || selection.demand <= 0.0 {
        return Ok(());
    }
    let key = "selection-places";
    let mut table =
        desk.table(key, &[("places", Kind::Text), ("reached", Kind::Number), ("bound", Kind::Number)])?;
    let mut points = Vec::new();
    for point in &selection.curve {
        let (value, bound) = (point.value / selection.demand, point.bound / selection.demand);
        table.rows.push(vec![count(point.places), percent_cell(value), percent_cell(bound)]);
        points.push(StepPoint {
            name: point.places.to_string(),
            value,
            bound,
            text: desk.texts.percent(value, 0),
            title: String::new(),
        });
    }
    let highest = points.iter().map(|point| point.value.max(point.bound)).fold(1.0, f64::max);
    let top = (highest * 4.0).ceil() / 4.0;
    let chart = steps(&Steps {
        label: Label {
            id: format!("report-{key}"),
            title: desk.text("table-selection-places")?,
            description: desk.text("curve-description")?,
        },
        x_name: desk.text("column-places")?,
        y_name: desk.text("column-reached")?,
        value_name: desk.text("reached")?,
        bound_name: desk.text("column-bound")?,
        chosen: selection.curve.iter().position(|point| point.places == selection.places),
        points,
        top,
        ticks: std::array::from_fn(|quarter| desk.texts.percent(top * float(quarter) / 4.0, 0)),
    });
    section.add(key, Some(chart), table);
    Ok(())
}
