//! Creditor identifiers: who may collect by SEPA direct debit (EPC262-08).
//!
//! Country, two check digits, a business code of three characters that the check digits do not cover, and the
//! national identifier. The German ones, given by the Bundesbank, have 18 places.

use crate::modulus::remainder;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Why a text is no creditor identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum CreditorFault {
    /// Length or characters cannot be.
    #[error(
        "a creditor identifier is the country, two digits, three places and up to 28 letters or digits; a German one has 18 places"
    )]
    Form,
    /// A digit is wrong or two are swapped.
    #[error("the check digits of the creditor identifier do not fit")]
    CheckDigits,
}

/// A creditor identifier whose check digits are right. Kept in capitals without blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditorId(String);

impl CreditorId {
    /// In capitals without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CreditorId {
    type Err = CreditorFault;

    fn from_str(text: &str) -> Result<Self, CreditorFault> {
        let id: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
        let bytes = id.as_bytes();
        let sound = (8..=35).contains(&bytes.len())
            && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && (!id.starts_with("DE") || (bytes.len() == 18 && bytes[7..].iter().all(u8::is_ascii_digit)));
        if !sound {
            return Err(CreditorFault::Form);
        }
        let covered = id.chars().skip(7).chain(id.chars().take(4));
        if remainder(covered) == Some(1) { Ok(Self(id)) } else { Err(CreditorFault::CheckDigits) }
    }
}

impl TryFrom<String> for CreditorId {
    type Error = CreditorFault;

    fn try_from(text: String) -> Result<Self, CreditorFault> {
        text.parse()
    }
}

impl From<CreditorId> for String {
    fn from(id: CreditorId) -> String {
        id.0
    }
}

impl fmt::Display for CreditorId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_leave_out_the_business_code() {
        // The Bundesbank's own examples for tests.
        for good in ["DE98ZZZ09999999999", "DE98 ABC0 9999 9999 99", "de98zzz09999999999"] {
            assert!(good.parse::<CreditorId>().is_ok(), "{good}");
        }
        assert_eq!("DE99ZZZ09999999999".parse::<CreditorId>(), Err(CreditorFault::CheckDigits));
        assert_eq!("DE98ZZZ0999999999".parse::<CreditorId>(), Err(CreditorFault::Form));
        assert_eq!("DE98ZZZ0999999999A".parse::<CreditorId>(), Err(CreditorFault::Form));
        assert_eq!("".parse::<CreditorId>(), Err(CreditorFault::Form));
        // An Austrian one, whose national part has another length.
        assert!("AT61ZZZ01234567890".parse::<CreditorId>().is_ok());
    }
}
