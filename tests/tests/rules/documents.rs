//! Documents that must agree with the code.

use std::fs;
use std::path::Path;

use super::Violation;

const README_LINES: usize = 120;
const DOCUMENTS: &[&str] = &[
    "README.md",
    "docs/architecture.md",
    "docs/bytecode.md",
    "docs/conformance.md",
    "docs/embedding.md",
    "docs/event-loop.md",
    "docs/promises-and-async.md",
    "docs/style.md",
];

/// Checks what is there, how long it is, and the list of tags.
pub(crate) fn check(root: &Path, violations: &mut Vec<Violation>) {
    for name in DOCUMENTS {
        if !root.join(name).exists() {
            violations.push(Violation::at(name, 1, "the document is missing"));
        }
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap_or_default();
    if readme.lines().count() > README_LINES {
        violations.push(Violation::at(
            "README.md",
            README_LINES,
            format!("the limit is {README_LINES} lines"),
        ));
    }
    check_tags(root, violations);
}

/// Every `Deviates:` and `Unsupported:` of the code is listed in docs/conformance.md.
fn check_tags(root: &Path, violations: &mut Vec<Violation>) {
    let listed = fs::read_to_string(root.join("docs/conformance.md")).unwrap_or_default();
    for path in roundelay_tests::files_below(&root.join("crates"), &[".rs", ".js"]) {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("source files are UTF-8");
        for (index, line) in text.lines().enumerate() {
            for tag in ["Deviates:", "Unsupported:"] {
                let Some((before, after)) = line.split_once(tag) else { continue };
                let is_comment = before.trim_end().ends_with("//") || before.trim_end().ends_with('*');
                if is_comment && !listed.contains(after.trim()) {
                    let rule = "docs/conformance.md does not list this tag; run `cargo run -p xtask -- docs`";
                    violations.push(Violation::at(&name, index + 1, rule));
                }
            }
        }
    }
}
