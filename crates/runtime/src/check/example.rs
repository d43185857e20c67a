//! One example: a program, how it is to be run, and what it claims.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roundelay_event_loop::Profile;
use roundelay_vm::trace::{OutputStream, Place};

use super::comments;
use super::directive::{self, Directives, profile_name};
use super::expectation::{self, Claim, ClaimedLine, OutputClaim, Section, Site};
use super::malformed::Malformed;
use super::markdown;
use super::pattern::Reading;

/// What a program is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    /// What its file's name and package say.
    ByName,
    /// CommonJS, or an ES module if that is the only way to read it.
    Either,
    /// CommonJS.
    CommonJs,
    /// An ES module.
    Module,
}

/// A file with examples.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ExampleFile {
    /// Its absolute path.
    pub(crate) path: PathBuf,
    /// Its path as the user wrote it.
    pub(crate) shown: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) file: Arc<ExampleFile>,
    /// The first and the last line of the program with its claims, from 1.
    pub(crate) lines: (usize, usize),
    /// The program; its lines have the numbers they have in the file.
    pub(crate) text: Arc<str>,
    pub(crate) kind: SourceKind,
    /// Texts that stand for files beside it.
    pub(crate) helpers: Arc<[Helper]>,
    pub(crate) directives: Directives,
    pub(crate) sections: Vec<Section>,
    pub(crate) mode: Mode,
}

/// A block of Markdown that stands for a file.
#[derive(Clone, Debug)]
pub(crate) struct Helper {
    pub(crate) path: PathBuf,
    pub(crate) text: Arc<str>,
    /// The line of its fence.
    pub(crate) line: usize,
}

/// What is done with an example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Run,
    /// It must compile; that is its whole claim.
    Compile,
    /// Nothing.
    Ignore,
}

impl Example {
    /// The runs of this example: one for each of its profiles.
    pub(crate) fn profiles(&self) -> Vec<Option<Profile>> {
        match self.directives.profiles.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        }
    }

    /// The name of one of its runs.
    pub(crate) fn run_name(&self, profile: Option<Profile>) -> String {
        match profile.filter(|_| self.directives.profiles.len() > 1) {
            Some(profile) => format!("{} [{}]", self.name, profile_name(profile)),
            None => self.name.clone(),
        }
    }

    /// The file that a section stands in, as the user knows it.
    pub(crate) fn shown_file(&self, section: &Section) -> String {
        match section.site {
            Site::Beside(extension) => format!("{}.{extension}", self.file.shown),
            _ => self.file.shown.clone(),
        }
    }

    /// A place in the program, as the user knows the file, without its column.
    pub(crate) fn shown_place(&self, place: &Place) -> String {
        let name = place.name.strip_prefix("file://").unwrap_or(&place.name);
        let path = Path::new(name);
        let is_own = path == self.file.path || self.helpers.iter().any(|helper| helper.path == path);
        let shown = if is_own {
            self.file.shown.clone()
        } else {
            path.strip_prefix(self.folder()).unwrap_or(path).to_string_lossy().into_owned()
        };
        format!("{shown}:{}", place.line)
    }

    /// The folder of the example.
    pub(crate) fn folder(&self) -> &Path {
        self.file.path.parent().unwrap_or(Path::new("/"))
    }
}

/// The path of the file `extension` beside an example.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// The examples of a file.
pub(crate) fn load(file: &Arc<ExampleFile>) -> Result<Vec<Example>, Malformed> {
    let text = read(&file.path)?.ok_or_else(|| Malformed::new(1, "cannot read it: no such file"))?;
    if is_markdown(&file.path) {
        return markdown::examples(file, &text);
    }
    let directives = directive::parse(&text, 1)?;
    let mut sections = comments::sections(&text)?;
    sections.extend(sections_beside(&file.path)?);
    expectation::validate(&sections, &directives.profiles)?;
    Ok(vec![Example {
        name: file.shown.clone(),
        file: Arc::clone(file),
        lines: (1, text.lines().count().max(1)),
        text: text.into(),
        kind: SourceKind::ByName,
        helpers: Arc::new([]),
        directives,
        sections,
        mode: Mode::Run,
    }])
}

pub(crate) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md" || extension == "markdown")
}

/// The text of a file, None if there is none.
fn read(path: &Path) -> Result<Option<String>, Malformed> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Malformed::new(1, format!("cannot read it: {}", reason(&error)))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..valid].iter().filter(|&&byte| byte == b'\n').count();
            Err(Malformed::new(line, format!("not UTF-8 (byte {valid} of the file)")))
        }
    }
}

/// What the system says, without its numbers.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// `FILE.out`, `FILE.err` and `FILE.code`.
fn sections_beside(path: &Path) -> Result<Vec<Section>, Malformed> {
    let mut sections = Vec::new();
    let mut add = |claim, site| {
        sections.push(Section { claim, profiles: Vec::new(), line: 1, site: Site::Beside(site) });
    };
    for (extension, stream) in [("out", OutputStream::Stdout), ("err", OutputStream::Stderr)] {
        if let Some(text) = in_file(path, extension)? {
            add(Claim::Output(exact(stream, &text)), extension);
        }
    }
    if let Some(text) = in_file(path, "code")? {
        let status = text.trim();
        let status = status.parse().map_err(|_| {
            Malformed::new(1, format!("the file .code beside it says `{status}`, which is no exit status"))
        })?;
        add(Claim::Exit(status), "code");
    }
    Ok(sections)
}

fn in_file(path: &Path, extension: &str) -> Result<Option<String>, Malformed> {
    read(&beside(path, extension)).map_err(|malformed| {
        let Malformed { line, message } = malformed;
        Malformed::new(1, format!("the file .{extension} beside it, line {line}: {message}"))
    })
}

/// A claim of every byte of `text`.
fn exact(stream: OutputStream, text: &str) -> OutputClaim {
    let lines = exact_lines(text).into_iter().enumerate();
    OutputClaim {
        stream,
        is_ordered: true,
        reading: Reading::Exact,
        lines: lines.map(|(index, text)| ClaimedLine { text: text.to_owned(), line: index + 1 }).collect(),
        inherited: 0,
    }
}

/// The lines of a text that is compared byte for byte: what follows the last line terminator counts, even if it is
/// nothing.
pub(crate) fn exact_lines(text: &str) -> Vec<&str> {
    if text.is_empty() { Vec::new() } else { text.split('\n').collect() }
}
