//! Fetches what waits over FIT-Connect, for every tenant that has a connection.

use rathaus_store::StoreError;
use rathaus_store::TenantId;
use rathaus_store::jobs::{Job, JobError, Task};
use rathaus_web::App;

use crate::fit::receiving::receive;

/// The kind of the job.
pub const FIT: &str = "services.fit";

/// The job that fetches for one tenant at once, because somebody asked for it.
///
/// # Errors
///
/// A fault where it cannot be written as JSON.
pub fn round() -> Result<Job, StoreError> {
    Ok(Job::new(FIT, &())?.tries(1))
}

pub(super) async fn fit(app: App, task: Task) -> Result<(), JobError> {
    if task.scope.tenant() != TenantId::HOUSE {
        return Ok(receive(&app, &task.scope, true).await?);
    }
    let mut failed = None;
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("services")) {
        // One after the other, so that one large application at a time lies in memory; what is wrong in one town is not in the way
        // of the others.
        if let Err(error) = receive(&app, &task.scope.store().tenant(tenant.id), false).await {
            tracing::warn!(tenant = %tenant.id, %error, "what waits over FIT-Connect was not fetched");
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}
