//! The plan of talks: the ceiling first, what the engine proved, who meets whom as a matrix, by person, by table and as a
//! list. What is shown is the draft; what everybody sees is what was published of it.
//!
//! The rooms behind it: [`rules`] times and tables, [`one`] a talk by hand, [`publication`], [`files`] lists and
//! timetables for other programs, [`print`] for walls and hands.

pub(crate) mod files;
pub(crate) mod one;
pub(crate) mod print;
pub(crate) mod publication;
pub(crate) mod rules;
pub(crate) mod say;
mod tables;

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_store::{Id, Record, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::jobs::talks::Drafting;
use crate::model::talk::{Draft, Placed, TalkState, Turn};
use crate::model::{Interest, ParticipantKind};
use crate::pages::dress;
use crate::pages::invitations::{head, slice};
use crate::pages::plan::reading::percent;
use crate::pages::plan::{running, work};
use crate::pages::registration::public::kinds;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::Registration;
use crate::store::talk::mark_drafting;
use crate::talking::{Ground, gaps, takes_part};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/talks", get(show).merge(post(compute)))
        .route("/rounds/{slug}/talks/people", get(people))
        .route("/rounds/{slug}/talks/tables", get(tables::show))
        .route("/rounds/{slug}/talks/list", get(files::list))
        .route("/rounds/{slug}/talks/schedule.xml", get(files::xml))
        .route("/rounds/{slug}/talks/schedule.json", get(files::json))
        .route("/rounds/{slug}/talks/print", get(print::show))
        .route("/rounds/{slug}/talks/rules", get(rules::show).merge(post(rules::save)))
        .route("/rounds/{slug}/talks/publication", get(publication::show).merge(post(publication::publish)))
        .route("/rounds/{slug}/talks/{id}", get(one::show).merge(post(one::save)))
        .route("/rounds/{slug}/talks/{id}/lock", post(one::lock))
        .route("/rounds/{slug}/talks/{id}/removal", post(one::remove));
}

/// The ground of an address.
pub(crate) async fn ground_of(db: &mut Session, slug: &str) -> Result<Ground, PageError> {
    let round = round_of(db, slug).await?;
    Ok(Ground::load(db, round).await?)
}

/// What every page of the plan shows above its own part.
pub(super) async fn frame(visitor: &Visitor, db: &mut Session, ground: &Ground) -> Result<Value, PageError> {
    let work = work(visitor, db, ground.plan.job).await?;
    let pending = ground.pending();
    let count = |turn: Turn| pending.iter().filter(|step| step.turn == turn).count();
    Ok(context! {
        round => head(&ground.round),
        work,
        refusal => ground.plan.refusal.clone(),
        has_draft => ground.plan.draft.is_some(),
        made_at => ground.plan.made_at.map(|at| at.to_string()),
        published_at => ground.plan.published_at.map(|at| at.to_string()),
        pending => context! {
            all => pending.len(), added => count(Turn::Added), moved => count(Turn::Moved) + count(Turn::Table),
            cancelled => count(Turn::Cancelled),
        },
        may_work => policy::may_work(visitor).is_ok(),
        token => visitor.form_token(),
        style => dress::style_address(visitor),
    })
}

/// The limits of a registration: fewest and most talks.
fn limits(ground: &Ground, one: &Registration, draft: &Draft) -> (u32, u32) {
    let rule = ground.round.settings.talks;
    let slots = u32::try_from(draft.slots.len()).unwrap_or(u32::MAX);
    let most = one.max_talks.or(rule.most).unwrap_or(slots).min(slots);
    (one.min_talks.unwrap_or(rule.least).min(most), most)
}

/// What a registration wishes and what of it the draft meets.
fn wishes_of(ground: &Ground, draft: &Draft, one: &Registration) -> (usize, usize) {
    let mine: Vec<_> = ground
        .wishes
        .iter()
        .filter(|wish| wish.from == one.label && wish.interest != Interest::Never)
        .collect();
    let met = mine
        .iter()
        .filter(|wish| {
            let other = ground.labelled(&wish.to).map(|other| other.id);
            other.is_some_and(|other| draft.talks.iter().any(|talk| talk.is_of(one.id, other)))
        })
        .count();
    (met, mine.len())
}

/// The figures of a draft: the ceiling first, then what the plan reaches and how sure that is.
pub(crate) fn figures(ground: &Ground, draft: &Draft) -> Value {
    let part: Vec<&Registration> = ground.registrations.iter().filter(|one| takes_part(one)).collect();
    let (met, all) = part
        .iter()
        .map(|one| wishes_of(ground, draft, one))
        .fold((0, 0), |(met, all), (a, b)| (met + a, all + b));
    let loads = |one: &Registration| draft.talks.iter().filter(|talk| talk.joins(one.id)).count();
    let below: Vec<String> = part
        .iter()
        .filter(|one| (loads(one) as u32) < limits(ground, one, draft).0)
        .map(|one| one.name.clone())
        .collect();
    let suppliers = part.iter().filter(|one| one.kind == ParticipantKind::Supplier).count();
    #[allow(clippy::cast_precision_loss)]
    let share = if all == 0 { 1.0 } else { met as f64 / all as f64 };
    let proof = &draft.proof;
    let idle: usize = part.iter().map(|one| gaps(&draft.slots, &draft.talks, one.id)).sum();
    context! {
        ceiling => draft.ceiling, talks => draft.talks.len(), slots => draft.slots.len(), tables => draft.tables,
        places => draft.slots.len() * draft.tables, suppliers, others => part.len() - suppliers,
        met, wishes => all, share => percent(share),
        first => draft.slots.first().map(|slot| slot.start.to_string()),
        last => draft.slots.last().map(|slot| slot.end.to_string()),
        choice_is_proven => proof.choice_is_proven,
        value_share => percent(if proof.value_bound > 0.0 { proof.value / proof.value_bound } else { 1.0 }),
        wanted => proof.wanted, placed_bound => proof.placed_bound,
        gaps => idle, gaps_bound => proof.gaps_bound, timetable_is_proven => proof.timetable_is_proven,
        table_changes => proof.table_changes, changes => draft.changes,
        locked => draft.talks.iter().filter(|talk| talk.is_locked).count(),
        below,
    }
}

/// A cell of the matrix: a talk, or what is wished without one.
fn cell(ground: &Ground, draft: &Draft, row: &Registration, column: &Registration) -> Value {
    let is_on = |talk: &&Placed| talk.is_of(row.id, column.id);
    let level = |from: &Registration, to: &Registration| {
        let wish = ground.wishes.iter().find(|wish| wish.from == from.label && wish.to == to.label);
        wish.map(|wish| wish.interest)
    };
    let (there, back) = (level(row, column), level(column, row));
    let state = match (there, back) {
        (Some(Interest::Never), _) | (_, Some(Interest::Never)) => "never",
        (Some(_), Some(_)) => "mutual",
        (Some(_), None) | (None, Some(_)) => "one",
        _ => "none",
    };
    match draft.talks.iter().find(is_on) {
        Some(talk) => context! {
            id => talk.id.to_string(), time => talk.span.start.to_string(), table => talk.table,
            is_locked => talk.is_locked, wish => state,
        },
        None => context! { wish => state },
    }
}

/// Most rows and columns that the matrix shows: larger days are read by person or as a list.
const MOST: usize = 150;

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let ground = ground_of(&mut view, &slug).await?;
    let frame = frame(&visitor, &mut view, &ground).await?;
    drop(view);
    let mut part: Vec<&Registration> = ground.registrations.iter().filter(|one| takes_part(one)).collect();
    part.sort_by_cached_key(|one| german_order(&one.name));
    let (columns, rows): (Vec<_>, Vec<_>) =
        part.into_iter().partition(|one| one.kind == ParticipantKind::Supplier);
    let (columns, rows) = (&columns[..columns.len().min(MOST)], &rows[..rows.len().min(MOST)]);
    let matrix = ground.plan.draft.as_ref().map(|draft| {
        let lines: Vec<Value> = rows
            .iter()
            .map(|row| {
                let cells: Vec<Value> =
                    columns.iter().map(|column| cell(&ground, draft, row, column)).collect();
                context! { name => row.name.clone(), label => row.label.clone(), cells }
            })
            .collect();
        let heads: Vec<Value> = columns
            .iter()
            .map(|one| context! { name => one.name.clone(), label => one.label.clone() })
            .collect();
        context! { heads, rows => lines }
    });
    let unplaced: Vec<Value> = match &ground.plan.draft {
        Some(draft) => draft
            .unplaced
            .iter()
            .map(|one| {
                Ok(context! {
                    a => ground.name(one.a), b => ground.name(one.b), reason => say::missed(&visitor, &ground, one)?,
                    a_id => one.a.to_string(), b_id => one.b.to_string(),
                })
            })
            .collect::<Result<_, PageError>>()?,
        None => Vec::new(),
    };
    let own = context! {
        figures => ground.plan.draft.as_ref().map(|draft| figures(&ground, draft)),
        matrix,
        unplaced,
        participants => ground.people().len(),
        wishes => ground.wishes.len(),
        ..frame
    };
    visitor.page("forum/talks.html", visitor.text("talks-title")?, own)
}

/// Has the draft computed; a second wish while it is being made changes nothing.
async fn compute(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    begin(&visitor, &slug).await?;
    visitor.to(&format!("/rounds/{slug}/talks"))
}

/// Has the draft computed, unless it is being made.
pub(crate) async fn begin(visitor: &Visitor, slug: &str) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let plan = crate::store::talk::find_talk_plan(&mut change, round.id).await?;
    if running(&mut change, plan.job).await?.is_some() {
        return Ok(());
    }
    let job = change.enqueue(Drafting { round: round.id }.job()?).await?;
    mark_drafting(&mut change, round.id, job).await?;
    change.commit(Record::new("talks.asked", round.id)).await?;
    Ok(())
}

/// A registration with its talks, as the page by person shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Load {
    pub label: String,
    pub name: String,
    pub kind: &'static str,
    pub talks: usize,
    pub least: u32,
    pub most: u32,
    pub met: usize,
    pub wishes: usize,
    pub gaps: usize,
    pub list: Vec<LoadTalk>,
}

/// A talk in the line of a registration.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LoadTalk {
    pub id: Id,
    pub time: String,
    pub table: u32,
    pub partner: String,
    pub is_locked: bool,
}

/// Everybody with their talks of a draft.
pub(crate) fn loads(ground: &Ground, draft: &Draft) -> Vec<Load> {
    ground
        .registrations
        .iter()
        .filter(|one| takes_part(one) || draft.talks.iter().any(|talk| talk.joins(one.id)))
        .map(|one| {
            let own: Vec<&Placed> = draft.talks.iter().filter(|talk| talk.joins(one.id)).collect();
            let (least, most) = limits(ground, one, draft);
            let (met, wishes) = wishes_of(ground, draft, one);
            Load {
                label: one.label.clone(),
                name: one.name.clone(),
                kind: one.kind.word(),
                talks: own.len(),
                least,
                most,
                met,
                wishes,
                gaps: gaps(&draft.slots, &draft.talks, one.id),
                list: own
                    .iter()
                    .map(|talk| LoadTalk {
                        id: talk.id,
                        time: talk.span.start.to_string(),
                        table: talk.table,
                        partner: ground.name(if talk.a == one.id { talk.b } else { talk.a }).to_owned(),
                        is_locked: talk.is_locked,
                    })
                    .collect(),
            }
        })
        .collect()
}

fn narrowed(loads: Vec<Load>, listing: &Listing) -> Vec<Load> {
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut found: Vec<Load> = loads
        .into_iter()
        .filter(|one| {
            let text = format!("{} {}", one.label, one.name).to_lowercase();
            let is_wanted = match listing.filter("talks") {
                Some("none") => one.talks == 0,
                Some("few") => (one.talks as u32) < one.least,
                Some("gaps") => one.gaps > 0,
                _ => true,
            };
            words.iter().all(|word| text.contains(word))
                && listing.filter("kind").is_none_or(|kind| kind == one.kind)
                && is_wanted
        })
        .collect();
    match listing.sort() {
        "talks" => found.sort_by_key(|one| one.talks),
        "met" => found.sort_by_key(|one| one.met),
        "gaps" => found.sort_by_key(|one| one.gaps),
        _ => found.sort_by_cached_key(|one| german_order(&one.name)),
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

async fn people(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let ground = ground_of(&mut view, &slug).await?;
    let frame = frame(&visitor, &mut view, &ground).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["name", "-talks", "-met", "-gaps"], &["kind", "talks"]);
    let all = ground.plan.draft.as_ref().map(|draft| loads(&ground, draft)).unwrap_or_default();
    let found = narrowed(all, &listing);
    let label = |key: &str| visitor.text(&format!("talks-column-{key}"));
    if let Some(format) = listing.format() {
        let rows = found
            .iter()
            .map(|one| {
                vec![
                    Cell::from(&one.label),
                    Cell::from(&one.name),
                    Cell::from(one.talks as u32),
                    Cell::from(one.least),
                    Cell::from(one.most),
                    Cell::from(one.met as u32),
                    Cell::from(one.wishes as u32),
                    Cell::from(one.gaps as u32),
                ]
            })
            .collect();
        let table = Table {
            name: format!("{}-{slug}", visitor.text("talks-file-people")?),
            title: visitor.text("talks-people")?,
            columns: vec![
                Column::new(label("label")?, Kind::Text),
                Column::new(label("name")?, Kind::Text),
                Column::new(label("talks")?, Kind::Number),
                Column::new(label("least")?, Kind::Number),
                Column::new(label("most")?, Kind::Number),
                Column::new(label("met")?, Kind::Number),
                Column::new(label("wishes")?, Kind::Number),
                Column::new(label("gaps")?, Kind::Number),
            ],
            rows,
        };
        return visitor.export(&table, format).await;
    }
    let labels = [label("name")?, label("talks")?, label("met")?, label("gaps")?, label("list")?];
    let heads = [
        Head::text("name", &labels[0]),
        Head::number("talks", &labels[1]),
        Head::number("met", &labels[2]),
        Head::number("gaps", &labels[3]),
        Head::text("list", &labels[4]),
    ];
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let options = ["none", "few", "gaps"]
        .into_iter()
        .map(|word| Ok(context! { value => word, label => visitor.text(&format!("talks-filter-{word}"))? }))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let own = context! {
        list,
        rows => shown(slice(&found, &listing)),
        choices => context! { kinds => kinds(&visitor)?, talks => options },
        ..frame
    };
    visitor.page("forum/talks-people.html", visitor.text("talks-people")?, own)
}

/// Whether a talk of a draft was published and held already.
pub(crate) fn is_held(ground: &Ground, id: Id) -> bool {
    ground.talks.iter().any(|talk| talk.id == id && talk.state == TalkState::Held)
}
