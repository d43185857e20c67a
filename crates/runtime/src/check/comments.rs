//! Expectations in the comments at the end of a JavaScript file.
//!
//! ```text
//!   console.log(1);
//!
//!   // Output:        the comments behind all code, from the first that introduces
//!   // 1              an expectation; an empty source line ends a section
//! ```

use std::ops::Range;

use super::expectation::{Claim, ClaimedLine, Marker, Section, Site, marker};
use super::malformed::Malformed;

/// A source line of the comments behind all code.
struct Line<'a> {
    number: usize,
    /// Its bytes, with the line terminator.
    span: Range<usize>,
    content: Content<'a>,
}

enum Content<'a> {
    Empty,
    /// What a `//` comment says.
    Comment(&'a str),
    /// What a line of a block comment says, and what it begins with.
    Block(&'a str, &'a str),
    /// The first and the last line of a block comment where they say nothing.
    Edge,
}

/// The sections at the end of `text`.
pub(crate) fn sections(text: &str) -> Result<Vec<Section>, Malformed> {
    let lines = trailing_lines(text);
    let mut reader = Reader { sections: Vec::new(), is_open: false };
    for line in &lines {
        reader.read(line)?;
    }
    if reader.sections.is_empty() {
        refuse_misplaced(text, lines.first().map_or(usize::MAX, |line| line.number))?;
    }
    Ok(reader.sections)
}

/// Without expectations at the end, something that looks like one elsewhere is a mistake.
fn refuse_misplaced(text: &str, end: usize) -> Result<(), Malformed> {
    let lines = text.lines().enumerate().take(end.saturating_sub(1));
    for (index, line) in lines {
        if matches!(line.trim_end(), "// Output:" | "/* Output:" | "// Unordered output:") {
            let message = "this must be the last comment of the file, and code follows it";
            return Err(Malformed::new(index + 1, message));
        }
    }
    Ok(())
}

struct Reader {
    sections: Vec<Section>,
    /// Whether lines belong to the last section.
    is_open: bool,
}

impl Reader {
    fn read(&mut self, line: &Line<'_>) -> Result<(), Malformed> {
        let (text, site) = match line.content {
            Content::Empty => {
                self.is_open = false;
                return Ok(());
            }
            Content::Edge => {
                self.is_open = false;
                return Ok(());
            }
            Content::Comment(text) => (text, Site::LineComment(line.span.clone())),
            Content::Block(text, prefix) => (text, Site::BlockComment(line.span.clone(), prefix.to_owned())),
        };
        match marker(text) {
            Some(Ok(marker)) => self.begin(&marker, line.number, site),
            Some(Err(message)) => Err(Malformed::new(line.number, message)),
            None => {
                self.add(text, line);
                Ok(())
            }
        }
    }

    fn begin(&mut self, marker: &Marker<'_>, line: usize, site: Site) -> Result<(), Malformed> {
        let claim = marker.claim(line)?;
        // A claim on the line of its marker needs no further lines, but may have them.
        self.is_open = matches!(claim, Claim::Output(_));
        self.sections.push(Section { claim, profiles: marker.profiles.clone(), line, site });
        Ok(())
    }

    fn add(&mut self, text: &str, line: &Line<'_>) {
        let Some(section) = self.sections.last_mut().filter(|_| self.is_open) else { return };
        let Claim::Output(output) = &mut section.claim else { return };
        output.lines.push(ClaimedLine { text: text.to_owned(), line: line.number });
        match &mut section.site {
            Site::LineComment(span) | Site::BlockComment(span, _) => span.end = line.span.end,
            _ => {}
        }
    }
}

/// The lines of `text` behind its last code.
fn trailing_lines(text: &str) -> Vec<Line<'_>> {
    let all = source_lines(text);
    let mut found = Vec::new();
    let mut end = all.len();
    while let Some(span) = end.checked_sub(1).map(|last| all[last].clone()) {
        let trimmed = text[span.clone()].trim();
        if trimmed.ends_with("*/") && !trimmed.starts_with("//") {
            let Some(first) = (0..end).rev().find(|&index| text[all[index].clone()].contains("/*")) else {
                break;
            };
            if !text[all[first].clone()].trim_start().starts_with("/*") {
                break;
            }
            found.extend((first..end).rev().map(|index| block_line(text, &all, index, first..end)));
            end = first;
            continue;
        }
        let content = match trimmed.strip_prefix("//") {
            Some(comment) => Content::Comment(comment.strip_prefix(' ').unwrap_or(comment)),
            None if trimmed.is_empty() => Content::Empty,
            None => break,
        };
        found.push(Line { number: end, span, content });
        end -= 1;
    }
    found.reverse();
    found
}

/// The bytes of every line, with its terminator.
pub(crate) fn source_lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push(start..start + line.len());
        start += line.len();
    }
    lines
}

/// One line of a block comment whose lines are `block`.
fn block_line<'a>(text: &'a str, all: &[Range<usize>], index: usize, block: Range<usize>) -> Line<'a> {
    let span = all[index].clone();
    let mut line = text[span.clone()].trim_end();
    if index == block.start {
        line = line.trim_start().trim_start_matches(['/', '*']).trim_start();
    }
    if index + 1 == block.end {
        line = line.strip_suffix("*/").unwrap_or(line).trim_end();
    }
    let is_edge = index == block.start || index + 1 == block.end;
    let content = if is_edge && line.trim().is_empty() {
        Content::Edge
    } else if index == block.start {
        Content::Block(line, "")
    } else {
        let margin = margin(text, &all[block.start + 1..block.end]);
        Content::Block(line.get(margin.len()..).unwrap_or_default(), margin)
    };
    Line { number: index + 1, span, content }
}

/// What the lines of a block comment begin with: ` * ` where they all do, else the white space they share.
fn margin<'a>(text: &'a str, lines: &[Range<usize>]) -> &'a str {
    let inner = || {
        lines
            .iter()
            .map(|span| text[span.clone()].trim_end())
            .filter(|line| !line.trim().is_empty() && line.trim() != "*/")
    };
    let Some(first) = inner().next() else { return "" };
    let spaces = first.len() - first.trim_start().len();
    let shared = inner().map(|line| common(first, line)).min().unwrap_or(0).min(spaces);
    let star = format!("{}* ", &first[..spaces]);
    let has_stars =
        !first[spaces..].is_empty() && inner().all(|line| line.starts_with(&star) || line == star.trim_end());
    if has_stars { &first[..star.len().min(first.len())] } else { &first[..shared] }
}

/// How many bytes two lines share at their beginning.
fn common(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::expectation::stream_name;

    /// `line kind[profiles]: lines` of each section.
    fn show(text: &str) -> Vec<String> {
        let sections = sections(text).expect("well formed");
        sections.iter().map(|section| format!("{} {}", section.line, show_claim(&section.claim))).collect()
    }

    fn show_claim(claim: &Claim) -> String {
        match claim {
            Claim::Exit(status) => format!("exit {status}"),
            Claim::Throws(header) => format!("throws {header}"),
            Claim::Output(output) => {
                let lines: Vec<&str> = output.lines.iter().map(|line| line.text.as_str()).collect();
                let order = if output.is_ordered { "" } else { "unordered " };
                format!("{order}{} {}", stream_name(output.stream), lines.join("|"))
            }
        }
    }

    #[test]
    fn the_last_comments_claim() {
        let text = "f(); // Output: no\n\n// Prose.\n// Output:\n// a\n//\n//   b\n// Exit: 3\n\n// Output (stderr): c\n\n// end\n";
        assert_eq!(show(text), ["4 stdout a||  b", "8 exit 3", "10 stderr c"]);
        assert_eq!(show("f()\n// Output:"), ["2 stdout "]);
        assert!(show("f()\n// Just prose.\n").is_empty());
        assert_eq!(show("f()\n// Throws: TypeError: [..]\n"), ["2 throws TypeError: [..]"]);
    }

    #[test]
    fn block_comments_claim_too() {
        assert_eq!(show("f()\n/* Output:\na\n  b\n*/\n"), ["2 stdout a|  b"]);
        assert_eq!(show("f()\n/*\n * Unordered output:\n * a\n *\n * b\n */"), ["3 unordered stdout a||b"]);
        assert_eq!(show("f()\n/* Output: a */\n// Exit: 1"), ["2 stdout a", "3 exit 1"]);
        assert!(show("f(/* Output: */)\n").is_empty());
    }

    #[test]
    fn sections_know_their_bytes() {
        let text = "f()\n// Output:\n// a\n// Exit: 1\n";
        let sections = sections(text).expect("well formed");
        assert_eq!(sections[0].site, Site::LineComment(4..20));
        assert_eq!(&text[20..], "// Exit: 1\n");
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text| sections(text).expect_err("malformed").to_string();
        assert_eq!(error("f()\n// Exit: x"), "2: `Exit: x` is no exit status");
        assert!(error("// Output:\n// a\nf()").starts_with("1: this must be the last comment"));
        assert!(error("f()\n// Output[node]:\n// a").starts_with("2: `node` is not a profile"));
    }
}
