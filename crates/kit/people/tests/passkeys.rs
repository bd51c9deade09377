//! Passkeys through the router, with a device made of software: it holds one key and answers as WebAuthn (level 3)
//! asks.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use jiff::SignedDuration;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rathaus_people::testing::{House, houses};
use rathaus_web::Role;
use rathaus_web::testing::Browser;
use rathaus_web::visitor::SESSION_COOKIE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A key on a device.
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    user: Value,
    counter: u32,
    origin: &'static str,
}

/// A head of CBOR (RFC 8949): the major type and a length below 65,536.
fn head(major: u8, length: usize) -> Vec<u8> {
    match length {
        0..24 => vec![(major << 5) | u8::try_from(length).expect("small")],
        24..256 => vec![(major << 5) | 24, u8::try_from(length).expect("a byte")],
        _ => {
            let [high, low] = u16::try_from(length).expect("two bytes").to_be_bytes();
            vec![(major << 5) | 25, high, low]
        }
    }
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}

impl Device {
    fn new() -> Self {
        let key = SigningKey::from_slice(&[7; 32]).expect("a key");
        Self { key, id: vec![9; 16], user: Value::Null, counter: 0, origin: "http://localhost" }
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Present, its owner verified (0x05).
    fn about(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let host = Sha256::digest(b"localhost").to_vec();
        [host, vec![flags], self.counter.to_be_bytes().to_vec()].concat()
    }

    fn register(&mut self, options: &Value) -> String {
        let client = self.client("webauthn.create", &options["challenge"]);
        self.user = options["user"]["id"].clone();
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("x").to_vec(), point.y().expect("y").to_vec());
        // COSE (RFC 9053): {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        let cose =
            [vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21], bytes(&x), vec![0x22], bytes(&y)].concat();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes().to_vec();
        let about = [self.about(0x45), vec![0; 16], length, self.id.clone(), cose].concat();
        let attestation = [
            vec![0xa3],
            text("fmt"),
            text("none"),
            text("attStmt"),
            vec![0xa0],
            text("authData"),
            bytes(&about),
        ]
        .concat();
        self.answer(json!({
            "attestationObject": B64.encode(attestation),
            "clientDataJSON": B64.encode(client),
        }))
    }

    fn sign(&mut self, options: &Value) -> String {
        let client = self.client("webauthn.get", &options["challenge"]);
        let about = self.about(0x05);
        let signed = [about.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        let user = self.user.clone();
        self.answer(json!({
            "authenticatorData": B64.encode(about),
            "clientDataJSON": B64.encode(client),
            "signature": B64.encode(signature.to_der().as_bytes()),
            "userHandle": user,
        }))
    }

    fn answer(&self, response: Value) -> String {
        let id = B64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
            .to_string()
    }
}

/// Asks for a challenge: its id and what the device is to answer.
async fn challenge(browser: &mut Browser, path: &str) -> (String, Value) {
    let answer = browser.post(path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let json: Value = serde_json::from_str(&answer.text).expect("JSON");
    (json["challenge"].as_str().expect("an id").to_owned(), json["publicKey"].clone())
}

async fn add(house: &House, device: &mut Device) -> Browser {
    let person = house.person(house.north.id, "Anna Beck", &[Role::Administrator]).await;
    let mut browser = house.signed_in(house.north.id, person, false).await;
    assert_eq!(browser.get("/account/passkeys").await.status, 200);
    let (id, options) = challenge(&mut browser, "/account/passkeys/challenge").await;
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    let credential = device.register(&options);
    let fields = [("challenge", id.as_str()), ("credential", credential.as_str()), ("name", "Laptop")];
    let before = browser.cookie(SESSION_COOKIE).expect("a session").to_owned();
    assert_eq!(browser.post("/account/passkeys", &fields).await.location, "/account");
    assert_ne!(browser.cookie(SESSION_COOKIE), Some(before.as_str()), "rights rose, so the secret changes");
    assert_eq!(browser.get("/admin").await.status, 200, "a passkey is a second factor");
    // The same answer a second time is worth nothing.
    browser.get("/account/passkeys").await;
    assert_eq!(browser.post("/account/passkeys", &fields).await.status, 422);
    browser
}

async fn sign_in(browser: &mut Browser, device: &mut Device) -> (u16, String, [String; 2]) {
    browser.get("/sign-in").await;
    let (id, options) = challenge(browser, "/sign-in/passkey/challenge").await;
    let credential = device.sign(&options);
    let fields = [("challenge", id.as_str()), ("credential", credential.as_str()), ("next", "/admin")];
    let shown = browser.post("/sign-in/passkey", &fields).await;
    (shown.status, shown.location, [id, credential])
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in_without_an_address() {
    for house in houses(&[], Vec::new).await {
        let mut device = Device::new();
        let mut owner = add(&house, &mut device).await;
        let mut browser = house.browser();
        let (status, location, [id, credential]) = sign_in(&mut browser, &mut device).await;
        assert_eq!((status, location.as_str()), (303, "/admin"));
        assert_eq!(browser.get("/admin").await.status, 200);
        // Replayed, it signs nobody in.
        let mut thief = house.browser();
        thief.get("/sign-in").await;
        let fields = [("challenge", id.as_str()), ("credential", credential.as_str()), ("next", "/admin")];
        assert_eq!(thief.post("/sign-in/passkey", &fields).await.status, 422);
        assert!(thief.cookie(SESSION_COOKIE).is_none());
        // Taken away, neither.
        let page = owner.get("/account").await.text.replace("&#x2f;", "/");
        let (_, rest) = page.split_once("/account/passkeys/").expect("the passkey");
        let passkey = rest.split('/').next().expect("its id").to_owned();
        let removed = owner.post(&format!("/account/passkeys/{passkey}/removal"), &[]).await;
        assert_eq!(removed.location, "/account", "{}", removed.text);
        assert_eq!(sign_in(&mut house.browser(), &mut device).await.0, 422);
    }
}

#[tokio::test]
async fn other_keys_sites_and_times_are_refused() {
    for house in houses(&[], Vec::new).await {
        let mut device = Device::new();
        add(&house, &mut device).await;
        // Another key under the same name.
        let mut forged = Device { key: SigningKey::from_slice(&[8; 32]).expect("a key"), ..Device::new() };
        forged.user = device.user.clone();
        forged.counter = 100;
        assert_eq!(sign_in(&mut house.browser(), &mut forged).await.0, 422);
        // An answer that was made for another site.
        let mut fished = Device { origin: "https://evil.example", ..Device::new() };
        fished.user = device.user.clone();
        fished.counter = 100;
        assert_eq!(sign_in(&mut house.browser(), &mut fished).await.0, 422);
        // A challenge that is too old.
        let mut browser = house.browser();
        browser.get("/sign-in").await;
        let (id, options) = challenge(&mut browser, "/sign-in/passkey/challenge").await;
        let credential = device.sign(&options);
        house.pass(SignedDuration::from_mins(6));
        let fields = [("challenge", id.as_str()), ("credential", credential.as_str()), ("next", "/admin")];
        assert_eq!(browser.post("/sign-in/passkey", &fields).await.status, 422);
        assert_eq!(
            browser.post("/sign-in/passkey", &[("challenge", &id), ("credential", "{")]).await.status,
            422
        );
    }
}
