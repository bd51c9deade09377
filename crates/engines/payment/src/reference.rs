//! The creditor reference that names a claim on its way through banks (ISO 11649:2009).
//!
//! `RF`, two check digits (ISO/IEC 7064 MOD 97-10) and up to 21 letters or digits. A wrong digit or two swapped ones
//! are noticed; by chance 1 text of 97 passes. Who finds a reference in free text therefore looks it up among claims.

use crate::modulus::{check_digits, holds, in_fours};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The most letters and digits behind `RF` and its check digits.
pub const LONGEST_BODY: usize = 21;

/// Why a text is no creditor reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ReferenceFault {
    /// The own part is empty or too long.
    #[error("a creditor reference carries 1 to 21 letters or digits")]
    Length,
    /// Another character than `A` to `Z` and `0` to `9`.
    #[error("a creditor reference holds only the letters A to Z and digits")]
    Character,
    /// It does not begin with `RF` and two digits.
    #[error("a creditor reference begins with RF and two digits")]
    Beginning,
    /// A digit is wrong or two are swapped.
    #[error("the check digits of the creditor reference do not fit")]
    CheckDigits,
}

/// A creditor reference whose check digits are right. Kept in capitals without blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

impl Reference {
    /// The reference around the own number or token `body`: 1 to 21 letters or digits, small ones become capitals.
    pub fn new(body: &str) -> Result<Self, ReferenceFault> {
        if !(1..=LONGEST_BODY).contains(&body.chars().count()) {
            return Err(ReferenceFault::Length);
        }
        let body = body.to_ascii_uppercase();
        let check = check_digits(&body, "RF").ok_or(ReferenceFault::Character)?;
        Ok(Self(format!("RF{check:02}{body}")))
    }

    /// The reference around a number, without leading zeros.
    pub fn of_number(number: u64) -> Self {
        // Twenty digits at most, all of them digits.
        Self::new(&number.to_string()).unwrap_or_else(|_| unreachable!("a u64 has at most 20 digits"))
    }

    /// In capitals without blanks, as files carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind `RF` and the check digits.
    pub fn body(&self) -> &str {
        &self.0[4..]
    }

    /// Every text inside `text` that is a reference, in order, each once.
    ///
    /// Banks break remittance text where a line ends, and people write it in small letters, with blanks, no-break blanks
    /// or hyphens; all of this is passed over. A reference ends where a word ends or where digits turn to letters or back.
    /// Takes time linear in the length of `text`.
    pub fn find(text: &str) -> Vec<Self> {
        let letters: Vec<char> = text.chars().collect();
        let mut found: Vec<Self> = Vec::new();
        for start in 0..letters.len() {
            if letters[start].eq_ignore_ascii_case(&'r') && may_begin(&letters, start) {
                for reference in ending_anywhere(&letters[start..]) {
                    if !found.contains(&reference) {
                        found.push(reference);
                    }
                }
            }
        }
        found
    }
}

/// The most blanks inside one reference; with more it is no reference that somebody wrote.
const MOST_BLANKS: usize = 40;

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2011}' | '\u{200b}')
}

/// Not inside a word, except where a bank has left out the blank: `GebührRF18…`.
fn may_begin(letters: &[char], start: usize) -> bool {
    let Some(before) = start.checked_sub(1).and_then(|at| letters.get(at)) else { return true };
    !before.is_alphanumeric() || before.is_ascii_digit() || (before.is_lowercase() && letters[start] == 'R')
}

fn ending_anywhere(letters: &[char]) -> Vec<Reference> {
    let mut compact = String::new();
    let mut blanks = 0;
    let mut found = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if is_blank(*letter) {
            blanks += 1;
            if blanks > MOST_BLANKS {
                break;
            }
            continue;
        }
        if !letter.is_ascii_alphanumeric() || compact.len() == 4 + LONGEST_BODY {
            break;
        }
        compact.push(letter.to_ascii_uppercase());
        let begins_well = match compact.len() {
            2 => compact == "RF",
            3 | 4 => letter.is_ascii_digit(),
            _ => true,
        };
        if !begins_well {
            break;
        }
        let next = letters.get(at + 1);
        let ends =
            next.is_none_or(|n| !n.is_ascii_alphanumeric() || n.is_ascii_digit() != letter.is_ascii_digit());
        if compact.len() > 4 && ends && holds(&compact) {
            found.push(Reference(compact.clone()));
        }
    }
    found
}

impl FromStr for Reference {
    type Err = ReferenceFault;

    /// Reads a whole text as one reference; blanks and small letters do not matter.
    fn from_str(text: &str) -> Result<Self, ReferenceFault> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        if !compact.is_ascii() || compact.bytes().any(|b| !b.is_ascii_alphanumeric()) {
            return Err(ReferenceFault::Character);
        }
        let compact = compact.to_ascii_uppercase();
        let bytes = compact.as_bytes();
        if bytes.len() < 4 || !compact.starts_with("RF") || !bytes[2..4].iter().all(u8::is_ascii_digit) {
            return Err(ReferenceFault::Beginning);
        }
        if !(5..=4 + LONGEST_BODY).contains(&bytes.len()) {
            return Err(ReferenceFault::Length);
        }
        if holds(&compact) { Ok(Self(compact)) } else { Err(ReferenceFault::CheckDigits) }
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceFault;

    fn try_from(text: String) -> Result<Self, ReferenceFault> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> String {
        reference.0
    }
}

/// In groups of four, as ISO 11649 asks of print.
impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&in_fours(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Division of the whole number by hand, digit by digit, to check the shortcut against.
    fn slow_remainder(text: &str) -> u32 {
        let front: String = text.chars().skip(4).chain(text.chars().take(4)).collect();
        let digits: String = front.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
        digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97)
    }

    #[test]
    fn known_references() {
        // The example of EPC069-12 and of the standard's own public description.
        assert_eq!(Reference::new("539007547034").unwrap().as_str(), "RF18539007547034");
        assert_eq!(Reference::of_number(539_007_547_034).to_string(), "RF18 5390 0754 7034");
        assert_eq!("rf18 5390 0754 7034".parse::<Reference>().unwrap().body(), "539007547034");
        // Examples of Finland's banks (Finance Finland) and of Belgium's.
        for good in ["RF332348236", "RF4512345", "RF712348231"] {
            assert!(good.parse::<Reference>().is_ok() == (slow_remainder(good) == 1), "{good}");
        }
    }

    #[test]
    fn what_is_no_reference_says_why() {
        let why = |text: &str| text.parse::<Reference>().unwrap_err();
        assert_eq!(why("RF18539007547035"), ReferenceFault::CheckDigits);
        assert_eq!(why("RF18539007547043"), ReferenceFault::CheckDigits);
        assert_eq!(why("DE18539007547034"), ReferenceFault::Beginning);
        assert_eq!(why("RF18"), ReferenceFault::Length);
        assert_eq!(why("RF18_5390"), ReferenceFault::Character);
        assert_eq!(why(""), ReferenceFault::Beginning);
        assert_eq!(Reference::new(""), Err(ReferenceFault::Length));
        assert_eq!(Reference::new(&"1".repeat(22)), Err(ReferenceFault::Length));
        assert_eq!(Reference::new("Ä"), Err(ReferenceFault::Character));
    }

    #[test]
    fn found_in_what_banks_print() {
        let wanted = Reference::new("539007547034").unwrap();
        for text in [
            "RF18539007547034",
            "Hundesteuer RF18 5390 0754 7034 Meier",
            "hundesteuer rf18 5390 0754 7034, danke",
            "Gebühr 2026 RF18 5390\n0754 7034 vom 1.3.",
            "R\nF18539007547034",
            "SVWZ+RF18539007547034",
            "GebührRF18539007547034Meier",
            "(RF18-5390-0754-7034)",
            "RF18\u{a0}5390\u{a0}0754\u{a0}7034",
        ] {
            assert!(Reference::find(text).contains(&wanted), "{text}");
        }
        for text in ["", "Bedarf 18539007547034", "RF18 5390 0754 7035", "RF", "RF1", "RFÄ8539007547034"] {
            assert!(!Reference::find(text).contains(&wanted), "{text}");
        }
        let other = Reference::of_number(77);
        assert_eq!(Reference::find(&format!("{wanted} und {other}; {wanted}")), [wanted, other]);
    }

    proptest! {
        #[test]
        fn made_ones_are_read_back(body in "[A-Z0-9]{1,21}") {
            let made = Reference::new(&body).unwrap();
            prop_assert_eq!(slow_remainder(made.as_str()), 1);
            prop_assert_eq!(made.to_string().to_lowercase().parse::<Reference>().unwrap(), made.clone());
            prop_assert_eq!(made.body(), body.as_str());
            let text = format!("Zahlung {made} danke");
            prop_assert!(Reference::find(&text).contains(&made));
        }

        #[test]
        fn one_wrong_digit_is_noticed(number: u64, place in 4usize..24, digit in 0u8..10) {
            let made = Reference::of_number(number);
            let mut text = made.as_str().as_bytes().to_vec();
            let place = place.min(text.len() - 1);
            prop_assume!(text[place] != b'0' + digit);
            text[place] = b'0' + digit;
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(text.parse::<Reference>(), Err(ReferenceFault::CheckDigits));
        }

        #[test]
        fn found_wherever_lines_break(number: u64, cut in 0usize..24, before in "[a-z ]{0,20} ", after in "( [a-z ]{0,20})?") {
            let made = Reference::of_number(number);
            let cut = cut.min(made.as_str().len());
            let (front, back) = made.as_str().split_at(cut);
            let text = format!("{before}{front}\n{back}{after}");
            prop_assert!(Reference::find(&text).contains(&made), "{}", text);
        }

        #[test]
        fn no_text_breaks_the_finder(text in any::<String>()) {
            for found in Reference::find(&text) {
                prop_assert_eq!(found.as_str().parse::<Reference>().unwrap(), found.clone());
            }
        }
    }
}
