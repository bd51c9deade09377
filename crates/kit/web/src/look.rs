//! The look: the KERN design system of the German administration, its typeface, and our own rules on top.
//!
//! All of it is part of the program, so a page or a report loads nothing from anywhere. KERN's script for its
//! header is left out: pages work without JavaScript.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// KERN 2.7.2 as published (`@kern-ux/native`, EUPL-1.2).
pub const KERN_CSS: &str = include_str!("../assets/kern/kern.min.css");

/// Our own rules: rhythm between blocks, charts, print, phones.
pub const RATHAUS_CSS: &str = include_str!("../assets/rathaus.css");

/// The Latin part of Fira Sans (SIL Open Font License 1.1): weight in CSS units and the WOFF2 file.
pub const FONTS: [(u16, &[u8]); 2] = [
    (400, include_bytes!("../assets/kern/fonts/FiraSans-Regular.latin.woff2")),
    (600, include_bytes!("../assets/kern/fonts/FiraSans-SemiBold.latin.woff2")),
];

/// One style sheet for a file that stands alone: typeface, KERN and our own rules, without any outside address to load.
pub fn stylesheet() -> String {
    let mut css = String::with_capacity(KERN_CSS.len() + 120_000);
    for (weight, font) in FONTS {
        css.push_str(&format!(
            "@font-face{{font-family:\"Fira Sans\";font-weight:{weight};font-style:normal;font-display:swap;\
             src:url(data:font/woff2;base64,{}) format(\"woff2\")}}\n",
            STANDARD.encode(font)
        ));
    }
    css.push_str(KERN_CSS.trim_start_matches('\u{feff}').trim_start_matches("@charset \"UTF-8\";"));
    css.push('\n');
    css.push_str(RATHAUS_CSS);
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let css = stylesheet();
        let outside = css
            .split("url(")
            .skip(1)
            .map(|rest| rest.trim_start_matches(['"', '\'']))
            .filter(|rest| !rest.starts_with("data:"))
            .map(|rest| rest.chars().take(40).collect::<String>())
            .collect::<Vec<_>>();
        assert!(outside.is_empty(), "{outside:?}");
        assert!(!css.contains("@import"));
        assert!(!css.contains("</style"), "the sheet must be safe inside a style element");
    }

    #[test]
    fn fonts_are_woff2() {
        for (_, font) in FONTS {
            assert_eq!(&font[..4], b"wOF2");
        }
    }
}
