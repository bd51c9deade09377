//! One pair: what both sides said over time, what the office was told on the phone, and the project that begins with it.

use axum::extract::Path;
use rathaus_people::organisation::{self, OrganisationFilter, OrganisationKind};
use rathaus_store::{Id, Record, Session, Slice};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::standing;
use crate::founding::{begin_project, project_of};
use crate::jobs::outcomes::event_day;
use crate::model::outcome::{MONTHS, OutcomeKind, Reason, Side, asked_on};
use crate::outcomes::{Met, pairs};
use crate::pages::invitations::head;
use crate::pages::outcome::{Told, choices};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::outcome::{
    Outcome, Pair, Said, answer_question, ensure_pair, ensure_question, find_outcome, list_outcomes,
};
use crate::store::round::KeptRound;

/// The pair of an address, with the question that the address names.
pub(crate) async fn at(
    db: &mut Session,
    slug: &str,
    id: &str,
) -> Result<(KeptRound, Outcome, Met), PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let round = round_of(db, slug).await?;
    let one = find_outcome(db, id).await?.filter(|one| one.round == round.id).ok_or(PageError::NotFound)?;
    let met = pairs(list_outcomes(db, round.id).await?);
    let met = met.into_iter().find(|met| met.town == one.town && met.supplier == one.supplier);
    Ok((round, one, met.ok_or(PageError::NotFound)?))
}

/// The name under which the form sends which state of a question it was made from.
fn edition_field(side: Side, month: u8) -> String {
    format!("edition.{}.{month}", side.word())
}

/// Questions that can be answered on the phone: those that were due, and the next one.
fn months(visitor: &Visitor, round: &KeptRound) -> Result<Vec<Value>, PageError> {
    let today = crate::model::correspondence::day_of(visitor.now());
    let is_due = |month: &u8| event_day(round).is_none_or(|event| asked_on(event, *month) <= today);
    let mut due: Vec<u8> = MONTHS.into_iter().filter(is_due).collect();
    if due.is_empty() {
        due.push(MONTHS[0]);
    }
    due.into_iter()
        .map(|month| {
            let label = visitor.text(&format!("outcome-month-{month}"))?;
            Ok(context! { value => month.to_string(), label => label })
        })
        .collect()
}

async fn page(visitor: &Visitor, slug: &str, id: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let (round, one, met) = at(&mut view, slug, id).await?;
    let project = project_of(&mut view, &one).await?;
    drop(view);
    let sides = Side::ALL
        .iter()
        .map(|side| {
            let label = visitor.text(&format!("outcomes-side-{}", side.word()))?;
            Ok(context! { value => side.word(), label => label })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let rows: Vec<Value> = met
        .outcomes
        .iter()
        .map(|one| {
            context! {
                side => one.side.word(), month => one.month, kind => one.kind.map(OutcomeKind::word),
                reason => one.reason.map(Reason::word), words => one.words.clone(), by => one.said_by.clone(),
                said_at => one.said_at.map(|at| at.to_string()), asked_at => one.asked_at.map(|at| at.to_string()),
                reminded_at => one.reminded_at.map(|at| at.to_string()),
            }
        })
        .collect();
    let editions: Vec<Value> = Side::ALL
        .iter()
        .flat_map(|side| MONTHS.iter().map(move |month| (*side, *month)))
        .map(|(side, month)| {
            let row = met.outcomes.iter().find(|one| one.side == side && one.month == month);
            context! { name => edition_field(side, month), value => row.map_or(0, |one| one.edition) }
        })
        .collect();
    let stands = met.latest(None);
    let title = format!("{} – {}", short(&met.town_name), met.supplier_name);
    let own = context! {
        round => head(&round),
        id => id,
        town => met.town_name.clone(),
        supplier => met.supplier_name.clone(),
        stands => stands.and_then(|one| one.kind).map(OutcomeKind::word),
        stands_month => stands.map(|one| one.month),
        rows => rows,
        editions => editions,
        sides => sides,
        months => months(visitor, &round)?,
        choices => choices(visitor)?,
        project => project,
        // The latest word that is worth a project, whoever said it.
        may_tell => worth_telling(&met).is_some(),
        may_work => policy::may_work(visitor).is_ok(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/outcomes-one.html", title, &sheet, own),
        None => {
            let month = standing(visitor, &round).unwrap_or(0).to_string();
            let sheet = Sheet::filled([("side", Side::Town.word().to_owned()), ("month", month)]);
            visitor.page("forum/outcomes-one.html", title, context! { form => visitor.form(&sheet)?, ..own })
        }
    }
}

fn short(name: &str) -> &str {
    name.split(',').next().unwrap_or_default()
}

/// What was said last of a pair that others could take over.
fn worth_telling(met: &Met) -> Option<&Outcome> {
    let sides = [met.latest(Some(Side::Town)), met.latest(Some(Side::Supplier))];
    sides.into_iter().flatten().find(|one| one.kind.is_some_and(OutcomeKind::is_project))
}

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &id, None).await
}

/// What a side told the office.
pub(crate) struct Heard {
    pub side: Side,
    pub month: u8,
    pub told: Told,
}

impl FromForm for Heard {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let side = form.choice::<Side>("side");
        let month = form.number("month", 0..=12).and_then(|n| u8::try_from(n).ok());
        if month.is_some_and(|month| !MONTHS.contains(&month)) {
            form.mistake("month", "form-no-such-choice");
            return None;
        }
        let told = Told::read(form);
        let (side, month, told) = (side?, month?, told?);
        let edition = form.raw(&edition_field(side, month)).parse().unwrap_or(told.edition);
        Some(Self { side, month, told: Told { edition, ..told } })
    }
}

/// Notes what a side told the office; `false` where somebody else noted or said something since.
pub(crate) async fn hear(visitor: &Visitor, slug: &str, id: &str, heard: &Heard) -> Result<bool, PageError> {
    let signed = policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (round, one, _) = at(&mut change, slug, id).await?;
    let pair = Pair { round: round.id, town: one.town, supplier: one.supplier };
    let (question, is_new) = ensure_question(&mut change, pair, heard.side, heard.month).await?;
    let edition = if is_new && heard.told.edition == 0 { 1 } else { heard.told.edition };
    let told = &heard.told;
    let by = signed.name.clone();
    let said = Said { kind: told.kind, reason: told.reason, words: &told.words, by: &by, person: None };
    if !answer_question(&mut change, question, edition, &said).await? {
        return Ok(false);
    }
    let record = Record::new("outcome.noted", question).with("side", heard.side).with("month", heard.month);
    change.commit(record.with("result", told.kind)).await?;
    Ok(true)
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Heard>,
) -> Answer {
    policy::may_work(&visitor)?;
    at(&mut *visitor.read().await?, &slug, &id).await?;
    let (heard, sheet) = match form.checked_with_sheet() {
        Ok(heard) => heard,
        Err(sheet) => return page(&visitor, &slug, &id, Some(sheet)).await,
    };
    if !hear(&visitor, &slug, &id, &heard).await? {
        return page(&visitor, &slug, &id, Some(sheet.wrong("", "outcome-mistake-edition"))).await;
    }
    visitor.done(&format!("/rounds/{slug}/outcomes/{id}"), "outcomes-noted")
}

/// Begins the draft of a project with a pair; gives its label.
pub(crate) async fn tell(visitor: &Visitor, slug: &str, id: &str) -> Result<String, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (round, one, met) = at(&mut change, slug, id).await?;
    let outcome = worth_telling(&met).cloned().unwrap_or(one);
    begin_project(change, &round, &outcome).await
}

pub(super) async fn project(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let label = tell(&visitor, &slug, &id).await?;
    visitor.done(&format!("/projects/{label}/edit"), "outcome-project-begun")
}

/// Two that met without a talk in the plan.
pub(crate) struct NewPair {
    town: Id,
    supplier: Id,
}

impl FromForm for NewPair {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (town, supplier) = (form.id("town"), form.id("supplier"));
        Some(Self { town: town?, supplier: supplier? })
    }
}

/// Bodies that can be named: towns and counties, and suppliers.
async fn bodies(db: &mut Session) -> Result<(Vec<Value>, Vec<Value>), PageError> {
    let (mut towns, mut suppliers) = (Vec::new(), Vec::new());
    for kind in [OrganisationKind::Municipality, OrganisationKind::County, OrganisationKind::Supplier] {
        let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
        let (found, _) = organisation::list(db, &filter, Slice::first(u32::MAX)).await?;
        let to = if kind == OrganisationKind::Supplier { &mut suppliers } else { &mut towns };
        to.extend(found.into_iter().map(|body| (body.name, body.id.to_string())));
    }
    let options = |mut bodies: Vec<(String, String)>| -> Vec<Value> {
        bodies.sort_by_cached_key(|(name, _)| rathaus_people::german_order(name));
        bodies.into_iter().map(|(label, value)| context! { value => value, label => label }).collect()
    };
    Ok((options(towns), options(suppliers)))
}

async fn new_page(visitor: &Visitor, slug: &str, sheet: Sheet) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    let (towns, suppliers) = bodies(&mut view).await?;
    drop(view);
    let title = visitor.text("outcomes-new")?;
    let own = context! { round => head(&round), towns => towns, suppliers => suppliers };
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(&sheet)?, ..own };
        return visitor.page("forum/outcomes-new.html", title, own);
    }
    visitor.again("forum/outcomes-new.html", title, &sheet, own)
}

pub(super) async fn blank(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    new_page(&visitor, &slug, Sheet::blank()).await
}

/// Adds a pair; gives the id of a question of it, or the field that names no such body.
pub(crate) async fn meet(
    visitor: &Visitor,
    slug: &str,
    new: &NewPair,
) -> Result<Result<Id, &'static str>, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    for (id, field, wants_supplier) in [(new.town, "town", false), (new.supplier, "supplier", true)] {
        let found = organisation::find(&mut change, id).await?;
        let is_supplier = found.as_ref().map(|body| body.kind == OrganisationKind::Supplier);
        if is_supplier != Some(wants_supplier) {
            return Ok(Err(field));
        }
    }
    let pair = Pair { round: round.id, town: new.town, supplier: new.supplier };
    let (id, is_new) = ensure_question(&mut change, pair, Side::Town, 0).await?;
    if is_new {
        ensure_pair(&mut change, pair).await?;
        change.commit(Record::new("outcome.added", id)).await?;
    }
    Ok(Ok(id))
}

pub(super) async fn add(visitor: Visitor, Path(slug): Path<String>, form: Form<NewPair>) -> Answer {
    policy::may_work(&visitor)?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return new_page(&visitor, &slug, sheet).await,
    };
    match meet(&visitor, &slug, &new).await? {
        Ok(id) => visitor.done(&format!("/rounds/{slug}/outcomes/{id}"), "outcomes-added"),
        Err(field) => new_page(&visitor, &slug, sheet.wrong(field, "form-no-such-choice")).await,
    }
}
