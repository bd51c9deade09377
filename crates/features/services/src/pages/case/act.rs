//! An act of the office, as one form sends it.

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::ToSpan;
use rathaus_core::Cents;
use rathaus_deadline::{Period, Unit};
use rathaus_procedure::Handling;
use rathaus_procedure::case::{Assignee, Case, CaseEvent, Outcome, TaskKind, Verdict};
use rathaus_procedure::grant::Award;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, find_version, record};
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};

use super::{not_done, of_number, page};
use crate::colleagues::{Colleague, colleagues, stands_in, stood_in};
use crate::decision::settle;
use crate::jobs::Telling;
use crate::letters::{self, head::LANG};
use crate::pages::grants::report_due;
use crate::pages::letters::check_address;
use crate::pages::lines;
use crate::policy;
use crate::store::message::{Message, insert_message};

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Take,
    Leave,
    Note(String),
    Tell(String),
    Message { to: Id, words: String },
    Correct { words: String, days: i64 },
    StopWaiting(String),
    Task(String),
    Done { task: Id, outcome: Outcome, words: String },
    Drop { task: Id, words: String },
    Extend { weeks: i64, reason: String },
    Propose { verdict: Verdict, reasons: String, conditions: Vec<String>, award: Option<(Cents, i16)> },
    Return(String),
    Decide(Id),
    Close,
    Reopen(String),
}

/// An act and the number of the last event that the person had before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Act {
    asked: Asked,
    seen: Option<u32>,
}

impl FromForm for Act {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let seen = form.raw("seen").parse().ok();
        let asked = match form.raw("do").as_str() {
            "take" => Asked::Take,
            "leave" => Asked::Leave,
            "note" => Asked::Note(form.text("note", 1..=4_000)?),
            "tell" => Asked::Tell(form.text("message", 1..=4_000)?),
            "message" => {
                let (to, words) = (form.id("to"), form.text("words-to", 1..=2_000));
                Asked::Message { to: to?, words: words? }
            }
            "correct" => {
                let (words, days) = (form.text("missing", 3..=4_000), form.number("days", 1..=180));
                Asked::Correct { words: words?, days: days? }
            }
            "stop-waiting" => Asked::StopWaiting(form.text("stop", 3..=1_000)?),
            "task" => Asked::Task(form.text("task-title", 3..=200)?),
            "done" => {
                let task = form.id("task")?;
                let outcome = match form.raw("outcome").as_str() {
                    "bad" => Outcome::Bad,
                    "good" => Outcome::Good,
                    _ => Outcome::Done,
                };
                Asked::Done { task, outcome, words: form.text("words", 0..=4_000)? }
            }
            "drop" => Asked::Drop { task: form.id("task")?, words: form.text("words", 0..=4_000)? },
            "extend" => {
                let (weeks, reason) = (form.number("weeks", 1..=52), form.text("reason", 3..=1_000));
                Asked::Extend { weeks: weeks?, reason: reason? }
            }
            "approve" | "refuse" => {
                let is_good = form.raw("do") == "approve";
                let verdict = if is_good { Verdict::Approved } else { Verdict::Refused };
                let reasons = form.text("reasons", if is_good { 0 } else { 3 }..=8_000);
                let conditions = form.text("conditions", 0..=8_000);
                let award = award(form, is_good);
                let conditions = lines(&conditions?);
                Asked::Propose { verdict, reasons: reasons?, conditions, award: award? }
            }
            "return" => Asked::Return(form.text("why", 3..=4_000)?),
            "decide" => Asked::Decide(form.id("decision")?),
            "close" => Asked::Close,
            "reopen" => Asked::Reopen(form.text("again", 3..=1_000)?),
            _ => {
                form.mistake("do", "form-no-such-choice");
                return None;
            }
        };
        Some(Self { asked, seen })
    }
}

/// What a favourable decision on a grant gives, and of which year; `Some(None)` where the form is about no grant.
fn award(form: &mut Reader<'_>, is_good: bool) -> Option<Option<(Cents, i16)>> {
    if !is_good || form.fields().first("award").is_none() {
        return Some(None);
    }
    let (cents, year) = (form.money("award"), form.number("award-year", 2000..=2100));
    let cents = cents?;
    if cents.is_none_or(|cents| cents.0 <= 0) {
        form.mistake("award", "grant-award-missing");
    }
    Some(Some((cents?, i16::try_from(year?).ok()?)))
}

/// The events of an act. A decision that needs no second person is proposed and taken at once.
fn events(visitor: &Visitor, asked: Asked, handling: Option<&Handling>) -> Result<Vec<CaseEvent>, PageError> {
    let four_eyes = handling.is_none_or(|handling| handling.four_eyes);
    let grant = handling.and_then(|handling| handling.grant.as_ref());
    let (now, day) = (visitor.now(), today(visitor.now()));
    let signed = visitor.person()?;
    Ok(vec![match asked {
        Asked::Take => CaseEvent::Assigned { clerk: Some(signed.person), name: signed.name.clone() },
        Asked::Leave => CaseEvent::Assigned { clerk: None, name: String::new() },
        Asked::Note(words) => CaseEvent::Noted { words },
        Asked::Tell(words) => CaseEvent::Told { words },
        // Whoever is named was looked up before.
        Asked::Message { words, .. } => CaseEvent::Noted { words },
        Asked::Correct { words, days } => CaseEvent::CorrectionAsked {
            task: Id::new(now),
            words,
            fields: Vec::new(),
            due: day.checked_add(days.days()).ok(),
            on: day,
        },
        Asked::StopWaiting(words) => CaseEvent::CorrectionDropped { words, on: day },
        Asked::Task(title) => CaseEvent::TaskOpened {
            task: Id::new(now),
            kind: TaskKind::Check,
            step: None,
            title,
            assignee: Assignee::Office,
            due: None,
        },
        Asked::Done { task, outcome, words } => CaseEvent::TaskDone { task, outcome, words },
        Asked::Drop { task, words } => CaseEvent::TaskDropped { task, words },
        Asked::Extend { weeks, reason } => {
            let weeks = u16::try_from(weeks).map_err(PageError::fault)?;
            let by = Period::new(weeks, Unit::Weeks).map_err(PageError::fault)?;
            CaseEvent::Extended { by, reason, told: day }
        }
        Asked::Propose { verdict, reasons, conditions, award } => {
            let decision = Id::new(now);
            let award = match (grant, award) {
                (Some(grant), Some((cents, year))) => {
                    Some(Award { cents: cents.0, year, report_due: report_due(grant, day) })
                }
                (Some(_), None) if verdict == Verdict::Approved => {
                    return Err(PageError::Conflict("grant-award-missing"));
                }
                _ => None,
            };
            let proposed = CaseEvent::Proposed { decision, verdict, reasons, conditions, award };
            if four_eyes {
                proposed
            } else {
                return Ok(vec![proposed, CaseEvent::Decided { decision, effective: day }]);
            }
        }
        Asked::Return(words) => CaseEvent::Returned { words },
        Asked::Decide(decision) => CaseEvent::Decided { decision, effective: day },
        Asked::Close => CaseEvent::Closed { on: day },
        Asked::Reopen(words) => CaseEvent::Reopened { words },
    }])
}

/// What of these the applicant is mailed about: the end of a translation key.
fn told(events: &[CaseEvent]) -> Option<&'static str> {
    events.iter().rev().find_map(|event| match event {
        CaseEvent::CorrectionAsked { .. } => Some("asked"),
        CaseEvent::Told { .. } => Some("told"),
        CaseEvent::Extended { .. } => Some("extended"),
        CaseEvent::Decided { .. } => Some("decided"),
        _ => None,
    })
}

/// Keeps a message to a colleague, and the job that tells them.
async fn write_to(
    visitor: &Visitor,
    change: &mut Change,
    case: &Case,
    to: &Colleague,
    words: String,
) -> Result<Id, PageError> {
    let (id, own) = (Id::new(visitor.now()), visitor.person()?);
    let message = Message {
        id,
        case: case.id,
        number: case.number.clone(),
        sender: own.person,
        sender_name: own.name.clone(),
        recipient: to.person,
        recipient_name: to.name.clone(),
        words,
        sent_at: visitor.now(),
        read_at: None,
    };
    insert_message(change, &message).await?;
    change.enqueue(crate::jobs::message(id)?).await?;
    Ok(id)
}

/// How an act of the office ended.
pub(crate) enum Acted {
    /// The case as it is now.
    Done(Box<Case>),
    /// Nothing was done: why, as the key of a text, and the case as it is now.
    Refused(&'static str, Box<Case>),
    /// Whom a message is for does not work here.
    Nobody,
}

pub(super) async fn add(visitor: Visitor, Path(number): Path<String>, form: Form<Act>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, &number).await?;
    let (act, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            return page(&visitor, &mut view, &case, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await;
        }
    };
    drop(view);
    match carry_out(&visitor, case.clone(), act).await? {
        Acted::Done(_) => visitor.done(&format!("/cases/{number}"), "case-done"),
        Acted::Refused(key, now) => not_done(&visitor, &now, sheet, key).await,
        Acted::Nobody => {
            let sheet = sheet.wrong("to", "form-no-such-choice");
            let mut view = visitor.read().await?;
            page(&visitor, &mut view, &case, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await
        }
    }
}

/// Does what was asked, with all that follows from it, or nothing.
pub(crate) async fn carry_out(visitor: &Visitor, case: Case, mut act: Act) -> Result<Acted, PageError> {
    let by = policy::may_work(visitor)?.name.clone();
    let mut view = visitor.read().await?;
    let version = find_version(&mut view, case.version).await?.ok_or(PageError::NotFound)?;
    let mut to = None;
    if let Asked::Message { to: person, words } = &mut act.asked {
        let found = colleagues(visitor, &mut view).await?.into_iter().find(|one| one.person == *person);
        let Some(found) = found else { return Ok(Acted::Nobody) };
        to = Some((found.clone(), words.clone()));
        *words = format!("@{}: {words}", found.name);
    }
    // A second pair of eyes is one's own, whoever is away.
    let is_own = matches!(act.asked, Asked::Decide(_) | Asked::Return(_));
    let away = if is_own { None } else { stands_in(visitor, &mut view, &case).await? };
    drop(view);
    let mut events = events(visitor, act.asked, version.definition.handling.as_ref())?;
    events.splice(0..0, away.as_ref().map(stood_in));
    let is_decided = events.iter().any(|event| matches!(event, CaseEvent::Decided { .. }));
    let said = events.clone();
    let (words, tell) = (events.iter().map(CaseEvent::word).collect::<Vec<_>>().join(","), told(&events));
    // A person is the same person with a token: two pairs of eyes are two persons.
    let mut change = visitor.change_as(Actor::Person(visitor.person()?.person)).await?;
    let kept = match record(&mut change, case.id, act.seen, events).await? {
        Recorded::Kept(kept) => kept,
        Recorded::Gone => return Err(PageError::NotFound),
        Recorded::Refused(refusal) => return Ok(Acted::Refused(refusal.key(), Box::new(case))),
        Recorded::Stale(now) => return Ok(Acted::Refused("case-stale", now)),
    };
    let hurdle = if is_decided { settle(&mut change, &kept).await? } else { None };
    if let Some(key) = hurdle {
        return Ok(Acted::Refused(key, Box::new(case)));
    }
    if let Some(what) = tell {
        change.enqueue(Telling::of(kept.id, kept.seq, what)?).await?;
    }
    let texts = visitor.app().texts(LANG);
    letters::write(&mut change, texts, &kept, &said, &by, &check_address(visitor)).await?;
    let mut record = Record::new("case.event", kept.id).with("events", words);
    if let Some(away) = &away {
        record = record.with("for", away.person);
    }
    if let Some((colleague, words)) = to {
        let id = write_to(visitor, &mut change, &kept, &colleague, words).await?;
        record = record.with("message", id);
    }
    change.commit(record).await?;
    Ok(Acted::Done(kept))
}
