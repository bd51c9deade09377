//! The response room: who answered, who is missing, where, and since when.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_core::register::{OUTLINE_SOURCE, REGISTER_SOURCE};
use rathaus_web::charts::{BarRow, Bars, Label, ShapeFill, StepPoint, Steps, bars, steps};
use rathaus_web::list::Listing;
use rathaus_web::{Answer, Feature, PageError, TextError, Texts, Value, Visitor, context, get, shown};

use crate::model::correspondence::day_of;
use crate::pages::export;
use crate::pages::invitations::{Case, FILTERS, Labels, SORTS, cases, choices, head, narrowed, slice};
use crate::pages::region_map::{self, Look};
use crate::pages::round::round_of;
use crate::policy;
use crate::response::{DayCount, Figures, Share, figures};
use crate::store::invitation::{Invitation, State};
use crate::store::round::Stage;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}/response", get(show));
}

#[allow(clippy::cast_precision_loss)]
fn parts(share: &Share) -> Vec<f64> {
    [share.answered, share.opened, share.declined, share.missing].map(|n| n as f64).to_vec()
}

fn bars_of(visitor: &Visitor, id: &str, title: &str, rows: &[(String, &Share)]) -> Result<Value, PageError> {
    let names = ["answered", "opened", "declined", "missing"];
    let parts_names = names
        .iter()
        .map(|name| visitor.text(&format!("response-room-part-{name}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = rows
        .iter()
        .map(|(name, share)| {
            let args = [("a", share.answered.into()), ("b", share.invited.into())];
            Ok(BarRow {
                name: name.clone(),
                values: parts(share),
                text: visitor.text_with("response-room-of", &args)?,
                title: String::new(),
                least: None,
                most: None,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let label = Label {
        id: id.to_owned(),
        title: visitor.text(title)?,
        description: visitor.text("response-room-bars-description")?,
    };
    Ok(Value::from_safe_string(bars(&Bars { label, parts: parts_names, rows, limits: String::new() })))
}

#[allow(clippy::cast_precision_loss)]
fn curve(visitor: &Visitor, days: &[DayCount], all: usize) -> Result<Value, PageError> {
    let lang = visitor.lang();
    let points = days
        .iter()
        .map(|day| {
            let date = lang.short_date(day.day);
            let args = [
                ("date", date.as_str().into()),
                ("answered", day.answered.into()),
                ("opened", day.opened.into()),
            ];
            Ok(StepPoint {
                name: date.chars().take(6).collect::<String>().trim_end_matches('/').to_owned(),
                value: day.answered as f64,
                bound: day.opened as f64,
                // Below a low point the number would stand in the dates.
                text: if day.answered * 6 > all { day.answered.to_string() } else { String::new() },
                title: visitor.text_with("response-room-curve-point", &args)?,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    // Whole numbers on the axis: the top is a multiple of four.
    let top = all.next_multiple_of(4).max(4);
    let chart = Steps {
        label: Label {
            id: "response-curve".to_owned(),
            title: visitor.text("response-room-curve-title")?,
            description: visitor.text("response-room-curve-description")?,
        },
        x_name: visitor.text("response-room-curve-day")?,
        y_name: visitor.text("response-room-curve-bodies")?,
        value_name: visitor.text("response-room-answered")?,
        bound_name: visitor.text("response-room-curve-opened")?,
        points,
        chosen: None,
        top: top as f64,
        ticks: std::array::from_fn(|quarter| (top * quarter / 4).to_string()),
    };
    Ok(Value::from_safe_string(steps(&chart)))
}

/// How far each body is, for the map.
pub(crate) fn looks<'i>(
    texts: &Texts,
    invitations: impl IntoIterator<Item = &'i Invitation>,
) -> Result<BTreeMap<Ags, Look>, TextError> {
    let mut looks = BTreeMap::new();
    for invitation in invitations {
        let Some(ags) = invitation.ags else { continue };
        let fill = match invitation.state {
            State::Answered => ShapeFill::Step(5),
            State::Opened | State::Started => ShapeFill::Step(3),
            State::Declined => ShapeFill::Step(1),
            State::Listed | State::Invited => ShapeFill::Hatched,
        };
        let state = texts.get(&format!("invitations-state-{}", invitation.state.word()))?;
        let args = [("name", invitation.name.as_str().into()), ("state", state.into())];
        let title = texts.with("response-room-map-town", &args)?;
        looks.insert(ags, Look { fill, title, is_marked: invitation.state == State::Answered });
    }
    Ok(looks)
}

fn drawing(visitor: &Visitor, cases: &[Case]) -> Result<Option<Value>, PageError> {
    let looks = looks(visitor.texts(), cases.iter().map(|case| &case.invitation))?;
    let label = Label {
        id: "response-map".to_owned(),
        title: visitor.text("response-room-map")?,
        description: visitor.text("response-room-map-description")?,
    };
    Ok(region_map::draw(label, &looks))
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let cases = cases(&mut view, round.id).await?;
    drop(view);
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let lines = narrowed(&cases, &listing);
    if let Some(format) = listing.format() {
        return export::of_invitations(&visitor, &round, &lines, format).await;
    }
    let invitations: Vec<_> = cases.iter().map(|case| case.invitation.clone()).collect();
    let figures = figures(&invitations, round.stage(Stage::Survey).ends, day_of(visitor.now()));
    let title = visitor.text("response-room-title")?;
    let labels = Labels::of(&visitor, &["name", "county", "inhabitants", "state", "answered_at"])?;
    let list = listing.view(&visitor, &labels.heads(), lines.len() as u64)?;
    let context = context! {
        round => head(&round),
        all => cases.len(),
        list => list,
        rows => shown(slice(&lines, &listing)),
        choices => choices(&visitor, &cases)?,
        map => drawing(&visitor, &cases)?,
        outline_source => OUTLINE_SOURCE,
        register_source => REGISTER_SOURCE,
        ..charts(&visitor, &figures)?
    };
    visitor.page("forum/response.html", title, context)
}

fn charts(visitor: &Visitor, figures: &Figures) -> Result<Value, PageError> {
    let none = visitor.text("response-room-no-county")?;
    let counties: Vec<(String, &Share)> = figures
        .counties
        .iter()
        .map(|one| (if one.name.is_empty() { none.clone() } else { one.name.clone() }, &one.share))
        .collect();
    let sizes = figures
        .sizes
        .iter()
        .map(|one| Ok((visitor.text(&format!("invitations-size-{}", one.size))?, &one.share)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let table = |rows: &[(String, &Share)]| -> Vec<Value> {
        rows.iter()
            .map(|(name, share)| {
                context! {
                    name => name.clone(),
                    invited => share.invited,
                    answered => share.answered,
                    opened => share.opened,
                    declined => share.declined,
                    missing => share.missing,
                    rate => share.rate(),
                }
            })
            .collect()
    };
    let curve = match figures.days.len() {
        0 | 1 => None,
        _ => Some(curve(visitor, &figures.days, figures.all.invited)?),
    };
    Ok(context! {
        figures => shown(figures.clone()),
        rate => figures.all.rate(),
        reach => figures.inhabitants_share(),
        counties_chart => bars_of(visitor, "response-counties", "response-room-by-county", &counties)?,
        counties => table(&counties),
        sizes_chart => bars_of(visitor, "response-sizes", "response-room-by-size", &sizes)?,
        sizes => table(&sizes),
        curve => curve,
    })
}
