//! Paying on line, for the applicant: the way to the provider, the way back, and how it stands.
//!
//! The browser is never redirected from a form to the provider: our own policy (`form-action 'self'`) forbids it, and some
//! browsers hold redirects to that, too. A page of ours stands in between, says where it goes, and has a plain link.
//!
//! The address to come back to is known to the provider, so it opens nothing but the state of this one attempt. A cookie tells
//! which application the browser came from; whoever has it, and may open that application, is led on to it.

mod office;
mod provider;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use rathaus_core::Cents;
use rathaus_payment::book::{Attempt, Direction};
use rathaus_procedure::fill::Params;
use rathaus_store::{Id, Record, Session};
use rathaus_web::filters::money;
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::application::{Applicant, applicant};
use crate::jobs::payment::Question;
use crate::payment::asking::{Words, ask, begin, told};
use crate::payment::provider::host_of;
use crate::payment::{AttemptState, PaymentAttempt, REUSED};
use crate::store::money::{Ledger, find_book, find_claim, find_claim_of_case};
use crate::store::payment::{find_attempt, find_provider, insert_attempt, list_attempts};

pub(crate) use office::section;

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/applications/{key}/payments", post(start))
        .route("/applications/{key}/payments/{id}", get(show))
        .route("/payments/{id}/{mark}", get(back))
        .route("/money/claims/{id}/payments", post(office::act))
        .route("/money/payments", get(office::list))
        .route("/money/provider", get(provider::show).merge(post(provider::save)))
        .route("/money/provider/check", post(provider::check))
        .route("/money/provider/removal", post(provider::remove));
}

/// What the mark in the address to come back to is for.
const MARK: &str = "payment-return";
/// The cookie that tells which application a browser came from, and for how many seconds.
const COOKIE: (&str, i64) = ("rathaus_payment", 24 * 3_600);

/// The path to come back to, below the tenant: nobody guesses it, and it opens nothing else.
fn path_back(visitor: &Visitor, id: Id) -> String {
    let mark = visitor.app().keys().mark(MARK, &format!("{}/{id}", visitor.tenant().id));
    format!("/payments/{id}/{mark}")
}

/// The button on the applicant's page; `None` where nobody pays on line, or nothing is to be paid.
pub(crate) async fn button(
    visitor: &Visitor,
    db: &mut Session,
    base: &str,
    open: Cents,
) -> Result<Option<Value>, PageError> {
    if open <= Cents(0) {
        return Ok(None);
    }
    let Some(provider) = find_provider(db).await? else { return Ok(None) };
    Ok(Some(context! {
        action => visitor.url(&format!("{base}/payments")),
        // Sent twice it is one attempt.
        key => Id::new(visitor.now()).to_string(),
        host => provider.host(),
    }))
}

/// The button that pays.
pub(super) struct Start(Id);

impl FromForm for Start {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("key").map(Self)
    }
}

/// What is done when somebody presses the button.
enum Step {
    /// On to an attempt that is there.
    To(Id),
    /// There is nothing to be paid.
    Nothing,
    /// A new attempt.
    New(Box<PaymentAttempt>),
}

/// Looks after older attempts first: one that was paid after all ends the matter, one that is open goes on.
async fn older(
    visitor: &Visitor,
    attempts: Vec<PaymentAttempt>,
    open: Cents,
    key: Id,
) -> Result<Option<Step>, PageError> {
    let now = visitor.now();
    for attempt in attempts.into_iter().filter(|one| one.may_be_asked() && one.id != key) {
        let (asked, fault) = ask(visitor.app(), &visitor.scope(), now, attempt.id).await?;
        let is_unsure = fault.is_some_and(|fault| fault.is_worth_repeating());
        let goes_on = asked.state == AttemptState::Open && asked.cents == open && asked.age(now) < REUSED;
        if asked.state == AttemptState::Paid || is_unsure || goes_on {
            return Ok(Some(Step::To(asked.id)));
        }
    }
    Ok(None)
}

async fn start(visitor: Visitor, Path(params): Path<Params>, form: Form<Start>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    let case = at.application.case.ok_or(PageError::NotFound)?;
    let row = find_claim_of_case(&mut view, case).await?.ok_or(PageError::NotFound)?;
    if find_provider(&mut view).await?.is_none() {
        return Err(PageError::Conflict("payment-none"));
    }
    let Ok(Start(key)) = form.checked() else { return Err(PageError::NotFound) };
    visitor.limit("form", format!("payment:{}", row.id))?;
    let book = find_book(&mut view).await?;
    let open = book.find_claim(row.id).map(|standing| standing.open()).unwrap_or_default();
    let attempts = list_attempts(&mut view, row.id).await?;
    drop(view);
    let path = |id: Id| format!("{}/payments/{id}", at.base);
    let step = match older(&visitor, attempts, open, key).await? {
        Some(step) => step,
        None => written(&visitor, &at, &row, key).await?,
    };
    match step {
        Step::To(id) => visitor.to(&path(id)),
        Step::Nothing => visitor.done(&at.base, "payment-already"),
        Step::New(attempt) => {
            let words = Words {
                purpose: format!("{} {}", row.purpose, row.number),
                back: visitor.full_url(&path_back(&visitor, attempt.id)),
            };
            let begun = begin(visitor.app(), &visitor.scope(), visitor.now(), *attempt, words).await?;
            visitor.to(&path(begun.id))
        }
    }
}

/// Writes the attempt down before the provider hears of it; the one that is there where the button was pressed twice.
async fn written(
    visitor: &Visitor,
    at: &Applicant,
    row: &crate::store::money::ClaimRow,
    key: Id,
) -> Result<Step, PageError> {
    let mut change = visitor.change_as(at.actor.clone()).await?;
    if let Some(attempt) = find_attempt(&mut change, key).await? {
        return match attempt.state {
            _ if attempt.claim != row.id => Err(PageError::NotFound),
            AttemptState::Begun => Ok(Step::New(Box::new(attempt))),
            _ => Ok(Step::To(attempt.id)),
        };
    }
    let ledger = Ledger::open(&mut change).await?;
    let standing = ledger.book().find_claim(row.id).ok_or(PageError::NotFound)?;
    let open = standing.open();
    if open <= Cents(0) || standing.claim.direction != Direction::In {
        return Ok(Step::Nothing);
    }
    let attempt = PaymentAttempt::new(key, row.id, open, visitor.now());
    if !insert_attempt(&mut change, &attempt).await? {
        return Ok(Step::To(key));
    }
    drop(ledger);
    told(&mut change, &attempt, Attempt::Begun).await?;
    change.enqueue(Question::of(&attempt, 1, visitor.now())?).await?;
    change.commit(Record::new("payment.begun", key).with("claim", row.id.to_string())).await?;
    Ok(Step::New(Box::new(attempt)))
}

/// What a page says of an attempt. `base` is that of the application, where the visitor may open it.
fn shown(
    visitor: &Visitor,
    attempt: &PaymentAttempt,
    open: Cents,
    base: Option<&str>,
) -> Result<Value, PageError> {
    let pay_at = attempt.pay_at.clone().filter(|_| attempt.state == AttemptState::Open);
    // One that was written down and not begun goes on under its own id.
    let key = if attempt.state == AttemptState::Begun { attempt.id } else { Id::new(visitor.now()) };
    Ok(context! {
        state => attempt.state.key(),
        amount => money(visitor.lang(), attempt.cents),
        host => pay_at.as_deref().map(host_of).unwrap_or_default(),
        pay_at,
        reference => attempt.reference.clone(),
        is_unsure => attempt.fault.is_some() && !attempt.state.is_final(),
        check => attempt.may_be_asked().then(|| visitor.url(&path_back(visitor, attempt.id))),
        back => base.map(|base| visitor.url(base)),
        again => base.filter(|_| open > Cents(0)).map(|base| visitor.url(&format!("{base}/payments"))),
        key => key.to_string(),
        form => visitor.form(&Sheet::blank())?,
    })
}

async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let mut view = visitor.read().await?;
    let at = applicant(&visitor, &mut view, &params).await?;
    let id: Id = params.get("id").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let attempt = find_attempt(&mut view, id).await?.ok_or(PageError::NotFound)?;
    let row = find_claim(&mut view, attempt.claim).await?.ok_or(PageError::NotFound)?;
    if row.case.is_none() || row.case != at.application.case {
        return Err(PageError::NotFound);
    }
    let open = open_of(&mut view, &attempt).await?;
    drop(view);
    // So that who comes back from the provider is known again.
    if let Some(key) = params.get("key") {
        visitor.set_cookie(COOKIE.0, key, COOKIE.1);
    }
    let context = shown(&visitor, &attempt, open, Some(&at.base))?;
    visitor.page("services/payment.html", visitor.text("payment-title")?, context)
}

async fn open_of(db: &mut Session, attempt: &PaymentAttempt) -> Result<Cents, PageError> {
    let book = find_book(db).await?;
    Ok(book.find_claim(attempt.claim).map(|standing| standing.open()).unwrap_or_default())
}

/// The application that this browser came from, if it is that of the attempt.
async fn origin(
    visitor: &Visitor,
    db: &mut Session,
    headers: &HeaderMap,
    attempt: &PaymentAttempt,
) -> Option<String> {
    let key = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE.0 && !value.is_empty())
        .map(|(_, value)| value.to_owned())?;
    let params = Params::from([("key".to_owned(), key)]);
    let at = applicant(visitor, db, &params).await.ok()?;
    let row = find_claim(db, attempt.claim).await.ok()??;
    (row.case.is_some() && row.case == at.application.case).then_some(at.base)
}

/// Coming back from the provider, or wanting to know. That somebody came says nothing: the provider is asked.
async fn back(visitor: Visitor, Path((id, mark)): Path<(String, String)>, headers: HeaderMap) -> Answer {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let whose = format!("{}/{id}", visitor.tenant().id);
    if !visitor.app().keys().is_mark(MARK, &whose, &mark) {
        return Err(PageError::NotFound);
    }
    let known = find_attempt(&mut *visitor.read().await?, id).await?.ok_or(PageError::NotFound)?;
    let attempt = match visitor.limit("payment", id) {
        Ok(()) => ask(visitor.app(), &visitor.scope(), visitor.now(), id).await?.0,
        Err(_) => known,
    };
    let mut view = visitor.read().await?;
    if let Some(base) = origin(&visitor, &mut view, &headers, &attempt).await {
        drop(view);
        return visitor.to(&format!("{base}/payments/{id}"));
    }
    let open = open_of(&mut view, &attempt).await?;
    drop(view);
    let context = shown(&visitor, &attempt, open, None)?;
    let mut answer = visitor.page("services/payment.html", visitor.text("payment-title")?, context)?;
    // What stands here changes without anything of ours changing.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
