//! The balance of a day: what came and went where, line by line, and as a file for the treasury.

use std::collections::BTreeMap;

use axum::extract::Path;
use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::book::{Allocation, Book, ClaimId, Line, LineId, Source, Target};
use rathaus_payment::day_balance::day_balance;
use rathaus_procedure::store::submissions::today;
use rathaus_web::form::read_date;
use rathaus_web::list::{Cell, Columns, Kind, Listing};
use rathaus_web::{Answer, PageError, Sheet, Value, Visitor, context};

use super::claim::{from_of, word_of};
use crate::policy;
use crate::store::money::{ClaimRow, find_book, list_claims};

type Rows = BTreeMap<ClaimId, ClaimRow>;

const COLUMNS: [(&str, Kind); 6] = [
    ("source", Kind::Text),
    ("from", Kind::Text),
    ("text", Kind::Text),
    ("claims", Kind::Text),
    ("cents", Kind::Money),
    ("rest", Kind::Money),
];

/// The day that was asked for, else today's.
pub(super) async fn today_of(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &[], &["day"]);
    let day = listing.filter("day").and_then(read_date).unwrap_or_else(|| today(visitor.now()));
    visitor.to(&format!("/money/days/{day}"))
}

/// The lines of a day with what is left of each, in the order they are shown.
fn lines_of(book: &Book, day: Date) -> Vec<(&Line, Cents)> {
    let mut lines: Vec<(&Line, Cents)> = book.lines().filter(|(line, _)| line.day == day).collect();
    lines.sort_by_key(|(line, _)| (line.source, line.id));
    lines
}

/// The numbers of what a line is for.
fn claims_of(visitor: &Visitor, rows: &Rows, allocations: &[&Allocation]) -> Result<String, PageError> {
    let words = allocations
        .iter()
        .map(|one| match one.target {
            Target::Claim(id) | Target::Refund(id) => {
                Ok(rows.get(&id).map_or_else(|| id.to_string(), |row| row.number.clone()))
            }
            Target::Elsewhere => visitor.text("money-elsewhere"),
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(words.join(", "))
}

pub(super) async fn show(visitor: Visitor, Path(day): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let day: Date = day.parse().map_err(|_| PageError::NotFound)?;
    let listing = Listing::read(&visitor, &[], &[]);
    let mut view = visitor.read().await?;
    let book = find_book(&mut view).await?;
    let rows = list_claims(&mut view).await?;
    drop(view);
    let lines = lines_of(&book, day);
    let mut allocations: BTreeMap<LineId, Vec<&Allocation>> = BTreeMap::new();
    for one in book.allocations() {
        allocations.entry(one.line).or_default().push(one);
    }
    let mut shown: Vec<(Vec<Cell>, Value)> = Vec::new();
    let slice = listing.slice();
    for (line, rest) in lines.iter().skip(slice.offset as usize).take(slice.limit as usize) {
        let own = allocations.get(&line.id).map_or(&[][..], Vec::as_slice);
        let source = visitor.text(&format!("money-source-{}", word_of(line.source)))?;
        let (from, claims) = (from_of(&visitor, line)?, claims_of(&visitor, &rows, own)?);
        let rest = if line.cents.0 < 0 { Cents(-rest.0) } else { *rest };
        let cells = vec![
            Cell::from(&source),
            Cell::from(&from),
            Cell::from(&line.text),
            Cell::from(&claims),
            Cell::from(line.cents),
            Cell::from(rest),
        ];
        let row = context! {
            href => visitor.url(&format!("/money/lines/{}", line.id)),
            source, from, text => line.text.clone(), claims, cents => line.cents.0, rest => rest.0,
        };
        shown.push((cells, row));
    }
    let columns = Columns::read(&visitor, "money-day", &COLUMNS)?;
    if let Some(format) = listing.format() {
        let name = format!("{}-{day}", visitor.text("money-day-file")?);
        let title = visitor.text("money-day")?;
        let rows = shown.into_iter().map(|(cells, _)| cells).collect();
        return visitor.export(&columns.table(name, title, rows), format).await;
    }
    let balance = day_balance(&book, day);
    // Who takes no money on line reads nothing of it.
    let sources = [Source::Bank, Source::Cash, Source::Card, Source::Provider]
        .iter()
        .filter(|source| **source != Source::Provider || balance.contains_key(source))
        .map(|source| {
            let holding = balance.get(source).copied().unwrap_or_default();
            Ok(context! {
                source => visitor.text(&format!("money-source-{}", word_of(*source)))?,
                before => holding.before.0, came => holding.day.came.0, went => -holding.day.went.0,
                after => holding.after().0, undecided => holding.day.undecided.0, lines => holding.day.lines,
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let near =
        |days: i64| day.checked_add(days.days()).ok().map(|day| visitor.url(&format!("/money/days/{day}")));
    let context = context! {
        day => day.to_string(),
        before => near(-1),
        after => near(1),
        sources,
        rows => shown.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        list => listing.view(&visitor, &columns.heads(), lines.len() as u64)?,
        form => visitor.form(&Sheet::filled([("day", day.to_string())]))?,
    };
    visitor.page("services/money-day.html", visitor.text("money-day")?, context)
}
