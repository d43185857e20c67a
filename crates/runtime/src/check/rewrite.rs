//! How claims are written into files: only they change.
//!
//! ```text
//!   what was found + the section as it is ──► edits: bytes of a file and what replaces them
//! ```

use std::ops::Range;
use std::path::PathBuf;

use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::comments::source_lines;
use super::directive::profile_name;
use super::example::{Example, beside, is_markdown};
use super::expectation::{Claim, Expected, OutputClaim, Section, Site, marker, stream_name};
use super::judge::{printed_lines, steps};
use super::markdown;
use super::pattern::{ANY_LINES, Reading, Step, line_matches};

/// What an example did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: i32,
    /// The first line of the error that ended it.
    pub(crate) error: Option<String>,
}

/// A change of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Edit {
    /// These bytes become that.
    Replace(Range<usize>, String),
    /// That is put behind everything.
    Append(String),
    /// The file becomes that.
    Whole(String),
}

/// The text after all edits.
pub(crate) fn apply(text: &str, edits: &[Edit]) -> Result<String, String> {
    let mut result = text.to_owned();
    let mut ordered: Vec<(&Range<usize>, &str)> = Vec::new();
    for edit in edits {
        if let Edit::Replace(range, new) = edit {
            ordered.push((range, new));
        }
    }
    // From the end on, so that the ranges before stay valid; what is inserted at one place keeps its order.
    ordered.sort_by_key(|(range, _)| (range.start, range.end));
    for (range, new) in ordered.into_iter().rev() {
        if result.get(range.clone()).is_none() {
            return Err("it has changed while it was checked".to_owned());
        }
        result.replace_range(range.clone(), new);
    }
    for edit in edits {
        match edit {
            Edit::Append(more) => result.push_str(more),
            Edit::Whole(whole) => result.clone_from(whole),
            Edit::Replace(..) => {}
        }
    }
    Ok(result)
}

/// The edits that make an example claim what was found, under each of its profiles.
pub(crate) fn edits(
    example: &Example,
    runs: &[(Option<Profile>, Found)],
) -> Result<Vec<(PathBuf, Edit)>, String> {
    let Some((_, first)) = runs.first() else { return Ok(Vec::new()) };
    let mut writer = ClaimWriter { example, edits: Vec::new(), tail: String::new() };
    if example.sections.is_empty() {
        writer.new_claims(runs)?;
    } else {
        for stream in [OutputStream::Stdout, OutputStream::Stderr] {
            writer.output(stream, runs)?;
        }
        if runs.iter().any(|(_, found)| (found.status, &found.error) != (first.status, &first.error)) {
            return Err("its profiles end differently: say so with `// Exit[profile]: N`".to_owned());
        }
        for (profile, _) in runs.iter().take(1) {
            writer.end(&Expected::select(&example.sections, *profile), first)?;
        }
    }
    writer.finish()
}

fn stream_text(found: &Found, stream: OutputStream) -> &str {
    match stream {
        OutputStream::Stdout => &found.stdout,
        OutputStream::Stderr => &found.stderr,
    }
}

struct ClaimWriter<'a> {
    example: &'a Example,
    edits: Vec<(PathBuf, Edit)>,
    /// Lines of comments for the end of the file.
    tail: String,
}

impl ClaimWriter<'_> {
    fn edit(&mut self, edit: Edit) {
        self.edits.push((self.example.file.path.clone(), edit));
    }

    fn finish(mut self) -> Result<Vec<(PathBuf, Edit)>, String> {
        if !self.tail.is_empty() {
            let text = self.source()?;
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            // Behind other claims the new ones go on; behind code an empty line sets them apart.
            let space = if self.example.sections.is_empty() && !text.is_empty() { "\n" } else { "" };
            let tail = std::mem::take(&mut self.tail);
            self.edit(Edit::Append(format!("{gap}{space}{tail}")));
        }
        Ok(self.edits)
    }

    fn source(&self) -> Result<String, String> {
        std::fs::read_to_string(&self.example.file.path).map_err(|error| format!("cannot read it: {error}"))
    }

    /// Claims for an example that has none.
    fn new_claims(&mut self, runs: &[(Option<Profile>, Found)]) -> Result<(), String> {
        let (_, first) = &runs[0];
        let is_shared = runs.iter().all(|(_, found)| found == first);
        let runs = if is_shared { &runs[..1] } else { runs };
        for (index, (profile, found)) in runs.iter().enumerate() {
            // The first is for all that are not named.
            let profile = profile.filter(|_| index > 0);
            let lines: Vec<String> = found.stdout.lines().map(str::to_owned).collect();
            if is_markdown(&self.example.file.path) {
                self.new_fence(profile, &lines)?;
            } else {
                let mark = comment_mark(OutputStream::Stdout, profile);
                self.tail += &comment(&mark, &lines)?;
            }
        }
        self.end(&Expected::default(), first)
    }

    /// An `output` fence behind the program.
    fn new_fence(&mut self, profile: Option<Profile>, lines: &[String]) -> Result<(), String> {
        let text = self.source()?;
        let places = source_lines(&text);
        let (first, last) = self.example.lines;
        let open = &text[places.get(first - 1).cloned().unwrap_or_default()];
        let end = places.get(last - 1).map_or(text.len(), |line| line.end);
        let prefix = markdown::prefix(&open[..open.find(['`', '~']).unwrap_or(0)]);
        let gap = if text[..end].ends_with('\n') { "" } else { "\n" };
        let words = profile.map_or(String::new(), |profile| format!(" profile={}", profile_name(profile)));
        let mark = fence_for(lines, 3);
        let body: String =
            lines.iter().map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n").collect();
        let blank = prefix.trim_end();
        let fence = format!("{gap}{blank}\n{prefix}{mark}output{words}\n{body}{prefix}{mark}\n");
        self.edit(Edit::Replace(end..end, fence));
        Ok(())
    }

    /// Rewrites what is claimed of a stream, for every profile that claims something.
    fn output(&mut self, stream: OutputStream, runs: &[(Option<Profile>, Found)]) -> Result<(), String> {
        let mut done: Vec<(&Section, String)> = Vec::new();
        for (profile, found) in runs {
            let expected = Expected::select(&self.example.sections, *profile);
            let section = if stream == OutputStream::Stdout { expected.stdout } else { expected.stderr };
            let Some(section) = section else { continue };
            let text = stream_text(found, stream);
            match done.iter().find(|(other, _)| std::ptr::eq(*other, section)) {
                None => {
                    self.section(section, text)?;
                    done.push((section, text.to_owned()));
                }
                Some((_, other)) if other == text => {}
                // The section is that of the profiles before; this one gets its own.
                Some(_) => self.revision(section, stream, (*profile, text))?,
            }
        }
        Ok(())
    }

    /// A section for one profile, behind the one it shared so far.
    fn revision(
        &mut self,
        section: &Section,
        stream: OutputStream,
        (profile, text): (Option<Profile>, &str),
    ) -> Result<(), String> {
        let Claim::Output(claim) = &section.claim else { return Ok(()) };
        let lines = merged(claim, text)?;
        match &section.site {
            Site::LineComment(_) | Site::BlockComment(..) if !is_markdown(&self.example.file.path) => {
                self.tail += &comment(&comment_mark(stream, profile), &lines)?;
                Ok(())
            }
            Site::LineComment(range) => {
                let written = comment(&comment_mark(stream, profile), &lines)?;
                self.edit(Edit::Replace(range.end..range.end, written));
                Ok(())
            }
            Site::Fence { .. } => self.new_fence(profile, &lines),
            _ => Err(format!(
                "its profiles print different things, which {} cannot say: use `// Output[profile]:`",
                self.example.shown_file(section)
            )),
        }
    }

    fn section(&mut self, section: &Section, text: &str) -> Result<(), String> {
        let Claim::Output(claim) = &section.claim else { return Ok(()) };
        if let Site::Beside(extension) = section.site {
            let path = beside(&self.example.file.path, extension);
            self.edits.push((path, Edit::Whole(text.to_owned())));
            return Ok(());
        }
        let printed = printed_lines(text, claim.reading);
        if steps(claim, &printed).iter().all(Step::is_agreement) {
            return Ok(());
        }
        let lines = merged(claim, text)?;
        let source = self.source()?;
        match &section.site {
            Site::LineComment(range) => {
                let first = source[range.clone()].lines().next().unwrap_or_default();
                let colon = first.find(':').map_or(first.len(), |at| at + 1);
                let mark = first[..colon].trim_start().trim_start_matches('/').trim_start();
                let indent = &first[..first.len() - first.trim_start().len()];
                let written = comment(mark, &lines)?;
                let written: String = written.lines().map(|line| format!("{indent}{line}\n")).collect();
                self.edit(Edit::Replace(range.clone(), kept_end(&source[range.clone()], written)));
            }
            Site::BlockComment(range, margin) => {
                let written = block_comment(&source[range.clone()], margin, &lines)?;
                self.edit(Edit::Replace(range.clone(), written));
            }
            Site::Fence { content, prefix, fence } => {
                let old = source[fence.clone()].to_owned();
                let mark = fence_for(&lines, old.len());
                let body: String =
                    lines.iter().map(|line| format!("{prefix}{line}").trim_end().to_owned() + "\n").collect();
                if mark.len() > old.len() {
                    let close = content.end
                        ..content.end
                            + source[content.end..].find('\n').unwrap_or(source.len() - content.end);
                    self.edit(Edit::Replace(fence.clone(), mark.clone()));
                    self.edit(Edit::Replace(close, format!("{prefix}{mark}")));
                }
                self.edit(Edit::Replace(content.clone(), body));
            }
            Site::Beside(_) | Site::Attribute => {
                return Err(format!(
                    "line {}: the comments of an indented block are not rewritten",
                    section.line
                ));
            }
        }
        Ok(())
    }

    /// Rewrites what is claimed of the end of the program.
    fn end(&mut self, expected: &Expected<'_>, found: &Found) -> Result<(), String> {
        if let Some(section) = expected.throws
            && let Claim::Throws(pattern) = &section.claim
        {
            let error = found.error.as_deref();
            let holds = error.is_some_and(|error| line_matches(pattern, error, Reading::Patterns));
            if !holds {
                self.claim_line(section, error.map(|error| format!("Throws: {error}")))?;
            }
            let is_explained = error.is_some() && found.status == 1 || found.status == 0;
            if is_explained && expected.exit.is_none() {
                return Ok(());
            }
        }
        match expected.exit {
            Some(section) if section.claim == Claim::Exit(found.status) => Ok(()),
            Some(section) => self.exit(section, found.status),
            None if found.status == 0 => Ok(()),
            None => self.new_exit(found),
        }
    }

    fn exit(&mut self, section: &Section, status: i32) -> Result<(), String> {
        match section.site {
            Site::Beside(extension) => {
                let path = beside(&self.example.file.path, extension);
                self.edits.push((path, Edit::Whole(format!("{status}\n"))));
                Ok(())
            }
            Site::Attribute => self.attribute(status),
            _ => self.claim_line(section, (status != 0).then(|| format!("Exit: {status}"))),
        }
    }

    /// A claim of the status of an example that made none.
    fn new_exit(&mut self, found: &Found) -> Result<(), String> {
        if is_markdown(&self.example.file.path) {
            return self.attribute(found.status);
        }
        let is_beside = self.example.sections.iter().any(|section| matches!(section.site, Site::Beside(_)));
        if is_beside {
            let path = beside(&self.example.file.path, "code");
            self.edits.push((path, Edit::Whole(format!("{}\n", found.status))));
            return Ok(());
        }
        self.tail += &match &found.error {
            Some(error) if found.status == 1 => comment(&format!("Throws: {error}"), &[])?,
            _ => comment(&format!("Exit: {}", found.status), &[])?,
        };
        Ok(())
    }

    /// Replaces the line of a claim, or takes it away.
    fn claim_line(&mut self, section: &Section, line: Option<String>) -> Result<(), String> {
        let Site::LineComment(range) = &section.site else {
            return Err(format!("line {}: only a claim in a `//` comment can be rewritten", section.line));
        };
        let mut written = match line {
            Some(line) => comment(&line, &[])?,
            None => String::new(),
        };
        if let [profile, ..] = section.profiles.as_slice() {
            written = written.replacen(':', &format!("[{}]:", profile_name(*profile)), 1);
        }
        self.edit(Edit::Replace(range.clone(), written));
        Ok(())
    }

    /// Sets `exit=` of a Markdown block.
    fn attribute(&mut self, status: i32) -> Result<(), String> {
        let text = self.source()?;
        let line = source_lines(&text).get(self.example.lines.0 - 1).cloned().unwrap_or_default();
        let old = text[line.clone()].trim_end();
        let mut words: Vec<&str> = old.split(' ').filter(|word| !word.starts_with("exit=")).collect();
        let attribute = format!("exit={status}");
        if status != 0 {
            words.push(&attribute);
        }
        self.edit(Edit::Replace(line.start..line.start + old.len(), words.join(" ")));
        Ok(())
    }
}

/// The lines of a claim that says what was printed; patterns that hold are kept. Lines that belong to an earlier block
/// must hold.
fn merged(claim: &OutputClaim, text: &str) -> Result<Vec<String>, String> {
    let printed = printed_lines(text, claim.reading);
    let mut lines = Vec::new();
    let mut inherited = claim.inherited;
    for step in steps(claim, &printed) {
        let (claimed, line) = match step {
            Step::Same { claimed, .. } => (Some(claimed), Some(claim.lines[claimed].text.clone())),
            Step::Any { claimed, .. } => (Some(claimed), Some(ANY_LINES.to_owned())),
            Step::Missing { claimed } => (Some(claimed), None),
            Step::Extra { printed: index } => (None, Some(printed[index].trim_end().to_owned())),
        };
        let is_before = claimed.map_or(inherited > 0, |claimed| claimed < claim.inherited);
        if is_before && (claimed.is_none() || line.is_none()) {
            return Err(
                "the block that it goes on from prints something else: bless that one first".to_owned()
            );
        }
        if is_before {
            inherited -= 1;
        } else {
            lines.extend(line);
        }
    }
    Ok(lines)
}

fn comment_mark(stream: OutputStream, profile: Option<Profile>) -> String {
    let profile = profile.map_or(String::new(), |profile| format!("[{}]", profile_name(profile)));
    match stream {
        OutputStream::Stdout => format!("Output{profile}:"),
        OutputStream::Stderr => format!("Output{profile} ({}):", stream_name(stream)),
    }
}

/// A section as `//` comments.
fn comment(mark: &str, lines: &[String]) -> Result<String, String> {
    let mut text = format!("// {mark}\n");
    for line in lines {
        if line.contains(['\r', '\u{2028}', '\u{2029}']) {
            return Err("it prints a line terminator that a comment cannot hold: use a file .out".to_owned());
        }
        text += format!("// {}", unmarked(line)).trim_end();
        text.push('\n');
    }
    Ok(text)
}

/// A section inside of a block comment, in place of `old`.
fn block_comment(old: &str, margin: &str, lines: &[String]) -> Result<String, String> {
    if lines.iter().any(|line| line.contains("*/")) {
        return Err("it prints `*/`, which a block comment cannot hold: use `//` comments".to_owned());
    }
    let first = old.lines().next().unwrap_or_default();
    let mut text = first[..first.find(':').map_or(first.len(), |at| at + 1)].to_owned();
    text.push('\n');
    for line in lines {
        text += format!("{margin}{}", unmarked(line)).trim_end();
        text.push('\n');
    }
    if old.trim_end().ends_with("*/") {
        text += "*/\n";
    }
    Ok(kept_end(old, text))
}

/// The new text, which ends its last line only if the old one did.
fn kept_end(old: &str, mut new: String) -> String {
    if !old.ends_with('\n') && new.ends_with('\n') {
        new.pop();
    }
    new
}

/// A printed line that would be read as the beginning of a section says with a wildcard that it is none.
fn unmarked(line: &str) -> String {
    if marker(line).is_none() {
        return line.to_owned();
    }
    let word = line.find([':', '[']).unwrap_or(line.len());
    let word = line.find(" (").map_or(word, |at| at.min(word));
    format!("{}[..]{}", &line[..word], &line[word..])
}

/// A fence that no line of the output can end.
fn fence_for(lines: &[String], least: usize) -> String {
    let longest = lines
        .iter()
        .map(|line| line.trim_start())
        .map(|line| line.len() - line.trim_start_matches('`').len());
    let length =
        longest.max().map_or(least, |longest| if longest >= 3 { least.max(longest + 1) } else { least });
    "`".repeat(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn edits_do_not_disturb_each_other() {
        let edits = [
            Edit::Replace(0..1, "x".to_owned()),
            Edit::Append("!".to_owned()),
            Edit::Replace(2..3, String::new()),
            Edit::Replace(3..3, "y".to_owned()),
        ];
        assert_eq!(apply("abc", &edits), Ok("xby!".to_owned()));
        assert!(apply("a", &edits).is_err());
    }

    #[test]
    fn a_printed_line_is_never_a_marker() {
        for line in ["Output: x", "Exit (stderr): 1", "Output[web]:", "Throws: E"] {
            let escaped = unmarked(line);
            assert!(
                marker(&escaped).is_none() && line_matches(&escaped, line, Reading::Patterns),
                "{escaped}"
            );
        }
        assert_eq!(unmarked("plain: x"), "plain: x");
    }

    #[test]
    fn comments_hold_what_they_can() {
        assert_eq!(comment("Output:", &lines("a\n\n  b")), Ok("// Output:\n// a\n//\n//   b\n".to_owned()));
        assert!(comment("Output:", &["\u{2028}".to_owned()]).is_err());
        let old = "/* Output:\n * a\n */\n";
        assert_eq!(block_comment(&old[..16], " * ", &lines("b")), Ok("/* Output:\n * b\n".to_owned()));
        assert_eq!(block_comment("/* Output: a */\n", "", &lines("b")), Ok("/* Output:\nb\n*/\n".to_owned()));
        assert!(block_comment(old, "", &lines("*/")).is_err());
    }

    #[test]
    fn fences_are_long_enough() {
        assert_eq!(fence_for(&lines("a"), 3), "```");
        assert_eq!(fence_for(&lines("```` x"), 3), "`````");
    }
}
