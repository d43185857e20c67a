//! The rules of docs/style.md that a machine can check. All violations are reported at once.

mod rules;

use std::fmt::Write as _;
use std::fs;

use roundelay_tests::{files_below, workspace};
use rules::{Violation, dependencies, documents, functions, sources};

#[test]
fn the_workspace_is_tidy() {
    let root = workspace();
    let mut violations: Vec<Violation> = Vec::new();
    for path in files_below(&root, &[".rs"]) {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("source files are UTF-8");
        let file = sources::SourceFile::new(&name, &text);
        sources::check(&file, &mut violations);
        functions::check(&file, &mut violations);
    }
    dependencies::check(&root, &mut violations);
    documents::check(&root, &mut violations);
    let mut report = String::new();
    for Violation { place, rule } in &violations {
        let _ = writeln!(report, "{place}: {rule}");
    }
    assert!(violations.is_empty(), "{} violations\n{report}", violations.len());
}
