//! Keys as JSON Web Keys (RFC 7517): the two that an authority keeps secret, and those that others publish.
//!
//! FIT-Connect knows two kinds, both RSA of 4096 bits: one that unwraps the keys of what is delivered (`RSA-OAEP-256`,
//! `unwrapKey`), and one that signs events (`PS512`, `sign`). A key of one kind is refused where the other belongs.
//!
//! # What is known about timing
//!
//! RUSTSEC-2023-0071 (the Marvin attack) names the RSA crate used here: decryption time depended on the key. Since 0.10
//! it computes powers in constant time, and every private operation here is blinded with fresh randomness besides. What
//! remains is bearable because nobody can measure it: decryption happens in a background job that fetches at times of
//! its own, its answer is an event sent after all parts were read, OAEP leaves no padding to guess byte by byte, a key
//! that cannot be unwrapped is replaced by a random one so that the same steps follow (RFC 7516, section 11.5), and
//! every failure looks the same to the sender.
//!
//! Source: docs.fitko.de/fit-connect, the pages on encryption and on key material.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};
use serde::Deserialize;
use std::fmt;

/// The least length of a key, in bits (docs.fitko.de/fit-connect: 4096).
pub const BITS: u32 = 4096;
/// More than this is not read, in bytes: a key is about 3 kB, a set of keys a few of them.
const TEXT_LIMIT: usize = 256 * 1024;

pub(crate) const UNWRAP: Use = Use { algorithm: "RSA-OAEP-256", secret: "unwrapKey", public: "wrapKey" };
pub(crate) const SIGN: Use = Use { algorithm: "PS512", secret: "sign", public: "verify" };

/// What a key is for, in the words of RFC 7517 and 7518.
#[derive(Clone, Copy)]
pub(crate) struct Use {
    algorithm: &'static str,
    secret: &'static str,
    public: &'static str,
}

/// Why a JSON Web Key was not taken. Names members, never their values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not JSON, not an object, or larger than any key.
    #[error("the key is no JSON Web Key: {0}")]
    Malformed(String),
    /// A member is missing or has another value than this kind of key must have.
    #[error("{member} must be {expected}")]
    Member {
        /// The member of the JSON object.
        member: &'static str,
        /// What it must be.
        expected: String,
    },
    /// The numbers do not make a key.
    #[error("the numbers of the key do not belong together")]
    Numbers,
    /// No key could be made.
    #[error("no key could be made: {0}")]
    Generation(String),
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    key_ops: Option<Vec<String>>,
    #[serde(rename = "use")]
    usage: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<String>,
    p: Option<String>,
    q: Option<String>,
}

impl Jwk {
    fn read(text: &str) -> Result<Self, KeyFault> {
        if text.len() > TEXT_LIMIT {
            return Err(KeyFault::Malformed("too long".into()));
        }
        // The message of the parser would quote the text, which is a secret.
        serde_json::from_str(text)
            .map_err(|fault| KeyFault::Malformed(format!("line {}, column {}", fault.line(), fault.column())))
    }

    fn id(&self, kind: Use, operation: &str) -> Result<String, KeyFault> {
        must(self.kty == "RSA", "kty", "RSA")?;
        must(self.alg.as_deref() == Some(kind.algorithm), "alg", kind.algorithm)?;
        let is_for_this = match &self.key_ops {
            Some(given) => given.iter().any(|given| given == operation),
            // Published keys often say only that they are for signatures.
            None => operation == SIGN.public && self.usage.as_deref().is_none_or(|usage| usage == "sig"),
        };
        must(is_for_this, "key_ops", operation)?;
        let id = self.kid.clone().unwrap_or_default();
        must(!id.is_empty(), "kid", "a text")?;
        Ok(id)
    }

    fn modulus(&self) -> Result<BoxedUint, KeyFault> {
        let modulus = number("n", self.n.as_deref())?;
        must(modulus.bits() >= BITS, "n", &format!("a number of at least {BITS} bits"))?;
        Ok(modulus)
    }

    fn secret(&self) -> Result<RsaPrivateKey, KeyFault> {
        let exponent = number("e", self.e.as_deref())?;
        let secret = number("d", self.d.as_deref())?;
        let primes = vec![number("p", self.p.as_deref())?, number("q", self.q.as_deref())?];
        RsaPrivateKey::from_components(self.modulus()?, exponent, secret, primes)
            .map_err(|_| KeyFault::Numbers)
    }

    fn public(&self) -> Result<RsaPublicKey, KeyFault> {
        let exponent = number("e", self.e.as_deref())?;
        RsaPublicKey::new(self.modulus()?, exponent).map_err(|_| KeyFault::Numbers)
    }
}

fn must(is_met: bool, member: &'static str, expected: &str) -> Result<(), KeyFault> {
    if is_met { Ok(()) } else { Err(KeyFault::Member { member, expected: expected.into() }) }
}

fn number(member: &'static str, text: Option<&str>) -> Result<BoxedUint, KeyFault> {
    let fault = || KeyFault::Member { member, expected: "a number in base64url".into() };
    let bytes = BASE64URL.decode(text.ok_or_else(fault)?).map_err(|_| fault())?;
    must(!bytes.is_empty() && bytes.len() <= 1024, member, "a number of at most 8192 bits")?;
    Ok(BoxedUint::from_be_slice_vartime(&bytes))
}

fn public_text(id: &str, kind: Use, key: &RsaPublicKey) -> String {
    serde_json::json!({
        "kty": "RSA", "kid": id, "alg": kind.algorithm, "key_ops": [kind.public],
        "n": BASE64URL.encode(key.n_bytes()), "e": BASE64URL.encode(key.e_bytes()),
    })
    .to_string()
}

macro_rules! secret_key {
    ($(#[$meaning:meta])* $name:ident, $kind:expr) => {
        $(#[$meaning])*
        #[derive(Clone)]
        pub struct $name {
            id: String,
            pub(crate) secret: RsaPrivateKey,
        }

        impl $name {
            /// Reads a private JSON Web Key.
            ///
            /// # Errors
            ///
            /// [`KeyFault`] where it is no RSA key of at least [`BITS`] bits, lacks its id, or is for another use.
            pub fn read(text: &str) -> Result<Self, KeyFault> {
                let key = Jwk::read(text)?;
                Ok(Self { id: key.id($kind, $kind.secret)?, secret: key.secret()? })
            }

            /// The key's id (`kid`).
            pub fn id(&self) -> &str {
                &self.id
            }

            /// The public half as a JSON Web Key, as it is published at the destination.
            pub fn public_jwk(&self) -> String {
                public_text(&self.id, $kind, self.secret.as_public_key())
            }

            /// Makes a new key of [`BITS`] bits under the given id; takes seconds.
            ///
            /// # Errors
            ///
            /// [`KeyFault::Generation`] where the system has no randomness.
            #[cfg(feature = "stub")]
            pub fn generate(id: &str) -> Result<Self, KeyFault> {
                let mut random = crate::random::source().map_err(|fault| KeyFault::Generation(fault.to_string()))?;
                let secret = RsaPrivateKey::new(&mut random, BITS as usize)
                    .map_err(|fault| KeyFault::Generation(fault.to_string()))?;
                Ok(Self { id: id.into(), secret })
            }

            /// The whole key as a JSON Web Key: what [`Self::read`] reads.
            #[cfg(feature = "stub")]
            pub fn secret_jwk(&self) -> String {
                secret_text(&self.id, $kind, &self.secret)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.debug_struct(stringify!($name)).field("id", &self.id).finish_non_exhaustive()
            }
        }
    };
}

secret_key! {
    /// The key that opens what is delivered to a destination. Its `Debug` shows the id alone.
    DecryptionKey, UNWRAP
}
secret_key! {
    /// The key that signs a destination's events. Its `Debug` shows the id alone.
    SigningKey, SIGN
}

#[cfg(feature = "stub")]
fn secret_text(id: &str, kind: Use, key: &RsaPrivateKey) -> String {
    use rsa::traits::PrivateKeyParts as _;
    let text = |number: &BoxedUint| BASE64URL.encode(number.to_be_bytes_trimmed_vartime());
    let mut members = serde_json::json!({
        "kty": "RSA", "kid": id, "alg": kind.algorithm, "key_ops": [kind.secret],
        "n": BASE64URL.encode(key.n_bytes()), "e": BASE64URL.encode(key.e_bytes()), "d": text(key.d()),
    });
    for (member, prime) in ["p", "q"].into_iter().zip(key.primes()) {
        members[member] = text(prime).into();
    }
    // Members that RFC 7518 wants beside the primes, and other programs insist on.
    let exponents = [("dp", key.dp()), ("dq", key.dq())];
    for (member, exponent) in exponents {
        if let Some(exponent) = exponent {
            members[member] = text(exponent).into();
        }
    }
    if let Some(coefficient) = key.crt_coefficient() {
        members["qi"] = text(&coefficient).into();
    }
    members.to_string()
}

/// The public half of a [`DecryptionKey`], with which a sender encrypts.
#[cfg(feature = "stub")]
#[derive(Debug, Clone)]
pub struct EncryptionKey {
    id: String,
    pub(crate) public: RsaPublicKey,
}

#[cfg(feature = "stub")]
impl EncryptionKey {
    /// Reads a public JSON Web Key for `wrapKey`.
    ///
    /// # Errors
    ///
    /// As [`DecryptionKey::read`].
    pub fn read(text: &str) -> Result<Self, KeyFault> {
        let key = Jwk::read(text)?;
        Ok(Self { id: key.id(UNWRAP, UNWRAP.public)?, public: key.public()? })
    }

    /// The key's id (`kid`).
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Public keys that check signatures, by their ids: a destination's, or those of a delivery service.
#[derive(Clone, Default)]
pub struct VerificationKeys(Vec<(String, RsaPublicKey)>);

impl VerificationKeys {
    /// Reads one public JSON Web Key, or a set of them (`{"keys": […]}`), of which those that cannot check PS512 are
    /// left out, as RFC 7517 (section 5) asks.
    ///
    /// # Errors
    ///
    /// [`KeyFault`] where the text is neither, or the one key is for another use or wrong.
    pub fn read(text: &str) -> Result<Self, KeyFault> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Jwk>,
        }
        let one = match Jwk::read(text) {
            Ok(key) => return Ok(Self(vec![(key.id(SIGN, SIGN.public)?, key.public()?)])),
            Err(fault) => fault,
        };
        let set: Set = if text.len() > TEXT_LIMIT {
            return Err(one);
        } else {
            serde_json::from_str(text).map_err(|_| one)?
        };
        let usable = |key: &Jwk| Ok::<_, KeyFault>((key.id(SIGN, SIGN.public)?, key.public()?));
        let keys = set.keys.iter().filter_map(|key| usable(key).ok()).collect();
        Ok(Self(keys))
    }

    /// Takes in the keys of another set: a destination and its delivery service sign in one event log.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The ids, in the order of the set.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| id.as_str())
    }

    pub(crate) fn find(&self, id: &str) -> Option<&RsaPublicKey> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

impl fmt::Debug for VerificationKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.ids()).finish()
    }
}

#[cfg(test)]
mod tests;
