//! Those who do the jobs: each server has one [`Workers`], and any number of servers share the work.
//!
//! A worker takes a job for a time (its lease) and renews that while the handler runs. A server that stops without a
//! word lets its leases lapse, and the next one takes the jobs over. The servers' clocks must agree to well within
//! [`Workers::lease`].

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::{DONE, Job, JobError, Task, is_kind};
use crate::{Actor, Engine, Id, Store, StoreError, SystemSql, TenantId, args, system_sql};

/// Where the time comes from.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

type Running = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Handler = Arc<dyn Fn(Task) -> Running + Send + Sync>;

/// The pauses after the first, second, … failed try in seconds; the last one repeats.
const PAUSES: [u64; 8] = [10, 30, 120, 600, 3_600, 14_400, 43_200, 86_400];
/// How long it is remembered that a job was done.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How long it is remembered that a recurring job was done or died.
const REMEMBERED_RECURRING: SignedDuration = SignedDuration::from_hours(7 * 24);

const ACTOR: Actor = Actor::Program("job");

/// The workers of one server.
#[derive(Clone)]
pub struct Workers {
    store: Store,
    now: Now,
    name: String,
    handlers: BTreeMap<&'static str, Handler>,
    recurring: Vec<(&'static str, Duration)>,
    at_once: usize,
    lease: Duration,
    poll: Duration,
    grace: Duration,
}

impl Workers {
    /// Workers without any handler yet; `now` is asked for the time.
    pub fn new(store: Store, now: Now) -> Self {
        let name = Id::new(now()).to_string();
        Self {
            store,
            now,
            name,
            handlers: BTreeMap::new(),
            recurring: Vec::new(),
            at_once: 4,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(2),
            grace: Duration::from_secs(20),
        }
    }

    /// Who does the jobs of a kind. Kinds without a handler wait for a server that has one.
    ///
    /// # Panics
    ///
    /// If the kind could not be one of a [`Job`].
    #[must_use]
    pub fn on<F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Task) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        assert!(is_kind(kind), "{kind:?} is no kind of job");
        self.handlers.insert(kind, Arc::new(move |task| Box::pin(handler(task))));
        self
    }

    /// Adds a job of this kind to the house once in every `period` since 1970, however many servers there are.
    /// Periods that passed while no server ran are not made up for. It has three tries; its payload is `null`.
    #[must_use]
    pub fn every(mut self, kind: &'static str, period: Duration) -> Self {
        self.recurring.push((kind, period.max(Duration::from_secs(1))));
        self
    }

    /// How many jobs this server does at once; 4 otherwise.
    #[must_use]
    pub fn at_once(mut self, most: usize) -> Self {
        self.at_once = most.max(1);
        self
    }

    /// How long a server keeps a job without renewing; 60 seconds otherwise. It renews after a third of that.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How often to look for other servers' jobs and for those whose time has come; 2 seconds otherwise.
    #[must_use]
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll;
        self
    }

    /// How long running jobs may go on after the end was asked for; 20 seconds otherwise.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Works until `until` is there. Then no job is taken any more, running ones may finish within
    /// [`Workers::grace`], and what still runs is stopped and waits for the next server.
    ///
    /// An unreachable database is logged and asked again.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let mut until = std::pin::pin!(until);
        let mut running: JoinSet<()> = JoinSet::new();
        let mut periods = BTreeMap::new();
        let mut swept = Timestamp::MIN;
        loop {
            if let Err(error) = self.take_all(&mut running, &mut periods, &mut swept).await {
                tracing::warn!(%error, "jobs cannot be taken");
            }
            tokio::select! {
                biased;
                () = &mut until => break,
                _ = running.join_next(), if !running.is_empty() => {}
                () = self.store.work_arrived(), if running.len() < self.at_once => {}
                () = tokio::time::sleep(self.poll) => {}
            }
        }
        let finished = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(self.grace, finished).await.is_err() {
            running.shutdown().await;
            if let Err(error) = self.release().await {
                tracing::warn!(%error, "jobs that were stopped wait until their lease lapses");
            }
        }
    }

    /// Does everything that is due now and what comes of it, then returns; gives the number of tries made.
    /// For tests and for commands that want the work done before they end.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn work_off(&self) -> Result<usize, StoreError> {
        let mut tries = 0;
        self.add_recurring(&mut BTreeMap::new()).await?;
        loop {
            let taken = self.take(self.at_once).await?;
            if taken.is_empty() {
                return Ok(tries);
            }
            tries += taken.len();
            let mut running = JoinSet::new();
            for task in taken {
                running.spawn(self.clone().work(task));
            }
            while running.join_next().await.is_some() {}
        }
    }

    async fn take_all(
        &self,
        running: &mut JoinSet<()>,
        periods: &mut BTreeMap<&'static str, i64>,
        swept: &mut Timestamp,
    ) -> Result<(), StoreError> {
        self.add_recurring(periods).await?;
        let now = (self.now)();
        if now.duration_since(*swept) > SignedDuration::from_hours(1) {
            self.sweep(now).await?;
            *swept = now;
        }
        let free = self.at_once.saturating_sub(running.len());
        if free > 0 {
            for task in self.take(free).await? {
                running.spawn(self.clone().work(task));
            }
        }
        Ok(())
    }

    async fn add_recurring(&self, periods: &mut BTreeMap<&'static str, i64>) -> Result<(), StoreError> {
        for (kind, period) in &self.recurring {
            let now = (self.now)();
            let length = i64::try_from(period.as_secs()).unwrap_or(i64::MAX);
            let number = now.as_second().div_euclid(length);
            if periods.get(kind) == Some(&number) {
                continue;
            }
            let mut change = self.store.tenant(TenantId::HOUSE).change(ACTOR, now).await?;
            change.enqueue(Job::new(kind, &())?.once(format!("every:{length}:{number}")).tries(3)).await?;
            change.commit_unrecorded().await?;
            periods.insert(kind, number);
        }
        Ok(())
    }

    /// Takes up to `most` jobs that are due, after putting back those whose server is gone.
    async fn take(&self, most: usize) -> Result<Vec<Task>, StoreError> {
        let now = (self.now)();
        let kinds = format!(",{},", self.handlers.keys().copied().collect::<Vec<_>>().join(",,"));
        // A look without a lock first: most of the time there is nothing to do.
        let mut view = self.store.system().read().await?;
        let due = system_sql!(
            "SELECT 1 AS due FROM job WHERE (state = 'waiting' AND run_at <= $1 \
             AND replace($2, ',' || kind || ',', '') <> $2) OR (state = 'running' AND lease_until < $1) LIMIT 1"
        );
        if view.one_system(due, args![now, kinds.as_str()]).await?.is_none() {
            return Ok(Vec::new());
        }
        drop(view);
        let mut change = self.store.system().change(ACTOR, now).await?;
        let lapsed = change.run_system(LAPSED, args![now]).await?;
        if lapsed > 0 {
            tracing::warn!(lapsed, "jobs of a server that stopped are taken over");
        }
        let claim = match change.engine() {
            Engine::Sqlite => CLAIM_SQLITE,
            Engine::Postgres => CLAIM_POSTGRES,
        };
        let until = now.saturating_add(self.lease).map_err(StoreError::fault)?;
        let rows =
            change.all_system(claim, args![now, kinds.as_str(), most, until, self.name.as_str()]).await?;
        change.commit_unrecorded().await?;
        let task = |row: &crate::Row| {
            Ok(Task {
                scope: self.store.tenant(row.get("tenant")?),
                id: row.get("id")?,
                kind: row.get("kind")?,
                tries: row.get("tries")?,
                payload: row.get("payload")?,
                worker: self.name.clone(),
                clock: self.now.clone(),
            })
        };
        rows.iter().map(task).collect()
    }

    /// Runs the handler, renews the lease meanwhile, and writes down how it went.
    async fn work(self, task: Task) {
        let outcome = match self.handlers.get(task.kind.as_str()) {
            Some(handler) => self.attend(handler(task.clone()), &task).await,
            None => Some(Err(JobError::Later("no handler".to_owned()))),
        };
        let written = match outcome {
            Some(Ok(())) => self.done(&task).await,
            Some(Err(error)) => self.failed(&task, &error).await,
            None => {
                tracing::warn!(job = %task.id, kind = task.kind, "another server took the job over");
                return;
            }
        };
        if let Err(error) = written {
            tracing::warn!(job = %task.id, kind = task.kind, %error, "the end of a job was not written");
        }
    }

    /// `None` if the job is no longer ours.
    async fn attend(&self, work: Running, task: &Task) -> Option<Result<(), JobError>> {
        let mut work = JoinSet::from_iter([work]);
        loop {
            tokio::select! {
                ended = work.join_next() => {
                    return Some(match ended {
                        Some(Ok(outcome)) => outcome,
                        Some(Err(error)) => Err(JobError::Later(panic_words(error))),
                        None => Err(JobError::Later("the handler is gone".to_owned())),
                    });
                }
                () = tokio::time::sleep(self.lease / 3) => match self.renew(task).await {
                    Ok(true) => {}
                    Ok(false) => {
                        // Done by the handler's own change, or lost: both are settled when the handler has ended.
                        if self.is_lost(task).await {
                            return None;
                        }
                    }
                    Err(error) => tracing::warn!(job = %task.id, %error, "a lease was not renewed"),
                },
            }
        }
    }

    async fn renew(&self, task: &Task) -> Result<bool, StoreError> {
        let now = (self.now)();
        let until = now.saturating_add(self.lease).map_err(StoreError::fault)?;
        let mut change = task.scope.change(ACTOR, now).await?;
        let statement = system_sql!(
            "UPDATE job SET lease_until = $5 WHERE tenant = $1 AND id = $2 AND state = 'running' \
             AND leased_by = $3 AND tries = $4"
        );
        let renewed = change
            .run_system(statement, args![task.scope.tenant(), task.id, self.name.as_str(), task.tries, until])
            .await?;
        change.commit_unrecorded().await?;
        Ok(renewed == 1)
    }

    async fn is_lost(&self, task: &Task) -> bool {
        let state = async {
            let mut view = task.scope.read().await?;
            super::find_job(&mut view, task.id).await
        };
        !matches!(state.await, Ok(Some(job)) if job.state == super::JobState::Done && job.tries == task.tries)
    }

    async fn done(&self, task: &Task) -> Result<(), StoreError> {
        let now = (self.now)();
        let mut change = task.scope.change(ACTOR, now).await?;
        let args = args![task.scope.tenant(), task.id, self.name.as_str(), task.tries, now];
        change.run_system(DONE, args).await?;
        change.commit_unrecorded().await
    }

    async fn failed(&self, task: &Task, error: &JobError) -> Result<(), StoreError> {
        let now = (self.now)();
        let again = now.saturating_add(pause(task.id, task.tries)).map_err(StoreError::fault)?;
        let never = matches!(error, JobError::Never(_));
        tracing::warn!(job = %task.id, kind = task.kind, tries = task.tries, never, "a job failed");
        let words: String = error.to_string().chars().take(2_000).collect();
        let statement = system_sql!(
            "UPDATE job SET state = CASE WHEN $5 OR tries >= most_tries THEN 'dead' ELSE 'waiting' END, \
             run_at = $6, error = $7, lease_until = NULL, leased_by = NULL, progress = NULL, progress_note = NULL \
             WHERE tenant = $1 AND id = $2 AND state = 'running' AND leased_by = $3 AND tries = $4"
        );
        let mut change = task.scope.change(ACTOR, now).await?;
        change
            .run_system(
                statement,
                args![task.scope.tenant(), task.id, self.name.as_str(), task.tries, never, again, words],
            )
            .await?;
        change.commit_unrecorded().await
    }

    /// Puts back what this server still holds, without counting the try.
    async fn release(&self) -> Result<(), StoreError> {
        let mut change = self.store.system().change(ACTOR, (self.now)()).await?;
        change
            .run_system(
                system_sql!(
                    "UPDATE job SET state = 'waiting', tries = tries - 1, lease_until = NULL, leased_by = NULL \
                     WHERE state = 'running' AND leased_by = $1"
                ),
                args![self.name.as_str()],
            )
            .await?;
        change.commit_unrecorded().await
    }

    async fn sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        let before = |time: SignedDuration| now.saturating_sub(time).map_err(StoreError::fault);
        let mut change = self.store.system().change(ACTOR, now).await?;
        let statement = system_sql!(
            "DELETE FROM job WHERE (state = 'done' AND done_at < $1) \
             OR (once LIKE 'every:%' AND state IN ('done', 'dead') AND run_at < $2)"
        );
        change.run_system(statement, args![before(REMEMBERED)?, before(REMEMBERED_RECURRING)?]).await?;
        change.commit_unrecorded().await
    }
}

/// The pause after the try with this number: from [`PAUSES`], and up to a fifth longer by the job's id, so that what
/// failed together is not tried together again.
fn pause(id: Id, tries: u32) -> Duration {
    let place = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX).min(PAUSES.len() - 1);
    let spread = u64::from(Sha256::digest(format!("{id}{tries}").as_bytes())[0]);
    Duration::from_secs(PAUSES[place]) + Duration::from_millis(PAUSES[place] * spread * 200 / 255)
}

fn panic_words(error: tokio::task::JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => {
            let words = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("without words");
            format!("the handler panicked: {words}")
        }
        Err(error) => error.to_string(),
    }
}

const LAPSED: SystemSql = system_sql!(
    "UPDATE job SET state = CASE WHEN tries >= most_tries THEN 'dead' ELSE 'waiting' END, \
     error = 'the server that did this job stopped', lease_until = NULL, leased_by = NULL, \
     progress = NULL, progress_note = NULL WHERE state = 'running' AND lease_until < $1"
);

/// SQLite: the change holds the one write lock, nobody else can claim meanwhile.
const CLAIM_SQLITE: SystemSql = system_sql!(
    "UPDATE job SET state = 'running', tries = tries + 1, lease_until = $4, leased_by = $5 \
     WHERE (tenant, id) IN (SELECT tenant, id FROM job WHERE state = 'waiting' AND run_at <= $1 \
     AND replace($2, ',' || kind || ',', '') <> $2 ORDER BY run_at, id LIMIT $3) \
     RETURNING tenant, id, kind, payload, tries"
);

/// PostgreSQL: servers that claim at the same time pass over each other's rows.
const CLAIM_POSTGRES: SystemSql = system_sql!(
    "WITH due AS MATERIALIZED (SELECT tenant, id FROM job WHERE state = 'waiting' AND run_at <= $1 \
     AND replace($2, ',' || kind || ',', '') <> $2 ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) \
     UPDATE job SET state = 'running', tries = job.tries + 1, lease_until = $4, leased_by = $5 FROM due \
     WHERE job.tenant = due.tenant AND job.id = due.id \
     RETURNING job.tenant, job.id, job.kind, job.payload, job.tries"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_spread_by_the_id() {
        let (one, other) = (Id::of_name("one"), Id::of_name("other"));
        let times: Vec<Duration> = (1..=12).map(|tries| pause(one, tries)).collect();
        assert!(times.windows(2).take(7).all(|pair| pair[0] < pair[1]), "{times:?}");
        for (time, base) in times.iter().zip(PAUSES) {
            assert!(
                *time >= Duration::from_secs(base) && *time <= Duration::from_secs(base) * 6 / 5,
                "{time:?}"
            );
        }
        assert_eq!(pause(one, 3), pause(one, 3));
        assert_ne!(pause(one, 3), pause(other, 3));
    }
}
