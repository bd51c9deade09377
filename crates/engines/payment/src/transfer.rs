//! Pay-outs: SEPA credit transfers as pain.001.001.09 (ISO 20022; EPC132-08 says what of it the SEPA uses).
//!
//! One file holds batches; the transfers of a batch leave one account on one day. The same order gives the same bytes.

use crate::alphabet::carried;
use crate::order::{Faults, Xml};
pub use crate::order::{Header, Holder, OrderFault, Remittance};
use jiff::civil::Date;
use rathaus_core::Cents;

/// One payment to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Our name for it, up to 35 carried characters, which comes back on the statement. The claim's creditor reference
    /// makes a good one. Once per file.
    pub end_to_end_id: String,
    /// How much.
    pub amount: Cents,
    /// To whom.
    pub to: Holder,
    /// What for.
    pub remittance: Option<Remittance>,
}

/// Transfers from one account on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Names the batch, up to 35 carried characters; stands on the statement where it is booked as one sum.
    pub id: String,
    /// The day on which the bank carries it out.
    pub day: Date,
    /// Our account.
    pub from: Holder,
    /// Whether the statement shows one sum and not each transfer.
    pub is_one_sum: bool,
    /// Whether they are sent as instant payments.
    pub is_instant: bool,
    /// The payments, at least one.
    pub transfers: Vec<Transfer>,
}

/// The file for the bank, or everything that is wrong with the order.
pub fn write(header: &Header, batches: &[Batch]) -> Result<Vec<u8>, Vec<OrderFault>> {
    check(header, batches)?;
    let total = |batch: &Batch| Cents(batch.transfers.iter().map(|transfer| transfer.amount.0).sum());
    let payments = batches.iter().map(|batch| batch.transfers.len()).sum();
    let sum = Cents(batches.iter().map(|batch| total(batch).0).sum());
    let mut xml = Xml::new();
    let space = [("xmlns", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")];
    xml.inside_with("Document", &space, |xml| {
        xml.inside("CstmrCdtTrfInitn", |xml| {
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
    xml.leaf("PmtMtd", "TRF");
    xml.leaf("BtchBookg", if batch.is_one_sum { "true" } else { "false" });
    xml.totals(batch.transfers.len(), total);
    xml.inside("PmtTpInf", |xml| {
        xml.path(&["SvcLvl", "Cd"], "SEPA");
        if batch.is_instant {
            xml.path(&["LclInstrm", "Cd"], "INST");
        }
    });
    xml.path(&["ReqdExctnDt", "Dt"], &batch.day.to_string());
    xml.path(&["Dbtr", "Nm"], &carried(&batch.from.name));
    xml.path(&["DbtrAcct", "Id", "IBAN"], batch.from.iban.as_str());
    xml.bank("DbtrAgt", batch.from.bic.as_ref());
    xml.leaf("ChrgBr", "SLEV");
    for transfer in &batch.transfers {
        xml.inside("CdtTrfTxInf", |xml| {
            xml.path(&["PmtId", "EndToEndId"], &transfer.end_to_end_id);
            xml.inside("Amt", |xml| xml.amount(transfer.amount));
            if transfer.to.bic.is_some() {
                xml.bank("CdtrAgt", transfer.to.bic.as_ref());
            }
            xml.path(&["Cdtr", "Nm"], &carried(&transfer.to.name));
            xml.path(&["CdtrAcct", "Id", "IBAN"], transfer.to.iban.as_str());
            xml.remittance(transfer.remittance.as_ref());
        });
    }
}

fn check(header: &Header, batches: &[Batch]) -> Result<(), Vec<OrderFault>> {
    let mut faults = Faults::default();
    faults.header(header, batches.len());
    for (at, batch) in batches.iter().enumerate() {
        faults.batch(at, &batch.id, &batch.from, batch.transfers.len());
        for (at, one) in batch.transfers.iter().enumerate() {
            faults.payment(at, &one.end_to_end_id, one.amount, &one.to, one.remittance.as_ref());
        }
    }
    faults.outcome()
}
