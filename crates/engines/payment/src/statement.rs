//! What the bank says: account statements as camt.053.001.02 and camt.053.001.08 (ISO 20022).
//!
//! [`read`] takes the bytes of one file. Prefixes of names do not matter; other versions and other messages are refused by
//! name. Amounts are exact: a third decimal that is not zero is refused with its line. What contradicts itself but can
//! be read (a sum that does not add up) becomes a [`Note`]. Time and memory are linear in the size of the file.
//!
//! Left out: camt.052 and camt.054, which repeat what camt.053 says, and everything of an entry that no claim needs
//! (securities, taxes, interest).

mod element;
mod fingerprint;
mod lines;
mod reading;

pub(crate) use fingerprint::Fields;
pub use fingerprint::Fingerprint;
pub use lines::{BankLine, Content};
pub use reading::read;

use jiff::civil::Date;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The most bytes of one file.
pub const LARGEST: usize = 256 * 1024 * 1024;
/// The most elements inside one another; the schema needs 14.
pub const DEEPEST: usize = 32;
/// The most mistakes that are named.
pub const MOST_FAULTS: usize = 100;

/// Which version of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// camt.053.001.02, in use since 2009.
    V02,
    /// camt.053.001.08, in use since November 2022.
    V08,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which version of the message.
    pub version: Version,
    /// What the bank calls the file.
    pub message_id: String,
    /// The statements in it, at least one.
    pub statements: Vec<Statement>,
}

/// An amount in a currency. Positive is money coming in, negative is money going out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// In hundredths of the currency's unit.
    pub cents: Cents,
    /// The three letters of the currency.
    pub currency: Currency,
}

/// Three capital letters (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub(crate) [u8; 3]);

impl Currency {
    /// The euro, the only currency of the book.
    pub const EURO: Self = Self(*b"EUR");
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(out, "{}", char::from(*letter)))
    }
}

/// The account of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Its number, in capitals without blanks as the bank writes it: an IBAN mostly, whose check digits are not asked.
    pub number: String,
    /// Whether the bank calls the number an IBAN.
    pub is_iban: bool,
    /// Its currency, where the bank names it.
    pub currency: Option<Currency>,
    /// Its name or its owner's.
    pub owner: Option<String>,
}

/// What a balance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BalanceKind {
    /// Booked, at the beginning (`OPBD`).
    Opening,
    /// Booked, at the end of the statement before (`PRCD`).
    Previous,
    /// Booked, at the end (`CLBD`).
    Closing,
    /// Booked, in between, on a statement of several pages (`ITBD`).
    Interim,
    /// Another one, by its code.
    Other(String),
}

/// A balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// What it is.
    pub kind: BalanceKind,
    /// How much.
    pub amount: Money,
    /// On which day.
    pub day: Date,
}

/// Whether the money has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Booked.
    Booked,
    /// Expected.
    Pending,
    /// For information or another, by its code; it moves nothing.
    Other(String),
}

/// What stands on one line of the account: one payment or a batch of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line of the file at which it begins, from 1.
    pub line: u32,
    /// How much.
    pub amount: Money,
    /// Whether the money has moved.
    pub status: Status,
    /// Whether it takes back an earlier entry.
    pub is_reversal: bool,
    /// When it was booked.
    pub booked: Option<Date>,
    /// From when it counts for interest.
    pub valued: Option<Date>,
    /// The bank's own name for it.
    pub bank_reference: Option<String>,
    /// What kind of business it is, by the codes of ISO 20022 (`PMNT/RCDT/ESCT`) or of the bank.
    pub business: Option<String>,
    /// The name of the batch, as the order gave it.
    pub batch: Option<String>,
    /// What the bank took for it.
    pub charges: Vec<Charge>,
    /// More words of the bank.
    pub words: Option<String>,
    /// The payments in it; none where the bank gives no details.
    pub payments: Vec<Payment>,
}

/// What the bank took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// How much; negative where it costs us.
    pub amount: Money,
    /// Whether it is part of the entry's amount already, where the bank says so.
    pub is_included: Option<bool>,
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// The name.
    pub name: Option<String>,
    /// The account's number in capitals without blanks.
    pub account: Option<String>,
    /// On whose behalf.
    pub ultimate: Option<String>,
}

/// Why a payment came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The code of ISO 20022 (`AC04` account closed, `MS03` no reason) or of the bank.
    pub code: Option<String>,
    /// More words of the bank.
    pub words: Vec<String>,
}

/// One payment of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The line of the file at which it begins, from 1.
    pub line: u32,
    /// How much, where it is said.
    pub amount: Option<Money>,
    /// The bank's own name for it.
    pub bank_reference: Option<String>,
    /// A name that a bank on the way gave it.
    pub transaction: Option<String>,
    /// The name of the batch, as the order gave it.
    pub batch: Option<String>,
    /// The name that who ordered it gave it.
    pub end_to_end: Option<String>,
    /// The mandate of a direct debit.
    pub mandate: Option<String>,
    /// Who pays.
    pub debtor: Party,
    /// Who is paid.
    pub creditor: Party,
    /// Remittance text, piece by piece.
    pub texts: Vec<String>,
    /// Structured references, of whatever kind.
    pub references: Vec<String>,
    /// What the bank took for it.
    pub charges: Vec<Charge>,
    /// Why it came back, where it did.
    pub returned: Option<Return>,
    /// More words of the bank.
    pub words: Option<String>,
}

/// What contradicts itself or could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Opening balance and booked entries do not make the closing balance.
    Sum {
        /// The first balance.
        opening: Money,
        /// All booked entries.
        entries: Cents,
        /// The last balance.
        closing: Money,
        /// The last balance minus what it should be.
        difference: Cents,
    },
    /// Balances are missing, stand twice, or are in different currencies: the sum was not checked.
    Unchecked,
    /// The payments of an entry do not make its amount. The entry counts as one line.
    Details {
        /// The entry's line of the file.
        line: u32,
        /// The amount of the entry.
        entry: Money,
        /// The sum of its payments, where they have amounts in the entry's currency.
        payments: Option<Cents>,
    },
}

/// One statement of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The line of the file at which it begins, from 1.
    pub line: u32,
    /// What the bank calls it.
    pub id: String,
    /// Its number, electronic or, where there is none, legal.
    pub number: Option<String>,
    /// The day it was made.
    pub created: Date,
    /// The first and the last day it speaks of.
    pub period: Option<(Date, Date)>,
    /// Whether the bank calls it a copy or a duplicate.
    pub is_copy: bool,
    /// The account.
    pub account: Account,
    /// Its balances in the order of the file.
    pub balances: Vec<Balance>,
    /// Its entries in the order of the file.
    pub entries: Vec<Entry>,
    /// What contradicts itself.
    pub notes: Vec<Note>,
}

impl Statement {
    /// The booked balances at the beginning and at the end, where each is there once.
    pub fn bounds(&self) -> Option<(&Balance, &Balance)> {
        let one = |kind: &BalanceKind| {
            let mut of_kind = self.balances.iter().filter(|balance| balance.kind == *kind);
            of_kind.next().filter(|_| of_kind.next().is_none())
        };
        let opening = one(&BalanceKind::Opening).or_else(|| one(&BalanceKind::Previous))?;
        let closing = one(&BalanceKind::Closing)?;
        Some((opening, closing))
    }

    /// The sum of booked entries.
    pub fn booked(&self) -> Cents {
        Cents(self.entries.iter().filter(|e| e.status == Status::Booked).map(|e| e.amount.cents.0).sum())
    }
}

/// What is wrong at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FaultKind {
    /// More bytes than [`LARGEST`].
    #[error("the file is larger than 256 MiB")]
    Large,
    /// The bytes are not UTF-8, or the file says that they are something else.
    #[error("the file is not written in UTF-8")]
    Encoding,
    /// A character that XML does not allow.
    #[error("holds the character U+{0:04X}, which XML does not allow")]
    Character(u32),
    /// No well-formed XML.
    #[error("is no well-formed XML: {0}")]
    Xml(String),
    /// A document type definition, which no bank sends and which could hold traps.
    #[error("holds a document type definition; a statement has none")]
    Doctype,
    /// An entity other than the five of XML.
    #[error("holds the entity {0}; only those of XML itself are read")]
    Entity(String),
    /// More elements inside one another than [`DEEPEST`].
    #[error("is nested deeper than 32 elements")]
    Deep,
    /// Another message or version, by its name.
    #[error("is {0}; camt.053.001.02 and camt.053.001.08 are read")]
    Kind(String),
    /// An element that must be there is missing.
    #[error("has no {0}")]
    Missing(&'static str),
    /// No amount.
    #[error("{0:?} is no amount")]
    Amount(String),
    /// A part of a cent.
    #[error("{0} has a part of a cent")]
    Decimals(String),
    /// No currency.
    #[error("{0:?} is no currency of three letters")]
    Currency(String),
    /// Neither `CRDT` nor `DBIT`.
    #[error("{0:?} is neither CRDT nor DBIT")]
    Direction(String),
    /// Neither `true` nor `false`.
    #[error("{0:?} is neither true nor false")]
    Flag(String),
    /// No day.
    #[error("{0:?} is no day")]
    Day(String),
    /// All amounts together are beyond what 64 bits hold.
    #[error("amounts together are too large")]
    Sum,
}

/// One mistake of a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, {element}: {kind}")]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: u32,
    /// The element, with those around it: `Stmt/Ntry/Amt`.
    pub element: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}
