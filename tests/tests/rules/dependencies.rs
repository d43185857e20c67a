//! Which crate may know which: the arrows of docs/architecture.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Violation;

/// Each package and all packages of the workspace it may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("roundelay-cli", &["roundelay-platform", "roundelay"]),
    ("roundelay-platform", &["roundelay"]),
    ("roundelay", &["roundelay-builtins", "roundelay-compiler", "roundelay-event-loop", "roundelay-vm"]),
    ("roundelay-builtins", &["roundelay-vm"]),
    ("roundelay-vm", &["roundelay-heap", "roundelay-bytecode"]),
    ("roundelay-compiler", &["roundelay-syntax", "roundelay-bytecode"]),
    ("roundelay-syntax", &[]),
    ("roundelay-bytecode", &[]),
    ("roundelay-heap", &[]),
    ("roundelay-event-loop", &[]),
    ("roundelay-tests", &["roundelay", "roundelay-platform"]),
    ("roundelay-conformance", &["roundelay", "roundelay-platform"]),
    ("roundelay-examples", &["roundelay", "roundelay-platform"]),
    ("roundelay-bench-embedding", &["roundelay", "roundelay-platform"]),
    ("xtask", &[]),
];

/// Packages that stand on the standard library and these crates alone.
const NEARLY_STD_ONLY: &[(&str, &[&str])] =
    &[("roundelay-bytecode", &[]), ("roundelay-heap", &["memmap2"]), ("roundelay-event-loop", &[])];

/// Checks every Cargo.toml of the workspace.
pub(crate) fn check(root: &Path, violations: &mut Vec<Violation>) {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let architecture = fs::read_to_string(root.join("docs/architecture.md")).unwrap_or_default();
    for path in roundelay_tests::files_below(root, &["Cargo.toml"]) {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if name == "Cargo.toml" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("manifests are UTF-8");
        let package = package_name(&text);
        let Some(arrows) = allowed.get(package) else {
            violations.push(Violation::at(
                &name,
                1,
                format!("package `{package}` is not in the list of arrows"),
            ));
            continue;
        };
        for (line, is_dev, dependency) in dependencies(&text) {
            let is_ours = dependency.starts_with("roundelay");
            if is_ours && !arrows.contains(&dependency) {
                violations.push(Violation::at(
                    &name,
                    line,
                    format!("`{package}` must not know `{dependency}`"),
                ));
            }
            let is_foreign = NEARLY_STD_ONLY
                .iter()
                .any(|(name, crates)| *name == package && !crates.contains(&dependency));
            if !is_ours && !is_dev && is_foreign {
                violations.push(Violation::at(
                    &name,
                    line,
                    format!("`{package}` does without `{dependency}`"),
                ));
            }
            if !is_ours && !architecture.contains(&format!("`{dependency}`")) {
                let rule = format!("docs/architecture.md does not say what `{dependency}` saves");
                violations.push(Violation::at(&name, line, rule));
            }
        }
    }
}

fn package_name(manifest: &str) -> &str {
    let line = manifest.lines().find(|line| line.starts_with("name = ")).unwrap_or_default();
    line.trim_start_matches("name = ").trim_matches('"')
}

/// Line, whether it is for tests only, and name.
fn dependencies(manifest: &str) -> Vec<(usize, bool, &str)> {
    let mut found = Vec::new();
    let mut section = "";
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies")
            && let Some((name, _)) = line.split_once(['.', '='])
            && !line.starts_with('#')
        {
            found.push((index + 1, section.contains("dev"), name.trim()));
        }
    }
    found
}
