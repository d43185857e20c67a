//! The files that are known to fail: one line each, `test/… # class`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::plan::Plan;
use crate::report::Report;

/// Features of tests that the engine leaves out. The class of a failure that has one of them needs no thought.
const UNSUPPORTED: &[&str] = &[
    "IsHTMLDDA",
    "decorators",
    "import-bytes",
    "source-phase-imports",
    "source-phase-imports-module-source",
    "tail-call-optimization",
];

/// What a new failure is until somebody has looked at it.
const UNSORTED: &str = "unsorted";

/// Failing files and the class of the reason.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Expectations {
    pub(crate) classes: BTreeMap<String, String>,
}

impl Expectations {
    /// Reads the file; there are none if it does not exist.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut classes = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let (name, class) = line.split_once(" # ").ok_or_else(|| format!("'{line}' names no class"))?;
            if classes.insert(name.trim().to_owned(), class.trim().to_owned()).is_some() {
                return Err(format!("{name} is listed twice"));
            }
        }
        Ok(Self { classes })
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text =
            "# Test262: the files that fail, and why. Written by `roundelay-conformance --update`;\n\
                        # the classes are kept, and new failures are `unsorted` until somebody has looked.\n"
                .to_owned();
        for (name, class) in &self.classes {
            let _ = writeln!(text, "{name} # {class}");
        }
        text
    }

    /// Takes over what a run found; files that did not run keep their line.
    pub(crate) fn update(&mut self, report: &Report, plans: &[Plan]) {
        for (result, plan) in report.results.iter().zip(plans) {
            if !result.outcome.verdict.is_failure() {
                self.classes.remove(&result.name);
                continue;
            }
            let feature = plan.features.iter().find(|feature| UNSUPPORTED.contains(&feature.as_str()));
            let class =
                feature.map_or_else(|| UNSORTED.to_owned(), |feature| format!("unsupported: {feature}"));
            self.classes.entry(result.name.clone()).or_insert(class);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_survive_a_round_trip() {
        let text = "test/a.js # unsupported: decorators\ntest/b.js # unsorted\n";
        let read = Expectations::parse(text).expect("well formed");
        assert!(read.to_text().ends_with(text));
        assert_eq!(Expectations::parse(&read.to_text()), Ok(read));
        assert!(Expectations::parse("test/a.js").is_err());
        assert!(Expectations::parse("test/a.js # x\ntest/a.js # y").is_err());
    }
}
