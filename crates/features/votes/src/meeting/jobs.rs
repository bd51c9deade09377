//! Deletes meetings whose time is over, once a day.

use std::time::Duration;

use jiff::SignedDuration;
use rathaus_store::jobs::{JobError, Task, Workers};
use rathaus_store::{Actor, Record, StoreError};
use rathaus_web::App;

use super::store::{delete_meeting, find_keeping, list_over};

/// The kind of the job.
pub const RETENTION: &str = "votes.meetings";

/// Adds the job to the workers of a server.
pub fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    workers
        .on(RETENTION, move |task| retention(app.clone(), task))
        .every(RETENTION, Duration::from_secs(24 * 3_600))
}

async fn retention(app: App, task: Task) -> Result<(), JobError> {
    for tenant in app.gate().tenants().await?.iter().filter(|tenant| tenant.features.contains("votes")) {
        let scope = task.scope.store().tenant(tenant.id);
        let mut view = scope.read().await?;
        let Some(days) = find_keeping(&mut view).await? else { continue };
        let kept = SignedDuration::from_hours(24 * i64::from(days));
        let before = task.now().checked_sub(kept).map_err(StoreError::fault)?;
        let over = list_over(&mut view, before).await?;
        drop(view);
        for id in over {
            let mut change = scope.change(Actor::Program("votes"), task.now()).await?;
            delete_meeting(&mut change, id).await?;
            change.commit(Record::new("meeting.deleted", id)).await?;
        }
    }
    Ok(())
}
