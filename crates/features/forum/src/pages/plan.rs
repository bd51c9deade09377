//! The plan: whether there is one, of what it was made, what it says in short, the proposed choice and the white spots.

pub(crate) mod reading;

use axum::extract::Path;
use rathaus_store::jobs::{JobState, find_job};
use rathaus_store::{Id, Record, Session};
use rathaus_web::charts::{Label, StepPoint, Steps, steps};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Feature, PageError, Sheet, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::jobs::plan::Planning;
use crate::pages::invitations::slice;
use crate::pages::round::round_of;
use crate::policy;
use crate::report;
use crate::store::plan::{find_plan, mark_planning};
use reading::{Reading, percent, title_of};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/plan", get(show).merge(post(start)))
        .route("/rounds/{slug}/plan/white", get(white))
        .route("/rounds/{slug}/plan/choice", get(choice))
        .route("/rounds/{slug}/plan/report", post(give_report));
}

/// The job that makes the plan, if it has not come to its end.
pub(crate) async fn running(db: &mut Session, job: Option<Id>) -> Result<Option<Id>, PageError> {
    let Some(job) = job else { return Ok(None) };
    let found = find_job(db, job).await?;
    Ok(found.filter(|job| matches!(job.state, JobState::Waiting | JobState::Running)).map(|job| job.id))
}

/// How far the job is, for the page that waits for it; `None` where it has come to its end.
pub(crate) async fn work(
    visitor: &Visitor,
    db: &mut Session,
    job: Option<Id>,
) -> Result<Option<Value>, PageError> {
    Ok(match running(db, job).await? {
        Some(job) => Some(shown(visitor.progress(db, job).await?)),
        None => None,
    })
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, &slug).await?;
    let work = work(&visitor, &mut view, reading.kept.job).await?;
    drop(view);
    let (headlines, choice, chart, figures) = match reading.plan() {
        Some(plan) => {
            let lines = report::headlines(&reading.input, plan, visitor.lang()).map_err(PageError::fault)?;
            let chosen: Vec<Value> = plan.selection.chosen.iter().map(|one| chosen(&reading, one)).collect();
            let selection = &plan.selection;
            let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
            let figures = context! {
                needs => reading.input.needs.len(),
                offers => reading.input.offers.len(),
                areas => plan.areas.iter().filter(|area| area.needs > 0).count(),
                white => plan.white_spots.len(),
                covered => percent(share(selection.covered, selection.demand)),
                bound => percent(share(selection.bound, selection.demand)),
                is_proven => selection.is_proven,
            };
            (lines, chosen, curve(&visitor, &reading)?, Some(figures))
        }
        None => (Vec::new(), Vec::new(), None, None),
    };
    let title = visitor.text("plan-title")?;
    visitor.page(
        "forum/plan.html",
        title,
        context! {
            round => reading.head(),
            work => work,
            refusal => reading.kept.refusal.clone(),
            needs => reading.input.needs.len(),
            offers => reading.input.offers.len(),
            headlines => headlines,
            chosen => choice,
            chart => chart,
            points => points(&reading),
            figures => figures,
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

fn chosen(reading: &Reading, one: &crate::model::plan::Chosen) -> Value {
    let needs: Vec<Value> = one.need_ids.iter().map(|id| reading.need_view(id)).collect();
    let demand = reading.plan().map_or(0.0, |plan| plan.selection.demand);
    let part = if demand > 0.0 { one.contribution / demand } else { 0.0 };
    context! {
        offer => reading.offer_view(&one.offer_id),
        contribution => percent(part),
        alternative => one.alternative.as_deref().map(|id| reading.offer_view(id)),
        needs => needs,
    }
}

/// The coverage with 1, 2, … places as rows of the chart's table.
fn points(reading: &Reading) -> Vec<Value> {
    let Some(plan) = reading.plan() else { return Vec::new() };
    let demand = plan.selection.demand.max(f64::MIN_POSITIVE);
    let row = |point: &crate::model::plan::CurvePoint| {
        context! {
            places => point.places, value => percent(point.value / demand), bound => percent(point.bound / demand),
        }
    };
    plan.selection.curve.iter().map(row).collect()
}

fn curve(visitor: &Visitor, reading: &Reading) -> Result<Option<Value>, PageError> {
    let Some(plan) = reading.plan().filter(|plan| plan.selection.curve.len() > 1) else { return Ok(None) };
    let demand = plan.selection.demand.max(f64::MIN_POSITIVE);
    let points = plan
        .selection
        .curve
        .iter()
        .map(|point| {
            let (value, bound) = (point.value / demand, point.bound / demand);
            let args = [
                ("places", point.places.into()),
                ("value", percent(value).into()),
                ("bound", percent(bound).into()),
            ];
            Ok(StepPoint {
                name: point.places.to_string(),
                value,
                bound,
                text: format!("{} %", percent(value)),
                title: visitor.text_with("plan-curve-point", &args)?,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let chart = Steps {
        label: Label {
            id: "plan-curve".to_owned(),
            title: visitor.text("plan-curve")?,
            description: visitor.text("plan-curve-description")?,
        },
        x_name: visitor.text("plan-curve-places")?,
        y_name: visitor.text("plan-curve-covered")?,
        value_name: visitor.text("plan-curve-value")?,
        bound_name: visitor.text("plan-curve-bound")?,
        chosen: plan.selection.curve.iter().position(|point| point.places == plan.selection.places),
        points,
        top: 1.0,
        ticks: ["0 %", "25 %", "50 %", "75 %", "100 %"].map(str::to_owned),
    };
    Ok(Some(Value::from_safe_string(steps(&chart))))
}

/// Has the plan made; a second wish while it is being made changes nothing.
async fn start(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    begin(&visitor, &slug).await?;
    visitor.to(&format!("/rounds/{slug}/plan"))
}

/// Has the plan made, unless it is being made.
pub(crate) async fn begin(visitor: &Visitor, slug: &str) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let kept = find_plan(&mut change, round.id).await?;
    if running(&mut change, kept.job).await?.is_some() {
        return Ok(());
    }
    let job = change.enqueue(Planning { round: round.id }.job()?).await?;
    mark_planning(&mut change, round.id, job).await?;
    change.commit(Record::new("plan.asked", round.id)).await?;
    Ok(())
}

/// The report as one file.
async fn give_report(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let slug = reading.round.slug.clone();
    let render = move || reading.plan().map(|plan| report::render(&reading.input, plan));
    let made = tokio::task::spawn_blocking(render).await.map_err(PageError::fault)?;
    let html = made.ok_or(PageError::NotFound)?.map_err(PageError::fault)?;
    let mut response = download(&format!("{slug}.html"), "text/html; charset=utf-8", html)?;
    *response.status_mut() = axum::http::StatusCode::OK;
    Ok(response)
}

/// A need that no offer covers, as the list shows it.
#[derive(Debug, Clone, Serialize)]
struct Spot {
    id: String,
    title: String,
    town: String,
    relevance: u8,
    score: u32,
    offer: Option<String>,
    because: String,
}

async fn white(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let listing = Listing::read(&visitor, &["-relevance", "town", "score"], &[]);
    let q = listing.q().to_lowercase();
    let mut spots: Vec<Spot> = reading
        .plan()
        .map(|plan| plan.white_spots.as_slice())
        .unwrap_or_default()
        .iter()
        .filter_map(|spot| {
            let need = reading.need(&spot.need_id)?;
            Some(Spot {
                id: need.id.clone(),
                title: title_of(need),
                town: need.organisation.clone(),
                relevance: need.relevance,
                score: percent(spot.best_score),
                offer: spot.blocked_offer.clone(),
                because: spot.blocked_because.clone().unwrap_or_default(),
            })
        })
        .filter(|spot| q.is_empty() || format!("{} {}", spot.title, spot.town).to_lowercase().contains(&q))
        .collect();
    match listing.sort() {
        "town" => spots.sort_by_cached_key(|spot| rathaus_people::german_order(&spot.town)),
        "score" => spots.sort_by_key(|spot| spot.score),
        _ => spots.sort_by_key(|spot| (spot.relevance, spot.score)),
    }
    if listing.is_descending() {
        spots.reverse();
    }
    let label = |key: &str| visitor.text(&format!("plan-white-{key}"));
    if let Some(format) = listing.format() {
        let table = Table {
            name: format!("{}-{}", visitor.text("plan-white-file")?, reading.round.slug),
            title: visitor.text("plan-white")?,
            columns: vec![
                Column::new(label("id")?, Kind::Text),
                Column::new(label("need")?, Kind::Text),
                Column::new(label("town")?, Kind::Text),
                Column::new(label("relevance")?, Kind::Number),
                Column::new(label("score")?, Kind::Number),
                Column::new(label("because")?, Kind::LongText),
            ],
            rows: spots
                .iter()
                .map(|spot| {
                    vec![
                        Cell::from(&spot.id),
                        Cell::from(&spot.title),
                        Cell::from(&spot.town),
                        Cell::from(u32::from(spot.relevance)),
                        Cell::from(spot.score),
                        Cell::from(&spot.because),
                    ]
                })
                .collect(),
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("need")?, label("town")?, label("relevance")?, label("score")?, label("because")?];
    let heads = [
        Head::text("need", &labels[0]),
        Head::text("town", &labels[1]),
        Head::number("relevance", &labels[2]),
        Head::number("score", &labels[3]),
        Head::text("because", &labels[4]),
    ];
    let list = listing.view(&visitor, &heads, spots.len() as u64)?;
    let title = visitor.text("plan-white")?;
    visitor.page(
        "forum/plan-white.html",
        title,
        context! { round => reading.head(), list => list, rows => shown(slice(&spots, &listing)) },
    )
}

/// The proposed choice as a file: the pages show it whole already.
async fn choice(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let reading = Reading::of(&mut *visitor.read().await?, &slug).await?;
    let format = Listing::read(&visitor, &[], &[]).format().unwrap_or(rathaus_web::list::Format::Csv);
    let plan = reading.plan().ok_or(PageError::NotFound)?;
    let label = |key: &str| visitor.text(&format!("plan-choice-{key}"));
    let demand = plan.selection.demand.max(f64::MIN_POSITIVE);
    let rows = plan.selection.chosen.iter().zip(1_u32..).map(|(one, place)| {
        let offer = reading.offer(&one.offer_id);
        vec![
            Cell::from(place),
            Cell::from(&one.offer_id),
            Cell::from(offer.map(|offer| offer.supplier.as_str())),
            Cell::from(offer.map(|offer| offer.title.as_str())),
            Cell::from(percent(one.contribution / demand)),
            Cell::from(one.need_ids.join(", ")),
            Cell::from(one.alternative.clone()),
        ]
    });
    let table = Table {
        name: format!("{}-{}", visitor.text("plan-choice-file")?, reading.round.slug),
        title: visitor.text("plan-choice")?,
        columns: vec![
            Column::new(label("place")?, Kind::Number),
            Column::new(label("id")?, Kind::Text),
            Column::new(label("supplier")?, Kind::Text),
            Column::new(label("offer")?, Kind::Text),
            Column::new(label("contribution")?, Kind::Number),
            Column::new(label("needs")?, Kind::LongText),
            Column::new(label("alternative")?, Kind::Text),
        ],
        rows: rows.collect(),
    };
    visitor.export(&table, format).await
}
