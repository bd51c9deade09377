//! Asks the provider about attempts to pay, ever less often, until there is an end or a day is over.

use jiff::{SignedDuration, Timestamp};
use rathaus_payment::book::Attempt;
use rathaus_store::jobs::{Job, JobError, Task};
use rathaus_store::{Actor, Change, Id, Record, StoreError};
use rathaus_web::App;
use serde::{Deserialize, Serialize};

use crate::payment::asking::{ask, told};
use crate::payment::{AttemptState, GIVEN_UP, PaymentAttempt, UNCONFIRMED, pause};
use crate::store::payment::{find_attempt, update_ended, update_given_up};

/// The kind of the job that asks the provider.
pub const PAYMENT: &str = "services.payment";

/// What is asked about, and for the how manieth time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The attempt.
    pub attempt: Id,
    /// From 1.
    pub number: u32,
}

impl Question {
    /// The job that asks, once for each number.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn of(attempt: &PaymentAttempt, number: u32, now: Timestamp) -> Result<Job, StoreError> {
        let wait = SignedDuration::try_from(pause(attempt.age(now))).unwrap_or_default();
        let at = now.saturating_add(wait).map_err(StoreError::fault)?;
        let question = Self { attempt: attempt.id, number };
        Ok(Job::new(PAYMENT, &question)?.once(format!("{}:{number}", attempt.id)).at(at))
    }
}

pub(super) async fn payment(app: App, task: Task) -> Result<(), JobError> {
    let question: Question = task.payload()?;
    let known = find_attempt(&mut *task.scope.read().await?, question.attempt).await?;
    if known.is_none() {
        return Ok(());
    }
    let (attempt, _) = ask(&app, &task.scope, task.now(), question.attempt).await?;
    if attempt.state.is_final() || attempt.state == AttemptState::GivenUp {
        return Ok(());
    }
    let mut change = task.scope.change(Actor::Program("payment"), task.now()).await?;
    let record = ended(&mut change, &attempt).await?;
    if record.is_none() {
        change.enqueue(Question::of(&attempt, question.number + 1, task.now())?).await?;
    }
    task.finish(&mut change).await?;
    match record {
        Some(record) => change.commit(record).await.map(drop)?,
        None => change.commit_unrecorded().await?,
    }
    Ok(())
}

/// Ends an attempt about which nothing was heard for too long; gives the record of it.
async fn ended(change: &mut Change, attempt: &PaymentAttempt) -> Result<Option<Record>, StoreError> {
    let age = attempt.age(change.now());
    if attempt.transaction.is_none() && age >= UNCONFIRMED {
        let fault = attempt.fault.as_deref();
        if update_ended(change, attempt.id, AttemptState::Failed, fault).await? {
            told(change, attempt, Attempt::Failed).await?;
            return Ok(Some(Record::new("payment.failed", attempt.id)));
        }
    } else if age >= GIVEN_UP && update_given_up(change, attempt.id).await? {
        return Ok(Some(Record::new("payment.given-up", attempt.id)));
    }
    Ok(None)
}
