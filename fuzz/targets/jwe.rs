//! What arrives over FIT-Connect: a locked part, whole or with foreign pieces behind a right header, a sealed content
//! with one byte changed, the metadata, an event and a key. Nothing panics, nothing foreign is opened, what was sealed
//! is opened as it was, and no content is larger than its limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_fit::jwe::{Zip, open, seal, tag};
use rathaus_fit::key::EncryptionKey;
use rathaus_fit::metadata::{Metadata, MetadataFault};
use rathaus_fit::{DecryptionKey, SigningKey, VerificationKeys, event};
use std::sync::LazyLock;

const LIMIT: usize = 4096;
/// `{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"test-opens","zip":"DEF"}`
const HEADER: &str =
    "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoidGVzdC1vcGVucyIsInppcCI6IkRFRiJ9";

static KEYS: LazyLock<Vec<DecryptionKey>> = LazyLock::new(|| {
    vec![
        DecryptionKey::read(include_str!("../../crates/kit/fit/tests/keys/opens.json"))
            .expect("the test key"),
    ]
});
static SEALS: LazyLock<EncryptionKey> =
    LazyLock::new(|| EncryptionKey::read(&KEYS[0].public_jwk()).expect("its public half"));
static CHECKS: LazyLock<VerificationKeys> = LazyLock::new(|| {
    let signs =
        SigningKey::read(include_str!("../../crates/kit/fit/tests/keys/signs.json")).expect("the test key");
    VerificationKeys::read(&signs.public_jwk()).expect("its public half")
});

fn refused(token: &str) {
    let unreadable = open(token, &KEYS, LIMIT).expect_err("foreign bytes were opened");
    assert_eq!(unreadable.to_string(), "the encrypted part cannot be read");
    assert!(!unreadable.why().to_string().is_empty());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    // Each use of the private key takes longer than a thousand of the others: 2 and 3 are to stay rare.
    match kind % 32 {
        0 | 1 => {
            let _ = tag(&text);
            refused(&text);
        }
        2 => refused(&format!("{HEADER}.{text}")),
        3 => {
            // One byte and a place for the change, the rest is content.
            let [mask, high, low, content @ ..] = bytes else { return };
            let zip = if mask & 128 == 0 { Zip::Deflate } else { Zip::None };
            let token = seal(content, &SEALS, zip).expect("sealing");
            let mask = mask & 127;
            if mask == 0 {
                let opened = open(&token, &KEYS, LIMIT);
                assert_eq!(opened.is_ok(), content.len() <= LIMIT);
                assert!(opened.is_ok_and(|opened| opened.content == content) || content.len() > LIMIT);
            } else {
                let mut changed = token.into_bytes();
                let place = usize::from(u16::from_be_bytes([*high, *low])) % changed.len();
                changed[place] ^= mask;
                refused(&String::from_utf8_lossy(&changed));
            }
        }
        4..=15 => match Metadata::read(bytes) {
            Ok(metadata) => assert!(metadata.schema.starts_with("https://schema.fitko.de/")),
            Err(MetadataFault::Member { path, what }) => assert!(!path.is_empty() && !what.is_empty()),
            Err(_) => {}
        },
        16..=19 => assert!(event::read(&text, &CHECKS).is_err(), "foreign bytes were signed"),
        _ => {
            let _ = VerificationKeys::read(&text);
            let _ = DecryptionKey::read(&text);
        }
    }
});
