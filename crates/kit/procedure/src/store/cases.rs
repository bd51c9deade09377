//! Cases. An event, what the case comes to with it and its decision are one change: the caller commits.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use super::forms::find_version;
use super::submissions::{find_submission, today};
use super::{Submission, Version};
use crate::Answers;
use crate::case::{
    Assignee, Case, CaseEvent, Channel, Entry, Refusal, TaskKind, Verdict,
    chain::{self, BEGINNING, Broken},
};
use crate::grant::Revision;
use crate::handling::{Handling, Step, StepKind};

/// What a case begins with.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// What was handed in.
    pub submission: &'a Submission,
    /// The version it was filled in with.
    pub version: &'a Version,
    /// What lists call the applicant.
    pub applicant: &'a str,
    /// The way it came.
    pub channel: Channel,
}

/// What became of writing events down.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// They are kept; the case as it is now.
    Kept(Box<Case>),
    /// One may not come now. Nothing is kept.
    Refused(Refusal),
    /// The case went on since it was looked at; the case as it is now. Nothing is kept.
    Stale(Box<Case>),
    /// There is no such case.
    Gone,
}

/// Begins the case of a submission: gives it its number and opens the steps of the procedure. A submission that has a case
/// keeps it.
///
/// # Errors
///
/// A fault where the form has no handling; what the database says.
pub async fn open_case(change: &mut Change, opening: Opening<'_>) -> Result<Case, StoreError> {
    let Opening { submission, version, applicant, channel } = opening;
    if let Some(case) = find_case_of(change, submission.id).await? {
        return Ok(case);
    }
    let handling = handling_of(version)?;
    let received = today(submission.submitted_at);
    let number = next_number(change, &handling.prefix, received.year()).await?;
    let id = Id::new(change.now());
    let opened = CaseEvent::Opened {
        number,
        form: version.form,
        version: version.id,
        submission: submission.id,
        holder: submission.holder.clone(),
        applicant: applicant.to_owned(),
        channel,
        received,
    };
    let entry = entry(change, id, 0, BEGINNING, opened);
    let mut case = Case::begin(id, &entry).ok_or_else(|| StoreError::fault("a case begins otherwise"))?;
    let sought = format!("{} {} {}", case.number, applicant, version.definition.title.de).to_lowercase();
    change
        .run(
            sql!(
                "INSERT INTO case_state (tenant, id, number, definition, version, submission, holder, applicant, \
                 sought, state, clerk, received, closed, seq, changed_at, json) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', NULL, $10, NULL, $11, $12, $13)"
            ),
            args![
                id,
                &case.number,
                case.form,
                case.version,
                case.submission,
                &case.holder,
                applicant,
                sought,
                received.to_string(),
                case.seq,
                case.changed_at,
                Arg::json(&case)?
            ],
        )
        .await?;
    insert_entry(change, id, &entry).await?;
    open_steps(change, &mut case, handling, &submission.answers, received).await?;
    update(change, &case).await?;
    Ok(case)
}

/// The handling of a version.
fn handling_of(version: &Version) -> Result<&Handling, StoreError> {
    let handling = version.definition.handling.as_ref();
    handling.ok_or_else(|| StoreError::Fault(format!("form {} has no handling", version.definition.key)))
}

async fn next_number(change: &mut Change, prefix: &str, year: i16) -> Result<String, StoreError> {
    let row = change
        .one(
            sql!(
                "INSERT INTO case_number (tenant, prefix, year, last) VALUES ($1, $2, $3, 1) \
                 ON CONFLICT (tenant, prefix, year) DO UPDATE SET last = case_number.last + 1 RETURNING last"
            ),
            args![prefix, i64::from(year)],
        )
        .await?
        .ok_or_else(|| StoreError::fault("no number for a case"))?;
    Ok(format!("{prefix}-{year}-{:05}", row.get::<i64>("last")?))
}

/// Opens the steps that these answers need and that were not opened before.
async fn open_steps(
    change: &mut Change,
    case: &mut Case,
    handling: &Handling,
    answers: &Answers,
    day: Date,
) -> Result<(), StoreError> {
    let is_new =
        |case: &Case, step: &Step| !case.tasks.iter().any(|task| task.step.as_ref() == Some(&step.id));
    for step in handling.steps_for(answers, day) {
        if !is_new(case, step) {
            continue;
        }
        let (kind, assignee) = match (step.kind, &step.from) {
            (StepKind::Opinion, Some(name)) => (TaskKind::Opinion, Assignee::Outside(name.clone())),
            (StepKind::Opinion, None) => (TaskKind::Opinion, Assignee::Office),
            (StepKind::Check, _) => (TaskKind::Check, Assignee::Office),
        };
        let due = step.days.and_then(|days| day.checked_add(jiff::Span::new().days(i64::from(days))).ok());
        let event = CaseEvent::TaskOpened {
            task: Id::new(change.now()),
            kind,
            step: Some(step.id.clone()),
            title: step.title.de.clone(),
            assignee,
            due,
        };
        push(change, case, event, false).await?;
    }
    Ok(())
}

fn entry(change: &Change, case: Id, last: u32, before: &str, event: CaseEvent) -> Entry {
    // As exact as the database keeps it: the case must be the same when it is made of its rows again.
    let at = Timestamp::from_microsecond(change.now().as_microsecond()).unwrap_or(change.now());
    let (seq, actor) = (last + 1, change.actor().to_string());
    let hash = chain::hash(case, seq, before, &actor, at, &event);
    Entry { seq, event, actor, at, before: before.to_owned(), hash }
}

async fn insert_entry(change: &mut Change, case: Id, entry: &Entry) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO case_event (tenant, case_id, seq, kind, actor, at, json, before, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            args![
                case,
                entry.seq,
                entry.event.word(),
                &entry.actor,
                entry.at,
                Arg::json(&entry.event)?,
                &entry.before,
                &entry.hash
            ],
        )
        .await?;
    Ok(())
}

/// Writes one event that may come, and the decision that follows from it.
async fn push(
    change: &mut Change,
    case: &mut Case,
    event: CaseEvent,
    four_eyes: bool,
) -> Result<(), StoreError> {
    let entry = entry(change, case.id, case.seq, &case.hash, event);
    insert_entry(change, case.id, &entry).await?;
    let proposal = case.proposal.clone();
    case.apply(&entry);
    if let Some(old) = proposal.filter(|_| case.proposal.is_none() && case.decision.is_none()) {
        // Returned or overtaken: what was proposed stands among the events.
        change
            .run(
                sql!("DELETE FROM case_decision WHERE tenant = $1 AND id = $2 AND decided_at IS NULL"),
                args![old.decision],
            )
            .await?;
    }
    match &entry.event {
        CaseEvent::Proposed { decision, verdict, .. } => {
            insert_decision(change, case.id, *decision, *verdict, four_eyes, false).await?;
        }
        CaseEvent::Decided { decision, effective } => {
            let approved_by = case.decision.as_ref().map(|decision| decision.approved_by.clone());
            decide(change, *decision, approved_by.filter(|by| !by.is_empty()), *effective).await?;
        }
        CaseEvent::RevisionProposed { revision } => {
            insert_revision(change, case.id, revision, four_eyes).await?;
        }
        CaseEvent::RevisionReturned { .. } => {
            // What was proposed stands among the events.
            let drop =
                sql!("DELETE FROM case_revision WHERE tenant = $1 AND case_id = $2 AND decided_at IS NULL");
            change.run(drop, args![case.id]).await?;
        }
        CaseEvent::Revised { revision } => {
            let (by, now) = (change.actor().to_string(), change.now());
            let decide = sql!(
                "UPDATE case_revision SET approved_by = $3, decided_at = $4 WHERE tenant = $1 AND id = $2"
            );
            change.run(decide, args![*revision, four_eyes.then_some(by), now]).await?;
        }
        CaseEvent::Deemed { decision, verdict, effective } => {
            insert_decision(change, case.id, *decision, *verdict, four_eyes, true).await?;
            decide(change, *decision, None, *effective).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn insert_decision(
    change: &mut Change,
    case: Id,
    decision: Id,
    verdict: Verdict,
    four_eyes: bool,
    is_deemed: bool,
) -> Result<(), StoreError> {
    let (by, now) = (change.actor().to_string(), change.now());
    change
        .run(
            sql!(
                "INSERT INTO case_decision (tenant, id, case_id, verdict, four_eyes, is_deemed, proposed_by, proposed_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            args![decision, case, verdict.word(), i64::from(four_eyes), i64::from(is_deemed), by, now],
        )
        .await?;
    Ok(())
}

async fn insert_revision(
    change: &mut Change,
    case: Id,
    revision: &Revision,
    four_eyes: bool,
) -> Result<(), StoreError> {
    let (by, now) = (change.actor().to_string(), change.now());
    change
        .run(
            sql!(
                "INSERT INTO case_revision (tenant, id, case_id, cents, four_eyes, proposed_by, proposed_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![revision.id, case, revision.cents, i64::from(four_eyes), by, now],
        )
        .await?;
    Ok(())
}

async fn decide(
    change: &mut Change,
    decision: Id,
    approved_by: Option<String>,
    effective: Date,
) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "UPDATE case_decision SET approved_by = $3, decided_at = $4, effective = $5 \
                 WHERE tenant = $1 AND id = $2"
            ),
            args![decision, approved_by, now, effective.to_string()],
        )
        .await?;
    Ok(())
}

async fn update(change: &mut Change, case: &Case) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "UPDATE case_state SET submission = $3, state = $4, clerk = $5, closed = $6, seq = $7, changed_at = $8, \
                 json = $9 WHERE tenant = $1 AND id = $2"
            ),
            args![
                case.id,
                case.submission,
                case.state.word(),
                case.clerk,
                case.closed.map(|day| day.to_string()),
                case.seq,
                case.changed_at,
                Arg::json(case)?
            ],
        )
        .await?;
    Ok(())
}

/// Writes events down, one after the other, all or none. `seen` is the number of the last event that the person who acts
/// had before them; `None` where that does not matter. A proposal that needs a second person opens the task for one; a
/// correction opens the steps that are needed now.
///
/// # Errors
///
/// What the database says.
pub async fn record(
    change: &mut Change,
    id: Id,
    seen: Option<u32>,
    events: Vec<CaseEvent>,
) -> Result<Recorded, StoreError> {
    let locked = change
        .one(sql!("UPDATE case_state SET seq = seq WHERE tenant = $1 AND id = $2 RETURNING json"), args![id])
        .await?;
    let Some(row) = locked else { return Ok(Recorded::Gone) };
    let mut case: Case = row.json("json")?;
    if case.is_of_before() {
        let entries = list_entries(change, id).await?;
        case = Case::of(id, &entries).filter(|made| made.seq == case.seq).unwrap_or(case);
    }
    if seen.is_some_and(|seen| case.is_overtaken(seen)) {
        return Ok(Recorded::Stale(Box::new(case)));
    }
    let version = find_version(change, case.version)
        .await?
        .ok_or_else(|| StoreError::fault("the version of a case is not there"))?;
    let handling = handling_of(&version)?;
    // All are tried before any is written.
    let actor = change.actor().to_string();
    let mut tried = case.clone();
    for event in &events {
        if let Some(refusal) = tried.refusal(event, &actor, handling.four_eyes) {
            return Ok(Recorded::Refused(refusal));
        }
        tried.apply(&entry(change, id, tried.seq, &tried.hash, event.clone()));
    }
    for event in events {
        let (is_proposal, corrected) = match &event {
            CaseEvent::Proposed { .. } => (true, None),
            CaseEvent::Corrected { submission, on } => (false, Some((*submission, *on))),
            _ => (false, None),
        };
        let is_decision = matches!(event, CaseEvent::Decided { .. });
        push(change, &mut case, event, handling.four_eyes).await?;
        if is_proposal && handling.four_eyes {
            let task = CaseEvent::TaskOpened {
                task: Id::new(change.now()),
                kind: TaskKind::Approval,
                step: None,
                title: version.definition.title.de.clone(),
                assignee: Assignee::Office,
                due: None,
            };
            push(change, &mut case, task, true).await?;
        }
        if is_decision && let Some(due) = case.award().and_then(|award| award.report_due) {
            let task = CaseEvent::TaskOpened {
                task: Id::new(change.now()),
                kind: TaskKind::Report,
                step: None,
                title: version.definition.title.de.clone(),
                assignee: Assignee::Applicant,
                due: Some(due),
            };
            push(change, &mut case, task, false).await?;
        }
        if let Some((submission, on)) = corrected
            && let Some(submission) = find_submission(change, submission).await?
        {
            open_steps(change, &mut case, handling, &submission.answers, on).await?;
        }
    }
    update(change, &case).await?;
    Ok(Recorded::Kept(Box::new(case)))
}

pub(super) fn from_row(row: &Row) -> Result<Case, StoreError> {
    row.json("json")
}

/// A case by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_case(session: &mut Session, id: Id) -> Result<Option<Case>, StoreError> {
    let row =
        session.one(sql!("SELECT json FROM case_state WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(from_row).transpose()
}

/// A case by its number.
///
/// # Errors
///
/// What the database says.
pub async fn find_case_by_number(session: &mut Session, number: &str) -> Result<Option<Case>, StoreError> {
    let row = session
        .one(sql!("SELECT json FROM case_state WHERE tenant = $1 AND number = $2"), args![number])
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// The case whose current submission this is.
///
/// # Errors
///
/// What the database says.
pub async fn find_case_of(session: &mut Session, submission: Id) -> Result<Option<Case>, StoreError> {
    let row = session
        .one(sql!("SELECT json FROM case_state WHERE tenant = $1 AND submission = $2"), args![submission])
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// Everything that happened to a case, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_entries(session: &mut Session, case: Id) -> Result<Vec<Entry>, StoreError> {
    session
        .all(sql!("SELECT * FROM case_event WHERE tenant = $1 AND case_id = $2 ORDER BY seq"), args![case])
        .await?
        .iter()
        .map(|row| {
            Ok(Entry {
                seq: row.get("seq")?,
                event: row.json("json")?,
                actor: row.get("actor")?,
                at: row.get("at")?,
                before: row.get("before")?,
                hash: row.get("hash")?,
            })
        })
        .collect()
}

/// Whether the events of a case are whole, and the case is what they say.
///
/// # Errors
///
/// What the database says.
pub async fn verify_case(session: &mut Session, id: Id) -> Result<Result<(), Broken>, StoreError> {
    let entries = list_entries(session, id).await?;
    Ok(match find_case(session, id).await? {
        Some(case) => case.verify(&entries),
        None => chain::verify(id, &entries),
    })
}
