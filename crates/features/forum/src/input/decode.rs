//! From the bytes of a file to text, for the encodings in which offices save CSV.
//!
//! Order of the guesses: a byte order mark decides; without one, valid UTF-8 is UTF-8; anything else is
//! Windows-1252, which German Excel writes. UTF-16 without a mark is not guessed: its zero bytes make it
//! [`Undecodable::NotText`].

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Why bytes are no text table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// A spreadsheet program's own file (a ZIP archive or an OLE container).
    Workbook,
    /// Zero bytes, or UTF-16 that is broken.
    NotText,
}

/// The text of a file, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Undecodable::Workbook);
    }
    let text = if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(rest).0.into_owned(),
        }
    } else if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        sixteen(UTF_16LE, rest)?
    } else if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        sixteen(UTF_16BE, rest)?
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    };
    if text.contains('\0') { Err(Undecodable::NotText) } else { Ok(text) }
}

fn sixteen(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, Undecodable> {
    match encoding.decode_without_bom_handling(bytes) {
        (_, true) => Err(Undecodable::NotText),
        (text, false) => Ok(text.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Straße; Gemeindeschlüssel „x“ – 5 €";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let (windows, _, broken) = WINDOWS_1252.encode(TEXT);
        assert!(!broken);
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        for bytes in [TEXT.as_bytes(), &marked, &windows, &little, &big] {
            assert_eq!(decode(bytes).as_deref(), Ok(TEXT));
        }
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(decode(b"PK\x03\x04rest"), Err(Undecodable::Workbook));
        assert_eq!(decode(b"a\0b\0"), Err(Undecodable::NotText));
        assert_eq!(decode(&[0xFF, 0xFE, 0x00]), Err(Undecodable::NotText));
    }
}
