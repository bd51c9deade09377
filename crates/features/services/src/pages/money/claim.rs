//! One claim: what is owed, what came of it, what happened; money at the counter; cancelling.

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::book::{
    Allocation, AllocationId, Attempt, Book, ClaimId, Direction, Event, Line, LineId, Source, Target,
};
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Id, Record, Session};
use rathaus_web::filters::{date_time, money};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{Item, colour, path_of, refused};
use crate::money::{ClaimState, allocation_of, claim_of, number_of};
use crate::pages::payment::section;
use crate::policy;
use crate::store::money::{Ledger, MoneyEntry, find_book, list_claims, list_money_entries};
use crate::store::order::find_order_of_claim;

/// The word of a source in forms and translation keys.
pub(super) fn word_of(source: Source) -> &'static str {
    match source {
        Source::Bank => "bank",
        Source::Cash => "cash",
        Source::Card => "card",
        Source::Provider => "provider",
    }
}

/// The other side's name, or where the money was seen.
pub(super) fn from_of(visitor: &Visitor, line: &Line) -> Result<String, PageError> {
    match line.name.as_deref().filter(|name| !name.trim().is_empty()) {
        Some(name) => Ok(name.to_owned()),
        None => visitor.text(&format!("money-source-{}", word_of(line.source))),
    }
}

fn timeline(visitor: &Visitor, entries: &[MoneyEntry]) -> Result<Vec<Value>, PageError> {
    let lang = visitor.lang();
    entries
        .iter()
        .rev()
        .map(|entry| {
            let (word, cents) = match &entry.event {
                Event::Raised(claim) => ("raised", Some(claim.cents)),
                Event::Corrected { cents, .. } if *cents == Cents(0) => ("cancelled", None),
                Event::Corrected { cents, .. } => ("corrected", Some(*cents)),
                Event::Allocated(allocation) => ("allocated", Some(allocation.cents)),
                Event::Undone { .. } => ("undone", None),
                Event::Returned { .. } => ("returned", None),
                Event::Refunded { claim, .. } => ("refunded", Some(claim.cents)),
                Event::Ordered { .. } => ("ordered", None),
                Event::Attempted { state: Attempt::Failed, .. } => ("attempt-failed", None),
                Event::Attempted { .. } => ("attempted", None),
                _ => ("other", None),
            };
            let title = visitor.text(&format!("money-event-{word}"))?;
            let who = if entry.actor.starts_with("person:") { "money-who-office" } else { "money-who-program" };
            Ok(context! {
                when => date_time(lang, entry.at),
                who => visitor.text(who)?,
                title => match cents { Some(cents) => format!("{title}: {}", money(lang, cents)), None => title },
                text => entry.words.clone(),
            })
        })
        .collect()
}

/// What pays a claim, the first first.
fn receipts(visitor: &Visitor, book: &Book, claim: ClaimId) -> Result<Vec<Value>, PageError> {
    let mut found: Vec<(&Line, &Allocation)> = book
        .allocations()
        .filter(|allocation| allocation.target == Target::Claim(claim))
        .filter_map(|allocation| Some((book.find_line(allocation.line)?.0, allocation)))
        .collect();
    found.sort_by_key(|(line, allocation)| (line.day, allocation.id));
    found
        .iter()
        .map(|(line, allocation)| {
            Ok(context! {
                id => allocation.id.to_string(),
                href => visitor.url(&format!("/money/lines/{}", line.id)),
                day => line.day.to_string(),
                source => visitor.text(&format!("money-source-{}", word_of(line.source)))?,
                from => from_of(visitor, line)?,
                cents => allocation.cents.0,
            })
        })
        .collect()
}

async fn page(
    visitor: &Visitor,
    db: &mut Session,
    id: ClaimId,
    typed: Option<(StatusCode, Sheet)>,
) -> Answer {
    let book = find_book(db).await?;
    let rows = list_claims(db).await?;
    let standing = book.find_claim(id).ok_or(PageError::NotFound)?;
    let entries = list_money_entries(db, id).await?;
    let day = today(visitor.now());
    let item = Item::of(standing, &rows, day);
    let standing = &item.standing;
    let case = match rows.get(&id).and_then(|row| row.case) {
        Some(case) => rathaus_procedure::store::find_case(db, case).await?,
        None => None,
    };
    let (status, sheet) = typed.unwrap_or_else(|| {
        let open = standing.open().0;
        let open = format!("{},{:02}", open / 100, open.rem_euclid(100));
        let filled = [("amount", open), ("day", day.to_string()), ("source", "cash".to_owned())];
        (StatusCode::OK, Sheet::filled(filled))
    });
    let is_in = standing.claim.direction == Direction::In;
    let order = find_order_of_claim(db, id).await?;
    let is_payable = standing.open() > Cents(0) && policy::may_work(visitor).is_ok();
    let edit = if is_in { "/money/collections" } else { "/money/payees" };
    let context = context! {
        path => visitor.url(&path_of(id)),
        number => item.number,
        case => case.map(|case| visitor.url(&format!("/cases/{}", case.number))),
        name => item.name(),
        purpose => item.purpose,
        reference => standing.claim.reference.to_string(),
        due => standing.claim.due.to_string(),
        owed => standing.owed.0,
        paid => standing.paid.0,
        open => standing.open().0,
        state => item.state.word(),
        colour => colour(item.state),
        account => standing.claim.account.as_ref().map(ToString::to_string).unwrap_or_default(),
        order => order.map(|(order, _)| visitor.url(&format!("/money/orders/{order}"))),
        order_number => order.map(|(_, number)| number),
        edit => is_payable.then(|| visitor.url(&format!("{edit}/{id}"))),
        receipts => receipts(visitor, &book, id)?,
        attempts => section(visitor, db, id).await?,
        events => timeline(visitor, &entries)?,
        may_receive => is_in && standing.open() > Cents(0),
        may_cancel => standing.owed > Cents(0),
        may_work => policy::may_work(visitor).is_ok(),
        // Sent twice it is one receipt.
        key => Id::new(visitor.now()).to_string(),
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "services/money-claim.html", item.number.to_owned(), context)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, id, None).await
}

async fn again(visitor: &Visitor, id: ClaimId, status: StatusCode, sheet: Sheet) -> Answer {
    let mut view = visitor.read().await?;
    page(visitor, &mut view, id, Some((status, sheet))).await
}

/// Money at the counter.
pub(super) struct Receipt {
    source: Source,
    cents: Cents,
    day: Date,
    key: Id,
}

impl FromForm for Receipt {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let source = match form.raw("source").as_str() {
            "cash" => Some(Source::Cash),
            "card" => Some(Source::Card),
            _ => {
                form.mistake("source", "form-no-such-choice");
                None
            }
        };
        let cents = match form.money("amount") {
            Some(Some(cents)) if cents > Cents(0) => Some(cents),
            Some(_) => {
                form.mistake("amount", "money-refusal-amount");
                None
            }
            None => None,
        };
        let (day, key) = (form.date("day"), form.id("key"));
        Some(Self { source: source?, cents: cents?, day: day?, key: key? })
    }
}

pub(super) async fn receive(visitor: Visitor, Path(id): Path<String>, form: Form<Receipt>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let (receipt, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return again(&visitor, id, StatusCode::UNPROCESSABLE_ENTITY, sheet).await,
    };
    if receipt.day > today(visitor.now()) {
        let sheet = sheet.wrong("day", "money-day-future");
        return again(&visitor, id, StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
    }
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    if ledger.book().find_claim(id).is_none() {
        return Err(PageError::NotFound);
    }
    let line = LineId(number_of(receipt.key));
    if ledger.book().find_line(line).is_some() {
        // The same form once more.
        return visitor.done(&path_of(id), "money-received");
    }
    let allocation = AllocationId(number_of(receipt.key));
    let received = Event::Received(Line::at_counter(line, receipt.source, receipt.day, receipt.cents));
    let allocated = Event::Allocated(Allocation {
        id: allocation,
        line,
        target: Target::Claim(id),
        cents: receipt.cents,
    });
    let entered = ledger.enter(received, "").and_then(|_| ledger.enter(allocated, ""));
    if let Err(refusal) = entered {
        drop(change);
        let sheet = sheet.wrong("amount", refused(&refusal));
        return again(&visitor, id, StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
    }
    ledger.save(&mut change).await?;
    change.commit(Record::new("claim.received", id).with("source", word_of(receipt.source))).await?;
    visitor.done(&path_of(id), "money-received")
}

/// An allocation that was wrong.
pub(super) struct Undoing(AllocationId);

impl FromForm for Undoing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let id = allocation_of(&form.raw("allocation"));
        if id.is_none() {
            form.mistake("allocation", "form-no-such-choice");
        }
        id.map(Self)
    }
}

pub(super) async fn undo(visitor: Visitor, Path(id): Path<String>, form: Form<Undoing>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let Ok(Undoing(allocation)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    if ledger.book().find_claim(id).is_none() {
        return Err(PageError::NotFound);
    }
    let is_here =
        ledger.book().allocations().any(|one| one.id == allocation && one.target == Target::Claim(id));
    if !is_here || ledger.enter(Event::Undone { allocation }, "").is_err() {
        return Err(PageError::Conflict("money-refusal-gone"));
    }
    ledger.save(&mut change).await?;
    change.commit(Record::new("allocation.undone", id).with("allocation", allocation.to_string())).await?;
    visitor.done(&path_of(id), "money-undone")
}

/// Why a claim is not owed any more.
pub(super) struct Reason(String);

impl FromForm for Reason {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("reason", 3..=1_000).map(Self)
    }
}

pub(super) async fn cancel(visitor: Visitor, Path(id): Path<String>, form: Form<Reason>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let Reason(reason) = match form.checked() {
        Ok(reason) => reason,
        Err(sheet) => return again(&visitor, id, StatusCode::UNPROCESSABLE_ENTITY, sheet).await,
    };
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    let standing = ledger.book().find_claim(id).ok_or(PageError::NotFound)?;
    if ClaimState::of(&standing, today(visitor.now())) == ClaimState::Cancelled {
        return visitor.done(&path_of(id), "money-cancelled");
    }
    ledger
        .enter(Event::Corrected { claim: id, cents: Cents(0) }, &reason)
        .map_err(|refusal| PageError::Conflict(refused(&refusal)))?;
    ledger.save(&mut change).await?;
    change.commit(Record::new("claim.cancelled", id)).await?;
    visitor.done(&path_of(id), "money-cancelled")
}
