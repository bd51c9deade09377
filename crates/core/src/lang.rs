//! The languages of the interface: German first, English second.

use jiff::civil::Date;
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

    /// The months, January first.
    pub fn months(self) -> [&'static str; 12] {
        match self {
            Lang::De => [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            Lang::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        }
    }

    /// A day in words: `22. November 2026`, `22 November 2026`.
    pub fn long_date(self, date: Date) -> String {
        let month = self.months()[usize::from(date.month().unsigned_abs()) - 1];
        let sign = if self == Lang::De { "." } else { "" };
        format!("{}{sign} {month} {}", date.day(), date.year())
    }

    /// A day in figures: `22.11.2026`, `22/11/2026`.
    pub fn short_date(self, date: Date) -> String {
        let sign = if self == Lang::De { '.' } else { '/' };
        format!("{:02}{sign}{:02}{sign}{:04}", date.day(), date.month(), date.year())
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
    fn days_in_words_and_figures() {
        let day = jiff::civil::date(2026, 3, 1);
        assert_eq!(
            (Lang::De.long_date(day), Lang::En.long_date(day)),
            ("1. März 2026".into(), "1 March 2026".into())
        );
        assert_eq!(
            (Lang::De.short_date(day), Lang::En.short_date(day)),
            ("01.03.2026".into(), "01/03/2026".into())
        );
    }

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        assert_eq!(Lang::De.number(1234567.891, 2), "1.234.567,89");
        assert_eq!(Lang::En.number(1234567.891, 2), "1,234,567.89");
        assert_eq!(Lang::De.number(-0.04, 1), "0,0");
        assert_eq!(Lang::De.number(-4.0, 0), "−4");
        assert_eq!(Lang::De.number(999.0, 0), "999");
    }
}
