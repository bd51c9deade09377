//! Any bytes as the settings of a round and as the corrections people made to its areas.
//! Faults are held to the same as those of tables.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["round.toml", "edits.toml"] {
        rathaus_fuzz::read_with(name, bytes);
    }
});
