//! What the provider remembers.

use super::Act;
use crate::transaction::State;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A transaction.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) request: Value,
    pub(super) state: State,
    paid_at: Option<Timestamp>,
    number: usize,
}

impl Entry {
    /// A text of the request.
    pub(super) fn text(&self, name: &str) -> &str {
        self.request.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// As it is answered.
    pub(super) fn json(&self, base: &str, path: &str) -> Value {
        let status = match self.state {
            State::Open => "INITIAL",
            State::Paid => "PAYED",
            State::Failed => "FAILED",
            State::Canceled => "CANCELED",
        };
        let id = &self.id;
        let mut information = json!({
            "transactionUrl": format!("{base}/v1/paymenttransaction/{path}/{id}"),
            "transactionId": id,
            "status": status,
        });
        match self.state {
            State::Open => information["transactionRedirectUrl"] = format!("{base}/pay/{id}").into(),
            State::Paid => {
                information["transactionReference"] = format!("KZ-{:06}", self.number).into();
                information["transactionTimestamp"] = self.paid_at.map(|at| at.to_string()).into();
                information["paymentMethod"] = "CREDITCARD".into();
                information["paymentMethodDetail"] = "Visa".into();
            }
            State::Failed => information["statusDetail"] = "no cover".into(),
            State::Canceled => {}
        }
        json!({ "paymentInformation": information, "paymentRequest": self.request })
    }
}

#[derive(Default)]
pub(super) struct Desk {
    pub(super) asked: usize,
    pub(super) transactions: Vec<Entry>,
}

impl Desk {
    pub(super) fn find(&self, id: &str) -> Option<&Entry> {
        self.transactions.iter().find(|one| one.id == id)
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.transactions.iter_mut().find(|one| one.id == id)
    }

    /// Whether a request's id was seen.
    pub(super) fn knows(&self, request: &str) -> bool {
        self.transactions.iter().any(|one| one.text("requestId") == request)
    }

    pub(super) fn add(&mut self, id: String, request: Value) -> &Entry {
        let number = self.transactions.len() + 1;
        let entry = Entry { id, request, state: State::Open, paid_at: None, number };
        self.transactions.push(entry);
        &self.transactions[number - 1]
    }

    pub(super) fn act(&mut self, id: &str, act: Act, now: Timestamp) -> bool {
        let Some(entry) = self.find_mut(id).filter(|one| one.state == State::Open) else { return false };
        (entry.state, entry.paid_at) = match act {
            Act::Pay => (State::Paid, Some(now)),
            Act::Cancel => (State::Canceled, None),
            Act::Fail => (State::Failed, None),
        };
        true
    }
}
