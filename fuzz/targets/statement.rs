//! Any bytes as an account statement. A refusal names lines that the file has; a statement's lines make the sum of its booked
//! entries in euros, and the same bytes give the same answer and the same fingerprints.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_payment::statement::{Currency, MOST_FAULTS, Status, read};

fuzz_target!(|bytes: &[u8]| {
    let answer = read(bytes);
    match &answer {
        Err(faults) => {
            assert!(!faults.is_empty() && faults.len() <= MOST_FAULTS);
            let lines = rathaus_fuzz::lines(bytes);
            for fault in faults {
                assert!((1..=lines).contains(&fault.line), "{fault}");
                assert!(!fault.to_string().is_empty());
            }
        }
        Ok(delivery) => {
            assert!(!delivery.statements.is_empty());
            for statement in &delivery.statements {
                let euros = statement.entries.iter().filter(|entry| entry.amount.currency == Currency::EURO);
                let booked: i64 =
                    euros.filter(|entry| entry.status == Status::Booked).map(|entry| entry.amount.cents.0).sum();
                let lines = statement.lines();
                assert_eq!(lines.iter().map(|line| line.cents.0).sum::<i64>(), booked);
                assert_eq!(statement.fingerprint(), statement.clone().fingerprint());
            }
        }
    }
    assert_eq!(answer, read(bytes));
});
