//! The official key of a German municipality (*Amtlicher Gemeindeschlüssel*, AGS).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The eight digits of a municipality: two for the state, one for the government district,
/// two for the county, three for the municipality. A county as a body of its own is written
/// with `000` at the end, as in `06633000` for the Landkreis Kassel.
///
/// Kept as text because of the leading zero. Source: Destatis, GV-ISys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ags([u8; 8]);

/// Why a text is not a municipality key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgsError {
    /// The number of characters is not 8 (5 are accepted for a county).
    #[error("a municipality key has 8 digits, this has {0} characters")]
    Length(usize),
    /// A character is not a digit.
    #[error("a municipality key has digits only, this has “{0}”")]
    Digit(char),
    /// The first two digits name none of the sixteen states.
    #[error("the first two digits name a state, 01 to 16, these are {0}")]
    State(String),
}

impl Ags {
    /// The key of the county this municipality lies in (five digits and `000`).
    ///
    /// A city that is its own county (*kreisfreie Stadt*) and a county give themselves.
    pub fn county(self) -> Ags {
        let mut digits = self.0;
        digits[5..].copy_from_slice(b"000");
        Ags(digits)
    }

    /// The first five digits, as the county files of the statistical office write them.
    pub fn county_digits(&self) -> &str {
        &self.as_str()[..5]
    }

    /// The first two digits: the state, `06` is Hessen.
    pub fn state_digits(&self) -> &str {
        &self.as_str()[..2]
    }

    /// Whether the key ends in `000`: a county, or a city that is its own county.
    pub fn is_county(self) -> bool {
        &self.0[5..] == b"000"
    }

    /// All eight digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Ags {
    type Err = AgsError;

    /// Reads eight digits, or five for a county. Spaces around and between are passed over;
    /// a leading zero that a spreadsheet ate (7 digits) is put back.
    fn from_str(text: &str) -> Result<Self, AgsError> {
        let mut digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(bad) = digits.iter().find(|c| !c.is_ascii_digit()) {
            return Err(AgsError::Digit(*bad));
        }
        if digits.len() == 7 || digits.len() == 4 {
            digits.insert(0, '0');
        }
        if digits.len() == 5 {
            digits.extend(['0'; 3]);
        }
        if digits.len() != 8 {
            return Err(AgsError::Length(digits.len()));
        }
        let mut key = [b'0'; 8];
        for (place, digit) in key.iter_mut().zip(&digits) {
            *place = *digit as u8;
        }
        let state = (key[0] - b'0') * 10 + key[1] - b'0';
        if !(1..=16).contains(&state) {
            return Err(AgsError::State(digits[..2].iter().collect()));
        }
        Ok(Ags(key))
    }
}

impl TryFrom<String> for Ags {
    type Error = AgsError;
    fn try_from(text: String) -> Result<Self, AgsError> {
        text.parse()
    }
}

impl From<Ags> for String {
    fn from(key: Ags) -> String {
        key.as_str().to_owned()
    }
}

impl fmt::Display for Ags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_offices_write() {
        for (text, key) in [
            ("06633005", "06633005"),
            ("6633005", "06633005"),
            (" 06 633 005 ", "06633005"),
            ("06633", "06633000"),
            ("6633", "06633000"),
        ] {
            assert_eq!(text.parse::<Ags>().map(|a| a.to_string()).as_deref(), Ok(key), "{text}");
        }
    }

    #[test]
    fn refuses_and_says_why() {
        assert_eq!("0663300".parse::<Ags>().map(|a| a.to_string()), Err(AgsError::State("00".into())));
        assert_eq!("066330051".parse::<Ags>(), Err(AgsError::Length(9)));
        assert_eq!("0663300x".parse::<Ags>(), Err(AgsError::Digit('x')));
        assert_eq!("".parse::<Ags>(), Err(AgsError::Length(0)));
        assert_eq!("99633005".parse::<Ags>(), Err(AgsError::State("99".into())));
    }

    #[test]
    fn knows_its_county() {
        let calden: Ags = "06633005".parse().expect("a key");
        assert_eq!(calden.county().as_str(), "06633000");
        assert_eq!(calden.county_digits(), "06633");
        assert!(!calden.is_county());
        assert!(calden.county().is_county());
    }
}
