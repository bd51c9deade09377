//! The engine for browsers, `booth.wasm`: built here, committed, and built again to see that it is what it says.
//!
//! It is committed because a machine that builds Rathaus need not have the target for WebAssembly. `booth.lock` beside it names the
//! compiler and the hashes of the file and of what it was built from (docs/decisions/0013-ballots-in-the-browser.md).

use crate::check::{cargo, must};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const ASSETS: &str = "crates/features/votes/assets";
const TARGET: &str = "wasm32-unknown-unknown";
/// What the bytes depend on, besides the compiler.
const SOURCES: [&str; 5] = [
    "booth/Cargo.toml",
    "booth/Cargo.lock",
    "booth/src",
    "crates/engines/ballot/Cargo.toml",
    "crates/engines/ballot/src",
];

/// What `booth.lock` says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lock {
    rustc: String,
    wasm: String,
    sources: String,
}

/// `cargo xtask booth`: builds it and writes it down.
pub fn build(root: &Path) -> Result<()> {
    let wasm = compiled(root)?;
    let lock = Lock { rustc: compiler(root)?, wasm: hash(&wasm), sources: sources(root)? };
    let folder = root.join(ASSETS);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("booth.wasm"), &wasm)?;
    let text = toml::to_string(&lock)?;
    fs::write(
        folder.join("booth.lock"),
        format!("# Written by `cargo xtask booth`, as is booth.wasm.\n{text}"),
    )?;
    println!("{ASSETS}/booth.wasm: {} bytes, sha256 {}", wasm.len(), lock.wasm);
    Ok(())
}

/// The step `booth` of `cargo xtask check`: that the committed file was built from these sources. Where the same compiler has the target, it
/// is built anew and must come out the same.
pub fn run(root: &Path) -> Result<()> {
    let folder = root.join(ASSETS);
    let lock = fs::read_to_string(folder.join("booth.lock")).context("no booth.lock: cargo xtask booth")?;
    let lock: Lock = toml::from_str(&lock).context("booth.lock")?;
    let wasm = fs::read(folder.join("booth.wasm")).context("no booth.wasm: cargo xtask booth")?;
    if hash(&wasm) != lock.wasm {
        bail!("booth.wasm is not the file that booth.lock names");
    }
    if sources(root)? != lock.sources {
        bail!("what booth.wasm is built from has changed ({}): cargo xtask booth", SOURCES.join(", "));
    }
    strangers(root)?;
    let here = compiler(root)?;
    if here != lock.rustc {
        println!("   not built anew: booth.wasm was built with {}, this is {here}", lock.rustc);
    } else if !has_target(root)? {
        println!("   not built anew: this Rust has no {TARGET}");
    } else if compiled(root)? != wasm {
        bail!("built anew from the same sources booth.wasm comes out otherwise");
    } else {
        println!("   built anew, and the same {} bytes", wasm.len());
    }
    must(cargo(root).args(["fmt", "--manifest-path", "booth/Cargo.toml", "--check", "--", "-l"]))
}

/// Every library in the browser is one of the program's, in the same version: licences and known weaknesses are looked at there.
fn strangers(root: &Path) -> Result<()> {
    let packages = |name: &str| -> Result<Vec<(String, Option<String>)>> {
        let lock: toml::Table =
            toml::from_str(&fs::read_to_string(root.join(name))?).with_context(|| name.to_owned())?;
        let packages =
            lock.get("package").and_then(toml::Value::as_array).with_context(|| name.to_owned())?;
        let text =
            |package: &toml::Value, key| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let named = |package| {
            Some((
                format!("{} {}", text(package, "name")?, text(package, "version")?),
                text(package, "checksum"),
            ))
        };
        Ok(packages.iter().filter_map(named).collect())
    };
    let ours = packages("Cargo.lock")?;
    // The booth itself is the only one without a checksum that the program has not.
    let foreign = packages("booth/Cargo.lock")?
        .into_iter()
        .filter(|package| package.1.is_some() && !ours.contains(package));
    let foreign: Vec<String> = foreign.map(|(name, _)| name).collect();
    if !foreign.is_empty() {
        bail!("in booth/Cargo.lock but not in Cargo.lock: {}", foreign.join(", "));
    }
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rustc(root: &Path, arguments: &[&str]) -> Result<String> {
    let told =
        Command::new("rustc").args(arguments).current_dir(root).output().context("cannot start rustc")?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned())
}

fn compiler(root: &Path) -> Result<String> {
    rustc(root, &["--version"])
}

fn has_target(root: &Path) -> Result<bool> {
    Ok(Path::new(&rustc(root, &["--print", "target-libdir", "--target", TARGET])?).is_dir())
}

/// One hash of all sources: names, lengths, contents.
fn sources(root: &Path) -> Result<String> {
    let mut all = Sha256::new();
    for (name, path) in files(root)? {
        let bytes = fs::read(&path)?;
        all.update(format!("{name}\0{}\0", bytes.len()));
        all.update(&bytes);
    }
    Ok(all.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The sources in order of their names from the root.
fn files(root: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut paths = Vec::new();
    for source in SOURCES {
        gather(&root.join(source), &mut paths)?;
    }
    let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Ok(paths.into_iter().map(|path| (name(&path), path)).collect())
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    } else {
        bail!("{} is missing", path.display());
    }
    Ok(())
}

/// Builds it, so that the bytes tell nothing of this machine's folders.
///
/// Cargo names what it compiles by where it lies, unless that is within one workspace, and rustc orders by these names. So the sources
/// are laid out as one workspace of their own, in target/booth/tree.
fn compiled(root: &Path) -> Result<Vec<u8>> {
    let folder = root.join("target/booth");
    let tree = folder.join("tree");
    lay_out(root, &tree)?;
    // Several numbers at once (SIMD): every browser since 2023 has it, and products take half the time.
    let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
    let mut replace =
        |from: &Path, to: &str| flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    replace(&folder, "/rathaus");
    let version = rustc(root, &["--version", "--verbose"])?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let library = Path::new(&rustc(root, &["--print", "sysroot"])?).join("lib/rustlib/src/rust");
    replace(&library, &format!("/rustc/{}", commit.context("rustc does not say its commit")?));
    // Libraries lie in a folder that is named after where they came from; it is there once they are.
    must(cargo(&tree).args(["fetch", "--quiet", "--locked", "--target", TARGET]))?;
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    let home =
        env::var_os("CARGO_HOME").map(PathBuf::from).or(home).context("neither CARGO_HOME nor HOME")?;
    for registry in fs::read_dir(home.join("registry/src"))? {
        replace(&registry?.path(), "/cargo");
    }
    let mut build = cargo(&tree);
    // What builds the rest with clippy, or for this machine, is not meant for this.
    for variable in
        ["RUSTC_WORKSPACE_WRAPPER", "RUSTC_WRAPPER", "CLIPPY_ARGS", "RUSTFLAGS", "CARGO_BUILD_TARGET"]
    {
        build.env_remove(variable);
    }
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env("CARGO_TARGET_DIR", &folder);
    build.args([
        "build",
        "--quiet",
        "--locked",
        "--release",
        "--target",
        TARGET,
        "--package",
        "rathaus-booth",
    ]);
    must(&mut build)?;
    let made = folder.join(TARGET).join("release/rathaus_booth.wasm");
    fs::read(&made).with_context(|| format!("{} was not built", made.display()))
}

/// The sources as a workspace, with what the manifests inherit from ours.
fn lay_out(root: &Path, tree: &Path) -> Result<()> {
    let mut wanted = Vec::new();
    for (name, path) in files(root)? {
        if name.ends_with(".rs") {
            wanted.push((name, fs::read(path)?));
        }
    }
    wanted.push(("Cargo.lock".into(), fs::read(root.join("booth/Cargo.lock"))?));
    let read = |name: &str| -> Result<toml::Table> {
        toml::from_str(&fs::read_to_string(root.join(name))?).with_context(|| name.to_owned())
    };
    let (mut ours, mut booth, mut engine) =
        (read("Cargo.toml")?, read("booth/Cargo.toml")?, read("crates/engines/ballot/Cargo.toml")?);
    // The lock is that of the booth alone, which neither tests the engine nor asks for what is optional in it.
    engine.retain(|key, _| key != "dev-dependencies" && key != "test");
    if let Some(dependencies) = engine.get_mut("dependencies").and_then(toml::Value::as_table_mut) {
        dependencies.retain(|_, dependency| dependency.get("optional") != Some(&true.into()));
    }
    for (_, feature) in engine.get_mut("features").and_then(toml::Value::as_table_mut).into_iter().flatten() {
        if let Some(parts) = feature.as_array_mut() {
            parts.retain(|part| part.as_str().is_some_and(|part| !part.starts_with("dep:")));
        }
    }
    let Some(toml::Value::Table(mut workspace)) = ours.remove("workspace") else {
        bail!("Cargo.toml is no workspace")
    };
    workspace.retain(|key, _| ["package", "dependencies", "lints", "resolver"].contains(&key));
    if let Some(dependencies) = workspace.get_mut("dependencies").and_then(toml::Value::as_table_mut) {
        dependencies.retain(|_, dependency| dependency.get("path").is_none());
    }
    workspace.insert("members".into(), vec!["booth", "crates/engines/ballot"].into());
    booth.remove("workspace");
    let mut manifest = toml::Table::new();
    manifest.insert("workspace".into(), workspace.into());
    manifest.extend(booth.remove("profile").map(|profile| ("profile".to_owned(), profile)));
    wanted.push(("Cargo.toml".into(), toml::to_string(&manifest)?.into()));
    wanted.push(("booth/Cargo.toml".into(), toml::to_string(&booth)?.into()));
    wanted.push(("crates/engines/ballot/Cargo.toml".into(), toml::to_string(&engine)?.into()));
    let mut there = Vec::new();
    if tree.is_dir() {
        gather(tree, &mut there)?;
    }
    for old in there.iter().filter(|old| !wanted.iter().any(|(name, _)| tree.join(name) == **old)) {
        fs::remove_file(old)?;
    }
    for (name, bytes) in wanted {
        let path = tree.join(name);
        // What is the same keeps its time, so that cargo need not build it again.
        if fs::read(&path).ok().as_ref() != Some(&bytes) {
            fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
            fs::write(&path, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_source_is_another_hash() {
        let root = env::temp_dir().join(format!("rathaus-booth-{}", std::process::id()));
        for source in SOURCES {
            let path = root.join(source);
            let is_folder = path.extension().is_none();
            fs::create_dir_all(if is_folder { &path } else { path.parent().unwrap() }).unwrap();
            let file = if is_folder { path.join("lib.rs") } else { path };
            fs::write(file, "a").unwrap();
        }
        let before = sources(&root).unwrap();
        assert_eq!(sources(&root).unwrap(), before);
        fs::write(root.join("booth/src/more.rs"), "").unwrap();
        let more = sources(&root).unwrap();
        assert_ne!(more, before);
        fs::remove_file(root.join("booth/src/more.rs")).unwrap();
        fs::write(root.join("crates/engines/ballot/src/lib.rs"), "b").unwrap();
        assert_ne!(sources(&root).unwrap(), before);
        fs::remove_file(root.join("booth/Cargo.lock")).unwrap();
        assert!(sources(&root).is_err());
        fs::remove_dir_all(root).unwrap();
    }
}
