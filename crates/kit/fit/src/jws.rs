//! Signed tokens (RFC 7515, compact) of one kind: `PS512`, as every event of FIT-Connect is signed.

use crate::key::{SigningKey, VerificationKeys};
use crate::random;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use rsa::Pss;
use serde::Deserialize;
use sha2::{Digest as _, Sha512};

/// The longest token that is read, in characters: an event with problems or tags of a hundred attachments fits.
pub(crate) const LIMIT: usize = 256 * 1024;

/// Why a signed token was not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// Not three parts of base64url, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// A member of the header is missing or another than prescribed.
    #[error("the header's {0} is not the prescribed one")]
    Header(&'static str),
    /// Signed with a key that is not among the given ones.
    #[error("no given key has the id {0:?}")]
    UnknownKey(String),
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<serde::de::IgnoredAny>,
}

/// Signs a payload; `kind` becomes the header's `typ`.
///
/// # Errors
///
/// A text for the operator where the system has no randomness or the key cannot sign.
pub(crate) fn sign(payload: &[u8], kind: &str, key: &SigningKey) -> Result<String, String> {
    let header = serde_json::json!({ "alg": "PS512", "typ": kind, "kid": key.id() }).to_string();
    let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let mut random = random::source().map_err(|fault| fault.to_string())?;
    let signature = key
        .secret
        .sign_with_rng(&mut random, Pss::<Sha512>::new_blinded(), &Sha512::digest(signed.as_bytes()))
        .map_err(|fault| fault.to_string())?;
    Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
}

/// The payload of a token and the id of the key that signed it, once its signature and its `typ` are right.
pub(crate) fn verify(
    token: &str,
    kind: &str,
    keys: &VerificationKeys,
) -> Result<(Vec<u8>, String), Unsigned> {
    if token.len() > LIMIT {
        return Err(Unsigned::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Unsigned::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Unsigned::Malformed)?;
    let decode = |part: &str| BASE64URL.decode(part).map_err(|_| Unsigned::Malformed);
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Unsigned::Malformed)?;
    if header.alg != "PS512" {
        return Err(Unsigned::Header("alg"));
    }
    if header.typ.as_deref() != Some(kind) {
        return Err(Unsigned::Header("typ"));
    }
    if header.crit.is_some() {
        return Err(Unsigned::Header("crit"));
    }
    let id = header.kid.ok_or(Unsigned::Header("kid"))?;
    let Some(key) = keys.find(&id) else { return Err(Unsigned::UnknownKey(id)) };
    key.verify(Pss::<Sha512>::new(), &Sha512::digest(signed.as_bytes()), &decode(signature)?)
        .map_err(|_| Unsigned::Signature)?;
    Ok((decode(payload)?, id))
}
