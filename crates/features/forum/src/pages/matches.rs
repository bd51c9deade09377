//! What fits what: per need the offers with reasons, and those that a hard condition excludes.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, shown};
use serde::Serialize;

use crate::constraints::list_demands;
use crate::model::plan::Match;
use crate::pages::invitations::slice;
use crate::pages::plan::reading::{Reading, percent, title_of};
use crate::policy;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes =
        routes.route("/rounds/{slug}/matches", get(list)).route("/rounds/{slug}/matches/{need}", get(one));
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    id: String,
    need: String,
    town: String,
    relevance: u8,
    area: String,
    areas: Vec<String>,
    offer: Option<String>,
    offer_title: String,
    supplier: String,
    score: u32,
    allowed: usize,
    excluded: usize,
    is_white: bool,
}

fn lines(reading: &Reading) -> Vec<Line> {
    let Some(plan) = reading.plan() else { return Vec::new() };
    let mut of_need: BTreeMap<&str, Vec<&Match>> = BTreeMap::new();
    for one in &plan.matches {
        of_need.entry(&one.need_id).or_default().push(one);
    }
    let name = |key: &str| plan.areas.iter().find(|area| area.key == key).map(|area| area.name.clone());
    reading
        .input
        .needs
        .iter()
        .map(|need| {
            let matches = of_need.get(need.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            let best = matches.iter().filter(|one| one.excluded_because.is_none()).min_by_key(|one| one.rank);
            let offer = best.and_then(|one| reading.offer(&one.offer_id));
            let areas: Vec<String> = plan
                .assignments
                .iter()
                .filter(|one| one.need_id == need.id)
                .map(|one| one.area.clone())
                .collect();
            let excluded = matches.iter().filter(|one| one.excluded_because.is_some()).count();
            Line {
                id: need.id.clone(),
                need: title_of(need),
                town: need.organisation.clone(),
                relevance: need.relevance,
                area: areas.iter().filter_map(|key| name(key)).collect::<Vec<_>>().join(", "),
                areas,
                offer: best.map(|one| one.offer_id.clone()),
                offer_title: offer.map(|offer| offer.title.clone()).unwrap_or_default(),
                supplier: offer.map(|offer| offer.supplier.clone()).unwrap_or_default(),
                score: best.map_or(0, |one| percent(one.score)),
                allowed: matches.len() - excluded,
                excluded,
                is_white: plan.white_spots.iter().any(|spot| spot.need_id == need.id),
            }
        })
        .collect()
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let sorts = ["-relevance", "need", "town", "score", "excluded"];
    let listing = Listing::read(&visitor, &sorts, &["area", "town", "fit"]);
    let all = lines(&reading);
    let q = listing.q().to_lowercase();
    let mut rows: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text = || format!("{} {} {} {}", line.need, line.town, line.offer_title, line.supplier);
            (q.is_empty() || text().to_lowercase().contains(&q))
                && listing.filter("area").is_none_or(|area| line.areas.iter().any(|key| key == area))
                && listing.filter("town").is_none_or(|town| line.town == town)
                && listing.filter("fit").is_none_or(|fit| (fit == "white") == line.is_white)
        })
        .cloned()
        .collect();
    match listing.sort() {
        "need" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.need)),
        "town" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.town)),
        "score" => rows.sort_by_key(|line| line.score),
        "excluded" => rows.sort_by_key(|line| line.excluded),
        _ => rows.sort_by_key(|line| (line.relevance, line.score)),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &reading, &rows)?, format).await;
    }
    let label = |key: &str| visitor.text(&format!("matches-column-{key}"));
    let labels = [
        label("need")?,
        label("town")?,
        label("relevance")?,
        label("offer")?,
        label("score")?,
        label("excluded")?,
    ];
    let heads = [
        Head::text("need", &labels[0]),
        Head::text("town", &labels[1]),
        Head::number("relevance", &labels[2]),
        Head::text("offer", &labels[3]),
        Head::number("score", &labels[4]),
        Head::number("excluded", &labels[5]),
    ];
    let view = listing.view(&visitor, &heads, rows.len() as u64)?;
    let mut towns: Vec<&str> = all.iter().map(|line| line.town.as_str()).collect();
    towns.sort_by_cached_key(|town| rathaus_people::german_order(town));
    towns.dedup();
    let towns: Vec<Value> = towns.into_iter().map(|town| context! { value => town, label => town }).collect();
    let areas: Vec<Value> = reading
        .plan()
        .map(|plan| plan.areas.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|area| area.needs > 0)
        .map(|area| context! { value => area.key.clone(), label => area.name.clone() })
        .collect();
    let title = visitor.text("matches-title")?;
    visitor.page(
        "forum/matches.html",
        title,
        context! {
            round => reading.head(), list => view, rows => shown(slice(&rows, &listing)), towns => towns, areas => areas,
        },
    )
}

fn table(visitor: &Visitor, reading: &Reading, rows: &[Line]) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("matches-column-{key}"));
    let count = |n: usize| Cell::from(u32::try_from(n).unwrap_or(u32::MAX));
    Ok(Table {
        name: format!("{}-{}", visitor.text("matches-file")?, reading.round.slug),
        title: visitor.text("matches-title")?,
        columns: vec![
            Column::new(label("id")?, Kind::Text),
            Column::new(label("need")?, Kind::Text),
            Column::new(label("town")?, Kind::Text),
            Column::new(label("relevance")?, Kind::Number),
            Column::new(label("area")?, Kind::Text),
            Column::new(label("offer")?, Kind::Text),
            Column::new(label("supplier")?, Kind::Text),
            Column::new(label("score")?, Kind::Number),
            Column::new(label("excluded")?, Kind::Number),
        ],
        rows: rows
            .iter()
            .map(|line| {
                vec![
                    Cell::from(&line.id),
                    Cell::from(&line.need),
                    Cell::from(&line.town),
                    Cell::from(u32::from(line.relevance)),
                    Cell::from(&line.area),
                    Cell::from(&line.offer_title),
                    Cell::from(&line.supplier),
                    Cell::from(line.score),
                    count(line.excluded),
                ]
            })
            .collect(),
    })
}

async fn one(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let need = reading.need(&label).ok_or(PageError::NotFound)?;
    let matches: Vec<&Match> = reading
        .plan()
        .map(|plan| plan.matches.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|one| one.need_id == label)
        .collect();
    let (excluded, mut allowed): (Vec<&Match>, Vec<&Match>) =
        matches.into_iter().partition(|one| one.excluded_because.is_some());
    allowed.sort_by_key(|one| one.rank);
    let view = |one: &&Match| reading.match_view(one, reading.offer_view(&one.offer_id));
    let areas: Vec<Value> = reading
        .plan()
        .map(|plan| {
            plan.assignments
                .iter()
                .filter(|one| one.need_id == label)
                .filter_map(|one| {
                    let area = plan.areas.iter().find(|area| area.key == one.area)?;
                    Some(context! { key => area.key.clone(), name => area.name.clone(), words => one.words.join(", ") })
                })
                .collect()
        })
        .unwrap_or_default();
    let demands: Vec<String> = list_demands(need).iter().map(crate::constraints::Demand::name).collect();
    visitor.page(
        "forum/match.html",
        title_of(need),
        context! {
            round => reading.head(),
            need => shown(need.clone()),
            areas => areas,
            demands => demands,
            allowed => allowed.iter().map(view).collect::<Vec<_>>(),
            excluded => excluded.iter().map(view).collect::<Vec<_>>(),
        },
    )
}
