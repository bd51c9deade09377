//! Reminds by rule: once a day, in office hours, everybody whose turn it is.
//!
//! The job runs every hour and does its work in the first hour of the day in which a server runs: a mailing's key
//! holds round and day, so that it is added once.

use std::time::Duration;

use rathaus_store::jobs::{JobError, Task, Workers};
use rathaus_store::{Actor, Record};
use rathaus_web::{App, Tenant, filters};

use super::mailing::Mailing;
use crate::mailing::Kind;
use crate::model::correspondence::day_of;
use crate::store::correspondence::find_correspondence;
use crate::store::invitation::list_invitations;
use crate::store::round::{Stage, list_rounds};

/// The kind of the job.
pub const JOB: &str = "forum.reminders";

/// Hours of the day at which mails are sent, on the administration's clock.
const HOURS: std::ops::Range<i8> = 8..18;

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    workers.on(JOB, move |task| remind(app.clone(), task)).every(JOB, Duration::from_secs(3_600))
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
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("forum")) {
        remind_tenant(tenant, &task).await?;
    }
    Ok(())
}

async fn remind_tenant(tenant: &Tenant, task: &Task) -> Result<(), JobError> {
    let scope = task.scope.store().tenant(tenant.id);
    let today = day_of(task.now());
    let mut mailings = Vec::new();
    {
        let mut view = scope.read().await?;
        for round in list_rounds(&mut view).await? {
            let (words, _) = find_correspondence(&mut view, round.id).await?;
            if !words.rule.is_on {
                continue;
            }
            let survey = round.stage(Stage::Survey);
            let invitations = list_invitations(&mut view, round.id).await?;
            let due: Vec<_> = invitations
                .iter()
                .filter(|invitation| words.rule.is_due(invitation, survey, today))
                .map(|invitation| invitation.id)
                .collect();
            if !due.is_empty() {
                let key = format!("reminder:{}:{today}", round.id);
                mailings.push(Mailing { round: round.id, kind: Kind::Reminder, invitations: due, key });
            }
        }
    }
    for mailing in mailings {
        let mut change = scope.change(Actor::Program("forum.reminders"), task.now()).await?;
        change.enqueue(mailing.job()?).await?;
        let record = Record::new("round.reminded", mailing.round).with("bodies", mailing.invitations.len());
        change.commit(record).await?;
    }
    Ok(())
}
