//! The payment provider of a tenant, and attempts to pay on line, as rows.

use jiff::Timestamp;
use rathaus_checkout::Transaction;
use rathaus_payment::book::ClaimId;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use crate::payment::{AttemptState, PaymentAttempt, Provider};

/// The longest fault that is kept.
const MOST_FAULT: usize = 300;

/// Through whom people pay on line.
///
/// # Errors
///
/// What the database says.
pub async fn find_provider(session: &mut Session) -> Result<Option<Provider>, StoreError> {
    let row = session.one(sql!("SELECT json FROM payment_provider WHERE tenant = $1"), args![]).await?;
    row.map(|row| row.json("json")).transpose()
}

/// Chooses through whom people pay on line.
///
/// # Errors
///
/// What the database says.
pub async fn update_provider(change: &mut Change, provider: &Provider) -> Result<(), StoreError> {
    let write = sql!(
        "INSERT INTO payment_provider (tenant, json) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET json = $2"
    );
    change.run(write, args![Arg::json(provider)?]).await?;
    Ok(())
}

/// From now on nobody pays on line. `false` where nobody did.
///
/// # Errors
///
/// What the database says.
pub async fn delete_provider(change: &mut Change) -> Result<bool, StoreError> {
    Ok(change.run(sql!("DELETE FROM payment_provider WHERE tenant = $1"), args![]).await? > 0)
}

fn from_row(row: &Row) -> Result<PaymentAttempt, StoreError> {
    let (claim, state): (String, String) = (row.get("claim")?, row.get("state")?);
    Ok(PaymentAttempt {
        id: row.get("id")?,
        claim: ClaimId::try_from(claim).map_err(StoreError::fault)?,
        cents: row.get("cents")?,
        state: AttemptState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("an attempt in state {state:?}")))?,
        transaction: row.get("transaction_id")?,
        pay_at: row.get("pay_at")?,
        reference: row.get("reference")?,
        method: row.get("method")?,
        fault: row.get("fault")?,
        begun_at: row.get("begun_at")?,
        asked_at: row.get("asked_at")?,
    })
}

/// An attempt.
///
/// # Errors
///
/// What the database says.
pub async fn find_attempt(session: &mut Session, id: Id) -> Result<Option<PaymentAttempt>, StoreError> {
    let find = sql!("SELECT * FROM payment_attempt WHERE tenant = $1 AND id = $2");
    session.one(find, args![id]).await?.as_ref().map(from_row).transpose()
}

/// The attempts to pay a claim, the first first.
///
/// # Errors
///
/// What the database says.
pub async fn list_attempts(session: &mut Session, claim: ClaimId) -> Result<Vec<PaymentAttempt>, StoreError> {
    let list = sql!("SELECT * FROM payment_attempt WHERE tenant = $1 AND claim = $2 ORDER BY begun_at, id");
    session.all(list, args![claim.to_string()]).await?.iter().map(from_row).collect()
}

/// What the office should look at: attempts that were given up and that nobody has set aside, the first first.
///
/// # Errors
///
/// What the database says.
pub async fn list_given_up(session: &mut Session) -> Result<Vec<PaymentAttempt>, StoreError> {
    let list = sql!(
        "SELECT * FROM payment_attempt WHERE tenant = $1 AND state = 'given_up' AND seen_at IS NULL \
         ORDER BY begun_at, id"
    );
    session.all(list, args![]).await?.iter().map(from_row).collect()
}

/// How many attempts are with the provider.
///
/// # Errors
///
/// What the database says.
pub async fn count_open_attempts(session: &mut Session) -> Result<u32, StoreError> {
    let count =
        sql!("SELECT count(*) AS n FROM payment_attempt WHERE tenant = $1 AND state IN ('begun', 'open')");
    session.one(count, args![]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// Writes an attempt down. `false` where there is one of this id: the same button was pressed twice.
///
/// # Errors
///
/// What the database says.
pub async fn insert_attempt(change: &mut Change, attempt: &PaymentAttempt) -> Result<bool, StoreError> {
    let insert = sql!(
        "INSERT INTO payment_attempt (tenant, id, claim, cents, state, begun_at) \
         VALUES ($1, $2, $3, $4, 'begun', $5) ON CONFLICT (tenant, id) DO NOTHING"
    );
    let args = args![attempt.id, attempt.claim.to_string(), attempt.cents, attempt.begun_at];
    Ok(change.run(insert, args).await? > 0)
}

/// Notes that the provider has it and nothing was paid yet. `false` where it is over by now.
///
/// # Errors
///
/// What the database says; a conflict where the provider gives two attempts one name.
pub async fn update_opened(
    change: &mut Change,
    id: Id,
    transaction: &Transaction,
) -> Result<bool, StoreError> {
    let now = change.now();
    // What was given up stays so: somebody is to look at it.
    let update = sql!(
        "UPDATE payment_attempt SET state = CASE WHEN state = 'begun' THEN 'open' ELSE state END, \
         transaction_id = $3, pay_at = $4, fault = NULL, asked_at = $5 \
         WHERE tenant = $1 AND id = $2 AND state IN ('begun', 'open', 'given_up')"
    );
    let args = args![id, &transaction.id, transaction.pay_at.clone(), now];
    Ok(change.run(update, args).await? > 0)
}

/// Notes that the provider says it was paid. `false` where that, or another end, stands there already; then there is nothing
/// to be booked.
///
/// # Errors
///
/// What the database says.
pub async fn update_paid(change: &mut Change, id: Id, transaction: &Transaction) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET state = 'paid', transaction_id = $3, pay_at = NULL, reference = $4, method = $5, \
         fault = NULL, asked_at = $6, ended_at = $6 \
         WHERE tenant = $1 AND id = $2 AND state IN ('begun', 'open', 'given_up')"
    );
    let args = args![id, &transaction.id, transaction.reference.clone(), transaction.method.clone(), now];
    Ok(change.run(update, args).await? > 0)
}

/// Notes that it ended without being paid, and why. `false` where an end stands there already.
///
/// # Errors
///
/// What the database says.
pub async fn update_ended(
    change: &mut Change,
    id: Id,
    state: AttemptState,
    fault: Option<&str>,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET state = $3, pay_at = NULL, fault = $4, asked_at = $5, ended_at = $5 \
         WHERE tenant = $1 AND id = $2 AND state IN ('begun', 'open', 'given_up')"
    );
    let args = args![id, state.word(), fault.map(short), now];
    Ok(change.run(update, args).await? > 0)
}

/// Takes the telling of the provider upon oneself: `true` for one at a time, until there is an answer or the time for one is
/// over.
///
/// # Errors
///
/// What the database says.
pub async fn update_telling(change: &mut Change, id: Id, since: Timestamp) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET fault = NULL, asked_at = $3 WHERE tenant = $1 AND id = $2 AND state = 'begun' \
         AND (asked_at IS NULL OR fault IS NOT NULL OR asked_at < $4)"
    );
    Ok(change.run(update, args![id, now, since]).await? > 0)
}

/// Notes that the provider did not take it, and why. `false` where it is further by now.
///
/// # Errors
///
/// What the database says.
pub async fn update_refused(change: &mut Change, id: Id, fault: &str) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET state = 'failed', fault = $3, asked_at = $4, ended_at = $4 \
         WHERE tenant = $1 AND id = $2 AND state = 'begun'"
    );
    Ok(change.run(update, args![id, short(fault), now]).await? > 0)
}

/// Notes that nothing was heard for too long. `false` where it is over by now.
///
/// # Errors
///
/// What the database says.
pub async fn update_given_up(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE payment_attempt SET state = 'given_up' WHERE tenant = $1 AND id = $2 AND state = 'open'"
    );
    Ok(change.run(update, args![id]).await? > 0)
}

/// Notes that the provider gave no answer.
///
/// # Errors
///
/// What the database says.
pub async fn update_fault(change: &mut Change, id: Id, fault: &str) -> Result<(), StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET fault = $3, asked_at = $4 \
         WHERE tenant = $1 AND id = $2 AND state IN ('begun', 'open', 'given_up')"
    );
    change.run(update, args![id, short(fault), now]).await?;
    Ok(())
}

/// Sets one aside that was given up. `false` where there is no such one.
///
/// # Errors
///
/// What the database says.
pub async fn update_seen(change: &mut Change, claim: ClaimId, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE payment_attempt SET seen_at = $4 \
         WHERE tenant = $1 AND id = $2 AND claim = $3 AND state = 'given_up' AND seen_at IS NULL"
    );
    Ok(change.run(update, args![id, claim.to_string(), now]).await? > 0)
}

fn short(text: &str) -> String {
    text.chars().take(MOST_FAULT).collect()
}
