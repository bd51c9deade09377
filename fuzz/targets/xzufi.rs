//! Any bytes as the description of a service (XZuFi). A refusal names a line that the file has; what is read has a name and fits
//! into the fields that the office may edit, and the same bytes give the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_services::xzufi::{XzufiError, read_description};

fuzz_target!(|bytes: &[u8]| {
    let answer = read_description(bytes);
    assert_eq!(answer, read_description(bytes));
    match answer {
        Err(XzufiError::Malformed(line) | XzufiError::Entity(line)) => {
            assert!((1..=rathaus_fuzz::lines(bytes)).contains(&line), "line {line}");
        }
        Err(error) => assert!(!error.words().0.is_empty()),
        Ok(content) => {
            let length = |text: &str| text.chars().count();
            assert!((1..=160).contains(&length(&content.title.de)) && !content.title.de.contains('\n'));
            assert!((1..=1_000).contains(&length(&content.summary.de)));
            for (words, most) in [(&content.who, 1_000), (&content.cost, 1_000), (&content.takes, 400)] {
                assert!(words.iter().all(|words| (1..=most).contains(&length(&words.de))));
            }
            assert!(length(&content.legal_basis) <= 400 && length(&content.fim) <= 20);
            assert!(length(&content.synonyms.join("\n")) <= 2_000);
        }
    }
});
