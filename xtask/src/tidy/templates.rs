//! A template that nothing names is a page nobody sees.

use super::Finding;
use crate::tree::Tree;

/// Every file under a `templates/` folder is named by some code or by another template.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in tree.paths() {
        let Some((_, name)) = path.split_once("/templates/") else { continue };
        let is_named = tree
            .texts()
            .filter(|(other, _)| *other != path && (other.ends_with(".rs") || other.contains("/templates/")))
            .any(|(_, text)| text.contains(name));
        if !is_named {
            findings.push(Finding::file(path, "no code and no other template names it"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_nobody_names_is_found() {
        let tree = Tree::of([
            ("crates/a/src/report.rs", "render(\"report.html\")"),
            ("crates/a/templates/report.html", "{% include \"parts/map.svg\" %}"),
            ("crates/a/templates/parts/map.svg", ""),
            ("crates/a/templates/old.html", "old.html"),
        ]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["crates/a/templates/old.html: no code and no other template names it"]);
    }
}
