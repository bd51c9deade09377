//! Any bytes as each table of a round: needs, offers, reviews, participants, wishes.
//! The reader answers with a round or with faults; a fault has words in both languages and a line that the
//! file has; the same bytes give the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["needs.csv", "offers.csv", "reviews.csv", "participants.csv", "wishes.csv"] {
        rathaus_fuzz::read_with(name, bytes);
    }
});
