//! Folding: one spelling for what people write in several.
//!
//! Three steps, each needed by a different field. `fold` gives the dictionary form of a word (lower case, `ß` as `ss`,
//! foreign accents dropped, umlauts kept, because the stemmer wants them). `flatten` then also gives up the umlauts, so
//! that `Bürgermeister`, `Buergermeister` and `Burgermeister` share their character grams. Stems are flattened by the
//! Snowball algorithm itself, with the same rule.

/// Appends the folded form of one character: lower case, accents other than umlauts dropped, `ß` as `ss`.
///
/// A combining diaeresis after a, o or u gives the umlaut; other combining marks vanish.
pub(crate) fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        'ä' | 'ö' | 'ü' => out.push(c),
        'Ä' => out.push('ä'),
        'Ö' => out.push('ö'),
        'Ü' => out.push('ü'),
        'ß' | 'ẞ' => out.push_str("ss"),
        '\u{308}' => {
            let umlaut = match out.as_bytes().last() {
                Some(b'a') => 'ä',
                Some(b'o') => 'ö',
                Some(b'u') => 'ü',
                _ => return,
            };
            out.pop();
            out.push(umlaut);
        }
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
        _ => {
            for lower in c.to_lowercase() {
                match plain_letter(lower) {
                    Some(text) => out.push_str(text),
                    None if ('\u{300}'..='\u{36f}').contains(&lower) => {}
                    None => out.push(lower),
                }
            }
        }
    }
}

/// The letter without its accent, for the Latin letters of European names.
fn plain_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// The folded form of a whole word.
///
/// ```
/// assert_eq!(rathaus_text::analysis::fold("Straßenbaubehörde"), "strassenbaubehörde");
/// ```
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// Gives up the umlauts of a folded word: `ä` and a written-out `ae` both become `a`, likewise o and u.
///
/// The `u` of `qu` and a `u` after a vowel (`bauen`, `neue`) do not make an umlaut, as in the Snowball stemmer.
#[must_use]
pub fn flatten(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    flatten_into(folded, &mut out);
    out
}

/// Whether a folded word may hold an umlaut, as such or written out.
pub(crate) fn may_hold_umlaut(folded: &str) -> bool {
    let bytes = folded.as_bytes();
    !folded.is_ascii() || bytes.windows(2).any(|w| w[1] == b'e' && matches!(w[0], b'a' | b'o' | b'u'))
}

/// As [`flatten`], appending to `out`.
fn flatten_into(folded: &str, out: &mut String) {
    if !may_hold_umlaut(folded) {
        out.push_str(folded);
        return;
    }
    let mut before = ' ';
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match c {
            'ä' => 'a',
            'ö' => 'o',
            'ü' => 'u',
            other => other,
        };
        out.push(plain);
        let swallows_e = match c {
            'a' | 'o' => true,
            'u' => !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'q' | 'ä' | 'ö' | 'ü'),
            _ => false,
        };
        if swallows_e && chars.peek() == Some(&'e') {
            chars.next();
            before = match c {
                'a' => 'ä',
                'o' => 'ö',
                _ => 'ü',
            };
        } else {
            before = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (a, b) in [
            ("Bürgermeister", "Buergermeister"),
            ("Straße", "STRASSE"),
            ("Ärzte", "Aerzte"),
            ("Größe", "Groesse"),
            ("u\u{308}ber", "ueber"),
            ("Café", "cafe"),
        ] {
            assert_eq!(flatten(&fold(a)), flatten(&fold(b)), "{a} and {b}");
        }
        assert_ne!(flatten(&fold("bauen")), flatten(&fold("baun")));
        assert_eq!(flatten("quelle"), "quelle");
        assert_eq!(flatten("neue"), "neue");
    }
}
