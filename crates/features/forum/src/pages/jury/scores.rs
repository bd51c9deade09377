//! The comparison: offers against criteria, mean, median, spread, what is missing, and who goes on.

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_store::{Change, Record};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Fields, PageError, Value, Visitor, context, shown};
use serde::Serialize;

use super::assignment::{phase_of, phase_tabs};
use super::room;
use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::model::jury::{PhaseKind, Spread, Verdict};
use crate::pages::invitations::{head, slice};
use crate::pages::juror::phase_view;
use crate::policy;
use crate::store::jury::{lock_jury, save_passage};

/// Bars that the chart shows.
const MOST_BARS: usize = 20;

/// An offer as the comparison shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub label: String,
    pub title: String,
    pub supplier: String,
    /// Mean per criterion, in the order of the criteria; of looks how many said yes, maybe and no.
    pub parts: Vec<Option<f64>>,
    pub mean: Option<f64>,
    pub median: Option<f64>,
    pub spread: Option<f64>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    pub reviews: usize,
    pub missing: usize,
    pub conflicts: usize,
    pub contested: bool,
    /// `yes`, `no`, `rule-yes`, `rule-no` or nothing.
    pub passage: &'static str,
}

/// The offers of a phase, the best first.
pub(crate) fn lines(room: &Room, place: usize) -> Vec<Line> {
    let phase = &room.jury.phases[place];
    let mut lines: Vec<Line> = room
        .offers_in(place)
        .into_iter()
        .map(|offer| {
            let standing = room.standing(offer, phase);
            let counting = || standing.reviews.iter().filter(|review| review.counts());
            #[allow(clippy::cast_precision_loss)]
            let parts = match phase.kind {
                PhaseKind::Scores => room
                    .jury
                    .criteria
                    .iter()
                    .map(|one| {
                        let scores = counting().filter_map(|review| review.written.scores.get(&one.key));
                        Spread::of(scores.map(|score| f64::from(*score)).collect()).map(|judged| judged.mean)
                    })
                    .collect(),
                PhaseKind::Look => Verdict::ALL
                    .iter()
                    .map(|one| {
                        Some(counting().filter(|review| review.written.verdict == Some(*one)).count() as f64)
                    })
                    .collect(),
            };
            let judged = standing.judged;
            Line {
                label: offer.label.clone().unwrap_or_default(),
                title: offer.text.title.clone(),
                supplier: offer.supplier.clone(),
                parts,
                mean: judged.map(|one| one.mean),
                median: judged.map(|one| one.median),
                spread: judged.map(Spread::width),
                least: judged.map(|one| one.least),
                most: judged.map(|one| one.most),
                reviews: judged.map_or(0, |one| one.n),
                missing: standing.missing,
                conflicts: standing.reviews.iter().filter(|review| review.is_conflict).count(),
                contested: standing.is_contested,
                passage: match (standing.passage, standing.by_rule) {
                    (Some(passage), _) if passage.passes => "yes",
                    (Some(_), _) => "no",
                    (None, Some(true)) if phase.pass_from.is_some() => "rule-yes",
                    (None, Some(false)) => "rule-no",
                    _ => "",
                },
            }
        })
        .collect();
    let worth = |line: &Line| line.mean.unwrap_or(f64::NEG_INFINITY);
    lines.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then_with(|| a.label.cmp(&b.label)));
    lines
}

fn narrowed(all: &[Line], listing: &Listing) -> Vec<Line> {
    let q = listing.q().to_lowercase();
    let mut rows: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text = format!("{} {} {}", line.label, line.title, line.supplier).to_lowercase();
            text.contains(&q)
                && match listing.filter("state") {
                    Some("missing") => line.missing > 0,
                    Some("contested") => line.contested,
                    Some("passed") => line.passage == "yes",
                    Some("out") => line.passage == "no",
                    Some("undecided") => line.passage != "yes" && line.passage != "no",
                    _ => true,
                }
        })
        .cloned()
        .collect();
    let number = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
    match listing.sort() {
        "title" => rows.sort_by_cached_key(|line| german_order(&line.title)),
        "label" => rows.sort_by_cached_key(|line| (line.label.chars().count(), line.label.clone())),
        "median" => rows.sort_by(|a, b| number(a.median).total_cmp(&number(b.median))),
        "spread" => rows.sort_by(|a, b| number(a.spread).total_cmp(&number(b.spread))),
        "missing" => rows.sort_by_key(|line| line.missing),
        _ => rows.sort_by(|a, b| number(a.mean).total_cmp(&number(b.mean))),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    rows
}

fn chart(visitor: &Visitor, rows: &[Line]) -> Result<Value, PageError> {
    let rows = rows
        .iter()
        .filter_map(|line| {
            let mean = line.mean?;
            Some(BarRow {
                name: format!("{} {}", line.label, line.title),
                values: vec![mean],
                text: visitor.lang().number(mean, 1),
                title: format!("{} {}: {}", line.label, line.title, visitor.lang().number(mean, 1)),
                least: line.least,
                most: line.most,
            })
        })
        .take(MOST_BARS)
        .collect();
    let label = Label {
        id: "jury-scores".to_owned(),
        title: visitor.text("jury-scores-chart")?,
        description: visitor.text("jury-scores-chart-description")?,
    };
    let parts = vec![visitor.text("jury-column-mean")?];
    let limits = visitor.text("jury-scores-limits")?;
    Ok(Value::from_safe_string(bars(&Bars { label, parts, rows, limits })))
}

/// Names of the parts of a judgement in a phase.
fn part_names(visitor: &Visitor, room: &Room, place: usize) -> Result<Vec<String>, PageError> {
    match room.jury.phases[place].kind {
        PhaseKind::Scores => Ok(room.jury.criteria.iter().map(|one| one.name.clone()).collect()),
        PhaseKind::Look => {
            Verdict::ALL.iter().map(|one| visitor.text(&format!("jury-verdict-{}", one.word()))).collect()
        }
    }
}

fn table(visitor: &Visitor, room: &Room, place: usize, rows: &[Line]) -> Result<Table, PageError> {
    let column = |key: &str, kind| -> Result<Column, PageError> {
        Ok(Column::new(visitor.text(&format!("jury-column-{key}"))?, kind))
    };
    let mut columns =
        vec![column("label", Kind::Text)?, column("title", Kind::Text)?, column("supplier", Kind::Text)?];
    columns.extend(part_names(visitor, room, place)?.into_iter().map(|name| Column::new(name, Kind::Number)));
    for key in ["mean", "median", "spread", "reviews", "missing", "conflicts"] {
        columns.push(column(key, Kind::Number)?);
    }
    columns.push(column("contested", Kind::YesNo)?);
    columns.push(column("passage", Kind::Text)?);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let rows = rows
        .iter()
        .map(|line| {
            let mut cells =
                vec![Cell::from(&line.label), Cell::from(&line.title), Cell::from(&line.supplier)];
            cells.extend(line.parts.iter().map(|part| Cell::from(*part)));
            cells.extend([line.mean, line.median, line.spread].map(Cell::from));
            cells.extend([line.reviews, line.missing, line.conflicts].map(|n| Cell::from(count(n))));
            cells.push(Cell::from(line.contested));
            cells.push(Cell::from(match line.passage {
                "" => String::new(),
                word => visitor.text(&format!("jury-passage-{word}"))?,
            }));
            Ok(cells)
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = format!("{}-{}", visitor.text("jury-file")?, room.round.slug);
    Ok(Table { name, title: visitor.text("jury-scores")?, columns, rows })
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    let place = phase_of(&visitor, &room);
    let all = lines(&room, place);
    let listing = Listing::read(
        &visitor,
        &["-mean", "-median", "-spread", "-missing", "title", "label"],
        &["state", "phase"],
    );
    let rows = narrowed(&all, &listing);
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &room, place, &rows)?, format).await;
    }
    let keys = ["title", "mean", "median", "spread", "missing", "passage"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("jury-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys
        .iter()
        .zip(&labels)
        .map(|(key, label)| Head {
            key,
            label,
            num: matches!(*key, "mean" | "median" | "spread" | "missing"),
        })
        .collect();
    let list = listing.view(&visitor, &heads, rows.len() as u64)?;
    let states = ["missing", "contested", "passed", "out", "undecided"]
        .iter()
        .map(|word| Ok(context! { value => *word, label => visitor.text(&format!("jury-filter-{word}"))? }))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let phase = &room.jury.phases[place];
    let is_last = place + 1 >= room.jury.phases.len();
    let by_rule = all.iter().filter(|line| matches!(line.passage, "rule-yes" | "rule-no")).count();
    visitor.page(
        "forum/jury-scores.html",
        visitor.text("jury-scores")?,
        context! {
            round => head(&room.round),
            phase => phase_view(phase, day_of(visitor.now())),
            tabs_of_phases => phase_tabs(&visitor, &room, place, "scores"),
            all => all.len(),
            judged => all.iter().filter(|line| line.mean.is_some()).count(),
            missing => all.iter().map(|line| line.missing).sum::<usize>(),
            contested => all.iter().filter(|line| line.contested).count(),
            list,
            rows => shown(slice(&rows, &listing)),
            parts => part_names(&visitor, &room, place)?,
            matrix => shown(slice(&rows, &listing)),
            states,
            chart => chart(&visitor, &rows)?,
            is_last,
            by_rule => if is_last { 0 } else { by_rule + all.iter().filter(|line| line.passage.is_empty() && phase.pass_from.is_none()).count() },
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&rathaus_web::Sheet::blank())?,
        },
    )
}

/// Lets offers go on, or not, by the rule of a phase: those that are complete and not decided by hand. Gives how many.
///
/// # Errors
///
/// What the database says; a conflict where the rules changed meanwhile.
pub(crate) async fn close_phase(change: &mut Change, room: &Room, place: usize) -> Result<usize, PageError> {
    if !lock_jury(change, room.round.id, room.edition).await? {
        return Err(PageError::Conflict("jury-changed-meanwhile"));
    }
    let phase = &room.jury.phases[place];
    let mut decided = 0;
    for offer in room.offers_in(place) {
        let standing = room.standing(offer, phase);
        if standing.passage.is_some_and(|one| one.is_by_hand) {
            continue;
        }
        let Some(passes) = standing.by_rule else { continue };
        save_passage(change, room.round.id, &phase.key, offer.id, passes, None).await?;
        decided += 1;
    }
    Ok(decided)
}

pub(super) async fn pass_by_rule(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    if !room.is_set_up() {
        return Err(PageError::Conflict("jury-not-set-up"));
    }
    let place = room.jury.place_of(fields.first("phase").unwrap_or_default()).ok_or(PageError::NotFound)?;
    let decided = close_phase(&mut change, &room, place).await?;
    let key = &room.jury.phases[place].key;
    let record = Record::new("jury.passed", room.round.id).with("phase", key).with("offers", decided);
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{slug}/jury/scores?phase={key}"), "jury-passed")
}
