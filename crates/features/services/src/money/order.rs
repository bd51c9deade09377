//! Orders to the bank: what goes into one, and the file that the bank takes.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::alphabet::{carried, shortened};
use rathaus_payment::book::ClaimId;
use rathaus_payment::collection::{self, Sequence};
use rathaus_payment::transfer::{self, Header, Holder};
use rathaus_payment::{Iban, OrderFault, Reference, Remittance};
use rathaus_store::Id;

use super::Account;
use super::mandate::Mandate;

/// Which way the money of an order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// We pay.
    Out,
    /// We collect.
    In,
}

impl OrderKind {
    /// The word in rows and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            OrderKind::Out => "out",
            OrderKind::In => "in",
        }
    }

    /// The path of its list.
    pub fn path(self) -> &'static str {
        match self {
            OrderKind::Out => "/money/orders",
            OrderKind::In => "/money/collections",
        }
    }
}

impl FromStr for OrderKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Out, Self::In].into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

/// One payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// What it pays.
    pub claim: ClaimId,
    /// The claim's reference, by which the statement names the payment.
    pub reference: Reference,
    /// How much.
    pub cents: Cents,
    /// The other side.
    pub name: String,
    /// Its account.
    pub iban: Iban,
    /// The number that people call the claim by.
    pub number: String,
    /// What it is for.
    pub purpose: String,
    /// By which mandate it is collected.
    pub mandate: Option<Mandate>,
    /// Whether it is the first collection of its mandate.
    pub is_first: bool,
}

impl Payment {
    /// The name of its batch in the order of this number.
    pub fn batch(&self, order: u32) -> String {
        match &self.mandate {
            None => format!("AUFTRAG-{order}"),
            Some(_) if self.is_first => format!("AUFTRAG-{order}-FRST"),
            Some(_) => format!("AUFTRAG-{order}-RCUR"),
        }
    }

    fn holder(&self) -> Holder {
        Holder { name: shortened(&carried(&self.name), 70), iban: self.iban.clone(), bic: None }
    }

    /// What the other side reads: the purpose as far as it fits, the number, the reference.
    fn remittance(&self) -> Remittance {
        let reference = self.reference.as_str();
        let mut tail = carried(&self.number);
        if tail == reference || tail.len() + reference.len() > 100 {
            tail.clear();
        }
        let room = 138 - tail.len() - reference.len();
        let words = [shortened(&carried(&self.purpose), room), tail, reference.to_owned()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Remittance::Text(words.join(" "))
    }
}

/// Marks the first collection of every mandate that none was ordered by.
pub fn mark_first(payments: &mut [Payment]) {
    let mut seen = BTreeSet::new();
    for payment in payments {
        let mandate = payment.mandate.as_ref();
        payment.is_first = mandate.is_some_and(|mandate| !mandate.is_used && seen.insert(mandate.id));
    }
}

/// An order before its file is written.
pub struct Draft<'a> {
    /// Its id, which the bank sees as the name of the file.
    pub id: Id,
    /// Its number.
    pub number: u32,
    /// Which way the money goes.
    pub kind: OrderKind,
    /// On which day.
    pub day: Date,
    /// When it is made.
    pub made: Timestamp,
    /// Our account.
    pub account: &'a Account,
    /// What is paid, at least one.
    pub payments: &'a [Payment],
}

impl Draft<'_> {
    /// The file for the bank.
    ///
    /// # Errors
    ///
    /// The places of the payments that banks do not take like this; all where it is none of theirs.
    pub fn file(&self) -> Result<String, Vec<usize>> {
        let places = |is_first: bool| -> Vec<usize> {
            let of = |place: &usize| self.payments[*place].is_first == is_first;
            (0..self.payments.len()).filter(of).collect()
        };
        let batches: Vec<Vec<usize>> =
            [places(true), places(false)].into_iter().filter(|batch| !batch.is_empty()).collect();
        let written = match self.kind {
            OrderKind::Out => self.transfers(&batches),
            OrderKind::In => self.collections(&batches),
        };
        let bytes = written.map_err(|faults| -> Vec<usize> {
            let place = |fault: &OrderFault| batches.get(fault.batch?)?.get(fault.payment?).copied();
            let found: BTreeSet<usize> = faults.iter().filter_map(place).collect();
            if found.is_empty() { (0..self.payments.len()).collect() } else { found.into_iter().collect() }
        })?;
        String::from_utf8(bytes).map_err(|_| Vec::new())
    }

    fn header(&self) -> Header {
        Header {
            message_id: self.id.as_uuid().simple().to_string(),
            created: self.made,
            initiator: self.own().name,
        }
    }

    fn own(&self) -> Holder {
        Holder {
            name: shortened(&carried(&self.account.owner), 70),
            iban: self.account.iban.clone(),
            bic: self.account.bic.clone(),
        }
    }

    fn transfers(&self, batches: &[Vec<usize>]) -> Result<Vec<u8>, Vec<OrderFault>> {
        let transfer = |payment: &Payment| transfer::Transfer {
            end_to_end_id: payment.reference.as_str().to_owned(),
            amount: payment.cents,
            to: payment.holder(),
            remittance: Some(payment.remittance()),
        };
        let batch = |places: &Vec<usize>| transfer::Batch {
            id: self.payments[places[0]].batch(self.number),
            day: self.day,
            from: self.own(),
            is_one_sum: false,
            is_instant: false,
            transfers: places.iter().map(|place| transfer(&self.payments[*place])).collect(),
        };
        transfer::write(&self.header(), &batches.iter().map(batch).collect::<Vec<_>>())
    }

    fn collections(&self, batches: &[Vec<usize>]) -> Result<Vec<u8>, Vec<OrderFault>> {
        let debit = |payment: &Payment| {
            let mandate = payment.mandate.as_ref()?;
            Some(collection::Debit {
                end_to_end_id: payment.reference.as_str().to_owned(),
                amount: payment.cents,
                from: payment.holder(),
                mandate: collection::Mandate { id: mandate.reference.clone(), signed: mandate.signed },
                remittance: Some(payment.remittance()),
            })
        };
        // Who has no identifier is told before an order is made.
        let Some(creditor) = &self.account.creditor else { return Err(Vec::new()) };
        let batch = |places: &Vec<usize>| {
            let first = &self.payments[places[0]];
            collection::Batch {
                id: first.batch(self.number),
                day: self.day,
                sequence: if first.is_first { Sequence::First } else { Sequence::Recurrent },
                scheme: collection::Scheme::Core,
                to: self.own(),
                creditor: creditor.clone(),
                is_one_sum: false,
                debits: places.iter().filter_map(|place| debit(&self.payments[*place])).collect(),
            }
        };
        collection::write(&self.header(), &batches.iter().map(batch).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(number: &str, purpose: &str) -> Payment {
        Payment {
            claim: ClaimId(1),
            reference: Reference::of_number(1),
            cents: Cents(100),
            name: "Jörg ".repeat(20),
            iban: "DE89370400440532013000".parse().expect("an account"),
            number: number.to_owned(),
            purpose: purpose.to_owned(),
            mandate: None,
            is_first: false,
        }
    }

    #[test]
    fn what_the_other_side_reads_fits_and_ends_with_the_reference() {
        let reference = Reference::of_number(1);
        let read = |number: &str, purpose: &str| match payment(number, purpose).remittance() {
            Remittance::Text(text) => text,
            Remittance::Reference(_) => panic!("a text"),
        };
        let own = reference.as_str();
        assert_eq!(read("HUND-2026-00001", "Gebühr"), format!("Gebuehr HUND-2026-00001 {own}"));
        assert_eq!(read(own, "Rückzahlung"), format!("Rueckzahlung {own}"));
        assert_eq!(read(reference.as_str(), ""), reference.as_str());
        for text in [read(&"9".repeat(200), &"ä".repeat(300)), read("HUND-2026-00001", &"wort ".repeat(60))]
        {
            assert!(text.len() <= 140 && text.ends_with(reference.as_str()), "{text}");
        }
    }

    #[test]
    fn what_banks_do_not_take_is_named_by_its_place() {
        let account = Account {
            owner: "Stadt".to_owned(),
            iban: "DE89370400440532013000".parse().expect("an account"),
            bic: None,
            creditor: None,
            term_days: 30,
            first_days: 7,
            next_days: 14,
        };
        let (mut one, mut two) = (payment("1", ""), payment("2", ""));
        (one.reference, two.reference) = (Reference::of_number(1), Reference::of_number(2));
        two.cents = Cents(100_000_000_000);
        let mut draft = Draft {
            id: Id::of_name("order"),
            number: 1,
            kind: OrderKind::Out,
            day: "2026-06-02".parse().expect("a day"),
            made: "2026-06-01T08:00:00Z".parse().expect("a time"),
            account: &account,
            payments: &[one.clone(), two],
        };
        assert_eq!(draft.file(), Err(vec![1]));
        let payments = [one];
        draft.payments = &payments;
        assert_eq!(draft.file(), draft.file());
        assert!(draft.file().expect("a file").contains("<EndToEndId>RF"));
    }
}
