//! The secret that all servers of one house share, and the keys made from it.

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
}
