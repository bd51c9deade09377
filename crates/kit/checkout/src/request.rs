//! What is to be paid, as the provider is told.

use crate::client::Fault;
use crate::euros::Euros;
use jiff::{Timestamp, Unit};
use rathaus_core::Cents;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most that can be paid at once: 999,999 euros.
pub const MOST: Cents = Cents(99_999_900);
/// How long a remittance text may be.
const PURPOSE: usize = 27;
/// How long a description may be.
const DESCRIPTION: usize = 250;
/// How long an id or a reference may be.
const ID: usize = 36;
/// How long an address may be.
const ADDRESS: usize = 2082;

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Its id; sent again with the same it is the same payment.
    pub id: Uuid,
    /// When somebody wanted to pay.
    pub at: Timestamp,
    /// What the payer's bank writes: letters and digits of ASCII, 27 of them; others become spaces.
    pub purpose: String,
    /// What the provider shows the payer; at most 250 letters, others than its standard allows become spaces.
    pub description: String,
    /// Where the provider leads the payer afterwards. It learns this address, so nothing secret may stand in it.
    pub back: String,
    /// What for, at least one; the sum is what is to be paid.
    pub items: Vec<PaymentItem>,
}

/// A part of what is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentItem {
    /// Its id, of 36 letters, digits, `-` and `_` at most.
    pub id: String,
    /// What it is for, as programs know it: the reference of a claim.
    pub reference: String,
    /// What it is for, in words.
    pub description: String,
    /// How much, more than nothing.
    pub cents: Cents,
    /// What the provider or the treasury behind it wants to know beside, as agreed with them.
    pub booking: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wire {
    request_id: String,
    request_timestamp: String,
    currency: &'static str,
    gros_amount: Euros,
    purpose: String,
    description: String,
    redirect_url: String,
    items: Vec<WireItem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireItem {
    id: String,
    reference: String,
    description: String,
    tax_rate: Euros,
    quantity: u32,
    total_net_amount: Euros,
    total_tax_amount: Euros,
    single_net_amount: Euros,
    single_tax_amount: Euros,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    booking_data: BTreeMap<String, String>,
}

impl PaymentRequest {
    /// What is to be paid in all; `None` beyond all bounds.
    pub fn cents(&self) -> Option<Cents> {
        self.items.iter().try_fold(0i64, |sum, item| sum.checked_add(item.cents.0)).map(Cents)
    }

    /// As it travels.
    pub(crate) fn wire(&self) -> Result<Wire, Fault> {
        let unfit = |what: &str| Fault::Request(what.to_owned());
        let sum = self.cents().filter(|sum| *sum <= MOST).ok_or_else(|| unfit("more than 999,999 euros"))?;
        if self.items.is_empty() || self.items.len() > 99 || self.items.iter().any(|item| item.cents.0 <= 0) {
            return Err(unfit("it needs 1 to 99 items of more than nothing"));
        }
        if self.back.is_empty() || self.back.len() > ADDRESS {
            return Err(unfit("the address to come back to is missing or too long"));
        }
        let words =
            |text: &str, most: usize, is_taken: fn(char) -> bool, what: &str| match cut(text, most, is_taken)
            {
                text if text.is_empty() => Err(unfit(what)),
                text => Ok(text),
            };
        let items = self.items.iter().map(|item| {
            let id = |text: &str| Some(text.to_owned()).filter(|text| is_id(text, ID));
            Ok(WireItem {
                id: id(&item.id).ok_or_else(|| unfit("the id of an item"))?,
                reference: id(&item.reference).ok_or_else(|| unfit("the reference of an item"))?,
                description: words(
                    &item.description,
                    DESCRIPTION,
                    is_described,
                    "the description of an item",
                )?,
                tax_rate: Euros(Cents(0)),
                quantity: 1,
                total_net_amount: Euros(item.cents),
                total_tax_amount: Euros(Cents(0)),
                single_net_amount: Euros(item.cents),
                single_tax_amount: Euros(Cents(0)),
                booking_data: item.booking.clone(),
            })
        });
        Ok(Wire {
            request_id: self.id.hyphenated().to_string(),
            request_timestamp: self.at.round(Unit::Millisecond).unwrap_or(self.at).to_string(),
            currency: "EUR",
            gros_amount: Euros(sum),
            purpose: words(&self.purpose, PURPOSE, is_plain, "the purpose")?,
            description: words(&self.description, DESCRIPTION, is_described, "the description")?,
            redirect_url: self.back.clone(),
            items: items.collect::<Result<_, Fault>>()?,
        })
    }
}

/// `\w` and `-` of the standard's patterns.
fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-')
}

/// What a description may hold: letters of Latin alphabets, too.
fn is_described(sign: char) -> bool {
    is_plain(sign) || matches!(sign, ',' | '.' | '\u{c0}'..='\u{17f}')
}

/// Whether a text can stand in a path: letters and digits of ASCII, `-` and `_`.
pub(crate) fn is_id(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.chars().all(is_plain)
}

/// The text with single spaces in the place of what may not be there, of at most so many letters.
fn cut(text: &str, most: usize, is_taken: fn(char) -> bool) -> String {
    let spaced: String = text.chars().map(|sign| if is_taken(sign) { sign } else { ' ' }).collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> PaymentRequest {
        PaymentRequest {
            id: Uuid::from_u128(7),
            at: "2026-06-01T08:00:00.123456Z".parse().expect("a time"),
            purpose: "RF18HUND202600017".to_owned(),
            description: "Hundesteuer (erster Hund): Stadt Südhausen".to_owned(),
            back: "https://rathaus.example/payments/7".to_owned(),
            items: vec![PaymentItem {
                id: "1".to_owned(),
                reference: "RF18HUND202600017".to_owned(),
                description: "Hundesteuer / erster Hund".to_owned(),
                cents: Cents(7_205),
                booking: BTreeMap::new(),
            }],
        }
    }

    #[test]
    fn a_request_travels_as_the_standard_says() {
        let wire = serde_json::to_string_pretty(&request().wire().expect("fits")).expect("written");
        let expected = r#"{
  "requestId": "00000000-0000-0000-0000-000000000007",
  "requestTimestamp": "2026-06-01T08:00:00.123Z",
  "currency": "EUR",
  "grosAmount": 72.05,
  "purpose": "RF18HUND202600017",
  "description": "Hundesteuer erster Hund Stadt Südhausen",
  "redirectUrl": "https://rathaus.example/payments/7",
  "items": [
    {
      "id": "1",
      "reference": "RF18HUND202600017",
      "description": "Hundesteuer erster Hund",
      "taxRate": 0.00,
      "quantity": 1,
      "totalNetAmount": 72.05,
      "totalTaxAmount": 0.00,
      "singleNetAmount": 72.05,
      "singleTaxAmount": 0.00
    }
  ]
}"#;
        assert_eq!(wire, expected);
    }

    #[test]
    fn what_the_standard_does_not_take_is_not_sent() {
        let refused = |change: fn(&mut PaymentRequest)| {
            let mut request = request();
            change(&mut request);
            matches!(request.wire(), Err(Fault::Request(_)))
        };
        assert!(refused(|request| request.items.clear()));
        assert!(refused(|request| request.items[0].cents = Cents(0)));
        assert!(refused(|request| request.items[0].cents = Cents(MOST.0 + 1)));
        assert!(refused(|request| request.items[0].reference = "a b".to_owned()));
        assert!(refused(|request| request.purpose = "§§§".to_owned()));
        assert!(refused(|request| request.back = "x".repeat(3000)));
    }
}
