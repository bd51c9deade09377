//! Numbers by which the same is known again: SHA-256 over what is said, whatever blanks stand between.

// SHA-256 without the machinery of other hashes, which would bring the machine's chance into reach.
use hmac_sha256::Hash as Sha256;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of a statement, or of what a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub u128);

/// In 32 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

/// Takes in one field after the other; each is closed off by its length, so that no two lists of fields are one text.
pub(crate) struct Fields(Sha256);

impl Fields {
    pub(crate) fn new(kind: &str) -> Self {
        let mut fields = Self(Sha256::new());
        fields.add(kind);
        fields
    }

    /// A field without its blanks.
    pub(crate) fn add(&mut self, text: &str) {
        let mut length = 0u64;
        for word in text.split_whitespace() {
            self.0.update(word.as_bytes());
            length += word.len() as u64;
        }
        self.0.update([0xff]);
        self.0.update(length.to_be_bytes());
    }

    pub(crate) fn add_number(&mut self, number: i128) {
        self.0.update(number.to_be_bytes());
    }

    /// Half of the sum: 128 bits, which no two lines of all the world's banks share by chance.
    pub(crate) fn finish(self) -> Fingerprint {
        let sum: [u8; 32] = self.0.finalize();
        let mut half = [0; 16];
        half.copy_from_slice(&sum[..16]);
        Fingerprint(u128::from_be_bytes(half))
    }
}
