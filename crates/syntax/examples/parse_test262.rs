//! Runs the parse phase of Test262 files: a program with `negative: phase: parse` must be rejected, every other accepted.
//!
//! `parse_test262 <test262>/test/language [words that a file's path must contain…]`

use std::path::{Path, PathBuf};

use roundelay_syntax::tree::Program;
use roundelay_syntax::{ParseOptions, SyntaxError, parse_module, parse_script};

/// Proposals beyond ECMAScript 2025 that are not parsed.
const SKIPPED_FEATURES: [&str; 3] = ["decorators", "source-phase-imports", "import-bytes"];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().expect("the path of the tests is given");
    let words: Vec<String> = arguments.collect();
    let mut files = Vec::new();
    collect(Path::new(&root), &mut files);
    files.sort();
    let (mut passed, mut skipped, mut failures) = (0, 0, Vec::new());
    for file in files {
        let path = file.display().to_string();
        if !words.iter().all(|word| path.contains(word)) {
            continue;
        }
        let Ok(source) = std::fs::read_to_string(&file) else { continue };
        let meta = source.split("/*---").nth(1).and_then(|rest| rest.split("---*/").next()).unwrap_or("");
        if SKIPPED_FEATURES.iter().any(|feature| meta.contains(feature)) {
            skipped += 1;
            continue;
        }
        match run(&source, meta) {
            Ok(()) => passed += 1,
            Err(message) => failures.push(format!("{path}: {message}")),
        }
    }
    for failure in &failures {
        println!("{failure}");
    }
    let total = passed + failures.len();
    println!(
        "{passed} of {total} passed ({:.2} %), {skipped} skipped",
        passed as f64 * 100.0 / total.max(1) as f64
    );
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "js")
            && !path.to_string_lossy().contains("_FIXTURE")
        {
            files.push(path);
        }
    }
}

fn run(source: &str, meta: &str) -> Result<(), String> {
    let is_negative = meta.contains("phase: parse");
    let flags = meta.split("flags:").nth(1).map_or("", |rest| match rest.trim_start().strip_prefix('[') {
        Some(list) => list.split(']').next().unwrap_or(""),
        None => rest.split_once(':').map_or(rest, |(list, _)| list),
    });
    let flag = |name: &str| flags.contains(name);
    if flag("module") {
        return judge(parse_module(source), is_negative, "module");
    }
    if !flag("onlyStrict") {
        judge(parse_script(source, &ParseOptions::default()), is_negative, "sloppy")?;
    }
    if !flag("noStrict") && !flag("raw") {
        judge(
            parse_script(format!("\"use strict\";\n{source}"), &ParseOptions::default()),
            is_negative,
            "strict",
        )?;
    }
    Ok(())
}

fn judge(result: Result<Program, SyntaxError>, is_negative: bool, mode: &str) -> Result<(), String> {
    match (result, is_negative) {
        (Ok(_), false) | (Err(_), true) => Ok(()),
        (Ok(_), true) => Err(format!("{mode}: accepted")),
        (Err(error), false) => {
            Err(format!("{mode}: {} ({}:{})", error.message, error.position.line, error.position.column))
        }
    }
}
