//! Examples in Markdown: a `js`, `mjs` or `cjs` fence, and the `output` fences behind it.
//!
//! ```text
//!   # Heading                     names the examples below it
//!   ```js continue exit=1         a program; attributes follow the language
//!   ```output stderr unordered    what the program above prints
//! ```

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Component, Path};
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::comments;
use super::directive::{self, Directives};
use super::example::{Example, ExampleFile, Helper, Mode, SourceKind};
use super::expectation::{self, Claim, ClaimedLine, OutputClaim, Section, Site};
use super::malformed::Malformed;
use super::pattern::{ANY_LINES, Reading};

/// A fenced block.
struct Block {
    /// The words behind the fence.
    info: String,
    text: String,
    /// The line of the opening fence, from 1.
    line: usize,
    range: Range<usize>,
    heading: String,
}

/// A block with a program, as far as it is understood.
struct ProgramBlock {
    block: Block,
    kind: SourceKind,
    mode: Mode,
    continues: bool,
    sections: Vec<Section>,
    last_line: usize,
}

/// The examples of a Markdown file.
pub(crate) fn examples(file: &Arc<ExampleFile>, text: &str) -> Result<Vec<Example>, Malformed> {
    let mut programs: Vec<ProgramBlock> = Vec::new();
    let mut helpers: Vec<Helper> = Vec::new();
    let mut can_have_output = false;
    for block in blocks(text) {
        let language = block.info.split_whitespace().next().unwrap_or_default();
        let kind = match language {
            "js" => SourceKind::Either,
            "mjs" => SourceKind::Module,
            "cjs" => SourceKind::CommonJs,
            "output" => {
                let Some(program) = programs.last_mut().filter(|_| can_have_output) else {
                    let message = "an `output` fence without a program: no `js` fence stands before it";
                    return Err(Malformed::new(block.line, message));
                };
                program.last_line = last_line(&block);
                program.sections.push(output_section(&block, text)?);
                continue;
            }
            _ => continue,
        };
        let attributes = Attributes::read(&block)?;
        can_have_output = attributes.file.is_none();
        match attributes.file {
            Some(name) => add_helper(&mut helpers, file, &name, &block)?,
            None => programs.push(program(block, kind, attributes, text)?),
        }
    }
    assemble(file, programs, helpers.into())
}

fn program(
    block: Block,
    kind: SourceKind,
    attributes: Attributes,
    text: &str,
) -> Result<ProgramBlock, Malformed> {
    let exit = attributes.exit.map(|status| Section {
        claim: Claim::Exit(status),
        profiles: Vec::new(),
        line: block.line,
        site: Site::Attribute,
    });
    let mut sections: Vec<Section> = exit.into_iter().collect();
    if attributes.mode != Mode::Ignore {
        sections.extend(comment_sections(&block, text)?);
    }
    Ok(ProgramBlock {
        kind,
        mode: attributes.mode,
        continues: attributes.continues,
        sections,
        last_line: last_line(&block),
        block,
    })
}

/// What the comments at the end of a program claim. They can be rewritten where the block stands at the margin.
fn comment_sections(block: &Block, text: &str) -> Result<Vec<Section>, Malformed> {
    let shift = |line: usize| line + block.line;
    let mut sections = comments::sections(&block.text)
        .map_err(|Malformed { line, message }| Malformed { line: shift(line), message })?;
    let start = text[block.range.start..].find('\n').map_or(text.len(), |at| block.range.start + at + 1);
    let is_at_margin = text[start..].starts_with(&block.text);
    for section in &mut sections {
        section.line = shift(section.line);
        if let Claim::Output(output) = &mut section.claim {
            output.lines.iter_mut().for_each(|line| line.line = shift(line.line));
        }
        match &mut section.site {
            Site::LineComment(range) | Site::BlockComment(range, _) if is_at_margin => {
                *range = range.start + start..range.end + start;
            }
            site => *site = Site::Attribute,
        }
    }
    Ok(sections)
}

fn last_line(block: &Block) -> usize {
    block.line + block.text.lines().count() + 1
}

/// The fenced blocks of a text, each below its heading.
fn blocks(text: &str) -> Vec<Block> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut blocks: Vec<Block> = Vec::new();
    let (mut heading, mut in_heading, mut in_block) = (String::new(), false, false);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                heading.clear();
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(piece) | Event::Code(piece) if in_heading => heading.push_str(&piece),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                in_block = true;
                let line = starts.partition_point(|&start| start <= range.start);
                let (info, heading) = (info.into_string(), heading.clone());
                blocks.push(Block { info, text: String::new(), line, range, heading });
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(piece) if in_block => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(&piece);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// What the words behind `js` say.
struct Attributes {
    mode: Mode,
    continues: bool,
    file: Option<String>,
    exit: Option<i32>,
}

impl Attributes {
    fn read(block: &Block) -> Result<Self, Malformed> {
        let mut attributes = Self { mode: Mode::Run, continues: false, file: None, exit: None };
        for word in block.info.split_whitespace().skip(1) {
            let understood = match (word, word.split_once('=')) {
                ("ignore", _) => {
                    attributes.mode = Mode::Ignore;
                    true
                }
                ("no-run", _) => {
                    attributes.mode = Mode::Compile;
                    true
                }
                ("continue", _) => {
                    attributes.continues = true;
                    true
                }
                (_, Some(("file", name))) => {
                    attributes.file = Some(name.to_owned());
                    !name.is_empty()
                }
                (_, Some(("exit", status))) => {
                    attributes.exit = status.parse().ok();
                    attributes.exit.is_some()
                }
                _ => false,
            };
            if !understood {
                let message = format!(
                    "`{word}` is not understood; behind the language there may be ignore, no-run, continue, \
                     file=NAME and exit=N"
                );
                return Err(Malformed::new(block.line, message));
            }
        }
        Ok(attributes)
    }
}

/// What an `output` fence claims; its words are `stderr`, `unordered` and `profile=…`.
fn output_section(block: &Block, text: &str) -> Result<Section, Malformed> {
    let mut stream = OutputStream::Stdout;
    let mut is_ordered = true;
    let mut profiles: Vec<Profile> = Vec::new();
    for word in block.info.split_whitespace().skip(1) {
        match (word, word.split_once('=')) {
            ("stderr", _) => stream = OutputStream::Stderr,
            ("unordered", _) => is_ordered = false,
            (_, Some(("profile", names))) => {
                profiles =
                    directive::profiles(names).map_err(|message| Malformed::new(block.line, message))?;
            }
            _ => {
                let message = format!(
                    "`{word}` is not understood; behind `output` there may be stderr, unordered and profile=NAME"
                );
                return Err(Malformed::new(block.line, message));
            }
        }
    }
    let lines = block
        .text
        .lines()
        .enumerate()
        .map(|(index, line)| ClaimedLine { text: line.to_owned(), line: block.line + 1 + index });
    let lines = lines.collect();
    let claim =
        Claim::Output(OutputClaim { stream, is_ordered, reading: Reading::Patterns, lines, inherited: 0 });
    Ok(Section { claim, profiles, line: block.line, site: fence_site(block, text) })
}

/// What stands before a fence, for the lines that follow: white space for the mark of a list, `>` for a quotation.
pub(crate) fn prefix(before: &str) -> String {
    before.chars().map(|letter| if letter == '>' || letter.is_whitespace() { letter } else { ' ' }).collect()
}

/// Where the lines between the fences stand.
fn fence_site(block: &Block, text: &str) -> Site {
    let line_start = text[..block.range.start].rfind('\n').map_or(0, |at| at + 1);
    let prefix = prefix(&text[line_start..block.range.start]);
    let open = text[block.range.start..].find('\n').map_or(text.len(), |at| block.range.start + at + 1);
    let whole = &text[block.range.clone()];
    let mark = whole.trim_start().chars().take_while(|&letter| letter == '`' || letter == '~').count();
    let close = text[..block.range.end.max(open)].trim_end_matches(['\n', '\r']);
    let last = close.rfind('\n').map_or(0, |at| at + 1);
    let is_closed = last >= open && {
        let line = close[last..].trim_start_matches(['>', ' ', '\t']);
        line.len() >= mark && line.trim_end().chars().all(|letter| letter == '`' || letter == '~')
    };
    let end = if is_closed { last } else { block.range.end.max(open) };
    Site::Fence { content: open..end, prefix, fence: block.range.start..block.range.start + mark }
}

fn add_helper(
    helpers: &mut Vec<Helper>,
    file: &ExampleFile,
    name: &str,
    block: &Block,
) -> Result<(), Malformed> {
    let relative = Path::new(name.strip_prefix("./").unwrap_or(name));
    let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if !is_inside {
        let message = format!("`file={name}` must name a file below the folder of the document");
        return Err(Malformed::new(block.line, message));
    }
    let path = file.path.parent().unwrap_or(Path::new("/")).join(relative);
    if let Some(other) = helpers.iter().find(|other| other.path == path) {
        let message = format!("line {} already is the file {name}", other.line);
        return Err(Malformed::new(block.line, message));
    }
    helpers.push(Helper { path, text: padded("", block), line: block.line });
    Ok(())
}

/// `before` and the text of a block, which begins on the line it has in the file.
fn padded(before: &str, block: &Block) -> Arc<str> {
    let lines = before.matches('\n').count();
    let mut text = before.to_owned();
    text.extend(std::iter::repeat_n('\n', block.line.saturating_sub(lines)));
    text.push_str(&block.text);
    text.into()
}

fn assemble(
    file: &Arc<ExampleFile>,
    programs: Vec<ProgramBlock>,
    helpers: Arc<[Helper]>,
) -> Result<Vec<Example>, Malformed> {
    let mut examples: Vec<Example> = Vec::new();
    let mut names: HashMap<String, usize> = HashMap::new();
    for program in programs {
        let ProgramBlock { block, kind, mode, continues, sections, last_line } = program;
        let directives = directive::parse(&block.text, block.line + 1)?;
        let base = if block.heading.is_empty() {
            format!("{}:{}", file.shown, block.line)
        } else {
            format!("{}: {}", file.shown, block.heading)
        };
        let count = names.entry(base.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { base } else { format!("{base} ({count})") };
        let example = Example {
            name,
            file: Arc::clone(file),
            lines: (block.line, last_line),
            text: padded("", &block),
            kind,
            helpers: Arc::clone(&helpers),
            directives,
            sections,
            mode,
        };
        let example = if continues { continued(examples.last(), example, &block)? } else { example };
        expectation::validate(&example.sections, &example.directives.profiles)?;
        examples.push(example);
    }
    Ok(examples)
}

/// An example that goes on from another: one program, one output.
fn continued(before: Option<&Example>, mut example: Example, block: &Block) -> Result<Example, Malformed> {
    let Some(before) = before else {
        return Err(Malformed::new(
            block.line,
            "`continue` goes on from a program, and none stands before it",
        ));
    };
    if before.kind != example.kind {
        let message =
            format!("`continue` needs the language of line {}, which it goes on from", before.lines.0);
        return Err(Malformed::new(block.line, message));
    }
    if example.directives != Directives::default() {
        let message = "a program that goes on from another has its directives from there";
        return Err(Malformed::new(block.line + 1, message));
    }
    example.directives = before.directives.clone();
    if before.mode == Mode::Ignore {
        example.mode = Mode::Ignore;
    }
    example.text = padded(&before.text, block);
    for section in &mut example.sections {
        let Claim::Output(output) = &mut section.claim else { continue };
        let mut lines = inherited(before, output.stream, &section.profiles);
        output.inherited = lines.len();
        lines.append(&mut output.lines);
        output.lines = lines;
    }
    Ok(example)
}

/// What the program before has claimed of a stream; where it claimed nothing, anything may have been printed.
fn inherited(before: &Example, stream: OutputStream, profiles: &[Profile]) -> Vec<ClaimedLine> {
    let of_stream = |section: &&Section| match &section.claim {
        Claim::Output(output) => output.stream == stream && section.profiles == profiles,
        _ => false,
    };
    match before.sections.iter().find(of_stream).map(|section| &section.claim) {
        Some(Claim::Output(output)) => output.lines.clone(),
        _ => vec![ClaimedLine { text: ANY_LINES.to_owned(), line: before.lines.0 }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Vec<Example>, Malformed> {
        let file = ExampleFile { path: "/docs/a.md".into(), shown: "a.md".to_owned() };
        examples(&Arc::new(file), &text.replace("'''", "```"))
    }

    fn output(example: &Example) -> String {
        let texts = example.sections.iter().filter_map(|section| match &section.claim {
            Claim::Output(output) => Some(output.lines.iter().map(|line| line.text.as_str())),
            _ => None,
        });
        texts.flatten().collect::<Vec<_>>().join("|")
    }

    #[test]
    fn fences_and_headings_make_examples() {
        let text = "# One `x`\n'''js\nf()\n'''\ntext\n'''output\na\n\nb\n'''\n'''sh\nls\n'''\n## Two\n\n'''mjs exit=3\n1\n'''\n'''cjs\n2\n'''\n";
        let examples = load(text).expect("well formed");
        let names: Vec<&str> = examples.iter().map(|example| example.name.as_str()).collect();
        assert_eq!(names, ["a.md: One x", "a.md: Two", "a.md: Two (2)"]);
        assert_eq!((&*examples[0].text, output(&examples[0]).as_str()), ("\n\nf()\n", "a||b"));
        assert_eq!(examples[0].lines, (2, 10));
        assert_eq!(examples[1].sections[0].claim, Claim::Exit(3));
        assert_eq!(examples[2].kind, SourceKind::CommonJs);
    }

    #[test]
    fn a_block_may_go_on_from_the_one_before() {
        let text = "'''js\nlet a = 1\n'''\n'''output\nx\n'''\n'''js continue\na\n'''\n'''output\ny\n'''\n";
        let examples = load(text).expect("well formed");
        assert_eq!(&*examples[1].text, "\nlet a = 1\n\n\n\n\n\na\n");
        assert_eq!(output(&examples[1]), "x|y");
        assert_eq!(
            load("'''js\n'''\n'''js continue\n'''\n'''output\ny\n'''").map(|all| output(&all[1])),
            Ok("...|y".to_owned())
        );
    }

    #[test]
    fn fences_in_lists_and_quotations_are_found() {
        let text = "> - '''js\n>   f()\n>   '''\n>   '''output\n>   a\n>   '''\n";
        let examples = load(text).expect("well formed");
        assert_eq!(&*examples[0].text, "\nf()\n");
        let Site::Fence { content, prefix, .. } = &examples[0].sections[0].site else { panic!("a fence") };
        assert_eq!((&text[content.clone()], prefix.as_str()), (">   a\n", ">   "));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| load(text).map(|_| ()).expect_err("malformed").to_string();
        assert!(error("\n'''output\n'''").starts_with("2: an `output` fence without a program"));
        assert!(error("'''js file=b.js\n'''\n'''output\n'''").starts_with("3: an `output` fence"));
        assert!(
            error("'''js file=b.js\n'''\n'''js file=./b.js\n'''")
                .starts_with("3: line 1 already is the file")
        );
        assert!(error("'''js file=../b.js\n'''").contains("must name a file below"));
        assert!(error("'''js ingore\n'''").starts_with("1: `ingore` is not understood"));
        assert!(error("'''js\n'''\n'''output err\n'''").starts_with("3: `err` is not understood"));
        assert!(error("'''js continue\n'''").contains("none stands before it"));
        assert!(
            error("'''js\n'''\n'''output\n'''\n'''output\n'''").starts_with("5: line 3 already claims that")
        );
    }
}
