//! Amounts between whole cents and the decimals of JSON, digit by digit: no floating point in between.

use rathaus_core::Cents;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The amount as a decimal with two places: `72.00`.
pub fn written(cents: Cents) -> String {
    let (sign, amount) =
        if cents.0 < 0 { ("-", cents.0.unsigned_abs()) } else { ("", cents.0.unsigned_abs()) };
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// The amount of a JSON number; `None` where it is none or has a fraction of a cent.
pub fn read(text: &str) -> Option<Cents> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|n| n.abs() <= 18)?),
        None => (text, 0),
    };
    let (mantissa, sign) = match mantissa.strip_prefix('-') {
        Some(rest) => (rest, -1),
        None => (mantissa, 1),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_decimal = !whole.is_empty() && (!fraction.is_empty() || !mantissa.contains('.'));
    let digits = format!("{whole}{fraction}");
    if !is_decimal || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: i64 = digits.parse().ok()?;
    // In cents the point stands two places further to the right.
    let shift = exponent - i32::try_from(fraction.len()).ok()? + 2;
    let power = 10i64.checked_pow(shift.unsigned_abs());
    let cents = match (digits, power) {
        (0, _) => 0,
        (digits, Some(power)) if shift >= 0 => digits.checked_mul(power)?,
        (digits, Some(power)) if digits % power == 0 => digits / power,
        _ => return None,
    };
    Some(Cents(sign * cents))
}

/// An amount as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Euros(pub(crate) Cents);

impl Serialize for Euros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(written(self.0)).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Euros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        read(raw.get()).map(Self).ok_or_else(|| D::Error::custom("no amount in whole cents"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_digit_by_digit() {
        for (text, cents) in [
            ("72", Some(7_200)),
            ("72.00", Some(7_200)),
            ("72.5", Some(7_250)),
            ("0.1", Some(10)),
            ("0.290", Some(29)),
            ("999999.99", Some(99_999_999)),
            ("-1.05", Some(-105)),
            ("7.2e1", Some(7_200)),
            ("7200E-2", Some(7_200)),
            ("0e9", Some(0)),
            ("0.001", None),
            ("1.005", None),
            ("1e-3", None),
            ("1e99", None),
            ("92233720368547758.08", None),
            ("\"72\"", None),
            ("72.", None),
            (".5", None),
            ("", None),
            ("null", None),
        ] {
            assert_eq!(read(text), cents.map(Cents), "{text}");
        }
    }

    #[test]
    fn amounts_travel_as_numbers() {
        let wire = serde_json::to_string(&[Euros(Cents(7_200)), Euros(Cents(5))]).expect("written");
        assert_eq!(wire, "[72.00,0.05]");
        let back: Vec<Euros> = serde_json::from_str(&wire).expect("read");
        assert_eq!(back, [Euros(Cents(7_200)), Euros(Cents(5))]);
    }

    proptest! {
        #[test]
        fn every_amount_comes_back(cents in -100_000_000_000i64..100_000_000_000) {
            prop_assert_eq!(read(&written(Cents(cents))), Some(Cents(cents)));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
