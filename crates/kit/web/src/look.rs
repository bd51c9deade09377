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

/// KERN's parts that a document that stands alone uses; its properties for colours and sizes always stay.
pub const DOCUMENT_PARTS: [&str; 8] = [
    "kern-alert",
    "kern-body",
    "kern-dark",
    "kern-icon",
    "kern-light",
    "kern-link",
    "kern-sr-only",
    "kern-title",
];

/// KERN without the rules of parts that are not named: half the size of a report otherwise is style it never uses.
///
/// A part is the beginning of a class up to `--`, `__` or its end. Rules without any class of KERN stay.
pub fn kern_css(parts: &[&str]) -> String {
    let mut out = String::new();
    keep_rules(
        KERN_CSS.trim_start_matches('\u{feff}').trim_start_matches("@charset \"UTF-8\";"),
        parts,
        &mut out,
    );
    out
}

fn keep_rules(css: &str, parts: &[&str], out: &mut String) {
    let mut rest = css;
    while let Some((head, body, after)) = next_rule(rest) {
        rest = after;
        let selector = head.trim();
        if selector.starts_with("@media")
            || selector.starts_with("@supports")
            || selector.starts_with("@layer")
        {
            let mut inner = String::new();
            keep_rules(body, parts, &mut inner);
            if !inner.is_empty() {
                out.push_str(&format!("{selector}{{{inner}}}\n"));
            }
        } else if is_kept(selector, parts) {
            out.push_str(&format!("{selector}{{{body}}}\n"));
        }
    }
}

/// Selector, body and what follows; strings and comments are passed over as a whole.
fn next_rule(css: &str) -> Option<(&str, &str, &str)> {
    let (mut depth, mut open, mut quote, mut start) = (0, 0, None, 0);
    let bytes = css.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(mark), byte) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'/') if bytes.get(at + 1) == Some(&b'*') => {
                at += 2 + css[at + 2..].find("*/")? + 1;
                if depth == 0 {
                    start = at + 1;
                }
            }
            (None, mark @ (b'"' | b'\'')) => quote = Some(mark),
            (None, b'{') => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            (None, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some((&css[start..open], &css[open + 1..at], &css[at + 1..]));
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_kept(selector: &str, parts: &[&str]) -> bool {
    let mut classes = selector.split(".kern-").skip(1).peekable();
    classes.peek().is_none()
        || classes.any(|class| {
            parts.iter().any(|part| {
                class.strip_prefix(&part["kern-".len()..]).is_some_and(|end| {
                    end.starts_with("--")
                        || end.starts_with("__")
                        || !end.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                })
            })
        })
}

/// One style sheet for a file that stands alone: typeface, the named parts of KERN and our own rules, without any
/// outside address to load.
pub fn stylesheet(parts: &[&str]) -> String {
    let mut css = String::with_capacity(240_000);
    for (weight, font) in FONTS {
        css.push_str(&format!(
            "@font-face{{font-family:\"Fira Sans\";font-weight:{weight};font-style:normal;font-display:swap;\
             src:url(data:font/woff2;base64,{}) format(\"woff2\")}}\n",
            STANDARD.encode(font)
        ));
    }
    css.push_str(
        "/* KERN 2.7.2, EUPL-1.2, gitlab.opencode.de/kern-ux/kern-ux-plain, cut to the parts used */\n",
    );
    css.push_str(&kern_css(parts));
    css.push_str(RATHAUS_CSS);
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let css = stylesheet(&DOCUMENT_PARTS);
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
    fn only_the_parts_named_stay() {
        let css = kern_css(&["kern-alert"]);
        assert!(css.contains(".kern-alert__header") && css.contains(".kern-alert--info"));
        assert!(!css.contains(".kern-accordion") && !css.contains(".kern-dropdown"));
        assert!(css.contains("--kern-color-action-default") && css.contains("prefers-color-scheme"));
        assert!(css.len() < KERN_CSS.len() / 2, "{} of {}", css.len(), KERN_CSS.len());
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn rules_end_where_they_end() {
        let css = "/* } */.kern-a{b:\"}\"}@media x{.kern-b{c:d}.kern-ab{e:f}}:root{g:'\\'}'}";
        let mut out = String::new();
        keep_rules(css, &["kern-b"], &mut out);
        assert_eq!(out, "@media x{.kern-b{c:d}\n}\n:root{g:'\\'}'}\n");
    }

    #[test]
    fn fonts_are_woff2() {
        for (_, font) in FONTS {
            assert_eq!(&font[..4], b"wOF2");
        }
    }
}
