//! What somebody has to decide about money that came or went: which claim it pays, whether it goes back, whether it is none
//! of ours.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::Cents;
use rathaus_payment::Iban;
use rathaus_payment::book::{
    Allocation, AllocationId, Book, Claim, ClaimId, Direction, Event, Line, LineId, Reason, Refusal, Source,
    Target,
};
use rathaus_procedure::store::find_case_by_number;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Change, Record, Session};
use rathaus_web::list::{Cell, Column, Kind, Listing, Table};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::claim::{from_of, word_of};
use super::{path_of, refused};
use crate::money::booking::{Open, list_open, open_of, settle};
use crate::money::{claim_of, line_of, new_number, reference_of};
use crate::policy;
use crate::store::money::{ClaimRow, Ledger, find_book, find_claim_of_case, insert_claim, list_claims};
use crate::store::money_statement::{delete_doubt, list_doubts};

type Rows = BTreeMap<ClaimId, ClaimRow>;

fn reason_of(reason: Reason) -> &'static str {
    match reason {
        Reason::Reference => "money-reason-reference",
        Reason::Batch => "money-reason-batch",
        Reason::Amount => "money-reason-amount",
        Reason::Account => "money-reason-account",
        Reason::Name => "money-reason-name",
        Reason::NearName => "money-reason-near-name",
    }
}

/// The claims that may be meant, with what speaks for each.
fn candidates(visitor: &Visitor, book: &Book, rows: &Rows, open: &Open<'_>) -> Result<Vec<Value>, PageError> {
    let Some(question) = &open.question else { return Ok(Vec::new()) };
    question
        .candidates
        .iter()
        .filter_map(|candidate| Some((candidate, book.find_claim(candidate.claim)?)))
        .map(|(candidate, standing)| {
            let reasons = candidate
                .reasons
                .iter()
                .map(|reason| visitor.text(reason_of(*reason)))
                .collect::<Result<Vec<_>, PageError>>()?;
            let row = rows.get(&candidate.claim);
            Ok(context! {
                id => candidate.claim.to_string(),
                href => visitor.url(&path_of(candidate.claim)),
                number => row.map_or_else(|| standing.claim.reference.to_string(), |row| row.number.clone()),
                name => standing.claim.name.clone().unwrap_or_default(),
                purpose => row.map(|row| row.purpose.clone()).unwrap_or_default(),
                open => candidate.open.0,
                cents => candidate.open.0.min(open.rest.0),
                reasons => reasons.join(", "),
            })
        })
        .collect()
}

fn shown(visitor: &Visitor, line: &Line) -> Result<Value, PageError> {
    Ok(context! {
        id => line.id.to_string(),
        href => visitor.url(&format!("/money/lines/{}", line.id)),
        day => line.day.to_string(),
        cents => line.cents.0,
        from => from_of(visitor, line)?,
        text => line.text.clone(),
    })
}

/// What is left of a line, with the sign of its money.
fn left(open: &Open<'_>) -> Cents {
    if open.line.cents.0 < 0 { Cents(-open.rest.0) } else { open.rest }
}

fn export(visitor: &Visitor, open: &[Open<'_>]) -> Result<Table, PageError> {
    let keys = [
        ("money-day-label", Kind::Date),
        ("money-from", Kind::Text),
        ("money-text", Kind::LongText),
        ("money-amount", Kind::Money),
        ("money-rest", Kind::Money),
        ("money-why", Kind::Text),
    ];
    let columns = keys
        .into_iter()
        .map(|(key, kind)| Ok(Column::new(visitor.text(key)?, kind)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = open
        .iter()
        .map(|one| {
            Ok(vec![
                Cell::from(one.line.day),
                Cell::from(from_of(visitor, one.line)?),
                Cell::from(&one.line.text),
                Cell::from(one.line.cents),
                Cell::from(left(one)),
                Cell::from(visitor.text(&format!("money-why-{}", one.why))?),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let title = visitor.text("money-questions")?;
    Ok(Table { name: visitor.text("money-questions-file")?, title, columns, rows })
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &[], &[]);
    let mut view = visitor.read().await?;
    let book = find_book(&mut view).await?;
    let doubts = list_doubts(&mut view).await?;
    drop(view);
    let open = list_open(&book);
    if let Some(format) = listing.format() {
        return visitor.export(&export(&visitor, &open)?, format).await;
    }
    let slice = listing.slice();
    let rows = open
        .iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|one| {
            let candidates = one.question.as_ref().map_or(0, |question| question.candidates.len());
            Ok(context! { rest => left(one).0, why => one.why, candidates, ..shown(&visitor, one.line)? })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let context = context! {
        rows,
        total => open.len(),
        list => listing.view(&visitor, &[], open.len() as u64)?,
        nothing => open.iter().filter(|one| one.why == "nothing").count(),
        doubts => doubts.iter().map(|line| shown(&visitor, line)).collect::<Result<Vec<_>, PageError>>()?,
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("services/money-lines.html", visitor.text("money-questions")?, context)
}

/// Lines that this one may give back: of the other direction and of the same amount, name or account.
fn originals(visitor: &Visitor, book: &Book, rows: &Rows, line: &Line) -> Result<Vec<Value>, PageError> {
    let is_alike = |other: &Line| {
        let same = |one: &Option<String>, two: &Option<String>| one.is_some() && one == two;
        other.cents.0 == -line.cents.0
            || same(&other.account, &line.account)
            || same(&other.end_to_end, &line.end_to_end)
    };
    let mut found: Vec<&Line> = book
        .lines()
        .map(|(other, _)| other)
        .filter(|other| Direction::of(other.cents) != Direction::of(line.cents) && is_alike(other))
        .collect();
    found.sort_by_key(|other| std::cmp::Reverse((other.cents.0 == -line.cents.0, other.day, other.id)));
    found
        .into_iter()
        .take(20)
        .map(|other| {
            let paid: Vec<String> = book
                .allocations()
                .filter(|one| one.line == other.id)
                .filter_map(|one| match one.target {
                    Target::Claim(claim) => rows.get(&claim).map(|row| row.number.clone()),
                    _ => None,
                })
                .collect();
            Ok(context! { paid => paid.join(", "), ..shown(visitor, other)? })
        })
        .collect()
}

async fn page(visitor: &Visitor, db: &mut Session, id: LineId, typed: Option<(StatusCode, Sheet)>) -> Answer {
    let book = find_book(db).await?;
    let rows = list_claims(db).await?;
    let (line, rest) = book.find_line(id).ok_or(PageError::NotFound)?;
    let open = open_of(&book, id);
    let allocations: Vec<Value> = book
        .allocations()
        .filter(|one| one.line == id)
        .map(|one| {
            let (kind, claim) = match one.target {
                Target::Claim(claim) => ("claim", Some(claim)),
                Target::Refund(claim) => ("refund", Some(claim)),
                Target::Elsewhere => ("elsewhere", None),
            };
            let number =
                claim.map(|id| rows.get(&id).map_or_else(|| id.to_string(), |row| row.number.clone()));
            context! {
                id => one.id.to_string(), kind, cents => one.cents.0, number => number.unwrap_or_default(),
                href => claim.map(|id| visitor.url(&path_of(id))),
            }
        })
        .collect();
    let is_in = Direction::of(line.cents) == Direction::In;
    let (status, sheet) = typed.unwrap_or((StatusCode::OK, Sheet::blank()));
    let context = context! {
        path => visitor.url(&format!("/money/lines/{id}")),
        source => visitor.text(&format!("money-source-{}", word_of(line.source)))?,
        account => line.account.as_deref().map(rathaus_payment::in_fours).unwrap_or_default(),
        references => line.references.join(", "),
        rest => rest.0,
        why => open.as_ref().map(|open| open.why).unwrap_or_default(),
        candidates => match &open { Some(open) => candidates(visitor, &book, &rows, open)?, None => Vec::new() },
        originals => match &open {
            Some(_) if line.is_return || !is_in => originals(visitor, &book, &rows, line)?,
            _ => Vec::new(),
        },
        is_in,
        is_return => line.is_return,
        // What the provider hands over was seen there before, payment by payment.
        may_be_handed_over => is_in && line.source == Source::Bank
            && book.lines().any(|(other, _)| other.source == Source::Provider),
        may_refund => is_in && !line.is_return && rest > Cents(0),
        allocations,
        may_work => policy::may_work(visitor).is_ok(),
        form => visitor.form(&sheet)?,
        ..shown(visitor, line)?
    };
    visitor.page_with(status, "services/money-line.html", visitor.text("money-line")?, context)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let id = line_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, id, None).await
}

/// What somebody decided.
enum Asked {
    Claim(ClaimId),
    Named { name: String, cents: Option<Cents> },
    Elsewhere(String),
    Refund,
    Returns(LineId),
    Undo(AllocationId),
    UndoReturn,
}

/// A decision and what was left of the line when it was made.
pub(super) struct Decided {
    asked: Asked,
    rest: Option<i64>,
}

impl FromForm for Decided {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let rest = form.raw("rest").parse().ok();
        let gone = |form: &mut Reader<'_>| form.mistake("do", "form-no-such-choice");
        let asked = match form.raw("do").as_str() {
            "claim" => claim_of(&form.raw("claim")).map(Asked::Claim),
            "named" => {
                let (name, cents) = (form.text("name", 1..=60), form.money("amount"));
                return Some(Self { asked: Asked::Named { name: name?, cents: cents? }, rest });
            }
            "elsewhere" => {
                let words = form.text("words", 3..=1_000)?;
                return Some(Self { asked: Asked::Elsewhere(words), rest });
            }
            "refund" => Some(Asked::Refund),
            "returns" => line_of(&form.raw("original")).map(Asked::Returns),
            "undo" => crate::money::allocation_of(&form.raw("allocation")).map(Asked::Undo),
            "undo-return" => Some(Asked::UndoReturn),
            _ => None,
        };
        if asked.is_none() {
            gone(form);
        }
        Some(Self { asked: asked?, rest })
    }
}

/// A claim by what a person has before them: its reference, or the number of the case.
async fn named(change: &mut Change, book: &Book, name: &str) -> Result<Option<ClaimId>, PageError> {
    if let Some(claim) = name.parse().ok().and_then(|reference| book.find_reference(&reference)) {
        return Ok(Some(claim));
    }
    let Some(case) = find_case_by_number(change, &name.to_uppercase()).await? else { return Ok(None) };
    Ok(find_claim_of_case(change, case.id).await?.map(|row| row.id))
}

/// The claim of a refund and what it is for.
fn refund(
    ledger: &Ledger,
    line: &Line,
    rest: Cents,
    visitor: &Visitor,
) -> Result<(Claim, ClaimRow), PageError> {
    let id = ClaimId(new_number(visitor.now()));
    let claim = Claim {
        id,
        direction: Direction::Out,
        reference: reference_of(ledger.book(), "", id)?,
        cents: rest,
        due: today(visitor.now()),
        name: line.name.clone(),
        account: line.account.as_deref().and_then(|account| account.parse::<Iban>().ok()),
    };
    let number = claim.reference.as_str().to_owned();
    let purpose = visitor.text("money-refund-purpose")?;
    Ok((claim, ClaimRow { id, case: None, number, purpose }))
}

/// Where a decision was refused: the field and the key of a text.
type Wrong = (&'static str, &'static str);

/// Enters a decision; gives the claim that came with it, if one did.
async fn decide(
    visitor: &Visitor,
    change: &mut Change,
    ledger: &mut Ledger,
    id: LineId,
    asked: Asked,
) -> Result<Result<Option<ClaimRow>, Wrong>, PageError> {
    let (line, rest) = ledger.book().find_line(id).ok_or(PageError::NotFound)?;
    let line = line.clone();
    let allocation = AllocationId(new_number(visitor.now()));
    let pay = |claim: ClaimId, cents: Cents| {
        Event::Allocated(Allocation { id: allocation, line: id, target: Target::Claim(claim), cents })
    };
    let open = |claim: ClaimId, ledger: &Ledger| ledger.book().find_claim(claim).map(|one| one.open());
    let mut row = None;
    let (field, event, words) = match asked {
        Asked::Claim(claim) => match open(claim, ledger) {
            Some(open) if open > Cents(0) => ("do", pay(claim, open.min(rest)), String::new()),
            Some(_) => return Ok(Err(("do", "money-refusal-settled"))),
            None => return Ok(Err(("do", "money-refusal-gone"))),
        },
        Asked::Named { name, cents } => {
            let Some(claim) = named(change, ledger.book(), &name).await? else {
                return Ok(Err(("name", "money-name-unknown")));
            };
            let open = open(claim, ledger).unwrap_or_default();
            if open <= Cents(0) {
                return Ok(Err(("name", "money-refusal-settled")));
            }
            let field = if cents.is_some() { "amount" } else { "name" };
            (field, pay(claim, cents.unwrap_or(open.min(rest))), String::new())
        }
        Asked::Elsewhere(words) => {
            let target = Target::Elsewhere;
            ("words", Event::Allocated(Allocation { id: allocation, line: id, target, cents: rest }), words)
        }
        Asked::Refund => {
            if Direction::of(line.cents) == Direction::Out || rest <= Cents(0) {
                return Ok(Err(("do", "money-refusal-line")));
            }
            let (claim, own) = refund(ledger, &line, rest, visitor)?;
            row = Some(own);
            ("do", Event::Refunded { claim, allocation, line: id }, String::new())
        }
        Asked::Returns(original) => {
            ("do", Event::Returned { line: id, original, allocations: Vec::new() }, String::new())
        }
        Asked::Undo(allocation) => {
            if !ledger.book().allocations().any(|one| one.id == allocation && one.line == id) {
                return Ok(Err(("do", "money-refusal-gone")));
            }
            ("do", Event::Undone { allocation }, String::new())
        }
        Asked::UndoReturn => ("do", Event::ReturnUndone { line: id }, String::new()),
    };
    Ok(match ledger.enter(event, &words) {
        Ok(_) => Ok(row),
        Err(refusal) => Err((field, refused(&refusal))),
    })
}

pub(super) async fn answer(visitor: Visitor, Path(id): Path<String>, form: Form<Decided>) -> Answer {
    policy::may_work(&visitor)?;
    let id = line_of(&id).ok_or(PageError::NotFound)?;
    let (decided, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            let mut view = visitor.read().await?;
            return page(&visitor, &mut view, id, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await;
        }
    };
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    let rest = ledger.book().find_line(id).ok_or(PageError::NotFound)?.1;
    let wrong = if decided.rest.is_some_and(|seen| seen != rest.0) {
        // Somebody was faster, or the same form came twice.
        Err((StatusCode::CONFLICT, ("do", "money-line-stale")))
    } else {
        decide(&visitor, &mut change, &mut ledger, id, decided.asked)
            .await?
            .map_err(|wrong| (StatusCode::UNPROCESSABLE_ENTITY, wrong))
    };
    match wrong {
        Ok(row) => {
            ledger.save(&mut change).await?;
            if let Some(row) = row {
                insert_claim(&mut change, &row, Direction::Out).await?;
            }
            change.commit(Record::new("line.answered", id)).await?;
            visitor.done(&format!("/money/lines/{id}"), "money-line-done")
        }
        Err((status, (field, key))) => {
            drop(change);
            let mut view = visitor.read().await?;
            page(&visitor, &mut view, id, Some((status, sheet.wrong(field, key)))).await
        }
    }
}

/// Sets aside everything that nothing leads to a claim from: salaries, rents, what is none of this book.
pub(super) async fn elsewhere(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let words = visitor.text("money-elsewhere-words")?;
    let mut change = visitor.change().await?;
    let mut ledger = Ledger::open(&mut change).await?;
    let lines: Vec<(LineId, Cents)> = list_open(ledger.book())
        .iter()
        .filter(|open| open.why == "nothing")
        .map(|open| (open.line.id, open.rest))
        .collect();
    if lines.is_empty() {
        return visitor.done("/money/lines", "money-elsewhere-none");
    }
    for (line, cents) in &lines {
        let id = AllocationId(new_number(visitor.now()));
        let event =
            Event::Allocated(Allocation { id, line: *line, target: Target::Elsewhere, cents: *cents });
        ledger.enter(event, &words).map_err(PageError::fault)?;
    }
    ledger.save(&mut change).await?;
    change.commit(Record::new("line.elsewhere", "all").with("lines", lines.len())).await?;
    visitor.done("/money/lines", "money-elsewhere-done")
}

/// Whether a doubtful line is another payment.
pub(super) struct Doubt(bool);

impl FromForm for Doubt {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        match form.raw("answer").as_str() {
            "new" => Some(Self(true)),
            "known" => Some(Self(false)),
            _ => {
                form.mistake("answer", "form-no-such-choice");
                None
            }
        }
    }
}

pub(super) async fn doubt(visitor: Visitor, Path(id): Path<String>, form: Form<Doubt>) -> Answer {
    policy::may_work(&visitor)?;
    let id = line_of(&id).ok_or(PageError::NotFound)?;
    let Ok(Doubt(is_new)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let line = delete_doubt(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if is_new {
        let mut ledger = Ledger::open(&mut change).await?;
        let settled: Result<_, Refusal> =
            ledger.enter(Event::Received(line), "").and_then(|_| settle(&mut ledger, id, visitor.now()));
        settled.map_err(|refusal| PageError::Conflict(refused(&refusal)))?;
        ledger.save(&mut change).await?;
    }
    change.commit(Record::new("doubt.answered", id).with("new", is_new)).await?;
    visitor.done("/money/lines", if is_new { "money-doubt-new" } else { "money-doubt-known" })
}
