//! What came of the day, as the office reads it: how the talks went by both sides, and what people say about the day.
//! Words that a side keeps for itself stay there.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_store::{Id, Session, StoreError};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, shown};
use serde::Serialize;

use crate::model::talk_note::{Again, Outcome};
use crate::pages::invitations::{head, slice};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::round::KeptRound;
use crate::store::talk::{Talk, list_talks};
use crate::store::talk_note::{KeptFeedback, TalkNote, list_feedback, list_notes};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/feedback", get(show))
        .route("/rounds/{slug}/feedback/voices", get(voices));
}

/// A note beside its talk.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub talk: Id,
    pub time: String,
    pub table: u32,
    pub side: String,
    pub other: String,
    pub outcome: &'static str,
    pub reason: &'static str,
    pub words: String,
    pub shares_contact: bool,
}

/// All notes of a round with their talks; talks without a note have none.
pub(crate) async fn lines(db: &mut Session, round: Id) -> Result<(Vec<Line>, Vec<Talk>), StoreError> {
    let talks: Vec<Talk> = list_talks(db, round).await?.into_iter().filter(Talk::is_on).collect();
    let mut notes: BTreeMap<Id, Vec<TalkNote>> = BTreeMap::new();
    for note in list_notes(db, round).await? {
        notes.entry(note.talk).or_default().push(note);
    }
    let mut lines = Vec::new();
    for talk in &talks {
        for note in notes.get(&talk.id).into_iter().flatten() {
            let (_, other) = talk.partner(note.side);
            let (_, side) = talk.partner(if note.side == talk.a { talk.b } else { talk.a });
            lines.push(Line {
                talk: talk.id,
                time: talk.span.start.to_string(),
                table: talk.table,
                side: side.to_owned(),
                other: other.to_owned(),
                outcome: note.noted.outcome.map_or("", Outcome::word),
                reason: note.noted.reason.map_or("", |reason| reason.word()),
                words: note.noted.words.clone(),
                shares_contact: note.noted.shares_contact,
            });
        }
    }
    Ok((lines, talks))
}

fn chart(visitor: &Visitor, lines: &[Line]) -> Result<Value, PageError> {
    let count = |outcome: Outcome| lines.iter().filter(|line| line.outcome == outcome.word()).count();
    #[allow(clippy::cast_precision_loss)]
    let rows = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let n = count(outcome);
            Ok(BarRow {
                name: visitor.text(&format!("talk-outcome-{}", outcome.word()))?,
                values: vec![n as f64],
                text: n.to_string(),
                title: String::new(),
                least: None,
                most: None,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let chart = Bars {
        label: Label {
            id: "feedback-outcomes".to_owned(),
            title: visitor.text("feedback-outcomes")?,
            description: visitor.text("feedback-outcomes-text")?,
        },
        parts: vec![visitor.text("feedback-notes")?],
        rows,
        limits: String::new(),
    };
    Ok(Value::from_safe_string(bars(&chart)))
}

fn mean(scores: impl Iterator<Item = Option<u8>>) -> Option<(f64, usize)> {
    let all: Vec<f64> = scores.flatten().map(f64::from).collect();
    #[allow(clippy::cast_precision_loss)]
    (!all.is_empty()).then(|| (all.iter().sum::<f64>() / all.len() as f64, all.len()))
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let (all, talks) = lines(&mut view, round.id).await?;
    let said = list_feedback(&mut view, round.id).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["time", "side", "other", "outcome"], &["outcome"]);
    let q = listing.q().to_lowercase();
    let mut found: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text = format!("{} {} {}", line.side, line.other, line.words).to_lowercase();
            (q.is_empty() || text.contains(&q))
                && listing.filter("outcome").is_none_or(|outcome| outcome == line.outcome)
        })
        .cloned()
        .collect();
    match listing.sort() {
        "side" => found.sort_by_cached_key(|line| rathaus_people::german_order(&line.side)),
        "other" => found.sort_by_cached_key(|line| rathaus_people::german_order(&line.other)),
        "outcome" => found.sort_by_key(|line| line.outcome),
        _ => {}
    }
    if listing.is_descending() {
        found.reverse();
    }
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &round, &found)?, format).await;
    }
    let keys = ["time", "side", "other", "outcome", "words"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("feedback-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys.iter().zip(&labels).map(|(key, label)| Head::text(key, label)).collect();
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|one| {
            let label = visitor.text(&format!("talk-outcome-{}", one.word()))?;
            let n = all.iter().filter(|line| line.outcome == one.word()).count();
            Ok(context! { value => one.word(), label, n })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let noted = talks.iter().filter(|talk| all.iter().any(|line| line.talk == talk.id)).count();
    let score = |found: Option<(f64, usize)>| {
        found.map(|(mean, n)| context! { mean => visitor.lang().number(mean, 1), n })
    };
    let again = |word: Again| said.iter().filter(|one| one.said.again == Some(word)).count();
    let own = context! {
        round => head(&round),
        talks => talks.len(),
        noted,
        notes => all.len(),
        chart => chart(&visitor, &all)?,
        outcomes,
        list,
        rows => shown(slice(&found, &listing)),
        voices => said.len(),
        day => score(mean(said.iter().map(|one| one.said.day))),
        talk => score(mean(said.iter().map(|one| one.said.talks))),
        again => context! { yes => again(Again::Yes), maybe => again(Again::Maybe), no => again(Again::No) },
        good => words(&said, |one| &one.said.good),
        better => words(&said, |one| &one.said.better),
    };
    visitor.page("forum/feedback.html", visitor.text("feedback-title")?, own)
}

/// What people wrote, without their names.
fn words(said: &[KeptFeedback], get: impl Fn(&KeptFeedback) -> &String) -> Vec<String> {
    said.iter().map(|one| get(one).clone()).filter(|text| !text.is_empty()).collect()
}

fn table(visitor: &Visitor, round: &KeptRound, lines: &[Line]) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("feedback-column-{key}"));
    let word = |stem: &str, word: &str| match word {
        "" => Ok(String::new()),
        word => visitor.text(&format!("{stem}-{word}")),
    };
    let rows = lines
        .iter()
        .map(|line| {
            Ok(vec![
                Cell::from(&line.time),
                Cell::from(line.table),
                Cell::from(&line.side),
                Cell::from(&line.other),
                Cell::from(word("talk-outcome", line.outcome)?),
                Cell::from(word("talk-reason", line.reason)?),
                Cell::from(&line.words),
                Cell::YesNo(line.shares_contact),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Table {
        name: format!("{}-{}", visitor.text("feedback-file")?, round.slug),
        title: visitor.text("feedback-title")?,
        columns: vec![
            Column::new(label("time")?, Kind::Text),
            Column::new(label("table")?, Kind::Number),
            Column::new(label("side")?, Kind::Text),
            Column::new(label("other")?, Kind::Text),
            Column::new(label("outcome")?, Kind::Text),
            Column::new(label("reason")?, Kind::Text),
            Column::new(label("words")?, Kind::LongText),
            Column::new(label("contact")?, Kind::YesNo),
        ],
        rows,
    })
}

/// `GET …/voices`: what people say about the day as a file, without their names.
async fn voices(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let said = list_feedback(&mut view, round.id).await?;
    drop(view);
    let format = Listing::read(&visitor, &[], &[]).format().unwrap_or(rathaus_web::list::Format::Csv);
    let label = |key: &str| visitor.text(&format!("feedback-column-{key}"));
    let rows = said
        .iter()
        .map(|one| {
            let again = match one.said.again {
                Some(again) => visitor.text(&format!("talk-again-{}", again.word()))?,
                None => String::new(),
            };
            Ok(vec![
                Cell::from(one.said.day.map(u32::from)),
                Cell::from(one.said.talks.map(u32::from)),
                Cell::from(again),
                Cell::from(&one.said.good),
                Cell::from(&one.said.better),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let table = Table {
        name: format!("{}-{}", visitor.text("feedback-file-voices")?, round.slug),
        title: visitor.text("feedback-voices")?,
        columns: vec![
            Column::new(label("day")?, Kind::Number),
            Column::new(label("talks")?, Kind::Number),
            Column::new(label("again")?, Kind::Text),
            Column::new(label("good")?, Kind::LongText),
            Column::new(label("better")?, Kind::LongText),
        ],
        rows,
    };
    visitor.export(&table, format).await
}
