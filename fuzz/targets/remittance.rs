//! Any text as the remittance text of a payment. What is found in it is a reference, each once; a reference among the words
//! is found whatever stands around it; what is carried by banks holds only their letters and stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_payment::alphabet::{carried, is_carried};
use rathaus_payment::{Iban, Reference};
use std::collections::BTreeSet;

fuzz_target!(|text: &str| {
    let found = Reference::find(text);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
    for reference in &found {
        assert_eq!(reference.as_str().parse().as_ref(), Ok(reference));
        assert!(Reference::find(&format!("{text}; {reference} {text}")).contains(reference));
    }
    if let Ok(reference) = Reference::new(text) {
        assert!(Reference::find(&reference.to_string().to_lowercase()).contains(&reference));
    }
    if let Ok(reference) = text.parse::<Reference>() {
        assert_eq!(reference.to_string().parse(), Ok(reference));
    }
    if let Ok(iban) = text.parse::<Iban>() {
        assert_eq!(iban.to_string().parse(), Ok(iban));
    }
    let once = carried(text);
    assert!(once.chars().all(is_carried));
    assert_eq!(carried(&once), once);
});
