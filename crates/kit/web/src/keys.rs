//! The secret that all servers of one house share, and the keys made from it.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rathaus_store::{Actor, Record, Store, StoreError, TenantId};
use sha2::Sha256;

use crate::store::key::{find_key, insert_key};

/// The house's secret; never shown, never logged.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Bytes of the random number that goes with each sealed text.
const NONCE: usize = 12;

/// That many random bytes of the operating system, as URL-safe text.
pub fn random(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    // Without randomness nothing secret can be made; the operating system never fails here once it is up.
    getrandom::fill(&mut buffer).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(buffer)
}

impl Keys {
    /// The secret of this store, made at the first start.
    ///
    /// # Errors
    ///
    /// As the store's; `Fault` if what is stored is no secret.
    pub async fn load(store: &Store, now: jiff::Timestamp) -> Result<Self, StoreError> {
        let scope = store.tenant(TenantId::HOUSE);
        let found = find_key(&mut *scope.read().await?).await?;
        let text: String = match found {
            Some(text) => text,
            None => {
                let mut change = scope.change(Actor::Program("start"), now).await?;
                insert_key(&mut change, random(32)).await?;
                change.commit(Record::new("key.made", "web")).await?;
                let found = find_key(&mut *scope.read().await?).await?;
                found.ok_or_else(|| StoreError::fault("no key of the house"))?
            }
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(StoreError::fault)?;
        Ok(Self(bytes.try_into().map_err(|_| StoreError::fault("the key of the house has not 32 bytes"))?))
    }

    /// Keys for tests, always the same.
    pub fn for_tests() -> Self {
        Self([7; 32])
    }

    /// A keyed mark of `text` for one purpose (HMAC-SHA-256, RFC 2104): 43 characters, URL-safe.
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, text).finalize().into_bytes())
    }

    /// Whether `mark` was made by [`Keys::mark`]; takes the same time for every wrong mark.
    pub fn is_mark(&self, purpose: &str, text: &str, mark: &str) -> bool {
        URL_SAFE_NO_PAD.decode(mark).is_ok_and(|bytes| self.mac(purpose, text).verify_slice(&bytes).is_ok())
    }

    /// Seals a text that the house must read again, such as the password of another program: nobody reads or changes it without
    /// this key (AES-256-GCM, NIST SP 800-38D), and it opens for the same purpose alone. URL-safe.
    ///
    /// The key lies in the same database. Who reads one table, a log or an export learns nothing; who reads all tables does.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        let mut nonce = [0; NONCE];
        // As for `random`.
        getrandom::fill(&mut nonce).expect("the operating system gives random bytes");
        let payload = Payload { msg: text.as_bytes(), aad: purpose.as_bytes() };
        let sealed = self.sealer(purpose).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.expect("a text in memory is never too long for the cipher");
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// What [`Keys::seal`] sealed for this purpose.
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        let text = self.sealer(purpose).decrypt(&Nonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }

    /// Each purpose has a key of its own.
    fn sealer(&self, purpose: &str) -> Aes256Gcm {
        use aes_gcm::KeyInit as _;
        let key: [u8; 32] = self.mac("seal", purpose).finalize().into_bytes().into();
        Aes256Gcm::new(&key.into())
    }

    fn mac(&self, purpose: &str, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length of key is allowed");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_for_its_purpose_and_text_alone() {
        let keys = Keys::for_tests();
        let mark = keys.mark("form", "x");
        assert!(keys.is_mark("form", "x", &mark));
        assert!(!keys.is_mark("form", "y", &mark));
        assert!(!keys.is_mark("link", "x", &mark));
        assert!(!keys.is_mark("form", "x", "") && !keys.is_mark("form", "x", &mark[1..]));
        assert_eq!(random(32).len(), 43);
        assert_ne!(random(32), random(32));
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_alone() {
        let keys = Keys::for_tests();
        let sealed = keys.seal("provider/north", "Geheim+&=1");
        assert_eq!(keys.unseal("provider/north", &sealed).as_deref(), Some("Geheim+&=1"));
        assert_eq!(keys.unseal("provider/south", &sealed), None);
        assert_eq!(Keys([8; 32]).unseal("provider/north", &sealed), None);
        assert_ne!(keys.seal("provider/north", "Geheim+&=1"), sealed, "never twice the same");
        let other = if sealed.ends_with('A') { 'B' } else { 'A' };
        let changed = format!("{}{other}", &sealed[..sealed.len() - 1]);
        for wrong in ["", "AAAA", &sealed[1..], &changed] {
            assert_eq!(keys.unseal("provider/north", wrong), None, "{wrong}");
        }
    }
}
