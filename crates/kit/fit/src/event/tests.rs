use super::*;
use crate::problem::{Part, ProblemKind};
use std::sync::LazyLock;

static SIGNS: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::read(include_str!("../../tests/keys/signs.json")).unwrap());
static KEYS: LazyLock<VerificationKeys> =
    LazyLock::new(|| VerificationKeys::read(&SIGNS.public_jwk()).unwrap());

fn occasion() -> Occasion<'static> {
    Occasion {
        schema: SCHEMA,
        destination: "40847c29-06aa-40e2-bf28-c29884c694c4".parse().unwrap(),
        submission: "02bf1d9f-282d-4abf-810a-c4104baf0afe".parse().unwrap(),
        case: "452b5ee6-35df-441a-bd39-6141723cf914".parse().unwrap(),
        at: "2026-11-30T10:00:00.5Z".parse().unwrap(),
        token: uuid::uuid!("4ac47caa-bce1-435a-b04f-3322b224b32e"),
    }
}

#[test]
fn what_was_signed_is_read() {
    let mut tags =
        AuthenticationTags { metadata: "bQ".into(), data: Some("ZA".into()), ..Default::default() };
    tags.attachments.insert("f50308a5-b3ed-4627-9f0b-b5a8e0095791".parse().unwrap(), "YQ".into());
    let token = accept(&occasion(), &tags, &SIGNS).unwrap();
    let event = read(&token, &KEYS).unwrap();
    assert_eq!(event.issuer, "40847c29-06aa-40e2-bf28-c29884c694c4");
    assert_eq!(event.submission, Some(occasion().submission));
    assert_eq!(event.case, occasion().case);
    assert_eq!(event.at, "2026-11-30T10:00:00Z".parse().unwrap());
    assert_eq!(event.schema.as_deref(), Some(SCHEMA));
    assert_eq!(event.key_id, "test-signs");
    assert_eq!(event.happened, Happened::Accepted(Some(tags)));

    let problems = vec![Problem::new(
        ProblemKind::HashMismatch,
        Part::Attachment("f50308a5-b3ed-4627-9f0b-b5a8e0095791".parse().unwrap()),
        "x",
    )];
    let event = read(&reject(&occasion(), &problems, &SIGNS).unwrap(), &KEYS).unwrap();
    assert_eq!(event.happened, Happened::Rejected(problems.clone()));
    assert_eq!(problems[0].instance, "attachment:f50308a5-b3ed-4627-9f0b-b5a8e0095791");
    assert!(reject(&occasion(), &[], &SIGNS).is_err());
}

/// Signs any claims under any kind of token.
fn made(claims: &Value, kind: &str) -> String {
    jws::sign(claims.to_string().as_bytes(), kind, &SIGNS).unwrap()
}

#[test]
fn faults_name_their_claim() {
    let good = json!({
        "iss": "https://example.org", "iat": 1622796532, "jti": "j",
        "sub": "submission:02bf1d9f-282d-4abf-810a-c4104baf0afe", "txn": "case:452b5ee6-35df-441a-bd39-6141723cf914",
        "events": { "https://schema.fitko.de/fit-connect/events/submit-submission": { "authenticationTags": {
            "metadata": "bQ", "data": "ZA", "attachments": {},
        } } },
    });
    assert!(matches!(read(&made(&good, KIND), &KEYS).unwrap().happened, Happened::Submitted(Some(_))));
    assert_eq!(read(&made(&good, "JWT"), &KEYS), Err(Unsigned::Header("typ").into()));
    let name = "https://schema.fitko.de/fit-connect/events/submit-submission";
    let cases = [
        ("iat", json!("now"), "iat"),
        ("iat", json!(i64::MAX), "iat"),
        ("iss", Value::Null, "iss"),
        ("sub", json!("submission:1"), "sub"),
        ("txn", json!("452b5ee6-35df-441a-bd39-6141723cf914"), "txn"),
        ("events", json!({}), "events"),
        ("events", json!({ "a": {}, "b": {} }), "events"),
        ("events", json!({ name: { "authenticationTags": { "data": "x" } } }), "events.authenticationTags"),
        (
            "events",
            json!({ name: { "authenticationTags": { "metadata": "x", "attachments": { "1": "x" } } } }),
            "events.authenticationTags.attachments.1",
        ),
    ];
    for (claim, value, place) in cases {
        let mut changed = good.clone();
        changed[claim] = value;
        let Err(EventFault::Claim { path, what }) = read(&made(&changed, KIND), &KEYS) else {
            panic!("{claim}")
        };
        assert!(path.starts_with(place), "{claim}: {path}: {what}");
    }
    let mut other = good;
    other["sub"] = "reply:02bf1d9f-282d-4abf-810a-c4104baf0afe".into();
    other["events"] = json!({ "urn:x": null });
    let event = read(&made(&other, KIND), &KEYS).unwrap();
    assert_eq!((event.submission, event.happened), (None, Happened::Other("urn:x".into())));
}

#[test]
fn a_token_that_was_changed_is_not_believed() {
    let token = accept(&occasion(), &AuthenticationTags::default(), &SIGNS).unwrap();
    for place in (0..token.len()).step_by(7) {
        let mut bytes = token.clone().into_bytes();
        bytes[place] ^= 1;
        let changed = String::from_utf8_lossy(&bytes);
        assert!(read(&changed, &KEYS).is_err(), "{place}");
    }
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(read(&format!("{signed}."), &KEYS), Err(Unsigned::Signature.into()));
    assert_eq!(
        read(&token, &VerificationKeys::default()),
        Err(Unsigned::UnknownKey("test-signs".into()).into())
    );
    let service = SigningKey::read(include_str!("../../tests/keys/service.json")).unwrap();
    let named = service.public_jwk().replace("test-service", "test-signs");
    assert_eq!(read(&token, &VerificationKeys::read(&named).unwrap()), Err(Unsigned::Signature.into()));
}
