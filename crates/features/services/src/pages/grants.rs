//! Grant programmes: when one can apply, what there is, who is funded before whom, and proposing and agreeing many at once.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_grant::Standing;
use rathaus_procedure::case::{CaseEvent, CaseState, Verdict};
use rathaus_procedure::grant::{Award, Grant};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, record};
use rathaus_store::{Actor, Id, Record, Session};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::filters::money;
use rathaus_web::list::{Cell, Columns, Kind, Listing};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::decision::settle;
use crate::grants::{Programme, Ranked, grant_of, list_applicants, list_programmes, ranked};
use crate::jobs::Telling;
use crate::letters::{self, head::LANG};
use crate::pages::letters::check_address;
use crate::pages::lines;
use crate::policy;
use crate::store::grant::{Budget, Call, find_call, list_budgets, save_budget, save_call};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/grants", get(list))
        .route("/cases/grants/{slug}", get(show))
        .route("/cases/grants/{slug}/call", post(call))
        .route("/cases/grants/{slug}/budget", post(budget))
        .route("/cases/grants/{slug}/proposals", post(propose))
        .route("/cases/grants/{slug}/approvals", post(approve));
}

const COLUMNS: [(&str, Kind); 7] = [
    ("place", Kind::Text),
    ("number", Kind::Text),
    ("applicant", Kind::Text),
    ("mean", Kind::Number),
    ("cents", Kind::Money),
    ("total", Kind::Money),
    ("standing", Kind::Text),
];

/// The path of a programme's page.
fn path_of(programme: &Programme) -> String {
    format!("/cases/grants/{}", programme.service.slug)
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let lang = visitor.lang();
    let year = today(visitor.now()).year();
    let mut view = visitor.read().await?;
    let mut cards: Vec<Value> = Vec::new();
    for programme in list_programmes(&mut view).await? {
        let budgets = list_budgets(&mut view, programme.service.id).await?;
        let now = budgets.iter().find(|budget| budget.year == year);
        let left = match now {
            Some(budget) => visitor.text_with(
                "grant-card-left",
                &[
                    ("rest", money(lang, Cents(budget.rest())).into()),
                    ("all", money(lang, Cents(budget.cents)).into()),
                    ("year", year.to_string().into()),
                ],
            )?,
            None => visitor.text("grant-card-none")?,
        };
        cards.push(context! {
            href => visitor.url(&path_of(&programme)),
            title => programme.service.content.title.get(lang),
            text => programme.service.content.summary.get(lang),
            meta => left,
        });
    }
    drop(view);
    let context = context! { cards, may_work => policy::may_work(&visitor).is_ok() };
    visitor.page("services/grants.html", visitor.text("grant-title")?, context)
}

/// The programme of an address.
async fn programme_of(db: &mut Session, slug: &str) -> Result<(Programme, Grant), PageError> {
    let found = list_programmes(db).await?.into_iter().find(|programme| programme.service.slug == slug);
    let programme = found.ok_or(PageError::NotFound)?;
    let grant = grant_of(&programme.version).cloned().ok_or(PageError::NotFound)?;
    Ok((programme, grant))
}

/// What a year has left; nothing where no money was entered.
fn rest_of(budgets: &[Budget], year: i16) -> Cents {
    Cents(budgets.iter().find(|budget| budget.year == year).map_or(0, Budget::rest))
}

/// The word of a place in the ranking.
fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Funded => "funded",
        Standing::Partly(_) => "partly",
        Standing::Waiting => "waiting",
        Standing::Below => "below",
        Standing::Unscored => "unscored",
    }
}

fn colour(standing: Standing) -> &'static str {
    match standing {
        Standing::Funded => "success",
        Standing::Partly(_) | Standing::Waiting => "warning",
        Standing::Below => "danger",
        Standing::Unscored => "info",
    }
}

/// Points with two decimals, as the language writes them.
pub(super) fn points(visitor: &Visitor, hundredths: i64) -> String {
    let comma = if visitor.lang() == rathaus_core::Lang::De { ',' } else { '.' };
    format!("{}{comma}{:02}", hundredths / 100, hundredths % 100)
}

/// What a year has, what is granted, and what is proposed of the rest.
fn chart(visitor: &Visitor, budgets: &[Budget], proposed: &BTreeMap<i16, i64>) -> Result<String, PageError> {
    let lang = visitor.lang();
    let part = |key: &str| visitor.text(&format!("grant-budget-{key}"));
    let euros = |cents: i64| cents as f64 / 100.0;
    let rows = budgets
        .iter()
        .map(|budget| {
            let asked = proposed.get(&budget.year).copied().unwrap_or(0).min(budget.rest());
            BarRow {
                name: budget.year.to_string(),
                values: vec![euros(budget.committed), euros(asked), euros(budget.rest() - asked)],
                text: money(lang, Cents(budget.cents)),
                title: String::new(),
                least: None,
                most: None,
            }
        })
        .collect();
    Ok(bars(&Bars {
        label: Label {
            id: "budget".to_owned(),
            title: visitor.text("grant-budget")?,
            description: visitor.text("grant-budget-chart")?,
        },
        parts: vec![part("granted")?, part("proposed")?, part("rest")?],
        rows,
        limits: String::new(),
    }))
}

fn row(visitor: &Visitor, one: &Ranked<'_>) -> Result<(Vec<Cell>, Value), PageError> {
    let (applicant, case) = (one.applicant, &one.applicant.case);
    let mean = applicant.mean.map(|mean| points(visitor, mean.hundredths())).unwrap_or_default();
    let standing = visitor.text(&format!("grant-standing-{}", word(one.standing)))?;
    // Who has no mean yet has no place.
    let is_placed = applicant.mean.is_some();
    let place = if is_placed { one.place.to_string() } else { "–".to_owned() };
    let total = if is_placed { Cell::from(one.total) } else { Cell::from("") };
    let cells = vec![
        Cell::from(&place),
        Cell::from(&case.number),
        Cell::from(&case.applicant),
        Cell::from(&mean),
        Cell::from(applicant.cents()),
        total,
        Cell::from(&standing),
    ];
    let biased = applicant.scores.iter().filter(|score| score.is_biased).count();
    let row = context! {
        place, number => case.number.clone(), href => visitor.url(&format!("/cases/{}", case.number)),
        applicant => case.applicant.clone(), mean, cents => applicant.cents().0, total => is_placed.then_some(one.total.0),
        standing, colour => colour(one.standing), state => case.state.word(),
        scores => applicant.scores.len() - biased,
        score => visitor.url(&format!("/cases/{}/score", case.number)),
    };
    Ok((cells, row))
}

/// What of a programme is shown beside its ranking.
async fn page(visitor: &Visitor, db: &mut Session, slug: &str, typed: Option<Sheet>) -> Answer {
    let listing = Listing::read(visitor, &[], &["year"]);
    let (programme, grant) = programme_of(db, slug).await?;
    let (lang, day) = (visitor.lang(), today(visitor.now()));
    let year: i16 = listing.filter("year").and_then(|year| year.parse().ok()).unwrap_or(day.year());
    let budgets = list_budgets(db, programme.service.id).await?;
    let call = find_call(db, programme.service.id).await?;
    let applicants = list_applicants(db, &programme, day).await?;
    let rest = rest_of(&budgets, year);
    let places = ranked(&applicants, &grant, rest);
    let columns = Columns::read(visitor, "grant", &COLUMNS)?;
    let shown: Vec<(Vec<Cell>, Value)> =
        places.iter().map(|one| row(visitor, one)).collect::<Result<_, _>>()?;
    if let Some(format) = listing.format() {
        let title = format!("{} {year}", programme.service.content.title.get(lang));
        let cells = shown.into_iter().map(|(cells, _)| cells).collect();
        return visitor.export(&columns.table(visitor.text("grant-file")?, title, cells), format).await;
    }
    let mut proposed: BTreeMap<i16, i64> = BTreeMap::new();
    for award in applicants.iter().filter_map(|one| one.case.proposal.as_ref()?.award.as_ref()) {
        *proposed.entry(award.year).or_default() += award.cents;
    }
    let others: Vec<Value> = applicants
        .iter()
        .filter(|one| !places.iter().any(|place| place.applicant.case.id == one.case.id))
        .map(|one| {
            context! {
                number => one.case.number.clone(), href => visitor.url(&format!("/cases/{}", one.case.number)),
                applicant => one.case.applicant.clone(), state => one.case.state.word(),
                cents => one.case.award().map(|award| award.cents), paid => one.case.paid_out(),
                is_eligible => one.is_eligible && one.possible.is_ok(),
            }
        })
        .collect();
    let me = visitor.signed().map(|signed| format!("person:{}", signed.person)).unwrap_or_default();
    let waiting = |is_mine: bool| {
        applicants
            .iter()
            .filter_map(|one| one.case.proposal.as_ref())
            .filter(|proposal| (proposal.by == me) == is_mine)
            .count()
    };
    let ready = places.iter().filter(|place| is_ready(place)).count();
    let day_text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let is_typed = typed.is_some();
    let sheet = typed.unwrap_or_else(|| {
        Sheet::filled([
            ("opens", day_text(call.opens)),
            ("closes", day_text(call.closes)),
            ("year", year.to_string()),
            ("conditions", conditions(&programme, visitor)),
        ])
    });
    let context = context! {
        slug,
        lead => programme.service.content.summary.get(lang),
        is_open => call.is_open(day),
        year,
        years => budgets.iter().map(|budget| context! {
            label => budget.year.to_string(), href => visitor.url(&format!("{}?year={}", path_of(&programme), budget.year)),
            current => budget.year == year,
        }).collect::<Vec<_>>(),
        budgets => budgets.iter().map(|budget| context! {
            year => budget.year, cents => budget.cents, committed => budget.committed, rest => budget.rest(),
        }).collect::<Vec<_>>(),
        chart => Value::from_safe_string(chart(visitor, &budgets, &proposed)?),
        rest => rest.0,
        panel => grant.panel(),
        rows => shown.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        list => listing.view(visitor, &columns.heads(), places.len() as u64)?,
        others,
        ready,
        to_approve => waiting(false),
        own_proposals => waiting(true),
        may_work => policy::may_work(visitor).is_ok(),
        service => visitor.url(&format!("/cases/services/{slug}")),
        form => visitor.form(&sheet)?,
    };
    let status = if is_typed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = programme.service.content.title.get(lang).to_owned();
    visitor.page_with(status, "services/grant.html", title, context)
}

/// The side conditions that the form offers, one a line.
fn conditions(programme: &Programme, visitor: &Visitor) -> String {
    let handling = programme.version.definition.handling.as_ref();
    let blocks = handling.map_or(&[][..], |handling| handling.blocks.as_slice());
    let place = rathaus_procedure::handling::BlockPlace::Condition;
    let texts =
        blocks.iter().filter(|block| block.place == place).map(|block| block.text.get(visitor.lang()));
    texts.collect::<Vec<_>>().join("\n")
}

/// Whether a decision can be proposed now.
fn is_ready(place: &Ranked<'_>) -> bool {
    let case = &place.applicant.case;
    matches!(place.standing, Standing::Funded | Standing::Partly(_))
        && case.state == CaseState::Open
        && case.open_tasks().next().is_none()
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, &slug, None).await
}

impl FromForm for Call {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (opens, closes) = (form.optional_date("opens"), form.optional_date("closes"));
        let call = Self { opens: opens?, closes: closes? };
        if matches!((call.opens, call.closes), (Some(opens), Some(closes)) if closes < opens) {
            form.mistake("closes", "grant-call-order");
            return None;
        }
        Some(call)
    }
}

async fn call(visitor: Visitor, Path(slug): Path<String>, form: Form<Call>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let (programme, _) = programme_of(&mut view, &slug).await?;
    match form.checked() {
        Err(sheet) => page(&visitor, &mut view, &slug, Some(sheet)).await,
        Ok(call) => {
            drop(view);
            let mut change = visitor.change().await?;
            save_call(&mut change, programme.service.id, call).await?;
            change.commit(Record::new("grant.call", programme.service.id)).await?;
            visitor.done(&path_of(&programme), "grant-saved")
        }
    }
}

/// What a year is to have.
struct Planned {
    year: i16,
    cents: i64,
}

impl FromForm for Planned {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (year, cents) = (form.number("year", 2000..=2100), form.money("budget"));
        let Some(cents) = cents? else {
            form.mistake("budget", "form-required");
            return None;
        };
        if cents.0 < 0 {
            form.mistake("budget", "grant-budget-below");
            return None;
        }
        Some(Self { year: i16::try_from(year?).ok()?, cents: cents.0 })
    }
}

async fn budget(visitor: Visitor, Path(slug): Path<String>, form: Form<Planned>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let (programme, _) = programme_of(&mut view, &slug).await?;
    let (planned, sheet) = match form.checked_with_sheet() {
        Err(sheet) => return page(&visitor, &mut view, &slug, Some(sheet)).await,
        Ok(both) => both,
    };
    drop(view);
    let mut change = visitor.change().await?;
    if save_budget(&mut change, programme.service.id, planned.year, planned.cents).await? {
        let record = Record::new("grant.budget", programme.service.id);
        change.commit(record.with("year", planned.year).with("cents", planned.cents)).await?;
        return visitor.done(&format!("{}?year={}", path_of(&programme), planned.year), "grant-saved");
    }
    drop(change);
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, &slug, Some(sheet.wrong("budget", "grant-budget-committed"))).await
}

/// What all that are proposed at once have in common.
struct Many {
    year: i16,
    conditions: Vec<String>,
}

impl FromForm for Many {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (year, conditions) = (form.number("year", 2000..=2100), form.text("conditions", 0..=8_000));
        Some(Self { conditions: lines(&conditions?), year: i16::try_from(year?).ok()? })
    }
}

/// Until when the use of what is granted on `day` is to be proved.
pub(super) fn report_due(grant: &Grant, day: Date) -> Option<Date> {
    let months = i64::from(grant.report.as_ref()?.months);
    day.checked_add(jiff::Span::new().months(months)).ok()
}

/// Proposes to fund everybody for whom the budget is enough.
async fn propose(visitor: Visitor, Path(slug): Path<String>, form: Form<Many>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let (programme, grant) = programme_of(&mut view, &slug).await?;
    let many = match form.checked() {
        Err(sheet) => return page(&visitor, &mut view, &slug, Some(sheet)).await,
        Ok(many) => many,
    };
    drop(view);
    let day = today(visitor.now());
    let mut change = visitor.change_as(Actor::Person(visitor.person()?.person)).await?;
    let budgets = list_budgets(&mut change, programme.service.id).await?;
    let rest = rest_of(&budgets, many.year);
    let applicants = list_applicants(&mut change, &programme, day).await?;
    let mut count = 0usize;
    for place in ranked(&applicants, &grant, rest).iter().filter(|place| is_ready(place)) {
        let own = grant_of(&place.applicant.version).unwrap_or(&grant);
        let cents = match place.standing {
            Standing::Partly(cents) => cents,
            _ => place.applicant.cents(),
        };
        let proposed = CaseEvent::Proposed {
            decision: Id::new(visitor.now()),
            verdict: Verdict::Approved,
            reasons: String::new(),
            conditions: many.conditions.clone(),
            award: Some(Award { cents: cents.0, year: many.year, report_due: report_due(own, day) }),
        };
        let case = &place.applicant.case;
        if let Recorded::Kept(_) = record(&mut change, case.id, Some(case.seq), vec![proposed]).await? {
            count += 1;
        }
    }
    let record = Record::new("grant.proposed", programme.service.id).with("count", count);
    change.commit(record).await?;
    let notice = if count == 0 { "grant-proposed-none" } else { "grant-proposed" };
    visitor.done(&format!("{}?year={}", path_of(&programme), many.year), notice)
}

/// Agrees to every proposal of somebody else, the best first. Where the budget ends, it stops, and what was agreed to before
/// stays.
async fn approve(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let texts = visitor.app().texts(LANG);
    let day = today(visitor.now());
    let person = visitor.person()?.person;
    let mut view = visitor.read().await?;
    let (programme, grant) = programme_of(&mut view, &slug).await?;
    let applicants = list_applicants(&mut view, &programme, day).await?;
    drop(view);
    let me = format!("person:{person}");
    let path = path_of(&programme);
    let mut count = 0usize;
    for Ranked { applicant: one, .. } in ranked(&applicants, &grant, Cents(0)) {
        let Some(proposal) = one.case.proposal.as_ref().filter(|proposal| proposal.by != me) else {
            continue;
        };
        let decided = CaseEvent::Decided { decision: proposal.decision, effective: day };
        let mut change = visitor.change_as(Actor::Person(person)).await?;
        let Recorded::Kept(case) =
            record(&mut change, one.case.id, Some(one.case.seq), vec![decided]).await?
        else {
            continue;
        };
        if let Some(key) = settle(&mut change, &case).await? {
            return visitor.done(&path, if count == 0 { key } else { "grant-approved-some" });
        }
        change.enqueue(Telling::of(case.id, case.seq, "decided")?).await?;
        letters::write_decision(&mut change, texts, &case, &by, &check_address(&visitor)).await?;
        change.commit(Record::new("case.event", case.id).with("events", "decided")).await?;
        count += 1;
    }
    visitor.done(&path, "grant-approved")
}
