//! Orders to the bank: what could be paid out or collected, making an order of it, and the orders so far. One order is
//! [`order`]'s page.

pub(crate) mod order;
mod payees;
mod ties;

use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::book::{Book, ClaimId, Direction, Standing};
use rathaus_people::person;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Change, Id, Record, Session, StoreError};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, Mistake, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::{mandates, path_of};
use crate::money::bank_day::{is_bank_day, next_bank_day};
use crate::money::claim_of;
use crate::money::order::{Draft, OrderKind, Payment, mark_first};
use crate::money::waiting::{Waiting, list_suggested, list_waiting};
use crate::policy;
use crate::store::money::{Ledger, find_account, find_book, list_claims, said_of};
use crate::store::order::{
    NewOrder, Order, OrderState, count_orders, find_order, find_order_of_claim, insert_order, list_orders,
    next_order_number,
};

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/money/collections", get(show_in).merge(post(make_in)))
        .route("/money/collections/{id}", get(ties::show).merge(post(ties::save)))
        .route("/money/mandates", get(mandates::list).merge(post(mandates::add)))
        .route("/money/mandates/{id}/revocation", post(mandates::revoke))
        .route("/money/orders", get(show_out).merge(post(make_out)))
        .route("/money/orders/{id}", get(order::show))
        .route("/money/orders/{id}/file", post(order::download_file))
        .route("/money/orders/{id}/refusal", post(order::refuse))
        .route("/money/orders/{id}/release", post(order::release))
        .route("/money/orders/{id}/removal", post(order::remove))
        .route("/money/payees/{id}", get(payees::show).merge(post(payees::save)));
}

/// The most payments of one order.
const MOST: usize = 500;

/// The columns of the list of orders and of its file.
const COLUMNS: [(&str, Kind); 6] = [
    ("number", Kind::Number),
    ("day", Kind::Date),
    ("payments", Kind::Number),
    ("sum", Kind::Money),
    ("made", Kind::Time),
    ("state", Kind::Text),
];

/// The colour of a badge.
fn colour(state: OrderState) -> &'static str {
    match state {
        OrderState::Made => "warning",
        OrderState::Released => "info",
        OrderState::Downloaded => "success",
        OrderState::Refused => "danger",
        OrderState::Dropped => "",
    }
}

/// The name of a person of the office.
async fn name_of(db: &mut Session, id: Id) -> Result<String, PageError> {
    Ok(person::find(db, id).await?.map(|person| person.name).unwrap_or_default())
}

/// The first day on which an order of this kind can be carried out. Banks want collections a day before.
fn earliest(kind: OrderKind, today: Date) -> Date {
    match kind {
        OrderKind::Out if is_bank_day(today) => today,
        _ => next_bank_day(today),
    }
}

/// The day that stands there before anybody chose one: for collections a day more, as a second person has to look.
fn usual(kind: OrderKind, today: Date) -> Date {
    let next = next_bank_day(today);
    if kind == OrderKind::In { next_bank_day(next) } else { next }
}

fn row_of(visitor: &Visitor, place: usize, one: &Waiting) -> Result<Value, PageError> {
    let lacks = one
        .lacks
        .iter()
        .map(|lack| visitor.text(&format!("order-lack-{}", lack.word())))
        .collect::<Result<Vec<_>, PageError>>()?;
    let own = if one.mandate.is_some() { "/money/collections" } else { "/money/payees" };
    Ok(context! {
        id => one.claim.id.to_string(),
        place => place + 1,
        href => visitor.url(&path_of(one.claim.id)),
        edit => visitor.url(&format!("{own}/{}", one.claim.id)),
        number => one.number.clone(), name => one.name.clone(), purpose => one.purpose.clone(),
        iban => one.iban.as_ref().map(ToString::to_string).unwrap_or_default(),
        is_by_hand => one.is_by_hand,
        due => one.claim.due.to_string(), cents => one.cents.0,
        mandate => one.mandate.as_ref().map(|mandate| mandate.reference.clone()).unwrap_or_default(),
        lacks => lacks.join(", "),
    })
}

fn export(visitor: &Visitor, kind: OrderKind, orders: &[Order]) -> Result<Table, PageError> {
    let rows = orders
        .iter()
        .map(|order| {
            Ok(vec![
                Cell::from(order.number),
                Cell::from(order.day),
                Cell::from(order.payments),
                Cell::from(order.cents),
                Cell::from(order.made_at),
                Cell::from(visitor.text(&format!("order-state-{}", order.state().word()))?),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let columns = Columns::read(visitor, "order", &COLUMNS)?;
    let word = kind.word();
    let (name, title) =
        (visitor.text(&format!("order-file-{word}"))?, visitor.text(&format!("order-title-{word}"))?);
    Ok(columns.table(name, title, rows))
}

async fn page(visitor: &Visitor, kind: OrderKind, typed: Option<(StatusCode, Sheet)>) -> Answer {
    let listing = Listing::read(visitor, &[], &[]);
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let total = count_orders(&mut view, kind).await?;
    let orders = list_orders(&mut view, kind, listing.slice()).await?;
    if let Some(format) = listing.format().filter(|_| typed.is_none()) {
        return visitor.export(&export(visitor, kind, &orders)?, format).await;
    }
    let book = find_book(&mut view).await?;
    let account = find_account(&mut view).await?;
    let usual = usual(kind, day);
    let waiting = list_waiting(&mut view, &book, kind, usual).await?;
    let suggested = match kind {
        OrderKind::Out => Vec::new(),
        OrderKind::In => list_suggested(&mut view, &book, usual).await?,
    };
    drop(view);
    let (ready, lacking): (Vec<&Waiting>, Vec<&Waiting>) =
        waiting.iter().partition(|one| one.lacks.is_empty());
    let is_cut = ready.len() > MOST;
    let ready = &ready[..ready.len().min(MOST)];
    let (status, sheet) = typed.unwrap_or_else(|| {
        // What is not due by then is not collected early.
        let is_chosen = |one: &&&Waiting| kind == OrderKind::Out || one.claim.due <= usual;
        let chosen = ready.iter().filter(is_chosen).map(|one| ("claims", one.claim.id.to_string()));
        (StatusCode::OK, Sheet::filled(chosen.chain([("day", usual.to_string())])))
    });
    let rows = |list: &[&Waiting]| -> Result<Vec<Value>, PageError> {
        list.iter().take(MOST).enumerate().map(|(place, one)| row_of(visitor, place, one)).collect()
    };
    let shown: Vec<Value> = orders
        .iter()
        .map(|order| {
            context! {
                href => visitor.url(&format!("/money/orders/{}", order.id)),
                number => order.number, day => order.day.to_string(), payments => order.payments,
                sum => order.cents.0, made => order.made_at.to_string(),
                state => order.state().word(), colour => colour(order.state()),
            }
        })
        .collect();
    let columns = Columns::read(visitor, "order", &COLUMNS)?;
    let context = context! {
        kind => kind.word(),
        path => visitor.url(kind.path()),
        ready => rows(ready)?,
        sum => ready.iter().map(|one| one.cents.0).sum::<i64>(),
        lacking => rows(&lacking)?,
        suggested => rows(&suggested.iter().collect::<Vec<_>>())?,
        is_cut, most => MOST,
        has_account => account.is_some(),
        has_creditor => account.is_some_and(|account| account.creditor.is_some()),
        earliest => earliest(kind, day).to_string(),
        // Sent twice it is one order.
        key => Id::new(visitor.now()).to_string(),
        rows => shown,
        list => listing.view(visitor, &columns.heads(), total)?,
        may_work => policy::may_work(visitor).is_ok(),
        form => visitor.form(&sheet)?,
    };
    let title = visitor.text(&format!("order-title-{}", kind.word()))?;
    visitor.page_with(status, "services/money-orders.html", title, context)
}

async fn show_out(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, OrderKind::Out, None).await
}

async fn show_in(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, OrderKind::In, None).await
}

/// What somebody chose for an order.
struct Wanted {
    key: Id,
    day: Date,
    claims: Vec<ClaimId>,
}

impl FromForm for Wanted {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let claims: Vec<ClaimId> = form.fields().all("claims").iter().filter_map(|id| claim_of(id)).collect();
        match claims.len() {
            0 => form.mistake("claims", "order-none-chosen"),
            1..=MOST => {}
            _ => form.mistake("claims", "order-too-many"),
        }
        let (day, key) = (form.date("day"), form.id("key"));
        Some(Self { key: key?, day: day?, claims })
    }
}

async fn make_out(visitor: Visitor, form: Form<Wanted>) -> Answer {
    policy::may_work(&visitor)?;
    make(&visitor, OrderKind::Out, form).await
}

async fn make_in(visitor: Visitor, form: Form<Wanted>) -> Answer {
    policy::may_work(&visitor)?;
    make(&visitor, OrderKind::In, form).await
}

/// Why no order was made: the status and what is wrong.
type Wrong = (StatusCode, Mistake);

fn wrong(status: StatusCode, name: &str, key: &str) -> Wrong {
    (status, Mistake { name: name.to_owned(), key: key.to_owned(), args: Vec::new() })
}

async fn make(visitor: &Visitor, kind: OrderKind, form: Form<Wanted>) -> Answer {
    let (wanted, mut sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return page(visitor, kind, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await,
    };
    let path = format!("/money/orders/{}", wanted.key);
    let mut change = visitor.change().await?;
    // Held until the end, so that two orders come one after the other.
    let ledger = Ledger::open(&mut change).await?;
    if find_order(&mut change, wanted.key).await?.is_some() {
        // The same form once more.
        return visitor.done(&path, "order-made");
    }
    match write(visitor, kind, &wanted, &mut change, &ledger).await? {
        Ok(payments) => {
            let record = Record::new("order.made", wanted.key)
                .with("kind", kind.word())
                .with("payments", payments)
                .with("day", wanted.day.to_string());
            change.commit(record).await?;
            visitor.done(&path, "order-made")
        }
        Err((status, mistake)) => {
            drop(change);
            sheet.mistakes.push(mistake);
            page(visitor, kind, Some((status, sheet))).await
        }
    }
}

/// Keeps the order with its file; gives the number of its payments.
async fn write(
    visitor: &Visitor,
    kind: OrderKind,
    wanted: &Wanted,
    change: &mut Change,
    ledger: &Ledger,
) -> Result<Result<usize, Wrong>, PageError> {
    let unprocessable = |name, key| Ok(Err(wrong(StatusCode::UNPROCESSABLE_ENTITY, name, key)));
    let gone = || Ok(Err(wrong(StatusCode::CONFLICT, "claims", "order-claims-gone")));
    let day = today(visitor.now());
    if wanted.day < earliest(kind, day) {
        return unprocessable("day", "order-day-early");
    }
    if wanted.day > day.saturating_add(1.year()) {
        return unprocessable("day", "order-day-late");
    }
    if !is_bank_day(wanted.day) {
        return unprocessable("day", "order-day-closed");
    }
    let Some(account) = find_account(change).await? else {
        return unprocessable("claims", "order-no-account");
    };
    if kind == OrderKind::In && account.creditor.is_none() {
        return unprocessable("claims", "order-no-creditor");
    }
    let waiting = list_waiting(change, ledger.book(), kind, wanted.day).await?;
    let chosen: Vec<&Waiting> = waiting.iter().filter(|one| wanted.claims.contains(&one.claim.id)).collect();
    let mut payments: Vec<Payment> = chosen.iter().filter_map(|one| one.payment()).collect();
    // Paid, ordered or changed meanwhile.
    if payments.len() < wanted.claims.len() {
        return gone();
    }
    if kind == OrderKind::In && chosen.iter().any(|one| one.claim.due > wanted.day) {
        return unprocessable("claims", "order-not-due");
    }
    mark_first(&mut payments);
    let number = next_order_number(change).await?;
    let draft = Draft {
        id: wanted.key,
        number,
        kind,
        day: wanted.day,
        made: visitor.now(),
        account: &account,
        payments: &payments,
    };
    let file = match draft.file() {
        Ok(file) => file,
        Err(places) => {
            let numbers: Vec<&str> = places.iter().map(|place| payments[*place].number.as_str()).collect();
            let mut wrong = wrong(StatusCode::UNPROCESSABLE_ENTITY, "claims", "order-faults");
            wrong.1.args.push(("numbers".to_owned(), numbers.join(", ").into()));
            return Ok(Err(wrong));
        }
    };
    let made_by = policy::may_work(visitor)?.person;
    let new = NewOrder { id: wanted.key, number, kind, day: wanted.day, file: &file, made_by };
    match insert_order(change, &new, &payments).await {
        Ok(()) => Ok(Ok(payments.len())),
        Err(StoreError::Conflict(_)) => gone(),
        Err(other) => Err(other.into()),
    }
}

/// A claim of this direction, on a page about how it is paid.
fn claim_in(book: &Book, id: ClaimId, way: Direction) -> Result<Standing<'_>, PageError> {
    let standing = book.find_claim(id).filter(|standing| standing.claim.direction == way);
    standing.ok_or(PageError::NotFound)
}

/// What such a page says of its claim.
async fn about(
    visitor: &Visitor,
    db: &mut Session,
    standing: &Standing<'_>,
    kind: OrderKind,
) -> Result<Value, PageError> {
    let rows = list_claims(db).await?;
    let (number, purpose) = said_of(&rows, standing.claim);
    Ok(context! {
        list_path => visitor.url(kind.path()),
        href => visitor.url(&path_of(standing.claim.id)),
        number, purpose,
        open => standing.open().0,
    })
}

/// Holds the book until the end and looks whether how a claim is paid can still be changed: it is not paid, and in no order, which
/// pays as it says whatever stands here.
async fn may_change(change: &mut Change, id: ClaimId, way: Direction) -> Result<(), PageError> {
    let ledger = Ledger::open(change).await?;
    if claim_in(ledger.book(), id, way)?.is_settled() {
        return Err(PageError::Conflict("money-refusal-settled"));
    }
    match find_order_of_claim(change, id).await? {
        Some(_) => Err(PageError::Conflict("order-claim-ordered")),
        None => Ok(()),
    }
}

/// Whether what was ordered is still open as far as it was ordered.
fn is_open(ledger: &Ledger, claim: ClaimId, cents: Cents) -> bool {
    ledger.book().find_claim(claim).is_some_and(|standing| standing.open() >= cents)
}
