//! What came of the round, as the office sees it: how far the pairs have come by each question, why nothing came of
//! others, who has not answered; the list with its filters and files, [`one`] pair, and asking.

pub(crate) mod one;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_store::{Id, Record, Session, StoreError};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Format, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, shown,
};
use serde::Serialize;

use crate::jobs::outcomes::{Asking, event_day, open_questions};
use crate::model::correspondence::day_of;
use crate::model::outcome::{MONTHS, OutcomeKind, Reason, Side, asked_on, due};
use crate::outcomes::{Met, MonthFigures, funnel, pairs, reasons};
use crate::pages::invitations::{head, slice};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::outcome::list_outcomes;
use crate::store::project::origin::list_origins;
use crate::store::round::KeptRound;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/outcomes", get(list))
        .route("/rounds/{slug}/outcomes/new", get(one::blank).merge(post(one::add)))
        .route("/rounds/{slug}/outcomes/questions", post(ask))
        .route("/rounds/{slug}/outcomes/{id}", get(one::show).merge(post(one::save)))
        .route("/rounds/{slug}/outcomes/{id}/project", post(one::project));
}

/// What one side says in a list: the word, and at which question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Word {
    pub kind: OutcomeKind,
    pub month: u8,
}

/// A pair as lists and exports show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// The id of any of its questions.
    pub id: Id,
    pub town: String,
    pub supplier: String,
    /// Where it stands.
    pub stands: Option<Word>,
    pub says_town: Option<Word>,
    pub says_supplier: Option<Word>,
    pub reason: Option<Reason>,
    pub words: String,
    /// Sides that have not answered the question that stands.
    pub missing: Vec<Side>,
    /// The project that began with it.
    pub project: Option<String>,
    #[serde(skip)]
    pub met: Met,
}

impl Line {
    fn of(met: Met, month: Option<u8>, project: Option<String>) -> Option<Self> {
        let word = |side: Option<Side>| {
            let one = met.latest(side)?;
            Some(Word { kind: one.kind?, month: one.month })
        };
        let is_missing = |side: &Side| {
            month.is_some_and(|month| met.is_asked(*side, month) && met.of_side(*side, month).is_none())
        };
        let latest = met.latest(None);
        Some(Self {
            id: met.outcomes.first()?.id,
            town: met.town_name.clone(),
            supplier: met.supplier_name.clone(),
            stands: word(None),
            says_town: word(Some(Side::Town)),
            says_supplier: word(Some(Side::Supplier)),
            reason: latest.and_then(|one| one.reason),
            words: latest.map(|one| one.words.clone()).unwrap_or_default(),
            missing: Side::ALL.iter().copied().filter(is_missing).collect(),
            project,
            met,
        })
    }
}

/// The question that stands in a round today.
pub(crate) fn standing(visitor: &Visitor, round: &KeptRound) -> Option<u8> {
    event_day(round).and_then(|event| due(event, day_of(visitor.now())))
}

/// All pairs of a round.
pub(crate) async fn lines(
    db: &mut Session,
    round: &KeptRound,
    month: Option<u8>,
) -> Result<Vec<Line>, StoreError> {
    let projects: BTreeMap<(Id, Id), String> = list_origins(db, round.id)
        .await?
        .into_iter()
        .map(|(pair, label)| ((pair.town, pair.supplier), label))
        .collect();
    let met = pairs(list_outcomes(db, round.id).await?);
    Ok(met
        .into_iter()
        .filter_map(|met| {
            let project = projects.get(&(met.town, met.supplier)).cloned();
            Line::of(met, month, project)
        })
        .collect())
}

const SORTS: [&str; 3] = ["town", "supplier", "-stands"];
const FILTERS: [&str; 4] = ["side", "result", "reason", "missing"];

fn narrowed<'a>(lines: &'a [Line], listing: &Listing) -> Vec<&'a Line> {
    let q = listing.q().to_lowercase();
    let stands = |line: &Line| line.stands.as_ref().map_or("none", |word| word.kind.word());
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let mut found: Vec<&Line> = lines
        .iter()
        .filter(|line| {
            let text = format!("{} {} {}", line.town, line.supplier, line.words).to_lowercase();
            text.contains(&q)
                && fits("result", stands(line))
                && fits("reason", line.reason.map_or("", Reason::word))
                && listing
                    .filter("missing")
                    .is_none_or(|wanted| line.missing.iter().any(|side| side.word() == wanted))
        })
        .collect();
    match listing.sort() {
        "supplier" => found.sort_by_cached_key(|line| german_order(&line.supplier)),
        "stands" => found.sort_by_key(|line| line.stands.as_ref().map(|word| word.kind)),
        _ => found.sort_by_cached_key(|line| german_order(&line.town)),
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

/// What a side says, in words.
fn say(visitor: &Visitor, word: Option<&Word>) -> Result<String, PageError> {
    let Some(word) = word else { return Ok(String::new()) };
    let kind = visitor.text(&format!("outcome-kind-{}", word.kind.word()))?;
    visitor.text_with("outcomes-said", &[("kind", kind.into()), ("n", word.month.into())])
}

fn table(visitor: &Visitor, round: &KeptRound, lines: &[&Line]) -> Result<Table, PageError> {
    let columns =
        ["town", "supplier", "stands", "says-town", "says-supplier", "reason", "words", "missing", "project"];
    let columns = columns
        .iter()
        .map(|key| Ok(Column::new(visitor.text(&format!("outcomes-column-{key}"))?, Kind::Text)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = lines
        .iter()
        .map(|line| {
            let reason =
                line.reason.map(|one| visitor.text(&format!("outcome-reason-{}", one.word()))).transpose()?;
            let missing = line
                .missing
                .iter()
                .map(|side| visitor.text(&format!("outcomes-side-{}", side.word())))
                .collect::<Result<Vec<_>, PageError>>()?;
            Ok(vec![
                Cell::from(&line.town),
                Cell::from(&line.supplier),
                Cell::from(say(visitor, line.stands.as_ref())?),
                Cell::from(say(visitor, line.says_town.as_ref())?),
                Cell::from(say(visitor, line.says_supplier.as_ref())?),
                Cell::from(reason),
                Cell::from(&line.words),
                Cell::from(missing.join("; ")),
                Cell::from(line.project.clone()),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = format!("{}-{}", visitor.text("outcomes-file")?, round.slug);
    Ok(Table { name, title: visitor.text("outcomes-title")?, columns, rows })
}

async fn export(visitor: &Visitor, round: &KeptRound, lines: &[&Line], format: Format) -> Answer {
    visitor.export(&table(visitor, round, lines)?, format).await
}

fn label(visitor: &Visitor, id: &str) -> Result<Label, PageError> {
    Ok(Label {
        id: id.to_owned(),
        title: visitor.text(id)?,
        description: visitor.text(&format!("{id}-description"))?,
    })
}

/// How far the pairs have come by each question.
#[allow(clippy::cast_precision_loss)]
fn funnel_chart(visitor: &Visitor, figures: &[MonthFigures]) -> Result<Value, PageError> {
    let mut parts = Vec::new();
    for kind in OutcomeKind::ALL.iter().rev() {
        parts.push(visitor.text(&format!("outcome-kind-{}", kind.word()))?);
    }
    parts.push(visitor.text("outcomes-no-answer")?);
    let rows = figures
        .iter()
        .map(|one| {
            let mut values: Vec<f64> =
                OutcomeKind::ALL.iter().rev().map(|kind| one.of(*kind) as f64).collect();
            values.push(one.missing as f64);
            let said = OutcomeKind::ALL.iter().map(|kind| one.of(*kind)).sum::<usize>();
            let args = [("n", said.into()), ("all", (said + one.missing).into())];
            Ok(BarRow {
                name: visitor.text(&format!("outcome-month-{}", one.month))?,
                values,
                text: visitor.text_with("outcomes-of", &args)?,
                title: String::new(),
                least: None,
                most: None,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let label = label(visitor, "outcomes-funnel")?;
    Ok(Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() })))
}

#[allow(clippy::cast_precision_loss)]
fn reasons_chart(
    visitor: &Visitor,
    counts: &[(Reason, usize)],
) -> Result<Option<(Value, Vec<Value>)>, PageError> {
    if counts.is_empty() {
        return Ok(None);
    }
    let named = counts
        .iter()
        .map(|(reason, n)| Ok((visitor.text(&format!("outcome-reason-{}", reason.word()))?, *n)))
        .collect::<Result<Vec<(String, usize)>, PageError>>()?;
    let rows = named
        .iter()
        .map(|(name, n)| BarRow {
            name: name.clone(),
            values: vec![*n as f64],
            text: n.to_string(),
            title: String::new(),
            least: None,
            most: None,
        })
        .collect();
    let parts = vec![visitor.text("outcomes-reasons-count")?];
    let label = label(visitor, "outcomes-reasons")?;
    let chart = Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() }));
    Ok(Some((chart, named.into_iter().map(|(name, n)| context! { name => name, n => n }).collect())))
}

fn filter_choices(visitor: &Visitor) -> Result<Value, PageError> {
    let option = |value: &str, key: String| {
        Ok::<Value, PageError>(context! { value => value, label => visitor.text(&key)? })
    };
    let mut results = Vec::new();
    for kind in OutcomeKind::ALL.iter().rev() {
        results.push(option(kind.word(), format!("outcome-kind-{}", kind.word()))?);
    }
    results.push(option("none", "outcomes-no-answer".to_owned())?);
    let reasons = Reason::ALL
        .iter()
        .map(|one| option(one.word(), format!("outcome-reason-{}", one.word())))
        .collect::<Result<Vec<_>, _>>()?;
    let sides = Side::ALL
        .iter()
        .map(|one| option(one.word(), format!("outcomes-side-{}", one.word())))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(context! { results => results, reasons => reasons, sides => sides })
}

/// How many bodies would be asked and reminded now.
async fn to_ask(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    month: Option<u8>,
) -> Result<usize, PageError> {
    let Some(month) = month else { return Ok(0) };
    let outcomes = list_outcomes(db, round.id).await?;
    Ok(open_questions(outcomes, month, day_of(visitor.now())).len())
}

/// When the next question is asked.
fn next_question(visitor: &Visitor, round: &KeptRound) -> Option<String> {
    let event = event_day(round)?;
    let today = day_of(visitor.now());
    MONTHS.iter().map(|month| asked_on(event, *month)).find(|day| *day > today).map(|day| day.to_string())
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let month = standing(&visitor, &round);
    let all = lines(&mut view, &round, month).await?;
    let waiting = to_ask(&visitor, &mut view, &round, month).await?;
    drop(view);
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let found = narrowed(&all, &listing);
    if let Some(format) = listing.format() {
        return export(&visitor, &round, &found, format).await;
    }
    let side = listing.filter("side").and_then(|word| word.parse::<Side>().ok());
    let met: Vec<Met> = all.iter().map(|line| line.met.clone()).collect();
    let figures = funnel(&met, event_day(&round), day_of(visitor.now()), side);
    let reasons = reasons_chart(&visitor, &reasons(&met, side))?;
    let keys = ["town", "supplier", "stands", "says-town", "says-supplier", "missing"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("outcomes-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys.iter().zip(&labels).map(|(key, label)| Head::text(key, label)).collect();
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let now = figures.last();
    let towns: BTreeSet<Id> = met.iter().map(|met| met.town).collect();
    visitor.page(
        "forum/outcomes.html",
        visitor.text("outcomes-title")?,
        context! {
            round => head(&round),
            all => all.len(),
            towns => towns.len(),
            now => now.map(|one| shown(one.clone())),
            missing => all.iter().map(|line| line.missing.len()).sum::<usize>(),
            waiting => waiting,
            month => month,
            has_day => event_day(&round).is_some(),
            next => next_question(&visitor, &round),
            chart => if figures.is_empty() { None } else { Some(funnel_chart(&visitor, &figures)?) },
            figures => shown(figures.clone()),
            reasons_chart => reasons.as_ref().map(|(chart, _)| chart.clone()),
            reasons => reasons.map(|(_, rows)| rows),
            list,
            rows => shown(slice(&found, &listing).into_iter().cloned().collect::<Vec<Line>>()),
            choices => filter_choices(&visitor)?,
            may_work => policy::may_work(&visitor).is_ok(),
            key => Id::new(visitor.now()).to_string(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

/// Asking at once; the key makes that a second press asks nobody twice.
pub(crate) struct AskNow(String);

impl FromForm for AskNow {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("key", 8..=80).map(Self)
    }
}

/// Asks everybody whose turn it is, as part of a change of its own.
pub(crate) async fn ask_now(visitor: &Visitor, slug: &str, key: &str) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    if standing(visitor, &round).is_none() {
        return Err(PageError::Conflict("outcomes-nothing-due"));
    }
    let asking = Asking { round: round.id, key: format!("outcomes:{}:{key}", round.id) };
    change.enqueue(asking.job()?).await?;
    change.commit(Record::new("outcome.asking", round.id)).await?;
    Ok(())
}

async fn ask(visitor: Visitor, Path(slug): Path<String>, form: Form<AskNow>) -> Answer {
    policy::may_work(&visitor)?;
    round_of(&mut *visitor.read().await?, &slug).await?;
    let Ok(AskNow(key)) = form.checked() else { return Err(PageError::BadRequest("key".to_owned())) };
    ask_now(&visitor, &slug, &key).await?;
    visitor.done(&format!("/rounds/{slug}/outcomes"), "outcomes-asking")
}
