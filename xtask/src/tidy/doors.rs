//! Handlers stand behind doors (docs/decisions/0006): routes are made of `rathaus_web::{get, post, routes}`.
//!
//! axum's own functions work as well and are only slow to build, so nobody would notice that one came back.

use super::Finding;
use crate::tree::{Tree, program_lines};

/// What takes a handler as it is.
const BARE: [&str; 4] = ["axum::routing", "utoipa_axum::routes", ").post(", ").get("];

/// No page of ours hands its handler to axum.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let is_ours = path.starts_with("crates/") && path.contains("/src/") && path.ends_with(".rs");
        if !is_ours || path == "crates/kit/web/src/door.rs" {
            continue;
        }
        for (number, line) in program_lines(path, text) {
            let is_chained = |word: &str| !word.starts_with(')') || line.contains(".route(");
            if let Some(word) = BARE.iter().find(|word| line.contains(**word) && is_chained(word)) {
                let says = format!("{word}: handlers go behind doors, as in get(show).merge(post(save))");
                findings.push(Finding::line(path, number, says));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_handler_is_found() {
        let page = |code: &str| check(&Tree::of([("crates/features/forum/src/pages/round.rs", code)])).len();
        assert_eq!(page("use axum::routing::get;\n"), 1);
        assert_eq!(page("use utoipa_axum::routes;\n"), 1);
        assert_eq!(page("    .route(\"/a\", get(show).post(save))\n"), 1);
        assert_eq!(
            page("use rathaus_web::{get, post};\n    .route(\"/a\", get(show).merge(post(save)))\n"),
            0
        );
        assert_eq!(page("let found = list().get(0);\n"), 0);
    }
}
