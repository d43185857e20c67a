//! Every program of the repository, and thousands of damaged ones, are valid here exactly if they are valid for
//! `boa_parser`, but for what is known of that parser.

mod common;

use std::path::{Path, PathBuf};

use boa_ast::scope::Scope;
use boa_interner::Interner;
use boa_parser::{Parser, Source};
use common::Numbers;
use roundelay_syntax::{ParseOptions, SyntaxError, parse_module, parse_script, with_deep_stack};

/// Longer files are left out: there are enough short ones, and the other parser takes its time.
const LONGEST: usize = 4000;
/// So many damaged variants of each program are judged; they depend on that program alone.
const VARIANTS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    Script,
    Module,
}

fn ours(source: &str, goal: Goal) -> Result<(), SyntaxError> {
    match goal {
        Goal::Script => parse_script(source, &ParseOptions::default()).map(drop),
        Goal::Module => parse_module(source).map(drop),
    }
}

/// Whether the other parser takes it. It stumbles over some tokens at the very end.
fn theirs(source: &str, goal: Goal) -> bool {
    let source = format!("{source}\n;");
    with_deep_stack(100, || {
        let mut interner = Interner::default();
        let mut parser = Parser::new(Source::from_bytes(&source));
        let scope = Scope::new_global();
        match goal {
            Goal::Script => parser.parse_script(&scope, &mut interner).is_ok(),
            Goal::Module => parser.parse_module(&scope, &mut interner).is_ok(),
        }
    })
}

fn programs() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pending: Vec<PathBuf> =
        ["crates", "benches", "tests", "conformance", "examples"].map(|folder| root.join(folder)).into();
    let mut programs = Vec::new();
    while let Some(path) = pending.pop() {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder of the repository can be read");
            pending.extend(entries.flatten().map(|entry| entry.path()));
        } else if matches!(extension, Some("js" | "mjs" | "cjs"))
            && let Ok(source) = std::fs::read_to_string(&path)
            && source.len() <= LONGEST
        {
            programs.push((path, source));
        }
    }
    programs.sort();
    programs
}

/// Where tokens begin, roughly: words and numbers are kept together, everything else is a token of one character.
fn tokens(source: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (index, character) in source.char_indices() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if index > 0 && !(is_word(character) && is_word(previous)) {
            tokens.push(&source[start..index]);
            start = index;
        }
        previous = character;
    }
    tokens.push(&source[start..]);
    tokens
}

/// One token dropped, doubled, or exchanged with another.
fn damage(source: &str, numbers: &mut Numbers) -> String {
    let mut tokens = tokens(source);
    let at = numbers.below(tokens.len());
    match numbers.below(4) {
        0 => drop(tokens.remove(at)),
        1 => tokens.insert(at, tokens[at]),
        2 => {
            let other = numbers.below(tokens.len());
            tokens.swap(at, other);
        }
        _ => {
            let other = numbers.below(tokens.len());
            tokens[at] = tokens[other];
        }
    }
    tokens.concat()
}

/// What the other parser is known to get wrong, if `source` may be a case of that.
fn known_difference(source: &str, verdict: &Result<(), SyntaxError>) -> Option<&'static str> {
    let words = tokens(source);
    let has = |word: &str| words.contains(&word);
    match verdict {
        Ok(()) if has("using") => {
            Some("it does not take `using` as a name, nor after an `await` on its line")
        }
        Ok(()) if has("async") || has("of") || has("let") => {
            Some("it does not take contextual keywords for names everywhere")
        }
        Ok(()) if source.contains("\n;") => {
            Some("it trips over a semicolon at the start of a line before `else`")
        }
        Ok(()) if source.split(')').skip(1).any(|rest| rest.trim_start().starts_with(['=', '+', '-'])) => {
            Some("it refuses assignments to calls, which Annex B makes an error at run time")
        }
        Ok(()) => None,
        Err(error) if error.message.contains("has already been declared") => {
            Some("it does not see what is declared twice directly in the body of a function")
        }
        Err(error) if error.message.starts_with("Missing initializer") => {
            Some("it takes patterns without a value in declarations")
        }
        Err(error) if error.message.starts_with("Setter must") => {
            Some("it does not count parameters of setters")
        }
        Err(error) if error.message.starts_with("Unexpected") && has("{") => {
            Some("it takes patterns and import lists without their commas")
        }
        Err(_) => None,
    }
}

#[test]
fn both_parsers_agree() {
    let programs = programs();
    assert!(programs.len() > 300, "the repository has programs");
    let (mut judged, mut known) = (0, 0);
    let mut differences = Vec::new();
    let mut judge = |path: &Path, source: &str| {
        let goal = if ours(source, Goal::Script).is_ok() { Goal::Script } else { Goal::Module };
        let verdict = ours(source, goal);
        judged += 1;
        if verdict.is_ok() == theirs(source, goal) {
            return;
        }
        match known_difference(source, &verdict) {
            Some(_) => known += 1,
            None => differences.push(format!("{} {goal:?} {verdict:?}\n{source}", path.display())),
        }
    };
    for (path, source) in &programs {
        judge(path, source);
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ source.len() as u64);
        for _ in 0..VARIANTS {
            judge(path, &damage(source, &mut numbers));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    // The excuses are exceptions.
    assert!(known * 50 < judged, "{known} known differences in {judged} programs");
}
