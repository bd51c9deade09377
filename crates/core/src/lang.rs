//! The languages of the interface: German first, English second.

use serde::{Deserialize, Serialize};

/// A language of pages, reports and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// German, the language of the administration.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::De, Lang::En];

    /// The tag of BCP 47, for `lang` attributes and file names.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::De => "de",
            Lang::En => "en",
        }
    }

    /// A number with the decimal sign and digit grouping of this language.
    ///
    /// `digits` is the number of places after the decimal sign.
    pub fn number(self, value: f64, digits: usize) -> String {
        let (group, decimal) = match self {
            Lang::De => ('.', ','),
            Lang::En => (',', '.'),
        };
        let plain = format!("{:.*}", digits, value.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            text.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(decimal);
            text.push_str(fraction);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        assert_eq!(Lang::De.number(1234567.891, 2), "1.234.567,89");
        assert_eq!(Lang::En.number(1234567.891, 2), "1,234,567.89");
        assert_eq!(Lang::De.number(-0.04, 1), "0,0");
        assert_eq!(Lang::De.number(-4.0, 0), "−4");
        assert_eq!(Lang::De.number(999.0, 0), "999");
    }
}
