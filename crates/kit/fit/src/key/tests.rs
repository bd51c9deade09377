use super::*;
use serde_json::{Value, json};

fn sample(name: &str) -> Value {
    let text = match name {
        "opens" => include_str!("../../tests/keys/opens.json"),
        _ => include_str!("../../tests/keys/signs.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_key_is_read_and_published() {
    let opens = DecryptionKey::read(&sample("opens").to_string()).unwrap();
    assert_eq!(opens.id(), "test-opens");
    let public: Value = serde_json::from_str(&opens.public_jwk()).unwrap();
    assert_eq!(public["n"], sample("opens")["n"]);
    assert_eq!(public["key_ops"], json!(["wrapKey"]));
    let members: Vec<_> = public.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["alg", "e", "key_ops", "kid", "kty", "n"], "nothing secret");
    let again: Value = serde_json::from_str(&opens.secret_jwk()).unwrap();
    assert_eq!(again, sample("opens"), "another program made this one");
}

#[test]
fn nothing_secret_is_shown() {
    let signs = SigningKey::read(&sample("signs").to_string()).unwrap();
    assert_eq!(format!("{signs:?}"), r#"SigningKey { id: "test-signs", .. }"#);
    let fault = SigningKey::read(r#"{"kty":"RSA","d":"c2VjcmV0","d":"c2VjcmV0"}"#).unwrap_err();
    assert!(!format!("{fault:?}{fault}").contains("c2VjcmV0"), "{fault}");
}

#[test]
fn keys_of_another_use_are_refused() {
    let member = |fault| match fault {
        KeyFault::Member { member, .. } => member,
        other => panic!("{other}"),
    };
    assert_eq!(member(DecryptionKey::read(&sample("signs").to_string()).unwrap_err()), "alg");
    let cases = [
        ("kty", json!("EC"), "kty"),
        ("key_ops", json!(["decrypt"]), "key_ops"),
        ("key_ops", Value::Null, "key_ops"),
        ("kid", Value::Null, "kid"),
        ("n", json!("AQAB"), "n"),
        ("n", json!("ä"), "n"),
        ("n", json!("A".repeat(2000)), "n"),
        ("d", json!(""), "d"),
        ("q", Value::Null, "q"),
    ];
    for (changed, value, named) in cases {
        let mut key = sample("opens");
        key[changed] = value;
        assert_eq!(member(DecryptionKey::read(&key.to_string()).unwrap_err()), named, "{changed}");
    }
    for number in ["d", "p", "q", "e"] {
        let mut key = sample("opens");
        key[number] = "AQAC".into();
        assert_eq!(DecryptionKey::read(&key.to_string()).unwrap_err(), KeyFault::Numbers, "{number}");
    }
}

#[test]
fn a_set_leaves_out_what_does_not_check_signatures() {
    let signs = SigningKey::read(&sample("signs").to_string()).unwrap().public_jwk();
    let opens = DecryptionKey::read(&sample("opens").to_string()).unwrap().public_jwk();
    let short = signs.replace(sample("signs")["n"].as_str().unwrap(), "AQAB");
    let set = format!(r#"{{"keys":[{opens},{signs},{short},{{"kty":"EC"}}]}}"#);
    let set = VerificationKeys::read(&set).unwrap();
    assert_eq!(set.ids().collect::<Vec<_>>(), ["test-signs"]);
    assert_eq!(VerificationKeys::read(&signs).unwrap().and(set).ids().count(), 2);
    assert!(VerificationKeys::read("{}").is_err());
    let named = |usage: &str| VerificationKeys::read(&signs.replace(r#""key_ops":["verify"]"#, usage));
    assert!(named(r#""use":"sig""#).is_ok() && named(r#""use":"enc""#).is_err());
    assert!(VerificationKeys::read(&opens).is_err());
}
