//! Title, time and rules of a draft.

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Daytime;
use rathaus_store::Record;
use rathaus_web::filters::zone;
use rathaus_web::{Answer, Feature, Form, FromForm, Reader, Sheet, Visitor, context, get, post};

use super::elections::{DESCRIPTION, TITLE};
use super::preparation::election_of;
use crate::freezing::trustees_of;
use crate::model::{Kind, Rules};
use crate::policy;
use crate::preparing::{Worthless, held_draft, named};
use crate::store::election::{Election, update_draft};
use crate::store::role::list_roles;

/// How many may have to agree or to count. One alone never suffices: nobody opens the box alone.
const PERSONS: std::ops::RangeInclusive<i64> = 2..=20;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes =
        std::mem::take(&mut feature.routes).route("/votes/{uuid}/rules", get(show).merge(post(edit)));
}

struct Given {
    title: String,
    description: String,
    opens_at: Option<Timestamp>,
    closes_at: Timestamp,
    rules: Rules,
    is_agreed: bool,
}

/// An instant on the clock of the administration, from a day and a time; the field of the day is named where there is none.
fn instant(form: &mut Reader<'_>, name: &str) -> Option<Timestamp> {
    let day: Option<Date> = form.date(name);
    let time = format!("{name}-time");
    let text = form.text(&time, 1..=12);
    let at = text.and_then(|text| {
        let at: Option<Daytime> = text.trim_end_matches("Uhr").trim().parse().ok();
        if at.is_none() {
            form.mistake(&time, "rules-no-time");
        }
        at
    });
    let instant = day?.to_datetime(at?.civil()).to_zoned(zone()).ok().map(|zoned| zoned.timestamp());
    if instant.is_none() {
        form.mistake(name, "form-no-date");
    }
    instant
}

impl FromForm for Given {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 1..=TITLE);
        let description = form.optional("description", DESCRIPTION);
        let has_begin = !form.raw("opens").is_empty() || !form.raw("opens-time").is_empty();
        let opens_at = if has_begin { instant(form, "opens").map(Some) } else { Some(None) };
        let closes_at = instant(form, "closes");
        if opens_at.flatten().zip(closes_at).is_some_and(|(opens, closes)| opens >= closes) {
            form.mistake("closes", "rules-closes-before-opens");
            return None;
        }
        let turnout = form.number("turnout", 0..=100);
        let board = form.number("board", PERSONS);
        let trustees = form.number("trustees", PERSONS);
        let rules = Rules {
            revote: form.ticked("revote"),
            blank: form.ticked("blank"),
            invalid: form.ticked("invalid"),
            paper: form.ticked("paper"),
            turnout: u8::try_from(turnout?).ok()?,
            board: usize::try_from(board?).ok()?,
            trustees: usize::try_from(trustees?).ok()?,
            listed: form.ticked("listed"),
        };
        Some(Self {
            title: title?,
            description: description?.unwrap_or_default(),
            opens_at: opens_at?,
            closes_at: closes_at?,
            rules,
            is_agreed: form.ticked("anew"),
        })
    }
}

fn sheet_of(election: &Election) -> Sheet {
    let split = |at: Option<Timestamp>| {
        let local = at.map(|at| at.to_zoned(zone()));
        let day = local.as_ref().map(|local| local.date().to_string()).unwrap_or_default();
        let time = local.map(|local| local.strftime("%H:%M").to_string()).unwrap_or_default();
        (day, time)
    };
    let rules = &election.rules;
    let tick = |is: bool| if is { "yes" } else { "" }.to_owned();
    let (opens, opens_time) = split(election.opens_at);
    let (closes, closes_time) = split(election.closes_at);
    Sheet::filled([
        ("title", election.title.clone()),
        ("description", election.description.clone()),
        ("opens", opens),
        ("opens-time", opens_time),
        ("closes", closes),
        ("closes-time", closes_time),
        ("revote", tick(rules.revote)),
        ("blank", tick(rules.blank)),
        ("invalid", tick(rules.invalid)),
        ("paper", tick(rules.paper)),
        ("listed", tick(rules.listed)),
        ("turnout", rules.turnout.to_string()),
        ("board", rules.board.to_string()),
        ("trustees", rules.trustees.to_string()),
    ])
}

fn page(visitor: &Visitor, election: &Election, status: StatusCode, sheet: &Sheet) -> Answer {
    let context = context! {
        election => election_of(visitor, election)?,
        opens => election.opens_at.map(|at| at.to_string()).unwrap_or_default(),
        closes => election.closes_at.map(|at| at.to_string()).unwrap_or_default(),
        today => visitor.now().to_zoned(zone()).date().to_string(),
        form => visitor.form(sheet)?,
    };
    visitor.page_with(status, "votes/rules.html", visitor.text("rules-title")?, context)
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    page(&visitor, &election, StatusCode::OK, &sheet_of(&election))
}

async fn edit(visitor: Visitor, Path(uuid): Path<String>, form: Form<Given>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let again = |sheet: &Sheet| page(&visitor, &election, StatusCode::UNPROCESSABLE_ENTITY, sheet);
    let (given, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return again(&sheet),
    };
    if given.closes_at <= visitor.now() {
        return again(&sheet.wrong("closes", "rules-closes-past"));
    }
    if given.rules.paper && election.questions.iter().any(|question| question.kind != Kind::Choose) {
        return again(&sheet.wrong("paper", "rules-paper-ranked"));
    }
    let after = Election {
        title: given.title,
        description: given.description,
        opens_at: given.opens_at,
        closes_at: Some(given.closes_at),
        rules: given.rules,
        ..election.clone()
    };
    let roles = list_roles(&mut change, election.id).await?;
    let worthless = Worthless::of(&election, &after, &roles, trustees_of(&roles));
    let worthless = worthless.there(&mut change, &election).await?;
    if worthless != Worthless::Nothing && !given.is_agreed {
        return again(&sheet.wrong("anew", worthless.mistake()));
    }
    update_draft(&mut change, &after).await?;
    worthless.take_out(&mut change, &after).await?;
    change.commit(Record::new("election.rules-kept", election.id)).await?;
    visitor.done(&format!("/votes/{uuid}/preparation"), "rules-kept")
}
