//! Any bytes as the ZIP file of a folder, and any bytes as the needs in a sound one: mutating a packed file would end at
//! its check sums. What is unpacked are files a round knows, within the limit; a refusal has words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_forum::input::archive::{pack, unpack};
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    match unpack("round.zip", bytes) {
        Ok(files) => {
            assert!(!files.is_empty() && files.keys().all(|name| !name.contains(['/', '\\'])));
            assert!(files.values().map(Vec::len).sum::<usize>() <= 64 << 20);
        }
        Err(faults) => rathaus_fuzz::check(&faults, "round.zip", None),
    }
    let files = BTreeMap::from([("needs.csv".to_string(), bytes.to_vec())]);
    let packed = pack(&files).expect("packed in memory");
    assert_eq!(unpack("round.zip", &packed), Ok(files));
});
