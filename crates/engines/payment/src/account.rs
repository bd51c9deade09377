//! Account numbers (IBAN, ISO 13616) and codes of banks (BIC, ISO 9362).

use crate::modulus::in_fours;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

// The library of the crate `iban_validate`.
use iban::{IbanLike, ParseBaseIbanError, ParseIbanError};

/// Why a text is no account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IbanFault {
    /// It does not begin with two letters and two digits, or its length cannot be.
    #[error("an IBAN begins with two letters and two digits and has the length of its country")]
    Form,
    /// A digit is wrong or two are swapped.
    #[error("the check digits of the IBAN do not fit")]
    CheckDigits,
    /// The register has no such country.
    #[error("no country of the IBAN register begins like this")]
    Country,
}

/// An account number whose check digits and length are right. Kept in capitals without blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

impl Iban {
    /// In capitals without blanks, as files carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Iban {
    type Err = IbanFault;

    fn from_str(text: &str) -> Result<Self, IbanFault> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
        match compact.parse::<iban::Iban>() {
            Ok(iban) => Ok(Self(iban.electronic_str().to_owned())),
            Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
                Err(IbanFault::CheckDigits)
            }
            Err(ParseIbanError::UnknownCountry(_)) => Err(IbanFault::Country),
            Err(_) => Err(IbanFault::Form),
        }
    }
}

impl TryFrom<String> for Iban {
    type Error = IbanFault;

    fn try_from(text: String) -> Result<Self, IbanFault> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> String {
        iban.0
    }
}

/// In groups of four, as it is printed.
impl fmt::Display for Iban {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&in_fours(&self.0))
    }
}

/// A text is no code of a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[error("a BIC is four letters or digits, the country in two letters, and two or five letters or digits")]
pub struct BicFault;

/// The code of a bank: 8 or 11 letters and digits, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bic(String);

impl Bic {
    /// In capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Bic {
    type Err = BicFault;

    /// The pattern is that of `BICFIDec2014Identifier` (ISO 20022).
    fn from_str(text: &str) -> Result<Self, BicFault> {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
        let sound = matches!(code.len(), 8 | 11)
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && code.bytes().skip(4).take(2).all(|b| b.is_ascii_uppercase());
        if sound { Ok(Self(code)) } else { Err(BicFault) }
    }
}

impl TryFrom<String> for Bic {
    type Error = BicFault;

    fn try_from(text: String) -> Result<Self, BicFault> {
        text.parse()
    }
}

impl From<Bic> for String {
    fn from(bic: Bic) -> String {
        bic.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_checked_and_printed_in_fours() {
        // The example of ISO 13616 in the registry for Germany.
        let iban: Iban = "de89 3704 0044 0532 0130 00".parse().unwrap();
        assert_eq!(iban.as_str(), "DE89370400440532013000");
        assert_eq!(iban.to_string(), "DE89 3704 0044 0532 0130 00");
        assert_eq!("DE89370400440532013001".parse::<Iban>(), Err(IbanFault::CheckDigits));
        assert_eq!("0532013000".parse::<Iban>(), Err(IbanFault::Form));
        assert!(serde_json::from_str::<Iban>("\"DE89370400440532013001\"").is_err());
    }

    #[test]
    fn codes_of_banks_have_eight_or_eleven_places() {
        for good in ["COBADEFF", "COBADEFFXXX", "bpotbeb1"] {
            assert!(good.parse::<Bic>().is_ok(), "{good}");
        }
        for bad in ["", "COBADEF", "COBADEFFX", "COBA1EFF", "COBÄDEFF"] {
            assert_eq!(bad.parse::<Bic>(), Err(BicFault), "{bad}");
        }
    }
}
