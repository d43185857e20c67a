//! Rules about whole files: header, size, and words that belong to one place only.

use super::Violation;

/// The longest file, without its tests.
const FILE_LINES: usize = 800;

/// A Rust file and its name from the root of the workspace.
pub(crate) struct SourceFile<'a> {
    /// For messages.
    pub(crate) name: &'a str,
    /// All lines.
    pub(crate) lines: Vec<&'a str>,
    /// Lines before the unit tests.
    pub(crate) code_end: usize,
}

impl<'a> SourceFile<'a> {
    /// Reads the lines of a file.
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let tests =
            lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod tests"));
        let code_end = tests.unwrap_or(lines.len());
        Self { name, lines, code_end }
    }

    /// Whether the file holds tests only.
    pub(crate) fn is_test(&self) -> bool {
        self.name.contains("/tests/")
            || self.name.ends_with("/tests.rs")
            || self.name.contains("/benches/")
            || self.name.contains("/examples/")
    }

    /// Whether the file is one of the listed places.
    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.name.starts_with(place))
    }
}

/// A word that may appear in some places only.
struct Word {
    word: &'static str,
    places: &'static [&'static str],
    also_tests: bool,
}

const UNSAFE_PLACES: &[&str] =
    &["crates/heap/", "crates/vm/src/interpreter/", "crates/vm/src/interpreter.rs"];
/// In `temporal` the word is that of Temporal's own class, which reads no clock; `check` measures from outside how long
/// programs take, which they cannot see.
const INSTANT_PLACES: &[&str] = &[
    "crates/runtime/src/environment.rs",
    "crates/runtime/src/check/",
    "crates/runtime/src/deadline.rs",
    "benches/embedding/",
    "crates/builtins/src/temporal/",
    "xtask/",
    "tests/",
    "conformance/",
];
const CLOCK_PLACES: &[&str] = &["crates/runtime/src/environment.rs", "xtask/", "tests/", "conformance/"];

const WORDS: &[Word] = &[
    Word {
        word: "boa_",
        places: &["crates/syntax/tests/", "benches/embedding/", "tests/", "xtask/"],
        also_tests: false,
    },
    Word { word: "unsafe {", places: UNSAFE_PLACES, also_tests: false },
    Word { word: "unsafe fn", places: UNSAFE_PLACES, also_tests: false },
    Word { word: "unsafe impl", places: UNSAFE_PLACES, also_tests: false },
    Word { word: "SAFETY:", places: UNSAFE_PLACES, also_tests: false },
    Word { word: "Instant::", places: INSTANT_PLACES, also_tests: true },
    Word { word: "SystemTime", places: CLOCK_PLACES, also_tests: true },
    Word { word: "RandomState", places: CLOCK_PLACES, also_tests: true },
    Word { word: "thread::sleep", places: CLOCK_PLACES, also_tests: false },
    Word { word: "thread_local!", places: &[], also_tests: false },
    Word { word: "static mut", places: &[], also_tests: false },
    Word { word: "#[ignore", places: &[], also_tests: false },
    Word { word: "#[should_panic", places: &[], also_tests: false },
];

/// Words that no file may contain; spelt in halves so that this file does not.
const UNFINISHED: &[[&str; 2]] = &[["TO", "DO"], ["FIX", "ME"], ["XX", "X"]];

/// Checks one file.
pub(crate) fn check(file: &SourceFile<'_>, violations: &mut Vec<Violation>) {
    if !file.lines.first().is_some_and(|line| line.starts_with("//!")) {
        violations.push(Violation::at(file.name, 1, "a file opens with `//!`: what it is"));
    }
    let is_table = file.lines.iter().any(|line| line.contains("// tidy: table"));
    if file.code_end > FILE_LINES && !is_table {
        let rule = format!("{} lines without tests; the limit is {FILE_LINES}", file.code_end);
        violations.push(Violation::at(file.name, 1, rule));
    }
    if !file.name.starts_with("tests/tests/rules/") {
        check_words(file, violations);
    }
}

fn check_words(file: &SourceFile<'_>, violations: &mut Vec<Violation>) {
    for (index, line) in file.lines.iter().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for Word { word, places, also_tests } in WORDS {
            let text = if word.ends_with(':') && !word.contains("::") { line } else { code };
            let allowed = file.is_in(places) || (*also_tests && (file.is_test() || index >= file.code_end));
            if text.contains(word) && !allowed && !text.contains(&format!("\"{word}")) {
                violations.push(Violation::at(
                    file.name,
                    index + 1,
                    format!("`{word}` belongs to {places:?}"),
                ));
            }
        }
        for [first, second] in UNFINISHED {
            let word = format!("{first}{second}");
            if line.split(|char: char| !char.is_ascii_alphabetic()).any(|found| found == word) {
                violations.push(Violation::at(
                    file.name,
                    index + 1,
                    format!("`{word}`: finish it or say `Unsupported:`"),
                ));
            }
        }
    }
}
