//! What banks exchange, and which claim a line of a statement pays.
//!
//! - [`reference`], [`account`], [`creditor`]: numbers with check digits (ISO 11649, ISO 13616, creditor identifiers).
//! - [`girocode`]: the code on a bill that a banking app reads (EPC069-12).
//! - [`transfer`] and [`collection`]: orders to the bank (pain.001.001.09, pain.008.001.08), in the letters that
//!   [`alphabet`] allows.
//! - [`statement`]: what the bank says (camt.053.001.02 and .08).
//! - [`book`]: open items. Paid is the sum of allocations of settled money, nothing else; [`dunning`],
//!   [`day_balance`] and [`interest`] are read from it or beside it.
//!
//! Pure computation: no clock, no files, no network; the same input gives the same answer. Left out on purpose: how a
//! file reaches the bank (FinTS, EBICS), currencies other than the euro in the book, and sentences for people.

pub mod account;
pub mod alphabet;
pub mod book;
pub mod collection;
pub mod creditor;
pub mod day_balance;
pub mod dunning;
pub mod girocode;
pub mod interest;
mod modulus;
mod order;
pub mod reference;
pub mod statement;
pub mod transfer;

pub use account::{Bic, Iban};
pub use creditor::CreditorId;
pub use modulus::in_fours;
pub use order::{OrderFault, Remittance, Wrong};
pub use reference::Reference;
