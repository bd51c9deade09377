//! Telling the provider about an attempt, asking how it stands, and what its answer does here.
//!
//! INVARIANT: however often and by however many at once the provider is asked, what it says is paid stands in the book once
//! (`a_poll_and_a_return_at_once_book_once`). Nothing outside is called inside a transaction.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rathaus_checkout::{Fault, PaymentItem, PaymentRequest, State, Transaction};
use rathaus_payment::book::{
    Allocation, AllocationId, Attempt, AttemptId, Event, Line, LineId, Source, Target,
};
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Actor, Change, Id, Record, Scope, StoreError};
use rathaus_web::App;

use super::{AttemptState, PaymentAttempt, Provider};
use crate::money::number_of;
use crate::store::money::{Ledger, find_book, find_claim};
use crate::store::payment::{
    find_attempt, find_provider, update_ended, update_fault, update_opened, update_paid, update_refused,
    update_telling,
};

const ACTOR: Actor = Actor::Program("payment");
/// Longer than the provider may take for an answer.
const TELLING: SignedDuration = SignedDuration::from_secs(30);
/// How many fifths of a second somebody waits whose button was pressed twice.
const PATIENCE: u32 = 50;

/// What a payer is told about what they pay, and where they come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// For what.
    pub purpose: String,
    /// The address to come back to, with scheme and host.
    pub back: String,
}

/// The attempt after the provider was told of it. Told again, it is the same payment.
///
/// # Errors
///
/// What the database says. What the provider says instead of an answer stands with the attempt.
pub async fn begin(
    app: &App,
    scope: &Scope,
    now: Timestamp,
    attempt: PaymentAttempt,
    words: Words,
) -> Result<PaymentAttempt, StoreError> {
    let mut change = scope.change(ACTOR, now).await?;
    let since = now.checked_sub(TELLING).unwrap_or(now);
    if !update_telling(&mut change, attempt.id, since).await? {
        drop(change);
        return told_by_another(scope, attempt.id).await;
    }
    change.commit_unrecorded().await?;
    let mut view = scope.read().await?;
    let provider = find_provider(&mut view).await?;
    let book = find_book(&mut view).await?;
    drop(view);
    let reference =
        book.find_claim(attempt.claim).map(|standing| standing.claim.reference.as_str().to_owned());
    let reference = reference.ok_or_else(|| StoreError::fault("an attempt to pay nothing"))?;
    let request = PaymentRequest {
        id: attempt.id.as_uuid(),
        at: attempt.begun_at,
        purpose: reference.clone(),
        description: words.purpose.clone(),
        back: words.back,
        items: vec![PaymentItem {
            id: "1".to_owned(),
            reference,
            description: words.purpose,
            cents: attempt.cents,
            booking: Default::default(),
        }],
    };
    let answer = match connected(app, scope, provider) {
        Ok(provider) => provider.start(&request).await,
        Err(fault) => Err(fault),
    };
    match answer.and_then(|transaction| fitting(&attempt, transaction)) {
        Ok(transaction) => answered(scope, now, &attempt, &transaction).await,
        // It may have been heard: the same request is sent again, or the time for it runs out.
        Err(fault) if fault.is_worth_repeating() => noted(scope, now, &attempt, &fault).await,
        Err(fault) => {
            refused(scope.change(ACTOR, now).await?, &attempt, &fault).await?;
            found(scope, attempt.id).await
        }
    }
}

/// The attempt after another request of the same button told the provider, or as it stands when that takes too long.
async fn told_by_another(scope: &Scope, id: Id) -> Result<PaymentAttempt, StoreError> {
    let mut attempt = found(scope, id).await?;
    for _ in 0..PATIENCE {
        if attempt.state != AttemptState::Begun || attempt.fault.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        attempt = found(scope, id).await?;
    }
    Ok(attempt)
}

/// The attempt after the provider was asked how it stands, and why there was no answer where there was none.
///
/// # Errors
///
/// What the database says.
pub async fn ask(
    app: &App,
    scope: &Scope,
    now: Timestamp,
    id: Id,
) -> Result<(PaymentAttempt, Option<Fault>), StoreError> {
    let mut view = scope.read().await?;
    let attempt = find_attempt(&mut view, id).await?.ok_or_else(|| StoreError::fault("no such attempt"))?;
    let provider = find_provider(&mut view).await?;
    drop(view);
    let Some(transaction) = attempt.transaction.as_deref().filter(|_| attempt.may_be_asked()) else {
        return Ok((attempt, None));
    };
    let answer = match connected(app, scope, provider) {
        Ok(provider) => provider.find(transaction).await,
        Err(fault) => Err(fault),
    };
    match answer.and_then(|transaction| fitting(&attempt, transaction)) {
        Ok(transaction) => Ok((answered(scope, now, &attempt, &transaction).await?, None)),
        Err(fault) => Ok((noted(scope, now, &attempt, &fault).await?, Some(fault))),
    }
}

fn connected(
    app: &App,
    scope: &Scope,
    provider: Option<Provider>,
) -> Result<Box<dyn rathaus_checkout::PaymentProvider>, Fault> {
    let provider = provider.ok_or_else(|| Fault::Settings("there is no payment provider".to_owned()))?;
    provider.connect(app, scope.tenant())
}

async fn found(scope: &Scope, id: Id) -> Result<PaymentAttempt, StoreError> {
    let attempt = find_attempt(&mut *scope.read().await?, id).await?;
    attempt.ok_or_else(|| StoreError::fault("no such attempt"))
}

/// Writes down that the provider did not take it.
async fn refused(mut change: Change, attempt: &PaymentAttempt, fault: &Fault) -> Result<(), StoreError> {
    if update_refused(&mut change, attempt.id, &fault.to_string()).await? {
        told(&mut change, attempt, Attempt::Failed).await?;
        change.commit(Record::new("payment.failed", attempt.id)).await?;
    }
    Ok(())
}

/// Writes down that there was no answer.
async fn noted(
    scope: &Scope,
    now: Timestamp,
    attempt: &PaymentAttempt,
    fault: &Fault,
) -> Result<PaymentAttempt, StoreError> {
    let mut change = scope.change(ACTOR, now).await?;
    update_fault(&mut change, attempt.id, &fault.to_string()).await?;
    change.commit_unrecorded().await?;
    found(scope, attempt.id).await
}

/// An answer about another amount than was asked for is none to this attempt, whatever it says.
fn fitting(attempt: &PaymentAttempt, transaction: Transaction) -> Result<Transaction, Fault> {
    match transaction.cents {
        Some(cents) if cents != attempt.cents => {
            Err(Fault::Malformed("the transaction: another amount".to_owned()))
        }
        _ => Ok(transaction),
    }
}

/// Does what an answer says.
async fn answered(
    scope: &Scope,
    now: Timestamp,
    attempt: &PaymentAttempt,
    transaction: &Transaction,
) -> Result<PaymentAttempt, StoreError> {
    carried_out(scope.change(ACTOR, now).await?, attempt, transaction).await?;
    found(scope, attempt.id).await
}

/// What an answer says, in one change; it ends here, so that nobody who holds it waits for another connection.
async fn carried_out(
    mut change: Change,
    attempt: &PaymentAttempt,
    transaction: &Transaction,
) -> Result<(), StoreError> {
    match transaction.state {
        State::Open => {
            let is_new = update_opened(&mut change, attempt.id, transaction).await?;
            if is_new && attempt.state == AttemptState::Begun {
                change.commit(Record::new("payment.opened", attempt.id)).await?;
            } else {
                change.commit_unrecorded().await?;
            }
        }
        State::Paid => {
            if update_paid(&mut change, attempt.id, transaction).await? {
                book(&mut change, attempt, transaction).await?;
                change
                    .commit(Record::new("payment.paid", attempt.id).with("claim", attempt.claim.to_string()))
                    .await?;
            }
        }
        State::Failed | State::Canceled => {
            let is_failed = transaction.state == State::Failed;
            let state = if is_failed { AttemptState::Failed } else { AttemptState::Canceled };
            if update_ended(&mut change, attempt.id, state, transaction.detail.as_deref()).await? {
                told(&mut change, attempt, Attempt::Failed).await?;
                let action = if is_failed { "payment.failed" } else { "payment.canceled" };
                change.commit(Record::new(action, attempt.id)).await?;
            }
        }
    }
    Ok(())
}

/// Writes into the book how far an attempt has come.
pub(crate) async fn told(
    change: &mut Change,
    attempt: &PaymentAttempt,
    state: Attempt,
) -> Result<(), StoreError> {
    let mut ledger = Ledger::open(change).await?;
    let event = Event::Attempted { claim: attempt.claim, attempt: AttemptId(number_of(attempt.id)), state };
    ledger.enter(event, "").map_err(StoreError::fault)?;
    ledger.save(change).await
}

/// Settled money from the provider, which pays the claim as far as it is open. What is too much stays on its line, where
/// somebody decides about it as about every other.
async fn book(
    change: &mut Change,
    attempt: &PaymentAttempt,
    transaction: &Transaction,
) -> Result<(), StoreError> {
    let mut ledger = Ledger::open(change).await?;
    let number = number_of(attempt.id);
    let line = LineId(number);
    if ledger.book().find_line(line).is_some() {
        return Ok(());
    }
    let (reference, open) = match ledger.book().find_claim(attempt.claim) {
        Some(standing) => (standing.claim.reference.as_str().to_owned(), standing.open()),
        None => return Err(StoreError::fault("a payment of no claim")),
    };
    let number_of_case = find_claim(change, attempt.claim).await?.map(|row| row.number);
    let text = [number_of_case, transaction.reference.clone(), transaction.method.clone()];
    // A clock of the provider's that is ahead does not move money into the future.
    let now = today(change.now());
    let day = transaction.paid_at.map_or(now, today).min(now);
    let received = Line {
        references: vec![reference],
        text: text.into_iter().flatten().collect::<Vec<_>>().join(", "),
        ..Line::at_counter(line, Source::Provider, day, attempt.cents)
    };
    ledger.enter(Event::Received(received), "").map_err(StoreError::fault)?;
    let cents = open.min(attempt.cents);
    if cents.0 > 0 {
        let allocation =
            Allocation { id: AllocationId(number), line, target: Target::Claim(attempt.claim), cents };
        ledger.enter(Event::Allocated(allocation), "").map_err(StoreError::fault)?;
    }
    ledger.save(change).await
}
