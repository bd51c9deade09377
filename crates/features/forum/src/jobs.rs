//! What the forum does after a change, or by itself.

pub mod jury;
pub mod mailing;
pub mod outcomes;
pub mod plan;
pub mod registration;
pub mod reminders;
mod suppliers;
pub mod talks;

use std::sync::Arc;

use rathaus_store::TenantId;
use rathaus_store::jobs::{JobError, Workers};
use rathaus_web::{App, PageError, Tenant};

/// Adds the forum's jobs to the workers of a server.
pub fn attend(app: &App, workers: Workers) -> Workers {
    let workers = plan::attend(mailing::attend(app, workers));
    let workers = talks::attend(app, workers);
    let workers = suppliers::attend(app, registration::attend(app, workers));
    let workers = outcomes::attend(app, workers);
    jury::attend(app, reminders::attend(app, workers))
}

/// A tenant that jobs work for, as its pages know it.
pub(crate) async fn tenant(app: &App, id: TenantId) -> Result<Arc<Tenant>, JobError> {
    let tenants = app.gate().tenants().await?;
    let found = tenants.iter().find(|tenant| tenant.id == id).cloned();
    found.ok_or_else(|| JobError::Never(format!("there is no tenant {id}")))
}

/// What cannot be written now may be written later; what has no words never will.
pub(crate) fn later(error: PageError) -> JobError {
    match error {
        PageError::Unavailable(what) => JobError::Later(what),
        error => JobError::Never(error.to_string()),
    }
}
