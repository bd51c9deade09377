//! Paying on line: one interface for payment providers, and the standard of the German administration behind it.
//!
//! 1. [`PaymentProvider::start`] tells the provider what is to be paid; the answer holds the address where somebody pays.
//! 2. The caller leads them there. The provider leads them back afterwards; **that they come back says nothing**.
//! 3. [`PaymentProvider::find`] asks how it stands, as often as needed: [`State::Paid`], [`State::Failed`] and
//!    [`State::Canceled`] are the end.
//!
//! Keep the request with its id before it is sent: who dies in between asks again with the same id and pays nothing twice.
//!
//! [`Client`] speaks XBezahldienste, version 1.0.0 (KoSIT and FITKO), which pmPayment, epay21, ePayBL and others understand.
//! Amounts are whole cents here and decimals there; they are converted digit by digit ([`euros`]).
//!
//! Where the published documentation was silent, this is what was decided:
//!
//! * It says `requestor` (name and address of who pays) without saying that it must be there. It is left out: a provider
//!   learns no name from us.
//! * Fees of an authority bear no turnover tax (§ 2b UStG), so every item has the rate 0.
//! * `PAYMENT_EXISTS` refuses a request id that is known. What the transaction is called then is not said; a provider may
//!   use the request's id for it, so that is asked for ([`PaymentProvider::start`]).
//! * Authentication is not part of the standard. Providers give a client id and secret (OAuth 2.0 client credentials,
//!   RFC 6749 section 4.4), sent in the body as some of them ask for.
//!
//! Left out on purpose: client certificates instead of a secret, refunds (the standard has none), turnover tax.
//!
//! Sources: docs.fitko.de/xbezahldienste/APIDoku/versionen/v1.0.0 (initiate-payment-transaction, get-status-by-ids),
//! docs.fitko.de/xbezahldienste/next/APIDoku/41_1_AblaufKommunikation; RFC 6749 (tokens), RFC 9457 (problems).

pub mod client;
pub mod euros;
mod request;
#[cfg(feature = "stub")]
pub mod stub;
mod transaction;

pub use client::{Client, Fault, Settings};
pub use request::{MOST, PaymentItem, PaymentRequest};
pub use transaction::{State, Transaction};

use async_trait::async_trait;

/// Somebody over whom people pay on line.
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Says what is to be paid. The answer is [`State::Open`] with the address to pay at, unless the provider knows the
    /// request already.
    ///
    /// Sent again with the same id it is the same payment: either the provider answers with the same transaction, or it
    /// refuses and the transaction is looked for under the request's id.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::Exists`] where the provider has the request and does not tell its transaction. Nobody was told
    /// where to pay then, so nothing is paid under it.
    async fn start(&self, request: &PaymentRequest) -> Result<Transaction, Fault>;

    /// How a transaction stands.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::NotFound`] where the provider does not know it.
    async fn find(&self, transaction: &str) -> Result<Transaction, Fault>;

    /// Whether the provider is there and takes the settings.
    ///
    /// # Errors
    ///
    /// [`Fault`], which says what is wrong.
    async fn check(&self) -> Result<(), Fault>;
}
