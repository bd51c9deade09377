//! Texts of descriptions are HTML, often written twice over; services hold plain text.

/// Elements that end a line.
const BLOCKS: [&str; 14] =
    ["p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "h5", "tr", "dt", "dd"];

/// The text without markup: what ends a line in HTML ends one here, and nothing of a tag is left.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
    }
    out.push_str(rest);
    let shown = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    let out: String = out.chars().map(shown).collect();
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Passes a tag over. A `<` that begins none is a sign like others.
fn tag<'t>(text: &'t str, out: &mut String) -> &'t str {
    let name = text[1..].trim_start_matches('/');
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    let Some(end) = text.find('>').filter(|_| is_tag) else {
        out.push('<');
        return &text[1..];
    };
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
    if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
        out.push('\n');
    }
    &text[end + 1..]
}

fn entity<'t>(text: &'t str, out: &mut String) -> &'t str {
    let named = text.find(';').filter(|end| *end <= 10).map(|end| (&text[1..end], &text[end + 1..]));
    let Some((name, rest)) = named else {
        out.push('&');
        return &text[1..];
    };
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" | "ensp" | "emsp" | "thinsp" => Some(' '),
        "shy" => Some('\u{ad}'),
        "auml" => Some('ä'),
        "ouml" => Some('ö'),
        "uuml" => Some('ü'),
        "Auml" => Some('Ä'),
        "Ouml" => Some('Ö'),
        "Uuml" => Some('Ü'),
        "szlig" => Some('ß'),
        "sect" => Some('§'),
        "euro" => Some('€'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "bdquo" => Some('„'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        "hellip" => Some('…'),
        "eacute" => Some('é'),
        _ => number.and_then(char::from_u32),
    };
    match character {
        Some(character) => {
            out.push(character);
            rest
        }
        None => {
            out.push('&');
            &text[1..]
        }
    }
}

/// The lines of a text, without the marks that lists are written with by hand.
pub(super) fn lines(text: &str) -> Vec<String> {
    let bare = |line: &str| line.trim_start_matches(['-', '–', '•', '*', ' ']).trim().to_owned();
    text.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

/// At most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    crate::fim::cut(text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines() {
        for (html, text) in [
            (
                "<p>Wer einen <b>Hund</b>&nbsp;h&auml;lt</p><ul><li>meldet</li><li>ihn an</li></ul>",
                "Wer einen Hund hält\nmeldet\nihn an",
            ),
            ("3 < 4 & 5 > 2", "3 < 4 & 5 > 2"),
            ("a<br/>b<BR>c", "a\nb\nc"),
            ("&#8364; &#x20ac; &unbekannt; &amp;lt;", "€ € &unbekannt; &lt;"),
            ("<script>x", "x"),
            ("<p", "<p"),
            ("", ""),
            ("\u{0}a\tb", "a b"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
        assert_eq!(lines("- Ausweis\n• Foto\n\n–"), ["Ausweis", "Foto"]);
    }
}
