//! One order: what it holds, and what may be done with it. A second person releases it; only then its file can be fetched.
//!
//! Its file was written when it was made. Fetching it tells the book; paid is what the statement shows.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_payment::book::{Book, ClaimId, Event};
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Id, Record, Session};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{colour, is_open, name_of, path_of};
use crate::money::claim_of;
use crate::money::waiting::lack_of;
use crate::policy;
use crate::store::mandate::list_mandates;
use crate::store::money::{ClaimRow, Ledger, find_book, list_claims, said_of};
use crate::store::order::{
    Order, OrderState, Ordered, Payee, find_order, find_order_file, list_payees, list_payments,
    update_downloaded, update_dropped, update_refused, update_released,
};

/// The columns of the payments and of their file.
const COLUMNS: [(&str, Kind); 6] = [
    ("number", Kind::Text),
    ("name", Kind::Text),
    ("iban", Kind::Text),
    ("purpose", Kind::Text),
    ("cents", Kind::Money),
    ("state", Kind::Text),
];

/// The path of an order below the tenant.
fn path(id: Id) -> String {
    format!("/money/orders/{id}")
}

/// How a payment stands: the word in translation keys.
fn word_of(order: &Order, payment: &Ordered, book: &Book) -> &'static str {
    if payment.reason.is_some() {
        return "refused";
    }
    let is_paid = book.find_claim(payment.claim).is_some_and(|standing| standing.is_settled());
    match order.state() {
        _ if payment.ended_at.is_some() => "dropped",
        OrderState::Downloaded if is_paid => "paid",
        OrderState::Downloaded => "ordered",
        _ => "waits",
    }
}

/// What people call a claim by, and what it is for.
fn said<'r>(rows: &'r BTreeMap<ClaimId, ClaimRow>, book: &'r Book, claim: ClaimId) -> (&'r str, &'r str) {
    book.find_claim(claim).map_or(("", ""), |standing| said_of(rows, standing.claim))
}

type Rows = Vec<(Vec<Cell>, Value)>;

fn rows_of(
    visitor: &Visitor,
    order: &Order,
    payments: &[Ordered],
    book: &Book,
    claims: &BTreeMap<ClaimId, ClaimRow>,
    payees: &BTreeMap<ClaimId, Payee>,
) -> Result<Rows, PageError> {
    payments
        .iter()
        .map(|payment| {
            let word = word_of(order, payment, book);
            let state = visitor.text(&format!("order-payment-{word}"))?;
            let (number, purpose) = said(claims, book, payment.claim);
            let said = match &payment.reason {
                Some(reason) => format!("{state}: {reason}"),
                None => state,
            };
            let cells = vec![
                Cell::from(number),
                Cell::from(&payment.name),
                Cell::from(payment.iban.as_str()),
                Cell::from(purpose),
                Cell::from(payment.cents),
                Cell::from(&said),
            ];
            let is_by_hand = payees.get(&payment.claim).is_some_and(|payee| payee.iban == payment.iban);
            let row = context! {
                is_by_hand, id => payment.claim.to_string(), href => visitor.url(&path_of(payment.claim)), number, purpose,
                name => payment.name.clone(), iban => payment.iban.to_string(), cents => payment.cents.0, said, word,
            };
            Ok((cells, row))
        })
        .collect()
}

fn export(visitor: &Visitor, order: &Order, rows: Rows) -> Result<Table, PageError> {
    let columns = Columns::read(visitor, "order-payment", &COLUMNS)?;
    let name = format!("{}-{}", visitor.text(&format!("order-file-{}", order.kind.word()))?, order.number);
    let title = visitor.text_with("order-number", &[("n", order.number.to_string().into())])?;
    Ok(columns.table(name, title, rows.into_iter().map(|(cells, _)| cells).collect()))
}

async fn page(visitor: &Visitor, db: &mut Session, id: Id, typed: Option<Sheet>) -> Answer {
    let order = find_order(db, id).await?.ok_or(PageError::NotFound)?;
    let payments = list_payments(db, id).await?;
    let book = find_book(db).await?;
    let claims = list_claims(db).await?;
    let payees = list_payees(db).await?;
    let listing = Listing::read(visitor, &[], &[]);
    let rows = rows_of(visitor, &order, &payments, &book, &claims, &payees)?;
    if let Some(format) = listing.format().filter(|_| typed.is_none()) {
        return visitor.export(&export(visitor, &order, rows)?, format).await;
    }
    let made_by = name_of(db, order.made_by).await?;
    let released_by = match order.released_by {
        Some(person) => name_of(db, person).await?,
        None => String::new(),
    };
    let state = order.state();
    let (status, sheet) = match typed {
        Some(sheet) => (StatusCode::UNPROCESSABLE_ENTITY, sheet),
        None => {
            let open = payments.iter().filter(|payment| word_of(&order, payment, &book) == "ordered");
            (StatusCode::OK, Sheet::filled(open.map(|payment| ("claims", payment.claim.to_string()))))
        }
    };
    let refusable: Vec<Value> = payments
        .iter()
        .filter(|payment| word_of(&order, payment, &book) == "ordered")
        .map(|payment| {
            let label = format!("{} {}", said(&claims, &book, payment.claim).0, payment.name);
            context! { value => payment.claim.to_string(), label }
        })
        .collect();
    let is_own = visitor.signed().is_some_and(|signed| signed.person == order.made_by);
    let columns = Columns::read(visitor, "order-payment", &COLUMNS)?;
    let title = visitor.text_with("order-number", &[("n", order.number.to_string().into())])?;
    let slice = listing.slice();
    let context = context! {
        path => visitor.url(&path(id)),
        list_path => visitor.url(order.kind.path()),
        kind => order.kind.word(),
        day => order.day.to_string(),
        is_late => order.day < today(visitor.now()),
        sum => order.cents.0,
        payments => order.payments,
        state => state.word(),
        colour => colour(state),
        made_by, made_at => order.made_at.to_string(),
        released_by, released_at => order.released_at.map(|at| at.to_string()),
        downloaded_at => order.downloaded_at.map(|at| at.to_string()),
        is_own,
        rows => rows.into_iter().map(|(_, row)| row).skip(slice.offset as usize).take(slice.limit as usize).collect::<Vec<_>>(),
        list => listing.view(visitor, &columns.heads(), payments.len() as u64)?,
        refusable,
        may_work => policy::may_work(visitor).is_ok(),
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "services/money-order.html", title, context)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, id, None).await
}

/// Why an order cannot go to the bank any more, though nobody dropped it: the key of a text.
async fn overtaken(
    db: &mut Session,
    ledger: &Ledger,
    order: &Order,
    visitor: &Visitor,
) -> Result<Option<&'static str>, PageError> {
    if order.day < today(visitor.now()) {
        return Ok(Some("order-day-over"));
    }
    let mandates = list_mandates(db).await?;
    for payment in list_payments(db, order.id).await? {
        if !is_open(ledger, payment.claim, payment.cents) {
            return Ok(Some("order-overtaken"));
        }
        let mandate = mandates.iter().find(|mandate| Some(mandate.id) == payment.mandate);
        if mandate.is_some_and(|mandate| lack_of(mandate, order.day).is_some()) {
            return Ok(Some("order-mandate-gone"));
        }
    }
    Ok(None)
}

pub(super) async fn release(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let ledger = Ledger::open(&mut change).await?;
    let order = find_order(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if order.made_by == person {
        return Err(PageError::Conflict("order-not-yourself"));
    }
    match order.state() {
        OrderState::Made => {}
        OrderState::Dropped => return Err(PageError::Conflict("order-is-dropped")),
        // The same form once more, or somebody was faster.
        _ => return visitor.done(&path(id), "order-released"),
    }
    // What is released leaves the house's account.
    visitor.fresh()?;
    if let Some(key) = overtaken(&mut change, &ledger, &order, &visitor).await? {
        return Err(PageError::Conflict(key));
    }
    if !update_released(&mut change, id, person).await? {
        return Err(PageError::Conflict("money-refusal-gone"));
    }
    change.commit(Record::new("order.released", id).with("cents", order.cents.0)).await?;
    visitor.done(&path(id), "order-released")
}

pub(super) async fn download_file(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    let order = find_order(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let file = find_order_file(&mut change, id).await?.ok_or(PageError::NotFound)?;
    match order.state() {
        OrderState::Made => return Err(PageError::Conflict("order-not-released")),
        OrderState::Dropped => return Err(PageError::Conflict("order-is-dropped")),
        OrderState::Downloaded | OrderState::Refused => {}
        OrderState::Released => {
            if let Some(key) = overtaken(&mut change, &ledger, &order, &visitor).await? {
                return Err(PageError::Conflict(key));
            }
            // One by one, so that each claim's history shows it.
            for payment in list_payments(&mut change, id).await? {
                let event = Event::Ordered { claims: vec![payment.claim], batch: payment.batch };
                ledger.enter(event, "").map_err(PageError::fault)?;
            }
            ledger.save(&mut change).await?;
            if !update_downloaded(&mut change, id).await? {
                return Err(PageError::Conflict("money-refusal-gone"));
            }
        }
    }
    change.commit(Record::new("order.downloaded", id)).await?;
    let name =
        format!("{}-{}.xml", visitor.text(&format!("order-file-{}", order.kind.word()))?, order.number);
    download(&name, "application/xml", file.into_bytes())
}

pub(super) async fn remove(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    // Held until the end, so that it is dropped or fetched, never both.
    Ledger::open(&mut change).await?;
    let order = find_order(&mut change, id).await?.ok_or(PageError::NotFound)?;
    match order.state() {
        OrderState::Dropped => return visitor.done(&path(id), "order-dropped"),
        OrderState::Downloaded | OrderState::Refused => return Err(PageError::Conflict("order-stays")),
        OrderState::Made | OrderState::Released => {}
    }
    if !update_dropped(&mut change, id).await? {
        return Err(PageError::Conflict("order-stays"));
    }
    change.commit(Record::new("order.dropped", id)).await?;
    visitor.done(&path(id), "order-dropped")
}

/// What the bank refused, and why.
pub(super) struct Refusal {
    claims: Vec<ClaimId>,
    reason: String,
}

impl FromForm for Refusal {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let claims: Vec<ClaimId> = form.fields().all("claims").iter().filter_map(|id| claim_of(id)).collect();
        if claims.is_empty() {
            form.mistake("claims", "order-none-chosen");
        }
        let reason = form.text("reason", 3..=500);
        Some(Self { claims, reason: reason? })
    }
}

pub(super) async fn refuse(visitor: Visitor, Path(id): Path<Id>, form: Form<Refusal>) -> Answer {
    policy::may_work(&visitor)?;
    let refusal = match form.checked() {
        Ok(refusal) => refusal,
        Err(sheet) => {
            let mut view = visitor.read().await?;
            return page(&visitor, &mut view, id, Some(sheet)).await;
        }
    };
    let mut change = visitor.change().await?;
    let ledger = Ledger::open(&mut change).await?;
    let order = find_order(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if order.downloaded_at.is_none() {
        return Err(PageError::Conflict("order-not-downloaded"));
    }
    let payments = list_payments(&mut change, id).await?;
    let mut refused = 0u32;
    for claim in &refusal.claims {
        let Some(payment) = payments.iter().find(|payment| payment.claim == *claim) else {
            return Err(PageError::NotFound);
        };
        if word_of(&order, payment, ledger.book()) == "paid" {
            return Err(PageError::Conflict("order-paid-meanwhile"));
        }
        refused += u32::from(update_refused(&mut change, id, *claim, &refusal.reason).await?);
    }
    if refused > 0 {
        change.commit(Record::new("order.refused", id).with("payments", refused)).await?;
    }
    visitor.done(&path(id), "order-refused")
}
