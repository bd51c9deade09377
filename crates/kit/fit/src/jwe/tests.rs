use super::*;
use crate::key::EncryptionKey;
use proptest::prelude::*;
use std::sync::LazyLock;

static KEYS: LazyLock<Vec<DecryptionKey>> =
    LazyLock::new(|| vec![DecryptionKey::read(include_str!("../../tests/keys/opens.json")).unwrap()]);
static STRANGER: LazyLock<DecryptionKey> =
    LazyLock::new(|| DecryptionKey::read(include_str!("../../tests/keys/stranger.json")).unwrap());

fn sealed(content: &[u8], zip: Zip) -> String {
    seal(content, &EncryptionKey::read(&KEYS[0].public_jwk()).unwrap(), zip).unwrap()
}

fn why(token: &str, limit: usize) -> Why {
    let unreadable = open(token, &KEYS, limit).unwrap_err();
    assert_eq!(unreadable.to_string(), "the encrypted part cannot be read");
    unreadable.why().clone()
}

/// The token with another header, whose tag therefore no longer fits.
fn headed(token: &str, header: &str) -> String {
    format!("{}.{}", BASE64URL.encode(header), token.split_once('.').unwrap().1)
}

#[test]
fn what_was_sealed_is_opened() {
    for (content, zip) in
        [(&b"{\"a\":1}"[..], Zip::Deflate), (b"<a/>", Zip::None), (b"", Zip::Deflate), (b"", Zip::None)]
    {
        let token = sealed(content, zip);
        let opened = open(&token, &KEYS, 100).unwrap();
        assert_eq!(opened.content, content);
        assert_eq!(opened.tag, tag(&token).unwrap());
        assert_eq!(opened.key_id, "test-opens");
        assert!(!format!("{opened:?}").contains("123, 34"), "no content in {opened:?}");
    }
}

#[test]
fn the_limit_is_exact_for_both() {
    let content = vec![7; 5000];
    for zip in [Zip::Deflate, Zip::None] {
        let token = sealed(&content, zip);
        assert!(open(&token, &KEYS, 5000).is_ok());
        assert!(matches!(why(&token, 4999), Why::ContentTooLong(4999)));
    }
    // Content that deflating makes longer still passes at its own length.
    let mut noise = vec![0; 300_000];
    getrandom::fill(&mut noise).unwrap();
    assert!(open(&sealed(&noise, Zip::Deflate), &KEYS, 300_000).is_ok());
    assert!(matches!(why(&sealed(&noise, Zip::None), 1000), Why::TokenTooLong(..)));
}

#[test]
fn a_bomb_is_inflated_to_the_limit_and_no_further() {
    let token = sealed(&vec![0; 64 << 20], Zip::Deflate);
    assert!(token.len() < 200_000);
    assert_eq!(why(&token, 1 << 20), Why::ContentTooLong(1 << 20));
}

#[test]
fn other_algorithms_are_not_even_tried() {
    let token = sealed(b"x", Zip::None);
    let cases = [
        (r#"{"alg":"RSA-OAEP","enc":"A256GCM","kid":"test-opens"}"#, Why::Header("alg")),
        (r#"{"alg":"RSA1_5","enc":"A256GCM","kid":"test-opens"}"#, Why::Header("alg")),
        (r#"{"alg":"dir","enc":"A256GCM","kid":"test-opens"}"#, Why::Header("alg")),
        (r#"{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"test-opens"}"#, Why::Header("enc")),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"GZ","kid":"test-opens"}"#, Why::Header("zip")),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":["b64"],"kid":"test-opens"}"#, Why::Header("crit")),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#, Why::Header("kid")),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"other"}"#, Why::UnknownKey("other".into())),
        (r#"{"alg":"RSA-OAEP-256","alg":"RSA-OAEP-256","enc":"A256GCM"}"#, Why::Malformed("the header")),
        (r#"["RSA-OAEP-256"]"#, Why::Malformed("the header")),
        // Everything is right, but not what was sealed.
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"test-opens"}"#, Why::Tag),
    ];
    for (header, expected) in cases {
        assert_eq!(why(&headed(&token, header), 100), expected, "{header}");
    }
}

#[test]
fn a_key_of_the_same_name_opens_nothing() {
    let named = STRANGER.secret_jwk().replace("test-stranger", "test-opens");
    let other = [DecryptionKey::read(&named).unwrap()];
    assert_eq!(open(&sealed(b"x", Zip::None), &other, 100).unwrap_err().why(), &Why::Tag);
}

#[test]
fn every_byte_of_vector_and_tag_matters() {
    let token = sealed(b"content", Zip::None);
    let from = token.match_indices('.').nth(1).unwrap().0;
    for place in (from..token.len()).step_by(3) {
        refuses_flipped(&token, place, 1);
    }
}

fn refuses_flipped(token: &str, place: usize, mask: u8) {
    let mut bytes = token.as_bytes().to_vec();
    bytes[place] ^= mask;
    let changed = String::from_utf8_lossy(&bytes);
    assert!(open(&changed, &KEYS, 1000).is_err(), "byte {place} ^ {mask}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_byte_is_refused(place in any::<prop::sample::Index>(), mask in 1_u8..128, is_deflated: bool) {
        let token = sealed(b"{\"name\":\"Anna\"}", if is_deflated { Zip::Deflate } else { Zip::None });
        refuses_flipped(&token, place.index(token.len()), mask);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        prop_assert!(open(&String::from_utf8_lossy(&bytes), &KEYS, 1000).is_err());
    }

    #[test]
    fn no_parts_panic(parts in prop::collection::vec("[A-Za-z0-9_-]{0,24}", 4..6)) {
        let header = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"test-opens","zip":"DEF"}"#;
        let token = format!("{}.{}", BASE64URL.encode(header), parts.join("."));
        prop_assert!(open(&token, &KEYS, 1000).is_err());
    }
}
