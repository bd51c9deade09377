//! Encrypted parts (RFC 7516, compact): what a sender has locked with the destination's public key.
//!
//! Exactly one set of algorithms is read: `RSA-OAEP-256` for the key, `A256GCM` for the content, and `zip` of `DEF` or
//! none. The documentation asks senders for `DEF`; senders in the field leave it out, and RFC 7516 (section 4.1.3) makes
//! it optional, so both are read. Headers with `crit` are refused, because nothing critical is known here.
//!
//! INVARIANT: no bytes make this panic, and no changed byte is read (tests `no_bytes_panic`, `a_flipped_byte_is_refused`,
//! fuzz target `jwe`).
//!
//! Encrypting belongs to the other side and is only there with the feature `stub`.

#[cfg(feature = "stub")]
mod seal;
#[cfg(feature = "stub")]
pub use seal::{Zip, seal};

use crate::key::DecryptionKey;
use crate::random;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use flate2::read::DeflateDecoder;
use rsa::Oaep;
use serde::Deserialize;
use sha2::Sha256;
use std::fmt;
use std::io::Read as _;

/// The longest header that is read, in characters of base64url.
const HEADER_LIMIT: usize = 4096;
/// The longest wrapped key that is read, in characters of base64url: RSA of 8192 bits.
const WRAPPED_LIMIT: usize = 1366;
const CONTENT_KEY: usize = 32;

/// What was in an encrypted part.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The content, inflated.
    pub content: Vec<u8>,
    /// The authentication tag as it stands in the token (base64url): what events name a part by.
    pub tag: String,
    /// The id of the key that opened it.
    pub key_id: String,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { content, tag, key_id } = self;
        formatter
            .debug_struct("Opened")
            .field("bytes", &content.len())
            .field("tag", tag)
            .field("key_id", key_id)
            .finish()
    }
}

/// An encrypted part that cannot be read. It reads the same whatever the cause; [`Unreadable::why`] is for the log of
/// the house and never for the sender.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the encrypted part cannot be read")]
pub struct Unreadable(Why);

impl Unreadable {
    /// The cause, for the operator.
    pub fn why(&self) -> &Why {
        &self.0
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Unreadable({:?})", self.0)
    }
}

/// Why an encrypted part cannot be read: for the log of the house.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Longer than the limit for it, in bytes.
    #[error("the token has {0} characters, more than any of {1} bytes needs")]
    TokenTooLong(usize, usize),
    /// Not five parts of base64url of the right lengths.
    #[error("{0} of the token is malformed")]
    Malformed(&'static str),
    /// The header asks for something else than FIT-Connect allows.
    #[error("the header's {0} is not the one that FIT-Connect prescribes")]
    Header(&'static str),
    /// Encrypted for a key that is not here.
    #[error("no key here has the id {0:?}")]
    UnknownKey(String),
    /// The content was changed, or was encrypted for another key of this id.
    #[error("the content does not match its tag, or its key was wrapped for another key")]
    Tag,
    /// The compressed content is broken.
    #[error("the content cannot be inflated")]
    Deflate,
    /// The content is larger than the limit, in bytes.
    #[error("the content has more than {0} bytes")]
    ContentTooLong(usize),
    /// The operating system gives no randomness, without which no key is used here.
    #[error("no randomness: {0}")]
    NoRandomness(String),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    kid: Option<String>,
    zip: Option<String>,
    crit: Option<serde::de::IgnoredAny>,
}

/// Opens an encrypted part with whichever of the keys it names; content of more than `limit` bytes is refused, before
/// and after inflating.
///
/// # Errors
///
/// [`Unreadable`], the same for every cause.
pub fn open(token: &str, keys: &[DecryptionKey], limit: usize) -> Result<Opened, Unreadable> {
    try_open(token, keys, limit).map_err(Unreadable)
}

/// The authentication tag of a token as it stands there, without opening it.
pub fn tag(token: &str) -> Option<&str> {
    Some(split(token)?[4])
}

/// The id of the key that a token says it is locked for, without opening it. Not to be relied on: nothing proves it.
pub fn key_id(token: &str) -> Option<String> {
    header(split(token)?[0]).ok()?.kid
}

/// Whether a text has the shape of a token: five parts of base64url. Whether it can be opened is another matter.
pub fn is_token(text: &str) -> bool {
    let is_base64 =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    split(text).is_some_and(|parts| parts.into_iter().all(is_base64))
}

fn split(token: &str) -> Option<[&str; 5]> {
    let mut parts = token.split('.');
    let five = [parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(five)
}

fn try_open(token: &str, keys: &[DecryptionKey], limit: usize) -> Result<Opened, Why> {
    // Deflating makes incompressible content a little longer, base64 makes it a third longer.
    let longest = HEADER_LIMIT + WRAPPED_LIMIT + 64 + (limit / 3 + limit / 1024 + 32).saturating_mul(4);
    if token.len() > longest {
        return Err(Why::TokenTooLong(token.len(), limit));
    }
    let [header_text, wrapped, iv, content, tag] = split(token).ok_or(Why::Malformed("the shape"))?;
    let header = header(header_text)?;
    let id = header.kid.ok_or(Why::Header("kid"))?;
    let key = keys.iter().find(|key| key.id() == id).ok_or(Why::UnknownKey(id))?;

    if wrapped.len() > WRAPPED_LIMIT {
        return Err(Why::Malformed("the key"));
    }
    let wrapped = decode(wrapped, "the key")?;
    let nonce: [u8; 12] = decode(iv, "the initialisation vector")?
        .try_into()
        .map_err(|_| Why::Malformed("the initialisation vector"))?;
    let mut content = decode(content, "the content")?;
    let given: [u8; 16] = decode(tag, "the tag")?.try_into().map_err(|_| Why::Malformed("the tag"))?;

    Aes256Gcm::new(&unwrap(key, &wrapped)?.into())
        .decrypt_inout_detached(
            &Nonce::from(nonce),
            header_text.as_bytes(),
            content.as_mut_slice().into(),
            &Tag::from(given),
        )
        .map_err(|_| Why::Tag)?;
    let content = match header.zip {
        Some(_) => inflate(&content, limit)?,
        None if content.len() > limit => return Err(Why::ContentTooLong(limit)),
        None => content,
    };
    Ok(Opened { content, tag: tag.into(), key_id: key.id().into() })
}

fn header(text: &str) -> Result<Header, Why> {
    if text.len() > HEADER_LIMIT {
        return Err(Why::Malformed("the header"));
    }
    let header: Header =
        serde_json::from_slice(&decode(text, "the header")?).map_err(|_| Why::Malformed("the header"))?;
    if header.alg != "RSA-OAEP-256" {
        return Err(Why::Header("alg"));
    }
    if header.enc != "A256GCM" {
        return Err(Why::Header("enc"));
    }
    if header.zip.as_deref().is_some_and(|zip| zip != "DEF") {
        return Err(Why::Header("zip"));
    }
    if header.crit.is_some() {
        return Err(Why::Header("crit"));
    }
    Ok(header)
}

/// The content key, or a random one where it cannot be unwrapped, so that the steps after it are the same
/// (RFC 7516, section 11.5).
fn unwrap(key: &DecryptionKey, wrapped: &[u8]) -> Result<[u8; CONTENT_KEY], Why> {
    let mut random = random::source().map_err(|fault| Why::NoRandomness(fault.to_string()))?;
    let mut other = [0; CONTENT_KEY];
    getrandom::fill(&mut other).map_err(|fault| Why::NoRandomness(fault.to_string()))?;
    let unwrapped = key.secret.decrypt_blinded(&mut random, Oaep::<Sha256>::new(), wrapped);
    Ok(unwrapped.ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or(other))
}

fn decode(text: &str, part: &'static str) -> Result<Vec<u8>, Why> {
    BASE64URL.decode(text).map_err(|_| Why::Malformed(part))
}

fn inflate(deflated: &[u8], limit: usize) -> Result<Vec<u8>, Why> {
    let mut content = Vec::new();
    let mut reader = DeflateDecoder::new(deflated).take(limit as u64 + 1);
    reader.read_to_end(&mut content).map_err(|_| Why::Deflate)?;
    if content.len() > limit {
        return Err(Why::ContentTooLong(limit));
    }
    if reader.get_ref().total_in() != deflated.len() as u64 {
        return Err(Why::Deflate);
    }
    Ok(content)
}

#[cfg(test)]
mod tests;
