//! Where an application stands: what was done, what is missing, by when, messages.

use axum::extract::Path;
use rathaus_deadline::State;
use rathaus_procedure::case::{Case, CaseEvent, CaseState, Entry, Verdict};
use rathaus_procedure::fill::Params;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    Recorded, find_case, find_draft, find_form, find_submission, find_version, list_entries, record,
};
use rathaus_store::{Id, Record, Session};
use rathaus_web::filters::{date_time, paragraphs};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::report::awaited;
use super::{Applicant, applicant};
use crate::begun::begun_until;
use crate::jobs::Telling;
use crate::letters::head::LANG;
use crate::letters::{self, Copy, Letterhead, sheets_of, template_of};
use crate::pages::case::grant::parts;
use crate::pages::letters::{give_out, give_paper, shown};
use crate::pages::money::pay::pay;
use crate::store::catalogue::find_service_by_id;
use crate::store::letter::{find_letter, find_letterhead, list_letters_of};
use crate::store::place::{find_begun_days, find_place};

/// The word for where an application stands, for its applicant: the end of a translation key.
pub(crate) fn word_of(case: Option<&Case>) -> &'static str {
    match case {
        None => "begun",
        Some(case) => match (case.state, &case.decision) {
            (CaseState::Open | CaseState::Proposed, _) => "received",
            (CaseState::Waiting, _) => "waiting",
            (CaseState::Withdrawn, _) => "withdrawn",
            (_, Some(decision)) if decision.verdict == Verdict::Approved => "approved",
            (_, Some(_)) => "refused",
            (_, None) => "closed",
        },
    }
}

/// What happened, as the applicant reads it, the latest first.
fn timeline(visitor: &Visitor, entries: &[Entry]) -> Result<Vec<Value>, PageError> {
    let mut items = Vec::new();
    for entry in entries.iter().rev().filter(|entry| entry.event.is_for_applicant()) {
        let text = match &entry.event {
            CaseEvent::CorrectionAsked { words, .. }
            | CaseEvent::Told { words }
            | CaseEvent::Wrote { words }
            | CaseEvent::Withdrawn { words }
            | CaseEvent::Reopened { words } => words.clone(),
            CaseEvent::Extended { reason, .. } => reason.clone(),
            _ => String::new(),
        };
        items.push(context! {
            when => date_time(visitor.lang(), entry.at),
            title => visitor.text(&format!("application-event-{}", entry.event.word().replace('_', "-")))?,
            text,
        });
    }
    Ok(items)
}

async fn page(
    visitor: &Visitor,
    db: &mut Session,
    at: &Applicant,
    sheet: Option<Sheet>,
) -> Result<(String, Value), PageError> {
    let application = &at.application;
    let lang = visitor.lang();
    let service = find_service_by_id(db, application.service).await?.ok_or(PageError::NotFound)?;
    let title = service.content.title.get(lang).to_owned();
    let mut context = context! {
        service => title.clone(),
        base => visitor.url(&at.base),
        full => visitor.full_url(&at.base),
        is_signed => application.person.is_some(),
        email => application.email.clone(),
        form => visitor.form(&sheet.unwrap_or_else(Sheet::blank))?,
    };
    let Some(case) = (match application.case {
        Some(case) => find_case(db, case).await?,
        None => None,
    }) else {
        let form = find_form(db, &application.form).await?;
        let draft = match form {
            Some(form) => find_draft(db, form.id, &application.holder()).await?,
            None => None,
        };
        let changed = draft.as_ref().map_or(application.created_at, |draft| draft.updated_at);
        let until = begun_until(changed, find_begun_days(db).await?);
        context = context! {
            state => word_of(None), until => until.to_string(), has_draft => draft.is_some(), is_open => service.is_public, events => Vec::<Value>::new(),
            ..context
        };
        return Ok((title, context));
    };
    let entries = list_entries(db, case.id).await?;
    let version = find_version(db, case.version).await?;
    let handling = version.as_ref().and_then(|version| version.definition.handling.as_ref());
    let clock = handling.and_then(|handling| case.clock(handling.deadline.as_ref()?));
    let calendar = find_place(db).await?;
    let today = today(visitor.now());
    let due = match clock.as_ref().map(|clock| clock.state(today, &calendar)) {
        Some(Ok(State::Running { due, .. })) => Some(due.to_string()),
        _ => None,
    };
    let submission = find_submission(db, case.submission).await?;
    let charges: Vec<Value> = match (handling, &submission, &case.decision) {
        (Some(handling), Some(submission), Some(decision)) if decision.verdict == Verdict::Approved => {
            handling
                .charges(&submission.answers, today)
                .iter()
                .map(|charge| context! { label => charge.label.get(lang), cents => charge.sum.0 })
                .collect()
        }
        _ => Vec::new(),
    };
    let asked = case.open_correction();
    let pay = pay(visitor, db, case.id, &at.base).await?;
    let grant = handling.and_then(|handling| handling.grant.as_ref());
    let grant = grant.zip(case.award()).map(|(grant, award)| {
        let may_report = grant.report.is_some() && awaited(&case).is_some() && case.revision.is_none();
        context! {
            cents => award.cents,
            paid => case.paid_out(),
            report_due => awaited(&case).and_then(|task| task.due).map(|day| day.to_string()),
            report => may_report.then(|| visitor.url(&format!("{}/report", at.base))),
            is_reported => case.waiting_report().is_some(),
            parts => parts(&case, grant),
        }
    });
    let letters = list_letters_of(db, case.id).await?;
    let letters: Vec<Value> = letters
        .iter()
        .filter(|letter| letter.file.is_some())
        .map(|letter| shown(visitor, letter, &format!("{}/letters/{}", at.base, letter.id)))
        .collect::<Result<_, _>>()?;
    context = context! {
        letters,
        receipt => visitor.url(&format!("{}/receipt", at.base)),
        grant,
        pay,
        number => case.number.clone(),
        state => word_of(Some(&case)),
        received => case.received.to_string(),
        due,
        is_paused => case.state == CaseState::Waiting && clock.is_some(),
        asked => asked.map(|one| context! {
            words => paragraphs(&one.words), due => one.due.map(|day| day.to_string()),
        }),
        decision => case.decision.as_ref().map(|decision| context! {
            verdict => decision.verdict.word(), reasons => paragraphs(&decision.reasons),
            conditions => decision.conditions.clone(), effective => decision.effective.to_string(),
            is_deemed => decision.is_deemed,
        }),
        charges,
        events => timeline(visitor, &entries)?,
        may_withdraw => case.state.is_undecided(),
        may_write => case.state != CaseState::Closed,
        ..context
    };
    Ok((title, context))
}

pub(super) async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    let (title, context) = page(&visitor, &mut view, &at, None).await?;
    drop(view);
    visitor.page("services/application.html", title, context)
}

/// A letter of the application.
pub(super) async fn letter(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    let id: Id = params.get("letter").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let letter = find_letter(&mut view, id).await?.ok_or(PageError::NotFound)?;
    if Some(letter.case) != at.application.case {
        return Err(PageError::NotFound);
    }
    give_out(&visitor, &mut view, &letter).await
}

/// What was handed in, as a paper.
pub(super) async fn receipt(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    let case = at.application.case.ok_or(PageError::NotFound)?;
    let case = find_case(&mut view, case).await?.ok_or(PageError::NotFound)?;
    let version = find_version(&mut view, case.version).await?.ok_or(PageError::NotFound)?;
    let submission = find_submission(&mut view, case.submission).await?.ok_or(PageError::NotFound)?;
    let own = || Letterhead { name: visitor.tenant().name.clone(), ..Letterhead::default() };
    let head = find_letterhead(&mut view).await?.unwrap_or_else(own);
    let texts = visitor.app().texts(LANG);
    let values = letters::receipt(texts, &head, &version, &submission, &case.number)?;
    let template = template_of(&mut view, "receipt").await?.ok_or(PageError::NotFound)?;
    let copy = Copy::of(&mut view, values, today(submission.submitted_at)).await?;
    drop(view);
    let paper = sheets_of(template, copy).await.map_err(PageError::fault)?;
    give_paper(&format!("{} {}.pdf", case.number, visitor.text("letter-receipt")?), paper)
}

/// What an applicant writes.
pub(super) struct Words(String);

impl FromForm for Words {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("words", 1..=4_000).map(Self)
    }
}

async fn say(visitor: &Visitor, at: &Applicant, event: CaseEvent, notice: &str) -> Answer {
    let case = at.application.case.ok_or(PageError::NotFound)?;
    let word = event.word();
    let mut change = visitor.change_as(at.actor.clone()).await?;
    match record(&mut change, case, None, vec![event]).await? {
        Recorded::Kept(case) => {
            change.enqueue(Telling::of(case.id, case.seq, word)?).await?;
            change.commit(Record::new("case.event", case.id).with("event", word)).await?;
            visitor.done(&at.base, notice)
        }
        Recorded::Refused(refusal) => Err(PageError::Conflict(refusal.key())),
        Recorded::Stale(_) | Recorded::Gone => Err(PageError::NotFound),
    }
}

pub(super) async fn write(visitor: Visitor, Path(params): Path<Params>, form: Form<Words>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    match form.checked() {
        Ok(Words(words)) => {
            drop(view);
            say(&visitor, &at, CaseEvent::Wrote { words }, "application-written").await
        }
        Err(sheet) => {
            let (title, context) = page(&visitor, &mut view, &at, Some(sheet)).await?;
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            visitor.page_with(status, "services/application.html", title, context)
        }
    }
}

pub(super) async fn withdraw(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    drop(view);
    say(&visitor, &at, CaseEvent::Withdrawn { words: String::new() }, "application-withdrawn").await
}
