//! An invariant that no test holds is a wish.
//!
//! Where a comment marks an invariant (`INVARIANT` and a colon) it names, in backticks, a test that exists, or
//! stands above the test itself. The same holds for every line of the table under "Invariants" in
//! ARCHITECTURE.md. Whether the test truly holds the invariant is
//! for the reader to judge.

use super::Finding;
use crate::tree::Tree;
use std::collections::BTreeSet;

/// Every invariant names a test that exists.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let functions = functions(tree);
    let mut findings = Vec::new();
    let mark = concat!("INVARIANT", ":");
    for (path, text) in tree.texts() {
        if path.ends_with(".rs") {
            let lines: Vec<&str> = text.lines().collect();
            for (index, line) in lines.iter().enumerate() {
                if line.trim_start().starts_with("//") && line.contains(mark) {
                    let block = lines[index..].iter().take_while(|line| line.trim_start().starts_with("//"));
                    let block: Vec<&str> = block.copied().collect();
                    let mut after = lines[index + block.len()..].iter().map(|line| line.trim_start());
                    let head = after.find(|line| !line.starts_with("#["));
                    if head.and_then(function).is_some_and(|name| functions.contains(name)) {
                        continue;
                    }
                    need_test(&block.join(" "), path, index + 1, &functions, &mut findings);
                }
            }
        } else if path == "ARCHITECTURE.md" {
            let section = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with("## Invariants"));
            let section = section.skip(1).take_while(|(_, line)| !line.starts_with("## "));
            // The first two rows of a table are its head.
            for (index, line) in section.filter(|(_, line)| line.starts_with('|')).skip(2) {
                need_test(line, path, index + 1, &functions, &mut findings);
            }
        }
    }
    findings
}

fn need_test(words: &str, path: &str, line: usize, functions: &BTreeSet<&str>, findings: &mut Vec<Finding>) {
    let named = words.split('`').skip(1).step_by(2);
    if !named.clone().any(|name| functions.contains(name.rsplit("::").next().unwrap_or(name))) {
        findings.push(Finding::line(
            path,
            line,
            "this invariant names no test that exists (`name_of_the_test`)",
        ));
    }
}

/// The name of the function whose head `line` is.
fn function(line: &str) -> Option<&str> {
    line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?.split(['(', '<']).next()
}

/// The names of all functions that follow a test attribute, or stand in a `proptest!` block.
fn functions(tree: &Tree) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (_, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        let mut is_test = false;
        for line in text.lines().map(str::trim_start) {
            if line.starts_with("#[") {
                is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            } else if let Some(name) = function(line) {
                if is_test {
                    names.insert(name);
                }
                is_test = false;
            } else if !line.starts_with("//") {
                is_test = false;
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "#[test]\n#[ignore]\nfn adds_up() {}\nfn no_test() {}\nasync fn waits() {}\n\
        #[tokio::test(flavor = \"multi_thread\")]\nasync fn adds_up_on_both() {}\n";

    fn found(comment: &str) -> usize {
        check(&Tree::of([("crates/a/src/lib.rs", comment), ("crates/a/tests/t.rs", CODE)])).len()
    }

    #[test]
    fn an_invariant_without_a_test_is_found() {
        let mark = concat!("// INVARIANT", ": the sum is whole");
        assert_eq!(found(&format!("{mark}, held by `adds_up`.")), 0);
        assert_eq!(found(&format!("{mark}, held by `adds_up_on_both`.")), 0);
        assert_eq!(found(&format!("{mark}, held by `waits`.")), 1);
        assert_eq!(found(&format!("{mark},\n// held by `tests::adds_up`.")), 0);
        assert_eq!(found(&format!("{mark}.")), 1);
        assert_eq!(found(&format!("{mark}, held by `no_test`.")), 1);
        assert_eq!(found(&format!("{mark}.\n#[test]\nfn sums() {{}}")), 0);
        assert_eq!(found(&format!("{mark}.\nfn sums() {{}}")), 1);
        assert_eq!(found(&format!("{mark}.\nfn f() {{}} // `adds_up`")), 1);
    }

    #[test]
    fn the_table_in_the_architecture_is_read_too() {
        let table = "## Invariants\n\n| What | Test |\n|---|---|\n| a | `adds_up` |\n| b | `gone` |\n## Next\n| c | d |\n";
        let tree = Tree::of([("ARCHITECTURE.md", table), ("crates/a/tests/t.rs", CODE)]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().starts_with("ARCHITECTURE.md:6:"));
    }
}
