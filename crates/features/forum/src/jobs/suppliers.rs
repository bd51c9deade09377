//! Invitations of suppliers by the clock: those not answered in time end, and before that their suppliers are reminded.

use std::time::Duration;

use rathaus_store::jobs::{JobError, Task, Workers};
use rathaus_store::{Actor, Record};
use rathaus_web::{App, Tenant, filters};

use crate::model::correspondence::day_of;
use crate::store::round::{KeptRound, list_rounds};
use crate::store::supplier_invitation::{
    SupplierInvitation, SupplierState, expire, list_supplier_invitations,
};
use crate::store::supplier_letter::find_words;
use crate::supplying::SupplierDesk;

/// The kind of the job.
pub const JOB: &str = "forum.suppliers";

/// Hours of the day at which mails are sent, on the administration's clock.
const HOURS: std::ops::Range<i8> = 8..18;

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    workers.on(JOB, move |task| attend_all(app.clone(), task)).every(JOB, Duration::from_secs(3_600))
}

async fn attend_all(app: App, task: Task) -> Result<(), JobError> {
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("forum")) {
        let scope = task.scope.store().tenant(tenant.id);
        let mut waiting: Vec<(KeptRound, Vec<SupplierInvitation>)> = Vec::new();
        {
            let mut view = scope.read().await?;
            for round in list_rounds(&mut view).await? {
                let mut all = list_supplier_invitations(&mut view, round.id).await?;
                all.retain(|one| one.state == SupplierState::Invited);
                waiting.push((round, all));
            }
        }
        for (round, invitations) in waiting {
            for invitation in invitations {
                attend_one(&app, &task, tenant, &round, &invitation).await?;
            }
        }
    }
    Ok(())
}

async fn attend_one(
    app: &App,
    task: &Task,
    tenant: &Tenant,
    round: &KeptRound,
    invitation: &SupplierInvitation,
) -> Result<(), JobError> {
    let Some(deadline) = invitation.deadline else { return Ok(()) };
    let today = day_of(task.now());
    let scope = task.scope.store().tenant(tenant.id);
    let actor = Actor::Program("forum.suppliers");
    if today > deadline {
        let mut change = scope.change(actor, task.now()).await?;
        if expire(&mut change, invitation.id).await? {
            change.commit(Record::new("supplier.expired", invitation.id)).await?;
        }
        return Ok(());
    }
    let is_office_hour = HOURS.contains(&task.now().to_zoned(filters::zone()).hour());
    let invited_today = invitation.invited_at.is_some_and(|at| day_of(at) == today);
    if !is_office_hour || invited_today || invitation.reminded_at.is_some() {
        return Ok(());
    }
    let mut change = scope.change(actor, task.now()).await?;
    let (words, _) = find_words(&mut change, round.id).await?;
    let from = deadline.saturating_sub(jiff::Span::new().days(i64::from(words.remind_days)));
    if words.remind_days == 0 || today < from {
        return Ok(());
    }
    let desk = SupplierDesk { app, tenant, round, words: &words };
    let key = format!("reminder:{deadline}");
    let sent = desk.remind(&mut change, invitation, &key).await?;
    if sent > 0 {
        change.commit(Record::new("supplier.reminded", invitation.id).with("contacts", sent)).await?;
    }
    Ok(())
}
