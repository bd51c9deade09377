//! The book of money as rows: events in order, and the folded book kept in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_payment::book::{AllocationId, Book, Claim, ClaimId, Direction, Event, Outcome, Refusal, Target};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use crate::money::Account;

/// An event with who wrote it down and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyEntry {
    /// Its number, from 1 on.
    pub seq: u32,
    /// What happened.
    pub event: Event,
    /// Why, where somebody said it.
    pub words: String,
    /// Who did it, as in the audit log.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// The book as far as its events were read. They are never changed, so it is right for ever up to that number.
#[derive(Default)]
struct Known(Mutex<Option<(u32, Arc<Book>)>>);

/// The book up to the event `head`: what is in memory and what came since. Only views add to the memory: what a change wrote may
/// be taken back.
async fn book_until(session: &mut Session, head: u32) -> Result<Arc<Book>, StoreError> {
    let known = session.kept_by_hash("money.book", || Ok::<_, StoreError>(Known::default()))?;
    let kept = known.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let (from, mut book) = kept.filter(|(seq, _)| *seq <= head).unwrap_or_default();
    if from == head {
        return Ok(book);
    }
    let rows = session
        .all(
            sql!(
                "SELECT seq, json FROM money_event WHERE tenant = $1 AND seq > $2 AND seq <= $3 ORDER BY seq"
            ),
            args![from, head],
        )
        .await?;
    let own = Arc::make_mut(&mut book);
    for row in &rows {
        let refused = |refusal| StoreError::Fault(format!("an event of the book: {refusal}"));
        own.apply(row.json("json")?).map_err(refused)?;
    }
    if session.is_view() {
        let mut kept = known.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if kept.as_ref().is_none_or(|(seq, _)| *seq < head) {
            *kept = Some((head, book.clone()));
        }
    }
    Ok(book)
}

/// The book as it is.
///
/// # Errors
///
/// A fault where an event cannot be read or contradicts the ones before; what the database says.
pub async fn find_book(session: &mut Session) -> Result<Arc<Book>, StoreError> {
    let row = session.one(sql!("SELECT seq FROM money_head WHERE tenant = $1"), args![]).await?;
    let head = row.map_or(Ok(0), |row| row.get("seq"))?;
    book_until(session, head).await
}

/// The book while something is written into it: what is entered is tried at once and saved together.
pub struct Ledger {
    book: Arc<Book>,
    seq: u32,
    entered: Vec<(Event, Option<ClaimId>, String)>,
}

impl Ledger {
    /// Opens the book for writing. Nobody else writes into it until the change ends.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn open(change: &mut Change) -> Result<Self, StoreError> {
        let row = change
            .one(
                sql!(
                    "INSERT INTO money_head (tenant, seq) VALUES ($1, 0) \
                     ON CONFLICT (tenant) DO UPDATE SET seq = money_head.seq RETURNING seq"
                ),
                args![],
            )
            .await?
            .ok_or_else(|| StoreError::fault("the book has no head"))?;
        let seq = row.get("seq")?;
        let book = book_until(change, seq).await?;
        Ok(Self { book, seq, entered: Vec::new() })
    }

    /// On a book that nobody saves, to see what would happen.
    pub fn tried(book: Arc<Book>) -> Self {
        Self { book, seq: 0, entered: Vec::new() }
    }

    /// The book with what was entered so far.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Enters an event, and why. What is known already is left out.
    ///
    /// # Errors
    ///
    /// What the book refuses; it is as it was before.
    pub fn enter(&mut self, event: Event, words: &str) -> Result<Outcome, Refusal> {
        let claim = self.claim_of(&event);
        let outcome = Arc::make_mut(&mut self.book).apply(event.clone())?;
        if outcome.is_new {
            self.entered.push((event, claim, words.to_owned()));
        }
        Ok(outcome)
    }

    /// The claim that an event is about.
    fn claim_of(&self, event: &Event) -> Option<ClaimId> {
        let of_allocation = |id: &AllocationId| {
            let found = self.book.allocations().find(|allocation| allocation.id == *id)?;
            match found.target {
                Target::Claim(claim) | Target::Refund(claim) => Some(claim),
                Target::Elsewhere => None,
            }
        };
        match event {
            Event::Raised(claim) | Event::Refunded { claim, .. } => Some(claim.id),
            Event::Corrected { claim, .. } | Event::Attempted { claim, .. } => Some(*claim),
            Event::Allocated(allocation) => match allocation.target {
                Target::Claim(claim) | Target::Refund(claim) => Some(claim),
                Target::Elsewhere => None,
            },
            Event::Undone { allocation } => of_allocation(allocation),
            Event::Returned { original, allocations, .. } => match allocations.first() {
                Some(first) => of_allocation(first),
                None => self.book.allocations().find(|one| one.line == *original).and_then(|one| {
                    match one.target {
                        Target::Claim(claim) => Some(claim),
                        _ => None,
                    }
                }),
            },
            Event::Ordered { claims, .. } => match claims[..] {
                [one] => Some(one),
                _ => None,
            },
            Event::Received(_) | Event::Stated(_) | Event::ReturnUndone { .. } => None,
        }
    }

    /// Writes down what was entered. The caller commits.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn save(self, change: &mut Change) -> Result<(), StoreError> {
        let (actor, at) = (change.actor().to_string(), change.now());
        let mut seq = self.seq;
        for (event, claim, words) in &self.entered {
            seq += 1;
            change
                .run(
                    sql!(
                        "INSERT INTO money_event (tenant, seq, json, claim, words, actor, at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)"
                    ),
                    args![seq, Arg::json(event)?, claim.map(|id| id.to_string()), words, &actor, at],
                )
                .await?;
        }
        change.run(sql!("UPDATE money_head SET seq = $2 WHERE tenant = $1"), args![seq]).await?;
        Ok(())
    }
}

/// Everything that happened to a claim, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_money_entries(
    session: &mut Session,
    claim: ClaimId,
) -> Result<Vec<MoneyEntry>, StoreError> {
    session
        .all(
            sql!("SELECT * FROM money_event WHERE tenant = $1 AND claim = $2 ORDER BY seq"),
            args![claim.to_string()],
        )
        .await?
        .iter()
        .map(|row| {
            Ok(MoneyEntry {
                seq: row.get("seq")?,
                event: row.json("json")?,
                words: row.get("words")?,
                actor: row.get("actor")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

/// What a claim is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The claim.
    pub id: ClaimId,
    /// Its case, where it comes from one.
    pub case: Option<Id>,
    /// The number of the case, or what else people call it by.
    pub number: String,
    /// For what.
    pub purpose: String,
}

impl ClaimRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let id: String = row.get("id")?;
        Ok(Self {
            id: ClaimId::try_from(id).map_err(StoreError::fault)?,
            case: row.get("case_id")?,
            number: row.get("number")?,
            purpose: row.get("purpose")?,
        })
    }
}

/// Says what a claim is for.
///
/// # Errors
///
/// What the database says.
pub async fn insert_claim(
    change: &mut Change,
    row: &ClaimRow,
    direction: Direction,
) -> Result<(), StoreError> {
    let word = if direction == Direction::In { "in" } else { "out" };
    change
        .run(
            sql!(
                "INSERT INTO money_claim (tenant, id, case_id, number, purpose, direction) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![row.id.to_string(), row.case, &row.number, &row.purpose, word],
        )
        .await?;
    Ok(())
}

/// What the other side owes for a case; of several claims the latest.
///
/// # Errors
///
/// What the database says.
pub async fn find_claim_of_case(session: &mut Session, case: Id) -> Result<Option<ClaimRow>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT * FROM money_claim WHERE tenant = $1 AND case_id = $2 AND direction = 'in' \
                 ORDER BY id DESC LIMIT 1"
            ),
            args![case],
        )
        .await?;
    row.as_ref().map(ClaimRow::from_row).transpose()
}

/// What people call a claim by, and what it is for; its reference where nobody wrote that down.
pub fn said_of<'a>(rows: &'a BTreeMap<ClaimId, ClaimRow>, claim: &'a Claim) -> (&'a str, &'a str) {
    rows.get(&claim.id).map_or((claim.reference.as_str(), ""), |row| (&row.number, &row.purpose))
}

/// What every claim is for.
///
/// # Errors
///
/// What the database says.
pub async fn list_claims(session: &mut Session) -> Result<Arc<BTreeMap<ClaimId, ClaimRow>>, StoreError> {
    if let Some(kept) = session.kept("money.claims").await? {
        return Ok(kept);
    }
    let rows = session.all(sql!("SELECT * FROM money_claim WHERE tenant = $1"), args![]).await?;
    let mut claims = BTreeMap::new();
    for row in &rows {
        let claim = ClaimRow::from_row(row)?;
        claims.insert(claim.id, claim);
    }
    Ok(session.keep("money.claims", claims))
}

/// What a claim is for.
///
/// # Errors
///
/// What the database says.
pub async fn find_claim(session: &mut Session, id: ClaimId) -> Result<Option<ClaimRow>, StoreError> {
    let find = sql!("SELECT * FROM money_claim WHERE tenant = $1 AND id = $2");
    session.one(find, args![id.to_string()]).await?.as_ref().map(ClaimRow::from_row).transpose()
}

/// The account that people pay to.
///
/// # Errors
///
/// What the database says.
pub async fn find_account(session: &mut Session) -> Result<Option<Account>, StoreError> {
    let row = session.one(sql!("SELECT json FROM money_account WHERE tenant = $1"), args![]).await?;
    row.map(|row| row.json("json")).transpose()
}

/// Chooses the account that people pay to.
///
/// # Errors
///
/// What the database says.
pub async fn update_account(change: &mut Change, account: &Account) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO money_account (tenant, json) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET json = $2"
            ),
            args![Arg::json(account)?],
        )
        .await?;
    Ok(())
}

/// Notes that somebody was reminded of a claim. `false` where it stands there already.
///
/// # Errors
///
/// What the database says.
pub async fn insert_reminder(
    change: &mut Change,
    claim: ClaimId,
    stage: u32,
    day: Date,
) -> Result<bool, StoreError> {
    let actor = change.actor().to_string();
    let written = change
        .run(
            sql!(
                "INSERT INTO money_reminder (tenant, claim, stage, day, actor) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (tenant, claim, stage) DO NOTHING"
            ),
            args![claim.to_string(), stage, day.to_string(), actor],
        )
        .await?;
    Ok(written > 0)
}

/// On which days people were reminded of a claim, in order.
///
/// # Errors
///
/// What the database says.
pub async fn find_reminders(session: &mut Session, claim: ClaimId) -> Result<Vec<Date>, StoreError> {
    let list = sql!("SELECT day FROM money_reminder WHERE tenant = $1 AND claim = $2 ORDER BY stage");
    let rows = session.all(list, args![claim.to_string()]).await?;
    rows.iter().map(|row| row.get::<String>("day")?.parse().map_err(StoreError::fault)).collect()
}

/// On which days people were reminded of which claims, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_reminders(session: &mut Session) -> Result<BTreeMap<ClaimId, Vec<Date>>, StoreError> {
    let rows = session
        .all(sql!("SELECT claim, day FROM money_reminder WHERE tenant = $1 ORDER BY claim, stage"), args![])
        .await?;
    let mut reminders: BTreeMap<ClaimId, Vec<Date>> = BTreeMap::new();
    for row in &rows {
        let claim: String = row.get("claim")?;
        let day: String = row.get("day")?;
        let claim = ClaimId::try_from(claim).map_err(StoreError::fault)?;
        reminders.entry(claim).or_default().push(day.parse().map_err(StoreError::fault)?);
    }
    Ok(reminders)
}
