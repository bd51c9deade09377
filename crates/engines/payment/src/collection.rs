//! Collections: SEPA direct debits as pain.008.001.08 (ISO 20022; EPC130-08 says what of it the SEPA uses).
//!
//! A direct debit needs a mandate: its name, the day it was signed, and where in its life this collection stands. A batch
//! has one day and one such place, as the standard asks. A mandate that was not used for 36 months has lapsed
//! ([`LAPSES_AFTER_MONTHS`]); whoever keeps mandates looks after that.

use crate::alphabet::carried;
use crate::creditor::CreditorId;
use crate::order::{Faults, Part, Wrong, Xml};
pub use crate::order::{Header, Holder, OrderFault, Remittance};
use jiff::civil::Date;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Months after the last collection at which a mandate lapses (SEPA core rulebook, EPC016-06, section 4.1).
pub const LAPSES_AFTER_MONTHS: i32 = 36;

/// Where in the life of its mandate a collection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sequence {
    /// The first of several.
    First,
    /// One of several; the SEPA allows it for the first, too.
    Recurrent,
    /// The only one.
    OneOff,
    /// The last of several.
    Final,
}

impl Sequence {
    fn code(self) -> &'static str {
        match self {
            Self::First => "FRST",
            Self::Recurrent => "RCUR",
            Self::OneOff => "OOFF",
            Self::Final => "FNAL",
        }
    }
}

/// Which of the two schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// For everybody; the debtor can have it returned for eight weeks.
    Core,
    /// Between businesses.
    Business,
}

/// The debtor's permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Its name, up to 35 carried characters.
    pub id: String,
    /// The day it was signed.
    pub signed: Date,
}

/// One collection from somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debit {
    /// Our name for it, which comes back with a return, too. Up to 35 carried characters, once per file.
    pub end_to_end_id: String,
    /// How much.
    pub amount: Cents,
    /// From whom.
    pub from: Holder,
    /// By which permission.
    pub mandate: Mandate,
    /// What for.
    pub remittance: Option<Remittance>,
}

/// Collections to one account on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Names the batch, up to 35 carried characters.
    pub id: String,
    /// The day on which the accounts are debited.
    pub day: Date,
    /// Where in the life of their mandates these collections stand.
    pub sequence: Sequence,
    /// Which scheme.
    pub scheme: Scheme,
    /// Our account.
    pub to: Holder,
    /// Who collects.
    pub creditor: CreditorId,
    /// Whether the statement shows one sum and not each collection.
    pub is_one_sum: bool,
    /// The collections, at least one.
    pub debits: Vec<Debit>,
}

/// The file for the bank, or everything that is wrong with the order.
pub fn write(header: &Header, batches: &[Batch]) -> Result<Vec<u8>, Vec<OrderFault>> {
    check(header, batches)?;
    let total = |batch: &Batch| Cents(batch.debits.iter().map(|debit| debit.amount.0).sum());
    let payments = batches.iter().map(|batch| batch.debits.len()).sum();
    let sum = Cents(batches.iter().map(|batch| total(batch).0).sum());
    let mut xml = Xml::new();
    let space = [("xmlns", "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08")];
    xml.inside_with("Document", &space, |xml| {
        xml.inside("CstmrDrctDbtInitn", |xml| {
            xml.header(header, payments, sum);
            for batch in batches {
                xml.inside("PmtInf", |xml| write_batch(xml, batch, total(batch)));
            }
        });
    });
    Ok(xml.finish())
}

fn write_batch(xml: &mut Xml, batch: &Batch, total: Cents) {
    xml.leaf("PmtInfId", &batch.id);
    xml.leaf("PmtMtd", "DD");
    xml.leaf("BtchBookg", if batch.is_one_sum { "true" } else { "false" });
    xml.totals(batch.debits.len(), total);
    xml.inside("PmtTpInf", |xml| {
        xml.path(&["SvcLvl", "Cd"], "SEPA");
        xml.path(&["LclInstrm", "Cd"], if batch.scheme == Scheme::Core { "CORE" } else { "B2B" });
        xml.leaf("SeqTp", batch.sequence.code());
    });
    xml.leaf("ReqdColltnDt", &batch.day.to_string());
    xml.path(&["Cdtr", "Nm"], &carried(&batch.to.name));
    xml.path(&["CdtrAcct", "Id", "IBAN"], batch.to.iban.as_str());
    xml.bank("CdtrAgt", batch.to.bic.as_ref());
    xml.leaf("ChrgBr", "SLEV");
    xml.inside("CdtrSchmeId", |xml| {
        xml.inside("Id", |xml| {
            xml.inside("PrvtId", |xml| {
                xml.inside("Othr", |xml| {
                    xml.leaf("Id", batch.creditor.as_str());
                    xml.path(&["SchmeNm", "Prtry"], "SEPA");
                });
            });
        });
    });
    for debit in &batch.debits {
        xml.inside("DrctDbtTxInf", |xml| {
            xml.path(&["PmtId", "EndToEndId"], &debit.end_to_end_id);
            xml.amount(debit.amount);
            xml.inside("DrctDbtTx", |xml| {
                xml.inside("MndtRltdInf", |xml| {
                    xml.leaf("MndtId", &debit.mandate.id);
                    xml.leaf("DtOfSgntr", &debit.mandate.signed.to_string());
                });
            });
            xml.bank("DbtrAgt", debit.from.bic.as_ref());
            xml.path(&["Dbtr", "Nm"], &carried(&debit.from.name));
            xml.path(&["DbtrAcct", "Id", "IBAN"], debit.from.iban.as_str());
            xml.remittance(debit.remittance.as_ref());
        });
    }
}

fn check(header: &Header, batches: &[Batch]) -> Result<(), Vec<OrderFault>> {
    let mut faults = Faults::default();
    faults.header(header, batches.len());
    let mut single = BTreeSet::new();
    for (at, batch) in batches.iter().enumerate() {
        faults.batch(at, &batch.id, &batch.to, batch.debits.len());
        for (at, debit) in batch.debits.iter().enumerate() {
            let remittance = debit.remittance.as_ref();
            faults.payment(at, &debit.end_to_end_id, debit.amount, &debit.from, remittance);
            faults.name(Part::Mandate, &debit.mandate.id);
            // A mandate is first, last or only once.
            let is_once = batch.sequence != Sequence::Recurrent;
            if is_once && !single.insert((batch.sequence, &debit.mandate.id)) {
                faults.add(Part::Mandate, Wrong::Twice);
            }
            if debit.mandate.signed > batch.day {
                faults.add(Part::Signature, Wrong::Later);
            }
        }
    }
    faults.outcome()
}
