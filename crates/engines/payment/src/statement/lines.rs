//! From entries to lines of the book: one for each payment, each with what it says as a number.

use super::fingerprint::Fields;
use super::{Currency, Entry, Fingerprint, Payment, Return, Statement, Status};
use jiff::civil::Date;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};

/// What a line says, as a number. Two payments that say the same on the same day have the same.
pub type Content = Fingerprint;

/// Settled money: one payment of a booked entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    /// What it says, as a number: the same in every export of the same booking.
    pub content: Content,
    /// Whether the bank gave the booking a name of its own, by which two that say the same are told apart.
    pub has_bank_reference: bool,
    /// The day it was booked.
    pub day: Date,
    /// How much, in euro cents; negative is money going out.
    pub cents: Cents,
    /// The other side's name.
    pub name: Option<String>,
    /// The other side's account in capitals without blanks.
    pub account: Option<String>,
    /// Remittance text, the pieces joined by line breaks.
    pub text: String,
    /// Structured references.
    pub references: Vec<String>,
    /// The name that who ordered the payment gave it.
    pub end_to_end: Option<String>,
    /// The name of the batch that we ordered.
    pub batch: Option<String>,
    /// Whether it takes back an earlier booking.
    pub is_reversal: bool,
    /// Why it came back, where it did.
    pub returned: Option<Return>,
}

/// The sum of an entry's payments, where each has an amount in the entry's currency.
pub(super) fn sum_of(entry: &Entry) -> Option<Cents> {
    let amounts = entry.payments.iter().map(|payment| payment.amount);
    let mut cents =
        amounts.map(|amount| amount.filter(|a| a.currency == entry.amount.currency).map(|a| a.cents.0));
    cents.try_fold(0i64, |sum, cents| sum.checked_add(cents?)).map(Cents)
}

impl Statement {
    /// The booked entries in euros, one line for each payment. An entry whose payments do not make its amount is one line.
    pub fn lines(&self) -> Vec<BankLine> {
        let mut lines = Vec::new();
        let booked = self.entries.iter().filter(|entry| entry.status == Status::Booked);
        for entry in booked.filter(|entry| entry.amount.currency == Currency::EURO) {
            if entry.payments.len() > 1 && sum_of(entry) == Some(entry.amount.cents) {
                for payment in &entry.payments {
                    let cents = payment.amount.map_or(Cents(0), |amount| amount.cents);
                    lines.push(self.line(entry, std::slice::from_ref(payment), cents));
                }
            } else {
                lines.push(self.line(entry, &entry.payments, entry.amount.cents));
            }
        }
        lines
    }

    /// The statement as a number: account, balances and what its lines say. The bank's names for the file and the moment it was
    /// made do not count, as a second export has others.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut fields = Fields::new("statement");
        fields.add(&self.account.number);
        if self.bounds().is_none() {
            // Without balances nothing but the bank's name tells two short statements of one day apart.
            fields.add(&self.id);
        }
        for balance in [self.bounds().map(|b| b.0), self.bounds().map(|b| b.1)].into_iter().flatten() {
            fields.add(&balance.amount.currency.to_string());
            fields.add_number(balance.amount.cents.0.into());
            fields.add(&balance.day.to_string());
        }
        let mut contents: Vec<_> = self.lines().iter().map(|line| line.content.0).collect();
        contents.sort_unstable();
        for content in contents {
            fields.add_number(content.cast_signed());
        }
        fields.finish()
    }

    fn line(&self, entry: &Entry, payments: &[Payment], cents: Cents) -> BankLine {
        let one = if let [payment] = payments { Some(payment) } else { None };
        let day = entry.booked.or(entry.valued).unwrap_or(self.created);
        let bank_reference =
            one.and_then(|payment| payment.bank_reference.as_ref()).or(entry.bank_reference.as_ref());
        let transaction = one.and_then(|payment| payment.transaction.as_ref());
        let (name, account) = one.map_or((None, None), |payment| self.other_side(payment, cents));
        let mut texts: Vec<&str> = payments.iter().flat_map(|p| &p.texts).map(String::as_str).collect();
        if texts.is_empty() {
            texts.extend(one.and_then(|payment| payment.words.as_deref()).or(entry.words.as_deref()));
        }
        let text = texts.join("\n");
        let references: Vec<String> = payments.iter().flat_map(|p| &p.references).cloned().collect();
        let end_to_end = one.and_then(|payment| payment.end_to_end.clone());
        let mut fields = Fields::new("line");
        fields.add(&self.account.number);
        fields.add(&day.to_string());
        fields.add(&entry.valued.map(|day| day.to_string()).unwrap_or_default());
        fields.add_number(cents.0.into());
        for field in [bank_reference, transaction, end_to_end.as_ref(), account.as_ref()] {
            fields.add(field.map_or("", String::as_str));
        }
        fields.add(&text);
        references.iter().for_each(|reference| fields.add(reference));
        BankLine {
            content: fields.finish(),
            has_bank_reference: bank_reference.is_some() || transaction.is_some(),
            day,
            cents,
            name,
            account,
            text,
            references,
            end_to_end,
            batch: one.and_then(|payment| payment.batch.clone()).or_else(|| entry.batch.clone()),
            is_reversal: entry.is_reversal,
            returned: one.and_then(|payment| payment.returned.clone()),
        }
    }

    /// Who is not us. A return keeps the parts of the payment it returns, so the direction alone does not tell.
    fn other_side(&self, payment: &Payment, cents: Cents) -> (Option<String>, Option<String>) {
        let is_us = |account: &Option<String>| account.as_ref() == Some(&self.account.number);
        let mut sides = [&payment.debtor, &payment.creditor];
        if cents.0 < 0 {
            sides.reverse();
        }
        let [first, second] = sides;
        let is_known = first.name.is_some() || first.account.is_some();
        let side =
            if is_us(&first.account) || (!is_known && !is_us(&second.account)) { second } else { first };
        let name = side.ultimate.clone().filter(|_| side.name.is_none()).or_else(|| side.name.clone());
        (name, side.account.clone())
    }
}
