//! A template that nothing names is a page nobody sees, and one that holds words of its own is a page that
//! speaks one language.

use super::Finding;
use crate::tree::Tree;

/// Every file under a `templates/` folder is named by some code or by another template, with or without `.j2`. The
/// two files of a mail, `NAME.txt` and `NAME.html`, may be named together as `"NAME"`.
pub fn named(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in tree.paths() {
        let Some((_, name)) = path.split_once("/templates/") else { continue };
        let name = name.trim_end_matches(".j2");
        let mail = [(".txt", ".html"), (".html", ".txt")].into_iter().find_map(|(own, other)| {
            let stem = name.strip_suffix(own)?;
            let partner = path.replace(&format!("{stem}{own}"), &format!("{stem}{other}"));
            tree.has(&partner).then(|| format!("{stem}\""))
        });
        let is_named = tree
            .texts()
            .filter(|(other, _)| *other != path && (other.ends_with(".rs") || other.contains("/templates/")))
            .any(|(_, text)| text.contains(name) || mail.as_ref().is_some_and(|stem| text.contains(stem)));
        if !is_named {
            findings.push(Finding::file(path, "no code and no other template names it"));
        }
    }
    findings
}

/// Words that are the same in every language, and the switch between languages, which says it in both. Others
/// stand in `locales/`.
const EVERYWHERE: &[&str] = &["Rathaus", "Sprache", "Language"];

/// Attributes that people read or hear.
const READ_ALOUD: &[&str] = &["alt", "aria-description", "aria-label", "label", "placeholder", "title"];

/// No template holds words that a reader sees: they come by `t("key")` from `locales/`. Abbreviations in
/// capitals (CSV) are no words; what stands inside `{{ … }}` or `<code>` is not looked at, nor are the samples of
/// a gallery.
pub fn wordless(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_page = |path: &str| path.ends_with(".j2") && !path.contains("/templates/gallery/");
    for (path, text) in tree.texts().filter(|(path, _)| path.contains("/templates/") && is_page(path)) {
        let mut text = without_expressions(&without(&without(text, "{#", "#}"), "{%", "%}"));
        let mut spoken = String::new();
        if path.ends_with(".html.j2") {
            for (open, close) in
                [("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>"), ("<code", "</code>")]
            {
                text = without(&text, open, close);
            }
            spoken = attributes(&text);
            // Attributes may stand outside a tag, in a macro that a tag calls.
            text = without(&without_attributes(&without(&text, "<", ">")), "&", ";");
        }
        for (index, (line, spoken)) in
            text.lines().zip(spoken.lines().chain(std::iter::repeat(""))).enumerate()
        {
            if let Some(word) = word(line).or_else(|| word(spoken)) {
                let says = format!("{word:?} stands in the template; give it a key in locales/");
                findings.push(Finding::line(path, index + 1, says));
            }
        }
    }
    findings
}

/// The text with what stands from `open` to `close` taken out, line breaks kept.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let after = &rest[start..];
        let Some(length) = after.find(close).map(|at| at + close.len()) else { break };
        kept.push_str(&rest[..start]);
        // A space, so that what stood on both sides does not become one word.
        kept.push(' ');
        kept.extend(after[..length].matches('\n'));
        rest = &after[length..];
    }
    kept.push_str(rest);
    kept
}

/// The text without `{{ … }}`, in which other braces may stand.
fn without_expressions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        kept.push_str(&rest[..start]);
        kept.push(' ');
        let (mut depth, mut is_quoted, mut end) = (0, false, rest.len());
        for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < start) {
            match c {
                '"' => is_quoted = !is_quoted,
                '{' if !is_quoted => depth += 1,
                '}' if !is_quoted => depth -= 1,
                '\n' => kept.push(c),
                _ => {}
            }
            if depth == 0 {
                end = at + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// The text without `name="value"`.
fn without_attributes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("=\"") {
        let Some(length) = rest[at + 2..].find('"') else { break };
        let name = rest[..at].trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
        kept.push_str(name);
        kept.extend(rest[at..at + 2 + length].matches('\n'));
        rest = &rest[at + 3 + length..];
    }
    kept.push_str(rest);
    kept
}

/// The values of [`READ_ALOUD`] attributes, each on its line.
fn attributes(html: &str) -> String {
    let mut values = String::new();
    for line in html.lines() {
        for name in READ_ALOUD {
            for piece in line.split(&format!(" {name}=\"")).skip(1) {
                values.push_str(piece.split('"').next().unwrap_or_default());
                values.push(' ');
            }
        }
        values.push('\n');
    }
    values
}

fn word(line: &str) -> Option<&str> {
    line.split(|c: char| !c.is_alphabetic())
        .find(|word| word.chars().count() > 1 && !is_abbreviation(word) && !EVERYWHERE.contains(word))
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_nobody_names_is_found() {
        let tree = Tree::of([
            ("crates/a/src/report.rs", "render(\"report.html\"); mail(\"a/invitation\"); page(\"a/old\")"),
            ("crates/a/templates/a/invitation.html.j2", ""),
            ("crates/a/templates/a/invitation.txt.j2", ""),
            ("crates/a/templates/report.html.j2", "{% include \"parts/map.svg\" %}"),
            ("crates/a/templates/parts/map.svg", ""),
            ("crates/a/templates/old.html.j2", "old.html"),
        ]);
        let found: Vec<_> = named(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["crates/a/templates/old.html.j2: no code and no other template names it"]);
    }

    fn words(file: &str, text: &str) -> Vec<String> {
        let path = format!("crates/a/templates/{file}");
        wordless(&Tree::of([(&path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_of_a_template_are_found_with_their_line() {
        let page = "{# Titel\n der Seite #}\n<p>{{ t(\"a\") }}\nHallo</p>\n<img alt=\"Karte\">\n";
        assert_eq!(
            words("a.html.j2", page),
            [
                "crates/a/templates/a.html.j2:4: \"Hallo\" stands in the template; give it a key in locales/",
                "crates/a/templates/a.html.j2:5: \"Karte\" stands in the template; give it a key in locales/",
            ]
        );
        let macros = "{{ p.cards([{\"a\": {\"b\": \"}}\"}}]) }}\n aria-describedby=\"{{ id }}-hint\"\n Hallo";
        let found = words("a.html.j2", macros);
        assert!(found.len() == 1 && found[0].contains(":3: \"Hallo\""), "{found:?}");
        assert_eq!(words("a.txt.j2", "{{ name }}\n\n Ihre Stadt\n").len(), 1);
    }

    #[test]
    fn marks_code_and_abbreviations_are_no_words() {
        let page = "<meta name=\"generator\" content=\"Rathaus\">\n{% set x = \"ein Wort\" %}\n\
            <style>\n.a { color: red }\n</style>\n<p class=\"ein wort\" title=\"{{ t(\"x\") }}\">\
            &nbsp;· CSV, 1 h – Rathaus &amp; {{ n }}</p>\n<!-- nicht\nzu lesen -->\n\
            <code>rathaus serve</code>\n";
        assert_eq!(words("a.html.j2", page), Vec::<String>::new());
        assert_eq!(words("gallery/a.html.j2", "<p>Hallo"), Vec::<String>::new());
    }
}
