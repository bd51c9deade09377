//! One place for every version: `[workspace.dependencies]` in the root manifest.
//!
//! A member names what it uses and nothing else; what nobody uses any more is found, because every crate
//! we carry is one that somebody has to keep up to date.

use super::Finding;
use crate::tree::Tree;
use std::collections::BTreeSet;
use toml::{Table, Value};

/// Fields of `[package]` that are the same for every crate and therefore stand in the root manifest.
const SHARED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

const SECTIONS: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

/// Every rule about manifests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    let members: Vec<&str> = tree
        .paths()
        .filter(|path| {
            let is_apart = ["fuzz/", "booth/"].iter().any(|folder| path.starts_with(folder));
            path.ends_with("/Cargo.toml") && !is_apart && !path.contains("/left-out/")
        })
        .collect();
    for path in members {
        let Some(manifest) = parse(tree, path, &mut findings) else { continue };
        let package = manifest.get("package").and_then(Value::as_table);
        for field in SHARED {
            if !package.and_then(|package| package.get(*field)).is_some_and(inherits) {
                findings.push(Finding::file(path, format!("write {field}.workspace = true")));
            }
        }
        if !manifest.get("lints").is_some_and(inherits) {
            findings.push(Finding::file(path, "write [lints] workspace = true"));
        }
        let folder = path.trim_end_matches("Cargo.toml");
        for (section, name, value) in dependencies(&manifest) {
            used.insert(name.to_string());
            if !inherits(value) {
                findings.push(Finding::file(
                    path,
                    format!("{section}.{name} names its own source; write {name}.workspace = true"),
                ));
            }
            if !names_crate(tree, folder, name) {
                findings
                    .push(Finding::file(path, format!("{section}.{name} is not used by any of its code")));
            }
        }
    }
    if let Some(root) = parse(tree, "Cargo.toml", &mut findings) {
        let shared = root.get("workspace").and_then(|workspace| workspace.get("dependencies"));
        for name in shared.and_then(Value::as_table).into_iter().flat_map(Table::keys) {
            if !used.contains(name) {
                findings.push(Finding::file("Cargo.toml", format!("no crate uses {name}")));
            }
        }
    }
    findings
}

fn parse(tree: &Tree, path: &str, findings: &mut Vec<Finding>) -> Option<Table> {
    match tree.text(path)?.parse() {
        Ok(table) => Some(table),
        Err(error) => {
            findings.push(Finding::file(path, format!("is no TOML: {error}")));
            None
        }
    }
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// Section, name and value of every dependency, those for one platform too.
fn dependencies(manifest: &Table) -> Vec<(&str, &str, &Value)> {
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = platforms.filter_map(Value::as_table).chain([manifest]);
    let mut all = Vec::new();
    for table in tables {
        for section in SECTIONS {
            let entries = table.get(*section).and_then(Value::as_table).into_iter().flatten();
            all.extend(entries.map(|(name, value)| (*section, name.as_str(), value)));
        }
    }
    all
}

/// Whether some Rust file of the crate in `folder` contains the crate's name as Rust writes it.
fn names_crate(tree: &Tree, folder: &str, name: &str) -> bool {
    let word = name.replace('-', "_");
    tree.texts().filter(|(path, _)| path.starts_with(folder) && path.ends_with(".rs")).any(|(_, text)| {
        text.match_indices(&word).any(|(at, _)| {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "[workspace.dependencies]\nserde = \"1\"\ncsv = \"1\"\n";
    const HEAD: &str = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
        [lints]\nworkspace = true\n";

    fn says(member: &str, code: &str) -> Vec<String> {
        let member = format!("{HEAD}{member}");
        let tree =
            Tree::of([("Cargo.toml", ROOT), ("crates/a/Cargo.toml", &member), ("crates/a/src/lib.rs", code)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_orderly_member_passes() {
        let member = "[dependencies]\nserde.workspace = true\n[dev-dependencies]\n\
            csv = { workspace = true, features = [\"x\"] }\n";
        assert_eq!(says(member, "use serde::Serialize; fn f() { csv::Reader }"), Vec::<String>::new());
    }

    #[test]
    fn a_version_in_a_member_is_found_in_every_section() {
        let member = "[dependencies]\nserde = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\ncsv = { version = \"1\" }\n";
        let found = says(member, "serde csv");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|line| line.contains("dev-dependencies.csv names its own source")));
    }

    #[test]
    fn what_is_not_used_is_found() {
        let found = says("[dependencies]\nserde.workspace = true\n", "fn serde_like() {}");
        assert_eq!(
            found,
            [
                "crates/a/Cargo.toml: dependencies.serde is not used by any of its code",
                "Cargo.toml: no crate uses csv"
            ]
        );
    }

    #[test]
    fn a_field_of_its_own_is_found() {
        let tree = Tree::of([("crates/a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"3.0.0\"\n")]);
        assert_eq!(check(&tree).len(), SHARED.len() + 1);
    }
}
