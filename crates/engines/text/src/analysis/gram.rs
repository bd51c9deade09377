//! Character 5-grams of a word, the field that forgives: typing errors, unknown endings, parts of compounds.
//!
//! Grams are cut inside a padded word (`_wort_`), from its flattened spelling, so that a word has the same grams wherever
//! it stands and they can be computed once per distinct word.

/// Length of a gram in characters.
pub const GRAM_LENGTH: usize = 5;

/// A gram packed into a number: five characters of 21 bits. Equal numbers are equal grams.
pub type Gram = u128;

/// Calls `each` for every gram of a flattened word, in order. A short word gives one gram of what there is.
pub fn grams(flat: &str, mut each: impl FnMut(Gram)) {
    const MASK: u128 = (1 << (21 * GRAM_LENGTH)) - 1;
    let mut window: u128 = u128::from(' ');
    let mut length = 1;
    for c in flat.chars().chain(std::iter::once(' ')) {
        window = ((window << 21) | u128::from(c)) & MASK;
        length += 1;
        if length >= GRAM_LENGTH {
            each(window);
        }
    }
    if length > 2 && length < GRAM_LENGTH {
        each(window);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(mut gram: Gram) -> String {
        let mut chars = Vec::new();
        while gram > 0 {
            chars.push(char::from_u32((gram & 0x1f_ffff) as u32).unwrap());
            gram >>= 21;
        }
        chars.iter().rev().collect()
    }

    #[test]
    fn golden() {
        let mut out = Vec::new();
        for word in ["antrag", "kita", "ki", "", "ö"] {
            grams(word, |g| out.push(text_of(g)));
        }
        assert_eq!(out, [" antr", "antra", "ntrag", "trag ", " kita", "kita ", " ki ", " ö "]);
    }
}
