//! Work that is done after the change that asked for it: mails, the plan of a round, sweeping.
//!
//! A job is a row written in the same transaction as the change ([`Change::enqueue`]): it is there exactly if the
//! change is. [`Workers`] of any server take it, try again with growing pauses, and put it aside as dead when it
//! cannot be done, where an administrator sees it ([`list_dead`]), revives or drops it.
//!
//! A job runs *at least* once: a server may stop after the work and before it could say so. What a handler writes to
//! the database happens exactly once if it calls [`Task::finish`] in the same change. What it does outside (a mail)
//! may, after a crash in that moment, happen twice; give it a name the other side knows again (Message-ID).
//!
//! When a job is done its payload is forgotten: it may have held an address. Left out on purpose: order between jobs,
//! priorities, and results; a handler writes its result to its feature's own tables.

mod workers;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Change, Id, Row, Scope, Session, Slice, StoreError, TenantId, args, sql, system_sql};

pub use workers::{Now, Workers};

/// How often a job is tried unless it says otherwise: with the pauses between, for nearly six days.
pub const MOST_TRIES: u32 = 12;

/// A job to be added.
#[derive(Debug, Clone)]
pub struct Job {
    kind: &'static str,
    payload: String,
    once: Option<String>,
    run_at: Option<Timestamp>,
    most_tries: u32,
}

impl Job {
    /// A job of this kind, as `mail.send`, with what its handler must know, as JSON.
    ///
    /// # Errors
    ///
    /// A fault if the payload cannot be written as JSON or the kind is more than small letters, digits, `.`, `_`, `-`.
    pub fn new(kind: &'static str, payload: &impl Serialize) -> Result<Self, StoreError> {
        if !is_kind(kind) {
            return Err(StoreError::Fault(format!(
                "{kind:?} is no kind of job: small letters, digits, . _ -"
            )));
        }
        let payload = serde_json::to_string(payload).map_err(StoreError::fault)?;
        Ok(Self { kind, payload, once: None, run_at: None, most_tries: MOST_TRIES })
    }

    /// Not before this time; without it, at once.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.run_at = Some(time);
        self
    }

    /// Only once: a second job of the same tenant, kind and key is not added while the first waits, runs or is done.
    /// A dead one does not count. The key holds ids, no personal data: it is kept for a year.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.once = Some(key.into());
        self
    }

    /// At most so many tries, at least one; [`MOST_TRIES`] otherwise.
    #[must_use]
    pub fn tries(mut self, most: u32) -> Self {
        self.most_tries = most.max(1);
        self
    }
}

fn is_kind(kind: &str) -> bool {
    !kind.is_empty()
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

impl Change {
    /// Adds a job of this change's tenant, kept with the change and taken up after its commit.
    ///
    /// Gives the job's id; of the one that is there, if [`Job::once`] found one.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn enqueue(&mut self, job: Job) -> Result<Id, StoreError> {
        let (now, id) = (self.now(), Id::new(self.now()));
        // Twice, because the one that is there may turn dead between the two statements.
        for _ in 0..2 {
            let added = self
                .run(
                    sql!(
                        "INSERT INTO job (tenant, id, kind, payload, once, state, run_at, tries, most_tries, created_at) \
                         VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7, $8) ON CONFLICT DO NOTHING"
                    ),
                    args![
                        id,
                        job.kind,
                        job.payload.as_str(),
                        job.once.clone(),
                        job.run_at.unwrap_or(now),
                        job.most_tries,
                        now
                    ],
                )
                .await?;
            if added == 1 {
                self.wake();
                return Ok(id);
            }
            let there =
                sql!("SELECT id FROM job WHERE tenant = $1 AND kind = $2 AND once = $3 AND state <> 'dead'");
            if let Some(row) = self.one(there, args![job.kind, job.once.clone()]).await? {
                return row.get("id");
            }
        }
        Err(StoreError::Conflict(format!("the job {} was neither added nor there", job.kind)))
    }
}

/// Why a job was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// It may be done later: try again after a pause.
    #[error("{0}")]
    Later(String),
    /// It cannot be done: put it aside as dead at once.
    #[error("{0}")]
    Never(String),
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Later(error.to_string())
    }
}

/// A job in the hands of its handler.
#[derive(Clone)]
pub struct Task {
    /// The tenant's rows; the house's for what recurs. `scope.store()` opens others.
    pub scope: Scope,
    /// The job's id.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// Which try this is, from 1.
    pub tries: u32,
    payload: String,
    worker: String,
    clock: Now,
}

impl Task {
    /// What the job was given.
    ///
    /// # Errors
    ///
    /// `Never` if it is not of this form: trying again would not help.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        serde_json::from_str(&self.payload)
            .map_err(|error| JobError::Never(format!("payload of {}: {error}", self.kind)))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Shows how far the work is: `share` from 0 to 1, and a word on what is being done.
    ///
    /// This is a change of its own: not to be called while the handler holds a [`Change`] open.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn progress(&self, share: f64, note: impl Into<String>) -> Result<(), StoreError> {
        let mut change = self.scope.change(crate::Actor::Program("job"), self.now()).await?;
        change
            .run(
                sql!("UPDATE job SET progress = $3, progress_note = $4 WHERE tenant = $1 AND id = $2 AND leased_by = $5"),
                args![self.id, share.clamp(0.0, 1.0), note.into(), self.worker.as_str()],
            )
            .await?;
        change.commit_unrecorded().await
    }

    /// Marks the job done within the handler's own change, so that what it writes happens exactly once.
    /// The handler then commits and returns `Ok`.
    ///
    /// # Errors
    ///
    /// `Conflict` if another server has taken the job over meanwhile; drop the change then.
    pub async fn finish(&self, change: &mut Change) -> Result<(), StoreError> {
        let done = change
            .run_system(
                DONE,
                args![self.scope.tenant(), self.id, self.worker.as_str(), self.tries, change.now()],
            )
            .await?;
        match done {
            1 => Ok(()),
            _ => Err(StoreError::Conflict(format!("another server took over the job {}", self.id))),
        }
    }
}

const DONE: crate::SystemSql = system_sql!(
    "UPDATE job SET state = 'done', done_at = $5, payload = 'null', error = NULL, lease_until = NULL, \
     leased_by = NULL WHERE tenant = $1 AND id = $2 AND state = 'running' AND leased_by = $3 AND tries = $4"
);

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// For its time, or for a worker.
    Waiting,
    /// A worker has it.
    Running,
    /// It was done.
    Done,
    /// It could not be done and waits for an administrator.
    Dead,
}

impl JobState {
    /// As it is stored: `waiting`, `running`, `done`, `dead`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// A job as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredJob {
    /// Whose.
    pub tenant: TenantId,
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// How it stands.
    pub state: JobState,
    /// When it is tried next, or was last due.
    pub run_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// How often it may be tried.
    pub most_tries: u32,
    /// Why the last try failed.
    pub error: Option<String>,
    /// How far it is, from 0 to 1, if it says.
    pub progress: Option<f64>,
    /// What it is doing, if it says.
    pub progress_note: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

impl StoredJob {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let state: String = row.get("state")?;
        Ok(Self {
            tenant: row.get("tenant")?,
            id: row.get("id")?,
            kind: row.get("kind")?,
            state: [JobState::Waiting, JobState::Running, JobState::Done, JobState::Dead]
                .into_iter()
                .find(|known| known.name() == state)
                .ok_or_else(|| StoreError::Fault(format!("a job in state {state:?}")))?,
            run_at: row.get("run_at")?,
            tries: row.get("tries")?,
            most_tries: row.get("most_tries")?,
            error: row.get("error")?,
            progress: row.get("progress")?,
            progress_note: row.get("progress_note")?,
            created_at: row.get("created_at")?,
            done_at: row.get("done_at")?,
        })
    }
}

/// Which jobs to list.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this state.
    pub state: Option<JobState>,
}

/// A job of the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn find_job(session: &mut Session, id: Id) -> Result<Option<StoredJob>, StoreError> {
    let row = session.one(sql!("SELECT * FROM job WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(StoredJob::from_row).transpose()
}

/// Jobs of the tenant, the newest first, and how many there are in all.
///
/// # Errors
///
/// What the database says.
pub async fn list_jobs(
    session: &mut Session,
    filter: &JobFilter,
    slice: Slice,
) -> Result<(Vec<StoredJob>, u64), StoreError> {
    let (kind, state) = (filter.kind.clone(), filter.state.map(JobState::name));
    let rows = session
        .all(
            sql!(
                "SELECT * FROM job WHERE tenant = $1 AND ($2 IS NULL OR kind = $2) AND ($3 IS NULL OR state = $3) \
                 ORDER BY id DESC LIMIT $4 OFFSET $5"
            ),
            args![kind.clone(), state, slice.limit, slice.offset],
        )
        .await?;
    let total = session
        .one(
            sql!(
                "SELECT count(*) AS n FROM job WHERE tenant = $1 AND ($2 IS NULL OR kind = $2) \
                 AND ($3 IS NULL OR state = $3)"
            ),
            args![kind, state],
        )
        .await?;
    Ok((rows.iter().map(StoredJob::from_row).collect::<Result<_, _>>()?, count(total)?))
}

/// Dead jobs of all tenants, the newest first, and how many there are in all. Needs a session of [`crate::System`].
///
/// # Errors
///
/// What the database says.
pub async fn list_dead(session: &mut Session, slice: Slice) -> Result<(Vec<StoredJob>, u64), StoreError> {
    let rows = session
        .all_system(
            system_sql!("SELECT * FROM job WHERE state = 'dead' ORDER BY id DESC LIMIT $1 OFFSET $2"),
            args![slice.limit, slice.offset],
        )
        .await?;
    let total = session
        .one_system(system_sql!("SELECT count(*) AS n FROM job WHERE state = 'dead'"), args![])
        .await?;
    Ok((rows.iter().map(StoredJob::from_row).collect::<Result<_, _>>()?, count(total)?))
}

fn count(row: Option<Row>) -> Result<u64, StoreError> {
    let n: i64 = row.ok_or_else(|| StoreError::fault("no count"))?.get("n")?;
    u64::try_from(n).map_err(StoreError::fault)
}

/// Lets a dead job of the tenant be tried again from the start; `false` if it is not dead or not there. The caller
/// commits with a record: it is an administrator's act.
///
/// # Errors
///
/// `Conflict` if meanwhile another job with its key was added.
pub async fn revive(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let revived = change
        .run(
            sql!(
                "UPDATE job SET state = 'waiting', tries = 0, run_at = $3, done_at = NULL \
                 WHERE tenant = $1 AND id = $2 AND state = 'dead'"
            ),
            args![id, now],
        )
        .await?;
    change.wake();
    Ok(revived == 1)
}

/// Gives a dead job of the tenant up for good; `false` if it is not dead or not there. The caller commits with a
/// record: it is an administrator's act.
///
/// # Errors
///
/// What the database says.
pub async fn delete_dead(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let deleted = change
        .run(sql!("DELETE FROM job WHERE tenant = $1 AND id = $2 AND state = 'dead'"), args![id])
        .await?;
    Ok(deleted == 1)
}
