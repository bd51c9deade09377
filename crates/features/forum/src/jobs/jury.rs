//! Reminds jurors by rule: once for a phase, some days before it ends, everybody with open tasks.

use std::time::Duration;

use rathaus_people::person;
use rathaus_store::jobs::{JobError, Task, Workers};
use rathaus_store::{Actor, Record, StoreError};
use rathaus_web::{App, PageError, Tenant, Texts, Value, context, filters, mail};

use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::pages::jury::is_waited_for;
use crate::store::jury::find_jury;
use crate::store::jury::juror::mark_reminded;
use crate::store::round::{KeptRound, list_rounds};

/// The kind of the job.
pub const JOB: &str = "forum.jury-reminders";

/// Hours of the day at which mails are sent, on the administration's clock.
const HOURS: std::ops::Range<i8> = 8..18;

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    workers.on(JOB, move |task| remind(app.clone(), task)).every(JOB, Duration::from_secs(3_600))
}

/// Subject and context of a mail to a juror: `invitation`, `declare` or `reminder`.
///
/// # Errors
///
/// A fault where a text is missing.
pub(crate) fn letter(
    texts: &Texts,
    round: &KeptRound,
    kind: &str,
    words: &str,
    link: &str,
) -> Result<(String, Value), PageError> {
    let args = [("round", round.title.as_str().into())];
    let subject = texts.with(&format!("jury-mail-{kind}-subject"), &args)?;
    let context = context! {
        why => texts.with("jury-mail-why", &args)?,
        lead => texts.with(&format!("jury-mail-{kind}"), &args)?,
        text => words,
        go => texts.get("jury-mail-go")?,
        link => link,
    };
    Ok((subject, context))
}

/// Does the job for every tenant that has the forum.
///
/// # Errors
///
/// `Later` where the database is away.
pub async fn remind(app: App, task: Task) -> Result<(), JobError> {
    if !HOURS.contains(&task.now().to_zoned(filters::zone()).hour()) {
        return Ok(());
    }
    for known in app.gate().tenants().await?.iter().filter(|t| t.features.contains("forum")) {
        let known = app.tenant(known.id).await?;
        remind_tenant(&app, &known, &task).await?;
    }
    Ok(())
}

async fn remind_tenant(app: &App, tenant: &Tenant, task: &Task) -> Result<(), JobError> {
    let scope = task.scope.store().tenant(tenant.id);
    let today = day_of(task.now());
    let rounds = {
        let mut view = scope.read().await?;
        let mut due: Vec<KeptRound> = Vec::new();
        for round in list_rounds(&mut view).await? {
            let Some((jury, _)) = find_jury(&mut view, round.id).await? else { continue };
            let (Some(days), phase) = (jury.remind_before, &jury.phases[jury.current(today)]) else {
                continue;
            };
            let Some(ends) = phase.ends.filter(|_| phase.is_open(today)) else { continue };
            if today.until(ends).is_ok_and(|left| left.get_days() <= i32::try_from(days).unwrap_or(30)) {
                due.push(round);
            }
        }
        due
    };
    for round in rounds {
        let mut change = scope.change(Actor::Program("forum.jury-reminders"), task.now()).await?;
        let room = Room::load(&mut change, round, task.now()).await?;
        let place = room.jury.current(today);
        let days = i64::from(room.jury.remind_before.unwrap_or(0)) + 1;
        let since = task
            .now()
            .checked_sub(jiff::SignedDuration::from_hours(24 * days))
            .map_err(|error| JobError::from(StoreError::fault(error)))?;
        let mut sent = 0;
        for juror in &room.jurors {
            // Who was reminded since the last days began, by rule or by hand, has heard it.
            let has_heard = juror.reminded_at.is_some_and(|at| at > since);
            if has_heard || !is_waited_for(&room, juror, place, true) {
                continue;
            }
            let Some(id) = juror.person else { continue };
            let reader = person::find(&mut change, id).await?;
            let Some(reader) = reader.filter(|one| one.deleted_at.is_none() && !one.email.is_empty()) else {
                continue;
            };
            let kind = if juror.declared_at.is_none() { "declare" } else { "reminder" };
            let link = app.full_url(tenant, &format!("/jury/{}", room.round.slug));
            let (subject, context) = letter(app.texts(reader.lang), &room.round, kind, "", &link)?;
            let written =
                app.mail(tenant, reader.lang, "forum/offer-mail", subject, &reader.email, context).await?;
            mail::enqueue(&mut change, written.about(format!("jury:{}:{}", room.round.id, juror.id))).await?;
            mark_reminded(&mut change, juror.id).await?;
            sent += 1;
        }
        if sent > 0 {
            change.commit(Record::new("jury.reminded", room.round.id).with("mails", sent)).await?;
        }
    }
    Ok(())
}
