//! Who answered: by county, by size, over time; for the office also by body and on the map.

use rathaus_core::register::{OUTLINE_SOURCE, REGISTER_SOURCE};
use rathaus_web::TextError;
use rathaus_web::charts::{Label, StepPoint, Steps, steps};
use rathaus_web::list::{Cell, Kind, Table};

use super::{Block, Desk, Section, count, float, percent_cell, short};
use crate::model::catalogue::put_together;
use crate::pages::region_map;
use crate::response::Share;

/// Adds one group to another.
pub(crate) fn add_share(into: &mut Share, other: &Share) {
    into.invited += other.invited;
    into.answered += other.answered;
    into.opened += other.opened;
    into.declined += other.declined;
    into.missing += other.missing;
}

pub(super) fn section(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    if known.invitations.is_empty() {
        return Section::empty(desk, "response");
    }
    let mut section = Section::new("response");
    let figures = &known.response;
    section.says.push(desk.say(
        "response-lead",
        &[
            ("answered", figures.all.answered.into()),
            ("invited", figures.all.invited.into()),
            ("rate", desk.percent(figures.all.rate())),
            ("reach", desk.percent(super::figures::reach(&known.invitations))),
        ],
    )?);
    let counties: Vec<(String, Share)> =
        figures.counties.iter().map(|one| (one.name.clone(), one.share.clone())).collect();
    let sizes = figures
        .sizes
        .iter()
        .map(|one| Ok((desk.texts.get(&format!("invitations-size-{}", one.size))?, one.share.clone())))
        .collect::<Result<Vec<_>, TextError>>()?;
    shares(desk, &mut section, "response-counties", "county", &counties)?;
    shares(desk, &mut section, "response-sizes", "size", &sizes)?;
    days(desk, &mut section)?;
    if desk.audience.is_inside() {
        bodies(desk, &mut section)?;
    } else {
        section.says.push(desk.text("response-outside")?);
    }
    Ok(section)
}

fn shares(
    desk: &Desk<'_>,
    section: &mut Section,
    key: &'static str,
    column: &str,
    groups: &[(String, Share)],
) -> Result<(), TextError> {
    let is_inside = desk.audience.is_inside();
    let groups = match is_inside {
        true => groups.to_vec(),
        false => put_together(groups, |share| share.invited, add_share),
    };
    let mut columns = vec![(column, Kind::Text), ("invited", Kind::Number), ("answered", Kind::Number)];
    if is_inside {
        columns.extend([("opened", Kind::Number), ("declined", Kind::Number), ("missing", Kind::Number)]);
    }
    columns.push(("rate", Kind::Number));
    let mut table = desk.table(key, &columns)?;
    let mut rows = Vec::new();
    for (name, share) in &groups {
        let name = if name.is_empty() { desk.text("others")? } else { name.clone() };
        let mut row = vec![Cell::from(&name), count(share.invited), count(share.answered)];
        let mut values = vec![float(share.answered)];
        if is_inside {
            row.extend([count(share.opened), count(share.declined), count(share.missing)]);
            values.extend([share.opened, share.declined, share.missing].map(float));
        } else {
            values.push(float(share.invited.saturating_sub(share.answered)));
        }
        row.push(percent_cell(share.rate()));
        table.rows.push(row);
        rows.push((name, values, format!("{}/{}", share.answered, share.invited)));
    }
    let parts: &[&str] =
        if is_inside { &["answered", "opened", "declined", "missing"] } else { &["answered", "unanswered"] };
    let chart = desk.bars(key, parts, rows)?;
    section.add(key, chart, table);
    Ok(())
}

fn days(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let (days, all) = (&desk.known.response.days, desk.known.response.all.invited);
    if days.len() < 2 {
        return Ok(());
    }
    let key = "response-days";
    let mut table = desk.table(
        key,
        &[("day", Kind::Date), ("answered-so-far", Kind::Number), ("opened-so-far", Kind::Number)],
    )?;
    table.rows =
        days.iter().map(|one| vec![Cell::from(one.day), count(one.answered), count(one.opened)]).collect();
    let top = all.next_multiple_of(4).max(4);
    let points = days
        .iter()
        .map(|one| StepPoint {
            name: desk.lang().short_date(one.day).chars().take(6).collect(),
            value: float(one.answered),
            bound: float(one.opened),
            text: if one.answered * 6 > all { one.answered.to_string() } else { String::new() },
            title: String::new(),
        })
        .collect();
    let chart = steps(&Steps {
        label: Label {
            id: format!("report-{key}"),
            title: desk.text("table-response-days")?,
            description: desk.text("curve-description")?,
        },
        x_name: desk.text("column-day")?,
        y_name: desk.text("column-bodies")?,
        value_name: desk.text("column-answered")?,
        bound_name: desk.text("column-opened")?,
        points,
        chosen: None,
        top: float(top),
        ticks: std::array::from_fn(|quarter| (top * quarter / 4).to_string()),
    });
    section.add(key, Some(chart), table);
    Ok(())
}

fn bodies(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let key = "response-bodies";
    let columns = [
        ("ags", Kind::Text),
        ("town", Kind::Text),
        ("county", Kind::Text),
        ("inhabitants", Kind::Number),
        ("state", Kind::Text),
        ("day", Kind::Date),
    ];
    let mut table: Table = desk.table(key, &columns)?;
    for one in &desk.known.invitations {
        table.rows.push(vec![
            Cell::from(one.ags.map(|ags| ags.to_string())),
            Cell::from(short(&one.name)),
            Cell::from(crate::pages::invitations::county_name(one)),
            Cell::from(one.inhabitants),
            Cell::from(desk.texts.get(&format!("invitations-state-{}", one.state.word()))?),
            Cell::from(one.answered_at.or(one.declined_at).map(crate::model::correspondence::day_of)),
        ]);
    }
    let label = Label {
        id: format!("report-{key}"),
        title: desk.text("table-response-bodies")?,
        description: desk.texts.get("response-room-map-description")?,
    };
    let looks = crate::pages::response::looks(desk.texts, &desk.known.invitations)?;
    let map = region_map::draw_text(label, &looks);
    let source = if map.is_some() { format!("{OUTLINE_SOURCE}; {REGISTER_SOURCE}") } else { String::new() };
    section.blocks.push(Block::new(key, map, table, &source));
    Ok(())
}
