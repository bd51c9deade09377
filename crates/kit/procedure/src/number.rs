//! Numbers as people type them and as answers keep them: exact, never floating point.

use std::fmt;
use std::str::FromStr;

use rathaus_core::{Cents, Lang};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

const MILLION: i64 = 1_000_000;

/// A number with up to six decimals, between about −9.2 and 9.2 billion times a thousand.
///
/// In JSON it is a text with a dot (`"12.5"`), so that no reader rounds it; a plain JSON number
/// is read as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

/// A text that is no number with at most six decimals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no number with at most six decimals")]
pub struct DecimalError(pub String);

impl Decimal {
    /// A whole number; `None` beyond about 9.2 million millions.
    pub fn whole(value: i64) -> Option<Decimal> {
        value.checked_mul(MILLION).map(Decimal)
    }

    /// The number in millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// A number of that many millionths.
    pub fn from_millionths(value: i64) -> Decimal {
        Decimal(value)
    }

    /// How many places after the decimal sign the number needs, 0 to 6.
    pub fn decimals(self) -> u8 {
        let mut rest = (self.0 % MILLION).unsigned_abs();
        let mut places = 6;
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        places
    }

    /// Reads what a person typed; `None` where it is no number or has more than six decimals.
    ///
    /// Where both a dot and a comma stand, the later one is the decimal sign. A comma alone is
    /// decimal. A dot alone divides thousands where exactly three digits follow one to three
    /// others (`1.234`, as German offices write it), else it is decimal (`1234.56`, `0.125`).
    /// Spaces and apostrophes may divide thousands as well.
    pub fn typed(text: &str) -> Option<Decimal> {
        let figures = Figures::read(text)?;
        let fraction = figures.fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return None;
        }
        figures.scaled(fraction, 6).map(Decimal)
    }

    /// The number with the signs of the language: `1.234,5` in German, `1,234.5` in English.
    pub fn show(self, lang: Lang) -> String {
        let places = usize::from(self.decimals());
        show(self.0.into(), 6, places, lang)
    }
}

/// An amount with two decimals and the euro sign: `1.234,56 €`, `12,00 €`.
pub fn show_cents(amount: Cents, lang: Lang) -> String {
    format!("{} €", show(amount.0.into(), 2, 2, lang))
}

/// Reads an amount of euros as a person typed it: `12`, `1.234,56`, `1234.56`, `12 €`, `12,– EUR`.
pub fn typed_cents(text: &str) -> Option<Cents> {
    let mut rest = text.trim();
    for sign in ["€", "EUR", "Eur", "eur", "EURO", "Euro", "euro"] {
        rest = rest.strip_suffix(sign).or_else(|| rest.strip_prefix(sign)).unwrap_or(rest).trim();
    }
    for open in [",–", ",-", ",--", ".–", ".-"] {
        rest = rest.strip_suffix(open).unwrap_or(rest);
    }
    let figures = Figures::read(rest)?;
    let fraction = figures.fraction.trim_end_matches('0');
    if fraction.len() > 2 {
        return None;
    }
    figures.scaled(fraction, 2).map(Cents)
}

fn show(value: i128, scale: u32, places: usize, lang: Lang) -> String {
    let (group, sign) = match lang {
        Lang::De => ('.', ','),
        Lang::En => (',', '.'),
    };
    let unit = 10_i128.pow(scale);
    let (whole, rest) = (value.abs() / unit, value.abs() % unit);
    let digits = whole.to_string();
    let mut text = String::new();
    if value < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if places > 0 {
        let fraction = format!("{rest:0width$}", width = scale as usize);
        text.push(sign);
        text.push_str(&fraction[..places]);
    }
    text
}

/// The digits of a typed number, before and after the decimal sign.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Figures {
    /// Finds out which sign divides thousands and which decimals, as written at [`Decimal::typed`].
    pub(crate) fn read(text: &str) -> Option<Figures> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '−', '–']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
        let (dots, commas) = (text.matches('.').count(), text.matches(',').count());
        let (dot, comma) = (text.rfind('.'), text.rfind(','));
        let decimal = match (dot, comma) {
            (Some(dot), Some(comma)) => Some(dot.max(comma)),
            (None, Some(comma)) if commas == 1 => Some(comma),
            (Some(dot), None) if dots == 1 => {
                let groups = text.len() - dot == 4 && (1..=3).contains(&dot) && !text.starts_with('0');
                (!groups).then_some(dot)
            }
            _ => None,
        };
        let (whole, fraction) = match decimal {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, ""),
        };
        if !fraction.bytes().all(|b| b.is_ascii_digit()) || (decimal.is_some() && fraction.is_empty()) {
            return None;
        }
        let mut parts = whole.split(|c: char| is_space(c) || c == '.' || c == ',');
        let first = parts.next().unwrap_or_default();
        let mut digits = first.to_owned();
        for part in parts {
            if part.len() != 3 || first.is_empty() || first.len() > 3 {
                return None;
            }
            digits.push_str(part);
        }
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // Both signs between thousands at once is a slip of the finger, not a number.
        let used = [whole.contains('.'), whole.contains(','), whole.contains(is_space)];
        if used.iter().filter(|used| **used).count() > 1 {
            return None;
        }
        Some(Figures { negative, whole: digits, fraction: fraction.to_owned() })
    }

    fn scaled(&self, fraction: &str, places: usize) -> Option<i64> {
        let value: i64 = format!("{}{fraction:0<places$}", self.whole).parse().ok()?;
        Some(if self.negative { -value } else { value })
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads the form of JSON: digits with an optional minus and a dot.
    fn from_str(text: &str) -> Result<Decimal, DecimalError> {
        let wrong = || DecimalError(text.to_owned());
        let (negative, plain) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.trim_end_matches('0').len() > 6 {
            return Err(wrong());
        }
        let figures = Figures { negative, whole: whole.to_owned(), fraction: String::new() };
        figures.scaled(fraction.trim_end_matches('0'), 6).map(Decimal).ok_or_else(wrong)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = ((self.0 / MILLION).unsigned_abs(), (self.0 % MILLION).unsigned_abs());
        if rest == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Decimal;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a text like \"12.5\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
                Decimal::whole(value).ok_or_else(|| E::custom("the number is too large"))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
                i64::try_from(value)
                    .ok()
                    .and_then(Decimal::whole)
                    .ok_or_else(|| E::custom("the number is too large"))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
                value.to_string().parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number with up to six decimals, as a text with a dot or as a number.",
            "type": ["string", "number"],
            "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, value) in [
            ("12", "12"),
            (" 1.234,56 ", "1234.56"),
            ("1234.56", "1234.56"),
            ("1.234", "1234"),
            ("0.125", "0.125"),
            ("12.5", "12.5"),
            ("1,5", "1.5"),
            ("1,234.5", "1234.5"),
            ("1.234.567", "1234567"),
            ("1 234 567,5", "1234567.5"),
            ("1'234", "1234"),
            ("-3", "-3"),
            ("− 3,25", "-3.25"),
            ("+4", "4"),
            ("-0", "0"),
            ("1,500000000", "1.5"),
        ] {
            assert_eq!(Decimal::typed(text).map(|d| d.to_string()).as_deref(), Some(value), "{text}");
        }
        for text in [
            "",
            "-",
            "viel",
            "1.2.3",
            "12,",
            ",5",
            "1.2345.678",
            "1,1234567",
            "1 2",
            "1.234 567",
            "9".repeat(30).as_str(),
            "１",
        ] {
            assert_eq!(Decimal::typed(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, cents) in [
            ("12", 1_200),
            ("12 €", 1_200),
            ("€ 12,5", 1_250),
            ("1.234,56 EUR", 123_456),
            ("1234.56", 123_456),
            ("4.000,– €", 400_000),
            ("-3,00", -300),
            ("12 Euro", 1_200),
        ] {
            assert_eq!(typed_cents(text), Some(Cents(cents)), "{text}");
        }
        for text in ["", "€", "12,345", "zwölf", "12 $", "1.23.4"] {
            assert_eq!(typed_cents(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_show_in_both_languages_and_read_back() {
        for value in [0, 1, -1, 999_999, 1_500_000, -1_234_567_890_000, i64::MAX, i64::MIN + 1] {
            let number = Decimal(value);
            assert_eq!(Decimal::typed(&number.show(Lang::De)), Some(number), "{value}");
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        assert_eq!(Decimal(1_234_500_000).show(Lang::De), "1.234,5");
        assert_eq!(Decimal(1_234_500_000).show(Lang::En), "1,234.5");
        assert_eq!(show_cents(Cents(123_456), Lang::De), "1.234,56 €");
        assert_eq!(show_cents(Cents(-5), Lang::En), "−0.05 €");
    }

    #[test]
    fn json_takes_texts_and_numbers() {
        for json in ["\"12.5\"", "12.5", "\"12.50\""] {
            let number: Decimal = serde_json::from_str(json).expect(json);
            assert_eq!(serde_json::to_string(&number).expect("text"), "\"12.5\"");
        }
        for json in ["\"12,5\"", "1e99", "\"\"", "true", "\"1.\"", "0.1234567"] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
    }
}
