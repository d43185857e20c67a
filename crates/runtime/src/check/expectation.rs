//! What an example claims: its output, its exit status, what it throws.
//!
//! ```text
//!   // Output:              a comment at the end of a file, FILE.out and FILE.code beside it,
//!   // first line           or an `output` fence in Markdown: each becomes sections
//!   // Exit: 3
//! ```

use std::ops::Range;

use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::directive::{self, profile_name};
use super::malformed::Malformed;
use super::pattern::Reading;

/// What a stream is called in reports.
pub(crate) fn stream_name(stream: OutputStream) -> &'static str {
    match stream {
        OutputStream::Stdout => "stdout",
        OutputStream::Stderr => "stderr",
    }
}

/// One thing that an example claims.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Section {
    pub(crate) claim: Claim,
    /// The profiles it is about; none: all of them.
    pub(crate) profiles: Vec<Profile>,
    /// The line that introduces it, from 1.
    pub(crate) line: usize,
    /// Where it is written, for rewriting.
    pub(crate) site: Site,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    Output(OutputClaim),
    Exit(i32),
    /// The first line of the error that ends it, a pattern.
    Throws(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OutputClaim {
    pub(crate) stream: OutputStream,
    pub(crate) is_ordered: bool,
    pub(crate) reading: Reading,
    pub(crate) lines: Vec<ClaimedLine>,
    /// How many of the lines belong to earlier blocks that this one continues.
    pub(crate) inherited: usize,
}

/// A claimed line and where it stands, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ClaimedLine {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// How and where a section is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Site {
    /// Lines of `//` comments: their bytes in the file.
    LineComment(Range<usize>),
    /// Lines inside of a block comment, with what each begins with.
    BlockComment(Range<usize>, String),
    /// A file of its own, with this extension behind the name of the example.
    Beside(&'static str),
    /// The lines between the fences of a Markdown block, with what each begins with and the length of the fence.
    Fence { content: Range<usize>, prefix: String, fence: Range<usize> },
    /// An attribute of a Markdown block.
    Attribute,
}

/// What one run is measured by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected<'a> {
    pub(crate) stdout: Option<&'a Section>,
    pub(crate) stderr: Option<&'a Section>,
    pub(crate) exit: Option<&'a Section>,
    pub(crate) throws: Option<&'a Section>,
}

impl<'a> Expected<'a> {
    /// What the sections claim for a run under `profile`; those that name it come before those that name none.
    pub(crate) fn select(sections: &'a [Section], profile: Option<Profile>) -> Self {
        let mut expected = Self::default();
        let general = sections.iter().filter(|section| section.profiles.is_empty());
        let named = |section: &&Section| profile.is_some_and(|profile| section.profiles.contains(&profile));
        for section in general.chain(sections.iter().filter(named)) {
            *expected.slot(&section.claim) = Some(section);
        }
        expected
    }

    fn slot(&mut self, claim: &Claim) -> &mut Option<&'a Section> {
        match claim {
            Claim::Output(output) if output.stream == OutputStream::Stdout => &mut self.stdout,
            Claim::Output(_) => &mut self.stderr,
            Claim::Exit(_) => &mut self.exit,
            Claim::Throws(_) => &mut self.throws,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stdout.is_none() && self.stderr.is_none() && self.exit.is_none() && self.throws.is_none()
    }
}

/// Refuses sections that say the same thing twice, or something about a profile that is never used.
pub(crate) fn validate(sections: &[Section], profiles: &[Profile]) -> Result<(), Malformed> {
    for (index, section) in sections.iter().enumerate() {
        let is_unused = |profile: &&Profile| !profiles.contains(profile);
        if let Some(&unused) = section.profiles.iter().find(is_unused) {
            let name = profile_name(unused);
            let message = format!("no run is under {name}: list it in `// check: profile=…` at the top");
            return Err(Malformed::new(section.line, message));
        }
        let same = sections[..index].iter().find(|other| is_same_claim(section, other));
        if let Some(other) = same {
            let message = format!("line {} already claims that of the same program", other.line);
            return Err(Malformed::new(section.line, message));
        }
    }
    Ok(())
}

fn is_same_claim(one: &Section, other: &Section) -> bool {
    let is_same_kind = match (&one.claim, &other.claim) {
        (Claim::Output(one), Claim::Output(other)) => one.stream == other.stream,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    let overlap = |profile: &Profile| other.profiles.contains(profile);
    let are_both_general = one.profiles.is_empty() && other.profiles.is_empty();
    is_same_kind && (are_both_general || one.profiles.iter().any(overlap))
}

/// The words that introduce a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Marker<'a> {
    pub(crate) kind: MarkerKind,
    pub(crate) profiles: Vec<Profile>,
    /// What follows the colon.
    pub(crate) rest: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MarkerKind {
    Output { stream: OutputStream, is_ordered: bool },
    Exit,
    Throws,
}

/// Reads `Output:`, `Output[web] (stderr):`, `Unordered output:`, `Exit: 1`, `Throws: …`; None if the text is none of
/// them, an error if it is nearly one.
pub(crate) fn marker(text: &str) -> Option<Result<Marker<'_>, String>> {
    const WORDS: [&str; 4] = ["unordered output", "output", "exit", "throws"];
    let word = WORDS
        .into_iter()
        .find(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    let (about, rest) = text[word.len()..].split_once(':')?;
    let is_marker = about.is_empty() || about.starts_with('[') || about.starts_with(" (");
    // A wildcard behind the word is how a printed line says that it is not a marker.
    if !is_marker || about.starts_with("[..]") {
        return None;
    }
    Some(qualified(word, about).map(|(kind, profiles)| Marker { kind, profiles, rest: rest.trim() }))
}

/// Reads what stands between the word and the colon: `[profiles]` and ` (stream)`.
fn qualified(word: &str, about: &str) -> Result<(MarkerKind, Vec<Profile>), String> {
    let mut rest = about;
    let mut profiles = Vec::new();
    if let Some(inner) = rest.strip_prefix('[') {
        let (names, after) = inner.split_once(']').ok_or("the bracket [ is not closed")?;
        profiles = directive::profiles(names)?;
        rest = after;
    }
    let stream = match rest.trim() {
        "" | "(stdout)" => OutputStream::Stdout,
        "(stderr)" => OutputStream::Stderr,
        other => return Err(format!("`{other}` is no stream; there are (stdout) and (stderr)")),
    };
    let kind = match word {
        "exit" => MarkerKind::Exit,
        "throws" => MarkerKind::Throws,
        _ => MarkerKind::Output { stream, is_ordered: word == "output" },
    };
    if !matches!(kind, MarkerKind::Output { .. }) && !rest.trim().is_empty() {
        return Err(format!("`{word}` has no stream"));
    }
    Ok((kind, profiles))
}

impl Marker<'_> {
    /// The claim that this marker begins, with what stands on its own line.
    pub(crate) fn claim(&self, line: usize) -> Result<Claim, Malformed> {
        match self.kind {
            MarkerKind::Output { stream, is_ordered } => {
                let first = (!self.rest.is_empty()).then(|| ClaimedLine { text: self.rest.to_owned(), line });
                Ok(Claim::Output(OutputClaim {
                    stream,
                    is_ordered,
                    reading: Reading::Patterns,
                    lines: first.into_iter().collect(),
                    inherited: 0,
                }))
            }
            MarkerKind::Exit => match self.rest.parse() {
                Ok(status) => Ok(Claim::Exit(status)),
                Err(_) => Err(Malformed::new(line, format!("`Exit: {}` is no exit status", self.rest))),
            },
            MarkerKind::Throws if self.rest.is_empty() => {
                Err(Malformed::new(line, "`Throws:` lacks the error, such as `TypeError: no`"))
            }
            MarkerKind::Throws => Ok(Claim::Throws(self.rest.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_prose() {
        for text in
            ["the output:", "Outputs:", "Output of f: 3", "Exit", "Output[..]: x", "throws an error: x"]
        {
            assert_eq!(marker(text), None, "{text}");
        }
        let kind = |text| marker(text).map(|found| found.map(|found| (found.kind, found.profiles.len())));
        let output = |stream, is_ordered| MarkerKind::Output { stream, is_ordered };
        assert_eq!(kind("Output:"), Some(Ok((output(OutputStream::Stdout, true), 0))));
        assert_eq!(kind("output (stderr):"), Some(Ok((output(OutputStream::Stderr, true), 0))));
        assert_eq!(
            kind("Unordered output[web,node-esm] (stderr):"),
            Some(Ok((output(OutputStream::Stderr, false), 2)))
        );
        assert_eq!(kind("Exit: 3"), Some(Ok((MarkerKind::Exit, 0))));
        assert_eq!(kind("Throws[web]: TypeError: x"), Some(Ok((MarkerKind::Throws, 1))));
        for text in ["Output (sterr):", "Output[nodejs]:", "Output[web:", "Exit (stderr): 1"] {
            assert!(marker(text).is_some_and(|found| found.is_err()), "{text}");
        }
    }
}
