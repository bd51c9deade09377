//! The in-tray of the office: all cases, what is due, who has how many.

mod many;
pub(crate) mod messages;
mod saved;

use std::collections::BTreeMap;

use rathaus_deadline::State;
use rathaus_people::deputy::Absent;
use rathaus_procedure::case::{Case, CaseState};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    CaseFilter, count_by_clerk, count_by_state, count_cases, list_cases, list_deadlines, list_forms,
};
use rathaus_store::{Id, Session, Slice};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Sheet, Value, Visitor, context, get, post};

use crate::colleagues::absent;
use crate::fit::ArrivalState;
use crate::policy;
use crate::store::case_filter::list_filters;
use crate::store::fit::{count_arrivals, find_connection};
use crate::store::place::find_place;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases", get(list))
        .route("/cases/deadlines", get(deadlines))
        .route("/cases/acts", post(many::act))
        .route("/cases/messages/{id}/reading", post(messages::read))
        .route("/cases/filters", post(saved::save))
        .route("/cases/filters/removal", post(saved::delete))
        .route("/cases/load", get(load));
}

/// The columns of the list and of its file.
const COLUMNS: [(&str, Kind); 6] = [
    ("number", Kind::Text),
    ("applicant", Kind::Text),
    ("title", Kind::Text),
    ("received", Kind::Date),
    ("state", Kind::Text),
    ("clerk", Kind::Text),
];

/// Titles of forms by id.
async fn titles(db: &mut Session) -> Result<BTreeMap<Id, String>, PageError> {
    Ok(list_forms(db, None).await?.into_iter().map(|form| (form.id, form.title)).collect())
}

/// The end of the translation key for a badge of a state, and its colour.
pub(crate) fn colour(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "info",
        CaseState::Waiting => "warning",
        CaseState::Proposed => "warning",
        CaseState::Decided => "success",
        CaseState::Withdrawn | CaseState::Closed => "",
    }
}

fn row(visitor: &Visitor, case: &Case, titles: &BTreeMap<Id, String>, absent: &[Absent]) -> Value {
    context! {
        stands_in => absent.iter().any(|away| case.clerk == Some(away.person)),
        href => visitor.url(&format!("/cases/{}", case.number)),
        number => case.number.clone(),
        applicant => case.applicant.clone(),
        title => titles.get(&case.form).cloned().unwrap_or_default(),
        received => case.received.to_string(),
        clerk => case.clerk_name.clone(),
        state => case.state.word(),
        colour => colour(case.state),
        tasks => case.open_tasks().count(),
    }
}

/// The clerks that a filter names: oneself with those one stands in for, oneself alone, all of those, or one of them.
fn clerks(visitor: &Visitor, whose: Option<&str>, absent: &[Absent]) -> Vec<Id> {
    let own = visitor.signed().map(|signed| signed.person);
    let away = || absent.iter().map(|away| away.person);
    let clerks: Vec<Id> = match whose {
        None | Some("nobody") => return Vec::new(),
        Some("mine") => own.into_iter().chain(away()).collect(),
        Some("own") => own.into_iter().collect(),
        Some("deputy") => away().collect(),
        Some(id) => away().filter(|person| id == person.to_string()).collect(),
    };
    // A filter that was kept while somebody was away finds nothing once they are back.
    if clerks.is_empty() { vec![Id::of_name("nobody")] } else { clerks }
}

fn filter_of(visitor: &Visitor, listing: &Listing, absent: &[Absent]) -> CaseFilter {
    let state = listing.filter("state").and_then(CaseState::of_word);
    CaseFilter {
        state,
        only_open: state.is_none() && listing.filter("all").is_none(),
        form: listing.filter("form").and_then(|id| id.parse().ok()),
        clerks: clerks(visitor, listing.filter("whose"), absent),
        only_unassigned: listing.filter("whose") == Some("nobody"),
        sought: listing.q().to_owned(),
    }
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &["received"], &["state", "form", "whose", "all"]);
    let mut view = visitor.read().await?;
    let absent = absent(&visitor, &mut view).await?;
    let filter = filter_of(&visitor, &listing, &absent);
    let titles = titles(&mut view).await?;
    let cases = list_cases(&mut view, &filter, listing.slice()).await?;
    if let Some(format) = listing.format() {
        drop(view);
        return visitor.export(&export(&visitor, &cases, &titles)?, format).await;
    }
    let total = count_cases(&mut view, &filter).await?;
    let states = count_by_state(&mut view).await?;
    let load = count_by_clerk(&mut view).await?;
    let saved = match visitor.signed() {
        Some(signed) => list_filters(&mut view, signed.person).await?,
        None => Vec::new(),
    };
    let messages = messages::unread(&visitor, &mut view, &absent).await?;
    let fit = find_connection(&mut view).await?;
    let fit_waiting = count_arrivals(&mut view, ArrivalState::Waiting).await?;
    drop(view);
    let all: u64 = states.iter().map(|(_, n)| n).sum();
    let counts: Vec<Value> = states
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(state, n)| {
            Ok(context! {
                number => n,
                label => visitor.text(&format!("cases-state-{}", state.word()))?,
                href => visitor.url(&format!("/cases?state={}", state.word())),
                link => visitor.text("cases-show")?,
            })
        })
        .collect::<Result<_, PageError>>()?;
    let columns = Columns::read(&visitor, "cases", &COLUMNS)?;
    let context = context! {
        form => visitor.form(&Sheet::blank())?,
        query => visitor.query().to_owned(),
        saved => saved.iter().map(|filter| context! {
            name => filter.name.clone(), href => visitor.url(&format!("/cases?{}", filter.query)),
        }).collect::<Vec<_>>(),
        rows => cases.iter().map(|case| row(&visitor, case, &titles, &absent)).collect::<Vec<_>>(),
        list => listing.view(&visitor, &columns.heads(), total)?,
        all,
        whose => whose(&visitor, &absent)?,
        absent => absent.iter().map(|away| context! {
            name => away.name.clone(),
            n => load.iter().find(|(clerk, _)| *clerk == Some(away.person)).map_or(0, |(_, n)| *n),
            href => visitor.url(&format!("/cases?whose={}", away.person)),
        }).collect::<Vec<_>>(),
        messages => messages.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>(),
        may_work => policy::may_work(&visitor).is_ok(),
        fit_waiting,
        fit_is_down => fit.is_some_and(|known| known.faults >= 3),
        counts,
        unassigned => load.iter().find(|(clerk, _)| clerk.is_none()).map_or(0, |(_, n)| *n),
        forms => titles.iter().map(|(id, title)| context! { value => id.to_string(), label => title.clone() }).collect::<Vec<_>>(),
        states => CaseState::ALL.iter().map(|state| Ok(context! {
            value => state.word(), label => visitor.text(&format!("cases-state-{}", state.word()))?,
        })).collect::<Result<Vec<_>, PageError>>()?,
    };
    visitor.page("services/cases.html", visitor.text("cases-title")?, context)
}

/// Whose cases can be listed.
fn whose(visitor: &Visitor, absent: &[Absent]) -> Result<Vec<Value>, PageError> {
    let option = |value: &str, label: String| context! { value, label };
    let mut options = Vec::new();
    if absent.is_empty() {
        options.push(option("mine", visitor.text("cases-whose-mine")?));
    } else {
        options.push(option("mine", visitor.text("cases-whose-all-mine")?));
        options.push(option("own", visitor.text("cases-whose-own")?));
        for away in absent {
            let label = visitor.text_with("cases-whose-deputy", &[("name", away.name.as_str().into())])?;
            options.push(option(&away.person.to_string(), label));
        }
    }
    options.push(option("nobody", visitor.text("cases-whose-nobody")?));
    Ok(options)
}

fn export(visitor: &Visitor, cases: &[Case], titles: &BTreeMap<Id, String>) -> Result<Table, PageError> {
    let rows = cases
        .iter()
        .map(|case| {
            Ok(vec![
                Cell::from(&case.number),
                Cell::from(&case.applicant),
                Cell::from(titles.get(&case.form).cloned().unwrap_or_default()),
                Cell::from(case.received),
                Cell::from(visitor.text(&format!("cases-state-{}", case.state.word()))?),
                Cell::from(&case.clerk_name),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let columns = Columns::read(visitor, "cases", &COLUMNS)?;
    Ok(columns.table(visitor.text("cases-file")?, visitor.text("cases-title")?, rows))
}

async fn deadlines(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let titles = titles(&mut view).await?;
    let calendar = find_place(&mut view).await?;
    let absent = absent(&visitor, &mut view).await?;
    let due = list_deadlines(&mut view, &calendar, visitor.now()).await?;
    drop(view);
    let rows: Vec<Value> = due
        .iter()
        .map(|(case, state)| {
            let (kind, day, left) = match state {
                State::Expired { on, .. } => ("expired", Some(on), 0),
                State::Running { due, days_left } if *days_left <= 7 => ("soon", Some(due), *days_left),
                State::Running { due, days_left } => ("running", Some(due), *days_left),
                State::Paused { since, .. } => ("paused", Some(since), 0),
                State::Waiting { first } => ("running", Some(first), 0),
                State::Ended { on } => ("ended", Some(on), 0),
            };
            context! { kind, day => day.map(|day| day.to_string()), left, ..row(&visitor, case, &titles, &absent) }
        })
        .collect();
    visitor.page("services/deadlines.html", visitor.text("cases-deadlines")?, context! { rows })
}

/// The states of what is still to be done, in the order of the chart.
const UNDECIDED: [CaseState; 3] = [CaseState::Open, CaseState::Waiting, CaseState::Proposed];

/// How many undecided cases each clerk has, and how many of them have a task that is late.
async fn load(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let mut clerks: BTreeMap<(String, Option<Id>), ([u64; 3], u64)> = BTreeMap::new();
    for (at, state) in UNDECIDED.into_iter().enumerate() {
        let filter = CaseFilter { state: Some(state), ..CaseFilter::default() };
        for case in list_cases(&mut view, &filter, Slice { limit: u32::MAX, offset: 0 }).await? {
            let (counts, late) = clerks.entry((case.clerk_name.clone(), case.clerk)).or_default();
            counts[at] += 1;
            *late += u64::from(case.open_tasks().any(|task| task.due.is_some_and(|due| due < day)));
        }
    }
    drop(view);
    let nobody = visitor.text("cases-load-nobody")?;
    let parts = UNDECIDED.map(|state| visitor.text(&format!("cases-state-{}", state.word())));
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (mut bars_of, mut rows) = (Vec::new(), Vec::new());
    for ((name, clerk), (counts, late)) in clerks {
        let name = if clerk.is_none() { nobody.clone() } else { name };
        let total: u64 = counts.iter().sum();
        bars_of.push(BarRow {
            name: name.clone(),
            values: counts.iter().map(|count| *count as f64).collect(),
            text: total.to_string(),
            title: String::new(),
            least: None,
            most: None,
        });
        rows.push(context! {
            name, open => counts[0], waiting => counts[1], proposed => counts[2], total, late,
        });
    }
    let chart = bars(&Bars {
        label: Label {
            id: "load".to_owned(),
            title: visitor.text("cases-load")?,
            description: visitor.text("cases-load-chart")?,
        },
        parts,
        rows: bars_of,
        limits: String::new(),
    });
    let context = context! { rows, chart => Value::from_safe_string(chart) };
    visitor.page("services/load.html", visitor.text("cases-load")?, context)
}
