//! The house keeps its shape: dependencies point down only (docs/ARCHITECTURE.md), and nothing left half done.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

/// Crate, and what it may use of ours. What is not listed here may use nothing of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cybersyn-primitives", &[]),
    ("pallet-*", &["cybersyn-primitives", "cybersyn-pallet-test-utils"]),
    ("cybersyn-pallet-test-utils", &["cybersyn-primitives"]),
    ("cybersyn-runtime", &["cybersyn-primitives", "pallet-*"]),
    ("cybersyn-chain-spec", &["cybersyn-runtime", "cybersyn-primitives"]),
    ("cybersyn-node", &["cybersyn-runtime", "cybersyn-chain-spec", "cybersyn-primitives"]),
    ("cybersyn-mesh-api", &["cybersyn-primitives"]),
    ("cybersyn-mesh-core", &["cybersyn-primitives"]),
    ("cybersyn-identity", &["cybersyn-primitives"]),
    ("cybersyn-mesh-net", &["cybersyn-mesh-core", "cybersyn-primitives"]),
    ("cybersyn-mesh-store", &["cybersyn-mesh-core", "cybersyn-primitives"]),
    ("cybersyn-chain-client", &["cybersyn-identity", "cybersyn-primitives"]),
    ("cybersyn-credentials", &["cybersyn-primitives"]),
    (
        "cybersyn-mesh",
        &[
            "cybersyn-identity",
            "cybersyn-mesh-api",
            "cybersyn-mesh-core",
            "cybersyn-mesh-net",
            "cybersyn-mesh-store",
            "cybersyn-chain-client",
            "cybersyn-credentials",
            "cybersyn-primitives",
        ],
    ),
    (
        "cybersyn-cli",
        &[
            "cybersyn-identity",
            "cybersyn-mesh-api",
            "cybersyn-mesh-core",
            "cybersyn-chain-client",
            "cybersyn-credentials",
            "cybersyn-primitives",
        ],
    ),
    ("cybersyn-e2e", &["cybersyn-identity", "cybersyn-mesh-api", "cybersyn-chain-client", "cybersyn-primitives"]),
];

/// Crates that build without polkadot-sdk.
const WITHOUT_SDK: &[&str] = &[
    "cybersyn-primitives",
    "cybersyn-mesh-api",
    "cybersyn-mesh-core",
    "cybersyn-identity",
    "cybersyn-mesh-net",
    "cybersyn-mesh-store",
    "cybersyn-chain-client",
    "cybersyn-credentials",
    "cybersyn-mesh",
    "cybersyn-cli",
    "cybersyn-e2e",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Workspace crates with their direct dependencies; tests may use a real neighbour.
fn crates() -> BTreeMap<String, Vec<String>> {
    let arguments = ["metadata", "--no-deps", "--format-version=1", "--offline", "--locked"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_string();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let dependencies = |package: &Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|dependency| dependency["kind"] != "dev").map(name).collect()
    };
    packages.map(|package| (name(package), dependencies(package))).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |prefix| name.starts_with(prefix))
}

#[test]
fn dependencies_point_down_only() {
    let crates = crates();
    assert!(crates.len() > 15, "{crates:?}");
    for (name, dependencies) in &crates {
        let Some((_, allowed)) = ALLOWED.iter().find(|(pattern, _)| matches(pattern, name)) else { continue };
        for dependency in dependencies.iter().filter(|dependency| crates.contains_key(*dependency)) {
            let fine = allowed.iter().any(|pattern| matches(pattern, dependency));
            assert!(fine, "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_mesh_builds_without_polkadot_sdk() {
    for (name, dependencies) in crates().iter().filter(|(name, _)| WITHOUT_SDK.contains(&name.as_str())) {
        let sdk = dependencies.iter().find(|d| ["sp-", "sc-", "frame-"].iter().any(|prefix| d.starts_with(prefix)));
        assert_eq!(sdk, None, "{name} is to build without polkadot-sdk");
    }
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_to_do() {
    let marks = [concat!("#[", "ignore"), concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME")];
    let output = Command::new("git").args(["ls-files", "*.rs"]).current_dir(root()).output().unwrap();
    let files = String::from_utf8(output.stdout).unwrap();
    assert!(files.lines().count() > 50, "git lists the sources");
    for file in files.lines() {
        let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        for mark in marks {
            assert!(!text.contains(mark), "{file} holds {mark}");
        }
    }
}
