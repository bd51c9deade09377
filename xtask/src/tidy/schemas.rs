//! Names of types in the document of the API.

use super::Finding;
use crate::tree::{Tree, program_lines};
use std::collections::BTreeMap;

/// No two types that derive `ToSchema` have one name: the document would describe the one by the other.
/// `#[schema(as = Other)]` gives a type another name there.
pub fn named_once(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut named: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.starts_with("crates/") && path.ends_with(".rs"))
    {
        let (mut is_schema, mut other) = (false, None);
        for (number, line) in program_lines(path, text) {
            let line = line.trim();
            if line.starts_with("#[derive(") {
                (is_schema, other) = (line.contains("ToSchema"), None);
            } else if let Some(rest) = line.strip_prefix("#[schema(as = ") {
                other = Some(first_word(rest));
            } else if let Some(rest) = type_begins(line).filter(|_| std::mem::take(&mut is_schema)) {
                let name = other.take().unwrap_or_else(|| first_word(rest));
                if let Some((before, at)) = named.insert(name, (path, number)) {
                    let says = format!("{before}:{at} is called {name} in the API's document, too");
                    findings.push(Finding::line(path, number, says));
                }
            }
        }
    }
    findings
}

fn type_begins(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub").map_or(line, |rest| rest.trim_start_matches(['(', ')', ' ']));
    let line = line.trim_start_matches("super").trim_start_matches("crate").trim_start_matches([')', ' ']);
    line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum "))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_types_of_one_name_are_found() {
        let one =
            "#[derive(Debug, utoipa::ToSchema)]\n#[serde(deny_unknown_fields)]\npub(super) struct Proof {}\n";
        let tree = Tree::of([("crates/a/src/x.rs", one), ("crates/a/src/y.rs", one)]);
        let found: Vec<String> = named_once(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            ["crates/a/src/y.rs:3: crates/a/src/x.rs:3 is called Proof in the API's document, too"]
        );
    }

    #[test]
    fn another_name_or_no_schema_is_fine() {
        let one = "#[derive(ToSchema)]\nstruct Proof;\n";
        let renamed = "#[derive(ToSchema)]\n#[schema(as = TalkProof)]\nstruct Proof;\n";
        let plain = "#[derive(Debug)]\nenum Proof {}\n";
        let files =
            [("crates/a/src/x.rs", one), ("crates/a/src/y.rs", renamed), ("crates/a/src/z.rs", plain)];
        assert_eq!(named_once(&Tree::of(files)), []);
    }
}
