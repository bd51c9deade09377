//! Any bytes as a bundle, and any bytes as each kind of file in a sound one: mutating a packed file would end at its check
//! sums. What is read packs to itself again; a refusal names what is wrong in words that there are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_web::bundle::archive::{MOST_FILES, MOST_UNPACKED, is_path};
use rathaus_web::bundle::{Bundle, BundleFault, Manifest, Origin, PartFiles, read_json};

fuzz_target!(|bytes: &[u8]| {
    match Bundle::read(bytes) {
        Ok(bundle) => {
            let all = || bundle.parts.iter().flat_map(|(part, files)| files.iter().map(move |(name, bytes)| (part, name, bytes)));
            assert!(all().all(|(part, name, _)| is_path(&format!("{part}/{name}"))));
            assert!(all().count() <= MOST_FILES);
            assert!(all().map(|(_, _, bytes)| bytes.len() as u64).sum::<u64>() <= MOST_UNPACKED);
            let again = Bundle::read(&bundle.pack().expect("packed")).expect("what was read reads again");
            assert_eq!(again.parts, bundle.parts);
        }
        Err(faults) => {
            assert!(!faults.is_empty() && faults.is_sorted());
            for fault in faults {
                assert!(BundleFault::KEYS.contains(&fault.words().0));
            }
        }
    }
    let Ok(manifest) = read_json::<Manifest>(br#"{"format": "rathaus-bundle", "version": 1, "made_at": "2026-06-01T08:00:00Z", "program": "1", "from": {"name": "a", "address": "b"}}"#) else {
        unreachable!("a manifest")
    };
    let mut bundle = Bundle::new(Origin { name: "a".to_owned(), address: "b".to_owned() }, manifest.made_at);
    bundle.put("forms", PartFiles::from([("x.json".to_owned(), bytes.to_vec())]));
    let packed = bundle.pack().expect("packed in memory");
    assert_eq!(Bundle::read(&packed).as_ref(), Ok(&bundle));
    let _ = read_json::<Manifest>(bytes);
});
