//! ISO/IEC 7064 MOD 97-10 over letters and digits, as IBAN, creditor reference and creditor identifier use it.

/// The remainder by 97 of the number that `text` spells: digits stand for themselves, `A` to `Z` for 10 to 35.
/// `None` where another character stands.
pub(crate) fn remainder(text: impl Iterator<Item = char>) -> Option<u32> {
    let mut rest = 0;
    for letter in text {
        let value = if letter.is_ascii_uppercase() || letter.is_ascii_digit() {
            letter.to_digit(36)?
        } else {
            return None;
        };
        rest = if value < 10 { rest * 10 + value } else { rest * 100 + value } % 97;
    }
    Some(rest)
}

/// The two check digits that make `body`, followed by `head` and them, leave the remainder 1.
pub(crate) fn check_digits(body: &str, head: &str) -> Option<u32> {
    Some(98 - remainder(body.chars().chain(head.chars()).chain("00".chars()))?)
}

/// Whether `text`, its first four characters put behind the rest, leaves the remainder 1.
pub(crate) fn holds(text: &str) -> bool {
    let front = text.chars().take(4);
    remainder(text.chars().skip(4).chain(front)) == Some(1)
}

/// A number in groups of four, as it is printed and copied by hand.
pub fn in_fours(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 5 / 4);
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_four() {
        assert_eq!(in_fours("RF18539007547034"), "RF18 5390 0754 7034");
        assert_eq!(in_fours("ABCDE"), "ABCD E");
    }
}
