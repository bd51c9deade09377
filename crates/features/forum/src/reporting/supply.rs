//! What is offered for it: needs with and without a fitting offer, and those that nothing fits.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::demand::area_names;
use super::{Desk, Section, count, float, short};

/// An offer counts for a need when it is among so many first offers of it.
const FIRST: usize = 5;

pub(super) fn matches(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let Some(plan) = known.plan.as_ref().filter(|plan| !plan.matches.is_empty()) else {
        return Section::empty(desk, "matches");
    };
    let matched = known.matched();
    let suppliers: BTreeSet<_> = known.offers.iter().map(|offer| offer.organisation).collect();
    let mut section = Section::new("matches");
    section.says.push(desk.say(
        "matches-lead",
        &[
            ("offers", known.offers.len().into()),
            ("suppliers", suppliers.len().into()),
            ("matched", matched.len().into()),
            ("needs", (matched.len() + plan.white_spots.len()).into()),
        ],
    )?);
    let (names, areas) = (area_names(desk), known.area_of());
    let mut by_area: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let white: BTreeSet<&str> = plan.white_spots.iter().map(|spot| spot.need_id.as_str()).collect();
    for label in matched.iter().chain(&white) {
        let area = areas.get(label).copied().filter(|key| names.contains_key(key)).unwrap_or_default();
        by_area.entry(area).or_default()[usize::from(white.contains(label))] += 1;
    }
    let mut rows: Vec<(String, [usize; 2])> = Vec::new();
    for (area, counts) in by_area {
        let name = if area.is_empty() { desk.text("no-area")? } else { names[area].clone() };
        rows.push((name, counts));
    }
    rows.sort_by_key(|(_, [with, without])| std::cmp::Reverse(with + without));
    let key = "matches-areas";
    let columns = [("area", Kind::Text), ("with-offer", Kind::Number), ("without-offer", Kind::Number)];
    let mut table = desk.table(key, &columns)?;
    table.rows = rows
        .iter()
        .map(|(name, [with, without])| vec![Cell::from(name), count(*with), count(*without)])
        .collect();
    let bars = rows
        .iter()
        .map(|(name, counts)| {
            (name.clone(), counts.map(float).to_vec(), format!("{}/{}", counts[0], counts[0] + counts[1]))
        })
        .collect();
    let chart = desk.bars(key, &["with-offer", "without-offer"], bars)?;
    section.add(key, chart, table);
    if desk.audience.is_inside() {
        offers(desk, &mut section)?;
    }
    Ok(section)
}

/// For how many needs each offer is among the first.
fn offers(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let mut hits: BTreeMap<&str, usize> = BTreeMap::new();
    for one in desk.known.plan.iter().flat_map(|plan| &plan.matches) {
        if (1..=FIRST).contains(&one.rank) {
            *hits.entry(&one.offer_id).or_default() += 1;
        }
    }
    let key = "matches-offers";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("offer", Kind::Text),
            ("supplier", Kind::Text),
            ("among-first", Kind::Number),
        ],
    )?;
    let mut rows: Vec<_> = desk
        .known
        .offers
        .iter()
        .map(|offer| (offer, hits.get(offer.label.as_deref().unwrap_or_default()).copied().unwrap_or(0)))
        .collect();
    rows.sort_by_key(|(offer, n)| (std::cmp::Reverse(*n), offer.label.clone()));
    for (offer, n) in &rows {
        table.rows.push(vec![
            Cell::from(offer.label.clone()),
            Cell::from(&offer.text.title),
            Cell::from(&offer.supplier),
            count(*n),
        ]);
    }
    section.add(key, None, table);
    Ok(())
}

/// Needs that no offer covers: by area for everybody, one by one as far as they may be shown.
pub(super) fn white(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let Some(plan) = &known.plan else { return Section::empty(desk, "white") };
    let is_inside = desk.audience.is_inside();
    let mut section = Section::new("white");
    section.says.push(desk.say(
        "white-lead",
        &[
            ("n", plan.white_spots.len().into()),
            ("blocked", plan.white_spots.iter().filter(|spot| spot.blocked_offer.is_some()).count().into()),
        ],
    )?);
    let (names, areas) = (area_names(desk), known.area_of());
    let needs: BTreeMap<&str, _> = known.needs.iter().map(|need| (need.label.as_str(), need)).collect();
    let mut columns = vec![
        ("label", Kind::Text),
        ("need", Kind::Text),
        ("town", Kind::Text),
        ("area", Kind::Text),
        ("relevance", Kind::Number),
    ];
    if is_inside {
        columns.push(("because", Kind::LongText));
    }
    let key = "white";
    let mut table = desk.table(key, &columns)?;
    let mut spots: Vec<_> = plan
        .white_spots
        .iter()
        .filter_map(|spot| Some((spot, *needs.get(spot.need_id.as_str())?)))
        .filter(|(_, need)| is_inside || need.written.is_public)
        .collect();
    spots.sort_by_key(|(_, need)| (std::cmp::Reverse(need.written.relevance), need.label.clone()));
    for (spot, need) in &spots {
        let area = areas.get(need.label.as_str()).and_then(|key| names.get(*key)).cloned();
        let mut row = vec![
            Cell::from(&need.label),
            Cell::from(&need.written.title),
            Cell::from(short(&need.organisation_name)),
            Cell::from(area),
            Cell::from(u32::from(need.written.relevance)),
        ];
        if is_inside {
            let because = match (&spot.blocked_offer, &spot.blocked_because) {
                (Some(offer), Some(because)) => format!("{offer}: {because}"),
                _ => String::new(),
            };
            row.push(Cell::from(because));
        }
        table.rows.push(row);
    }
    let hidden = plan.white_spots.len() - spots.len();
    if hidden > 0 && !is_inside {
        section.says.push(desk.say("white-hidden", &[("n", hidden.into())])?);
    }
    section.add(key, None, table);
    Ok(section)
}
