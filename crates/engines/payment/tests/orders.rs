//! Orders to the bank, held against the schemas of ISO 20022 where they lie beside the repository.

use proptest::prelude::*;
use rathaus_core::Cents;
use rathaus_payment::OrderFault;
use rathaus_payment::collection::{self, Mandate};
use rathaus_payment::transfer::{self, Header, Remittance};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::orders_of_a_town::{debits, header, transfers};

/// What xmllint says against a schema; `None` where one of the two is missing.
fn validate(schema: &str, bytes: &[u8]) -> Option<Result<(), String>> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/sepa/xsd").join(schema);
    if !schema.is_file() {
        println!("passed over: no {} beside the repository", schema.display());
        return None;
    }
    let mut lint = Command::new("xmllint");
    lint.args(["--noout", "--schema"]).arg(schema).arg("-");
    lint.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let Ok(mut child) = lint.spawn() else {
        println!("passed over: no xmllint (Debian's libxml2-utils)");
        return None;
    };
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() { Ok(()) } else { Err(says) })
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn transfers_hold_to_the_schema_and_their_sums() {
    let written = transfer::write(&header(), &transfers()).unwrap();
    assert_eq!(written, transfer::write(&header(), &transfers()).unwrap());
    if let Some(says) = validate("pain.001.001.09.xsd", &written) {
        assert_eq!(says, Ok(()));
        // The schema is asked and not only present: a wrong element is refused.
        let broken = text(written.clone()).replace("NbOfTxs", "NbOfTx");
        assert!(validate("pain.001.001.09.xsd", broken.as_bytes()).unwrap().is_err());
    }
    let written = text(written);
    for part in [
        "<CreDtTm>2026-03-02T08:15:30Z</CreDtTm>",
        "<NbOfTxs>3</NbOfTxs>\n   <CtrlSum>1000001234.60</CtrlSum>",
        "<CtrlSum>1234.61</CtrlSum>",
        "<InstdAmt Ccy=\"EUR\">999999999.99</InstdAmt>",
        "<Nm>Joerg (Mueller) + Soehne</Nm>",
        "<Ustrd>Zuschuss ",
        "<Cd>SCOR</Cd>",
        "<Nm>Stadt Gruenberg</Nm>",
    ] {
        assert!(written.contains(part), "{part} in\n{written}");
    }
}

#[test]
fn collections_hold_to_the_schema_and_their_sums() {
    let written = collection::write(&header(), &debits()).unwrap();
    if let Some(says) = validate("pain.008.001.08.xsd", &written) {
        assert_eq!(says, Ok(()));
    }
    let written = text(written);
    for part in [
        "<CtrlSum>41.60</CtrlSum>",
        "<SeqTp>FRST</SeqTp>",
        "<SeqTp>RCUR</SeqTp>",
        "<SeqTp>OOFF</SeqTp>",
        "<SeqTp>FNAL</SeqTp>",
        "<MndtId>M-1</MndtId>",
        "<DtOfSgntr>2025-12-31</DtOfSgntr>",
        "<Id>DE98ZZZ09999999999</Id>",
        "<Id>NOTPROVIDED</Id>",
        "<Nm>Elodie Weiss</Nm>",
    ] {
        assert!(written.contains(part), "{part}");
    }
}

fn told(faults: Vec<OrderFault>) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn every_mistake_of_an_order_with_its_place() {
    let mut batches = transfers();
    batches[0].transfers[0].amount = Cents(0);
    batches[0].transfers[1].end_to_end_id = "Ä//".into();
    batches[0].transfers[1].remittance = Some(Remittance::Text("x".repeat(141)));
    batches[1].id = "B1".into();
    batches[1].transfers[0].to.name = " ".into();
    let long = Header { message_id: "M".repeat(36), ..header() };
    assert_eq!(
        told(transfer::write(&long, &batches).unwrap_err()),
        [
            "batch None, payment None: MessageId has 36 characters, at most 35 are carried",
            "batch Some(0), payment Some(0): Amount lies outside EUR 0.01 to EUR 999999999.99",
            "batch Some(0), payment Some(1): EndToEndId holds the character 'Ä', which banks do not carry",
            "batch Some(0), payment Some(1): EndToEndId begins or ends with / or holds //",
            "batch Some(0), payment Some(1): Text has 141 characters, at most 140 are carried",
            "batch Some(1), payment None: BatchId stands twice",
            "batch Some(1), payment Some(0): Name is empty",
        ]
    );
    assert_eq!(
        told(transfer::write(&header(), &[]).unwrap_err()),
        ["batch None, payment None: Batches is empty"]
    );
}

#[test]
fn a_mandate_is_signed_before_and_first_only_once() {
    let mut batches = debits();
    batches[0].debits[1].mandate = Mandate { id: "M-1".into(), signed: "2026-03-11".parse().unwrap() };
    batches[1].debits.clear();
    assert_eq!(
        told(collection::write(&header(), &batches).unwrap_err()),
        [
            "batch Some(0), payment Some(1): Mandate stands twice",
            "batch Some(0), payment Some(1): Signature is after the day of collection",
            "batch Some(1), payment None: Payments is empty",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_people_are_called_the_file_is_well_formed(name in "\\PC{1,40}", words in any::<String>(), cents in 1i64..1_000_000) {
        let mut batches = transfers();
        let payment = &mut batches[0].transfers[0];
        payment.to.name = name;
        payment.remittance = Some(Remittance::Text(words));
        payment.amount = Cents(cents);
        match transfer::write(&header(), &batches) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).unwrap();
                let mut reader = quick_xml::Reader::from_str(&text);
                while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
                prop_assert!(text.is_ascii());
            }
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
