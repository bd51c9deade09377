//! Attempts to pay on line, for the office: those of a claim, and those about which nothing was heard.

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_payment::book::ClaimId;
use rathaus_store::{Id, Record, Session};
use rathaus_web::filters::date_time;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use crate::money::claim_of;
use crate::pages::money::path_of;
use crate::payment::asking::ask;
use crate::payment::{AttemptState, PaymentAttempt};
use crate::policy;
use crate::store::money::{ClaimRow, find_claim, list_claims};
use crate::store::payment::{find_attempt, list_attempts, list_given_up, update_seen};

/// The colour of a badge.
fn colour(state: AttemptState) -> &'static str {
    match state {
        AttemptState::Begun | AttemptState::Open => "info",
        AttemptState::Paid => "success",
        AttemptState::Failed | AttemptState::Canceled => "",
        AttemptState::GivenUp => "warning",
    }
}

fn row(visitor: &Visitor, attempt: &PaymentAttempt) -> Value {
    context! {
        id => attempt.id.to_string(),
        begun => date_time(visitor.lang(), attempt.begun_at),
        asked => attempt.asked_at.map(|at| date_time(visitor.lang(), at)).unwrap_or_default(),
        cents => attempt.cents.0,
        state => attempt.state.key(),
        colour => colour(attempt.state),
        transaction => attempt.transaction.clone().unwrap_or_default(),
        reference => attempt.reference.clone().unwrap_or_default(),
        method => attempt.method.clone().unwrap_or_default(),
        fault => attempt.fault.clone().unwrap_or_default(),
        may_ask => attempt.may_be_asked(),
    }
}

/// The attempts of a claim for its page, the latest first.
pub(crate) async fn section(
    visitor: &Visitor,
    db: &mut Session,
    claim: ClaimId,
) -> Result<Vec<Value>, PageError> {
    let attempts = list_attempts(db, claim).await?;
    Ok(attempts.iter().rev().map(|attempt| row(visitor, attempt)).collect())
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let attempts = list_given_up(&mut view).await?;
    let rows = list_claims(&mut view).await?;
    drop(view);
    let rows: &BTreeMap<ClaimId, ClaimRow> = &rows;
    let shown: Vec<Value> = attempts
        .iter()
        .map(|attempt| {
            let number =
                rows.get(&attempt.claim).map_or_else(|| attempt.claim.to_string(), |row| row.number.clone());
            context! {
                number, action => visitor.url(&format!("{}/payments", path_of(attempt.claim))),
                href => visitor.url(&path_of(attempt.claim)), ..row(&visitor, attempt)
            }
        })
        .collect();
    let context = context! {
        rows => shown,
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("services/money-payments.html", visitor.text("payment-given-up-title")?, context)
}

/// What the office does with an attempt.
enum Act {
    Ask,
    SetAside,
}

/// What, and with which.
pub(super) struct Acting {
    attempt: Id,
    act: Act,
}

impl FromForm for Acting {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let act = match form.raw("do").as_str() {
            "ask" => Some(Act::Ask),
            "set-aside" => Some(Act::SetAside),
            _ => {
                form.mistake("do", "form-no-such-choice");
                None
            }
        };
        Some(Self { attempt: form.id("attempt")?, act: act? })
    }
}

pub(super) async fn act(visitor: Visitor, Path(id): Path<String>, form: Form<Acting>) -> Answer {
    policy::may_work(&visitor)?;
    let claim = claim_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    find_claim(&mut view, claim).await?.ok_or(PageError::NotFound)?;
    let Ok(Acting { attempt, act }) = form.checked() else { return Err(PageError::NotFound) };
    let found = find_attempt(&mut view, attempt).await?.filter(|found| found.claim == claim);
    found.ok_or(PageError::NotFound)?;
    drop(view);
    match act {
        Act::Ask => {
            let (asked, fault) = ask(visitor.app(), &visitor.scope(), visitor.now(), attempt).await?;
            let notice = match (asked.state, fault) {
                (_, Some(_)) => "payment-asked-fault",
                (AttemptState::Paid, None) => "payment-asked-paid",
                (AttemptState::Failed | AttemptState::Canceled, None) => "payment-asked-ended",
                (_, None) => "payment-asked-open",
            };
            visitor.done(&path_of(claim), notice)
        }
        Act::SetAside => {
            let mut change = visitor.change().await?;
            if !update_seen(&mut change, claim, attempt).await? {
                return visitor.done("/money/payments", "payment-set-aside-done");
            }
            change.commit(Record::new("payment.set-aside", attempt)).await?;
            visitor.done("/money/payments", "payment-set-aside-done")
        }
    }
}
