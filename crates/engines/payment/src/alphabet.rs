//! The letters that every bank of the SEPA can carry, and how others are written with them.
//!
//! The Latin set of EPC217-08: `a–z A–Z 0–9 / - ? : ( ) . , ' +` and the blank. German letters become two (`ä` is `ae`,
//! `ß` is `ss`), as the German banks recommend; `&` becomes `+`, `€` becomes `EUR`; other letters lose their accents or
//! are transliterated; what is left becomes a full stop. Line breaks and runs of blanks become one blank.

use deunicode::deunicode_char;

/// Whether every bank carries this character.
pub fn is_carried(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(letter)
}

/// `text` with the letters of the set alone, without blanks at its ends. What is carried already stays as it is.
pub fn carried(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut put = |letter: char| {
        if letter != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(letter);
        }
    };
    for letter in text.chars() {
        if is_carried(letter) {
            put(letter);
        } else if letter.is_whitespace() || letter.is_control() {
            put(' ');
        } else {
            match written(letter) {
                Some(letters) => letters.chars().for_each(&mut put),
                None => deunicode_char(letter)
                    .unwrap_or(".")
                    .chars()
                    .for_each(|plain| if is_carried(plain) { put(plain) } else { put(plain_for(plain)) }),
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn written(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'Ä' => "Ae",
        'Ö' => "Oe",
        'Ü' => "Ue",
        'ß' => "ss",
        'ẞ' => "SS",
        '€' => "EUR",
        '§' => "Par.",
        _ => return None,
    })
}

/// The nearest carried sign for an ASCII one (conversion table of EPC217-08).
fn plain_for(letter: char) -> char {
    match letter {
        '&' => '+',
        '_' | '~' => '-',
        ';' => ',',
        '"' | '`' => '\'',
        '[' | '{' | '<' => '(',
        ']' | '}' | '>' => ')',
        '\\' | '|' => '/',
        '\n' | '\r' | '\t' => ' ',
        _ => '.',
    }
}

/// The first `most` characters of a carried text, cut at a blank where one stands in the last third.
pub fn shortened(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_string() };
    let cut = &text[..end];
    match cut.rfind(' ') {
        Some(blank) if blank * 3 >= end * 2 => cut[..blank].to_string(),
        _ => cut.trim_end().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_as_banks_write_them() {
        for (name, expected) in [
            ("Jörg Müßig", "Joerg Muessig"),
            ("ÄRZTEKAMMER", "AeRZTEKAMMER"),
            ("Bäcker & Söhne GmbH", "Baecker + Soehne GmbH"),
            ("Łukasz Żółć", "Lukasz Zolc"),
            ("François D'Été", "Francois D'Ete"),
            ("Zeile eins\n  Zeile\tzwei ", "Zeile eins Zeile zwei"),
            ("10 € für §5", "10 EUR fuer Par.5"),
            ("a_b;c*d", "a-b,c.d"),
            ("Фёдор", "Fiodor"),
        ] {
            assert_eq!(carried(name), expected, "{name}");
        }
    }

    #[test]
    fn long_ones_are_cut_between_words() {
        assert_eq!(shortened("Gemeinde Calden am Berg", 17), "Gemeinde Calden");
        assert_eq!(shortened("Donaudampfschifffahrt", 10), "Donaudampf");
        assert_eq!(shortened("kurz", 10), "kurz");
    }

    proptest! {
        #[test]
        fn only_carried_letters_come_out_and_they_stay(text in any::<String>()) {
            let once = carried(&text);
            prop_assert!(once.chars().all(is_carried), "{}", once);
            prop_assert_eq!(carried(&once), once.clone());
            prop_assert_eq!(once.trim(), once.as_str());
        }
    }
}
