//! A schema of XDatenfelder 2 or 3 and a code list of genericode. What is read is written and comes back equal; what is
//! refused names its mistakes by lines that the file has, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_fim::{Faults, genericode, read, write};

fn check(faults: &Faults, bytes: &[u8]) {
    assert!(!faults.0.is_empty() && faults.0.len() <= Faults::LIMIT);
    assert!(faults.0.is_sorted_by_key(|fault| fault.line));
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    for fault in &faults.0 {
        assert!((1..=lines).contains(&(fault.line as usize)), "line {} of {lines}: {fault}", fault.line);
        assert!(!fault.to_string().is_empty());
    }
}

fuzz_target!(|bytes: &[u8]| {
    match read(bytes) {
        Ok(document) => {
            let written = write(&document).expect("what was read can be written");
            let again = read(written.as_bytes()).unwrap_or_else(|faults| panic!("{faults}\n{written}"));
            assert_eq!(again, document, "{written}");
            let _ = document.contradictions();
        }
        Err(faults) => check(&faults, bytes),
    }
    match genericode::read(bytes) {
        Ok(list) => {
            assert!(list.rows.iter().all(|row| row.len() == list.columns.len()));
            assert!(list.keys.iter().flat_map(|key| &key.columns).all(|column| *column < list.columns.len()));
        }
        Err(faults) => check(&faults, bytes),
    }
});
