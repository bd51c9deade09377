//! Account numbers, e-mail addresses, telephone numbers and the named patterns: what is right,
//! and the one form in which it is kept.
//!
//! Whether an address or a number is in use is not asked; only a message to it can tell.

// The library of the crate `iban_validate`.
use iban::{Iban, IbanLike, ParseBaseIbanError, ParseIbanError};

use crate::field::Pattern;

/// Why a text is no account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IbanFault {
    /// It does not begin with two letters and two digits, or its length cannot be.
    Form,
    /// The check digits do not fit: a digit is wrong or two are swapped.
    CheckDigits,
    /// No country of the register begins like this.
    Country,
}

/// The account number without spaces, in capitals.
pub fn iban(text: &str) -> Result<String, IbanFault> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    match compact.parse::<Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
            Err(IbanFault::CheckDigits)
        }
        Err(ParseIbanError::UnknownCountry(_)) => Err(IbanFault::Country),
        Err(_) => Err(IbanFault::Form),
    }
}

/// An account number in groups of four, as it is printed: `DE89 3704 0044 0532 0130 00`.
pub fn iban_groups(iban: &str) -> String {
    let mut text = String::new();
    for (place, letter) in iban.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(letter);
    }
    text
}

/// The e-mail address with its domain in small letters; `None` where it cannot be one.
///
/// The part before the `@` has no quotes or comments, which RFC 5321 allows and nobody uses; the
/// domain has a dot and may have umlauts.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let fits = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    if local.is_empty() || local.len() > 64 || text.len() > 254 || !local.chars().all(fits) || !dots(local) {
        return None;
    }
    let domain = domain.to_lowercase();
    is_domain(&domain).then(|| format!("{local}@{domain}"))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
        && last.chars().count() >= 2
        && !last.chars().all(|c| c.is_ascii_digit())
}

/// The telephone number in the form of E.164; `None` where it cannot be one.
///
/// A number without a country is a German one and begins with the 0 of its area code. Short
/// numbers such as 115 have no place in E.164 and are refused.
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let plain: String = text.replace("(0)", "");
    let mut digits = String::new();
    for (place, letter) in plain.chars().filter(|c| !" \u{a0}\u{202f}/-–().".contains(*c)).enumerate() {
        match letter {
            '+' if place == 0 => digits.push('+'),
            '0'..='9' => digits.push(letter),
            _ => return None,
        }
    }
    let national = if let Some(rest) = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")) {
        match rest.strip_prefix("49") {
            Some(german) => format!("49{}", german.strip_prefix('0').unwrap_or(german)),
            None => rest.to_owned(),
        }
    } else {
        format!("49{}", digits.strip_prefix('0')?)
    };
    let long_enough = (7..=15).contains(&national.len());
    (long_enough && !national.starts_with('0') && !national.starts_with("490"))
        .then(|| format!("+{national}"))
}

/// Whether a text follows a pattern.
pub fn follows(pattern: Pattern, text: &str) -> bool {
    match pattern {
        Pattern::Digits => text.bytes().all(|b| b.is_ascii_digit()),
        Pattern::Letters => text.chars().all(|c| c.is_alphabetic() || " -'’.".contains(c)),
        Pattern::OneWord => !text.chars().any(char::is_whitespace),
        Pattern::Postcode => is_postcode(text),
        Pattern::WebAddress => is_web_address(text),
        Pattern::TaxId => is_tax_id(text),
    }
}

/// Whether a text is a German postcode: five digits, from 01001 on.
pub fn is_postcode(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) && text >= "01001"
}

fn is_web_address(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "443"));
    !text.chars().any(|c| c.is_whitespace() || "<>\"".contains(c))
        && is_domain(&host.to_lowercase())
        && port.parse::<u16>().is_ok()
}

/// The check digit is that of ISO/IEC 7064, MOD 11,10.
fn is_tax_id(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter(|c| *c != ' ').map_while(|c| c.to_digit(10)).collect();
    if digits.len() != 11 || text.chars().filter(|c| *c != ' ').count() != 11 || digits[0] == 0 {
        return false;
    }
    let mut product = 10;
    for digit in &digits[..10] {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    (11 - product) % 10 == digits[10]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers() {
        for text in ["DE89 3704 0044 0532 0130 00", "de89370400440532013000", "AT61 1904 3002 3457 3201"] {
            assert!(iban(text).is_ok(), "{text}");
        }
        assert_eq!(iban("DE89 3704 0044 0532 0130 01"), Err(IbanFault::CheckDigits));
        assert_eq!(iban("DE89 3704 0044 0532 0130"), Err(IbanFault::CheckDigits));
        assert_eq!(iban("0532013000"), Err(IbanFault::Form));
        assert_eq!(iban("ÄÖ"), Err(IbanFault::Form));
        assert_eq!(iban_groups("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00");
    }

    #[test]
    fn mail_addresses() {
        for (text, kept) in [
            ("rathaus@Calden.de", "rathaus@calden.de"),
            (" o'neil+x@bürgeramt.kassel.de ", "o'neil+x@bürgeramt.kassel.de"),
            ("Info@a.co", "Info@a.co"),
        ] {
            assert_eq!(email(text).as_deref(), Some(kept));
        }
        for text in [
            "",
            "a",
            "a@b",
            "a b@c.de",
            "a@b..de",
            ".a@b.de",
            "a.@b.de",
            "a@-b.de",
            "a@b.1",
            "a@@b.de",
            "a@b.de\n.x",
            "\"a\"@b.de",
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, kept) in [
            ("0561 / 106-0", "+495611060"),
            ("(05674) 702 12", "+49567470212"),
            ("+49 (0)561 1060", "+495611060"),
            ("+49 0561 1060", "+495611060"),
            ("0049 561 1060", "+495611060"),
            ("+43 1 4000", "+4314000"),
            ("0171-1234567", "+491711234567"),
        ] {
            assert_eq!(phone(text).as_deref(), Some(kept), "{text}");
        }
        for text in [
            "",
            "115",
            "561106",
            "0561 x",
            "05",
            "+",
            "++49561106",
            "0561+106",
            "0000000000",
            "0561 12345678901234",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, right, wrong) in [
            (Pattern::Digits, "0123", "12a"),
            (Pattern::Letters, "Müller-Lüdenscheidt d’Or", "R2D2"),
            (Pattern::OneWord, "ABC-1", "A B"),
            (Pattern::Postcode, "34379", "00100"),
            (Pattern::WebAddress, "https://www.calden.de/amt?x=1", "https://calden"),
            (Pattern::WebAddress, "calden.de", "java script:alert(1)"),
            (Pattern::TaxId, "86 095 742 719", "86095742718"),
            (Pattern::TaxId, "47036892816", "4703689281"),
        ] {
            assert!(follows(pattern, right), "{pattern:?} {right}");
            assert!(!follows(pattern, wrong), "{pattern:?} {wrong}");
        }
    }
}
