//! Orders to the bank as rows: what was made, by whom it was released, what of it ended.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::Iban;
use rathaus_payment::book::ClaimId;
use rathaus_store::{Change, Id, Row, Session, Slice, StoreError, args, sql};

use crate::money::order::{OrderKind, Payment};

/// An order without its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: Id,
    /// Its number, from 1 on.
    pub number: u32,
    /// Which way the money goes.
    pub kind: OrderKind,
    /// The day on which the bank carries it out.
    pub day: Date,
    /// Who made it.
    pub made_by: Id,
    /// When.
    pub made_at: Timestamp,
    /// Who released it.
    pub released_by: Option<Id>,
    /// When.
    pub released_at: Option<Timestamp>,
    /// When its file was fetched first.
    pub downloaded_at: Option<Timestamp>,
    /// When it was dropped.
    pub dropped_at: Option<Timestamp>,
    /// How many payments it has.
    pub payments: u32,
    /// How many of them live.
    pub living: u32,
    /// What they come to.
    pub cents: Cents,
}

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderState {
    /// A second person has to release it.
    Made,
    /// Its file can be fetched.
    Released,
    /// Its file was fetched.
    Downloaded,
    /// The bank refused all of it.
    Refused,
    /// It was dropped before the bank got it.
    Dropped,
}

impl OrderState {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            OrderState::Made => "made",
            OrderState::Released => "released",
            OrderState::Downloaded => "downloaded",
            OrderState::Refused => "refused",
            OrderState::Dropped => "dropped",
        }
    }
}

impl Order {
    /// How it stands.
    pub fn state(&self) -> OrderState {
        if self.dropped_at.is_some() {
            OrderState::Dropped
        } else if self.downloaded_at.is_some() && self.living == 0 {
            OrderState::Refused
        } else if self.downloaded_at.is_some() {
            OrderState::Downloaded
        } else if self.released_at.is_some() {
            OrderState::Released
        } else {
            OrderState::Made
        }
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            kind: word(row, "kind")?.parse().map_err(|()| StoreError::fault("an order of no kind"))?,
            day: word(row, "day")?.parse().map_err(StoreError::fault)?,
            made_by: row.get("made_by")?,
            made_at: row.get("made_at")?,
            released_by: row.get("released_by")?,
            released_at: row.get("released_at")?,
            downloaded_at: row.get("downloaded_at")?,
            dropped_at: row.get("dropped_at")?,
            payments: row.get("payments")?,
            living: row.get("living")?,
            cents: row.get("cents")?,
        })
    }
}

fn word(row: &Row, column: &str) -> Result<String, StoreError> {
    row.get(column)
}

fn claim_of(row: &Row) -> Result<ClaimId, StoreError> {
    ClaimId::try_from(word(row, "claim")?).map_err(StoreError::fault)
}

fn iban_of(row: &Row) -> Result<Iban, StoreError> {
    word(row, "iban")?.parse().map_err(StoreError::fault)
}

/// The number of the next order. Whoever asks holds the book ([`crate::store::money::Ledger::open`]).
///
/// # Errors
///
/// What the database says.
pub async fn next_order_number(change: &mut Change) -> Result<u32, StoreError> {
    let row = change
        .one(
            sql!("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) AS n FROM money_order WHERE tenant = $1"),
            args![],
        )
        .await?;
    Ok(row.map_or(Ok(0), |row| row.get::<u32>("n"))? + 1)
}

/// A new order.
#[derive(Debug, Clone)]
pub struct NewOrder<'a> {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: u32,
    /// Which way the money goes.
    pub kind: OrderKind,
    /// On which day.
    pub day: Date,
    /// The file for the bank.
    pub file: &'a str,
    /// Who makes it.
    pub made_by: Id,
}

/// Keeps an order with its payments.
///
/// # Errors
///
/// [`StoreError::Conflict`] where a claim is in another living order; what the database says.
pub async fn insert_order(
    change: &mut Change,
    order: &NewOrder<'_>,
    payments: &[Payment],
) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO money_order (tenant, id, number, kind, day, file, made_by, made_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            args![
                order.id,
                order.number,
                order.kind.word(),
                order.day.to_string(),
                order.file,
                order.made_by,
                now
            ],
        )
        .await?;
    for (place, payment) in payments.iter().enumerate() {
        change
            .run(
                sql!(
                    "INSERT INTO money_payment (tenant, order_id, claim, place, batch, cents, name, iban, mandate) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                ),
                args![
                    order.id,
                    payment.claim.to_string(),
                    place,
                    payment.batch(order.number),
                    payment.cents,
                    &payment.name,
                    payment.iban.as_str(),
                    payment.mandate.as_ref().map(|mandate| mandate.id)
                ],
            )
            .await?;
    }
    Ok(())
}

/// A statement that gives orders with their sums.
macro_rules! orders {
    ($which:literal, $order:literal) => {
        sql!(concat!(
            "SELECT o.id, o.number, o.kind, o.day, o.made_by, o.made_at, o.released_by, o.released_at, \
             o.downloaded_at, o.dropped_at, COUNT(p.claim) AS payments, \
             COUNT(p.claim) - COUNT(p.ended_at) AS living, CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) AS cents \
             FROM money_order o LEFT JOIN money_payment p ON p.tenant = o.tenant AND p.order_id = o.id \
             WHERE o.tenant = $1 ",
            $which,
            " GROUP BY o.id, o.number, o.kind, o.day, o.made_by, o.made_at, o.released_by, o.released_at, \
             o.downloaded_at, o.dropped_at ",
            $order
        ))
    };
}

/// An order by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_order(session: &mut Session, id: Id) -> Result<Option<Order>, StoreError> {
    let row = session.one(orders!("AND o.id = $2", ""), args![id]).await?;
    row.as_ref().map(Order::from_row).transpose()
}

/// The file of an order.
///
/// # Errors
///
/// What the database says.
pub async fn find_order_file(session: &mut Session, id: Id) -> Result<Option<String>, StoreError> {
    let row =
        session.one(sql!("SELECT file FROM money_order WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.map(|row| row.get("file")).transpose()
}

/// The orders of a kind, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_orders(
    session: &mut Session,
    kind: OrderKind,
    slice: Slice,
) -> Result<Vec<Order>, StoreError> {
    session
        .all(
            orders!("AND o.kind = $2", "ORDER BY o.number DESC LIMIT $3 OFFSET $4"),
            args![kind.word(), slice.limit, slice.offset],
        )
        .await?
        .iter()
        .map(Order::from_row)
        .collect()
}

/// How many orders of a kind there are.
///
/// # Errors
///
/// What the database says.
pub async fn count_orders(session: &mut Session, kind: OrderKind) -> Result<u64, StoreError> {
    let row = session
        .one(
            sql!("SELECT COUNT(*) AS n FROM money_order WHERE tenant = $1 AND kind = $2"),
            args![kind.word()],
        )
        .await?;
    u64::try_from(row.map_or(Ok(0), |row| row.get::<i64>("n"))?).map_err(StoreError::fault)
}

/// A payment of an order as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// What it pays.
    pub claim: ClaimId,
    /// The name of its batch at the bank.
    pub batch: String,
    /// How much.
    pub cents: Cents,
    /// The other side.
    pub name: String,
    /// Its account.
    pub iban: Iban,
    /// By which mandate it is collected.
    pub mandate: Option<Id>,
    /// When it ended without being carried out.
    pub ended_at: Option<Timestamp>,
    /// Why, where the bank refused it.
    pub reason: Option<String>,
}

/// The payments of an order, as they stand in its file.
///
/// # Errors
///
/// What the database says.
pub async fn list_payments(session: &mut Session, order: Id) -> Result<Vec<Ordered>, StoreError> {
    session
        .all(
            sql!("SELECT * FROM money_payment WHERE tenant = $1 AND order_id = $2 ORDER BY place"),
            args![order],
        )
        .await?
        .iter()
        .map(|row| {
            Ok(Ordered {
                claim: claim_of(row)?,
                batch: row.get("batch")?,
                cents: row.get("cents")?,
                name: row.get("name")?,
                iban: iban_of(row)?,
                mandate: row.get("mandate")?,
                ended_at: row.get("ended_at")?,
                reason: row.get("reason")?,
            })
        })
        .collect()
}

/// The claims that are in a living order, with its id.
///
/// # Errors
///
/// What the database says.
pub async fn list_living(session: &mut Session) -> Result<BTreeMap<ClaimId, Id>, StoreError> {
    session
        .all(
            sql!("SELECT claim, order_id FROM money_payment WHERE tenant = $1 AND ended_at IS NULL"),
            args![],
        )
        .await?
        .iter()
        .map(|row| Ok((claim_of(row)?, row.get("order_id")?)))
        .collect()
}

/// The living order that a claim is in, and its number.
///
/// # Errors
///
/// What the database says.
pub async fn find_order_of_claim(
    session: &mut Session,
    claim: ClaimId,
) -> Result<Option<(Id, u32)>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT o.id, o.number FROM money_payment p \
                 JOIN money_order o ON o.tenant = p.tenant AND o.id = p.order_id \
                 WHERE p.tenant = $1 AND p.claim = $2 AND p.ended_at IS NULL"
            ),
            args![claim.to_string()],
        )
        .await?;
    row.map(|row| Ok((row.get("id")?, row.get("number")?))).transpose()
}

/// Notes who released an order. `false` where it is past that.
///
/// # Errors
///
/// A fault where it is the person who made it; what the database says.
pub async fn update_released(change: &mut Change, id: Id, by: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "UPDATE money_order SET released_by = $3, released_at = $4 \
                 WHERE tenant = $1 AND id = $2 AND released_at IS NULL AND dropped_at IS NULL"
            ),
            args![id, by, now],
        )
        .await?;
    Ok(written > 0)
}

/// Notes that the file of an order was fetched for the first time. `false` where it was before, or may not be.
///
/// # Errors
///
/// What the database says.
pub async fn update_downloaded(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "UPDATE money_order SET downloaded_at = $3 \
                 WHERE tenant = $1 AND id = $2 AND released_at IS NOT NULL AND downloaded_at IS NULL AND dropped_at IS NULL"
            ),
            args![id, now],
        )
        .await?;
    Ok(written > 0)
}

/// Drops an order that the bank has not got, and frees its claims. `false` where it is past that.
///
/// # Errors
///
/// What the database says.
pub async fn update_dropped(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "UPDATE money_order SET dropped_at = $3 \
                 WHERE tenant = $1 AND id = $2 AND downloaded_at IS NULL AND dropped_at IS NULL"
            ),
            args![id, now],
        )
        .await?;
    if written == 0 {
        return Ok(false);
    }
    change
        .run(
            sql!(
                "UPDATE money_payment SET ended_at = $3 \
                 WHERE tenant = $1 AND order_id = $2 AND ended_at IS NULL"
            ),
            args![id, now],
        )
        .await?;
    Ok(true)
}

/// Notes that the bank refused a payment, and frees its claim. `false` where it ended before.
///
/// # Errors
///
/// What the database says.
pub async fn update_refused(
    change: &mut Change,
    order: Id,
    claim: ClaimId,
    reason: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let written = change
        .run(
            sql!(
                "UPDATE money_payment SET ended_at = $4, reason = $5 \
                 WHERE tenant = $1 AND order_id = $2 AND claim = $3 AND ended_at IS NULL"
            ),
            args![order, claim.to_string(), now, reason],
        )
        .await?;
    Ok(written > 0)
}

/// To whom a claim is paid out, as somebody entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// The name.
    pub name: String,
    /// The account.
    pub iban: Iban,
}

/// Everybody who was entered.
///
/// # Errors
///
/// What the database says.
pub async fn list_payees(session: &mut Session) -> Result<BTreeMap<ClaimId, Payee>, StoreError> {
    session
        .all(sql!("SELECT claim, name, iban FROM money_payee WHERE tenant = $1"), args![])
        .await?
        .iter()
        .map(|row| Ok((claim_of(row)?, Payee { name: row.get("name")?, iban: iban_of(row)? })))
        .collect()
}

/// Says to whom a claim is paid out.
///
/// # Errors
///
/// What the database says.
pub async fn update_payee(change: &mut Change, claim: ClaimId, payee: &Payee) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO money_payee (tenant, claim, name, iban) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (tenant, claim) DO UPDATE SET name = $3, iban = $4"
            ),
            args![claim.to_string(), &payee.name, payee.iban.as_str()],
        )
        .await?;
    Ok(())
}
