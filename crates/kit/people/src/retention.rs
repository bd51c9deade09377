//! Deleting what is no longer needed, once a day, and the proof of it in the audit log: counts and ids, no names.
//!
//! Each tenant sets its times ([`Retention`](crate::tenant::Retention)). Who runs something is kept as long as nobody
//! else does.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rathaus_store::{Actor, JobError, Record, Store, StoreError, TenantId, Workers};
use rathaus_web::{App, Role};

use crate::expiry::{self, Deleted};
use crate::{membership, personal, tenant};

/// The kind of the job.
pub const JOB: &str = "people.retention";
const ACTOR: Actor = Actor::Program("retention");
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Adds the job to the workers.
pub(crate) fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    let handler = move |task: rathaus_store::Task| {
        let app = app.clone();
        async move { run_all(&app, task.now()).await.map_err(JobError::from) }
    };
    workers.on(JOB, handler).every(JOB, DAY)
}

async fn run_all(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let store = app.store();
    let tenants = tenant::list(&mut *store.system().read().await?).await?;
    let parts = personal::parts(app);
    for one in tenants {
        run(store, one.id, &parts, now).await?;
    }
    Ok(())
}

/// Deletes what one tenant no longer needs.
///
/// # Errors
///
/// What the database says; what was deleted before stays deleted.
pub async fn run(
    store: &Store,
    tenant: TenantId,
    parts: &[std::sync::Arc<dyn personal::PersonalData>],
    now: Timestamp,
) -> Result<Deleted, StoreError> {
    let scope = store.tenant(tenant);
    let mut view = scope.read().await?;
    let Some(found) = tenant::find(&mut view).await? else { return Ok(Deleted::default()) };
    let before = |days: u32| {
        now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).map_err(StoreError::fault)
    };
    let keep = found.retention;
    let inactive = if keep.inactive_days == 0 { Timestamp::UNIX_EPOCH } else { before(keep.inactive_days)? };
    let persons = expiry::list_persons(&mut view, before(keep.never_signed_in_days)?, inactive).await?;
    drop(view);
    let mut deleted = 0;
    for person in persons {
        // A change each: a tenant with many people is not locked for long, and each has its own record.
        let mut change = scope.change(ACTOR, now).await?;
        let mut is_needed = false;
        for role in [Role::Administrator, Role::House] {
            is_needed |= membership::is_last(&mut change, person, role, now).await?;
        }
        if is_needed {
            continue;
        }
        if let Some(rows) = personal::delete(parts, &mut change, person).await? {
            change.commit(Record::new("person.deleted", person).with("rows", rows)).await?;
            deleted += 1;
        }
    }
    let mut change = scope.change(ACTOR, now).await?;
    let access =
        expiry::delete_access(&mut change, before(keep.access_days)?, before(keep.mail_days)?).await?;
    let done = Deleted { persons: deleted, ..access };
    if done == Deleted::default() {
        return Ok(done);
    }
    change.commit(Record::new("retention.done", tenant).with("deleted", done)).await?;
    Ok(done)
}
