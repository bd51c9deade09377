//! Small checks that keep the house easy to find one's way in.
//!
//! Each reads the [`Tree`] and returns what it found; none needs a build. They leave out whatever rustc,
//! clippy or cargo-deny already sees.

mod doors;
mod invariants;
mod locales;
mod manifests;
mod purity;
mod schemas;
mod shape;
mod statements;
mod templates;
mod told;

use crate::tree::Tree;
use anyhow::{Result, bail};
use std::fmt;
use std::path::Path;

/// One thing to mend.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    line: Option<usize>,
    says: String,
}

impl Finding {
    fn file(path: impl Into<String>, says: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, says: says.into() }
    }

    fn line(path: impl Into<String>, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.into(), line: Some(line), says: says.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.path, self.says),
            None => write!(out, "{}: {}", self.path, self.says),
        }
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("file sizes", shape::sizes),
    ("names", shape::names),
    ("machine paths", shape::machine_paths),
    ("links in documents", shape::links),
    ("manifests", manifests::check),
    ("pure engines", purity::check),
    ("invariants name their tests", invariants::check),
    ("handlers behind doors", doors::check),
    ("names in the API", schemas::named_once),
    ("tests are told", told::check),
    ("translations", locales::check),
    ("templates", templates::named),
    ("words in templates", templates::wordless),
    ("places of SQL", statements::places),
    ("migrations", statements::migrations),
];

/// The step `tidy` of `cargo xtask check`: every rule, every finding at once.
pub fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut found = 0;
    for (name, rule) in RULES {
        let mut findings = rule(&tree);
        findings.sort();
        findings.dedup();
        for finding in &findings {
            println!("   {name}: {finding}");
        }
        found += findings.len();
    }
    if found > 0 {
        bail!("{found} thing(s) to tidy");
    }
    println!("   {} files, {} rules, nothing to tidy", tree.paths().count(), RULES.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_an_editor_can_jump_to() {
        assert_eq!(Finding::line("a/b.rs", 7, "too long").to_string(), "a/b.rs:7: too long");
        assert_eq!(Finding::file("a/b.rs", "too long").to_string(), "a/b.rs: too long");
    }
}
