//! The tests of a crate are one program, `tests/all.rs`, so that what they link is linked once. A file that it does not
//! name would never be built, and nobody would miss it.

use super::Finding;
use crate::tree::Tree;
use std::collections::BTreeMap;

/// Every file in a crate's `tests` is a module of `tests/all.rs`; one file alone needs none.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut crates: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for path in tree.paths() {
        let Some((owner, rest)) = path.split_once("/tests/") else { continue };
        let stem = match rest.split_once('/') {
            Some((folder, "mod.rs" | "main.rs")) => folder,
            None => rest.strip_suffix(".rs").unwrap_or_default(),
            Some(_) => continue,
        };
        if owner.starts_with("crates/") && !owner.contains("/src") && !stem.is_empty() {
            crates.entry(owner).or_default().push((path, stem));
        }
    }
    let mut findings = Vec::new();
    for (owner, files) in crates {
        let all = format!("{owner}/tests/all.rs");
        let Some((_, text)) = tree.texts().find(|(path, _)| *path == all) else {
            if files.len() > 1 {
                findings.push(Finding::file(all, "is missing: the tests of a crate are one program"));
            }
            continue;
        };
        for (path, stem) in files {
            if stem != "all" && !text.lines().any(|line| line == format!("mod {stem};")) {
                findings.push(Finding::file(path, format!("is not in {all}, so it is never run")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_nobody_names_is_found() {
        let found = check(&Tree::of([
            ("crates/a/tests/all.rs", "mod story;\nmod town;\n"),
            ("crates/a/tests/story.rs", ""),
            ("crates/a/tests/town/mod.rs", ""),
            ("crates/a/tests/town/deep.rs", ""),
            ("crates/a/tests/doors.rs", ""),
            ("crates/a/tests/race/main.rs", ""),
            ("crates/b/tests/alone.rs", ""),
            ("crates/b/src/input/tests/inner.rs", ""),
            ("crates/b/src/input/tests/other.rs", ""),
            ("crates/c/tests/one.rs", ""),
            ("crates/c/tests/two.rs", ""),
        ]));
        let found: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(
            found,
            ["crates/a/tests/doors.rs", "crates/a/tests/race/main.rs", "crates/c/tests/all.rs"]
        );
    }
}
