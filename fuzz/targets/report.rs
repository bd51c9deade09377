//! Any bytes as a message that a mail server hands to `rathaus mail bounce`. What is read is one short line with the id
//! of a mail and an address, and the same every time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_web::mail::Report;

fuzz_target!(|bytes: &[u8]| {
    let report = Report::read(bytes);
    assert_eq!(report, Report::read(bytes));
    let Some(report) = report else { return };
    assert!(report.message_id.starts_with('<') && report.message_id.ends_with('>'));
    assert!(report.message_id.len() <= 302);
    assert!(!report.words.chars().any(char::is_control) && report.words.chars().count() <= 400);
    let _ = report.mail();
});
