//! How long files are, what they are called, and what they point at.

use super::Finding;
use crate::tree::{Tree, is_test_path, program_lines};

/// A file that passes this many lines is asking to be two.
const LONGEST: usize = 600;

/// Files that were longer when the rule came, with the lines they may have at most. The list can only
/// shrink: a file may not grow beyond its entry, and an entry that is not needed any more is a finding.
const STILL_LONG: &[(&str, usize)] = &[];

/// Words that say nothing about what lies behind them.
const EMPTY_WORDS: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "manager", "service", "data", "info", "misc"];

/// No Rust file under crates/ is longer than 600 lines.
pub fn sizes(tree: &Tree) -> Vec<Finding> {
    sizes_with(tree, STILL_LONG)
}

fn sizes_with(tree: &Tree, still_long: &[(&str, usize)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        if !(path.starts_with("crates/") && path.ends_with(".rs")) {
            continue;
        }
        let lines = text.lines().count();
        match still_long.iter().find(|(listed, _)| *listed == path) {
            Some((_, most)) if lines > *most => {
                findings
                    .push(Finding::file(path, format!("{lines} lines, was {most}: make two rooms of it")));
            }
            Some(_) if lines <= LONGEST => {
                findings.push(Finding::file(path, "is short enough now; take it off STILL_LONG"));
            }
            None if lines > LONGEST => {
                findings.push(Finding::file(
                    path,
                    format!("{lines} lines, more than {LONGEST}: make two rooms of it"),
                ));
            }
            _ => {}
        }
    }
    for (listed, _) in still_long {
        if !tree.has(listed) {
            findings.push(Finding::file(*listed, "is gone; take it off STILL_LONG"));
        }
    }
    findings
}

/// No crate and no Rust module carries a name that says nothing.
pub fn names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in tree.paths() {
        // Outside `src` a folder such as `data` may hold exactly that.
        let is_module = path.ends_with(".rs");
        let is_crate = path.ends_with("/Cargo.toml");
        if !is_module && !is_crate {
            continue;
        }
        for part in path.trim_end_matches(".rs").split('/') {
            if let Some(word) = part.split(['_', '-']).find(|word| EMPTY_WORDS.contains(word)) {
                findings.push(Finding::file(
                    path,
                    format!("the word {word:?} says nothing; use the field's noun"),
                ));
            }
        }
    }
    findings
}

/// No committed text outside tests points at a folder of the machine it was written on.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    let folders: Vec<String> =
        ["work", "root", "tmp", "home"].iter().map(|name| format!("/{name}/")).collect();
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let mut look = |number: usize, line: &str| {
            for folder in &folders {
                let is_start =
                    |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}/*".contains(c));
                if line.match_indices(folder.as_str()).any(|(at, _)| is_start(at)) {
                    findings.push(Finding::line(
                        path,
                        number,
                        format!("{folder} is a folder of one machine only"),
                    ));
                }
            }
        };
        if path.ends_with(".rs") {
            program_lines(path, text).for_each(|(number, line)| look(number, line));
        } else if !is_test_path(path) {
            text.lines().enumerate().for_each(|(index, line)| look(index + 1, line));
        }
    }
    findings
}

/// A link from one document to a file of the repository finds it.
pub fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".md")) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (index, line) in text.lines().enumerate() {
            for piece in line.split("](").skip(1) {
                let target = piece.split([')', '#', ' ']).next().unwrap_or_default();
                if target.is_empty() || target.contains(':') {
                    continue;
                }
                let full = join(folder, target);
                if !tree.has(&full) {
                    findings.push(Finding::line(
                        path,
                        index + 1,
                        format!("links to {target}, which is not there"),
                    ));
                }
            }
        }
    }
    findings
}

fn join(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(findings: Vec<Finding>) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_long_file_is_found_and_a_listed_one_may_only_shrink() {
        let (fits, long, longer) = ("x\n".repeat(600), "x\n".repeat(601), "x\n".repeat(700));
        let tree = Tree::of([
            ("crates/a/src/fits.rs", &fits),
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/listed.rs", &longer),
            ("xtask/src/long.rs", &long),
        ]);
        let long_file = "crates/a/src/long.rs: 601 lines, more than 600: make two rooms of it";
        let list = [("crates/a/src/listed.rs", 700)];
        assert_eq!(says(sizes_with(&tree, &list)), [long_file]);
        let list =
            [("crates/a/src/listed.rs", 699), ("crates/a/src/fits.rs", 650), ("crates/a/src/gone.rs", 650)];
        assert_eq!(
            says(sizes_with(&tree, &list)),
            [
                "crates/a/src/fits.rs: is short enough now; take it off STILL_LONG",
                "crates/a/src/listed.rs: 700 lines, was 699: make two rooms of it",
                long_file,
                "crates/a/src/gone.rs: is gone; take it off STILL_LONG",
            ]
        );
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        let tree = Tree::of([
            ("crates/core/src/text_utils.rs", ""),
            ("crates/core/src/manager/mod.rs", ""),
            ("crates/kit/common/Cargo.toml", ""),
            ("crates/features/services/src/lib.rs", ""),
            ("crates/features/forum/data/needs.csv", ""),
            ("crates/core/src/database.rs", ""),
        ]);
        let found = names(&tree);
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn a_path_of_one_machine_is_found_outside_tests() {
        let line = format!("see /{}/notes", "work");
        let code = format!("let a = \"/{}/x\";\n#[cfg(test)]\nmod tests {{\n  // /{}/y\n}}\n", "tmp", "tmp");
        let web = format!("https://example.org/{}/x and ./{}/x and crates/{}/x", "work", "tmp", "root");
        let tree = Tree::of([
            ("README.md", &line),
            ("crates/a/src/lib.rs", &code),
            ("crates/a/tests/story.rs", &line),
            ("docs/web.md", &web),
        ]);
        assert_eq!(says(machine_paths(&tree)).len(), 2, "{:?}", machine_paths(&tree));
    }

    #[test]
    fn a_link_to_nowhere_is_found() {
        let text =
            "[a](ARCHITECTURE.md#law) [b](docs/gone.md) [c](https://example.org) [d](#here) [e](docs/)";
        let tree = Tree::of([
            ("README.md", text),
            ("ARCHITECTURE.md", ""),
            ("docs/decisions/0001-house.md", "[up](../../README.md) [beside](0002-gone.md)"),
        ]);
        assert_eq!(
            says(links(&tree)),
            [
                "README.md:1: links to docs/gone.md, which is not there",
                "docs/decisions/0001-house.md:1: links to 0002-gone.md, which is not there"
            ]
        );
    }
}
