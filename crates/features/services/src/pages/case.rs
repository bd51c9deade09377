//! A case as the office works on it: what was answered, what is to be done, what happened, and every act.
//!
//! An act is an event that is added to the case. The form of each says which event the person had last before them; who is
//! overtaken by somebody else sees the case as it is now and loses no word.

pub(crate) mod act;
pub(crate) mod files;
pub(crate) mod grant;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_deadline::State;
use rathaus_people::person;
use rathaus_procedure::case::{Case, CaseEvent, Entry, TaskKind, Verdict};
use rathaus_procedure::check;
use rathaus_procedure::fill::answer_rows;
use rathaus_procedure::handling::{BlockPlace, Handling};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{find_case_by_number, find_submission, find_version, list_entries};
use rathaus_store::{Id, Record, Session};
use rathaus_web::filters::{date_time, paragraphs};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::cases::colour;
use super::cases::messages::unread;
use super::fit;
use super::letters::of_case;
use super::money::path_of;
use super::reservation;
use crate::colleagues::{absent, colleagues};
use crate::policy;
use crate::store::application::find_application_of_case;
use crate::store::letter::find_letterhead;
use crate::store::money::find_claim_of_case;
use crate::store::permit::{find_permit_of, set_revoked};
use crate::store::place::find_place;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/{number}", get(show))
        .route("/cases/{number}/events", post(act::add))
        .route("/cases/{number}/files/{file}", get(files::show))
        .route("/cases/{number}/permit", post(permit))
        .route("/cases/{number}/grant", post(grant::add));
}

/// The case of a number.
pub(crate) async fn of_number(db: &mut Session, number: &str) -> Result<Case, PageError> {
    find_case_by_number(db, number).await?.ok_or(PageError::NotFound)
}

fn blocks(visitor: &Visitor, handling: &Handling, place: BlockPlace) -> Vec<Value> {
    handling
        .blocks
        .iter()
        .filter(|block| block.place == place)
        .map(|block| context! { id => block.id.as_str(), text => block.text.get(visitor.lang()) })
        .collect()
}

/// The names of who acted, by the actor of the entry; who was deleted has none any more.
async fn names(db: &mut Session, entries: &[Entry]) -> Result<BTreeMap<String, String>, PageError> {
    let mut names = BTreeMap::new();
    for entry in entries {
        let Some(Ok(id)) = entry.actor.strip_prefix("person:").map(str::parse::<Id>) else { continue };
        if !names.contains_key(&entry.actor)
            && let Some(found) = person::find(db, id).await?.filter(|one| one.deleted_at.is_none())
        {
            names.insert(entry.actor.clone(), found.addressed().to_owned());
        }
    }
    Ok(names)
}

/// Whom the entries were made for, by their numbers: what somebody who stands in does in one act follows what says so.
fn stood_in_for(entries: &[Entry]) -> BTreeMap<u32, &str> {
    let mut found = BTreeMap::new();
    let mut standing: Option<(&Entry, &str)> = None;
    for entry in entries {
        if let CaseEvent::StoodIn { name, .. } = &entry.event {
            standing = Some((entry, name));
        } else if let Some((_, name)) =
            standing.filter(|(first, _)| first.actor == entry.actor && first.at == entry.at)
        {
            found.insert(entry.seq, name);
        }
    }
    found
}

/// What happened, the latest first.
fn timeline(
    visitor: &Visitor,
    case: &Case,
    entries: &[Entry],
    names: &BTreeMap<String, String>,
) -> Result<Vec<Value>, PageError> {
    let stood_in = stood_in_for(entries);
    let title = |id: &Id| {
        case.tasks.iter().find(|task| task.id == *id).map(|task| task.title.clone()).unwrap_or_default()
    };
    entries
        .iter()
        .rev()
        .filter(|entry| !matches!(entry.event, CaseEvent::StoodIn { .. }))
        .map(|entry| {
            let text = match &entry.event {
                CaseEvent::Assigned { name, .. } => name.clone(),
                CaseEvent::TaskOpened { title, .. } => title.clone(),
                CaseEvent::TaskDone { task, words, .. } | CaseEvent::TaskDropped { task, words } => {
                    [title(task), words.clone()]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(": ")
                }
                CaseEvent::CorrectionAsked { words, .. }
                | CaseEvent::CorrectionDropped { words, .. }
                | CaseEvent::Noted { words }
                | CaseEvent::Told { words }
                | CaseEvent::Wrote { words }
                | CaseEvent::Returned { words }
                | CaseEvent::RevisionReturned { words }
                | CaseEvent::Withdrawn { words }
                | CaseEvent::Reopened { words } => words.clone(),
                CaseEvent::Extended { reason, .. } => reason.clone(),
                CaseEvent::Proposed { reasons, .. } => reasons.clone(),
                CaseEvent::RevisionProposed { revision } => revision.reasons.clone(),
                CaseEvent::Claimed { purpose, .. } => purpose.clone(),
                _ => String::new(),
            };
            let word = entry.event.word().replace('_', "-");
            let mut who = who(visitor, names, &entry.actor);
            if let Some(name) = stood_in.get(&entry.seq) {
                let args = [("who", who.into()), ("name", (*name).into())];
                who = visitor.text_with("case-who-for", &args)?;
            }
            Ok(context! {
                when => date_time(visitor.lang(), entry.at),
                title => visitor.text(&format!("case-event-{word}"))?,
                who,
                text,
            })
        })
        .collect()
}

/// Who acted, as colleagues read it.
fn who(visitor: &Visitor, names: &BTreeMap<String, String>, actor: &str) -> String {
    let mine = visitor.signed().is_some_and(|signed| actor == format!("person:{}", signed.person));
    if let Some(name) = names.get(actor).filter(|_| !mine) {
        return name.clone();
    }
    let key = match actor.split(':').next().unwrap_or_default() {
        "person" if mine => "case-who-me",
        "person" => "case-who-person",
        "link" | "anonymous" => "case-who-applicant",
        _ => "case-who-program",
    };
    visitor.text(key).unwrap_or_default()
}

/// The page of a case; with what somebody typed where it could not be kept.
pub(crate) async fn page(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
    typed: Option<(StatusCode, Sheet)>,
) -> Answer {
    let lang = visitor.lang();
    let version = find_version(db, case.version).await?.ok_or(PageError::NotFound)?;
    let handling = version.definition.handling.as_ref().ok_or(PageError::NotFound)?;
    let submission = find_submission(db, case.submission).await?.ok_or(PageError::NotFound)?;
    let entries = list_entries(db, case.id).await?;
    let is_whole = case.verify(&entries).is_ok();
    let application = find_application_of_case(db, case.id).await?;
    let calendar = find_place(db).await?;
    let day = today(visitor.now());
    let clock = handling.deadline.as_ref().and_then(|rule| case.clock(rule));
    let deadline = match clock.as_ref().map(|clock| clock.state(day, &calendar)) {
        Some(Ok(state)) => Some(match state {
            State::Running { due, days_left } => {
                context! { kind => "running", day => due.to_string(), left => days_left }
            }
            State::Expired { on, .. } => context! { kind => "expired", day => on.to_string(), left => 0 },
            State::Paused { since, days_used } => {
                context! { kind => "paused", day => since.to_string(), left => days_used }
            }
            State::Waiting { first } => context! { kind => "running", day => first.to_string(), left => 0 },
            State::Ended { on } => context! { kind => "ended", day => on.to_string(), left => 0 },
        }),
        _ => None,
    };
    let me = visitor.signed().map(|signed| format!("person:{}", signed.person)).unwrap_or_default();
    let may_work = policy::may_work(visitor).is_ok();
    let tasks: Vec<Value> = case
        .tasks
        .iter()
        .rev()
        .map(|task| {
            let outside = match &task.assignee {
                rathaus_procedure::case::Assignee::Outside(name) => name.clone(),
                _ => String::new(),
            };
            context! {
                id => task.id.to_string(), kind => task.kind.word(), title => task.title.clone(), outside,
                due => task.due.map(|due| due.to_string()),
                is_late => task.is_open() && task.due.is_some_and(|due| due < day),
                is_open => task.is_open(),
                is_own => matches!(task.kind, TaskKind::Check | TaskKind::Opinion | TaskKind::Report),
                outcome => task.outcome.map(|outcome| outcome.word()),
                words => task.words.clone(),
                ended_at => task.ended_at.map(|at| at.to_string()),
            }
        })
        .collect();
    // Nobody was there to be asked: what the form refuses is said beside the answer.
    let came = fit::of_case(visitor, db, case).await?;
    let wrong = match &came {
        Some(_) => check(&version.definition, &submission.answers, today(submission.submitted_at)),
        None => Vec::new(),
    };
    let charges = handling.charges(&submission.answers, day);
    let total: i64 = charges.iter().map(|charge| charge.sum.0).sum();
    let names = names(db, &entries).await?;
    let absent = absent(visitor, db).await?;
    let unread = unread(visitor, db, &absent).await?;
    let colleagues: Vec<Value> = match may_work {
        true => colleagues(visitor, db).await?,
        false => Vec::new(),
    }
    .into_iter()
    .map(|one| context! { value => one.person.to_string(), label => one.name })
    .collect();
    let (grant, filled) = grant::grant(visitor, db, case, &names).await?.unzip();
    let (status, sheet) = typed.unwrap_or_else(|| (StatusCode::OK, filled.unwrap_or_else(Sheet::blank)));
    let file = files::path(visitor, case);
    let context = context! {
        number => case.number.clone(),
        seq => case.seq,
        what => version.definition.title.get(lang),
        version => version.n,
        applicant => case.applicant.clone(),
        received => case.received.to_string(),
        channel => case.channel.word(),
        filled_in_by => application.map(|one| one.filled_in_by).unwrap_or_default(),
        state => case.state.word(),
        colour => colour(case.state),
        clerk => case.clerk_name.clone(),
        is_mine => case.clerk.is_some() && visitor.signed().map(|signed| signed.person) == case.clerk,
        deadline,
        basis => handling.deadline.as_ref().map(|rule| rule.basis.clone()).unwrap_or_default(),
        extended => case.extension.is_some(),
        four_eyes => handling.four_eyes,
        tasks,
        open_tasks => case.open_tasks().count(),
        answers => answer_rows(visitor, &version.definition, &submission.answers, &wrong, day, &|_| None, &file)?,
        wrong => wrong.len(),
        fit => came,
        receipt => submission.receipt(),
        letters => of_case(visitor, db, case.id).await?,
        permit => find_permit_of(db, case.id).await?.map(|permit| context! {
            href => visitor.url(&format!("/permits/{}", permit.code)),
            state => permit.state(day).word(),
            until => permit.valid_until.to_string(),
            is_revoked => permit.revoked_at.is_some(),
        }),
        reservation => reservation::of_case(visitor, db, case).await?,
        has_head => find_letterhead(db).await?.is_some(),
        claim => find_claim_of_case(db, case.id).await?.map(|row| visitor.url(&path_of(row.id))),
        charges => charges.iter().map(|charge| context! {
            label => charge.label.get(lang), count => charge.count, cents => charge.sum.0,
        }).collect::<Vec<_>>(),
        total,
        proposal => case.proposal.as_ref().map(|proposal| context! {
            id => proposal.decision.to_string(), verdict => proposal.verdict.word(),
            reasons => paragraphs(&proposal.reasons), conditions => proposal.conditions.clone(),
            by => who(visitor, &names, &proposal.by), is_mine => proposal.by == me, at => proposal.at.to_string(),
        }),
        decision => case.decision.as_ref().map(|decision| context! {
            verdict => decision.verdict.word(), reasons => paragraphs(&decision.reasons),
            conditions => decision.conditions.clone(), effective => decision.effective.to_string(),
            is_deemed => decision.is_deemed,
            is_good => decision.verdict == Verdict::Approved,
        }),
        asked => case.open_correction().map(|one| context! {
            words => one.words.clone(), due => one.due.map(|day| day.to_string()), from => one.from.to_string(),
        }),
        grant,
        blocks => context! {
            approval => blocks(visitor, handling, BlockPlace::Approval),
            refusal => blocks(visitor, handling, BlockPlace::Refusal),
            condition => blocks(visitor, handling, BlockPlace::Condition),
            correction => blocks(visitor, handling, BlockPlace::Correction),
        },
        events => timeline(visitor, case, &entries, &names)?,
        away => absent.iter().find(|away| case.clerk == Some(away.person)).map(|away| away.name.clone()),
        colleagues,
        messages => unread.into_iter().filter(|(one, _)| one.case == case.id).map(|(_, shown)| shown).collect::<Vec<_>>(),
        is_whole,
        may_work,
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "services/case.html", case.number.clone(), context)
}

/// The case as it is now, with what was typed and why it was not done.
async fn not_done(visitor: &Visitor, case: &Case, sheet: Sheet, key: &str) -> Answer {
    let mut view = visitor.read().await?;
    page(visitor, &mut view, case, Some((StatusCode::CONFLICT, sheet.wrong("do", key)))).await
}

async fn show(visitor: Visitor, Path(number): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, &number).await?;
    page(&visitor, &mut view, &case, None).await
}

/// Whether a permit is taken back, or given again after all.
struct Back(bool);

impl FromForm for Back {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.raw("back") == "yes"))
    }
}

async fn permit(visitor: Visitor, Path(number): Path<String>, form: Form<Back>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(Back(is_revoked)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let case = of_number(&mut change, &number).await?;
    find_permit_of(&mut change, case.id).await?.ok_or(PageError::NotFound)?;
    let said = if is_revoked { "permit-was-revoked" } else { "permit-was-restored" };
    if set_revoked(&mut change, case.id, is_revoked).await? {
        let what = if is_revoked { "permit.revoked" } else { "permit.restored" };
        change.commit(Record::new(what, case.id)).await?;
    }
    visitor.done(&format!("/cases/{number}"), said)
}
