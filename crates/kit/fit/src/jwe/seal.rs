//! Locking: the sender's side, for tests and the demonstration.

use crate::key::EncryptionKey;
use crate::random;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use flate2::Compression;
use flate2::read::DeflateEncoder;
use rsa::Oaep;
use sha2::Sha256;
use std::io::{self, Read as _};

/// Whether content is deflated before it is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zip {
    /// `zip: DEF`, as the documentation asks for.
    Deflate,
    /// No `zip`, as some senders do.
    None,
}

/// Locks content for a destination's key and gives the compact token.
///
/// # Errors
///
/// Where the system has no randomness or the key cannot wrap.
pub fn seal(content: &[u8], key: &EncryptionKey, zip: Zip) -> io::Result<String> {
    let mut header = serde_json::json!({
        "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": key.id(), "cty": "application/json",
    });
    let mut locked = Vec::new();
    match zip {
        Zip::Deflate => {
            header["zip"] = "DEF".into();
            DeflateEncoder::new(content, Compression::default()).read_to_end(&mut locked)?;
        }
        Zip::None => locked.extend_from_slice(content),
    }
    let header = BASE64URL.encode(header.to_string());
    let mut content_key = [0; 32];
    let mut nonce = [0; 12];
    getrandom::fill(&mut content_key).map_err(io::Error::other)?;
    getrandom::fill(&mut nonce).map_err(io::Error::other)?;
    let mut random = random::source().map_err(io::Error::other)?;
    let wrapped =
        key.public.encrypt(&mut random, Oaep::<Sha256>::new(), &content_key).map_err(io::Error::other)?;
    let tag = Aes256Gcm::new(&content_key.into())
        .encrypt_inout_detached(&Nonce::from(nonce), header.as_bytes(), locked.as_mut_slice().into())
        .map_err(io::Error::other)?;
    let parts = [wrapped.as_slice(), &nonce, &locked, &tag].map(|part| BASE64URL.encode(part));
    Ok(format!("{header}.{}", parts.join(".")))
}
