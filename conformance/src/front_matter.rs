//! What a test says about itself, in the comment `/*--- … ---*/`.
//! <https://github.com/tc39/test262/blob/main/INTERPRETING.md#metadata>

use crate::plan::Mode;

/// The parts of the front matter that decide how a test runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) flags: Vec<String>,
    pub(crate) includes: Vec<String>,
    pub(crate) features: Vec<String>,
    /// `phase` and `type` of the expected error.
    pub(crate) negative: Option<(String, String)>,
}

impl FrontMatter {
    /// Reads the subset of YAML that Test262 uses.
    pub(crate) fn read(source: &str) -> Self {
        let mut matter = Self::default();
        let Some(text) = source.split_once("/*---").and_then(|(_, rest)| rest.split_once("---*/")) else {
            return matter;
        };
        let lines: Vec<&str> = text.0.split(['\n', '\r']).filter(|line| !line.is_empty()).collect();
        for (index, line) in lines.iter().enumerate() {
            let Some((key, value)) =
                line.split_once(':').filter(|_| !line.starts_with([' ', '\t', '-', '#']))
            else {
                continue;
            };
            let block: Vec<&str> = lines[index + 1..]
                .iter()
                .take_while(|line| line.starts_with([' ', '-']))
                .map(|line| line.trim())
                .collect();
            match key {
                "flags" => matter.flags = list(value, &block),
                "features" => matter.features = list(value, &block),
                "includes" => matter.includes = list(value, &block),
                "negative" => {
                    let field = |name: &str| {
                        let line = block.iter().find_map(|line| line.strip_prefix(name));
                        line.unwrap_or_default().trim().to_owned()
                    };
                    matter.negative = Some((field("phase:"), field("type:")));
                }
                _ => {}
            }
        }
        matter
    }

    /// How the test runs: sloppy and strict unless it says otherwise.
    pub(crate) fn modes(&self) -> &'static [Mode] {
        if self.has("module") {
            &[Mode::Module]
        } else if self.has("raw") || self.has("noStrict") {
            &[Mode::Sloppy]
        } else if self.has("onlyStrict") {
            &[Mode::Strict]
        } else {
            &[Mode::Sloppy, Mode::Strict]
        }
    }

    /// Whether this flag is set.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|found| found == flag)
    }
}

/// `[a, b]` on the line of the key, or `- a` on lines of their own.
fn list(value: &str, block: &[&str]) -> Vec<String> {
    let joined = format!("{value} {}", block.join(" "));
    let items: Vec<&str> = match joined.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((items, _)) => items.split(',').collect(),
        None => block.iter().filter_map(|line| line.strip_prefix("- ")).collect(),
    };
    items
        .into_iter()
        .map(|item| item.split(" #").next().unwrap_or_default().trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_may_be_written_in_two_ways() {
        let source = "/*---\nflags: [async, onlyStrict]\nincludes:\n  - a.js\n  - b.js\nnegative:\n  phase: parse\n  type: SyntaxError\n---*/";
        let matter = FrontMatter::read(source);
        assert_eq!(matter.flags, ["async", "onlyStrict"]);
        assert_eq!(matter.includes, ["a.js", "b.js"]);
        assert_eq!(matter.modes(), [Mode::Strict]);
        assert_eq!(matter.negative, Some(("parse".to_owned(), "SyntaxError".to_owned())));
        assert_eq!(FrontMatter::read("1"), FrontMatter::default());
        assert_eq!(FrontMatter::default().modes(), [Mode::Sloppy, Mode::Strict]);
    }
}
