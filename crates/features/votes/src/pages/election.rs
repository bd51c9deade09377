//! An election as everybody sees it: what is asked, until when, how many voted; afterwards the result.

use std::collections::BTreeSet;

use axum::extract::Path;
use jiff::Timestamp;
use rathaus_store::Session;
use rathaus_web::charts::{BarRow, Bars, Label, StepPoint, Steps, bars, steps};
use rathaus_web::filters::zone;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get};

use super::elections::state_of;
use crate::model::{Kind, QuestionOutcome, RoleKind, Stage};
use crate::outcome::{Came, came_of};
use crate::policy;
use crate::preparing::named;
use crate::store::ballot::{find_box, list_turnout};
use crate::store::election::{Election, find_fingerprint};
use crate::store::elector::find_register;
use crate::store::message::list_messages;
use crate::store::role::list_roles;

/// Adds the page.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes).route("/votes/{uuid}", get(show));
}

/// An election that is frozen at least.
///
/// # Errors
///
/// `NotFound`.
pub async fn public_of(session: &mut Session, uuid: &str) -> Result<Election, PageError> {
    let election = named(session, uuid).await?;
    if election.stage.is_public() { Ok(election) } else { Err(PageError::NotFound) }
}

/// What stands at the head of every page of an election.
///
/// # Errors
///
/// A text that is not there.
pub fn head(visitor: &Visitor, election: &Election) -> Result<Value, PageError> {
    Ok(context! {
        uuid => election.uuid.clone(),
        title => election.title.clone(),
        description => election.description.clone(),
        stage => election.stage.word(),
        state => state_of(visitor, election)?,
        is_open => election.takes_ballots(visitor.now()),
        is_stopped => election.stopped_at.is_some(),
        is_rehearsal => election.rehearses.is_some(),
        opens_at => election.opens_at.max(election.opened_at).map(|at| at.to_string()),
        closes_at => election.closes_at.map(|at| at.to_string()),
        has_paper => election.rules.paper,
        revote => election.rules.revote,
    })
}

/// The questions as a ballot shows them.
pub fn questions(visitor: &Visitor, election: &Election) -> Result<Vec<Value>, PageError> {
    let invalid = visitor.text("elections-invalid")?;
    let rules = &election.rules;
    let question = |(index, question): (usize, &crate::model::Question)| {
        let may_be_invalid = question.may_be_invalid(rules);
        let is_ranked = question.kind == Kind::Rank;
        let places = if is_ranked { question.answers.len() as u64 } else { question.grades };
        context! {
            index,
            text => question.text.clone(),
            kind => question.kind.word(),
            answers => question.answers.clone(),
            least => question.least,
            most => question.most,
            seats => question.seats,
            majority => question.majority.word(),
            counting => question.counting.word(),
            blank => rules.blank || question.kind != Kind::Choose,
            is_sealed_blank => rules.blank && question.kind == Kind::Choose,
            invalid => may_be_invalid.then(|| invalid.clone()),
            width => question.answers.len() + usize::from(may_be_invalid),
            places => (1..=places).collect::<Vec<u64>>(),
        }
    };
    Ok(election.questions.iter().enumerate().map(question).collect())
}

/// A result as a page shows it: for each question a chart with its table, and who won.
pub fn result(visitor: &Visitor, election: &Election, came: &Came) -> Result<Value, PageError> {
    let questions = election
        .questions
        .iter()
        .zip(&came.outcomes)
        .enumerate()
        .map(|(index, (question, outcome))| {
            let name = |answer: usize| question.answers.get(answer).cloned().unwrap_or_default();
            let is_chosen = question.kind == Kind::Choose;
            let rows: Vec<Value> = outcome
                .places
                .iter()
                .map(|place| {
                    context! {
                        answer => name(place.answer),
                        votes => is_chosen.then_some(place.votes),
                        has_won => place.has_won,
                    }
                })
                .collect();
            let chart = match is_chosen {
                true => Some(chart(visitor, index, &question.text, outcome, name)?),
                false => None,
            };
            Ok(context! {
                text => question.text.clone(),
                kind => question.kind.word(),
                rows,
                chart => chart.map(Value::from_safe_string),
                blank => outcome.blank,
                invalid => outcome.invalid,
                valid => outcome.valid,
                is_tied => outcome.is_tied,
                majority => question.majority.word(),
                seats => question.seats,
                has_winner => outcome.places.iter().any(|place| place.has_won),
                ballots => outcome.ballots.iter().map(|ballot| {
                    let ranks: Vec<String> = ballot.iter().map(u64::to_string).collect();
                    ranks.join(", ")
                }).collect::<Vec<_>>(),
            })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    Ok(context! { questions, is_enough => came.is_enough, turnout_needed => election.rules.turnout })
}

fn chart(
    visitor: &Visitor,
    index: usize,
    title: &str,
    outcome: &QuestionOutcome,
    name: impl Fn(usize) -> String,
) -> Result<String, PageError> {
    let rows = outcome
        .places
        .iter()
        .map(|place| BarRow {
            name: name(place.answer),
            values: vec![place.votes as f64],
            text: place.votes.to_string(),
            title: name(place.answer),
            least: None,
            most: None,
        })
        .collect();
    let label = Label {
        id: format!("result-{index}"),
        title: title.to_owned(),
        description: visitor.text("election-result-chart")?,
    };
    let parts = vec![visitor.text("election-votes")?];
    Ok(bars(&Bars { label, parts, rows, limits: String::new() }))
}

/// How many had voted on line at which time, as a chart under the number of all who may: by hours while it is one day, then by days.
fn turnout(visitor: &Visitor, hours: &[(Timestamp, u64)], electors: u64) -> Result<Value, PageError> {
    let days = hours.iter().map(|(hour, _)| hour.to_zoned(zone()).date());
    let by_day = days.collect::<BTreeSet<_>>().len() > 1;
    let mut rows: Vec<(String, u64)> = Vec::new();
    for (hour, voters) in hours {
        let local = hour.to_zoned(zone());
        let day = visitor.lang().short_date(local.date());
        let when = if by_day { day } else { format!("{day} {:02}:00", local.hour()) };
        match rows.last_mut().filter(|(last, _)| *last == when) {
            Some((_, sum)) => *sum += voters,
            None => rows.push((when, *voters)),
        }
    }
    let mut total = 0;
    let mut table = Vec::new();
    let mut points = Vec::new();
    for (when, voters) in rows {
        total += voters;
        table.push(context! { when => when.clone(), voters, total });
        points.push(StepPoint {
            name: if by_day { when.clone() } else { when.rsplit(' ').next().unwrap_or_default().to_owned() },
            value: total as f64,
            bound: electors as f64,
            text: total.to_string(),
            title: when,
        });
    }
    if points.is_empty() {
        return Ok(context! { rows => table });
    }
    let label = Label {
        id: "turnout".to_owned(),
        title: visitor.text("election-turnout")?,
        description: visitor.text("election-turnout-chart")?,
    };
    let tick = |quarter: u64| (electors * quarter / 4).to_string();
    let chart = steps(&Steps {
        label,
        x_name: visitor.text("election-turnout-when")?,
        y_name: visitor.text("election-turnout-voters")?,
        value_name: visitor.text("election-turnout-voted")?,
        bound_name: visitor.text("election-electors")?,
        points,
        chosen: None,
        top: electors as f64,
        ticks: [tick(0), tick(1), tick(2), tick(3), tick(4)],
    });
    Ok(context! { rows => table, chart => Value::from_safe_string(chart) })
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    if !election.stage.is_public() {
        // Of a draft only those know who read what the office reads.
        policy::may_read(&visitor).map_err(|_| PageError::NotFound)?;
        return visitor.to(&format!("/votes/{}/preparation", election.uuid));
    }
    let register = find_register(&mut view, election.id).await?;
    let held = find_box(&mut view, election.id).await?;
    let hours = list_turnout(&mut view, election.id).await?;
    let roles = list_roles(&mut view, election.id).await?;
    let fingerprint = find_fingerprint(&mut view, election.id).await?;
    let result = match election.stage {
        Stage::Published => {
            let messages = list_messages(&mut view, election.id).await?;
            came_of(&mut view, &election, &messages, &register).await?
        }
        _ => None,
    };
    drop(view);
    let of = |kind: RoleKind| {
        let names = roles.iter().filter(|role| role.kind == kind).map(|role| role.name.clone());
        names.collect::<Vec<_>>().join(", ")
    };
    let voted = register.online + register.paper;
    let context = context! {
        election => head(&visitor, &election)?,
        questions => questions(&visitor, &election)?,
        electors => register.electors,
        weight => register.weight,
        is_weighted => register.greatest > 1,
        voted,
        online => register.online,
        paper => register.paper,
        share => (voted * 100).checked_div(register.electors).unwrap_or_default(),
        ballots => held.ballots,
        turnout => turnout(&visitor, &hours, register.electors)?,
        board => of(RoleKind::Board),
        trustees => of(RoleKind::Trustee),
        registrar => of(RoleKind::Registrar),
        observers => of(RoleKind::Observer),
        suffice => election.rules.trustees,
        fingerprint,
        result => result.map(|came| self::result(&visitor, &election, &came)).transpose()?,
        may_read => policy::may_read(&visitor).is_ok(),
    };
    visitor.page("votes/election.html", election.title.clone(), context)
}
