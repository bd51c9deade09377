//! What both kinds of order to the bank share: header, texts, refusals, and the writing of XML.

use crate::account::{Bic, Iban};
use crate::alphabet::{carried, is_carried};
use crate::reference::Reference;
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use rathaus_core::Cents;
use std::collections::BTreeSet;
use thiserror::Error;

/// The largest amount of one payment: 999,999,999.99 euros (SEPA implementation guidelines, EPC132-08 and EPC130-08).
pub const MOST: Cents = Cents(99_999_999_999);

/// What a payment is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remittance {
    /// A creditor reference, which arrives as it is.
    Reference(Reference),
    /// Up to 140 characters, transliterated by [`carried`].
    Text(String),
}

/// One file: its name and who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Names the file, up to 35 carried characters; a bank refuses the same one twice.
    pub message_id: String,
    /// When the file is made.
    pub created: Timestamp,
    /// Who sends it, up to 70 characters.
    pub initiator: String,
}

/// An account with its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The holder's name, up to 70 characters.
    pub name: String,
    /// The account.
    pub iban: Iban,
    /// The bank, where it is known; inside the SEPA it need not be.
    pub bic: Option<Bic>,
}

/// The part of an order that a refusal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The name of the file.
    MessageId,
    /// Who sends it.
    Initiator,
    /// The batches of the file.
    Batches,
    /// The name of a batch.
    BatchId,
    /// The payments of a batch.
    Payments,
    /// The holder of our own account.
    OwnName,
    /// Our name for one payment.
    EndToEndId,
    /// The other side's name.
    Name,
    /// How much.
    Amount,
    /// What for.
    Text,
    /// The mandate.
    Mandate,
    /// The day the mandate was signed.
    Signature,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Wrong {
    /// Nothing there.
    #[error("is empty")]
    Empty,
    /// Too many characters, umlauts written with two letters.
    #[error("has {length} characters, at most {most} are carried")]
    Long {
        /// As written.
        length: usize,
        /// The most.
        most: usize,
    },
    /// A character that banks do not carry, in a name that must come back as it is.
    #[error("holds the character {0:?}, which banks do not carry")]
    Character(char),
    /// A name that begins or ends with a slash or holds two in a row (EPC230-15).
    #[error("begins or ends with / or holds //")]
    Slash,
    /// Stands in this file already.
    #[error("stands twice")]
    Twice,
    /// Below a cent or above 999,999,999.99 euros.
    #[error("lies outside EUR 0.01 to EUR 999999999.99")]
    Range,
    /// Signed after the day of collection.
    #[error("is after the day of collection")]
    Later,
}

/// One mistake of an order with its place; batches and payments are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("batch {batch:?}, payment {payment:?}: {part:?} {wrong}")]
pub struct OrderFault {
    /// Which batch, where it is about one.
    pub batch: Option<usize>,
    /// Which payment of the batch, where it is about one.
    pub payment: Option<usize>,
    /// Which part of it.
    pub part: Part,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// Collects the mistakes of an order with their places.
#[derive(Default)]
pub(crate) struct Faults<'a> {
    batch: Option<usize>,
    payment: Option<usize>,
    batches: BTreeSet<&'a str>,
    names: BTreeSet<&'a str>,
    found: Vec<OrderFault>,
}

impl<'a> Faults<'a> {
    /// What every batch has; the mistakes from now on are of this one.
    pub(crate) fn batch(&mut self, at: usize, id: &'a str, own: &Holder, payments: usize) {
        (self.batch, self.payment) = (Some(at), None);
        self.name(Part::BatchId, id);
        if !self.batches.insert(id) {
            self.add(Part::BatchId, Wrong::Twice);
        }
        self.text(Part::OwnName, &own.name, 70);
        if payments == 0 {
            self.add(Part::Payments, Wrong::Empty);
        }
    }

    /// What every payment has; the mistakes from now on are of this one.
    pub(crate) fn payment(
        &mut self,
        at: usize,
        id: &'a str,
        amount: Cents,
        other: &Holder,
        remittance: Option<&Remittance>,
    ) {
        self.payment = Some(at);
        self.name(Part::EndToEndId, id);
        if !self.names.insert(id) {
            self.add(Part::EndToEndId, Wrong::Twice);
        }
        self.amount(amount);
        self.text(Part::Name, &other.name, 70);
        self.remittance(remittance);
    }

    /// Nothing, or everything that was found.
    pub(crate) fn outcome(self) -> Result<(), Vec<OrderFault>> {
        if self.found.is_empty() { Ok(()) } else { Err(self.found) }
    }

    pub(crate) fn add(&mut self, part: Part, wrong: Wrong) {
        self.found.push(OrderFault { batch: self.batch, payment: self.payment, part, wrong });
    }

    /// A name that the bank gives back: nothing in it may change, so nothing is transliterated.
    pub(crate) fn name(&mut self, part: Part, id: &str) {
        let length = id.chars().count();
        if id.trim().is_empty() {
            self.add(part, Wrong::Empty);
        } else if length > 35 {
            self.add(part, Wrong::Long { length, most: 35 });
        }
        if let Some(letter) = id.chars().find(|c| !is_carried(*c)) {
            self.add(part, Wrong::Character(letter));
        }
        if id.starts_with('/') || id.ends_with('/') || id.contains("//") {
            self.add(part, Wrong::Slash);
        }
    }

    /// A text for people, in the letters that are carried.
    fn text(&mut self, part: Part, text: &str, most: usize) {
        let length = carried(text).len();
        if length == 0 {
            self.add(part, Wrong::Empty);
        } else if length > most {
            self.add(part, Wrong::Long { length, most });
        }
    }

    fn amount(&mut self, amount: Cents) {
        if amount < Cents(1) || amount > MOST {
            self.add(Part::Amount, Wrong::Range);
        }
    }

    pub(crate) fn header(&mut self, header: &Header, batches: usize) {
        self.name(Part::MessageId, &header.message_id);
        self.text(Part::Initiator, &header.initiator, 70);
        if batches == 0 {
            self.add(Part::Batches, Wrong::Empty);
        }
    }

    fn remittance(&mut self, remittance: Option<&Remittance>) {
        if let Some(Remittance::Text(text)) = remittance {
            self.text(Part::Text, text, 140);
        }
    }
}

/// An amount as ISO 20022 writes it: `1234.50`.
pub(crate) fn decimal(amount: Cents) -> String {
    format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
}

/// Writes elements one after the other; the same calls give the same bytes.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    pub(crate) fn new() -> Self {
        let mut xml = Self { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    fn put(&mut self, event: Event<'_>) {
        if self.writer.write_event(event).is_err() {
            unreachable!("writing to memory does not fail");
        }
    }

    /// An element with what `content` writes into it.
    pub(crate) fn inside(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.inside_with(name, &[], content);
    }

    pub(crate) fn inside_with(&mut self, name: &str, with: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.put(Event::Start(BytesStart::new(name).with_attributes(with.iter().copied())));
        content(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text.
    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.leaf_with(name, &[], text);
    }

    fn leaf_with(&mut self, name: &str, with: &[(&str, &str)], text: &str) {
        self.put(Event::Start(BytesStart::new(name).with_attributes(with.iter().copied())));
        self.put(Event::Text(BytesText::new(text)));
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// Elements inside one another with a text in the innermost.
    pub(crate) fn path(&mut self, names: &[&str], text: &str) {
        match names {
            [] => {}
            [last] => self.leaf(last, text),
            [first, rest @ ..] => self.inside(first, |xml| xml.path(rest, text)),
        }
    }

    pub(crate) fn amount(&mut self, amount: Cents) {
        self.leaf_with("InstdAmt", &[("Ccy", "EUR")], &decimal(amount));
    }

    pub(crate) fn totals(&mut self, payments: usize, total: Cents) {
        self.leaf("NbOfTxs", &payments.to_string());
        self.leaf("CtrlSum", &decimal(total));
    }

    pub(crate) fn header(&mut self, header: &Header, payments: usize, total: Cents) {
        self.inside("GrpHdr", |xml| {
            xml.leaf("MsgId", &header.message_id);
            xml.leaf("CreDtTm", &header.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
            xml.totals(payments, total);
            xml.path(&["InitgPty", "Nm"], &carried(&header.initiator));
        });
    }

    /// The bank of an account; where it is not known the standard asks to say so.
    pub(crate) fn bank(&mut self, name: &str, bic: Option<&Bic>) {
        match bic {
            Some(bic) => self.path(&[name, "FinInstnId", "BICFI"], bic.as_str()),
            None => self.path(&[name, "FinInstnId", "Othr", "Id"], "NOTPROVIDED"),
        }
    }

    pub(crate) fn remittance(&mut self, remittance: Option<&Remittance>) {
        match remittance {
            None => {}
            Some(Remittance::Text(text)) => self.path(&["RmtInf", "Ustrd"], &carried(text)),
            Some(Remittance::Reference(reference)) => self.inside("RmtInf", |xml| {
                xml.inside("Strd", |xml| {
                    xml.inside("CdtrRefInf", |xml| {
                        xml.inside("Tp", |xml| {
                            xml.path(&["CdOrPrtry", "Cd"], "SCOR");
                            xml.leaf("Issr", "ISO");
                        });
                        xml.leaf("Ref", reference.as_str());
                    });
                });
            }),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let mut bytes = self.writer.into_inner();
        bytes.push(b'\n');
        bytes
    }
}
