//! Core and engines compute: the same input gives the same output, with no file, network, clock,
//! environment or chance in between.
//!
//! The law keeps impure crates away (`law::IMPURE`); this keeps the impure parts of `std` away. It reads
//! words and not types, which is enough to be reminded; nobody here works against it.

use super::Finding;
use crate::tree::{Tree, program_lines};

/// A word and why a pure crate does without it.
const IMPURE: &[(&str, &str)] = &[
    ("std::fs", "files are read by the feature or the server"),
    ("std::net", "the network belongs to the server"),
    ("std::env", "settings come in as arguments"),
    ("std::process", "other programs are started by the server"),
    ("std::io::stdin", "input comes in as arguments"),
    ("std::io::stdout", "what is shown is the caller's affair"),
    ("println!", "what is shown is the caller's affair"),
    ("print!", "what is shown is the caller's affair"),
    ("dbg!", "what is shown is the caller's affair"),
    ("SystemTime", "time comes in as an argument"),
    ("Instant::now", "a limit is a number of steps, or the result depends on the machine"),
    ("Zoned::now", "time comes in as an argument"),
    ("Timestamp::now", "time comes in as an argument"),
    ("thread_rng", "chance comes in as a seed"),
    ("rand::rng", "chance comes in as a seed"),
    ("RandomState", "chance comes in as a seed"),
];

/// No program line of core or an engine contains one of these words.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let is_pure = path.starts_with("crates/core/src/")
            || (path.starts_with("crates/engines/") && path.contains("/src/"));
        if !is_pure || !path.ends_with(".rs") {
            continue;
        }
        for (number, line) in program_lines(path, text) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (word, why) in IMPURE {
                let stands_alone =
                    |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                if line.match_indices(word).any(|(at, _)| stands_alone(at)) {
                    findings.push(Finding::line(path, number, format!("{word} in a pure crate: {why}")));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_impure_word_is_found_in_an_engine() {
        for (word, _) in IMPURE {
            let code = format!("fn f() {{ let _ = {word}(); }}\n");
            let tree = Tree::of([("crates/engines/text/src/rank.rs", &code)]);
            assert!(!check(&tree).is_empty(), "{word}");
        }
    }

    #[test]
    fn comments_tests_and_other_layers_are_left_alone() {
        let code = "// no std::fs here\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        let tree = Tree::of([
            ("crates/engines/text/src/rank.rs", code),
            ("crates/engines/text/tests/golden.rs", "use std::fs;"),
            ("crates/server/src/main.rs", "use std::fs;"),
            ("crates/core/src/day.rs", "fn eprint() {}"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
