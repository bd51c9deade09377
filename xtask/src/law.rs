//! The dependency law, read from `cargo metadata`.
//!
//! Arrows point down only: server → features → kit → core. Engines stand beside, touch only core and are
//! pure; whoever computes may name one. No feature names another feature; where two meet, the server introduces them. The layer of a crate
//! is its folder, so a crate cannot be moved to another layer without being seen to move.
//!
//! What cargo itself forbids (cycles) is left to cargo. What a crate does with `std` is read from its source
//! in `tidy::purity`.

use crate::check;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// What a crate is, by the folder it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Core,
    Engine,
    Kit,
    Feature,
    Server,
    /// xtask, bench, e2e: may look at everything, are seen by nothing.
    Outside,
}

impl Layer {
    /// The layer of the crate in `folder` (from the workspace root), or `None` where no crate may lie.
    fn of(folder: &str) -> Option<Self> {
        let parts: Vec<&str> = folder.split('/').collect();
        match parts.as_slice() {
            ["crates", "core"] => Some(Self::Core),
            ["crates", "engines", _] => Some(Self::Engine),
            ["crates", "kit", _] => Some(Self::Kit),
            ["crates", "features", _] => Some(Self::Feature),
            ["crates", "server"] => Some(Self::Server),
            ["xtask" | "bench" | "e2e"] => Some(Self::Outside),
            _ => None,
        }
    }

    /// Whether a crate of this layer may name a crate of layer `other`.
    fn may_touch(self, other: Self) -> bool {
        match self {
            Self::Core => false,
            Self::Engine => other == Self::Core,
            Self::Kit => matches!(other, Self::Core | Self::Engine | Self::Kit),
            Self::Feature => matches!(other, Self::Core | Self::Engine | Self::Kit),
            Self::Server | Self::Outside => !matches!(other, Self::Server | Self::Outside),
        }
    }

    fn is_pure(self) -> bool {
        matches!(self, Self::Core | Self::Engine)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Engine => "an engine",
            Self::Kit => "kit",
            Self::Feature => "a feature",
            Self::Server => "the server",
            Self::Outside => "outside the program",
        }
    }
}

/// Crates that bring in waiting, the network, files, a database or the machine's randomness. A pure crate
/// may not reach one, not even through others (test dependencies aside).
const IMPURE: &[&str] = &[
    "actix-web",
    "async-io",
    "async-std",
    "axum",
    "curl",
    "diesel",
    "getrandom",
    "hyper",
    "lettre",
    "memmap2",
    "mio",
    "notify",
    "object_store",
    "reqwest",
    "rusqlite",
    "sea-orm",
    "smol",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tower",
    "ureq",
    "walkdir",
];

/// Crates that only the server and what lies outside may name: below, a refusal is a type of its own.
const TOP_ONLY: &[&str] = &["anyhow", "eyre", "color-eyre"];

/// The parts of `cargo metadata --format-version 1` that the law is read from.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_root: String,
    resolve: Option<Resolve>,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: String,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    #[serde(default)]
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    #[serde(default)]
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

/// The step `law` of `cargo xtask check`.
pub fn run(root: &Path) -> Result<()> {
    let output = check::cargo(root).args(["metadata", "--format-version", "1"]).output()?;
    if !output.status.success() {
        bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).context("cargo metadata is not as expected")?;
    let broken = violations_but(&metadata, |member, reached| reaches_alone(root, member, reached));
    if broken.is_empty() {
        println!("   {} crates keep the law", metadata.workspace_members.len());
        return Ok(());
    }
    for line in &broken {
        println!("   {line}");
    }
    bail!("the dependency law is broken in {} place(s); see ARCHITECTURE.md", broken.len())
}

/// Every place where the law is broken, in the order of the crates' names; empty when it is kept. `is_own` says whether a
/// crate also reaches another when it is built alone.
fn violations_but(metadata: &Metadata, is_own: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    let mut members: Vec<&Package> =
        metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id)).collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));

    let mut layers: BTreeMap<&str, Layer> = BTreeMap::new();
    for member in &members {
        let folder = folder(metadata, member);
        match Layer::of(&folder) {
            Some(layer) => {
                layers.insert(&member.name, layer);
            }
            None => broken.push(format!("{} lies in {folder}, which is no layer", member.name)),
        }
    }
    for member in &members {
        let Some(&layer) = layers.get(member.name.as_str()) else { continue };
        for dependency in &member.dependencies {
            if let Some(&other) = layers.get(dependency.name.as_str())
                && !layer.may_touch(other)
            {
                let kind = dependency.kind.as_deref().map(|kind| format!(" ({kind})")).unwrap_or_default();
                broken.push(format!(
                    "{} is {} and may not depend on {}{kind}, which is {}",
                    member.name,
                    layer.name(),
                    dependency.name,
                    other.name()
                ));
            }
            if TOP_ONLY.contains(&dependency.name.as_str())
                && !matches!(layer, Layer::Server | Layer::Outside)
            {
                broken.push(format!(
                    "{} is {} and may not depend on {}: its refusals are types of its own",
                    member.name,
                    layer.name(),
                    dependency.name
                ));
            }
        }
        if layer.is_pure() {
            for path in impure_paths(metadata, member) {
                let reached = path.rsplit(" → ").next().unwrap_or(&path);
                if !is_own(&member.name, reached) {
                    continue;
                }
                broken.push(format!(
                    "{} is {} and must be pure, but reaches {path}",
                    member.name,
                    layer.name()
                ));
            }
        }
    }
    broken
}

/// Whether a crate of ours reaches another when it is built alone. `cargo metadata` shows the whole workspace, where what one
/// crate switches on in a dependency (`crypto-bigint` with the machine's chance) is switched on for all who name it.
fn reaches_alone(root: &Path, member: &str, reached: &str) -> bool {
    let tree = check::cargo(root)
        .args(["tree", "--package", member, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output();
    match tree {
        Ok(tree) if tree.status.success() => {
            String::from_utf8_lossy(&tree.stdout).lines().any(|line| line.split(' ').next() == Some(reached))
        }
        // What cannot be looked into is taken for what it seems.
        _ => true,
    }
}

fn folder(metadata: &Metadata, package: &Package) -> String {
    let folder = package.manifest_path.strip_suffix("/Cargo.toml").unwrap_or(&package.manifest_path);
    folder.strip_prefix(&metadata.workspace_root).unwrap_or(folder).trim_start_matches('/').to_string()
}

/// The shortest way from `member` to each impure crate it reaches without test or build dependencies.
fn impure_paths(metadata: &Metadata, member: &Package) -> Vec<String> {
    let names: BTreeMap<&str, &str> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
    let nodes: BTreeMap<&str, &Node> = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .map(|node| (node.id.as_str(), node))
        .collect();
    let mut seen = BTreeSet::from([member.id.as_str()]);
    let mut queue = VecDeque::from([(member.id.as_str(), String::new())]);
    let mut paths = Vec::new();
    while let Some((id, way)) = queue.pop_front() {
        let Some(node) = nodes.get(id) else { continue };
        for edge in &node.deps {
            let is_normal =
                edge.dep_kinds.is_empty() || edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
            if !is_normal || !seen.insert(&edge.pkg) {
                continue;
            }
            let name = names.get(edge.pkg.as_str()).copied().unwrap_or(&edge.pkg);
            let way = if way.is_empty() { name.to_string() } else { format!("{way} → {name}") };
            if IMPURE.contains(&name) {
                paths.push(way);
            } else {
                queue.push_back((&edge.pkg, way));
            }
        }
    }
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A made-up workspace: crates as (name, folder), arrows as (from, to, kind).
    fn workspace(crates: &[(&str, &str)], arrows: &[(&str, &str, Option<&str>)]) -> Metadata {
        let members: Vec<&str> = crates.iter().map(|(name, _)| *name).collect();
        let mut names = members.clone();
        for (from, to, _) in arrows {
            names.extend([*from, *to]);
        }
        names.sort_unstable();
        names.dedup();
        let folder = |name: &str| {
            crates.iter().find(|(other, _)| *other == name).map_or("../registry", |(_, folder)| *folder)
        };
        let packages: Vec<Value> = names
            .iter()
            .map(|name| {
                let dependencies: Vec<Value> = arrows
                    .iter()
                    .filter(|(from, ..)| from == name)
                    .map(|(_, to, kind)| json!({"name": to, "kind": kind}))
                    .collect();
                json!({"id": name, "name": name, "manifest_path": format!("/x/{}/Cargo.toml", folder(name)),
                       "dependencies": dependencies})
            })
            .collect();
        let nodes: Vec<Value> = names
            .iter()
            .map(|name| {
                let deps: Vec<Value> = arrows
                    .iter()
                    .filter(|(from, ..)| from == name)
                    .map(|(_, to, kind)| json!({"pkg": to, "dep_kinds": [{"kind": kind}]}))
                    .collect();
                json!({"id": name, "deps": deps})
            })
            .collect();
        serde_json::from_value(json!({
            "packages": packages, "workspace_members": members, "workspace_root": "/x",
            "resolve": {"nodes": nodes},
        }))
        .unwrap()
    }

    const CRATES: &[(&str, &str)] = &[
        ("core", "crates/core"),
        ("text", "crates/engines/text"),
        ("ballot", "crates/engines/ballot"),
        ("web", "crates/kit/web"),
        ("people", "crates/kit/people"),
        ("forum", "crates/features/forum"),
        ("votes", "crates/features/votes"),
        ("rathaus", "crates/server"),
        ("xtask", "xtask"),
        ("bench", "bench"),
    ];

    fn violations(metadata: &Metadata) -> Vec<String> {
        violations_but(metadata, |_, _| true)
    }

    fn broken(arrows: &[(&str, &str, Option<&str>)]) -> Vec<String> {
        violations(&workspace(CRATES, arrows))
    }

    #[test]
    fn arrows_that_point_down_are_allowed() {
        let arrows = [
            ("text", "core", None),
            ("web", "core", None),
            ("people", "web", None),
            ("forum", "core", None),
            ("forum", "text", None),
            ("forum", "web", None),
            ("rathaus", "forum", None),
            ("rathaus", "text", None),
            ("rathaus", "web", None),
            ("rathaus", "anyhow", None),
            ("bench", "forum", None),
            ("bench", "anyhow", None),
            ("forum", "tokio", None),
            ("text", "serde", None),
        ];
        assert_eq!(broken(&arrows), Vec::<String>::new());
    }

    #[test]
    fn every_arrow_that_points_up_or_sideways_is_refused() {
        let layers = ["core", "text", "web", "forum", "rathaus", "bench"];
        let beside = [("text", "ballot"), ("forum", "votes"), ("bench", "xtask"), ("rathaus", "xtask")];
        let allowed = [
            ("text", "core"),
            ("web", "core"),
            ("web", "text"),
            ("forum", "core"),
            ("forum", "text"),
            ("forum", "web"),
            ("rathaus", "core"),
            ("rathaus", "text"),
            ("rathaus", "web"),
            ("rathaus", "forum"),
            ("bench", "core"),
            ("bench", "text"),
            ("bench", "web"),
            ("bench", "forum"),
        ];
        let mut refused: Vec<(&str, &str)> = beside.to_vec();
        for from in layers {
            for to in layers {
                if from != to && !allowed.contains(&(from, to)) {
                    refused.push((from, to));
                }
            }
        }
        assert_eq!(refused.len(), 6 * 5 - allowed.len() + beside.len());
        for (from, to) in refused {
            let lines = broken(&[(from, to, None)]);
            assert_eq!(lines.len(), 1, "{from} → {to}: {lines:?}");
            assert!(lines[0].starts_with(from) && lines[0].contains(to), "{lines:?}");
        }
    }

    #[test]
    fn a_test_dependency_is_an_arrow_too() {
        assert_eq!(
            broken(&[("forum", "votes", Some("dev"))]),
            ["forum is a feature and may not depend on votes (dev), which is a feature"]
        );
    }

    #[test]
    fn an_engine_may_not_reach_the_network_even_through_others() {
        let arrows = [("text", "fetcher", None), ("fetcher", "client", None), ("client", "tokio", None)];
        assert_eq!(
            broken(&arrows),
            ["text is an engine and must be pure, but reaches fetcher → client → tokio"]
        );
        assert_eq!(broken(&[("core", "rusqlite", None)]).len(), 1);
    }

    #[test]
    fn what_only_the_tests_of_an_engine_use_is_their_own_affair() {
        assert!(broken(&[("text", "proptest", Some("dev")), ("proptest", "getrandom", None)]).is_empty());
        assert!(broken(&[("text", "serde", None), ("serde", "getrandom", Some("dev"))]).is_empty());
    }

    #[test]
    fn what_only_others_switch_on_in_a_dependency_is_not_reached() {
        let metadata = workspace(CRATES, &[("ballot", "numbers", None), ("numbers", "getrandom", None)]);
        assert_eq!(violations(&metadata).len(), 1);
        let is_own = |member: &str, reached: &str| (member, reached) != ("ballot", "getrandom");
        assert!(violations_but(&metadata, is_own).is_empty());
    }

    #[test]
    fn errors_without_a_type_stay_at_the_top() {
        assert_eq!(
            broken(&[("forum", "anyhow", None)]),
            ["forum is a feature and may not depend on anyhow: its refusals are types of its own"]
        );
    }

    #[test]
    fn a_crate_outside_the_layers_is_refused() {
        let metadata = workspace(&[("stray", "crates/stray"), ("deep", "crates/kit/web/deep")], &[]);
        assert_eq!(
            violations(&metadata),
            [
                "deep lies in crates/kit/web/deep, which is no layer",
                "stray lies in crates/stray, which is no layer"
            ]
        );
    }

    #[test]
    fn this_workspace_keeps_the_law() {
        run(&crate::tree::workspace_root().unwrap()).unwrap();
    }
}
