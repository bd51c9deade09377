//! The areas of action: how much stands behind each, which needs, in which words; and their publication for the call.

use axum::extract::Path;
use axum::routing::{get, post};
use rathaus_store::Record;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, Lang, PageError, Reader, Sheet, Value, Visitor, context, shown,
};
use serde::Serialize;

use crate::import::areas_of;
use crate::model::plan::Area;
use crate::pages::invitations::slice;
use crate::pages::plan::reading::{Reading, percent, title_of};
use crate::policy;
use crate::store::area::{list_published, publish};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/areas", get(list))
        .route("/rounds/{slug}/areas/publication", post(publication))
        .route("/rounds/{slug}/areas/{key}", get(one));
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    key: String,
    name: String,
    needs: usize,
    towns: usize,
    inhabitants: u64,
    weight: f64,
    is_proposed: bool,
    is_published: bool,
}

fn name_in(lang: Lang, area: &Area) -> String {
    if lang == Lang::En && !area.name_en.is_empty() { area.name_en.clone() } else { area.name.clone() }
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, &slug).await?;
    let published = list_published(&mut view, reading.id()).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["-weight", "name", "needs", "towns", "inhabitants"], &[]);
    let areas = reading.plan().map(|plan| plan.areas.as_slice()).unwrap_or_default();
    let q = listing.q().to_lowercase();
    let mut lines: Vec<Line> = areas
        .iter()
        .map(|area| Line {
            key: area.key.clone(),
            name: name_in(visitor.lang(), area),
            needs: area.needs,
            towns: area.towns,
            inhabitants: area.inhabitants,
            weight: area.weight,
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
        _ => lines.sort_by(|a, b| a.weight.total_cmp(&b.weight)),
    }
    if listing.is_descending() {
        lines.reverse();
    }
    let label = |key: &str| visitor.text(&format!("areas-column-{key}"));
    if let Some(format) = listing.format() {
        let count = |n: usize| Cell::from(u32::try_from(n).unwrap_or(u32::MAX));
        let table = Table {
            name: format!("{}-{}", visitor.text("areas-file")?, reading.round.slug),
            title: visitor.text("areas-title")?,
            columns: vec![
                Column::new(label("name")?, Kind::Text),
                Column::new(label("needs")?, Kind::Number),
                Column::new(label("towns")?, Kind::Number),
                Column::new(label("inhabitants")?, Kind::Number),
                Column::new(label("weight")?, Kind::Number),
                Column::new(label("published")?, Kind::YesNo),
            ],
            rows: lines
                .iter()
                .map(|line| {
                    let people = i64::try_from(line.inhabitants).unwrap_or(i64::MAX);
                    vec![
                        Cell::from(&line.name),
                        count(line.needs),
                        count(line.towns),
                        Cell::from(people),
                        Cell::from(line.weight),
                        Cell::from(line.is_published),
                    ]
                })
                .collect(),
        };
        return visitor.export(&table, format).await;
    }
    let labels = [
        label("name")?,
        label("needs")?,
        label("towns")?,
        label("inhabitants")?,
        label("weight")?,
        label("published")?,
    ];
    let heads = [
        Head::text("name", &labels[0]),
        Head::number("needs", &labels[1]),
        Head::number("towns", &labels[2]),
        Head::number("inhabitants", &labels[3]),
        Head::number("weight", &labels[4]),
        Head::text("published", &labels[5]),
    ];
    let view = listing.view(&visitor, &heads, lines.len() as u64)?;
    let title = visitor.text("areas-title")?;
    visitor.page(
        "forum/areas.html",
        title,
        context! {
            round => reading.head(),
            list => view,
            chart => chart(&visitor, &lines)?,
            rows => shown(slice(&lines, &listing)),
            published => published.len(),
            published_at => published.first().map(|area| area.published_at.to_string()),
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

fn chart(visitor: &Visitor, lines: &[Line]) -> Result<Option<Value>, PageError> {
    if lines.is_empty() {
        return Ok(None);
    }
    let rows = lines
        .iter()
        .map(|line| {
            let args = [("needs", line.needs.into()), ("towns", line.towns.into())];
            Ok(BarRow {
                name: line.name.clone(),
                values: vec![line.weight],
                text: visitor.lang().number(line.weight, 1),
                title: visitor.text_with("areas-chart-row", &args)?,
                least: None,
                most: None,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let label = Label {
        id: "areas-chart".to_owned(),
        title: visitor.text("areas-chart")?,
        description: visitor.text("areas-chart-description")?,
    };
    let parts = vec![visitor.text("areas-column-weight")?];
    Ok(Some(Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() }))))
}

/// Which areas are published.
struct Publication(Vec<String>);

impl FromForm for Publication {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.fields().all("area")))
    }
}

async fn publication(visitor: Visitor, Path(slug): Path<String>, form: Form<Publication>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(Publication(keys)) = form.checked() else { return Err(PageError::BadRequest("areas".to_owned())) };
    let mut change = visitor.change().await?;
    let reading = Reading::of(&mut change, &slug).await?;
    let plan = reading.plan().ok_or(PageError::Conflict("areas-no-plan"))?;
    let now = change.now();
    let areas: Vec<_> = areas_of(plan, now).into_iter().filter(|area| keys.contains(&area.key)).collect();
    publish(&mut change, reading.id(), &areas).await?;
    let names: Vec<&str> = areas.iter().map(|area| area.key.as_str()).collect();
    change.commit(Record::new("areas.published", reading.id()).with("areas", names)).await?;
    visitor.done(
        &format!("/rounds/{slug}/areas"),
        if areas.is_empty() { "areas-taken-back" } else { "areas-published" },
    )
}

async fn one(visitor: Visitor, Path((slug, key)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let plan = reading.plan().ok_or(PageError::NotFound)?;
    let area = plan.areas.iter().find(|area| area.key == key).ok_or(PageError::NotFound)?;
    let mut rows: Vec<(u8, f64, Value)> = plan
        .assignments
        .iter()
        .filter(|one| one.area == key)
        .filter_map(|one| {
            let need = reading.need(&one.need_id)?;
            let row = context! {
                id => need.id.clone(), need => title_of(need), town => need.organisation.clone(),
                relevance => need.relevance, score => percent(one.score), words => one.words.join(", "),
                by_hand => one.by_hand,
            };
            Some((need.relevance, one.score, row))
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let rows: Vec<Value> = rows.into_iter().map(|(_, _, row)| row).collect();
    let name = name_in(visitor.lang(), area);
    visitor.page(
        "forum/area.html",
        name,
        context! { round => reading.head(), area => shown(area.clone()), rows => rows },
    )
}
