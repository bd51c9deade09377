//! Where SQL may stand, and what its migrations are called.
//!
//! Whoever asks which statements touch a table, or who could forget the tenant, has few files to read. Whether a
//! statement is right is for the compiler (`sql!`) and for the tests on both databases.

use super::Finding;
use crate::tree::{Tree, program_lines};
use std::collections::BTreeMap;

/// What makes a statement, and in which folder alone it may.
const MAKERS: &[(&str, &str)] = &[("sql!", "crates/"), ("system_sql!", "crates/kit/")];

/// The one crate that speaks to the databases itself.
const DRIVER_FOLDER: &str = "crates/kit/store/";

/// Statements stand in `store.rs` or below a folder `store/`, those across tenants in the kit alone, and the
/// database driver is named by the kit's store alone.
pub fn places(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.starts_with("crates/") && path.ends_with(".rs"))
    {
        let is_store = path.ends_with("/store.rs") || path.contains("/store/");
        for (number, line) in program_lines(path, text) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (maker, folder) in MAKERS {
                if ["(", "[", "{"].iter().any(|open| has_word(line, &format!("{maker}{open}"))) {
                    if !is_store {
                        let says = format!("{maker} stands in store.rs or below a folder store/ only");
                        findings.push(Finding::line(path, number, says));
                    } else if !path.starts_with(folder) {
                        let says = format!("{maker} reaches across tenants; only {folder} may");
                        findings.push(Finding::line(path, number, says));
                    }
                }
            }
            if has_word(line, "sqlx::") && !path.starts_with(DRIVER_FOLDER) {
                let says = format!("sqlx is for {DRIVER_FOLDER} alone; ask its Store");
                findings.push(Finding::line(path, number, says));
            }
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Every file under `migrations/` is called `NNNN_words.sql`, no number stands twice in a folder, and the
/// crate's code names it, as one that nobody names is never run.
pub fn migrations(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut numbers: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for path in tree.paths() {
        let Some((before, file)) = path.split_once("/migrations/").filter(|_| path.starts_with("crates/"))
        else {
            continue;
        };
        let Some((name, number)) = stem(file) else {
            findings.push(Finding::file(path, "migrations are called NNNN_words.sql, as in 0001_round.sql"));
            continue;
        };
        if let Some(other) = numbers.insert((before, number), file) {
            findings.push(Finding::file(path, format!("{other} has the number {number}, too")));
        }
        let quoted = format!("\"{name}\"");
        let folder = format!("{before}/");
        let is_named = tree.texts().any(|(other, text)| {
            other.starts_with(&folder) && other.ends_with(".rs") && text.contains(&quoted)
        });
        if !is_named {
            findings
                .push(Finding::file(path, format!("no code of {before} names {quoted}, so it never runs")));
        }
    }
    findings
}

/// `0001_round` and `0001` of `0001_round.sql`.
fn stem(file: &str) -> Option<(&str, &str)> {
    let name = file.strip_suffix(".sql")?;
    let (number, words) = name.split_once('_')?;
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let are_words = words
        .split('_')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    (is_number && are_words).then_some((name, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(findings: Vec<Finding>) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_statement_outside_the_store_is_found() {
        let code = "// sql!(\"a\")\nfn f() { store.run(sql!(\"SELECT\")) }\n#[cfg(test)]\nmod tests {\n sql!(\"b\")\n}\n";
        let tree = Tree::of([
            ("crates/features/forum/src/pages/round.rs", code),
            ("crates/features/forum/src/store.rs", code),
            ("crates/features/forum/src/store/round.rs", code),
            ("crates/kit/store/src/audit.rs", code),
            ("crates/features/forum/tests/story.rs", code),
            ("bench/src/main.rs", code),
        ]);
        assert_eq!(
            says(places(&tree)),
            [
                "crates/features/forum/src/pages/round.rs:2: sql! stands in store.rs or below a folder store/ only"
            ]
        );
    }

    #[test]
    fn a_statement_across_tenants_is_found_in_a_feature() {
        let code = "fn f() { system_sql!(\"SELECT\") }\n";
        let tree = Tree::of([
            ("crates/features/forum/src/store.rs", code),
            ("crates/kit/people/src/store.rs", code),
            ("crates/server/src/store.rs", code),
            ("crates/kit/people/src/sign_in.rs", code),
        ]);
        assert_eq!(
            says(places(&tree)),
            [
                "crates/features/forum/src/store.rs:1: system_sql! reaches across tenants; only crates/kit/ may",
                "crates/kit/people/src/sign_in.rs:1: system_sql! stands in store.rs or below a folder store/ only",
                "crates/server/src/store.rs:1: system_sql! reaches across tenants; only crates/kit/ may",
            ]
        );
    }

    #[test]
    fn the_driver_is_found_outside_the_kits_store() {
        let code = "use sqlx::Row;\n";
        let tree =
            Tree::of([("crates/kit/store/src/row.rs", code), ("crates/kit/people/src/store.rs", code)]);
        assert_eq!(
            says(places(&tree)),
            ["crates/kit/people/src/store.rs:1: sqlx is for crates/kit/store/ alone; ask its Store"]
        );
    }

    #[test]
    fn a_migration_is_numbered_named_and_run() {
        let code = "migrations!(\"a\", \"0001_round\", \"0002_need\", \"0002_offer_of_2026\")";
        let tree = Tree::of([
            ("crates/a/src/lib.rs", code),
            ("crates/a/migrations/0001_round.sql", ""),
            ("crates/a/migrations/0002_need.sql", ""),
            ("crates/a/migrations/0002_offer_of_2026.sql", ""),
            ("crates/a/migrations/0003_gone.sql", ""),
            ("crates/a/migrations/12_round.sql", ""),
            ("crates/a/migrations/0004_Round.sql", ""),
            ("crates/a/migrations/0005_.sql", ""),
            ("crates/a/migrations/README.md", ""),
            ("crates/b/src/lib.rs", "\"0003_gone\""),
            ("crates/b/migrations/0001_round.sql", ""),
        ]);
        let wrong = "migrations are called NNNN_words.sql, as in 0001_round.sql";
        assert_eq!(
            says(migrations(&tree)),
            [
                "crates/a/migrations/0002_offer_of_2026.sql: 0002_need.sql has the number 0002, too",
                "crates/a/migrations/0003_gone.sql: no code of crates/a names \"0003_gone\", so it never runs",
                &format!("crates/a/migrations/0004_Round.sql: {wrong}"),
                &format!("crates/a/migrations/0005_.sql: {wrong}"),
                &format!("crates/a/migrations/12_round.sql: {wrong}"),
                &format!("crates/a/migrations/README.md: {wrong}"),
                "crates/b/migrations/0001_round.sql: no code of crates/b names \"0001_round\", so it never runs",
            ]
        );
    }
}
