//! What the forum does after a change, or by itself.

pub mod jury;
pub mod mailing;
pub mod outcomes;
pub mod plan;
pub mod registration;
pub mod reminders;
mod suppliers;
pub mod talks;

use rathaus_store::jobs::Workers;
use rathaus_web::App;

/// Adds the forum's jobs to the workers of a server.
pub fn attend(app: &App, workers: Workers) -> Workers {
    let workers = plan::attend(mailing::attend(app, workers));
    let workers = talks::attend(app, workers);
    let workers = suppliers::attend(app, registration::attend(app, workers));
    let workers = outcomes::attend(app, workers);
    jury::attend(app, reminders::attend(app, workers))
}
