//! Participants and wishes for talks alone, divided by a zero byte, with wishes free and with agreed pairs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_forum::input::read_talks;

fuzz_target!(|bytes: &[u8]| {
    let mut halves = bytes.splitn(2, |byte| *byte == 0);
    let participants = halves.next().unwrap_or_default();
    let wishes = halves.next().unwrap_or_default();
    for fixed_pairs in [false, true] {
        let answer = read_talks(("participants.csv", participants), ("wishes.csv", wishes), fixed_pairs);
        if let Err(faults) = &answer {
            rathaus_fuzz::check(faults, "participants.csv", Some(rathaus_fuzz::lines(participants)));
            rathaus_fuzz::check(faults, "wishes.csv", Some(rathaus_fuzz::lines(wishes)));
        }
    }
});
