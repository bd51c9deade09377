//! Statements of the bank: sent, looked at, taken over. A file taken over twice changes nothing.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_payment::book::{ClaimId, Proposal};
use rathaus_payment::statement::{Delivery, Fault, Note, Statement, read};
use rathaus_store::files::find_file;
use rathaus_store::{Files, Id, Record, Session};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Upload, Value, Visitor, context};

use super::claim::from_of;
use super::{faults, path_of};
use crate::money::booking::{Booking, Taken, Tally, take_in, word_of};
use crate::policy;
use crate::store::money::{ClaimRow, Ledger, find_account, find_book, list_claims};
use crate::store::money_statement::{
    StatementFile, count_statements, delete_statement, find_statement, find_statement_like, insert_doubt,
    insert_statement, list_statements, update_statement,
};

/// The most lines that a preview shows; the numbers above them count all.
const MOST_SHOWN: usize = 200;

fn tally_of(tally: &Tally) -> Value {
    context! {
        new => tally.new, known => tally.known, matched => tally.matched, asked => tally.asked,
        doubtful => tally.doubtful, foreign => tally.foreign, came => tally.came, went => tally.went,
    }
}

/// The columns of the list and of its file.
const COLUMNS: [(&str, Kind); 5] = [
    ("name", Kind::Text),
    ("uploaded", Kind::Time),
    ("state", Kind::Text),
    ("new", Kind::Number),
    ("asked", Kind::Number),
];

fn export(visitor: &Visitor, files: &[StatementFile]) -> Result<Table, PageError> {
    let count = |n: usize| Cell::from(u32::try_from(n).unwrap_or(u32::MAX));
    let rows = files
        .iter()
        .map(|file| {
            let state =
                if file.taken_at.is_some() { "money-statement-is-taken" } else { "money-statement-waits" };
            let tally = file.tally.as_ref();
            Ok(vec![
                Cell::from(&file.name),
                Cell::from(file.uploaded_at),
                Cell::from(visitor.text(state)?),
                tally.map_or(Cell::Empty, |tally| count(tally.new)),
                tally.map_or(Cell::Empty, |tally| count(tally.asked)),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let columns = Columns::read(visitor, "money-statement", &COLUMNS)?;
    Ok(columns.table(visitor.text("money-statement-file")?, visitor.text("money-statements")?, rows))
}

async fn page(visitor: &Visitor, typed: Option<(Sheet, Vec<String>)>) -> Answer {
    let listing = Listing::read(visitor, &[], &[]);
    let mut view = visitor.read().await?;
    let total = count_statements(&mut view).await?;
    let files = list_statements(&mut view, listing.slice()).await?;
    let has_account = find_account(&mut view).await?.is_some();
    drop(view);
    if let Some(format) = listing.format().filter(|_| typed.is_none()) {
        return visitor.export(&export(visitor, &files)?, format).await;
    }
    let rows: Vec<Value> = files
        .iter()
        .map(|file| {
            context! {
                href => visitor.url(&format!("/money/statements/{}", file.id)),
                name => file.name.clone(),
                uploaded => file.uploaded_at.to_string(),
                is_taken => file.taken_at.is_some(),
                tally => file.tally.as_ref().map(tally_of),
            }
        })
        .collect();
    let columns = Columns::read(visitor, "money-statement", &COLUMNS)?;
    let (status, sheet, faults) = match typed {
        Some((sheet, faults)) => (StatusCode::UNPROCESSABLE_ENTITY, sheet, faults),
        None => (StatusCode::OK, Sheet::blank(), Vec::new()),
    };
    let context = context! {
        rows, faults, has_account,
        list => listing.view(visitor, &columns.heads(), total)?,
        may_work => policy::may_work(visitor).is_ok(),
        form => visitor.form(&sheet)?,
    };
    let title = visitor.text("money-statements")?;
    visitor.page_with(status, "services/money-statements.html", title, context)
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, None).await
}

/// A file that was sent.
pub(super) struct Sent(Upload);

impl FromForm for Sent {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let Some(upload) = form.files("file").first().copied().cloned() else {
            form.mistake("file", "money-file-none");
            return None;
        };
        if let Some(key) = faults::other_file(&upload.bytes) {
            form.mistake("file", key);
            return None;
        }
        Some(Self(upload))
    }
}

pub(super) async fn upload(visitor: Visitor, form: Form<Sent>) -> Answer {
    policy::may_work(&visitor)?;
    let Sent(upload) = match form.checked() {
        Ok(sent) => sent,
        Err(sheet) => return page(&visitor, Some((sheet, Vec::new()))).await,
    };
    match keep(&visitor, upload).await? {
        Kept::New(id) => visitor.to(&format!("/money/statements/{id}")),
        Kept::Known(id) => visitor.done(&format!("/money/statements/{id}"), "money-statement-known"),
        Kept::Faulty(found) => {
            let sheet = Sheet::blank().wrong("file", "money-file-faults");
            page(&visitor, Some((sheet, faults::said(&visitor, &found)?))).await
        }
    }
}

/// What became of a file.
pub(crate) enum Kept {
    /// It is there, and not taken over yet.
    New(Id),
    /// It was there, byte for byte.
    Known(Id),
    /// It cannot be read.
    Faulty(Vec<Fault>),
}

/// Keeps a file of statements.
pub(crate) async fn keep(visitor: &Visitor, upload: Upload) -> Result<Kept, PageError> {
    if let Err(found) = read(&upload.bytes) {
        return Ok(Kept::Faulty(found));
    }
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let id = Id::new(visitor.now());
    let owner = format!("statement:{id}");
    let file = files.put(&mut change, &upload.name, "application/xml", upload.bytes, owner).await?;
    let stored = find_file(&mut change, file).await?.ok_or(PageError::NotFound)?;
    if let Some(known) = find_statement_like(&mut change, &stored.sha256).await? {
        return Ok(Kept::Known(known.id));
    }
    insert_statement(&mut change, id, &stored.name, file, &stored.sha256).await?;
    change.commit(Record::new("statement.uploaded", id)).await?;
    Ok(Kept::New(id))
}

/// The bytes of a file, read again.
async fn delivery_of(
    visitor: &Visitor,
    db: &mut Session,
    file: &StatementFile,
) -> Result<Delivery, PageError> {
    let files = visitor.app().port::<Files>()?;
    let stored = find_file(db, file.file).await?.ok_or(PageError::NotFound)?;
    let bytes = files.read(&stored).await?;
    read(&bytes).map_err(|_| PageError::Fault(format!("statement {} cannot be read any more", file.id)))
}

/// What a new line would pay, in words.
fn booked(
    visitor: &Visitor,
    booking: &Booking,
    rows: &BTreeMap<ClaimId, ClaimRow>,
) -> Result<Value, PageError> {
    let (kind, text, claims) = match &booking.proposal {
        Proposal::Pays { parts, rest } => {
            let kind = if rest.0 > 0 { "beyond" } else { "paid" };
            (kind, "", parts.iter().map(|part| part.claim).collect())
        }
        Proposal::GivesBack { .. } => ("returned", "", Vec::new()),
        Proposal::Done => ("paid", "", Vec::new()),
        Proposal::Ask(question) => ("asked", word_of(question.why), Vec::new()),
    };
    let claims: Vec<Value> = claims
        .iter()
        .map(|id| {
            let number = rows.get(id).map_or_else(|| id.to_string(), |row| row.number.clone());
            context! { href => visitor.url(&path_of(*id)), number }
        })
        .collect();
    let line = &booking.line;
    Ok(context! {
        day => line.day.to_string(), cents => line.cents.0, from => from_of(visitor, line)?, text => line.text.clone(),
        kind, why => text, claims,
    })
}

/// What contradicts itself in a statement: keys of texts, each once.
fn notes_of(statements: &[Statement], own: Option<&str>) -> Vec<&'static str> {
    let mut notes = Vec::new();
    let mut note = |key| {
        if !notes.contains(&key) {
            notes.push(key);
        }
    };
    for statement in statements {
        if own.is_some_and(|own| own != statement.account.number) {
            note("money-note-account");
        }
        for said in &statement.notes {
            note(match said {
                Note::Sum { .. } => "money-note-sum",
                Note::Unchecked => "money-note-unchecked",
                Note::Details { .. } => "money-note-details",
            });
        }
    }
    notes
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let file = find_statement(&mut view, id).await?.ok_or(PageError::NotFound)?;
    let delivery = delivery_of(&visitor, &mut view, &file).await?;
    let account = find_account(&mut view).await?;
    let rows = list_claims(&mut view).await?;
    let book = find_book(&mut view).await?;
    drop(view);
    let is_taken = file.taken_at.is_some();
    let taken = if is_taken {
        Taken::default()
    } else {
        take_in(&mut Ledger::tried(book), &delivery.statements, visitor.now()).map_err(PageError::fault)?
    };
    let accounts: Vec<Value> = delivery
        .statements
        .iter()
        .map(|statement| {
            let bounds = statement.bounds();
            context! {
                account => rathaus_payment::in_fours(&statement.account.number),
                number => statement.number.clone().unwrap_or_default(),
                opening => bounds.map(|bounds| bounds.0.amount.cents.0),
                closing => bounds.map(|bounds| bounds.1.amount.cents.0),
                closed => bounds.map(|bounds| bounds.1.day.to_string()).unwrap_or_default(),
            }
        })
        .collect();
    let shown = taken
        .bookings
        .iter()
        .take(MOST_SHOWN)
        .map(|booking| booked(&visitor, booking, &rows))
        .collect::<Result<Vec<_>, PageError>>()?;
    let doubtful = taken
        .doubtful
        .iter()
        .take(MOST_SHOWN)
        .map(|line| Ok(context! {
            day => line.day.to_string(), cents => line.cents.0, from => from_of(&visitor, line)?, text => line.text.clone(),
        }))
        .collect::<Result<Vec<_>, PageError>>()?;
    let notes = notes_of(&delivery.statements, account.as_ref().map(|account| account.iban.as_str()))
        .into_iter()
        .map(|key| visitor.text(key))
        .collect::<Result<Vec<_>, PageError>>()?;
    let context = context! {
        path => visitor.url(&format!("/money/statements/{id}")),
        name => file.name.clone(),
        is_taken,
        taken_at => file.taken_at.map(|at| at.to_string()),
        tally => tally_of(file.tally.as_ref().unwrap_or(&taken.tally)),
        accounts, notes, doubtful,
        lines => shown,
        is_cut => taken.bookings.len() > MOST_SHOWN,
        most => MOST_SHOWN,
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("services/money-statement.html", file.name, context)
}

pub(super) async fn take(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_work(&visitor)?;
    let said = match book(&visitor, id).await? {
        (_, true) => "money-statement-again",
        (tally, false) if tally.new == 0 && tally.doubtful == 0 => "money-statement-nothing",
        _ => "money-statement-taken",
    };
    visitor.done(&format!("/money/statements/{id}"), said)
}

/// Takes a file over; what it brought, and whether that was done before.
pub(crate) async fn book(visitor: &Visitor, id: Id) -> Result<(Tally, bool), PageError> {
    let mut view = visitor.read().await?;
    let file = find_statement(&mut view, id).await?.ok_or(PageError::NotFound)?;
    let delivery = delivery_of(visitor, &mut view, &file).await?;
    drop(view);
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    let taken = take_in(&mut ledger, &delivery.statements, visitor.now()).map_err(PageError::fault)?;
    if !update_statement(&mut change, id, &taken.tally).await? {
        let file = find_statement(&mut change, id).await?.ok_or(PageError::NotFound)?;
        return Ok((file.tally.unwrap_or_default(), true));
    }
    for line in &taken.doubtful {
        insert_doubt(&mut change, id, line).await?;
    }
    ledger.save(&mut change).await?;
    let record =
        Record::new("statement.taken", id).with("new", taken.tally.new).with("asked", taken.tally.asked);
    change.commit(record).await?;
    Ok((taken.tally, false))
}

pub(super) async fn remove(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_work(&visitor)?;
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let file = find_statement(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if !delete_statement(&mut change, id).await? {
        return Err(PageError::Conflict("money-statement-stays"));
    }
    files.delete(&mut change, file.file).await?;
    change.commit(Record::new("statement.removed", id)).await?;
    visitor.done("/money/statements", "money-statement-removed")
}
