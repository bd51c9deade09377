//! Deleting what is no longer needed, once a day, and the proof of it in the audit log: counts and ids, no names.
//!
//! Each tenant sets its times ([`Retention`](crate::tenant::Retention)). Who runs something is kept as long as nobody
//! else does.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rathaus_store::{Actor, Id, JobError, Record, Store, StoreError, TenantId, Workers, args, sql};
use rathaus_web::{App, Role};

use crate::{personal, tenant};

/// The kind of the job.
pub const JOB: &str = "people.retention";
const ACTOR: Actor = Actor::Program("retention");
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What was deleted in one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Deleted {
    /// Persons.
    pub persons: u64,
    /// Links.
    pub links: u64,
    /// Sessions.
    pub sessions: u64,
    /// Tokens.
    pub tokens: u64,
    /// Challenges of passkeys that nobody finished.
    pub challenges: u64,
    /// Facts about mails.
    pub mails: u64,
}

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
    let mut done = Deleted::default();
    let inactive = if keep.inactive_days == 0 { Timestamp::UNIX_EPOCH } else { before(keep.inactive_days)? };
    let list = sql!(
        "SELECT id FROM person WHERE tenant = $1 AND deleted_at IS NULL \
         AND ((last_seen_at IS NULL AND created_at < $2) OR last_seen_at < $3) ORDER BY id"
    );
    let rows = view.all(list, args![before(keep.never_signed_in_days)?, inactive]).await?;
    drop(view);
    for row in rows {
        let person: Id = row.get("id")?;
        // A change each: a tenant with many people is not locked for long, and each has its own record.
        let mut change = scope.change(ACTOR, now).await?;
        let mut is_needed = false;
        for role in [Role::Administrator, Role::House] {
            is_needed |= personal::is_last(&mut change, person, role, now).await?;
        }
        if is_needed {
            continue;
        }
        if let Some(rows) = personal::delete(parts, &mut change, person).await? {
            change.commit(Record::new("person.deleted", person).with("rows", rows)).await?;
            done.persons += 1;
        }
    }
    let ended = before(keep.access_days)?;
    let mut change = scope.change(ACTOR, now).await?;
    done.links =
        change.run(sql!("DELETE FROM link WHERE tenant = $1 AND expires_at < $2"), args![ended]).await?;
    done.sessions = change
        .run(
            sql!(
                "DELETE FROM session WHERE tenant = $1 AND (expires_at < $2 OR revoked_at < $2 OR last_used_at < $2)"
            ),
            args![ended],
        )
        .await?;
    done.tokens = change
        .run(
            sql!("DELETE FROM api_token WHERE tenant = $1 AND (expires_at < $2 OR revoked_at < $2)"),
            args![ended],
        )
        .await?;
    done.challenges = change
        .run(sql!("DELETE FROM passkey_challenge WHERE tenant = $1 AND expires_at < $2"), args![now])
        .await?;
    done.mails = rathaus_web::mail::delete_mails_before(&mut change, before(keep.mail_days)?).await?;
    if done == Deleted::default() {
        return Ok(done);
    }
    change.commit(Record::new("retention.done", tenant).with("deleted", done)).await?;
    Ok(done)
}
