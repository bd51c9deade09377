//! The files of the repository as the checks see them: path and text, in path order.
//!
//! The checks take a [`Tree`] and not a directory, so that each can be tried on a made-up one.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The directory of the workspace's Cargo.toml.
pub fn workspace_root() -> Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(manifest.parent().context("xtask lies in the workspace")?.to_path_buf())
}

/// Every file that is or may be committed, by its path from the root with `/` between the parts.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads what git knows or would add; without git (an unpacked archive) everything but build output.
    pub fn read(root: &Path) -> Result<Self> {
        let paths = match git_files(root) {
            Some(paths) => paths,
            None => {
                let mut paths = Vec::new();
                walk(root, root, &mut paths)?;
                paths
            }
        };
        let mut files = BTreeMap::new();
        for path in paths {
            let full = root.join(&path);
            if full.is_file() {
                let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
                files.insert(path, String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')));
            }
        }
        Ok(Self { files })
    }

    /// A made-up tree.
    #[cfg(test)]
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), Some(text.into()))).collect() }
    }

    /// All paths, binary files too.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Path and text of every text file (UTF-8 without a zero byte).
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Whether there is such a file, or a directory that holds one.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }
}

fn git_files(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let mut paths: Vec<String> =
        String::from_utf8(output.stdout).ok()?.split_terminator('\0').map(String::from).collect();
    paths.sort();
    paths.dedup();
    (!paths.is_empty()).then_some(paths)
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", ".git", ".venv", "out", "node_modules"].contains(&name.as_str()) {
                walk(root, &path, paths)?;
            }
        } else if let Ok(relative) = path.strip_prefix(root) {
            paths.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The lines of a Rust file that belong to the program and not to its tests: everything before the first
/// `#[cfg(test)]` that opens a module in the file, and nothing in a file that holds only tests.
pub fn program_lines<'a>(path: &str, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let only_tests = is_test_path(path);
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .windows(2)
        .position(|pair| {
            pair[0].trim() == "#[cfg(test)]" && pair[1].contains("mod ") && pair[1].trim_end().ends_with('{')
        })
        .unwrap_or(lines.len());
    let end = if only_tests { 0 } else { end };
    lines.into_iter().take(end).enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether a path holds tests, benches' fixtures or fuzz corpora and no program code.
pub fn is_test_path(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let file = parts.next().unwrap_or_default();
    file == "tests.rs"
        || file.ends_with("_tests.rs")
        || parts.any(|part| ["tests", "snapshots", "fixtures", "fuzz"].contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_code_is_no_program_code() {
        let text = "use a;\n#[cfg(test)]\nuse b;\nfn c() {}\n#[cfg(test)]\nmod tests {\n    use d;\n}\n";
        let lines: Vec<_> = program_lines("crates/core/src/lib.rs", text).collect();
        assert_eq!(lines, [(1, "use a;"), (2, "#[cfg(test)]"), (3, "use b;"), (4, "fn c() {}")]);
        assert_eq!(program_lines("crates/core/tests/x.rs", text).count(), 0);
        assert_eq!(program_lines("crates/core/src/day/tests.rs", text).count(), 0);
    }

    #[test]
    fn a_folder_is_there_when_it_holds_a_file() {
        let tree = Tree::of([("docs/a/b.md", "")]);
        assert!(tree.has("docs/a/b.md") && tree.has("docs/a") && tree.has("docs/") && !tree.has("doc"));
    }

    #[test]
    fn this_workspace_can_be_read() {
        let tree = Tree::read(&workspace_root().unwrap()).unwrap();
        assert!(tree.text("xtask/src/tree.rs").unwrap().contains("this_workspace_can_be_read"));
        assert!(!tree.paths().any(|path| path.starts_with("target/")));
    }
}
