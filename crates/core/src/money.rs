//! Amounts of money: whole cents, never floating point.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Lang;

/// An amount in euro cents. Negative amounts are what is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Reads an amount as German offices write it: `4.000`, `1.234,56`, `0,55`, `14`, `4.000,–`.
    ///
    /// A dot followed by exactly three digits groups thousands, any other dot is a decimal sign
    /// (`12.50`), as both are met in real lists. `None` where the text is no amount.
    pub fn parse(text: &str) -> Option<Cents> {
        let text = text.trim().trim_end_matches(['–', '-']).trim_end_matches(',');
        let (text, sign) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (rest, -1),
            None => (text, 1),
        };
        let (whole, fraction) = match text.split_once(',') {
            Some((whole, fraction)) => (whole, fraction),
            None => match text.rsplit_once('.') {
                Some((whole, fraction)) if fraction.len() != 3 => (whole, fraction),
                _ => (text, ""),
            },
        };
        if fraction.len() > 2 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut groups = whole.split('.');
        let first = groups.next()?;
        if first.is_empty() || groups.clone().any(|g| g.len() != 3) {
            return None;
        }
        if groups.clone().next().is_some() && first.len() > 3 {
            return None;
        }
        let digits: String = whole.chars().filter(|c| *c != '.').collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let euros: i64 = digits.parse().ok()?;
        let cents: i64 = format!("{fraction:0<2}").parse().ok()?;
        Some(Cents(sign * euros.checked_mul(100)?.checked_add(cents)?))
    }

    /// The amount with the euro sign, as the language writes it. Whole euros have no decimals.
    pub fn show(self, lang: Lang) -> String {
        let digits = if self.0 % 100 == 0 { 0 } else { 2 };
        format!("{} €", lang.number(self.0 as f64 / 100.0, digits))
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show(Lang::De))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_amounts_of_real_lists() {
        for (text, cents) in [
            ("4.000", 400_000),
            ("1.234,56", 123_456),
            ("0,55", 55),
            ("0,5", 50),
            ("14", 1_400),
            ("12.50", 1_250),
            ("4000,–", 400_000),
            ("-3,00", -300),
            ("1.000.000", 100_000_000),
        ] {
            assert_eq!(Cents::parse(text), Some(Cents(cents)), "{text}");
        }
        for text in ["", "viel", "1.2.3", "1,234", "12.3456", "1234.567,00", "9999999999999999999"] {
            assert_eq!(Cents::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shows_euros() {
        assert_eq!(Cents(400_000).show(Lang::De), "4.000 €");
        assert_eq!(Cents(55).show(Lang::En), "0.55 €");
    }
}
