//! Any bytes as a publiccode.yml. It is read as far as it goes, never an error; notes stand in order on lines the file
//! has; the same bytes give the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_forum::publiccode::read;

fuzz_target!(|bytes: &[u8]| {
    let found = read(bytes);
    let lines = rathaus_fuzz::lines(bytes) as usize;
    for note in &found.notes {
        assert!(note.line.is_none_or(|line| line <= lines + 1), "line {:?} of {lines}", note.line);
        assert!(note.about.chars().count() <= 80);
    }
    assert!(found.notes.is_sorted_by_key(|note| note.line.unwrap_or(0)));
    assert_eq!(format!("{found:?}"), format!("{:?}", read(bytes)));
});
