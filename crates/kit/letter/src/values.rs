//! Values on their way to the template: checked, language put to them, and cut to what the font can print.
//!
//! The typesetter reads them as JSON, as data. No text of theirs is ever read as code, so any sign may stand in it.
//!
//! Four objects with a single key are written out here, wherever they stand:
//!
//! | In the values | Becomes |
//! |---|---|
//! | `{"markup": "Text with **signs**"}` | `{"parts": […]}` ([`crate::markup`]) |
//! | `{"cents": 123456}` | `"1.234,56 €"` |
//! | `{"date": "2026-11-30"}` | `"30. November 2026"` |
//! | `{"qr": "https://…"}` | `{"picture": "/qr/0.svg"}` |
//!
//! and in `{"picture": "logo", "alt": "…"}` the name of a picture that was handed in becomes its path.

use std::collections::BTreeSet;

use jiff::civil::Date;
use qrcode::QrCode;
use qrcode::render::svg;
use rathaus_core::Lang;
use serde_json::{Map, Value};

use crate::error::{Kind, ValueFault, ValueMistake};
use crate::markup;

/// The most characters of one text.
pub const LONGEST_TEXT: usize = 200_000;
/// The most entries of one list.
pub const LONGEST_LIST: usize = 5_000;
/// How deep lists and objects may nest.
pub const DEEPEST: usize = 24;
/// The most QR codes of one letter.
pub const MOST_CODES: usize = 2_000;

/// The values as the typesetter reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The values, all texts printable.
    pub value: Value,
    /// The QR codes as SVG; the n-th stands under `/qr/n.svg`.
    pub codes: Vec<String>,
    /// Characters for which `�` stands.
    pub replaced: BTreeSet<char>,
}

/// Writes the values out.
///
/// `lang` is that of amounts and days. `pictures` are names and paths of the pictures that were handed in; `prints` says whether the fonts hold a character.
///
/// # Errors
/// Every value that cannot be written out, with its place.
pub fn write(
    values: &Value,
    lang: Lang,
    pictures: &[(String, String)],
    prints: &dyn Fn(char) -> bool,
) -> Result<Written, Vec<ValueMistake>> {
    let mut writer = Writer {
        lang,
        pictures,
        prints,
        codes: Vec::new(),
        replaced: BTreeSet::new(),
        mistakes: Vec::new(),
        place: String::new(),
    };
    let value = writer.value(values, 0);
    if writer.mistakes.is_empty() {
        Ok(Written { value, codes: writer.codes, replaced: writer.replaced })
    } else {
        Err(writer.mistakes)
    }
}

struct Writer<'a> {
    lang: Lang,
    pictures: &'a [(String, String)],
    prints: &'a dyn Fn(char) -> bool,
    codes: Vec<String>,
    replaced: BTreeSet<char>,
    mistakes: Vec<ValueMistake>,
    /// Where in the values the writer stands.
    place: String,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return self.refuse(ValueFault::TooDeep);
        }
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(entries) if entries.len() > LONGEST_LIST => {
                self.refuse(ValueFault::TooMany(entries.len(), LONGEST_LIST))
            }
            Value::Array(entries) => {
                let mut written = Vec::with_capacity(entries.len());
                for (index, entry) in entries.iter().enumerate() {
                    written.push(self.at(&format!("[{index}]"), |writer| writer.value(entry, depth + 1)));
                }
                Value::Array(written)
            }
            Value::Object(entries) => self.object(entries, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn object(&mut self, entries: &Map<String, Value>, depth: usize) -> Value {
        let only = entries.iter().next().filter(|_| entries.len() == 1);
        match only.map(|(key, value)| (key.as_str(), value)) {
            Some(("markup", Value::String(text))) => {
                let text = self.text(text);
                let parts = serde_json::to_value(markup::read(&text)).unwrap_or_default();
                return Value::Object(Map::from_iter([("parts".to_owned(), parts)]));
            }
            Some(("cents", cents)) => return self.cents(cents),
            Some(("date", date)) => return self.date(date),
            Some(("qr", Value::String(words))) => return self.code(words),
            _ => {}
        }
        let mut written = Map::new();
        for (key, value) in entries {
            let step = if self.place.is_empty() { key.clone() } else { format!(".{key}") };
            let new = if key == "picture" {
                self.at(&step, |writer| writer.picture(value))
            } else {
                self.at(&step, |writer| writer.value(value, depth + 1))
            };
            written.insert(key.clone(), new);
        }
        Value::Object(written)
    }

    fn text(&mut self, text: &str) -> String {
        let length = text.chars().count();
        if length > LONGEST_TEXT {
            self.refuse(ValueFault::TooLong(length, LONGEST_TEXT));
            return String::new();
        }
        let mut written = String::with_capacity(text.len());
        for sign in text.chars() {
            match sign {
                '\r' => {}
                '\n' | '\t' => written.push(sign),
                _ if sign.is_control() || is_invisible(sign) => {}
                _ if (self.prints)(sign) => written.push(sign),
                _ => match stand_in(sign) {
                    Some(other) => written.push_str(other),
                    None => {
                        self.replaced.insert(sign);
                        written.push('\u{FFFD}');
                    }
                },
            }
        }
        written
    }

    fn cents(&mut self, cents: &Value) -> Value {
        // Up to here a float holds every cent.
        match cents.as_i64().filter(|cents| cents.unsigned_abs() < 1 << 53) {
            Some(cents) => Value::String(format!("{}\u{a0}€", self.lang.number(cents as f64 / 100.0, 2))),
            None => self.refuse(ValueFault::NoCents),
        }
    }

    fn date(&mut self, date: &Value) -> Value {
        let written = date.as_str().unwrap_or_default();
        match written.parse::<Date>() {
            Ok(date) => Value::String(spoken(date, self.lang)),
            Err(_) => {
                let shown = date.as_str().map_or_else(|| date.to_string(), str::to_owned);
                self.refuse(ValueFault::NoDate(shown.chars().take(40).collect()))
            }
        }
    }

    fn code(&mut self, words: &str) -> Value {
        if self.codes.len() >= MOST_CODES {
            return self.refuse(ValueFault::TooMany(MOST_CODES + 1, MOST_CODES));
        }
        match QrCode::new(words.as_bytes()) {
            Ok(code) => {
                let picture = code
                    .render::<svg::Color<'_>>()
                    .quiet_zone(true)
                    .dark_color(svg::Color("#000"))
                    .light_color(svg::Color("#fff"))
                    .build();
                let path = code_path(self.codes.len());
                self.codes.push(picture);
                Value::Object(Map::from_iter([("picture".to_owned(), Value::String(path))]))
            }
            Err(_) => self.refuse(ValueFault::QrTooLong(words.len())),
        }
    }

    fn picture(&mut self, name: &Value) -> Value {
        let Some(name) = name.as_str() else { return self.refuse(ValueFault::NotA(Kind::Picture)) };
        match self.pictures.iter().find(|(known, _)| known == name) {
            Some((_, path)) => Value::String(path.clone()),
            None => self.refuse(ValueFault::NoSuchPicture(name.chars().take(60).collect())),
        }
    }

    fn at<T>(&mut self, step: &str, then: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.place.len();
        self.place.push_str(step);
        let made = then(self);
        self.place.truncate(length);
        made
    }

    fn refuse(&mut self, fault: ValueFault) -> Value {
        self.mistakes.push(ValueMistake { field: self.place.clone(), fault });
        Value::Null
    }
}

/// The path of the n-th code.
pub(crate) fn code_path(index: usize) -> String {
    format!("/qr/{index}.svg")
}

/// A day in words: `30. November 2026`, `30 November 2026`.
pub fn spoken(date: Date, lang: Lang) -> String {
    // The day stays on the line of its month.
    lang.long_date(date).replacen(' ', "\u{a0}", 1)
}

/// Signs that print nothing and would only confuse a reader of the text: marks of direction, joiners, the byte order
/// mark, tags, and what Unicode calls no character. PDF/A-2 allows none of the last (ISO 19005-2, 6.2.11.7).
fn is_invisible(sign: char) -> bool {
    matches!(u32::from(sign),
        0xAD | 0x61C | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFF0..=0xFFFB | 0xFDD0..=0xFDEF | 0xE0000..=0xE0FFF)
        || u32::from(sign) & 0xFFFE == 0xFFFE
}

/// What offices wrote before there were such signs.
fn stand_in(sign: char) -> Option<&'static str> {
    Some(match sign {
        '→' | '⇒' | '➔' | '➜' => "->",
        '←' | '⇐' => "<-",
        '≠' => "<>",
        '✓' | '✔' | '☑' | '☒' | '✗' | '✘' => "x",
        '☐' | '□' => "[ ]",
        '▪' | '■' | '◦' | '‣' | '●' => "•",
        '\u{2003}' | '\u{2002}' | '\u{2007}' | '\u{2009}' | '\u{200A}' | '\u{3000}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(values: Value) -> Result<Value, Vec<String>> {
        let pictures = [("logo".to_owned(), "/picture/0.png".to_owned())];
        let prints = |sign: char| u32::from(sign) < 0x250 || sign == '€';
        match write(&values, Lang::De, &pictures, &prints) {
            Ok(written) => Ok(written.value),
            Err(mistakes) => Err(mistakes.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn days_amounts_pictures_and_codes_are_written_out() {
        let values = json!({
            "day": {"date": "2026-03-01"},
            "fee": [{"cents": -123_456_789}],
            "logo": {"picture": "logo", "alt": "Wappen"},
            "body": [{"markup": "a"}],
            "check": {"qr": "https://rathaus.example/p/1"},
            "note": {"cents": 5, "more": 1},
        });
        assert_eq!(
            written(values),
            Ok(json!({
                "day": "1.\u{a0}März 2026",
                "fee": ["−1.234.567,89\u{a0}€"],
                "logo": {"picture": "/picture/0.png", "alt": "Wappen"},
                "body": [{"parts": [{"kind": "paragraph", "runs": [{"text": "a", "strong": false}]}]}],
                "check": {"picture": "/qr/0.svg"},
                "note": {"cents": 5, "more": 1},
            }))
        );
    }

    #[test]
    fn every_mistake_of_the_values_with_its_place() {
        let values = json!({
            "a": [{"date": "2026-02-30"}, {"date": 3}],
            "b": {"c": {"cents": 1.5}},
            "d": {"picture": "seal", "alt": ""},
            "e": {"qr": "x".repeat(4000)},
        });
        assert_eq!(
            written(values).expect_err("five mistakes"),
            [
                "a[0]: “2026-02-30” is no date like 2026-11-30",
                "a[1]: “3” is no date like 2026-11-30",
                "b.c: is no whole number of cents",
                "d.picture: names the picture “seal”, which was not handed in",
                "e: has 4000 bytes, too many for a QR code",
            ]
        );
        let deep = (0..30).fold(json!("x"), |inner, _| json!([inner]));
        assert!(written(deep).expect_err("deep")[0].contains("nested too deeply"));
    }

    #[test]
    fn signs_that_cannot_be_printed_are_seen_and_told() {
        let values = json!({"name": "A\u{0}\u{202E}n\u{FEFF}n→a 山\u{1F600}"});
        let made = write(&values, Lang::De, &[], &|sign| sign.is_ascii()).expect("no mistake");
        assert_eq!(made.value, json!({"name": "Ann->a \u{FFFD}\u{FFFD}"}));
        assert_eq!(made.replaced, BTreeSet::from(['山', '\u{1F600}']));
    }
}
