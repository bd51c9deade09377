//! Any text as a form, and what follows it after an empty line as answers of a program.
//! A sound form reads back from its own JSON, and its answers can be checked, taken into the same
//! form, printed and sent by a page; whatever they are, nothing panics.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use rathaus_core::Lang;
use rathaus_procedure::faults::fault_keys;
use rathaus_procedure::read::{page_values, read_page};
use rathaus_procedure::{Answers, Definition, check, difference, printable, rebase, visible};

fuzz_target!(|text: &str| {
    let today = date(2026, 11, 22);
    let (form, answers) = text.split_once("\n\n").unwrap_or((text, "{}"));
    let form = match Definition::from_json(form) {
        Ok(form) => form,
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in &faults {
                assert!(fault_keys().contains(&fault.what.key()));
                assert!(fault.at.is_empty() || fault.at.starts_with('/'));
            }
            return;
        }
    };
    assert_eq!(Definition::from_json(&form.to_json()).as_ref(), Ok(&form));
    assert!(difference(&form, &form).is_empty());
    let Ok(answers) = serde_json::from_str::<Answers>(answers) else { return };
    let mistakes = check(&form, &answers, today);
    assert_eq!(mistakes, check(&form, &answers, today));
    let submitted = answers.submitted(&form, today);
    assert_eq!(visible(&form, &submitted, today), visible(&form, &answers, today));
    let _ = rebase(&answers, &form, &form);
    for lang in Lang::ALL {
        let _ = printable(&form, Some(&answers), lang, today);
        for mistake in &mistakes {
            let _ = mistake.what.args(lang);
        }
    }
    for page in &form.pages {
        let _ = read_page(page, &page_values(page, &answers));
    }
});
