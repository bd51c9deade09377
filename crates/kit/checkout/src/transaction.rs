//! What the provider says about a payment.

use crate::client::Fault;
use crate::euros::Euros;
use crate::request::is_id;
use jiff::Timestamp;
use rathaus_core::Cents;
use serde::Deserialize;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing has been paid; it may still be.
    Open,
    /// Paid.
    Paid,
    /// The provider broke it off; nothing was paid.
    Failed,
    /// The payer broke it off; nothing was paid.
    Canceled,
}

impl State {
    /// Whether nothing will change any more.
    pub fn is_final(self) -> bool {
        self != State::Open
    }
}

/// A payment at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// What the provider calls it: letters and digits of ASCII, `-` and `_`.
    pub id: String,
    /// How it stands.
    pub state: State,
    /// Where somebody pays, while nothing has been.
    pub pay_at: Option<String>,
    /// What the provider's and the treasury's books call it, once they do.
    pub reference: Option<String>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// How it was paid, as in `CREDITCARD`.
    pub method: Option<String>,
    /// What the provider adds about how it stands.
    pub detail: Option<String>,
    /// The id of the request that the provider answers, where it repeats it.
    pub request: Option<String>,
    /// The amount of the request, where the provider repeats it.
    pub cents: Option<Cents>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wire {
    payment_information: Information,
    #[serde(default)]
    payment_request: Option<Repeated>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Information {
    transaction_id: String,
    status: Status,
    #[serde(default)]
    transaction_redirect_url: Option<String>,
    #[serde(default)]
    transaction_reference: Option<String>,
    #[serde(default)]
    transaction_timestamp: Option<String>,
    #[serde(default)]
    payment_method: Option<String>,
    #[serde(default)]
    payment_method_detail: Option<String>,
    #[serde(default)]
    status_detail: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repeated {
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    gros_amount: Option<Euros>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Status {
    Initial,
    Payed,
    Failed,
    Canceled,
}

/// How long the id of a transaction may be; it stands in addresses.
const ID: usize = 64;

/// A text of the provider's for people: one line, and not endless.
fn line(text: Option<String>) -> Option<String> {
    let text = text?;
    let kept: String = text.chars().filter(|sign| !sign.is_control()).take(200).collect();
    Some(kept.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Wire {
    /// What was said, if it makes sense.
    pub(crate) fn read(self) -> Result<Transaction, Fault> {
        let Information {
            transaction_id: id,
            status,
            transaction_redirect_url,
            transaction_reference,
            transaction_timestamp,
            payment_method,
            payment_method_detail,
            status_detail,
        } = self.payment_information;
        let malformed = |what: &str| Fault::Malformed(format!("the transaction: {what}"));
        if !is_id(&id, ID) {
            return Err(malformed("its id"));
        }
        let state = match status {
            Status::Initial => State::Open,
            Status::Payed => State::Paid,
            Status::Failed => State::Failed,
            Status::Canceled => State::Canceled,
        };
        let pay_at = match transaction_redirect_url
            .filter(|text| !text.trim().is_empty() && state == State::Open)
        {
            Some(text) => {
                let url = rathaus_caller::address(&text).map_err(|_| malformed("the address to pay at"))?;
                Some(url.to_string())
            }
            None => None,
        };
        let (request, cents) = match self.payment_request {
            Some(repeated) => (line(repeated.request_id), repeated.gros_amount.map(|euros| euros.0)),
            None => (None, None),
        };
        let method = match (line(payment_method), line(payment_method_detail)) {
            (Some(method), Some(detail)) => Some(format!("{method}, {detail}")),
            (method, detail) => method.or(detail),
        };
        Ok(Transaction {
            id,
            state,
            pay_at,
            reference: line(transaction_reference),
            paid_at: transaction_timestamp.and_then(|text| text.parse().ok()),
            method,
            detail: line(status_detail),
            request,
            cents,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Transaction, Fault> {
        let wire: Wire = serde_json::from_str(json).map_err(|fault| Fault::Malformed(fault.to_string()))?;
        wire.read()
    }

    #[test]
    fn a_transaction_is_read() {
        let paid = read(
            r#"{ "paymentInformation": { "transactionUrl": "https://pay.example/x", "transactionId": "T-1",
                "transactionReference": "KZ 77", "transactionTimestamp": "2026-06-01T08:05:00.000Z",
                "paymentMethod": "CREDITCARD", "paymentMethodDetail": "Visa", "status": "PAYED", "statusDetail": "" },
              "paymentRequest": { "requestId": "r", "grosAmount": 72.05, "currency": "EUR" } }"#,
        )
        .expect("read");
        let expected = Transaction {
            id: "T-1".to_owned(),
            state: State::Paid,
            pay_at: None,
            reference: Some("KZ 77".to_owned()),
            paid_at: Some("2026-06-01T08:05:00Z".parse().expect("a time")),
            method: Some("CREDITCARD, Visa".to_owned()),
            detail: None,
            request: Some("r".to_owned()),
            cents: Some(Cents(7_205)),
        };
        assert_eq!(paid, expected);
        assert!(paid.state.is_final() && !State::Open.is_final());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let of = |id: &str, status: &str, at: &str| {
            read(&format!(
                r#"{{ "paymentInformation": {{ "transactionId": "{id}", "status": "{status}",
                "transactionRedirectUrl": "{at}" }} }}"#
            ))
        };
        assert!(of("T1", "INITIAL", "https://pay.example/T1").is_ok());
        for (id, status, at) in [
            ("../../admin", "INITIAL", "https://pay.example/"),
            ("", "INITIAL", "https://pay.example/"),
            ("T1", "MAYBE", "https://pay.example/"),
            ("T1", "INITIAL", "javascript:alert(1)"),
            ("T1", "INITIAL", "http://pay.example/"),
            ("T1", "INITIAL", "/pay"),
        ] {
            assert!(matches!(of(id, status, at), Err(Fault::Malformed(_))), "{id} {status} {at}");
        }
        assert_eq!(of("T1", "PAYED", "javascript:alert(1)").expect("not looked at").pay_at, None);
        assert!(matches!(read("{}"), Err(Fault::Malformed(_))));
        let half = r#"{ "paymentInformation": { "transactionId": "a", "status": "PAYED" },
            "paymentRequest": { "grosAmount": 1.005 } }"#;
        assert!(matches!(read(half), Err(Fault::Malformed(_))), "half a cent");
    }
}
