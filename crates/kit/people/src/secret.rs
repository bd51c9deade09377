//! Secrets that people carry: in links, cookies, tokens. The store keeps their hash alone, so that whoever reads the
//! database cannot act for anybody.

use rathaus_store::files::hex;
use rathaus_web::keys::random;
use sha2::{Digest, Sha256};

/// A secret as it is given away once: 43 characters that fit into an address, 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one from the operating system's randomness.
    pub fn new() -> Self {
        Self(random(32))
    }

    /// The text for the mail, the cookie or the screen.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a secret in lower-case hexadecimal. Enough without salt or stretching, because a secret has 256 bits;
/// passwords, which people choose, go through `password.rs`.
pub(crate) fn hash(secret: &str) -> String {
    hash_bytes(secret.as_bytes())
}

/// SHA-256 of bytes in lower-case hexadecimal.
pub(crate) fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_do_not_show_themselves() {
        let secret = Secret::new();
        assert_eq!(secret.reveal().len(), 43);
        assert_ne!(secret, Secret::new());
        assert!(!format!("{secret:?}").contains(secret.reveal()));
        assert_ne!(secret.hash(), secret.reveal());
        assert_eq!(hash(secret.reveal()), secret.hash());
    }
}
