//! The one spelling of JSON that an archive may have, read and written.
//!
//! Belenios hashes texts, so a text must have one spelling only: no blanks, fields in the order of the specification, each
//! once, strings as UTF-8 with as few escapes as there can be, large numbers as decimal strings. The reader accepts
//! that and nothing else; whoever reads a value therefore knows that writing it gives the same bytes.

use crate::number::Number;

/// The largest count that is written as a number; larger ones are strings (OCaml's integers on 32 bits).
pub(crate) const LARGEST_SMALL: u64 = 1_073_741_823;

/// Where a text left the canonical spelling, and what should stand there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: expected {expected}")]
pub struct Malformed {
    /// Byte of the text, counted from 0.
    pub at: usize,
    /// What should stand there.
    pub expected: String,
}

type Read<T> = Result<T, Malformed>;

/// Reads a text from front to back.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader { text, at: 0 }
    }

    /// Reads bytes, which must be UTF-8.
    pub fn of_bytes(bytes: &'a [u8]) -> Read<Reader<'a>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Reader::new(text)),
            Err(error) => Err(Malformed { at: error.valid_up_to(), expected: "UTF-8".into() }),
        }
    }

    pub fn wrong<T>(&self, expected: &str) -> Read<T> {
        Err(Malformed { at: self.at, expected: expected.into() })
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn is_next(&self, literal: &str) -> bool {
        self.rest().starts_with(literal)
    }

    /// Exactly these characters.
    pub fn literal(&mut self, literal: &str) -> Read<()> {
        if !self.is_next(literal) {
            return self.wrong(literal);
        }
        self.at += literal.len();
        Ok(())
    }

    /// These characters, if they come next.
    pub fn may(&mut self, literal: &str) -> bool {
        let is_next = self.is_next(literal);
        if is_next {
            self.at += literal.len();
        }
        is_next
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Nothing more.
    pub fn end(&self) -> Read<()> {
        if self.at == self.text.len() { Ok(()) } else { self.wrong("the end") }
    }

    /// A list in brackets.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Reader<'a>) -> Read<T>) -> Read<Vec<T>> {
        self.literal("[")?;
        let mut out = Vec::new();
        if self.may("]") {
            return Ok(out);
        }
        loop {
            out.push(item(self)?);
            if !self.may(",") {
                self.literal("]")?;
                return Ok(out);
            }
        }
    }

    /// A large number: a string of decimal digits without a leading zero.
    pub fn number(&mut self) -> Read<Number> {
        let start = self.at;
        self.literal("\"")?;
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = Number::from_decimal(&self.rest()[..digits]);
        self.at += digits;
        match number {
            Some(number) if self.may("\"") => Ok(number),
            _ => {
                self.at = start;
                self.wrong("a number below 2^2048, as a string of decimal digits")
            }
        }
    }

    fn digits(&mut self) -> Option<u64> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let digits = &self.rest()[..count];
        if digits.is_empty() || (count > 1 && digits.starts_with('0')) {
            return None;
        }
        self.at += count;
        digits.parse().ok()
    }

    /// A small number, written as such.
    pub fn small(&mut self) -> Read<u64> {
        let start = self.at;
        match self.digits() {
            Some(value) if value <= LARGEST_SMALL => Ok(value),
            _ => {
                self.at = start;
                self.wrong("a small number")
            }
        }
    }

    /// A count: small ones as numbers, large ones as strings.
    pub fn count(&mut self) -> Read<u64> {
        if !self.is_next("\"") {
            return self.small();
        }
        let start = self.at;
        self.at += 1;
        match self.digits() {
            Some(value) if value > LARGEST_SMALL && self.may("\"") => Ok(value),
            _ => {
                self.at = start;
                self.wrong("a number above 1073741823, as that is a string")
            }
        }
    }

    pub fn boolean(&mut self) -> Read<bool> {
        if self.may("true") {
            Ok(true)
        } else if self.may("false") {
            Ok(false)
        } else {
            self.wrong("true or false")
        }
    }

    /// A SHA-256 hash: a string of 64 lowercase hexadecimal digits.
    pub fn hash(&mut self) -> Read<Hash> {
        let hash = self.rest().get(1..65).and_then(Hash::from_hex);
        match hash {
            Some(hash) if self.rest().starts_with('"') && self.rest()[65..].starts_with('"') => {
                self.at += 66;
                Ok(hash)
            }
            _ => self.wrong("a hash"),
        }
    }

    /// A string.
    pub fn string(&mut self) -> Read<String> {
        self.literal("\"")?;
        let mut out = String::new();
        loop {
            let Some(next) = self.rest().chars().next() else { return self.wrong("a closing quote") };
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => out.push(self.escape()?),
                control if needs_escape(control) => return self.wrong("an escaped character"),
                other => {
                    out.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
    }

    /// An escape, which must be the one that [`write_string`] would choose.
    fn escape(&mut self) -> Read<char> {
        let candidates = self.rest().get(..6).unwrap_or(self.rest());
        for character in ('\0'..' ').chain(['"', '\\', '\x7f']) {
            let mut spelled = String::new();
            write_escaped(&mut spelled, character);
            if candidates.starts_with(&spelled) {
                self.at += spelled.len();
                return Ok(character);
            }
        }
        self.wrong("a canonical escape")
    }

    /// Any value, kept as it is written.
    pub fn any(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.skip(0)?;
        Ok(&self.text[start..self.at])
    }

    fn skip(&mut self, depth: usize) -> Read<()> {
        if depth > 32 {
            return self.wrong("less nesting");
        }
        match self.rest().bytes().next() {
            Some(b'[') => self.list(|reader| reader.skip(depth + 1)).map(|_| ()),
            Some(b'{') => {
                self.at += 1;
                if self.may("}") {
                    return Ok(());
                }
                let mut keys = Vec::new();
                loop {
                    let start = self.at;
                    let key = self.string()?;
                    if keys.contains(&key) {
                        self.at = start;
                        return self.wrong("a field that was not there before");
                    }
                    keys.push(key);
                    self.literal(":")?;
                    self.skip(depth + 1)?;
                    if !self.may(",") {
                        return self.literal("}");
                    }
                }
            }
            Some(b'"') => self.string().map(|_| ()),
            Some(b't' | b'f') => self.boolean().map(|_| ()),
            Some(b'n') => self.literal("null"),
            Some(b'-') => {
                self.at += 1;
                match self.small()? {
                    0 => self.wrong("a number"),
                    _ => Ok(()),
                }
            }
            _ => self.small().map(|_| ()),
        }
    }
}

fn needs_escape(character: char) -> bool {
    matches!(character, '\0'..='\x1f' | '\x7f' | '"' | '\\')
}

fn write_escaped(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\x08' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\x0c' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        control if needs_escape(control) => {
            let code = control as u32;
            out.push_str("\\u00");
            for shift in [4, 0] {
                out.extend(char::from_digit(code >> shift & 15, 16));
            }
        }
        other => out.push(other),
    }
}

/// Appends a string with its quotes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        write_escaped(out, character);
    }
    out.push('"');
}

/// Appends a large number.
pub(crate) fn write_number(out: &mut String, number: &Number) {
    out.push('"');
    number.write_decimal(out);
    out.push('"');
}

/// Appends a count, as a string if it is large.
pub(crate) fn write_count(out: &mut String, count: u64) {
    if count > LARGEST_SMALL {
        write_string(out, &count.to_string());
    } else {
        out.push_str(&count.to_string());
    }
}

/// Appends a list.
pub(crate) fn write_list<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut String, T),
) {
    out.push('[');
    for (index, value) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        item(out, value);
    }
    out.push(']');
}

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        use sha2::Digest;
        Hash(sha2::Sha256::digest(bytes).into())
    }

    /// From 64 lowercase hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let mut out = [0; 32];
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            for digit in pair {
                let value = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return None,
                };
                *byte = *byte << 4 | value;
            }
        }
        Some(Hash(out))
    }

    /// As names of files and references write it.
    pub fn to_hex(&self) -> String {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// As fingerprints of elections and trackers of ballots write it: Base64 without padding.
    pub fn to_base64(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(self.0)
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_one_spelling() {
        let string = |text: &str| Reader::new(text).string();
        assert_eq!(string(r#""ü\u0001\u007f/\"\\\n x""#).unwrap(), "ü\u{1}\u{7f}/\"\\\n x");
        for wrong in
            ["\"\n\"", r#""\u000a""#, r#""\/""#, r#""\u00FC""#, r#""\u001F""#, r#""\u0041""#, "\"a", "a"]
        {
            assert!(string(wrong).is_err(), "{wrong}");
        }
        let count = |text: &str| {
            let mut reader = Reader::new(text);
            reader.count().and_then(|value| reader.end().map(|()| value))
        };
        assert_eq!(count("1073741823"), Ok(1073741823));
        assert_eq!(count("\"1073741824\""), Ok(1073741824));
        for wrong in
            ["1073741824", "\"5\"", "05", "-1", "1.0", "1e3", "\"01073741824\"", "99999999999999999999"]
        {
            assert!(count(wrong).is_err(), "{wrong}");
        }
        let any = |text: &'static str| {
            let mut reader = Reader::new(text);
            reader.any().and_then(|value| reader.end().map(|()| value))
        };
        assert!(any(r#"{"a":[1,"x",null,true,{}],"b":-3}"#).is_ok());
        for wrong in [r#"{"a":1,"a":2}"#, "[1, 2]", "{ }", "[1,]", "-0", "nul"] {
            assert!(any(wrong).is_err(), "{wrong}");
        }
        let deep: String = "[".repeat(5000);
        assert!(Reader::new(&deep).any().is_err());
    }

    proptest! {
        #[test]
        fn strings_there_and_back(text in any::<String>()) {
            let mut out = String::new();
            write_string(&mut out, &text);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.string().unwrap(), text);
            prop_assert!(reader.end().is_ok());
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let _ = Reader::new(&text).any();
            let _ = Reader::new(&text).count();
            let _ = Reader::new(&text).hash();
            let _ = Reader::new(&text).number();
        }
    }
}
