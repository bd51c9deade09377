//! Statements of other people, read beside what another program (genkgo/camt, PHP) made of them.
//!
//! The samples lie outside the repository (`../shared/data/sepa/camt053`); where they are missing the test says so and passes.

use rathaus_payment::statement::{BalanceKind, FaultKind, Note, Statement, Status, read};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn samples() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/sepa/camt053");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("passed over: no ../shared/data/sepa/camt053 beside the repository");
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "xml"));
    files.sort();
    Some(files)
}

/// Every value under a key, wherever it stands.
fn all<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get(key));
            map.values().for_each(|inner| all(inner, key, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| all(inner, key, found)),
        _ => {}
    }
}

/// `18.15 EUR` of either program; theirs keeps currencies without cents whole.
fn theirs(amount: &Value) -> (i64, String) {
    let currency = amount["getCurrency"]["getCode"].as_str().unwrap().to_string();
    let digits: i64 = amount["getAmount"].as_str().unwrap().parse().unwrap();
    (if currency == "JPY" { digits * 100 } else { digits }, currency)
}

fn day(value: &Value) -> Option<&str> {
    value["0"].as_str().and_then(|text| text.get(..10))
}

#[test]
fn every_sample_is_read_as_another_program_reads_it_or_refused_with_its_place() {
    let Some(files) = samples() else { return };
    assert!(files.len() >= 9, "{files:?}");
    let (mut entries_compared, mut messages_compared) = (0, 0);
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let answer = read(&std::fs::read(&path).unwrap());
        let Ok(json) = std::fs::read(path.with_extension("json")) else {
            let faults = answer.expect_err(&name);
            println!("{name}: refused, {}", faults[0]);
            assert_eq!(faults[0].kind, FaultKind::Missing("Stmt"), "{name}");
            assert_eq!(faults[0].line, 3, "{name}");
            continue;
        };
        let delivery = answer.unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        let json: Value = serde_json::from_slice(&json).unwrap();
        // The other program's list holds the entries of a file's last statement alone.
        let ours = &delivery.statements.last().unwrap().entries;
        let other = json["getEntries"].as_array().unwrap();
        assert_eq!(ours.len(), other.len(), "{name}");
        for (entry, other) in ours.iter().zip(other) {
            let amount = (entry.amount.cents.0, entry.amount.currency.to_string());
            assert_eq!(amount, theirs(&other["getAmount"]), "{name}");
            assert_eq!(entry.status == Status::Booked, other["getStatus"] == "BOOK", "{name}");
            assert_eq!(entry.is_reversal, other["getReversalIndicator"] == true, "{name}");
            assert_eq!(
                entry.booked.map(|d| d.to_string()).as_deref(),
                day(&other["getBookingDate"]),
                "{name}"
            );
            assert_eq!(entry.valued.map(|d| d.to_string()).as_deref(), day(&other["getValueDate"]), "{name}");
            assert_eq!(
                entry.bank_reference.as_deref(),
                other["getAccountServicerReference"].as_str(),
                "{name}"
            );
            let payment = &entry.payments[0];
            let reference = &other["getTransactionDetail"]["getReference"];
            assert_eq!(payment.end_to_end.as_deref(), reference["getEndToEndId"].as_str(), "{name}");
            let (mut names, mut messages) = (Vec::new(), Vec::new());
            all(other, "getName", &mut names);
            let names: BTreeSet<&str> = names.into_iter().filter_map(Value::as_str).collect();
            for party in [&payment.debtor, &payment.creditor] {
                for name in [&party.name, &party.ultimate].into_iter().flatten() {
                    assert!(names.contains(name.as_str()), "{name} is not among {names:?}");
                }
            }
            all(other, "getMessage", &mut messages);
            if let Some(message) = messages.first() {
                let words = payment.texts.first().or(payment.references.first()).map(String::as_str);
                assert_eq!(words, message.as_str(), "{name}");
                messages_compared += 1;
            }
            entries_compared += 1;
        }
        let mut balances = Vec::new();
        all(&json, "getBalances", &mut balances);
        let of_theirs: BTreeSet<_> = balances
            .iter()
            .filter_map(|list| list.as_array())
            .flatten()
            .filter(|balance| balance.is_object())
            .map(|balance| (theirs(&balance["getAmount"]), day(&balance["getDate"]).map(String::from)))
            .collect();
        for balance in &delivery.statements.last().unwrap().balances {
            let amount = (balance.amount.cents.0, balance.amount.currency.to_string());
            assert!(of_theirs.contains(&(amount, Some(balance.day.to_string()))), "{name}: {balance:?}");
        }
        println!("{name}: {} statements, {} entries", delivery.statements.len(), ours.len());
    }
    assert!(entries_compared >= 7 && messages_compared >= 5, "{entries_compared}, {messages_compared}");
}

#[test]
fn sums_of_the_samples_that_do_not_add_up_say_by_how_much() {
    let Some(files) = samples() else { return };
    let mut differences = Vec::new();
    for path in files {
        let Ok(delivery) = read(&std::fs::read(&path).unwrap()) else { continue };
        for statement in &delivery.statements {
            for note in &statement.notes {
                if let Note::Sum { difference, .. } = note {
                    differences.push(difference.0);
                    let (opening, closing) = statement.bounds().unwrap();
                    assert_eq!(opening.kind, BalanceKind::Opening);
                    let is = closing.amount.cents.0 - opening.amount.cents.0;
                    assert_eq!(is - booked(statement), difference.0);
                }
            }
        }
    }
    assert!(!differences.is_empty());
}

fn booked(statement: &Statement) -> i64 {
    statement.entries.iter().map(|entry| entry.amount.cents.0).sum()
}
