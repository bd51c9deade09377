//! German and English say the same things: the same messages, attributes and variables in both.
//!
//! Whether a translation is right is for people; that one is missing is for this check. A pair is two Fluent
//! files under `locales/` whose paths differ only in `de` and `en`: `de.ftl` and `en.ftl`, `de-report.ftl`
//! and `en-report.ftl`, or `de/report.ftl` and `en/report.ftl`.

use super::Finding;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Every Fluent file has its partner and both hold the same messages.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let Some((before, name)) = path.split_once("locales/").filter(|_| path.ends_with(".ftl")) else {
            continue;
        };
        let Some((language, rest)) =
            name.split_at_checked(2).filter(|(_, rest)| rest.starts_with(['.', '-', '/', '_']))
        else {
            findings.push(Finding::file(path, "which language is this? Its name begins with de or en"));
            continue;
        };
        let other = match language {
            "de" => "en",
            "en" => "de",
            _ => continue,
        };
        let partner = format!("{before}locales/{other}{rest}");
        let Some(partner_text) = tree.text(&partner) else {
            findings.push(Finding::file(path, format!("{partner} is missing")));
            continue;
        };
        let (here, there) = (messages(text), messages(partner_text));
        for repeated in &here.repeated {
            findings.push(Finding::file(path, format!("{repeated} stands there twice")));
        }
        for (key, variables) in &here.keys {
            match there.keys.get(key) {
                None => findings.push(Finding::file(&partner, format!("{key} is missing"))),
                Some(others) if language == "de" && others != variables => findings.push(Finding::file(
                    &partner,
                    format!("{key} uses {} and the German text {}", list(others), list(variables)),
                )),
                Some(_) => {}
            }
        }
    }
    findings
}

fn list(variables: &BTreeSet<String>) -> String {
    if variables.is_empty() {
        return "no variable".into();
    }
    variables.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")
}

#[derive(Default)]
struct Messages {
    /// Key (or `key.attribute`) → the variables it uses.
    keys: BTreeMap<String, BTreeSet<String>>,
    repeated: Vec<String>,
}

/// The entries of a Fluent file. Continued lines are indented, so a key is what begins in the first column.
fn messages(text: &str) -> Messages {
    let mut messages = Messages::default();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines() {
        let is_continued = line.starts_with([' ', '\t']);
        let entry = line.trim_start();
        let head = entry.split_once('=').map(|(head, _)| head.trim());
        if !is_continued {
            match head.filter(|head| is_identifier(head.strip_prefix('-').unwrap_or(head))) {
                Some(head) => {
                    message = head.to_string();
                    current.clone_from(&message);
                }
                None => current.clear(),
            }
        } else if let Some(name) =
            head.and_then(|head| head.strip_prefix('.')).filter(|name| is_identifier(name))
        {
            current = format!("{message}.{name}");
        } else {
            variables(line, messages.keys.entry(current.clone()).or_default());
            continue;
        }
        if !current.is_empty() {
            if messages.keys.contains_key(&current) {
                messages.repeated.push(current.clone());
            }
            variables(line, messages.keys.entry(current.clone()).or_default());
        }
    }
    messages.keys.remove("");
    messages
}

fn is_identifier(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn variables(line: &str, into: &mut BTreeSet<String>) {
    for piece in line.split('$').skip(1) {
        let end =
            piece.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(piece.len());
        if end > 0 {
            into.insert(piece[..end].to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(de: &str, en: &str) -> Vec<String> {
        let tree = Tree::of([("crates/a/locales/de.ftl", de), ("crates/a/locales/en.ftl", en)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_files_pass_whatever_their_words() {
        let de = "# Titel\ntitle = Runde { $name }\n    .hint = Hinweis\nneeds = { $count ->\n    [one] ein Bedarf\n   *[other] { $count } Bedarfe\n}\n";
        let en = "title = Round { $name }\n    .hint = Hint\nneeds = { $count ->\n    [one] one need\n   *[other] { $count } needs\n}\n";
        assert_eq!(says(de, en), Vec::<String>::new());
    }

    #[test]
    fn a_missing_message_attribute_or_variable_is_found() {
        let found = says("a = A { $n }\n    .hint = H\nb = B\n", "a = A\nc = C\n");
        assert_eq!(
            found,
            [
                "crates/a/locales/en.ftl: a uses no variable and the German text $n",
                "crates/a/locales/en.ftl: a.hint is missing",
                "crates/a/locales/en.ftl: b is missing",
                "crates/a/locales/de.ftl: c is missing",
            ]
        );
    }

    #[test]
    fn a_message_that_stands_twice_is_found() {
        assert_eq!(says("a = A\na = B\n", "a = A\n"), ["crates/a/locales/de.ftl: a stands there twice"]);
    }

    #[test]
    fn partners_are_found_in_every_layout_and_missed_when_gone() {
        let tree = Tree::of([
            ("x/locales/de/report.ftl", "a = A"),
            ("x/locales/en/report.ftl", "b = B"),
            ("x/locales/de-map.ftl", "a = A"),
            ("x/locales/report.ftl", "a = A"),
        ]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found.contains(&"x/locales/de-map.ftl: x/locales/en-map.ftl is missing".to_string()));
    }
}
