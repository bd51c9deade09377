//! The areas of action: how much stands behind each, which needs, in which words. The office reads them as the board
//! stands; towns and everybody else as they were published ([`publication`]).

pub(crate) mod publication;

use axum::extract::Path;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::board::{Measure, Weight, shares};
use crate::pages::board::say::act;
use crate::pages::board::standing::{Standing, name_in, town_of};
use crate::pages::chain;
use crate::pages::invitations::slice;
use crate::pages::plan::reading::percent;
use crate::policy;
use crate::store::area::list_published;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/areas", get(list))
        .route(
            "/rounds/{slug}/areas/publication",
            get(publication::preview).merge(post(publication::publish)),
        )
        .route("/rounds/{slug}/areas/publication/withdrawal", post(publication::withdraw))
        .route("/rounds/{slug}/areas/{key}", get(one));
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    key: String,
    name: String,
    needs: usize,
    towns: usize,
    inhabitants: u64,
    relevance: f64,
    /// Parts of the weight, one per measure.
    parts: Vec<f64>,
    weight: f64,
    is_proposed: bool,
    is_published: bool,
}

/// The measures that the address switches on; all where it says none.
fn measures(visitor: &Visitor) -> Vec<Measure> {
    let wanted = Fields::from_query(visitor.query()).all("by");
    let chosen: Vec<Measure> =
        Measure::ALL.into_iter().filter(|one| wanted.iter().any(|word| word == one.word())).collect();
    if chosen.is_empty() { Measure::ALL.to_vec() } else { chosen }
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    if policy::may_read(&visitor).is_err() {
        return publication::show(&visitor, &slug).await;
    }
    let mut view = visitor.read().await?;
    let standing = Standing::of(&mut view, &slug).await?;
    let published = list_published(&mut view, standing.id()).await?;
    drop(view);
    let sorts = ["-weight", "name", "needs", "towns", "inhabitants", "relevance"];
    let listing = Listing::read(&visitor, &sorts, &["by"]);
    let measures = measures(&visitor);
    let weights = standing.board.weights();
    let q = listing.q().to_lowercase();
    let mut lines: Vec<Line> = standing
        .areas()
        .iter()
        .zip(weights.iter().zip(shares(&weights, &measures)))
        .enumerate()
        .filter(|(place, _)| !standing.board.is_used_up(*place))
        .map(|(_, (area, (weight, parts)))| Line {
            key: area.key.clone(),
            name: name_in(visitor.lang(), area),
            needs: weight.needs,
            towns: weight.towns,
            inhabitants: weight.inhabitants,
            relevance: weight.relevance,
            weight: parts.iter().sum(),
            parts,
            is_proposed: area.is_proposed,
            is_published: published.iter().any(|one| one.key == area.key),
        })
        .filter(|line| q.is_empty() || line.name.to_lowercase().contains(&q))
        .collect();
    match listing.sort() {
        "name" => lines.sort_by_cached_key(|line| rathaus_people::german_order(&line.name)),
        "needs" => lines.sort_by_key(|line| line.needs),
        "towns" => lines.sort_by_key(|line| line.towns),
        "inhabitants" => lines.sort_by_key(|line| line.inhabitants),
        "relevance" => lines.sort_by(|a, b| a.relevance.total_cmp(&b.relevance)),
        _ => lines.sort_by(|a, b| a.weight.total_cmp(&b.weight)),
    }
    if listing.is_descending() {
        lines.reverse();
    }
    let label = |key: &str| visitor.text(&format!("areas-column-{key}"));
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &standing.round.slug, &lines)?, format).await;
    }
    let keys = ["name", "needs", "towns", "inhabitants", "relevance", "weight", "published"];
    let labels = keys.iter().map(|key| label(key)).collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys
        .iter()
        .zip(&labels)
        .map(|(key, label)| Head { key, label, num: !matches!(*key, "name" | "published") })
        .collect();
    let list = listing.view(&visitor, &heads, lines.len() as u64)?;
    let switches = Measure::ALL
        .into_iter()
        .map(|one| {
            let label = visitor.text(&format!("areas-by-{}", one.word()))?;
            Ok(context! { value => one.word(), label => label, is_on => measures.contains(&one) })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    visitor.page(
        "forum/areas.html",
        visitor.text("areas-title")?,
        context! {
            round => standing.head(),
            is_computed => standing.is_computed,
            list,
            switches,
            chart => chart(&visitor, &lines, &measures)?,
            rows => shown(slice(&lines, &listing)),
            published => published.len(),
            published_at => published.first().map(|area| area.published_at.to_string()),
            may_work => policy::may_work(&visitor).is_ok(),
        },
    )
}

fn table(visitor: &Visitor, slug: &str, lines: &[Line]) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("areas-column-{key}"));
    let count = |n: usize| Cell::from(u32::try_from(n).unwrap_or(u32::MAX));
    Ok(Table {
        name: format!("{}-{slug}", visitor.text("areas-file")?),
        title: visitor.text("areas-title")?,
        columns: vec![
            Column::new(label("name")?, Kind::Text),
            Column::new(label("needs")?, Kind::Number),
            Column::new(label("towns")?, Kind::Number),
            Column::new(label("inhabitants")?, Kind::Number),
            Column::new(label("relevance")?, Kind::Number),
            Column::new(label("weight")?, Kind::Number),
            Column::new(label("published")?, Kind::YesNo),
        ],
        rows: lines
            .iter()
            .map(|line| {
                vec![
                    Cell::from(&line.name),
                    count(line.needs),
                    count(line.towns),
                    Cell::from(i64::try_from(line.inhabitants).unwrap_or(i64::MAX)),
                    Cell::from(line.relevance),
                    Cell::from(line.weight),
                    Cell::from(line.is_published),
                ]
            })
            .collect(),
    })
}

fn chart(visitor: &Visitor, lines: &[Line], measures: &[Measure]) -> Result<Option<Value>, PageError> {
    let rows: Vec<BarRow> = lines
        .iter()
        .filter(|line| line.needs > 0)
        .map(|line| {
            let args = [("needs", line.needs.into()), ("towns", line.towns.into())];
            Ok(BarRow {
                name: line.name.clone(),
                values: line.parts.clone(),
                text: visitor.lang().number(line.weight, 1),
                title: visitor.text_with("areas-chart-row", &args)?,
                least: None,
                most: None,
            })
        })
        .collect::<Result<_, PageError>>()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let label = Label {
        id: "areas-chart".to_owned(),
        title: visitor.text("areas-chart")?,
        description: visitor.text("areas-chart-description")?,
    };
    let parts = measures
        .iter()
        .map(|one| visitor.text(&format!("areas-by-{}", one.word())))
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Some(Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() }))))
}

/// The page of an area, or again with what is wrong.
pub(crate) async fn one_page(visitor: &Visitor, slug: &str, key: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let standing = Standing::of(&mut view, slug).await?;
    let (place, area) = standing.area(key).ok_or(PageError::NotFound)?;
    let chain = chain::of_area(visitor, &mut view, &standing.round, key).await?;
    drop(view);
    let board = &standing.board;
    let weight: Weight = board.weights().swap_remove(place);
    let mut rows: Vec<(u8, f32, Value)> = Vec::new();
    for (n, belongs) in board.grouped().belongs.iter().enumerate() {
        let Some(b) = belongs.iter().find(|b| b.area == place) else { continue };
        let Some(kept) = standing.need(&board.needs[n].id) else { continue };
        let row = context! {
            label => kept.label.clone(), need => kept.written.title.clone(), town => town_of(kept),
            relevance => kept.written.relevance, score => percent(f64::from(b.score)), words => b.words.join(", "),
            by_hand => board.grouped().by_hand[n],
        };
        rows.push((kept.written.relevance, b.score, row));
    }
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let touched = format!("area:{key}");
    let acts = board
        .log
        .iter()
        .rev()
        .filter(|one| one.touch.changes.contains(&touched) || one.touch.relies_on.contains(&touched))
        .map(|one| act(visitor, &standing, one))
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = name_in(visitor.lang(), area);
    let others: Vec<Value> = standing
        .areas()
        .iter()
        .filter(|other| other.key != key)
        .map(|other| context! { value => other.key.clone(), label => name_in(visitor.lang(), other) })
        .collect();
    let own = context! {
        round => standing.head(),
        seen => standing.count,
        area => context! {
            key => key, name => area.name.clone(), name_en => area.name_en.clone(), description => area.description.clone(),
            is_proposed => area.is_proposed,
        },
        weight => shown(weight),
        rows => rows.into_iter().map(|(_, _, row)| row).collect::<Vec<_>>(),
        others,
        chain => shown(chain),
        acts,
        may_work => policy::may_work(visitor).is_ok(),
    };
    let english = if area.name_en == area.name { "" } else { &area.name_en };
    let filled = [("name", area.name.as_str()), ("name_en", english), ("description", &area.description)];
    match wrong {
        Some(mut sheet) => {
            let value =
                |name: &str| sheet.values.iter().find(|(key, _)| key == name).map(|one| one.1.clone());
            let mut split_name = String::new();
            if value("do").as_deref() != Some("words") {
                // The form of the area's words was not the one that was sent.
                split_name = value("name").unwrap_or_default();
                sheet.values.retain(|(key, _)| !filled.iter().any(|(name, _)| key == name));
                sheet
                    .values
                    .extend(filled.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
            }
            visitor.again("forum/area.html", name, &sheet, context! { split_name, ..own })
        }
        None => {
            let own = context! { split_name => "", ..own };
            let own = context! { form => visitor.form(&Sheet::filled(filled))?, ..own };
            visitor.page("forum/area.html", name, own)
        }
    }
}

async fn one(visitor: Visitor, Path((slug, key)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    one_page(&visitor, &slug, &key, None).await
}
