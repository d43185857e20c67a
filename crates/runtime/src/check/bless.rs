//! Writes what examples print into what they claim.
//!
//! ```text
//!   run twice ──► the same? ──► rewrite ──► all files writable? ──► write beside, rename
//! ```
//!
//! Nothing is written unless everything can be.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::example::{Example, Mode, reason};
use super::expectation::Expected;
use super::judge::{Run, header, printed_lines};
use super::pattern::{Reading, Step, align};
use super::plan::Case;
use super::rewrite::{self, Edit, Found};
use super::runner::{self, Pool};
use super::settings::Checker;
use super::watchdog::Watchdog;

/// Which claims are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bless {
    /// Those that do not hold.
    All,
    /// Those of examples that claim nothing yet.
    New,
}

impl Checker<'_> {
    /// Writes what the examples print into what they claim; answers the files that were changed, or why nothing was.
    /// Each example is run twice, and both runs must print the same.
    ///
    /// ```
    /// use roundelay::check::{Bless, Checker, Launcher};
    ///
    /// fn claim_what_is_printed(launcher: &dyn Launcher) -> Result<(), Vec<String>> {
    ///     let files = Checker::new(launcher).path("examples").bless(Bless::New)?;
    ///     println!("{} files rewritten", files.len());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Every reason why something could not be written; then nothing was.
    pub fn bless(&self, scope: Bless) -> Result<Vec<PathBuf>, Vec<String>> {
        let plan = self.plan().map_err(|message| vec![message])?;
        let mut problems = Vec::new();
        let mut examples: Vec<(Arc<Example>, Vec<Option<Profile>>)> = Vec::new();
        for case in &plan.cases {
            match case {
                Case::Malformed { file, why } => problems.push(format!("{}:{why}", file.shown)),
                Case::Run { example, profile } if is_blessed(example, scope) => match examples.last_mut() {
                    Some((last, profiles)) if Arc::ptr_eq(last, example) => profiles.push(*profile),
                    _ => examples.push((Arc::clone(example), vec![*profile])),
                },
                Case::Run { .. } => {}
            }
        }
        let mut files: BTreeMap<PathBuf, Vec<Edit>> = BTreeMap::new();
        for result in self.run_twice(&examples) {
            match result {
                Ok(edits) => {
                    edits.into_iter().for_each(|(path, edit)| files.entry(path).or_default().push(edit))
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        write_all(&files)
    }

    /// The edits of each example, or why it cannot be blessed.
    fn run_twice(
        &self,
        examples: &[(Arc<Example>, Vec<Option<Profile>>)],
    ) -> Vec<Result<Vec<(PathBuf, Edit)>, String>> {
        let watchdog = Arc::new(Watchdog::default());
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        let work = || {
            while let Some((index, (example, profiles))) = take(examples, &next) {
                let result = self.edits(&watchdog, example, profiles);
                results.lock().unwrap_or_else(PoisonError::into_inner).insert(index, result);
            }
        };
        let pool = Pool { watchdog: &watchdog, workers: self.settings.jobs.min(examples.len()) };
        pool.run_while(work, || {});
        results.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    fn edits(
        &self,
        watchdog: &Arc<Watchdog>,
        example: &Example,
        profiles: &[Option<Profile>],
    ) -> Result<Vec<(PathBuf, Edit)>, String> {
        let refuse = |why: String| format!("{}:{}: {why}", example.file.shown, example.lines.0);
        let mut runs = Vec::new();
        for &profile in profiles {
            let run = || runner::run_example(self, watchdog, example, profile);
            let (first, second) = (run().map_err(refuse)?, run().map_err(refuse)?);
            let of_stderr = Expected::select(&example.sections, profile).stderr.is_some();
            runs.push((profile, found(&first, &second, of_stderr).map_err(refuse)?));
        }
        rewrite::edits(example, &runs).map_err(refuse)
    }
}

/// The item that `next` counts to.
fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, items.get(index)?))
}

/// Whether an example's claims are written.
fn is_blessed(example: &Example, scope: Bless) -> bool {
    let is_run =
        example.mode == Mode::Run && example.directives.skip.is_none() && example.directives.xfail.is_none();
    is_run && (example.sections.is_empty() == (scope == Bless::New))
}

/// What both runs did; an error if that is not the same or no claim could say it. Standard error that nobody claims
/// anything of may differ.
fn found(first: &Run, second: &Run, of_stderr: bool) -> Result<Found, String> {
    let (one, other) = (of_one(first, of_stderr)?, of_one(second, of_stderr)?);
    for (one, other) in [(&one.stdout, &other.stdout), (&one.stderr, &other.stderr)] {
        if one != other {
            return Err(format!("two runs differ: {}", first_difference(one, other)));
        }
    }
    if (one.status, &one.error) != (other.status, &other.error) {
        return Err("two runs end differently".to_owned());
    }
    Ok(one)
}

fn of_one(run: &Run, of_stderr: bool) -> Result<Found, String> {
    if let Some(limit) = run.timed_out {
        return Err(format!("it did not end within {} ms", limit.as_millis()));
    }
    if run.transcript.overflowed {
        return Err("it prints too much".to_owned());
    }
    let text = |stream| match run.transcript.text(stream) {
        Ok(text) => Ok(text.to_owned()),
        Err(at) => Err(format!("what it prints is not UTF-8: line {} of the output", at.line)),
    };
    Ok(Found {
        stdout: text(OutputStream::Stdout)?,
        stderr: if of_stderr { text(OutputStream::Stderr)? } else { String::new() },
        status: run.status,
        error: run.error.as_ref().map(header),
    })
}

fn first_difference(one: &str, other: &str) -> String {
    let (one, other) = (printed_lines(one, Reading::Exact), printed_lines(other, Reading::Exact));
    let steps = align(&one, &other, Reading::Exact);
    let first = steps.iter().find_map(|step| match *step {
        Step::Missing { claimed } => {
            Some(format!("the first prints `{}`, the second does not", one[claimed]))
        }
        Step::Extra { printed } => {
            Some(format!("the second prints `{}`, the first does not", other[printed]))
        }
        _ => None,
    });
    first.unwrap_or_default()
}

/// A file and what it is to become.
struct Change {
    path: PathBuf,
    text: String,
    beside: PathBuf,
}

/// Writes all files or none.
fn write_all(files: &BTreeMap<PathBuf, Vec<Edit>>) -> Result<Vec<PathBuf>, Vec<String>> {
    let mut changes = Vec::new();
    let mut problems = Vec::new();
    for (path, edits) in files {
        match change(path, edits) {
            Ok(Some(change)) => changes.push(change),
            Ok(None) => {}
            Err(problem) => problems.push(format!("{}:1: {problem}", path.display())),
        }
    }
    if problems.is_empty() {
        for change in &changes {
            if let Err(error) = write_beside(change) {
                problems.push(format!("{}:1: cannot write it: {}", change.path.display(), reason(&error)));
            }
        }
    }
    if problems.is_empty() {
        for change in &changes {
            if let Err(error) = fs::rename(&change.beside, &change.path) {
                problems.push(format!("{}:1: cannot replace it: {}", change.path.display(), reason(&error)));
            }
        }
    }
    if problems.is_empty() {
        return Ok(changes.into_iter().map(|change| change.path).collect());
    }
    for change in &changes {
        // What was not written or has been renamed is not there any more.
        let _ = fs::remove_file(&change.beside);
    }
    Err(problems)
}

/// What a file is to become; none if it stays as it is.
fn change(path: &Path, edits: &[Edit]) -> Result<Option<Change>, String> {
    let old = match fs::read_to_string(path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("cannot read it: {}", reason(&error))),
    };
    let text = rewrite::apply(old.as_deref().unwrap_or_default(), edits)?;
    if old.as_ref() == Some(&text) {
        return Ok(None);
    }
    let is_read_only = fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly());
    let is_closed = old.is_some() && fs::OpenOptions::new().append(true).open(path).is_err();
    if is_read_only || is_closed {
        return Err("it is read-only, so nothing is rewritten".to_owned());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.blessed", std::process::id()));
    Ok(Some(Change { path: path.to_path_buf(), text, beside }))
}

/// Writes the new text beside the file, with the rights of the file.
fn write_beside(change: &Change) -> io::Result<()> {
    fs::write(&change.beside, &change.text)?;
    match fs::metadata(&change.path) {
        Ok(metadata) => fs::set_permissions(&change.beside, metadata.permissions()),
        Err(_) => Ok(()),
    }
}
