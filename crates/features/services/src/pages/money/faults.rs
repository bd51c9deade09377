//! What is wrong with a file of statements, in words for the person who sent it.

use rathaus_payment::statement::{Fault, FaultKind};
use rathaus_web::{PageError, Visitor};

/// The most bytes of a file of statements: some hundred thousand bookings.
pub(super) const MOST_BYTES: usize = 20 << 20;

/// The key of the text for bytes that cannot be a statement at all; `None` where they may be one.
pub(crate) fn other_file(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() > MOST_BYTES {
        return Some("money-file-large");
    }
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bare.iter().position(|byte| !byte.is_ascii_whitespace());
    match first.map(|place| &bare[place..]) {
        None => Some("money-file-empty"),
        Some(rest) if rest.starts_with(b"<") => None,
        Some(rest) if rest.starts_with(b"PK") => Some("money-file-zip"),
        Some(_) => Some("money-file-other"),
    }
}

/// The end of the key of a fault's text, and what it names.
fn word_of(kind: &FaultKind) -> (&'static str, String) {
    match kind {
        FaultKind::Large => ("large", String::new()),
        FaultKind::Encoding => ("encoding", String::new()),
        FaultKind::Character(letter) => ("character", format!("U+{letter:04X}")),
        FaultKind::Xml(_) => ("xml", String::new()),
        FaultKind::Doctype => ("doctype", String::new()),
        FaultKind::Entity(name) => ("entity", name.clone()),
        FaultKind::Deep => ("deep", String::new()),
        FaultKind::Kind(name) => ("kind", name.clone()),
        FaultKind::Missing(name) => ("missing", (*name).to_owned()),
        FaultKind::Amount(text) => ("amount", text.clone()),
        FaultKind::Decimals(text) => ("decimals", text.clone()),
        FaultKind::Currency(text) => ("currency", text.clone()),
        FaultKind::Direction(text) => ("direction", text.clone()),
        FaultKind::Flag(text) => ("flag", text.clone()),
        FaultKind::Day(text) => ("day", text.clone()),
        FaultKind::Sum => ("sum", String::new()),
    }
}

/// Every fault with its line and element.
pub(crate) fn said(visitor: &Visitor, faults: &[Fault]) -> Result<Vec<String>, PageError> {
    faults
        .iter()
        .map(|fault| {
            let (word, what) = word_of(&fault.kind);
            let what: String = what.chars().take(80).collect();
            let says = visitor.text_with(&format!("money-fault-{word}"), &[("what", what.into())])?;
            if fault.element.is_empty() {
                let args = [("line", fault.line.to_string().into()), ("says", says.into())];
                return visitor.text_with("money-fault-line", &args);
            }
            let element: String = fault.element.chars().take(200).collect();
            let args =
                [("line", fault.line.to_string().into()), ("element", element.into()), ("says", says.into())];
            visitor.text_with("money-fault-at", &args)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_xml_is_read() {
        assert_eq!(other_file(b"\xef\xbb\xbf\n<Document/>"), None);
        assert_eq!(other_file(b"PK\x03\x04"), Some("money-file-zip"));
        assert_eq!(other_file(b"%PDF-1.7"), Some("money-file-other"));
        assert_eq!(other_file(b":20:STARTUMS"), Some("money-file-other"));
        assert_eq!(other_file(b"  \n"), Some("money-file-empty"));
        assert_eq!(other_file(&vec![b'<'; MOST_BYTES + 1]), Some("money-file-large"));
    }
}
