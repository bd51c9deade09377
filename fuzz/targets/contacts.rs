//! Any bytes as a table of contacts, with a region and without. Every line taken has an address and a body of the
//! register, each pair once; a fault has words in both languages and a line that the file has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_core::register::Register;
use rathaus_forum::input::contacts::{MOST_LINES, read_contacts};
use std::collections::BTreeSet;

fuzz_target!(|bytes: &[u8]| {
    for near in [None, "06633000".parse().ok()] {
        let (lines, faults) = read_contacts("contacts.csv", bytes, near);
        assert!(lines.len() <= MOST_LINES);
        let mut seen = BTreeSet::new();
        for line in &lines {
            assert!(line.email.contains('@') && line.line >= 1);
            assert!(Register::germany().name(line.ags).is_some(), "{}", line.ags);
            assert!(seen.insert((line.ags, line.email.to_lowercase())));
        }
        if !faults.0.is_empty() {
            rathaus_fuzz::check(&faults, "contacts.csv", Some(rathaus_fuzz::lines(bytes)));
        }
    }
});
