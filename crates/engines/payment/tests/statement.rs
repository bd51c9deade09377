//! Statements written here: what a German bank sends, and what nobody should.

use proptest::prelude::*;
use rathaus_core::Cents;
use rathaus_payment::statement::{FaultKind, Note, Status, Version, read};

const V02: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02";
const V08: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

fn balance(kind: &str, amount: &str, day: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )
}

fn document(namespace: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"{namespace}\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T06:00:00+01:00</CreDtTm></GrpHdr>\n<Stmt><Id>S1</Id>\
         <ElctrncSeqNb>41</ElctrncSeqNb><CreDtTm>2026-03-02T06:00:00+01:00</CreDtTm>\
         <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{inner}</Stmt></BkToCstmrStmt></Document>"
    )
}

const FEE: &str = "<Ntry><Amt Ccy=\"EUR\">25.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>A1</AcctSvcrRef>\
    <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
    <RltdPties><Dbtr><Nm>Jörg Müller &amp; Sohn</Nm></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>\
    <RmtInf><Ustrd>Gebühr RF18 5390</Ustrd><Ustrd>0754 7034</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>";

const BATCH: &str = "<Ntry><Amt Ccy=\"EUR\">30.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt>\
    <NtryDtls><Btch><PmtInfId>B7</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>\
    <TxDtls><Refs><EndToEndId>E1</EndToEndId><MndtId>M-1</MndtId></Refs><AmtDtls><TxAmt><Amt Ccy=\"EUR\">10.50</Amt></TxAmt></AmtDtls></TxDtls>\
    <TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy=\"EUR\">20</Amt></TxAmt></AmtDtls></TxDtls>\
    </NtryDtls></Ntry>";

const RETURN: &str = "<Ntry><Amt Ccy=\"EUR\">13.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt>\
    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>\
    <NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>\
    <AmtDtls><InstdAmt><Amt Ccy=\"EUR\">10.50</Amt></InstdAmt><TxAmt><Amt Ccy=\"EUR\">13.50</Amt></TxAmt></AmtDtls>\
    <Chrgs><Amt Ccy=\"EUR\">3.00</Amt></Chrgs>\
    <RltdPties><Dbtr><Nm>Jörg Müller</Nm></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>\
    <Cdtr><Nm>Gemeinde</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></RltdPties>\
    <RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Konto aufgelöst</AddtlInf></RtrInf></TxDtls></NtryDtls></Ntry>";

fn sound() -> String {
    let inner = [
        balance("PRCD", "100.00", "2026-02-27"),
        balance("CLBD", "142.00", "2026-03-02"),
        FEE.into(),
        BATCH.into(),
        RETURN.into(),
    ];
    document(V02, &inner.join("\n"))
}

#[test]
fn a_day_at_a_german_bank() {
    let delivery = read(sound().as_bytes()).unwrap();
    assert_eq!((delivery.version, delivery.message_id.as_str()), (Version::V02, "M1"));
    let statement = &delivery.statements[0];
    assert_eq!((statement.id.as_str(), statement.number.as_deref()), ("S1", Some("41")));
    assert!(statement.account.is_iban);
    assert_eq!(statement.notes, []);
    let entry = &statement.entries[2];
    assert!(entry.is_reversal && entry.status == Status::Booked);
    assert_eq!(entry.business.as_deref(), Some("PMNT/IDDT/UPDD"));
    assert_eq!(entry.payments[0].charges[0].amount.cents, Cents(-300));
    let lines = statement.lines();
    let amounts: Vec<i64> = lines.iter().map(|line| line.cents.0).collect();
    assert_eq!(amounts, [2500, 1050, 2000, -1350]);
    assert_eq!(lines[0].name.as_deref(), Some("Jörg Müller & Sohn"));
    assert_eq!(lines[0].text, "Gebühr RF18 5390\n0754 7034");
    assert_eq!((lines[0].end_to_end.as_deref(), lines[0].has_bank_reference), (None, true));
    assert_eq!((lines[1].end_to_end.as_deref(), lines[1].batch.as_deref()), (Some("E1"), Some("B7")));
    // A return keeps the parts of the payment: the town is still the creditor, the other side the debtor.
    assert_eq!(lines[3].account.as_deref(), Some("DE02120300000000202051"));
    assert_eq!(lines[3].returned.as_ref().unwrap().code.as_deref(), Some("AC04"));
}

#[test]
fn prefixes_do_not_matter_and_other_messages_are_named() {
    let plain = sound();
    let prefixed = plain
        .replace("xmlns=", "xmlns:c=")
        .replace("</", "</c:")
        .replace('<', "<c:")
        .replace("<c:/c:", "</c:")
        .replace("<c:?", "<?");
    let (one, other) = (read(plain.as_bytes()).unwrap(), read(prefixed.as_bytes()).unwrap());
    assert_eq!(one.statements[0].lines(), other.statements[0].lines());
    for (namespace, name) in [
        ("urn:iso:std:iso:20022:tech:xsd:camt.052.001.02", "camt.052.001.02"),
        ("urn:iso:std:iso:20022:tech:xsd:camt.053.001.10", "camt.053.001.10"),
        ("http://www.w3.org/1999/xhtml", "//www.w3.org/1999/xhtml"),
    ] {
        let faults = read(document(namespace, "").as_bytes()).unwrap_err();
        assert_eq!(faults[0].kind, FaultKind::Kind(name.into()));
        assert_eq!(faults[0].line, 2);
    }
    assert!(matches!(read(b"<html/>").unwrap_err()[0].kind, FaultKind::Kind(_)));
    assert!(matches!(read(b"").unwrap_err()[0].kind, FaultKind::Xml(_)));
}

#[test]
fn every_mistake_with_its_line() {
    let inner = [
        balance("OPBD", "100.00", "2026-02-30"),
        FEE.replace("25.00", "25.001"),
        FEE.replace("CRDT", "CREDIT"),
        FEE.replace("25.00", "-25.00"),
        FEE.replace("Ccy=\"EUR\"", "Ccy=\"Euro\""),
        FEE.replace("<Sts>BOOK</Sts>", ""),
        FEE.replace(" Ccy=\"EUR\"", ""),
        FEE.replace("25.00", "1234567890123456789"),
    ];
    let faults = read(document(V02, &inner.join("\n")).as_bytes()).unwrap_err();
    let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "line 4, Stmt/Bal/Dt: \"2026-02-30\" is no day",
            "line 5, Stmt/Ntry/Amt: 25.001 has a part of a cent",
            "line 6, Stmt/Ntry/CdtDbtInd: \"CREDIT\" is neither CRDT nor DBIT",
            "line 7, Stmt/Ntry/Amt: \"-25.00\" is no amount",
            "line 8, Stmt/Ntry/Amt: \"Euro\" is no currency of three letters",
            "line 9, Stmt/Ntry: has no Sts",
            "line 10, Stmt/Ntry/Amt: has no Ccy",
            "line 11, Stmt/Ntry/Amt: \"1234567890123456789\" is no amount",
        ]
    );
}

#[test]
fn traps_are_refused() {
    let kind = |text: &str| read(text.as_bytes()).unwrap_err().remove(0).kind;
    let bomb = sound().replace("<Document", "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><Document");
    assert_eq!(kind(&bomb), FaultKind::Doctype);
    assert_eq!(kind(&sound().replace("Sohn", "&a;")), FaultKind::Entity("a".into()));
    assert_eq!(kind(&sound().replace("Sohn", "\u{1}")), FaultKind::Character(1));
    assert_eq!(kind(&sound().replace("Sohn", "&#1;")), FaultKind::Character(1));
    assert_eq!(kind(&sound().replace("UTF-8", "ISO-8859-1")), FaultKind::Encoding);
    assert_eq!(kind(&document(V08, &"<A>".repeat(100_000))), FaultKind::Deep);
    assert!(matches!(kind(&sound().replace("</Stmt>", "")), FaultKind::Xml(_)));
    assert!(matches!(kind(sound().strip_suffix("</Document>").unwrap()), FaultKind::Xml(_)));
    assert!(matches!(kind(&format!("{}<more/>", sound())), FaultKind::Xml(_)));
    assert_eq!(
        read(b"<a>\n\xff</a>").unwrap_err()[0].to_string(),
        "line 2, Document: the file is not written in UTF-8"
    );
    assert!(read(format!("\u{feff}{}", sound()).as_bytes()).is_ok());
}

#[test]
fn what_does_not_add_up_is_noted() {
    let wrong = sound().replace("142.00", "142.01");
    let statement = &read(wrong.as_bytes()).unwrap().statements[0];
    assert!(matches!(statement.notes[..], [Note::Sum { difference: Cents(1), entries: Cents(4200), .. }]));
    // The payments of a batch do not make its amount: it is one line, nothing is invented.
    let wrong = sound().replace(">20</Amt>", ">21</Amt>");
    let statement = &read(wrong.as_bytes()).unwrap().statements[0];
    assert!(matches!(statement.notes[..], [Note::Details { payments: Some(Cents(3150)), .. }]));
    assert_eq!(statement.lines().len(), 3);
    assert_eq!(statement.lines()[1].cents, Cents(3050));
    let none = read(document(V02, FEE).as_bytes()).unwrap();
    assert_eq!(none.statements[0].notes, [Note::Unchecked]);
}

#[test]
fn what_is_expected_is_no_money() {
    let pending = document(V08, &FEE.replace("<Sts>BOOK</Sts>", "<Sts><Cd>PDNG</Cd></Sts>"));
    let statement = &read(pending.as_bytes()).unwrap().statements[0];
    assert_eq!(statement.entries[0].status, Status::Pending);
    assert_eq!(statement.lines(), []);
    assert_eq!(statement.booked(), Cents(0));
}

#[test]
fn a_second_export_has_the_same_fingerprint() {
    let first = read(sound().as_bytes()).unwrap();
    let again = sound()
        .replace("<Id>S1</Id>", "<Id>S99</Id>")
        .replace("M1", "M2")
        .replace("T06:00", "T09:30")
        .replace('\n', "\r\n  ")
        .replace("5390</Ustrd><Ustrd>0754", "53</Ustrd>\n<Ustrd>90 0754");
    let second = read(again.as_bytes()).unwrap();
    assert_eq!(first.statements[0].fingerprint(), second.statements[0].fingerprint());
    for other in [
        sound().replace("25.00", "25.10"),
        sound().replace("5390", "5391"),
        sound().replace("142.00", "143.00"),
    ] {
        let other = read(other.as_bytes()).unwrap();
        assert_ne!(first.statements[0].fingerprint(), other.statements[0].fingerprint());
    }
}

proptest! {
    #[test]
    fn amounts_are_exact(cents in 0i64..1_000_000_000_000_000, zeros in 0usize..4, plus: bool) {
        let text = format!("{}{}.{:02}{}", if plus { "+" } else { "" }, cents / 100, cents % 100, "0".repeat(zeros.min(1)));
        let file = document(V02, &FEE.replace("25.00", &text));
        let statement = read(file.as_bytes()).unwrap().statements.remove(0);
        prop_assert_eq!(statement.entries[0].amount.cents, Cents(cents));
        prop_assert_eq!(statement.booked(), Cents(cents));
    }

    #[test]
    fn any_cut_is_refused_and_no_change_breaks_the_reader(cut in 0usize..4000, byte: u8, at in 0usize..4000) {
        let whole = sound();
        let cut = cut.min(whole.len() - 1);
        prop_assert!(read(&whole.as_bytes()[..cut]).is_err());
        let mut changed = whole.into_bytes();
        let at = at.min(changed.len() - 1);
        changed[at] = byte;
        if let Err(faults) = read(&changed) {
            prop_assert!(!faults.is_empty());
        }
    }
}
