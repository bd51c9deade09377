//! Sends a mailing: invitations or reminders to many bodies.
//!
//! Each body is a change of its own, so that a server which stops half way loses nothing: the next try passes over
//! the contacts that were reached.

use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Id, Record, StoreError};
use rathaus_web::App;
use serde::{Deserialize, Serialize};

use crate::mailing::{Desk, Kind};
use crate::store::correspondence::find_correspondence;
use crate::store::invitation::find_invitation;
use crate::store::round::find_round_by_id;

/// The kind of the job.
pub const JOB: &str = "forum.mailing";

/// A mailing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    /// The round.
    pub round: Id,
    /// What is written.
    pub kind: Kind,
    /// To whom.
    pub invitations: Vec<Id>,
    /// Names the mailing: each contact is reached by it once.
    pub key: String,
}

impl Mailing {
    /// The job that sends it; a second one with the same key is not added.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(&self) -> Result<Job, StoreError> {
        Ok(Job::new(JOB, self)?.once(self.key.clone()))
    }
}

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let app = app.clone();
    workers.on(JOB, move |task| send(app.clone(), task))
}

/// Does the job.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where round or tenant are gone, or a text is missing.
pub async fn send(app: App, task: Task) -> Result<(), JobError> {
    let mailing: Mailing = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let (round, words) = {
        let mut view = task.scope.read().await?;
        let round = find_round_by_id(&mut view, mailing.round).await?;
        let round = round.ok_or_else(|| JobError::Never(format!("there is no round {}", mailing.round)))?;
        let (words, _) = find_correspondence(&mut view, round.id).await?;
        (round, words)
    };
    let desk = Desk { app: &app, tenant: &tenant, round: &round, words: &words };
    for (place, id) in mailing.invitations.iter().enumerate() {
        let mut change = task.scope.change(Actor::Program("forum.mailing"), task.now()).await?;
        let Some(invitation) = find_invitation(&mut change, *id).await? else { continue };
        let sent = desk.send_all(&mut change, mailing.kind, &invitation, &mailing.key).await?;
        if sent > 0 {
            let record = Record::new("invitation.mailed", id)
                .with("kind", mailing.kind)
                .with("mailing", &mailing.key)
                .with("contacts", sent);
            change.commit(record).await?;
        } else {
            drop(change);
        }
        #[allow(clippy::cast_precision_loss)]
        task.progress((place + 1) as f64 / mailing.invitations.len() as f64, String::new()).await?;
    }
    Ok(())
}
