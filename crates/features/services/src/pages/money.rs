//! Money in the office: what is owed, what came, and what somebody has to decide. This file is the list of claims; the pages
//! around it are below.

mod account;
mod claim;
mod days;
pub(crate) mod faults;
mod lines;
mod mandates;
pub mod orders;
pub(crate) mod pay;
mod reminders;
pub(crate) mod statements;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::book::{Book, ClaimId, Standing};
use rathaus_procedure::store::submissions::today;
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post};

use crate::money::{ClaimState, booking};
use crate::policy;
use crate::store::money::{ClaimRow, find_account, find_book, list_claims, said_of};
use crate::store::money_statement::list_doubts;
use crate::store::payment::list_given_up;

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/money", get(list))
        .route("/money/account", get(account::show).merge(post(account::save)))
        .route("/money/claims/{id}", get(claim::show))
        .route("/money/claims/{id}/receipts", post(claim::receive))
        .route("/money/claims/{id}/undone", post(claim::undo))
        .route("/money/claims/{id}/cancellation", post(claim::cancel))
        .route("/money/days", get(days::today_of))
        .route("/money/days/{day}", get(days::show))
        .route("/money/doubts/{id}", post(lines::doubt))
        .route("/money/lines", get(lines::list))
        .route("/money/lines/elsewhere", post(lines::elsewhere))
        .route("/money/lines/{id}", get(lines::show))
        .route("/money/lines/{id}/answers", post(lines::answer))
        .route("/money/reminders", get(reminders::list).merge(post(reminders::note)))
        .route("/money/reminders/all", post(reminders::note_all))
        .route("/money/statements", get(statements::list).merge(post(statements::upload)))
        .route("/money/statements/{id}", get(statements::show))
        .route("/money/statements/{id}/booking", post(statements::take))
        .route("/money/statements/{id}/removal", post(statements::remove));
}

/// The columns of the list and of its file.
const COLUMNS: [(&str, Kind); 8] = [
    ("number", Kind::Text),
    ("name", Kind::Text),
    ("purpose", Kind::Text),
    ("due", Kind::Date),
    ("owed", Kind::Money),
    ("paid", Kind::Money),
    ("open", Kind::Money),
    ("state", Kind::Text),
];

/// A claim with what it is for.
pub(crate) struct Item<'b> {
    pub(crate) standing: Standing<'b>,
    pub(crate) state: ClaimState,
    pub(crate) number: &'b str,
    pub(crate) purpose: &'b str,
}

impl<'b> Item<'b> {
    pub(crate) fn of(standing: Standing<'b>, rows: &'b BTreeMap<ClaimId, ClaimRow>, day: Date) -> Self {
        let (number, purpose) = said_of(rows, standing.claim);
        Self { state: ClaimState::of(&standing, day), number, purpose, standing }
    }

    pub(crate) fn name(&self) -> &'b str {
        self.standing.claim.name.as_deref().unwrap_or_default()
    }

    fn has(&self, sought: &str) -> bool {
        let bare: String = sought.chars().filter(|sign| !sign.is_whitespace()).collect();
        let reference = self.standing.claim.reference.as_str().to_lowercase();
        [self.number, self.purpose, self.name()].iter().any(|text| text.to_lowercase().contains(sought))
            || (!bare.is_empty() && reference.contains(&bare))
    }
}

/// The colour of a badge.
fn colour(state: ClaimState) -> &'static str {
    match state {
        ClaimState::Open => "info",
        ClaimState::Overdue => "danger",
        ClaimState::Paid => "success",
        ClaimState::Cancelled => "",
        ClaimState::Out => "warning",
    }
}

/// What a list shows of claims in this state filter; `open` where nothing is said: all that is still to be paid to us.
fn is_shown(state: ClaimState, filter: Option<&str>) -> bool {
    match filter {
        None | Some("open") => matches!(state, ClaimState::Open | ClaimState::Overdue),
        Some("all") => true,
        Some(word) => ClaimState::of_word(word) == Some(state),
    }
}

/// The claims that the address asks for, the first due first.
fn chosen<'b>(
    book: &'b Book,
    rows: &'b BTreeMap<ClaimId, ClaimRow>,
    listing: &Listing,
    day: Date,
) -> Vec<Item<'b>> {
    let sought = listing.q().to_lowercase();
    let mut items: Vec<Item<'b>> = book
        .claims()
        .map(|standing| Item::of(standing, rows, day))
        .filter(|item| is_shown(item.state, listing.filter("state")))
        .filter(|item| sought.is_empty() || item.has(&sought))
        .collect();
    match listing.sort() {
        "open" => items.sort_by_key(|item| (item.standing.open(), item.standing.claim.id)),
        "number" => items.sort_by(|one, other| one.number.cmp(other.number)),
        _ => items.sort_by_key(|item| (item.standing.claim.due, item.standing.claim.id)),
    }
    if listing.is_descending() {
        items.reverse();
    }
    items
}

/// The path of a claim below the tenant.
pub(crate) fn path_of(claim: ClaimId) -> String {
    format!("/money/claims/{claim}")
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &["due", "number", "-open"], &["state"]);
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let book = find_book(&mut view).await?;
    let rows = list_claims(&mut view).await?;
    let has_account = find_account(&mut view).await?.is_some();
    let doubts = list_doubts(&mut view).await?.len();
    let given_up = list_given_up(&mut view).await?.len();
    drop(view);
    let items = chosen(&book, &rows, &listing, day);
    if let Some(format) = listing.format() {
        return visitor.export(&export(&visitor, &items)?, format).await;
    }
    let columns = Columns::read(&visitor, "money", &COLUMNS)?;
    let slice = listing.slice();
    let shown: Vec<Value> = items
        .iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|item| {
            let standing = &item.standing;
            context! {
                href => visitor.url(&path_of(standing.claim.id)),
                number => item.number, name => item.name(), purpose => item.purpose,
                due => standing.claim.due.to_string(),
                owed => standing.owed.0, paid => standing.paid.0, open => standing.open().0,
                state => item.state.word(), colour => colour(item.state),
            }
        })
        .collect();
    let all: Vec<(ClaimState, Cents)> =
        book.claims().map(|standing| (ClaimState::of(&standing, day), standing.open())).collect();
    let sum = |of: &[ClaimState]| -> i64 {
        all.iter().filter(|(state, _)| of.contains(state)).map(|(_, open)| open.0).sum()
    };
    let questions = booking::list_open(&book).len() + doubts;
    let states = ["open", "overdue", "paid", "cancelled", "out", "all"]
        .iter()
        .map(|word| Ok(context! { value => *word, label => visitor.text(&format!("money-filter-{word}"))? }))
        .collect::<Result<Vec<_>, PageError>>()?;
    let context = context! {
        rows => shown,
        list => listing.view(&visitor, &columns.heads(), items.len() as u64)?,
        states,
        all => all.len(),
        has_account,
        given_up,
        open => sum(&[ClaimState::Open, ClaimState::Overdue]),
        overdue => sum(&[ClaimState::Overdue]),
        questions,
        may_work => policy::may_work(&visitor).is_ok(),
    };
    visitor.page("services/money.html", visitor.text("money-title")?, context)
}

fn export(visitor: &Visitor, items: &[Item<'_>]) -> Result<Table, PageError> {
    let mut columns = COLUMNS.to_vec();
    columns.insert(1, ("reference", Kind::Text));
    let columns = Columns::read(visitor, "money", &columns)?;
    let rows = items
        .iter()
        .map(|item| {
            let standing = &item.standing;
            Ok(vec![
                Cell::from(item.number),
                Cell::from(standing.claim.reference.as_str()),
                Cell::from(item.name()),
                Cell::from(item.purpose),
                Cell::from(standing.claim.due),
                Cell::from(standing.owed),
                Cell::from(standing.paid),
                Cell::from(standing.open()),
                Cell::from(visitor.text(&format!("money-state-{}", item.state.word()))?),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(columns.table(visitor.text("money-file")?, visitor.text("money-title")?, rows))
}

/// What a refusal of the book means for people: the key of a text.
fn refused(refusal: &rathaus_payment::book::Refusal) -> &'static str {
    use rathaus_payment::book::Refusal;
    match refusal {
        Refusal::Amount(_) => "money-refusal-amount",
        Refusal::Line(_) => "money-refusal-line",
        Refusal::Claim(_) => "money-refusal-claim",
        Refusal::Direction => "money-refusal-direction",
        _ => "money-refusal-gone",
    }
}
